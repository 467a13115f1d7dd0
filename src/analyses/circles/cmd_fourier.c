/* cmd_fourier.c: the command fourier: the key frequencies of rows ordered by a cyclic index, and their planes. */
#include "circle_scores.h"
#include "fourier_parts.h"
#include "command/options.h"
#include "numeric/fourier.h"
#include "numeric/stats.h"
#include "rows/pair_grid.h"
#include "rows/row_axes.h"
#include "rows/row_tables.h"

#include <math.h>
#include <string.h>

static const sx_param params[SX_FOURIER_PARAMS] = {
	[SX_FOURIER_SPACE]  = SX_OPT_SPACE,
	[SX_FOURIER_INDEX]  = { .name = "index", .kind = SX_KIND_COLUMN,
	                        .help = "column of the index, whole numbers 0 to p - 1; rows of the same index are averaged; "
	                                "default: the order of the rows" },
	[SX_FOURIER_PAIRS]  = SX_OPT_PAIRS("rows are all pairs, and dimensions are units of a network, analysed one by one"),
	[SX_FOURIER_ALPHA]  = { .name = "alpha", .kind = SX_KIND_REAL, .dflt = "0.01", .lo = 1e-12, .hi = 0.5,
	                        .help = "significance level of the stepwise test; with --pairs, for a unit to follow a frequency" },
	[SX_FOURIER_NULLS]  = { .name = "null", .kind = SX_KIND_INT, .dflt = "199", .lo = 0, .hi = 1e6,
	                        .help = "number of random orders of the rows for the null of the largest share" },
	[SX_FOURIER_PLANES] = { .name = "planes", .kind = SX_KIND_FLAG, .dflt = "no",
	                        .help = "make spaces SPACE.fK of the planes of the key frequencies" },
	[SX_FOURIER_WORDS]  = SX_OPT_WORDS,
	[SX_FOURIER_WHERE]  = SX_OPT_WHERE,
	[SX_FOURIER_DROP]   = SX_OPT_DROP,
};

typedef struct study {
	const sx_call *call;
	sx_result *out;
	sx_space  *space;
	sx_fourier t;
	size_t    *order, keys, significant;
	double     ratio;
	double    *step_p;		/* by place of the order */
	double    *null;		/* largest shares of shuffled rows */
	size_t     draws;
} study;

/* ---- rows in order of the index ---- */

static bool index_of(study *s, size_t *of, size_t *p, sx_err *err)
{
	const char *name = s->call->arg[SX_FOURIER_INDEX].text;
	size_t n = sx_space_rows(s->space);
	sx_row_axis axis;
	for (size_t i = 0; i < n; i++)
		of[i] = i;
	*p = n;
	if (name == NULL)
		return true;
	if (!sx_row_axis_get(s->space, name, s->call->job, s->call->tmp, &axis, err))
		return false;
	if (axis.num == NULL)
		return sx_fail(err, SX_EINPUT, "%s holds no numbers; an index counts 0, 1, 2, …", name);
	const double *v = axis.num;
	*p = 0;
	for (size_t i = 0; i < n; i++) {
		if (!(v[i] >= 0) || v[i] != floor(v[i]) || v[i] >= 1e6)
			return sx_fail(err, SX_EINPUT, "%s of row %zu is %g: an index counts 0, 1, 2, … without gaps", name, i, v[i]);
		of[i] = (size_t)v[i];
		*p = of[i] + 1 > *p ? of[i] + 1 : *p;
	}
	return true;
}

static bool mean_rows(study *s, double **x, size_t *p, sx_err *err)
{
	sx_mat m = sx_space_mat(s->space);
	size_t *of = sx_alloc(s->call->tmp, m.n, sizeof *of), cells;
	if (of == NULL)
		return sx_fail_memory(err, "the index", (double)m.n * 8);
	if (!index_of(s, of, p, err))
		return false;
	double *count = sx_alloc(s->call->tmp, *p, sizeof *count);
	*x = sx_mul(*p, m.d, &cells) ? sx_alloc(s->call->tmp, cells, sizeof **x) : NULL;
	if (!count || !*x)
		return sx_fail_memory(err, "rows of the index", (double)*p * (double)m.d * 8);
	for (size_t i = 0; i < m.n; i++) {
		count[of[i]]++;
		for (size_t j = 0; j < m.d; j++)
			(*x)[of[i] * m.d + j] += (double)m.p[i * m.ld + j];
	}
	for (size_t i = 0; i < *p; i++) {
		if (count[i] == 0)
			return sx_fail(err, SX_EINPUT, "no row has index %zu, but some have one above: it counts 0 to %zu without gaps", i, *p - 1);
		for (size_t j = 0; j < m.d; j++)
			(*x)[i * m.d + j] /= count[i];
	}
	return true;
}

