/* cmd_axis.c: the command axis: projects rows on a semantic axis such as 'king - queen', as a column. */
#include "row_tables.h"
#include "command/options.h"
#include "space/row_directions.h"

#include <stdlib.h>

enum { SPACE, AXIS, TOP, AS };

static const sx_param params[] = {
	[SPACE] = SX_OPT_SPACE,
	[AXIS]  = { .name = "axis", .kind = SX_KIND_TEXT, .flags = SX_POSITIONAL | SX_REQUIRED,
	            .help = "'A - B': from B to A; either may be a list of labels separated by commas" },
	[TOP]   = { .name = "top", .kind = SX_KIND_INT, .dflt = "10", .lo = 1, .hi = 1e6, .help = "number of rows listed at "
		"each end" },
	[AS]    = { .name = "as", .kind = SX_KIND_NAME, .dflt = "axis", .help = "name of the column" },
};

typedef struct placed {
	double value;
	size_t row;
} placed;

static int downwards(const void *a, const void *b)
{
	const placed *s = a, *t = b;
	return s->value != t->value ? (s->value < t->value) - (s->value > t->value) : (s->row > t->row) - (s->row < t->row);
}

static bool put_end(const sx_call *call, const sx_space *s, const char *name, const placed *p, size_t m, bool up, sx_result *out)
{
	size_t *rows = sx_alloc(call->tmp, m, sizeof *rows);
	double *v = sx_alloc(call->tmp, m, sizeof *v);
	for (size_t i = 0; rows && v && i < m; i++) {
		rows[i] = up ? p[i].row : (p - i)->row;
		v[i] = up ? p[i].value : (p - i)->value;
	}
	if (!rows || !v || !sx_table_rows(out, name, SX_PLAIN, s, rows, m, call->tmp))
		return false;
	sx_table_nums(out, "value", v);
	return true;
}

static double mean(const double *v, const size_t *row, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += v[row[i]];
	return sum / (double)n;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_space *s = call->arg[SPACE].space[0];
	size_t n = sx_space_rows(s), m = (size_t)call->arg[TOP].num;
	double *v = sx_alloc(call->tmp, n, sizeof *v);
	placed *p = sx_alloc(call->tmp, n, sizeof *p);
	sx_meaning w;
	if (!v || !p)
		return sx_fail_memory(err, "an axis", (double)n * 24);
	if (!sx_meaning_read(s, call->arg[AXIS].text, call->tmp, &w, err) || !sx_meaning_project(s, &w, call->tmp, v, err))
		return false;
	for (size_t i = 0; i < n; i++)
		p[i] = (placed){ v[i], i };
	qsort(p, n, sizeof *p, downwards);
	m = m < n ? m : n;
	sx_put(out, "length", mean(v, w.plus, w.nplus) - mean(v, w.minus, w.nminus));
	sx_column(out, call->arg[AS].text, v);
	return (put_end(call, s, "most", p, m, true, out) && put_end(call, s, "least", p + n - 1, m, false, out)) ||
	       sx_fail_memory(err, "the tables", (double)m * 32);
}

static const sx_figure axis_figures[] = {
	{ "length", "0 or more", NULL, "distance between the means of the two sides; a short axis is unreliable" },
	{ "most least", "table", NULL, "the rows farthest out on each side; above 0 is nearer to the first word" },
	{ "*", "column", NULL, "position of each row on the axis: 0 half way between the two sides" },
};

const sx_command sx_cmd_axis = {
	.name = "axis", .group = "look", .summary = "Semantic axis: project rows on 'king - queen'",
	.about = "The axis runs from the mean of the rows after ' - ' to the mean of those before it. The column --as holds the "
		"position of each row on it: 0 half way, in the units of the space. length is the distance between the two "
		"means. The rows at both ends are listed. plot accepts such an axis too: plot 'king - queen' norm.",
	.example = "axis demo 'he,his - she,her' --as gender", SX_PARAMS(params), .run = run,
	SX_FIGURES(axis_figures),
};
