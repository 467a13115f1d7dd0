/* view_results.c: every answer of the session, one at a time. */
#include "app.h"

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

static bool act(sx_app *a, sx_action action)
{
	size_t at = a->at_result;
	if (action == SX_DO_OLDER || action == SX_DO_LEFT)
		a->at_result -= at > 0;
	else if (action == SX_DO_NEWER || action == SX_DO_RIGHT)
		a->at_result += at + 1 < a->nresults;
	else
		return sx_scroll_act(&a->results, action, a->pane_h - 1);
	return true;
}

/* The screen tests need the same text every time: no clock in it. */
static void render(sx_app *a, sx_result *r, int width)
{
	sx_style style = { .width = width, .rows = 200, .utf8 = a->utf8, .glyphs = a->glyphs, .pictures = true };
	sx_result copy = *r;
	if (a->setup->mode == SX_MODE_DUMP)
		copy.seconds = 0;
	sx_scroll_clear(&a->results);
	sx_render_text(&copy, &style, &a->results.text);
	sx_scroll_cut(&a->results);
	if (a->results_of)
		a->results.top = 0;
	a->results_of = r;
	a->results_w = width;
}

static void settle(sx_app *a)
{
	if (a->nresults == 0)
		return;
	sx_result *r = a->result[a->at_result];
	if (r != a->results_of || a->pane_w - 2 != a->results_w)
		render(a, r, a->pane_w - 2);
}

static sx_ink ink(const char *line, size_t at)
{
	if (at == 0)
		return SX_INK_ACCENT;
	return strncmp(line, "  note:", 7) == 0 || strncmp(line, "  columns:", 10) == 0 ? SX_INK_DIM : SX_INK_TEXT;
}

static void draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	char text[64];
	(void)frame;
	if (a->nresults == 0) {
		const char *none = "No results yet. : runs a command, such as   hubness --k 10";
		int x = (c->w - (int)strlen(none)) / 2;
		sx_cells_text(c, x > 1 ? x : 1, c->h / 2 - 1, c->w - 2, SX_INK_DIM, none);
		return;
	}
	settle(a);
	snprintf(text, sizeof text, "%zu of %zu   [ older  ] newer", a->at_result + 1, a->nresults);
	sx_cells_text(c, c->w - 1 - (int)strlen(text), 0, c->w, SX_INK_DIM, text);
	sx_buf refining = { 0 };
	sx_refine_text(a, a->results_of, &refining);
	int x = 1, room = c->w - (int)strlen(text) - 4;
	if (sx_buf_ok(&refining) && refining.len)
		x += sx_cells_text(c, x, 0, room, SX_INK_ACCENT, refining.text) + 3;
	sx_cells_text(c, x, 0, room - x + 1, SX_INK_DIM, a->results_of->line ? a->results_of->line : "");
	sx_buf_free(&refining);
	sx_scroll_draw(&a->results, c, 1, c->h - 1, ink);
}

const sx_view_ops sx_results_view = { "results", draw, act, settle };
