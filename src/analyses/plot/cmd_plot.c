/* cmd_plot.c: the command plot: two or three axes of a space as a picture, with optional overlays. */
#include "plot_turned.h"
#include "analyses/circles/circle_scores.h"
#include "command/options.h"
#include "render/export_file.h"
#include "rows/row_axes.h"
#include "rows/row_tables.h"
#include "space/row_directions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SPACE, X, Y, Z, TURN, TILT, COLOR, SHOW, SELECTION, PATH, CIRCLE, ARROW, LIKE, LIKE_TURN,
       LIKE_MIRROR, VIEW, TO };
enum { ALL, SELECTED, OTHERS };

static const sx_param plot_params[] = {
	[SPACE] = SX_OPT_SPACE,
	[X]     = { .name = "x", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL,
	            .help = "x axis: a column, pc1, d0, norm, row, or a semantic axis such as 'king - queen' (pc1)" },
	[Y]     = { .name = "y", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL, .help = "up (pc2)" },
	[Z]     = { .name = "z", .kind = SX_KIND_COLUMN, .help = "z axis, towards the viewer, for a three-dimensional plot" },
	[TURN]  = { .name = "turn", .kind = SX_KIND_REAL, .dflt = "0", .lo = -3600, .hi = 3600,
	            .help = "rotation about the y axis, in degrees; needs --z" },
	[TILT]  = { .name = "tilt", .kind = SX_KIND_REAL, .dflt = "0", .lo = -3600, .hi = 3600,
	            .help = "rotation after that about the x axis, in degrees" },
	[COLOR] = { .name = "color", .kind = SX_KIND_COLUMN, .help = "colour by this column, component, dimension, norm or row" },
	[SHOW]  = { .name = "show", .kind = SX_KIND_CHOICE, .dflt = "all", .choices = "all|selected|others",
	            .help = "show all rows, the selected ones, or the others; the axes remain those of all rows" },
	[SELECTION] = { .name = "selection", .kind = SX_KIND_TEXT, .dflt = "selected", .help = "which selection" },
	[PATH]   = { .name = "path", .kind = SX_KIND_COLUMN, .help = "connect the rows shown by a line, in the order of this "
		"column" },
	[CIRCLE] = { .name = "circle", .kind = SX_KIND_FLAG, .dflt = "no", .help = "fit a circle to the rows shown and draw it" },
	[ARROW]  = { .name = "arrow", .kind = SX_KIND_TEXT,
	             .help = "draw 'A - B' as an arrow from B to A; either may be a list of labels separated by commas" },
	[LIKE]   = { .name = "like", .kind = SX_KIND_SPACE, .dflt = "none",
	             .help = "rotate or reflect the points to match the plot of this space on the same axes (Procrustes)" },
	[LIKE_TURN]   = { .name = "like-turn", .kind = SX_KIND_REAL, .dflt = "0", .lo = -3600, .hi = 3600,
	                  .help = "degrees by which the plot of that space is itself rotated" },
	[LIKE_MIRROR] = { .name = "like-mirror", .kind = SX_KIND_FLAG, .dflt = "no", .help = "the plot of that space is "
		"reflected before its rotation" },
	[VIEW]   = { .name = "view", .kind = SX_KIND_TEXT, .help = "the visible part: x0,y0,x1,y1 in the units of the axes" },
	[TO]     = { .name = "to", .kind = SX_KIND_PATH,
	             .help = "write the picture to this file, as export does; also plot ... > FILE" },
};

/* The rows shown, and their places. */
typedef struct picture {
	sx_space     *s;
	const sx_value *arg;
	const char   *x_name, *y_name, *c_name;
	sx_row_axis       x, y, z, c;
	const double *selected;		/* of all rows; NULL: no selection */
	size_t       *row, n;
	double       *px, *py, *pz, *x0, *y0, *z0;	/* of the rows shown; z and the places before turning only with --z */
} picture;

