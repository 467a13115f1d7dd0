/* cmd_knn.c: the commands knn (the exact neighbour table) and neighbors (the neighbours of one row). */
#include "neighbor_budget.h"
#include "command/options.h"
#include "linear/price_terms.h"
#include "rows/index_queries.h"
#include "rows/row_tables.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- knn ---- */

enum { SPACE, K, METRIC, QUERIES, ASKING, BUDGET, GRAPH, NULLS, NULL_KIND, WHERE, DROP, AS };

static const sx_param knn_params[] = {
	[SPACE]  = SX_OPT_SPACE,
	[K]      = SX_OPT_K("10"),
	[METRIC] = SX_OPT_METRIC,
	[QUERIES] = SX_OPT_QUERIES,
	[ASKING] = SX_OPT_QUERY_SPACE,
	[BUDGET] = SX_OPT_BUDGET,
	[GRAPH]  = SX_OPT_GRAPH,
	[NULLS]  = SX_OPT_NULL,
	[NULL_KIND] = SX_OPT_NULL_KIND,
	[WHERE]  = SX_OPT_WHERE,
	[DROP]   = SX_OPT_DROP,
	[AS]     = { .name = "as", .kind = SX_KIND_NAME, .help = "keep the table as spaces NAME.indices and NAME.distances" },
};

/* Two spaces with a row for each line of the table and the labels of lines; the indices are rows of space. */
static bool give_table(const sx_call *call, const sx_space *space, const sx_space *lines, const sx_knn *t, sx_result *out,
                       sx_err *err)
{
	const char *as = call->arg[AS].text;
	if (as == NULL)
		return true;
	if (t->rows)
		return sx_fail(err, SX_EUSAGE, "--as needs the neighbours of all rows; add --queries %zu", t->of);
	if (t->n > (size_t)1 << 24)
		return sx_fail(err, SX_EINPUT, "%zu rows cannot be numbered in float32; at most 16777216", t->n);
	for (int which = 0; which < 2; which++) {
		float *p;
		const char *name = sx_printf(call->tmp, "%s.%s", as, which ? "distances" : "indices");
		sx_space *made = name ? sx_space_new(name, t->n, t->k, &p, err) : NULL;
		if (made == NULL || !sx_space_copy_meta(made, lines, err)) {
			sx_space_unref(made);
			return name ? false : sx_fail_memory(err, "a name", 64);
		}
		for (size_t i = 0; i < t->n; i++)
			for (size_t j = 0; j < t->k; j++)
				p[i * t->k + j] = which ? (float)t->distance[i * t->ld + j]
				                        : (float)sx_space_parent_row(space, t->index[i * t->ld + j]);
		sx_give(out, made);
	}
	return true;
}

static size_t duplicate_rows(const sx_knn *t, sx_metric metric)
{
	size_t n = 0;
	for (size_t i = 0; metric != SX_DOT && i < t->n; i++)
		n += t->distance[i * t->ld] == 0;
	return n;
}

/* Of the rows of another space among those of this one. One neighbour more shows whether the last is tied. */
static bool asked_from(const sx_call *call, sx_space *space, const sx_space *asking, sx_metric metric, sx_knn *t, sx_err *err)
{
	size_t k = (size_t)call->arg[K].num, more = k < sx_space_rows(space) ? k + 1 : k;
	bool ok = sx_knn_of(space, &(sx_knn_asked){ sx_space_mat(asking), NULL, metric, more }, call->job, call->tmp, t, err);
	t->k = k;
	return ok;
}

