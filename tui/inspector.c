/* inspector.c: what is known of the row under the cursor. */
#include "app.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int draw_pair(sx_cells *c, int y, const char *name, const char *value)
{
	int w = sx_text_width(value);
	sx_cells_text(c, 1, y, c->w - w - 2, SX_INK_DIM, name);
	sx_cells_text(c, c->w - 1 - w, y, w, SX_INK_TEXT, value);
	return y + 1;
}

static int draw_number(sx_cells *c, int y, const char *name, double value)
{
	char text[32], first[48];
	snprintf(first, sizeof first, "%.*s", (int)strcspn(name, " "), name);
	return draw_pair(c, y, first, isfinite(value) ? sx_number_short(text, value) : "-");
}

static int draw_row(const sx_plot *p, sx_cells *c)
{
	char label[32], number[32];
	size_t i = p->cursor;
	const char *name = sx_plot_label(p, i, label);
	snprintf(number, sizeof number, "%zu", sx_plot_row(p));
	int w = (int)strlen(number);
	sx_cells_text(c, 1, 0, c->w - w - 3, SX_INK_ACCENT, name);
	sx_cells_text(c, c->w - 1 - w, 0, w, SX_INK_DIM, number);
	int y = draw_number(c, 1, p->x_label, p->x[i]);
	y = draw_number(c, y, p->y_label, p->y[i]);
	if (p->color)
		y = draw_number(c, y, p->color_name, p->color[i]);
	else if (p->class_of)
		y = draw_pair(c, y, p->color_name, p->class_name[p->class_of[i]]);
	return y;
}

static const char *param_text(const sx_result *r, const char *name)
{
	for (size_t i = 0; i < r->nparams; i++)
		if (strcmp(r->param[i].name, name) == 0 && r->param[i].kind == SX_SCALAR_TEXT)
			return r->param[i].text;
	return "";
}

/* Similarity where the metric has one, for it reads the same everywhere; else the distance. */
static void draw_neighbor(const sx_frame *t, size_t i, sx_cells *c, int y, const char *metric)
{
	const sx_field *label = sx_frame_field(t, "label"), *row = sx_frame_field(t, "row");
	const sx_field *value = sx_frame_field(t, strcmp(metric, "euclidean") == 0 ? "distance" : "similarity");
	char name[32] = "", text[32] = "";
	if (row && row->type != SX_TEXT)
		snprintf(name, sizeof name, "#%.0f", row->num[i]);
	if (value && value->type != SX_TEXT)
		snprintf(text, sizeof text, "%.3g", value->num[i]);
	int w = (int)strlen(text);
	sx_cells_text(c, 2, y, c->w - w - 4, SX_INK_TEXT, label && label->type == SX_TEXT ? label->text[i] : name);
	sx_cells_text(c, c->w - 1 - w, y, w, SX_INK_DIM, text);
}

static void draw_neighbors(sx_app *a, sx_cells *c, int y)
{
	bool known = a->near && a->near_row == sx_plot_row(&a->plot) && a->near->space &&
	             strcmp(a->near->space, a->plot.space) == 0;
	const sx_frame *t = known ? sx_result_frame(a->near, "neighbors") : NULL;
	const char *metric = known ? param_text(a->near, "metric") : "";
	sx_cells_text(c, 1, y, c->w - 1, SX_INK_DIM, "nearest");
	sx_cells_text(c, c->w - 1 - (int)strlen(metric), y, c->w, SX_INK_DIM, metric);
	y++;
	for (size_t i = 0; t && i < t->rows && y < c->h; i++)
		draw_neighbor(t, i, c, y++, metric);
	if (t == NULL)
		sx_cells_text(c, 2, y, c->w - 2, SX_INK_DIM, a->utf8 ? "\342\200\246" : "...");
}

void sx_inspector_draw(sx_app *a, sx_cells *c)
{
	if (a->plot.n == 0)
		return;
	int y = draw_row(&a->plot, c) + 1;
	draw_neighbors(a, c, y);
}
