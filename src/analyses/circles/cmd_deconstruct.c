/* cmd_deconstruct.c: the command deconstruct: explains the rows of all pairs (a, b) by nested groups of regressors, and reports
 * the residual.
 *
 * Explanation via regression (Engels et al. 2024). Groups in order: the constant; one-hot a and b; for each frequency k the
 * circle of a + b, then that of a - b; then the columns given by --also. Each regressor is orthogonalised against all earlier
 * ones, twice, and dropped if less than 1e-5 of its sum of squares is left (one-hots sum to the constant, and on a full grid
 * contain no more of a + b than that). This is equivalent to dropping small eigenvalues of their products. R² is about the mean.
 * Cost n m (m + d) for m regressors. */
#include "command/options.h"
#include "numeric/linalg.h"
#include "numeric/special.h"
#include "rows/pair_grid.h"
#include "rows/row_axes.h"
#include "rows/row_tables.h"

#include <math.h>
#include <string.h>

enum { SPACE, PAIRS, PERIOD, FREQUENCIES, ALSO, DROP, AS };

static const sx_param params[] = {
	[SPACE]       = SX_OPT_SPACE,
	[PAIRS]       = { .name = "pairs", .kind = SX_KIND_TEXT, .dflt = "grid",
	                  .help = "what a row stands for: two columns A,B that count 0 to p - 1, or grid where row a p + b is (a, b)" },
	[PERIOD]      = { .name = "period", .kind = SX_KIND_REAL, .lo = 1e-9, .hi = 1e12,
	                  .help = "period of a + b; default: p" },
	[FREQUENCIES] = { .name = "frequencies", .kind = SX_KIND_INTS, .dflt = "1", .lo = 1, .hi = 1e6,
	                  .help = "numbers of turns in one period of the circles of a + b and a - b, one group each" },
	[ALSO]        = { .name = "also", .kind = SX_KIND_TEXT, .help = "numeric columns, separated by commas, as further groups" },
	[DROP]        = SX_OPT_DROP,
	[AS]          = { .name = "as", .kind = SX_KIND_NAME, .help = "name of the space of residuals; default: SPACE.residual" },
};

static const double LOST = 1e-5;	/* of its square, from which a regressor is a combination of those before */
static const double LEVEL = 0.01, NOTHING = 1e-12;	/* of p, at which a group adds; of the variance, of which no more is asked */
enum { COLOURS = 3 };

typedef struct group { const char *name; size_t asked, rank; double r2; } group;

typedef struct study {
	const sx_call *call;
	sx_result *out;
	sx_space  *space;
	sx_pairgrid g;
	size_t     n, d;
	double    *x;		/* n × d: what is left */
	double    *q;		/* room × n: orthonormal regressors */
	size_t     had, room;
	double    *part;	/* d */
	group     *group;
	size_t     groups;
	double     total;
	double     columns;	/* how many columns of equal variance the residual is worth */
} study;

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static double squares(const double *x, size_t count)
{
	return dot(x, x, count);
}

/* The next row of q, filled by the caller: kept if it is not a combination of earlier ones, and then projected out of the rows. */
static bool regress(study *s)
{
	double *v = s->q + s->had * s->n, before = squares(v, s->n);
	for (int pass = 0; pass < 2; pass++)
		for (size_t k = 0; k < s->had; k++) {
			const double *u = s->q + k * s->n;
			double along = dot(u, v, s->n);
			for (size_t i = 0; i < s->n; i++)
				v[i] -= along * u[i];
		}
	double left = squares(v, s->n);
	if (!(left > LOST * before))
		return false;
	memset(s->part, 0, s->d * sizeof *s->part);
	for (size_t i = 0; i < s->n; i++) {
		v[i] /= sqrt(left);
		for (size_t j = 0; j < s->d; j++)
			s->part[j] += v[i] * s->x[i * s->d + j];
	}
	for (size_t i = 0; i < s->n; i++)
		for (size_t j = 0; j < s->d; j++)
			s->x[i * s->d + j] -= v[i] * s->part[j];
	s->had++;
	return true;
}

static void close_group(study *s, const char *name, size_t asked, size_t had_before)
{
	double left = squares(s->x, s->n * s->d);
	if (s->groups == 0)
		s->total = left;
	s->group[s->groups++] = (group){ name, asked, s->had - had_before, s->total > 0 ? 1 - left / s->total : NAN };
}

/* ---- the groups ---- */

static bool tick(study *s, double share, sx_err *err)
{
	return sx_tick(s->call->job, share, "groups of regressors") || sx_fail_cancel(err);
}

