/* cmd_layers.c: the command layers: metrics of the layers of a model, side by side (Skean et al. 2025, Layer by layer; Valeriani
 * et al. 2023).
 *
 * This command measures nothing itself: each metric comes from its own command with default options, and the overlap of
 * neighbours from that of compare. Cost: that of those commands for every layer, and of a neighbour table for each. */
#include "command/options.h"
#include "command/session.h"
#include "run/measure.h"

#include <math.h>
#include <string.h>

enum { SPACES, METRICS, K, METRIC };

#define KNOWN_NAMES \
	"mean_norm|norm_cv|mean_cosine|partition_isotropy|isoscore|participation_ratio|effective_rank|rankme|stable_rank|" \
	"spectral_entropy|singular_entropy|power_law_slope|twonn|gride|mle|hill_geometric|k_skewness|robinhood"

static const sx_param params[] = {
	[SPACES]  = { .name = "spaces", .kind = SX_KIND_SPACES, .flags = SX_POSITIONAL | SX_REQUIRED,
	              .help = "the layers, in order; load --layers all loads them" },
	[METRICS] = { .name = "metrics", .kind = SX_KIND_CHOICES, .choices = KNOWN_NAMES,
	              .dflt = "mean_norm,mean_cosine,isoscore,participation_ratio,effective_rank,twonn,k_skewness",
	              .help = "the metrics to compute" },
	[K]       = SX_OPT_K("10"),
	[METRIC]  = SX_OPT_METRIC,
};

/* In the order of KNOWN_NAMES: the command of each metric and, for id, its method. */
static const struct known { const char *figure, *command, *method; } known[] = {
	{ "mean_norm", "isotropy", NULL }, { "norm_cv", "isotropy", NULL }, { "mean_cosine", "isotropy", NULL },
	{ "partition_isotropy", "isotropy", NULL }, { "isoscore", "isotropy", NULL }, { "participation_ratio", "spectrum", NULL },
	{ "effective_rank", "spectrum", NULL }, { "rankme", "spectrum", NULL }, { "stable_rank", "spectrum", NULL },
	{ "spectral_entropy", "spectrum", NULL }, { "singular_entropy", "spectrum", NULL }, { "power_law_slope", "spectrum", NULL },
	{ "twonn", "id", "twonn" },
	{ "gride", "id", "gride" }, { "mle", "id", "mle" }, { "hill_geometric", "id", "hill" }, { "k_skewness", "hubness", NULL },
	{ "robinhood", "hubness", NULL },
};

typedef struct study {
	const sx_call *call;
	sx_result     *out;
	sx_space     **layer;
	size_t         m, metrics;
	const double  *metric;
	double        *value;		/* metrics × m */
	double        *overlap;		/* m × m, or NULL where the layers have no rows in common */
	sx_job         job;		/* of the part under way */
	size_t         done, all;
} study;

static const struct known *metric_at(const study *w, size_t i)
{
	return &known[(size_t)w->metric[i]];
}

/* ---- one layer ---- */

/* Options beyond a command's defaults: for id, the methods needed; for spectrum, no shuffled spaces, which none of these metrics
 * needs. */
static sx_arg asked(const study *w, const struct known *of)
{
	const char *methods = NULL;
	for (size_t i = 0; of->method && i < w->metrics; i++)
		if (metric_at(w, i)->method)
			methods = methods ? sx_printf(w->call->tmp, "%s,%s", methods, metric_at(w, i)->method) : metric_at(w, i)->method;
	if (of->method)
		return (sx_arg){ .name = "method", .text = methods };
	return strcmp(of->command, "spectrum") == 0 ? (sx_arg){ .name = "draws", .text = "0" } : (sx_arg){ .name = NULL };
}

/* The metrics that one command has, from one run of it. Metrics before `first` had another. */
static bool measure_with(study *w, size_t layer, size_t first, sx_err *err)
{
	const struct known *of = metric_at(w, first);
	const sx_command *c = sx_catalog_find(w->call->catalog, of->command);
	sx_result *r = sx_result_new();
	sx_err why = { 0 };
	w->job = sx_job_part(w->call->job, 0.7 * (double)w->done / (double)w->all, 0.7 / (double)w->all);
	w->done++;
	sx_arg more = asked(w, of);
	const sx_measurement asks = { .command = c, .catalog = w->call->catalog, .space = w->layer[layer], .more = &more,
	                              .nmore = more.name != NULL };
	bool ok = c && r && sx_measure(&asks, &w->job, r, &why);
	for (size_t i = first; i < w->metrics; i++)
		if (strcmp(metric_at(w, i)->command, of->command) == 0) {
			const sx_scalar *s = ok ? sx_result_scalar(r, metric_at(w, i)->figure) : NULL;
			w->value[i * w->m + layer] = s && s->kind == SX_SCALAR_NUM ? s->num : (double)NAN;
		}
	sx_result_unref(r);
	if (c == NULL || why.code == SX_ECANCEL)
		return c == NULL ? sx_fail(err, SX_EUSAGE, "this build has no command %s", of->command) : sx_fail_cancel(err);
	if (!ok)
		sx_note(w->out, "%s: no %s: %s", sx_space_name(w->layer[layer]), of->command, why.msg);
	return true;
}

