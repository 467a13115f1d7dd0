/* cmd_spectrum.c: the command spectrum: ranks and entropies of the singular values, and the rules for the number of linear
 * dimensions.
 *
 * X (n × d, centred on request) has singular values s; l = s² / (n - 1) are the eigenvalues of its covariance. Cost: one
 * spectrum (see spectrum.h), one more for the correlation matrix, and one for each draw of the parallel analysis. */
#include "prompt_entropy.h"
#include "chance/null_spaces.h"
#include "command/options.h"
#include "linear/spectrum.h"
#include "numeric/rank_rules.h"
#include "numeric/stats.h"

#include <math.h>
#include <string.h>

enum { SPACE, CENTER, ALPHA, SHARE, DRAWS, FROM, TO, CONVENTION, PROMPTS, ORDER, NORMALIZER, CLAMP, NULLS, NULL_KIND, WHERE, DROP };

static const sx_param params[] = {
	[SPACE]      = SX_OPT_SPACE,
	[CENTER]     = { .name = "center", .kind = SX_KIND_FLAG, .dflt = "yes", .help = "center the dimensions first" },
	[ALPHA]      = { .name = "fo-share", .kind = SX_KIND_REAL, .dflt = "0.05", .lo = 0, .hi = 1,
	                 .help = "fo counts eigenvalues above this share of the largest" },
	[SHARE]      = { .name = "share", .kind = SX_KIND_REAL, .dflt = "0.95", .lo = 1e-9, .hi = 1,
	                 .help = "share of the variance for components_share" },
	[DRAWS]      = { .name = "draws", .kind = SX_KIND_INT, .dflt = "20", .lo = 0, .hi = 1e5,
	                 .help = "number of shuffled spaces for the parallel analysis; 0 omits it" },
	[FROM]       = { .name = "from", .kind = SX_KIND_INT, .lo = 1, .hi = 1e9,
	                 .help = "first eigenvalue of the power law; default: the 11th or the first tenth of the rank" },
	[TO]         = { .name = "to", .kind = SX_KIND_INT, .lo = 2, .hi = 1e9,
	                 .help = "last eigenvalue of the power law; default: half of the rank" },
	[CONVENTION] = { .name = "convention", .kind = SX_KIND_CHOICE, .dflt = "sextant", .choices = "sextant|skdim",
	                 .help = "skdim: broken_stick is the first component below the stick (one more than here), and 0 if "
	                 	"there is none" },
	[PROMPTS]    = { .name = "prompts", .kind = SX_KIND_COLUMN,
	                 .help = "column that gives the prompt of each token: adds the entropy of each prompt's tokens" },
	[ORDER]      = { .name = "order", .kind = SX_KIND_REAL, .dflt = "1", .lo = 1e-3, .hi = 100,
	                 .help = "order of the Renyi entropy in prompt_entropy and dataset_entropy; 1: Shannon entropy" },
	[NORMALIZER] = { .name = "normalizer", .kind = SX_KIND_CHOICE, .dflt = "max", .choices = "max|rows|dims|both",
	                 .help = "prompt_entropy_normalized is divided by min(ln tokens, ln dims), by one of them, or by their product" },
	[CLAMP]      = { .name = "clamp", .kind = SX_KIND_FLAG, .dflt = "no",
	                 .help = "clamp negative inner products to 0 in prompt_entropy, as the published code does" },
	[NULLS]      = SX_OPT_NULL,
	[NULL_KIND]  = SX_OPT_NULL_KIND,
	[WHERE]      = SX_OPT_WHERE,
	[DROP]       = SX_OPT_DROP,
};

typedef struct study {
	const sx_call *call;
	sx_result  *out;
	sx_spectrum s;
	size_t      r;
	double     *l;		/* r: eigenvalues, rounding taken for 0 */
	double     *scratch;	/* r */
} study;

