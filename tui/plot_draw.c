/* plot_draw.c: points to dots, dots to cells, and names of some of them. A million points are binned once and then
 * drawn from the bins until the view changes. */
#include "plot.h"

#include <math.h>
#include <string.h>

enum { NAMED = 24, SHOWN = 7 };		/* points whose names are tried, and shown at most */

typedef struct pane {
	sx_plot  *p;
	sx_cells *to;
	int       x, y, w, h;
	bool      utf8;
	double    x0, y0, sx, sy;	/* dots = (data - origin) * scale, y down */
	bool     *taken;		/* cells that names use */
} pane;

/* ---- scale ---- */

static void set_scale(pane *v, const sx_canvas *c)
{
	const sx_box *b = &v->p->view;
	double w = v->w * c->dots_x, h = v->h * c->dots_y;
	v->sx = w / (b->x1 - b->x0);
	v->sy = h / (b->y1 - b->y0);
	v->x0 = b->x0;
	v->y0 = b->y1;
	if (!v->p->equal)
		return;
	/* a cell is about twice as high as wide, so a dot's own shape depends on the glyphs */
	double tall = 2.0 * c->dots_x / c->dots_y, scale = fmin(v->sx, v->sy * tall);
	v->sx = scale;
	v->sy = scale / tall;
	v->x0 = (b->x0 + b->x1) / 2 - w / 2 / v->sx;
	v->y0 = (b->y0 + b->y1) / 2 + h / 2 / v->sy;
}

static bool to_dot(const pane *v, size_t i, double *x, double *y)
{
	*x = (v->p->x[i] - v->x0) * v->sx;
	*y = (v->y0 - v->p->y[i]) * v->sy;
	return *x >= 0 && *y >= 0 && *x < v->w * v->p->canvas.dots_x && *y < v->h * v->p->canvas.dots_y;
}

static int cell_of(const pane *v, double x, double y)
{
	return (int)y / v->p->canvas.dots_y * v->w + (int)x / v->p->canvas.dots_x;
}

/* ---- colours ---- */

/* Starlight: few points are dim and bluish, many white. */
static sx_ink density(uint32_t hits, double most)
{
	double t = most > 1 ? log((double)hits) / log(most) : 0.5;
	t = 0.15 + 0.85 * (t < 0 ? 0 : t > 1 ? 1 : t);
	return SX_INK_RGB((unsigned)(96 + 159 * t), (unsigned)(116 + 139 * t), (unsigned)(150 + 105 * t));
}

static void ink_density(sx_canvas *c, size_t cells)
{
	uint32_t most = 1;
	for (size_t i = 0; i < cells; i++)
		most = c->hits[i] > most ? c->hits[i] : most;
	for (size_t i = 0; i < cells; i++)
		if (c->hits[i])
			c->ink[i] = density(c->hits[i], most);
}

/* A cell has one ink: that of its points' mean. */
static void ink_mean(pane *v, sx_canvas *c, size_t cells, sx_arena *a)
{
	float *sum = sx_alloc(a, cells, sizeof *sum);
	uint32_t *count = sx_alloc(a, cells, sizeof *count);
	double x, y, range = v->p->hi > v->p->lo ? v->p->hi - v->p->lo : 1;
	for (size_t i = 0; sum && count && i < v->p->n; i++)
		if (to_dot(v, i, &x, &y) && isfinite(v->p->color[i])) {
			sum[cell_of(v, x, y)] += (float)((v->p->color[i] - v->p->lo) / range);
			count[cell_of(v, x, y)]++;
		}
	for (size_t i = 0; sum && count && i < cells; i++)
		c->ink[i] = count[i] ? sx_viridis(sum[i] / (double)count[i]) : SX_INK_DIM;
}

/* … or that of the class most of its points are in. */
static void ink_class(pane *v, sx_canvas *c, size_t cells, sx_arena *a)
{
	uint32_t (*count)[SX_PLOT_CLASSES] = sx_alloc(a, cells, sizeof *count);
	double x, y;
	for (size_t i = 0; count && i < v->p->n; i++)
		if (to_dot(v, i, &x, &y))
			count[cell_of(v, x, y)][v->p->class_of[i]]++;
	for (size_t i = 0; count && i < cells; i++) {
		size_t best = 0;
		for (size_t k = 1; k < v->p->nclasses; k++)
			best = count[i][k] > count[i][best] ? k : best;
		c->ink[i] = sx_okabe_ito(best);
	}
}

