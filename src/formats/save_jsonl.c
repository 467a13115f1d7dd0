/* save_jsonl.c: JSON Lines: an object a row, with its label, its columns and its vector as a list of numbers. */
#include "save_parts.h"
#include "base/json_text.h"
#include "base/readnum.h"

#include <math.h>
#include <string.h>

static const char VECTOR[] = "embedding";

static void put_string(sx_save *s, const char *text)
{
	s->changed += !sx_json_put(&s->row, text);
}

static void put_key(sx_save *s, const char *name)
{
	put_string(s, name);
	sx_buf_putc(&s->row, ':');
}

static void put_vector(sx_save *s, const float *v, size_t *nonfinite)
{
	put_key(s, VECTOR);
	sx_buf_putc(&s->row, '[');
	for (size_t j = 0; j < s->m.d; j++) {
		char text[32];
		if (j)
			sx_buf_putc(&s->row, ',');
		if (isfinite(v[j]))
			sx_buf_add(&s->row, text, (size_t)sx_write_float(text, v[j]));
		else
			sx_buf_puts(&s->row, "null");
		*nonfinite += isfinite(v[j]) ? 0 : 1;
	}
	sx_buf_puts(&s->row, "]}\n");
}

static void put_field(sx_save *s, const sx_field *f, size_t row)
{
	char text[32];
	put_key(s, strcmp(f->name, VECTOR) == 0 ? "embedding_column" : f->name);
	if (f->type == SX_TEXT)
		put_string(s, f->text[row]);
	else
		sx_buf_puts(&s->row, isfinite(f->num[row]) ? sx_number(text, f->num[row]) : "null");
	sx_buf_putc(&s->row, ',');
}

bool sx_save_jsonl(sx_save *s)
{
	size_t n, nonfinite = 0;
	const char *label = sx_space_has_labels(s->space) ? "label" : NULL;
	const sx_field **field = sx_save_fields(s, &n, &label);
	if (field == NULL)
		return false;
	for (size_t i = 0; i < s->m.n; i++) {
		sx_buf_putc(&s->row, '{');
		if (label) {
			put_key(s, label);
			put_string(s, sx_space_label(s->space, i));
			sx_buf_putc(&s->row, ',');
		}
		for (size_t f = 0; f < n; f++)
			put_field(s, field[f], i);
		put_vector(s, s->m.p + i * s->m.ld, &nonfinite);
		if (!sx_save_tick(s, i) || !sx_save_row(s))
			return false;
	}
	if (s->changed)
		sx_note(s->out, "%zu texts hold bytes that are no UTF-8, which became U+FFFD", s->changed);
	if (nonfinite)
		sx_note(s->out, "%zu values are NaN or infinite, which JSON cannot say: they became null, which load reads as "
		        "NaN", nonfinite);
	return true;
}
