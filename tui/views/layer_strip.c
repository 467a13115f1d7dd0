/* layer_strip.c: steps through the layers of a stack, draws each as a small picture rotated to match the one before, and a
 * metric over layers from the results there are. */
#include "layer_strip.h"
#include "views.h"
#include "engine/environment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CURVE_W = 30, MOST = 256 };	/* layers */

static const char NO_LAYER[] = "not part of a layer stack; reload with --layers all";

struct sx_strip {
	bool       wanted;
	sx_result *picture[MOST];	/* of the layers from 0 on, each turned to the one before */
	size_t     n;
	uint64_t   id;			/* of the question for the next; 0: none */
	char       base[64];		/* the stack they are of */
	char       metric[64];		/* drawn over layers; "": the first there is */
};

/* "acts" and 3 of "acts.3". False: the space is no layer. */
static bool layer_of(const char *space, char base[64], size_t *layer)
{
	const char *dot = strrchr(space, '.');
	char *end;
	if (dot == NULL || dot == space || dot[1] < '0' || dot[1] > '9')
		return false;
	*layer = strtoul(dot + 1, &end, 10);
	snprintf(base, 64, "%.*s", (int)(dot - space), space);
	return *end == '\0';
}

static bool name_of(const sx_app *a, const char *base, size_t layer, char out[96])
{
	snprintf(out, 96, "%s.%zu", base, layer);
	return sx_names_space(a->names, out) != NULL;
}

/* ---- one step ---- */

static double figure(const sx_result *r, const char *name)
{
	const sx_scalar *s = r ? sx_result_scalar(r, name) : NULL;
	return s && (s->kind == SX_SCALAR_NUM || s->kind == SX_SCALAR_BOOL) ? s->num : 0;
}

/* As this picture lies, so shall that one. */
static void lie_like(sx_plot_ask *ask, const sx_result *r)
{
	ask->like = r->space;
	ask->like_turn = figure(r, "like_turn");
	ask->like_mirror = figure(r, "like_mirrored") != 0;
}

void sx_strip_step(sx_app *a, int step)
{
	char base[64], name[96];
	size_t layer;
	sx_plot_ask ask = sx_app_asked(a);
	if (a->plot.result == NULL || !layer_of(ask.space, base, &layer)) {
		sx_app_say(a, false, "%s", NO_LAYER);
		return;
	}
	if ((step < 0 && layer == 0) || !name_of(a, base, layer + (size_t)step, name)) {
		sx_app_say(a, false, "%s is the %s layer", ask.space, step < 0 ? "first" : "last");
		return;
	}
	ask.space = name;
	ask.z = NULL;
	ask.turn = ask.tilt = 0;
	ask.zoomed = false;
	lie_like(&ask, a->plot.result);
	sx_buf use = { 0 };
	sx_buf_puts(&use, "use ");
	sx_quote(&use, name);
	if (sx_buf_ok(&use)) {
		sx_app_run(a, use.text);
		sx_app_plot(a, &ask);
	}
	sx_buf_free(&use);
}

/* ---- the strip ---- */

void sx_strip_forget(sx_app *a)
{
	for (size_t i = 0; i < a->strip->n; i++)
		sx_result_unref(a->strip->picture[i]);
	a->strip->n = 0;
	a->strip->id = 0;
	a->strip->base[0] = '\0';
}

static bool is_on(const sx_app *a)
{
	char base[64];
	size_t layer;
	return a->strip->wanted && a->plot.result && layer_of(a->plot.space, base, &layer);
}

void sx_strip_toggle(sx_app *a)
{
	bool was = is_on(a);
	sx_look_set(a, "strip", was ? "off" : "on");
	if (!was && !is_on(a)) {
		sx_look_set(a, "strip", "off");
		sx_app_say(a, false, "%s", NO_LAYER);
	}
}

/* Asks for the first layer whose picture is missing, turned to the one before. */
void sx_strip_settle(sx_app *a)
{
	char base[64], name[96];
	size_t layer;
	sx_buf line = { 0 };
	if (!is_on(a) || a->strip->id)
		return;
	layer_of(a->plot.space, base, &layer);
	if (strcmp(base, a->strip->base) != 0) {
		sx_strip_forget(a);
		snprintf(a->strip->base, sizeof a->strip->base, "%s", base);
	}
	if (a->strip->n == MOST || !name_of(a, base, a->strip->n, name))
		return;
	sx_plot_ask ask = { .space = name };
	if (a->strip->n)
		lie_like(&ask, a->strip->picture[a->strip->n - 1]);
	sx_plot_line(&ask, &line);
	a->strip->id = sx_app_ask_buf(a, SX_SLOT_STRIP, &line);
}

