/* view_plot.c: the plot: rows as points. */
#include "inspector.h"
#include "layer_strip.h"
#include "legend.h"
#include "plot_keys.h"
#include "side_by_side.h"
#include "side_likeness.h"
#include "views.h"
#include "engine/environment.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- keys ---- */

static void run_color(sx_app *a, const char *column)
{
	sx_plot_ask ask = sx_app_asked(a);
	ask.color = column;
	sx_app_plot(a, &ask);
}

/* norm, then the columns of the space, then none. */
static const char *next_color(const sx_app *a)
{
	const sx_name_space *s = sx_names_space(a->names, a->plot.space);
	const char *now = sx_app_asked(a).color;
	if (now == NULL)
		return "norm";
	if (s == NULL || s->ncolumns == 0)
		return NULL;
	for (size_t i = 0; i < s->ncolumns; i++)
		if (strcmp(s->column[i], now) == 0)
			return i + 1 < s->ncolumns ? s->column[i + 1] : NULL;
	return s->column[0];
}

static void step(sx_app *a, int dx, int dy)
{
	if (sx_plot_step(&a->plot, dx, dy))
		sx_app_cursor_moved(a);
}

static void run_neighbors(sx_app *a)
{
	sx_buf line = { 0 };
	char number[32];
	const char *label = sx_plot_label(&a->plot, a->plot.cursor, number);
	sx_plot_command(&a->plot, "neighbors", &line);
	if (*label == '#')
		sx_buf_printf(&line, "#%zu", sx_plot_row(&a->plot));
	else
		sx_quote(&line, label);
	sx_app_run_buf(a, &line);
	a->read_id = a->asked;
}

/* ---- what is shown ---- */

static void run_show(sx_app *a, const char *which)
{
	sx_plot_ask ask = sx_app_asked(a);
	ask.show = which;
	ask.zoomed = false;
	sx_app_plot(a, &ask);
}

static void run_circle(sx_app *a)
{
	sx_plot_ask ask = sx_app_asked(a);
	ask.circle = !ask.circle;
	sx_app_plot(a, &ask);
}

static void run_count(sx_app *a)
{
	sx_buf line = { 0 };
	if (a->plot.color_name == NULL) {
		sx_app_say(a, false, "there is no colour column to count; c chooses one");
		return;
	}
	sx_plot_command(&a->plot, "count", &line);
	sx_quote(&line, a->plot.color_name);
	sx_app_run_buf(a, &line);
}

enum { DEGREES = 10 };

/* Turning is layout: it is done here at once, and the status line shows the command that draws the same. */
static void turn(sx_app *a, double turned, double tilted)
{
	sx_plot *p = &a->plot;
	sx_plot_ask ask = sx_plot_asked(p);
	if (p->z0 == NULL) {
		ask.z = "pc3";
		sx_app_plot(a, &ask);
		return;
	}
	sx_plot_turn(p, remainder(p->turn + turned, 360), remainder(p->tilt + tilted, 360));
	sx_app_plot_say(a);
}

/* So is what is looked at. */
static void look(sx_app *a, double zoom, double right, double up)
{
	if (zoom == 0)
		sx_plot_pan(&a->plot, right, up);
	else
		sx_plot_zoom(&a->plot, zoom);
	sx_app_plot_say(a);
}

static bool act_shown(sx_app *a, sx_action action)
{
	switch (action) {
	case SX_DO_ISOLATE:     run_show(a, "selected"); break;
	case SX_DO_HIDE:        run_show(a, "others"); break;
	case SX_DO_SHOW_ALL:    run_show(a, NULL); break;
	case SX_DO_CIRCLE:      run_circle(a); break;
	case SX_DO_COUNT:       run_count(a); break;
	case SX_DO_TURN_LEFT:   turn(a, -DEGREES, 0); break;
	case SX_DO_TURN_RIGHT:  turn(a, DEGREES, 0); break;
	case SX_DO_TILT_DOWN:   turn(a, 0, -DEGREES); break;
	case SX_DO_TILT_UP:     turn(a, 0, DEGREES); break;
	default:                return false;
	}
	return true;
}

