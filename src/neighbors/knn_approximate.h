/* knn_approximate.h: an approximate neighbour table (HNSW), for spaces that are too large for an exact one.
 *
 * The graph of hnswlib is built row by row on one thread, so that it is reproducible; the searches use all threads. Distances of
 * the rows found are recomputed in double and sorted as in the exact table; neighbours that the search misses are absent, so
 * callers should measure the recall (sx_knn_recall) and report it. Cost about n log n (beam) d; memory about n (4 d + 8 links +
 * 40) bytes. */
#ifndef SX_KNN_APPROXIMATE_H
#define SX_KNN_APPROXIMATE_H

#include "knn_search.h"

/* Gets the approximate table, memoised like sx_knn_get. Errors: built without hnswlib; out of memory; cancelled; a search that
 * finds fewer than k. */
bool sx_knn_graph(sx_space *, sx_metric, size_t k, sx_job *, sx_knn *out, sx_err *err);

/* Measures the recall of the table, the share of the true k neighbours that it holds, over `queries` random rows; and its standard
 * error. */
bool sx_knn_recall(sx_space *, sx_metric, const sx_knn *, size_t queries, sx_job *, double *recall, double *error,
                   sx_err *err);

#endif
