/* cmd_cbie.c: the commands cbie (cluster-based isotropy enhancement, Rajaee, Pilehvar 2021) and deficiency (the directions that
 * a group of rows lacks). */
#include "analyses/spectra/isotropy.h"
#include "command/options.h"
#include "linear/moved_space.h"
#include "linear/spectrum.h"
#include "numeric/kmeans.h"
#include "numeric/rank_rules.h"
#include "rows/row_tables.h"

#include <math.h>
#include <string.h>

/* ---- cbie ---- */

enum { SPACE, CLUSTERS, COMPONENTS, WHERE, DROP, AS };

static const sx_param cbie_params[] = {
	[SPACE]      = SX_OPT_SPACE,
	[CLUSTERS]   = { .name = "clusters", .kind = SX_KIND_INT, .lo = 1, .hi = 1e6, .help = "number of clusters; default: one "
		"for every 300 rows" },
	[COMPONENTS] = { .name = "components", .kind = SX_KIND_INT, .dflt = "12", .lo = 0, .hi = 1e6,
	                 .help = "number of directions removed from each cluster, at most half of its rows" },
	[WHERE]      = SX_OPT_WHERE,
	[DROP]       = SX_OPT_DROP,
	[AS]         = SX_OPT_AS,
};

/* Removes the mean and the first directions of one cluster from its rows. */
static bool flatten(const sx_call *call, sx_space *space, const size_t *rows, size_t n, float *to, size_t *taken, sx_err *err)
{
	sx_spectrum s;
	sx_mat m = sx_space_mat(space);
	sx_space *part = sx_space_subset(space, "cluster", rows, n, err);
	sx_arena *tmp = sx_arena_new(0);	/* a cluster's share of the scratch goes with it */
	bool ok = part && tmp && sx_spectrum_get(part, true, false, SX_SOLVER_FULL, 1, call->job, &s, err);
	if (ok) {
		size_t k = (size_t)call->arg[COMPONENTS].num;
		k = k > n / 2 ? n / 2 : k;
		*taken = k < s.rank ? k : s.rank;
		double *w = sx_without(s.vectors, *taken, m.d, tmp);
		ok = w ? sx_affine_rows(&(sx_lines){ m, rows, s.mean, n }, w, call->job, tmp, to, err)
		       : sx_fail_memory(err, "the projection", (double)m.d * (double)m.d * 8);
	}
	sx_space_unref(part);
	sx_arena_free(tmp);
	return ok;
}

static bool all_clusters(const sx_call *call, sx_space *space, const size_t *cluster, size_t k, float *to, sx_result *out,
                         sx_err *err)
{
	size_t n = sx_space_rows(space), *rows = sx_alloc(call->tmp, n, sizeof *rows), capped = 0;
	double *size = sx_alloc(call->tmp, k, sizeof *size), *taken = sx_alloc(call->tmp, k, sizeof *taken);
	double *number = sx_alloc(call->tmp, k, sizeof *number);
	if (!rows || !size || !taken || !number)
		return sx_fail_memory(err, "clusters", (double)n * 8);
	for (size_t c = 0; c < k; c++) {
		size_t m = 0, off = 0;
		for (size_t i = 0; i < n; i++)
			if (cluster[i] == c)
				rows[m++] = i;
		if (m > 0 && !flatten(call, space, rows, m, to, &off, err))
			return false;
		number[c] = (double)c;
		size[c] = (double)m;
		taken[c] = (double)off;
		capped += (double)off < call->arg[COMPONENTS].num;
	}
	if (capped)
		sx_note(out, "%zu clusters are too small for %.0f components: half of their rows, or their rank, is used", capped,
		        call->arg[COMPONENTS].num);
	sx_record_num(out, "clusters", (double)k);
	sx_put(out, "clusters", (double)k);
	sx_table(out, "clusters", SX_PLAIN, k);
	sx_table_ints(out, "cluster", number);
	sx_table_ints(out, "rows", size);
	sx_table_ints(out, "components", taken);
	return true;
}

