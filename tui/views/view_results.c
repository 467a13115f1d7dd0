/* view_results.c: the results of the session, one at a time or two side by side. */
#include "circle_planes.h"
#include "scroll_text.h"
#include "views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A result as it is read: its text, or one of its pictures. */
typedef struct sheet {
	sx_scroll        text;
	const sx_result *of;		/* what text is of, borrowed; NULL: to be written */
	size_t           at;		/* its number in the list */
	unsigned         replaced;	/* as the list counted then */
	int              w;		/* and for which width it was cut */
	size_t           picture;	/* 0: the text; of circles the plane, else the picture, from 1 */
} sheet;

struct sx_results_view {
	size_t at;			/* the result that is shown */
	sheet  sheet[2];		/* of it, and of the one beside it */
	size_t beside;			/* which result is on the left, from 1; 0: none */
};

void sx_results_add(sx_app *a, sx_result *r)
{
	if (sx_result_list_add(&a->results, r))
		a->sheets->at = a->results.n - 1;
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
	size_t n = pictures(a->results.at[a->sheets->at]) + 1;
	const sheet *s = &a->sheets->sheet[0];
	if (n == 1)
		sx_app_say(a, false, "this result has no picture");
	else
		sx_look_setf(a, "picture", "%zu", (s->picture % n + n + (size_t)(step + (int)n) % n) % n);
}

static void take_picture(sx_app *a, const char *number)
{
	size_t at = strtoul(number, NULL, 10);
	if (a->results.n)
		a->sheets->sheet[0].picture = at <= pictures(a->results.at[a->sheets->at]) ? at : 0;
}

void sx_results_picture(sx_app *a)
{
	if (a->results.n && pictures(a->results.at[a->sheets->at]) > 0)
		a->sheets->sheet[0].picture = 1;
}

/* ---- keys ---- */

static void go_to(sx_app *a, size_t at)
{
	a->sheets->at = at;
	a->sheets->sheet[0].picture = 0;
}

static void take_result(sx_app *a, const char *number)
{
	size_t at = strtoul(number, NULL, 10);
	if (at > 0 && at <= a->results.n)
		go_to(a, at - 1);
	else if (*number)
		sx_app_say(a, true, "set: result: there are %zu, and no result '%s'", a->results.n, number);
}

static void step_result(sx_app *a, bool newer)
{
	size_t at = a->sheets->at + 1;
	if (newer ? at < a->results.n : at > 1)
		sx_look_setf(a, "result", "%zu", newer ? at + 1 : at - 1);
}

/* It keeps its picture there; and another comes where it was. */
static void take_pinned(sx_app *a, const char *number)
{
	size_t at = strtoul(number, NULL, 10);
	a->sheets->beside = at <= a->results.n && a->results.n > 1 ? at : 0;
	a->sheets->sheet[1].picture = a->sheets->beside == a->sheets->at + 1 ? a->sheets->sheet[0].picture : 0;
	if (a->sheets->beside == a->sheets->at + 1)
		go_to(a, a->sheets->at > 0 ? a->sheets->at - 1 : 1);
}

static void put_beside(sx_app *a)
{
	if (a->sheets->beside)
		sx_look_set(a, "pinned", "none");
	else if (a->results.n < 2)
		sx_app_say(a, false, "there is no second result to show beside this one");
	else
		sx_look_setf(a, "pinned", "%zu", a->sheets->at + 1);
}

/* The plane that is shown, plotted. */
static bool open_plane(sx_app *a)
{
	sheet *s = &a->sheets->sheet[0];
	if (s->picture == 0 || !sx_planes_are(a->results.at[a->sheets->at]))
		return false;
	sx_planes_open(a, a->results.at[a->sheets->at], s->picture);
	return true;
}

static bool act(sx_app *a, sx_action action)
{
	if (a->results.n == 0)
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
	default:               return sx_scroll_act(&a->sheets->sheet[0].text, action, a->pane_h - 1);
	}
	return true;
}

/* ---- the text ---- */

