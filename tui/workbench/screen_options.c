/* screen_options.c: how the screen looks, as options of the session. A key changes one at once, even while a command runs, and
 * tells the
 * session in the background; set changes it from a line and init.lua before the first picture. */
#include "app.h"
#include "views/plot_image.h"
#include "engine/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a value does ---- */

static int three_ways(const char *value)
{
	return strcmp(value, "on") == 0 ? 1 : strcmp(value, "off") == 0 ? 0 : -1;
}

static void take_glyphs(sx_app *a, const char *value)
{
	int named = sx_glyphs_named(value), asked = a->setup->glyphs;
	bool is_auto = strcmp(value, "auto") == 0;
	if (!a->utf8)
		return;
	a->image = is_auto ? a->setup->image : strcmp(value, "image") == 0;
	if (is_auto)
		named = asked >= 0 ? asked : SX_GLYPHS_BRAILLE;
	if (named >= 0)
		a->glyphs = (sx_glyphs)named;
}

static void take_view(sx_app *a, const char *value)
{
	for (int i = 0; i < SX_PANES; i++)
		if (strcmp(sx_pane_ops((sx_pane)i)->name, value) == 0)
			sx_app_show(a, (sx_pane)i);
}

static size_t labelled(const sx_plot *p, const char *label)
{
	size_t i = 0;
	while (p->label && i < p->n && strcmp(p->label[i], label) != 0)
		i++;
	return p->label ? i : p->n;
}

static void take_cursor(sx_app *a, const char *value)
{
	sx_plot *p = &a->plot;
	char *end = NULL;
	a->cursor_wanted = p->n == 0;
	if (a->cursor_wanted || !*value)
		return;
	size_t i = labelled(p, value), row = strtoul(value + (*value == '#'), &end, 10);
	if (i < p->n) {
		row = p->row ? (size_t)p->row[i] : i;
	} else if (*end || row >= p->total) {
		sx_app_say(a, true, "set: cursor: no row here is '%s'; a label, or #12", value);
		return;
	}
	sx_plot_to_row(p, row);
	sx_app_cursor_moved(a);
}

static void take_still(sx_app *a, const char *value)
{
	a->still = strcmp(value, "on") == 0 && a->can_still && a->plot.n;
	a->redraw = true;		/* curses knows nothing of what an image covers */
}

static void take_scale(sx_app *a, const char *value)
{
	a->plot.equal = strcmp(value, "equal") == 0;
	a->plot.fresh = false;
}

static void take_shapes(sx_app *a, const char *value)
{
	a->shapes = three_ways(value);
}

static void take_inspector(sx_app *a, const char *value)
{
	a->inspector = three_ways(value);
	sx_app_cursor_moved(a);
}

static void take_elsewhere(sx_app *a, const char *value)
{
	a->elsewhere = strcmp(value, "none") == 0 ? SX_NOWHERE : strcmp(value, "picture") == 0 ? SX_IN_PICTURE : SX_IN_SPACE;
	snprintf(a->other_space, sizeof a->other_space, "%s", a->elsewhere == SX_IN_SPACE ? value : "");
	sx_app_cursor_moved(a);
}

static void take_strip(sx_app *a, const char *value)
{
	a->film_wanted = strcmp(value, "on") == 0;
}

static void take_figure(sx_app *a, const char *value)
{
	snprintf(a->film_figure, sizeof a->film_figure, "%s", value);
}

static const struct {
	const char *option;
	void      (*take)(sx_app *, const char *value);
} looks[] = {
	{ "glyphs", take_glyphs }, { "view", take_view }, { "cursor", take_cursor }, { "scale", take_scale },
	{ "shapes", take_shapes }, { "inspector", take_inspector }, { "elsewhere", take_elsewhere }, { "beside", sx_twin_show },
	{ "strip", take_strip }, { "figure", take_figure }, { "result", sx_results_go }, { "picture", sx_results_turn },
	{ "pinned", sx_results_pin }, { "still", take_still },
};
_Static_assert(SX_COUNT(looks) <= SX_LOOKS, "there is room for every option of the screen");

static size_t look_named(const char *option)
{
	size_t i = 0;
	while (i < SX_COUNT(looks) && strcmp(looks[i].option, option) != 0)
		i++;
	return i;
}

