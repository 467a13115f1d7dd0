/* cmd_whiten.c: the commands whiten, abtt (all-but-the-top) and drop-dims, which make a space more isotropic. */
#include "analyses/spectra/isotropy.h"
#include "base/rng.h"
#include "command/options.h"
#include "linear/moved_space.h"
#include "linear/spectrum.h"
#include "numeric/linalg.h"
#include "rows/row_tables.h"

#include <math.h>
#include <string.h>

/* The mean cosine before and after, the purpose of these commands. */
static bool before_and_after(const sx_call *call, sx_space *before, sx_space *after, sx_result *out, sx_err *err)
{
	sx_directions a, b;
	if (!sx_directions_get(sx_space_mat(before), NULL, call->job, call->tmp, &a, err) ||
	    !sx_directions_get(sx_space_mat(after), NULL, call->job, call->tmp, &b, err))
		return false;
	sx_put_mean_cosine(out, "before_mean_cosine", &a);
	sx_put_mean_cosine(out, "after_mean_cosine", &b);
	return true;
}

static bool give(const sx_call *call, sx_space *from, sx_space *made, sx_result *out, sx_err *err)
{
	if (made == NULL)
		return false;
	if (!before_and_after(call, from, made, out, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(out, made);
	return true;
}

/* ---- whiten ---- */

enum { SPACE, METHOD, STRENGTH, SHRINK, EPS, CONVENTION, WHERE, DROP, AS };
enum { PCA, ZCA };

static const sx_param whiten_params[] = {
	[SPACE]    = SX_OPT_SPACE,
	[METHOD]   = { .name = "method", .kind = SX_KIND_CHOICE, .dflt = "zca", .choices = "pca|zca",
	               .help = "zca: whitened rows nearest to the input; pca: along the principal directions" },
	[STRENGTH] = { .name = "strength", .kind = SX_KIND_REAL, .dflt = "1", .lo = 0, .hi = 1,
	               .help = "soft whitening: eigenvalues to the power of -strength / 2" },
	[SHRINK]   = { .name = "shrink", .kind = SX_KIND_REAL, .lo = 0, .hi = 1,
	               .help = "shrinkage weight of the sphere of the same total variance; default: 0, or 0.1 if rows <= "
	               	"dimensions" },
	[EPS]      = { .name = "eps", .kind = SX_KIND_REAL, .dflt = "1e-5", .lo = 0, .hi = 1,
	               .help = "added to each eigenvalue, in units of their mean; with --convention paper in absolute units" },
	[CONVENTION] = { .name = "convention", .kind = SX_KIND_CHOICE, .dflt = "sextant", .choices = "sextant|paper",
	                 .help = "paper: a published 'ZCA' that treats rows as variables: it whitens rows, not dimensions" },
	[WHERE]    = SX_OPT_WHERE,
	[DROP]     = SX_OPT_DROP,
	[AS]       = SX_OPT_AS,
};

/* W = V' diag(scale) (pca) or V' diag(scale) V (zca), V r × d. */
static double *whitener(const sx_spectrum *s, const double *scale, double rest, bool zca, sx_arena *tmp)
{
	size_t d = s->d, r = s->r, e = zca ? d : r;
	double *scaled = sx_alloc(tmp, d * r, sizeof *scaled), *w = sx_alloc(tmp, d * e, sizeof *w);
	if (!scaled || !w)
		return NULL;
	for (size_t j = 0; j < d; j++)
		for (size_t i = 0; i < r; i++)
			scaled[j * r + i] = s->vectors[i * d + j] * (scale[i] - (zca ? rest : 0));
	if (!zca)
		return scaled;
	for (size_t j = 0; j < d; j++)
		w[j * d + j] = rest;
	sx_dgemm(false, false, d, d, r, 1, scaled, r, s->vectors, d, 1, w, d);
	return w;
}

/* out = F X with F = (cov of the rows as variables + eps)^(-1/2), n × n. With H = I - 11'/d, K = X' X and the eigenvectors v
 * of H K H, of eigenvalues g, that is X M, M = I / sqrt(eps) + sum v v' K ((g / (d-1) + eps)^(-1/2) - eps^(-1/2)) / g, as
 * F differs from 1 / sqrt(eps) only along the columns of X H: one matrix of d × d instead of n × n. */
static bool whiten_rows(const sx_call *call, sx_space *space, sx_result *out, sx_err *err)
{
	sx_spectrum s;
	double eps = call->arg[EPS].num;
	if (!(eps > 0))
		return sx_fail(err, SX_EUSAGE, "--convention paper needs an --eps above 0: the rows are rank-deficient");
	if (!sx_spectrum_get(space, false, false, SX_SOLVER_FULL, 1, call->job, &s, err))
		return false;
	size_t d = s.d, r = s.r;
	double *a = sx_alloc(call->tmp, r * d, sizeof *a), *k = sx_alloc(call->tmp, 4 * d * d + d, sizeof *k);
	if (!a || !k)
		return sx_fail_memory(err, "the whitening matrix", (double)d * (double)d * 32);
	double *v = k + d * d, *vk = v + d * d, *m = vk + d * d, *g = m + d * d;
	for (size_t i = 0; i < r; i++)
		for (size_t j = 0; j < d; j++)
			a[i * d + j] = s.singular[i] * s.vectors[i * d + j];
	sx_dgemm(true, false, d, d, r, 1, a, d, a, d, 0, k, d);
	for (size_t i = 0; i < r; i++) {		/* H: each of these rows less its own mean */
		double mean = 0;
		for (size_t j = 0; j < d; j++)
			mean += a[i * d + j] / (double)d;
		for (size_t j = 0; j < d; j++)
			a[i * d + j] -= mean;
	}
	sx_dgemm(true, false, d, d, r, 1, a, d, a, d, 0, m, d);
	if (!sx_eigh(d, m, g, v, err))
		return false;
	sx_dgemm(false, false, d, d, d, 1, v, d, k, d, 0, vk, d);
	for (size_t i = 0; i < d; i++) {
		double f = g[i] > 1e-12 * g[0] ? (1 / sqrt(g[i] / ((double)d - 1) + eps) - 1 / sqrt(eps)) / g[i] : 0;
		for (size_t j = 0; j < d; j++)
			vk[i * d + j] *= f;
	}
	for (size_t j = 0; j < d * d; j++)
		m[j] = j % (d + 1) == 0 ? 1 / sqrt(eps) : 0;
	sx_dgemm(true, false, d, d, d, 1, v, d, vk, d, 1, m, d);
	sx_note(out, "--convention paper: rows are treated as variables and whitened, not dimensions; this is not ZCA of the "
		"space");
	double *none = sx_alloc(call->tmp, d, sizeof *none);
	if (none == NULL)
		return sx_fail_memory(err, "a row", (double)d * 8);
	return give(call, space, sx_affine(call, space, sx_made_name(call, space, AS, "whiten"), none, m, d, err), out, err);
}

static bool run_whiten(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_spectrum s;
	if (call->arg[CONVENTION].num != 0)
		return whiten_rows(call, call->arg[SPACE].space[0], out, err);
	sx_space *space = call->arg[SPACE].space[0];
	const sx_value *arg = call->arg;
	if (!sx_spectrum_get(space, true, false, SX_SOLVER_FULL, 1, call->job, &s, err))
		return false;
	double dof = s.n > 1 ? (double)s.n - 1 : 1, mean = s.total / dof / (double)s.d, eps = arg[EPS].num * mean;
	double shrink = arg[SHRINK].given ? arg[SHRINK].num : s.n <= s.d ? 0.1 : 0, *scale = sx_alloc(call->tmp, s.r, sizeof *scale);
	if (scale == NULL)
		return sx_fail_memory(err, "eigenvalues", (double)s.r * 8);
	double rest = s.rank < s.d ? pow(shrink * mean + eps, -arg[STRENGTH].num / 2) : 0;	/* of directions no row has */
	if (!(mean > 0))
		return sx_fail(err, SX_EINPUT, "%s: all rows are equal: there is no variance to whiten", sx_space_name(space));
	if (!isfinite(rest))
		return sx_fail(err, SX_EINPUT, "%s: rank %zu of %zu dimensions: directions without variance cannot be whitened; "
		               "use --shrink or --eps", sx_space_name(space), s.rank, s.d);
	for (size_t i = 0; i < s.r; i++) {
		double l = i < s.rank ? s.singular[i] * s.singular[i] / dof : 0;
		scale[i] = pow((1 - shrink) * l + shrink * mean + eps, -arg[STRENGTH].num / 2);
	}
	bool zca = arg[METHOD].num == ZCA;
	double *w = whitener(&s, scale, rest, zca, call->tmp);
	if (w == NULL)
		return sx_fail_memory(err, "the whitening matrix", (double)s.d * (double)s.d * 16);
	if (s.n <= s.d && !arg[SHRINK].given)
		sx_note(out, "%zu rows do not determine a covariance in %zu dimensions: shrunk by 0.1", s.n, s.d);
	sx_put(out, "rank", (double)s.rank);
	sx_put(out, "condition", scale[s.r - 1] / scale[0]);
	sx_record_num(out, "shrink", shrink);
	sx_record_num(out, "ddof", 1);
	const char *name = sx_made_name(call, space, AS, "whiten");
	return give(call, space, sx_affine(call, space, name, s.mean, w, zca ? s.d : s.r, err), out, err);
}

static const sx_figure whiten_figures[] = {
	{ "rank", "0 to dims", "dims", "number of directions with variance; the others remain 0" },
	{ "condition", "1 or more", "1", "largest over smallest scale: how much noise is amplified" },
	{ "before_mean_cosine after_mean_cosine", "-1 to 1", "0", "mean cosine of pairs of rows, before and after" },
	{ "SPACE.whiten", "space", NULL, "the whitened rows" },
};

const sx_command sx_cmd_whiten = {
	.name = "whiten", .group = "change", .summary = "Whitening (ZCA, PCA): make the covariance the identity",
	.plain = "Gives the rows unit variance in all directions. Large directions are shrunk and small ones amplified, "
		"including noise.",
	.about = "x becomes (x - mean) W with W = C^(-1/2) (zca: the whitened rows nearest to the input) or V' L^(-1/2) (pca: "
		"along the principal directions). Soft whitening takes L to the power of -strength / 2; --shrink mixes C with "
		"the sphere of the same total variance, needed if there are no more rows than dimensions; --eps is added to "
		"every eigenvalue, in units of their mean. Metrics: rank, condition (largest over least scale), and the mean "
		"cosine before and after.\nTraps: whitening amplifies noise to the level of the signal; some published code "
		"whitens the rows instead of the dimensions (--convention paper repeats that: F X with F the inverse root of "
		"the rows' own covariance plus --eps). Cost: n d min(n, d) and 2 n d^2.",
	.example = "whiten demo --method zca --as white", .cite = "Kessy, Lewin, Strimmer 2018, Am. Stat. 72",
	SX_PARAMS(whiten_params), .run = run_whiten,
	SX_FIGURES(whiten_figures),
};

/* ---- abtt ---- */

enum { A_SPACE, A_COMPONENTS, A_FROM, A_WHERE, A_DROP, A_AS };

static const sx_param abtt_params[] = {
	[A_SPACE]      = SX_OPT_SPACE,
	[A_COMPONENTS] = { .name = "components", .kind = SX_KIND_INT, .lo = 0, .hi = 1e6,
	                   .help = "number of directions to remove; default: a hundredth of the dimensions, at least 1" },
	[A_FROM]       = { .name = "from", .kind = SX_KIND_SPACE, .dflt = "none",
	                   .help = "take the mean and the directions from this space instead, such as sentences for their words" },
	[A_WHERE]      = SX_OPT_WHERE,
	[A_DROP]       = SX_OPT_DROP,
	[A_AS]         = SX_OPT_AS,
};

/* Relative to the rows centred on the removed mean; with --from the directions come from another space. */
static double squares(sx_mat m, const double *mean)
{
	double sum = 0;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++) {
			double v = (double)m.p[i * m.ld + j] - (mean ? mean[j] : 0);
			sum += v * v;
		}
	return sum;
}

static bool put_removed(const sx_call *call, const sx_spectrum *s, size_t k, const sx_space *before, const sx_space *after,
                        sx_result *out)
{
	double *number = sx_alloc(call->tmp, k, sizeof *number), *part = sx_alloc(call->tmp, k, sizeof *part), share = 0;
	if (!number || !part)
		return false;
	for (size_t i = 0; i < k; i++) {
		number[i] = (double)i + 1;
		share += part[i] = s->singular[i] * s->singular[i] / s->total;
	}
	if (call->arg[A_FROM].count) {
		double all = squares(sx_space_mat(before), s->mean);
		share = all > 0 ? 1 - squares(sx_space_mat(after), NULL) / all : 0;
	}
	sx_put(out, "removed_variance_share", share);
	sx_table(out, "removed", SX_PLAIN, k);
	sx_table_ints(out, "component", number);
	sx_table_nums(out, "variance_share", part);
	return true;
}

static bool run_abtt(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_spectrum s;
	sx_space *space = call->arg[A_SPACE].space[0], *from = call->arg[A_FROM].count ? call->arg[A_FROM].space[0] : space;
	size_t d = sx_space_dims(space), k = (size_t)fmax(1, round((double)d / 100));
	if (sx_space_dims(from) != d)
		return sx_fail(err, SX_EINPUT, "%s has %zu dimensions, %s has %zu", sx_space_name(from), sx_space_dims(from),
		               sx_space_name(space), d);
	if (!sx_spectrum_get(from, true, false, SX_SOLVER_FULL, 1, call->job, &s, err))
		return false;
	if (call->arg[A_COMPONENTS].given)
		k = (size_t)call->arg[A_COMPONENTS].num;
	if (k > s.rank)
		return sx_fail(err, SX_EINPUT, "%s: cannot remove %zu components, since the rows span only %zu directions: use "
		               "fewer --components", sx_space_name(from), k, s.rank);
	double *w = sx_without(s.vectors, k, d, call->tmp);
	if (w == NULL)
		return sx_fail_memory(err, "the projection", (double)d * (double)d * 8);
	sx_space *made = sx_affine(call, space, sx_made_name(call, space, A_AS, "abtt"), s.mean, w, d, err);
	if (made == NULL)
		return false;
	sx_record_num(out, "components", (double)k);
	sx_put(out, "components", (double)k);
	if (!put_removed(call, &s, k, space, made, out)) {
		sx_space_unref(made);
		return sx_fail_memory(err, "the table", (double)k * 16);
	}
	return give(call, space, made, out, err);
}

static const sx_figure abtt_figures[] = {
	{ "components", "0 to dims", NULL, "number of directions removed" },
	{ "removed_variance_share", "0 to 1", "components / dims",
	  "share of the variance removed with the directions" },
	{ "removed", "table", NULL, "each direction: its share of the variance of the space that it comes from" },
	{ "before_mean_cosine after_mean_cosine", "-1 to 1", "0", "mean cosine of pairs of rows, before and after" },
	{ "SPACE.abtt", "space", NULL, "the transformed rows" },
};

const sx_command sx_cmd_abtt = {
	.name = "abtt", .group = "change", .summary = "All-but-the-top: remove the mean and top principal components",
	.plain = "Removes the mean and a few top principal components. In word vectors these often encode frequency rather than "
		"meaning.",
	.about = "All-but-the-top: x becomes x - mean without its components along the first principal directions, which in "
		"embeddings often encode frequency rather than meaning. The number of dimensions does not change; "
		"removed_variance_share is the share removed (table removed). With --from the mean and the directions are those "
		"of another space. A second application with the same directions changes nothing.\nCost: n d min(n, d) and 2 n "
		"d^2. Trap: if the top directions encode meaning, that is removed too.",
	.example = "abtt demo --components 2 --as rest", .cite = "Mu, Viswanath 2018, ICLR",
	SX_PARAMS(abtt_params), .run = run_abtt,
	SX_FIGURES(abtt_figures),
};

/* ---- drop-dims ---- */

enum { D_SPACE, D_DIMS, D_RULE, D_CUT, D_DRAWS, D_WHERE, D_DROP, D_AS };

static const sx_param drop_params[] = {
	[D_SPACE] = SX_OPT_SPACE,
	[D_DIMS]  = { .name = "dims", .kind = SX_KIND_INTS, .lo = 0, .hi = 1e9,
	              .help = "dimensions, counted from 0; default: those of --rule" },
	[D_RULE]  = { .name = "rule", .kind = SX_KIND_CHOICE, .dflt = "sigma", .choices = "sigma|robust",
	              .help = "outlier dimensions as the command isotropy counts them" },
	[D_CUT]   = { .name = "cut", .kind = SX_KIND_FLAG, .dflt = "no", .help = "delete the dimensions instead of setting them "
		"to 0" },
	[D_DRAWS] = { .name = "draws", .kind = SX_KIND_INT, .dflt = "20", .lo = 0, .hi = 1e4,
	              .help = "number of random draws of as many dimensions, for random_mean_cosine" },
	[D_WHERE] = SX_OPT_WHERE,
	[D_DROP]  = SX_OPT_DROP,
	[D_AS]    = SX_OPT_AS,
};

static bool chosen(const sx_call *call, sx_mat m, bool *flag, size_t *count, sx_err *err)
{
	sx_directions dir;
	const sx_value *dims = &call->arg[D_DIMS];
	double *scratch = sx_alloc(call->tmp, m.d, sizeof *scratch);
	*count = 0;
	for (size_t i = 0; dims->given && i < dims->count; i++) {
		if (dims->list[i] >= (double)m.d)
			return sx_fail(err, SX_EUSAGE, "--dims: there is no dimension %.0f; the last is %zu", dims->list[i], m.d - 1);
		*count += !flag[(size_t)dims->list[i]];
		flag[(size_t)dims->list[i]] = true;
	}
	if (dims->given)
		return true;
	if (scratch == NULL)
		return sx_fail_memory(err, "means", (double)m.d * 8);
	if (!sx_directions_get(m, NULL, call->job, call->tmp, &dir, err))
		return false;
	*count = call->arg[D_RULE].num == 0 ? sx_outliers_sigma(dir.mean, dir.sd, m.d, flag)
	                                       : sx_outliers_robust(dir.mean, dir.sd, m.d, flag, scratch);
	return true;
}

/* The effect of removing as many random dimensions, as the baseline. */
static bool at_random(const sx_call *call, sx_mat m, size_t count, sx_result *out, sx_err *err)
{
	size_t draws = (size_t)call->arg[D_DRAWS].num, *order = sx_alloc(call->tmp, m.d, sizeof *order);
	bool *flag = sx_alloc(call->tmp, m.d, sizeof *flag);
	double sum = 0;
	if (!order || !flag)
		return sx_fail_memory(err, "dimensions", (double)m.d * 9);
	for (size_t b = 0; b < draws; b++) {
		sx_directions dir;
		sx_rng rng = sx_rng_open(call->job->seed, "drop-dims", b);
		for (size_t j = 0; j < m.d; j++)
			order[j] = j;
		sx_rng_shuffle(&rng, order, m.d);
		memset(flag, 0, m.d * sizeof *flag);
		for (size_t j = 0; j < count; j++)
			flag[order[j]] = true;
		if (!sx_directions_get(m, flag, call->job, call->tmp, &dir, err))
			return false;
		sum += dir.mean_cosine;
	}
	if (draws && isfinite(sum))
		sx_put(out, "random_mean_cosine", sum / (double)draws);
	else
		sx_put_none(out, "random_mean_cosine", draws ? "some draw leaves fewer than two rows with a direction"
		                                             : "--draws is 0");
	return true;
}

/* The effect of removing as many top principal components, without centring as here. */
static bool by_directions(const sx_call *call, sx_space *space, size_t count, sx_result *out, sx_err *err)
{
	sx_spectrum s;
	sx_directions dir;
	if (!sx_spectrum_get(space, true, false, SX_SOLVER_FULL, 1, call->job, &s, err))
		return false;
	if (count > s.rank) {
		sx_put_none(out, "components_mean_cosine", "the rows span fewer directions than are dropped");
		return true;
	}
	double *w = sx_without(s.vectors, count, s.d, call->tmp);
	if (w == NULL)
		return sx_fail_memory(err, "the projection", (double)s.d * (double)s.d * 8);
	sx_space *left = sx_affine(call, space, "left", NULL, w, s.d, err);
	bool ok = left && sx_directions_get(sx_space_mat(left), NULL, call->job, call->tmp, &dir, err);
	sx_space_unref(left);
	if (ok)
		sx_put_mean_cosine(out, "components_mean_cosine", &dir);
	return ok;
}

static sx_space *without_dims(const sx_call *call, const sx_space *space, const bool *flag, size_t count, sx_err *err)
{
	sx_mat m = sx_space_mat(space);
	bool cut = call->arg[D_CUT].num != 0;
	float *p;
	size_t d = cut ? m.d - count : m.d;
	const char **name = sx_alloc(call->tmp, d, sizeof *name);
	sx_space *made = sx_space_new(sx_made_name(call, space, D_AS, "drop-dims"), m.n, d, &p, err);
	for (size_t i = 0; made && i < m.n; i++)
		for (size_t j = 0, at = 0; j < m.d; j++)
			if (!cut || !flag[j])
				p[i * d + at++] = flag[j] ? 0 : m.p[i * m.ld + j];
	bool named = sx_space_dim_name(space, 0) != NULL;
	for (size_t j = 0, at = 0; name && named && j < m.d; j++)
		if (!cut || !flag[j])
			name[at++] = sx_space_dim_name(space, j);
	if (made && name && sx_space_copy_meta(made, space, err) && (!named || sx_space_set_dim_names(made, name, err)))
		return made;
	sx_space_unref(made);
	return NULL;
}

static bool run_drop(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[D_SPACE].space[0];
	sx_mat m = sx_space_mat(space);
	size_t count, at = 0;
	bool *flag = sx_alloc(call->tmp, m.d, sizeof *flag);
	double *number = sx_alloc(call->tmp, m.d, sizeof *number);
	if (!flag || !number)
		return sx_fail_memory(err, "dimensions", (double)m.d * 9);
	if (!chosen(call, m, flag, &count, err))
		return false;
	if (count == m.d)
		return sx_fail(err, SX_EINPUT, "%s: no dimension would be left", sx_space_name(space));
	for (size_t j = 0; j < m.d; j++)
		if (flag[j])
			number[at++] = (double)j;
	sx_put(out, "dimensions_dropped", (double)count);
	sx_table(out, "dropped", SX_PLAIN, count);
	sx_table_ints(out, "dimension", number);
	return at_random(call, m, count, out, err) && by_directions(call, space, count, out, err) &&
	       give(call, space, without_dims(call, space, flag, count, err), out, err);
}

static const sx_figure drop_dims_figures[] = {
	{ "dimensions_dropped", "0 to dims", NULL, "number of dimensions dropped" },
	{ "random_mean_cosine", "-1 to 1", "before_mean_cosine",
	  "mean cosine after dropping as many at random: what --dims must beat" },
	{ "components_mean_cosine", "-1 to 1", "before_mean_cosine",
	  "mean cosine after removing as many top principal components instead" },
	{ "before_mean_cosine after_mean_cosine", "-1 to 1", "0", "mean cosine of pairs of rows, before and after" },
	{ "dropped", "table", NULL, "which" },
	{ "SPACE.drop-dims", "space", NULL, "the transformed rows" },
};

const sx_command sx_cmd_drop_dims = {
	.name = "drop-dims", .group = "change", .summary = "Outlier dimensions: set them to 0 or delete them",
	.plain = "Sets a few extreme dimensions to 0, or deletes them. It measures the effect on cosines, compared with "
		"dropping as many at random.",
	.about = "A few dimensions with extreme means make all cosines large. They are set to 0, so that the number of "
		"dimensions does not change, or deleted with --cut. Metrics: dimensions_dropped (table dropped), the mean "
		"cosine before and after, and for comparison random_mean_cosine, after dropping as many at random, and "
		"components_mean_cosine, after removing as many top principal components. Outlier dimensions are tied to the "
		"axes: any rotation of the space hides them.\nCost: n d for each of --draws, and one spectrum. Trap: what looks "
		"extreme depends on the axes.",
	.example = "drop-dims demo --dims 0,3 --as rest", .cite = "Haemmerl et al. 2023, ACL; Kovaleva et al. 2021, ACL",
	SX_PARAMS(drop_params), .run = run_drop,
	SX_FIGURES(drop_dims_figures),
};
