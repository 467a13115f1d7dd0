/* cmd_cluster.c: the command cluster: clusters the rows by one of four methods, and measures agreement with known classes. */
#include "hdbscan.h"
#include "leiden.h"
#include "command/options.h"
#include "neighbors/neighbor_graph.h"
#include "numeric/agreement.h"
#include "numeric/kmeans.h"
#include "numeric/stats.h"
#include "rows/row_tables.h"
#include "space/class_codes.h"

#include <math.h>
#include <string.h>

enum { SPACE, METHOD, CLUSTERS, K, METRIC, LEAST, SAMPLES, RESOLUTION, RESTARTS, LABELS, WHERE, DROP };
enum { KMEANS, HDBSCAN, LEIDEN, SPECTRAL };

static const sx_param params[] = {
	[SPACE]      = SX_OPT_SPACE,
	[METHOD]     = { .name = "method", .kind = SX_KIND_CHOICE, .dflt = "kmeans", .choices = "kmeans|hdbscan|leiden|spectral",
	                 .help = "k-means; density-based clusters and noise (HDBSCAN*); communities of the neighbour graph "
	                 	"(Leiden); or spectral clustering of it" },
	[CLUSTERS]   = { .name = "clusters", .kind = SX_KIND_INT, .dflt = "8", .lo = 1, .hi = 1e6,
	                 .help = "number of clusters for kmeans and spectral" },
	[K]          = { .name = "k", .kind = SX_KIND_INT, .dflt = "15", .lo = 1, .hi = 1e6,
	                 .help = "number of neighbours in the graph of leiden and spectral" },
	[METRIC]     = { .name = "metric", .kind = SX_KIND_CHOICE, .dflt = "euclidean", .choices = "euclidean|cosine",
	                 .help = "distance metric; under cosine kmeans uses rows scaled to length 1" },
	[LEAST]      = { .name = "min-size", .kind = SX_KIND_INT, .dflt = "10", .lo = 2, .hi = 1e9,
	                 .help = "size of the smallest cluster of hdbscan" },
	[SAMPLES]    = { .name = "min-samples", .kind = SX_KIND_INT, .dflt = "5", .lo = 1, .hi = 1e6,
	                 .help = "hdbscan: number of the neighbour that gives the core distance, not counting the row itself" },
	[RESOLUTION] = { .name = "resolution", .kind = SX_KIND_REAL, .dflt = "1", .lo = 1e-9, .hi = 1e9,
	                 .help = "leiden: resolution; larger values give smaller clusters" },
	[RESTARTS]   = { .name = "restarts", .kind = SX_KIND_INT, .dflt = "10", .lo = 1, .hi = 1e6,
	                 .help = "number of kmeans starts; the best is kept" },
	[LABELS]     = { .name = "labels", .kind = SX_KIND_COLUMN, .help = "column of classes: adds ari and ami" },
	[WHERE]      = SX_OPT_WHERE,
	[DROP]       = SX_OPT_DROP,
};

typedef struct study {
	const sx_call *call;
	sx_result *out;
	sx_space  *space;
	sx_metric  metric;
	size_t     n, groups;
	size_t    *label;		/* n: below groups; groups itself for noise */
} study;

static double number(const study *s, int which)
{
	return s->call->arg[which].num;
}

/* The points, or unit rows of them. */
static bool points(study *s, sx_mat *m, sx_err *err)
{
	*m = sx_space_mat(s->space);
	if (s->metric != SX_COSINE)
		return true;
	float *unit = sx_alloc(s->call->tmp, m->n * m->d, sizeof *unit);
	if (unit == NULL)
		return sx_fail_memory(err, "unit rows", (double)m->n * (double)m->d * 4);
	for (size_t i = 0; i < m->n; i++) {
		double sum = 0;
		for (size_t j = 0; j < m->d; j++)
			sum += (double)m->p[i * m->ld + j] * (double)m->p[i * m->ld + j];
		if (sum == 0)
			return sx_fail_zero_row(s->space, i, err);
		for (size_t j = 0; j < m->d; j++)
			unit[i * m->d + j] = (float)((double)m->p[i * m->ld + j] / sqrt(sum));
	}
	*m = (sx_mat){ unit, m->n, m->d, m->d };
	return true;
}