static double *squares(const sx_spectrum *s, sx_arena *tmp)
{
	double *l = sx_alloc(tmp, s->r, sizeof *l), dof = s->n > 1 ? (double)s->n - 1 : 1;
	for (size_t i = 0; l && i < s->rank; i++)
		l[i] = s->singular[i] * s->singular[i] / dof;
	return l;
}

/* RankMe (Garrido et al. 2023) adds 1e-7 to each share and does not scale the shares again. */
static double rankme(const double *s, size_t r)
{
	double sum = 0, h = 0;
	for (size_t i = 0; i < r; i++)
		sum += s[i];
	for (size_t i = 0; i < r; i++) {
		double q = s[i] / sum + 1e-7;
		h -= q * log(q);
	}
	return exp(h);
}

/* Of the rows as they are, as the paper has it, unless --center says otherwise. */
static bool put_rankme(const study *w, sx_err *err)
{
	sx_spectrum s = w->s;
	if (!w->call->arg[CENTER].given &&
	    !sx_spectrum_get(w->call->arg[SPACE].space[0], false, false, SX_SOLVER_FULL, 1, w->call->job, &s, err))
		return false;
	sx_record(w->out, (sx_scalar){ .name = "rankme-center", .kind = SX_SCALAR_BOOL,
	                               .num = w->call->arg[CENTER].given && w->call->arg[CENTER].num != 0 });
	sx_put(w->out, "rankme", rankme(s.singular, s.r));
	return true;
}

static void ranks(const study *w, sx_result *out)
{
	const double *s = w->s.singular;
	double sum = 0, h = sx_share_entropy(s, w->r), variances = sx_share_entropy(w->l, w->r), pr = sx_participation(w->l, w->r);
	for (size_t i = 0; i < w->r; i++)
		sum += s[i];
	sx_put(out, "effective_rank", exp(h));
	sx_put(out, "effective_rank_of_variances", exp(variances));
	sx_put(out, "spectral_entropy", variances);
	sx_put(out, "renyi_entropy_2", log(pr));
	sx_put(out, "singular_entropy", log((double)w->r) - h);
	sx_put(out, "participation_ratio", pr);
	sx_put(out, "stable_rank", w->s.total / (s[0] * s[0]));
	sx_put(out, "rank", (double)w->s.rank);
	sx_put(out, "nuclear_norm", sum);
	sx_put(out, "total_variance", w->s.total / (w->s.n > 1 ? (double)w->s.n - 1 : 1));
}

static void rules(const study *w, sx_result *out)
{
	const sx_value *arg = w->call->arg;
	size_t r = w->r, stick = sx_rule_broken_stick(w->l, r);
	if (arg[CONVENTION].num == 1)
		stick = stick < r ? stick + 1 : 0;
	sx_put(out, "fo", (double)sx_rule_fo(w->l, r, arg[ALPHA].num));
	sx_put(out, "maxgap", (double)sx_rule_maxgap(w->l, r));
	sx_put(out, "kaiser", (double)sx_rule_kaiser(w->l, r));
	sx_put(out, "broken_stick", (double)stick);
	sx_put(out, "elbow", (double)sx_rule_elbow(w->l, r));
	sx_put(out, "fan", (double)sx_rule_fan(w->l, r, 10, 0.8, w->scratch));
	sx_put(out, "components_90", (double)sx_rule_share(w->l, r, 0.90));
	sx_put(out, "components_95", (double)sx_rule_share(w->l, r, 0.95));
	sx_put(out, "components_99", (double)sx_rule_share(w->l, r, 0.99));
	sx_put(out, "components_share", (double)sx_rule_share(w->l, r, arg[SHARE].num));
}

/* Kaiser's rule on the correlation matrix, whose eigenvalues have mean 1 over the columns that vary. */
static bool kaiser_guttman(const study *w, sx_err *err)
{
	sx_spectrum s;
	size_t count = 0;
	if (!sx_spectrum_get(w->call->arg[SPACE].space[0], true, true, SX_SOLVER_FULL, 1, w->call->job, &s, err))
		return false;
	while (count < s.rank && s.singular[count] * s.singular[count] / (double)s.n > 1 + 1e-9)
		count++;
	sx_put(w->out, "kaiser_guttman", (double)count);
	return true;
}

