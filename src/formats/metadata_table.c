/* metadata_table.c: metadata from tables of text and from JSON Lines. */
#include "metadata_table.h"
#include "json_lines.h"
#include "load.h"
#include "text_table.h"

#include <stdio.h>
#include <string.h>

static bool short_of(const sx_metatable *m, double bytes, sx_err *err)
{
	char size[32];
	return sx_file_fail(err, SX_EMEMORY, m->file->path, "reading it needs %s, more than --memory allows or the "
	                    "machine has", sx_bytes(size, bytes));
}

/* ---- tables ---- */

static bool read_texts(const sx_metatable *m, const sx_texttable *t, size_t i, const char ***out, sx_err *err)
{
	sx_sink *sink = sx_alloc(m->tmp, t->columns, sizeof *sink);
	sx_span *span = sx_alloc(m->tmp, t->rows, sizeof *span);
	const char **text = sx_alloc(m->tmp, t->rows, sizeof *text);
	if (sink == NULL || span == NULL || text == NULL)
		return short_of(m, (double)t->rows * sizeof *span, err);
	sink[i].span = span;
	if (!sx_texttable_fill(t, sink, err))
		return false;
	for (size_t r = 0; r < t->rows; r++)
		if ((text[r] = sx_span_text(&span[r], m->tmp)) == NULL)
			return short_of(m, (double)span[r].len, err);
	*out = text;
	return true;
}

static bool read_numbers(const sx_metatable *m, const sx_texttable *t, size_t i, double **out, sx_err *err)
{
	sx_sink *sink = sx_alloc(m->tmp, t->columns, sizeof *sink);
	double *num = sx_alloc(m->tmp, t->rows, sizeof *num);
	if (sink == NULL || num == NULL)
		return short_of(m, (double)t->rows * sizeof *num, err);
	sink[i].num = num;
	*out = num;
	return sx_texttable_fill(t, sink, err);
}

static bool read_column(sx_metatable *m, const sx_texttable *t, size_t i, sx_err *err)
{
	const sx_textcolumn *c = &t->column[i];
	bool lone = t->columns == 1 && !t->header && c->cells == SX_CELLS_TEXT;	/* a list of labels */
	const char **text = NULL;
	double *num = NULL;
	const char *name = *c->name ? c->name : lone ? "label" : sx_printf(m->tmp, "column%zu", i);
	if (name == NULL)
		return short_of(m, 16, err);
	bool is_key = m->key && strcmp(name, m->key) == 0, is_text = c->cells == SX_CELLS_TEXT;
	if ((is_text || is_key) && !read_texts(m, t, i, &text, err))
		return false;
	if (!is_text && !read_numbers(m, t, i, &num, err))
		return false;
	if (is_key)
		m->key_text = text;
	m->field[m->fields++] = (sx_field){ .name = name, .num = num, .text = is_text ? text : NULL,
	                                    .type = is_text ? SX_TEXT : c->cells == SX_CELLS_WHOLE ? SX_INTEGER : SX_REAL };
	return true;
}

static bool open_table(const sx_metatable *m, sx_heading heading, sx_texttable *t, sx_err *err)
{
	*t = (sx_texttable){ .file = m->file, .limit = m->limit, .heading = heading, .job = m->job, .tmp = m->tmp };
	return sx_texttable_open(t, err);
}

static bool has_column(const sx_texttable *t, const char *name)
{
	for (size_t i = 0; i < t->columns; i++)
		if (strcmp(t->column[i].name, name) == 0)
			return true;
	return false;
}

/* Where numbers stand below names the table tells by itself that it has a header. Where all is text, the count
 * of rows does, or the name of the key. */
static bool open_best(const sx_metatable *m, sx_texttable *t, sx_err *err)
{
	if (!open_table(m, SX_HEADING_FIND, t, err))
		return false;
	if (t->header || t->rows == 0)
		return true;
	if (m->key) {
		sx_texttable headed;
		if (!open_table(m, SX_HEADING_YES, &headed, err))
			return false;
		if (has_column(&headed, m->key))
			*t = headed;
		return true;
	}
	bool headed = m->expect ? t->whole && t->rows == m->expect + 1 : t->columns > 1;
	return !headed || open_table(m, SX_HEADING_YES, t, err);
}

static bool read_table(sx_metatable *m, sx_err *err)
{
	sx_texttable t;
	if (!open_best(m, &t, err))
		return false;
	m->rows = t.rows;
	m->whole = t.whole;
	m->field = sx_alloc(m->tmp, t.columns, sizeof *m->field);
	if (m->field == NULL)
		return short_of(m, (double)t.columns * sizeof *m->field, err);
	for (size_t i = 0; i < t.columns; i++)
		if (!read_column(m, &t, i, err))
			return false;
	return true;
}

/* ---- JSON Lines ---- */

static bool read_json(sx_metatable *m, sx_err *err)
{
	sx_jsonlines t = { .file = m->file, .limit = m->limit, .job = m->job, .tmp = m->tmp };
	if (!sx_jsonlines_open(&t, err))
		return false;
	sx_field *all = sx_alloc(m->tmp, t.keys, sizeof *all);
	m->field = sx_alloc(m->tmp, t.keys, sizeof *m->field);
	if (all == NULL || m->field == NULL)
		return short_of(m, (double)t.keys * sizeof *all, err);
	if (!sx_jsonlines_read(&t, NULL, m->key, all, err))
		return false;
	m->rows = t.rows;
	m->whole = t.whole;
	for (size_t i = 0; i < t.keys; i++) {
		if (all[i].num == NULL && all[i].text == NULL)
			m->left_out++;
		else
			m->field[m->fields++] = all[i];
		if (m->key && all[i].text && strcmp(all[i].name, m->key) == 0)
			m->key_text = all[i].text;
	}
	return true;
}

/* ---- which ---- */

bool sx_metatable_read(sx_metatable *m, sx_err *err)
{
	char ending[16];
	const char *end, *p = sx_load_text(m->file, &end);
	if (m->file->size && !sx_load_is_text(m->file))
		return sx_file_fail(err, SX_EFORMAT, m->file->path, "is no text");
	sx_load_ending(m->file->path, ending);
	bool json = strcmp(ending, "jsonl") == 0 || strcmp(ending, "ndjson") == 0;
	while (p < end && (*p == ' ' || *p == '\n' || *p == '\r'))
		p++;
	json |= end - p > 1 && *p == '{' && (p[1] == '"' || p[1] == '}' || p[1] == ' ');
	return json ? read_json(m, err) : read_table(m, err);
}
