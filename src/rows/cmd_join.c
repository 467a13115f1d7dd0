/* cmd_join.c: the commands concat (stacks spaces) and split (splits a space by the values of a column). */
#include "row_tables.h"
#include "command/options.h"
#include "space/class_codes.h"

#include <math.h>
#include <string.h>

/* ---- concat ---- */

enum { C_SPACES, C_AS };

static const sx_param concat_params[] = {
	[C_SPACES] = { .name = "spaces", .kind = SX_KIND_SPACES, .flags = SX_POSITIONAL | SX_REQUIRED,
	               .help = "two or more spaces with the same dimensions, in this order" },
	[C_AS]     = SX_OPT_AS,
};

/* Labels where all spaces have them. */
static bool join_labels(const sx_call *call, sx_space *const *part, size_t parts, sx_space *to, sx_err *err)
{
	size_t n = sx_space_rows(to), at = 0;
	const char **label = sx_alloc(call->tmp, n, sizeof *label);
	if (label == NULL)
		return sx_fail_memory(err, "labels", (double)n * 8);
	for (size_t p = 0; p < parts; p++)
		for (size_t i = 0; i < sx_space_rows(part[p]); i++)
			if ((label[at++] = sx_space_label(part[p], i)) == NULL)
				return true;
	return sx_space_set_labels(to, label, err);
}

/* A column of the first space, missing in the rows of those that lack it or have it of another kind. */
static bool join_column(const sx_call *call, sx_space *const *part, size_t parts, const sx_field *f, sx_space *to, sx_err *err)
{
	size_t n = sx_space_rows(to), at = 0;
	bool text = f->type == SX_TEXT;
	double *num = sx_alloc(call->tmp, n, sizeof *num);
	const char **word = sx_alloc(call->tmp, n, sizeof *word);
	if (!num || !word)
		return sx_fail_memory(err, "a column", (double)n * 16);
	for (size_t p = 0; p < parts; p++) {
		const sx_field *g = sx_space_field(part[p], f->name);
		bool same = g && (g->type == SX_TEXT) == text;
		for (size_t i = 0; i < sx_space_rows(part[p]); i++, at++) {
			num[at] = same && !text ? g->num[i] : NAN;
			word[at] = same && text ? g->text[i] : NULL;
		}
	}
	sx_field whole = { .name = f->name, .type = f->type, .num = text ? NULL : num, .text = text ? word : NULL,
	                   .category = f->category };
	return sx_space_add_field(to, &whole, err);
}

/* The columns of all spaces, each typed by the first space that has it, and the column source. */
static bool join_columns(const sx_call *call, sx_space *const *part, size_t parts, sx_space *to, sx_err *err)
{
	size_t n = sx_space_rows(to), at = 0;
	const char **from = sx_alloc(call->tmp, n, sizeof *from);
	if (from == NULL)
		return sx_fail_memory(err, "a column", (double)n * 8);
	for (size_t p = 0; p < parts; p++) {
		for (size_t f = 0; f < sx_space_fields(part[p]); f++) {
			const sx_field *field = sx_space_field_at(part[p], f);
			if (sx_space_field(to, field->name) == NULL && !join_column(call, part, parts, field, to, err))
				return false;
		}
		for (size_t i = 0; i < sx_space_rows(part[p]); i++)
			from[at++] = sx_space_name(part[p]);
	}
	return sx_space_add_field(to, &(sx_field){ .name = "source", .type = SX_TEXT, .text = from, .category = true }, err);
}

static bool run_concat(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space **part = call->arg[C_SPACES].space, *made;
	size_t parts = call->arg[C_SPACES].count, n = 0, d = sx_space_dims(part[0]);
	float *p;
	if (parts < 2)
		return sx_fail(err, SX_EUSAGE, "give two or more spaces");
	for (size_t i = 0; i < parts; i++) {
		if (sx_space_dims(part[i]) != d)
			return sx_fail(err, SX_EINPUT, "%s has %zu dimensions, %s has %zu", sx_space_name(part[i]), sx_space_dims(part[i]),
			               sx_space_name(part[0]), d);
		n += sx_space_rows(part[i]);
	}
	if ((made = sx_space_new(sx_made_name(call, part[0], C_AS, "concat"), n, d, &p, err)) == NULL)
		return false;
	sx_give(out, made);
	for (size_t i = 0; i < parts; i++) {
		sx_mat m = sx_space_mat(part[i]);
		for (size_t r = 0; r < m.n; r++, p += d)
			memcpy(p, m.p + r * m.ld, d * sizeof *p);
	}
	sx_put(out, "rows", (double)n);
	return join_labels(call, part, parts, made, err) && join_columns(call, part, parts, made, err);
}

