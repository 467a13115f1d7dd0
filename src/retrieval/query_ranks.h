/* query_ranks.h: the rank at which each query finds its counterpart among the rows of a gallery, and summaries of the ranks. */
#ifndef SX_QUERY_RANKS_H
#define SX_QUERY_RANKS_H

#include "linear/cross_products.h"
#include "neighbors/knn_search.h"

/* Ranks the counterpart of each query: rank[i] = 1 + the number of gallery lines nearer to query i than its counterpart, own[i], +
 * half of those as near (to 1e-12 of the lengths), so that a gallery of equal rows gives (n + 1) / 2 and not the order of the
 * rows. own NULL: the counterpart of query i is line i. Metric: SX_COSINE or SX_EUCLIDEAN. The means of the lines are subtracted.
 * rank holds one entry for each query. Cost 2 q n d flop, in double. Rows of zeros have cosine 0 with all. */
bool sx_retrieval_ranks(const sx_lines *query, const sx_lines *gallery, const size_t *own, sx_metric, sx_job *, sx_arena *tmp,
                        double *rank, sx_err *err);

/* A summary of ranks: the shares that are at most 1, 5 and 10, the mean and the median, and the mean reciprocal rank (MRR), which
 * needs no cut-off. */
typedef struct sx_ranking { double top1, top5, top10, mrr, mean, median; } sx_ranking;
sx_ranking sx_ranking_of(const double *rank, size_t n, double *scratch_n);

#endif
