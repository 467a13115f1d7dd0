/* plot_options.c: options of the screen that say how the plot is drawn and where its cursor is. */
#include "plot_image.h"
#include "plot_keys.h"
#include "terminal/images.h"

#include <stdlib.h>
#include <string.h>

/* ---- glyphs ---- */

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

/* Said of a line alone: at the start nobody knows yet what the terminal can. */
static void warn_of_images(sx_app *a, const char *value)
{
	(void)value;
	if (a->image && !a->can_image && a->setup->mode == SX_MODE_WORKBENCH)
		sx_app_say(a, true, "%s: glyphs stay", sx_images_built()
		           ? "this terminal does not report support for images (kitty protocol)"
		           : "this sextant was built without zlib, which images need");
}

void sx_glyphs_next(sx_app *a)
{
	static const sx_glyphs next[] = {
		[SX_GLYPHS_BRAILLE] = SX_GLYPHS_SEXTANT, [SX_GLYPHS_SEXTANT] = SX_GLYPHS_HALF,
		[SX_GLYPHS_HALF] = SX_GLYPHS_QUADRANT, [SX_GLYPHS_QUADRANT] = SX_GLYPHS_ASCII,
		[SX_GLYPHS_ASCII] = SX_GLYPHS_BRAILLE,
	};
	if (!a->utf8)
		sx_app_say(a, false, "this locale has no UTF-8: only ASCII is available");
	else if (a->can_image && !a->image && a->glyphs == SX_GLYPHS_ASCII)
		sx_look_set(a, "glyphs", "image");
	else
		sx_look_set(a, "glyphs", sx_glyphs_name(a->image ? SX_GLYPHS_BRAILLE : next[a->glyphs]));
}

/* ---- the image over the screen ---- */

static void take_still(sx_app *a, const char *value)
{
	a->still = strcmp(value, "on") == 0 && a->can_still && a->plot.n;
	a->redraw = true;		/* curses knows nothing of what an image covers */
}

static void warn_of_stills(sx_app *a, const char *value)
{
	if (a->still || strcmp(value, "on") != 0)
		return;
	if (!sx_images_built() && !sx_images_sixel_built())
		sx_app_say(a, true, "this sextant was built without zlib and libsixel, one of which images need");
	else if (!a->can_still)
		sx_app_say(a, true, "this terminal does not report support for images (%s)", !sx_images_sixel_built() ? "kitty's protocol"
		           : sx_images_built() ? "kitty protocol or sixel" : "sixel");
	else
		sx_app_say(a, false, "there is nothing to draw yet");
}

void sx_still_show(sx_app *a)
{
	sx_look_set(a, "still", "on");
	if (a->still)
		return;
	sx_look_set(a, "still", "off");
	warn_of_stills(a, "on");
}

/* ---- the cursor ---- */

static void take_cursor(sx_app *a, const char *value)
{
	sx_plot *p = &a->plot;
	char *end = NULL;
	a->cursor_wanted = p->n == 0;
	if (a->cursor_wanted || !*value)
		return;
	size_t i = sx_plot_labelled(p, value), row = strtoul(value + (*value == '#'), &end, 10);
	if (i < p->n) {
		row = p->row ? (size_t)p->row[i] : i;
	} else if (*end || row >= p->total) {
		sx_app_say(a, true, "set: cursor: no row here is '%s'; a label, or #12", value);
		return;
	}
	sx_plot_to_row(p, row);
	sx_app_cursor_moved(a);
}

void sx_cursor_take_wanted(sx_app *a)
{
	if (a->cursor_wanted && a->plot.n && a->looks.told <= 0)
		take_cursor(a, sx_names_option(a->names, "cursor"));
}

/* ---- the rest ---- */

static void take_scale(sx_app *a, const char *value)
{
	a->plot.equal = strcmp(value, "equal") == 0;
	a->plot.fresh = false;
}

static void take_shapes(sx_app *a, const char *value)
{
	a->shapes = sx_look_three_ways(value);
}

static const sx_screen_option options[] = {
	{ "glyphs", take_glyphs, warn_of_images }, { "cursor", take_cursor, NULL }, { "scale", take_scale, NULL },
	{ "shapes", take_shapes, NULL }, { "still", take_still, warn_of_stills },
};

const sx_part sx_plot_options_part = { SX_PART_OPTIONS(options) };
