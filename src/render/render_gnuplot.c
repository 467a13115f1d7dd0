/* render_gnuplot.c: the picture of a table as a gnuplot script that contains its data. */
#include "render.h"

#include <math.h>
#include <string.h>

bool sx_render_view(const sx_result *r, double view[4])
{
	static const char *const names[] = { "view_x0", "view_y0", "view_x1", "view_y1" };
	for (size_t i = 0; i < SX_COUNT(names); i++) {
		const sx_scalar *s = sx_result_scalar(r, names[i]);
		if (s == NULL || s->kind != SX_SCALAR_NUM)
			return false;
		view[i] = s->num;
	}
	return true;
}

/* A text of a command, in single quotes: in double ones gnuplot runs what stands between backquotes, as a shell would. */
static void text(sx_buf *b, const char *label)
{
	sx_buf_putc(b, '\'');
	for (; *label; label++) {
		if (*label == '\'')
			sx_buf_putc(b, '\'');
		sx_buf_putc(b, (unsigned char)*label < ' ' ? ' ' : *label);
	}
	sx_buf_puts(b, "' noenhanced");
}

/* A text of the data, where gnuplot runs nothing and knows double quotes alone. */
static void quoted(sx_buf *b, const char *text)
{
	sx_buf_putc(b, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			sx_buf_putc(b, '\\');
		sx_buf_putc(b, (unsigned char)*text < ' ' ? ' ' : *text);
	}
	sx_buf_putc(b, '"');
}

static void put_data(const sx_frame *t, sx_buf *b)
{
	sx_buf_puts(b, "$data << EOD\n");
	for (size_t i = 0; i < t->rows; i++) {
		for (size_t f = 0; f < t->nfields; f++) {
			char number[32];
			if (f)
				sx_buf_putc(b, ' ');
			if (t->field[f].type == SX_TEXT)
				quoted(b, t->field[f].text[i]);
			else
				sx_buf_puts(b, isfinite(t->field[f].num[i]) ? sx_number(number, t->field[f].num[i]) : "NaN");
		}
		sx_buf_putc(b, '\n');
	}
	sx_buf_puts(b, "EOD\n");
}

static size_t column(const sx_frame *t, const char *name)
{
	for (size_t f = 0; f < t->nfields; f++)
		if (strcmp(t->field[f].name, name) == 0)
			return f + 1;
	return 0;
}

static const char *label_of(const sx_result *r, const char *name, const sx_field *f)
{
	const sx_scalar *s = sx_result_scalar(r, name);
	return s && s->kind == SX_SCALAR_TEXT ? s->text : f->name;
}

/* The colours by their numbers: gnuplot 5 has no palette of that name. Straight lines lie between, as in sx_viridis. */
static void put_palette(sx_buf *b)
{
	enum { STEPS = 8 };
	sx_buf_puts(b, "set palette defined (");
	for (int i = 0; i <= STEPS; i++)
		sx_buf_printf(b, "%s%d \"#%06x\"", i ? ", " : "", i, (unsigned)sx_viridis((double)i / STEPS) & 0xFFFFFF);
	sx_buf_puts(b, ")\n");
}

static void put_points(const sx_result *r, const sx_frame *t, sx_buf *b)
{
	const sx_field *across, *up;
	if (!sx_frame_xy(t, &across, &up))
		return;
	size_t x = column(t, across->name), y = column(t, up->name), color = column(t, "color"), selected = column(t, "selected");
	double v[4];
	sx_buf_puts(b, "set xlabel ");
	text(b, label_of(r, "x_label", across));
	sx_buf_puts(b, "\nset ylabel ");
	text(b, label_of(r, "y_label", up));
	if (t->even)
		sx_buf_puts(b, "\nset size ratio -1");
	if (sx_render_view(r, v))
		sx_buf_printf(b, "\nset xrange [%.17g:%.17g]\nset yrange [%.17g:%.17g]", v[0], v[2], v[1], v[3]);
	if (color && t->field[color - 1].type == SX_TEXT)
		color = 0;
	sx_buf_putc(b, '\n');
	put_palette(b);
	sx_buf_printf(b, "plot $data using %zu:%zu", x, y);
	if (color)
		sx_buf_printf(b, ":%zu", color);
	sx_buf_printf(b, " with points pt 7 ps 0.4%s notitle", color ? " lc palette" : "");
	if (selected)
		sx_buf_printf(b, ", $data using %zu:(column(%zu) == 1 ? column(%zu) : NaN) with points pt 6 ps 1.2 title \"selected\"", x,
		              selected, y);
	sx_buf_putc(b, '\n');
}

static void put_series(const sx_frame *t, sx_buf *b)
{
	sx_buf_puts(b, "set xlabel ");
	text(b, t->field[0].name);
	sx_buf_puts(b, "\nset ylabel ");
	text(b, t->field[1].name);
	sx_buf_printf(b, "\n%s%splot $data using 1:2 with %s notitle\n", t->log_x ? "set logscale x\n" : "",
	              t->log_y ? "set logscale y\n" : "", t->look == SX_BARS ? "impulses lw 3" : "lines");
}

bool sx_render_gnuplot(const sx_result *r, const sx_frame *t, sx_buf *b, sx_err *err)
{
	for (size_t i = 0; t == NULL && i < r->nframes; i++)
		if (r->frame[i].look != SX_PLAIN)
			t = &r->frame[i];
	const sx_field *x, *y;
	bool points = t && t->look == SX_SCATTER && sx_frame_xy(t, &x, &y);
	bool series = t && (t->look == SX_LINE || t->look == SX_BARS) && t->nfields > 1;
	bool ring = t && t->look == SX_RING && column(t, "angle") && column(t, "radius");
	if (!points && !series && !ring && !(t && t->look == SX_HEAT))
		return sx_fail(err, SX_EINPUT, "%s: the result has no picture", r->command);
	sx_buf_puts(b, "# ");
	for (const char *p = r->line ? r->line : r->command; *p; p++)
		sx_buf_putc(b, (unsigned char)*p < ' ' ? ' ' : *p);
	sx_buf_puts(b, "\n# gnuplot -persist FILE\n");
	put_data(t, b);
	if (points)
		put_points(r, t, b);
	else if (series)
		put_series(t, b);
	else if (ring)
		sx_buf_printf(b, "set polar\nset size square\nunset border\nunset xtics\nunset ytics\n"
		              "plot $data using %zu:%zu:%zu with labels notitle\n", column(t, "angle"), column(t, "radius"),
		              column(t, "label") ? column(t, "label") : column(t, "row"));
	else {
		put_palette(b);
		sx_buf_puts(b, "plot $data matrix with image notitle\n");
	}
	return true;
}
