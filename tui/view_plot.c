/* view_plot.c: the rows as points. */
#include "app.h"
#include "system.h"

#include <stdio.h>
#include <string.h>

/* ---- keys ---- */

static void run_color(sx_app *a, const char *column)
{
	sx_buf line = { 0 };
	char x[64], y[64];
	snprintf(x, sizeof x, "%.*s", (int)strcspn(a->plot.x_label, " "), a->plot.x_label);
	snprintf(y, sizeof y, "%.*s", (int)strcspn(a->plot.y_label, " "), a->plot.y_label);
	sx_buf_puts(&line, "plot ");
	sx_quote(&line, a->plot.space);
	sx_buf_putc(&line, ' ');
	sx_quote(&line, x);
	sx_buf_putc(&line, ' ');
	sx_quote(&line, y);
	if (column) {
		sx_buf_puts(&line, " --color ");
		sx_quote(&line, column);
	}
	if (sx_buf_ok(&line))
		sx_app_run(a, line.text);
	sx_buf_free(&line);
}

/* norm, then the columns of the space, then none. */
static const char *next_color(const sx_app *a)
{
	const sx_name_space *s = sx_names_space(a->names, a->plot.space);
	const char *now = a->plot.color_name;
	if (now == NULL)
		return "norm";
	if (s == NULL || s->ncolumns == 0)
		return NULL;
	for (size_t i = 0; i < s->ncolumns; i++)
		if (strcmp(s->column[i], now) == 0)
			return i + 1 < s->ncolumns ? s->column[i + 1] : NULL;
	return s->column[0];
}

static void next_glyphs(sx_app *a)
{
	static const sx_glyphs next[] = {
		[SX_GLYPHS_BRAILLE] = SX_GLYPHS_SEXTANT, [SX_GLYPHS_SEXTANT] = SX_GLYPHS_HALF,
		[SX_GLYPHS_HALF] = SX_GLYPHS_QUADRANT, [SX_GLYPHS_QUADRANT] = SX_GLYPHS_ASCII,
		[SX_GLYPHS_ASCII] = SX_GLYPHS_BRAILLE,
	};
	if (a->utf8)
		a->glyphs = next[a->glyphs];
	else
		sx_app_say(a, false, "this locale has no UTF-8: ASCII is all there is");
}

static void step(sx_app *a, int dx, int dy)
{
	if (sx_plot_step(&a->plot, dx, dy))
		sx_app_cursor_moved(a);
}

static void run_neighbors(sx_app *a)
{
	char number[32];
	sx_buf line = { 0 };
	sx_buf_puts(&line, "neighbors ");
	sx_quote(&line, a->plot.space);
	sx_buf_putc(&line, ' ');
	const char *label = sx_plot_label(&a->plot, a->plot.cursor, number);
	if (*label == '#')
		sx_buf_puts(&line, label);
	else
		sx_quote(&line, label);
	if (sx_buf_ok(&line))
		sx_app_run(a, line.text);
	a->read_id = a->asked;
	sx_buf_free(&line);
}

static bool act_view(sx_app *a, sx_action action)
{
	sx_plot *p = &a->plot;
	switch (action) {
	case SX_DO_LEFT:      step(a, -1, 0); break;
	case SX_DO_RIGHT:     step(a, 1, 0); break;
	case SX_DO_UP:        step(a, 0, 1); break;
	case SX_DO_DOWN:      step(a, 0, -1); break;
	case SX_DO_PAN_LEFT:  sx_plot_pan(p, -0.125, 0); break;
	case SX_DO_PAN_RIGHT: sx_plot_pan(p, 0.125, 0); break;
	case SX_DO_PAN_UP:    sx_plot_pan(p, 0, 0.125); break;
	case SX_DO_PAN_DOWN:  sx_plot_pan(p, 0, -0.125); break;
	case SX_DO_ZOOM_IN:   sx_plot_zoom(p, 0.7); break;
	case SX_DO_ZOOM_OUT:  sx_plot_zoom(p, 1 / 0.7); break;
	case SX_DO_FIT:       sx_plot_fit(p); break;
	case SX_DO_EQUAL:     p->equal = !p->equal; p->fresh = false; break;
	default:              return false;
	}
	return true;
}