static bool one_hots(study *s, sx_err *err)
{
	size_t before = s->had;
	for (int which = 0; which < 2; which++)
		for (size_t c = 0; c < s->g.p; c++) {
			double *v = s->q + s->had * s->n;
			const size_t *of = which ? s->g.b : s->g.a;
			for (size_t i = 0; i < s->n; i++)
				v[i] = of[i] == c;
			regress(s);
			if (!tick(s, 0.5 * ((double)c / (double)s->g.p + which) / 2, err))
				return false;
		}
	close_group(s, "one-hot a, b", 2 * s->g.p, before);
	return true;
}

static bool circle(study *s, double k, bool difference, double period, sx_err *err)
{
	size_t before = s->had;
	const char *name = sx_printf(s->call->tmp, "circle %g (a %c b)", k, difference ? '-' : '+');
	for (int which = 0; which < 2; which++) {
		double *v = s->q + s->had * s->n;
		for (size_t i = 0; i < s->n; i++) {
			double at = (double)s->g.a[i] + (difference ? -(double)s->g.b[i] : (double)s->g.b[i]);
			double turn = 2 * M_PI * fmod(k * at, period) / period;
			v[i] = which ? sin(turn) : cos(turn);
		}
		regress(s);
	}
	close_group(s, name, 2, before);
	return name ? true : sx_fail_memory(err, "a name", 40);
}

static bool own_column(study *s, const char *name, sx_err *err)
{
	sx_row_axis axis;
	size_t before = s->had;
	if (!sx_row_axis_get(s->space, name, s->call->job, s->call->tmp, &axis, err))
		return false;
	if (axis.num == NULL)
		return sx_fail(err, SX_EINPUT, "--also: %s holds no numbers", name);
	for (size_t i = 0; i < s->n; i++)
		if (!isfinite(axis.num[i]))
			return sx_fail(err, SX_EINPUT, "--also: %s is missing at row %zu", name, i);
	memcpy(s->q + s->had * s->n, axis.num, s->n * sizeof *s->q);
	regress(s);
	close_group(s, name, 1, before);
	return true;
}

static bool own_columns(study *s, sx_err *err)
{
	const char *at = s->call->arg[ALSO].text;
	while (at && *at) {
		size_t len = strcspn(at, ",");
		const char *name = sx_strndup(s->call->tmp, at, len);
		if (name == NULL)
			return sx_fail_memory(err, "a name", (double)len);
		if (!own_column(s, name, err))
			return false;
		at += len + (at[len] == ',');
	}
	return true;
}

static bool all_groups(study *s, sx_err *err)
{
	const sx_value *k = &s->call->arg[FREQUENCIES];
	double period = s->call->arg[PERIOD].given ? s->call->arg[PERIOD].num : (double)s->g.p;
	sx_record_num(s->out, "period", period);
	for (size_t i = 0; i < s->n; i++)
		s->q[i] = 1;
	regress(s);
	close_group(s, "constant", 1, 0);
	if (!(s->total > 0))
		return sx_fail(err, SX_EINPUT, "%s: all rows are equal: there is nothing to explain", sx_space_name(s->space));
	if (!one_hots(s, err))
		return false;
	for (int difference = 0; difference < 2; difference++)
		for (size_t i = 0; i < k->count; i++)
			if (!circle(s, k->list[i], difference, period, err) ||
			    !tick(s, 0.5 + 0.4 * (difference + (double)i / (double)k->count) / 2, err))
				return false;
	return own_columns(s, err);
}

/* ---- what is left ---- */

/* (tr C)² / tr C² of the covariance of the columns, without the bias that eigenvalues of few rows (free degrees) have. */
static double worth(const double *value, size_t d, double free)
{
	double sum = 0, square = 0;
	for (size_t j = 0; j < d; j++) {
		sum += fmax(value[j], 0);
		square += value[j] * value[j];
	}
	if (!(free > 1) || !(sum > 0))
		return 1;
	square = (square - sum * sum / free) * free * free / ((free - 1) * (free + 2));
	return square > 0 ? fmin((double)d, fmax(1, (sum * sum - 2 * square / free) / square)) : (double)d;
}

