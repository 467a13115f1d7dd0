/* layout_parts.h: two-dimensional layouts that preserve neighbourhoods (t-SNE, UMAP), and their quality.
 *
 * Both start from the first two principal components, read the exact neighbour table, and compute every row's move from
 * the places of the step before, so that a layout is the same for any number of threads. */
#ifndef SX_LAYOUT_PARTS_H
#define SX_LAYOUT_PARTS_H

#include "neighbors/knn_search.h"

/* t-SNE (van der Maaten, Hinton 2008) with the Barnes-Hut tree (van der Maaten 2014) at theta 0.5: affinities of the
 * nearest rows with this perplexity; early exaggeration 12 for a quarter of the steps; learning rate n / 12, at least 50;
 * gains and momentum 0.5, then 0.8. at (n × 2) holds the start and becomes the layout. Cost: steps × n log n. */
bool sx_layout_tsne(const sx_knn *, double perplexity, size_t steps, sx_job *, double *at, double *divergence, sx_err *err);

/* UMAP (McInnes, Healy, Melville 2018): fuzzy links of the k nearest, pulled together by all links and pushed apart by random
 * rows, five for each link. Moves are made all at once and by the mean of the pulls, not one by one as the authors' program
 * does, so there are more and smaller steps. at (n × 2) holds the start. Cost: steps × n (2 k + 5 k). */
bool sx_layout_umap(const sx_knn *, double min_distance, size_t steps, sx_job *, double *at, sx_err *err);

typedef struct sx_layout_judged {
	const sx_space *space;
	sx_metric       metric;
	const sx_knn   *t;		/* of all rows, k neighbours at least */
	size_t          k;
	const double   *at;		/* n × 2: the layout */
	const size_t   *row;		/* m rows that are judged */
	size_t          m;
} sx_layout_judged;

/* Trustworthiness and continuity (Venna, Kaski 2001) at k: 1 is best. Of each row: how few of its k neighbours in the plane
 * are far in the space, and how few of those in the space are far in the plane, by rank. trust and continuity hold m.
 * Needs k < n / 2. Cost m n (d + 2). */
bool sx_layout_quality(const sx_layout_judged *, sx_job *, double *trust, double *continuity, sx_err *err);

#endif