static bool run_knn(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0], *asking = call->arg[ASKING].count ? call->arg[ASKING].space[0] : NULL;
	sx_metric metric = (sx_metric)call->arg[METRIC].num;
	sx_knn t;
	const sx_neighbors_of near = { .call = call, .space = space, .metric = metric, .k = (size_t)call->arg[K].num,
	                               .queries = &call->arg[QUERIES], .budget = &call->arg[BUDGET], .out = out };
	if (!(asking ? asked_from(call, space, asking, metric, &t, err) : sx_neighbors_get(&near, &t, err)))
		return false;
	double *last = sx_alloc(call->tmp, t.n, sizeof *last), top = -INFINITY;
	if (last == NULL)
		return sx_fail_memory(err, "a column", (double)t.n * 8);
	for (size_t i = 0; i < t.n; i++) {
		last[i] = t.distance[i * t.ld + t.k - 1];
		top = fmax(top, last[i]);
	}
	sx_put_mean(out, "mean_kth_distance", last, &t);
	if (t.rows)
		sx_put_none(out, "max_kth_distance", "the maximum cannot be estimated from a sample");
	else
		sx_put(out, "max_kth_distance", top);
	sx_put_count(out, "boundary_ties", sx_knn_boundary_ties(&t), &t);
	if (metric == SX_DOT)
		sx_put_none(out, "duplicates", "equal rows cannot be identified by the inner product; use --metric euclidean");
	else
		sx_put_count(out, "duplicates", duplicate_rows(&t, metric), &t);
	if (t.again)
		sx_note(out, "%zu rows were tied within rounding and searched again in double", t.again);
	char name[32];
	snprintf(name, sizeof name, "knn_distance_%zu", t.k);
	if (asking == NULL && !sx_column_of_lines(out, name, last, &t, call->tmp))
		return sx_fail_memory(err, "a column", (double)t.of * 8);
	return give_table(call, space, asking ? asking : space, &t, out, err);
}

/* The null spaces are searched like the space. */
static void price_knn(const sx_call *call, sx_price *price)
{
	const sx_value *v = call->arg;
	if (v[ASKING].count)
		price->flop += 2 * (double)sx_space_rows(v[ASKING].space[0]) * (double)sx_space_rows(v[SPACE].space[0]) *
		               (double)sx_space_dims(v[SPACE].space[0]);
	else if (v[GRAPH].num == 0)
		sx_neighbors_price(v[SPACE].space[0], (sx_metric)v[METRIC].num, (size_t)v[K].num, &v[QUERIES], &v[BUDGET], price);
	sx_price_times(price, 1 + v[NULLS].num);
}

static const sx_figure knn_figures[] = {
	{ "mean_kth_distance max_kth_distance", "0 or more", NULL, "mean and maximum distance to the k-th neighbour" },
	{ "boundary_ties", "0 to rows", "0", "number of rows whose list is not unique because of ties" },
	{ "duplicates", "0 to rows", "0", "number of rows with another row at distance 0" },
	{ "recall", "0 to 1", "1", "with --graph hnsw: recall, the share of true neighbours found" },
	{ "knn_distance_*", "column", NULL, "distance of each row to its k-th neighbour: large for outliers" },
};

const sx_command sx_cmd_knn = {
	.name = "knn", .group = "measure", .summary = "k nearest neighbours of every row (exact, or HNSW)",
	.plain = "Finds the k nearest neighbours of every row, exactly. Other commands read the table, which is kept with the "
		"space.",
	.about = "Computes the neighbour table that hubness, id and overlap use; it is kept with the space. The table is exact: "
		"what single precision cannot decide is measured again in double, and ties go to the lower row number. Metrics: "
		"mean_kth_distance and max_kth_distance; boundary_ties, the number of rows whose k-th and (k+1)-th neighbours "
		"are equally far, so that the list is not unique; duplicates, the number of rows with another row at distance "
		"0. A row is never its own neighbour. Cosine distance is 1 - cos; under dot, the nearest row has the largest "
		"inner product. Beyond --budget, or with --queries m, a random sample of m rows queries all rows; metrics then "
		"have a standard error, NAME_se. With --query-space SPACE the rows of that space are the queries (duplicates: "
		"those equal to a row). --graph hnsw uses an approximate graph instead, and measures its recall. The graph is "
		"built on one thread, to be reproducible: 50,000 x 100 took 18 s, the exact table 1.5 s on two cores, so it "
		"pays at best from some hundred thousand rows on.\nCost: n^2 d flop in single precision, half of a plain "
		"product; memory n (d + 5 k + 120) 4 bytes. Trap: under dot the nearest row may be a long vector far away.",
	.example = "knn demo --k 10 --metric cosine", .cite = "exact search; bounds after Higham 2002, Accuracy and Stability, ch. 3",
	SX_PARAMS(knn_params), .run = run_knn, .price = price_knn,
	SX_FIGURES(knn_figures),
};

