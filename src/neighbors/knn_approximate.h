/* knn_approximate.h: an approximate neighbour table (HNSW), for spaces that are too large for an exact one.
 *
 * hnswlib's graph is grown row by row, on one thread, so that it is the same every time; the searches run on all. The
 * rows it finds are measured in double and sorted like those of the exact table; what it misses is missing, so the
 * share that it finds is to be measured (sx_knn_recall) and told. Cost about n log n (beam) d; memory about
 * n (4 d + 8 links + 40) bytes. */
#ifndef SX_KNN_APPROXIMATE_H
#define SX_KNN_APPROXIMATE_H

#include "knn_search.h"

/* Memoised like sx_knn_get. Errors: built without hnswlib; memory; stopped; a search that finds fewer than k. */
bool sx_knn_graph(sx_space *, sx_metric, size_t k, sx_job *, sx_knn *out, sx_err *err);

/* The share of the true k neighbours that the table holds, over `queries` rows drawn at random; and its standard error. */
bool sx_knn_recall(sx_space *, sx_metric, const sx_knn *, size_t queries, sx_job *, double *recall, double *error,
                   sx_err *err);

#endif
