/* cmd_explain.c: the command explain: what is known of one row: its neighbours, its k-occurrence, its norm and most unusual
 * dimensions, and how its neighbours changed in another space of the same rows. */
#include "knn_search.h"
#include "command/options.h"
#include "rows/row_tables.h"

#include <math.h>
#include <string.h>

enum { SPACE, ROW, K, METRIC, BUDGET, WITH };

static const sx_param params[] = {
	[SPACE]  = SX_OPT_SPACE,
	[ROW]    = { .name = "row", .kind = SX_KIND_ROW, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "the row, by label or number" },
	[K]      = SX_OPT_K("10"),
	[METRIC] = SX_OPT_METRIC,
	[BUDGET] = SX_OPT_BUDGET,
	[WITH]   = { .name = "with", .kind = SX_KIND_SPACE, .dflt = "none",
	             .help = "another space of the same rows, to compare the neighbours" },
};

enum { DIMS = 8 };		/* dimensions listed */

typedef struct about {
	const sx_call *call;
	sx_result *out;
	sx_space  *space;
	sx_metric  metric;
	size_t     row, k, n, d;
	uint32_t  *index;
	double    *distance;
} about;

/* The share of rows whose value is below that of the row: 0 for the least. */
static double rank_of(const double *v, size_t n, size_t row)
{
	size_t below = 0;
	for (size_t i = 0; i < n; i++)
		below += v[i] < v[row];
	return n > 1 ? (double)below / ((double)n - 1) : NAN;
}

enum { COLUMNS = 32, ROWS = 4096 };	/* of a block of work */

typedef struct lengths {
	sx_mat  m;
	double *mean, *sd;		/* d */
	double *norm, *away;		/* n: of the rows, and of the rows about the mean */
} lengths;

/* Sums of a column go over the rows in their order, whichever thread has it. */
static void columns(void *ctx, size_t lo, size_t hi, int thread)
{
	lengths *w = ctx;
	sx_mat m = w->m;
	(void)thread;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = lo; j < hi; j++)
			w->mean[j] += (double)m.p[i * m.ld + j] / (double)m.n;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = lo; j < hi; j++)
			w->sd[j] += pow((double)m.p[i * m.ld + j] - w->mean[j], 2) / (double)m.n;
	for (size_t j = lo; j < hi; j++)
		w->sd[j] = sqrt(w->sd[j]);
}

static void rows(void *ctx, size_t lo, size_t hi, int thread)
{
	lengths *w = ctx;
	(void)thread;
	for (size_t i = lo; i < hi; i++) {
		for (size_t j = 0; j < w->m.d; j++) {
			double v = (double)w->m.p[i * w->m.ld + j];
			w->norm[i] += v * v;
			w->away[i] += (v - w->mean[j]) * (v - w->mean[j]);
		}
		w->norm[i] = sqrt(w->norm[i]);
		w->away[i] = sqrt(w->away[i]);
	}
}

static bool measure(lengths *w, sx_job *job, sx_arena *tmp, sx_err *err)
{
	sx_mat m = w->m;
	w->mean = sx_alloc(tmp, m.d, sizeof *w->mean);
	w->sd = sx_alloc(tmp, m.d, sizeof *w->sd);
	w->norm = sx_alloc(tmp, m.n, sizeof *w->norm);
	w->away = sx_alloc(tmp, m.n, sizeof *w->away);
	if (!w->mean || !w->sd || !w->norm || !w->away)
		return sx_fail_memory(err, "lengths", (double)(m.n + m.d) * 16);
	return (sx_for(job, "means", m.d, COLUMNS, columns, w) && sx_for(job, "lengths", m.n, ROWS, rows, w)) || sx_fail_cancel(err);
}

