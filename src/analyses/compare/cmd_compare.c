/* cmd_compare.c: the command compare: similarity of spaces of the same rows, by every measure in measures.h.
 *
 * Two spaces: a table of measures with intervals, nulls and readings, and columns that say which rows moved. More than two: each
 * pair once, with one matrix for each measure; what depends on a single space (neighbours, Gram matrix, spectrum, ranks) is
 * computed once.
 * Cost of a pair: 2 n d e flop for the cross product and d³ for its singular values; cka_rbf, imbalance and the ranks of
 * relative representations visit all pairs of at most 4,096 rows; neighbours cost n² d for each space. */
#include "comparison_parts.h"
#include "anchors/anchor_rows.h"
#include "base/rng.h"
#include "command/options.h"

#include <math.h>
#include <stdlib.h>

enum { SPACES, PAIRED_BY, METHODS, K, METRIC, ANCHORS, SAMPLE, BUDGET, NULLS, WHERE };

#define METHOD_NAMES \
	"cka_linear|cka_rbf|cka_debiased|svcca|pwcca|rsa|procrustes_similarity|procrustes_distance|linear_r2_ab|linear_r2_ba|" \
	"mutual_knn|cknna|cycle_knn|lcs_knn|edit_knn|relative_cosine|relative_jaccard|relative_mrr|" \
	"information_imbalance_ab|information_imbalance_ba"

static const sx_param params[] = {
	[SPACES]    = { .name = "spaces", .kind = SX_KIND_SPACES, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "two or more spaces" },
	[PAIRED_BY] = SX_OPT_PAIRED_BY,
	[METHODS]   = { .name = "methods", .kind = SX_KIND_CHOICES, .dflt = "all", .choices = METHOD_NAMES,
	                .help = "the measures to compute" },
	[K]         = SX_OPT_K("10"),
	[METRIC]    = SX_OPT_METRIC_AS("cosine"),
	[ANCHORS]   = { .name = "anchors", .kind = SX_KIND_TEXT,
	                .help = "anchors of the relative measures: last (column anchor of the first space), a number of random "
	                        "rows, or a file; default: 300 random rows, or half of them if fewer. The other rows are judged" },
	[SAMPLE]    = { .name = "sample", .kind = SX_KIND_INT, .lo = 4, .hi = 1e15, .help = "compare a random sample of this "
		"many paired rows" },
	[BUDGET]    = { .name = "budget", .kind = SX_KIND_REAL, .dflt = "4e13", .lo = 1, .hi = 1e300,
	                .help = "largest n^2 d for which all rows are compared; beyond it, a sample" },
	[NULLS]     = { .name = "null", .kind = SX_KIND_INT, .dflt = "39", .lo = 0, .hi = 1e5,
	                .help = "number of random pairings for the null; by default without the measures for which they take long" },
	[WHERE]     = SX_OPT_WHERE,
};

/* ---- which rows ---- */

static int by_number(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return (x > y) - (x < y);
}

static bool draw_sample(sx_comparison *w, size_t most)
{
	sx_pairing *p = &w->pairing;
	size_t n = p->count, *scratch = sx_alloc(w->call->tmp, n, sizeof *scratch), *pick = sx_alloc(w->call->tmp, most, sizeof *pick);
	if (!scratch || !pick)
		return sx_fail_memory(w->err, "a sample", (double)n * 16);
	sx_rng rng = sx_rng_open(w->call->job->seed, "compare.sample", 0);
	sx_rng_sample(&rng, n, most, scratch, pick);
	qsort(pick, most, sizeof *pick, by_number);
	for (size_t s = 0; s < w->m; s++)
		for (size_t i = 0; i < most; i++)
			p->row[s][i] = p->row[s][pick[i]];
	p->count = most;
	sx_note(w->out, "a random sample of %zu of %zu paired rows, among which neighbours are searched too; --sample %zu uses "
		"all", most,
	        n, n);
	return true;
}

