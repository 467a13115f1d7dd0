/* app.c: the workbench opened, sized, driven by keys and drawn. */
#include "app.h"
#include "engine/environment.h"
#include "terminal/line_editor.h"
#include "views/inspector.h"
#include "views/views.h"
#include "workbench/bars.h"
#include "workbench/light_background.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_W = 40, LEAST_H = 10 };

static void take_view(sx_app *a, const char *value)
{
	for (int i = 0; i < SX_PANES; i++)
		if (strcmp(sx_app_view(a, (sx_pane)i)->name, value) == 0)
			sx_app_show(a, (sx_pane)i);
}

static const sx_screen_option options[] = { { "view", take_view, NULL } };
static const sx_part view_part = { SX_PART_OPTIONS(options) };

/* The parts, views first. */
static const sx_part *const parts[] = {
	[SX_PANE_PLOT] = &sx_plot_part, [SX_PANE_TABLE] = &sx_table_part, [SX_PANE_RESULTS] = &sx_results_part,
	[SX_PANE_SPACES] = &sx_spaces_part, [SX_PANE_HELP] = &sx_help_part, &view_part, &sx_plot_options_part, &sx_inspector_part,
	&sx_beside_part, &sx_strip_part, &sx_planes_part, &sx_refine_part,
};

static void repeat(sx_app *a)
{
	char *line = a->last_line ? strdup(a->last_line) : NULL;
	if (line)
		sx_app_run(a, line);
	else
		sx_app_say(a, false, "no command has run yet");
	free(line);
}

static void load_file(sx_app *a, const char *path)
{
	sx_buf line = { 0 };
	sx_buf_puts(&line, "load ");
	sx_quote(&line, path);
	sx_app_run_buf(a, &line);
}

static void load_tutorial(sx_app *a)
{
	static const char *const samples[] = { "modular/embed.npy", "glove-5k.npy" };
	for (size_t i = 0; i < SX_COUNT(samples); i++) {
		char path[4096];
		load_file(a, sx_sample_path(samples[i], path, sizeof path));
	}
	sx_tutorial_begin(a);
}

static void load_files(sx_app *a)
{
	if (a->setup->tutorial)
		load_tutorial(a);
	for (size_t i = 0; i < a->setup->nfiles; i++)
		load_file(a, a->setup->file[i]);
	a->changes.start = a->asked;
}

static void close_parts(sx_app *a)
{
	for (size_t i = 0; i < a->nparts; i++)
		if (a->part[i]->close)
			a->part[i]->close(a);
}

static bool open_parts(sx_app *a)
{
	bool ok = a->arena != NULL;
	for (size_t i = 0; ok && i < a->nparts; i++)
		ok = !a->part[i]->open || a->part[i]->open(a);
	return ok;
}

bool sx_app_open(sx_app *a, const sx_setup *s, sx_err *err)
{
	*a = (sx_app){ .setup = s, .utf8 = sx_locale_is_utf8(), .inspector = -1, .shapes = -1, .w = s->width, .h = s->height,
	               .light_terminal = sx_light_terminal(), .part = parts, .nparts = SX_COUNT(parts), .arena = sx_arena_new(0) };
	a->glyphs = s->glyphs >= 0 ? (sx_glyphs)s->glyphs : SX_GLYPHS_BRAILLE;
	if (!a->utf8)
		a->glyphs = SX_GLYPHS_ASCII;
	a->image = s->image && a->utf8;
	a->engine = open_parts(a) ? sx_engine_start(s, err) : NULL;
	if (a->engine == NULL) {
		sx_arena_free(a->arena);
		return err->code != SX_OK ? false : sx_fail_memory(err, "the workbench", sizeof *a);
	}
	sx_look_open(a);
	sx_history_open(s);
	load_files(a);
	sx_app_size(a, a->w, a->h);
	return true;
}

bool sx_app_close(sx_app *a)
{
	sx_line_close();
	sx_history_close();
	free(a->last_line);
	sx_price_drop(a);
	sx_changes_free(&a->changes);
	close_parts(a);
	sx_result_list_free(&a->results);
	sx_buf_free(&a->said);
	sx_arena_free(a->line.match_arena);
	sx_names_unref(a->names);
	bool stopped = sx_engine_stop(a->engine);
	sx_arena_free(a->arena);
	return stopped;
}