static void take(sx_app *a, size_t i, const char *value)
{
	char copy[sizeof a->look[0]];		/* the value may be what taking it changes */
	snprintf(copy, sizeof copy, "%s", value);
	snprintf(a->look[i], sizeof a->look[i], "%s", copy);
	looks[i].take(a, copy);
}

/* ---- by a key ---- */

void sx_look_open(sx_app *a)
{
	for (size_t o = 0; o < sx_options(); o++) {
		size_t i = look_named(sx_option_at(o)->name);
		if (i < SX_COUNT(looks))
			snprintf(a->look[i], sizeof a->look[i], "%s", sx_option_at(o)->dflt);
	}
}

void sx_look_set(sx_app *a, const char *option, const char *value)
{
	sx_buf line = { 0 };
	sx_buf_printf(&line, "set %s ", option);
	sx_quote(&line, value);
	take(a, look_named(option), value);
	if (sx_buf_ok(&line)) {
		sx_app_say(a, false, "%s", line.text);
		a->looks_told += sx_engine_ask(a->engine, SX_SLOT_LOOK, line.text) != 0;
	}
	sx_buf_free(&line);
}

void sx_look_setf(sx_app *a, const char *option, const char *fmt, ...)
{
	char value[sizeof a->look[0]];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(value, sizeof value, fmt, ap);
	va_end(ap);
	sx_look_set(a, option, value);
}

/* By its label where that is enough. */
void sx_look_cursor(sx_app *a)
{
	const sx_plot *p = &a->plot;
	char number[32];
	const char *label = sx_plot_label(p, p->cursor, number);
	if (*label != '#' && *label && strlen(label) < sizeof a->look[0] && labelled(p, label) == p->cursor)
		sx_look_set(a, "cursor", label);
	else
		sx_look_setf(a, "cursor", "#%zu", sx_plot_row(p));
}

/* ---- by a line ---- */

/* Said of a line alone: at the start nobody knows yet what the terminal can. */
static void warn_of_images(sx_app *a)
{
	if (a->image && !a->can_image && a->setup->mode == SX_MODE_WORKBENCH)
		sx_app_say(a, true, "%s: glyphs stay", sx_raster_built()
		           ? "this terminal did not say that it shows images (kitty's protocol)"
		           : "this sextant was built without zlib, which images need");
}

static void warn_of_stills(sx_app *a)
{
	if (a->still)
		return;
	if (!sx_raster_built() && !sx_raster_sixel_built())
		sx_app_say(a, true, "this sextant was built without zlib and libsixel, one of which images need");
	else if (!a->can_still)
		sx_app_say(a, true, "this terminal did not say that it shows images (%s)", !sx_raster_sixel_built() ? "kitty's protocol"
		           : sx_raster_built() ? "kitty's protocol, or sixel" : "sixel");
	else
		sx_app_say(a, false, "there is nothing to draw yet");
}

void sx_look_still(sx_app *a)
{
	sx_look_set(a, "still", "on");
	if (!a->still)
		sx_look_set(a, "still", "off");
	warn_of_stills(a);
}

/* A line of set counts though it says what the session holds already: the screen may have gone on since. */
static void take_line(sx_app *a, const sx_result *r)
{
	for (size_t k = 0; k < r->nscalars; k++) {
		size_t i = look_named(r->scalar[k].name);
		if (i == SX_COUNT(looks) || r->scalar[k].kind != SX_SCALAR_TEXT)
			continue;
		take(a, i, r->scalar[k].text);
		if (strcmp(looks[i].option, "glyphs") == 0)
			warn_of_images(a);
		if (strcmp(looks[i].option, "still") == 0 && strcmp(r->scalar[k].text, "on") == 0)
			warn_of_stills(a);
	}
}

/* While keys are told the session is behind them. */
void sx_look_news(sx_app *a, const sx_answer *n)
{
	if (n->slot == SX_SLOT_LOOK)
		a->looks_told--;
	if (a->looks_told > 0)
		return;
	if (n->slot == SX_SLOT_USER && n->result && strcmp(n->result->command, "set") == 0)
		take_line(a, n->result);
	for (size_t i = 0; i < SX_COUNT(looks); i++) {
		const char *value = sx_names_option(a->names, looks[i].option);
		if (a->names && strcmp(value, a->look[i]) != 0)
			take(a, i, value);
	}
	if (a->cursor_wanted && a->plot.n)
		take_cursor(a, sx_names_option(a->names, "cursor"));
}
