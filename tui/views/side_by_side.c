/* side_by_side.c: draws another space beside the plot. Rows are matched by number where both spaces have the same rows, else by
 * label. */
#include "side_by_side.h"
#include "views.h"
#include "engine/environment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sx_beside {
	sx_plot  plot;
	char     space[64];		/* "": none is beside the plot */
	char     asked[256], why[160];	/* the line that asked for the picture, and why there is none */
	uint64_t id;
	size_t  *of;			/* of each point of the plot the point here; SIZE_MAX: none */
	double  *selected;
	const sx_result *about[2];	/* which pictures those two are about */
	bool     borrows;		/* the colours are those of the plot */
};

const char *sx_beside_space(const sx_app *a)
{
	return a->beside->space;
}

/* ---- which row is which ---- */

typedef struct named {
	const char *label;
	size_t      point;
} named;

static int by_label(const void *a, const void *b)
{
	const named *s = a, *t = b;
	int order = strcmp(s->label, t->label);
	return order ? order : (s->point > t->point) - (s->point < t->point);
}

static int label_is(const void *key, const void *at)
{
	return strcmp(key, ((const named *)at)->label);
}

static bool same_rows(const sx_plot *p, const sx_plot *q)
{
	if (p->total != q->total)
		return false;
	for (size_t i = 0; p->label && q->label && p->n == q->n && i < p->n; i++)
		if (strcmp(p->label[i], q->label[i]) != 0)
			return false;
	return p->n == q->n || !p->label || !q->label;
}

static void match_labels(const sx_plot *p, const sx_plot *q, size_t *twin)
{
	named *list = calloc(q->n, sizeof *list);
	for (size_t i = 0; list && i < q->n; i++)
		list[i] = (named){ q->label[i], i };
	if (list)
		qsort(list, q->n, sizeof *list, by_label);
	for (size_t i = 0; list && i < p->n; i++) {
		const named *at = bsearch(p->label[i], list, q->n, sizeof *list, label_is);
		while (at && at > list && strcmp(at[-1].label, at->label) == 0)
			at--;
		twin[i] = at ? at->point : SIZE_MAX;
	}
	free(list);
}

/* By row where both have the same rows, as layers have; else by label. */
static void match(const sx_plot *p, const sx_plot *q, size_t *twin)
{
	size_t *point = malloc((q->total + 1) * sizeof *point);
	for (size_t i = 0; i < p->n; i++)
		twin[i] = SIZE_MAX;
	if (same_rows(p, q) && point) {
		for (size_t i = 0; i < q->total; i++)
			point[i] = SIZE_MAX;
		for (size_t i = 0; i < q->n; i++) {
			size_t row = q->row ? (size_t)q->row[i] : i;
			if (row < q->total)
				point[row] = i;
		}
		for (size_t i = 0; i < p->n; i++) {
			size_t row = p->row ? (size_t)p->row[i] : i;
			twin[i] = row < q->total ? point[row] : SIZE_MAX;
		}
	} else if (p->label && q->label) {
		match_labels(p, q, twin);
	}
	free(point);
}

