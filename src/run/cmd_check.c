/* cmd_check.c: the command check: fails when a metric of the report leaves its bounds, for scripts. */
#include "measure.h"
#include "command/options.h"
#include "command/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SPACE, MOST, LEAST, WHERE };

static const sx_param params[] = {
	[SPACE] = SX_OPT_SPACE,
	[MOST]  = { .name = "max", .kind = SX_KIND_TEXT,
	            .help = "FIGURE=VALUE, several separated by commas: no metric may be above its value" },
	[LEAST] = { .name = "min", .kind = SX_KIND_TEXT,
	            .help = "FIGURE=VALUE, several separated by commas: no metric may be below its value" },
	[WHERE] = SX_OPT_WHERE,
};

enum { BOUNDS = 64 };

typedef struct bound {
	const char *figure, *side;	/* "max" or "min" */
	double      at, value;
} bound;

typedef struct bounds {
	bound  list[BOUNDS];
	size_t n;
} bounds;

static bool read_bounds(bounds *b, const char *text, const char *side, sx_arena *tmp, sx_err *err)
{
	char *copy = sx_strdup(tmp, text), *rest;
	if (text == NULL)
		return true;
	if (copy == NULL)
		return sx_fail_memory(err, "bounds", (double)strlen(text));
	for (char *one = strtok_r(copy, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
		char *equals = strchr(one, '='), *end = NULL;
		double at = equals ? strtod(equals + 1, &end) : NAN;
		if (equals == NULL || equals == one || end == equals + 1 || *end || isnan(at))
			return sx_fail(err, SX_EUSAGE, "--%s needs FIGURE=VALUE, not '%.60s'", side, one);
		if (b->n == BOUNDS)
			return sx_fail(err, SX_EUSAGE, "more than %d bounds", BOUNDS);
		*equals = '\0';
		b->list[b->n++] = (bound){ one, side, at, NAN };
	}
	return true;
}

static bool look_up(bounds *b, const sx_frame *t, sx_err *err)
{
	const sx_field *figure = sx_frame_field(t, "figure"), *value = sx_frame_field(t, "value");
	const sx_field *reads = sx_frame_field(t, "reads");
	for (size_t i = 0; i < b->n; i++) {
		size_t at = 0;
		while (at < t->rows && strcmp(figure->text[at], b->list[i].figure) != 0)
			at++;
		if (at == t->rows) {
			const char *near = sx_nearest(b->list[i].figure, figure->text, t->rows);
			return sx_fail(err, SX_EUSAGE, "the report has no metric '%.60s'%s%s", b->list[i].figure,
			               near ? "; did you mean " : "; 'report' lists them", near ? near : "");
		}
		b->list[i].value = value->num[at];
		if (isnan(value->num[at]))
			return sx_fail(err, SX_EINPUT, "%s is not available: %.120s", b->list[i].figure, reads->text[at]);
	}
	return true;
}

static bool broken(const bound *b)
{
	return *b->side == 'm' && b->side[1] == 'a' ? b->value > b->at : b->value < b->at;
}

/* One line on what is out of bounds: the first, and how many. */
static bool all_hold(const bounds *b, sx_err *err)
{
	size_t out = 0, first = 0;
	for (size_t i = b->n; i-- > 0;)
		if (broken(&b->list[i])) {
			out++;
			first = i;
		}
	if (out == 0)
		return true;
	char value[32], at[32];
	const bound *f = &b->list[first];
	return sx_fail(err, SX_EINPUT, "%s is %s, %s %s; %zu of %zu bounds do not hold", f->figure, sx_number_short(value, f->value),
	               f->side[1] == 'a' ? "above" : "below", sx_number_short(at, f->at), out, b->n);
}

static bool write_table(const bounds *b, sx_result *out, sx_arena *tmp)
{
	const char **figure = sx_alloc(tmp, b->n, sizeof *figure), **side = sx_alloc(tmp, b->n, sizeof *side);
	double *at = sx_alloc(tmp, b->n, sizeof *at), *value = sx_alloc(tmp, b->n, sizeof *value);
	if (!figure || !side || !at || !value)
		return false;
	for (size_t i = 0; i < b->n; i++) {
		figure[i] = b->list[i].figure;
		side[i] = b->list[i].side;
		at[i] = b->list[i].at;
		value[i] = b->list[i].value;
	}
	sx_put(out, "bounds", (double)b->n);
	sx_table(out, "bounds", SX_PLAIN, b->n);
	sx_table_texts(out, "figure", figure);
	sx_table_nums(out, "value", value);
	sx_table_texts(out, "side", side);
	sx_table_nums(out, "bound", at);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	bounds b = { 0 };
	const sx_command *report = sx_catalog_find(call->catalog, "report");
	const sx_arg no_nulls = { .name = "nulls", .text = "0" };
	if (!read_bounds(&b, call->arg[MOST].text, "max", call->tmp, err) ||
	    !read_bounds(&b, call->arg[LEAST].text, "min", call->tmp, err))
		return false;
	if (b.n == 0)
		return sx_fail(err, SX_EUSAGE, "nothing to check; give --max FIGURE=VALUE or --min FIGURE=VALUE");
	sx_result *r = sx_result_new();
	const sx_measurement m = { .command = report, .catalog = call->catalog, .space = call->arg[SPACE].space[0], .more = &no_nulls,
	                           .nmore = 1 };
	bool ok = r && report ? sx_measure(&m, call->job, r, err)
	                      : sx_fail_memory(err, "the report", 64);
	ok = ok && look_up(&b, sx_result_main_frame(r), err) && all_hold(&b, err) &&
	     (write_table(&b, out, call->tmp) || sx_fail_memory(err, "the table", (double)b.n * 32));
	sx_result_unref(r);
	return ok;
}

static const sx_figure check_figures[] = {
	{ "bounds", "1 or more", NULL, "number of bounds that hold; the command fails if one does not" },
	{ "bounds", "table", NULL, "each metric, its value, and the bound it was compared with" },
};

const sx_command sx_cmd_check = {
	.name = "check", .group = "look", .summary = "Quality gate: fail unless report metrics are within bounds",
	.about = "Runs the analyses of 'report' without nulls and compares their metrics. A metric out of bounds, or one that "
		"is not available, is an error: in batch mode the exit status is 1, so that a pipeline stops on a bad "
		"embedding.\nCost: as 'report'.",
	.example = "check demo --max k_skewness=50,equal_rows=10 --min participation_ratio=2",
	.flags = SX_ANY_DATA, SX_PARAMS(params), .run = run,
	SX_FIGURES(check_figures),
};
