/* job.h: what the host lends a run: threads, memory, a seed, and a callback for progress and cancellation. */
#ifndef SX_JOB_H
#define SX_JOB_H

#include "base.h"

typedef struct sx_job {
	int      threads;	/* 0: as many as this process may use */
	size_t   memory;	/* bytes of scratch one run may take; 0: no ceiling */
	uint64_t seed;
	/* Told the share done (0 … 1, or below 0 when unknown) and what is being done; false means stop. Always called
	 * on the thread that started the run, a few times a second at least. NULL: never asked. */
	bool   (*tick)(void *ctx, double share, const char *what);
	void    *ctx;
	double   from, span;	/* this part of the run in the whole of it; span 0: it is the whole */
} sx_job;

/* True while the host wants the run to go on. share is of this part. */
bool sx_tick(sx_job *, double share, const char *what);
/* The same job for a part of its work: progress 0 … 1 of the part is from … from + span of the job. Parts nest. */
sx_job sx_job_part(const sx_job *, double from, double span);

/* The number of threads sx_for will use; scratch is sized by it. */
int  sx_threads(const sx_job *);

/* Runs body over blocks [lo, hi) of at most grain items of 0 … n-1, in parallel and in any order. The blocks are the
 * same for any number of threads: figures stay the same if sums are kept by block (lo / grain) and added in block
 * order. thread, below sx_threads(job), picks a scratch buffer and nothing else. False: asked to stop; some blocks
 * were not run. With one thread it is a plain loop. */
bool sx_for(sx_job *, const char *what, size_t n, size_t grain,
            void (*body)(void *ctx, size_t lo, size_t hi, int thread), void *ctx);

#endif
