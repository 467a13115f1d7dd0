/* app.c: the workbench's state: what was asked, what came back, which view is shown. */
#include "app.h"
#include "line.h"
#include "system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_W = 40, LEAST_H = 10, INSPECTOR_W = 26, INSPECTOR_FROM = 96, REST_MS = 120 };

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

static void load_files(sx_app *a)
{
	for (size_t i = 0; i < a->setup->nfiles; i++) {
		sx_buf line = { 0 };
		sx_buf_puts(&line, "load ");
		sx_quote(&line, a->setup->file[i]);
		if (sx_buf_ok(&line))
			sx_app_run(a, line.text);
		sx_buf_free(&line);
	}
}

bool sx_app_open(sx_app *a, const sx_setup *s, sx_err *err)
{
	*a = (sx_app){ .setup = s, .utf8 = sx_locale_is_utf8(), .inspector = -1, .w = s->width, .h = s->height };
	a->glyphs = s->glyphs >= 0 ? (sx_glyphs)s->glyphs : SX_GLYPHS_BRAILLE;
	if (!a->utf8)
		a->glyphs = SX_GLYPHS_ASCII;
	a->engine = sx_engine_start(s, err);
	if (a->engine == NULL)
		return false;
	sx_history_open(s);
	sx_app_size(a, a->w, a->h);
	load_files(a);
	return true;
}

void sx_app_close(sx_app *a)
{
	sx_line_close();
	sx_history_close();
	sx_plot_free(&a->plot);
	sx_result_unref(a->near);
	sx_result_unref(a->table);
	for (size_t i = 0; i < a->nresults; i++)
		sx_result_unref(a->result[i]);
	free(a->result);
	sx_scroll_free(&a->results);
	sx_scroll_free(&a->help);
	sx_buf_free(&a->said);
	sx_arena_free(a->match_arena);
	sx_names_unref(a->names);
	sx_engine_stop(a->engine);
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
	a->pane_h = a->h - 5;
}

void sx_app_size(sx_app *a, int w, int h)
{
	a->w = w;
	a->h = h;
	lay_out(a);
}

uint32_t sx_app_glyph(const sx_app *a, uint32_t utf8, char ascii)
{
	return a->utf8 ? utf8 : (uint32_t)ascii;
}

/* ---- what came back ---- */

void sx_app_cursor_moved(sx_app *a)
{
	a->rest_at = sx_seconds() + (a->setup->mode == SX_MODE_DUMP ? 0 : REST_MS / 1e3);
}

/* Asked again when the space shown is no longer the current one; without a word, since nobody typed it. */
static void follow_current(sx_app *a, const sx_names *before)
{
	const sx_name_space *now = sx_names_current(a->names), *old = sx_names_current(before);
	if (now == NULL) {
		sx_plot_free(&a->plot);
		return;
	}
	if (old && old->space == now->space && (strcmp(a->plot.space, now->name) == 0 || *a->plot.why || a->plot_id))
		return;
	sx_buf line = { 0 };
	sx_buf_puts(&line, "plot ");
	sx_quote(&line, now->name);
	a->plot.why[0] = '\0';
	if (sx_buf_ok(&line))
		a->plot_id = sx_engine_ask(a->engine, SX_SLOT_PLOT, line.text);
	sx_buf_free(&line);
}

static void take_plot(sx_app *a, sx_result *r)
{
	if (sx_plot_set(&a->plot, r))
		sx_app_cursor_moved(a);
}

/* A command whose only point is to be read: it measures nothing and changes nothing. */
static bool is_to_be_read(const sx_result *r)
{
	const sx_command *c = sx_command_find(NULL, r->command, NULL);
	return c && !c->cite && !(c->flags & SX_ACTS) && r->nmade == 0 && !sx_result_frame(r, "points") &&
	       r->nscalars + r->nframes + r->nnotes > 0;
}

static void say_result(sx_app *a, const sx_answer *n)
{
	const sx_result *r = n->result;
	size_t shown = 0;
	sx_app_say(a, false, "%.300s", n->line);
	for (size_t i = 0; i < r->nscalars && shown < 4; i++) {
		char value[32];
		if (r->scalar[i].kind != SX_SCALAR_NUM)
			continue;
		sx_buf_printf(&a->said, "   %s %s", r->scalar[i].name, sx_number_short(value, r->scalar[i].num));
		shown++;
	}
	for (size_t i = 0; shown == 0 && i < r->nmade; i++)
		sx_buf_printf(&a->said, "   %s %zu x %zu", sx_space_name(r->made[i]), sx_space_rows(r->made[i]),
		              sx_space_dims(r->made[i]));
	if (shown == 0 && r->nmade == 0 && r->nnotes)
		sx_buf_printf(&a->said, "   %s", r->note[0]);
	snprintf(a->took, sizeof a->took, "%.2f s", a->setup->mode == SX_MODE_DUMP ? 0.0 : n->seconds);
}

static void take_users(sx_app *a, sx_answer *n)
{
	a->waiting -= a->waiting > 0;
	if (n->quits) {
		a->quit = true;
		return;
	}
	if (n->result == NULL)
		return;
	say_result(a, n);
	sx_results_add(a, n->result);
	if (sx_result_frame(n->result, "points")) {
		take_plot(a, n->result);
		if (a->pane != SX_PANE_PLOT)
			sx_app_show(a, SX_PANE_PLOT);
	} else if (is_to_be_read(n->result) || n->id == a->read_id) {
		sx_app_show(a, SX_PANE_RESULTS);
	}
}

