/* gromov_wasserstein.c: entropic Gromov-Wasserstein matching: the distances, the gradient and the Sinkhorn scaling of a
 * transport plan. */
#include "gromov_wasserstein.h"
#include "numeric/linalg.h"
#include "numeric/stats.h"

#include <math.h>
#include <string.h>

enum { SCALINGS = 500, QUANTILES = 50 };
static const double STILL = 1e-9, MARGIN = 1e-7;

typedef struct work {
	size_t  n, m;
	double *c1, *c2;		/* n × n, m × m */
	double *t, *next, *grad, *half;	/* n × m */
	double *u, *v, *f1, *f2;	/* scalings; sums of squares of a row of either, over its size */
	double  epsilon;
	sx_job *job;
	sx_arena *tmp;
	sx_err *err;
} work;

/* ---- distances ---- */

static double *distances(work *w, const sx_lines *l)
{
	size_t n = l->n, d = l->m.d;
	double *x = sx_alloc(w->tmp, n * d, sizeof *x), *c = sx_alloc(w->tmp, n * n, sizeof *c), sum = 0;
	if (!x || !c) {
		sx_fail_memory(w->err, "distances of all pairs", (double)n * (double)n * 8);
		return NULL;
	}
	sx_lines_load(l, 0, n, x);
	for (size_t i = 0; i < n; i++) {
		double square = 0;
		for (size_t j = 0; j < d; j++)
			square += x[i * d + j] * x[i * d + j];
		if (square == 0) {
			sx_fail(w->err, SX_EINPUT, "row %zu equals the mean and has no direction", i);
			return NULL;
		}
		for (size_t j = 0; j < d; j++)
			x[i * d + j] /= sqrt(square);
	}
	if (!sx_dgemm_par(w->job, "distances", false, true, n, n, d, 1, x, d, x, d, 0, c, n)) {
		sx_fail_cancel(w->err);
		return NULL;
	}
	for (size_t i = 0; i < n * n; i++)
		sum += c[i] = fmax(0, 1 - c[i]);
	for (size_t i = 0; i < n * n; i++)
		c[i] *= (double)n * (double)n / sum;
	return c;
}

static void mean_squares(const double *c, size_t n, double *out)
{
	for (size_t i = 0; i < n; i++) {
		out[i] = 0;
		for (size_t j = 0; j < n; j++)
			out[i] += c[i * n + j] * c[i * n + j] / (double)n;
	}
}

/* ---- scaling ---- */

/* Shifts rows and columns of the gradient to a minimum of 0, which does not change the plan and keeps the exponentials in range. */
static void kernel(const work *w)
{
	size_t n = w->n, m = w->m;
	for (size_t i = 0; i < n; i++) {
		double least = INFINITY;
		for (size_t j = 0; j < m; j++)
			least = fmin(least, w->grad[i * m + j]);
		for (size_t j = 0; j < m; j++)
			w->grad[i * m + j] -= least;
	}
	for (size_t j = 0; j < m; j++) {
		double least = INFINITY;
		for (size_t i = 0; i < n; i++)
			least = fmin(least, w->grad[i * m + j]);
		for (size_t i = 0; i < n; i++)
			w->next[i * m + j] = exp((least - w->grad[i * m + j]) / w->epsilon);
	}
}

/* Finds u and v with u_i sum_j K_ij v_j = 1/n, and likewise for columns. Returns the largest relative error of a row sum before
 * the last step. */
static double scale_once(const work *w)
{
	size_t n = w->n, m = w->m;
	double worst = 0;
	for (size_t i = 0; i < n; i++) {
		double sum = 0;
		for (size_t j = 0; j < m; j++)
			sum += w->next[i * m + j] * w->v[j];
		worst = fmax(worst, fabs(w->u[i] * sum * (double)n - 1));
		w->u[i] = 1 / ((double)n * sum);
	}
	for (size_t j = 0; j < m; j++)
		w->half[j] = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++)
			w->half[j] += w->next[i * m + j] * w->u[i];
	for (size_t j = 0; j < m; j++)
		w->v[j] = 1 / ((double)m * w->half[j]);
	return worst;
}

/* The plan for a gradient, in next. */
static bool sinkhorn(work *w)
{
	kernel(w);
	for (size_t i = 0; i < w->n; i++)
		w->u[i] = 1;
	for (size_t j = 0; j < w->m; j++)
		w->v[j] = 1;
	for (int s = 0; s < SCALINGS; s++) {
		if (!sx_tick(w->job, -1, "scalings"))
			return sx_fail_cancel(w->err);
		if (scale_once(w) < MARGIN)
			break;
	}
	for (size_t i = 0; i < w->n; i++)
		for (size_t j = 0; j < w->m; j++)
			w->next[i * w->m + j] *= w->u[i] * w->v[j];
	for (size_t i = 0; i < w->n; i++)
		if (!isfinite(w->u[i]))
			return sx_fail(w->err, SX_EINPUT, "--epsilon is too small for these distances: the scaling overflows");
	return true;
}

/* ---- the start: quantiles of each row's distances ---- */