static const sx_figure concat_figures[] = {
	{ "rows", "2 or more", NULL, "number of rows of the new space" },
};

const sx_command sx_cmd_concat = {
	.name = "concat", .group = "change", .summary = "Concatenate the rows of several spaces",
	.about = "The spaces must have the same dimensions. Labels are kept if all spaces have them; every column is kept, with "
		"missing values for spaces that lack it; the column source names the space that a row comes from.",
	.example = "concat demo demo --as twice", .flags = SX_ANY_DATA, SX_PARAMS(concat_params), .run = run_concat,
	SX_FIGURES(concat_figures),
};

/* ---- split ---- */

enum { S_SPACE, S_BY };
enum { MOST_PARTS = 256 };

static const sx_param split_params[] = {
	[S_SPACE] = SX_OPT_SPACE,
	[S_BY]    = { .name = "by", .kind = SX_KIND_COLUMN, .flags = SX_REQUIRED, .help = "column whose values separate the rows" },
};

static const char *value_of(const sx_space *s, const char *column, size_t row, sx_arena *a)
{
	const sx_field *f = sx_space_field(s, column);
	char number[32];
	if (f == NULL)
		return sx_space_label(s, row);
	return f->type == SX_TEXT ? f->text[row] : sx_strdup(a, sx_number(number, f->num[row]));
}

/* A name can be typed: blanks and quotes become '_'. */
static char *part_name(const sx_space *s, const char *value, sx_arena *a)
{
	char *name = sx_printf(a, "%s.%s", sx_space_name(s), value ? value : "");
	for (char *p = name; p && *p; p++)
		if (strchr(" \t'\";#|", *p))
			*p = '_';
	return name;
}

static bool run_split(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *s = call->arg[S_SPACE].space[0];
	const char *by = call->arg[S_BY].text;
	size_t n = sx_space_rows(s), classes, *code, *row, *start;
	if (!sx_classes_get(s, by, call->tmp, &code, &classes, err) || !sx_classes_rows(code, n, classes, call->tmp, &row, &start, err))
		return false;
	size_t missing = sx_classes_missing(code, n);
	if (missing)
		sx_note(out, "%zu of %zu rows have no value in %.60s and are in no part", missing, n, by);
	if (classes > MOST_PARTS)
		return sx_fail(err, SX_EINPUT, "%s has %zu values, but at most %d spaces can be made", by, classes, MOST_PARTS);
	const char **name = sx_alloc(call->tmp, classes, sizeof *name);
	double *rows = sx_alloc(call->tmp, classes, sizeof *rows);
	if (!name || !rows)
		return sx_fail_memory(err, "parts", (double)classes * 16);
	for (size_t c = 0; c < classes; c++) {
		rows[c] = (double)(start[c + 1] - start[c]);
		name[c] = part_name(s, value_of(s, by, row[start[c]], call->tmp), call->tmp);
		sx_space *part = name[c] ? sx_space_subset(s, name[c], row + start[c], start[c + 1] - start[c], err) : NULL;
		if (part == NULL)
			return name[c] ? false : sx_fail_memory(err, "a name", 64);
		sx_give(out, part);
	}
	sx_put(out, "parts", (double)classes);
	sx_table(out, "parts", SX_PLAIN, classes);
	sx_table_texts(out, "space", name);
	sx_table_ints(out, "rows", rows);
	return true;
}

static const sx_figure split_figures[] = {
	{ "parts", "1 or more", NULL, "spaces made" },
	{ "parts", "table", NULL, "each value with its space and number of rows" },
	{ "SPACE.VALUE", "space", NULL, "the rows of each value" },
};

const sx_command sx_cmd_split = {
	.name = "split", .group = "change", .summary = "Split a space by the values of a column",
	.about = "Each new space is called SPACE.VALUE, and its rows keep the row numbers of the original space. At most 256 "
		"values.",
	.example = "split demo --by cluster", .flags = SX_ANY_DATA, SX_PARAMS(split_params), .run = run_split,
	SX_FIGURES(split_figures), .before = "cluster demo --clusters 3",
};
