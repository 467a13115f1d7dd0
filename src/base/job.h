/* job.h: what the host lends a run: threads, memory, a seed, and a callback for progress and cancellation. */
#ifndef SX_JOB_H
#define SX_JOB_H

#include "base.h"

typedef struct sx_job {
	int      threads;	/* 0: as many as this process may use */
	size_t   memory;	/* bytes of scratch one run may take; 0: no ceiling */
	uint64_t seed;
	/* Reports progress: the share done (0 … 1, negative when unknown) and what is being done. Returning false cancels the run.
	 * It is always called on the thread that started the run, a few times a second at least. NULL: no progress, no
	 * cancellation. */
	bool   (*tick)(void *ctx, double share, const char *what);
	void    *ctx;
	double   from, span;	/* the interval of the whole run's progress that this part covers; span 0: all of it */
} sx_job;

/* Reports progress within this part; false when the host wants the run to stop. */
bool sx_tick(sx_job *, double share, const char *what);
/* A copy of the job for one part of its work: progress 0 … 1 of the part maps to from … from + span of the job. Parts nest. */
sx_job sx_job_part(const sx_job *, double from, double span);

/* The number of threads that sx_for will use, to size per-thread scratch. */
int  sx_threads(const sx_job *);

/* Runs body over blocks [lo, hi) of at most grain items of 0 … n-1, in parallel and in any order. The blocks do not depend on the
 * number of threads, so results do not either if partial sums are kept for each block (lo / grain) and added in block order.
 * thread, below sx_threads(job), may select a scratch buffer and nothing else. False: the host asked to stop, and some blocks were
 * not run. With one thread this is a plain loop. */
bool sx_for(sx_job *, const char *what, size_t n, size_t grain,
            void (*body)(void *ctx, size_t lo, size_t hi, int thread), void *ctx);

#endif