static bool run_cbie(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	sx_mat m = sx_space_mat(space);
	size_t k = call->arg[CLUSTERS].given ? (size_t)call->arg[CLUSTERS].num : m.n / 300 > 1 ? m.n / 300 : 1;
	sx_kmeans found;
	double *column = sx_alloc(call->tmp, m.n, sizeof *column);
	float *to;
	if (k > m.n)
		return sx_fail(err, SX_EINPUT, "%s: --clusters is %zu, but there are %zu rows: use at most as many", sx_space_name(space), k,
		               m.n);
	if (column == NULL)
		return sx_fail_memory(err, "clusters", (double)m.n * 8);
	sx_space *made = sx_space_new(sx_made_name(call, space, AS, "cbie"), m.n, m.d, &to, err);
	sx_directions before, after;
	if (made == NULL || !sx_kmeans_run(m, k, 4, call->job, call->tmp, &found, err) ||
	    !all_clusters(call, space, found.label, found.clusters, to, out, err) || !sx_space_copy_meta(made, space, err) ||
	    !sx_directions_get(m, NULL, call->job, call->tmp, &before, err) ||
	    !sx_directions_get(sx_space_mat(made), NULL, call->job, call->tmp, &after, err)) {
		sx_space_unref(made);
		return false;
	}
	for (size_t i = 0; i < m.n; i++)
		column[i] = (double)found.label[i];
	sx_column(out, "cluster", column);
	sx_put_mean_cosine(out, "before_mean_cosine", &before);
	sx_put_mean_cosine(out, "after_mean_cosine", &after);
	sx_give(out, made);
	return true;
}

static const sx_figure cbie_figures[] = {
	{ "clusters", "1 to rows", NULL, "number of k-means clusters" },
	{ "before_mean_cosine after_mean_cosine", "-1 to 1", "0", "mean cosine of pairs of rows, before and after" },
	{ "clusters", "table", NULL, "number of rows and of removed directions of each cluster" },
	{ "cluster", "column", NULL, "the cluster of each row" },
	{ "SPACE.cbie", "space", NULL, "the transformed rows" },
};

const sx_command sx_cmd_cbie = {
	.name = "cbie", .group = "change", .summary = "Remove the mean and top components of each cluster (CBIE)",
	.plain = "Removes the mean and the top principal components of each cluster separately. It makes a space more isotropic "
		"if its anisotropy differs from place to place.",
	.about = "Cluster-based isotropy enhancement: rows are clustered by k-means (the best of four starts), and the mean and "
		"the first principal directions of each cluster are removed from it; the means are not restored. Column cluster "
		"has the cluster of each row; table clusters the numbers of rows and of removed directions. At most half as "
		"many directions as rows are removed from a cluster, since otherwise nothing would remain.\nCost: n clusters d "
		"for each round of k-means, then n d min(rows of a cluster, d). Trap: distances between clusters lose their "
		"meaning, since each is centred separately.",
	.example = "cbie demo --clusters 3 --components 2 --as even", .cite = "Rajaee, Pilehvar 2021, ACL",
	SX_PARAMS(cbie_params), .run = run_cbie,
	SX_FIGURES(cbie_figures),
};

/* ---- deficiency ---- */

enum { D_A, D_B, D_TAU, D_ENERGY };

static const sx_param deficiency_params[] = {
	[D_A]      = SX_OPT_SPACE,
	[D_B]      = { .name = "other", .kind = SX_KIND_SPACE, .flags = SX_POSITIONAL | SX_REQUIRED,
	               .help = "the other group of rows, such as those of mask tokens, with the same dimensions" },
	[D_TAU]    = { .name = "tau", .kind = SX_KIND_REAL, .dflt = "0.9", .lo = 1e-6, .hi = 1,
	               .help = "a rank is the smallest number of singular values that holds this share of the energy" },
	[D_ENERGY] = { .name = "energy", .kind = SX_KIND_CHOICE, .dflt = "s2", .choices = "s2|s",
	               .help = "energy is the sum of squared singular values, or of the singular values" },
};

static size_t energy_rank(const sx_call *call, const sx_spectrum *s)
{
	double *v = sx_alloc(call->tmp, s->r, sizeof *v);
	for (size_t i = 0; v && i < s->r; i++)
		v[i] = call->arg[D_ENERGY].num == 0 ? s->singular[i] * s->singular[i] : s->singular[i];
	return v ? sx_rule_share(v, s->r, call->arg[D_TAU].num) : 0;
}

static bool spectrum_of(const sx_call *call, sx_space *s, sx_spectrum *out, sx_err *err)
{
	return sx_spectrum_get(s, false, false, SX_SOLVER_FULL, 1, call->job, out, err);
}

/* The number of directions of b outside k directions of a: singular values of the residual above 1e-5 of b's first, the accuracy
 * of float32 points. share: of b's squared length. */