static bool choose_rows(sx_comparison *w)
{
	const sx_value *arg = w->call->arg;
	double dims = 0, n;
	if (!sx_pairing_make(w->asked, w->m, arg[PAIRED_BY].text, w->call->tmp, &w->pairing, w->err))
		return false;
	sx_pairing_tell(&w->pairing, w->asked, w->out);
	for (size_t s = 0; s < w->m; s++)
		dims += (double)sx_space_dims(w->asked[s]);
	n = (double)w->pairing.count;
	double most = arg[SAMPLE].given ? arg[SAMPLE].num : n * n * dims > arg[BUDGET].num ? sqrt(arg[BUDGET].num / dims) : n;
	if (most < n && !draw_sample(w, (size_t)most))
		return false;
	return w->pairing.count >= 3 || sx_fail(w->err, SX_EINPUT, "only %zu rows are paired: too few to compare", w->pairing.count);
}

/* Anchors are rows of the first space; here they become indices of paired rows. */
static bool choose_anchors(sx_comparison *w)
{
	const char *text = w->call->arg[ANCHORS].text;
	size_t n = w->pairing.count, whole = sx_space_rows(w->asked[0]), *rows, *at;
	char number[32];
	if (text == NULL) {
		sx_number(number, n < 600 ? (double)(n / 2 > 2 ? n / 2 : 2) : 300);
		text = number;
	}
	sx_space *from = *text >= '0' && *text <= '9' ? w->paired[0] : w->asked[0];
	if (!sx_anchors_read(text, from, w->call->job, w->call->tmp, &rows, &w->of.anchors, w->err))
		return false;
	w->of.anchor = rows;
	sx_record_num(w->out, "anchors_used", (double)w->of.anchors);
	if (from == w->paired[0])
		return true;
	if ((at = sx_alloc(w->call->tmp, whole, sizeof *at)) == NULL)
		return sx_fail_memory(w->err, "anchors", (double)whole * 8);
	for (size_t i = 0; i < n; i++)
		at[w->pairing.row[0][i]] = i + 1;
	for (size_t i = 0; i < w->of.anchors; i++) {
		if (at[rows[i]] == 0)
			return sx_fail(w->err, SX_EINPUT, "an anchor of %s is not among the paired rows", sx_space_name(from));
		rows[i] = at[rows[i]] - 1;
	}
	return true;
}

static bool start_sides(sx_comparison *w)
{
	w->paired = sx_alloc(w->call->tmp, w->m, sizeof(sx_space *));
	w->side = sx_alloc(w->call->tmp, w->m, sizeof *w->side);
	if (!w->paired || !w->side)
		return sx_fail_memory(w->err, "a comparison", (double)w->m * sizeof *w->side);
	for (size_t s = 0; s < w->m; s++)
		if ((w->paired[s] = sx_pairing_space(&w->pairing, w->asked, s, w->err)) == NULL)
			return false;
	w->of = (sx_comparison_run){ .job = &w->job, .tmp = w->call->tmp, .n = w->pairing.count, .k = (size_t)w->call->arg[K].num,
	                       .metric = (sx_metric)w->call->arg[METRIC].num, .detail = w->m == 2 };
	w->job = *w->call->job;
	if (!choose_anchors(w) || !sx_comparison_run_start(&w->of, w->err))
		return false;
	for (size_t s = 0; s < w->m; s++)
		if (!sx_measured_start(&w->side[s], &w->of, w->paired[s], w->err))
			return false;
	return true;
}

static void end_sides(sx_comparison *w)
{
	for (size_t s = 0; w->paired && s < w->m; s++) {
		if (w->side)
			sx_measured_end(&w->side[s]);
		sx_space_unref(w->paired[s]);
	}
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_comparison w = { .call = call, .out = out, .err = err, .m = call->arg[SPACES].count, .asked = call->arg[SPACES].space,
	                    .method = call->arg[METHODS].list, .methods = call->arg[METHODS].count,
	                    .draws = (size_t)call->arg[NULLS].num, .draws_given = call->arg[NULLS].given };
	if (w.m < 2)
		return sx_fail(err, SX_EUSAGE, "name two or more spaces to compare");
	bool ok = choose_rows(&w) && start_sides(&w) && (w.m == 2 ? sx_comparison_of_two(&w) : sx_comparison_of_many(&w));
	end_sides(&w);
	return ok;
}