/* ---- neighbors ---- */

enum { N_SPACE, N_ROW, N_K, N_METRIC };

static const sx_param neighbors_params[] = {
	[N_SPACE]  = SX_OPT_SPACE,
	[N_ROW]    = { .name = "row", .kind = SX_KIND_ROW, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "the row, by label or number" },
	[N_K]      = SX_OPT_K("10"),
	[N_METRIC] = SX_OPT_METRIC_AS("cosine"),
};

static double similarity(sx_metric m, double distance)
{
	return m == SX_COSINE ? 1 - distance : m == SX_DOT ? -distance : 1 / (1 + distance);
}

static bool run_neighbors(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_space *space = call->arg[N_SPACE].space[0];
	sx_metric metric = (sx_metric)call->arg[N_METRIC].num;
	size_t k = (size_t)call->arg[N_K].num, row = (size_t)call->arg[N_ROW].num, n = sx_space_rows(space);
	if (k >= n)
		k = n - 1;		/* looking, not measuring: as many as there are */
	if (k == 0)
		return sx_fail(err, SX_EINPUT, "%s: it has a single row, which has no neighbours", sx_space_name(space));
	uint32_t *index = sx_alloc(call->tmp, k, sizeof *index);
	size_t *rows = sx_alloc(call->tmp, k, sizeof *rows);
	double *distance = sx_alloc(call->tmp, k, sizeof *distance), *sim = sx_alloc(call->tmp, k, sizeof *sim);
	if (!index || !rows || !distance || !sim)
		return sx_fail_memory(err, "neighbours", (double)k * 28);
	if (!sx_knn_row(space, metric, row, k, call->job, index, distance, err))
		return false;
	if (metric == SX_COSINE && distance[0] == INFINITY)
		return sx_fail_zero_row(space, row, err);
	size_t found = k;
	while (distance[k - 1] == INFINITY)
		k--;		/* rows without a direction come last */
	if (k < found)
		sx_note(out, "%zu rows are all zeros and have no direction: left out", found - k);
	for (size_t i = 0; i < k; i++) {
		rows[i] = index[i];
		sim[i] = similarity(metric, distance[i]);
	}
	sx_put(out, "row", (double)row);
	if (sx_space_has_labels(space))
		sx_put_text(out, "label", sx_space_label(space, row));
	if (!sx_table_rows(out, "neighbors", SX_PLAIN, space, rows, k, call->tmp))
		return sx_fail_memory(err, "the table", (double)k * 16);
	sx_table_nums(out, "distance", distance);
	sx_table_nums(out, "similarity", sim);
	return true;
}

static const sx_figure neighbors_figures[] = {
	{ "row label", "text; a number", NULL, "the query row" },
	{ "neighbors", "table", NULL,
	  "nearest first: distance under --metric, and similarity, the cosine (or the inner product under dot)" },
};

const sx_command sx_cmd_neighbors = {
	.name = "neighbors", .group = "look", .summary = "Nearest neighbours of one row",
	.about = "Distances are direct sums in double. similarity is the cosine, the inner product, or, for euclidean, 1 / (1 + "
		"distance). Ties go to the lower row number. Under cosine a row of zeros is never a neighbour.\nCost: n d.",
	.example = "neighbors demo monday --k 5", .cite = NULL,
	SX_PARAMS(neighbors_params), .run = run_neighbors,
	SX_FIGURES(neighbors_figures),
};
