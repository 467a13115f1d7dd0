/* cmd_helix.c: the command helix: fits a line plus a circle (a helix) to the rows, as a function of an ordered number. */
#include "helix.h"
#include "base/rng.h"
#include "command/options.h"
#include "linear/spectrum.h"
#include "numeric/special.h"
#include "rows/row_axes.h"

#include <math.h>
#include <string.h>

enum { SPACE, COLUMN, COMPONENTS, DRAWS, WORDS, WHERE, DROP };

static const sx_param params[] = {
	[SPACE]      = SX_OPT_SPACE,
	[COLUMN]     = { .name = "column", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL | SX_REQUIRED,
	                 .help = "the number that orders the rows; row is the order of the rows" },
	[COMPONENTS] = { .name = "components", .kind = SX_KIND_INT, .dflt = "5", .lo = 1, .hi = 1000,
	                 .help = "number of leading components fitted together" },
	[DRAWS]      = { .name = "null", .kind = SX_KIND_INT, .dflt = "199", .lo = 0, .hi = 1e6,
	                 .help = "number of random orders of the numbers for the null" },
	[WORDS]      = SX_OPT_WORDS,
	[WHERE]      = SX_OPT_WHERE,
	[DROP]       = SX_OPT_DROP,
};

enum { CURVE = 400 };		/* points of the curve of fits */

typedef struct study {
	const sx_call *call;
	sx_result *out;
	size_t    n, k;
	double   *score;		/* n × k */
	const double *t;
	sx_helix  h;
	double    w, gain;
	double   *null, *scratch;	/* draws; threads × 3 n */
} study;

static bool scores(study *s, sx_space *space, sx_err *err)
{
	sx_spectrum p;
	size_t want = (size_t)s->call->arg[COMPONENTS].num;
	s->n = sx_space_rows(space);
	if (!sx_spectrum_get(space, true, false, SX_SOLVER_AUTO, want, s->call->job, &p, err))
		return false;
	while (s->k < p.r && s->k < want && p.singular[s->k] > 1e-9 * p.singular[0])
		s->k++;
	if (s->k == 0)
		return sx_fail(err, SX_EINPUT, "%s: all rows are equal: there is nothing to fit", sx_space_name(space));
	float *raw = sx_alloc(s->call->tmp, s->n * s->k, sizeof *raw);
	s->score = sx_alloc(s->call->tmp, s->n * s->k, sizeof *s->score);
	if (!raw || !s->score)
		return sx_fail_memory(err, "scores", (double)(s->n * s->k) * 12);
	if (!sx_spectrum_scores(space, &p, 0, s->k, s->call->job, raw, s->k, err))
		return false;
	for (size_t i = 0; i < s->n * s->k; i++)
		s->score[i] = (double)raw[i];
	return true;
}

static bool numbers(study *s, sx_space *space, sx_err *err)
{
	const char *name = s->call->arg[COLUMN].text;
	sx_row_axis axis;
	if (!sx_row_axis_get(space, name, s->call->job, s->call->tmp, &axis, err))
		return false;
	if (axis.num == NULL)
		return sx_fail(err, SX_EINPUT, "%s holds no numbers", name);
	for (size_t i = 0; i < s->n; i++)
		if (!isfinite(axis.num[i]))
			return sx_fail(err, SX_EINPUT, "%s is missing at row %zu; leave such rows out with --where", name, i);
	s->t = axis.num;
	return true;
}

/* ---- the null: the same search when the numbers are in random order ---- */

static void draw(void *ctx, size_t lo, size_t hi, int thread)
{
	study *s = ctx;
	double *scratch = s->scratch + (size_t)thread * 3 * s->n, *t = scratch + 2 * s->n;
	for (size_t b = lo; b < hi; b++) {
		sx_arena *own = sx_arena_new(0);
		size_t *order = sx_alloc(own, s->n, sizeof *order);
		sx_rng rng = sx_rng_open(s->call->job->seed, "helix.null", b);
		sx_helix h;
		double gain = 0;
		s->null[b] = 1;		/* no memory: counts against the finding */
		for (size_t i = 0; order && i < s->n; i++)
			order[i] = i;
		if (order) {
			sx_rng_shuffle(&rng, order, s->n);
			for (size_t i = 0; i < s->n; i++)
				t[i] = s->t[order[i]];
			if (sx_helix_make(s->score, t, s->n, s->k, own, &h, NULL)) {
				sx_helix_search(&h, SIZE_MAX, NULL, &gain, scratch);
				s->null[b] = gain / h.left;
			}
		}
		sx_arena_free(own);
	}
}

