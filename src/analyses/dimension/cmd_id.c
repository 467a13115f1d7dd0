/* cmd_id.c: the command id: intrinsic dimension by every estimator in the table below, from one neighbour table.
 *
 * Repeated rows are removed first, because a nearest neighbour at distance 0 breaks every ratio. Under cosine the distance is
 * the chord between unit rows, which is a distance; 1 - cos grows as its square and would halve every estimate.
 * Cost: one neighbour table with as many neighbours as the estimators need, then the cost stated in the table. */
#include "id_parts.h"
#include "linear/price_terms.h"
#include "neighbors/neighbor_budget.h"
#include "rows/dominant_row.h"

#include <math.h>
#include <string.h>

static const sx_param params[] = {
	[SX_ID_SPACE]      = SX_OPT_SPACE,
	[SX_ID_METHOD]     = { .name = "method", .kind = SX_KIND_CHOICES, .dflt = "twonn,gride,mle,lpca",
	                    .choices = "twonn|gride|mle|hill|mom|mada|mind_ml|tle|ess|local_pca|local_twonn|corrint|fishers|knn_graph|"
	                               "decimation|danco|lpca", .help = "estimators, or all" },
	[SX_ID_K]          = { .name = "k", .kind = SX_KIND_INT, .dflt = "20", .lo = 2, .hi = 1e6,
	                    .help = "number of neighbours for mle, hill, mom, mada, mind_ml, tle, ess, local_pca, local_twonn, "
	                            "corrint and danco" },
	[SX_ID_NEAR]       = { .name = "k-near", .kind = SX_KIND_INT, .lo = 1, .hi = 1e6,
	                    .help = "the nearer neighbour for corrint; default: half of --k" },
	[SX_ID_DISCARD]    = { .name = "discard", .kind = SX_KIND_REAL, .dflt = "0.1", .lo = 0, .hi = 0.9,
	                    .help = "share of the largest ratios that twonn_fit leaves out" },
	[SX_ID_RANGE]      = { .name = "range", .kind = SX_KIND_INT, .dflt = "64", .lo = 2, .hi = 65536,
	                    .help = "last neighbour of the gride scaling plot, a power of two" },
	[SX_ID_DRAWS]      = { .name = "draws", .kind = SX_KIND_INT, .dflt = "200", .lo = 20, .hi = 1e5,
	                    .help = "number of resamplings for the intervals" },
	[SX_ID_CAP]        = { .name = "cap", .kind = SX_KIND_REAL, .lo = 1, .hi = 1e6,
	                    .help = "largest dimension of mind_ml and danco; default: the dimensions of the space, at most 200" },
	[SX_ID_CONDITION]  = { .name = "condition", .kind = SX_KIND_REAL, .dflt = "10", .lo = 1, .hi = 1e12,
	                    .help = "fishers keeps directions whose eigenvalue is above the largest divided by this" },
	[SX_ID_TAU]        = { .name = "tau", .kind = SX_KIND_REAL, .dflt = "0.01", .lo = 1e-9, .hi = 1,
	                    .help = "local_rank counts singular values above this share of the largest" },
	[SX_ID_SLOW]       = { .name = "slow", .kind = SX_KIND_FLAG, .dflt = "no", .help = "include danco in --method all" },
	[SX_ID_COSTS]      = { .name = "costs", .kind = SX_KIND_FLAG, .dflt = "no",
	                    .help = "add table costs, with the running time of each estimator" },
	[SX_ID_CONVENTION] = { .name = "convention", .kind = SX_KIND_CHOICE, .dflt = "sextant", .choices = "sextant|skdim|dadapy",
	                    .help = "skdim: mom's mean of all k distances, tle's absolute smallest length, mind_ml's cap of 10, lpca by "
	                            "the share 0.05, repeated rows kept; dadapy: gride with (n-1)/d in the score, without its "
	                            "largest ratios" },
	[SX_ID_QUERIES]    = SX_OPT_QUERIES,
	[SX_ID_BUDGET]     = SX_OPT_BUDGET,
	[SX_ID_NULL]       = SX_OPT_NULL,
	[SX_ID_NULL_KIND]  = SX_OPT_NULL_KIND,
	[SX_ID_METRIC]     = SX_OPT_METRIC,
	[SX_ID_WHERE]      = SX_OPT_WHERE,
	[SX_ID_DROP]       = SX_OPT_DROP,
};

/* ---- the estimators ---- */

static size_t needs_two(const sx_call *call)
{
	(void)call;
	return 2;
}

