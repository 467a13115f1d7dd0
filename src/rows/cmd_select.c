/* cmd_select.c: the commands select and mark (selections of rows, kept as columns of 0 and 1), undo and redo. */
#include "row_axes.h"
#include "row_tables.h"
#include "command/options.h"
#include "command/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- which rows ---- */

enum { SPACE, WHERE, ROWS, INSIDE, X, Y, ALL, HOW, AS, LIMIT };

static const sx_param select_params[] = {
	[SPACE]  = SX_OPT_SPACE,
	[WHERE]  = { .name = "where", .kind = SX_KIND_EXPR, .flags = SX_POSITIONAL,
	             .help = "rows for which this Lua expression of the columns, row, label and norm is true" },
	[ROWS]   = { .name = "rows", .kind = SX_KIND_TEXT, .help = "these rows, by label or number, or ranges: monday,#12,20..30" },
	[INSIDE] = { .name = "inside", .kind = SX_KIND_TEXT,
	             .help = "rows inside a box (two corners) or a polygon (three or more), in units of the axes: x,y,x,y" },
	[X]      = { .name = "x", .kind = SX_KIND_COLUMN, .dflt = "pc1", .help = "x axis for --inside, as in plot" },
	[Y]      = { .name = "y", .kind = SX_KIND_COLUMN, .dflt = "pc2", .help = "y axis for --inside" },
	[ALL]    = { .name = "all", .kind = SX_KIND_FLAG, .dflt = "no", .help = "all rows; with --how remove, clears the "
		"selection" },
	[HOW]    = { .name = "how", .kind = SX_KIND_CHOICE, .dflt = "new", .choices = "new|add|remove|within",
	             .help = "replace the selection, add to it, remove from it, or intersect it" },
	[AS]     = { .name = "as", .kind = SX_KIND_NAME, .dflt = "selected", .help = "name of the selection, a column of 0 and 1" },
	[LIMIT]  = { .name = "limit", .kind = SX_KIND_INT, .dflt = "1000", .lo = 0, .hi = 1e9, .help = "largest number of rows "
		"listed" },
};
enum { NEW, ADD, REMOVE, WITHIN };

static void and_with(bool *keep, const bool *more, size_t n)
{
	for (size_t i = 0; i < n; i++)
		keep[i] = keep[i] && more[i];
}

static bool by_expression(const sx_call *call, sx_space *s, bool *hit, sx_err *err)
{
	const sx_hooks *h = sx_session_hooks(call->session);
	return h->where ? h->where(h->ctx, s, call->arg[WHERE].text, hit, call->job, err)
	                : sx_fail(err, SX_EUSAGE, "an expression needs Lua, which this program was started without");
}

static bool by_names(const sx_space *s, char *list, bool *hit, sx_err *err)
{
	char *rest;
	for (char *w = strtok_r(list, ",", &rest); w; w = strtok_r(NULL, ",", &rest)) {
		size_t from, to;
		char *dots = strstr(w, "..");
		if (!sx_space_find(s, w, &from, dots ? NULL : err)) {	/* a label may hold dots */
			if (dots == NULL)
				return false;
			*dots = '\0';
			if (!sx_space_find(s, w, &from, err) || !sx_space_find(s, dots + 2, &to, err))
				return false;
		} else {
			to = from;
		}
		for (size_t i = from; i <= to; i++)
			hit[i] = true;
	}
	return true;
}

static bool numbers(const char *text, double *v, size_t most, size_t *n, sx_err *err)
{
	*n = 0;
	for (char *end; *text; text = end + (*end == ',')) {
		double x = strtod(text, &end);
		if (end == text || (*end && *end != ',') || !isfinite(x) || *n == most)
			return sx_fail(err, SX_EUSAGE, "--inside: '%.60s' is not x,y,x,y with at most %zu numbers", text, most);
		v[(*n)++] = x;
	}
	if (*n < 4 || *n % 2)
		return sx_fail(err, SX_EUSAGE, "--inside: %zu numbers do not give two or more corners x,y", *n);
	return true;
}

