/* render_png.c: the SVG picture of a table as a PNG, drawn by librsvg. */
#include "render.h"

#ifndef SX_HAVE_RSVG

bool sx_render_png(const sx_result *r, const sx_frame *t, sx_buf *b, sx_err *err)
{
	(void)r;
	(void)t;
	(void)b;
	return sx_fail(err, SX_EUSAGE, "this sextant was built without librsvg, so it writes .svg but no .png (to build with it: "
	               "apt install librsvg2-dev, make)");
}

#else

#include <librsvg/rsvg.h>

enum { SCALE = 2 };		/* pixels for a unit of the picture */

static cairo_status_t append(void *closure, const unsigned char *data, unsigned length)
{
	sx_buf_add(closure, (const char *)data, length);
	return CAIRO_STATUS_SUCCESS;
}

static bool draw(RsvgHandle *svg, sx_buf *out)
{
	double w = 0, h = 0;
	if (!rsvg_handle_get_intrinsic_size_in_pixels(svg, &w, &h) || !(w > 0) || !(h > 0))
		return false;
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(SCALE * w), (int)(SCALE * h));
	cairo_t *c = cairo_create(s);
	RsvgRectangle all = { 0, 0, SCALE * w, SCALE * h };
	bool ok = rsvg_handle_render_document(svg, c, &all, NULL) &&
	          cairo_surface_write_to_png_stream(s, append, out) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(c);
	cairo_surface_destroy(s);
	return ok;
}

bool sx_render_png(const sx_result *r, const sx_frame *t, sx_buf *b, sx_err *err)
{
	sx_buf text = { 0 };
	bool ok = sx_render_svg(r, t, &text, err);
	if (ok) {
		RsvgHandle *svg = rsvg_handle_new_from_data((const guint8 *)text.text, text.len, NULL);
		ok = (svg && draw(svg, b)) || sx_fail(err, SX_EMEMORY, "the picture could not be drawn");
		if (svg)
			g_object_unref(svg);
	}
	sx_buf_free(&text);
	return ok;
}

#endif