static bool needs_numbers(const sx_row_axis *a, const char *name, sx_err *err)
{
	return a->num || sx_fail(err, SX_EUSAGE, "column '%.60s' is text; it can be a colour but not an axis", name);
}

/* A space of one component is drawn against its rows. */
static const char *second_axis(const sx_space *s)
{
	return sx_space_dims(s) > 1 && sx_space_rows(s) > 1 ? "pc2" : "row";
}

static bool get_axis(const sx_call *call, picture *p, const char *name, sx_row_axis *out, sx_err *err)
{
	return sx_row_axis_get(p->s, name, call->job, call->tmp, out, err) && needs_numbers(out, name, err);
}

static bool get_axes(const sx_call *call, picture *p, sx_err *err)
{
	const char *z = p->arg ? p->arg[Z].text : NULL;
	if (!get_axis(call, p, p->x_name, &p->x, err) || !get_axis(call, p, p->y_name, &p->y, err))
		return false;
	if (z && !get_axis(call, p, z, &p->z, err))
		return false;
	if (p->arg && !z && (p->arg[TURN].num != 0 || p->arg[TILT].num != 0))
		return sx_fail(err, SX_EUSAGE, "--turn and --tilt need a third axis: --z pc3");
	return p->c_name == NULL || sx_row_axis_get(p->s, p->c_name, call->job, call->tmp, &p->c, err);
}

/* ---- which rows ---- */

static bool choose_rows(const sx_call *call, picture *p, sx_err *err)
{
	size_t n = sx_space_rows(p->s);
	int show = p->arg ? (int)p->arg[SHOW].num : ALL;
	const char *name = p->arg ? p->arg[SELECTION].text : "selected";
	const sx_field *f = sx_space_field(p->s, name);
	p->selected = f && f->type != SX_TEXT ? f->num : NULL;
	p->row = sx_alloc(call->tmp, n, sizeof *p->row);
	if (p->row == NULL)
		return sx_fail_memory(err, "the points", (double)n * 8);
	if (show != ALL && p->selected == NULL)
		return sx_fail(err, SX_EUSAGE, "there is no selection '%.60s'; select and mark make one", name);
	for (size_t i = 0; i < n; i++)
		if (show == ALL || (p->selected[i] == 1) == (show == SELECTED))
			p->row[p->n++] = i;
	return p->n || sx_fail(err, SX_EINPUT, "none of %zu rows is left to show", n);
}

/* ---- where they are ---- */

static double *gather(const picture *p, const double *v, bool centred, sx_arena *tmp)
{
	double *out = sx_alloc(tmp, p->n, sizeof *out), mean = 0;
	for (size_t i = 0; out && i < p->n; i++) {
		out[i] = v[p->row[i]];
		mean += out[i] / (double)p->n;
	}
	for (size_t i = 0; out && centred && i < p->n; i++)
		out[i] -= mean;
	return out;
}

static void turn(picture *p, double turned, double tilted)
{
	double a = turned * M_PI / 180, b = tilted * M_PI / 180;
	for (size_t i = 0; i < p->n; i++) {
		double z = p->z0[i] * cos(a) - p->x0[i] * sin(a);
		p->px[i] = p->x0[i] * cos(a) + p->z0[i] * sin(a);
		p->py[i] = p->y0[i] * cos(b) - z * sin(b);
		p->pz[i] = p->y0[i] * sin(b) + z * cos(b);
	}
}

static bool place(const sx_call *call, picture *p, sx_err *err)
{
	bool solid = p->z.num != NULL, ok;
	p->px = gather(p, p->x.num, solid, call->tmp);
	p->py = gather(p, p->y.num, solid, call->tmp);
	ok = p->px && p->py;
	if (ok && solid) {
		p->x0 = gather(p, p->x.num, true, call->tmp);
		p->y0 = gather(p, p->y.num, true, call->tmp);
		p->z0 = gather(p, p->z.num, true, call->tmp);
		p->pz = sx_alloc(call->tmp, p->n, sizeof *p->pz);
		ok = p->x0 && p->y0 && p->z0 && p->pz;
		if (ok)
			turn(p, p->arg[TURN].num, p->arg[TILT].num);
	}
	return ok || sx_fail_memory(err, "the points", (double)p->n * 48);
}

