/* circles_result.c: writes the result of `circles`: the table of planes, the best plane, and the notes. */
#include "circles_parts.h"
#include "ring_table.h"
#include "numeric/stats.h"
#include "rows/row_tables.h"

#include <math.h>
#include <stdio.h>

enum { FIELDS = 18 };

static double field(const sx_tried *p, size_t f, bool is_circle)
{
	const sx_ring *r = &p->ring;
	const double v[FIELDS] = { r->kappa, p->p, r->separability, r->mixture, r->hole, r->radius_cv, r->rayleigh[0], r->rayleigh[1],
		r->rayleigh[2], r->rayleigh[3], r->kuiper, r->rao, r->largest_gap, p->axis_ratio, r->fit_residual, p->order,
		p->agreement, is_circle };
	return p->bad ? NAN : v[f];
}

static bool planes_table(sx_circles *s, const size_t *order, const bool *circle)
{
	static const char *const name[FIELDS] = { "kappa", "p_value", "separability", "mixture", "hole", "radius_cv", "rayleigh1",
		"rayleigh2", "rayleigh3", "rayleigh4", "kuiper", "rao", "largest_gap", "axis_ratio", "fit_residual", "order_fraction",
		"agreement", "is_circle" };
	sx_arena *tmp = s->call->tmp;
	const char **plane_name = sx_alloc(tmp, s->m, sizeof *plane_name), **why = sx_alloc(tmp, s->m, sizeof *why);
	double *v = sx_alloc(tmp, s->m, sizeof *v);
	if (!plane_name || !why || !v)
		return false;
	for (size_t p = 0; p < s->m; p++) {
		const sx_tried *at = &s->plane[order[p]];
		const char *objection = at->bad ? at->why.msg : sx_ring_objection(&at->ring, at->p, s->call->arg[SX_CIRCLES_ALPHA].num, s->n);
		plane_name[p] = sx_printf(tmp, "%zu-%zu", at->i + 1, at->j + 1);
		why[p] = objection ? objection : at->ring.rao > SX_RING_SPOTS ? "ring of separate spots" : "ring";
		if (plane_name[p] == NULL)
			return false;
	}
	sx_table(s->out, "planes", SX_PLAIN, s->m);
	sx_table_texts(s->out, "plane", plane_name);
	for (size_t f = 0; f < FIELDS; f++) {
		for (size_t p = 0; p < s->m; p++)
			v[p] = field(&s->plane[order[p]], f, circle[order[p]]);
		if (f + 1 == FIELDS)
			sx_table_ints(s->out, name[f], v);
		else
			sx_table_nums(s->out, name[f], v);
	}
	sx_table_texts(s->out, "verdict", why);
	if (s->code == NULL)
		return true;
	for (size_t p = 0; p < s->m; p++)
		why[p] = sx_made_name(s->call, s->space, SX_CIRCLES_AS, "means");
	sx_table_texts(s->out, "space", why);
	return true;
}

/* The best plane: columns for all rows, and a picture. */
static bool best_plane(sx_circles *s, const sx_tried *best)
{
	sx_arena *tmp = s->call->tmp;
	double *angle = sx_alloc(tmp, s->n, sizeof *angle), *radius = sx_alloc(tmp, s->n, sizeof *radius);
	if (!angle || !radius)
		return false;
	sx_plane_angles(s->frame + best->i * s->n, s->frame + best->j * s->n, s->n, angle, radius);
	sx_column(s->out, "angle", angle);
	sx_column(s->out, "radius", radius);
	return sx_ring_table(s->out, s->space, angle, radius, tmp);
}

enum { FIT_ROWS = 2000, FIT_STEPS = 180 };

/* Taubin's circle of the best plane, in white units, and rows and circle as one picture. */
static bool fit(sx_circles *s, const sx_tried *best)
{
	const sx_ring *r = &best->ring;
	size_t step = s->n > FIT_ROWS ? (s->n + FIT_ROWS - 1) / FIT_ROWS : 1, m = (s->n + step - 1) / step, all = m + FIT_STEPS;
	sx_arena *tmp = s->call->tmp;
	double *x = sx_alloc(tmp, all, sizeof *x), *y = sx_alloc(tmp, all, sizeof *y), *of = sx_alloc(tmp, all, sizeof *of);
	if (!x || !y || !of)
		return false;
	if (!isfinite(r->radius)) {
		sx_put_none(s->out, "fit_radius", "the points lie along a line: no circle fits them better");
		return true;
	}
	sx_put(s->out, "fit_center_x", r->center_x);
	sx_put(s->out, "fit_center_y", r->center_y);
	sx_put(s->out, "fit_radius", r->radius);
	sx_put(s->out, "fit_residual", r->fit_residual);
	for (size_t i = 0; i < m; i++) {
		x[i] = s->frame[best->i * s->n + i * step];
		y[i] = s->frame[best->j * s->n + i * step];
	}
	for (size_t i = 0; i < FIT_STEPS; i++) {
		double turn = 2 * 3.14159265358979323846 * (double)i / FIT_STEPS;
		x[m + i] = r->center_x + r->radius * cos(turn);
		y[m + i] = r->center_y + r->radius * sin(turn);
		of[m + i] = 1;
	}
	sx_table(s->out, "fit", SX_SCATTER, all);
	sx_table_even(s->out);
	sx_table_nums(s->out, "x", x);
	sx_table_nums(s->out, "y", y);
	sx_table_ints(s->out, "color", of);
	return true;
}