/* The dimensions of the largest |z|. */
static bool unusual(about *a, const lengths *w)
{
	sx_mat m = w->m;
	sx_arena *tmp = a->call->tmp;
	double *z = sx_alloc(tmp, m.d, sizeof *z), *size = sx_alloc(tmp, m.d, sizeof *size);
	double *value = sx_alloc(tmp, DIMS, sizeof *value), *dim = sx_alloc(tmp, DIMS, sizeof *dim);
	double *top = sx_alloc(tmp, DIMS, sizeof *top);
	if (!z || !size || !value || !dim || !top)
		return false;
	for (size_t j = 0; j < m.d; j++) {
		z[j] = w->sd[j] > 0 ? ((double)m.p[a->row * m.ld + j] - w->mean[j]) / w->sd[j] : 0;
		size[j] = fabs(z[j]);
	}
	size_t shown = m.d < DIMS ? m.d : DIMS;
	for (size_t i = 0; i < shown; i++) {
		size_t best = 0;
		for (size_t j = 1; j < m.d; j++)
			if (size[j] > size[best])
				best = j;
		dim[i] = (double)best;
		value[i] = (double)m.p[a->row * m.ld + best];
		top[i] = z[best];
		size[best] = -1;
	}
	sx_table(a->out, "dimensions", SX_PLAIN, shown);
	sx_table_ints(a->out, "dimension", dim);
	sx_table_nums(a->out, "value", value);
	sx_table_nums(a->out, "z", top);
	return true;
}

/* Length, distance to the mean, and the dimensions in which the row stands out, by |z| (population deviation). */
static bool place(about *a, sx_err *err)
{
	lengths w = { .m = sx_space_mat(a->space) };
	sx_arena *tmp = a->call->tmp;
	if (!measure(&w, a->call->job, tmp, err))
		return false;
	sx_put(a->out, "norm", w.norm[a->row]);
	sx_put(a->out, "norm_rank", rank_of(w.norm, w.m.n, a->row));
	sx_put(a->out, "center_distance", w.away[a->row]);
	sx_put(a->out, "center_rank", rank_of(w.away, w.m.n, a->row));
	return unusual(a, &w) || sx_fail_memory(err, "dimensions", (double)w.m.d * 16);
}

static bool list(about *a, const char *name, const uint32_t *index, const double *distance, size_t n)
{
	size_t *rows = sx_alloc(a->call->tmp, n, sizeof *rows);
	if (rows == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i] = index[i];
	if (!sx_table_rows(a->out, name, SX_PLAIN, a->space, rows, n, a->call->tmp))
		return false;
	sx_table_nums(a->out, "distance", distance);
	return true;
}

/* The rows that have this row among their k nearest: needs the table of all rows. */
static bool listed_by(about *a, sx_err *err)
{
	sx_knn t;
	double all = (double)a->n * (double)a->n * (double)a->d;
	if (all > a->call->arg[BUDGET].num) {
		sx_put_none(a->out, "k_occurrence", "needs the neighbours of all rows, which is beyond --budget");
		return true;
	}
	if (!sx_knn_get(a->space, a->metric, a->k, a->call->job, &t, err))
		return false;
	uint32_t *who = sx_alloc(a->call->tmp, t.n, sizeof *who);
	double *distance = sx_alloc(a->call->tmp, t.n, sizeof *distance);
	if (!who || !distance)
		return sx_fail_memory(err, "a list", (double)t.n * 12);
	size_t m = 0;
	for (size_t i = 0; i < t.n; i++)
		for (size_t j = 0; j < t.k; j++)
			if (t.index[i * t.ld + j] == a->row) {
				distance[m] = t.distance[i * t.ld + j];
				who[m++] = (uint32_t)i;
			}
	sx_put(a->out, "k_occurrence", (double)m);
	return list(a, "listed_by", who, distance, m) || sx_fail_memory(err, "a list", (double)m * 16);
}

