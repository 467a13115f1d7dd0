/* render_svg.c: the picture of a table as a self-contained SVG file. */
#include "heat_scale.h"
#include "render.h"
#include "base/xml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { W = 720, H = 540, LEFT = 70, RIGHT = 20, TOP = 40, BOTTOM = 50 };

typedef sx_axis scale;

static scale scale_of(const double *v, size_t n, bool log)
{
	scale s = sx_axis_of(v, n, log);
	if (s.lo >= s.hi) {
		s.lo -= 0.5;
		s.hi += 0.5;
	}
	return s;
}

/* Places along the two axes: of a point on the axis, and of a value. */
static double across(scale s, double at)
{
	return LEFT + (at - s.lo) / (s.hi - s.lo) * (W - LEFT - RIGHT);
}

static double up(scale s, double at)
{
	return H - BOTTOM - (at - s.lo) / (s.hi - s.lo) * (H - TOP - BOTTOM);
}

static double px(scale s, double v)
{
	return across(s, sx_axis_at(&s, v));
}

static double py(scale s, double v)
{
	return up(s, sx_axis_at(&s, v));
}

static bool drawable(scale sx, scale sy, double x, double y)
{
	return isfinite(sx_axis_at(&sx, x)) && isfinite(sx_axis_at(&sy, y));
}

/* What is not looked at is left out; without a chosen view nothing is. */
static bool is_in(scale s, double v)
{
	double at = sx_axis_at(&s, v), slack = 1e-9 * (s.hi - s.lo);
	return at >= s.lo - slack && at <= s.hi + slack;
}

