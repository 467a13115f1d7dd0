/* cmd_retype.c: a column read as another type than the one its file suggested. */
#include "command/options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SPACE, COLUMN, TO };
enum { INTEGER, REAL, TEXT, CATEGORY };

static const sx_param params[] = {
	[SPACE]  = SX_OPT_SPACE,
	[COLUMN] = { .name = "column", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "the column" },
	[TO]     = { .name = "to", .kind = SX_KIND_CHOICE, .flags = SX_POSITIONAL | SX_REQUIRED, .choices = "integer|real|text|category",
	             .help = "its new type; a category is text whose values many rows share" },
};

/* Numbers as their shortest text, missing ones as nothing. */
static const char *const *as_text(const sx_field *f, size_t n, sx_arena *tmp)
{
	const char **text = sx_alloc(tmp, n, sizeof *text);
	for (size_t i = 0; text && i < n; i++) {
		char number[32];
		text[i] = sx_strdup(tmp, sx_cell_text(f, i, number));
		if (text[i] == NULL)
			return NULL;
	}
	return text;
}

/* *lost counts values that are no number, or no whole one where that is wanted. */
static const double *as_numbers(const sx_field *f, size_t n, bool whole, sx_arena *tmp, size_t *lost)
{
	double *num = sx_alloc(tmp, n, sizeof *num);
	for (size_t i = 0; num && i < n; i++) {
		char *end = NULL;
		bool empty = f->type == SX_TEXT && f->text[i][0] == '\0';
		num[i] = f->type != SX_TEXT ? f->num[i] : empty ? NAN : strtod(f->text[i], &end);
		bool bad = f->type == SX_TEXT && !empty && (end == f->text[i] || *end != '\0');
		bad |= whole && !isnan(num[i]) && num[i] != floor(num[i]);
		*lost += bad;
		num[i] = bad ? NAN : num[i];
	}
	return num;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *s = call->arg[SPACE].space[0];
	const char *name = call->arg[COLUMN].text;
	const sx_field *f = sx_space_field(s, name);
	size_t n = sx_space_rows(s), lost = 0;
	if (f == NULL)
		return sx_fail(err, SX_EUSAGE, "%s has no column '%.60s'; 'columns' lists them", sx_space_name(s), name);
	sx_field made = { .name = name, .category = call->arg[TO].num == CATEGORY };
	made.type = call->arg[TO].num == INTEGER ? SX_INTEGER : call->arg[TO].num == REAL ? SX_REAL : SX_TEXT;
	if (made.type == SX_TEXT)
		made.text = as_text(f, n, call->tmp);
	else
		made.num = as_numbers(f, n, made.type == SX_INTEGER, call->tmp, &lost);
	if (!made.text && !made.num)
		return sx_fail_memory(err, "a column", (double)n * 8);
	if (lost == n)
		return sx_fail(err, SX_EINPUT, "column %.60s: none of its %zu values is %s number", name, n,
		               made.type == SX_INTEGER ? "a whole" : "a");
	if (!sx_space_add_field(s, &made, err))
		return false;
	sx_put_text(out, "type", call->arg[TO].text);
	sx_put(out, "missing", (double)lost);
	if (lost)
		sx_note(out, "%zu values could not be read so and are missing now", lost);
	return true;
}

static const sx_figure retype_figures[] = {
	{ "type", "text", NULL, "the type the column has now" },
	{ "missing", "0 to rows", "0", "values that do not fit the new type and became missing" },
};

const sx_command sx_cmd_retype = {
	.name = "retype", .group = "spaces", .summary = "Read a column as another type",
	.about = "Files leave types to be guessed; this sets one. Numbers become their shortest text; text that is no number becomes a "
		"missing value and is counted. A column none of whose values fits is left as it is.",
	.example = "retype demo anchor text", .flags = SX_ACTS | SX_ANY_DATA, SX_PARAMS(params), .run = run,
	SX_FIGURES(retype_figures), .before = "anchors demo --count 5",
};
