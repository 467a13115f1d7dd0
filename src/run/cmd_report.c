/* cmd_report.c: the command report: a health report of a space, with every metric that some analysis registers for it, its null
 * and a reading.
 *
 * The report knows no analysis by name: it runs, with default options, those that have readings (command.h), and adds rows about
 * the data themselves. So it grows with the analyses. Large spaces are measured by samples, within a budget for each analysis. */
#include "measure.h"
#include "run_command_parts.h"
#include "command/options.h"
#include "neighbors/distinct_rows.h"
#include "rows/dominant_row.h"
#include "rows/row_tables.h"

#include <math.h>
#include <string.h>

enum { SPACE, DRAWS, BUDGET, WHERE };

static const sx_param params[] = {
	[SPACE]  = SX_OPT_SPACE,
	[DRAWS]  = { .name = "nulls", .kind = SX_KIND_INT, .dflt = "9", .lo = 0, .hi = 1000,
	             .help = "number of Gaussian surrogates of the same covariance for the null of each metric, where the "
	             	"analysis supports it" },
	[BUDGET] = { .name = "within", .kind = SX_KIND_REAL, .dflt = "2e11", .lo = 1, .hi = 1e300,
	             .help = "largest n^2 d for a neighbour table of all rows; beyond it, of a sample" },
	[WHERE]  = SX_OPT_WHERE,
};

enum { MOST = 64, TOP = 5 };	/* rows of the report; rows taken from an analysis' own table */

typedef struct report {
	const sx_call *call;
	sx_result *out;
	sx_space  *space;
	const char *measure[MOST], *figure[MOST], *range[MOST], *reads[MOST];
	double     value[MOST], low[MOST], high[MOST], null_low[MOST], null_high[MOST];
	size_t     rows;
} report;

static void add(report *p, const char *measure, const char *figure, double value, const char *range, const char *reads)
{
	if (p->rows == MOST)
		return;
	size_t i = p->rows++;
	p->measure[i] = measure;
	p->figure[i] = figure;
	p->range[i] = range;
	p->reads[i] = reads;
	p->value[i] = value;
	p->low[i] = p->high[i] = p->null_low[i] = p->null_high[i] = NAN;
}

/* ---- rows that need no analysis ---- */

static bool norms(report *p, double *mean, double *cv)
{
	sx_mat m = sx_space_mat(p->space);
	double *norm = sx_alloc(p->call->tmp, m.n, sizeof *norm), sum = 0, squares = 0;
	if (norm == NULL)
		return false;
	for (size_t i = 0; i < m.n; i++) {
		double s = 0;
		for (size_t j = 0; j < m.d; j++)
			s += (double)m.p[i * m.ld + j] * (double)m.p[i * m.ld + j];
		norm[i] = sqrt(s);
		sum += norm[i] / (double)m.n;
	}
	for (size_t i = 0; i < m.n; i++)
		squares += (norm[i] - sum) * (norm[i] - sum) / (double)m.n;
	*mean = sum;
	*cv = sum > 0 ? sqrt(squares) / sum : NAN;
	return true;
}

static bool basics(report *p, const sx_flaws *flaws, sx_err *err)
{
	size_t n = sx_space_rows(p->space), d = sx_space_dims(p->space);
	add(p, "size", "rows", (double)n, "", n > d ? "" : "no more rows than dimensions: rank-deficient");
	add(p, "size", "dims", (double)d, "", "");
	add(p, "values", "nonfinite", (double)flaws->count, "0 or more",
	    flaws->count ? "NaN or infinite values: nothing else is measured; leave such rows out" : "every value is a number");
	if (flaws->count)
		return true;
	sx_unique u;
	double mean, cv;
	if (!sx_unique_get(p->space, &u, err))
		return false;
	add(p, "values", "equal_rows", (double)u.removed, "0 or more",
	    u.removed ? "repeated rows: neighbours at distance 0" : "no row is repeated");
	if (!sx_dominant_row_tell(p->space, p->call->tmp, p->out) || !norms(p, &mean, &cv))
		return sx_fail_memory(err, "norms", (double)n * 8);
	add(p, "norms", "mean_norm", mean, "0 or more", "");
	add(p, "norms", "norm_cv", cv, "0 or more", cv < 1e-4 ? "all norms are equal: cosine and distance agree"
	    : cv < 0.3 ? "norms vary slightly" : "norms vary widely: cosine and dot disagree");
	return true;
}

