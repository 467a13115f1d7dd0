/* an_circles.c: planes of principal components that hold a circle.
 *
 * Every plane of the leading components is scored on whitened coordinates (circle.h); the least kurtosis of the radius
 * is compared with its exact null, in which the search over planes is included: for Gaussian rows of any covariance the
 * whitened components are a uniformly random orthonormal frame. What is called a circle must also pass limits on its
 * shape (the ring rule). Cost: the spectrum, then n (components + planes) per draw and about 3.7 µs n per plane. */
#include "circle.h"
#include "options.h"
#include "price.h"
#include "ringtable.h"
#include "spectrum.h"
#include "stats.h"
#include "tables.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SPACE, PLANES, COMPONENTS, DRAWS, ALPHA, ORDER, WHERE, DROP };

static const sx_param params[] = {
	[SPACE]      = SX_OPT_SPACE,
	[PLANES]     = { .name = "planes", .kind = SX_KIND_CHOICE, .dflt = "adjacent", .choices = "adjacent|all",
	                 .help = "planes 1-2, 2-3, … as in the paper, or every pair of components" },
	[COMPONENTS] = { .name = "components", .kind = SX_KIND_INT, .dflt = "8", .lo = 2, .hi = 64,
	                 .help = "leading components searched, fewer where the rank or rows - 2 is less" },
	[DRAWS]      = { .name = "null", .kind = SX_KIND_INT, .dflt = "499", .lo = 19, .hi = 100000, .help = "draws of the null" },
	[ALPHA]      = { .name = "alpha", .kind = SX_KIND_REAL, .dflt = "0.01", .lo = 1e-6, .hi = 0.5,
	                 .help = "largest p-value called a circle" },
	[ORDER]      = { .name = "order", .kind = SX_KIND_COLUMN,
	                 .help = "numeric column, or row, with the known cyclic order of the rows" },
	[WHERE]      = SX_OPT_WHERE,
	[DROP]       = SX_OPT_DROP,
};

typedef struct plane {
	size_t  i, j;		/* components, from 0 */
	sx_ring ring;
	double  p, axis_ratio, order;
	bool    bad;
	sx_err  why;
} plane;

typedef struct search {
	const sx_call *call;
	sx_result *out;
	size_t  n, k, m;
	double *frame;		/* k columns of n: whitened scores */
	double *null, *scratch;	/* draws; threads × n k */
	plane  *plane;		/* m of them */
	const double *position;	/* n: the known order, or NULL */
	double *work;		/* threads × sx_plane_work(n) */
	sx_planes which;
} search;

/* ---- whitened scores ---- */

static bool frame(search *s, sx_space *space, sx_err *err)
{
	sx_spectrum p;
	const sx_call *call = s->call;
	size_t want = (size_t)call->arg[COMPONENTS].num;
	s->n = sx_space_rows(space);
	if (s->n < 4)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows are too few to tell a circle; at least 4 are needed", sx_space_name(space), s->n);
	if (!sx_spectrum_get(space, true, false, SX_SOLVER_AUTO, want, call->job, &p, err))
		return false;
	while (s->k < p.r && s->k < want && s->k < s->n - 2 && p.singular[s->k] > 1e-5 * p.singular[0])
		s->k++;
	if (s->k < 2)
		return sx_fail(err, SX_EINPUT, "%s: the rows lie on a line or a point; there is no plane to search", sx_space_name(space));
	float *score = sx_alloc(call->tmp, s->n * s->k, sizeof *score);
	s->frame = sx_alloc(call->tmp, s->n * s->k, sizeof *s->frame);
	if (!score || !s->frame)
		return sx_fail_memory(err, "scores", (double)(s->n * s->k) * 12);
	if (!sx_spectrum_scores(space, &p, 0, s->k, call->job, score, s->k, err))
		return false;
	for (size_t c = 0; c < s->k; c++)
		for (size_t i = 0; i < s->n; i++)
			s->frame[c * s->n + i] = (double)score[i * s->k + c] * sqrt((double)s->n) / p.singular[c];
	s->m = s->which == SX_PLANES_ALL ? s->k * (s->k - 1) / 2 : s->k - 1;
	s->plane = sx_alloc(call->tmp, s->m, sizeof *s->plane);
	if (s->plane == NULL)
		return sx_fail_memory(err, "planes", (double)s->m * sizeof *s->plane);
	size_t at = 0;
	for (size_t i = 0; i < s->k; i++)
		for (size_t j = i + 1; j < (s->which == SX_PLANES_ALL ? s->k : i + 2) && j < s->k; j++)
			s->plane[at++] = (plane){ .i = i, .j = j, .axis_ratio = p.singular[j] / p.singular[i], .order = NAN };
	return true;
}

/* ---- scores and their null ---- */

static void score_planes(void *ctx, size_t lo, size_t hi, int thread)
{
	search *s = ctx;
	double *work = s->work + (size_t)thread * (sx_plane_work(s->n) + s->n);
	for (size_t p = lo; p < hi; p++) {
		plane *at = &s->plane[p];
		const double *x = s->frame + at->i * s->n, *y = s->frame + at->j * s->n;
		at->bad = !sx_plane_scores(x, y, s->n, work, &at->ring, &at->why);
		if (s->position == NULL)
			continue;
		double *angle = work + sx_plane_work(s->n);
		sx_plane_angles(x, y, s->n, angle, NULL);
		at->order = sx_order_fraction(angle, s->position, s->n, work);
	}
}

