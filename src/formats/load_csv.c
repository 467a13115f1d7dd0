/* load_csv.c: tables of text. Columns of numbers are dimensions, all others metadata. */
#include "load.h"
#include "table_roles.h"
#include "text_table.h"

#include <string.h>

typedef struct plan {
	sx_load       *load;
	sx_texttable   table;
	sx_table_roles roles;
	sx_sink       *sink;
} plan;

static bool short_of(const plan *p, size_t count, size_t size, sx_err *err)
{
	return sx_load_short(p->load, (double)count * (double)size, err);
}

/* ---- columns ---- */

static bool make_sinks(plan *p, float *points, sx_err *err)
{
	size_t n = p->table.rows, dim = 0;
	p->sink = sx_alloc(p->load->tmp, p->table.columns, sizeof *p->sink);
	if (p->sink == NULL)
		return short_of(p, p->table.columns, sizeof *p->sink, err);
	for (size_t i = 0; i < p->table.columns; i++) {
		sx_sink *k = &p->sink[i];
		sx_table_role role = p->roles.role[i];
		if (role == SX_ROLE_DIMENSION) {
			*k = (sx_sink){ .f = points + dim++, .step = p->roles.dims };
		} else if (role == SX_ROLE_VECTOR) {
			*k = (sx_sink){ .f = points, .step = p->roles.dims, .list = p->roles.dims };
		} else if (role == SX_ROLE_NUMBERS) {
			k->num = sx_alloc(p->load->tmp, n, sizeof *k->num);
			if (k->num == NULL)
				return short_of(p, n, sizeof *k->num, err);
		} else if (role == SX_ROLE_TEXTS) {
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
	if (i == p->roles.labels && !sx_space_set_labels(s, text, err))
		return false;
	sx_field f = { .name = name, .type = SX_TEXT, .text = text };
	/* a column called label would say again what every row has */
	return (i == p->roles.labels && (*name == '\0' || strcmp(name, "label") == 0)) || sx_space_add_field(s, &f, err);
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
		const char *name = i == p->roles.labels ? p->table.column[i].name : sx_table_column_name(&p->table, i, p->load->tmp);
		if (name == NULL)
			return short_of(p, 16, 1, err);
		if (p->roles.role[i] == SX_ROLE_TEXTS && !add_texts(p, s, i, name, err))
			return false;
		if (p->roles.role[i] == SX_ROLE_NUMBERS && !add_numbers(p, s, i, name, err))
			return false;
	}
	return true;
}

/* d0, d1 … in their order name nothing that the number does not. */
static bool name_dims(const plan *p, sx_space *s, sx_err *err)
{
	if (!p->table.header || p->roles.vector != SIZE_MAX || sx_texttable_dims(&p->table) < p->table.columns)
		return true;
	const char **names = sx_alloc(p->load->tmp, p->roles.dims, sizeof *names);
	if (names == NULL)
		return short_of(p, p->roles.dims, sizeof *names, err);
	size_t dim = 0;
	for (size_t i = 0; i < p->table.columns; i++)
		if (p->roles.role[i] == SX_ROLE_DIMENSION)
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
	if (!sx_texttable_open(&p.table, err) || !sx_table_roles_choose(l, &p.table, &p.roles, err))
		return NULL;
	sx_space *s = sx_load_points(l, p.table.rows, p.roles.dims, &points, err);
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
	.name = "csv", .asks = SX_LOAD_COLUMNS, .about = "a table of text, separated by tab, comma, semicolon, bar or spaces",
	.endings = "csv tsv tab txt dat", .probe = probe, .load = load,
};