static bool kmeans(study *s, sx_mat m, const char *what, sx_err *err)
{
	sx_kmeans found;
	if (!sx_kmeans_run(m, (size_t)number(s, CLUSTERS), (size_t)number(s, RESTARTS), s->call->job, s->call->tmp, &found, err))
		return false;
	s->label = found.label;
	s->groups = found.clusters;
	if ((double)found.clusters < number(s, CLUSTERS))
		sx_note(s->out, "only %zu rows differ from one another: there are no more clusters", found.clusters);
	if (what)
		sx_put(s->out, what, found.inertia);
	if (!found.settled)
		sx_note(s->out, "k-means has not converged after %zu iterations", found.iterations);
	return true;
}

static bool by_kmeans(study *s, sx_err *err)
{
	sx_mat m;
	return points(s, &m, err) && kmeans(s, m, "inertia", err);
}

static bool by_density(study *s, sx_err *err)
{
	sx_knn t;
	sx_density found;
	size_t k = (size_t)number(s, SAMPLES), noise = 0;
	double *core = sx_alloc(s->call->tmp, s->n, sizeof *core);
	sx_job first = sx_job_part(s->call->job, 0, 0.1), second = sx_job_part(s->call->job, 0.1, 0.9);
	s->label = sx_alloc(s->call->tmp, s->n, sizeof *s->label);
	if (!core || !s->label)
		return sx_fail_memory(err, "densities", (double)s->n * 16);
	if (!sx_knn_get(s->space, s->metric, k, &first, &t, err))
		return false;
	for (size_t i = 0; i < s->n; i++)
		core[i] = t.distance[i * t.ld + k - 1];
	if (!sx_density_run(s->space, s->metric, core, (size_t)number(s, LEAST), &second, s->call->tmp, &found, err))
		return false;
	s->groups = found.clusters;
	for (size_t i = 0; i < s->n; i++) {
		noise += found.label[i] == SX_NOISE;
		s->label[i] = found.label[i] == SX_NOISE ? s->groups : (size_t)found.label[i];
	}
	sx_put(s->out, "noise", (double)noise / (double)s->n);
	if (s->groups == 0)
		sx_note(s->out, "no cluster of at least %.0f rows persists: all rows are noise", number(s, LEAST));
	return true;
}

static bool graph(study *s, sx_links *g, sx_err *err)
{
	sx_knn t;
	size_t k = (size_t)number(s, K);
	return sx_knn_get(s->space, s->metric, k, s->call->job, &t, err) && sx_links_make(&t, s->call->tmp, g, err);
}

static bool by_communities(study *s, sx_err *err)
{
	sx_links g;
	double modularity;
	s->label = sx_alloc(s->call->tmp, s->n, sizeof *s->label);
	if (s->label == NULL)
		return sx_fail_memory(err, "groups", (double)s->n * 8);
	if (!graph(s, &g, err) ||
	    !sx_leiden(&g, number(s, RESOLUTION), s->call->job->seed, s->label, &s->groups, &modularity, err))
		return false;
	sx_put(s->out, "modularity", modularity);
	return true;
}

/* k-means on the rows of the leading eigenvectors, each row brought to length 1 (Ng, Jordan, Weiss 2001). */
static bool by_cuts(study *s, sx_err *err)
{
	sx_links g;
	size_t c = (size_t)number(s, CLUSTERS);
	double worst;
	if (c > s->n)
		return sx_fail(err, SX_EINPUT, "%zu clusters of %zu rows: use 1 to %zu", c, s->n, s->n);
	double *v = sx_alloc(s->call->tmp, s->n * c, sizeof *v), *value = sx_alloc(s->call->tmp, c, sizeof *value);
	float *unit = sx_alloc(s->call->tmp, s->n * c, sizeof *unit);
	if (!v || !value || !unit)
		return sx_fail_memory(err, "eigenvectors", (double)s->n * (double)c * 12);
	if (!graph(s, &g, err) || !sx_links_spectrum(&g, c, s->call->job, s->call->tmp, v, value, &worst, err))
		return false;
	for (size_t i = 0; i < s->n; i++) {
		double sum = 0;
		for (size_t j = 0; j < c; j++)
			sum += v[i * c + j] * v[i * c + j];
		for (size_t j = 0; j < c; j++)
			unit[i * c + j] = sum > 0 ? (float)(v[i * c + j] / sqrt(sum)) : 0;
	}
	sx_put(s->out, "eigengap", c > 1 ? value[0] - value[c - 1] : 0);
	if (worst > 1e-6)
		sx_note(s->out, "the eigenvectors are accurate to %.1e only: the graph has many nearly equal cuts", worst);
	return kmeans(s, (sx_mat){ unit, s->n, c, c }, NULL, err);
}

