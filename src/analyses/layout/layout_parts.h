/* layout_parts.h: two-dimensional layouts that preserve neighbourhoods (t-SNE, UMAP), and their quality.
 *
 * Both start from the first two principal components, read the exact neighbour table, and update all rows from the positions of
 * the step before, so that a layout does not depend on the number of threads. */
#ifndef SX_LAYOUT_PARTS_H
#define SX_LAYOUT_PARTS_H

#include "neighbors/knn_search.h"

/* t-SNE (van der Maaten, Hinton 2008) with the Barnes-Hut tree (van der Maaten 2014) at theta 0.5: affinities of the
 * nearest rows with this perplexity; early exaggeration 12 for a quarter of the steps; learning rate n / 12, at least 50;
 * gains and momentum 0.5, then 0.8. at (n × 2) holds the start and becomes the layout. Cost: steps × n log n. */
bool sx_layout_tsne(const sx_knn *, double perplexity, size_t steps, sx_job *, double *at, double *divergence, sx_err *err);

/* UMAP (McInnes, Healy, Melville 2018): fuzzy links of the k nearest rows, which attract along all links and repel from five
 * random rows for each link. All rows move at once, by the mean of their forces, and not one by one as in the authors' program, so
 * there are more and smaller steps. at (n × 2) holds the start and becomes the layout. Cost: steps × n (2 k + 5 k). */
bool sx_layout_umap(const sx_knn *, double min_distance, size_t steps, sx_job *, double *at, sx_err *err);

typedef struct sx_layout_judged {
	const sx_space *space;
	sx_metric       metric;
	const sx_knn   *t;		/* of all rows, with at least k neighbours */
	size_t          k;
	const double   *at;		/* n × 2: the layout */
	const size_t   *row;		/* m rows to evaluate */
	size_t          m;
} sx_layout_judged;

/* Computes the trustworthiness and continuity (Venna, Kaski 2001) of each row at k; 1 is best. Trustworthiness falls with the
 * ranks, in the space, of neighbours in the plane that are not neighbours there; continuity with the ranks, in the plane, of
 * neighbours in the space that are not neighbours there. trust and continuity hold m. Needs k < n / 2. Cost m n (d + 2). */
bool sx_layout_quality(const sx_layout_judged *, sx_job *, double *trust, double *continuity, sx_err *err);

#endif
