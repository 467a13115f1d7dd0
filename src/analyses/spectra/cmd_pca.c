/* cmd_pca.c: the command pca: principal components (Pearson 1901), from the spectrum that every linear metric reads.
 *
 * X - mean = U diag(s) V. Explained variance is s²/(n-1) as in scikit-learn and R; standardising divides by the population
 * standard deviation (ddof 0). Cost: see spectrum.h. */
#include "command/options.h"
#include "linear/price_terms.h"
#include "linear/spectrum.h"
#include "rows/row_tables.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SPACE, COMPONENTS, CENTER, STANDARDIZE, SOLVER, WHERE, DROP, AS };

static const sx_param params[] = {
	[SPACE]       = SX_OPT_SPACE,
	[COMPONENTS]  = { .name = "components", .kind = SX_KIND_INT, .lo = 1, .hi = 1e9,
	                  .help = "number of components; default: the smallest of rows, dimensions and 50" },
	[CENTER]      = { .name = "center", .kind = SX_KIND_FLAG, .dflt = "yes", .help = "center the dimensions first" },
	[STANDARDIZE] = { .name = "standardize", .kind = SX_KIND_FLAG, .dflt = "no",
	                  .help = "scale each dimension to unit variance (ddof 0) first" },
	[SOLVER]      = { .name = "solver", .kind = SX_KIND_CHOICE, .dflt = "auto", .choices = "auto|full|randomized",
	                  .help = "exact, all components; or randomised, for a few of many" },
	[WHERE]       = SX_OPT_WHERE,
	[DROP]        = SX_OPT_DROP,
	[AS]          = SX_OPT_AS,
};

enum { COLUMNS = 10 };		/* scores also attached as columns pc1 … */

static bool table(const sx_spectrum *s, size_t k, const sx_call *call, sx_result *out)
{
	double *col[5];
	for (size_t c = 0; c < SX_COUNT(col); c++)
		if ((col[c] = sx_alloc(call->tmp, k, sizeof *col[c])) == NULL)
			return false;
	double sum = 0, dof = s->n > 1 ? (double)s->n - 1 : 1;
	for (size_t i = 0; i < k; i++) {
		double square = s->singular[i] * s->singular[i];
		sum += square;
		col[0][i] = (double)i + 1;
		col[1][i] = s->singular[i];
		col[2][i] = square / dof;
		col[3][i] = s->total > 0 ? square / s->total : NAN;
		col[4][i] = s->total > 0 ? sum / s->total : NAN;
	}
	sx_table(out, "components", SX_PLAIN, k);
	sx_table_ints(out, "component", col[0]);
	sx_table_nums(out, "singular_value", col[1]);
	sx_table_nums(out, "explained_variance", col[2]);
	sx_table_nums(out, "explained_variance_ratio", col[3]);
	sx_table_nums(out, "cumulative", col[4]);
	sx_table(out, "scree", SX_BARS, k);
	sx_table_ints(out, "component", col[0]);
	sx_table_nums(out, "explained_variance_ratio", col[3]);
	return true;
}

/* The least number of components whose share is at least 90, 95, 99 %. The slack is that of the last sum. */
static void shares(const sx_spectrum *s, sx_result *out)
{
	static const struct { const char *name; double share; } want[] = {
		{ "components_90", 0.90 }, { "components_95", 0.95 }, { "components_99", 0.99 } };
	for (size_t w = 0; w < SX_COUNT(want); w++) {
		double sum = 0;
		size_t k = 0;
		if (!(s->total > 0)) {
			sx_put_none(out, want[w].name, "all rows are equal: there is no variance");
			continue;
		}
		while (k < s->r && !(k > 0 && sum >= want[w].share * s->total * (1 - 1e-12))) {
			sum += s->singular[k] * s->singular[k];
			k++;
		}
		if (sum >= want[w].share * s->total * (1 - 1e-12))
			sx_put(out, want[w].name, (double)k);
		else
			sx_put_none(out, want[w].name, "the components computed hold less; use --solver full");
	}
}

