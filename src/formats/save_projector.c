/* save_projector.c: the Embedding Projector's pair: tensors.tsv without a header, metadata.tsv beside it. */
#include "label_files.h"
#include "save_parts.h"

#include <string.h>

bool sx_save_is_projector(const char *path)
{
	const char *slash = strrchr(path, '/');
	return strcmp(slash ? slash + 1 : path, "tensors.tsv") == 0;
}

/* The projector knows no quotes: tabs and line ends become spaces. */
static void put_text(sx_save *s, const char *text)
{
	size_t from = s->row.len;
	sx_save_line_text(s, text ? text : "");
	for (size_t i = from; i < s->row.len; i++)
		if (s->row.text[i] == '\t') {
			s->row.text[i] = ' ';
			s->changed++;
		}
}

static bool write_row(sx_save *s, sx_writer *w)
{
	sx_buf_putc(&s->row, '\n');
	if (!sx_buf_ok(&s->row))
		return sx_fail_memory(s->err, s->path, (double)s->row.cap);
	sx_writer_add(w, s->row.text, s->row.len);
	sx_buf_clear(&s->row);
	return true;
}

/* One column has no header, several have one: that is how the projector tells. */
static bool write_metadata(sx_save *s, sx_writer *w, const sx_field **field, size_t n, const char *label)
{
	bool labels = sx_space_has_labels(s->space);
	if (n + labels > 1) {
		put_text(s, labels ? label : field[0]->name);
		for (size_t f = labels ? 0 : 1; f < n; f++) {
			sx_buf_putc(&s->row, '\t');
			put_text(s, field[f]->name);
		}
		if (!write_row(s, w))
			return false;
	}
	for (size_t i = 0; i < s->m.n; i++) {
		char number[32];
		put_text(s, labels ? sx_space_label(s->space, i) : sx_cell_text(field[0], i, number));
		for (size_t f = labels ? 0 : 1; f < n; f++) {
			sx_buf_putc(&s->row, '\t');
			put_text(s, sx_cell_text(field[f], i, number));
		}
		if (!write_row(s, w))
			return false;
	}
	return sx_writer_flush(w, s->err);
}

static bool write_tensors(sx_save *s)
{
	for (size_t i = 0; i < s->m.n; i++) {
		if (!sx_save_tick(s, i))
			return false;
		for (size_t j = 0; j < s->m.d; j++) {
			if (j)
				sx_buf_putc(&s->row, '\t');
			sx_save_float(&s->row, s->m.p[i * s->m.ld + j]);
		}
		if (!write_row(s, s->w))
			return false;
	}
	return sx_writer_flush(s->w, s->err);
}

bool sx_save_projector(sx_save *s)
{
	size_t n;
	const char *label = "label", *slash = strrchr(s->path, '/');
	const sx_field **field = sx_save_fields(s, &n, &label);
	int folder = slash ? (int)(slash + 1 - s->path) : 0;
	char *beside = sx_printf(s->call->tmp, "%.*smetadata.tsv", folder, s->path);
	if (field == NULL || beside == NULL)
		return sx_fail_memory(s->err, s->path, (double)strlen(s->path));
	if (!write_tensors(s))
		return false;
	if (n == 0 && !sx_space_has_labels(s->space))
		return true;
	s->beside = sx_writer_open(beside, s->err);
	if (s->beside == NULL || !write_metadata(s, s->beside, field, n, label))
		return false;
	sx_note(s->out, "labels and columns written to %s", beside);
	return true;
}
