/* inspector.c: asks for the neighbours of the row under the cursor and draws them. */
#include "inspector.h"
#include "views.h"
#include "engine/environment.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 40 };		/* neighbours shown */

/* Where neighbours are looked for beside the space. */
typedef enum elsewhere { NOWHERE, IN_PICTURE, IN_SPACE } elsewhere;

struct sx_inspector {
	sx_result *near;		/* neighbours of row */
	size_t     row;
	uint64_t   id;
	elsewhere  elsewhere;
	char       other_space[64];
	sx_result *other;		/* neighbours of other_row in other_space */
	size_t     other_row;
	uint64_t   other_id;
	size_t     seen_row, nseen, seen[MOST];	/* nearest in the picture */
	double     seen_far[MOST];
};

/* ---- asking ---- */

static uint64_t ask_neighbors(sx_app *a, sx_slot slot, const char *space, bool by_label)
{
	char number[32];
	const char *label = sx_plot_label(&a->plot, a->plot.cursor, number);
	sx_buf line = { 0 };
	sx_buf_puts(&line, "neighbors ");
	sx_quote(&line, space);
	sx_buf_putc(&line, ' ');
	if (by_label && *label != '#')
		sx_quote(&line, label);
	else
		sx_buf_printf(&line, "#%zu", sx_plot_row(&a->plot));
	sx_buf_printf(&line, " --k %d", a->pane_h > 12 ? a->pane_h - 6 : 6);
	return sx_app_ask_buf(a, slot, &line);
}

void sx_inspector_look_up(sx_app *a)
{
	struct sx_inspector *s = a->inspected;
	a->rest_at = 0;
	if (!sx_app_inspects(a) || a->plot.n == 0)
		return;
	size_t row = sx_plot_row(&a->plot);
	s->id = ask_neighbors(a, SX_SLOT_NEIGHBORS, a->plot.space, false);
	s->row = row;
	if (s->elsewhere == IN_SPACE) {
		s->other_id = ask_neighbors(a, SX_SLOT_OTHER, s->other_space, true);
		s->other_row = row;
	} else if (s->elsewhere == IN_PICTURE) {
		s->nseen = sx_plot_around(&a->plot, MOST, s->seen, s->seen_far);
		s->seen_row = row;
	}
}

static void take_near(sx_app *a, const sx_answer *n)
{
	if (n->id != a->inspected->id || !n->ok || !n->result)
		return;
	sx_result_unref(a->inspected->near);
	a->inspected->near = sx_result_ref(n->result);
}

static void take_other(sx_app *a, const sx_answer *n)
{
	if (n->id != a->inspected->other_id || !n->ok || !n->result)
		return;
	sx_result_unref(a->inspected->other);
	a->inspected->other = sx_result_ref(n->result);
}

/* Nowhere, the picture, then each of the other spaces. */
void sx_inspector_next(sx_app *a)
{
	const struct sx_inspector *s = a->inspected;
	size_t n = a->names ? a->names->nspaces : 0, at = 0;
	const char *next = "picture";
	if (s->elsewhere != NOWHERE) {
		while (s->elsewhere == IN_SPACE && at < n && strcmp(a->names->space[at].name, s->other_space) != 0)
			at++;
		at += s->elsewhere == IN_SPACE;
		while (at < n && strcmp(a->names->space[at].name, a->plot.space) == 0)
			at++;
		next = at < n ? a->names->space[at].name : "none";
	}
	if (!sx_app_inspects(a))
		sx_look_set(a, "inspector", "on");
	sx_look_set(a, "elsewhere", next);
}

static void take_inspector(sx_app *a, const char *value)
{
	a->inspector = sx_look_three_ways(value);
	sx_app_cursor_moved(a);
}

static void take_elsewhere(sx_app *a, const char *value)
{
	struct sx_inspector *s = a->inspected;
	s->elsewhere = strcmp(value, "none") == 0 ? NOWHERE : strcmp(value, "picture") == 0 ? IN_PICTURE : IN_SPACE;
	snprintf(s->other_space, sizeof s->other_space, "%s", s->elsewhere == IN_SPACE ? value : "");
	sx_app_cursor_moved(a);
}

/* ---- the row ---- */

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
	char   name[MOST][48], value[MOST][16];
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
	for (size_t i = 0; i < a->inspected->nseen && i < most; i++, l->n++) {
		char number[32];
		snprintf(l->name[i], sizeof l->name[i], "%s", sx_plot_label(&a->plot, a->inspected->seen[i], number));
		three_digits(l->value[i], a->inspected->seen_far[i]);
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
	bool known = is_of(a, a->inspected->near, a->inspected->row, a->plot.space), beside = a->inspected->elsewhere != NOWHERE;
	size_t room = c->h > y + 1 ? (size_t)(c->h - y - 1) : 0, most = beside && room > 2 ? (room - 2) / 2 : room;
	most = most < MOST ? most : MOST;
	char title[64];
	if (known)
		take_result(&here, a->inspected->near, most);
	if (a->inspected->elsewhere == IN_PICTURE && a->inspected->seen_row == sx_plot_row(&a->plot))
		take_seen(&there, a, most);
	else if (a->inspected->elsewhere == IN_SPACE && is_of(a, a->inspected->other, a->inspected->other_row, a->inspected->other_space))
		take_result(&there, a->inspected->other, most);
	y = draw_list(c, y, "nearest", known ? param_text(a->inspected->near, "metric") : "", &here, beside ? &there : NULL);
	if (!known)
		sx_cells_text(c, 2, y, c->w - 2, SX_INK_DIM, a->utf8 ? "\342\200\246" : "...");
	if (!beside)
		return;
	snprintf(title, sizeof title, "%zu shared", shared(&here, &there));
	draw_list(c, y + 1, a->inspected->elsewhere == IN_PICTURE ? "in the picture" : a->inspected->other_space, title, &there, &here);
}

void sx_inspector_draw(sx_app *a, sx_cells *c)
{
	if (a->plot.n == 0)
		return;
	int y = draw_row(&a->plot, c) + 1;
	draw_neighbors(a, c, y);
}

static bool open_inspector(sx_app *a)
{
	a->inspected = sx_alloc(a->arena, 1, sizeof *a->inspected);
	return a->inspected != NULL;
}

static void close_inspector(sx_app *a)
{
	sx_result_unref(a->inspected->near);
	sx_result_unref(a->inspected->other);
}

static const sx_screen_option options[] = { { "inspector", take_inspector, NULL }, { "elsewhere", take_elsewhere, NULL } };
static const sx_slot_row slots[] = { { SX_SLOT_NEIGHBORS, take_near }, { SX_SLOT_OTHER, take_other } };

const sx_part sx_inspector_part = { .open = open_inspector, .close = close_inspector, SX_PART_OPTIONS(options),
                                    SX_PART_SLOTS(slots) };
