/* render_csv.c: the main table as CSV or TSV (quoted as in RFC 4180), or as Markdown. */
#include "render.h"

#include <math.h>
#include <string.h>

static void add_quoted(sx_buf *b, const char *text, char delimiter)
{
	if (!strchr(text, delimiter) && !strpbrk(text, "\"\r\n")) {
		sx_buf_puts(b, text);
		return;
	}
	sx_buf_putc(b, '"');
	for (; *text; text++) {
		if (*text == '"')
			sx_buf_putc(b, '"');
		sx_buf_putc(b, *text);
	}
	sx_buf_putc(b, '"');
}

static const char *scalar_text(const sx_scalar *s, char out[32])
{
	switch (s->kind) {
	case SX_SCALAR_NUM:  return isnan(s->num) ? strcpy(out, "") : sx_number(out, s->num);
	case SX_SCALAR_BOOL: return s->num != 0 ? "true" : "false";
	case SX_SCALAR_TEXT: return s->text;
	default:             return strcpy(out, "");
	}
}

static void figures_csv(const sx_result *r, char delimiter, sx_buf *b)
{
	sx_buf_printf(b, "figure%cvalue\n", delimiter);
	for (size_t i = 0; i < r->nscalars; i++) {
		char text[32];
		add_quoted(b, r->scalar[i].name, delimiter);
		sx_buf_putc(b, delimiter);
		add_quoted(b, scalar_text(&r->scalar[i], text), delimiter);
		sx_buf_putc(b, '\n');
	}
}

void sx_render_csv(const sx_result *r, char delimiter, sx_buf *b)
{
	const sx_frame *t = sx_result_main_frame(r);
	if (r->command == NULL)
		return;
	if (t == NULL) {
		figures_csv(r, delimiter, b);
		return;
	}
	for (size_t f = 0; f < t->nfields; f++) {
		if (f)
			sx_buf_putc(b, delimiter);
		add_quoted(b, t->field[f].name, delimiter);
	}
	sx_buf_putc(b, '\n');
	for (size_t i = 0; i < t->rows; i++) {
		for (size_t f = 0; f < t->nfields; f++) {
			char text[32];
			if (f)
				sx_buf_putc(b, delimiter);
			add_quoted(b, sx_cell_text(&t->field[f], i, text), delimiter);
		}
		sx_buf_putc(b, '\n');
	}
}

/* ---- Markdown ---- */

static void add_escaped(sx_buf *b, const char *text)
{
	for (; *text; text++) {
		if (strchr("|\\`*_<", *text))
			sx_buf_putc(b, '\\');
		sx_buf_putc(b, *text == '\n' ? ' ' : *text);
	}
}

static void table_markdown(const sx_frame *t, sx_buf *b)
{
	sx_buf_printf(b, "\n**%s**\n\n", t->name);
	for (size_t f = 0; f < t->nfields; f++) {
		sx_buf_puts(b, "| ");
		add_escaped(b, t->field[f].name);
		sx_buf_putc(b, ' ');
	}
	sx_buf_puts(b, "|\n");
	for (size_t f = 0; f < t->nfields; f++)
		sx_buf_puts(b, t->field[f].type == SX_TEXT ? "|---" : "|---:");
	sx_buf_puts(b, "|\n");
	for (size_t i = 0; i < t->rows; i++) {
		for (size_t f = 0; f < t->nfields; f++) {
			char text[32];
			sx_buf_puts(b, "| ");
			add_escaped(b, sx_cell_text(&t->field[f], i, text));
			sx_buf_putc(b, ' ');
		}
		sx_buf_puts(b, "|\n");
	}
}

void sx_render_markdown(const sx_result *r, sx_buf *b)
{
	if (r->command == NULL)
		return;
	sx_buf_printf(b, "## %s%s%s\n\n", r->command, r->space ? " " : "", r->space ? r->space : "");
	if (r->nscalars)
		sx_buf_puts(b, "| figure | value |\n|---|---:|\n");
	for (size_t i = 0; i < r->nscalars; i++) {
		char text[32];
		sx_buf_puts(b, "| ");
		add_escaped(b, r->scalar[i].name);
		sx_buf_puts(b, " | ");
		add_escaped(b, scalar_text(&r->scalar[i], text));
		sx_buf_puts(b, " |\n");
	}
	for (size_t i = 0; i < r->nframes; i++)
		table_markdown(&r->frame[i], b);
	for (size_t i = 0; i < r->nnotes; i++)
		sx_buf_printf(b, "\n> %s\n", r->note[i]);
}