/* ---- sizes ---- */

void sx_app_size(sx_app *a, int w, int h)
{
	bool was = sx_app_inspects(a);
	a->redraw = a->redraw || a->still;
	a->w = w;
	a->h = h;
	sx_app_lay_out(a);
	if (!was && sx_app_inspects(a))		/* it knows no neighbours yet */
		sx_app_cursor_moved(a);
}

/* ---- keys ---- */

void sx_app_interrupt(sx_app *a)
{
	sx_doing d;
	sx_engine_doing(a->engine, &d);
	if (a->line.open)
		sx_ask_close(a);
	else if (a->waiting || (d.id && d.slot == SX_SLOT_USER)) {
		sx_engine_cancel(a->engine);
		sx_price_drop(a);
		a->picture.open = false;
		a->waiting = d.id && d.slot == SX_SLOT_USER ? 1 : 0;
	} else if (sx_refine_stop(a))
		sx_app_say(a, false, "refining stopped");
	else
		sx_app_say(a, false, "nothing is running; q quits");
}

static void show(sx_app *a, sx_pane p)
{
	sx_look_set(a, "view", sx_app_view(a, p)->name);
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

static void command_taken(sx_app *a, const char *text)
{
	if (*text == '\0')
		return;
	sx_history_add(text);
	sx_app_run(a, text);
}

static const sx_ask ask_command = { .prompt = ":", .commands = true, .completes = "", .taken = command_taken };

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
	case SX_DO_COMMAND:       sx_ask_open(a, &ask_command, ""); break;
	case SX_DO_SEARCH:        sx_ask_search(a); break;
	case SX_DO_NEXT:          sx_ask_search_again(a, true); break;
	case SX_DO_PREVIOUS:      sx_ask_search_again(a, false); break;
	case SX_DO_UNDO:          sx_app_undo(a); break;
	case SX_DO_REDO:          sx_app_redo(a); break;
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
	} else if (a->line.open) {
		sx_ask_key(a, key);
	} else if (sx_tutorial_key(a, key)) {
		;		/* another step */
	} else if (sx_price_key(a, key)) {
		;		/* answered */
	} else if (sx_key_bound(key) && sx_key_bound(key)->action == SX_DO_NOTHING) {
		run_bound(a, sx_key_bound(key)->line);
	} else {
		sx_action action = sx_key_action(key);
		const sx_part *v = sx_app_view(a, a->pane);
		if (key == SX_KEY_ESC && a->pane == SX_PANE_HELP)
			action = SX_DO_BACK;
		if (key == SX_KEY_ESC)
			a->plot.picking = SX_PICK_NOTHING;
		if (!v->act || !v->act(a, action))
			act_anywhere(a, action);
	}
	sx_app_lay_out(a);
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
	sx_app_view(a, a->pane)->draw(a, &pane, frame);
	sx_cells_blit(c, 0, 2, &pane);
}

static void draw_inspector(sx_app *a, sx_cells *c, sx_arena *frame)
{
	sx_cells side;
	if (!sx_app_inspects(a) || !sx_cells_new(&side, SX_INSPECTOR_W - 1, a->pane_h, frame, NULL))
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
		if (c->at[i].ch > '~' || c->at[i].mark[0])
			c->at[i] = (sx_cell){ .ch = '?', .ink = c->at[i].ink };
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
	sx_app_lay_out(a);
	sx_bar_top(a, c);
	sx_bar_rule(a, c, 1, sx_app_inspects(a) ? a->pane_w : -1);
	draw_pane(a, c, frame);
	draw_inspector(a, c, frame);
	sx_bar_rule(a, c, a->h - 3, sx_app_inspects(a) && !sx_app_strip_height(a) ? -a->pane_w - 1 : -1);
	sx_tutorial_draw(a, c);
	sx_bar_status(a, c);
	sx_bar_line(a, c);
	if (!a->utf8)
		keep_ascii(c);
	if (sx_app_light(a))
		sx_light_cells(c);
}