static bool place_like(const sx_call *call, picture *p, sx_result *out, sx_err *err)
{
	if (p->arg == NULL || p->arg[LIKE].count == 0)
		return true;
	if (p->z.num)
		return sx_fail(err, SX_EUSAGE, "--like works with two axes only, not with --z");
	sx_like like = { .space = p->s, .other = p->arg[LIKE].space[0], .x_name = p->x_name, .y_name = p->y_name,
	                 .turn = p->arg[LIKE_TURN].num, .mirrored = p->arg[LIKE_MIRROR].num != 0, .row = p->row, .n = p->n,
	                 .x = p->px, .y = p->py };
	return sx_plot_like(call, &like, out, err);
}

static bool put_points(const sx_call *call, const picture *p, sx_result *out)
{
	if (!sx_table_rows(out, "points", SX_SCATTER, p->s, p->row, p->n, call->tmp))
		return false;
	sx_table_nums(out, "x", p->px);
	sx_table_nums(out, "y", p->py);
	if (p->pz) {
		sx_table_nums(out, "z", p->pz);
		sx_table_nums(out, "x0", p->x0);
		sx_table_nums(out, "y0", p->y0);
		sx_table_nums(out, "z0", p->z0);
	}
	double *num = p->c.num ? gather(p, p->c.num, false, call->tmp) : NULL;
	const char **text = p->c.text ? sx_alloc(call->tmp, p->n, sizeof *text) : NULL;
	for (size_t i = 0; text && i < p->n; i++)
		text[i] = p->c.text[p->row[i]];
	if (text)
		sx_table_texts(out, "color", text);
	else if (num)
		sx_table_nums(out, "color", num);
	double *selected = p->selected ? gather(p, p->selected, false, call->tmp) : NULL;
	if (selected)
		sx_table_ints(out, "selected", selected);
	return (text || num || p->c_name == NULL) && (selected || !p->selected);
}

/* ---- what is drawn on top ---- */

static void put_line(sx_result *out, const char *name, const double *x, const double *y, size_t n)
{
	sx_table(out, name, SX_LINE, n);
	sx_table_nums(out, "x", x);
	sx_table_nums(out, "y", y);
}

enum { CORNERS = 97 };

static void put_circle(const picture *p, sx_result *out)
{
	double cx, cy, r, residual, x[CORNERS], y[CORNERS];
	sx_plane_circle(p->px, p->py, p->n, &cx, &cy, &r, &residual);
	if (!isfinite(r) || r <= 0) {
		sx_put_none(out, "circle_radius", "the points lie on a line: no circle fits");
		return;
	}
	sx_put(out, "circle_x", cx);
	sx_put(out, "circle_y", cy);
	sx_put(out, "circle_radius", r);
	sx_put(out, "circle_residual", residual);
	for (int i = 0; i < CORNERS; i++) {
		double a = 2 * M_PI * i / (CORNERS - 1);
		x[i] = cx + r * cos(a);
		y[i] = cy + r * sin(a);
	}
	put_line(out, "circle", x, y, CORNERS);
}

typedef struct step {
	double key, x, y;
	size_t row;
} step;

static int in_order(const void *a, const void *b)
{
	const step *s = a, *t = b;
	return s->key != t->key ? (s->key > t->key) - (s->key < t->key) : (s->row > t->row) - (s->row < t->row);
}

