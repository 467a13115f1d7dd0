/* app.c: the workbench's state: what was asked, what came back, which view is shown. */
#include "app.h"
#include "terminal/line_editor.h"
#include "engine/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_W = 40, LEAST_H = 10, INSPECTOR_W = 26, INSPECTOR_FROM = 96 };

const sx_view_ops *sx_pane_ops(sx_pane p)
{
	static const sx_view_ops *const ops[SX_PANES] = {
		[SX_PANE_PLOT] = &sx_plot_view, [SX_PANE_TABLE] = &sx_table_view, [SX_PANE_RESULTS] = &sx_results_view,
		[SX_PANE_SPACES] = &sx_spaces_view, [SX_PANE_HELP] = &sx_help_view,
	};
	return ops[p];
}

/* ---- asking ---- */

void sx_app_say(sx_app *a, bool alert, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	sx_buf_clear(&a->said);
	sx_buf_puts(&a->said, text);
	a->took[0] = '\0';
	a->alert = alert;
}

/* Several commands parted by ';' go over one by one, so that each has its answer. */
void sx_app_run(sx_app *a, const char *text)
{
	size_t len;
	char *whole = strdup(text);
	if (whole) {
		free(a->last_line);
		a->last_line = whole;
	}
	for (const char *at; (at = sx_next_line(&text, &len)) != NULL;) {
		char *line = strndup(at, len);
		if (line == NULL)
			return;
		a->asked = sx_engine_ask(a->engine, SX_SLOT_USER, line);
		a->waiting += a->asked != 0;
		free(line);
	}
}