/* The leading left singular vectors times their values: by the products of the columns. */
static bool leading(study *s, double *score, double *share, sx_err *err)
{
	size_t d = s->d;
	double *g = sx_alloc(s->call->tmp, d * d, sizeof *g), *value = sx_alloc(s->call->tmp, d, sizeof *value);
	double *vector = sx_alloc(s->call->tmp, d * d, sizeof *vector), sum = 0;
	if (!g || !value || !vector)
		return sx_fail_memory(err, "components of the residuals", (double)d * (double)d * 16);
	sx_dsyrk(false, s->n, d, s->x, d, g, d);
	for (size_t i = 0; i < d; i++)
		for (size_t j = 0; j < i; j++)
			g[i * d + j] = g[j * d + i];
	if (!sx_eigh(d, g, value, vector, err))
		return false;
	for (size_t j = 0; j < d; j++)
		sum += fmax(value[j], 0);
	s->columns = worth(value, d, (double)(s->n - s->had));
	for (size_t c = 0; c < COLOURS; c++) {
		share[c] = c < d && sum > 0 ? fmax(value[c], 0) / sum : 0;
		for (size_t i = 0; c < d && i < s->n; i++)
			score[c * s->n + i] = dot(s->x + i * d, vector + c * d, d);
	}
	return true;
}

/* The p × p grid of the first residual component, row a, column b; pairs without a row are empty. */
static bool picture(study *s, const double *score)
{
	size_t p = s->g.p;
	double *v = sx_alloc(s->call->tmp, p * p, sizeof *v);
	if (v == NULL)
		return false;
	for (size_t i = 0; i < p * p; i++)
		v[i] = NAN;
	for (size_t i = 0; i < s->n; i++)
		v[s->g.b[i] * p + s->g.a[i]] = score[i];
	sx_table(s->out, "residual", SX_HEAT, p);
	for (size_t b = 0; b < p; b++)
		sx_table_nums(s->out, sx_printf(s->call->tmp, "b%zu", b), v + b * p);
	return true;
}

