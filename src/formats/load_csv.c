/* load_csv.c: tables of text. Columns of numbers are dimensions, all others metadata. */
#include "load.h"
#include "text_table.h"

#include <stdio.h>
#include <string.h>

/* What each column becomes. */
typedef enum role { DIMENSION, NUMBERS, TEXTS, NOTHING } role;

typedef struct plan {
	sx_load      *load;
	sx_texttable  table;
	role         *role;
	sx_sink      *sink;
	size_t        dims, labels;	/* labels: the column, or SIZE_MAX */
	int           notes;
} plan;

static bool short_of(const plan *p, size_t count, size_t size, sx_err *err)
{
	return sx_load_short(p->load, (double)count * (double)size, err);
}

/* ---- roles ---- */

/* Where sextant's own names d0, d1 … stand at the end, numbers before them are metadata. So is the index that
 * pandas and R write: it is the column whose name is missing. */
static role role_of(const plan *p, size_t i, size_t first_dim)
{
	const sx_textcolumn *c = &p->table.column[i];
	bool nameless = p->table.header && *c->name == '\0';
	if (i == p->labels)
		return TEXTS;
	if (c->cells == SX_CELLS_TEXT)
		return TEXTS;
	if (c->cells == SX_CELLS_EMPTY)
		return nameless || !p->table.header ? NOTHING : NUMBERS;
	return (first_dim < p->table.columns && i < first_dim) || (nameless && i == 0) ? NUMBERS : DIMENSION;
}

enum { MOST_NOTES = 5 };	/* of a table gone wrong, a million columns may deserve one */

static void note_column(plan *p, const sx_textcolumn *c, size_t i)
{
	char name[80];
	bool odd = c->cells == SX_CELLS_TEXT && c->numbers > c->texts;
	bool empty = c->cells == SX_CELLS_EMPTY && *c->name;
	if ((!odd && !empty) || p->notes++ >= MOST_NOTES)
		return;
	if (*c->name)
		snprintf(name, sizeof name, "'%.60s'", c->name);
	else
		snprintf(name, sizeof name, "%zu", i);
	if (odd)
		sx_load_note(p->load, "column %s is text, hence no dimension: %zu of %zu cells are no numbers, the first "
		             "on line %zu", name, c->texts, p->table.rows, c->text_line);
	else
		sx_load_note(p->load, "column %s is empty, hence no dimension", name);
}

static bool no_numbers(const plan *p, sx_err *err)
{
	const sx_texttable *t = &p->table;
	return sx_file_fail(err, SX_EFORMAT, p->load->file->path, "no column holds numbers alone (%zu rows, %zu "
	                    "column%s)", t->rows, t->columns, t->columns == 1 ? "" : "s");
}

static bool choose_roles(plan *p, sx_err *err)
{
	const sx_texttable *t = &p->table;
	size_t first_dim = sx_texttable_dims(t);
	p->labels = sx_texttable_labels(t);
	p->role = sx_alloc(p->load->tmp, t->columns, sizeof *p->role);
	p->sink = sx_alloc(p->load->tmp, t->columns, sizeof *p->sink);
	if (p->role == NULL || p->sink == NULL)
		return short_of(p, t->columns, sizeof *p->sink, err);
	for (size_t i = 0; i < t->columns; i++) {
		p->role[i] = role_of(p, i, first_dim);
		p->dims += p->role[i] == DIMENSION;
		if (i != p->labels)
			note_column(p, &t->column[i], i);
	}
	if (t->rows == 0)
		return sx_file_fail(err, SX_EFORMAT, p->load->file->path, "holds no rows below its header");
	return p->dims > 0 || no_numbers(p, err);
}

/* ---- columns ---- */

static bool make_sinks(plan *p, float *points, sx_err *err)
{
	size_t n = p->table.rows, dim = 0;
	for (size_t i = 0; i < p->table.columns; i++) {
		sx_sink *k = &p->sink[i];
		if (p->role[i] == DIMENSION) {
			*k = (sx_sink){ .f = points + dim++, .step = p->dims };
		} else if (p->role[i] == NUMBERS) {
			k->num = sx_alloc(p->load->tmp, n, sizeof *k->num);
			if (k->num == NULL)
				return short_of(p, n, sizeof *k->num, err);
		} else if (p->role[i] == TEXTS) {
			k->span = sx_alloc(p->load->tmp, n, sizeof *k->span);
			if (k->span == NULL)
				return short_of(p, n, sizeof *k->span, err);
		}
	}
	return true;
}

