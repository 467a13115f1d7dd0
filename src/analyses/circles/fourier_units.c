/* fourier_units.c: the part of `fourier` for activations on all pairs: which frequency each unit of a network follows. */
#include "fourier_parts.h"
#include "pair_waves.h"
#include "base/rng.h"
#include "numeric/stats.h"
#include "rows/pair_grid.h"

#include <math.h>
#include <string.h>

typedef struct unit {
	size_t k;		/* its frequency; 0: it does not vary */
	double r2, energy, kinds[SX_PAIR_KINDS], p;
} unit;

typedef struct study {
	const sx_call *call;
	sx_result *out;
	sx_space  *space;
	sx_pairgrid   g;
	sx_pair_waves w;
	size_t     cells, draws;
	double    *count;	/* p × p: rows of each pair */
	unit      *unit;	/* d */
	double    *power;	/* (c + 1) × (2 c + 1): of all units, each of energy 1 */
	double    *block;	/* d × that, kept to be added in order */
	double    *null;	/* draws */
	double    *scratch;	/* threads × (p² + cells + work) */
	size_t    *order;	/* threads × p² */
} study;

static double *own(const study *s, int thread)
{
	return s->scratch + (size_t)thread * (s->w.p * s->w.p + s->cells + sx_pair_work(s->w.p));
}

static void read_unit(const study *s, size_t j, double *x)
{
	sx_mat m = sx_space_mat(s->space);
	size_t p = s->w.p;
	memset(x, 0, p * p * sizeof *x);
	for (size_t i = 0; i < m.n; i++)
		x[s->g.a[i] * p + s->g.b[i]] += (double)m.p[i * m.ld + j];
	for (size_t i = 0; i < p * p; i++)
		x[i] /= s->count[i];
}

/* The frequency whose terms have the most energy. A single wave may belong to k or to twice another frequency: the single terms
 * decide. */
static double best(const study *s, const double *power, double total, size_t *k)
{
	double most = -1, part = 0, kinds[SX_PAIR_KINDS];
	for (size_t f = 1; f <= s->w.c; f++) {
		double all = sx_pair_terms(&s->w, power, f, kinds), judged = all + 1e-9 * (kinds[0] + kinds[1] + kinds[2] + kinds[3]);
		if (judged > most) {
			most = judged;
			part = all;
			*k = f;
		}
	}
	return part / total;
}

static void judge(void *ctx, size_t lo, size_t hi, int thread)
{
	study *s = ctx;
	double *x = own(s, thread), *work = x + s->w.p * s->w.p;
	for (size_t j = lo; j < hi; j++) {
		unit *u = &s->unit[j];
		double *power = s->block + j * s->cells;
		read_unit(s, j, x);
		u->energy = sx_pair_power(&s->w, x, power, work);
		if (!(u->energy > 0))
			continue;
		u->r2 = best(s, power, u->energy, &u->k);
		sx_pair_terms(&s->w, power, u->k, u->kinds);
		for (size_t i = 0; i < s->cells; i++)
			power[i] /= u->energy;
	}
}

/* A unit that varies, drawn at random, with its pairs in random order. */
static void draw(void *ctx, size_t lo, size_t hi, int thread)
{
	study *s = ctx;
	size_t pairs = s->w.p * s->w.p, d = sx_space_dims(s->space), *order = s->order + (size_t)thread * pairs, k;
	double *x = own(s, thread), *power = x + pairs, *work = power + s->cells;
	for (size_t b = lo; b < hi; b++) {
		sx_rng rng = sx_rng_open(s->call->job->seed, "fourier.pairs", b);
		size_t j = sx_rng_below(&rng, d);
		for (size_t tries = 0; tries < d && s->unit[j].k == 0; tries++)
			j = (j + 1) % d;
		read_unit(s, j, work);
		for (size_t i = 0; i < pairs; i++)
			order[i] = i;
		sx_rng_shuffle(&rng, order, pairs);
		for (size_t i = 0; i < pairs; i++)
			x[i] = work[order[i]];
		double total = sx_pair_power(&s->w, x, power, work);
		s->null[b] = total > 0 ? best(s, power, total, &k) : 1;
	}
}

