/* inspector.c: what is known of the row under the cursor. */
#include "workbench/app.h"

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

/* ---- lists of neighbours: of the space, and beside it of the picture or of another space ---- */

typedef struct list {
	char   name[SX_INSPECTED][48], value[SX_INSPECTED][16];
	size_t n;
} list;

/* Three digits, so that a column of them stands straight. */
static void three_digits(char out[16], double value)
{
	snprintf(out, 16, "%#.3g", value);
	size_t len = strlen(out);
	if (out[len - 1] == '.')
		out[len - 1] = '\0';
}

/* Similarity where the metric has one, for it reads the same everywhere; else the distance. */
static void take_result(list *l, const sx_result *r, size_t most)
{
	const sx_frame *t = r ? sx_result_frame(r, "neighbors") : NULL;
	bool distance = r && strcmp(param_text(r, "metric"), "euclidean") == 0;
	const sx_field *label = t ? sx_frame_field(t, "label") : NULL, *row = t ? sx_frame_field(t, "row") : NULL;
	const sx_field *value = t ? sx_frame_field(t, distance ? "distance" : "similarity") : NULL;
	for (size_t i = 0; t && i < t->rows && i < most; i++, l->n++) {
		if (label && label->type == SX_TEXT)
			snprintf(l->name[i], sizeof l->name[i], "%s", label->text[i]);
		else if (row && row->type != SX_TEXT)
			snprintf(l->name[i], sizeof l->name[i], "#%.0f", row->num[i]);
		if (value && value->type != SX_TEXT)
			three_digits(l->value[i], value->num[i]);
	}
}

static void take_seen(list *l, const sx_app *a, size_t most)
{
	for (size_t i = 0; i < a->nseen && i < most; i++, l->n++) {
		char number[32];
		snprintf(l->name[i], sizeof l->name[i], "%s", sx_plot_label(&a->plot, a->seen[i], number));
		three_digits(l->value[i], a->seen_far[i]);
	}
}

static bool holds(const list *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->name[i], name) == 0)
			return true;
	return false;
}

static size_t shared(const list *l, const list *other)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		n += holds(other, l->name[i]);
	return n;
}

/* Rows that the other list lacks stand out, also without colour. */
static int draw_list(sx_cells *c, int y, const char *title, const char *unit, const list *l, const list *other)
{
	sx_cells_text(c, 1, y, c->w - 2 - (int)strlen(unit), SX_INK_DIM, title);
	sx_cells_text(c, c->w - 1 - (int)strlen(unit), y, c->w, SX_INK_DIM, unit);
	y++;
	for (size_t i = 0; i < l->n && y < c->h; i++, y++) {
		bool alone = other && other->n && !holds(other, l->name[i]);
		int w = (int)strlen(l->value[i]);
		if (alone)
			sx_cells_put(c, 0, y, '+', SX_INK_ACCENT);
		sx_cells_text(c, 2, y, c->w - w - 4, alone ? SX_INK_ACCENT : SX_INK_TEXT, l->name[i]);
		sx_cells_text(c, c->w - 1 - w, y, w, SX_INK_DIM, l->value[i]);
	}
	return y;
}

static bool is_of(const sx_app *a, const sx_result *r, size_t row, const char *space)
{
	return r && row == sx_plot_row(&a->plot) && r->space && strcmp(r->space, space) == 0;
}

static void draw_neighbors(sx_app *a, sx_cells *c, int y)
{
	static const list none;
	list here = none, there = none;
	bool known = is_of(a, a->near, a->near_row, a->plot.space), beside = a->elsewhere != SX_NOWHERE;
	size_t room = c->h > y + 1 ? (size_t)(c->h - y - 1) : 0, most = beside && room > 2 ? (room - 2) / 2 : room;
	most = most < SX_INSPECTED ? most : SX_INSPECTED;
	char title[64];
	if (known)
		take_result(&here, a->near, most);
	if (a->elsewhere == SX_IN_PICTURE && a->seen_row == sx_plot_row(&a->plot))
		take_seen(&there, a, most);
	else if (a->elsewhere == SX_IN_SPACE && is_of(a, a->other, a->other_row, a->other_space))
		take_result(&there, a->other, most);
	y = draw_list(c, y, "nearest", known ? param_text(a->near, "metric") : "", &here, beside ? &there : NULL);
	if (!known)
		sx_cells_text(c, 2, y, c->w - 2, SX_INK_DIM, a->utf8 ? "\342\200\246" : "...");
	if (!beside)
		return;
	snprintf(title, sizeof title, "%zu shared", shared(&here, &there));
	draw_list(c, y + 1, a->elsewhere == SX_IN_PICTURE ? "in the picture" : a->other_space, title, &there, &here);
}

void sx_inspector_draw(sx_app *a, sx_cells *c)
{
	if (a->plot.n == 0)
		return;
	int y = draw_row(&a->plot, c) + 1;
	draw_neighbors(a, c, y);
}
