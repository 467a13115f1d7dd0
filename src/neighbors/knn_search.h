/* knn_search.h: exact k nearest neighbours, the table that most analyses read.
 *
 * All pairs are visited in symmetric blocks: each pair of blocks is multiplied once in float32, serves both sides, and is compared
 * in the registers of the product (panels.h). The quantity compared is a lower bound of the true squared distance (|x|² + |y|² -
 * 2xy minus its rounding error), so every discarded row is provably farther than those kept. The remaining candidates are measured
 * again as sums of squared differences in double and sorted by (distance, index). A row whose certificate fails (ties, large
 * offsets, hundreds of duplicates) is searched again with exact distances throughout, so the answer is exact. Where a trial on a
 * few rows shows that it pays, products of bytes rule out most pairs, and only the others are multiplied in float32.
 *
 * Cost n² d flop (half of the plain product), memory n (5d/4 + 5k + 120) · 4 bytes. A row is never its own neighbour: it is
 * excluded by index. */
#ifndef SX_KNN_SEARCH_H
#define SX_KNN_SEARCH_H

#include "space/space.h"

typedef enum sx_metric { SX_EUCLIDEAN, SX_COSINE, SX_DOT } sx_metric;	/* in the order of SX_OPT_METRIC */

/* The neighbours of row i are index[i * ld + j], at distance[i * ld + j], j = 0 … k-1, nearest first. The distance is Euclidean, 1
 * - cosine, or the negative inner product. Borrowed from the space: do not keep it after the run. */
typedef struct sx_knn {
	size_t n, k, ld;
	const uint32_t *index;
	const double   *distance;
	const size_t   *rows;	/* for a sample: list i belongs to row rows[i]; NULL: to row i */
	size_t of;		/* rows that were searched */
	size_t again;		/* rows that had to be searched again */
} sx_knn;

/* Gets the table of all rows, memoised on the space for each metric; a larger k replaces it. Errors: k >= n; a row of zeros under
 * cosine; out of memory; cancelled. */
bool sx_knn_get(sx_space *, sx_metric, size_t k, sx_job *, sx_knn *out, sx_err *err);

bool sx_knn_has(const sx_space *, sx_metric, size_t k);	/* whether the table is there already */

/* Query points, of the dimension of the space; they need not come from it. */
typedef struct sx_knn_asked {
	sx_mat        queries;
	const size_t *self;	/* query i is row self[i] of the space, which is then not its own neighbour (SIZE_MAX: none); NULL:
				 * no query is a row */
	sx_metric     metric;
	size_t        k;
} sx_knn_asked;

/* Finds the k rows of the space nearest to each query. The table is lent by the arena and not memoised. Cost 2 m n d flop for m
 * queries. */
bool sx_knn_of(const sx_space *, const sx_knn_asked *, sx_job *, sx_arena *, sx_knn *out, sx_err *err);

/* Finds the neighbours (among all rows) of m rows drawn without replacement: the first m of one random order of the rows, so that
 * a larger sample contains the smaller one. Memoised; a larger m extends the table. If m is half of the rows or more, the result
 * is the table of all pairs, which costs no more; rows is then NULL. */
bool sx_knn_sample(sx_space *, sx_metric, size_t k, size_t m, sx_job *, sx_knn *out, sx_err *err);

/* Whether a list of k rows contains this one. */
static inline bool sx_knn_list_holds(const uint32_t *list, size_t k, size_t row)
{
	for (size_t i = 0; i < k; i++)
		if (list[i] == row)
			return true;
	return false;
}

/* The number of rows whose k-th and (k+1)-th neighbours are equally far (to 1e-12 relative): their list is one of several correct
 * answers. Needs a table of k + 1; sx_knn_get always makes one where n allows. */
size_t sx_knn_boundary_ties(const sx_knn *);

/* Finds the k rows nearest to one row, by direct sums in double; cost n d. index and distance hold k. */
bool sx_knn_row(const sx_space *, sx_metric, size_t row, size_t k, sx_job *, uint32_t *index, double *distance,
                sx_err *err);

/* One distance in double, computed from the stored points. */
double sx_distance(sx_metric, const float *x, const float *y, size_t d);

#endif
