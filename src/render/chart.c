/* chart.c: draws tables as pictures in character cells: line, bars, scatter, heat map, ring. */
#include "heat_scale.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* An axis of one value gets some length, so that it can be divided by. */
static sx_axis range_of(const double *v, size_t n, bool log)
{
	sx_axis r = sx_axis_of(v, n, log);
	if (r.lo == r.hi) {
		double pad = log ? 0.5 : r.lo == 0 ? 1 : fabs(r.lo) * 0.05;
		r.lo -= pad;
		r.hi += pad;
	}
	return r;
}

/* ---- the frame: a box of plot cells with ticks left and below ---- */

typedef struct axes {
	sx_cells *to;
	sx_view   v;		/* the plot itself */
	sx_axis   x, y;
	const char *x_name, *y_name;
	bool      even;		/* a unit is as long across as up; a cell is about twice as high as wide */
} axes;

enum { LEFT = 9, BELOW = 2, ABOVE = 1 };

static void left_ticks(const axes *a, const sx_view *outer)
{
	double at[SX_TICKS], value[SX_TICKS];
	size_t n = sx_axis_ticks(&a->y, a->v.h / 3, at, value);
	for (size_t i = 0; i < n; i++) {
		char text[32];
		int y = a->v.y + a->v.h - 1 - (int)lrint((at[i] - a->y.lo) / (a->y.hi - a->y.lo) * (a->v.h - 1));
		sx_number_short(text, value[i]);
		int len = (int)strlen(text);
		sx_cells_text(a->to, outer->x + (len < LEFT - 2 ? LEFT - 2 - len : 0), y, LEFT - 2, SX_INK_DIM, text);
		sx_cells_put(a->to, a->v.x - 1, y, outer->ascii ? '+' : 0x2524, SX_INK_DIM);
	}
}

static void bottom_ticks(const axes *a)
{
	double at[SX_TICKS], value[SX_TICKS];
	int end = a->v.x - 2, y = a->v.y + a->v.h;
	size_t n = sx_axis_ticks(&a->x, a->v.w / 12, at, value);
	for (size_t i = 0; i < n; i++) {
		char text[32];
		int x = a->v.x + (int)lrint((at[i] - a->x.lo) / (a->x.hi - a->x.lo) * (a->v.w - 1));
		sx_number_short(text, value[i]);
		int from = x - (int)strlen(text) / 2;
		if (from <= end + 1)
			continue;
		end = from + sx_cells_text(a->to, from, y + 1, a->v.x + a->v.w - from, SX_INK_DIM, text);
		sx_cells_put(a->to, x, y, a->v.ascii ? '+' : 0x252C, SX_INK_DIM);
	}
}

static bool frame(axes *a, sx_cells *to, const sx_view *v)
{
	a->to = to;
	a->v = *v;
	a->v.x += LEFT;
	a->v.w -= LEFT;
	a->v.y += ABOVE;
	a->v.h -= BELOW + ABOVE;
	if (a->v.w < 8 || a->v.h < 2)
		return false;
	if (a->even)
		sx_axis_even(&a->x, &a->y, a->v.w, 2.0 * a->v.h);
	for (int y = a->v.y; y < a->v.y + a->v.h; y++)
		sx_cells_put(to, a->v.x - 1, y, v->ascii ? '|' : 0x2502, SX_INK_DIM);
	for (int x = a->v.x; x < a->v.x + a->v.w; x++)
		sx_cells_put(to, x, a->v.y + a->v.h, v->ascii ? '-' : 0x2500, SX_INK_DIM);
	sx_cells_put(to, a->v.x - 1, a->v.y + a->v.h, v->ascii ? '+' : 0x2514, SX_INK_DIM);
	left_ticks(a, v);
	bottom_ticks(a);
	sx_cells_text(to, v->x + 1, v->y, v->w - 2, SX_INK_DIM, a->y_name);
	int len = sx_text_width(a->x_name);
	sx_cells_text(to, v->x + v->w - len - 1, v->y, len, SX_INK_DIM, a->x_name);
	return true;
}

static double across(const axes *a, double x, int dots)
{
	return (sx_axis_at(&a->x, x) - a->x.lo) / (a->x.hi - a->x.lo) * (a->v.w * dots - 1);
}

static double down(const axes *a, double y, int dots)
{
	return (1 - (sx_axis_at(&a->y, y) - a->y.lo) / (a->y.hi - a->y.lo)) * (a->v.h * dots - 1);
}

static bool drawable(const axes *a, double x, double y)
{
	return isfinite(sx_axis_at(&a->x, x)) && isfinite(sx_axis_at(&a->y, y));
}

/* ---- the looks ---- */

static void draw_line(const axes *a, sx_canvas *c, const double *x, const double *y, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (drawable(a, x[i], y[i]) && drawable(a, x[i - 1], y[i - 1]))
			sx_canvas_line(c, across(a, x[i - 1], c->dots_x), down(a, y[i - 1], c->dots_y),
			               across(a, x[i], c->dots_x), down(a, y[i], c->dots_y), SX_INK_ACCENT);
}

static void draw_bars(const axes *a, sx_canvas *c, const double *x, const double *y, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!drawable(a, x[i], y[i]) || y[i] == 0)
			continue;
		int col = (int)lrint(across(a, x[i], c->dots_x)), top = (int)lrint(down(a, y[i], c->dots_y));
		for (int r = top; r < c->h * c->dots_y; r++)
			sx_canvas_dot(c, col, r, SX_INK_ACCENT);
	}
}