/* Even-odd rule; the corners are v[0], v[1], v[2] … as x, y. */
static bool in_polygon(const double *v, size_t corners, double x, double y)
{
	bool in = false;
	for (size_t i = 0, j = corners - 1; i < corners; j = i++) {
		double xi = v[2 * i], yi = v[2 * i + 1], xj = v[2 * j], yj = v[2 * j + 1];
		if ((yi > y) != (yj > y) && x < (xj - xi) * (y - yi) / (yj - yi) + xi)
			in = !in;
	}
	return in;
}

static bool in_box(const double *v, double x, double y)
{
	return x >= fmin(v[0], v[2]) && x <= fmax(v[0], v[2]) && y >= fmin(v[1], v[3]) && y <= fmax(v[1], v[3]);
}

enum { MOST_NUMBERS = 1024 };

static bool by_place(const sx_call *call, sx_space *s, bool *hit, sx_err *err)
{
	double *v = sx_alloc(call->tmp, MOST_NUMBERS, sizeof *v);
	size_t n;
	sx_row_axis x, y;
	if (v == NULL)
		return sx_fail_memory(err, "corners", MOST_NUMBERS * 8);
	if (!numbers(call->arg[INSIDE].text, v, MOST_NUMBERS, &n, err) ||
	    !sx_row_axis_get(s, call->arg[X].text, call->job, call->tmp, &x, err) ||
	    !sx_row_axis_get(s, call->arg[Y].text, call->job, call->tmp, &y, err))
		return false;
	if (!x.num || !y.num)
		return sx_fail(err, SX_EUSAGE, "--inside: an axis is text");
	for (size_t i = 0; i < sx_space_rows(s); i++)
		hit[i] = n == 4 ? in_box(v, x.num[i], y.num[i]) : in_polygon(v, n / 2, x.num[i], y.num[i]);
	return true;
}

/* Every way given must hold. */
static bool choose(const sx_call *call, sx_space *s, bool *keep, sx_err *err)
{
	size_t n = sx_space_rows(s);
	bool *hit = sx_alloc(call->tmp, n, sizeof *hit), all = call->arg[ALL].num != 0;
	const char *where = call->arg[WHERE].text, *rows = call->arg[ROWS].text, *inside = call->arg[INSIDE].text;
	char *list = sx_strdup(call->tmp, rows);
	if (hit == NULL || (rows && list == NULL))
		return sx_fail_memory(err, "choosing rows", (double)n);
	if (!where && !rows && !inside && !all)
		return sx_fail(err, SX_EUSAGE, "say which rows: an expression, --rows, --inside or --all");
	memset(keep, true, n);
	if (where && !by_expression(call, s, hit, err))
		return false;
	if (where)
		and_with(keep, hit, n);
	memset(hit, false, n);
	if (rows && !by_names(s, list, hit, err))
		return false;
	if (rows)
		and_with(keep, hit, n);
	if (inside && !by_place(call, s, hit, err))
		return false;
	if (inside)
		and_with(keep, hit, n);
	return true;
}

/* ---- the selection ---- */

/* The selection of that name as it is: NULL with *ok: there is none yet. A column of anything else is not ours to
 * overwrite. */
static const double *old_selection(const sx_space *s, const char *name, bool *ok, sx_err *err)
{
	const sx_field *f = sx_space_field(s, name);
	*ok = true;
	if (f == NULL)
		return NULL;
	for (size_t i = 0; *ok && i < sx_space_rows(s); i++)
		*ok = f->type != SX_TEXT && (f->num[i] == 0 || f->num[i] == 1 || isnan(f->num[i]));
	if (!*ok)
		sx_fail(err, SX_EUSAGE, "column '%.60s' is not a selection, since not all its values are 0 or 1; choose another "
			"--as", name);
	return *ok ? f->num : NULL;
}

