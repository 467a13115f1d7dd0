/* plot_draw.c: draws points as dots, dots as cells, and names some of them. A million points are binned once and then drawn
 * from the bins until the view changes. */
#include "plot.h"

#include <math.h>
#include <string.h>

enum { NAMED = 160 };	/* points whose names are tried at most */

#define OUTSIDE UINT32_MAX

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
	v->p->seen = *b;
	if (!v->p->equal)
		return;
	/* a cell is about twice as high as wide, so a dot's own shape depends on the glyphs */
	double tall = 2.0 * c->dots_x / c->dots_y, scale = fmin(v->sx, v->sy * tall);
	v->sx = scale;
	v->sy = scale / tall;
	v->x0 = (b->x0 + b->x1) / 2 - w / 2 / v->sx;
	v->y0 = (b->y0 + b->y1) / 2 + h / 2 / v->sy;
	v->p->seen = (sx_box){ v->x0, v->y0 - h / v->sy, v->x0 + w / v->sx, v->y0 };
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

bool sx_plot_place(const sx_plot *p, int *x, int *y)
{
	const sx_box *b = &p->seen;
	if (p->blind || p->cursor >= p->n)
		return false;
	double u = (p->x[p->cursor] - b->x0) / (b->x1 - b->x0), v = (b->y1 - p->y[p->cursor]) / (b->y1 - b->y0);
	*x = (int)(u * p->canvas.w);
	*y = (int)(v * p->canvas.h);
	return u >= 0 && v >= 0 && u < 1 && v < 1;
}

/* ---- colours ---- */

/* Starlight: few points are dim and bluish, many white. */
sx_ink sx_plot_density(uint32_t hits, double most)
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
			c->ink[i] = sx_plot_density(c->hits[i], most);
}

sx_ink sx_plot_class_ink(size_t class)
{
	return class == SX_PLOT_NONE ? SX_INK_DIM : sx_okabe_ito(class);
}

uint32_t sx_plot_mark(size_t class, bool utf8)
{
	static const uint16_t marks[] = { 0x25CF, 0x25B2, 0x25A0, 0x25C6, 0x25CB, 0x25B3, 0x25A1, 0x2B, 0xB7 };
	return utf8 ? marks[class] : (uint32_t)"*^#%ovs+-"[class];
}

/* A cell has one ink: that of its points' mean. */
static void ink_mean(const sx_plot *p, sx_canvas *c, const uint32_t *cell, size_t cells, sx_arena *a)
{
	float *sum = sx_alloc(a, cells, sizeof *sum);
	uint32_t *count = sx_alloc(a, cells, sizeof *count);
	double range = p->hi > p->lo ? p->hi - p->lo : 1;
	for (size_t i = 0; sum && count && i < p->n; i++)
		if (cell[i] != OUTSIDE && isfinite(p->color[i])) {
			sum[cell[i]] += (float)((p->color[i] - p->lo) / range);
			count[cell[i]]++;
		}
	for (size_t i = 0; sum && count && i < cells; i++)
		c->ink[i] = count[i] ? sx_viridis(sum[i] / (double)count[i]) : SX_INK_DIM;
}

/* … or that of the class most of its points are in. */
static void ink_class(sx_plot *p, sx_canvas *c, const uint32_t *cell, size_t cells, sx_arena *a)
{
	uint32_t (*count)[SX_PLOT_CLASSES + 1] = sx_alloc(a, cells, sizeof *count);
	p->cell_class = sx_alloc(a, cells, 1);
	for (size_t i = 0; count && i < p->n; i++)
		if (cell[i] != OUTSIDE)
			count[cell[i]][p->class_of[i]]++;
	for (size_t i = 0; count && p->cell_class && i < cells; i++) {
		size_t best = 0;
		for (size_t k = 1; k <= SX_PLOT_CLASSES; k++)
			best = count[i][k] > count[i][best] ? k : best;
		c->ink[i] = sx_plot_class_ink(best);
		p->cell_class[i] = (uint8_t)best;
	}
}

