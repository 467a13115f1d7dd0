/* cmd_isotropy.c: the command isotropy: mean cosine, partition function, IsoScore, outlier dimensions.
 *
 * Cost: n d for sums, n d² for the partition function and one spectrum. */
#include "isotropy.h"
#include "isotropy_groups.h"
#include "chance/null_spaces.h"
#include "command/options.h"
#include "linear/spectrum.h"
#include "numeric/linalg.h"
#include "numeric/rank_rules.h"

#include <math.h>

enum { SPACE, UNIT, ZETA, REFERENCE, GROUPS, NULLS, NULL_KIND, WHERE, DROP };

static const sx_param params[] = {
	[SPACE]     = SX_OPT_SPACE,
	[UNIT]      = { .name = "unit", .kind = SX_KIND_FLAG, .dflt = "no", .help = "compute partition_isotropy of rows scaled "
		"to length 1" },
	[ZETA]      = { .name = "zeta", .kind = SX_KIND_REAL, .dflt = "0.2", .lo = 0, .hi = 1,
	                .help = "weight of the identity, or of the covariance of --reference, in isoscore_star" },
	[REFERENCE] = { .name = "reference", .kind = SX_KIND_SPACE, .dflt = "none",
	                .help = "a space of the same dimension, whose covariance isoscore_star mixes in instead of the identity" },
	[GROUPS]    = { .name = "groups", .kind = SX_KIND_COLUMN, .flags = SX_CLASSES,
	                .help = "column of groups: adds cosines within and between groups, and outlier dimensions of each" },
	[NULLS]     = SX_OPT_NULL,
	[NULL_KIND] = SX_OPT_NULL_KIND,
	[WHERE]     = SX_OPT_WHERE,
	[DROP]      = SX_OPT_DROP,
};

static void put(sx_result *out, const char *name, double value, const char *why)
{
	if (isfinite(value))
		sx_put(out, name, value);
	else
		sx_put_none(out, name, why);
}

static bool cosines(const sx_call *call, const sx_directions *d, sx_result *out)
{
	sx_put_mean_cosine(out, "mean_cosine", d);
	put(out, "mean_cosine_centered", d->mean_cosine_centred, "fewer than two rows differ from the mean");
	sx_put(out, "mean_norm", d->mean_norm);
	put(out, "norm_cv", d->norm_sd / d->mean_norm, "all rows are zeros");
	if (d->zeros)
		sx_note(out, "%zu rows are all zeros: they have no direction, and are left out of cosines", d->zeros);
	size_t n = d->d;
	double total = 0, *number = sx_alloc(call->tmp, n, sizeof *number), *share = sx_alloc(call->tmp, n, sizeof *share);
	double *variance = sx_alloc(call->tmp, n, sizeof *variance), *mark = sx_alloc(call->tmp, n, sizeof *mark);
	double *robust = sx_alloc(call->tmp, n, sizeof *robust);
	bool *flag = sx_alloc(call->tmp, n, sizeof *flag);
	if (!number || !share || !variance || !mark || !robust || !flag)
		return false;
	sx_put(out, "outlier_dimensions", (double)sx_outliers_sigma(d->mean, d->sd, n, flag));
	for (size_t j = 0; j < n; j++) {
		number[j] = (double)j;
		share[j] = d->part[j] / d->mean_cosine;
		mark[j] = flag[j];
		total += d->sd[j] * d->sd[j];
	}
	sx_put(out, "outlier_dimensions_robust", (double)sx_outliers_robust(d->mean, d->sd, n, flag, robust));
	for (size_t j = 0; j < n; j++) {
		robust[j] = flag[j];
		variance[j] = d->sd[j] * d->sd[j] / total;
	}
	sx_table(out, "dimensions", SX_PLAIN, n);
	sx_table_ints(out, "dimension", number);
	sx_table_nums(out, "mean", d->mean);
	sx_table_nums(out, "std", d->sd);
	sx_table_nums(out, "kurtosis", d->kurtosis);
	sx_table_nums(out, "cosine_part", d->part);
	sx_table_nums(out, "cosine_share", share);
	sx_table_nums(out, "variance_share", variance);
	sx_table_ints(out, "outlier", mark);
	sx_table_ints(out, "outlier_robust", robust);
	if (fabs(d->mean_cosine) < 0.01)
		sx_note(out, "the mean cosine is near 0: cosine_share divides by it and says little; read cosine_part");
	return true;
}

/* The participation ratio of (1 - zeta) C + zeta C0 by traces: tr² over the squared Frobenius norm, with
 * tr(C C0) = sum l_i l0_j (v_i . v0_j)². */
