/* view_results.c: every answer of the session, one at a time or two side by side. */
#include "workbench/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sx_results_add(sx_app *a, sx_result *r)
{
	if (a->nresults == a->cap_results) {
		size_t cap = a->cap_results ? 2 * a->cap_results : 16;
		sx_result **more = realloc(a->result, cap * sizeof *more);
		if (more == NULL)
			return;
		a->result = more;
		a->cap_results = cap;
	}
	a->result[a->nresults++] = sx_result_ref(r);
	a->at_result = a->nresults - 1;
}

/* ---- which picture ---- */

static bool is_picture(const sx_frame *t)
{
	return t->look != SX_PLAIN && t->rows > 1 && t->nfields > 1;
}

static size_t pictures(const sx_result *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->nframes; i++)
		n += is_picture(&r->frame[i]);
	return sx_planes_are(r) ? sx_planes_count(r) : n;
}

static const sx_frame *picture(const sx_result *r, size_t at)
{
	for (size_t i = 0; i < r->nframes; i++)
		if (is_picture(&r->frame[i]) && --at == 0)
			return &r->frame[i];
	return NULL;
}

static void step_picture(sx_app *a, int step)
{
	size_t n = pictures(a->result[a->at_result]) + 1;
	const sx_sheet *s = &a->sheet[0];
	if (n == 1)
		sx_app_say(a, false, "this result has no picture");
	else
		sx_look_setf(a, "picture", "%zu", (s->picture % n + n + (size_t)(step + (int)n) % n) % n);
}

void sx_results_turn(sx_app *a, const char *number)
{
	size_t at = strtoul(number, NULL, 10);
	if (a->nresults)
		a->sheet[0].picture = at <= pictures(a->result[a->at_result]) ? at : 0;
}

void sx_results_picture(sx_app *a)
{
	if (a->nresults && pictures(a->result[a->at_result]) > 0)
		a->sheet[0].picture = 1;
}

/* ---- keys ---- */

static void go_to(sx_app *a, size_t at)
{
	a->at_result = at;
	a->sheet[0].picture = 0;
}

void sx_results_go(sx_app *a, const char *number)
{
	size_t at = strtoul(number, NULL, 10);
	if (at > 0 && at <= a->nresults)
		go_to(a, at - 1);
	else if (*number)
		sx_app_say(a, true, "set: result: there are %zu, and no result '%s'", a->nresults, number);
}

static void step_result(sx_app *a, bool newer)
{
	size_t at = a->at_result + 1;
	if (newer ? at < a->nresults : at > 1)
		sx_look_setf(a, "result", "%zu", newer ? at + 1 : at - 1);
}

/* It keeps its picture there; and another comes where it was. */
void sx_results_pin(sx_app *a, const char *number)
{
	size_t at = strtoul(number, NULL, 10);
	a->beside = at <= a->nresults && a->nresults > 1 ? at : 0;
	a->sheet[1].picture = a->beside == a->at_result + 1 ? a->sheet[0].picture : 0;
	if (a->beside == a->at_result + 1)
		go_to(a, a->at_result > 0 ? a->at_result - 1 : 1);
}

static void put_beside(sx_app *a)
{
	if (a->beside)
		sx_look_set(a, "pinned", "none");
	else if (a->nresults < 2)
		sx_app_say(a, false, "there is no second result to put beside this one");
	else
		sx_look_setf(a, "pinned", "%zu", a->at_result + 1);
}

/* The plane that is shown, plotted. */
static bool open_plane(sx_app *a)
{
	sx_sheet *s = &a->sheet[0];
	if (s->picture == 0 || !sx_planes_are(a->result[a->at_result]))
		return false;
	sx_planes_open(a, a->result[a->at_result], s->picture);
	return true;
}

static bool act(sx_app *a, sx_action action)
{
	if (a->nresults == 0)
		return false;
	switch (action) {
	case SX_DO_OLDER:
	case SX_DO_LEFT:       step_result(a, false); break;
	case SX_DO_NEWER:
	case SX_DO_RIGHT:      step_result(a, true); break;
	case SX_DO_TURN_LEFT:  step_picture(a, -1); break;
	case SX_DO_TURN_RIGHT: step_picture(a, 1); break;
	case SX_DO_BESIDE:     put_beside(a); break;
	case SX_DO_ENTER:      return open_plane(a);
	default:               return sx_scroll_act(&a->sheet[0].text, action, a->pane_h - 1);
	}
	return true;
}

/* ---- the text ---- */

/* The screen tests need the same text every time: no clock in it. */
static void render(sx_app *a, sx_sheet *s, sx_result *r, int width)
{
	sx_style style = { .width = width - 1, .rows = 200, .utf8 = a->utf8, .glyphs = a->glyphs, .pictures = true };
	sx_result copy = *r;
	if (a->setup->mode == SX_MODE_DUMP)
		copy.seconds = 0;
	sx_scroll_clear(&s->text);
	sx_render_text(&copy, &style, &s->text.text);
	sx_scroll_cut(&s->text, width - 1);
	if (s->of)
		s->text.top = 0;
	s->of = r;
	s->w = width;
}

