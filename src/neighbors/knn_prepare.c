/* knn_prepare.c: packs the rows for the neighbour search, and bounds the rounding error of their products. */
#include "knn_parts.h"
#include "numeric/stats.h"

#include <math.h>
#include <string.h>

enum { GRAIN = 1024 };

typedef struct prepare {
	sx_engine *e;
	sx_knn_side   *side;
	double    *sum;		/* blocks × d: partial sums of the mean */
	float     *mean;	/* d; zeros where centring is not allowed */
	double    *norm2[2];	/* for each side, of the centred rows */
	float     *row;		/* threads × d */
	float     *peak;	/* threads: the largest coordinate, of the unit row under cosine */
	float      scale;	/* a power of two that brings the largest norm near 1 */
	float      step;	/* of the sieve; 0: none */
	int        which;
} prepare;

static const float *raw_row(const prepare *p, size_t i)
{
	return p->side->raw.p + i * p->side->raw.ld;
}

static void sum_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	prepare *p = ctx;
	double *sum = p->sum + lo / GRAIN * p->e->d;
	for (size_t i = lo; i < hi; i++) {
		const float *x = raw_row(p, i);
		for (size_t j = 0; j < p->e->d; j++)
			sum[j] += (double)x[j];
	}
}

/* The centred row, and the sum of its squares. */
SX_CLONES static double centre_row(const float *restrict x, const float *restrict mean, float *restrict out, size_t d)
{
	double sum = 0;
	#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++) {
		float t = x[j] - mean[j];
		out[j] = t;
		sum += (double)t * (double)t;
	}
	return sum;
}

/* Sizes of floats are in the order of their bits. */
SX_CLONES static float largest_of(const float *restrict x, size_t d)
{
	int32_t top = 0;
	#pragma omp simd reduction(max:top)
	for (size_t j = 0; j < d; j++) {
		int32_t size;
		memcpy(&size, &x[j], sizeof size);
		size &= INT32_MAX;
		top = size > top ? size : top;
	}
	float largest;
	memcpy(&largest, &top, sizeof largest);
	return largest;
}

static void measure_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	prepare *p = ctx;
	float *x = p->row + (size_t)thread * p->e->d, *peak = &p->peak[thread];
	for (size_t i = lo; i < hi; i++) {
		double norm2 = p->norm2[p->which][i] = centre_row(raw_row(p, i), p->mean, x, p->e->d);
		float top = largest_of(x, p->e->d);
		top = p->e->metric == SX_COSINE && norm2 > 0 ? (float)((double)top / sqrt(norm2)) : top;
		*peak = top > *peak ? top : *peak;
	}
}

/* |fl(x·y) - x·y| <= γ |x||y| <= γ (|x|² + |y|²) / 2 with γ about d u, u = 2^-24; centring each entry in float moves a
 * squared distance by at most 4u (|x|² + |y|²); the norms and the last sums add a few u more. Together less than
 * (d + 16) u times |x|² + |y|²: taking that share off every norm makes the expansion a lower bound. The last term
 * covers underflow. */
static float bound_part(const sx_engine *e, double norm2)
{
	double slack = ((double)e->d + 16) * 0x1p-24, tiny = ((double)e->d + 16) * 0x1p-120;
	double full = e->metric == SX_DOT ? 0 : norm2;
	return (float)(full - slack * norm2 - tiny);
}

static void pack_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	prepare *p = ctx;
	sx_knn_side *s = p->side;
	size_t d = p->e->d;
	float *x = p->row + (size_t)thread * d;
	for (size_t i = lo; i < hi; i++) {
		double by = (double)p->scale, norm2 = p->norm2[p->which][i];
		if (p->e->metric == SX_COSINE)
			by = s->inv[i] = 1 / sqrt(norm2);
		centre_row(raw_row(p, i), p->mean, x, d);
		for (size_t j = 0; j < d; j++)
			x[j] = (float)((double)x[j] * by);
		sx_panels_put(&s->x, i, x);
		s->a[i] = bound_part(p->e, norm2 * by * by);
	}
}

static void mean_of(prepare *p)
{
	size_t n = p->side->raw.n, d = p->e->d, blocks = (n + GRAIN - 1) / GRAIN;
	for (size_t j = 0; j < d; j++) {
		double sum = 0;
		for (size_t b = 0; b < blocks; b++)
			sum += p->sum[b * d + j];
		p->mean[j] = (float)(sum / (double)n);
	}
}