static bool mixed(const sx_call *call, const sx_spectrum *s, double zeta, double *pr, sx_err *err)
{
	sx_spectrum o;
	sx_space *reference = call->arg[REFERENCE].space[0];
	if (sx_space_dims(reference) != s->d)
		return sx_fail(err, SX_EINPUT, "%s has %zu dimensions, %s has %zu", sx_space_name(reference), sx_space_dims(reference),
		               sx_space_name(call->arg[SPACE].space[0]), s->d);
	if (!sx_spectrum_get(reference, true, false, SX_SOLVER_FULL, 1, call->job, &o, err))
		return false;
	double *dot = sx_alloc(call->tmp, s->r * o.r, sizeof *dot), trace = 0, square = 0;
	if (dot == NULL)
		return sx_fail_memory(err, "products of directions", (double)s->r * (double)o.r * 8);
	double a = (1 - zeta) / (s->n > 1 ? (double)s->n - 1 : 1), b = zeta / (o.n > 1 ? (double)o.n - 1 : 1);
	sx_dgemm(false, true, s->r, o.r, s->d, 1, s->vectors, s->d, o.vectors, s->d, 0, dot, o.r);
	for (size_t j = 0; j < o.r; j++) {
		double l = b * o.singular[j] * o.singular[j];
		trace += l;
		square += l * l;
	}
	for (size_t i = 0; i < s->r; i++) {
		double l = a * s->singular[i] * s->singular[i];
		trace += l;
		square += l * l;
		for (size_t j = 0; j < o.r; j++)
			square += 2 * l * b * o.singular[j] * o.singular[j] * dot[i * o.r + j] * dot[i * o.r + j];
	}
	*pr = trace * trace / square;
	return true;
}

/* IsoScore (Rudman et al. 2022) is (PR - 1) / (d - 1) with the participation ratio PR of the covariance; IsoScore* (Rudman,
 * Eickhoff 2024) that of (1 - zeta) C + zeta I. */
static bool isoscores(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_spectrum s;
	double zeta = call->arg[ZETA].num;
	if (!sx_spectrum_get(call->arg[SPACE].space[0], true, false, SX_SOLVER_FULL, 1, call->job, &s, err))
		return false;
	double *l = sx_alloc(call->tmp, s.d, sizeof *l), dof = s.n > 1 ? (double)s.n - 1 : 1, d = (double)s.d;
	if (l == NULL)
		return sx_fail_memory(err, "eigenvalues", d * 8);
	for (size_t i = 0; i < s.r; i++)
		l[i] = s.singular[i] * s.singular[i] / dof;
	double pr = sx_participation(l, s.d);
	put(out, "isoscore", (pr - 1) / (d - 1), s.d == 1 ? "one dimension has no isotropy" : "all rows are equal");
	for (size_t i = 0; i < s.d; i++)
		l[i] = (1 - zeta) * l[i] + zeta;
	pr = sx_participation(l, s.d);
	if (call->arg[REFERENCE].count && !mixed(call, &s, zeta, &pr, err))
		return false;
	put(out, "isoscore_star", (pr - 1) / (d - 1), s.d == 1 ? "one dimension has no isotropy" : "all rows are equal");
	if (s.n <= s.d && s.n > 1)
		sx_note(out, "%zu rows in %zu dimensions: isoscore can be at most %.4g", s.n, s.d, ((double)s.n - 2) / (d - 1));
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	sx_directions d;
	sx_partition p;
	if (!sx_directions_get(sx_space_mat(space), NULL, call->job, call->tmp, &d, err) ||
	    !sx_partition_get(space, call->arg[UNIT].num != 0, call->job, call->tmp, &p, err))
		return false;
	if (!cosines(call, &d, out))
		return sx_fail_memory(err, "the table", (double)d.d * 48);
	sx_put(out, "partition_isotropy", p.ratio);
	sx_put(out, "partition_isotropy_first", p.first);
	sx_put(out, "partition_isotropy_second", p.second);
	sx_record_num(out, "ddof", 0);
	return isoscores(call, out, err) &&
	       (call->arg[GROUPS].text == NULL || sx_isotropy_groups(call, space, call->arg[GROUPS].text, out, err));
}

static const sx_reading isotropy_readings[] = {
	{ "mean_cosine", "-1 to 1", false, { { 0.1, "rows point in all directions" },
	 { 0.5, "vectors share a common direction: try center" },
	 { INFINITY, "strongly anisotropic: try center" } } },
	{ "isoscore", "0 to 1", false, { { 0.1, "a flat cloud: try whiten" },
	 { 0.8, "the cloud is elongated in some directions" },
	 { INFINITY, "the cloud is nearly isotropic" } } },
	{ "outlier_dimensions", "0 or more", false, { { 1, "no dimension has a mean far from the others" },
	 { INFINITY, "outlying dimension means: try drop-dims" } } },
};

