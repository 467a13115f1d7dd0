/* query_ranks.h: the rank at which each query finds its counterpart among the rows of a gallery, and summaries of the ranks. */
#ifndef SX_QUERY_RANKS_H
#define SX_QUERY_RANKS_H

#include "linear/cross_products.h"
#include "neighbors/knn_search.h"

/* Query i belongs to line own[i] of the gallery. rank[i] = 1 + the lines nearer to it than its own + half of those as
 * near (to 1e-12 of the lengths), so that a gallery of equal rows gives (n + 1) / 2 and not the order of the rows. own
 * NULL: query i belongs to line i. Metric: SX_COSINE or SX_EUCLIDEAN. The lines' means are taken off. rank holds as many as
 * there are queries. Cost 2 q n d flop, in double. Rows without length have cosine 0 with all. */
bool sx_retrieval_ranks(const sx_lines *query, const sx_lines *gallery, const size_t *own, sx_metric, sx_job *, sx_arena *tmp,
                        double *rank, sx_err *err);

/* Of ranks: shares at most 1, 5 and 10, mean and median, and the mean of 1 / rank, which no cut-off limits. */
typedef struct sx_ranking { double top1, top5, top10, mrr, mean, median; } sx_ranking;
sx_ranking sx_ranking_of(const double *rank, size_t n, double *scratch_n);

#endif
