/* cmd_spaces.c: commands on the spaces of the session: spaces, use, drop, rename, info, columns. */
#include "row_tables.h"
#include "command/options.h"
#include "command/session.h"
#include "numeric/stats.h"

#include <math.h>
#include <string.h>

static bool no_room(sx_err *err)
{
	return sx_fail_memory(err, "the list", 1e4);
}

/* ---- spaces, use, drop, rename ---- */

static bool run_spaces(const sx_call *call, sx_result *out, sx_err *err)
{
	size_t n = sx_session_spaces(call->session);
	const char **name = sx_alloc(call->tmp, n, sizeof *name), **origin = sx_alloc(call->tmp, n, sizeof *origin);
	double *rows = sx_alloc(call->tmp, n, sizeof *rows), *dims = sx_alloc(call->tmp, n, sizeof *dims);
	double *fields = sx_alloc(call->tmp, n, sizeof *fields), *now = sx_alloc(call->tmp, n, sizeof *now);
	if (!name || !origin || !rows || !dims || !fields || !now)
		return no_room(err);
	for (size_t i = 0; i < n; i++) {
		const sx_space *s = sx_session_space_at(call->session, i);
		name[i] = sx_space_name(s);
		origin[i] = sx_space_origin(s) ? sx_space_origin(s) : "";
		rows[i] = (double)sx_space_rows(s);
		dims[i] = (double)sx_space_dims(s);
		fields[i] = (double)sx_space_fields(s);
		now[i] = s == sx_session_current(call->session);
	}
	sx_put(out, "count", (double)n);
	sx_table(out, "spaces", SX_PLAIN, n);
	sx_table_texts(out, "name", name);
	sx_table_ints(out, "rows", rows);
	sx_table_ints(out, "dims", dims);
	sx_table_ints(out, "columns", fields);
	sx_table_ints(out, "current", now);
	sx_table_texts(out, "origin", origin);
	return true;
}

static const sx_figure spaces_figures[] = {
	{ "count", "0 or more", NULL, "number of loaded spaces" },
	{ "spaces", "table", NULL, "name, size and origin of each; current is 1 for the default space" },
};

const sx_command sx_cmd_spaces = {
	.name = "spaces", .group = "spaces", .summary = "List the loaded spaces", .about = "current is 1 for the space that "
		"commands use by default.", .example = "spaces", .flags = SX_ACTS, .run = run_spaces,
	SX_FIGURES(spaces_figures),
};

static const sx_param name_params[] = {
	{ .name = "name", .kind = SX_KIND_SPACE, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "the space" },
};

static bool run_use(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_put_text(out, "current", sx_space_name(call->arg[0].space[0]));
	return sx_session_use(call->session, sx_space_name(call->arg[0].space[0]), err);
}

static const sx_figure use_figures[] = {
	{ "current", "text", NULL, "the new current space" },
};

const sx_command sx_cmd_use = {
	.name = "use", .group = "spaces", .summary = "Make a space the current one", .about = "Commands that name no space use "
		"the current one.",
	.example = "use demo", .flags = SX_ACTS | SX_ANY_DATA, SX_PARAMS(name_params), .run = run_use,
	SX_FIGURES(use_figures),
};

static bool run_drop(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_put_text(out, "dropped", sx_space_name(call->arg[0].space[0]));
	return sx_session_drop(call->session, sx_space_name(call->arg[0].space[0]), err);
}

static const sx_figure drop_figures[] = {
	{ "dropped", "text", NULL, "the removed space" },
};

const sx_command sx_cmd_drop = {
	.name = "drop", .group = "spaces", .summary = "Remove a space from the session",
	.about = "Its memory is freed once nothing uses it. The original file is not changed.",
	.example = "drop demo", .flags = SX_ACTS | SX_ANY_DATA, SX_PARAMS(name_params), .run = run_drop,
	SX_FIGURES(drop_figures),
};

static const sx_param rename_params[] = {
	{ .name = "old", .kind = SX_KIND_SPACE, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "the space" },
	{ .name = "new", .kind = SX_KIND_NAME, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "its new name" },
};

static bool run_rename(const sx_call *call, sx_result *out, sx_err *err)
{
	const char *name = call->arg[1].text;
	if (sx_session_space(call->session, name))
		return sx_fail(err, SX_EUSAGE, "a space is already called '%.60s'", name);
	sx_put_text(out, "name", name);
	return sx_space_rename(call->arg[0].space[0], name, err);
}

static const sx_figure rename_figures[] = {
	{ "name", "text", NULL, "the new name" },
};