/* The screen tests need the same text every time: no clock in it. A result that grew is read on at the same place. */
static void render(sx_app *a, sheet *s, size_t at, int width)
{
	sx_style style = { .width = width - 1, .rows = 200, .utf8 = a->utf8, .glyphs = a->glyphs, .pictures = true };
	sx_result *r = a->results.at[at], copy = *r;
	if (a->setup->mode == SX_MODE_DUMP)
		copy.seconds = 0;
	sx_scroll_clear(&s->text);
	sx_render_text(&copy, &style, &s->text.text);
	sx_scroll_cut(&s->text, width - 1);
	if (at != s->at || width != s->w)
		s->text.top = 0;
	s->of = r;
	s->at = at;
	s->replaced = a->results.replaced;
	s->w = width;
}

static void settle_sheet(sx_app *a, sheet *s, size_t at, int width)
{
	sx_result *r = a->results.at[at];
	if (r != s->of || a->results.replaced != s->replaced || width != s->w)
		render(a, s, at, width);
	if (s->picture && sx_planes_are(r))
		sx_planes_settle(a, r, s->picture);
}

static int left_width(const sx_app *a)
{
	return a->sheets->beside ? a->pane_w / 2 : 0;
}

static void settle(sx_app *a)
{
	if (a->results.n == 0)
		return;
	settle_sheet(a, &a->sheets->sheet[0], a->sheets->at, a->pane_w - (a->sheets->beside ? left_width(a) + 1 : 0) - 2);
	if (a->sheets->beside)
		settle_sheet(a, &a->sheets->sheet[1], a->sheets->beside - 1, left_width(a) - 2);
}

static sx_ink ink(const char *line, bool first)
{
	if (first)
		return SX_INK_ACCENT;
	return strncmp(line, "  note:", 7) == 0 || strncmp(line, "  columns:", 10) == 0 ? SX_INK_DIM : SX_INK_TEXT;
}

/* ---- drawing ---- */

static void draw_head(const sx_app *a, const sheet *s, size_t at, const char *keys, sx_cells *c)
{
	char text[96];
	sx_buf refining = { 0 };
	int x = 1, n = snprintf(text, sizeof text, "%zu of %zu", at + 1, a->results.n);
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

static void draw_picture(const sx_app *a, const sheet *s, sx_cells *c)
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

static void draw_sheet(const sx_app *a, const sheet *s, size_t at, const char *keys, sx_cells *c)
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
	draw_sheet(a, &a->sheets->sheet[which], which ? a->sheets->beside - 1 : a->sheets->at, keys, &part);
	sx_cells_blit(c, x, 0, &part);
}

static void draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	if (a->results.n == 0) {
		const char *none = "No results yet. : runs a command, such as   hubness --k 10";
		int x = (c->w - (int)strlen(none)) / 2;
		sx_cells_text(c, x > 1 ? x : 1, c->h / 2 - 1, c->w - 2, SX_INK_DIM, none);
		return;
	}
	settle(a);
	int left = left_width(a);
	if (left == 0) {
		draw_sheet(a, &a->sheets->sheet[0], a->sheets->at, "   [ older  ] newer", c);
		return;
	}
	draw_part(a, 1, "", c, 0, left, frame);
	for (int y = 0; y < c->h; y++)
		sx_cells_put(c, left, y, sx_app_glyph(a, 0x2502, '|'), SX_INK_DIM);
	draw_part(a, 0, "  [ ]", c, left + 1, c->w - left - 1, frame);
}

static bool open_results(sx_app *a)
{
	a->sheets = sx_alloc(a->arena, 1, sizeof *a->sheets);
	return a->sheets != NULL;
}

static void close_results(sx_app *a)
{
	for (size_t i = 0; i < SX_COUNT(a->sheets->sheet); i++)
		sx_scroll_free(&a->sheets->sheet[i].text);
}

static const sx_screen_option options[] = {
	{ "result", take_result, NULL }, { "picture", take_picture, NULL }, { "pinned", take_pinned, NULL },
};

const sx_part sx_results_part = { .name = "results", .open = open_results, .close = close_results, .draw = draw, .act = act,
                                  .settle = settle, SX_PART_OPTIONS(options) };