/* ---- what was found ---- */

/* Each cluster is represented by the row nearest to its mean. */
static bool exemplars(study *s, double *size, size_t *row)
{
	sx_mat m = sx_space_mat(s->space);
	double *mean = sx_alloc(s->call->tmp, (s->groups + 1) * m.d, sizeof *mean);
	double *best = sx_alloc(s->call->tmp, s->groups + 1, sizeof *best);
	if (!mean || !best)
		return false;
	for (size_t i = 0; i < s->n; i++) {
		size[s->label[i]]++;
		for (size_t j = 0; j < m.d; j++)
			mean[s->label[i] * m.d + j] += (double)m.p[i * m.ld + j];
	}
	for (size_t g = 0; g <= s->groups; g++)
		best[g] = INFINITY;
	for (size_t i = 0; i < s->n; i++) {
		size_t g = s->label[i];
		double away = 0;
		for (size_t j = 0; j < m.d; j++)
			away += pow((double)m.p[i * m.ld + j] - mean[g * m.d + j] / size[g], 2);
		if (away < best[g]) {
			best[g] = away;
			row[g] = i;
		}
	}
	return true;
}

static bool table(study *s)
{
	size_t g = s->groups, shown = 0;
	sx_arena *tmp = s->call->tmp;
	double *size = sx_alloc(tmp, g + 1, sizeof *size), *share = sx_alloc(tmp, g + 1, sizeof *share);
	double *name = sx_alloc(tmp, g + 1, sizeof *name), *number_of = sx_alloc(tmp, g + 1, sizeof *number_of);
	double *rows = sx_alloc(tmp, g + 1, sizeof *rows);
	size_t *row = sx_alloc(tmp, g + 1, sizeof *row), *order = sx_alloc(tmp, g + 1, sizeof *order);
	const char **label = sx_alloc(tmp, g + 1, sizeof *label);
	if (!size || !share || !name || !number_of || !rows || !row || !order || !label || !exemplars(s, size, row) ||
	    !sx_order_down(size, g, order, tmp))
		return false;
	for (; shown < g; shown++) {
		size_t c = order[shown];
		name[shown] = (double)c;
		number_of[shown] = size[c];
		share[shown] = size[c] / (double)s->n;
		rows[shown] = (double)sx_space_parent_row(s->space, row[c]);
		label[shown] = sx_space_has_labels(s->space) ? sx_space_label(s->space, row[c]) : "";
	}
	sx_table(s->out, "clusters", SX_PLAIN, shown);
	sx_table_ints(s->out, "cluster", name);
	sx_table_ints(s->out, "size", number_of);
	sx_table_nums(s->out, "share", share);
	sx_table_ints(s->out, "row", rows);
	if (sx_space_has_labels(s->space))
		sx_table_texts(s->out, "label", label);
	return true;
}

