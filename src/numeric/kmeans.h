/* kmeans.h: k-means by Lloyd's iteration from k-means++ seeds (Arthur, Vassilvitskii 2007).
 *
 * Products are in float32 blocks; sums of centres and the inertia are in double over fixed blocks of rows, so that a run does not
 * depend on the number of threads. A cluster that loses its last row gets the row farthest from its centre. Ties go to the lower
 * cluster. Cost: restarts × iterations × n k d. */
#ifndef SX_KMEANS_H
#define SX_KMEANS_H

#include "base/base.h"
#include "base/job.h"
#include "base/mat.h"

typedef struct sx_kmeans {
	size_t *label;		/* n */
	size_t  clusters;	/* k, or fewer where fewer rows differ */
	double *center;		/* clusters × d */
	double  inertia;	/* sum of squared distances of the rows to their centres */
	size_t  iterations;
	bool    settled;	/* no label changed in the last iteration */
} sx_kmeans;

/* Returns the best of `restarts` runs by inertia. Memory is lent by the arena. k is at most n. */
bool sx_kmeans_run(sx_mat, size_t k, size_t restarts, sx_job *, sx_arena *, sx_kmeans *out, sx_err *err);

#endif
