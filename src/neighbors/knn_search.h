/* knn_search.h: exact k nearest neighbours, the table that most analyses read.
 *
 * All pairs by symmetric blocks: each block pair is multiplied once in float32, feeds both sides, and is compared in the
 * registers of the product (panels.h). What is compared there is a lower bound of the true squared distance (the
 * expansion |x|² + |y|² - 2xy minus its rounding), so what is thrown away is provably farther than what is kept; the
 * kept candidates are measured again as sums of squared differences in double and sorted by (distance, index). A row
 * whose certificate fails (ties, far offsets, duplicates by the hundred) is searched again with exact distances
 * throughout. The answer is the exact one. Where a trial on a few rows says that it pays, most pairs are settled by products of
 * bytes, and only what they leave open is multiplied in float32.
 *
 * Cost n² d flop (half of the plain product), memory n (5d/4 + 5k + 120) · 4 bytes. Self is excluded by index. */
#ifndef SX_KNN_SEARCH_H
#define SX_KNN_SEARCH_H

#include "space/space.h"

typedef enum sx_metric { SX_EUCLIDEAN, SX_COSINE, SX_DOT } sx_metric;	/* in the order of SX_OPT_METRIC */

/* Neighbours of row i: index[i * ld + j], at distance[i * ld + j], j = 0 … k-1, nearest first. The distance is the
 * Euclidean one, 1 - cosine, or the negative inner product. Borrowed from the space: do not keep it past the run. */
typedef struct sx_knn {
	size_t n, k, ld;
	const uint32_t *index;
	const double   *distance;
	const size_t   *rows;	/* a sample: line i is about row rows[i]; NULL: about row i */
	size_t of;		/* rows that were searched */
	size_t again;		/* rows that had to be searched again */
} sx_knn;

/* Memoised on the space per metric; a larger k replaces the table. Errors: k >= n; a row of zeros under cosine;
 * memory; stopped. */
bool sx_knn_get(sx_space *, sx_metric, size_t k, sx_job *, sx_knn *out, sx_err *err);

bool sx_knn_has(const sx_space *, sx_metric, size_t k);	/* it is there already */

/* Points that ask for their neighbours in a space. They may come from elsewhere (of the same d). */
typedef struct sx_knn_asked {
	sx_mat        queries;
	const size_t *self;	/* point i is row self[i] of the space (or none, SIZE_MAX), which is not its own neighbour; NULL: none is */
	sx_metric     metric;
	size_t        k;
} sx_knn_asked;

/* The k rows of the space nearest to each of them. The table is lent by the arena and not memoised. Cost 2 m n d flop for m
 * points. */
bool sx_knn_of(const sx_space *, const sx_knn_asked *, sx_job *, sx_arena *, sx_knn *out, sx_err *err);

/* The neighbours (among all rows) of m rows drawn without replacement: the first m of one random order of the rows, so
 * that a larger sample holds the smaller one. Memoised; a larger m adds to the table what it lacks. Where m is half of
 * the rows or more, it is the table of all pairs, which costs no more: rows is NULL then. */
bool sx_knn_sample(sx_space *, sx_metric, size_t k, size_t m, sx_job *, sx_knn *out, sx_err *err);

/* Whether a list of k rows holds this one. */
static inline bool sx_knn_list_holds(const uint32_t *list, size_t k, size_t row)
{
	for (size_t i = 0; i < k; i++)
		if (list[i] == row)
			return true;
	return false;
}

/* Rows whose k-th and (k+1)-th neighbours are equally far (to 1e-12 relative): there the list is one of several right
 * answers. Needs a table of k + 1; sx_knn_get always makes one where n allows. */
size_t sx_knn_boundary_ties(const sx_knn *);

/* The k rows nearest to one row, by direct sums in double; cost n d. index and distance hold k. */
bool sx_knn_row(const sx_space *, sx_metric, size_t row, size_t k, sx_job *, uint32_t *index, double *distance,
                sx_err *err);

/* One distance in double, from the stored points. */
double sx_distance(sx_metric, const float *x, const float *y, size_t d);

#endif