static bool put_path(const sx_call *call, picture *p, sx_result *out, sx_err *err)
{
	sx_row_axis order;
	step *s = sx_alloc(call->tmp, p->n, sizeof *s);
	double *x = sx_alloc(call->tmp, p->n, sizeof *x), *y = sx_alloc(call->tmp, p->n, sizeof *y);
	size_t n = 0;
	if (!s || !x || !y)
		return sx_fail_memory(err, "a path", (double)p->n * 48);
	if (!get_axis(call, p, p->arg[PATH].text, &order, err))
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (isfinite(order.num[p->row[i]]))
			s[n++] = (step){ order.num[p->row[i]], p->px[i], p->py[i], p->row[i] };
	qsort(s, n, sizeof *s, in_order);
	for (size_t i = 0; i < n; i++) {
		x[i] = s[i].x;
		y[i] = s[i].y;
	}
	put_line(out, "path", x, y, n);
	return true;
}

/* From the mean of one list of rows to that of the other, as they are seen. */
static bool put_arrow(const sx_call *call, const picture *p, sx_result *out, sx_err *err)
{
	sx_meaning m;
	if (!sx_meaning_read(p->s, p->arg[ARROW].text, call->tmp, &m, err))
		return false;
	double x[2], y[2];
	for (int end = 0; end < 2; end++) {
		const size_t *row = end ? m.plus : m.minus;
		size_t n = end ? m.nplus : m.nminus, seen = 0;
		x[end] = y[end] = 0;
		for (size_t i = 0; i < p->n; i++)
			for (size_t k = 0; k < n; k++)
				if (row[k] == p->row[i]) {
					x[end] += p->px[i];
					y[end] += p->py[i];
					seen++;
				}
		if (seen != n)
			return sx_fail(err, SX_EINPUT, "--arrow: %zu of its rows are not shown", n - seen);
		x[end] /= (double)n;
		y[end] /= (double)n;
	}
	put_line(out, "arrow", x, y, 2);
	return true;
}

/* ---- the commands ---- */

static bool draw(const sx_call *call, picture *p, sx_result *out, sx_err *err)
{
	if (!get_axes(call, p, err) || !choose_rows(call, p, err) || !place(call, p, err) ||
	    !place_like(call, p, out, err))
		return false;
	sx_put_text(out, "x_label", p->x.label);
	sx_put_text(out, "y_label", p->y.label);
	if (p->z.num)
		sx_put_text(out, "z_label", p->z.label);
	if (p->c_name)
		sx_put_text(out, "color", p->c_name);
	if (p->n < sx_space_rows(p->s)) {
		sx_put(out, "shown", (double)p->n);
		sx_note(out, "%zu of %zu rows shown", p->n, sx_space_rows(p->s));
	}
	sx_record_text(out, "x", p->x_name);
	sx_record_text(out, "y", p->y_name);
	if (!put_points(call, p, out))
		return sx_fail_memory(err, "the points", (double)p->n * 48);
	if (p->arg == NULL)
		return true;
	if (p->arg[CIRCLE].num != 0)
		put_circle(p, out);
	return (p->arg[PATH].text == NULL || put_path(call, p, out, err)) &&
	       (p->arg[ARROW].text == NULL || put_arrow(call, p, out, err));
}

static bool put_view(const char *text, sx_result *out, sx_err *err)
{
	static const char *const names[] = { "view_x0", "view_y0", "view_x1", "view_y1" };
	double v[SX_COUNT(names)];
	const char *at = text;
	for (size_t i = 0; i < SX_COUNT(v); i++) {
		char *end;
		v[i] = strtod(at, &end);
		if (end == at || *end != (i + 1 < SX_COUNT(v) ? ',' : '\0') || !isfinite(v[i]))
			return sx_fail(err, SX_EUSAGE, "--view: '%.60s' is not x0,y0,x1,y1", text);
		at = end + 1;
	}
	if (v[0] >= v[2] || v[1] >= v[3])
		return sx_fail(err, SX_EUSAGE, "--view: '%.60s' is empty: x0 must be below x1, and y0 below y1", text);
	for (size_t i = 0; i < SX_COUNT(v); i++)
		sx_put(out, names[i], v[i]);
	return true;
}