static bool give_residual(study *s, sx_err *err)
{
	float *to;
	sx_space *made = sx_space_new(sx_made_name(s->call, s->space, AS, "residual"), s->n, s->d, &to, err);
	if (made == NULL)
		return false;
	for (size_t i = 0; i < s->n * s->d; i++)
		to[i] = (float)s->x[i];
	if (!sx_space_copy_meta(made, s->space, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(s->out, made);
	return true;
}

/* Whether noise alone would gain as much: Fisher's F of the group over the residual of all groups, where the columns count for what
 * they are worth (Box 1954). */
static double chance_of(const study *s, size_t i)
{
	double free = (double)(s->n - s->had), left = 1 - s->group[s->groups - 1].r2, q = (double)s->group[i].rank;
	double gain = i ? s->group[i].r2 - s->group[i - 1].r2 : 0;
	if (q < 1 || free < 1 || gain < NOTHING)
		return NAN;
	return left > 0 ? sx_f_upper(gain / q / (left / free), q * s->columns, free * s->columns) : 0;
}

static bool tell_groups(study *s)
{
	const char **name = sx_alloc(s->call->tmp, s->groups, sizeof *name);
	double *v = sx_alloc(s->call->tmp, 7 * s->groups, sizeof *v);
	if (!name || !v)
		return false;
	for (size_t i = 0; i < s->groups; i++) {
		const group *at = &s->group[i];
		double gain = at->r2 - (i ? s->group[i - 1].r2 : 0);
		double usual = (double)at->rank / (double)(s->n - 1), chance = i ? usual * (1 - s->group[i - 1].r2) : 0;
		double p = chance_of(s, i);
		const double row[] = { (double)at->asked, (double)at->rank, at->r2, gain, chance, p, p <= LEVEL };
		name[i] = at->name;
		for (size_t f = 0; f < SX_COUNT(row); f++)
			v[f * s->groups + i] = row[f];
	}
	static const char *const names[] = { "regressors", "rank", "r2", "gain", "gain_by_chance", "p", "adds" };
	sx_table(s->out, "groups", SX_PLAIN, s->groups);
	sx_table_texts(s->out, "group", name);
	for (size_t f = 0; f < SX_COUNT(names); f++)
		(f < 2 || f == 6 ? sx_table_ints : sx_table_nums)(s->out, names[f], v + f * s->groups);
	return true;
}

static bool tell(study *s, sx_err *err)
{
	double *score = sx_alloc(s->call->tmp, COLOURS * s->n, sizeof *score), share[COLOURS];
	if (score == NULL)
		return sx_fail_memory(err, "residuals", (double)s->n * 24);
	sx_put(s->out, "p", (double)s->g.p);
	sx_put(s->out, "r2", s->group[s->groups - 1].r2);
	sx_put(s->out, "rank", (double)s->had);
	if (!leading(s, score, share, err))
		return false;
	sx_put(s->out, "residual_share", share[0]);
	for (size_t c = 0; c < COLOURS && c < s->d; c++)
		sx_column(s->out, sx_printf(s->call->tmp, "residual%zu", c + 1), score + c * s->n);
	if (!tell_groups(s) || !picture(s, score))
		return sx_fail_memory(err, "the tables", (double)s->g.p * (double)s->g.p * 8);
	sx_note(s->out, "residual: the first component of the residual, row a, column b; a pattern in it is structure that the "
	        "groups miss");
	return give_residual(s, err);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	study s = { .call = call, .out = out, .space = call->arg[SPACE].space[0] };
	sx_mat m = sx_space_mat(s.space);
	const char *also = call->arg[ALSO].text;
	size_t own = 0, cells;
	for (const char *c = also; c && *c; c++)
		own += *c == ',';
	if (!sx_pairgrid_get(s.space, call->arg[PAIRS].text, call->job, call->tmp, &s.g, err))
		return false;
	s.n = m.n;
	s.d = m.d;
	s.room = 2 + 2 * s.g.p + 4 * call->arg[FREQUENCIES].count + own + 1;
	s.x = sx_mul(s.n, s.d, &cells) ? sx_alloc(call->tmp, cells, sizeof *s.x) : NULL;
	s.q = sx_mul(s.n, s.room, &cells) ? sx_alloc(call->tmp, cells, sizeof *s.q) : NULL;
	s.part = sx_alloc(call->tmp, s.d, sizeof *s.part);
	s.group = sx_alloc(call->tmp, 3 + 2 * call->arg[FREQUENCIES].count + own, sizeof *s.group);
	if (!s.x || !s.q || !s.part || !s.group)
		return sx_fail_memory(err, "regressors", (double)s.n * (double)(s.room + s.d) * 8);
	if (s.n < 4)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows are too few", sx_space_name(s.space), s.n);
	for (size_t i = 0; i < s.n; i++)
		for (size_t j = 0; j < s.d; j++)
			s.x[i * s.d + j] = (double)m.p[i * m.ld + j];
	return all_groups(&s, err) && tell(&s, err);
}

static const sx_figure deconstruct_figures[] = {
	{ "p", "2 or more", NULL, "number of values of a and b" },
	{ "r2", "0 to 1", "rank / (n - 1)", "share of the variance that all groups explain together" },
	{ "rank", "0 to n", NULL, "number of linearly independent regressors" },
	{ "residual_share", "0 to 1", NULL, "share of the residual along its first component: high if structure is missed" },
	{ "groups", "table", NULL, "each group: rank, cumulative r2, gain, gain expected by chance, p of Fisher's F, whether it adds" },
	{ "residual", "table", NULL, "first component of the residual, row a, column b; noise if the groups explain everything" },
	{ "residual*", "column", NULL, "the first three components of the residual" },
	{ "SPACE.residual", "space", NULL, "the residuals of the rows" },
};

const sx_command sx_cmd_deconstruct = {
	.name = "deconstruct", .group = "measure", .summary = "Explanation by regression of rows that stand for pairs (a, b)",
	.plain = "For rows that stand for pairs (a, b), it measures what the space encodes of a, of b and of their sum. Groups "
		"of regressors are removed one after another until the residual looks like noise.",
	.about = "For rows that stand for pairs (a, b): how much of the variance each group explains beyond those before: a "
		"constant, one-hot a and b, the circle of a + b for each of --frequencies, that of a - b, and columns given by "
		"--also. Table groups: rank (linearly independent regressors),  r2 after the group, gain, gain_by_chance, rank "
		"/ (n - 1) of the residual before; p by Fisher's F, of what the group gains over what all groups leave, both by degrees "
		"of freedom, "
		"where columns that vary together count as fewer (Box 1954); adds is 1 where p is at most 0.01 (on noise, 12 x 12: "
		"at most 2 % of groups, tests/unit/circles/test_deconstruct). Table residual: the grid of "
		"the first component of the residual; columns residual1 to residual3 for plot and color; a space "
		"SPACE.residual, for pca or fourier --pairs. Where the residual looks like noise, the groups explain "
		"everything.\nfourier --pairs finds the frequencies to use here. Order matters where pairs are missing: an "
		"earlier group gets what both could explain.\nTrap: --also columns can explain what the circles would. Cost: n "
		"m (m + d) for m regressors, 2 p + 4 frequencies.",
	.example = "deconstruct demo --pairs grid --frequencies 1,2",
	.cite = "Engels, Michaud, Liao, Gurnee, Tegmark 2024; Box 1954, Ann. Math. Stat. 25",
	SX_PARAMS(params), .run = run, SX_FIGURES(deconstruct_figures),
};
