/* imbalance.h: information imbalance: how well neighbourhoods in one space predict those in another (Glielmo et al. 2022, PNAS
 * Nexus 1). */
#ifndef SX_IMBALANCE_H
#define SX_IMBALANCE_H

#include "neighbors/knn_search.h"

typedef struct sx_imbalance_of {
	sx_space     *from, *to;
	const size_t *map;		/* row i of `from` corresponds to row map[i] of `to`; NULL: to row i */
	size_t        k;
	sx_metric     metric;		/* Euclidean or cosine */
	double       *row_rank;		/* output, n: the mean rank of each row; NULL: not wanted */
} sx_imbalance_of;

/* Information imbalance: twice the mean rank, in the second space, of the k nearest rows in the first, over n. (k + 1) / n if both
 * spaces have the same neighbours, about 1 if the first predicts nothing of the second. Ties go to the lower index. Cost: the
 * neighbours of `from` and one pass over all pairs of `to`, n² (d + k). */
bool sx_imbalance(const sx_imbalance_of *, sx_job *, sx_arena *tmp, double *out, sx_err *err);

#endif