static void select_too(sx_app *a)
{
	sx_plot *p = &a->plot, *q = &a->beside->plot;
	q->selected = NULL;
	q->nselected = 0;
	q->fresh = false;
	free(a->beside->selected);
	a->beside->selected = p->selected ? calloc(q->n, sizeof *a->beside->selected) : NULL;
	if (a->beside->selected == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		if (p->selected[i] == 1 && a->beside->of[i] != SIZE_MAX) {
			a->beside->selected[a->beside->of[i]] = 1;
			q->nselected++;
		}
	q->selected = a->beside->selected;
}

/* Without a colour of its own a row has the one it has in the plot. */
static void color_too(sx_app *a)
{
	sx_plot *p = &a->plot, *q = &a->beside->plot;
	if (q->color || q->class_of || !(p->color || p->class_of) || q->arena == NULL)
		return;
	double *color = p->color ? sx_alloc(q->arena, q->n, sizeof *color) : NULL;
	uint8_t *class_of = p->class_of ? sx_alloc(q->arena, q->n, 1) : NULL;
	for (size_t i = 0; i < q->n; i++) {
		if (color)
			color[i] = NAN;
		if (class_of)
			class_of[i] = SX_PLOT_NONE;
	}
	for (size_t i = 0; i < p->n; i++) {
		size_t at = a->beside->of[i];
		if (at != SIZE_MAX && color)
			color[at] = p->color[i];
		if (at != SIZE_MAX && class_of)
			class_of[at] = p->class_of[i];
	}
	q->color = color;
	q->class_of = class_of;
	q->nclasses = class_of ? p->nclasses : 0;
	q->lo = p->lo;
	q->hi = p->hi;
	a->beside->borrows = true;
}

static void uncolor(sx_app *a)
{
	if (a->beside->borrows) {
		a->beside->plot.color = NULL;
		a->beside->plot.class_of = NULL;
		a->beside->plot.nclasses = 0;
	}
	a->beside->borrows = false;
}

static void relate(sx_app *a)
{
	if (a->beside->about[0] == a->plot.result && a->beside->about[1] == a->beside->plot.result)
		return;
	a->beside->about[0] = a->plot.result;
	a->beside->about[1] = a->beside->plot.result;
	free(a->beside->of);
	a->beside->of = malloc(a->plot.n * sizeof *a->beside->of);
	if (a->beside->of == NULL)
		return;
	match(&a->plot, &a->beside->plot, a->beside->of);
	select_too(a);
	uncolor(a);
	color_too(a);
}

/* ---- which space ---- */

static void forget(sx_app *a)
{
	sx_plot_free(&a->beside->plot);
	free(a->beside->of);
	free(a->beside->selected);
	a->beside->of = NULL;
	a->beside->selected = NULL;
	a->beside->about[0] = a->beside->about[1] = NULL;
	a->beside->borrows = false;
	a->beside->space[0] = a->beside->asked[0] = a->beside->why[0] = '\0';
}

/* The next of the other spaces, after the last none. */
void sx_beside_next(sx_app *a)
{
	size_t n = a->names ? a->names->nspaces : 0, at = 0;
	while (*a->beside->space && at < n && strcmp(a->names->space[at].name, a->beside->space) != 0)
		at++;
	at += *a->beside->space != '\0';
	while (at < n && strcmp(a->names->space[at].name, a->plot.space) == 0)
		at++;
	if (at < n || *a->beside->space)
		sx_look_set(a, "beside", at < n ? a->names->space[at].name : "none");
	else
		sx_app_say(a, false, "there is no other space to put beside this one; load one");
}

static void take_beside(sx_app *a, const char *space)
{
	forget(a);
	if (strcmp(space, "none") != 0)
		snprintf(a->beside->space, sizeof a->beside->space, "%s", space);
}

static bool has_column(const sx_app *a, const char *column)
{
	const sx_name_space *s = sx_names_space(a->names, a->beside->space);
	bool found = column && (strcmp(column, "norm") == 0 || strcmp(column, "row") == 0);
	for (size_t i = 0; column && s && !found && i < s->ncolumns; i++)
		found = strcmp(s->column[i], column) == 0;
	return found;
}

static bool shows_components(const sx_plot *p)
{
	sx_plot_ask ask = sx_plot_asked(p);
	return ask.x && ask.y && !ask.z && strcmp(ask.x, "pc1") == 0 && strcmp(ask.y, "pc2") == 0;
}

static bool same_size(const sx_app *a)
{
	const sx_name_space *s = sx_names_space(a->names, a->beside->space);
	return s && s->rows == a->plot.total;
}

/* Its first two components, turned to lie like the plot where that shows its own; coloured by the column of the same name. */
void sx_beside_settle(sx_app *a)
{
	sx_buf line = { 0 };
	if (!*a->beside->space || a->plot.result == NULL)
		return;
	if (sx_names_space(a->names, a->beside->space) == NULL) {
		snprintf(a->beside->why, sizeof a->beside->why, "there is no space %s", a->beside->space);
		return;
	}
	sx_plot_ask ask = { .space = a->beside->space, .color = has_column(a, a->plot.color_name) ? a->plot.color_name : NULL };
	if (shows_components(&a->plot) && same_size(a)) {
		const sx_scalar *angle = sx_result_scalar(a->plot.result, "like_turn");
		const sx_scalar *mirrored = sx_result_scalar(a->plot.result, "like_mirrored");
		ask.like = a->plot.space;
		ask.like_turn = angle ? angle->num : 0;
		ask.like_mirror = mirrored && mirrored->num != 0;
	}
	sx_plot_line(&ask, &line);
	if (sx_buf_ok(&line) && strcmp(line.text, a->beside->asked) != 0) {
		snprintf(a->beside->asked, sizeof a->beside->asked, "%s", line.text);
		a->beside->why[0] = '\0';
		a->beside->id = sx_engine_ask(a->engine, SX_SLOT_BESIDE, line.text);
	}
	sx_buf_free(&line);
}

static void take_picture(sx_app *a, const sx_answer *n)
{
	if (n->id != a->beside->id || !*a->beside->space)
		return;
	if (n->ok && n->result) {
		a->beside->borrows = false;
		sx_plot_set(&a->beside->plot, n->result);
	} else if (n->failure.err.code == SX_ECANCEL)
		a->beside->asked[0] = '\0';	/* asked again */
	else
		snprintf(a->beside->why, sizeof a->beside->why, "%.159s", n->failure.err.msg);
}

/* ---- drawing ---- */

static void draw_words(const sx_plot *q, const char *why, sx_cells *c, const char *space, bool there, bool utf8)
{
	static const char missing[] = "this space lacks the row";
	char text[200];
	int room = c->w - 2;
	snprintf(text, sizeof text, "%s  %s", space, q->n ? q->y_label : "");
	sx_cells_text(c, 1, 0, c->w - 2, SX_INK_DIM, text);
	if (q->n) {
		int w = sx_text_width(q->x_label);
		sx_cells_text(c, c->w - 1 - w, c->h - 1, w, SX_INK_DIM, q->x_label);
		room -= w + 2;
	}
	if (*why)
		sx_cells_text(c, 1, c->h / 2, c->w - 2, SX_INK_ALERT, why);
	else if (!there && q->n)
		sx_cells_cut(c, 1, c->h - 1, room, SX_INK_ALERT, sx_text_width(missing) > room ? "not here" : missing, utf8);
}

void sx_beside_draw(sx_app *a, sx_cells *c)
{
	sx_plot *q = &a->beside->plot;
	bool there = false;
	if (q->n && a->plot.n) {
		relate(a);
		size_t at = a->beside->of ? a->beside->of[a->plot.cursor] : SIZE_MAX;
		there = at != SIZE_MAX;
		if (there) {
			q->cursor = at;
			sx_plot_to_row(q, sx_plot_row(q));
		}
		q->blind = !there;
		q->shapes = a->plot.shapes;
		sx_plot_draw(q, c, 0, 1, c->w, c->h - 2, a->glyphs, a->utf8);
	}
	draw_words(q, a->beside->why, c, a->beside->space, there, a->utf8);
}

/* Through what is empty: no point and no name gives way, and each keeps a blank on both sides. */
static void lead(const sx_app *a, sx_cells *c, int x0, int x1, int y)
{
	const sx_cell *row = c->at + y * c->w;
	bool before = false;
	for (int x = x0; x < x1; x++) {
		bool empty = row[x].ch == ' ', fits = empty && before && (x + 1 == x1 || row[x + 1].ch == ' ');
		before = empty;
		if (fits)
			sx_cells_put(c, x, y, sx_app_glyph(a, 0x2504, '-'), SX_INK_ACCENT);
	}
}

/* Along the line of each place to the rule, and on the rule from one height to the other: a slanting line would cross names and
 * dots all over both plots, and say no more, for only heights can be compared across the rule. */
void sx_beside_connect(const sx_app *a, sx_cells *c, int rule)
{
	int x0, y0, x1, y1;
	if (!sx_plot_place(&a->plot, &x0, &y0) || a->beside->plot.n == 0 || !sx_plot_place(&a->beside->plot, &x1, &y1))
		return;
	y0++;		/* the first line has the names of the axes */
	y1++;
	lead(a, c, x0 + 1, rule, y0);
	lead(a, c, rule + 1, rule + 1 + x1, y1);
	for (int y = y0 < y1 ? y0 : y1; y <= (y0 < y1 ? y1 : y0); y++)
		sx_cells_put(c, rule, y, sx_app_glyph(a, 0x2502, '|'), SX_INK_ACCENT);
	sx_cells_put(c, rule, y0, sx_app_glyph(a, y0 == y1 ? 0x253C : 0x2524, '+'), SX_INK_ACCENT);
	if (y0 != y1)
		sx_cells_put(c, rule, y1, sx_app_glyph(a, 0x251C, '+'), SX_INK_ACCENT);
}

static bool open_beside(sx_app *a)
{
	a->beside = sx_alloc(a->arena, 1, sizeof *a->beside);
	return a->beside != NULL;
}

static const sx_screen_option options[] = { { "beside", take_beside, NULL } };
static const sx_slot_row slots[] = { { SX_SLOT_BESIDE, take_picture } };

const sx_part sx_beside_part = { .open = open_beside, .close = forget, SX_PART_OPTIONS(options), SX_PART_SLOTS(slots) };