static bool is_first_of_command(const study *w, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(metric_at(w, j)->command, metric_at(w, i)->command) == 0)
			return false;
	return true;
}

static bool measure_layers(study *w, sx_err *err)
{
	size_t commands = 0;
	for (size_t i = 0; i < w->metrics; i++)
		commands += is_first_of_command(w, i);
	w->all = commands * w->m;
	for (size_t layer = 0; layer < w->m; layer++)
		for (size_t i = 0; i < w->metrics; i++)
			if (is_first_of_command(w, i) && !measure_with(w, layer, i, err))
				return false;
	return true;
}

/* ---- what layers share ---- */

static void read_overlaps(study *w, const sx_result *r)
{
	const sx_frame *t = sx_result_frame(r, "mutual_knn");
	const sx_scalar *one = sx_result_scalar(r, "mutual_knn");
	for (size_t a = 0; a < w->m; a++)
		for (size_t b = 0; b < w->m; b++)
			w->overlap[a * w->m + b] = a == b ? 1 : t ? t->field[b].num[a] : one ? one->num : (double)NAN;
}

static bool compare_layers(study *w, sx_err *err)
{
	const sx_value *arg = w->call->arg;
	sx_arena *tmp = w->call->tmp;
	sx_arg *more = sx_alloc(tmp, w->m + 2, sizeof *more);
	sx_result *r = sx_result_new();
	sx_err why = { 0 };
	const sx_command *c = sx_catalog_find(w->call->catalog, "compare");
	w->overlap = sx_alloc(tmp, w->m * w->m, sizeof *w->overlap);
	bool ok = more && r && w->overlap && c;
	for (size_t i = 1; ok && i < w->m; i++)
		more[i - 1] = (sx_arg){ .space = w->layer[i] };
	if (ok) {
		more[w->m - 1] = (sx_arg){ .name = "methods", .text = "mutual_knn" };
		more[w->m] = (sx_arg){ .name = "k", .text = arg[K].text };
		more[w->m + 1] = (sx_arg){ .name = "metric", .text = arg[METRIC].text };
		w->job = sx_job_part(w->call->job, 0.7, 0.3);
		const sx_measurement asks = { .command = c, .catalog = w->call->catalog, .space = w->layer[0], .more = more,
		                              .nmore = w->m + 2 };
		ok = sx_measure(&asks, &w->job, r, &why);
	}
	if (ok)
		read_overlaps(w, r);
	else
		w->overlap = NULL;
	sx_result_unref(r);
	if (why.code == SX_ECANCEL)
		return sx_fail_cancel(err);
	if (!ok && why.code)
		sx_note(w->out, "overlaps: %s", why.msg);
	return ok || why.code != 0 || sx_fail_memory(err, "overlaps", (double)(w->m * w->m) * 8);
}

/* ---- telling ---- */

static bool put_table(study *w, sx_err *err)
{
	size_t m = w->m;
	sx_arena *tmp = w->call->tmp;
	const char **name = sx_alloc(tmp, m, sizeof *name);
	double *v = sx_alloc(tmp, 4 * m, sizeof *v);
	if (!name || !v)
		return sx_fail_memory(err, "the table", (double)m * 40);
	for (size_t i = 0; i < m; i++) {
		name[i] = sx_space_name(w->layer[i]);
		v[i] = (double)i;
		v[m + i] = (double)sx_space_rows(w->layer[i]);
		v[2 * m + i] = (double)sx_space_dims(w->layer[i]);
		v[3 * m + i] = w->overlap && i + 1 < m ? w->overlap[i * m + i + 1] : (double)NAN;
	}
	sx_table(w->out, "layers", SX_PLAIN, m);
	sx_table_ints(w->out, "layer", v);
	sx_table_texts(w->out, "space", name);
	for (size_t i = 0; i < w->metrics; i++)
		sx_table_nums(w->out, metric_at(w, i)->figure, w->value + i * m);
	if (w->overlap)
		sx_table_nums(w->out, "overlap_next", v + 3 * m);
	sx_table_ints(w->out, "rows", v + m);
	sx_table_ints(w->out, "dims", v + 2 * m);
	for (size_t i = 0; i < w->metrics; i++) {
		sx_table(w->out, sx_printf(tmp, "%s_by_layer", metric_at(w, i)->figure), SX_LINE, m);
		sx_table_ints(w->out, "layer", v);
		sx_table_nums(w->out, metric_at(w, i)->figure, w->value + i * m);
	}
	return true;
}

