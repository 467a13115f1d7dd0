/* imbalance.h: how well nearness in one space predicts nearness in another (Glielmo et al. 2022, PNAS Nexus 1). */
#ifndef SX_IMBALANCE_H
#define SX_IMBALANCE_H

#include "neighbors/knn_search.h"

/* Twice the mean rank, in the second space, of the k nearest in the first, over n: (k + 1) / n where both have the same
 * neighbours, about 1 where the first says nothing of the second. Row i of `from` is row map[i] of `to` (NULL: row i).
 * Equal distances: the lower index is nearer. row_rank (n; may be NULL) gets each row's mean rank. Metric: Euclidean or
 * cosine. Cost: the neighbours of `from` and a walk over all pairs of `to`, n² (d + k). */
bool sx_imbalance(sx_space *from, sx_space *to, const size_t *map, size_t k, sx_metric, sx_job *, sx_arena *tmp,
                  double *row_rank, double *out, sx_err *err);

#endif
