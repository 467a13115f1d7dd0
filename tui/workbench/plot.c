/* plot.c: keeps what is in view, moves the cursor among points, and prepares their colours. */
#include "plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a result holds ---- */

static const char *scalar_text(const sx_result *r, const char *name)
{
	const sx_scalar *s = sx_result_scalar(r, name);
	return s && s->kind == SX_SCALAR_TEXT ? s->text : NULL;
}

static void widen(double v, double *lo, double *hi)
{
	*lo = v < *lo ? v : *lo;
	*hi = v > *hi ? v : *hi;
}

static sx_box bounds(const sx_plot *p)
{
	sx_box b = { INFINITY, INFINITY, -INFINITY, -INFINITY };
	for (size_t i = 0; i < p->n; i++)
		if (isfinite(p->x[i]) && isfinite(p->y[i])) {
			widen(p->x[i], &b.x0, &b.x1);
			widen(p->y[i], &b.y0, &b.y1);
		}
	if (b.x0 > b.x1)
		return (sx_box){ -1, -1, 1, 1 };
	if (b.x0 == b.x1)
		b.x0 -= 1, b.x1 += 1;
	if (b.y0 == b.y1)
		b.y0 -= 1, b.y1 += 1;
	return b;
}

/* A box that holds the points however they are turned, so that turning moves nothing else. */
static sx_box globe(const sx_plot *p)
{
	double most = 0;
	for (size_t i = 0; i < p->n; i++) {
		double square = p->x0[i] * p->x0[i] + p->y0[i] * p->y0[i] + p->z0[i] * p->z0[i];
		if (isfinite(square) && square > most)
			most = square;
	}
	double r = most > 0 ? sqrt(most) : 1;
	return (sx_box){ -r, -r, r, r };
}

bool sx_plot_turn(sx_plot *p, double turn, double tilt)
{
	if (p->z0 == NULL)
		return false;
	double ca = cos(turn * M_PI / 180), sa = sin(turn * M_PI / 180), cb = cos(tilt * M_PI / 180), sb = sin(tilt * M_PI / 180);
	for (size_t i = 0; i < p->n; i++) {
		p->turned[0][i] = p->x0[i] * ca + p->z0[i] * sa;
		p->turned[1][i] = p->y0[i] * cb - (p->z0[i] * ca - p->x0[i] * sa) * sb;
	}
	p->x = p->turned[0];
	p->y = p->turned[1];
	p->turn = turn;
	p->tilt = tilt;
	p->fresh = false;
	return true;
}

static void color_range(sx_plot *p)
{
	p->lo = INFINITY;
	p->hi = -INFINITY;
	for (size_t i = 0; p->color && i < p->n; i++)
		if (isfinite(p->color[i]))
			widen(p->color[i], &p->lo, &p->hi);
	if (p->lo > p->hi)
		p->color = NULL;
}

/* ---- classes: a text column has many values; the commonest have colours ---- */

typedef struct tally {
	const char *text;
	size_t      count;
} tally;

static size_t hash(const char *s)
{
	size_t h = 1469598103934665603u;
	while (*s)
		h = (h ^ (unsigned char)*s++) * 1099511628211u;
	return h;
}

/* The slot of a text in an open table of size slots (a power of two, never full). */
static size_t slot_of(const tally *t, size_t size, const char *text)
{
	size_t i = hash(text) & (size - 1);
	while (t[i].text && strcmp(t[i].text, text) != 0)
		i = (i + 1) & (size - 1);
	return i;
}

static int more(const void *a, const void *b)
{
	const tally *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	if (x->text == NULL || y->text == NULL)
		return (x->text == NULL) - (y->text == NULL);
	return strcmp(x->text, y->text);
}

static void name_classes(sx_plot *p, const tally *t, size_t distinct)
{
	size_t named = distinct < SX_PLOT_CLASSES ? distinct : SX_PLOT_CLASSES - 1, left = 0;
	for (size_t i = 0; i < distinct; i++)
		left += t[i].count;
	for (size_t i = 0; i < named; i++) {
		p->class_name[i] = t[i].text;
		p->class_count[i] = t[i].count;
		left -= t[i].count;
	}
	p->nclasses = named;
	if (distinct > named) {
		p->class_name[named] = "other";
		p->class_count[named] = left;
		p->nclasses++;
	}
}

