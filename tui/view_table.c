/* view_table.c: the rows of the current space and their columns, a page at a time, asked of the engine. */
#include "app.h"
#include "system.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WIDEST = 24 };

static size_t page_rows(const sx_app *a)
{
	return a->pane_h > 2 ? (size_t)a->pane_h - 1 : 1;
}

static bool act(sx_app *a, sx_action action)
{
	const sx_name_space *s = sx_names_current(a->names);
	size_t n = s ? s->rows : 0, page = page_rows(a) > 1 ? page_rows(a) - 1 : 1, at = a->table_cursor;
	if (n == 0)
		return false;
	switch (action) {
	case SX_DO_DOWN:      at++; break;
	case SX_DO_UP:        at -= at > 0; break;
	case SX_DO_PAGE_DOWN: at += page; break;
	case SX_DO_PAGE_UP:   at -= at < page ? at : page; break;
	case SX_DO_GLYPHS:
	case SX_DO_FIRST:     at = 0; break;
	case SX_DO_LAST:      at = n - 1; break;
	case SX_DO_ENTER:     sx_plot_to_row(&a->plot, at); sx_app_show(a, SX_PANE_PLOT); break;
	default:              return false;
	}
	a->table_cursor = at < n ? at : n - 1;
	return true;
}

/* Scrolls as little as keeps the cursor in sight, and asks for what is then shown if it is not there. */
static void settle(sx_app *a)
{
	const sx_name_space *s = sx_names_current(a->names);
	size_t page = page_rows(a), at = a->table_cursor, from = a->table_from;
	if (s == NULL)
		return;
	if (at >= s->rows)
		at = a->table_cursor = s->rows ? s->rows - 1 : 0;
	from = at < from ? at : at >= from + page ? at - page + 1 : from;
	bool asked = a->table_id && strcmp(a->table_space, s->name) == 0 && from == a->table_from &&
	             page == a->table_rows;
	if (asked)
		return;
	sx_buf line = { 0 };
	sx_buf_puts(&line, "head ");
	sx_quote(&line, s->name);
	sx_buf_printf(&line, " --rows %zu --from %zu", page, from);
	if (sx_buf_ok(&line))
		a->table_id = sx_engine_ask(a->engine, SX_SLOT_TABLE, line.text);
	sx_buf_free(&line);
	snprintf(a->table_space, sizeof a->table_space, "%s", s->name);
	a->table_from = from;
	a->table_rows = page;
}

static const char *cell(const sx_field *f, size_t i, char out[32])
{
	if (f->type == SX_TEXT)
		return f->text[i];
	if (!isfinite(f->num[i]))
		return "-";
	if (f->type == SX_INTEGER) {
		snprintf(out, 32, "%.0f", f->num[i]);
		return out;
	}
	return sx_number_short(out, f->num[i]);
}

static int field_width(const sx_field *f, size_t rows)
{
	int wide = sx_text_width(f->name);
	for (size_t i = 0; i < rows; i++) {
		char text[32];
		int w = sx_text_width(cell(f, i, text));
		wide = w > wide ? w : wide;
	}
	return wide < WIDEST ? wide : WIDEST;
}

static void draw_cell(sx_cells *c, int x, int y, int wide, bool right, sx_ink ink, const char *text)
{
	int w = sx_text_width(text);
	sx_cells_text(c, right && w < wide ? x + wide - w : x, y, wide, ink, text);
}

static int draw_field(const sx_app *a, const sx_frame *t, const sx_field *f, sx_cells *c, int x)
{
	int wide = field_width(f, t->rows);
	bool right = f->type != SX_TEXT;
	if (x + wide > c->w)
		return c->w;
	draw_cell(c, x, 0, wide, right, SX_INK_DIM, f->name);
	for (size_t i = 0; i < t->rows && (int)i + 1 < c->h; i++) {
		char text[32];
		bool here = a->table_got_from + i == a->table_cursor;
		bool plain = f == &t->field[0];		/* the row's number is furniture */
		sx_ink ink = here ? SX_INK_SELECT : plain ? SX_INK_DIM : SX_INK_TEXT;
		draw_cell(c, x, 1 + (int)i, wide, right, ink, cell(f, i, text));
	}
	return x + wide + 2;
}

static void draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	const sx_frame *t = a->table ? sx_result_main_frame(a->table) : NULL;
	const sx_name_space *s = sx_names_current(a->names);
	(void)frame;
	if (t == NULL || s == NULL) {
		sx_cells_text(c, 1, 0, c->w, SX_INK_DIM, s ? "" : "No space is loaded. :load FILE loads one.");
		return;
	}
	for (size_t i = 0; i < t->rows; i++)
		for (int x = 0; a->table_got_from + i == a->table_cursor && x < c->w; x++)
			sx_cells_put(c, x, 1 + (int)i, ' ', SX_INK_SELECT);
	int x = 1;
	for (size_t f = 0; f < t->nfields && x < c->w; f++)
		x = draw_field(a, t, &t->field[f], c, x);
}

const sx_view_ops sx_table_view = { "table", draw, act, settle };