/* Products and singular values of the pairs, neighbours of the spaces. */
static void price(const sx_call *call, sx_price *out)
{
	const sx_value *v = &call->arg[SPACES];
	for (size_t i = 0; i < v->count; i++) {
		double n = (double)sx_space_rows(v->space[i]), d = (double)sx_space_dims(v->space[i]), others = (double)v->count - 1;
		out->flop += n * n * d + others * (4 * n * d * d + 40 * d * d * d);
		out->bytes += 16 * d * d + 8 * n;
	}
	if (v->count == 2 && call->arg[NULLS].given)
		out->flop *= 1 + call->arg[NULLS].num;
}

static const sx_figure compare_figures[] = {
	{ "cka_linear cka_rbf", "0 to 1", "closed form; rises to 1 as n falls below dims",
	  "CKA, alignment of the Gram matrices: 1 if equal up to rotation and scale" },
	{ "cka_debiased", "at most 1", "0", "CKA without the bias of few rows; may be below 0 by chance" },
	{ "svcca pwcca", "0 to 1", "about root of dims / n", "mean canonical correlation: 1 if equal up to a linear map" },
	{ "procrustes_similarity procrustes_distance", "0 to 1; 0 to 2", "at most root of dims / n; 2 at many rows",
	  "how well the best rotation maps one space onto the other" },
	{ "rsa", "-1 to 1", "0", "Spearman's correlation of the dissimilarities of pairs of rows" },
	{ "mutual_knn", "0 to 1", "mutual_knn_chance", "share of common neighbours" },
	{ "mutual_knn_chance", "0 to 1", NULL, "k / (n-1)" },
	{ "cknna", "at most 1", "about k / (n-1)", "CKA restricted to common neighbours" },
	{ "cycle_knn", "0 to 1", "about 1 - (1 - k / (n-1))^k", "share of rows that one of their neighbours in the second has among "
		"its neighbours in the first" },
	{ "lcs_knn edit_knn", "0 to 1", "below k / (n-1)",
	  "similarity of the two ordered neighbour lists: longest common subsequence, 1 - edit distance, over k" },
	{ "linear_r2_*", "at most 1", "0 or less", "share of one space's variance predicted by ridge regression on the other" },
	{ "relative_cosine relative_jaccard", "-1 to 1; 0 to 1", "by permutation; about k / (2 m - k) for m rows that are no anchors",
	  "relative representations of the rows that are no anchors: mean cosine, overlap of neighbours" },
	{ "relative_mrr", "0 to 1", "(1 + 1/2 + ... + 1/m) / m, about ln(m) / m",
	  "mean reciprocal rank at which the relative representation of a row finds its counterpart among the m rows "
		"that are no anchors" },
	{ "information_imbalance_*", "0 to about 1", "1", "information imbalance: how poorly neighbourhoods in one predict "
		"those in the other" },
	{ "spaces", "3 or more", NULL, "number of spaces, if more than two" },
	{ "methods", "table", NULL, "each measure with its interval, what chance gives, interpretation and range" },
	{ "pairs", "table", NULL, "more than two spaces: each pair" },
	{ "*", "table", NULL, "more than two spaces: one matrix for each measure" },
	{ "moved_most", "table", NULL, "the rows that share the fewest neighbours" },
	{ "moved_overlap moved_cosine moved_rank", "column", NULL,
	  "how far each row moved: share of common neighbours, cosine after the best rotation, rank of its counterpart" },
};