static bool act_view(sx_app *a, sx_action action)
{
	sx_plot *p = &a->plot;
	switch (action) {
	case SX_DO_LEFT:      step(a, -1, 0); break;
	case SX_DO_RIGHT:     step(a, 1, 0); break;
	case SX_DO_UP:        step(a, 0, 1); break;
	case SX_DO_DOWN:      step(a, 0, -1); break;
	case SX_DO_PAN_LEFT:  look(a, 0, -0.125, 0); break;
	case SX_DO_PAN_RIGHT: look(a, 0, 0.125, 0); break;
	case SX_DO_PAN_UP:    look(a, 0, 0, 0.125); break;
	case SX_DO_PAN_DOWN:  look(a, 0, 0, -0.125); break;
	case SX_DO_ZOOM_IN:   look(a, 0.7, 0, 0); break;
	case SX_DO_ZOOM_OUT:  look(a, 1 / 0.7, 0, 0); break;
	case SX_DO_FIT:       sx_plot_turn(p, 0, 0); sx_plot_fit(p); sx_app_plot_say(a); break;
	case SX_DO_EQUAL:     sx_look_set(a, "scale", p->equal ? "own" : "equal"); break;
	default:              return false;
	}
	return true;
}

static bool act(sx_app *a, sx_action action)
{
	if (a->plot.picking && sx_pick_act(a, action))
		return true;
	if (a->plot.n && (act_view(a, action) || sx_select_act(a, action) || act_shown(a, action)))
		return true;
	if (sx_question_act(a, action))
		return true;
	switch (action) {
	case SX_DO_COLOR:     if (a->plot.n) run_color(a, next_color(a)); break;
	case SX_DO_UNCOLOR:   if (a->plot.n) run_color(a, NULL); break;
	case SX_DO_GLYPHS:    sx_glyphs_next(a); break;
	case SX_DO_OLDER:     sx_strip_step(a, -1); break;
	case SX_DO_NEWER:     sx_strip_step(a, 1); break;
	case SX_DO_FILM:      sx_strip_toggle(a); break;
	case SX_DO_STILL:     sx_still_show(a); break;
	case SX_DO_FIGURE:    sx_strip_next_metric(a); break;
	case SX_DO_DISAGREE:  sx_beside_disagree(a); break;
	case SX_DO_BESIDE:    sx_beside_next(a); break;
	case SX_DO_ELSEWHERE: sx_inspector_next(a); break;
	case SX_DO_SHAPES:    sx_look_set(a, "shapes", a->plot.shapes ? "off" : "on"); break;
	case SX_DO_INSPECTOR: sx_look_set(a, "inspector", sx_app_inspects(a) ? "off" : "on"); break;
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

/* What the crosshair reads, where no inspector tells it. */
static void draw_reading(const sx_app *a, sx_cells *c, int from)
{
	const sx_plot *p = &a->plot;
	char label[32], x[32], y[32], text[160];
	snprintf(text, sizeof text, "%.60s  %s  %s", sx_plot_label(p, p->cursor, label), sx_number_short(x, p->x[p->cursor]),
	         sx_number_short(y, p->y[p->cursor]));
	int w = sx_text_width(text);
	if (!sx_app_inspects(a) && from + w + 3 < c->w)
		sx_cells_text(c, c->w - 1 - w, 0, w, SX_INK_TEXT, text);
}

/* Two spaces side by side have one legend of their colour, below both. */
static void draw_legend(const sx_app *a, sx_cells *c, int y, int stop)
{
	int x = sx_legend_rows(&a->plot, c, y);
	if (!*sx_beside_space(a))
		sx_legend_color(a, c, x, y, stop);
}

enum { PLOT_TOP = 3 };		/* line of the screen on which the plot begins */

static void draw_plot(sx_app *a, sx_cells *c)
{
	sx_plot *p = &a->plot;
	p->shapes = a->shapes < 0 ? a->colors == 0 : a->shapes > 0;
	p->bare = a->image && a->can_image;
	a->image_w = p->bare ? c->w : 0;
	a->image_h = c->h - 2;
	a->image_y = PLOT_TOP;
	sx_plot_draw(p, c, 0, 1, c->w, c->h - 2, p->bare ? SX_GLYPHS_BRAILLE : a->glyphs, a->utf8);
	draw_reading(a, c, 1 + sx_cells_text(c, 1, 0, c->w - 1, SX_INK_DIM, p->y_label));
	int x = c->w - 1 - sx_text_width(p->x_label);
	draw_legend(a, c, c->h - 1, x);
	sx_cells_text(c, x - 1, c->h - 1, c->w, SX_INK_DIM, " ");
	sx_cells_text(c, x, c->h - 1, c->w, SX_INK_DIM, p->x_label);
}

/* Names, lines and the crosshair as cells; the image has the points. The last line is left, or sixel would scroll. */
void sx_plot_still(sx_app *a, sx_cells *c)
{
	static const char back[] = "any key goes back";
	sx_plot *p = &a->plot;
	p->shapes = false;
	p->bare = true;
	a->image_w = c->w;
	a->image_h = c->h - 1;
	a->image_y = 0;
	sx_plot_draw(p, c, 0, 0, c->w, c->h - 1, SX_GLYPHS_BRAILLE, a->utf8);
	int x = c->w - (int)sizeof back;
	draw_legend(a, c, c->h - 1, x - 2);
	sx_cells_text(c, x, c->h - 1, c->w, SX_INK_DIM, back);
}

/* Beside it another space, with a rule between, and how alike the two are below. */
static void draw_both(sx_app *a, sx_cells *c, sx_arena *frame)
{
	sx_cells left, right;
	int w = c->w / 2, h = c->h - 1;
	if (!sx_cells_new(&left, w, h, frame, NULL) || !sx_cells_new(&right, c->w - w - 1, h, frame, NULL))
		return;
	draw_plot(a, &left);
	sx_beside_draw(a, &right);
	sx_cells_blit(c, 0, 0, &left);
	for (int y = 0; y < h; y++)
		sx_cells_put(c, w, y, sx_app_glyph(a, 0x2502, '|'), SX_INK_DIM);
	sx_cells_blit(c, w + 1, 0, &right);
	sx_beside_connect(a, c, w);
	sx_beside_figures(a, c, h);
}

static void draw_pictures(sx_app *a, sx_cells *c, sx_arena *frame)
{
	if (*sx_beside_space(a))
		draw_both(a, c, frame);
	else
		draw_plot(a, c);
}

static void draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	int strip = a->plot.n ? sx_strip_height(a, c) : 0;
	sx_cells upper;
	if (a->plot.n == 0) {
		draw_empty(a, c);
	} else if (strip == 0) {
		draw_pictures(a, c, frame);
	} else if (sx_cells_new(&upper, c->w, c->h - strip, frame, NULL)) {
		draw_pictures(a, &upper, frame);
		sx_cells_blit(c, 0, 0, &upper);
		sx_strip_draw(a, c, c->h - strip, strip);
	}
}

static void settle(sx_app *a)
{
	sx_beside_settle(a);
	sx_strip_settle(a);
}

/* A picture that cannot be drawn anew shows what is undone: it goes, and is asked for again. */
static void take_failure(sx_app *a, const sx_answer *n)
{
	bool again = n->id == a->picture.refresh_id;
	if (n->failure.err.code != SX_ECANCEL && (again || n->id == a->picture.id)) {
		sx_plot_free(&a->plot);
		if (!again)
			snprintf(a->plot.why, sizeof a->plot.why, "%s", n->failure.err.msg);
	}
}

static void take_picture(sx_app *a, const sx_answer *n)
{
	bool current = n->id == a->picture.id;
	if (!n->ok)
		take_failure(a, n);
	else if (current && n->result && sx_plot_set(&a->plot, n->result))
		sx_app_cursor_moved(a);
	if (current && (!n->ok || n->result))
		a->picture.id = 0;
}

static void close_plot(sx_app *a)
{
	sx_plot_free(&a->plot);
}

static const sx_slot_row slots[] = { { SX_SLOT_PLOT, take_picture } };

const sx_part sx_plot_part = { .name = "plot", .close = close_plot, .draw = draw, .act = act, .settle = settle,
                               SX_PART_SLOTS(slots) };