static size_t needs_k(const sx_call *call)
{
	return (size_t)call->arg[SX_ID_K].num;
}

static size_t needs_one_more(const sx_call *call)
{
	return needs_k(call) + 1;
}

static size_t needs_range(const sx_call *call)
{
	return (size_t)call->arg[SX_ID_RANGE].num;
}

static const char low_far[] = "low if the dimension is far above ln n";
static const char edge[] = "low at the boundary of a cloud";

/* In the order of the choices of --method. */
static const sx_id_method methods[] = {
	{ "twonn",      sx_id_twonn,      needs_two,      "n",           low_far, false },
	{ "gride",      sx_id_gride,      needs_range,    "n range",     low_far, false },
	{ "mle",        sx_id_mle,        needs_k,        "n k",         edge, false },
	{ "hill",       sx_id_hill,       needs_k,        "n k",         "mle times k/(k-1); the mean is biased high", false },
	{ "mom",        sx_id_mom,        needs_k,        "n k",         edge, false },
	{ "mada",       sx_id_mada,       needs_k,        "n",           "the mean is biased high at small k", false },
	{ "mind_ml",    sx_id_mind_ml,    needs_one_more, "n 60",        low_far, false },
	{ "tle",        sx_id_tle,        needs_k,        "n k^2 d",     edge, false },
	{ "ess",        sx_id_ess,        needs_k,        "n k^2 d",     "at most k - 1 or so", false },
	{ "local_pca",  sx_id_local_pca,  needs_k,        "n (k^2 d + k^3)", "at most k - 1; curvature adds to it", false },
	{ "local_twonn", sx_id_local_twonn, needs_k,      "n k^2 d",     "low: few rows, and the boundary of each part", false },
	{ "corrint",    sx_id_corrint,    needs_k,        "n^2 d",       "low: dense regions dominate the sums", false },
	{ "fishers",    sx_id_fishers,    NULL,           "n^2 d",       "high if no sphere; needs n >> exp(d)", false },
	{ "knn_graph",  sx_id_knn_graph,  needs_range,    "n range",     low_far, false },
	{ "decimation", sx_id_decimation, needs_range,    "n^2 d / 8",   low_far, false },
	{ "danco",      sx_id_danco,      needs_one_more, "n^2 d cap",   "corrected by balls of the same n", true },
	{ "lpca",       sx_id_lpca,       NULL,           "n d^2",       "high for a curved sheet", false },
};
enum { METHODS = SX_COUNT(methods) };

static bool is_wanted(const sx_call *call, size_t method)
{
	const sx_value *v = &call->arg[SX_ID_METHOD];
	bool all = v->text && strcmp(v->text, "all") == 0;
	if (all && methods[method].slow && call->arg[SX_ID_SLOW].num == 0)
		return false;
	for (size_t i = 0; i < v->count; i++)
		if ((size_t)v->list[i] == method)
			return true;
	return false;
}

/* ---- rows and neighbours ---- */

/* scikit-dimension keeps repeated rows: its estimators then leave out rows whose ratio is 0, except the fit of TwoNN, where they
 * come last. */
static bool keeps_repeats(const sx_call *call)
{
	return call->arg[SX_ID_CONVENTION].num == SX_ID_SKDIM && call->arg[SX_ID_METRIC].num != SX_COSINE;
}

static bool wants_danco(const sx_call *call)
{
	size_t i = 0;
	while (i < METHODS && methods[i].run != sx_id_danco)
		i++;
	return is_wanted(call, i);
}

/* Rows of zeros are reported by their original numbers, before repeated rows are removed. */
static bool have_directions(const sx_space *s, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	for (size_t i = 0; i < m.n; i++) {
		size_t j = 0;
		while (j < m.d && m.p[i * m.ld + j] == 0)
			j++;
		if (j == m.d)
			return sx_fail_zero_row(s, i, err);
	}
	return true;
}

static bool take_rows(sx_id *e, sx_space *space, sx_err *err)
{
	bool cosine = e->call->arg[SX_ID_METRIC].num == SX_COSINE;
	if (cosine)
		return have_directions(space, err) && sx_unique_directions(space, e->call->tmp, &e->u, err);
	if (!sx_unique_get(space, &e->u, err))
		return false;
	if (!keeps_repeats(e->call) || wants_danco(e->call) || e->u.removed == 0)
		return true;
	size_t n = sx_space_rows(space), *of = sx_alloc(e->call->tmp, n, sizeof *of);
	if (of == NULL)
		return sx_fail_memory(err, "rows", (double)n * 8);
	for (size_t i = 0; i < n; i++)
		of[i] = i;
	sx_note(e->out, "--convention skdim keeps %zu repeated rows", e->u.removed);
	e->u = (sx_unique){ space, of, 0 };
	return true;
}

