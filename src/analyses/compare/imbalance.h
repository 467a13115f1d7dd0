/* imbalance.h: information imbalance: how well neighbourhoods in one space predict those in another (Glielmo et al. 2022, PNAS
 * Nexus 1). */
#ifndef SX_IMBALANCE_H
#define SX_IMBALANCE_H

#include "neighbors/knn_search.h"

typedef struct sx_imbalance_of {
	sx_space     *from, *to;
	const size_t *map;		/* row i of `from` is row map[i] of `to`; NULL: row i */
	size_t        k;
	sx_metric     metric;		/* Euclidean or cosine */
	double       *row_rank;		/* n, filled in: each row's mean rank; NULL: not wanted */
} sx_imbalance_of;

/* Twice the mean rank, in the second space, of the k nearest in the first, over n: (k + 1) / n where both have the same
 * neighbours, about 1 where the first says nothing of the second. Equal distances: the lower index is nearer.
 * Cost: the neighbours of `from` and a walk over all pairs of `to`, n² (d + k). */
bool sx_imbalance(const sx_imbalance_of *, sx_job *, sx_arena *tmp, double *out, sx_err *err);

#endif