/* ---- rows of analyses ---- */

static const char *sentence(const sx_reading *r, double value, size_t dims)
{
	double at = r->per_dim ? value / (double)dims : value;
	for (size_t i = 0; i < SX_COUNT(r->level) && r->level[i].says; i++)
		if (at < r->level[i].below)
			return r->level[i].says;
	return "";
}

static double companion(const sx_result *r, const char *figure, const char *ending, sx_arena *tmp)
{
	const char *name = sx_printf(tmp, "%s%s", figure, ending);
	const sx_scalar *s = name ? sx_result_scalar(r, name) : NULL;
	return s && s->kind == SX_SCALAR_NUM ? s->num : NAN;
}

static const char *why_none(const sx_result *r, const char *figure)
{
	size_t len = strlen(figure);
	for (size_t i = 0; i < r->nnotes; i++)
		if (strncmp(r->note[i], figure, len) == 0 && r->note[i][len] == ':')
			return r->note[i] + len + 2;
	return "there is none";
}

static void read_figure(report *p, const sx_command *c, const sx_reading *g, const sx_result *r)
{
	sx_arena *tmp = p->call->tmp;
	const sx_scalar *s = sx_result_scalar(r, g->figure);
	if (s == NULL)
		return;
	bool is = s->kind == SX_SCALAR_NUM;
	const char *reads = is ? sentence(g, s->num, sx_space_dims(p->space)) : sx_strdup(tmp, why_none(r, g->figure));
	add(p, c->name, g->figure, is ? s->num : NAN, g->range, reads ? reads : "");
	size_t i = p->rows - 1;
	double error = companion(r, g->figure, "_se", tmp);
	p->low[i] = isnan(error) ? companion(r, g->figure, "_low", tmp) : s->num - 1.96 * error;
	p->high[i] = isnan(error) ? companion(r, g->figure, "_high", tmp) : s->num + 1.96 * error;
	p->null_low[i] = companion(r, g->figure, "_null_low", tmp);
	p->null_high[i] = companion(r, g->figure, "_null_high", tmp);
}

static void copy_frames(report *p, const sx_command *c, const sx_result *r)
{
	for (size_t i = 0; i < r->nframes; i++)
		if (sx_look_is_series(r->frame[i].look))
			sx_table_copy(p->out, &r->frame[i], r->frame[i].rows);
	const sx_frame *own = c->report_table ? sx_result_frame(r, c->report_table) : NULL;
	if (own && own->rows > 0)
		sx_table_copy(p->out, own, own->rows < TOP ? own->rows : TOP);
	for (size_t i = 0; i < r->ncolumns; i++)
		sx_column(p->out, r->column[i].name, r->column[i].num);
}

/* A metric that cannot be measured gets a row with the reason; only cancellation ends the report. */
static bool one_command(report *p, const sx_command *c, sx_job *job, sx_err *err)
{
	sx_err why = { 0 };
	sx_result *r = sx_result_new();
	sx_arg more[2];
	size_t nmore = 0;
	if (sx_param_index(c, "budget") != SIZE_MAX)
		more[nmore++] = (sx_arg){ .name = "budget", .text = p->call->arg[BUDGET].text };
	if (c->report_with[0])
		more[nmore++] = (sx_arg){ .name = c->report_with[0], .text = c->report_with[1] };
	const sx_measurement m = { .command = c, .catalog = p->call->catalog, .space = p->space, .more = more, .nmore = nmore,
	                           .kind = SX_NULL_GAUSSIAN, .draws = (size_t)p->call->arg[DRAWS].num };
	bool ok = r && sx_measure(&m, job, r, &why);
	if (ok) {
		for (size_t i = 0; i < c->nreadings; i++)
			read_figure(p, c, &c->reading[i], r);
		copy_frames(p, c, r);
		for (size_t i = 0; i < r->nnotes; i++)
			if (strncmp(r->note[i], "neighbours of a random sample", 29) == 0)
				sx_note(p->out, "%s: %s", c->name, r->note[i]);
	} else if (why.code != SX_ECANCEL) {
		const char *reads = sx_strdup(p->call->tmp, why.msg);
		add(p, c->name, "", NAN, "", reads ? reads : "");
	}
	sx_result_unref(r);
	if (!ok && why.code == SX_ECANCEL) {
		if (err)
			*err = why;
		return false;
	}
	return true;
}