/* Rows to unit length; 1 - cos to the chord sqrt(2 (1 - cos)). */
static bool chords(sx_id *e, const sx_knn *t, sx_err *err)
{
	sx_mat m = e->points;
	float *unit = sx_alloc(e->call->tmp, m.n * m.d, sizeof *unit);
	double *chord = sx_alloc(e->call->tmp, t->n * t->ld, sizeof *chord);
	if (!unit || !chord)
		return sx_fail_memory(err, "unit rows", (double)m.n * (double)m.d * 4);
	if (!sx_space_unit_rows(e->u.unique, unit, err))
		return false;
	for (size_t i = 0; i < t->n * t->ld; i++)
		chord[i] = sqrt(2 * fmax(t->distance[i], 0));
	e->points = (sx_mat){ unit, m.n, m.d, m.d };
	e->distance = chord;
	return true;
}

static size_t needed(const sx_id *e)
{
	size_t most = 0, last = e->points.n - 1;
	for (size_t i = 0; i < METHODS; i++) {
		if (!is_wanted(e->call, i) || methods[i].needs == NULL)
			continue;
		size_t k = methods[i].needs(e->call);
		if (methods[i].run == sx_id_gride && k > last)
			sx_note(e->out, "gride: %zu distinct rows have neighbours up to %zu only", e->points.n, last);
		if (methods[i].needs == needs_range && k > last)
			k = last;
		most = k > most ? k : most;
	}
	return most;
}

static bool neighbours(sx_id *e, sx_err *err)
{
	const sx_call *call = e->call;
	sx_knn t;
	sx_metric metric = (sx_metric)call->arg[SX_ID_METRIC].num;
	size_t most = needed(e);
	if (most == 0)
		return true;
	if (e->points.n < 4)
		return sx_fail(err, SX_EINPUT, "%s: %zu distinct rows are too few; at least 4 are needed", e->out->space, e->points.n);
	if (metric == SX_DOT)
		return sx_fail(err, SX_EUSAGE, "--metric dot is not a distance; use euclidean or cosine");
	size_t last = e->points.n - 1;
	if (most > last && e->k + last > most + 1)
		return sx_fail(err, SX_EINPUT, "%s: --k %zu needs %zu neighbours of each row, but %zu distinct rows have %zu: "
		               "use --k %zu or less", e->out->space, e->k, most, e->points.n, last, e->k + last - most);
	const sx_neighbors_of near = { .call = call, .space = e->u.unique, .metric = metric, .k = most < 2 ? 2 : most,
	                               .queries = &call->arg[SX_ID_QUERIES], .budget = &call->arg[SX_ID_BUDGET], .out = e->out };
	if (!sx_neighbors_get(&near, &t, err))
		return false;
	e->n = t.n;
	e->near = t.k;
	e->ld = t.ld;
	e->index = t.index;
	e->distance = t.distance;
	e->line_row = t.rows;
	if (metric == SX_COSINE && !chords(e, &t, err))
		return false;
	for (size_t i = 0; i < e->n && !(keeps_repeats(call) && !wants_danco(call)); i++)
		if (e->distance[i * e->ld] == 0)
			return sx_fail(err, SX_EINPUT, "%s: rows %zu and %u are at distance 0 without being equal; ratios of distances "
			               "are undefined: leave one out with --where", sx_space_name(e->u.unique), sx_id_row(e, i),
			               e->index[i * e->ld]);
	return true;
}

/* ---- the tables ---- */

/* The ratios of id_bias.c were measured with sextant's own formulas, at k = 20. */
static double known(const sx_id *e, const sx_id_estimate *row)
{
	size_t (*needs)(const sx_call *) = methods[row->method].needs;
	if (sx_id_by(e) != SX_ID_SEXTANT || ((needs == needs_k || needs == needs_one_more) && e->k != 20))
		return NAN;
	return sx_id_bias(row->like ? row->like : row->name, row->of > 0 ? row->of : (double)e->points.n, row->value);
}