/* ---- the null ---- */

typedef struct nulls { study *s; size_t *order; double *scratch; } nulls;

static void draw(void *ctx, size_t lo, size_t hi, int thread)
{
	nulls *w = ctx;
	const sx_fourier *t = &w->s->t;
	for (size_t i = lo; i < hi; i++)
		w->s->null[i] = sx_fourier_null(t, w->s->call->job->seed, i, w->order + (size_t)thread * t->p,
		                                w->scratch + (size_t)thread * 2 * (t->p + t->d));
}

static bool draw_nulls(study *s, sx_err *err)
{
	sx_arena *tmp = s->call->tmp;
	size_t threads = (size_t)sx_threads(s->call->job);
	s->draws = (size_t)s->call->arg[SX_FOURIER_NULLS].num;
	nulls w = { s, sx_alloc(tmp, threads * s->t.p, sizeof *w.order),
	            sx_alloc(tmp, threads * 2 * (s->t.p + s->t.d), sizeof *w.scratch) };
	s->null = sx_alloc(tmp, s->draws, sizeof *s->null);
	if (!w.order || !w.scratch || !s->null)
		return sx_fail_memory(err, "random orders", (double)s->draws * 8);
	return sx_for(s->call->job, "random orders", s->draws, 1, draw, &w) || sx_fail_cancel(err);
}

/* (1 + draws whose largest share is at least this) / (1 + draws): it accounts for the search over frequencies. */
static double p_of(const study *s, double share)
{
	size_t above = 0;
	for (size_t i = 0; i < s->draws; i++)
		above += s->null[i] >= share;
	return s->draws ? (1 + (double)above) / (1 + (double)s->draws) : NAN;
}

/* ---- what was found ---- */

static bool frequencies(study *s)
{
	size_t m = s->t.count;
	sx_arena *tmp = s->call->tmp;
	double *col[8];
	for (size_t i = 0; i < SX_COUNT(col); i++)
		if ((col[i] = sx_alloc(tmp, m, sizeof(double))) == NULL)
			return false;
	for (size_t i = 0; i < m; i++) {
		const sx_frequency *f = &s->t.f[s->order[i]];
		col[0][i] = (double)f->k;
		col[1][i] = f->power;
		col[2][i] = f->share;
		col[3][i] = f->circularity;
		col[4][i] = p_of(s, f->share);
		col[5][i] = i < s->keys;
		col[6][i] = i < s->significant;
		col[7][i] = s->step_p[i];
	}
	static const char *const name[] = { "frequency", "power", "share", "circularity", "p_value", "is_key",
	                                    "is_significant", "step_p" };
	sx_table(s->out, "frequencies", SX_PLAIN, m);
	for (size_t i = 0; i < SX_COUNT(col); i++)
		(i == 0 || i == 5 || i == 6 ? sx_table_ints : sx_table_nums)(s->out, name[i], col[i]);
	for (size_t i = 0; i < m; i++) {
		col[0][i] = (double)i + 1;
		col[1][i] = s->t.f[i].share;
	}
	sx_table(s->out, "power_spectrum", SX_BARS, m);
	sx_table_ints(s->out, "frequency", col[0]);
	sx_table_nums(s->out, "share", col[1]);
	return true;
}