const sx_command sx_cmd_rename = {
	.name = "rename", .group = "spaces", .summary = "Rename a space", .about = "The new name must not be in use.",
	.example = "rename demo words", .flags = SX_ACTS | SX_ANY_DATA, SX_PARAMS(rename_params), .run = run_rename,
	SX_FIGURES(rename_figures),
};

/* ---- info ---- */

static const sx_param space_params[] = { SX_OPT_SPACE };

static void put_shape(const sx_space *s, sx_result *out)
{
	size_t axes[SX_AXES], n = sx_space_shape(s, axes);
	sx_buf b = { 0 };
	for (size_t i = 0; i < n; i++)
		sx_buf_printf(&b, "%s%zu", i ? " x " : "", axes[i]);
	if (b.text)
		sx_put_text(out, "shape", b.text);
	sx_buf_free(&b);
}

static bool run_info(const sx_call *call, sx_result *out, sx_err *err)
{
	(void)err;
	const sx_space *s = call->arg[0].space[0];
	sx_put_text(out, "name", sx_space_name(s));
	sx_put(out, "rows", (double)sx_space_rows(s));
	sx_put(out, "dims", (double)sx_space_dims(s));
	sx_put(out, "bytes", (double)sx_space_rows(s) * (double)sx_space_dims(s) * 4);
	sx_put_bool(out, "labels", sx_space_has_labels(s));
	sx_put(out, "columns", (double)sx_space_fields(s));
	put_shape(s, out);
	if (sx_space_origin(s))
		sx_put_text(out, "origin", sx_space_origin(s));
	if (sx_space_parent(s))
		sx_put_text(out, "rows_of", sx_space_parent(s));
	return true;
}

static const sx_figure info_figures[] = {
	{ "name origin labels", "text or yes/no", NULL, "its name, its origin, and whether its rows have labels" },
	{ "rows dims bytes columns", "0 or more", NULL, "size, bytes of the points, and number of columns" },
	{ "index_*", "1 or more", NULL, "length of each axis of the original array" },
};

const sx_command sx_cmd_info = {
	.name = "info", .group = "spaces", .summary = "Describe a space: size, labels, columns, origin", .about = "Size, "
		"labels, columns, the shape of the original array, and how it was made. It reads no values, so it is fast for "
		"any size.",
	.example = "info demo", .flags = SX_ANY_DATA, SX_PARAMS(space_params), .run = run_info,
	SX_FIGURES(info_figures),
};

/* ---- columns ---- */

static bool run_columns(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_space *s = call->arg[0].space[0];
	size_t n = sx_space_fields(s), rows = sx_space_rows(s);
	const char **name = sx_alloc(call->tmp, n, sizeof *name), **kind = sx_alloc(call->tmp, n, sizeof *kind);
	double *low = sx_alloc(call->tmp, n, sizeof *low), *high = sx_alloc(call->tmp, n, sizeof *high);
	double *missing = sx_alloc(call->tmp, n, sizeof *missing);
	if (!name || !kind || !low || !high || !missing)
		return no_room(err);
	for (size_t f = 0; f < n; f++) {
		const sx_field *c = sx_space_field_at(s, f);
		name[f] = c->name;
		kind[f] = sx_field_type(c);
		low[f] = high[f] = NAN;
		for (size_t i = 0; c->type == SX_TEXT && i < rows; i++)
			missing[f] += c->text[i][0] == '\0';
		for (size_t i = 0; c->type != SX_TEXT && i < rows; i++) {
			missing[f] += isnan(c->num[i]);
			low[f] = fmin(low[f], c->num[i]);
			high[f] = fmax(high[f], c->num[i]);
		}
	}
	sx_table(out, "columns", SX_PLAIN, n);
	sx_table_texts(out, "name", name);
	sx_table_texts(out, "type", kind);
	sx_table_nums(out, "least", low);
	sx_table_nums(out, "greatest", high);
	sx_table_ints(out, "missing", missing);
	return true;
}

static const sx_figure columns_figures[] = {
	{ "columns", "table", NULL, "name, type, smallest and largest value, and number of missing values" },
};

const sx_command sx_cmd_columns = {
	.name = "columns", .group = "spaces", .summary = "List the columns of a space", .about = "Columns come from the file, "
		"or are per-row metrics added by commands. Their types are integer, real, category (text with values shared by "
		"many rows) and text; retype changes them. Any of them can be a colour, an axis or part of --where.",
	.example = "columns demo", .flags = SX_ANY_DATA, SX_PARAMS(space_params), .run = run_columns,
	SX_FIGURES(columns_figures),
};
