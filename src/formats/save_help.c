/* save_help.c: what the writers of formats share: rows in turn, points, texts, and which columns are written. */
#include "save_parts.h"
#include "text_table.h"
#include "base/readnum.h"

#include <string.h>

bool sx_save_tick(sx_save *s, size_t i)
{
	return i % 1024 || sx_tick(s->call->job, (double)i / (double)s->m.n, "writing rows") || sx_fail_cancel(s->err);
}

bool sx_save_points(sx_save *s)
{
	for (size_t i = 0; i < s->m.n; i++) {
		if (!sx_save_tick(s, i))
			return false;
		if (!sx_writer_add(s->w, s->m.p + i * s->m.ld, s->m.d * sizeof *s->m.p))
			break;
	}
	return sx_writer_flush(s->w, s->err);
}

bool sx_save_row(sx_save *s)
{
	if (!sx_buf_ok(&s->row))
		return sx_fail_memory(s->err, s->path, (double)s->row.cap);
	bool ok = sx_writer_add(s->w, s->row.text, s->row.len);
	sx_buf_clear(&s->row);
	return ok || sx_writer_flush(s->w, s->err);
}

void sx_save_float(sx_buf *b, float v)
{
	char text[32];
	sx_buf_add(b, text, sx_write_float(text, v));
}

void sx_save_line_text(sx_save *s, const char *text)
{
	bool broken = false;
	for (const char *p = text; *p; p++) {
		bool line_end = *p == '\n' || *p == '\r';
		sx_buf_putc(&s->row, line_end ? ' ' : *p);
		broken |= line_end;
	}
	s->changed += broken;
}

/* Whether a column is the one that the labels were taken from. */
static bool repeats_labels(const sx_save *s, const sx_field *f)
{
	if (f->type != SX_TEXT || !sx_space_has_labels(s->space) || !sx_is_label_name(f->name))
		return false;
	for (size_t i = 0; i < s->m.n; i++)
		if (strcmp(f->text[i], sx_space_label(s->space, i)) != 0)
			return false;
	return true;
}

const sx_field **sx_save_fields(sx_save *s, size_t *count, const char **label_name)
{
	size_t n = 0, most = sx_space_fields(s->space);
	const sx_field **kept = sx_alloc(s->call->tmp, most, sizeof *kept);
	if (kept == NULL)
		sx_fail_memory(s->err, s->path, (double)most * sizeof *kept);
	for (size_t i = 0; kept && i < most; i++) {
		const sx_field *f = sx_space_field_at(s->space, i);
		if (repeats_labels(s, f))
			*label_name = f->name;
		else
			kept[n++] = f;
	}
	*count = n;
	return kept;
}
