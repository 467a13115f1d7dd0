/* view_plot.c: the rows as points. */
#include "workbench/app.h"
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

static void next_glyphs(sx_app *a)
{
	static const sx_glyphs next[] = {
		[SX_GLYPHS_BRAILLE] = SX_GLYPHS_SEXTANT, [SX_GLYPHS_SEXTANT] = SX_GLYPHS_HALF,
		[SX_GLYPHS_HALF] = SX_GLYPHS_QUADRANT, [SX_GLYPHS_QUADRANT] = SX_GLYPHS_ASCII,
		[SX_GLYPHS_ASCII] = SX_GLYPHS_BRAILLE,
	};
	if (!a->utf8)
		sx_app_say(a, false, "this locale has no UTF-8: ASCII is all there is");
	else if (a->can_image && !a->image && a->glyphs == SX_GLYPHS_ASCII)
		sx_look_set(a, "glyphs", "image");
	else
		sx_look_set(a, "glyphs", sx_glyphs_name(a->image ? SX_GLYPHS_BRAILLE : next[a->glyphs]));
}

static void step(sx_app *a, int dx, int dy)
{
	if (sx_plot_step(&a->plot, dx, dy))
		sx_app_cursor_moved(a);
}

/* "NAME SPACE " */
static void begin(sx_buf *line, const sx_app *a, const char *name)
{
	sx_buf_puts(line, name);
	sx_buf_putc(line, ' ');
	sx_quote(line, a->plot.space);
	sx_buf_putc(line, ' ');
}

static void run_and_free(sx_app *a, sx_buf *line)
{
	if (sx_buf_ok(line))
		sx_app_run(a, line->text);
	sx_buf_free(line);
}

static void add_row(sx_buf *line, const sx_app *a)
{
	char number[32];
	const char *label = sx_plot_label(&a->plot, a->plot.cursor, number);
	if (*label == '#')
		sx_buf_printf(line, "#%zu", sx_plot_row(&a->plot));
	else
		sx_quote(line, label);
}

static void run_neighbors(sx_app *a)
{
	sx_buf line = { 0 };
	begin(&line, a, "neighbors");
	add_row(&line, a);
	run_and_free(a, &line);
	a->read_id = a->asked;
}

/* ---- selecting ---- */

static void run_mark(sx_app *a)
{
	const sx_plot *p = &a->plot;
	sx_buf line = { 0 };
	begin(&line, a, "mark");
	sx_buf_printf(&line, "#%zu", sx_plot_row(p));
	if (p->selected && p->selected[p->cursor] == 1)
		sx_buf_puts(&line, " --off");
	run_and_free(a, &line);
}

/* The places are those of the axes, which a turned picture does not show. */
static bool is_flat(sx_app *a)
{
	sx_plot_ask ask = sx_plot_asked(&a->plot);
	bool flat = (a->plot.z0 == NULL || (a->plot.turn == 0 && a->plot.tilt == 0)) && ask.like == NULL;
	if (!flat)
		sx_app_say(a, false, ask.like ? "boxes and lassos need the axes as they are; plot without --like first"
		                              : "boxes and lassos need the axes as they are; 0 turns back");
	return flat;
}

static void run_inside(sx_app *a, const char *corners)
{
	sx_plot_ask ask = sx_app_asked(a);
	sx_buf line = { 0 };
	begin(&line, a, "select");
	sx_buf_printf(&line, "--inside=%s --x ", corners);
	sx_quote(&line, ask.x);
	sx_buf_puts(&line, " --y ");
	sx_quote(&line, ask.y);
	run_and_free(a, &line);
}

void sx_select_box(sx_app *a, const sx_box *b)
{
	sx_buf corners = { 0 };
	sx_plot_box_text(b, &corners);
	if (is_flat(a) && sx_buf_ok(&corners))
		run_inside(a, corners.text);
	sx_buf_free(&corners);
}

static void select_nothing(sx_app *a)
{
	sx_buf line = { 0 };
	begin(&line, a, "select");
	sx_buf_puts(&line, "--all --how remove");
	run_and_free(a, &line);
}

static void pick(sx_app *a, sx_picking what)
{
	if (a->plot.n && is_flat(a)) {
		sx_plot_pick(&a->plot, what);
		sx_app_say(a, false, what == SX_PICK_BOX ? "box: move to the other corner, Enter selects, Esc leaves"
		                     : "lasso: move, Space sets a corner, Enter selects, Esc leaves");
	}
}