static void draw_points(const axes *a, sx_canvas *c, const double *x, const double *y, const sx_field *color, size_t n)
{
	sx_axis r = color ? range_of(color->num, n, false) : (sx_axis){ 0, 1, false };
	for (size_t i = 0; i < n; i++) {
		if (!drawable(a, x[i], y[i]))
			continue;
		sx_ink ink = color && isfinite(color->num[i]) ? sx_viridis((color->num[i] - r.lo) / (r.hi - r.lo)) : SX_INK_TEXT;
		sx_canvas_dot(c, (int)lrint(across(a, x[i], c->dots_x)), (int)lrint(down(a, y[i], c->dots_y)), ink);
	}
}

static bool draw_xy(sx_cells *to, const sx_view *v, const sx_frame *t, sx_err *err)
{
	const sx_field *x, *y;
	if (!sx_frame_xy(t, &x, &y))
		return sx_fail(err, SX_EINPUT, "%s: nothing to draw", t->name);
	axes a = { .x = range_of(x->num, t->rows, t->log_x), .y = range_of(y->num, t->rows, t->log_y), .x_name = x->name,
	           .y_name = y->name, .even = t->even };
	if (t->look == SX_BARS)		/* bars stand on 0; where that has no logarithm, a little below the lowest */
		a.y.lo = t->log_y ? a.y.lo - 0.1 * (a.y.hi - a.y.lo) : fmin(0, a.y.lo);
	if (!isfinite(a.x.lo) || !isfinite(a.y.lo))
		return sx_fail(err, SX_EINPUT, "%s: nothing to draw", t->name);
	if (!frame(&a, to, v))
		return sx_fail(err, SX_EINPUT, "%s: no room to draw", t->name);
	sx_arena *tmp = sx_arena_new(0);
	sx_canvas c;
	bool ok = sx_canvas_new(&c, a.v.w, a.v.h, v->glyphs, tmp, err);
	const sx_field *color = sx_frame_field(t, "color");
	if (ok && t->look == SX_LINE)
		draw_line(&a, &c, x->num, y->num, t->rows);
	else if (ok && t->look == SX_BARS)
		draw_bars(&a, &c, x->num, y->num, t->rows);
	else if (ok)
		draw_points(&a, &c, x->num, y->num, color && color->type != SX_TEXT ? color : NULL, t->rows);
	if (ok)
		sx_canvas_draw(&c, to, a.v.x, a.v.y);
	sx_arena_free(tmp);
	return ok;
}

static bool is_free(const sx_cells *to, int x, int y, int w)
{
	for (int i = x - 1; i <= x + w; i++) {
		uint32_t ch = i >= 0 && i < to->w && y >= 0 && y < to->h ? to->at[y * to->w + i].ch : ' ';
		if (ch != ' ' && ch != 0xB7 && ch != '.')
			return false;
	}
	return true;
}

/* Labels at their angle and radius, those that would cover another left out; a cell is about twice as high as
 * wide. The circle of the largest radius behind. */
static bool draw_ring(sx_cells *to, const sx_view *v, const sx_frame *t, sx_err *err)
{
	const sx_field *angle = sx_frame_field(t, "angle"), *radius = sx_frame_field(t, "radius");
	const sx_field *label = sx_frame_field(t, "label") ? sx_frame_field(t, "label") : sx_frame_field(t, "row");
	if (!angle || !radius || t->rows == 0 || v->w < 10 || v->h < 5)
		return sx_fail(err, SX_EINPUT, "%s: nothing to draw", t->name);
	sx_axis r = range_of(radius->num, t->rows, false);
	double reach = fmin(v->h / 2.0 - 1, v->w / 4.0 - 2), cx = v->x + v->w / 2.0, cy = v->y + v->h / 2.0;
	for (int i = 0; i < 360; i++) {
		double s = reach / fmax(r.hi, 1e-300), u = i * 0.017453292519943295;
		sx_cells_put(to, (int)lrint(cx + 2 * s * cos(u)), (int)lrint(cy - s * sin(u)), v->ascii ? '.' : 0xB7, SX_INK_DIM);
	}
	for (size_t i = 0; i < t->rows; i++) {
		double s = radius->num[i] / r.hi * reach, u = angle->num[i];
		char number[32];
		const char *text = label ? sx_cell_text(label, i, number) : "*";
		int x = (int)lrint(cx + 2 * s * cos(u)), y = (int)lrint(cy - s * sin(u)), w = sx_text_width(text);
		x = cos(u) < -0.3 ? x - w + 1 : x;
		if (is_free(to, x, y, w))
			sx_cells_text(to, x, y, v->x + v->w - x, SX_INK_TEXT, text);
		else
			sx_cells_put(to, (int)lrint(cx + 2 * s * cos(u)), y, v->ascii ? '+' : 0x2022, SX_INK_DIM);
	}
	return true;
}

bool sx_chart_draw(sx_cells *to, const sx_view *v, const sx_frame *t, sx_err *err)
{
	if (t->rows < 2 || t->look == SX_PLAIN || t->nfields < 2)
		return sx_fail(err, SX_EINPUT, "%s: nothing to draw", t->name);
	switch (t->look) {
	case SX_HEAT: return sx_heat_draw(to, v, t, err);
	case SX_RING: return draw_ring(to, v, t, err);
	default:      return draw_xy(to, v, t, err);
	}
}
