/* circles_order.c: rows with a known order: tests whether they follow it round a circle or along an open curve.
 *
 * For planes: how well angles agree with the order. For components: the rank correlation with it. Both are compared with random
 * orders of the rows, including the search over planes or components. For whole rows, with one mean for each position of the
 * order: closure, the distance from the last to the first over the median step, is 1 for a closed ring and larger if the ends
 * are apart. It is computed for single positions and for the means of some dozen stretches, since noise makes every single step
 * long and hides a gap; the larger value counts. Finally, the variance explained by one turn of a circle (cosine, sine) is
 * compared with that of an arch (t, t²). */
#include "circles_parts.h"
#include "base/rng.h"
#include "numeric/linalg.h"
#include "numeric/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STRETCHES = 12 };
static const double OPEN = 1.5;		/* closure from which ends are apart */

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static bool places(sx_circles *s, sx_err *err)
{
	size_t n = s->n;
	sx_arena *tmp = s->call->tmp;
	double *sorted = sx_alloc(tmp, n, sizeof *sorted);
	s->place = sx_alloc(tmp, n, sizeof *s->place);
	s->turn = sx_alloc(tmp, n, sizeof *s->turn);
	if (!sorted || !s->place || !s->turn)
		return sx_fail_memory(err, "the order", (double)n * 24);
	memcpy(sorted, s->position, n * sizeof *sorted);
	sx_sort(sorted, n);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || sorted[i] != sorted[i - 1])
			sorted[s->places++] = sorted[i];
	for (size_t i = 0; i < n; i++) {
		const double *found = bsearch(&s->position[i], sorted, s->places, sizeof *sorted, ascending);
		s->place[i] = (size_t)(found - sorted);
		s->turn[i] = 2 * M_PI * (double)s->place[i] / (double)s->places;
	}
	return true;
}

static const double *row_numbers(sx_circles *s)
{
	double *row = sx_alloc(s->call->tmp, s->n, sizeof *row);
	for (size_t i = 0; row && i < s->n; i++)
		row[i] = (double)i;
	return row;
}

bool sx_circles_order_get(sx_circles *s, sx_err *err)
{
	const char *name = s->call->arg[SX_CIRCLES_ORDER].text;
	if (name == NULL)
		return true;
	if (strcmp(name, "row") == 0) {
		s->position = row_numbers(s);
		return s->position ? places(s, err) : sx_fail_memory(err, "the order", (double)s->n * 8);
	}
	const sx_field *f = sx_space_field(s->space, name);
	if (f == NULL || f->type == SX_TEXT)
		return sx_fail(err, SX_EUSAGE, "--order: %s has no numeric column '%.60s'", sx_space_name(s->space), name);
	for (size_t i = 0; i < s->n; i++)
		if (isnan(f->num[i]))
			return sx_fail(err, SX_EINPUT, "--order: column %s is missing at row %zu", name, i);
	s->position = f->num;
	return places(s, err);
}

/* ---- random orders ---- */

typedef struct trial {
	sx_circles *s;
	double *unit;		/* m × 2 n: cosine and sine of the angles */
	double *turn;		/* places × 2: of the places */
	double *rank;		/* k × n: centred ranks of the scores, length 1 */
	double *step;		/* places: their ranks alike */
	double *agree, *rho;	/* draws */
	size_t *order;		/* threads × n */
} trial;

/* Ranks of equal values are alike; centred and brought to length 1. False: tmp is short. */
static bool unit_ranks(const double *v, size_t n, double *out, sx_arena *tmp)
{
	size_t *order = sx_alloc(tmp, n, sizeof *order);
	double squares = 0;
	if (!order || !sx_order_down(v, n, order, tmp))
		return false;
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && v[order[end]] == v[order[i]]; end++)
			;
		for (size_t j = i; j < end; j++)
			out[order[j]] = (double)(n - 1) / 2 - (double)(i + end - 1) / 2;
	}
	for (size_t i = 0; i < n; i++)
		squares += out[i] * out[i];
	for (size_t i = 0; i < n; i++)
		out[i] /= squares > 0 ? sqrt(squares) : 1;
	return true;
}

