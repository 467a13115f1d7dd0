/* progress.h: shows the progress of a slow job on standard error, where that is a terminal. */
#ifndef SX_PROGRESS_H
#define SX_PROGRESS_H

#include "sextant.h"

typedef struct sx_progress {
	bool   on, shown;
	double start, last;	/* seconds */
} sx_progress;

void sx_progress_init(sx_progress *, bool wanted);
void sx_progress_start(sx_progress *);
void sx_progress_clear(sx_progress *);
/* A job's tick; ctx is the sx_progress. False once a signal asked to stop. */
bool sx_progress_tick(void *ctx, double share, const char *what);

/* "about 6 s", "about 2 h 40 min": the time left of a job that took so long for this share. */
const char *sx_time_left(char out[40], double elapsed, double share);

#endif