static void estimates(sx_id *e)
{
	const char *name[SX_ID_MOST], *scale[SX_ID_MOST], *cost[SX_ID_MOST], *bias[SX_ID_MOST];
	double value[SX_ID_MOST], low[SX_ID_MOST], high[SX_ID_MOST], ratio[SX_ID_MOST];
	for (size_t i = 0; i < e->rows; i++) {
		const sx_id_estimate *row = &e->row[i];
		name[i] = row->name;
		scale[i] = row->scale;
		value[i] = row->value;
		low[i] = row->low;
		high[i] = row->high;
		ratio[i] = known(e, row);
		cost[i] = methods[row->method].cost;
		bias[i] = methods[row->method].bias;
	}
	sx_table(e->out, "estimates", SX_PLAIN, e->rows);
	sx_table_whole(e->out);
	sx_table_texts(e->out, "method", name);
	sx_table_nums(e->out, "dimension", value);
	sx_table_nums(e->out, "low", low);
	sx_table_nums(e->out, "high", high);
	sx_table_texts(e->out, "scale", scale);
	sx_table_nums(e->out, "normal_cloud_ratio", ratio);
	sx_table_texts(e->out, "cost", cost);
	sx_table_texts(e->out, "bias", bias);
}

static void costs(sx_id *e, const char *const *name, const double *seconds, size_t m)
{
	double share[METHODS + 1], all = 0;
	for (size_t i = 0; i < m; i++)
		all += seconds[i];
	for (size_t i = 0; i < m; i++)
		share[i] = all > 0 ? seconds[i] / all : 0;
	sx_table(e->out, "costs", SX_PLAIN, m);
	sx_table_texts(e->out, "part", name);
	sx_table_nums(e->out, "seconds", seconds);
	sx_table_nums(e->out, "share", share);
}

static bool run_all(sx_id *e, sx_err *err)
{
	const char *name[METHODS + 1] = { "neighbours" };
	double seconds[METHODS + 1], start = sx_seconds();
	size_t m = 1;
	if (!neighbours(e, err))
		return false;
	seconds[0] = sx_seconds() - start;
	for (size_t i = 0; i < METHODS; i++) {
		if (!is_wanted(e->call, i))
			continue;
		start = sx_seconds();
		e->method = i;
		if (!methods[i].run(e, err))
			return false;
		name[m] = methods[i].name;
		seconds[m++] = sx_seconds() - start;
	}
	estimates(e);
	if (e->call->arg[SX_ID_COSTS].num != 0)
		costs(e, name, seconds, m);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_id e = { .call = call, .out = out, .k = (size_t)call->arg[SX_ID_K].num };
	sx_space *space = call->arg[SX_ID_SPACE].space[0];
	if (!take_rows(&e, space, err))
		return false;
	e.points = sx_space_mat(e.u.unique);
	if (!run_all(&e, err))
		return false;
	sx_put(out, "duplicates_removed", (double)e.u.removed);
	if (!sx_dominant_row_tell(space, call->tmp, out))
		return sx_fail_memory(err, "norms", (double)sx_space_rows(space) * 8);
	sx_id_check_model(&e);
	if (e.n)
		sx_note(out, "intervals cover the sampling error of an estimate, not its bias (see column bias)");
	return true;
}

static const sx_reading id_readings[] = {
	{ "twonn", "0 to dims", true, { { 0.2, "locally low-dimensional" }, { 1, "locally high-dimensional" },
	 { INFINITY, "above the number of dimensions: the model fails, see id" } } },
	{ "mle", "0 to dims", false, { { INFINITY, "if far from twonn, it depends on the scale" } } },
	{ "gride", "0 to dims", false, { { INFINITY, "the dimension at which several scales agree" } } },
};

/* The cost of an estimator beyond the neighbour table, in flop of sx_price: parsed from its description, plain code counting some
 * tens of flop a term. */
static double extra(const sx_call *call, size_t i, sx_mat m)
{
	double n = (double)m.n, d = (double)m.d, k = call->arg[SX_ID_K].num;
	if (methods[i].run == sx_id_tle || methods[i].run == sx_id_ess)
		return 20 * n * k * k * d;
	if (methods[i].run == sx_id_local_pca)
		return 20 * n * k * k * (d + k);
	if (methods[i].run == sx_id_corrint || methods[i].run == sx_id_fishers)
		return 2 * n * n * d;
	if (methods[i].run == sx_id_decimation)		/* neighbours of parts of a sixteenth and less */
		return 2 * n * n * d / 8;
	if (methods[i].run == sx_id_danco)
		return n * n * d * (call->arg[SX_ID_CAP].given ? call->arg[SX_ID_CAP].num : fmin(d, 200));
	double shares = methods[i].run == sx_id_lpca ? 2 * n * d * fmin(n, d) : 0;
	return shares + 2e3 * n * call->arg[SX_ID_DRAWS].num / 3;		/* resampling */
}