static void classify(sx_plot *p, const char *const *text)
{
	size_t size = 16, distinct = 0;
	while (size < 2 * p->n)
		size *= 2;
	sx_arena *tmp = sx_arena_new(0);
	tally *t = tmp ? sx_alloc(tmp, size, sizeof *t) : NULL;
	p->class_of = sx_alloc(p->arena, p->n, 1);
	for (size_t i = 0; t && i < p->n; i++) {
		if (*text[i] == '\0')
			continue;
		size_t s = slot_of(t, size, text[i]);
		distinct += t[s].text == NULL;
		t[s].text = text[i];
		t[s].count++;
	}
	if (t && p->class_of) {
		qsort(t, size, sizeof *t, more);
		name_classes(p, t, distinct);
	}
	for (size_t i = 0; t && p->class_of && i < p->n; i++) {
		size_t c = *text[i] ? 0 : SX_PLOT_NONE;
		while (c + 1 < p->nclasses && strcmp(p->class_name[c], text[i]) != 0)
			c++;
		p->class_of[i] = (uint8_t)c;
	}
	sx_arena_free(tmp);
}

static const double *nums(const sx_frame *t, const char *name)
{
	const sx_field *f = sx_frame_field(t, name);
	return f && f->type != SX_TEXT ? f->num : NULL;
}

static bool same_axes(const sx_plot *p, const sx_result *r)
{
	const char *x = scalar_text(r, "x_label"), *y = scalar_text(r, "y_label");
	return p->result && r->space && x && y && strcmp(p->space, r->space) == 0 && strcmp(p->x_label, x) == 0 &&
	       strcmp(p->y_label, y) == 0;
}

static double param_num(const sx_result *r, const char *name)
{
	for (size_t i = 0; i < r->nparams; i++)
		if (strcmp(r->param[i].name, name) == 0)
			return r->param[i].num;
	return 0;
}

static void take_selection(sx_plot *p, const sx_frame *t)
{
	p->selected = nums(t, "selected");
	p->nselected = 0;
	for (size_t i = 0; p->selected && i < p->n; i++)
		p->nselected += p->selected[i] == 1;
}

static void take_turn(sx_plot *p, const sx_result *r, const sx_frame *t)
{
	p->x0 = nums(t, "x0");
	p->y0 = nums(t, "y0");
	p->z0 = nums(t, "z0");
	for (int k = 0; k < 2; k++)
		p->turned[k] = p->z0 && p->arena ? sx_alloc(p->arena, p->n, sizeof *p->turned[k]) : NULL;
	if (!p->x0 || !p->y0 || !p->turned[0] || !p->turned[1])
		p->z0 = NULL;
	p->turn = param_num(r, "turn");
	p->tilt = param_num(r, "tilt");
}

static void take_fields(sx_plot *p, sx_result *r, const sx_frame *t)
{
	const sx_field *label = sx_frame_field(t, "label"), *color = sx_frame_field(t, "color");
	p->x = nums(t, "x");
	p->y = nums(t, "y");
	p->row = nums(t, "row");
	p->label = label && label->type == SX_TEXT ? label->text : NULL;
	p->color = color && color->type != SX_TEXT ? color->num : NULL;
	p->n = t->rows;
	p->color_name = color ? scalar_text(r, "color") : NULL;
	p->x_label = scalar_text(r, "x_label") ? scalar_text(r, "x_label") : "x";
	p->y_label = scalar_text(r, "y_label") ? scalar_text(r, "y_label") : "y";
	p->class_of = NULL;
	p->nclasses = 0;
	sx_arena_free(p->arena);
	p->arena = sx_arena_new(0);
	if (color && color->type == SX_TEXT && p->arena)
		classify(p, color->text);
	color_range(p);
	p->total = r->rows > p->n ? r->rows : p->n;
	take_selection(p, t);
	take_turn(p, r, t);
}