static void pick_done(sx_app *a)
{
	sx_buf corners = { 0 };
	if (!sx_plot_pick_done(&a->plot, &corners))
		sx_app_say(a, false, "a lasso needs three corners: Space sets one");
	else if (sx_buf_ok(&corners))
		run_inside(a, corners.text);
	sx_buf_free(&corners);
}

enum { STRIDE = 5 };

/* Keys while a box or a lasso is drawn; any other key ends it. */
static bool act_pick(sx_app *a, sx_action action)
{
	sx_plot *p = &a->plot;
	switch (action) {
	case SX_DO_LEFT:      sx_plot_pick_move(p, -1, 0); break;
	case SX_DO_RIGHT:     sx_plot_pick_move(p, 1, 0); break;
	case SX_DO_UP:        sx_plot_pick_move(p, 0, 1); break;
	case SX_DO_DOWN:      sx_plot_pick_move(p, 0, -1); break;
	case SX_DO_PAN_LEFT:  sx_plot_pick_move(p, -STRIDE, 0); break;
	case SX_DO_PAN_RIGHT: sx_plot_pick_move(p, STRIDE, 0); break;
	case SX_DO_PAN_UP:    sx_plot_pick_move(p, 0, STRIDE); break;
	case SX_DO_PAN_DOWN:  sx_plot_pick_move(p, 0, -STRIDE); break;
	case SX_DO_PAGE_DOWN:
		if (!sx_plot_pick_corner(p))
			sx_app_say(a, false, "no more corners");
		break;
	case SX_DO_ENTER:     pick_done(a); break;
	default:              p->picking = SX_PICK_NOTHING; return false;
	}
	sx_app_cursor_moved(a);
	return true;
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
		sx_app_say(a, false, "there is no colour whose values could be counted; c chooses one");
		return;
	}
	begin(&line, a, "count");
	sx_quote(&line, a->plot.color_name);
	run_and_free(a, &line);
}

enum { DEGREES = 10 };

void sx_plot_say(sx_app *a)
{
	sx_buf line = { 0 };
	sx_plot_ask ask = sx_plot_asked(&a->plot);
	sx_plot_line(&ask, &line);
	if (sx_buf_ok(&line))
		sx_app_say(a, false, "%s", line.text);
	sx_buf_free(&line);
}

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
	sx_plot_say(a);
}

/* So is what is looked at. */
static void look(sx_app *a, double zoom, double right, double up)
{
	if (zoom == 0)
		sx_plot_pan(&a->plot, right, up);
	else
		sx_plot_zoom(&a->plot, zoom);
	sx_plot_say(a);
}

static bool act_select(sx_app *a, sx_action action)
{
	switch (action) {
	case SX_DO_PAGE_DOWN:   run_mark(a); break;
	case SX_DO_PAGE_UP:     pick(a, SX_PICK_BOX); break;
	case SX_DO_LASSO:       pick(a, SX_PICK_LASSO); break;
	case SX_DO_SELECT_VIEW: sx_select_box(a, &a->plot.seen); break;
	case SX_DO_DESELECT:    select_nothing(a); break;
	case SX_DO_ISOLATE:     run_show(a, "selected"); break;
	case SX_DO_HIDE:        run_show(a, "others"); break;
	case SX_DO_SHOW_ALL:    run_show(a, NULL); break;
	case SX_DO_CIRCLE:      run_circle(a); break;
	case SX_DO_PATH:        sx_ask_open(a, SX_ASKING_PATH, ""); break;
	case SX_DO_ARROW:       sx_ask_open(a, SX_ASKING_ARROW, ""); break;
	case SX_DO_COUNT:       run_count(a); break;
	case SX_DO_TURN_LEFT:   turn(a, -DEGREES, 0); break;
	case SX_DO_TURN_RIGHT:  turn(a, DEGREES, 0); break;
	case SX_DO_TILT_DOWN:   turn(a, 0, -DEGREES); break;
	case SX_DO_TILT_UP:     turn(a, 0, DEGREES); break;
	default:                return false;
	}
	return true;
}