static bool trial_open(trial *t, sx_arena *tmp)
{
	sx_circles *s = t->s;
	size_t n = s->n, threads = (size_t)sx_threads(s->call->job), draws = (size_t)s->call->arg[SX_CIRCLES_DRAWS].num;
	t->unit = sx_alloc(tmp, 2 * s->m * n, sizeof *t->unit);
	t->rank = sx_alloc(tmp, s->k * n, sizeof *t->rank);
	t->agree = sx_alloc(tmp, draws, sizeof *t->agree);
	t->rho = sx_alloc(tmp, draws, sizeof *t->rho);
	t->order = sx_alloc(tmp, threads * n, sizeof *t->order);
	double *mine = sx_alloc(tmp, n, sizeof *mine);
	if (!t->unit || !t->rank || !t->agree || !t->rho || !t->order || !mine)
		return false;
	t->turn = sx_alloc(tmp, 2 * s->places, sizeof *t->turn);
	t->step = sx_alloc(tmp, s->places, sizeof *t->step);
	if (!t->turn || !t->step || !unit_ranks(s->position, n, mine, tmp))
		return false;
	for (size_t p = 0; p < s->m * n; p++) {
		t->unit[2 * p] = cos(s->angle[p]);
		t->unit[2 * p + 1] = sin(s->angle[p]);
	}
	for (size_t i = 0; i < t->s->places; i++) {
		t->turn[2 * i] = cos(2 * M_PI * (double)i / (double)t->s->places);
		t->turn[2 * i + 1] = sin(2 * M_PI * (double)i / (double)t->s->places);
	}
	for (size_t i = 0; i < n; i++)
		t->step[t->s->place[i]] = mine[i];
	for (size_t c = 0; c < s->k; c++)
		if (!unit_ranks(s->frame + c * n, n, t->rank + c * n, tmp))
			return false;
	return true;
}

/* sx_angle_agreement from cosines and sines, with the rows permuted by the order. */
static double agreement(const trial *t, size_t plane, const size_t *order)
{
	size_t n = t->s->n;
	const double *unit = t->unit + 2 * plane * n;
	double cc = 0, ss = 0, cs = 0, sc = 0;
	for (size_t i = 0; i < n; i++) {
		const double *turn = t->turn + 2 * t->s->place[order[i]], c = unit[2 * i], s = unit[2 * i + 1];
		cc += c * turn[0];
		ss += s * turn[1];
		cs += c * turn[1];
		sc += s * turn[0];
	}
	return fmax(hypot(cc + ss, sc - cs), hypot(cc - ss, sc + cs)) / (double)n;
}

static double correlation(const trial *t, size_t component, const size_t *order)
{
	double sum = 0;
	for (size_t i = 0; i < t->s->n; i++)
		sum += t->rank[component * t->s->n + i] * t->step[t->s->place[order ? order[i] : i]];
	return fabs(sum);
}

static void shuffle(void *ctx, size_t lo, size_t hi, int thread)
{
	trial *t = ctx;
	sx_circles *s = t->s;
	size_t *order = t->order + (size_t)thread * s->n;
	for (size_t b = lo; b < hi; b++) {
		sx_rng rng = sx_rng_open(s->call->job->seed, "circles.order", b);
		for (size_t i = 0; i < s->n; i++)
			order[i] = i;
		sx_rng_shuffle(&rng, order, s->n);
		for (size_t p = 0; p < s->m; p++)
			t->agree[b] = fmax(t->agree[b], agreement(t, p, order));
		for (size_t c = 0; c < s->k; c++)
			t->rho[b] = fmax(t->rho[b], correlation(t, c, order));
	}
}

/* A sum in another order than that of the draws may differ in the last place. */
static double p_upper(double value, const double *null, size_t draws)
{
	size_t above = 0;
	for (size_t b = 0; b < draws; b++)
		above += null[b] >= value - 1e-12;
	return (1 + (double)above) / (1 + (double)draws);
}

/* ---- whole rows ---- */

static double apart(const double *a, const double *b, size_t d)
{
	double sum = 0;
	for (size_t j = 0; j < d; j++)
		sum += (a[j] - b[j]) * (a[j] - b[j]);
	return sqrt(sum);
}

/* NAN where the steps have no length or are too few. */
static double closure(const double *x, size_t n, size_t d, sx_arena *tmp)
{
	double *step = sx_alloc(tmp, n, sizeof *step);
	if (!step || n < 4)
		return NAN;
	for (size_t i = 0; i + 1 < n; i++)
		step[i] = apart(x + i * d, x + (i + 1) * d, d);
	double median = sx_quantile(step, n - 1, 0.5);
	return median > 0 ? apart(x, x + (n - 1) * d, d) / median : NAN;
}

/* Means of the rows at each place, or of each of m stretches of the places. */
static void gather(const trial *t, size_t m, double *x, double *count)
{
	sx_mat rows = sx_space_mat(t->s->space);
	memset(x, 0, m * rows.d * sizeof *x);
	memset(count, 0, m * sizeof *count);
	for (size_t i = 0; i < rows.n; i++) {
		size_t at = t->s->place[i] * m / t->s->places;
		count[at]++;
		for (size_t j = 0; j < rows.d; j++)
			x[at * rows.d + j] += (double)rows.p[i * rows.ld + j];
	}
	for (size_t i = 0; i < m * rows.d; i++)
		x[i] /= count[i / rows.d];
}