static bool act(sx_app *a, sx_action action)
{
	if (a->plot.n && act_view(a, action))
		return true;
	switch (action) {
	case SX_DO_COLOR:     if (a->plot.n) run_color(a, next_color(a)); break;
	case SX_DO_UNCOLOR:   if (a->plot.n) run_color(a, NULL); break;
	case SX_DO_AXIS_X:    sx_ask_open(a, SX_ASKING_X, ""); break;
	case SX_DO_AXIS_Y:    sx_ask_open(a, SX_ASKING_Y, ""); break;
	case SX_DO_GLYPHS:    next_glyphs(a); break;
	case SX_DO_INSPECTOR: a->inspector = !sx_app_inspects(a); sx_app_cursor_moved(a); break;
	case SX_DO_ENTER:     if (a->plot.n) run_neighbors(a); break;
	default:              return false;
	}
	return true;
}

/* ---- drawing ---- */

static void draw_empty(sx_app *a, sx_cells *c)
{
	const char *text = *a->plot.why ? a->plot.why : "";
	bool none = sx_names_current(a->names) == NULL;
	if (none && a->names && !a->waiting)
		text = "Load points with   :load FILE";
	else if (!*text)
		text = a->utf8 ? "\342\200\246" : "...";
	int x = (c->w - sx_text_width(text)) / 2;
	sx_cells_text(c, x > 1 ? x : 1, c->h / 2 - 1, c->w - 2, *a->plot.why ? SX_INK_ALERT : SX_INK_DIM, text);
}

static int draw_ramp(const sx_app *a, sx_cells *c, int x, int y)
{
	char lo[32], hi[32];
	x += sx_cells_text(c, x, y, c->w - x, SX_INK_TEXT, sx_number_short(lo, a->plot.lo)) + 1;
	for (int i = 0; i < 12; i++)
		sx_cells_put(c, x++, y, sx_app_glyph(a, 0x2588, '='), sx_viridis(i / 11.0));
	return x + 1 + sx_cells_text(c, x + 1, y, c->w - x - 1, SX_INK_TEXT, sx_number_short(hi, a->plot.hi));
}

static int draw_classes(const sx_app *a, sx_cells *c, int x, int y)
{
	const sx_plot *p = &a->plot;
	for (size_t i = 0; i < p->nclasses && x < c->w - 4; i++) {
		sx_cells_put(c, x, y, sx_app_glyph(a, 0x25CF, '*'), sx_okabe_ito(i));
		int room = c->w - x - 3;
		x += 2 + sx_cells_text(c, x + 2, y, room < 14 ? room : 14, SX_INK_TEXT, p->class_name[i]) + 2;
	}
	return x;
}

/* How many of the rows are seen, what colour says, and its range. */
static void draw_legend(const sx_app *a, sx_cells *c, int y, int stop)
{
	const sx_plot *p = &a->plot;
	char seen[32], all[32], text[96];
	sx_number_short(all, (double)p->n);
	if (p->in_view == p->n)
		snprintf(text, sizeof text, "%s rows", all);
	else
		snprintf(text, sizeof text, "%s of %s rows in view", sx_number_short(seen, (double)p->in_view), all);
	int x = 1 + sx_cells_text(c, 1, y, c->w, SX_INK_DIM, text) + 3;
	if (p->color_name)
		x += sx_cells_text(c, x, y, c->w - x, SX_INK_DIM, p->color_name) + 2;
	if (p->class_of)
		draw_classes(a, c, x, y);
	else if (p->color)
		draw_ramp(a, c, x, y);
	else if (a->colors > 8 && x + 20 < stop)
		sx_cells_text(c, x, y, c->w - x, SX_INK_DIM, "brighter: more rows");
}

static void draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	sx_plot *p = &a->plot;
	(void)frame;
	if (p->n == 0) {
		draw_empty(a, c);
		return;
	}
	sx_plot_draw(p, c, 0, 1, c->w, c->h - 2, a->glyphs, a->utf8);
	sx_cells_text(c, 1, 0, c->w - 1, SX_INK_DIM, p->y_label);
	int x = c->w - 1 - sx_text_width(p->x_label);
	draw_legend(a, c, c->h - 1, x);
	sx_cells_text(c, x - 1, c->h - 1, c->w, SX_INK_DIM, " ");
	sx_cells_text(c, x, c->h - 1, c->w, SX_INK_DIM, p->x_label);
}

const sx_view_ops sx_plot_view = { "plot", draw, act, NULL };
