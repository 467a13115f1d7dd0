/* cmd_head.c: the commands head (pages of rows, sorted and filtered) and count (how often each value of a column occurs). */
#include "row_axes.h"
#include "row_tables.h"
#include "base/pattern.h"
#include "command/options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool no_room(sx_err *err)
{
	return sx_fail_memory(err, "the list", 1e4);
}

/* ---- head ---- */

enum { SPACE, ROWS, FROM, SORT, DOWN, MATCH, AT };

static const sx_param head_params[] = {
	[SPACE] = SX_OPT_SPACE,
	[ROWS]  = { .name = "rows", .kind = SX_KIND_INT, .dflt = "10", .lo = 1, .hi = 1e6, .help = "how many" },
	[FROM]  = { .name = "from", .kind = SX_KIND_INT, .dflt = "0", .lo = 0, .hi = 1e15, .help = "the position of the first "
		"row, from 0" },
	[SORT]  = { .name = "sort", .kind = SX_KIND_COLUMN, .help = "sort by this column, label, component, norm or row" },
	[DOWN]  = { .name = "down", .kind = SX_KIND_FLAG, .dflt = "no", .help = "sort in descending order" },
	[MATCH] = { .name = "match", .kind = SX_KIND_TEXT, .help = "only rows whose label contains this, ignoring case, or "
		"/REGEX/" },
	[AT]    = { .name = "at", .kind = SX_KIND_ROW, .help = "move the page, as little as needed, to show this row" },
};

typedef struct item {
	const char *text;	/* NULL: by num */
	double      num;
	size_t      row;
} item;

/* What is missing comes last, whichever way the rest runs. */
static int compare(const item *s, const item *t, int way)
{
	if (s->text && strcmp(s->text, t->text) != 0)
		return way * strcmp(s->text, t->text);
	if (s->text == NULL && isnan(s->num) != isnan(t->num))
		return isnan(s->num) - isnan(t->num);
	if (s->text == NULL && s->num != t->num && !isnan(s->num))
		return s->num < t->num ? -way : way;
	return (s->row > t->row) - (s->row < t->row);
}

static int upwards(const void *a, const void *b)	{ return compare(a, b, 1); }
static int downwards(const void *a, const void *b)	{ return compare(a, b, -1); }