static bool put_selection(const sx_call *call, const sx_space *s, const char *name, const double *v, size_t limit,
                          sx_result *out, sx_err *err)
{
	size_t n = sx_space_rows(s), found = 0, m = 0;
	size_t *rows = sx_alloc(call->tmp, limit < n ? limit : n, sizeof *rows);
	for (size_t i = 0; rows && i < n; i++)
		if (v[i] == 1 && found++ < limit)
			rows[m++] = i;
	sx_put(out, "selected", (double)found);
	sx_put(out, "of", (double)n);
	sx_column(out, name, v);
	return (rows && sx_table_rows(out, "rows", SX_PLAIN, s, rows, m, call->tmp)) ||
	       sx_fail_memory(err, "the table", (double)m * 16);
}

static bool run_select(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *s = call->arg[SPACE].space[0];
	size_t n = sx_space_rows(s);
	const char *name = call->arg[AS].text;
	bool *keep = sx_alloc(call->tmp, n, sizeof *keep), ok;
	double *v = sx_alloc(call->tmp, n, sizeof *v);
	if (!keep || !v)
		return sx_fail_memory(err, "a selection", (double)n * 9);
	const double *old = old_selection(s, name, &ok, err);
	if (!ok || !choose(call, s, keep, err))
		return false;
	int how = (int)call->arg[HOW].num;
	for (size_t i = 0; i < n; i++) {
		bool was = old && old[i] == 1;
		v[i] = how == NEW ? keep[i] : how == ADD ? was || keep[i] : how == REMOVE ? was && !keep[i] : was && keep[i];
	}
	return put_selection(call, s, name, v, (size_t)call->arg[LIMIT].num, out, err);
}

static const sx_figure select_figures[] = {
	{ "selected of", "0 to rows", NULL, "number of selected rows, and of rows in the space" },
	{ "rows", "table", NULL, "the first selected rows" },
	{ "*", "column", NULL, "the selection: 1 if selected, else 0" },
};

const sx_command sx_cmd_select = {
	.name = "select", .group = "look", .summary = "Select rows by expression, label or region",
	.about = "A selection is a column of 0 and 1 under the name --as, so that any number of selections can be kept, used as "
		"colours, saved, and used as --where 'selected == 1'. If several conditions are given, all must hold. --how "
		"add, remove and within change the existing selection. plot --show selected draws these rows alone.\nA column "
		"with values other than 0 and 1 is never overwritten.",
	.example = "select demo 'norm > 5' --as long", .flags = SX_ACTS | SX_ANY_DATA | SX_WHOLE, SX_PARAMS(select_params),
	.run = run_select,
	SX_FIGURES(select_figures),
};

/* ---- mark ---- */

enum { M_SPACE, M_ROW, M_OFF, M_AS };

static const sx_param mark_params[] = {
	[M_SPACE] = SX_OPT_SPACE,
	[M_ROW]   = { .name = "row", .kind = SX_KIND_ROW, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "the row, by label or number" },
	[M_OFF]   = { .name = "off", .kind = SX_KIND_FLAG, .dflt = "no", .help = "remove the row from the selection" },
	[M_AS]    = { .name = "as", .kind = SX_KIND_NAME, .dflt = "selected", .help = "name of the selection" },
};

static bool run_mark(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *s = call->arg[M_SPACE].space[0];
	size_t n = sx_space_rows(s);
	const char *name = call->arg[M_AS].text;
	double *v = sx_alloc(call->tmp, n, sizeof *v);
	bool ok;
	if (v == NULL)
		return sx_fail_memory(err, "a selection", (double)n * 8);
	const double *old = old_selection(s, name, &ok, err);
	if (!ok)
		return false;
	for (size_t i = 0; i < n; i++)
		v[i] = old && old[i] == 1;
	v[(size_t)call->arg[M_ROW].num] = call->arg[M_OFF].num == 0;
	return put_selection(call, s, name, v, 1000, out, err);
}