/* Horn 1965 with permuted columns: leading eigenvalues above the 95 % point of those of the shuffled spaces. */
static bool parallel_analysis(study *w, sx_err *err)
{
	size_t draws = (size_t)w->call->arg[DRAWS].num, count = 0;
	double *null = sx_alloc(w->call->tmp, w->r * draws, sizeof *null), dof = w->s.n > 1 ? (double)w->s.n - 1 : 1;
	bool center = w->call->arg[CENTER].num != 0;
	if (null == NULL)
		return sx_fail_memory(err, "the parallel analysis", (double)w->r * (double)draws * 8);
	for (size_t b = 0; b < draws; b++) {
		sx_spectrum s;
		sx_space *shuffled = sx_null_space(w->call->arg[SPACE].space[0], SX_NULL_SHUFFLE, b, w->call->job, err);
		bool ok = shuffled && sx_spectrum_get(shuffled, center, false, SX_SOLVER_FULL, 1, w->call->job, &s, err);
		for (size_t i = 0; ok && i < w->r; i++)
			null[i * draws + b] = s.singular[i] * s.singular[i] / dof;
		sx_space_unref(shuffled);
		if (!ok || !sx_tick(w->call->job, (double)b / (double)draws, "parallel analysis"))
			return ok ? sx_fail_cancel(err) : false;
	}
	for (size_t i = 0; i < w->r; i++)
		w->scratch[i] = draws ? sx_quantile(null + i * draws, draws, 0.95) : 0;
	while (draws && count < w->r && w->l[count] > w->scratch[count])
		count++;
	if (draws)
		sx_put(w->out, "parallel_analysis", (double)count);
	else
		sx_put_none(w->out, "parallel_analysis", "--draws is 0");
	return true;
}

/* l_i ~ i^-a in the bulk: the first directions are often of another kind and the last ones noise. */
static void power_law(const study *w)
{
	const sx_value *arg = w->call->arg;
	size_t rank = w->s.rank, tenth = (rank + 9) / 10;
	size_t from = arg[FROM].given ? (size_t)arg[FROM].num : tenth < 11 ? tenth : 11;
	size_t to = arg[TO].given ? (size_t)arg[TO].num : rank / 2;
	if (from < 1)
		from = 1;
	if (to > rank)
		to = rank;
	if (to < from + 2) {
		sx_put_none(w->out, "power_law_slope", "fewer than three eigenvalues between --from and --to");
		return;
	}
	sx_put(w->out, "power_law_slope", sx_power_slope(w->l, from, to));
	sx_put(w->out, "power_law_from", (double)from);
	sx_put(w->out, "power_law_to", (double)to);
}

