/* neighbor_graph.c: builds the undirected neighbour graph and computes its spectral embedding. */
#include "neighbor_graph.h"
#include "base/rng.h"
#include "numeric/linalg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* Every pair is entered from both sides; pairs listed both ways occur twice and are then deduplicated. */
static void enter(const sx_knn *t, sx_links *g, size_t *at)
{
	for (size_t i = 0; i < t->n; i++)
		for (size_t j = 0; j < t->k; j++) {
			uint32_t other = t->index[i * t->ld + j];
			g->to[at[i]++] = other;
			g->to[at[other]++] = (uint32_t)i;
		}
}

static void thin(sx_links *g, size_t *end)
{
	size_t kept = 0;
	for (size_t i = 0; i < g->n; i++) {
		size_t from = g->start[i];
		qsort(g->to + from, end[i] - from, sizeof *g->to, ascending);
		g->start[i] = kept;
		for (size_t e = from; e < end[i]; e++)
			if (e == from || g->to[e] != g->to[e - 1])
				g->to[kept++] = g->to[e];
	}
	g->start[g->n] = kept;
}

bool sx_links_make(const sx_knn *t, sx_arena *a, sx_links *g, sx_err *err)
{
	size_t cells, *at = sx_alloc(a, t->n + 1, sizeof *at);
	*g = (sx_links){ .n = t->n, .start = sx_alloc(a, t->n + 1, sizeof *g->start) };
	if (sx_mul(t->n, 2 * t->k, &cells))
		g->to = sx_alloc(a, cells, sizeof *g->to);
	if (!at || !g->start || !g->to)
		return sx_fail_memory(err, "the graph", (double)t->n * (16 + 8 * (double)t->k));
	for (size_t i = 0; i < t->n; i++)
		for (size_t j = 0; j < t->k; j++) {
			g->start[i + 1]++;
			g->start[t->index[i * t->ld + j] + 1]++;
		}
	for (size_t i = 0; i < t->n; i++)
		g->start[i + 1] += g->start[i];
	memcpy(at, g->start, t->n * sizeof *at);
	enter(t, g, at);
	thin(g, at);
	return true;
}

/* ---- the leading eigenvectors ---- */

enum { EXTRA = 8, DEGREE = 16, ROUNDS = 200, BLOCK = 1024 };

typedef struct filter {
	const sx_links *g;
	const double *root;	/* 1 / sqrt(degree) */
	size_t  m;		/* vectors */
	const double *x, *before;
	double *y, scale, shift, minus;	/* y = scale · (S - shift) x - minus · before */
} filter;

static void multiply(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	filter *f = ctx;
	size_t m = f->m;
	for (size_t i = lo; i < hi; i++) {
		double *y = f->y + i * m;
		const double *x = f->x + i * m;
		for (size_t v = 0; v < m; v++)
			y[v] = -f->scale * f->shift * x[v] - (f->before ? f->minus * f->before[i * m + v] : 0);
		for (size_t e = f->g->start[i]; e < f->g->start[i + 1]; e++) {
			double w = f->scale * f->root[i] * f->root[f->g->to[e]];
			const double *other = f->x + (size_t)f->g->to[e] * m;
			for (size_t v = 0; v < m; v++)
				y[v] += w * other[v];
		}
	}
}

static bool apply(filter *f, sx_job *job, const double *x, double *y, const double *before, double scale, double shift,
                  double minus)
{
	f->x = x;
	f->y = y;
	f->before = before;
	f->scale = scale;
	f->shift = shift;
	f->minus = minus;
	return sx_for(job, "eigenvectors of the graph", f->g->n, BLOCK, multiply, f);
}

static void rotate(double *v[3])
{
	double *first = v[0];
	v[0] = v[1];
	v[1] = v[2];
	v[2] = first;
}

/* Chebyshev polynomials that are small on [-1, cut] and grow fast above, of v[0]; the answer is v[0] again. */
static bool chebyshev(filter *f, sx_job *job, double cut, double *v[3])
{
	double half = (cut + 1) / 2, mid = (cut - 1) / 2;
	if (!apply(f, job, v[0], v[1], NULL, 1 / half, mid, 0))
		return false;
	for (int i = 2; i <= DEGREE; i++) {
		if (!apply(f, job, v[1], v[2], v[0], 2 / half, mid, 1))
			return false;
		rotate(v);
	}
	rotate(v);
	return true;
}