static void draw_null(void *ctx, size_t lo, size_t hi, int thread)
{
	search *s = ctx;
	for (size_t b = lo; b < hi; b++)
		s->null[b] = sx_null_kappa(s->n, s->k, s->which, s->call->job->seed, b, s->scratch + (size_t)thread * s->n * s->k);
}

static bool score(search *s, sx_err *err)
{
	size_t threads = (size_t)sx_threads(s->call->job), draws = (size_t)s->call->arg[DRAWS].num;
	sx_job part = *s->call->job;
	s->work = sx_alloc(s->call->tmp, threads * (sx_plane_work(s->n) + s->n), sizeof *s->work);
	s->null = sx_alloc(s->call->tmp, draws, sizeof *s->null);
	s->scratch = sx_alloc(s->call->tmp, threads * s->n * s->k, sizeof *s->scratch);
	if (!s->work || !s->null || !s->scratch)
		return sx_fail_memory(err, "the null", (double)(threads * s->n * s->k) * 8);
	part.from = 0;
	part.span = 0.1;
	if (!sx_for(&part, "planes", s->m, 1, score_planes, s))
		return sx_fail_cancel(err);
	part.from = 0.1;
	part.span = 0.9;
	if (!sx_for(&part, "null of the search", draws, 1, draw_null, s))
		return sx_fail_cancel(err);
	for (size_t p = 0; p < s->m; p++)
		s->plane[p].p = s->plane[p].bad ? NAN : sx_p_lower(s->plane[p].ring.kappa, s->null, draws);
	return true;
}

/* ---- the known order ---- */

static bool known_order(search *s, const sx_space *space, sx_err *err)
{
	const char *name = s->call->arg[ORDER].text;
	if (name == NULL)
		return true;
	if (strcmp(name, "row") == 0) {
		double *row = sx_alloc(s->call->tmp, s->n, sizeof *row);
		for (size_t i = 0; row && i < s->n; i++)
			row[i] = (double)i;
		s->position = row;
		return row || sx_fail_memory(err, "the order", (double)s->n * 8);
	}
	const sx_field *f = sx_space_field(space, name);
	if (f == NULL || f->type == SX_TEXT)
		return sx_fail(err, SX_EUSAGE, "--order: %s has no numeric column '%.60s'", sx_space_name(space), name);
	for (size_t i = 0; i < s->n; i++)
		if (isnan(f->num[i]))
			return sx_fail(err, SX_EINPUT, "--order: column %s is missing at row %zu", name, i);
	s->position = f->num;
	return true;
}

/* ---- telling ---- */

enum { FIELDS = 17 };

static double field(const plane *p, size_t f, bool is_circle)
{
	const sx_ring *r = &p->ring;
	const double v[FIELDS] = { r->kappa, p->p, r->separability, r->mixture, r->hole, r->radius_cv, r->rayleigh[0], r->rayleigh[1],
		r->rayleigh[2], r->rayleigh[3], r->kuiper, r->rao, r->largest_gap, p->axis_ratio, r->fit_residual, p->order, is_circle };
	return p->bad ? NAN : v[f];
}