static const char *const whats[] = { "components", "components", "means of classes" };

/* The searched coordinates: raw scores for components, whitened ones for class means. */
static bool give_space(sx_circles *s, sx_err *err)
{
	const char *suffix = s->code ? "means" : NULL;
	float *to;
	if (!suffix && !s->call->arg[SX_CIRCLES_AS].given)
		return true;
	sx_space *made = sx_space_new(sx_made_name(s->call, s->space, SX_CIRCLES_AS, suffix), s->n, s->k, &to, err);
	if (made == NULL)
		return false;
	for (size_t c = 0; c < s->k; c++) {
		double length = s->length ? s->length[c] / sqrt((double)s->n) : 1;
		for (size_t i = 0; i < s->n; i++)
			to[i * s->k + c] = (float)(s->frame[c * s->n + i] * length);
	}
	if (!sx_space_copy_meta(made, s->space, err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(s->out, made);
	return true;
}

/* A single row with more than this share of the sum of squares of a whitened column (n): the column is that row. */
static const double ONE_ROW = 0.7;

static void note_single_rows(const sx_circles *s)
{
	for (size_t c = 0; c < s->k; c++)
		for (size_t i = 0; i < s->n; i++) {
			double v = s->frame[c * s->n + i], share = v * v / (double)s->n;
			const char *label = sx_space_label(s->space, i);
			if (share > ONE_ROW)
				sx_note(s->out, "component %zu is mostly one row: %zu%s%.40s (%.2f of its sum of squares); try "
					"without it", c + 1,
				        sx_space_parent_row(s->space, i), label ? ", " : "", label ? label : "", share);
		}
}

static void notes(const sx_circles *s, const sx_tried *best, size_t found)
{
	const char *what = whats[(size_t)s->call->arg[SX_CIRCLES_PLANES].num];
	sx_note(s->out, "p_value includes the search over these %zu planes of %s, not a choice among spaces or row sets", s->m, what);
	if (found && best->ring.rao > SX_RING_SPOTS)
		sx_note(s->out, "the best ring is a set of separate spots (Rao spacing %.0f degrees)", best->ring.rao);
	note_single_rows(s);
	if (s->n < 60)
		sx_note(s->out, "only %zu rows: separability and mixture do not discriminate below about 60", s->n);
	if (s->length)
		sx_note(s->out, "components of nearly equal variance mix, so these planes can miss circles that share them; if "
		        "the rows have a cyclic index, fourier finds them");
}

bool sx_circles_tell(sx_circles *s, sx_err *err)
{
	sx_arena *tmp = s->call->tmp;
	size_t *order = sx_alloc(tmp, s->m, sizeof *order), found = 0;
	double *down = sx_alloc(tmp, s->m, sizeof *down);
	bool *circle = sx_alloc(tmp, s->m, sizeof *circle);
	if (!order || !down || !circle)
		return sx_fail_memory(err, "planes", (double)s->m * 17);
	for (size_t p = 0; p < s->m; p++) {
		const sx_tried *at = &s->plane[p];
		circle[p] = !at->bad && sx_ring_rule(&at->ring, at->p, s->call->arg[SX_CIRCLES_ALPHA].num, s->n);
		found += circle[p];
		down[p] = at->bad ? -INFINITY : -at->ring.kappa;
	}
	if (!sx_order_down(down, s->m, order, tmp))
		return sx_fail_memory(err, "planes", (double)s->m * 16);
	const sx_tried *best = &s->plane[order[0]];
	if (best->bad)
		return sx_fail(err, SX_EINPUT, "%s: %.200s", sx_space_name(s->space), best->why.msg);
	char name[48];
	snprintf(name, sizeof name, "%zu-%zu", best->i + 1, best->j + 1);
	sx_put(s->out, "planes_tested", (double)s->m);
	sx_put(s->out, "circles_found", (double)found);
	sx_put_text(s->out, "best_plane", name);
	sx_put(s->out, "kappa", best->ring.kappa);
	sx_put(s->out, "p_value", best->p);
	sx_record_num(s->out, "components", (double)s->k);
	bool ok = planes_table(s, order, circle) && best_plane(s, best) && (s->call->arg[SX_CIRCLES_FIT].num == 0 || fit(s, best));
	notes(s, best, found);
	return ok ? give_space(s, err) : sx_fail_memory(err, "the tables", (double)s->n * 32);
}
