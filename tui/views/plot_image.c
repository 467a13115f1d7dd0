/* plot_image.c: paints points as discs of pixels, or their density. */
#include "plot_image.h"

#include <math.h>
#include <stdlib.h>

static void put(sx_image *m, int x, int y, sx_ink ink, uint8_t alpha)
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
static void dot(sx_image *m, int x, int y, sx_ink ink, int reach)
{
	for (int dy = -reach; dy <= reach; dy++)
		for (int dx = -reach; dx <= reach; dx++)
			put(m, x + dx, y + dy, ink, dx && dy ? 120 : 255);
}

static bool place(const sx_plot *p, const sx_image *m, size_t i, int *x, int *y)
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

static void paint_points(const sx_plot *p, sx_image *m, bool selected, sx_ink (*paint)(sx_ink))
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
static void paint_density(const sx_plot *p, sx_image *m, uint32_t *hits, sx_ink (*paint)(sx_ink))
{
	uint32_t most = 1;
	int x, y;
	for (size_t i = 0; i < p->n; i++)
		for (int k = 0; k < 9 && place(p, m, i, &x, &y); k++) {
			int px = x + k % 3 - 1, py = y + k / 3 - 1;
			if (px < 0 || py < 0 || px >= m->w || py >= m->h)
				continue;
			uint32_t *h = &hits[(size_t)py * (size_t)m->w + (size_t)px];
			most = ++*h > most ? *h : most;
		}
	for (int at = 0; at < m->w * m->h; at++)
		if (hits[at])
			put(m, at % m->w, at / m->w, paint(sx_plot_density(hits[at], most)), 255);
}

bool sx_plot_image(const sx_plot *p, int w, int h, sx_ink (*paint)(sx_ink), sx_image *m)
{
	size_t pixels = (size_t)w * (size_t)h;
	*m = (sx_image){ .w = w, .h = h, .rgba = calloc(pixels, 4) };
	uint32_t *hits = calloc(pixels, sizeof *hits);
	bool ok = m->rgba && hits;
	if (ok && p->n) {
		if (p->color || (p->class_of && p->nclasses))
			paint_points(p, m, false, paint);
		else
			paint_density(p, m, hits, paint);
		paint_points(p, m, true, paint);
	}
	free(hits);
	return ok;
}