static bool largest_norm(const prepare *p, double *top, sx_err *err)
{
	for (size_t i = 0; i < p->side->raw.n; i++) {
		double norm2 = p->norm2[p->which][i];
		if (p->e->metric == SX_COSINE && norm2 == 0)
			return p->side->space ? sx_fail_zero_row(p->side->space, i, err)
			       : sx_fail(err, SX_EINPUT, "query row %zu is all zeros: it has no direction, so cosine is "
			                 "undefined there; leave such rows out with --where 'norm > 0'", i);
		if (!isfinite(norm2))
			return sx_fail(err, SX_EINPUT, "row %zu is so long that its distance to the mean overflows; divide all rows by a "
			               "number, or use --metric cosine", i);
		*top = fmax(*top, norm2);
	}
	return true;
}

static void find_scale(prepare *p, double top)
{
	int power = 0;
	frexp(sqrt(top), &power);
	p->scale = top > 0 ? (float)ldexp(1, -power > 126 ? 126 : -power < -126 ? -126 : -power) : 1;
	double s2 = (double)p->scale * (double)p->scale;
	p->e->unit = p->e->metric == SX_EUCLIDEAN ? s2 : p->e->metric == SX_COSINE ? 2 : 2 * s2;
}

/* ---- whether a sieve pays ---- */

enum { ASKED = 16, SAMPLE = 16384, PAIRS = 1 << 21, ASKING = 512 };	/* numbers of pairs and of query rows from which on it is
									 * tried */

typedef struct trial {
	const prepare *p;
	size_t sample, rank;	/* sample of query rows; and the rank of the neighbour whose distance is about the final threshold */
	size_t passed[ASKED];
} trial;

static double grid_distance(const prepare *p, size_t i, size_t j)
{
	const sx_mat *by = &p->e->by->raw, *of = &p->e->of->raw;
	double d = sx_distance(p->e->metric, by->p + i * by->ld, of->p + j * of->ld, p->e->d);
	return p->e->metric == SX_COSINE ? sqrt(2 * d) : d * (double)p->scale;
}

static void try_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	trial *t = ctx;
	const prepare *p = t->p;
	double far[SAMPLE], sorted[SAMPLE], blur = (double)sx_panels_blur(p->e->d, p->step);
	size_t n = t->sample;
	for (size_t q = lo; q < hi; q++) {
		for (size_t s = 0; s < n; s++)
			sorted[s] = far[s] = grid_distance(p, q * (p->e->n / ASKED), s * (p->e->of->raw.n / n));
		sx_sort(sorted, n);
		double bar = sorted[t->rank < n ? t->rank : n - 1] + blur;
		for (size_t s = 0; s < n; s++)
			t->passed[q] += far[s] < bar;
	}
}

/* Measured, in cycles: the sieve saves d / 50 for each pair; a pair that passes costs 70 + d / 6, since it is processed alone.
 * While thresholds fall from those of the first block of some 480 rows, ln(n / 480) times as many pairs pass as at the end, and
 * half as many again since thresholds fall in steps. */
static bool pays(const sx_engine *e, double passed)
{
	double d = (double)e->d, falling = 1.5 * fmax(1, log((double)e->of->raw.n / 480));
	return passed * falling * (70 + d / 6) < d / 50;
}

/* Sets the step where a sieve pays. */
static bool find_sieve(prepare *p, float peak, sx_job *job)
{
	const sx_engine *e = p->e;
	size_t n = e->of->raw.n, passed = 0, most = n < SAMPLE ? n : SAMPLE, pairs;
	size_t sample = n / e->keep > most ? most : n / e->keep > 1024 ? n / e->keep : most < 1024 ? most : 1024;
	bool many = !sx_mul(n, e->n, &pairs) || pairs >= PAIRS;
	if (e->metric == SX_DOT || !many || e->n < ASKING || !(peak < INFINITY) || !sx_panels_can_sieve(e->d))
		return true;
	p->step = sx_panels_step(peak);
	trial t = { .p = p, .sample = sample, .rank = e->keep * sample / n };
	if (!sx_for(job, "centring", ASKED, 1, try_rows, &t))
		return false;
	for (size_t q = 0; q < ASKED; q++)
		passed += t.passed[q];
	if (!pays(e, (double)passed / (double)(ASKED * sample)))
		p->step = 0;
	return true;
}