static bool against_null(study *s, sx_err *err)
{
	size_t draws = (size_t)s->call->arg[DRAWS].num, above = 0;
	s->null = sx_alloc(s->call->tmp, draws, sizeof *s->null);
	if (s->null == NULL)
		return sx_fail_memory(err, "random orders", (double)draws * 8);
	if (!sx_for(s->call->job, "random orders", draws, 1, draw, s))
		return sx_fail_cancel(err);
	for (size_t b = 0; b < draws; b++)
		above += s->null[b] >= s->gain / s->h.left;
	if (draws)
		sx_put(s->out, "p_value", (1 + (double)above) / (1 + (double)draws));
	else
		sx_put_none(s->out, "p_value", "--null is 0");
	return true;
}

/* ---- the shape ---- */

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Singular values of the pair c, e; and the angle of b with their plane. */
static bool shape(study *s)
{
	double *c = sx_alloc(s->call->tmp, s->k, sizeof *c), *e = sx_alloc(s->call->tmp, s->k, sizeof *e);
	double *along = sx_alloc(s->call->tmp, s->k, sizeof *along);
	if (!c || !e || !along)
		return false;
	sx_helix_wave(&s->h, s->w, along, c, e, s->scratch);
	double cc = dot(c, c, s->k), ee = dot(e, e, s->k), ce = dot(c, e, s->k), b = dot(along, along, s->k);
	double half = (cc + ee) / 2, off = hypot((cc - ee) / 2, ce);
	sx_put(s->out, "pitch", sqrt(b) * 2 * M_PI / s->w);
	sx_put(s->out, "radius", sqrt(half));
	sx_put(s->out, "roundness", half + off > 0 ? sqrt(fmax(half - off, 0) / (half + off)) : NAN);
	/* b's part in the plane by its two normal equations */
	double det = cc * ee - ce * ce, bc = dot(along, c, s->k), be = dot(along, e, s->k);
	if (det > 1e-12 * half * half && b > 0) {
		double inside = (bc * (ee * bc - ce * be) + be * (cc * be - ce * bc)) / det;
		sx_put(s->out, "axis_angle", acos(fmin(1, sqrt(fmax(inside, 0) / b))) * 180 / M_PI);
	} else {
		sx_put_none(s->out, "axis_angle", "the circle is degenerate, or there is no slope");
	}
	return true;
}

/* ---- component by component ---- */

/* F of two further regressors (or one, where the period is 2) against the line. */
static double f_test(double gain, double left, double more, double n)
{
	double rest = left - gain, free = n - 2 - more;
	return rest > 0 ? gain / more / (rest / free) : INFINITY;
}

static bool components(study *s)
{
	size_t k = s->k;
	sx_arena *tmp = s->call->tmp;
	double *col[7];
	for (size_t f = 0; f < SX_COUNT(col); f++)
		if ((col[f] = sx_alloc(tmp, k, sizeof(double))) == NULL)
			return false;
	for (size_t j = 0; j < k; j++) {
		double total = 0, left = 0, gain, w = sx_helix_search(&s->h, j, NULL, &gain, s->scratch);
		for (size_t i = 0; i < s->n; i++) {
			total += s->score[i * k + j] * s->score[i * k + j];
			left += s->h.rest[i * k + j] * s->h.rest[i * k + j];
		}
		double f = f_test(gain, left, 2, (double)s->n);
		col[0][j] = (double)j + 1;
		col[1][j] = 1 - left / total;
		col[2][j] = 1 - (left - fmax(sx_helix_gain(&s->h, M_PI, j, s->scratch), 0)) / total;
		col[3][j] = 1 - (left - gain) / total;
		col[4][j] = 2 * M_PI / w;
		col[5][j] = f;
		col[6][j] = isfinite(f) ? sx_f_upper(f, 2, (double)s->n - 4) : 0;
	}
	static const char *const name[] = { "component", "r2_linear", "r2_parity", "r2_helix", "period", "f", "f_p" };
	sx_table(s->out, "components", SX_PLAIN, k);
	for (size_t f = 0; f < SX_COUNT(col); f++)
		(f == 0 ? sx_table_ints : sx_table_nums)(s->out, name[f], col[f]);
	return true;
}