static void take_failure(sx_app *a, const sx_answer *n)
{
	if (n->slot == SX_SLOT_USER) {
		sx_buf text = { 0 };
		sx_failure_text(&n->failure, &text);
		sx_app_say(a, n->failure.err.code != SX_ECANCEL, "%s", sx_buf_ok(&text) ? text.text : "failed");
		sx_buf_free(&text);
		a->waiting -= n->id != 0 && a->waiting > 0;
	} else if (n->slot == SX_SLOT_PLOT && n->id == a->plot_id && n->failure.err.code != SX_ECANCEL) {
		sx_plot_free(&a->plot);
		snprintf(a->plot.why, sizeof a->plot.why, "%s", n->failure.err.msg);
	}
	if (n->slot == SX_SLOT_PLOT && n->id == a->plot_id)
		a->plot_id = 0;
}

static void take_quiet(sx_app *a, const sx_answer *n)
{
	if (n->slot == SX_SLOT_PLOT && n->id == a->plot_id) {
		a->plot_id = 0;
		take_plot(a, n->result);
	} else if (n->slot == SX_SLOT_NEIGHBORS && n->id == a->near_id) {
		sx_result_unref(a->near);
		a->near = sx_result_ref(n->result);
	} else if (n->slot == SX_SLOT_TABLE && n->id == a->table_id) {
		sx_result_unref(a->table);
		a->table = sx_result_ref(n->result);
		a->table_got_from = a->table_from;
		a->table_got_rows = a->table_rows;
	}
}

static void take_answer(sx_app *a, sx_answer *n)
{
	sx_names *before = a->names;
	a->names = sx_engine_names(a->engine);
	if (!n->ok)
		take_failure(a, n);
	else if (n->slot == SX_SLOT_USER)
		take_users(a, n);
	else if (n->result)
		take_quiet(a, n);
	follow_current(a, before);
	sx_names_unref(before);
	sx_answer_free(n);
}

/* The neighbours of the row the cursor rests on; an answer for another row is dropped by its number. */
static void look_up(sx_app *a)
{
	a->rest_at = 0;
	if (!sx_app_inspects(a) || a->plot.n == 0)
		return;
	size_t row = sx_plot_row(&a->plot);
	sx_buf line = { 0 };
	sx_buf_puts(&line, "neighbors ");
	sx_quote(&line, a->plot.space);
	sx_buf_printf(&line, " #%zu --k %d", row, a->pane_h > 12 ? a->pane_h - 6 : 6);
	if (sx_buf_ok(&line))
		a->near_id = sx_engine_ask(a->engine, SX_SLOT_NEIGHBORS, line.text);
	a->near_row = row;
	sx_buf_free(&line);
}

static void settle(sx_app *a)
{
	lay_out(a);
	if (a->rest_at > 0 && sx_seconds() >= a->rest_at)
		look_up(a);
	if (sx_pane_ops(a->pane)->settle)
		sx_pane_ops(a->pane)->settle(a);
}

bool sx_app_news(sx_app *a)
{
	bool any = false;
	for (sx_answer *n; (n = sx_engine_next(a->engine)) != NULL; any = true)
		take_answer(a, n);
	bool due = a->rest_at > 0 && sx_seconds() >= a->rest_at;
	settle(a);
	return any || due;
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
		a->waiting = d.id && d.slot == SX_SLOT_USER ? 1 : 0;
	} else
		sx_app_say(a, false, "nothing is running; q quits");
}

static void back(sx_app *a)
{
	if (a->pane == SX_PANE_HELP)
		sx_app_show(a, a->before);
	else if (a->pane != SX_PANE_PLOT)
		sx_app_show(a, SX_PANE_PLOT);
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
	case SX_DO_VIEW_HELP:     sx_app_show(a, (sx_pane)(action - SX_DO_VIEW_PLOT)); break;
	case SX_DO_NEXT_VIEW:
	case SX_DO_PREVIOUS_VIEW: sx_app_show(a, (sx_pane)(((int)a->pane + step) % SX_PANE_HELP)); break;
	case SX_DO_COMMAND:       sx_ask_open(a, SX_ASKING_COMMAND, ""); break;
	case SX_DO_SEARCH:        sx_ask_open(a, SX_ASKING_SEARCH, ""); break;
	case SX_DO_NEXT:          sx_ask_again(a, true); break;
	case SX_DO_PREVIOUS:      sx_ask_again(a, false); break;
	case SX_DO_REDRAW:        a->redraw = true; break;
	case SX_DO_STOP:          sx_app_interrupt(a); break;
	case SX_DO_BACK:          back(a); break;
	case SX_DO_QUIT:          a->quit = true; break;
	default:                  break;
	}
}

void sx_app_key(sx_app *a, int key)
{
	if (a->asking) {
		sx_ask_key(a, key);
	} else {
		sx_action action = sx_key_action(key);
		const sx_view_ops *v = sx_pane_ops(a->pane);
		if (key == SX_KEY_ESC && a->pane == SX_PANE_HELP)
			action = SX_DO_BACK;
		if (!v->act || !v->act(a, action))
			act_anywhere(a, action);
	}
	settle(a);
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
	if (a->w < LEAST_W || a->h < LEAST_H) {
		draw_small(a, c);
		return;
	}
	lay_out(a);
	sx_bar_top(a, c);
	sx_bar_rule(a, c, 1, sx_app_inspects(a) ? a->pane_w : -1);
	draw_pane(a, c, frame);
	draw_inspector(a, c, frame);
	sx_bar_rule(a, c, a->h - 3, sx_app_inspects(a) ? -a->pane_w - 1 : -1);
	sx_bar_status(a, c);
	sx_bar_line(a, c);
	if (!a->utf8)
		keep_ascii(c);
}