/* Neighbours of the distinct rows, nothing of which is kept with the space as it is; the spectrum for lpca. */
static void price(const sx_call *call, sx_price *out)
{
	const sx_value *v = call->arg;
	sx_space *space = v[SX_ID_SPACE].space[0];
	sx_mat m = sx_space_mat(space);
	size_t most = 0;
	for (size_t i = 0; i < METHODS; i++) {
		if (!is_wanted(call, i))
			continue;
		size_t k = methods[i].needs ? methods[i].needs(call) : 0;
		most = k > most ? k : most;
		out->flop += extra(call, i, m);
		if (methods[i].run == sx_id_lpca)
			sx_price_spectrum(out, m, 0, SX_SOLVER_FULL);
	}
	if (most && v[SX_ID_METRIC].num != SX_DOT)
		sx_neighbors_price(space, (sx_metric)v[SX_ID_METRIC].num, most, &v[SX_ID_QUERIES], &v[SX_ID_BUDGET], out);
	sx_price_times(out, 1 + v[SX_ID_NULL].num);
}

static const sx_figure id_figures[] = {
	{ "twonn", NULL, NULL, "TwoNN: maximum likelihood from the ratio of the first two neighbour distances, at the finest "
		"scale" },
	{ "twonn_fit", "0 to dims", "twonn",
	  "TwoNN by a linear fit to the smaller nine tenths of the ratios: if far from twonn, the model does not hold" },
	{ "twonn_scale", "0 or more", NULL, "mean distance of the first and second neighbour: the scale of twonn" },
	{ "gride", NULL, NULL, "Gride: the plateau over neighbours n and 2n, or none if the dimension changes with scale" },
	{ "plateau", "0 to dims", NULL, "the same as gride: a note gives its neighbours, or says that there is none" },
	{ "mle", NULL, NULL, "MLE: harmonic mean over rows of the local estimates from k neighbours" },
	{ "mle_mean mle_median mle_unbiased", "0 to dims", "mle",
	  "other means of the same; they differ if the dimension varies from row to row" },
	{ "duplicates_removed", "0 to rows", "0", "number of repeated rows, which ratios of distances cannot use" },
	{ "near_twins", "0 to rows", "0",
	  "number of rows whose nearest neighbour is more than 1000 times nearer than the second: if many, no estimate from "
	  "distances holds" },
	{ "participation_ratio", "1 to dims", NULL, "participation ratio: linear and global, an upper bound for comparison" },
	{ "danco", "1 to dims", NULL,
	  "DANCo: dimension of the most similar ball; its interval includes the error of the balls, and may have no width at 1, "
	  "2 and the cap" },
	{ "danco_whole mind_mli", "1 to dims", NULL, "danco and mind_ml as integers, and their intervals" },
	{ "decimation hill* mom* mada* mind_ml tle* ess* corrint knn_graph fishers* local_* lpca", "0 to dims", NULL,
	  "further methods, described above; see table estimates for their bias" },
	{ "estimates costs", "table", NULL,
	  "one line for each estimate: dimension, 95 % interval, scale, ratio to the truth on a Gaussian cloud, cost and bias "
	  "in words; with --costs, seconds" },
	{ "twonn_fit gride_scaling decimation* corrint_curve fishers_profile local_rank_by_tau danco_divergence "
	  "knn_graph_length", "series", NULL,
	  "diagnostics of each model: a straight line, a plateau, a minimum" },
	{ "lid_*", "column", NULL, "the local dimension at each row" },
};