/* The share of the variance that two regressors explain. */
static double explained(const double *x, size_t n, size_t d, const double *a, const double *b, sx_arena *tmp)
{
	double *q = sx_alloc(tmp, 3 * n, sizeof *q), total = 0, part = 0;
	for (size_t i = 0; q && i < n; i++) {
		q[3 * i] = 1;
		q[3 * i + 1] = a[i];
		q[3 * i + 2] = b[i];
	}
	if (!q || !sx_orthonormal(n, 3, q, NULL))
		return NAN;
	for (size_t j = 0; j < d; j++) {
		double sum[3] = { 0, 0, 0 };
		for (size_t i = 0; i < n; i++) {
			for (int f = 0; f < 3; f++)
				sum[f] += q[3 * i + (size_t)f] * x[i * d + j];
			total += x[i * d + j] * x[i * d + j];
		}
		part += sum[1] * sum[1] + sum[2] * sum[2];
		total -= sum[0] * sum[0];
	}
	return total > 0 ? part / total : NAN;
}

static void put_or_none(sx_result *out, const char *name, double v)
{
	if (isnan(v))
		sx_put_none(out, name, "the places are too few, or their rows are all equal");
	else
		sx_put(out, name, v);
}

static bool whole_rows(const trial *t, double *ends, sx_err *err)
{
	sx_arena *tmp = t->s->call->tmp;
	size_t m = t->s->places, d = sx_space_dims(t->s->space), few = m / (m > STRETCHES ? m / STRETCHES : 1), cells;
	double *x = sx_mul(m, d, &cells) ? sx_alloc(tmp, cells, sizeof *x) : NULL, *v = sx_alloc(tmp, 4 * m, sizeof *v);
	double *count = sx_alloc(tmp, m, sizeof *count);
	if (!x || !v || !count)
		return sx_fail_memory(err, "means of the order", (double)m * (double)d * 8);
	for (size_t i = 0; i < m; i++) {
		v[i] = t->turn[2 * i];
		v[m + i] = t->turn[2 * i + 1];
		v[2 * m + i] = 2 * (double)i / (double)m - 1;
		v[3 * m + i] = v[2 * m + i] * v[2 * m + i];
	}
	gather(t, m, x, count);
	double single = closure(x, m, d, tmp);
	put_or_none(t->s->out, "closure", single);
	put_or_none(t->s->out, "cycle_r2", m > 3 ? explained(x, m, d, v, v + m, tmp) : NAN);
	put_or_none(t->s->out, "arch_r2", m > 3 ? explained(x, m, d, v + 2 * m, v + 3 * m, tmp) : NAN);
	gather(t, few, x, count);
	double stretches = closure(x, few, d, tmp);
	put_or_none(t->s->out, "closure_stretches", stretches);
	*ends = fmax(single, stretches);
	return true;
}

/* ---- telling ---- */

bool sx_circles_order_tell(sx_circles *s, sx_err *err)
{
	trial t = { .s = s };
	size_t draws = (size_t)s->call->arg[SX_CIRCLES_DRAWS].num, best = 0;
	double rho = 0, alpha = s->call->arg[SX_CIRCLES_ALPHA].num / 2, ends = NAN;
	sx_job part = sx_job_part(s->call->job, 0.9, 0.1);
	if (s->position == NULL)
		return true;
	if (!trial_open(&t, s->call->tmp))
		return sx_fail_memory(err, "random orders", (double)(s->n * (2 * s->m + s->k)) * 8);
	if (!sx_for(&part, "random orders", draws, 1, shuffle, &t))
		return sx_fail_cancel(err);
	for (size_t p = 0; p < s->m; p++)
		best = s->plane[p].agreement > s->plane[best].agreement ? p : best;
	for (size_t c = 0; c < s->k; c++)
		rho = fmax(rho, correlation(&t, c, NULL));
	double agree_p = p_upper(s->plane[best].agreement, t.agree, draws), rho_p = p_upper(rho, t.rho, draws);
	sx_put(s->out, "agreement", s->plane[best].agreement);
	sx_put_text(s->out, "agreement_plane", sx_printf(s->call->tmp, "%zu-%zu", s->plane[best].i + 1, s->plane[best].j + 1));
	sx_put(s->out, "agreement_p", agree_p);
	sx_put(s->out, "order_rho", rho);
	sx_put(s->out, "order_rho_p", rho_p);
	if (!whole_rows(&t, &ends, err))
		return false;
	bool ordered = agree_p <= alpha || rho_p <= alpha;
	sx_put_text(s->out, "order_reading", !ordered ? "no order" : ends > OPEN ? "an open curve in order: its ends are far "
		"apart" :
	            agree_p <= alpha ? "in order round a plane, and the ends meet" : "in order along a component; the ends meet");
	sx_note(s->out, "agreement_p and order_rho_p: %zu random orders of the rows, including the search over %zu planes or "
	        "%zu components; order_reading tests each at alpha / 2", draws, s->m, s->k);
	return true;
}
