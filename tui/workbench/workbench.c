/* workbench.c: the services that the parts of the workbench call: saying, asking, drawing anew, showing a view. */
#include "workbench.h"
#include "engine/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_W = 32, INSPECTOR_FROM = 96, STRIP_FROM = 16, REST_MS = 120 };

/* ---- status and questions ---- */

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

void sx_app_run_buf(sx_app *a, sx_buf *line)
{
	if (sx_buf_ok(line) && line->text)
		sx_app_run(a, line->text);
	sx_buf_free(line);
}

uint64_t sx_app_ask_buf(sx_app *a, sx_slot slot, sx_buf *line)
{
	uint64_t id = sx_buf_ok(line) && line->text ? sx_engine_ask(a->engine, slot, line->text) : 0;
	sx_buf_free(line);
	return id;
}

/* ---- the picture ---- */

sx_plot_ask sx_app_asked(const sx_app *a)
{
	return a->picture.open ? a->picture.last.ask : sx_plot_asked(&a->plot);
}

void sx_app_plot(sx_app *a, const sx_plot_ask *ask)
{
	sx_buf line = { 0 };
	sx_plot_ask before = sx_app_asked(a);
	sx_plot_line(ask, &line);
	sx_app_run_buf(a, &line);
	a->picture.stay_id = a->asked;
	sx_changes_picture(&a->changes, a->asked, &before, ask);
	sx_kept_ask_set(&a->picture.last, ask);
	a->picture.open = true;
}

void sx_app_refresh(sx_app *a)
{
	sx_buf line = { 0 };
	sx_plot_ask ask = sx_plot_asked(&a->plot);
	if (a->plot.result == NULL)
		return;
	sx_plot_line(&ask, &line);
	a->picture.id = a->picture.refresh_id = sx_app_ask_buf(a, SX_SLOT_PLOT, &line);
}

void sx_app_plot_say(sx_app *a)
{
	sx_buf line = { 0 };
	sx_plot_ask ask = sx_plot_asked(&a->plot);
	sx_plot_line(&ask, &line);
	if (sx_buf_ok(&line))
		sx_app_say(a, false, "%s", line.text);
	sx_buf_free(&line);
}

void sx_app_cursor_moved(sx_app *a)
{
	a->rest_at = sx_seconds() + (a->setup->mode == SX_MODE_DUMP ? 0 : REST_MS / 1e3);
}

bool sx_app_rested(const sx_app *a)
{
	return a->rest_at > 0 && sx_seconds() >= a->rest_at;
}

/* ---- the screen ---- */

const sx_part *sx_app_view(const sx_app *a, sx_pane p)
{
	return a->part[p];
}

void sx_app_show(sx_app *a, sx_pane p)
{
	if (p == SX_PANE_HELP && a->pane != SX_PANE_HELP)
		a->before = a->pane;
	if (p != a->pane && sx_app_view(a, p)->enter)
		sx_app_view(a, p)->enter(a);
	a->pane = p;
	sx_app_lay_out(a);
	if (p == SX_PANE_PLOT)
		sx_app_cursor_moved(a);
}

bool sx_app_inspects(const sx_app *a)
{
	bool on = a->inspector < 0 ? a->w >= INSPECTOR_FROM : a->inspector > 0;
	return on && a->pane == SX_PANE_PLOT && a->w >= LEAST_W + SX_INSPECTOR_W;
}

int sx_app_strip_height(const sx_app *a)
{
	return a->h >= STRIP_FROM ? a->strip_rows : 0;
}

void sx_app_lay_out(sx_app *a)
{
	a->pane_w = a->w - (sx_app_inspects(a) ? SX_INSPECTOR_W : 0);
	a->pane_h = a->h - 5 - sx_app_strip_height(a);
}

uint32_t sx_app_glyph(const sx_app *a, uint32_t utf8, char ascii)
{
	return a->utf8 ? utf8 : (uint32_t)ascii;
}
