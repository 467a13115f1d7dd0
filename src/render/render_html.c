/* render_html.c: a result as one self-contained HTML page: metrics, tables, pictures as SVG, notes. */
#include "render.h"
#include "base/xml.h"

static const char style[] =
	"body{font:15px/1.45 sans-serif;color:#222;background:#fff;max-width:60em;margin:2em auto;padding:0 1em}"
	"h1{font-size:1.5em}h2{font-size:1.1em;margin-top:2em}"
	"table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
	"th,td{padding:.15em .8em .15em 0;text-align:left;vertical-align:top;border-bottom:1px solid #ddd}"
	"td.n,th.n{text-align:right}svg{max-width:100%;height:auto}.notes{color:#555}code{background:#f4f4f4;padding:.1em .3em}";

enum { MOST = 200 };		/* rows of a table that also has a picture */

static void element(sx_buf *b, const char *tag, const char *class, const char *text)
{
	sx_buf_printf(b, class ? "<%s class=\"%s\">" : "<%s>", tag, class);
	sx_xml_text(b, text);
	sx_buf_printf(b, "</%s>", tag);
}

static const char *value_text(const sx_scalar *s, char out[32])
{
	switch (s->kind) {
	case SX_SCALAR_NUM:  return sx_number_short(out, s->num);
	case SX_SCALAR_BOOL: return s->num != 0 ? "yes" : "no";
	case SX_SCALAR_TEXT: return s->text ? s->text : "";
	default:             return "–";
	}
}

static void pairs(sx_buf *b, const sx_scalar *s, size_t n)
{
	char text[32];
	if (n == 0)
		return;
	sx_buf_puts(b, "<table>\n");
	for (size_t i = 0; i < n; i++) {
		sx_buf_puts(b, "<tr>");
		element(b, "td", NULL, s[i].name);
		element(b, "td", s[i].kind == SX_SCALAR_NUM ? "n" : NULL, value_text(&s[i], text));
		sx_buf_puts(b, "</tr>\n");
	}
	sx_buf_puts(b, "</table>\n");
}

static void table(sx_buf *b, const sx_frame *t, size_t most)
{
	sx_buf_puts(b, "<table>\n<tr>");
	for (size_t f = 0; f < t->nfields; f++)
		element(b, "th", t->field[f].type == SX_TEXT ? NULL : "n", t->field[f].name);
	sx_buf_puts(b, "</tr>\n");
	for (size_t i = 0; i < t->rows && i < most; i++) {
		sx_buf_puts(b, "<tr>");
		for (size_t f = 0; f < t->nfields; f++) {
			const sx_field *v = &t->field[f];
			char text[32];
			bool number = v->type == SX_REAL;
			element(b, "td", v->type == SX_TEXT ? NULL : "n",
			        number ? sx_number_short(text, v->num[i]) : sx_cell_text(v, i, text));
		}
		sx_buf_puts(b, "</tr>\n");
	}
	sx_buf_puts(b, "</table>\n");
	if (t->rows > most)
		sx_buf_printf(b, "<p>%zu of %zu rows</p>\n", most, t->rows);
}

/* A picture where the table has one, its numbers folded away beneath; else the table. */
static void frame(sx_buf *b, const sx_result *r, const sx_frame *t)
{
	sx_buf svg = { 0 };
	sx_err err = { SX_OK, "" };
	element(b, "h2", NULL, t->name);
	sx_buf_putc(b, '\n');
	bool picture = t->look != SX_PLAIN && sx_render_svg(r, t, &svg, &err);
	b->failed |= svg.failed || err.code == SX_EMEMORY;
	if (picture) {
		sx_buf_add(b, svg.text, svg.len);
		sx_buf_puts(b, "<details><summary>numbers</summary>\n");
		table(b, t, MOST);
		sx_buf_puts(b, "</details>\n");
	} else {
		table(b, t, t->rows);
	}
	sx_buf_free(&svg);
}

void sx_render_html(const sx_result *r, sx_buf *b)
{
	if (r->command == NULL)
		return;
	sx_buf_puts(b, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	            "<meta name=\"viewport\" content=\"width=device-width\"><title>");
	sx_xml_text(b, r->line ? r->line : r->command);
	sx_buf_printf(b, "</title><style>%s</style></head>\n<body>\n<h1>", style);
	sx_xml_text(b, r->command);
	if (r->space)
		sx_buf_putc(b, ' ');
	sx_xml_text(b, r->space ? r->space : "");
	sx_buf_puts(b, "</h1>\n<p>");
	element(b, "code", NULL, r->line ? r->line : r->command);
	if (r->rows)
		sx_buf_printf(b, " on %zu rows of %zu dimensions", r->rows, r->dims);
	sx_buf_puts(b, "</p>\n");
	pairs(b, r->scalar, r->nscalars);
	for (size_t i = 0; i < r->nframes; i++)
		frame(b, r, &r->frame[i]);
	sx_buf_puts(b, "<div class=\"notes\">\n");
	for (size_t i = 0; i < r->nnotes; i++) {
		element(b, "p", NULL, r->note[i]);
		sx_buf_putc(b, '\n');
	}
	sx_buf_puts(b, "<details><summary>parameters</summary>\n");
	pairs(b, r->param, r->nparams);
	sx_buf_puts(b, "</details></div>\n</body></html>\n");
}