static void take_picture(sx_app *a, const sx_answer *n)
{
	if (n->id != a->strip->id)
		return;
	a->strip->id = 0;
	if (n->ok && n->result && a->strip->n < MOST)
		a->strip->picture[a->strip->n++] = sx_result_ref(n->result);
	else if (!n->ok && n->failure.err.code != SX_ECANCEL) {
		a->strip->wanted = false;
		sx_app_say(a, true, "%s", n->failure.err.msg);
	}
}

static void draw_small(const sx_app *a, const sx_result *r, sx_cells *c, int x, int y, int w, int h)
{
	const sx_frame *t = sx_result_frame(r, "points");
	const double *px = sx_frame_field(t, "x")->num, *py = sx_frame_field(t, "y")->num;
	double reach_x = 1e-300, reach_y = 1e-300;
	sx_arena *tmp = sx_arena_new(0);
	sx_canvas dots;
	for (size_t i = 0; i < t->rows; i++) {
		reach_x = isfinite(px[i]) ? fmax(reach_x, fabs(px[i])) : reach_x;
		reach_y = isfinite(py[i]) ? fmax(reach_y, fabs(py[i])) : reach_y;
	}
	if (tmp && sx_canvas_new(&dots, w, h, a->glyphs, tmp, NULL)) {
		for (size_t i = 0; i < t->rows; i++)
			if (isfinite(px[i]) && isfinite(py[i]))
				sx_canvas_dot(&dots, (int)((px[i] / reach_x + 1) / 2 * (w * dots.dots_x - 1) + 0.5),
				              (int)((1 - py[i] / reach_y) / 2 * (h * dots.dots_y - 1) + 0.5), SX_INK_TEXT);
		sx_canvas_draw(&dots, c, x, y);
	}
	sx_arena_free(tmp);
}

/* ---- the curve ---- */

/* The result is of a layer of that stack, and no picture. */
static bool is_figure(const sx_result *r, const char *base, size_t *layer)
{
	char one[64];
	return r->space && layer_of(r->space, one, layer) && strcmp(one, base) == 0 && *layer < MOST &&
	       !sx_result_frame(r, "points");
}

/* The last figure of a name for each layer, in order of layers. */
static size_t curve(const sx_app *a, const char *base, const char *name, double *x, double *y)
{
	double last[MOST];
	bool have[MOST] = { false };
	size_t n = 0, layer;
	for (size_t i = 0; i < a->results.n; i++) {
		const sx_scalar *s = sx_result_scalar(a->results.at[i], name);
		if (s && s->kind == SX_SCALAR_NUM && is_figure(a->results.at[i], base, &layer)) {
			last[layer] = s->num;
			have[layer] = true;
		}
	}
	for (size_t k = 0; k < MOST; k++)
		if (have[k]) {
			x[n] = (double)k;
			y[n++] = last[k];
		}
	return n;
}

static bool is_curve(const sx_app *a, const char *base, const char *name)
{
	double x[MOST], y[MOST];
	return curve(a, base, name, x, y) > 1;
}

/* The first figure of the latest result that two layers have; from the one after a name on, where one is given, and then
 * from the start again. NULL: there is none. */
static const char *next_curve(const sx_app *a, const char *base, const char *after)
{
	const char *first = NULL;
	bool passed = after == NULL;
	size_t layer;
	for (size_t i = a->results.n; i-- > 0;) {
		const sx_result *r = a->results.at[i];
		bool seen = false;
		for (size_t j = i + 1; j < a->results.n && !seen; j++)	/* the same command, told of already */
			seen = strcmp(a->results.at[j]->command, r->command) == 0 && is_figure(a->results.at[j], base, &layer);
		if (seen || !is_figure(r, base, &layer))
			continue;
		for (size_t k = 0; k < r->nscalars; k++) {
			const char *name = r->scalar[k].name;
			if (r->scalar[k].kind != SX_SCALAR_NUM || !is_curve(a, base, name))
				continue;
			if (passed)
				return name;
			first = first ? first : name;
			passed = strcmp(name, after) == 0;
		}
	}
	return first;
}