bool sx_plot_set(sx_plot *p, sx_result *r)
{
	const sx_frame *t = sx_result_frame(r, "points");
	if (t == NULL || t->rows == 0 || nums(t, "x") == NULL || nums(t, "y") == NULL)
		return false;
	bool solid = nums(t, "z0") != NULL, stay = same_axes(p, r) && p->n == t->rows && solid == (p->z0 != NULL);
	size_t row = p->result ? sx_plot_row(p) : 0;
	sx_result *old = p->result;
	p->result = sx_result_ref(r);
	take_fields(p, r, t);
	snprintf(p->space, sizeof p->space, "%s", r->space ? r->space : "");
	p->all = p->z0 ? globe(p) : bounds(p);
	p->why[0] = '\0';
	if (!stay) {
		sx_plot_fit(p);
		p->picking = SX_PICK_NOTHING;
	}
	double view[4];
	if (sx_render_view(r, view)) {
		p->view = (sx_box){ view[0], view[1], view[2], view[3] };
		p->zoomed = true;
	}
	p->equal = p->equal || sx_result_frame(r, "circle") != NULL;	/* or it would be no circle */
	sx_plot_to_row(p, row);
	p->fresh = false;
	sx_result_unref(old);
	return true;
}

void sx_plot_free(sx_plot *p)
{
	sx_result_unref(p->result);
	sx_arena_free(p->arena);
	sx_arena_free(p->canvas_arena);
	*p = (sx_plot){ 0 };
}

/* ---- the view ---- */

void sx_plot_fit(sx_plot *p)
{
	double mx = 0.03 * (p->all.x1 - p->all.x0), my = 0.03 * (p->all.y1 - p->all.y0);
	p->view = (sx_box){ p->all.x0 - mx, p->all.y0 - my, p->all.x1 + mx, p->all.y1 + my };
	p->zoomed = false;
	p->fresh = false;
}

static bool inside(const sx_box *b, double x, double y)
{
	return x >= b->x0 && x <= b->x1 && y >= b->y0 && y <= b->y1;
}

/* The place stays where it is; never finer than doubles can part. */
void sx_plot_zoom_at(sx_plot *p, double factor, double x, double y)
{
	sx_box *v = &p->view;
	double cx = x + ((v->x0 + v->x1) / 2 - x) * factor, cy = y + ((v->y0 + v->y1) / 2 - y) * factor;
	double w = (v->x1 - v->x0) * factor, h = (v->y1 - v->y0) * factor, full = p->all.x1 - p->all.x0;
	if (w < 1e-9 * full || w > 20 * full)
		return;
	*v = (sx_box){ cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2 };
	p->zoomed = true;
	p->fresh = false;
}

/* Around the cursor where it can be seen, else around the middle. */
void sx_plot_zoom(sx_plot *p, double factor)
{
	const sx_box *v = &p->view;
	bool seen = p->n && inside(v, p->x[p->cursor], p->y[p->cursor]);
	sx_plot_zoom_at(p, factor, seen ? p->x[p->cursor] : (v->x0 + v->x1) / 2, seen ? p->y[p->cursor] : (v->y0 + v->y1) / 2);
}

void sx_plot_pan(sx_plot *p, double right, double up)
{
	double dx = right * (p->view.x1 - p->view.x0), dy = up * (p->view.y1 - p->view.y0);
	p->view.x0 += dx, p->view.x1 += dx;
	p->view.y0 += dy, p->view.y1 += dy;
	p->zoomed = true;
	p->fresh = false;
}

/* Moves the view as little as it takes to see the cursor. */
static void follow(sx_plot *p)
{
	sx_box *v = &p->view;
	double x = p->x[p->cursor], y = p->y[p->cursor], w = v->x1 - v->x0, h = v->y1 - v->y0;
	if (!isfinite(x) || !isfinite(y) || inside(v, x, y))
		return;
	sx_plot_pan(p, x < v->x0 ? (x - v->x0) / w - 0.1 : x > v->x1 ? (x - v->x1) / w + 0.1 : 0,
	            y < v->y0 ? (y - v->y0) / h - 0.1 : y > v->y1 ? (y - v->y1) / h + 0.1 : 0);
}

