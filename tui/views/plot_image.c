/* plot_image.c: points as discs of pixels, written in the pieces that kitty's protocol wants, or as sixel. */
#include "plot_image.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#ifdef SX_HAVE_ZLIB
#include <zlib.h>
#endif
#ifdef SX_HAVE_SIXEL
#include <sixel.h>
#endif

enum { IMAGE = 7, PIECE = 4096 };

typedef struct image {
	int       w, h;
	uint8_t  *rgba;
	uint32_t *hits;
} image;

bool sx_raster_built(void)
{
#ifdef SX_HAVE_ZLIB
	return true;
#else
	return false;
#endif
}

bool sx_raster_sixel_built(void)
{
#ifdef SX_HAVE_SIXEL
	return true;
#else
	return false;
#endif
}

/* ---- painting ---- */

static void put(image *m, int x, int y, sx_ink ink, uint8_t alpha)
{
	if (x < 0 || y < 0 || x >= m->w || y >= m->h)
		return;
	uint8_t *p = m->rgba + 4 * ((size_t)y * (size_t)m->w + (size_t)x);
	if (alpha < p[3])
		return;
	p[0] = (uint8_t)(ink >> 16);
	p[1] = (uint8_t)(ink >> 8);
	p[2] = (uint8_t)ink;
	p[3] = alpha;
}

/* A disc of about three pixels; where points lie one on another the later is on top. */
static void dot(image *m, int x, int y, sx_ink ink, int reach)
{
	for (int dy = -reach; dy <= reach; dy++)
		for (int dx = -reach; dx <= reach; dx++)
			put(m, x + dx, y + dy, ink, dx && dy ? 120 : 255);
}

static bool place(const sx_plot *p, const image *m, size_t i, int *x, int *y)
{
	const sx_box *b = &p->seen;
	double u = (p->x[i] - b->x0) / (b->x1 - b->x0), v = (b->y1 - p->y[i]) / (b->y1 - b->y0);
	if (!(u >= 0 && v >= 0 && u < 1 && v < 1))
		return false;
	*x = (int)(u * m->w);
	*y = (int)(v * m->h);
	return true;
}

static bool is_selected(const sx_plot *p, size_t i)
{
	return p->selected && p->nselected < p->n && p->selected[i] == 1;
}

static void paint_points(const sx_plot *p, image *m, bool selected, sx_ink (*paint)(sx_ink))
{
	double range = p->hi > p->lo ? p->hi - p->lo : 1;
	int x, y, reach = p->in_view > 50000 ? 0 : 1;
	for (size_t i = 0; i < p->n; i++) {
		if (is_selected(p, i) != selected || !place(p, m, i, &x, &y))
			continue;
		sx_ink ink = SX_INK_RGB(150, 150, 150);
		if (selected)
			ink = SX_INK_RGB(255, 190, 90);
		else if (p->class_of && p->nclasses)
			ink = p->class_of[i] == SX_PLOT_NONE ? ink : sx_plot_class_ink(p->class_of[i]);
		else if (p->color && isfinite(p->color[i]))
			ink = sx_viridis((p->color[i] - p->lo) / range);
		dot(m, x, y, paint(ink), selected ? 1 : reach);
	}
}

/* Without a colour: the more points about a pixel, the brighter. */
static void paint_density(const sx_plot *p, image *m, sx_ink (*paint)(sx_ink))
{
	uint32_t most = 1;
	int x, y;
	for (size_t i = 0; i < p->n; i++)
		for (int k = 0; k < 9 && place(p, m, i, &x, &y); k++) {
			int px = x + k % 3 - 1, py = y + k / 3 - 1;
			if (px < 0 || py < 0 || px >= m->w || py >= m->h)
				continue;
			uint32_t *h = &m->hits[(size_t)py * (size_t)m->w + (size_t)px];
			most = ++*h > most ? *h : most;
		}
	for (int at = 0; at < m->w * m->h; at++)
		if (m->hits[at])
			put(m, at % m->w, at / m->w, paint(sx_plot_density(m->hits[at], most)), 255);
}

/* False: out of memory. The pixels are to be freed. */
static bool paint_plot(const sx_plot *p, image *m, sx_ink (*paint)(sx_ink))
{
	size_t pixels = (size_t)m->w * (size_t)m->h;
	m->rgba = calloc(pixels, 4);
	m->hits = calloc(pixels, sizeof *m->hits);
	bool ok = m->rgba && m->hits;
	if (ok && p->n) {
		if (p->color || (p->class_of && p->nclasses))
			paint_points(p, m, false, paint);
		else
			paint_density(p, m, paint);
		paint_points(p, m, true, paint);
	}
	free(m->hits);
	m->hits = NULL;
	return ok;
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
static uint8_t *pack(const image *m, size_t *n)
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
static void write_pieces(const image *m, int w, int h, const char *text, size_t len, sx_buf *out)
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

void sx_raster_write(const sx_plot *p, int x, int y, int w, int h, int cell_w, int cell_h, sx_ink (*paint)(sx_ink), sx_buf *out)
{
	image m = { .w = w * cell_w, .h = h * cell_h };
	size_t n = 0;
	sx_buf text = { 0 };
	uint8_t *packed = paint_plot(p, &m, paint) ? pack(&m, &n) : NULL;
	if (packed)
		base64(packed, n, &text);
	if (packed && sx_buf_ok(&text)) {
		sx_buf_printf(out, "\0337\033[%d;%dH", y + 1, x + 1);
		write_pieces(&m, w, h, text.text, text.len, out);
		sx_buf_puts(out, "\0338");
	}
	sx_buf_free(&text);
	free(packed);
	free(m.rgba);
}

void sx_raster_remove(sx_buf *out)
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
static void flatten(image *m, bool light)
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
static int index_colors(image *m, uint8_t palette[3 * COLORS])
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
static bool choose_colors(image *m, sixel_dither_t *colors)
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

static bool encode(image *m, sx_buf *out)
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

void sx_raster_sixel(const sx_plot *p, int w, int h, int cell_w, int cell_h, bool light, sx_ink (*paint)(sx_ink), sx_buf *out)
{
#ifdef SX_HAVE_SIXEL
	image m = { .w = w * cell_w, .h = h * cell_h / 6 * 6 };		/* a line of six pixels begun is a line of text lost */
	sx_buf_puts(out, "\0337\033[H");
	if (paint_plot(p, &m, paint)) {
		flatten(&m, light);
		encode(&m, out);
	}
	sx_buf_puts(out, "\0338");
	free(m.rgba);
#else
	(void)p, (void)w, (void)h, (void)cell_w, (void)cell_h, (void)light, (void)paint, (void)out;
#endif
}