static bool give_plane(study *s, size_t k, const double *xy, sx_err *err)
{
	float *p;
	const char *name = sx_printf(s->call->tmp, "%s.f%zu", sx_space_name(s->space), k);
	sx_space *made = name ? sx_space_new(name, s->t.p, 2, &p, err) : NULL;
	if (made == NULL)
		return name ? false : sx_fail_memory(err, "a name", 64);
	for (size_t i = 0; i < 2 * s->t.p; i++)
		p[i] = (float)xy[i];
	if (s->t.p == sx_space_rows(s->space) && s->call->arg[SX_FOURIER_INDEX].text == NULL && !sx_space_copy_meta(made, s->space, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(s->out, made);
	return true;
}

static const double ROUND = 0.5;	/* circularity of an ellipse with axes 0.58 to 1 */

/* The key planes: the shape in the plane as it is, and the scores of it whitened. */
static bool planes(study *s, sx_err *err)
{
	sx_arena *tmp = s->call->tmp;
	size_t p = s->t.p, m = 0;
	double *xy = sx_alloc(tmp, 2 * p, sizeof *xy), *x = sx_alloc(tmp, p, sizeof *x), *y = sx_alloc(tmp, p, sizeof *y);
	double *col[4];
	bool ok = xy && x && y;
	for (size_t i = 0; i < SX_COUNT(col); i++)
		ok = (col[i] = sx_alloc(tmp, s->keys, sizeof(double))) != NULL && ok;
	if (!ok)
		return sx_fail_memory(err, "planes", (double)p * 32);
	for (size_t i = 0; i < s->keys; i++) {
		size_t k = s->t.f[s->order[i]].k;
		double ratio;
		if (!sx_fourier_plane(&s->t, k, xy))
			continue;
		for (size_t r = 0; r < p; r++) {
			x[r] = xy[2 * r];
			y[r] = xy[2 * r + 1];
		}
		if (!sx_plane_whiten(x, y, p, x, y, &ratio, NULL))
			continue;
		if (s->t.f[s->order[i]].circularity < ROUND)
			sx_note(s->out, "frequency %zu is not a circle: its rows lie nearly along a line (circularity %.2f)", k,
			        s->t.f[s->order[i]].circularity);
		col[0][m] = (double)k;
		col[1][m] = s->t.f[s->order[i]].share;
		col[2][m] = ratio;
		col[3][m++] = sx_plane_kappa(x, y, p);
		if (s->call->arg[SX_FOURIER_PLANES].num != 0 && !give_plane(s, k, xy, err))
			return false;
	}
	sx_table(s->out, "planes", SX_PLAIN, m);
	sx_table_ints(s->out, "frequency", col[0]);
	sx_table_nums(s->out, "share", col[1]);
	sx_table_nums(s->out, "axis_ratio", col[2]);
	sx_table_nums(s->out, "kappa", col[3]);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	study s = { .call = call, .out = out, .space = call->arg[SX_FOURIER_SPACE].space[0] };
	double *x = NULL;
	size_t p = 0;
	if (call->arg[SX_FOURIER_PAIRS].text)
		return sx_fourier_pairs(call, out, err);
	if (!mean_rows(&s, &x, &p, err) || !sx_fourier_make(x, p, sx_space_dims(s.space), call->job, call->tmp, &s.t, err))
		return false;
	s.order = sx_alloc(call->tmp, s.t.count, sizeof *s.order);
	s.step_p = sx_alloc(call->tmp, s.t.count, sizeof *s.step_p);
	double *share = sx_alloc(call->tmp, s.t.count, sizeof *share);
	if (!s.order || !s.step_p || !share)
		return sx_fail_memory(err, "frequencies", (double)s.t.count * 24);
	sx_fourier_order(&s.t, s.order);
	s.keys = sx_fourier_keys(&s.t, s.order, &s.ratio);
	s.significant = sx_fourier_significant(&s.t, s.order, call->arg[SX_FOURIER_ALPHA].num, call->tmp, s.step_p);
	if (!draw_nulls(&s, err))
		return false;
	if (s.draws && p_of(&s, s.t.f[s.order[0]].share) > 0.05) {
		s.keys = 0;	/* a gap among chance frequencies does not define keys */
		sx_note(out, "no key frequencies: random orders of the rows often reach the largest share found here");
	}
	for (size_t i = 0; i < s.t.count; i++)
		share[i] = s.t.f[i].share;
	sx_put(out, "p", (double)s.t.p);
	sx_put(out, "total_power", s.t.total);
	sx_put(out, "spectrum_gini", sx_gini(share, s.t.count));
	sx_put(out, "key_count", (double)s.keys);
	if (s.keys)
		sx_put(out, "key_ratio", s.ratio);
	else
		sx_put_none(out, "key_ratio", "there are no key frequencies");
	sx_put(out, "significant_count", (double)s.significant);
	sx_put(out, "p_value", p_of(&s, s.t.f[s.order[0]].share));
	sx_note(out, "p_value: the largest share under random orders of the rows; it accounts for the search over frequencies");
	return frequencies(&s) ? planes(&s, err) : sx_fail_memory(err, "frequencies", (double)s.t.count * 64);
}

static const sx_figure fourier_figures[] = {
	{ "p", "3 or more", NULL, "length of the cycle" },
	{ "total_power", "0 or more", NULL, "squared length of the centred rows" },
	{ "spectrum_gini", "0 to 1", "near 0", "0: energy evenly over all frequencies; towards 1: in few" },
	{ "key_count", "0 to p/2", "0", "number of key frequencies, above the largest gap; 0 if random orders do as well" },
	{ "key_ratio", "1 or more", NULL, "the smallest key share over the largest other: 2 is clear" },
	{ "significant_count", "0 to p/2", "0", "frequencies that are significant in a stepwise test" },
	{ "p_value", "1 / (null+1) to 1", "above 0.05", "of the largest share, against random orders of the rows" },
	{ "live_units", "0 to dims", NULL, "with --pairs: number of units that vary" },
	{ "unit_r2_median", "0 to 1", NULL, "with --pairs: share of a unit's energy in the waves of one frequency, median over units" },
	{ "frequencies_followed", "0 to p/2", "0", "with --pairs: number of frequencies that some unit follows" },
	{ "units", "table", NULL, "with --pairs: each unit, its frequency and parts" },
	{ "power_2d", "table", NULL, "with --pairs: energy by the frequencies of a and of b" },
	{ "frequencies", "table", NULL,
	  "each frequency: power, share, circularity (1 circle, 0 line), and whether it is a key" },
	{ "planes", "table", NULL, "the plane of each key, its axis ratio and kappa when whitened" },
	{ "power_spectrum", "series", NULL, "share by frequency" },
};

const sx_command sx_cmd_fourier = {
	.name = "fourier", .group = "measure", .summary = "Key frequencies of rows ordered by a cyclic index",
	.plain = "For rows that stand for the numbers 0 to p - 1 of a cycle, it finds the frequencies that the space uses. Each "
		"frequency of a network that adds modulo p shows as a circle.",
	.about = "For rows that stand for the positions 0 to p - 1 of a cycle: the energy of the centred rows in each frequency "
		"k of the index. share: of all energy, summing to 1; circularity: 1 if the rows go round a circle k times, 0 if "
		"along a line (an ellipse has axes sqrt(c / (2 - c)) to 1; k = p/2 is always a line). spectrum_gini: 0 flat, "
		"towards 1 few frequencies. key_count: the frequencies above the largest gap, as a ratio (key_ratio), among the "
		"leading ones; none if random orders of the rows reach the largest share in more than 5 of 100. "
		"significant_count: a stepwise test that also finds weak ones. Table planes: the plane of each key, its axis "
		"ratio, and kappa when whitened (1 on a circle).\nWithout an index, see 'circles'; but where several "
		"frequencies have nearly equal power, principal components mix their planes, and circles misses most of "
		"them.\n--pairs: rows are the activations on all pairs (a, b). r2 of a unit is the share of its energy in the "
		"waves of its best frequency: those of a, b, a + b, a - b and twice them; table units has its parts, "
		"frequencies how many units follow each (p_value at most --alpha), power_2d the energy by the frequencies of a "
		"and of b.\nCost: p^2 d, p^2 for each null draw; of pairs 4 p^3 for each unit and draw. Trap: the order of the "
		"rows is the index; another order gives another spectrum.",
	.example = "fourier demo --null 19",
	.cite = "Nanda, Chan, Lieberum, Smith, Steinhardt 2023, ICLR; Liu et al. 2022, NeurIPS",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(fourier_figures),
};