static void settle_sheet(sx_app *a, sx_sheet *s, size_t at, int width)
{
	sx_result *r = a->result[at];
	if (r != s->of || width != s->w)
		render(a, s, r, width);
	if (s->picture && sx_planes_are(r))
		sx_planes_settle(a, r, s->picture);
}

static int left_width(const sx_app *a)
{
	return a->beside ? a->pane_w / 2 : 0;
}

static void settle(sx_app *a)
{
	if (a->nresults == 0)
		return;
	settle_sheet(a, &a->sheet[0], a->at_result, a->pane_w - (a->beside ? left_width(a) + 1 : 0) - 2);
	if (a->beside)
		settle_sheet(a, &a->sheet[1], a->beside - 1, left_width(a) - 2);
}

static sx_ink ink(const char *line, bool first)
{
	if (first)
		return SX_INK_ACCENT;
	return strncmp(line, "  note:", 7) == 0 || strncmp(line, "  columns:", 10) == 0 ? SX_INK_DIM : SX_INK_TEXT;
}

/* ---- drawing ---- */

static void draw_head(const sx_app *a, const sx_sheet *s, size_t at, const char *keys, sx_cells *c)
{
	char text[96];
	sx_buf refining = { 0 };
	int x = 1, n = snprintf(text, sizeof text, "%zu of %zu", at + 1, a->nresults);
	if (s->picture)
		n += snprintf(text + n, sizeof text - (size_t)n, ", picture %zu of %zu", s->picture, pictures(s->of));
	snprintf(text + n, sizeof text - (size_t)n, "%s", keys);
	sx_refine_text(a, s->of, &refining);
	int room = c->w - (int)strlen(text) - 4;
	sx_cells_text(c, c->w - 1 - (int)strlen(text), 0, c->w, SX_INK_DIM, text);
	if (sx_buf_ok(&refining) && refining.len)
		x += sx_cells_text(c, x, 0, room, SX_INK_ACCENT, refining.text) + 3;
	sx_cells_text(c, x, 0, room - x + 1, SX_INK_DIM, s->of->line ? s->of->line : "");
	sx_buf_free(&refining);
}

static void draw_picture(const sx_app *a, const sx_sheet *s, sx_cells *c)
{
	const sx_frame *t = picture(s->of, s->picture);
	sx_view v = { 1, 2, c->w - 2, c->h - 2, a->glyphs, !a->utf8 };
	sx_err err = { 0 };
	if (t == NULL)
		return;
	sx_cells_text(c, 1, 1, c->w - 2, SX_INK_ACCENT, t->name);
	if (!sx_chart_draw(c, &v, t, &err))
		sx_cells_text(c, 1, 3, c->w - 2, SX_INK_DIM, err.msg);
}

static void draw_sheet(const sx_app *a, const sx_sheet *s, size_t at, const char *keys, sx_cells *c)
{
	draw_head(a, s, at, keys, c);
	if (s->picture && sx_planes_are(s->of))
		sx_planes_draw(a, s->of, s->picture, c, 1);
	else if (s->picture)
		draw_picture(a, s, c);
	else
		sx_scroll_draw(&s->text, c, 1, c->h - 1, ink);
}

static void draw_part(const sx_app *a, size_t which, const char *keys, sx_cells *c, int x, int w, sx_arena *frame)
{
	sx_cells part;
	if (!sx_cells_new(&part, w, c->h, frame, NULL))
		return;
	draw_sheet(a, &a->sheet[which], which ? a->beside - 1 : a->at_result, keys, &part);
	sx_cells_blit(c, x, 0, &part);
}

static void draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	if (a->nresults == 0) {
		const char *none = "No results yet. : runs a command, such as   hubness --k 10";
		int x = (c->w - (int)strlen(none)) / 2;
		sx_cells_text(c, x > 1 ? x : 1, c->h / 2 - 1, c->w - 2, SX_INK_DIM, none);
		return;
	}
	settle(a);
	int left = left_width(a);
	if (left == 0) {
		draw_sheet(a, &a->sheet[0], a->at_result, "   [ older  ] newer", c);
		return;
	}
	draw_part(a, 1, "", c, 0, left, frame);
	for (int y = 0; y < c->h; y++)
		sx_cells_put(c, left, y, sx_app_glyph(a, 0x2502, '|'), SX_INK_DIM);
	draw_part(a, 0, "  [ ]", c, left + 1, c->w - left - 1, frame);
}

const sx_view_ops sx_results_view = { "results", draw, act, settle };