/* Neighbours that the row has in only one of the two spaces. */
static bool moved(about *a, sx_space *with, sx_err *err)
{
	size_t k = a->k, kept = 0, n[2] = { 0 };
	if (sx_space_rows(with) != a->n)
		return sx_fail(err, SX_EINPUT, "%s has %zu rows and %s has %zu: they must be the same rows", sx_space_name(a->space),
		               a->n, sx_space_name(with), sx_space_rows(with));
	sx_arena *tmp = a->call->tmp;
	uint32_t *there = sx_alloc(tmp, k, sizeof *there), *only = sx_alloc(tmp, 2 * k, sizeof *only);
	double *far = sx_alloc(tmp, k, sizeof *far), *d = sx_alloc(tmp, 2 * k, sizeof *d);
	if (!there || !only || !far || !d)
		return sx_fail_memory(err, "neighbours", (double)k * 36);
	if (!sx_knn_row(with, a->metric, a->row, k, a->call->job, there, far, err))
		return false;
	for (size_t i = 0; i < k; i++) {
		if (sx_knn_list_holds(there, k, a->index[i])) {
			kept++;
		} else {
			only[n[0]] = a->index[i];
			d[n[0]++] = a->distance[i];
		}
		if (!sx_knn_list_holds(a->index, k, there[i])) {
			only[k + n[1]] = there[i];
			d[k + n[1]++] = far[i];
		}
	}
	sx_put(a->out, "overlap", (double)kept / (double)k);
	return (list(a, "left", only, d, n[0]) && list(a, "joined", only + k, d + k, n[1])) ||
	       sx_fail_memory(err, "a list", (double)k * 16);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	about a = { .call = call, .out = out, .space = call->arg[SPACE].space[0], .metric = (sx_metric)call->arg[METRIC].num,
	            .row = (size_t)call->arg[ROW].num, .k = (size_t)call->arg[K].num };
	a.n = sx_space_rows(a.space);
	a.d = sx_space_dims(a.space);
	if (a.k >= a.n)
		a.k = a.n - 1;		/* looking, not measuring: as many as there are */
	if (a.k == 0)
		return sx_fail(err, SX_EINPUT, "%s: it has a single row, so there is nothing to compare it with", sx_space_name(a.space));
	a.index = sx_alloc(call->tmp, a.k, sizeof *a.index);
	a.distance = sx_alloc(call->tmp, a.k, sizeof *a.distance);
	if (!a.index || !a.distance)
		return sx_fail_memory(err, "neighbours", (double)a.k * 12);
	sx_put(out, "row", (double)a.row);
	if (sx_space_has_labels(a.space))
		sx_put_text(out, "label", sx_space_label(a.space, a.row));
	if (!sx_knn_row(a.space, a.metric, a.row, a.k, call->job, a.index, a.distance, err))
		return false;
	if (!list(&a, "neighbors", a.index, a.distance, a.k))
		return sx_fail_memory(err, "a list", (double)a.k * 16);
	if (!listed_by(&a, err) || (call->arg[WITH].count && !moved(&a, call->arg[WITH].space[0], err)))
		return false;
	return place(&a, err);
}

static const sx_figure explain_figures[] = {
	{ "row label", "text; a number", NULL, "the explained row" },
	{ "k_occurrence", "0 to rows - 1", "k",
	  "k-occurrence: number of rows with it among their k nearest; far above k for a hub, 0 for an anti-hub" },
	{ "norm center_distance", "0 or more", NULL, "its norm and its distance to the mean of all rows" },
	{ "norm_rank center_rank", "0 to 1", "0.5", "the share of rows below it: 0 for the smallest, 1 for the largest" },
	{ "overlap", "0 to 1", "k / (n-1)", "with --with: share of its neighbours kept in the other space" },
	{ "neighbors listed_by", "table", NULL, "its neighbours, and the rows of which it is a neighbour" },
	{ "left joined", "table", NULL, "with --with: the neighbours lost and gained in the other space" },
	{ "dimensions", "table", NULL, "its most unusual dimensions, with z in standard deviations from the mean" },
};

const sx_command sx_cmd_explain = {
	.name = "explain", .group = "look", .summary = "One row: neighbours, k-occurrence, norm, unusual dimensions",
	.about = "Its neighbours (table neighbors); the rows that have it among theirs (listed_by; their number is "
		"k_occurrence, a hub has many); its norm and its distance to the mean, each with the share of rows that are "
		"below it (norm_rank, center_rank: 0 the least, 1 the greatest of all); its most unusual dimensions by z, the "
		"value minus the mean over the standard deviation (ddof 0). With another space of the same rows: overlap, the "
		"share of common neighbours, and the neighbours lost (left) and gained (joined) there.\nCost: n d, and the "
		"neighbour table, which is kept.",
	.example = "explain demo monday", .cite = NULL, SX_PARAMS(params), .run = run,
	SX_FIGURES(explain_figures),
};