static bool planes_table(search *s, const size_t *order, const bool *circle)
{
	static const char *const name[FIELDS] = { "kappa", "p_value", "separability", "mixture", "hole", "radius_cv", "rayleigh1",
		"rayleigh2", "rayleigh3", "rayleigh4", "kuiper", "rao", "largest_gap", "axis_ratio", "fit_residual", "order_fraction",
		"is_circle" };
	sx_arena *tmp = s->call->tmp;
	const char **plane_name = sx_alloc(tmp, s->m, sizeof *plane_name), **why = sx_alloc(tmp, s->m, sizeof *why);
	double *v = sx_alloc(tmp, s->m, sizeof *v);
	if (!plane_name || !why || !v)
		return false;
	for (size_t p = 0; p < s->m; p++) {
		const plane *at = &s->plane[order[p]];
		const char *objection = at->bad ? at->why.msg : sx_ring_objection(&at->ring, at->p, s->call->arg[ALPHA].num, s->n);
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
	return true;
}

/* The best plane: columns for all rows, and a picture. */
static bool best_plane(search *s, const sx_space *space, const plane *best)
{
	sx_arena *tmp = s->call->tmp;
	double *angle = sx_alloc(tmp, s->n, sizeof *angle), *radius = sx_alloc(tmp, s->n, sizeof *radius);
	if (!angle || !radius)
		return false;
	sx_plane_angles(s->frame + best->i * s->n, s->frame + best->j * s->n, s->n, angle, radius);
	sx_column(s->out, "angle", angle);
	sx_column(s->out, "radius", radius);
	return sx_ring_table(s->out, space, angle, radius, tmp);
}

static void notes(const search *s, const plane *best, size_t found)
{
	sx_note(s->out, "p-values include the search over these %zu planes, not a choice among spaces or row sets", s->m);
	if (found && best->ring.rao > SX_RING_SPOTS)
		sx_note(s->out, "the best ring is a set of separate spots (Rao spacing %.0f degrees)", best->ring.rao);
	if (s->n < 60)
		sx_note(s->out, "%zu rows are few: separability and mixture do not discriminate below about 60", s->n);
	sx_note(s->out, "components of nearly equal variance mix, so circles that share them can be missed by these planes");
}

static bool tell(search *s, const sx_space *space, sx_err *err)
{
	sx_arena *tmp = s->call->tmp;
	size_t *order = sx_alloc(tmp, s->m, sizeof *order), found = 0;
	double *down = sx_alloc(tmp, s->m, sizeof *down);
	bool *circle = sx_alloc(tmp, s->m, sizeof *circle);
	if (!order || !down || !circle)
		return sx_fail_memory(err, "planes", (double)s->m * 17);
	for (size_t p = 0; p < s->m; p++) {
		const plane *at = &s->plane[p];
		circle[p] = !at->bad && sx_ring_rule(&at->ring, at->p, s->call->arg[ALPHA].num, s->n);
		found += circle[p];
		down[p] = at->bad ? -INFINITY : -at->ring.kappa;
	}
	if (!sx_order_down(down, s->m, order, tmp))
		return sx_fail_memory(err, "planes", (double)s->m * 16);
	const plane *best = &s->plane[order[0]];
	if (best->bad)
		return sx_fail(err, SX_EINPUT, "%s: %.200s", sx_space_name(space), best->why.msg);
	char name[48];
	snprintf(name, sizeof name, "%zu-%zu", best->i + 1, best->j + 1);
	sx_put(s->out, "planes_tested", (double)s->m);
	sx_put(s->out, "circles_found", (double)found);
	sx_put_text(s->out, "best_plane", name);
	sx_put(s->out, "kappa", best->ring.kappa);
	sx_put(s->out, "p_value", best->p);
	sx_record_num(s->out, "components", (double)s->k);
	bool ok = planes_table(s, order, circle) && best_plane(s, space, best);
	notes(s, best, found);
	return ok || sx_fail_memory(err, "the tables", (double)s->n * 32);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0];
	search s = { .call = call, .out = out, .which = call->arg[PLANES].num == 1 ? SX_PLANES_ALL : SX_PLANES_ADJACENT };
	return frame(&s, space, err) && known_order(&s, space, err) && score(&s, err) && tell(&s, space, err);
}

static const sx_reading circles_readings[] = {
	{ "circles_found", "0 or more", false, { { 1, "no plane of the leading components is a ring" },
	 { INFINITY, "planes that are rings: see circles" } } },
};

static void price(const sx_call *call, sx_price *out)
{
	const sx_value *v = call->arg;
	sx_mat m = sx_space_mat(v[SPACE].space[0]);
	double k = v[COMPONENTS].num, planes = v[PLANES].num == SX_PLANES_ALL ? k * (k - 1) / 2 : k - 1;
	sx_price_spectrum(out, m, (size_t)k, SX_SOLVER_AUTO);
	out->flop += 650 * (double)m.n * (k + planes) * v[DRAWS].num;
	if (v[DRAWS].num > 99) {
		sx_price less = { 0 };
		sx_price_spectrum(&less, m, (size_t)k, SX_SOLVER_AUTO);
		strcpy(out->cheaper, "--null 99");
		out->cheaper_flop = less.flop + (out->flop - less.flop) * 99 / v[DRAWS].num;
	}
}

const sx_command sx_cmd_circles = {
	.name = "circles", .group = "measure", .summary = "Search planes of principal components for circles",
	.about = "Scores each plane on whitened coordinates and ranks by kappa = E r^4 / (E r^2)^2: 1 on a circle, 4/3 on a disc, 2 "
		"for Gaussian points. p_value compares with the least kappa of the same search over Gaussian rows of the same shape; "
		"it can never be 0. A small p only says not Gaussian, so a plane is called a circle when p <= alpha and kappa <= 1.25, "
		"mixture < 0.45, hole < 0.3, rayleigh2 < 0.25 and, from 100 rows on, separability > 0.2. Other figures: separability, "
		"the least mutual information of rotated coordinates in bits (low: two independent features); mixture (high: two "
		"lines of which one is active at a time); rao, 132 degrees for evenly random angles, above 200 for separate spots; "
		"axis_ratio before whitening; order_fraction with --order, 1 when the rows go round in the known order. The best "
		"plane gives columns angle and radius.\n"
		"Traps: principal components of nearly equal variance mix, which hides circles that share them; half an arc can have a "
		"small kappa. Cost: the spectrum, n (components + planes) for each draw of the null.",
	.example = "circles demo --components 4 --null 99",
	.cite = "Engels, Michaud, Liao, Gurnee, Tegmark 2024, Not All Language Model Features Are One-Dimensionally Linear",
	SX_READINGS(circles_readings), SX_PARAMS(params), .run = run, .price = price,
};