static bool add_texts(plan *p, sx_space *s, size_t i, const char *name, sx_err *err)
{
	size_t n = p->table.rows;
	const char **text = sx_alloc(p->load->tmp, n, sizeof *text);
	if (text == NULL)
		return short_of(p, n, sizeof *text, err);
	for (size_t r = 0; r < n; r++)
		if ((text[r] = sx_span_text(&p->sink[i].span[r], p->load->tmp)) == NULL)
			return short_of(p, p->sink[i].span[r].len, 1, err);
	if (i == p->labels && !sx_space_set_labels(s, text, err))
		return false;
	sx_field f = { .name = name, .type = SX_TEXT, .text = text };
	/* a column called label would say again what every row has */
	return (i == p->labels && (*name == '\0' || strcmp(name, "label") == 0)) || sx_space_add_field(s, &f, err);
}

static bool add_numbers(const plan *p, sx_space *s, size_t i, const char *name, sx_err *err)
{
	sx_type type = p->table.column[i].cells == SX_CELLS_WHOLE ? SX_INTEGER : SX_REAL;
	sx_field f = { .name = name, .type = type, .num = p->sink[i].num };
	return sx_space_add_field(s, &f, err);
}

static bool add_columns(plan *p, sx_space *s, sx_err *err)
{
	for (size_t i = 0; i < p->table.columns; i++) {
		const char *name = p->table.column[i].name, *shown = name;
		if (*name == '\0' && i != p->labels)
			shown = i == 0 && p->table.header ? "index" : sx_printf(p->load->tmp, "column%zu", i);
		if (shown == NULL)
			return short_of(p, 16, 1, err);
		if (p->role[i] == TEXTS && !add_texts(p, s, i, shown, err))
			return false;
		if (p->role[i] == NUMBERS && !add_numbers(p, s, i, shown, err))
			return false;
	}
	return true;
}

/* d0, d1 … in their order name nothing that the number does not. */
static bool name_dims(const plan *p, sx_space *s, sx_err *err)
{
	if (!p->table.header || sx_texttable_dims(&p->table) < p->table.columns)
		return true;
	const char **names = sx_alloc(p->load->tmp, p->dims, sizeof *names);
	if (names == NULL)
		return short_of(p, p->dims, sizeof *names, err);
	size_t dim = 0;
	for (size_t i = 0; i < p->table.columns; i++)
		if (p->role[i] == DIMENSION)
			names[dim++] = p->table.column[i].name;
	return sx_space_set_dim_names(s, names, err);
}

static sx_space *load(sx_load *l, sx_err *err)
{
	plan p = { .load = l, .table = { .file = l->file, .limit = l->limit, .job = l->job, .tmp = l->tmp } };
	float *points;
	if (!sx_load_is_text(l->file)) {
		sx_file_fail(err, SX_EFORMAT, l->file->path, l->file->size ? "is no text" : "holds no rows");
		return NULL;
	}
	if (!sx_texttable_open(&p.table, err) || !choose_roles(&p, err))
		return NULL;
	sx_space *s = sx_load_points(l, p.table.rows, p.dims, &points, err);
	if (s && make_sinks(&p, points, err) && sx_texttable_fill(&p.table, p.sink, err) && add_columns(&p, s, err) &&
	    name_dims(&p, s, err)) {
		l->total = p.table.whole ? p.table.rows : 0;
		return s;
	}
	sx_space_unref(s);
	return NULL;
}

/* A delimiter that cuts evenly cannot be told from prose by less than the table's own reader: so this is what
 * is left when nothing else is sure, and better than that where the name says so. */
static int probe(const sx_file *f)
{
	return sx_load_is_text(f) ? SX_PROBE_MAYBE : SX_PROBE_NO;
}

const sx_loader sx_loader_csv = {
	.name = "csv", .about = "a table of text, parted by tab, comma, semicolon, bar or spaces",
	.endings = "csv tsv tab txt dat", .probe = probe, .load = load,
};