/* What the option says, where layers have it. */
static const char *curve_name(const sx_app *a, const char *base)
{
	return *a->strip->metric && is_curve(a, base, a->strip->metric) ? a->strip->metric : next_curve(a, base, NULL);
}

void sx_strip_next_metric(sx_app *a)
{
	char base[64];
	size_t layer;
	const char *now = is_on(a) && layer_of(a->plot.space, base, &layer) ? curve_name(a, base) : NULL;
	const char *next = now ? next_curve(a, base, now) : NULL;
	if (next == NULL) {
		if (is_on(a))
			sx_app_say(a, false, "no two layers have a metric yet; measure each, as with hubness %s.0", base);
		else
			sx_app_say(a, false, "w shows the layers as a strip; then this key chooses the metric");
		return;
	}
	sx_look_set(a, "figure", next);
}

/* The layer that is shown, and what the figure is there: the axis of a low picture has room for little. */
static void title_of(const char *name, const double *at, const double *value, size_t n, size_t layer, char out[CURVE_W])
{
	char number[32];
	snprintf(out, CURVE_W, "%.28s", name);
	for (size_t i = 0; i < n; i++)
		if (at[i] == (double)layer)
			snprintf(out, CURVE_W, "%.16s %.10s", name, sx_number_short(number, value[i]));
}

static int draw_curve(const sx_app *a, sx_cells *c, const char *base, size_t layer, int y, int h)
{
	char title[CURVE_W];
	double at[MOST], value[MOST];
	const char *name = curve_name(a, base);
	if (name == NULL || c->w < 2 * CURVE_W)
		return c->w;
	size_t n = curve(a, base, name, at, value);
	title_of(name, at, value, n, layer, title);
	sx_field f[2] = { { .name = "layer", .type = SX_INTEGER, .num = at }, { .name = title, .type = SX_REAL, .num = value } };
	sx_frame t = { .name = name, .look = SX_LINE, .rows = n, .nfields = 2, .field = f };
	sx_view v = { c->w - CURVE_W, y, CURVE_W, h, a->glyphs, !a->utf8 };
	sx_chart_draw(c, &v, &t, NULL);
	return c->w - CURVE_W - 1;
}

int sx_strip_height(const sx_app *a, const sx_cells *c)
{
	return !is_on(a) || c->h < 14 ? 0 : c->h / 3;
}

void sx_strip_draw(const sx_app *a, sx_cells *c, int y, int h)
{
	char base[64], name[96];
	size_t layer, layers = 0;
	layer_of(a->plot.space, base, &layer);
	while (layers < MOST && name_of(a, base, layers, name))
		layers++;
	for (int x = 0; x < c->w; x++)
		sx_cells_put(c, x, y, sx_app_glyph(a, 0x2500, '-'), SX_INK_DIM);
	int wide = draw_curve(a, c, base, layer, y + 1, h - 1), one = h * 2;
	one = layers && wide / (int)layers < one ? wide / (int)layers : one;
	one = one < 12 ? 12 : one;
	size_t room = (size_t)(wide / one), from = layers > room && layer > room / 2 ? layer - room / 2 : 0;
	if (layers > room && from + room > layers)
		from = layers - room;
	for (size_t k = from; k < layers && k < from + room; k++) {
		int x = (int)(k - from) * one;
		snprintf(name, sizeof name, "%s.%zu", base, k);
		sx_cells_text(c, x + 1, y + 1, one - 2, k == layer ? SX_INK_SELECT : SX_INK_DIM, name);
		if (k < a->strip->n)
			draw_small(a, a->strip->picture[k], c, x, y + 2, one - 1, h - 2);
	}
}

static void take_strip(sx_app *a, const char *value)
{
	a->strip->wanted = strcmp(value, "on") == 0;
}

static void take_metric(sx_app *a, const char *value)
{
	snprintf(a->strip->metric, sizeof a->strip->metric, "%s", value);
}

static bool open_strip(sx_app *a)
{
	a->strip = sx_alloc(a->arena, 1, sizeof *a->strip);
	return a->strip != NULL;
}

static const sx_screen_option options[] = { { "strip", take_strip, NULL }, { "figure", take_metric, NULL } };
static const sx_slot_row slots[] = { { SX_SLOT_STRIP, take_picture } };

const sx_part sx_strip_part = { .open = open_strip, .close = sx_strip_forget, SX_PART_OPTIONS(options), SX_PART_SLOTS(slots) };
