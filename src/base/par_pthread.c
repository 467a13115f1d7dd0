/* par_pthread.c: parallel loops on plain threads: for the thread sanitizer, which reports races in correct libgomp loops, and
 * for systems where the compiler's OpenMP is a separate package. */
#include "job.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { MOST = 64 };

typedef struct loop {
	size_t n, grain, blocks;
	void (*body)(void *, size_t, size_t, int);
	void *ctx;
	sx_job *job;
	const char *what;
	atomic_size_t next;
	atomic_bool stop;
} loop;

typedef struct worker { loop *l; int me; } worker;

int sx_threads(const sx_job *job)
{
	cpu_set_t may;
	int cores = job && job->threads > 0 ? job->threads
	          : sched_getaffinity(0, sizeof may, &may) == 0 ? CPU_COUNT(&may) : 1;
	return cores < 1 ? 1 : cores > MOST ? MOST : cores;
}

static void *work(void *arg)
{
	worker *w = arg;
	loop *l = w->l;
	while (!atomic_load(&l->stop)) {
		size_t b = atomic_fetch_add(&l->next, 1);
		if (b >= l->blocks)
			break;
		size_t lo = b * l->grain;
		l->body(l->ctx, lo, l->n - lo < l->grain ? l->n : lo + l->grain, w->me);
		if (w->me == 0 && !sx_tick(l->job, (double)(b + 1) / (double)l->blocks, l->what))
			atomic_store(&l->stop, true);
	}
	return NULL;
}

bool sx_for(sx_job *job, const char *what, size_t n, size_t grain,
            void (*body)(void *ctx, size_t lo, size_t hi, int thread), void *ctx)
{
	loop l = { .n = n, .grain = grain, .blocks = n / grain + (n % grain != 0), .body = body, .ctx = ctx,
	           .job = job, .what = what };
	atomic_store(&l.stop, !sx_tick(job, 0, what));
	int threads = sx_threads(job);
	worker w[MOST];
	pthread_t id[MOST];
	int started = 1;
	for (int t = 1; t < threads; t++, started++) {
		w[t] = (worker){ &l, t };
		if (pthread_create(&id[t], NULL, work, &w[t]) != 0)
			break;
	}
	w[0] = (worker){ &l, 0 };
	work(&w[0]);
	for (int t = 1; t < started; t++)
		pthread_join(id[t], NULL);
	return !atomic_load(&l.stop);
}