static bool write_picture(const char *path, sx_result *out, sx_err *err)
{
	size_t bytes;
	if (out->broken)
		return sx_fail_memory(err, "the picture", (double)sx_arena_used(out->arena));
	if (!sx_export_file(out, path, "points", &bytes, err))
		return false;
	sx_put_text(out, "path", path);
	sx_put(out, "bytes", (double)bytes);
	return true;
}

static bool run_plot(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_value *v = call->arg;
	picture p = { .s = v[SPACE].space[0], .arg = v, .x_name = v[X].text ? v[X].text : "pc1", .c_name = v[COLOR].text };
	p.y_name = v[Y].text ? v[Y].text : second_axis(p.s);
	return draw(call, &p, out, err) && (v[VIEW].text == NULL || put_view(v[VIEW].text, out, err)) &&
	       (v[TO].text == NULL || write_picture(v[TO].text, out, err));
}

static const sx_figure plot_figures[] = {
	{ "x_label y_label z_label", "text", NULL, "names of the axes; a component is followed by its share of the variance" },
	{ "color", "text", NULL, "the column that gives the colours" },
	{ "shown", "0 to rows", NULL, "with --show: number of rows drawn" },
	{ "likeness", "0 to 1", "0",
	  "with --like: 1 if the plots are equal up to scale, rotation and reflection; 0 if they are unrelated" },
	{ "like_turn like_mirrored", "degrees; 0 or 1", NULL, "with --like: how the picture was rotated and reflected" },
	{ "circle_x circle_y circle_radius", "any", NULL, "with --circle: the fitted circle, in units of the axes" },
	{ "circle_residual", "0 or more", NULL, "rms distance from the circle over its radius: below 0.1 for a clean ring" },
	{ "path bytes", "text; a number", NULL, "with --to: the file written and its size" },
	{ "points", "table", NULL, "the rows drawn: position, label, colour and selection" },
	{ "path arrow circle", "series", NULL, "overlays, in the same units" },
};

const sx_command sx_cmd_plot = {
	.name = "plot", .group = "look", .summary = "Scatter plot of the rows on two or three axes",
	.about = "Axes are principal components by default; the label of a component gives its share of the variance. 'king - "
		"queen', or two lists of labels separated by commas, is the axis from the mean of the second list to that of "
		"the first, with 0 half way. --like SPACE rotates or reflects the picture by orthogonal Procrustes, with rows "
		"matched by number, or by label if the numbers of rows differ; likeness is 1 if the pictures are then equal up "
		"to scale, 0 if they are unrelated; like_turn and like_mirrored give the rotation and the reflection. With --z "
		"the points are centred and rotated in three dimensions. The circle is Taubin's; its residual is the rms "
		"distance from it over the radius. plot ... > FILE writes the picture as shown: .svg, .png, .csv and .json with "
		"coordinates, colour and selection, .gp a script for gnuplot.",
	.example = "plot demo pc1 pc2 --color norm", SX_PARAMS(plot_params), .run = run_plot,
	SX_FIGURES(plot_figures),
};

static const sx_param color_params[] = {
	SX_OPT_SPACE,
	{ .name = "column", .kind = SX_KIND_COLUMN, .flags = SX_POSITIONAL | SX_REQUIRED,
	  .help = "column, component, dimension, norm or row" },
};

static bool run_color(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *s = call->arg[0].space[0];
	picture p = { .s = s, .x_name = "pc1", .y_name = second_axis(s), .c_name = call->arg[1].text };
	return draw(call, &p, out, err);
}

static const sx_figure color_figures[] = {
	{ "x_label y_label color", "text", NULL, "names of the axes, and the column that gives the colours" },
	{ "points", "table", NULL, "the rows drawn, with the colour of each" },
};

const sx_command sx_cmd_color = {
	.name = "color", .group = "look", .summary = "Scatter plot coloured by a column",
	.about = "Short for plot --color COLUMN on the first two components.",
	.example = "color demo norm", SX_PARAMS(color_params), .run = run_color,
	SX_FIGURES(color_figures),
};