static void ink_selected(const sx_plot *p, sx_canvas *c, const uint32_t *cell)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->selected[i] == 1 && cell[i] != OUTSIDE)
			c->ink[cell[i]] = SX_INK_ACCENT;
}

/* Sorts the points in view by cell, so that looking around the cursor does not look at all of them. */
static bool index_cells(sx_plot *p, const uint32_t *cell, size_t cells, sx_arena *a)
{
	p->first = sx_alloc(a, cells + 2, sizeof *p->first);
	p->member = sx_alloc(a, p->in_view, sizeof *p->member);
	if (p->first == NULL || p->member == NULL)
		return false;
	for (size_t c = 0; c < cells; c++)
		p->first[c + 2] = p->first[c + 1] + p->canvas.hits[c];
	for (size_t i = 0; i < p->n; i++)
		if (cell[i] != OUTSIDE)
			p->member[p->first[cell[i] + 1]++] = (uint32_t)i;
	return true;
}

/* cell[i]: where point i fell. */
static void put_dots(pane *v, uint32_t *cell)
{
	sx_plot *p = v->p;
	double x, y;
	p->in_view = 0;
	for (size_t i = 0; i < p->n; i++) {
		bool seen = to_dot(v, i, &x, &y);
		cell[i] = seen ? (uint32_t)cell_of(v, x, y) : OUTSIDE;
		p->in_view += seen;
		if (seen)
			sx_canvas_dot(&p->canvas, (int)x, (int)y, SX_INK_TEXT);
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
	p->cell_class = NULL;
	uint32_t *cell = sx_alloc(p->canvas_arena, p->n, sizeof *cell);
	if (cell == NULL)
		return false;
	set_scale(v, &p->canvas);
	put_dots(v, cell);
	if (p->class_of && p->nclasses)
		ink_class(p, &p->canvas, cell, cells, p->canvas_arena);
	else if (p->color)
		ink_mean(p, &p->canvas, cell, cells, p->canvas_arena);
	else
		ink_density(&p->canvas, cells);
	if (p->selected && p->nselected < p->n)
		ink_selected(p, &p->canvas, cell);
	p->fresh = index_cells(p, cell, cells, p->canvas_arena);
	return p->fresh;
}

/* ---- names ---- */

typedef struct near {
	size_t point;
	double far;
} near;

typedef struct around {
	const pane *v;
	double      x, y;	/* the cursor, in dots */
	near        list[NAMED];
	size_t      n, most;	/* most: how many are wanted */
} around;

static void look_in_cell(around *a, int cell_x, int cell_y)
{
	const sx_plot *p = a->v->p;
	double x, y;
	if (cell_x < 0 || cell_y < 0 || cell_x >= a->v->w || cell_y >= a->v->h)
		return;
	int cell = cell_y * a->v->w + cell_x;
	for (uint32_t m = p->first[cell]; m < p->first[cell + 1]; m++) {
		size_t i = p->member[m];
		to_dot(a->v, i, &x, &y);
		double far = (x - a->x) * (x - a->x) + (y - a->y) * (y - a->y);
		if (i == p->cursor || (a->n == a->most && far >= a->list[a->most - 1].far))
			continue;
		size_t at = a->n < a->most ? a->n++ : a->most - 1;
		for (; at > 0 && a->list[at - 1].far > far; at--)
			a->list[at] = a->list[at - 1];
		a->list[at] = (near){ i, far };
	}
}

/* The points on the screen nearest to the cursor, nearest first: ring by ring of cells, until what is
 * farther out cannot be nearer. */
static void look_around(around *a)
{
	const sx_canvas *c = &a->v->p->canvas;
	int cx = (int)floor(a->x / c->dots_x), cy = (int)floor(a->y / c->dots_y);
	int step = c->dots_x < c->dots_y ? c->dots_x : c->dots_y, most = a->v->w > a->v->h ? a->v->w : a->v->h;
	for (int r = 0; r <= most; r++) {
		if (a->n == a->most && a->list[a->most - 1].far < (double)((r - 1) * step) * ((r - 1) * step))
			return;
		for (int dx = -r; dx <= r; dx++) {
			look_in_cell(a, cx + dx, cy - r);
			if (r > 0)
				look_in_cell(a, cx + dx, cy + r);
		}
		for (int dy = -r + 1; dy < r; dy++) {
			look_in_cell(a, cx - r, cy + dy);
			look_in_cell(a, cx + r, cy + dy);
		}
	}
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

typedef struct mark {
	uint32_t ch;
	sx_ink   ink;
} mark;

/* A named point keeps what it says without a name: its colour, its class, that it is selected. */
static mark mark_of(const pane *v, size_t i)
{
	const sx_plot *p = v->p;
	double range = p->hi > p->lo ? p->hi - p->lo : 1;
	mark m = { v->utf8 ? 0xB7 : 'o', SX_INK_TEXT };
	if (p->class_of && p->nclasses)
		m = (mark){ p->shapes ? sx_plot_mark(p->class_of[i], v->utf8) : v->utf8 ? 0x2022 : 'o', sx_plot_class_ink(p->class_of[i]) };
	else if (p->color)
		m = (mark){ v->utf8 ? 0x2022 : 'o', isfinite(p->color[i]) ? sx_viridis((p->color[i] - p->lo) / range) : SX_INK_DIM };
	if (p->selected && p->nselected < p->n && p->selected[i] == 1)
		m = (mark){ p->shapes && p->class_of ? m.ch : v->utf8 ? 0x25CF : '*', SX_INK_ACCENT };
	return m;
}

/* A mark and its name on the right, or on the left where there is no room. */
static bool name_point(pane *v, size_t i, mark m, sx_ink ink, bool must)
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
		sx_cells_put(v->to, v->x + x, v->y + y, m.ch, m.ink);
	return right || left;
}

/* The fewer points are in view, the more of them have room for a name. */
static size_t names_wanted(const sx_plot *p)
{
	return p->in_view > 1000 ? 7 : p->in_view > 300 ? 16 : p->in_view > 100 ? 40 : NAMED;
}

static void draw_names(pane *v, sx_arena *a)
{
	size_t most = names_wanted(v->p);
	around near_by = { .v = v, .most = most == 7 ? 24 : 3 * most < NAMED ? 3 * most : NAMED };
	v->taken = sx_alloc(a, (size_t)v->w * (size_t)v->h, sizeof *v->taken);
	if (v->taken == NULL)
		return;
	if (v->p->blind)
		return;
	if (v->p->picking == SX_PICK_NOTHING)
		name_point(v, v->p->cursor, (mark){ v->utf8 ? 0x25C6 : '@', SX_INK_ACCENT }, SX_INK_ACCENT, true);
	size_t shown = 0;
	if (v->p->label && to_dot(v, v->p->cursor, &near_by.x, &near_by.y))
		look_around(&near_by);
	for (size_t i = 0; i < near_by.n && shown < most; i++)
		shown += name_point(v, near_by.list[i].point, mark_of(v, near_by.list[i].point), SX_INK_TEXT, false);
}

static void draw_marks(const pane *v)
{
	const sx_canvas *c = &v->p->canvas;
	for (int i = 0; i < c->w * c->h; i++)
		if (c->mask[i])
			sx_cells_put(v->to, v->x + i % c->w, v->y + i / c->w, sx_plot_mark(v->p->cell_class[i], v->utf8), c->ink[i]);
}

/* ---- what is drawn on top ---- */

static void add_line(const pane *v, sx_canvas *c, double x0, double y0, double x1, double y1)
{
	sx_canvas_line(c, (x0 - v->x0) * v->sx, (v->y0 - y0) * v->sy, (x1 - v->x0) * v->sx, (v->y0 - y1) * v->sy,
	               SX_INK_ACCENT);
}

static void add_frame(const pane *v, sx_canvas *c, const char *name)
{
	const sx_frame *t = sx_result_frame(v->p->result, name);
	for (size_t i = 1; t && i < t->rows; i++)
		add_line(v, c, t->field[0].num[i - 1], t->field[1].num[i - 1], t->field[0].num[i], t->field[1].num[i]);
}

static void add_pick(const pane *v, sx_canvas *c)
{
	const double *q = v->p->corner;
	size_t n = v->p->ncorners;
	if (v->p->picking == SX_PICK_BOX) {
		add_line(v, c, q[0], q[1], q[2], q[1]);
		add_line(v, c, q[2], q[1], q[2], q[3]);
		add_line(v, c, q[2], q[3], q[0], q[3]);
		add_line(v, c, q[0], q[3], q[0], q[1]);
	}
	for (size_t i = 0; v->p->picking == SX_PICK_LASSO && i < n; i++) {
		size_t j = (i + 1) % n;
		add_line(v, c, q[2 * i], q[2 * i + 1], q[2 * j], q[2 * j + 1]);
	}
}

static void put_at(const pane *v, double x, double y, uint32_t ch)
{
	double dx = (x - v->x0) * v->sx / v->p->canvas.dots_x, dy = (v->y0 - y) * v->sy / v->p->canvas.dots_y;
	if (dx >= 0 && dy >= 0 && dx <= v->w && dy <= v->h)
		sx_cells_put(v->to, v->x + (dx < v->w ? (int)dx : v->w - 1), v->y + (dy < v->h ? (int)dy : v->h - 1), ch,
		             SX_INK_ACCENT);
}

static void put_arrowhead(const pane *v)
{
	static const uint16_t heads[] = { 0x2192, 0x2197, 0x2191, 0x2196, 0x2190, 0x2199, 0x2193, 0x2198 };
	const sx_frame *t = sx_result_frame(v->p->result, "arrow");
	if (t == NULL || t->rows < 2)
		return;
	const double *x = t->field[0].num, *y = t->field[1].num;
	double tall = (double)v->p->canvas.dots_x / v->p->canvas.dots_y * 2;	/* a cell is twice as high as wide */
	double angle = atan2((y[1] - y[0]) * v->sy * tall, (x[1] - x[0]) * v->sx);
	put_at(v, x[1], y[1], v->utf8 ? heads[((int)lrint(angle / (M_PI / 4)) + 8) % 8] : '>');
}

/* Lines share their cells with the points. What belongs to the answer is left out once it is turned further. */
static void draw_over(const pane *v, sx_arena *a)
{
	sx_plot *p = v->p;
	const sx_canvas *under = &p->canvas;
	sx_canvas c;
	bool as_asked = p->z0 == NULL || p->x != p->turned[0];
	if (!sx_canvas_new(&c, v->w, v->h, under->glyphs, a, NULL))
		return;
	for (int i = 0; as_asked && i < 3; i++)
		add_frame(v, &c, ((const char *[]){ "path", "circle", "arrow" })[i]);
	add_pick(v, &c);
	for (int i = 0; i < v->w * v->h; i++)
		if (c.mask[i]) {
			c.mask[i] |= p->bare ? 0 : under->mask[i];
			c.hits[i] = 2;
		}
	sx_canvas_draw(&c, v->to, v->x, v->y);
	if (as_asked)
		put_arrowhead(v);
	if (p->picking)
		put_at(v, p->corner[2 * p->ncorners - 2], p->corner[2 * p->ncorners - 1], v->utf8 ? 0x253C : '+');
}

void sx_plot_draw(sx_plot *p, sx_cells *to, int x, int y, int w, int h, sx_glyphs glyphs, bool utf8)
{
	pane v = { .p = p, .to = to, .x = x, .y = y, .w = w, .h = h, .utf8 = utf8 };
	if (w < 1 || h < 1 || p->n == 0)
		return;
	bool same = p->fresh && p->serial && p->canvas.w == w && p->canvas.h == h && p->canvas.glyphs == glyphs;
	if (!same && !bin(&v, glyphs))
		return;
	p->serial += !same;
	set_scale(&v, &p->canvas);
	if (!p->bare)
		sx_canvas_draw(&p->canvas, to, x, y);
	if (!p->bare && p->shapes && p->cell_class)
		draw_marks(&v);
	sx_arena *a = sx_arena_new(0);
	if (a) {
		draw_over(&v, a);
		draw_names(&v, a);
	}
	sx_arena_free(a);
}
