/* sqlite_column.c: values of SQLite as columns of a space. */
#include "sqlite_parts.h"

#ifdef SX_HAVE_SQLITE3
#include "text_table.h"

#include <math.h>
#include <string.h>

bool sx_sqlite_column_open(const sx_sqlite *r, sx_sqlite_column *c, const char *name)
{
	*c = (sx_sqlite_column){ .name = sx_strdup(r->load->tmp, name), .num = sx_alloc(r->load->tmp, r->n, sizeof *c->num),
	                         .text = sx_alloc(r->load->tmp, r->n, sizeof *c->text) };
	return (c->name && c->num && c->text) || sx_sqlite_short(r, (double)r->n * 16);
}

bool sx_sqlite_keep_number(const sx_sqlite *r, sx_sqlite_column *c, size_t row, double v, bool fraction)
{
	(void)r;
	c->num[row] = v;
	c->fractions |= fraction;
	return true;
}

bool sx_sqlite_keep_text(const sx_sqlite *r, sx_sqlite_column *c, size_t row, const char *text, size_t len)
{
	c->num[row] = NAN;
	c->texts = true;
	c->text[row] = sx_strndup(r->load->tmp, text, strnlen(text, len));
	return c->text[row] || sx_sqlite_short(r, (double)len);
}

bool sx_sqlite_keep(const sx_sqlite *r, sx_sqlite_column *c, size_t row, sqlite3_stmt *s, int i)
{
	int type = sqlite3_column_type(s, i);
	if (type == SQLITE_TEXT) {
		const char *text = (const char *)sqlite3_column_text(s, i);
		return sx_sqlite_keep_text(r, c, row, text ? text : "", (size_t)sqlite3_column_bytes(s, i));
	}
	bool number = type == SQLITE_INTEGER || type == SQLITE_FLOAT;
	return sx_sqlite_keep_number(r, c, row, number ? sqlite3_column_double(s, i) : (double)NAN, type == SQLITE_FLOAT);
}

/* Where a text came, what was a number becomes its shortest text. */
static bool finish_text(const sx_sqlite *r, sx_sqlite_column *c)
{
	for (size_t i = 0; i < r->n; i++) {
		char number[32];
		if (c->text[i] == NULL)
			c->text[i] = isnan(c->num[i]) ? "" : sx_strdup(r->load->tmp, sx_number(number, c->num[i]));
		if (c->text[i] == NULL)
			return sx_sqlite_short(r, 32);
	}
	return true;
}

/* The first column whose name says so, else the first of text, holds the labels. */
static int label_column(const sx_sqlite_column *c, int columns)
{
	int first = -1;
	for (int i = 0; i < columns; i++) {
		if (c[i].texts && sx_is_label_name(c[i].name))
			return i;
		if (c[i].texts && first < 0)
			first = i;
	}
	return first;
}

bool sx_sqlite_add(const sx_sqlite *r, sx_sqlite_column *c, int columns, sx_space *s)
{
	int labels = label_column(c, columns);
	for (int i = 0; i < columns; i++) {
		if (c[i].texts && !finish_text(r, &c[i]))
			return false;
		sx_field f = { .name = c[i].name, .type = c[i].texts ? SX_TEXT : c[i].fractions ? SX_REAL : SX_INTEGER,
		               .num = c[i].texts ? NULL : c[i].num, .text = c[i].texts ? c[i].text : NULL };
		if (i == labels && !sx_space_set_labels(s, f.text, r->err))
			return false;
		if (!(i == labels && strcmp(f.name, "label") == 0) && !sx_space_add_field(s, &f, r->err))
			return false;
	}
	return true;
}
#endif