/* Of the best approximation of each rank (Eckart, Young 1936): the Frobenius norm of what is left, over that of all. */
static bool series(const study *w, bool with_null)
{
	size_t r = w->r;
	double *x = sx_alloc(w->call->tmp, r + 1, sizeof *x), *y = sx_alloc(w->call->tmp, r + 1, sizeof *y), left = 0, all = 0;
	if (!x || !y)
		return false;
	for (size_t i = 0; i <= r; i++)
		x[i] = (double)i;
	for (size_t i = 0; i < r; i++)
		all += w->l[i];
	for (size_t i = r; i-- > 0;) {
		left += w->l[i];
		y[i] = sqrt(left / all);
	}
	sx_table(w->out, "eigenvalues", SX_LINE, r);
	sx_table_log(w->out, true, true);
	sx_table_ints(w->out, "component", x + 1);
	sx_table_nums(w->out, "eigenvalue", w->l);
	if (with_null)
		sx_table_nums(w->out, "shuffled_95", w->scratch);
	sx_table(w->out, "low_rank_error", SX_LINE, r + 1);
	sx_table_ints(w->out, "rank", x);
	sx_table_nums(w->out, "relative_error", y);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	study w = { .call = call, .out = out };
	sx_space *space = call->arg[SPACE].space[0];
	if (!sx_spectrum_get(space, call->arg[CENTER].num != 0, false, SX_SOLVER_FULL, 1, call->job, &w.s, err))
		return false;
	w.r = w.s.r;
	w.l = squares(&w.s, call->tmp);
	w.scratch = sx_alloc(call->tmp, w.r, sizeof *w.scratch);
	if (!w.l || !w.scratch)
		return sx_fail_memory(err, "eigenvalues", (double)w.r * 16);
	if (!(w.s.total > 0))
		return sx_fail(err, SX_EINPUT, "%s: all rows are equal: there is no spectrum", sx_space_name(space));
	sx_record_num(out, "ddof", 1);
	if (w.s.single)
		sx_record_text(out, "products", "float32");
	ranks(&w, out);
	rules(&w, out);
	power_law(&w);
	if (!put_rankme(&w, err) || !kaiser_guttman(&w, err) || !parallel_analysis(&w, err))
		return false;
	if (w.s.n <= w.s.d)
		sx_note(out, "%zu rows in %zu dimensions: no rank or count can be above %zu", w.s.n, w.s.d,
		        w.s.n - (call->arg[CENTER].num != 0));
	if (!series(&w, call->arg[DRAWS].num > 0))
		return sx_fail_memory(err, "the series", (double)w.r * 16);
	sx_prompts p = { .column = call->arg[PROMPTS].text, .order = call->arg[ORDER].num,
	                 .normalizer = (int)call->arg[NORMALIZER].num, .clamp = call->arg[CLAMP].num != 0 };
	return p.column == NULL || sx_prompts_measure(call, space, &p, out, err);
}

static const sx_reading spectrum_readings[] = {
	{ "effective_rank", "1 to dims", true, { { 0.25, "variance is concentrated in few directions" },
	 { 0.75, "variance is spread over some of the directions" },
	 { INFINITY, "variance is spread over nearly all directions" } } },
	{ "power_law_slope", "0 or less", false, { { -1, "eigenvalues fall fast: late ones matter little" },
	 { -0.3, "eigenvalues fall slowly: late ones count too" },
	 { INFINITY, "eigenvalues hardly fall, like those of noise" } } },
};

static const sx_figure spectrum_figures[] = {
	{ "effective_rank", NULL, "min(n, d)", "effective rank, exp of the entropy of s / sum s" },
	{ "effective_rank_of_variances", "1 to dims", "dims",
	  "the same for l / sum l: lower, since variances give more weight to large directions" },
	{ "rankme", "1 to dims", "dims", "RankMe: effective rank of the uncentred rows" },
	{ "spectral_entropy renyi_entropy_2", "0 to ln dims", "ln dims",
	  "logarithms of effective_rank_of_variances and of participation_ratio" },
	{ "singular_entropy", "0 to ln r", "0", "divergence of s / sum s from equal shares: 0 if flat, ln r for one direction" },
	{ "participation_ratio", "1 to dims", "dims", "(sum l)^2 / sum l^2" },
	{ "stable_rank", "1 to dims", "dims", "sum s^2 / s_1^2: low if one direction dominates" },
	{ "rank", "0 to min(n, d)", "min(n, d)", "number of singular values above rounding" },
	{ "nuclear_norm total_variance", "0 or more", NULL, "sum of s; sum of l" },
	{ "fo maxgap kaiser kaiser_guttman broken_stick elbow fan", "0 to dims", NULL,
	  "linear dimension by seven rules; reliable where they agree" },
	{ "parallel_analysis", "0 to dims", "0",
	  "number of leading eigenvalues above the 95th percentile of shuffled columns: directions due to correlation" },
	{ "components_90 components_95 components_99 components_share", "1 to dims", NULL,
	  "number of components that hold that share of the variance" },
	{ "power_law_slope", NULL, "near 0", "slope of ln l on ln i: 0 if flat; at -1 and below late directions matter little" },
	{ "power_law_from power_law_to", "1 to dims", NULL,
	  "the fitted range; the slope is meaningful only if the eigenvalues are straight there" },
	{ "prompts", "1 or more", NULL, "with --prompts: number of prompts" },
	{ "prompt_entropy prompt_entropy_sd prompt_entropy_normalized dataset_entropy", "0 or more; normalized 0 to 1", NULL,
	  "with --prompts: how evenly the tokens of a prompt, and the prompts, spread over directions" },
	{ "eigenvalues", "series", NULL, "eigenvalues l by rank, on logarithmic axes" },
	{ "low_rank_error", "series", NULL, "relative error of the best approximation of each rank" },
	{ "prompt_entropies", "table", NULL, "with --prompts: the values of each prompt" },
};