static bool curve(study *s)
{
	double *x = sx_alloc(s->call->tmp, CURVE, sizeof *x), *y = sx_alloc(s->call->tmp, CURVE, sizeof *y), from, to;
	if (!x || !y)
		return false;
	sx_helix_range(&s->h, &from, &to);
	for (size_t i = 0; i < CURVE; i++) {
		double w = to * pow(from / to, (double)i / (CURVE - 1)), gain = sx_helix_gain(&s->h, w, SIZE_MAX, s->scratch);
		x[i] = 2 * M_PI / w;
		y[i] = gain < 0 ? NAN : 1 - (s->h.left - gain) / s->h.total;
	}
	sx_table(s->out, "fit_by_period", SX_LINE, CURVE);
	sx_table_log(s->out, true, false);
	sx_table_nums(s->out, "period", x);
	sx_table_nums(s->out, "r2", y);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	study s = { .call = call, .out = out };
	if (!scores(&s, space, err) || !numbers(&s, space, err) ||
	    !sx_helix_make(s.score, s.t, s.n, s.k, call->tmp, &s.h, err))
		return false;
	s.scratch = sx_alloc(call->tmp, (size_t)sx_threads(call->job) * 3 * s.n, sizeof *s.scratch);
	if (s.scratch == NULL)
		return sx_fail_memory(err, "waves", (double)s.n * 24);
	s.w = sx_helix_search(&s.h, SIZE_MAX, call->job, &s.gain, s.scratch);
	if (isnan(s.w))
		return sx_fail_cancel(err);
	sx_put(out, "period", 2 * M_PI / s.w);
	sx_put(out, "r2", 1 - (s.h.left - s.gain) / s.h.total);
	sx_put(out, "r2_linear", 1 - s.h.left / s.h.total);
	sx_record_num(out, "fitted_components", (double)s.k);
	if (!against_null(&s, err))
		return false;
	sx_note(out, "p_value: the share of the residual of the line that the best wave explains, against random orders of the "
	        "numbers; it accounts for the search over periods. f_p of the components does not");
	return (shape(&s) && components(&s) && curve(&s)) || sx_fail_memory(err, "the tables", (double)s.n * 16);
}

static const sx_figure helix_figures[] = {
	{ "period", "2 steps to 3 ranges", NULL, "period, in units of the number" },
	{ "r2 r2_linear", "0 to 1", NULL, "share explained by line and circle, and by the line alone" },
	{ "p_value", "1 / (null+1) to 1", "above 0.05", "of the contribution of the circle, against random orders" },
	{ "pitch radius", "0 or more", NULL, "advance along the line in one turn, and radius of the circle, in units of the "
		"space" },
	{ "roundness", "0 to 1", NULL, "1 a circle, 0 a line" },
	{ "axis_angle", "0 to 90", "90", "degrees between the line and the circle's plane: 90 is a helix" },
	{ "components", "table", NULL, "each component by itself" },
	{ "fit_by_period", "series", NULL, "fit by period: a sharp peak is reliable" },
};

const sx_command sx_cmd_helix = {
	.name = "helix", .group = "measure", .summary = "Helix fit: a line plus a circle against an ordered number",
	.plain = "Tests whether rows follow an ordered number along a helix. It finds the period, and measures how much the "
		"circle explains beyond the line.",
	.about = "The leading components together follow a + b t + c cos wt + e sin wt: a line plus a circle. The period 2 pi / "
		"w is searched from three times the range of t to twice its finest step, and refined. Metrics: r2, of the whole "
		"fit; r2_linear, of the line alone; p_value; pitch, the advance along the line in one turn; radius; roundness, "
		"1 for a circle, 0 for a line; axis_angle, between the line and the circle's plane in degrees. Table components "
		"fits each by itself (r2_parity: even against odd). Components may mix the line with the circle, so rely on the "
		"joint fit.\nTraps: a curve folded by principal components (an arch) is fitted well by a period of about twice "
		"the range.\nCost: 2,000 n k, and as much for each null sample.",
	.example = "helix demo row --null 9", .cite = "Kantamneni, Tegmark 2025; Liu et al. 2022", SX_PARAMS(params), .run = run,
	SX_FIGURES(helix_figures),
};
