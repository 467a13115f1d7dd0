/* plot_pick.c: selects by boxes and lassos in the plot. */
#include "plot.h"

#include <math.h>

void sx_plot_pick(sx_plot *p, sx_picking what)
{
	double x = p->x[p->cursor], y = p->y[p->cursor];
	bool seen = x >= p->seen.x0 && x <= p->seen.x1 && y >= p->seen.y0 && y <= p->seen.y1;
	p->picking = what;
	p->ncorners = what == SX_PICK_BOX ? 2 : 1;
	for (size_t i = 0; i < 2; i++) {
		p->corner[2 * i] = seen ? x : (p->seen.x0 + p->seen.x1) / 2;
		p->corner[2 * i + 1] = seen ? y : (p->seen.y0 + p->seen.y1) / 2;
	}
}

void sx_plot_pick_move(sx_plot *p, int dx, int dy)
{
	const sx_box *b = &p->seen;
	double *at = &p->corner[2 * (p->ncorners - 1)];
	at[0] += dx * (b->x1 - b->x0) / (p->canvas.w > 0 ? p->canvas.w : 80);
	at[1] += dy * (b->y1 - b->y0) / (p->canvas.h > 0 ? p->canvas.h : 20);
	at[0] = fmin(fmax(at[0], b->x0), b->x1);
	at[1] = fmin(fmax(at[1], b->y0), b->y1);
	p->cursor = sx_plot_nearest(p, at[0], at[1]);
}

bool sx_plot_pick_corner(sx_plot *p)
{
	size_t n = p->ncorners;
	if (n == SX_PICK_CORNERS)
		return false;
	p->corner[2 * n] = p->corner[2 * n - 2];
	p->corner[2 * n + 1] = p->corner[2 * n - 1];
	p->ncorners++;
	return true;
}

static void put(sx_buf *b, double x, double y)
{
	sx_buf_printf(b, "%s%.5g,%.5g", b->len ? "," : "", x, y);
}

bool sx_plot_pick_done(sx_plot *p, sx_buf *out)
{
	if (p->picking == SX_PICK_LASSO && p->ncorners < 3)
		return false;
	for (size_t i = 0; i < p->ncorners; i++)
		put(out, p->corner[2 * i], p->corner[2 * i + 1]);
	p->picking = SX_PICK_NOTHING;
	return true;
}

void sx_plot_box_text(const sx_box *b, sx_buf *out)
{
	put(out, b->x0, b->y0);
	put(out, b->x1, b->y1);
}