/* ---- the cursor ---- */

/* Along the way a point costs its distance, aside twice that: straight on wins, yet every point can be
 * reached. */
bool sx_plot_step(sx_plot *p, int dx, int dy)
{
	if (p->n == 0)
		return false;
	double sx = 160 / (p->view.x1 - p->view.x0), sy = 80 / (p->view.y1 - p->view.y0), best = INFINITY;
	double cx = p->x[p->cursor], cy = p->y[p->cursor];
	size_t found = p->cursor;
	for (size_t i = 0; i < p->n; i++) {
		double u = (p->x[i] - cx) * sx, v = (p->y[i] - cy) * sy;
		double along = u * dx + v * dy, aside = fabs(u * dy) + fabs(v * dx);
		double cost = along + 2 * aside;
		if (along > 0.5 && cost < best && aside < 3 * along) {
			best = cost;
			found = i;
		}
	}
	bool moved = found != p->cursor;
	p->cursor = found;
	follow(p);
	return moved;
}

size_t sx_plot_nearest(const sx_plot *p, double x, double y)
{
	double sx = 2 / (p->view.x1 - p->view.x0), sy = 1 / (p->view.y1 - p->view.y0), best = INFINITY;
	size_t found = 0;
	for (size_t i = 0; i < p->n; i++) {
		double u = (p->x[i] - x) * sx, v = (p->y[i] - y) * sy, far = u * u + v * v;
		if (far < best) {
			best = far;
			found = i;
		}
	}
	return found;
}

size_t sx_plot_around(const sx_plot *p, size_t k, size_t *point, double *far)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++) {
		double d = hypot(p->x[i] - p->x[p->cursor], p->y[i] - p->y[p->cursor]);
		if (i == p->cursor || !(n < k || (k && d < far[k - 1])) || !isfinite(d))
			continue;
		size_t at = n < k ? n++ : k - 1;
		for (; at > 0 && far[at - 1] > d; at--) {
			far[at] = far[at - 1];
			point[at] = point[at - 1];
		}
		far[at] = d;
		point[at] = i;
	}
	return n;
}

size_t sx_plot_row(const sx_plot *p)
{
	return p->n == 0 ? 0 : p->row ? (size_t)p->row[p->cursor] : p->cursor;
}

void sx_plot_to_row(sx_plot *p, size_t row)
{
	size_t at = 0;
	if (p->row && row < p->n && (size_t)p->row[row] == row)
		at = row;
	else
		for (size_t i = 0; p->row && i < p->n; i++)
			if ((size_t)p->row[i] == row) {
				at = i;
				break;
			}
	p->cursor = p->row ? at : row < p->n ? row : 0;
	if (p->n)
		follow(p);
}

/* Bytes beyond ASCII must match as they are; folding them would need the locale of whoever made the file. */
static int fold(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static bool contains(const char *text, const char *part)
{
	int first = fold(*part);
	for (; *text; text++) {
		size_t i = 0;
		while (fold(*text) == first && part[i] && fold(text[i]) == fold(part[i]))
			i++;
		if (part[i] == '\0')
			return true;
	}
	return false;
}

bool sx_plot_find(sx_plot *p, const char *text, size_t from, bool forward)
{
	if (p->label == NULL || *text == '\0')
		return false;
	for (size_t k = 0; k < p->n; k++) {
		size_t i = (from + (forward ? k : p->n - k)) % p->n;
		if (contains(p->label[i], text)) {
			p->cursor = i;
			follow(p);
			return true;
		}
	}
	return false;
}

size_t sx_plot_labelled(const sx_plot *p, const char *label)
{
	size_t i = 0;
	while (p->label && i < p->n && strcmp(p->label[i], label) != 0)
		i++;
	return p->label ? i : p->n;
}

const char *sx_plot_label(const sx_plot *p, size_t point, char out[32])
{
	if (p->label && *p->label[point])
		return p->label[point];
	snprintf(out, 32, "#%.0f", p->row ? p->row[point] : (double)point);
	return out;
}