const sx_command sx_cmd_id = {
	.name = "id", .group = "measure", .summary = "Intrinsic dimension (TwoNN, Gride, MLE, local PCA, ...)",
	.plain = "Estimates in how many directions the rows really vary, near each row and overall. Several estimators and "
		"scales side by side show whether there is a single dimension at all.",
	.about = "Estimates the intrinsic dimension by the estimators of --method; all means every one but danco. Repeated rows "
		"(under cosine, rows of the same direction) are removed first and counted (duplicates_removed). Table estimates "
		"has one line for each estimate: dimension, 95 % interval, the scale of the estimate, and three caveats: "
		"normal_cloud_ratio, the ratio of estimate to truth on a Gaussian cloud of as many rows that gives the same "
		"estimate (measured at k = 20; empty if not measured); cost; bias. With --costs, table costs has the running "
		"times.\ntwonn: from the ratio mu of the second to the first neighbour distance, (n-1) / sum ln mu; twonn_fit "
		"the slope of -ln(1-F) on ln mu without the largest ratios (a straight line in series twonn_fit is the check of "
		"the model). gride: the same from neighbours n and 2n at increasing scale: the dimension at the plateau of "
		"series gride_scaling, or none if there is no plateau; plateau repeats it. decimation: twonn on halves, "
		"quarters ... of the rows, down to 11 (series decimation), and its plateau. mle: the harmonic mean over rows of "
		"Levina and Bickel's local estimate, also mle_mean, mle_median and mle_unbiased, with k - 2. hill: k over the "
		"sum of logs, its mean and geometric mean. mom: m / (w - m) with m the mean distance of the first k - 1 "
		"neighbours and w the last; mom_with_last takes the mean of all k. mada: ln 2 / ln(r_k / r_(k/2)). mind_ml: "
		"maximum likelihood of r_1 / r_(k+1); mind_mli over whole numbers. tle: every pair of neighbours as a sample of "
		"the ball. ess: the skewness of simplices of neighbours, from sines of angles; ess_cosine from cosines. "
		"corrint: the slope of ln C on ln R between the median distances of the k/2-th (--k-near) and k-th neighbour "
		"(series corrint_curve). knn_graph: from the growth of the total length of the 2-nearest-neighbour graph with "
		"the number of rows, averaged over random subsets. fishers: the dimension of the sphere whose points are as "
		"hard to separate linearly (series fishers_profile), on the fishers_components directions above --condition. "
		"local_pca: eigenvalues of k neighbours above 5 % of the first; local_participation, local_entropy_rank, and "
		"local_rank, singular values above --tau of the first (series local_rank_by_tau). local_twonn: twonn_fit among "
		"the k neighbours of each row. lpca: the participation ratio of all rows' covariance (participation_ratio too), "
		"linear and global; command spectrum has the other linear rules. danco: the dimension of the ball of as many "
		"points whose distances and angles are distributed most similarly (series danco_divergence), with one neighbour "
		"table for each dimension up to --cap; danco_whole is the same without the refinement between whole numbers. "
		"Local metrics are columns lid_METHOD.\nHow to read: equal estimates at all scales mean one dimension; "
		"estimates that grow with scale mean a curved or clustered cloud; a low local and a high linear estimate mean a "
		"thin, bent sheet. Traps: a local estimator is biased low if the true dimension is far above ln n (at n = 1000 "
		"a true 50 gives about 30); --metric cosine measures chords between unit rows.\nIntervals resample the per-row "
		"statistics, never the rows, and are widened for the correlation of neighbouring rows, for ess, danco and "
		"local_pca by the influence of a point on the statistics that use it; those of local_twonn leave out a "
		"twentieth of the points in turn. They cover sampling error, not bias. danco refits m for each resample, and "
		"resamples the error of each calibration ball; at 1, 2 and the cap its interval may have no width. On planted "
		"clouds of 1,500 rows, intervals covered the estimator's own mean 90 to 92 times of 100 for danco (always where "
		"it gives 1 or 2), 91 to 98 for knn_graph and decimation's sizes down to n / 32, 92 to 100 for lpca, 96 to 100 "
		"for ess, local_pca and local_twonn, which are wide, and 73 to 100 for gride, whose choice of scales they "
		"ignore. No interval: mind_ml at --cap; gride and decimation without a plateau; lpca by --convention skdim and "
		"fishers_components, which count eigenvalues.\nCost: one neighbour table, then what column cost says.",
	.example = "id demo --method twonn,mle --k 10",
	.cite = "Facco et al. 2017, Sci. Rep. 7; Denti et al. 2022, Sci. Rep. 12; Levina, Bickel 2004, NIPS 17; MacKay, Ghahramani 2005; "
		"Amsaleg et al. 2015, KDD, and 2019, SDM; Farahmand et al. 2007, ICML; Rozza et al. 2012, Mach. Learn. 89; "
		"Johnsson et al. 2015, "
		"TPAMI 37; Grassberger, Procaccia 1983, Physica D 9; Albergante et al. 2019, IJCNN; Costa, Hero 2004, IEEE TSP 52; "
		"Ceruti et al. 2014, Pattern Recognit. 47; Efron, Stein 1981, Ann. Stat. 9",
	SX_READINGS(id_readings), SX_PARAMS(params), .run = run, .price = price,
	SX_FIGURES(id_figures),
};