static void label(sx_buf *b, double x, double y, const char *anchor, const char *extra, const char *text)
{
	sx_buf_printf(b, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>", x, y, anchor, extra);
	sx_xml_text(b, text);
	sx_buf_puts(b, "</text>\n");
}

static void axis_ticks(sx_buf *b, scale s, bool below)
{
	double place[SX_TICKS], value[SX_TICKS];
	size_t n = sx_axis_ticks(&s, 6, place, value);
	for (size_t i = 0; i < n; i++) {
		char text[32];
		double at = below ? across(s, place[i]) : up(s, place[i]);
		sx_number_short(text, value[i]);
		if (below)
			sx_buf_printf(b, "<path d=\"M%.1f %dv5\" stroke=\"#666\"/>", at, H - BOTTOM);
		else
			sx_buf_printf(b, "<path d=\"M%d %.1fh-5\" stroke=\"#666\"/>", LEFT, at);
		label(b, below ? at : LEFT - 9, below ? H - BOTTOM + 19 : at + 4, below ? "middle" : "end", "", text);
	}
}

static void open_svg(sx_buf *b, const sx_result *r, const sx_frame *t)
{
	sx_buf_printf(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
	              "font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n<title>", W, H, W, H);
	sx_xml_text(b, r->line ? r->line : r->command);
	sx_buf_puts(b, "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
	sx_buf sub = { 0 };
	sx_buf_printf(&sub, "%s  %s  %s", r->command, r->space ? r->space : "", t->name);
	label(b, LEFT, 22, "start", " font-weight=\"bold\"", sub.text ? sub.text : "");
	sx_buf_free(&sub);
}

static const char *ink_text(char out[8], sx_ink ink)
{
	static const char hex[] = "0123456789abcdef";
	out[0] = '#';
	for (int i = 0; i < 6; i++)
		out[1 + i] = hex[ink >> (20 - 4 * i) & 15];
	out[7] = '\0';
	return out;
}

/* The colour of a text: of the seven commonest, of equal ones the first in the alphabet, as on the screen; else the last. */
enum { CLASSES = 7, MOST = 64 };

typedef struct class { const char *name; size_t count; } class;

static int commoner(const void *a, const void *b)
{
	const class *s = a, *t = b;
	return s->count != t->count ? (s->count < t->count) - (s->count > t->count) : strcmp(s->name, t->name);
}

static size_t classes(const sx_field *f, size_t rows, class list[MOST])
{
	size_t n = 0;
	for (size_t i = 0; i < rows; i++) {
		size_t k = 0;
		while (k < n && strcmp(list[k].name, f->text[i]) != 0)
			k++;
		if (k == n && n < MOST && *f->text[i])
			list[n++] = (class){ f->text[i], 0 };
		if (k < n)
			list[k].count++;
	}
	qsort(list, n, sizeof *list, commoner);
	return n;
}

static sx_ink class_ink(const class *list, size_t n, const char *text)
{
	size_t k = 0, named = n <= CLASSES + 1 ? n : CLASSES;
	while (k < named && strcmp(list[k].name, text) != 0)
		k++;
	return *text == '\0' ? SX_INK_RGB(0x99, 0x99, 0x99) : sx_okabe_ito(k < CLASSES ? k : CLASSES);
}

static void points(sx_buf *b, const sx_frame *t, const sx_field *x, const sx_field *y, scale sx, scale sy)
{
	const sx_field *color = sx_frame_field(t, "color"), *name = sx_frame_field(t, "label");
	scale sc = color && color->type != SX_TEXT ? scale_of(color->num, t->rows, false) : (scale){ 0, 1, false };
	const sx_field *selected = sx_frame_field(t, "selected");
	class list[MOST];
	size_t n = color && color->type == SX_TEXT ? classes(color, t->rows, list) : 0;
	double r = t->rows > 5000 ? 1 : t->rows > 500 ? 1.8 : 3;
	for (size_t i = 0; i < t->rows; i++) {
		char ink[8] = "#333333";
		if (!drawable(sx, sy, x->num[i], y->num[i]) || !is_in(sx, x->num[i]) || !is_in(sy, y->num[i]))
			continue;
		if (n)
			ink_text(ink, class_ink(list, n, color->text[i]));
		else if (color && color->type != SX_TEXT && isfinite(color->num[i]))
			ink_text(ink, sx_viridis((color->num[i] - sc.lo) / (sc.hi - sc.lo)));
		sx_buf_printf(b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"%s>", px(sx, x->num[i]), py(sy, y->num[i]), r, ink,
		              selected && selected->num[i] == 1 ? " stroke=\"#d55e00\" stroke-width=\"2\"" : "");
		if (name && name->type == SX_TEXT) {
			sx_buf_puts(b, "<title>");
			sx_xml_text(b, name->text[i]);
			sx_buf_puts(b, "</title>");
		}
		sx_buf_puts(b, "</circle>\n");
	}
}

static void bars(sx_buf *b, const sx_frame *t, scale sx, scale sy)
{
	double w = fmax(1, 0.8 * (W - LEFT - RIGHT) / (double)(t->rows + 1));
	for (size_t i = 0; i < t->rows; i++) {
		double x = t->field[0].num[i], y = t->field[1].num[i];
		if (drawable(sx, sy, x, y))
			sx_buf_printf(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#0072b2\"/>\n",
			              px(sx, x) - w / 2, py(sy, y), w, (sy.log ? up(sy, sy.lo) : up(sy, 0)) - py(sy, y));
	}
}

static void polyline(sx_buf *b, const sx_frame *t, scale sx, scale sy)
{
	sx_buf_puts(b, "<polyline fill=\"none\" stroke=\"#0072b2\" stroke-width=\"1.5\" points=\"");
	for (size_t i = 0; i < t->rows; i++)
		if (drawable(sx, sy, t->field[0].num[i], t->field[1].num[i]))
			sx_buf_printf(b, "%.1f,%.1f ", px(sx, t->field[0].num[i]), py(sy, t->field[1].num[i]));
	sx_buf_puts(b, "\"/>\n");
}

static bool xy(const sx_result *r, const sx_frame *t, sx_buf *b, sx_err *err)
{
	const sx_field *x, *y;
	if (!sx_frame_xy(t, &x, &y) || t->rows == 0)
		return sx_fail(err, SX_EINPUT, "%s: nothing to draw", t->name);
	scale sx = scale_of(x->num, t->rows, t->log_x), sy = scale_of(y->num, t->rows, t->log_y);
	const sx_scalar *xl = sx_result_scalar(r, "x_label"), *yl = sx_result_scalar(r, "y_label");
	bool named = t->look == SX_SCATTER && xl && yl && xl->kind == SX_SCALAR_TEXT && yl->kind == SX_SCALAR_TEXT;
	if (t->look == SX_BARS)
		sy.lo = sy.log ? sy.lo - 0.1 * (sy.hi - sy.lo) : fmin(sy.lo, 0);
	if (t->even)
		sx_axis_even(&sx, &sy, W - LEFT - RIGHT, H - TOP - BOTTOM);
	double view[4];
	if (t->look == SX_SCATTER && sx_render_view(r, view)) {
		sx = (scale){ view[0], view[2], false };
		sy = (scale){ view[1], view[3], false };
	}
	open_svg(b, r, t);
	sx_buf_printf(b, "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#666\"/>\n", LEFT, TOP, H - BOTTOM, W - RIGHT);
	axis_ticks(b, sx, true);
	axis_ticks(b, sy, false);
	label(b, W - RIGHT, H - 12, "end", " fill=\"#666\"", named ? xl->text : x->name);
	label(b, LEFT, 36, "start", " fill=\"#666\"", named ? yl->text : y->name);
	if (t->look == SX_SCATTER)
		points(b, t, x, y, sx, sy);
	else if (t->look == SX_BARS)
		bars(b, t, sx, sy);
	else
		polyline(b, t, sx, sy);
	return true;
}

static bool ring(const sx_result *r, const sx_frame *t, sx_buf *b, sx_err *err)
{
	const sx_field *angle = sx_frame_field(t, "angle"), *radius = sx_frame_field(t, "radius");
	const sx_field *name = sx_frame_field(t, "label");
	if (!angle || !radius || t->rows == 0)
		return sx_fail(err, SX_EINPUT, "%s: nothing to draw", t->name);
	double top = 0, mean = 0, reach = (H - TOP - BOTTOM) / 2.0, cx = W / 2.0, cy = TOP + reach;
	for (size_t i = 0; i < t->rows; i++) {
		top = fmax(top, radius->num[i]);
		mean += radius->num[i] / (double)t->rows;
	}
	double unit = top > 0 ? reach / top : 0;
	open_svg(b, r, t);
	sx_buf_printf(b, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"none\" stroke=\"#bbb\"/>\n", cx, cy, mean * unit);
	for (size_t i = 0; i < t->rows; i++) {
		char text[32];
		label(b, cx + unit * radius->num[i] * cos(angle->num[i]), cy - unit * radius->num[i] * sin(angle->num[i]) + 4,
		      "middle", "", name ? sx_cell_text(name, i, text) : "\xC2\xB7");
	}
	return true;
}

/* ---- heat maps: names at the left and above, values in the cells where they fit, a scale below ---- */

enum { NAMES = 110, HEAT_TOP = 60, SCALE_W = 160 };

static void heat_names(sx_buf *b, const sx_frame *t, double w, double h)
{
	for (size_t c = 0; c < sx_heat_columns(t); c++)
		if (w > 24)
			label(b, NAMES + ((double)c + 0.5) * w, HEAT_TOP - 8, "middle", " fill=\"#666\"", sx_heat_column(t, c)->name);
	for (size_t i = 0; i < t->rows; i++) {
		char scratch[32];
		if (h > 11)
			label(b, NAMES - 8, HEAT_TOP + ((double)i + 0.5) * h + 4, "end", " fill=\"#666\"", sx_heat_row(t, i, scratch));
	}
}

static void heat_cell(sx_buf *b, double x, double y, double w, double h, double share, double value)
{
	char ink[8], text[32];
	if (!isfinite(share))
		return;
	sx_buf_printf(b, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", x, y, w + 0.3, h + 0.3,
	              ink_text(ink, sx_viridis(share)));
	if (w > 34 && h > 14)		/* viridis is dark below and light above */
		label(b, x + w / 2, y + h / 2 + 4, "middle", share < 0.6 ? " fill=\"#fff\"" : "", sx_heat_number(value, text));
}

static void heat_scale(sx_buf *b, sx_axis r)
{
	char ink[8], text[32];
	for (int k = 0; k < 32; k++)
		sx_buf_printf(b, "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"10\" fill=\"%s\"/>\n",
		              NAMES + 50 + k * SCALE_W / 32.0, H - 30, SCALE_W / 32.0 + 0.3, ink_text(ink, sx_viridis(k / 31.0)));
	label(b, NAMES + 44, H - 21, "end", " fill=\"#666\"", sx_heat_number(r.lo, text));
	label(b, NAMES + 56 + SCALE_W, H - 21, "start", " fill=\"#666\"", sx_heat_number(r.hi, text));
}

static bool heat(const sx_result *r, const sx_frame *t, sx_buf *b, sx_err *err)
{
	sx_axis s;
	size_t columns = sx_heat_columns(t);
	if (t->rows == 0 || columns == 0 || !sx_heat_range(t, &s))
		return sx_fail(err, SX_EINPUT, "%s: nothing to draw", t->name);
	double w = (double)(W - NAMES - RIGHT) / (double)columns, h = (double)(H - HEAT_TOP - BOTTOM) / (double)t->rows;
	open_svg(b, r, t);
	for (size_t c = 0; c < columns; c++)
		for (size_t i = 0; i < t->rows; i++) {
			double v = sx_heat_column(t, c)->num[i];
			heat_cell(b, NAMES + (double)c * w, HEAT_TOP + (double)i * h, w, h, (v - s.lo) / (s.hi - s.lo), v);
		}
	heat_names(b, t, w, h);
	heat_scale(b, s);
	return true;
}

bool sx_render_svg(const sx_result *r, const sx_frame *t, sx_buf *b, sx_err *err)
{
	for (size_t i = 0; t == NULL && i < r->nframes; i++)
		if (r->frame[i].look != SX_PLAIN)
			t = &r->frame[i];
	if (t == NULL || t->look == SX_PLAIN || t->nfields < 2)
		return sx_fail(err, SX_EINPUT, "%s: the result has no picture", r->command);
	bool ok = t->look == SX_RING ? ring(r, t, b, err) : t->look == SX_HEAT ? heat(r, t, b, err) : xy(r, t, b, err);
	if (ok)
		sx_buf_puts(b, "</svg>\n");
	return ok;
}
