/* canvas.c: a canvas of dots finer than cells: braille, sextants, quadrants, half blocks, or density in ASCII. */
#include "cell_grid.h"

#include <math.h>

static const struct { int x, y; } dots_of[] = {
	[SX_GLYPHS_SEXTANT] = { 2, 3 }, [SX_GLYPHS_BRAILLE] = { 2, 4 }, [SX_GLYPHS_HALF] = { 1, 2 },
	[SX_GLYPHS_QUADRANT] = { 2, 2 }, [SX_GLYPHS_ASCII] = { 1, 1 },
};

bool sx_canvas_new(sx_canvas *c, int w, int h, sx_glyphs g, sx_arena *a, sx_err *err)
{
	w = w > 0 ? w : 0;
	h = h > 0 ? h : 0;
	size_t n = (size_t)w * (size_t)h;
	*c = (sx_canvas){ w, h, dots_of[g].x, dots_of[g].y, g, sx_alloc(a, n, sizeof *c->mask),
	                  sx_alloc(a, n, sizeof *c->hits), sx_alloc(a, n, sizeof *c->ink) };
	return (c->mask && c->hits && c->ink) || sx_fail_memory(err, "a picture", (double)n * 9);
}

void sx_canvas_dot(sx_canvas *c, int x, int y, sx_ink ink)
{
	if (x < 0 || y < 0 || x >= c->w * c->dots_x || y >= c->h * c->dots_y)
		return;
	int cell = y / c->dots_y * c->w + x / c->dots_x;
	c->mask[cell] |= (uint8_t)(1u << (y % c->dots_y * c->dots_x + x % c->dots_x));
	c->hits[cell]++;
	c->ink[cell] = ink;
}

void sx_canvas_line(sx_canvas *c, double x0, double y0, double x1, double y1, sx_ink ink)
{
	double far = 4.0 * (c->w * c->dots_x + c->h * c->dots_y) + 16;
	if (!(fabs(x0) < far && fabs(y0) < far && fabs(x1) < far && fabs(y1) < far))
		return;
	int steps = (int)ceil(fmax(fabs(x1 - x0), fabs(y1 - y0)));
	for (int i = 0; i <= steps; i++) {
		double t = steps ? (double)i / steps : 0;
		sx_canvas_dot(c, (int)floor(x0 + t * (x1 - x0)), (int)floor(y0 + t * (y1 - y0)), ink);
	}
}

/* Braille numbers its dots down the left column first, and the lowest row last. */
static uint32_t braille(unsigned mask)
{
	static const uint8_t bit[] = { 0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80 };
	uint32_t ch = 0x2800;
	for (unsigned i = 0; i < 8; i++)
		if (mask & 1u << i)
			ch |= bit[i];
	return ch;
}

/* U+1FB00 on hold the sextants in binary order, but leave out the four that older blocks have. */
static uint32_t sextant(unsigned mask)
{
	switch (mask) {
	case 0:  return ' ';
	case 21: return 0x258C;
	case 42: return 0x2590;
	case 63: return 0x2588;
	}
	return 0x1FB00 + mask - 1 - (mask > 21) - (mask > 42);
}

static uint32_t glyph(const sx_canvas *c, unsigned mask, uint32_t hits)
{
	static const uint16_t quadrant[] = { ' ', 0x2598, 0x259D, 0x2580, 0x2596, 0x258C, 0x259E, 0x259B, 0x2597, 0x259A,
	                                     0x2590, 0x259C, 0x2584, 0x2599, 0x259F, 0x2588 };
	static const uint16_t half[] = { ' ', 0x2580, 0x2584, 0x2588 };
	switch (c->glyphs) {
	case SX_GLYPHS_SEXTANT:  return sextant(mask);
	case SX_GLYPHS_BRAILLE:  return braille(mask);
	case SX_GLYPHS_HALF:     return half[mask & 3];
	case SX_GLYPHS_QUADRANT: return quadrant[mask & 15];
	default:                 return (uint32_t)" .:*%@"[hits > 15 ? 5 : hits > 7 ? 4 : hits > 3 ? 3 : hits > 1 ? 2 : hits];
	}
}

void sx_canvas_draw(const sx_canvas *c, sx_cells *to, int x, int y)
{
	for (int j = 0; j < c->h; j++)
		for (int i = 0; i < c->w; i++) {
			int cell = j * c->w + i;
			if (c->mask[cell])
				sx_cells_put(to, x + i, y + j, glyph(c, c->mask[cell], c->hits[cell]), c->ink[cell]);
		}
}

/* ---- colours for data ---- */

/* Viridis (Smith, van der Walt 2015) at nine equal steps, straight lines between. */
sx_ink sx_viridis(double share)
{
	static const unsigned char at[][3] = { { 0x44, 0x01, 0x54 }, { 0x47, 0x2D, 0x7B }, { 0x3B, 0x52, 0x8B },
		{ 0x2C, 0x72, 0x8E }, { 0x21, 0x90, 0x8C }, { 0x27, 0xAD, 0x81 }, { 0x5D, 0xC8, 0x63 }, { 0xAA, 0xDC, 0x32 },
		{ 0xFD, 0xE7, 0x25 } };
	double t = share > 0 ? share < 1 ? 8 * share : 8 : 0;
	size_t i = t < 8 ? (size_t)t : 7;
	unsigned rgb[3];
	for (int k = 0; k < 3; k++)
		rgb[k] = (unsigned)lrint(at[i][k] + (t - (double)i) * (at[i + 1][k] - at[i][k]));
	return SX_INK_RGB(rgb[0], rgb[1], rgb[2]);
}

sx_ink sx_okabe_ito(size_t i)
{
	static const sx_ink ink[] = { SX_INK_RGB(230, 159, 0), SX_INK_RGB(86, 180, 233), SX_INK_RGB(0, 158, 115),
		SX_INK_RGB(240, 228, 66), SX_INK_RGB(0, 114, 178), SX_INK_RGB(213, 94, 0), SX_INK_RGB(204, 121, 167),
		SX_INK_RGB(153, 153, 153) };
	return ink[i % SX_COUNT(ink)];
}
