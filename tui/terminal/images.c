/* images.c: encodes pixels for kitty's graphics protocol and as sixel. */
#include "images.h"

#include <stdlib.h>
#include <string.h>
#ifdef SX_HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef SX_HAVE_SIXEL
#include <sixel.h>
#endif

enum { IMAGE = 7, PIECE = 4096 };

bool sx_images_built(void)
{
#ifdef SX_HAVE_ZLIB
	return true;
#else
	return false;
#endif
}

bool sx_images_sixel_built(void)
{
#ifdef SX_HAVE_SIXEL
	return true;
#else
	return false;
#endif
}

/* ---- packing ---- */

static void base64(const uint8_t *p, size_t n, sx_buf *out)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		size_t have = n - i < 3 ? n - i : 3;
		uint32_t v = (uint32_t)p[i] << 16 | (have > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (have > 2 ? p[i + 2] : 0);
		for (size_t k = 0; k < 4; k++)
			sx_buf_putc(out, k <= have ? digit[v >> (18 - 6 * k) & 63] : '=');
	}
}

/* NULL: out of memory, or nothing to pack with. */
static uint8_t *pack(const sx_image *m, size_t *n)
{
#ifdef SX_HAVE_ZLIB
	size_t bytes = 4 * (size_t)m->w * (size_t)m->h;
	uLongf room = compressBound(bytes);
	uint8_t *packed = malloc(room);
	if (packed && compress2(packed, &room, m->rgba, bytes, 6) == Z_OK) {
		*n = room;
		return packed;
	}
	free(packed);
#else
	(void)m;
	(void)n;
#endif
	return NULL;
}

/* Beneath the text, in place of the image that was there; the terminal is to answer nothing and move no cursor. */
static void write_pieces(const sx_image *m, int w, int h, const char *text, size_t len, sx_buf *out)
{
	for (size_t at = 0; at == 0 || at < len; at += PIECE) {
		size_t n = len - at < PIECE ? len - at : PIECE;
		if (at == 0)
			sx_buf_printf(out, "\033_Ga=T,i=%d,p=1,q=2,C=1,z=-1,f=32,o=z,s=%d,v=%d,c=%d,r=%d,m=%d;", IMAGE, m->w, m->h, w, h,
			              at + n < len);
		else
			sx_buf_printf(out, "\033_Gm=%d;", at + n < len);
		sx_buf_add(out, text + at, n);
		sx_buf_puts(out, "\033\\");
	}
}

void sx_image_kitty(const sx_image *m, int x, int y, int w, int h, sx_buf *out)
{
	size_t n = 0;
	sx_buf text = { 0 };
	uint8_t *packed = pack(m, &n);
	if (packed)
		base64(packed, n, &text);
	if (packed && sx_buf_ok(&text)) {
		sx_buf_printf(out, "\0337\033[%d;%dH", y + 1, x + 1);
		write_pieces(m, w, h, text.text, text.len, out);
		sx_buf_puts(out, "\0338");
	}
	sx_buf_free(&text);
	free(packed);
}

void sx_image_kitty_remove(sx_buf *out)
{
	sx_buf_printf(out, "\033_Ga=d,d=I,i=%d,q=2\033\\", IMAGE);
}

/* ---- sixel ---- */

#ifdef SX_HAVE_SIXEL
static int add_bytes(char *bytes, int n, void *out)
{
	sx_buf_add(out, bytes, (size_t)n);
	return n;
}

/* Three bytes a pixel, on a ground of black or white: sixel knows no shades of nothing. */
static void flatten(sx_image *m, bool light)
{
	for (size_t i = 0; i < (size_t)m->w * (size_t)m->h; i++) {
		const uint8_t *from = m->rgba + 4 * i;
		int ground = light ? 255 : 0, alpha = from[3];
		for (size_t k = 0; k < 3; k++)
			m->rgba[3 * i + k] = (uint8_t)(ground + (from[k] - ground) * alpha / 255);
	}
}

enum { COLORS = 256 };

/* The colours as they are, and in place of each pixel its colour's number. 0: there are too many; pixels are as they were. */
static int index_colors(sx_image *m, uint8_t palette[3 * COLORS])
{
	size_t pixels = (size_t)m->w * (size_t)m->h;
	uint8_t *index = malloc(pixels);
	int n = 0, c = 0;
	for (size_t i = 0; index && i < pixels && n <= COLORS; i++) {
		const uint8_t *rgb = m->rgba + 3 * i;
		if (n == 0 || memcmp(palette + 3 * c, rgb, 3) != 0)
			for (c = 0; c < n && memcmp(palette + 3 * c, rgb, 3) != 0;)
				c++;
		if (c == n && n++ < COLORS)
			memcpy(palette + 3 * c, rgb, 3);
		index[i] = (uint8_t)c;
	}
	if (index == NULL || n > COLORS) {
		free(index);
		return 0;
	}
	free(m->rgba);
	m->rgba = index;
	return n;
}

/* libsixel's own choice of colours would merge the rare ones, which are the brightest: it is for too many alone. */
static bool choose_colors(sx_image *m, sixel_dither_t *colors)
{
	uint8_t palette[3 * COLORS] = { 0 };
	int n = index_colors(m, palette);
	sixel_dither_set_diffusion_type(colors, SIXEL_DIFFUSE_NONE);	/* a point keeps its colour */
	if (n == 0)
		return sixel_dither_initialize(colors, m->rgba, m->w, m->h, SIXEL_PIXELFORMAT_RGB888, SIXEL_LARGE_AUTO,
		                               SIXEL_REP_AUTO, SIXEL_QUALITY_HIGH) == SIXEL_OK;
	sixel_dither_set_palette(colors, palette);
	sixel_dither_set_pixelformat(colors, SIXEL_PIXELFORMAT_PAL8);
	return true;
}

static bool encode(sx_image *m, sx_buf *out)
{
	sixel_output_t *to = NULL;
	sixel_dither_t *colors = NULL;
	bool ok = sixel_output_new(&to, add_bytes, out, NULL) == SIXEL_OK && sixel_dither_new(&colors, COLORS, NULL) == SIXEL_OK &&
	          choose_colors(m, colors) && sixel_encode(m->rgba, m->w, m->h, 3, colors, to) == SIXEL_OK;
	if (colors)
		sixel_dither_unref(colors);
	if (to)
		sixel_output_unref(to);
	return ok;
}
#endif

void sx_image_sixel(sx_image *m, bool light, sx_buf *out)
{
#ifdef SX_HAVE_SIXEL
	sx_buf_puts(out, "\0337\033[H");
	flatten(m, light);
	encode(m, out);
	sx_buf_puts(out, "\0338");
#else
	(void)m, (void)light, (void)out;
#endif
}
