/* par.c: parallel loops on OpenMP. The only file that includes it; par_pthread.c replaces it under the thread sanitizer. */
#include "job.h"

#include <omp.h>
#include <stdatomic.h>

int sx_threads(const sx_job *job)
{
	return job && job->threads > 0 ? job->threads : omp_get_max_threads();
}

bool sx_for(sx_job *job, const char *what, size_t n, size_t grain,
            void (*body)(void *ctx, size_t lo, size_t hi, int thread), void *ctx)
{
	size_t blocks = n / grain + (n % grain != 0);
	size_t threads = (size_t)sx_threads(job);
	if (threads > blocks)
		threads = blocks ? blocks : 1;
	atomic_size_t next = 0;
	atomic_bool stop = !sx_tick(job, 0, what);
	#pragma omp parallel num_threads((int)threads)
	{
		int me = omp_get_thread_num();
		double asked = sx_seconds();
		while (!atomic_load(&stop)) {
			size_t b = atomic_fetch_add(&next, 1);
			if (b >= blocks)
				break;
			size_t lo = b * grain;
			body(ctx, lo, n - lo < grain ? n : lo + grain, me);
			if (me == 0 && sx_seconds() - asked > 0.05) {
				asked = sx_seconds();
				if (!sx_tick(job, (double)(b + 1) / (double)blocks, what))
					atomic_store(&stop, true);
			}
		}
	}
	return !atomic_load(&stop);
}
