/* cmd_plot.c: two axes of a space as a picture, and finding rows by name. */
#include "axis.h"
#include "options.h"
#include "tables.h"

#include <regex.h>
#include <string.h>

/* ---- plot, color ---- */

enum { SPACE, X, Y, COLOR };

static const sx_param plot_params[] = {
	[SPACE] = SX_OPT_SPACE,
	[X]     = { .name = "x", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL, .help = "across: a column, pc1, d0, norm or row (pc1)" },
	[Y]     = { .name = "y", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL, .help = "up (pc2)" },
	[COLOR] = { .name = "color", .kind = SX_KIND_COLUMN, .help = "colour by this column, component, dimension, norm or row" },
};

static bool needs_numbers(const sx_axis *a, const char *name, sx_err *err)
{
	return a->num || sx_fail(err, SX_EUSAGE, "column '%.60s' is text; it can be a colour but not an axis", name);
}

static bool points(const sx_call *call, const sx_space *s, const sx_axis *x, const sx_axis *y, const sx_axis *c, sx_result *out)
{
	size_t n = sx_space_rows(s), *rows = sx_alloc(call->tmp, n, sizeof *rows);
	if (rows == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i] = i;
	if (!sx_table_rows(out, "points", SX_SCATTER, s, rows, n, call->tmp))
		return false;
	sx_table_nums(out, "x", x->num);
	sx_table_nums(out, "y", y->num);
	if (c->text)
		sx_table_texts(out, "color", c->text);
	else if (c->num)
		sx_table_nums(out, "color", c->num);
	return true;
}

/* A space of one component is drawn against its rows. */
static const char *second_axis(const sx_space *s)
{
	return sx_space_dims(s) > 1 && sx_space_rows(s) > 1 ? "pc2" : "row";
}

static bool draw(const sx_call *call, const char *xn, const char *yn, const char *cn, sx_result *out, sx_err *err)
{
	sx_space *s = call->arg[SPACE].space[0];
	sx_axis x, y, c = { 0 };
	xn = xn ? xn : "pc1";
	yn = yn ? yn : second_axis(s);
	if (!sx_axis_get(s, xn, call->job, call->tmp, &x, err) || !needs_numbers(&x, xn, err) ||
	    !sx_axis_get(s, yn, call->job, call->tmp, &y, err) || !needs_numbers(&y, yn, err))
		return false;
	if (cn && !sx_axis_get(s, cn, call->job, call->tmp, &c, err))
		return false;
	sx_put_text(out, "x_label", x.label);
	sx_put_text(out, "y_label", y.label);
	if (cn)
		sx_put_text(out, "color", cn);
	sx_record_text(out, "x", xn);
	sx_record_text(out, "y", yn);
	return points(call, s, &x, &y, &c, out) || sx_fail_memory(err, "the points", (double)sx_space_rows(s) * 24);
}

static bool run_plot(const sx_call *call, sx_result *out, sx_err *err)
{
	return draw(call, call->arg[X].text, call->arg[Y].text, call->arg[COLOR].text, out, err);
}

const sx_command sx_cmd_plot = {
	.name = "plot", .group = "look", .summary = "Draw the rows on two axes",
	.about = "Axes are principal components unless others are named; a component's label carries its share of the variance. "
		"export last FILE.svg writes the picture.",
	.example = "plot demo pc1 pc2 --color norm", SX_PARAMS(plot_params), .run = run_plot,
};

static const sx_param color_params[] = {
	SX_OPT_SPACE,
	{ .name = "column", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL | SX_REQUIRED,
	  .help = "column, component, dimension, norm or row" },
};

static bool run_color(const sx_call *call, sx_result *out, sx_err *err)
{
	return draw(call, NULL, NULL, call->arg[1].text, out, err);
}

const sx_command sx_cmd_color = {
	.name = "color", .group = "look", .summary = "Draw the rows coloured by a column",
	.about = "Short for plot --color COLUMN on the first two components.",
	.example = "color demo norm", SX_PARAMS(color_params), .run = run_color,
};

/* ---- find ---- */

enum { F_SPACE, F_TEXT, F_LIMIT };

static const sx_param find_params[] = {
	[F_SPACE] = SX_OPT_SPACE,
	[F_TEXT]  = { .name = "text", .kind = SX_KIND_TEXT, .flags = SX_POSITIONAL | SX_REQUIRED,
	              .help = "part of a label, in either case, or /REGEX/ (POSIX extended)" },
	[F_LIMIT] = { .name = "limit", .kind = SX_KIND_INT, .dflt = "1000", .lo = 1, .hi = 1e9, .help = "most rows listed" },
};

typedef struct pattern {
	const char *text;
	regex_t     regex;
	bool        is_regex;
} pattern;

static bool compile(pattern *p, const char *text, sx_arena *tmp, sx_err *err)
{
	size_t len = strlen(text);
	*p = (pattern){ .text = text, .is_regex = len > 2 && text[0] == '/' && text[len - 1] == '/' };
	if (!p->is_regex)
		return true;
	char why[120], *body = sx_strndup(tmp, text + 1, len - 2);
	int code = body ? regcomp(&p->regex, body, REG_EXTENDED | REG_NOSUB) : REG_ESPACE;
	if (code == 0)
		return true;
	regerror(code, &p->regex, why, sizeof why);
	return sx_fail(err, SX_EUSAGE, "%.60s: %s", text, why);
}

static bool matches(const pattern *p, const char *label)
{
	return p->is_regex ? regexec(&p->regex, label, 0, NULL, 0) == 0 : strcasestr(label, p->text) != NULL;
}

static bool run_find(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_space *s = call->arg[F_SPACE].space[0];
	size_t n = sx_space_rows(s), most = (size_t)call->arg[F_LIMIT].num, m = 0, found = 0;
	size_t *rows = sx_alloc(call->tmp, most < n ? most : n, sizeof *rows);
	pattern p;
	if (!sx_space_has_labels(s))
		return sx_fail(err, SX_EINPUT, "%s: it has no labels to search; load it with --labels", sx_space_name(s));
	if (rows == NULL)
		return sx_fail_memory(err, "rows found", (double)n * 8);
	if (!compile(&p, call->arg[F_TEXT].text, call->tmp, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (matches(&p, sx_space_label(s, i)) && found++ < most)
			rows[m++] = i;
	if (p.is_regex)
		regfree(&p.regex);
	sx_put(out, "found", (double)found);
	return sx_table_rows(out, "rows", SX_PLAIN, s, rows, m, call->tmp) || sx_fail_memory(err, "the table", (double)m * 16);
}

const sx_command sx_cmd_find = {
	.name = "find", .group = "look", .summary = "List the rows whose label matches",
	.about = "Plain text matches any part of a label, in upper or lower case; between slashes it is a POSIX extended regular "
		"expression.",
	.example = "find demo '/^mon/'", .flags = SX_ANY_DATA, SX_PARAMS(find_params), .run = run_find,
};
