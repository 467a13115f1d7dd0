/* layout_umap.c: UMAP with synchronous updates. */
#include "layout_parts.h"
#include "base/rng.h"
#include "neighbors/neighbor_graph.h"

#include <math.h>

enum { BLOCK = 256, PUSHES = 5 };

/* ---- the strength of links ---- */

/* sum over j of exp(-(d_j - d_0) / width) = log2 k, by halving. */
static double width_of(const double *distance, size_t k)
{
	double low = 0, high = INFINITY, width = distance[k - 1] > 0 ? distance[k - 1] : 1, want = log2((double)k);
	for (int round = 0; round < 100; round++) {
		double sum = 0;
		for (size_t j = 0; j < k; j++)
			sum += exp(-(distance[j] - distance[0]) / width);
		if (fabs(sum - want) < 1e-8)
			break;
		if (sum > want)
			high = width;
		else
			low = width;
		width = isinf(high) ? 2 * width : (low + high) / 2;
	}
	return width;
}

/* How strongly row i names row j: 0 where it does not. */
static double names(const sx_knn *t, const double *width, size_t i, size_t j)
{
	const double *d = t->distance + i * t->ld;
	for (size_t l = 0; l < t->k; l++)
		if (t->index[i * t->ld + l] == j)
			return exp(-(d[l] - d[0]) / width[i]);
	return 0;
}

/* ---- the curve 1 / (1 + a d^2b) that is nearest to 1 up to min_distance and exp(min_distance - d) after it ---- */

static double curve(double a, double b, double x)
{
	return 1 / (1 + a * pow(x, 2 * b));
}

static double misfit(double a, double b, double min_distance)
{
	double sum = 0;
	for (int i = 1; i <= 300; i++) {
		double x = i * 0.01, want = x < min_distance ? 1 : exp(min_distance - x);
		sum += pow(curve(a, b, x) - want, 2);
	}
	return sum;
}

/* Compass search: two smooth parameters, no more is needed. */
static void fit_curve(double min_distance, double *a, double *b)
{
	double step = 0.5, best;
	*a = *b = 1;
	best = misfit(*a, *b, min_distance);
	while (step > 1e-7) {
		static const double way[4][2] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } };
		bool found = false;
		for (int w = 0; w < 4 && !found; w++) {
			double x = *a + step * way[w][0], y = *b + step * way[w][1], m;
			if (x <= 0 || y <= 0 || !((m = misfit(x, y, min_distance)) < best))
				continue;
			best = m;
			*a = x;
			*b = y;
			found = true;
		}
		if (!found)
			step /= 2;
	}
}

/* ---- descent ---- */

typedef struct descent {
	sx_links g;
	double  *strength;	/* of each link */
	double  *total;		/* n: of all links of a row */
	double   a, b, rate;
	uint64_t seed, step;
	const double *at;
	double  *to;
} descent;

static double clipped(double x)
{
	return x > 4 ? 4 : x < -4 ? -4 : x;
}

/* The pulls of all links and PUSHES random rows for each unit of them, all from the places before; their mean is the move. */
static void move_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	descent *s = ctx;
	for (size_t i = lo; i < hi; i++) {
		const double *x = s->at + 2 * i;
		double force[2] = { 0, 0 }, total = s->total[i];
		for (size_t e = s->g.start[i]; e < s->g.start[i + 1]; e++) {
			const double *y = s->at + 2 * (size_t)s->g.to[e];
			double d2 = (x[0] - y[0]) * (x[0] - y[0]) + (x[1] - y[1]) * (x[1] - y[1]);
			double c = d2 > 0 ? -2 * s->a * s->b * pow(d2, s->b - 1) / (1 + s->a * pow(d2, s->b)) : 0;
			for (int j = 0; j < 2; j++)
				force[j] += 2 * s->strength[e] * clipped(c * (x[j] - y[j]));
		}
		sx_rng rng = sx_rng_open(s->seed, "umap", s->step * s->g.n + i);
		size_t pushes = (size_t)ceil(PUSHES * total);
		for (size_t p = 0; p < pushes; p++) {
			const double *y = s->at + 2 * (size_t)sx_rng_below(&rng, s->g.n);
			double d2 = (x[0] - y[0]) * (x[0] - y[0]) + (x[1] - y[1]) * (x[1] - y[1]);
			double c = d2 > 0 ? 2 * s->b / ((0.001 + d2) * (1 + s->a * pow(d2, s->b))) : 0;
			for (int j = 0; j < 2; j++)
				force[j] += PUSHES * total / (double)pushes * clipped(c * (x[j] - y[j]));
		}
		for (size_t j = 0; j < 2; j++)
			s->to[2 * i + j] = x[j] + s->rate * force[j] / (2 * total);
	}
}

static bool prepare(descent *s, const sx_knn *t, double min_distance, sx_arena *tmp, sx_err *err)
{
	double *width = sx_alloc(tmp, t->n, sizeof *width);
	if (width == NULL || !sx_links_make(t, tmp, &s->g, err))
		return width ? false : sx_fail_memory(err, "UMAP", (double)t->n * 8);
	s->strength = sx_alloc(tmp, s->g.start[t->n], sizeof *s->strength);
	s->total = sx_alloc(tmp, t->n, sizeof *s->total);
	if (!s->strength || !s->total)
		return sx_fail_memory(err, "UMAP", (double)s->g.start[t->n] * 8);
	for (size_t i = 0; i < t->n; i++)
		width[i] = width_of(t->distance + i * t->ld, t->k);
	for (size_t i = 0; i < t->n; i++)
		for (size_t e = s->g.start[i]; e < s->g.start[i + 1]; e++) {
			double p = names(t, width, i, s->g.to[e]), q = names(t, width, s->g.to[e], i);
			s->strength[e] = p + q - p * q;
			s->total[i] += s->strength[e];
		}
	fit_curve(min_distance, &s->a, &s->b);
	return true;
}

/* The start, brought into a square of side 20 round the middle. */
static void stretch(double *at, size_t n)
{
	double top = 0;
	for (size_t i = 0; i < 2 * n; i++)
		top = fmax(top, fabs(at[i]));
	for (size_t i = 0; i < 2 * n; i++)
		at[i] *= top > 0 ? 10 / top : 1;
}

bool sx_layout_umap(const sx_knn *t, double min_distance, size_t steps, sx_job *job, double *at, sx_err *err)
{
	sx_arena *tmp = sx_arena_new(job->memory);
	descent s = { .seed = job->seed };
	double *other = sx_alloc(tmp, 2 * t->n, sizeof *other), *from = at, *to = other;
	bool ok = other ? prepare(&s, t, min_distance, tmp, err) : sx_fail_memory(err, "UMAP", (double)t->n * 16);
	if (ok)
		stretch(at, t->n);
	for (s.step = 0; ok && s.step < steps; s.step++) {
		sx_job part = sx_job_part(job, (double)s.step / (double)steps, 1 / (double)steps);
		s.at = from;
		s.to = to;
		s.rate = 1 - (double)s.step / (double)steps;
		ok = sx_for(&part, "UMAP", t->n, BLOCK, move_rows, &s) || sx_fail_cancel(err);
		double *swap = from;
		from = to;
		to = swap;
	}
	for (size_t i = 0; ok && from != at && i < 2 * t->n; i++)
		at[i] = from[i];
	sx_arena_free(tmp);
	return ok;
}