const sx_command sx_cmd_compare = {
	.name = "compare", .group = "compare", .summary = "Similarity of spaces (CKA, SVCCA, RSA, mutual kNN, ...)",
	.plain = "Measures the similarity of two or more spaces of the same items, by any number of measures, with intervals. "
		"It also lists the rows that moved most.",
	.about = "Rows are paired by number, label or column; both counts are reported. With X and Y centred and C = X'Y: "
		"cka_linear = |C|^2 / (|X'X| |Y'Y|); cka_debiased its U-statistic, which is 0 on average for independent "
		"spaces, negative by chance; cka_rbf the same for a Gaussian kernel whose width is the median distance; svcca "
		"the mean canonical correlation of the components that hold 99 % of the variance; pwcca all canonical "
		"correlations, weighted by how much their variates explain of the space with fewer dimensions (the first, if "
		"equal); procrustes_similarity the nuclear norm of C with both spaces of unit size, procrustes_distance = 2 - 2 "
		"of it; rsa Spearman's correlation of 1 - Pearson of pairs of rows. mutual_knn is the share of common "
		"neighbours (mutual_knn_chance = k / (n-1)), cknna the debiased CKA of common neighbours; cycle_knn the share "
		"of rows that one of their neighbours in the second has among its own in the first, lcs_knn and edit_knn the "
		"longest common subsequence and 1 - the edit distance of the two ordered lists, over k. linear_r2_ab is the "
		"share of the second's variance that ridge regression on the first predicts, by generalised cross-validation; "
		"where ab and ba differ, one space contains what the other lacks. relative_cosine, relative_jaccard and "
		"relative_mrr compare relative representations. information_imbalance_ab is 2/n times the mean rank, in the "
		"second space, of the nearest row of the first.\nIntervals are 95 %, from the influence of each row on a metric "
		"(jackknife), for cka_rbf from ten disjoint tenths; they assume independent rows, and those of neighbour "
		"measures are about a quarter too narrow.\nChance is the same two spaces with their rows paired at random: NAME_null, its "
		"95 % range NAME_null_low and NAME_null_high, and the two-sided NAME_p, from --null pairings; NAME_null_kind is \"closed "
		"form\" where a formula gives the mean, else \"permutation\". A measure for which the pairings would take long has its "
		"formula alone; give --null N to compute them all the same. A reading follows from value, interval and chance: a measure that "
		"does not exceed all but 2.5 % of the pairings reads \"no more than chance\" (of 43,500 readings of independent "
		"rows, normal, t3, log-normal, sparse and shifted, 2.4 % said more: tests/unit/compare/test_chance with SX_DRAWS=150); of the "
		"others it is the end of the interval "
		"that says less, as a share of the way from chance to equal.\nColumns of the first space: "
		"moved_overlap, the row's share of common neighbours; moved_cosine, its cosine with its counterpart after the "
		"best rotation of all rows; moved_rank, the rank, in the second space, of its nearest row. Colour and sort by "
		"them to see which rows moved.\nMore than two spaces: table pairs, and one matrix for each measure; what "
		"depends on one space is computed once.\nCost: n d e for each pair, d^3 for singular values, n^2 d for the "
		"neighbours of each space. Traps: cka_linear and cka_rbf are near 1 for any two spaces with fewer rows than "
		"dimensions; rsa and pwcca depend on the axes, the others do not; metrics on the rows used for fitting "
		"(procrustes) are optimistic: align evaluates on held-out rows.",
	.example = "compare demo rest --methods cka_debiased,mutual_knn",
	.cite = "Kornblith et al. 2019, ICML (CKA); Song et al. 2012, JMLR 13 (debiased); Raghu et al. 2017, NeurIPS (SVCCA); "
		"Morcos et al. 2018, NeurIPS (PWCCA); Kriegeskorte et al. 2008 (RSA); Huh et al. 2024, ICML (mutual kNN, CKNNA); "
		"Moschella et al. 2023, ICLR; Glielmo et al. 2022, PNAS Nexus 1",
	SX_PARAMS(params), .run = run, .price = price,
	SX_FIGURES(compare_figures), .before = "abtt demo --components 2 --as rest",
};