static void figures(const sx_spectrum *s, sx_result *out)
{
	double fourth = 0, dof = s->n > 1 ? (double)s->n - 1 : 1;
	for (size_t i = 0; i < s->r; i++)
		fourth += pow(s->singular[i], 4);
	sx_put(out, "total_variance", s->total / dof);
	if (s->randomized)
		sx_put_none(out, "participation_ratio", "needs the whole spectrum; use --solver full");
	else if (fourth > 0)
		sx_put(out, "participation_ratio", s->total * s->total / fourth);
	else
		sx_put_none(out, "participation_ratio", "all rows are equal: there is no variance");
	shares(s, out);
	sx_record_text(out, "solver", s->randomized ? "randomized" : "full");
	if (s->single)
		sx_record_text(out, "products", "float32");
	sx_record_num(out, "ddof", 1);
	if (s->constant)
		sx_note(out, "%zu dimensions are constant and were not scaled", s->constant);
	if (!s->randomized && s->rank < s->r)
		sx_note(out, "numerical rank %zu of %zu: the rest is rounding", s->rank, s->r);
}

/* The first columns, as many as fit in a quarter of the memory, where each is kept twice until the result is taken. */
static bool attach(const sx_call *call, const float *score, size_t n, size_t k, sx_result *out)
{
	double *column = sx_alloc(call->tmp, n, sizeof *column), memory = call->job ? (double)call->job->memory : 0;
	size_t most = k < COLUMNS ? k : COLUMNS, fit = most;
	if (column == NULL)
		return false;
	if (memory > 0 && 16 * (double)n * (double)most > memory / 4)
		fit = (size_t)(memory / 4 / (16 * (double)n));
	if (fit < most)
		sx_note(out, "columns pc%zu to pc%zu do not fit in --memory; the new space has them", fit + 1, most);
	for (size_t c = 0; c < fit; c++) {
		char name[32];
		for (size_t i = 0; i < n; i++)
			column[i] = (double)score[i * k + c];
		snprintf(name, sizeof name, "pc%zu", c + 1);
		sx_column(out, name, column);
	}
	return true;
}

static bool name_dims(sx_space *made, size_t k, const sx_call *call, sx_err *err)
{
	const char **name = sx_alloc(call->tmp, k, sizeof *name);
	for (size_t c = 0; name && c < k; c++)
		name[c] = sx_printf(call->tmp, "pc%zu", c + 1);
	return name ? sx_space_set_dim_names(made, name, err) : sx_fail_memory(err, "names", (double)k * 16);
}

/* The scores, with the labels and columns of the rows they came from. Those of a file larger than memory may be so too. */
static bool scores(const sx_call *call, sx_space *space, const sx_spectrum *s, size_t k, sx_result *out, sx_err *err)
{
	float *score;
	bool large = call->job && call->job->memory && 4 * (double)s->n * (double)k > (double)call->job->memory / 4;
	sx_space *made = (large ? sx_space_new_aside : sx_space_new)(sx_made_name(call, space, AS, "pca"), s->n, k, &score, err);
	if (made == NULL)
		return false;
	bool ok = sx_spectrum_scores(space, s, 0, k, call->job, score, k, err) && name_dims(made, k, call, err) &&
	          sx_space_copy_meta(made, space, err);
	if (ok && !attach(call, score, s->n, k, out))
		ok = sx_fail_memory(err, "columns", (double)s->n * 8);
	if (!ok) {
		sx_space_unref(made);
		return false;
	}
	sx_give(out, made);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	size_t n = sx_space_rows(space), d = sx_space_dims(space), least = n < d ? n : d;
	size_t k = call->arg[COMPONENTS].given ? (size_t)call->arg[COMPONENTS].num : least < 50 ? least : 50;
	if (k > least)
		return sx_fail(err, SX_EINPUT, "%s: %zu components of %zu rows in %zu dimensions: at most %zu", sx_space_name(space),
		               k, n, d, least);
	sx_spectrum s;
	if (!sx_spectrum_get(space, call->arg[CENTER].num != 0, call->arg[STANDARDIZE].num != 0,
	                     (sx_solver)call->arg[SOLVER].num, k, call->job, &s, err))
		return false;
	sx_record_num(out, "components", (double)k);
	figures(&s, out);
	if (!table(&s, k, call, out))
		return sx_fail_memory(err, "the table", (double)k * 40);
	return scores(call, space, &s, k, out, err);
}