static bool prepare(study *s, sx_err *err)
{
	sx_arena *tmp = s->call->tmp;
	size_t threads = (size_t)sx_threads(s->call->job), p, d = sx_space_dims(s->space);
	if (!sx_pairgrid_get(s->space, s->call->arg[SX_FOURIER_PAIRS].text, s->call->job, tmp, &s->g, err))
		return false;
	p = s->g.p;
	if (p < 3)
		return sx_fail(err, SX_EINPUT, "p is %zu: pairs have frequencies only if p is at least 3", p);
	if (p > 1000 || !sx_pair_waves_make(p, tmp, &s->w))
		return sx_fail_memory(err, "waves of pairs", (double)p * (double)p * 8);
	s->cells = (s->w.c + 1) * (2 * s->w.c + 1);
	s->draws = (size_t)s->call->arg[SX_FOURIER_NULLS].num;
	s->count = sx_alloc(tmp, p * p, sizeof *s->count);
	s->unit = sx_alloc(tmp, d, sizeof *s->unit);
	s->power = sx_alloc(tmp, s->cells, sizeof *s->power);
	s->block = sx_alloc(tmp, d * s->cells, sizeof *s->block);
	s->null = sx_alloc(tmp, s->draws, sizeof *s->null);
	s->order = sx_alloc(tmp, threads * p * p, sizeof *s->order);
	s->scratch = sx_alloc(tmp, threads * (p * p + s->cells + sx_pair_work(p)), sizeof *s->scratch);
	if (!s->count || !s->unit || !s->power || !s->block || !s->null || !s->order || !s->scratch)
		return sx_fail_memory(err, "powers of units", (double)d * (double)s->cells * 8);
	for (size_t i = 0; i < s->g.n; i++)
		s->count[s->g.a[i] * p + s->g.b[i]]++;
	for (size_t i = 0; i < p * p; i++)
		if (s->count[i] == 0)
			return sx_fail(err, SX_EINPUT, "no row is the pair (%zu, %zu): all pairs of 0 to %zu are needed", i / p, i % p, p - 1);
	return true;
}

/* ---- telling ---- */

static bool units_table(study *s)
{
	static const char *const first[] = { "unit", "frequency", "r2", "p_value" };
	size_t d = sx_space_dims(s->space);
	double *v = sx_alloc(s->call->tmp, d, sizeof *v);
	if (v == NULL)
		return false;
	sx_table(s->out, "units", SX_PLAIN, d);
	for (size_t f = 0; f < SX_COUNT(first) + SX_PAIR_KINDS; f++) {
		for (size_t j = 0; j < d; j++) {
			const unit *u = &s->unit[j];
			const double of[] = { (double)j, (double)u->k, u->r2, u->p };
			v[j] = f == 0 ? (double)j : u->k == 0 ? NAN : f < SX_COUNT(first) ? of[f] : u->kinds[f - SX_COUNT(first)] / u->energy;
		}
		(f < 2 ? sx_table_ints : sx_table_nums)(s->out, f < SX_COUNT(first) ? first[f] : sx_pair_kind[f - SX_COUNT(first)], v);
	}
	return true;
}

