/* save_text.c: tables and word vectors as text. */
#include "save_parts.h"
#include "text_table.h"
#include "base/readnum.h"

#include <string.h>

static bool needs_quotes(const char *text, char delim)
{
	size_t len = strlen(text);
	if (len == 0)
		return false;
	return strchr(text, delim) || strpbrk(text, "\"\n\r") || *text == '#' || *text == ' ' || text[len - 1] == ' ';
}

/* Quotes hide line ends from CSV readers, but not from those of TSV. */
static void put_cell(sx_save *s, const char *text, char delim)
{
	bool broken = false;
	if (!needs_quotes(text, delim)) {
		sx_buf_puts(&s->row, text);
		return;
	}
	sx_buf_putc(&s->row, '"');
	for (const char *p = text; *p; p++) {
		bool breaks = delim == '\t' && (*p == '\n' || *p == '\r');
		if (*p == '"')
			sx_buf_putc(&s->row, '"');
		sx_buf_putc(&s->row, breaks ? ' ' : *p);
		broken |= breaks;
	}
	sx_buf_putc(&s->row, '"');
	s->changed += broken;
}

/* ---- tsv, csv ---- */

typedef struct layout {
	char             delim;
	const char      *label;		/* the name of their column; NULL: no labels */
	const sx_field **field;
	size_t           nfields;
} layout;

static void put_header(sx_save *s, const layout *t)
{
	if (t->label)
		put_cell(s, t->label, t->delim);
	for (size_t i = 0; i < t->nfields; i++) {
		if (t->label || i)
			sx_buf_putc(&s->row, t->delim);
		put_cell(s, t->field[i]->name, t->delim);
	}
	for (size_t j = 0; j < s->m.d; j++) {
		const char *name = sx_space_dim_name(s->space, j);
		if (t->label || t->nfields || j)
			sx_buf_putc(&s->row, t->delim);
		if (name && *name)
			put_cell(s, name, t->delim);
		else
			sx_buf_printf(&s->row, "d%zu", j);
	}
	sx_buf_putc(&s->row, '\n');
}

static void put_record(sx_save *s, size_t i, const layout *t)
{
	char text[32];
	if (t->label)
		put_cell(s, sx_space_label(s->space, i), t->delim);
	for (size_t f = 0; f < t->nfields; f++) {
		if (t->label || f)
			sx_buf_putc(&s->row, t->delim);
		put_cell(s, sx_cell_text(t->field[f], i, text), t->delim);
	}
	for (size_t j = 0; j < s->m.d; j++) {
		if (t->label || t->nfields || j)
			sx_buf_putc(&s->row, t->delim);
		sx_save_float(&s->row, s->m.p[i * s->m.ld + j]);
	}
	sx_buf_putc(&s->row, '\n');
}

bool sx_save_table(sx_save *s, char delim)
{
	layout t = { .delim = delim, .label = sx_space_has_labels(s->space) ? "label" : NULL };
	t.field = sx_save_fields(s, &t.nfields, &t.label);
	if (t.field == NULL)
		return false;
	put_header(s, &t);
	for (size_t i = 0; i < s->m.n; i++) {
		put_record(s, i, &t);
		if (!sx_save_tick(s, i) || !sx_save_row(s))
			return false;
	}
	if (s->changed)
		sx_note(s->out, "%zu texts hold line ends, which became spaces", s->changed);
	return true;
}

/* ---- vec ---- */

bool sx_save_vec(sx_save *s)
{
	size_t spaced = 0;
	sx_buf_printf(&s->row, "%zu %zu\n", s->m.n, s->m.d);
	for (size_t i = 0; i < s->m.n; i++) {
		const char *label = sx_space_label(s->space, i);
		if (label)
			sx_save_line_text(s, label);
		else
			sx_buf_printf(&s->row, "%zu", i);
		spaced += label && strpbrk(label, " \t\r\n") != NULL;
		for (size_t j = 0; j < s->m.d; j++) {
			sx_buf_putc(&s->row, ' ');
			sx_save_float(&s->row, s->m.p[i * s->m.ld + j]);
		}
		sx_buf_putc(&s->row, '\n');
		if (!sx_save_tick(s, i) || !sx_save_row(s))
			return false;
	}
	if (!sx_space_has_labels(s->space))
		sx_note(s->out, "the space has no labels: its row numbers stand for words");
	if (spaced)
		sx_note(s->out, "%zu labels hold spaces, which not every reader of word2vec text accepts", spaced);
	return true;
}