static double *profiles(const work *w, const double *c, size_t n)
{
	double *p = sx_alloc(w->tmp, n * QUANTILES, sizeof *p), *row = sx_alloc(w->tmp, n, sizeof *row);
	for (size_t i = 0; p && row && i < n; i++) {
		memcpy(row, c + i * n, n * sizeof *row);
		sx_sort(row, n);
		for (size_t q = 0; q < QUANTILES; q++)
			p[i * QUANTILES + q] = row[(size_t)(((double)q + 0.5) / QUANTILES * (double)(n - 1))];
	}
	return row ? p : NULL;
}

/* Half of the typical distance from a row's profile to the second nearest: the scale that separates rows. */
static double sharpness(const work *w, double *second)
{
	size_t n = w->n, m = w->m;
	for (size_t i = 0; i < n; i++) {
		double first = INFINITY;
		second[i] = INFINITY;
		for (size_t j = 0; j < m; j++) {
			double d = w->grad[i * m + j];
			second[i] = fmin(second[i], fmax(d, first));
			first = fmin(first, d);
		}
	}
	return fmax(sx_quantile(second, n, 0.5) / 2, 1e-12);
}

/* The transport of profiles. */
static bool begin(work *w)
{
	size_t n = w->n, m = w->m;
	double *a = profiles(w, w->c1, n), *b = profiles(w, w->c2, m), *second = sx_alloc(w->tmp, n, sizeof *second), epsilon = w->epsilon;
	if (!a || !b || !second)
		return sx_fail_memory(w->err, "profiles", (double)(n + m) * QUANTILES * 8);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++) {
			double d = 0;
			for (size_t q = 0; q < QUANTILES; q++)
				d += (a[i * QUANTILES + q] - b[j * QUANTILES + q]) * (a[i * QUANTILES + q] - b[j * QUANTILES + q]);
			w->grad[i * m + j] = d;
		}
	w->epsilon = sharpness(w, second);
	bool ok = sinkhorn(w);
	w->epsilon = epsilon;
	memcpy(w->t, w->next, n * m * sizeof *w->t);
	return ok;
}

/* ---- rounds ---- */

/* grad = f1 1' + 1 f2' - 2 C1 T C2, and the cost sum grad T of the plan it is taken at. */
static bool gradient(work *w, double *cost)
{
	size_t n = w->n, m = w->m;
	if (!sx_dgemm_par(w->job, "Gromov-Wasserstein", false, false, n, m, n, 1, w->c1, n, w->t, m, 0, w->half, m) ||
	    !sx_dgemm_par(w->job, "Gromov-Wasserstein", false, true, n, m, m, -2, w->half, m, w->c2, m, 0, w->grad, m))
		return sx_fail_cancel(w->err);
	*cost = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++) {
			w->grad[i * m + j] += w->f1[i] + w->f2[j];
			*cost += w->grad[i * m + j] * w->t[i * m + j];
		}
	return true;
}

static bool rounds(work *w, size_t most, sx_gromov *out)
{
	double cost = 0;
	for (; out->rounds < most && !out->settled; out->rounds++) {
		if (!gradient(w, &cost) || !sinkhorn(w))
			return false;
		double moved = 0;
		for (size_t i = 0; i < w->n * w->m; i++)
			moved = fmax(moved, fabs(w->next[i] - w->t[i]));
		memcpy(w->t, w->next, w->n * w->m * sizeof *w->t);
		out->settled = moved < STILL;
	}
	return gradient(w, &out->cost);
}

bool sx_gromov_match(const sx_lines *a, const sx_lines *b, double epsilon, size_t most, sx_job *job, sx_arena *tmp, sx_gromov *out,
                     sx_err *err)
{
	work w = { .n = a->n, .m = b->n, .epsilon = epsilon, .job = job, .tmp = tmp, .err = err };
	size_t cells = w.n * w.m;
	*out = (sx_gromov){ 0 };
	if (w.n > SX_GROMOV_MOST || w.m > SX_GROMOV_MOST)
		return sx_fail(err, SX_EINPUT, "%zu and %zu rows: gw stores all pairs, so each space may have at most %d rows; "
			"take fewer with sample or filter", w.n,
		               w.m, SX_GROMOV_MOST);
	if ((w.c1 = distances(&w, a)) == NULL || (w.c2 = distances(&w, b)) == NULL)
		return false;
	double **room[] = { &w.t, &w.next, &w.grad, &w.half };
	for (size_t i = 0; i < SX_COUNT(room); i++)
		if ((*room[i] = sx_alloc(tmp, cells, sizeof(double))) == NULL)
			return sx_fail_memory(err, "a plan", (double)cells * 8);
	w.u = sx_alloc(tmp, 2 * (w.n + w.m), sizeof *w.u);
	if (w.u == NULL)
		return sx_fail_memory(err, "scalings", (double)(w.n + w.m) * 16);
	w.v = w.u + w.n;
	w.f1 = w.v + w.m;
	w.f2 = w.f1 + w.n;
	mean_squares(w.c1, w.n, w.f1);
	mean_squares(w.c2, w.m, w.f2);
	out->plan = w.t;
	return begin(&w) && rounds(&w, most, out);
}