static bool keys(const sx_call *call, sx_space *s, item *list, size_t n, sx_err *err)
{
	const char *name = call->arg[SORT].text;
	bool by_label = name && strcmp(name, "label") == 0 && sx_space_has_labels(s);
	sx_row_axis key = { 0 };
	if (name && !by_label && !sx_row_axis_get(s, name, call->job, call->tmp, &key, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		list[i].text = by_label ? sx_space_label(s, list[i].row) : key.text ? key.text[list[i].row] : NULL;
		list[i].num = key.num ? key.num[list[i].row] : 0;
	}
	if (name || call->arg[DOWN].num != 0)
		qsort(list, n, sizeof *list, call->arg[DOWN].num != 0 ? downwards : upwards);
	return true;
}

/* The rows that match, in order. */
static bool order(const sx_call *call, sx_space *s, item *list, size_t *n, sx_err *err)
{
	const char *match = call->arg[MATCH].text;
	sx_pattern p;
	*n = 0;
	if (match && !sx_space_has_labels(s))
		return sx_fail(err, SX_EINPUT, "%s: it has no labels to match; load it with --labels", sx_space_name(s));
	if (match && !sx_pattern_read(&p, match, call->tmp, err))
		return false;
	for (size_t i = 0; i < sx_space_rows(s); i++)
		if (match == NULL || sx_pattern_matches(&p, sx_space_label(s, i)))
			list[(*n)++].row = i;
	if (match && !sx_pattern_close(&p, err))
		return false;
	return keys(call, s, list, *n, err);
}

static bool head_fields(const sx_call *call, const sx_space *s, const size_t *rows, size_t m, sx_result *out)
{
	double *v = sx_alloc(call->tmp, m, sizeof *v);
	const char **text = sx_alloc(call->tmp, m, sizeof *text);
	if (v == NULL || text == NULL)
		return false;
	for (size_t f = 0; f < sx_space_fields(s); f++) {
		const sx_field *c = sx_space_field_at(s, f);
		for (size_t i = 0; i < m; i++) {
			if (c->type == SX_TEXT)
				text[i] = c->text[rows[i]];
			else
				v[i] = c->num[rows[i]];
		}
		if (c->type == SX_TEXT)
			sx_table_texts(out, c->name, text);
		else if (c->type == SX_INTEGER)
			sx_table_ints(out, c->name, v);
		else
			sx_table_nums(out, c->name, v);
	}
	sx_mat p = sx_space_mat(s);
	for (size_t j = 0; j < p.d && j < 6; j++) {
		const char *own = sx_space_dim_name(s, j), *name = own ? own : sx_printf(call->tmp, "d%zu", j);
		for (size_t i = 0; i < m; i++)
			v[i] = (double)p.p[rows[i] * p.ld + j];
		if (name == NULL)
			return false;
		sx_table_nums(out, name, v);
	}
	return true;
}

/* Where the page begins, moved for --at. */
static size_t page_start(const sx_call *call, const item *list, size_t n, size_t m, size_t from, sx_result *out)
{
	size_t at = 0;
	if (!call->arg[AT].given)
		return from;
	while (at < n && list[at].row != (size_t)call->arg[AT].num)
		at++;
	if (at == n)
		return from;
	sx_put(out, "at", (double)at);
	return at < from ? at : at >= from + m ? at - m + 1 : from;
}

static bool run_head(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *s = call->arg[SPACE].space[0];
	size_t n, from = (size_t)call->arg[FROM].num, m = (size_t)call->arg[ROWS].num;
	item *list = sx_alloc(call->tmp, sx_space_rows(s), sizeof *list);
	if (list == NULL)
		return no_room(err);
	if (!order(call, s, list, &n, err))
		return false;
	from = page_start(call, list, n, m, from, out);
	if (from >= n && n)
		return sx_fail(err, SX_EINPUT, "--from: row %zu of %zu", from, n);
	m = m < n - from ? m : n - from;
	size_t *rows = sx_alloc(call->tmp, m, sizeof *rows);
	if (rows == NULL)
		return no_room(err);
	for (size_t i = 0; i < m; i++)
		rows[i] = list[from + i].row;
	if (call->arg[MATCH].text)
		sx_put(out, "matched", (double)n);
	if (call->arg[AT].given)
		sx_put(out, "from", (double)from);
	if (!sx_table_rows(out, "rows", SX_PLAIN, s, rows, m, call->tmp) || !head_fields(call, s, rows, m, out))
		return no_room(err);
	return true;
}

static const sx_figure head_figures[] = {
	{ "rows", "0 or more", NULL, "number of rows on the page" },
	{ "at from", "0 to rows", NULL, "with --at: the row, and where the page begins" },
	{ "matched", "0 to rows", NULL, "with --match: number of matching rows" },
	{ "rows", "table", NULL, "the page: row number, label, columns and the first six dimensions" },
};

const sx_command sx_cmd_head = {
	.name = "head", .group = "look", .summary = "Show rows with their labels, columns and values",
	.about = "Labels, columns and the first six dimensions; in the order of the file unless --sort names another. Missing values "
		"come last.",
	.example = "head demo --rows 5 --sort norm --down", .flags = SX_ANY_DATA, SX_PARAMS(head_params), .run = run_head,
	SX_FIGURES(head_figures),
};

/* ---- count ---- */

enum { C_SPACE, C_COLUMN, C_WHERE, C_LIMIT };

static const sx_param count_params[] = {
	[C_SPACE]  = SX_OPT_SPACE,
	[C_COLUMN] = { .name = "column", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "column, or label" },
	[C_WHERE]  = SX_OPT_WHERE,
	[C_LIMIT]  = { .name = "limit", .kind = SX_KIND_INT, .dflt = "1000", .lo = 1, .hi = 1e9, .help = "largest number of "
		"values listed" },
};

typedef struct tally {
	item   value;
	size_t count;
} tally;

static int commonest(const void *a, const void *b)
{
	const tally *s = a, *t = b;
	return s->count != t->count ? (s->count < t->count) - (s->count > t->count) : compare(&s->value, &t->value, 1);
}

/* Sorted values become runs of equal ones. */
static size_t count_runs(const item *list, size_t n, tally *t)
{
	size_t m = 0;
	for (size_t i = 0; i < n; i++) {
		bool same = i && (list[i].text ? strcmp(list[i].text, list[i - 1].text) == 0
		                  : list[i].num == list[i - 1].num);
		if (!same)
			t[m++].value = list[i];
		t[m - 1].count++;
	}
	return m;
}

static bool put_tally(const sx_call *call, const tally *t, size_t m, size_t n, bool texts, sx_result *out)
{
	const char **text = sx_alloc(call->tmp, m, sizeof *text);
	double *num = sx_alloc(call->tmp, m, sizeof *num), *count = sx_alloc(call->tmp, m, sizeof *count);
	double *share = sx_alloc(call->tmp, m, sizeof *share);
	if (!text || !num || !count || !share)
		return false;
	for (size_t i = 0; i < m; i++) {
		text[i] = t[i].value.text;
		num[i] = t[i].value.num;
		count[i] = (double)t[i].count;
		share[i] = (double)t[i].count / (double)n;
	}
	sx_table(out, "values", SX_PLAIN, m);
	if (texts)
		sx_table_texts(out, "value", text);
	else
		sx_table_nums(out, "value", num);
	sx_table_ints(out, "rows", count);
	sx_table_nums(out, "share", share);
	return true;
}

static bool run_count(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *s = call->arg[C_SPACE].space[0];
	const char *name = call->arg[C_COLUMN].text;
	size_t n = sx_space_rows(s), most = (size_t)call->arg[C_LIMIT].num;
	bool label = strcmp(name, "label") == 0 && sx_space_has_labels(s);
	item *list = sx_alloc(call->tmp, n, sizeof *list);
	tally *t = sx_alloc(call->tmp, n, sizeof *t);
	sx_row_axis v = { 0 };
	if (!list || !t)
		return no_room(err);
	if (!label && !sx_row_axis_get(s, name, call->job, call->tmp, &v, err))
		return false;
	size_t there = 0;
	for (size_t i = 0; i < n; i++) {
		item one = { label ? sx_space_label(s, i) : v.text ? v.text[i] : NULL, v.num ? v.num[i] : 0, i };
		if (one.text ? *one.text != '\0' : !isnan(one.num))
			list[there++] = one;
	}
	qsort(list, there, sizeof *list, upwards);
	size_t m = count_runs(list, there, t);
	qsort(t, m, sizeof *t, commonest);
	sx_put(out, "values", (double)m);
	sx_put(out, "rows", (double)n);
	sx_put(out, "missing", (double)(n - there));
	return put_tally(call, t, m < most ? m : most, there, label || v.text, out) || no_room(err);
}

static const sx_figure count_figures[] = {
	{ "values rows missing", "0 or more", NULL, "number of distinct values, of rows counted, and of rows without a value" },
	{ "values", "table", NULL, "each value with its number of rows, and their share of those that have one (0 to 1)" },
};

const sx_command sx_cmd_count = {
	.name = "count", .group = "look", .summary = "Count the values of a column",
	.about = "The most frequent value comes first. Missing numbers and empty texts are counted apart, as missing.",
	.example = "count demo label --limit 5", .flags = SX_ANY_DATA, SX_PARAMS(count_params), .run = run_count,
	SX_FIGURES(count_figures),
};