/* A matrix over layers, by columns. */
static bool put_matrix(study *w, const char *name, const double *m, sx_err *err)
{
	double *column = sx_alloc(w->call->tmp, w->m, sizeof *column);
	if (column == NULL)
		return sx_fail_memory(err, name, (double)w->m * 8);
	sx_table(w->out, name, SX_HEAT, w->m);
	for (size_t b = 0; b < w->m; b++) {
		for (size_t a = 0; a < w->m; a++)
			column[a] = m[a * w->m + b];
		sx_table_nums(w->out, sx_space_name(w->layer[b]), column);
	}
	return true;
}

/* The distributions (r / w)^a and (r / w)^b of two local dimensions are |ln a - ln b| apart in the Fisher-Rao metric, whose mean
 * is the geometric mean (Huang et al. 2024, LDReg). */
static bool put_lid_distances(study *w, sx_err *err)
{
	size_t m = w->m, at = 0;
	while (at < w->metrics && strcmp(metric_at(w, at)->figure, "hill_geometric") != 0)
		at++;
	if (at == w->metrics)
		return true;
	double *distance = sx_alloc(w->call->tmp, m * m, sizeof *distance);
	const double *lid = w->value + at * m;
	if (distance == NULL)
		return sx_fail_memory(err, "distances", (double)(m * m) * 8);
	for (size_t a = 0; a < m; a++)
		for (size_t b = 0; b < m; b++)
			distance[a * m + b] = fabs(log(lid[a] / lid[b]));
	return put_matrix(w, "lid_distance", distance, err);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	study w = { .call = call, .out = out, .layer = call->arg[SPACES].space, .m = call->arg[SPACES].count,
	            .metrics = call->arg[METRICS].count, .metric = call->arg[METRICS].list };
	if (w.m < 2)
		return sx_fail(err, SX_EUSAGE, "name two or more layers");
	w.value = sx_alloc(call->tmp, w.metrics * w.m, sizeof *w.value);
	if (w.value == NULL)
		return sx_fail_memory(err, "figures", (double)(w.metrics * w.m) * 8);
	if (!measure_layers(&w, err) || !compare_layers(&w, err))
		return false;
	sx_put(out, "layers", (double)w.m);
	return put_table(&w, err) && (w.overlap == NULL || put_matrix(&w, "overlap", w.overlap, err)) && put_lid_distances(&w, err);
}

static const sx_figure layers_figures[] = {
	{ "layers", "2 or more", NULL, "number of layers" },
	{ "layers", "table", NULL, "one row for each layer: its metrics, and the share of neighbours kept in the next layer" },
	{ "*_by_layer", "series", NULL, "each metric as a curve over layers" },
	{ "overlap", "table", NULL, "share of common neighbours for each pair of layers" },
	{ "lid_distance", "table", NULL, "with hill_geometric: |ln a - ln b| of the local dimensions, for each pair of layers" },
};

const sx_command sx_cmd_layers = {
	.name = "layers", .group = "compare", .summary = "Metrics of the layers of a model, side by side",
	.plain = "Puts the layers of a model side by side, with the same metrics for each. This shows where the dimension of "
		"the space rises and falls, and where neighbourhoods change.",
	.about = "One row for each layer: the metrics of --metrics, as computed by their commands with default options "
		"(isotropy, spectrum, id, hubness), and overlap_next, the share of neighbours kept in the next layer. Matrix "
		"overlap has that share for each pair of layers, and each metric is a curve over layers. With hill_geometric, "
		"matrix lid_distance has |ln a - ln b| of the layers' local dimensions. A metric that a layer does not have is "
		"missing, with a note. Only the overlaps need layers of the same rows.\nHow to read it: large language models "
		"tend to rise in dimension and fall again, and to be best in the middle; a dip of overlap_next marks a layer "
		"that rearranges the rows.\nTrap: metrics of layers with different rows or dimensions are not comparable. Cost: "
		"those commands for every layer, and a neighbour table for each.",
	.example = "layers demo rest --metrics mean_norm,participation_ratio",
	.cite = "Skean et al. 2025, ICML, Layer by layer; Valeriani et al. 2023, NeurIPS, The geometry of hidden representations; "
		"Huang et al. 2024, ICLR, LDReg",
	SX_PARAMS(params), .run = run, SX_FIGURES(layers_figures), .before = "abtt demo --components 2 --as rest",
};
