/* legend.c: draws the counts of rows and the scale of colours. */
#include "legend.h"
#include "engine/environment.h"
#include "workbench/light_background.h"

#include <stdio.h>
#include <string.h>

enum { RAMP_W = 12 };

static int draw_blocks(const sx_app *a, sx_cells *c, int x, int y, int from, int to, int of)
{
	for (int i = from; i < to; i++)
		sx_cells_put(c, x++, y, sx_app_glyph(a, 0x2588, '='), sx_viridis(i / (of - 1.0)));
	return x;
}

/* The values at both ends and half way; where there is less room, at both ends alone. */
static void draw_ramp(const sx_app *a, sx_cells *c, int x, int y, int stop)
{
	const sx_plot *p = &a->plot;
	char lo[32], mid[32], hi[32];
	int ends = (int)(strlen(sx_number_short(lo, p->lo)) + strlen(sx_number_short(hi, p->hi))) + 2;
	int between = (int)strlen(sx_number_short(mid, (p->lo + p->hi) / 2)) + 2, room = stop - x - 1 - ends;
	bool half_way = room >= RAMP_W + between;
	int blocks = half_way ? RAMP_W : room < RAMP_W ? room : RAMP_W;
	if (blocks < 2)
		return;
	x += sx_cells_text(c, x, y, stop - x, SX_INK_TEXT, lo) + 1;
	x = draw_blocks(a, c, x, y, 0, half_way ? blocks / 2 : blocks, blocks);
	if (half_way) {
		x += 1 + sx_cells_text(c, x + 1, y, stop - x, SX_INK_TEXT, mid) + 1;
		x = draw_blocks(a, c, x, y, blocks / 2, blocks, blocks);
	}
	sx_cells_text(c, x + 1, y, stop - x - 1, SX_INK_TEXT, hi);
}

static void draw_classes(const sx_app *a, sx_cells *c, int x, int y, int stop)
{
	const sx_plot *p = &a->plot;
	for (size_t i = 0; i < p->nclasses; i++) {
		char count[32], text[64];
		snprintf(text, sizeof text, "%.14s %s", p->class_name[i], sx_number_short(count, (double)p->class_count[i]));
		int w = sx_text_width(text);
		if (x + w + 2 > stop) {
			sx_cells_text(c, x, y, stop - x, SX_INK_DIM, a->utf8 ? "\342\200\246" : "...");
			return;
		}
		uint32_t mark = p->shapes ? sx_plot_mark(i, a->utf8) : sx_app_glyph(a, 0x25CF, '*');
		sx_cells_put(c, x, y, mark, sx_plot_class_ink(i));
		x += 2 + sx_cells_text(c, x + 2, y, w, SX_INK_TEXT, text) + 2;
	}
}

void sx_legend_color(const sx_app *a, sx_cells *c, int x, int y, int stop)
{
	const sx_plot *p = &a->plot;
	if (p->color_name)
		x += sx_cells_cut(c, x, y, stop - x - 1, SX_INK_DIM, p->color_name, a->utf8) + 2;
	if (p->class_of)
		draw_classes(a, c, x, y, stop);
	else if (p->color)
		draw_ramp(a, c, x, y, stop);
	else if (a->colors > 8 && x + 20 < stop)
		sx_cells_text(c, x, y, c->w - x, SX_INK_DIM, sx_app_light(a) ? "darkness = density" : "brightness = density");
}

int sx_legend_rows(const sx_plot *p, sx_cells *c, int y)
{
	char seen[32], shown[32], all[32], text[160];
	sx_number_short(all, (double)p->total);
	sx_number_short(shown, (double)p->n);
	int len = p->n < p->total ? snprintf(text, sizeof text, "%s of %s rows shown", shown, all)
	                          : snprintf(text, sizeof text, "%s rows", all);
	if (p->in_view < p->n)
		len = snprintf(text, sizeof text, "%s of %s rows in view", sx_number_short(seen, (double)p->in_view), all);
	if (p->nselected && p->nselected < p->n)
		snprintf(text + len, sizeof text - (size_t)len, "  %s selected", sx_number_short(seen, (double)p->nselected));
	return 1 + sx_cells_text(c, 1, y, c->w, SX_INK_DIM, text) + 3;
}