static bool outside(const sx_call *call, sx_space *b, const sx_spectrum *of, const sx_spectrum *sb, size_t k, size_t *rank,
                    double *share, sx_err *err)
{
	sx_spectrum s;
	double *w = sx_without(of->vectors, k, of->d, call->tmp);
	sx_space *left = w ? sx_affine(call, b, "left", NULL, w, of->d, err) : NULL;
	bool ok = left && spectrum_of(call, left, &s, err);
	if (w == NULL)
		sx_fail_memory(err, "the projection", (double)of->d * (double)of->d * 8);
	*rank = 0;
	while (ok && *rank < s.r && s.singular[*rank] > 1e-5 * sb->singular[0])
		(*rank)++;
	if (ok)
		*share = s.total / sb->total;
	sx_space_unref(left);
	return ok;
}

static sx_space *joined(const sx_space *a, const sx_space *b, sx_err *err)
{
	sx_mat x = sx_space_mat(a), y = sx_space_mat(b);
	float *p;
	sx_space *s = sx_space_new("both", x.n + y.n, x.d, &p, err);
	for (size_t i = 0; s && i < x.n + y.n; i++)
		memcpy(p + i * x.d, i < x.n ? x.p + i * x.ld : y.p + (i - x.n) * y.ld, x.d * sizeof *p);
	return s;
}

static bool run_deficiency(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *a = call->arg[D_A].space[0], *b = call->arg[D_B].space[0];
	sx_spectrum sa, sb, sc;
	size_t extra, missing;
	double share, rest;
	if (sx_space_dims(a) != sx_space_dims(b))
		return sx_fail(err, SX_EINPUT, "%s has %zu dimensions, %s has %zu", sx_space_name(a), sx_space_dims(a), sx_space_name(b),
		               sx_space_dims(b));
	sx_space *both = joined(a, b, err);
	bool ok = both && spectrum_of(call, a, &sa, err) && spectrum_of(call, b, &sb, err) && spectrum_of(call, both, &sc, err);
	if (ok && !(sa.total > 0 && sb.total > 0))
		ok = sx_fail(err, SX_EINPUT, "%s: all rows are zeros", sx_space_name(sa.total > 0 ? b : a));
	size_t ra = ok ? energy_rank(call, &sa) : 0;
	ok = ok && outside(call, b, &sa, &sb, sa.rank, &extra, &rest, err) && outside(call, b, &sa, &sb, ra, &missing, &share, err);
	if (ok) {
		sx_put(out, "rank_a", (double)ra);
		sx_put(out, "rank_b", (double)energy_rank(call, &sb));
		sx_put(out, "rank_both", (double)energy_rank(call, &sc));
		sx_put(out, "effective_rank_a", exp(sx_share_entropy(sa.singular, sa.r)));
		sx_put(out, "effective_rank_b", exp(sx_share_entropy(sb.singular, sb.r)));
		sx_put(out, "effective_rank_both", exp(sx_share_entropy(sc.singular, sc.r)));
		sx_put(out, "extra_rank", (double)extra);
		sx_put(out, "outside_share", share);
	}
	sx_space_unref(both);
	return ok;
}

static const sx_figure deficiency_figures[] = {
	{ "rank_a rank_b rank_both", "1 to dims", "equal",
	  "number of singular values that hold the share --tau of the energy: first group, second group, both together" },
	{ "effective_rank_a effective_rank_b effective_rank_both", "1 to dims", "equal",
	  "exponential of the entropy of the shares; needs no threshold" },
	{ "extra_rank", "0 to dims", "0", "directions of the second group wholly outside the span of the first" },
	{ "outside_share", "0 to 1", "1 - tau for equal groups",
	  "share of the second group's squared length outside the first rank_a directions of the first" },
};

const sx_command sx_cmd_deficiency = {
	.name = "deficiency", .group = "measure", .summary = "Rank deficiency: directions that one of two groups lacks",
	.plain = "Compares two groups of rows of one layer by the directions they span. It measures how many directions one "
		"group has that the other lacks.",
	.about = "For two groups of rows of one layer, such as real and mask tokens: rank_a, rank_b and rank_both, the number "
		"of singular values that hold the share --tau of the energy, and effective_rank_a, _b, _both, which need no "
		"threshold. extra_rank: directions of the second group wholly outside the span of the first (0: none). "
		"outside_share: the part of the second group's squared length outside the first rank_a directions of the first. "
		"The rows are not centred.\nHow to read: a first group whose rank falls in deep layers while rank_both stays "
		"has ceded directions to the second.\nCost: five spectra, n d min(n, d) each. Trap: ranks grow with the number "
		"of rows until it is well above the dimensions; use equal numbers of rows of both groups.",
	.example = "deficiency demo rest", .cite = "Meng et al. 2024, ICLR",
	SX_PARAMS(deficiency_params), .run = run_deficiency,
	SX_FIGURES(deficiency_figures), .before = "abtt demo --components 2 --as rest",
};