static bool agreement(study *s, sx_err *err)
{
	size_t *code, classes;
	sx_agreement a;
	if (!sx_classes_get(s->space, s->call->arg[LABELS].text, s->call->tmp, &code, &classes, err))
		return false;
	size_t *found = sx_alloc(s->call->tmp, s->n, sizeof *found), n = 0;
	if (found == NULL)
		return sx_fail_memory(err, "classes", (double)s->n * 8);
	sx_classes_tell(code, s->n, s->call->arg[LABELS].text, s->out);
	for (size_t i = 0; i < s->n; i++)	/* rows without a class agree with nothing */
		if (code[i] != SX_NO_CLASS) {
			code[n] = code[i];
			found[n++] = s->label[i];
		}
	if (!sx_agreement_of(code, classes, found, s->groups + 1, n, s->call->tmp, &a))
		return sx_fail_memory(err, "the table of classes", (double)classes * (double)(s->groups + 1) * 8);
	sx_put(s->out, "ari", a.ari);
	sx_put(s->out, "ami", a.ami);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	static bool (*const method[])(study *, sx_err *) = { by_kmeans, by_density, by_communities, by_cuts };
	study s = { .call = call, .out = out, .space = call->arg[SPACE].space[0], .metric = (sx_metric)call->arg[METRIC].num };
	s.n = sx_space_rows(s.space);
	if (!method[(int)call->arg[METHOD].num](&s, err))
		return false;
	double *column = sx_alloc(call->tmp, s.n, sizeof *column);
	if (column == NULL || !table(&s))
		return sx_fail_memory(err, "groups", (double)s.n * 8);
	sx_put(out, "clusters", (double)s.groups);
	for (size_t i = 0; i < s.n; i++)
		column[i] = s.label[i] == s.groups ? -1 : (double)s.label[i];
	sx_column(out, "cluster", column);
	return call->arg[LABELS].text == NULL || agreement(&s, err);
}

static const sx_figure cluster_figures[] = {
	{ "inertia", "0 or more", NULL, "kmeans: sum of squared distances to the cluster means; comparable only at the same k" },
	{ "clusters", "1 or more", NULL, "number of clusters, not counting noise" },
	{ "noise", "0 to 1", NULL, "hdbscan: share of rows in no cluster" },
	{ "modularity", "-0.5 to 1", NULL, "leiden: modularity, the share of links within clusters beyond what the degrees "
		"predict" },
	{ "eigengap", "0 to 1", NULL, "spectral: difference of the first and the last eigenvalue used" },
	{ "ari", "-0.5 to 1", "0", "with --labels: adjusted Rand index; 1: equal partitions" },
	{ "ami", "at most 1", "0", "with --labels: adjusted mutual information; 1: equal partitions" },
	{ "clusters", "table", NULL, "size, share, and the row nearest to the mean, largest first" },
	{ "cluster", "column", NULL, "cluster number of each row; -1 for noise" },
};

const sx_command sx_cmd_cluster = {
	.name = "cluster", .group = "measure", .summary = "Cluster the rows (k-means, HDBSCAN*, Leiden, spectral)",
	.plain = "Clusters the rows by one of four methods. If classes are known, it also measures how well the clusters agree "
		"with them.",
	.about = "kmeans: clusters that minimise the sum of squared distances to their means (inertia), the best of several "
		"k-means++ starts. hdbscan: clusters of at least min-size rows that persist over levels of density, and noise "
		"(-1 in the column). leiden: communities of the graph that links each row with its k neighbours, by modularity. "
		"spectral: k-means on the leading eigenvectors of that graph (eigengap: first minus last eigenvalue). With "
		"--labels: ari and ami, the adjusted Rand index and adjusted mutual information with known classes: 0 is "
		"chance, 1 equal; noise counts as one cluster. Column cluster; table clusters, largest first, with the row "
		"nearest to each mean.\nTraps: kmeans and spectral always return as many clusters as requested, even where "
		"there are none; hdbscan here does not count the row itself among its min-samples neighbours, as scikit-learn "
		"does.\nCost: kmeans restarts x iterations x n k d; hdbscan n^2 d; leiden and spectral the neighbour table and "
		"a few passes.",
	.example = "cluster demo --clusters 5",
	.cite = "Arthur, Vassilvitskii 2007; Campello, Moulavi, Sander 2013; Traag, Waltman, van Eck 2019; Ng, Jordan, Weiss 2001; "
		"Hubert, Arabie 1985; Vinh, Epps, Bailey 2010",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(cluster_figures),
};