static bool analyses(report *p, sx_err *err)
{
	const sx_catalog *commands = p->call->catalog;
	size_t n = commands->n, all = 0, done = 0;
	for (size_t i = 0; i < n; i++)
		all += commands->command[i]->nreadings > 0;
	for (size_t i = 0; i < n; i++) {
		const sx_command *c = commands->command[i];
		if (c->nreadings == 0)
			continue;
		sx_job part = sx_job_part(p->call->job, (double)done++ / (double)all, 1 / (double)all);
		if (!one_command(p, c, &part, err))
			return false;
	}
	return true;
}

static bool some(const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isnan(v[i]))
			return true;
	return false;
}

/* The table comes first, so that it is the main one; it is written last, when all its rows are known. */
static void write_table(report *p, sx_result *out)
{
	sx_table(out, "report", SX_PLAIN, p->rows);
	sx_table_whole(out);
	sx_table_texts(out, "figure", p->figure);
	sx_table_nums(out, "value", p->value);
	sx_table_texts(out, "reads", p->reads);
	if (some(p->low, p->rows)) {
		sx_table_nums(out, "low", p->low);
		sx_table_nums(out, "high", p->high);
	}
	if (some(p->null_low, p->rows)) {
		sx_table_nums(out, "null_low", p->null_low);
		sx_table_nums(out, "null_high", p->null_high);
	}
	sx_table_texts(out, "range", p->range);
	sx_table_texts(out, "of", p->measure);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_result *parts = sx_result_new();	/* tables and series of the analyses, which follow the report's own */
	report p = { .call = call, .out = parts, .space = call->arg[SPACE].space[0] };
	sx_flaws flaws;
	bool ok = parts ? sx_space_flaws(p.space, call->job, &flaws, err) && basics(&p, &flaws, err) &&
	                  (flaws.count > 0 || analyses(&p, err))
	                : sx_fail_memory(err, "the report", 64);
	if (ok) {
		write_table(&p, out);
		for (size_t i = 0; i < parts->nframes; i++)
			sx_table_copy(out, &parts->frame[i], parts->frame[i].rows);
		for (size_t i = 0; i < parts->ncolumns; i++)
			sx_column(out, parts->column[i].name, parts->column[i].num);
		for (size_t i = 0; i < parts->nnotes; i++)
			sx_note(out, "%s", parts->note[i]);
		if (call->arg[DRAWS].num > 0 && flaws.count == 0)
			sx_note(out, "null_low to null_high: the 95 %% range over %s Gaussian surrogates of the same size, mean "
				"and covariance",
			        call->arg[DRAWS].text);
	}
	sx_result_unref(parts);
	return ok;
}

static const sx_figure report_figures[] = {
	{ "report", "table", NULL,
	  "one line for each metric: value, interpretation, 95 % interval, range of Gaussian surrogates of the same covariance, "
	  "possible range, and command" },
	{ "hubs", "table", NULL, "the rows in the most neighbour lists; see hubness" },
	{ "scree eigenvalues low_rank_error occurrence_histogram twonn_fit gride_scaling", "series", NULL,
	  "pictures of the underlying analyses; see pca, spectrum, hubness and id" },
	{ "*", "column", NULL, "columns of those analyses" },
};

const sx_command sx_cmd_report = {
	.name = "report", .group = "look", .summary = "Health report: the main metrics with nulls and interpretation",
	.about = "One table: size, values that are not numbers, repeated rows, norms, and the main metrics of the analyses at "
		"their defaults, each with its 95 % interval, its range on Gaussian surrogates of the same covariance, and an "
		"interpretation; then their pictures and the worst hubs by name. If a metric cannot be measured, the table says "
		"why. Columns of the analyses are attached. 'export report FILE.html' makes a page of it.\nCost: that of the "
		"analyses, each with its neighbours within --within; metrics with a null cost 1 + nulls times as much.",
	.example = "report demo --nulls 2", .flags = SX_ANY_DATA, SX_PARAMS(params), .run = run,
	SX_FIGURES(report_figures),
};