const sx_command sx_cmd_spectrum = {
	.name = "spectrum", .group = "measure", .summary = "Singular values: effective rank, entropies, linear dimension",
	.plain = "Measures over how many directions the rows spread, by all common rules. Where the rules agree there is a "
		"linear dimension; the entropies need no threshold.",
	.about = "From the singular values s of the rows and the eigenvalues l = s^2 / (n-1) of their covariance. Ranks: "
		"effective_rank, exp of the entropy of s / sum s (Roy and Vetterli); rankme, the same for the rows as they are "
		"(centred only if --center is given) with 1e-7 added to each share, as in its paper; "
		"effective_rank_of_variances, of l / sum l, whose log is spectral_entropy; participation_ratio, (sum l)^2 / sum "
		"l^2, whose log is renyi_entropy_2; stable_rank, sum s^2 / s_1^2; rank, values above rounding; nuclear_norm, "
		"sum s; singular_entropy, the divergence of s / sum s from equal shares (0: flat; ln r: one direction).\nLinear "
		"dimensions: fo, eigenvalues above 5 % of the first; maxgap, where l_i / l_(i+1) is largest; kaiser, above the "
		"mean; kaiser_guttman, above 1 in the correlation matrix; broken_stick, leading shares above those of a stick "
		"broken at random; parallel_analysis, leading eigenvalues above the 95th percentile of spaces whose columns "
		"were shuffled independently; elbow, the point farthest from the line between first and last; fan, by Fan et "
		"al.; components_90, _95, _99 and _share, the number of components that hold that share of the variance. "
		"power_law_slope is that of ln l on ln i over the range that power_law_from and power_law_to name. Series "
		"low_rank_error: the error of the best approximation of each rank.\nWith --prompts: prompt_entropy is the mean "
		"over prompts of the entropy of the eigenvalues (shares) of Z Z', Z the tokens of one prompt, centred in it and "
		"of length 1; with _sd and _normalized; dataset_entropy is that of one row for each prompt, the mean of its "
		"scaled tokens. Table prompt_entropies.\nHow to read: trust rules that agree; all counts depend on a threshold, "
		"the entropies do not. Cost: n d min(n, d), twice, and once more for each of --draws; precision of products as "
		"in pca. Trap: with fewer rows than dimensions all ranks are bounded by the rows.",
	.example = "spectrum demo --draws 5",
	.cite = "Roy, Vetterli 2007, EUSIPCO; Garrido et al. 2023, ICML; Horn 1965, Psychometrika 30; Frontier 1976; Fan et al. 2010; "
		"Kaiser 1960; Eckart, Young 1936; Skean et al. 2025, ICML",
	SX_READINGS(spectrum_readings), .report_with = { "draws", "0" }, SX_PARAMS(params), .run = run,
	SX_FIGURES(spectrum_figures),
};