void sx_app_runf(sx_app *a, const char *fmt, ...)
{
	char line[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	sx_app_run(a, line);
}

sx_plot_ask sx_app_asked(const sx_app *a)
{
	return a->plot_asked ? a->asked_plot : sx_plot_asked(&a->plot);
}

/* The words of what was asked may go with the result they came from. */
static void keep_asked(sx_app *a, const sx_plot_ask *ask)
{
	sx_plot_ask kept = *ask;
	const char **at[] = { &kept.space, &kept.x, &kept.y, &kept.z, &kept.color, &kept.show, &kept.path, &kept.arrow,
	                      &kept.like };
	char text[SX_COUNT(at)][sizeof a->asked_text[0]] = { 0 };
	for (size_t i = 0; i < SX_COUNT(at); i++)
		if (*at[i]) {
			snprintf(text[i], sizeof text[i], "%s", *at[i]);
			*at[i] = a->asked_text[i];
		}
	memcpy(a->asked_text, text, sizeof text);
	a->asked_plot = kept;
	a->plot_asked = true;
}

void sx_app_plot(sx_app *a, const sx_plot_ask *ask)
{
	sx_buf line = { 0 };
	sx_plot_line(ask, &line);
	if (sx_buf_ok(&line))
		sx_app_run(a, line.text);
	a->stay_id = a->asked;
	keep_asked(a, ask);
	sx_buf_free(&line);
}

static void repeat(sx_app *a)
{
	char *line = a->last_line ? strdup(a->last_line) : NULL;
	if (line)
		sx_app_run(a, line);
	else
		sx_app_say(a, false, "nothing was run yet");
	free(line);
}

static void load_file(sx_app *a, const char *path)
{
	sx_buf line = { 0 };
	sx_buf_puts(&line, "load ");
	sx_quote(&line, path);
	if (sx_buf_ok(&line))
		sx_app_run(a, line.text);
	sx_buf_free(&line);
}

static void load_tutorial(sx_app *a)
{
	static const char *const samples[] = { "modular/embed.npy", "glove-5k.npy" };
	for (size_t i = 0; i < SX_COUNT(samples); i++) {
		char path[4096];
		load_file(a, sx_sample_path(samples[i], path, sizeof path));
	}
	a->lesson = 1;
}

static void load_files(sx_app *a)
{
	if (a->setup->tutorial)
		load_tutorial(a);
	for (size_t i = 0; i < a->setup->nfiles; i++)
		load_file(a, a->setup->file[i]);
}

bool sx_app_open(sx_app *a, const sx_setup *s, sx_err *err)
{
	*a = (sx_app){ .setup = s, .utf8 = sx_locale_is_utf8(), .inspector = -1, .shapes = -1, .w = s->width, .h = s->height,
	                .light_terminal = sx_light_terminal() };
	a->glyphs = s->glyphs >= 0 ? (sx_glyphs)s->glyphs : SX_GLYPHS_BRAILLE;
	if (!a->utf8)
		a->glyphs = SX_GLYPHS_ASCII;
	a->image = s->image && a->utf8;
	sx_look_open(a);
	a->engine = sx_engine_start(s, err);
	if (a->engine == NULL)
		return false;
	sx_history_open(s);
	load_files(a);
	sx_app_size(a, a->w, a->h);
	return true;
}

bool sx_app_close(sx_app *a)
{
	sx_line_close();
	sx_history_close();
	sx_plot_free(&a->plot);
	free(a->last_line);
	sx_price_drop(a);
	sx_refine_forget(a);
	sx_twin_close(a);
	sx_film_close(a);
	sx_result_unref(a->near);
	sx_result_unref(a->other);
	sx_result_unref(a->table);
	for (size_t i = 0; i < a->nresults; i++)
		sx_result_unref(a->result[i]);
	free(a->result);
	for (size_t i = 0; i < SX_COUNT(a->sheet); i++)
		sx_scroll_free(&a->sheet[i].text);
	sx_result_unref(a->ring);
	sx_scroll_free(&a->help);
	sx_buf_free(&a->said);
	sx_arena_free(a->match_arena);
	sx_names_unref(a->names);
	return sx_engine_stop(a->engine);
}

/* ---- sizes ---- */

bool sx_app_inspects(const sx_app *a)
{
	bool on = a->inspector < 0 ? a->w >= INSPECTOR_FROM : a->inspector > 0;
	return on && a->pane == SX_PANE_PLOT && a->w >= LEAST_W + INSPECTOR_W - 8;
}

static void lay_out(sx_app *a)
{
	a->pane_w = a->w - (sx_app_inspects(a) ? INSPECTOR_W : 0);
	a->pane_h = a->h - 5 - sx_tutorial_height(a);
}

void sx_app_size(sx_app *a, int w, int h)
{
	bool was = sx_app_inspects(a);
	a->redraw = a->redraw || a->still;
	a->w = w;
	a->h = h;
	lay_out(a);
	if (!was && sx_app_inspects(a))		/* it knows no neighbours yet */
		sx_app_cursor_moved(a);
}

uint32_t sx_app_glyph(const sx_app *a, uint32_t utf8, char ascii)
{
	return a->utf8 ? utf8 : (uint32_t)ascii;
}

double sx_app_due(sx_app *a)
{
	if (a->rest_at == 0)
		return -1;
	double left = a->rest_at - sx_seconds();
	return left > 0 ? left : 0;
}

/* ---- keys ---- */

void sx_app_show(sx_app *a, sx_pane p)
{
	if (p == SX_PANE_HELP && a->pane != SX_PANE_HELP)
		a->before = a->pane;
	if (p == SX_PANE_TABLE && a->pane != SX_PANE_TABLE && a->plot.n) {	/* on the row of the plot */
		a->table_find = true;
		a->table_find_row = sx_plot_row(&a->plot);
		a->table_id = 0;
	}
	a->pane = p;
	lay_out(a);
	if (p == SX_PANE_PLOT)
		sx_app_cursor_moved(a);
}

void sx_app_interrupt(sx_app *a)
{
	sx_doing d;
	sx_engine_doing(a->engine, &d);
	if (a->asking)
		sx_ask_close(a);
	else if (a->waiting || (d.id && d.slot == SX_SLOT_USER)) {
		sx_engine_cancel(a->engine);
		sx_price_drop(a);
		a->plot_asked = false;
		a->waiting = d.id && d.slot == SX_SLOT_USER ? 1 : 0;
	} else if (sx_refine_stop(a))
		sx_app_say(a, false, "refining stopped");
	else
		sx_app_say(a, false, "nothing is running; q quits");
}

static void show(sx_app *a, sx_pane p)
{
	sx_look_set(a, "view", sx_pane_ops(p)->name);
}

static void back(sx_app *a)
{
	if (a->pane == SX_PANE_HELP)
		show(a, a->before);
	else if (a->pane != SX_PANE_PLOT)
		show(a, SX_PANE_PLOT);
	else
		a->quit = true;
}

static void act_anywhere(sx_app *a, sx_action action)
{
	int step = action == SX_DO_PREVIOUS_VIEW ? SX_PANE_HELP - 1 : 1;
	switch (action) {
	case SX_DO_VIEW_PLOT:
	case SX_DO_VIEW_TABLE:
	case SX_DO_VIEW_RESULTS:
	case SX_DO_VIEW_SPACES:
	case SX_DO_VIEW_HELP:     show(a, (sx_pane)(action - SX_DO_VIEW_PLOT)); break;
	case SX_DO_NEXT_VIEW:
	case SX_DO_PREVIOUS_VIEW: show(a, (sx_pane)(((int)a->pane + step) % SX_PANE_HELP)); break;
	case SX_DO_COMMAND:       sx_ask_open(a, SX_ASKING_COMMAND, ""); break;
	case SX_DO_SEARCH:        sx_ask_open(a, SX_ASKING_SEARCH, ""); break;
	case SX_DO_NEXT:          sx_ask_again(a, true); break;
	case SX_DO_PREVIOUS:      sx_ask_again(a, false); break;
	case SX_DO_UNDO:          sx_app_run(a, "undo"); break;
	case SX_DO_REDO:          sx_app_run(a, "redo"); break;
	case SX_DO_REPEAT:        repeat(a); break;
	case SX_DO_REDRAW:        a->redraw = true; break;
	case SX_DO_STOP:          sx_app_interrupt(a); break;
	case SX_DO_BACK:          back(a); break;
	case SX_DO_QUIT:          a->quit = true; break;
	default:                  break;
	}
}

/* A line under a key may speak of what is looked at: {space}, and {row}, the one at the cursor. */
static void run_bound(sx_app *a, const char *line)
{
	const char *space = a->plot.result ? a->plot.result->space : NULL;
	sx_buf b = { 0 };
	for (const char *p = line; *p; p++) {
		if (strncmp(p, "{space}", 7) == 0) {
			sx_buf_puts(&b, space ? space : "");
			p += 6;
		} else if (strncmp(p, "{row}", 5) == 0) {
			sx_buf_printf(&b, "#%zu", space ? sx_plot_row(&a->plot) : 0);
			p += 4;
		} else {
			sx_buf_putc(&b, *p);
		}
	}
	if (sx_buf_ok(&b) && b.text)
		sx_app_run(a, b.text);
	if (sx_buf_ok(&b) && strcmp(b.text ? b.text : "", line) != 0)	/* it is about what is seen: a view */
		a->read_id = a->view_id = a->asked;
	sx_buf_free(&b);
}

void sx_app_key(sx_app *a, int key)
{
	if (a->still) {
		sx_look_set(a, "still", "off");
	} else if (a->asking) {
		sx_ask_key(a, key);
	} else if (sx_tutorial_key(a, key)) {
		;		/* another step */
	} else if (sx_price_key(a, key)) {
		;		/* answered */
	} else if (sx_key_bound(key) && sx_key_bound(key)->action == SX_DO_NOTHING) {
		run_bound(a, sx_key_bound(key)->line);
	} else {
		sx_action action = sx_key_action(key);
		const sx_view_ops *v = sx_pane_ops(a->pane);
		if (key == SX_KEY_ESC && a->pane == SX_PANE_HELP)
			action = SX_DO_BACK;
		if (key == SX_KEY_ESC)
			a->plot.picking = SX_PICK_NOTHING;
		if (!v->act || !v->act(a, action))
			act_anywhere(a, action);
	}
	lay_out(a);
	sx_app_settle(a);
}

/* ---- drawing ---- */

static void draw_small(const sx_app *a, sx_cells *c)
{
	char text[80];
	snprintf(text, sizeof text, "%d x %d is too small: at least %d x %d", a->w, a->h, LEAST_W, LEAST_H);
	sx_cells_text(c, 0, 0, a->w, SX_INK_ALERT, text);
}

static void draw_pane(sx_app *a, sx_cells *c, sx_arena *frame)
{
	sx_cells pane;
	if (!sx_cells_new(&pane, a->pane_w, a->pane_h, frame, NULL))
		return;
	sx_pane_ops(a->pane)->draw(a, &pane, frame);
	sx_cells_blit(c, 0, 2, &pane);
}

static void draw_inspector(sx_app *a, sx_cells *c, sx_arena *frame)
{
	sx_cells side;
	if (!sx_app_inspects(a) || !sx_cells_new(&side, INSPECTOR_W - 1, a->pane_h, frame, NULL))
		return;
	for (int y = 0; y < a->pane_h; y++)
		sx_cells_put(c, a->pane_w, 2 + y, sx_app_glyph(a, 0x2502, '|'), SX_INK_DIM);
	sx_inspector_draw(a, &side);
	sx_cells_blit(c, a->pane_w + 1, 2, &side);
}

/* Where the locale has no UTF-8, nothing else may reach the terminal. */
static void keep_ascii(sx_cells *c)
{
	for (int i = 0; i < c->w * c->h; i++)
		if (c->at[i].ch > '~')
			c->at[i].ch = '?';
}

void sx_app_draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	sx_cells_clear(c);
	a->image_w = 0;
	if (a->w < LEAST_W || a->h < LEAST_H) {
		draw_small(a, c);
		return;
	}
	if (a->still && a->can_still && a->plot.n) {
		sx_plot_still(a, c);
		return;
	}
	lay_out(a);
	sx_bar_top(a, c);
	sx_bar_rule(a, c, 1, sx_app_inspects(a) ? a->pane_w : -1);
	draw_pane(a, c, frame);
	draw_inspector(a, c, frame);
	sx_bar_rule(a, c, a->h - 3, sx_app_inspects(a) && !sx_tutorial_height(a) ? -a->pane_w - 1 : -1);
	sx_tutorial_draw(a, c);
	sx_bar_status(a, c);
	sx_bar_line(a, c);
	if (!a->utf8)
		keep_ascii(c);
	if (sx_app_light(a))
		sx_light_cells(c);
}