static const sx_figure mark_figures[] = {
	{ "selected of", "0 to rows", NULL, "number of selected rows, and of rows in the space" },
	{ "rows", "table", NULL, "the first selected rows" },
	{ "*", "column", NULL, "the selection: 1 if selected, else 0" },
};

const sx_command sx_cmd_mark = {
	.name = "mark", .group = "look", .summary = "Add one row to a selection",
	.about = "select does this for many rows at once. --off removes the row again.",
	.example = "mark demo the", .flags = SX_ACTS | SX_ANY_DATA, SX_PARAMS(mark_params), .run = run_mark,
	SX_FIGURES(mark_figures),
};

/* ---- undo ---- */

static const sx_param undo_params[] = {
	{ .name = "steps", .kind = SX_KIND_INT, .flags = SX_POSITIONAL, .dflt = "1", .lo = 1, .hi = SX_MOST_STEPS,
	  .help = "number of changes to undo" },
};

static bool take_steps(const sx_call *call, bool back, sx_result *out, sx_err *err)
{
	size_t asked = (size_t)call->arg[0].num, done = 0;
	size_t have = back ? sx_session_steps(call->session) : sx_session_redos(call->session);
	const char *line = "", *word = back ? "undo" : "redo";
	if (have == 0)
		return sx_fail(err, SX_EUSAGE, "there is nothing to %s", word);
	if (have < asked)
		return sx_fail(err, SX_EUSAGE, "only %zu changes can be %sne", have, word);
	for (; line && done < asked; done++)
		line = back ? sx_session_undo(call->session, call->tmp) : sx_session_redo(call->session, call->tmp);
	if (line == NULL)
		return sx_fail_memory(err, "the session as it is", 1);
	sx_put_text(out, back ? "undone" : "redone", line);
	sx_put(out, "steps", (double)done);
	return true;
}

static bool run_undo(const sx_call *call, sx_result *out, sx_err *err)
{
	return take_steps(call, true, out, err);
}

static bool run_redo(const sx_call *call, sx_result *out, sx_err *err)
{
	return take_steps(call, false, out, err);
}

static const sx_figure undo_figures[] = {
	{ "undone", "text", NULL, "the last line undone" },
	{ "steps", "1 or more", NULL, "number of lines" },
};

const sx_command sx_cmd_undo = {
	.name = "undo", .group = "program", .summary = "Undo the last command that changed something",
	.about = "Spaces, their names and columns, the current space and options are restored to their state before that line; "
		"results since then are removed from the history too. A line is one step, whatever it ran. Written files are "
		"not undone. The last 16 changes can be undone; drop frees memory, and so clears them. Until then replaced "
		"columns keep their memory.",
	.example = "undo", .flags = SX_ACTS | SX_ANY_DATA | SX_UNLOGGED, SX_PARAMS(undo_params), .run = run_undo,
	SX_FIGURES(undo_figures), .before = "mark demo the",
};

static const sx_param redo_params[] = {
	{ .name = "steps", .kind = SX_KIND_INT, .flags = SX_POSITIONAL, .dflt = "1", .lo = 1, .hi = SX_MOST_STEPS,
	  .help = "number of changes to redo" },
};

static const sx_figure redo_figures[] = {
	{ "redone", "text", NULL, "the last line redone" },
	{ "steps", "1 or more", NULL, "number of lines" },
};

const sx_command sx_cmd_redo = {
	.name = "redo", .group = "program", .summary = "Redo the last undone change",
	.about = "Restores the state before undo at once: nothing is computed again. Another change discards what was undone.",
	.example = "redo", .flags = SX_ACTS | SX_ANY_DATA | SX_UNLOGGED, SX_PARAMS(redo_params), .run = run_redo,
	SX_FIGURES(redo_figures), .before = "mark demo the; undo",
};