static const sx_reading pca_readings[] = {
	{ "participation_ratio", "1 to dims", true, { { 0.1, "few directions hold most of the variance" },
	 { 0.5, "variance is spread over some of the directions" },
	 { INFINITY, "variance is spread over most directions" } } },
	{ "components_90", "1 to dims", true, { { 0.25, "a quarter of the directions holds 90 % of the variance" },
	 { 0.6, "90 % of variance in about half of the dimensions" },
	 { INFINITY, "90 % of the variance needs most directions" } } },
};

static void price(const sx_call *call, sx_price *out)
{
	const sx_value *v = call->arg;
	sx_mat m = sx_space_mat(v[SPACE].space[0]);
	size_t k = v[COMPONENTS].given ? (size_t)v[COMPONENTS].num : 50;
	sx_price_spectrum(out, m, k, (sx_solver)v[SOLVER].num);
	if (v[SOLVER].num == SX_SOLVER_FULL) {
		sx_price less = { 0 };
		sx_price_spectrum(&less, m, k, SX_SOLVER_RANDOMIZED);
		if (less.flop < out->flop / 2) {
			strcpy(out->cheaper, "--solver randomized");
			out->cheaper_flop = less.flop;
		}
	}
}

static const sx_figure pca_figures[] = {
	{ "total_variance", "0 or more", NULL, "trace of the covariance (ddof 1): the mean squared distance to the mean" },
	{ "participation_ratio", NULL, "dims", "participation ratio (sum l)^2 / sum l^2 of the eigenvalues l: 1 for one "
		"direction, dims for a ball" },
	{ "components_90", NULL, "0.9 dims", "number of components that hold 90 % of the variance" },
	{ "components_95 components_99", "1 to dims", "0.95, 0.99 dims", "the same for 95 and 99 %" },
	{ "components", "table", NULL, "each component: singular value, variance, share of the variance, cumulative share" },
	{ "scree", "series", NULL, "share of the variance by component; an elbow marks where noise begins" },
	{ "pc*", "column", NULL, "scores: each row along the leading components" },
	{ "SPACE.pca", "space", NULL, "the scores, as a space" },
};

const sx_command sx_cmd_pca = {
	.name = "pca", .group = "measure", .summary = "Principal component analysis (PCA): variances and scores",
	.plain = "Finds the directions of largest variance, and how much of the variance each explains. The scores of the rows "
		"become a new space to plot and measure.",
	.about = "Finds the orthogonal directions of largest variance, and the share of the variance that each explains. "
		"Metrics: total_variance (trace of the covariance, ddof 1); participation_ratio (sum of eigenvalues)^2 / sum of "
		"squares, from 1 (one direction) to the number of dimensions (a ball); components_90, _95, _99, the smallest "
		"number of components that holds that share. The scores become the space SPACE.pca, the first ten also columns "
		"pc1 to pc10. The sign of a direction is arbitrary: its entry of largest magnitude is made positive.\nFor tall "
		"data (at least 16,384 rows and 192 dimensions) products are taken in float32 and summed in double (see the "
		"parameter products) if a trial on some rows shows that no singular value changes by more than 1e-6 of itself; "
		"otherwise in double. Cost: n d min(n, d) for all directions; --solver randomized takes n d (components + 10) "
		"16. Trap: with --no-center the first component is mostly the mean.",
	.example = "pca demo --components 5", .cite = "Pearson 1901, Phil. Mag. 2; Halko, Martinsson, Tropp 2011, SIAM Review 53",
	SX_READINGS(pca_readings), SX_PARAMS(params), .run = run, .price = price,
	SX_FIGURES(pca_figures),
};
