/* save_binary.c: the header of safetensors, and word2vec's binary form. */
#include "save_parts.h"

#include <string.h>

/* The length of the header, then the header, filled up so that the points begin at a multiple of 64. */
bool sx_save_safetensors_head(sx_save *s)
{
	enum { ALIGN = 64 };
	sx_buf *b = &s->row;
	sx_buf_printf(b, "{\"points\":{\"dtype\":\"F32\",\"shape\":[%zu,%zu],\"data_offsets\":[0,%zu]}}", s->m.n, s->m.d,
	              s->m.n * s->m.d * sizeof *s->m.p);
	sx_buf_pad(b, ' ', (int)(ALIGN - (b->len + 8) % ALIGN) % ALIGN);
	if (!sx_buf_ok(b))
		return sx_fail_memory(s->err, s->path, ALIGN);
	unsigned char len[8];
	for (int i = 0; i < 8; i++)
		len[i] = (unsigned char)((uint64_t)b->len >> (8 * i));
	sx_writer_add(s->w, len, sizeof len);
	sx_writer_add(s->w, b->text, b->len);
	sx_buf_clear(b);
	return true;
}

/* A word ends at the first space, and begins behind line ends: neither may be in it. */
static void put_word(sx_save *s, size_t i)
{
	const char *label = sx_space_label(s->space, i);
	if (label == NULL)
		sx_buf_printf(&s->row, "%zu", i);
	for (const char *p = label; p && *p; p++)
		sx_buf_putc(&s->row, *p == ' ' || *p == '\n' ? '_' : *p);
	s->changed += label && strpbrk(label, " \n") != NULL;
	sx_buf_putc(&s->row, ' ');
}

bool sx_save_w2v(sx_save *s)
{
	sx_buf_printf(&s->row, "%zu %zu\n", s->m.n, s->m.d);
	for (size_t i = 0; i < s->m.n; i++) {
		put_word(s, i);
		sx_buf_add(&s->row, (const char *)(s->m.p + i * s->m.ld), s->m.d * sizeof *s->m.p);
		sx_buf_putc(&s->row, '\n');
		if (!sx_buf_ok(&s->row))
			return sx_fail_memory(s->err, s->path, (double)s->row.cap);
		if (!sx_save_tick(s, i))
			return false;
		if (!sx_writer_add(s->w, s->row.text, s->row.len))
			break;
		sx_buf_clear(&s->row);
	}
	if (!sx_space_has_labels(s->space))
		sx_note(s->out, "the space has no labels: its row numbers stand for words");
	if (s->changed)
		sx_note(s->out, "%zu labels hold spaces or line ends, which became underscores", s->changed);
	return sx_writer_flush(s->w, s->err);
}
