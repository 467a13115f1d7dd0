/* knn_certify.c: remeasures neighbour candidates in double, sorts and certifies them, and searches again the rows that fail. */
#include "knn_parts.h"

#include <math.h>

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
	const sx_mat *by = &e->by->raw, *of = &e->of->raw;
	const float *x = by->p + i * by->ld, *y = of->p + j * of->ld;
	switch (e->metric) {
	case SX_EUCLIDEAN: return sqrt(squared_difference(x, y, e->d));
	case SX_DOT:       return -inner(x, y, e->d);
	default:           return half_squared_units(x, y, e->by->inv[i], e->of->inv[j], e->d);
	}
}

/* The least bound that a row as far as this may have: in units of the bound, widened by double rounding. */
static double reach(const sx_engine *e, double key)
{
	double bound = e->unit * (e->metric == SX_EUCLIDEAN ? key * key : key);
	return bound + fabs(bound) * 1e-12;
}

/* ---- sorted lists ---- */

static bool before(sx_knn_near a, sx_knn_near b)
{
	return a.key < b.key || (a.key == b.key && a.row < b.row);
}

/* Puts a newcomer in its place among the best k; returns the new length. */
static size_t insert(sx_knn_near *list, size_t n, size_t k, sx_knn_near x)
{
	if (n == k && !before(x, list[n - 1]))
		return n;
	size_t at = n < k ? n : k - 1;
	for (; at > 0 && before(x, list[at - 1]); at--)
		list[at] = list[at - 1];
	list[at] = x;
	return n < k ? n + 1 : n;
}

static void answer(sx_engine *e, size_t i, const sx_knn_near *list)
{
	for (size_t j = 0; j < e->k; j++) {
		e->index[i * e->k + j] = list[j].row;
		e->distance[i * e->k + j] = list[j].key;
	}
}

typedef struct refine {
	sx_engine *e;
	sx_knn_near   *list;	/* threads × cap */
	int32_t   *scratch;	/* threads × cap */
	uint8_t   *failed;	/* n: certificate failed */
} refine;

/* Every discarded row has a true key (in units of the bound) of at least w. So if the k-th best is truly below w, no other row can
 * be among the k best, not even as a tie. The slack is double rounding. */
static void refine_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	refine *r = ctx;
	sx_engine *e = r->e;
	sx_knn_near *list = r->list + (size_t)thread * e->cap;
	for (size_t i = lo; i < hi; i++) {
		sx_knn_cull(e, i, r->scratch + (size_t)thread * e->cap);
		size_t n = e->count[i], have = 0;
		for (size_t c = 0; c < n; c++) {
			uint32_t j = e->candidate[i * e->cap + c].row;
			have = insert(list, have, e->k, (sx_knn_near){ key_of(e, i, j), j });
		}
		if (have == e->k)
			answer(e, i, list);
		r->failed[i] = have < e->k || !(reach(e, list[e->k - 1].key) < (double)e->w[i]);
	}
}

/* ---- rows whose certificate failed: exact distances throughout ---- */

typedef struct research {
	sx_engine *e;
	size_t    *row;		/* rows of `by` to search again */
	size_t     n;
	sx_panels  x;		/* those rows, packed */
	float     *a, *v;	/* whole panels: their part of the bound, and what a newcomer must be below */
	sx_knn_near   *list;	/* n × k */
	size_t    *have;	/* n */
	size_t     panel;	/* of e->of, the first of this stretch */
	size_t     stretch;
} research;

/* Rows j ascend, so a newcomer as far as the last of a full list loses the tie; and nothing beats a list of zeros. */
static void insert_passed(void *ctx, size_t o, size_t j0, uint64_t mask, const float *bound)
{
	research *r = ctx;
	sx_engine *e = r->e;
	size_t i = r->row[o];
	sx_knn_near *list = r->list + o * e->k;
	for (; mask; mask &= mask - 1) {
		size_t l = (size_t)__builtin_ctzll(mask), j = j0 + l;
		if (!(bound[l] < r->v[o]) || sx_knn_is_self(e, i, j))
			continue;
		r->have[o] = insert(list, r->have[o], e->k, (sx_knn_near){ key_of(e, i, j), (uint32_t)j });
		if (r->have[o] == e->k)
			r->v[o] = e->metric != SX_DOT && list[e->k - 1].key == 0
			          ? -INFINITY : nextafterf((float)reach(e, list[e->k - 1].key), INFINITY);
	}
}