/* Nowhere, the picture, then each of the other spaces. */
static void next_elsewhere(sx_app *a)
{
	size_t n = a->names ? a->names->nspaces : 0, at = 0;
	const char *next = "picture";
	if (a->elsewhere != SX_NOWHERE) {
		while (a->elsewhere == SX_IN_SPACE && at < n && strcmp(a->names->space[at].name, a->other_space) != 0)
			at++;
		at += a->elsewhere == SX_IN_SPACE;
		while (at < n && strcmp(a->names->space[at].name, a->plot.space) == 0)
			at++;
		next = at < n ? a->names->space[at].name : "none";
	}
	if (!sx_app_inspects(a))
		sx_look_set(a, "inspector", "on");
	sx_look_set(a, "elsewhere", next);
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
	case SX_DO_FIT:       sx_plot_turn(p, 0, 0); sx_plot_fit(p); sx_plot_say(a); break;
	case SX_DO_EQUAL:     sx_look_set(a, "scale", p->equal ? "own" : "equal"); break;
	default:              return false;
	}
	return true;
}

static void next_film(sx_app *a)
{
	bool was = sx_film_on(a);
	sx_look_set(a, "strip", was ? "off" : "on");
	if (!was && !sx_film_on(a)) {
		sx_look_set(a, "strip", "off");
		sx_app_say(a, false, "this is no layer of a stack; load --layers all makes them");
	}
}

static bool act(sx_app *a, sx_action action)
{
	if (a->plot.picking && act_pick(a, action))
		return true;
	if (a->plot.n && (act_view(a, action) || act_select(a, action)))
		return true;
	switch (action) {
	case SX_DO_COLOR:     if (a->plot.n) run_color(a, next_color(a)); break;
	case SX_DO_UNCOLOR:   if (a->plot.n) run_color(a, NULL); break;
	case SX_DO_AXIS_X:    sx_ask_open(a, SX_ASKING_X, ""); break;
	case SX_DO_AXIS_Y:    sx_ask_open(a, SX_ASKING_Y, ""); break;
	case SX_DO_AXIS_Z:    sx_ask_open(a, SX_ASKING_Z, ""); break;
	case SX_DO_GLYPHS:    next_glyphs(a); break;
	case SX_DO_OLDER:     sx_film_step(a, -1); break;
	case SX_DO_NEWER:     sx_film_step(a, 1); break;
	case SX_DO_WRITE:     sx_ask_open(a, SX_ASKING_FILE, ""); break;
	case SX_DO_FILM:      next_film(a); break;
	case SX_DO_STILL:     sx_look_still(a); break;
	case SX_DO_FIGURE:    sx_film_figure(a); break;
	case SX_DO_DISAGREE:  sx_twin_disagree(a); break;
	case SX_DO_BESIDE:    sx_twin_next(a); break;
	case SX_DO_ELSEWHERE: next_elsewhere(a); break;
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
	sx_legend_draw(a, c, c->h - 1, x);
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
	sx_legend_draw(a, c, c->h - 1, x - 2);
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
	sx_twin_draw(a, &right);
	sx_cells_blit(c, 0, 0, &left);
	for (int y = 0; y < h; y++)
		sx_cells_put(c, w, y, sx_app_glyph(a, 0x2502, '|'), SX_INK_DIM);
	sx_cells_blit(c, w + 1, 0, &right);
	sx_twin_connect(a, c, w);
	sx_twin_figures(a, c, h);
}

static void draw_pictures(sx_app *a, sx_cells *c, sx_arena *frame)
{
	if (*a->twin_space)
		draw_both(a, c, frame);
	else
		draw_plot(a, c);
}

static void draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	int film = a->plot.n ? sx_film_height(a, c) : 0;
	sx_cells upper;
	if (a->plot.n == 0) {
		draw_empty(a, c);
	} else if (film == 0) {
		draw_pictures(a, c, frame);
	} else if (sx_cells_new(&upper, c->w, c->h - film, frame, NULL)) {
		draw_pictures(a, &upper, frame);
		sx_cells_blit(c, 0, 0, &upper);
		sx_film_draw(a, c, c->h - film, film);
	}
}

static void settle(sx_app *a)
{
	sx_twin_settle(a);
	sx_film_settle(a);
}

const sx_view_ops sx_plot_view = { "plot", draw, act, settle };