/* How many units follow each frequency, and what all units have in its terms. */
static bool frequencies_table(study *s, size_t *followed)
{
	size_t c = s->w.c, d = sx_space_dims(s->space), at = 0;
	double *v = sx_alloc(s->call->tmp, 5 * c, sizeof *v);
	size_t *order = sx_alloc(s->call->tmp, c, sizeof *order);
	if (!v || !order)
		return false;
	double *number = v, *followers = v + c, *share = v + 2 * c, *sorted = v + 3 * c;
	for (size_t j = 0; j < d; j++)
		if (s->unit[j].k && (s->draws == 0 || s->unit[j].p <= s->call->arg[SX_FOURIER_ALPHA].num))
			followers[s->unit[j].k - 1]++;
	if (!sx_order_down(followers, c, order, s->call->tmp))
		return false;
	for (size_t i = 0; i < c; i++) {
		size_t k = order[i] + 1;
		*followed += followers[order[i]] > 0;
		number[at] = (double)k;
		sorted[at] = followers[order[i]];
		share[at++] = sx_pair_terms(&s->w, s->power, k, NULL);
	}
	sx_table(s->out, "frequencies", SX_PLAIN, c);
	sx_table_ints(s->out, "frequency", number);
	sx_table_ints(s->out, "units", sorted);
	sx_table_nums(s->out, "share", share);
	return true;
}

/* Energy by |k| of a and |l| of b. */
static bool picture(study *s)
{
	size_t c = s->w.c, m = 2 * c + 1;
	double *v = sx_alloc(s->call->tmp, c + 1, sizeof *v);
	if (v == NULL)
		return false;
	sx_table(s->out, "power_2d", SX_HEAT, c + 1);
	for (size_t l = 0; l <= c; l++) {
		for (size_t k = 0; k <= c; k++)
			v[k] = s->power[k * m + c + l] + (l ? s->power[k * m + c - l] : 0);
		sx_table_nums(s->out, sx_printf(s->call->tmp, "b%zu", l), v);
	}
	return true;
}

static bool tell(study *s, sx_err *err)
{
	size_t d = sx_space_dims(s->space), live = 0, followed = 0;
	double *r2 = sx_alloc(s->call->tmp, d, sizeof *r2);
	if (r2 == NULL)
		return sx_fail_memory(err, "units", (double)d * 8);
	for (size_t j = 0; j < d; j++) {
		size_t above = 0;
		for (size_t b = 0; b < s->draws; b++)
			above += s->null[b] >= s->unit[j].r2;
		s->unit[j].p = s->draws ? (1 + (double)above) / (1 + (double)s->draws) : NAN;
		if (s->unit[j].k == 0)
			continue;
		r2[live++] = s->unit[j].r2;
	}
	for (size_t j = 0; j < d; j++)
		for (size_t i = 0; i < s->cells && s->unit[j].k; i++)
			s->power[i] += s->block[j * s->cells + i] / (double)live;
	sx_put(s->out, "p", (double)s->w.p);
	sx_put(s->out, "live_units", (double)live);
	if (live)
		sx_put(s->out, "unit_r2_median", sx_quantile(r2, live, 0.5));
	else
		sx_put_none(s->out, "unit_r2_median", "no unit varies");
	if (!frequencies_table(s, &followed) || !units_table(s) || !picture(s))
		return sx_fail_memory(err, "the tables", (double)d * 100);
	sx_put(s->out, "frequencies_followed", (double)followed);
	sx_note(s->out, "r2 of a unit: the share of its energy in cosines and sines of w a, w b, w (a + b), w (a - b), 2 w a, 2 "
	        "w b, 2 w (a + b) at its best frequency; p_value, against pairs in random order, accounts for the search over "
	        "frequencies, not for that over units");
	return true;
}

bool sx_fourier_pairs(const sx_call *call, sx_result *out, sx_err *err)
{
	study s = { .call = call, .out = out, .space = call->arg[SX_FOURIER_SPACE].space[0] };
	sx_job first = sx_job_part(call->job, 0, 0.6), second = sx_job_part(call->job, 0.6, 0.4);
	if (!prepare(&s, err))
		return false;
	if (!sx_for(&first, "units", sx_space_dims(s.space), 1, judge, &s) || !sx_for(&second, "random orders", s.draws, 1, draw, &s))
		return sx_fail_cancel(err);
	return tell(&s, err);
}