static const sx_figure isotropy_figures[] = {
	{ "mean_cosine", NULL, "0", "mean cosine over all pairs of rows; near 1 if all rows point the same way" },
	{ "mean_cosine_centered", "-1 to 1", "-1 / (n-1)",
	  "the same after centring" },
	{ "mean_norm norm_cv", "0 or more", NULL,
	  "mean norm of the rows, and its coefficient of variation: below 0.01 cosine and distance agree" },
	{ "outlier_dimensions", NULL, "0", "number of dimensions whose |mean| is above mean + 3 sd of all means" },
	{ "outlier_dimensions_robust", "0 to dims", "0", "number of dimensions whose mean is more than 3 scaled median absolute "
		"deviations from the median" },
	{ "partition_isotropy", "0 to 1", "1",
	  "min / max of the partition function F(c) over the eigenvectors: 1 isotropic; falls with the scale of the rows" },
	{ "partition_isotropy_first partition_isotropy_second", "at most 1", "1",
	  "its approximations to first and second order; not valid if below 0" },
	{ "isoscore", NULL, "1", "IsoScore, (PR - 1) / (d - 1) of the covariance: 1 for a ball, 0 for a line" },
	{ "isoscore_star", "0 to 1", "1", "IsoScore* with a shrunk covariance, more stable for few rows" },
	{ "mean_cosine_within mean_cosine_between", "-1 to 1", "equal",
	  "with --groups: within above between means that groups have directions of their own" },
	{ "step_distance group_distance", "0 or more", NULL,
	  "with --groups: mean distance of consecutive rows of a group, and between group means" },
	{ "dimensions", "table", NULL,
	  "contribution of each dimension to the mean cosine, with its mean, standard deviation, kurtosis and share of the "
	  "variance" },
	{ "groups group_outliers", "table", NULL,
	  "with --groups: each group, and in how many groups a dimension is an outlier" },
};

const sx_command sx_cmd_isotropy = {
	.name = "isotropy", .group = "measure", .summary = "Mean cosine, IsoScore, partition function, outlier dimensions",
	.plain = "Measures whether the rows point evenly in all directions, or lie in a cone or along a few axes. It also lists "
		"the dimensions that contribute most to anisotropy.",
	.about = "mean_cosine: the exact mean cosine over all pairs of rows, from -1/(n-1) to 1; mean_cosine_centered the same "
		"after centring. Table dimensions has the contribution of each: cosine_part (they sum to mean_cosine) and "
		"cosine_share, its share; with mean, std (ddof 0), excess kurtosis and variance_share. outlier_dimensions "
		"counts means with |m| > mean(m) + 3 sd(m), as its paper has it; outlier_dimensions_robust counts those more "
		"than 3 scaled median absolute deviations from the median, the same for both signs. partition_isotropy: min / "
		"max of F(c) = sum exp(c . x) over both signs of every eigenvector c (1: isotropic); _first and _second are its "
		"approximations. isoscore: (PR - 1)/(d - 1) with the participation ratio PR of the covariance, 1 for a ball, 0 "
		"for a line; isoscore_star that of the covariance mixed with the identity, or with that of --reference. "
		"mean_norm, norm_cv: mean norm of the rows and its coefficient of variation.\nWith --groups (languages, "
		"utterances): mean_cosine_within and mean_cosine_between, over all pairs of rows of the same group, and of two "
		"groups; step_distance, the mean distance of consecutive rows of a group, and group_distance, that of the means "
		"of two groups (locality and isotropy of dialogue); table groups; and group_outliers, in how many groups each "
		"dimension is an outlier.\nHow to read: a high mean_cosine with a high isoscore is a round cloud away from the "
		"origin (center it); a low isoscore is a flat cloud. Traps: partition_isotropy depends on the scale of the rows "
		"(--unit), and isoscore on nothing but the covariance.\nCost: n d, and n d^2 for partition_isotropy and "
		"isoscore.",
	.example = "isotropy demo",
	.cite = "Mu, Viswanath 2018, ICLR; Rudman et al. 2022, ACL; Rudman, Eickhoff 2024, ICLR; Haemmerl et al. 2023, ACL",
	SX_READINGS(isotropy_readings), SX_PARAMS(params), .run = run,
	SX_FIGURES(isotropy_figures),
};