static bool bin(pane *v, sx_glyphs glyphs)
{
	sx_plot *p = v->p;
	sx_arena_free(p->canvas_arena);
	p->canvas_arena = sx_arena_new(0);
	if (!p->canvas_arena || !sx_canvas_new(&p->canvas, v->w, v->h, glyphs, p->canvas_arena, NULL))
		return false;
	size_t cells = (size_t)v->w * (size_t)v->h;
	double x, y;
	set_scale(v, &p->canvas);
	p->in_view = 0;
	for (size_t i = 0; i < p->n; i++)
		if (to_dot(v, i, &x, &y)) {
			sx_canvas_dot(&p->canvas, (int)x, (int)y, SX_INK_TEXT);
			p->in_view++;
		}
	if (p->class_of && p->nclasses)
		ink_class(v, &p->canvas, cells, p->canvas_arena);
	else if (p->color)
		ink_mean(v, &p->canvas, cells, p->canvas_arena);
	else
		ink_density(&p->canvas, cells);
	p->fresh = true;
	return true;
}

/* ---- names ---- */

typedef struct near {
	size_t point;
	double far;
} near;

/* The points on the screen nearest to the cursor, nearest first. */
static size_t nearest(const pane *v, near list[NAMED])
{
	double cx, cy, x, y;
	size_t n = 0;
	to_dot(v, v->p->cursor, &cx, &cy);
	for (size_t i = 0; i < v->p->n; i++) {
		if (i == v->p->cursor || !to_dot(v, i, &x, &y))
			continue;
		double far = (x - cx) * (x - cx) + (y - cy) * (y - cy);
		if (n == NAMED && far >= list[n - 1].far)
			continue;
		size_t at = n < NAMED ? n++ : n - 1;
		for (; at > 0 && list[at - 1].far > far; at--)
			list[at] = list[at - 1];
		list[at] = (near){ i, far };
	}
	return n;
}

static bool is_free(const pane *v, int x, int y, int w)
{
	if (x < 0 || x + w > v->w || y < 0 || y >= v->h)
		return false;
	for (int i = 0; i < w; i++)
		if (v->taken[y * v->w + x + i])
			return false;
	return true;
}

static void take(pane *v, int x, int y, int w)
{
	for (int i = x - 1; i <= x + w; i++)
		if (i >= 0 && i < v->w && y >= 0 && y < v->h)
			v->taken[y * v->w + i] = true;
}

/* A mark and its name on the right, or on the left where there is no room. */
static bool name_point(pane *v, size_t i, uint32_t mark, sx_ink ink, bool must)
{
	char number[32];
	const char *text = sx_plot_label(v->p, i, number);
	int width = sx_text_width(text);
	double dx, dy;
	if (!to_dot(v, i, &dx, &dy))
		return false;
	width = width > 24 ? 24 : width;
	int x = (int)dx / v->p->canvas.dots_x, y = (int)dy / v->p->canvas.dots_y;
	bool right = is_free(v, x, y, width + 2), left = !right && is_free(v, x - width - 1, y, width + 2);
	if (right || left) {
		sx_cells_text(v->to, v->x + (right ? x + 2 : x - width - 1), v->y + y, width, ink, text);
		sx_cells_put(v->to, v->x + (right ? x + 1 : x - 1), v->y + y, ' ', ink);
		int end = right ? x + 2 + width : x - width - 2;
		if (end >= 0 && end < v->w)
			sx_cells_put(v->to, v->x + end, v->y + y, ' ', ink);
		take(v, right ? x : x - width - 1, y, width + 2);
	}
	if (right || left || must)
		sx_cells_put(v->to, v->x + x, v->y + y, mark, ink);
	return right || left;
}

static void draw_names(pane *v, sx_arena *a)
{
	near list[NAMED];
	v->taken = sx_alloc(a, (size_t)v->w * (size_t)v->h, sizeof *v->taken);
	if (v->taken == NULL)
		return;
	name_point(v, v->p->cursor, v->utf8 ? 0x25C6 : '@', SX_INK_ACCENT, true);
	size_t n = nearest(v, list), shown = 0;
	for (size_t i = 0; v->p->label && i < n && shown < SHOWN; i++)
		shown += name_point(v, list[i].point, v->utf8 ? 0xB7 : 'o', SX_INK_TEXT, false);
}

void sx_plot_draw(sx_plot *p, sx_cells *to, int x, int y, int w, int h, sx_glyphs glyphs, bool utf8)
{
	pane v = { .p = p, .to = to, .x = x, .y = y, .w = w, .h = h, .utf8 = utf8 };
	if (w < 1 || h < 1 || p->n == 0)
		return;
	bool same = p->fresh && p->canvas.w == w && p->canvas.h == h && p->canvas.glyphs == glyphs;
	if (!same && !bin(&v, glyphs))
		return;
	set_scale(&v, &p->canvas);
	sx_canvas_draw(&p->canvas, to, x, y);
	sx_arena *a = sx_arena_new(0);
	if (a)
		draw_names(&v, a);
	sx_arena_free(a);
}