static bool side_room(sx_knn_side *s, size_t d, float step, sx_arena *tmp, sx_err *err)
{
	s->x = step > 0 ? sx_panels_sieved(tmp, s->raw.n, d, step) : sx_panels_new(tmp, s->raw.n, d, sx_panel_width());
	size_t whole = s->x.count * s->x.width;
	s->a = sx_alloc(tmp, whole, sizeof *s->a);
	s->inv = sx_alloc(tmp, s->raw.n, sizeof *s->inv);
	if (!s->x.p || !s->a || !s->inv)
		return sx_fail_memory(err, "neighbours", (double)whole * ((double)d + 3) * 4);
	for (size_t i = s->raw.n; i < whole; i++)
		s->a[i] = INFINITY;
	return true;
}

bool sx_knn_prepare(sx_engine *e, sx_knn_side *of, sx_knn_side *by, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t margin = e->k / 4 > 4 ? e->k / 4 : 4, others = of->raw.n;
	e->keep = e->k + margin < others ? e->k + margin : others;
	sx_knn_side *side[2] = { of, by };
	int sides = of == by ? 1 : 2;
	size_t blocks = (of->raw.n + GRAIN - 1) / GRAIN;
	prepare p = { .e = e, .side = of, .sum = sx_alloc(tmp, blocks * e->d, sizeof *p.sum),
	              .mean = sx_alloc(tmp, e->d, sizeof *p.mean),
	              .row = sx_alloc(tmp, (size_t)sx_threads(job) * e->d, sizeof *p.row),
	              .peak = sx_alloc(tmp, (size_t)sx_threads(job), sizeof *p.peak) };
	for (int s = 0; s < sides; s++)
		p.norm2[s] = sx_alloc(tmp, side[s]->raw.n, sizeof *p.norm2[s]);
	if (!p.sum || !p.mean || !p.row || !p.peak || !p.norm2[0] || (sides == 2 && !p.norm2[1]))
		return sx_fail_memory(err, "neighbours", (double)(of->raw.n + by->raw.n) * 8);
	if (e->metric == SX_EUCLIDEAN) {
		if (!sx_for(job, "centring", of->raw.n, GRAIN, sum_rows, &p))
			return sx_fail_cancel(err);
		mean_of(&p);
	}
	double top = 0;
	for (p.which = 0; p.which < sides; p.which++) {
		p.side = side[p.which];
		if (!sx_for(job, "centring", p.side->raw.n, GRAIN, measure_rows, &p))
			return sx_fail_cancel(err);
		if (!largest_norm(&p, &top, err))
			return false;
	}
	find_scale(&p, top);
	e->of = of;
	e->by = by;
	if (!find_sieve(&p, largest_of(p.peak, (size_t)sx_threads(job)) * (e->metric == SX_COSINE ? 1 : p.scale), job))
		return sx_fail_cancel(err);
	for (p.which = 0; p.which < sides; p.which++) {
		p.side = side[p.which];
		if (!side_room(p.side, e->d, p.step, tmp, err))
			return false;
		if (!sx_for(job, "packing", p.side->raw.n, GRAIN, pack_rows, &p))
			return sx_fail_cancel(err);
	}
	return true;
}

bool sx_knn_room(sx_engine *e, sx_arena *tmp, sx_err *err)
{
	/* culling is cheap compared with entries that pass a sieve, and expensive compared with those that leave the registers of
	 * a product */
	size_t whole = e->by->x.count * e->by->x.width, slots, room = e->by->x.step > 0 ? e->keep / 2 + 16 : e->keep + 32;
	e->cap = (e->keep + room + 15) / 16 * 16;
	if (sx_mul(e->n, e->cap, &slots)) {
		e->candidate = sx_alloc(tmp, slots, sizeof *e->candidate);
		e->count = sx_alloc(tmp, e->n, sizeof *e->count);
		e->w = sx_alloc(tmp, whole, sizeof *e->w);
	}
	if (!e->candidate || !e->count || !e->w)
		return sx_fail_memory(err, "the neighbour table", (double)e->n * (8 * (double)e->cap + 8));
	for (size_t i = 0; i < whole; i++)
		e->w[i] = i < e->n ? INFINITY : -INFINITY;
	return true;
}
