/* knn_exact.c: candidates measured again in double, sorted, certified; and the search for rows that fail. */
#include "knn_engine.h"
#include "linalg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- distances in double, from the stored points ---- */

SX_CLONES static double squared_difference(const float *restrict x, const float *restrict y, size_t d)
{
	double sum = 0;
	#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++) {
		double t = (double)x[j] - (double)y[j];
		sum += t * t;
	}
	return sum;
}

SX_CLONES static double inner(const float *restrict x, const float *restrict y, size_t d)
{
	double sum = 0;
	#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++)
		sum += (double)x[j] * (double)y[j];
	return sum;
}

/* 1 - cos as half the squared distance of the unit rows: no cancellation, and exactly 0 for equal rows. */
SX_CLONES static double half_squared_units(const float *restrict x, const float *restrict y, double ix, double iy, size_t d)
{
	double sum = 0;
	#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++) {
		double t = ix * (double)x[j] - iy * (double)y[j];
		sum += t * t;
	}
	return sum / 2;
}

double sx_distance(sx_metric metric, const float *x, const float *y, size_t d)
{
	switch (metric) {
	case SX_EUCLIDEAN: return sqrt(squared_difference(x, y, d));
	case SX_DOT:       return -inner(x, y, d);
	default:           return half_squared_units(x, y, 1 / sqrt(inner(x, x, d)), 1 / sqrt(inner(y, y, d)), d);
	}
}

/* What candidates are sorted by: the distance as it will be shown, so that rows which round to one distance are tied. */
static double key_of(const sx_engine *e, size_t i, size_t j)
{
	const float *x = e->raw.p + i * e->raw.ld, *y = e->raw.p + j * e->raw.ld;
	switch (e->metric) {
	case SX_EUCLIDEAN: return sqrt(squared_difference(x, y, e->d));
	case SX_DOT:       return -inner(x, y, e->d);
	default:           return half_squared_units(x, y, e->inv[i], e->inv[j], e->d);
	}
}

/* The least bound that a row as far as this may have: in units of the bound, widened by double rounding. */
static double reach(const sx_engine *e, double key)
{
	double bound = e->unit * (e->metric == SX_EUCLIDEAN ? key * key : key);
	return bound + fabs(bound) * 1e-12;
}

/* ---- sorted lists of (key, row) ---- */

typedef struct near { double key; uint32_t row; } near;

static bool before(near a, near b)
{
	return a.key < b.key || (a.key == b.key && a.row < b.row);
}

/* Puts a newcomer in its place among the best k; returns the new length. */
static size_t insert(near *list, size_t n, size_t k, near x)
{
	if (n == k && !before(x, list[n - 1]))
		return n;
	size_t at = n < k ? n : k - 1;
	for (; at > 0 && before(x, list[at - 1]); at--)
		list[at] = list[at - 1];
	list[at] = x;
	return n < k ? n + 1 : n;
}

static void answer(sx_engine *e, size_t i, const near *list)
{
	for (size_t j = 0; j < e->k; j++) {
		e->index[i * e->k + j] = list[j].row;
		e->distance[i * e->k + j] = list[j].key;
	}
}

typedef struct refine {
	sx_engine *e;
	near      *list;	/* threads × longest list */
	float     *scratch;	/* threads × cap */
	float     *tile;	/* threads × SX_TILE² */
	size_t    *open;	/* rows to search again */
	size_t     nopen;
} refine;

static int by_key(const void *a, const void *b)
{
	const near *x = a, *y = b;
	return before(*x, *y) ? -1 : before(*y, *x);
}

/* Everything thrown away has a true key (in units of the bound) of at least w. So if the k-th best is truly below w,
 * nothing outside the candidates can be among the k best, not even as a tie. The slack is double rounding. */
static void refine_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	refine *r = ctx;
	sx_engine *e = r->e;
	near *list = r->list + (size_t)thread * e->cap;
	for (size_t i = lo; i < hi; i++) {
		sx_knn_cull(e, i, r->scratch + (size_t)thread * e->cap);
		size_t n = e->count[i];
		for (size_t c = 0; c < n; c++) {
			uint32_t j = e->idx[i * e->cap + c];
			list[c] = (near){ key_of(e, i, j), j };
		}
		qsort(list, n, sizeof *list, by_key);
		if (n >= e->k)
			answer(e, i, list);
		double worst = n >= e->k ? reach(e, list[e->k - 1].key) : INFINITY;
		bool all = n == e->n - 1;
		e->open[i] = !all && !(worst < (double)e->w[i]);
	}
}

/* ---- rows whose certificate failed: exact distances throughout ---- */

/* Rows j ascend, so a newcomer as far as the last of a full list loses the tie; and nothing beats a list of zeros. */
static size_t search_block(sx_engine *e, size_t i, const float *c, size_t j0, size_t nj, near *list, size_t n)
{
	for (size_t l = 0; l < nj; l++) {
		size_t j = j0 + l;
		double bound = (double)(c[l] + e->a[j] + e->a[i]);
		double worst = n == e->k ? reach(e, list[n - 1].key) : INFINITY;
		if (j == i || bound > worst)
			continue;
		if (n == e->k && e->metric != SX_DOT && list[n - 1].key == 0)
			break;
		n = insert(list, n, e->k, (near){ key_of(e, i, j), (uint32_t)j });
	}
	return n;
}

static void search_open(void *ctx, size_t lo, size_t hi, int thread)
{
	refine *r = ctx;
	sx_engine *e = r->e;
	float *tile = r->tile + (size_t)thread * SX_TILE;
	near *list = r->list + (size_t)thread * e->cap;
	for (size_t o = lo; o < hi; o++) {
		size_t i = r->open[o], n = 0;
		for (size_t j0 = 0; j0 < e->n; j0 += SX_TILE) {
			size_t nj = e->n - j0 < SX_TILE ? e->n - j0 : SX_TILE;
			sx_gemm_nt(1, nj, e->d, -2, e->x + i * e->d, e->d, e->x + j0 * e->d, e->d, tile, nj);
			n = search_block(e, i, tile, j0, nj, list, n);
		}
		answer(e, i, list);
	}
}

bool sx_knn_refine(sx_engine *e, sx_job *job, sx_arena *tmp, size_t *again, sx_err *err)
{
	size_t threads = (size_t)sx_threads(job);
	refine r = { .e = e, .list = sx_alloc(tmp, threads * e->cap, sizeof *r.list),
	             .scratch = sx_alloc(tmp, threads * e->cap, sizeof *r.scratch),
	             .tile = sx_alloc(tmp, threads * SX_TILE, sizeof *r.tile),
	             .open = sx_alloc(tmp, e->n, sizeof *r.open) };
	if (!r.list || !r.scratch || !r.tile || !r.open)
		return sx_fail_memory(err, "refining neighbours", (double)e->n * 8);
	if (!sx_for(job, "measuring candidates", e->n, 256, refine_rows, &r))
		return sx_fail_cancel(err);
	for (size_t i = 0; i < e->n; i++)
		if (e->open[i])
			r.open[r.nopen++] = i;
	*again = r.nopen;
	return sx_for(job, "searching tied rows again", r.nopen, 16, search_open, &r) || sx_fail_cancel(err);
}