static void search_panel(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	research *r = ctx;
	size_t left = r->e->of->x.count - r->panel;
	sx_panels_bars bars = { r->a, r->v, r->e->of->a, NULL };
	for (size_t p = lo; p < hi; p++)
		sx_panels_scan(&r->x, p, 1, &r->e->of->x, r->panel, left < r->stretch ? left : r->stretch, &bars,
		               insert_passed, r);
}

static bool research_room(research *r, sx_arena *tmp, sx_err *err)
{
	sx_engine *e = r->e;
	r->x = sx_panels_like(tmp, r->n, &e->by->x);
	size_t whole = r->x.count * r->x.width;
	r->a = sx_alloc(tmp, whole, sizeof *r->a);
	r->v = sx_alloc(tmp, whole, sizeof *r->v);
	r->list = sx_alloc(tmp, r->n * e->k, sizeof *r->list);
	r->have = sx_alloc(tmp, r->n, sizeof *r->have);
	if (!r->x.p || !r->a || !r->v || !r->list || !r->have)
		return sx_fail_memory(err, "searching tied rows again", (double)whole * (4 * (double)e->d + 16 * (double)e->k + 16));
	for (size_t o = 0; o < whole; o++) {
		r->a[o] = o < r->n ? e->by->a[r->row[o]] : INFINITY;
		r->v[o] = o < r->n ? INFINITY : -INFINITY;
		if (o < r->n)
			sx_panels_copy(&r->x, o, &e->by->x, r->row[o]);
	}
	return true;
}

/* In stretches, so that a stop is seen soon: 2^27 multiplications for a panel of rows, 2 ms where little passes. */
static bool search_again(research *r, sx_job *job, sx_arena *tmp, sx_err *err)
{
	sx_engine *e = r->e;
	if (!research_room(r, tmp, err))
		return false;
	size_t panels = e->of->x.count;
	r->stretch = ((size_t)1 << 27) / (e->d * r->x.width * r->x.width) + 1;
	for (r->panel = 0; r->panel < panels; r->panel += r->stretch) {
		sx_job part = sx_job_part(job, (double)r->panel / (double)panels, (double)r->stretch / (double)panels);
		if (!sx_for(&part, "searching tied rows again", r->x.count, 1, search_panel, r))
			return sx_fail_cancel(err);
	}
	for (size_t o = 0; o < r->n; o++)
		answer(e, r->row[o], r->list + o * e->k);
	return true;
}

bool sx_knn_refine(sx_engine *e, sx_job *job, sx_arena *tmp, size_t *again, sx_err *err)
{
	size_t threads = (size_t)sx_threads(job);
	refine r = { .e = e, .list = sx_alloc(tmp, threads * e->cap, sizeof *r.list),
	             .scratch = sx_alloc(tmp, threads * e->cap, sizeof *r.scratch),
	             .failed = sx_alloc(tmp, e->n, sizeof *r.failed) };
	research s = { .e = e, .row = sx_alloc(tmp, e->n, sizeof *s.row) };
	if (!r.list || !r.scratch || !r.failed || !s.row)
		return sx_fail_memory(err, "refining neighbours", (double)e->n * 9);
	if (!sx_for(job, "measuring candidates", e->n, 256, refine_rows, &r))
		return sx_fail_cancel(err);
	for (size_t i = 0; i < e->n; i++)
		if (r.failed[i])
			s.row[s.n++] = i;
	*again = s.n;
	return s.n == 0 || search_again(&s, job, tmp, err);
}