typedef struct ritz {
	size_t  n, m;
	double *h, *value, *vector;	/* m × m, m, m × m */
} ritz;

/* Rotates v[0] (orthonormal columns) to the Ritz vectors of S, and v[1] = S v[0] with it. */
static bool turn(ritz *r, sx_job *job, double *v[3], sx_err *err)
{
	size_t n = r->n, m = r->m;
	sx_dgemm(true, false, m, m, n, 1, v[0], m, v[1], m, 0, r->h, m);
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < i; j++)
			r->h[i * m + j] = r->h[j * m + i] = (r->h[i * m + j] + r->h[j * m + i]) / 2;
	if (!sx_eigh(m, r->h, r->value, r->vector, err))
		return false;
	for (int which = 0; which < 2; which++) {
		double *old = v[which];
		if (!sx_dgemm_par(job, "eigenvectors of the graph", false, true, n, m, m, 1, old, m, r->vector, m, 0, v[2], m))
			return sx_fail_cancel(err);
		v[which] = v[2];
		v[2] = old;
	}
	return true;
}

static double residual(const ritz *r, const double *x, const double *s, size_t count)
{
	double worst = 0;
	for (size_t v = 0; v < count; v++) {
		double sum = 0;
		for (size_t i = 0; i < r->n; i++)
			sum += pow(s[i * r->m + v] - r->value[v] * x[i * r->m + v], 2);
		worst = fmax(worst, sqrt(sum));
	}
	return worst;
}

static bool iterate(filter *f, ritz *r, size_t count, double *v[3], sx_job *job, double *worst, sx_err *err)
{
	double cut = 0;
	for (size_t round = 0; round < ROUNDS; round++) {
		sx_job part = sx_job_part(job, (double)round / ROUNDS, 1. / ROUNDS);
		if (!chebyshev(f, &part, cut, v))
			return sx_fail_cancel(err);
		if (!sx_orthonormal(r->n, r->m, v[0], err))
			return false;
		if (!apply(f, &part, v[0], v[1], NULL, 1, 0, 0))
			return sx_fail_cancel(err);
		if (!turn(r, &part, v, err))
			return false;
		*worst = residual(r, v[0], v[1], count);
		if (*worst < 1e-8)
			return true;
		cut = fmin(r->value[r->m - 1], 0.999);
	}
	return true;
}

bool sx_links_spectrum(const sx_links *g, size_t count, sx_job *job, sx_arena *a, double *out, double *value, double *worst,
                       sx_err *err)
{
	size_t n = g->n, m = count + EXTRA < n ? count + EXTRA : n, cells;
	filter f = { .g = g, .m = m };
	ritz r = { .n = n, .m = m, .h = sx_alloc(a, m * m, sizeof *r.h), .value = sx_alloc(a, m, sizeof *r.value),
	           .vector = sx_alloc(a, m * m, sizeof *r.vector) };
	double *root = sx_alloc(a, n, sizeof *root), *v[3] = { NULL };
	bool ok = count <= n && sx_mul(n, m, &cells) && r.h && r.value && r.vector && root;
	for (int i = 0; ok && i < 3; i++)
		ok = (v[i] = sx_alloc(a, cells, sizeof *v[i])) != NULL;
	if (!ok)
		return sx_fail_memory(err, "eigenvectors of the graph", (double)n * (double)m * 24);
	for (size_t i = 0; i < n; i++) {
		root[i] = 1 / sqrt((double)(g->start[i + 1] - g->start[i]));
		sx_rng rng = sx_rng_open(job->seed, "links", i);
		for (size_t j = 0; j < m; j++)
			v[0][i * m + j] = sx_rng_normal(&rng);
	}
	f.root = root;
	if (!iterate(&f, &r, count, v, job, worst, err))
		return false;
	for (size_t i = 0; i < n; i++)
		memcpy(out + i * count, v[0] + i * m, count * sizeof *out);
	memcpy(value, r.value, count * sizeof *value);
	return true;
}
