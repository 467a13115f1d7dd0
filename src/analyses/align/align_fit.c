/* align_fit.c: fits the alignment of `align` (from pairs, without pairs, or as relative coordinates) and measures how far two
 * fits agree. */
#include "align_parts.h"
#include "align_unpaired.h"
#include "gromov_wasserstein.h"
#include "anchors/relative_rows.h"
#include "base/rng.h"
#include "chance/null_spaces.h"
#include "numeric/linalg.h"
#include "rows/row_tables.h"

#include <math.h>

/* ---- maps from pairs ---- */

static bool fit(sx_alignment *w, size_t from, size_t n, sx_mapping *m)
{
	const sx_value *arg = w->arg;
	sx_job *job = w->call->job;
	bool center = arg[SX_ALIGN_CENTER].num != 0;
	sx_lines x = sx_alignment_lines(w->space[0], w->train[0] + from, n), y = sx_alignment_lines(w->space[1], w->train[1] + from, n);
	if (arg[SX_ALIGN_METHOD].num == SX_ALIGN_PROCRUSTES)
		return sx_mapping_turn(&x, &y, center, arg[SX_ALIGN_SCALE].num != 0, job, w->call->tmp, m, w->err);
	double lambda = arg[SX_ALIGN_METHOD].num == SX_ALIGN_AFFINE ? 0 : arg[SX_ALIGN_LAMBDA].given ? arg[SX_ALIGN_LAMBDA].num : -1;
	return sx_mapping_linear(&x, &y, center, lambda, job, w->call->tmp, m, w->err);
}

/* Fits the map to all pairs, and measures how far the maps of two halves agree. */
static bool fit_pairs(sx_alignment *w)
{
	sx_mapping first, second;
	double confidence;
	sx_lines all = sx_lines_of(w->space[0]);
	size_t half = w->ntrain / 2;
	if (half < 2)
		return sx_fail(w->err, SX_EINPUT, "%zu pairs are too few to fit on", w->ntrain);
	if (!fit(w, 0, w->ntrain, &w->map) || !fit(w, 0, half, &first) || !fit(w, half, w->ntrain - half, &second) ||
	    !sx_mapping_agreement(&first, &second, &all, w->call->job, w->call->tmp, &confidence, w->err))
		return false;
	sx_put(w->out, "confidence", confidence);
	if (w->arg[SX_ALIGN_METHOD].num == SX_ALIGN_RIDGE)
		sx_put(w->out, "lambda", w->map.lambda);
	if (w->arg[SX_ALIGN_METHOD].num == SX_ALIGN_AFFINE && w->ntrain < 2 * w->map.d)
		sx_note(w->out, "%zu pairs for %zu dimensions: least squares would fit noise; use --method ridge", w->ntrain, w->map.d);
	return true;
}

/* ---- a map without pairs ---- */

enum { SHARE_OF_ROWS = 4 };	/* each of the two checks leaves out a quarter of the rows of both spaces */

static bool part_of(sx_alignment *w, int side, int draw, size_t n, size_t **row, size_t *count)
{
	*row = sx_alloc(w->call->tmp, n, sizeof **row);
	if (*row == NULL)
		return sx_fail_memory(w->err, "rows", (double)n * 8);
	*count = 0;
	for (size_t i = 0; i < n; i++) {
		sx_rng rng = sx_rng_open(w->call->job->seed, side ? "align.part.b" : "align.part.a", 2 * i + (size_t)draw);
		if (sx_rng_below(&rng, SHARE_OF_ROWS) != 0)
			(*row)[(*count)++] = i;
	}
	return true;
}

static bool blind_part(sx_alignment *w, int draw, sx_mapping *m)
{
	sx_blind b;
	size_t *row[2], n[2];
	const sx_value *arg = w->arg;
	for (int s = 0; s < 2; s++)
		if (!part_of(w, s, draw, (size_t)fmin((double)sx_space_rows(w->space[s]), arg[SX_ALIGN_HEAD].num), &row[s], &n[s]))
			return false;
	sx_job part = sx_job_part(w->call->job, 0.3 * (draw + 1), 0.3);
	sx_lines x = sx_alignment_lines(w->space[0], row[0], n[0]), y = sx_alignment_lines(w->space[1], row[1], n[1]);
	if (!sx_blind_align(&x, &y, (size_t)arg[SX_ALIGN_K].num, (size_t)arg[SX_ALIGN_ROUNDS].num, &part, w->call->tmp, &b, w->err))
		return false;
	*m = b.map;
	return true;
}

static bool fit_blind(sx_alignment *w)
{
	sx_blind b;
	sx_mapping first, second;
	double confidence;
	const sx_value *arg = w->arg;
	sx_lines x = sx_lines_of(w->space[0]), y = sx_lines_of(w->space[1]), all = x;
	x.n = (size_t)fmin((double)x.n, arg[SX_ALIGN_HEAD].num);
	y.n = (size_t)fmin((double)y.n, arg[SX_ALIGN_HEAD].num);
	if (x.n < 10 || y.n < 10)
		return sx_fail(w->err, SX_EINPUT, "%zu and %zu rows are too few for alignment without pairs", x.n, y.n);
	sx_job part = sx_job_part(w->call->job, 0, 0.3);
	if (!sx_blind_align(&x, &y, (size_t)arg[SX_ALIGN_K].num, (size_t)arg[SX_ALIGN_ROUNDS].num, &part, w->call->tmp, &b, w->err))
		return false;
	w->map = b.map;
	if (!blind_part(w, 0, &first) || !blind_part(w, 1, &second) ||
	    !sx_mapping_agreement(&first, &second, &all, w->call->job, w->call->tmp, &confidence, w->err))
		return false;
	sx_put(w->out, "confidence", confidence);
	sx_put(w->out, "csls", b.csls);
	sx_put(w->out, "start_pairs", (double)b.start);
	sx_put(w->out, "matched_pairs", (double)b.matched);
	sx_put(w->out, "rounds", (double)b.rounds);
	if (confidence < 0.5)
		sx_note(w->out, "not reliable: maps fitted to two random halves of the rows disagree (confidence %.2f; 1: the "
			"same map)",
		        confidence);
	return true;
}

/* ---- the mapped space, and what is compared ---- */

/* The map is named after the new space, A.map beside A.aligned. */
static bool give_map(sx_alignment *w)
{
	const char *as = w->arg[SX_ALIGN_AS].text, *name = sx_printf(w->call->tmp, "%s.map", as ? as : sx_space_name(w->space[0]));
	sx_space *map = name ? sx_mapping_space(&w->map, name, w->err) : NULL;
	if (map == NULL)
		return name ? false : sx_fail_memory(w->err, "a name", 64);
	sx_give(w->out, map);
	return true;
}

static bool carry(sx_alignment *w)
{
	float *p;
	sx_lines all = sx_lines_of(w->space[0]);
	sx_space *made = sx_space_new(sx_made_name(w->call, w->space[0], SX_ALIGN_AS, "aligned"), all.n, w->map.e, &p, w->err);
	if (made == NULL)
		return false;
	if (!sx_mapping_apply(&w->map, &all, w->call->job, w->call->tmp, p, w->err) || !sx_space_copy_meta(made, w->space[0], w->err)) {
		sx_space_unref(made);
		return false;
	}
	sx_give(w->out, made);
	w->query = sx_alignment_lines(made, w->test[0], w->ntest);
	w->gallery = sx_alignment_lines(w->space[1], NULL, sx_space_rows(w->space[1]));
	w->query.mean = w->gallery.mean = w->map.to;
	return give_map(w);
}

/* Both spaces in relative coordinates; the anchors are named after rows of the first. */
static sx_space *relate(sx_alignment *w, int side, const char *name, size_t anchors)
{
	float *p;
	size_t zero;
	sx_lines all = sx_lines_of(w->space[side]), at = sx_alignment_lines(w->space[side], w->train[side], anchors);
	if (w->arg[SX_ALIGN_CENTER].num != 0 && (all.mean = sx_lines_mean(&all, w->call->tmp)) == NULL) {
		sx_fail_memory(w->err, "a mean", (double)all.m.d * 8);
		return NULL;
	}
	at.mean = all.mean;
	sx_space *made = sx_space_new(name, all.n, anchors, &p, w->err);
	if (made && sx_relate(&all, &at, SX_SIM_COSINE, w->call->job, w->call->tmp, p, &zero, w->err) &&
	    sx_space_copy_meta(made, w->space[side], w->err))
		return made;
	sx_space_unref(made);
	return NULL;
}

static bool carry_relative(sx_alignment *w)
{
	size_t anchors = (size_t)fmin(w->arg[SX_ALIGN_ANCHORS].num, (double)w->ntrain);
	if (anchors < 2)
		return sx_fail(w->err, SX_EINPUT, "%zu pairs are too few to be anchors", w->ntrain);
	sx_space *a = relate(w, 0, sx_made_name(w->call, w->space[0], SX_ALIGN_AS, "aligned"), anchors);
	sx_space *b = a ? relate(w, 1, sx_printf(w->call->tmp, "%s.relative", sx_space_name(w->space[1])), anchors) : NULL;
	if (b == NULL) {
		sx_space_unref(a);
		return false;
	}
	sx_give(w->out, a);
	sx_give(w->out, b);
	sx_record_num(w->out, "anchors_used", (double)anchors);
	sx_put_none(w->out, "confidence", "relative coordinates fit no map, so there is no confidence");
	w->query = sx_alignment_lines(a, w->test[0], w->ntest);
	w->gallery = sx_lines_of(b);
	return true;
}

/* ---- transport ---- */

/* Maps each row of the first to the mean of the rows of the second, weighted by the plan: n T Y. */
static bool carry_plan(sx_alignment *w, const sx_gromov *g, const sx_lines *y)
{
	sx_arena *tmp = w->call->tmp;
	size_t n = sx_space_rows(w->space[0]), e = y->m.d;
	float *p;
	double *at = sx_alloc(tmp, y->n * e, sizeof *at), *to = sx_alloc(tmp, n * e, sizeof *to);
	if (!at || !to)
		return sx_fail_memory(w->err, "carried rows", (double)((y->n + n) * e) * 8);
	sx_lines_load(y, 0, y->n, at);
	if (!sx_dgemm_par(w->call->job, "carrying", false, false, n, e, y->n, (double)n, g->plan, y->n, at, e, 0, to, e))
		return sx_fail_cancel(w->err);
	sx_space *made = sx_space_new(sx_made_name(w->call, w->space[0], SX_ALIGN_AS, "aligned"), n, e, &p, w->err);
	if (made == NULL)
		return false;
	for (size_t i = 0; i < n * e; i++)
		p[i] = (float)(to[i] + y->mean[i % e]);
	sx_give(w->out, made);
	w->query = sx_alignment_lines(made, w->test[0], w->ntest);
	w->gallery = sx_alignment_lines(w->space[1], NULL, y->n);
	w->query.mean = w->gallery.mean = y->mean;
	return sx_space_copy_meta(made, w->space[0], w->err);
}

enum { SURROGATES = 3 };

/* How much cheaper the plan is than one to rows that have nothing to do with the first: Gaussian ones with the mean and the
 * covariance of the second. A sharp plan is no sign of a right one: at a small epsilon any plan is sharp. */
static bool transport_confidence(sx_alignment *w, const sx_lines *x, double cost, double *out)
{
	double by_chance = 0;
	for (int draw = 0; draw < SURROGATES; draw++) {
		sx_gromov g;
		sx_job part = sx_job_part(w->call->job, 0.25 * (draw + 1), 0.25);
		sx_space *other = sx_null_space(w->space[1], SX_NULL_GAUSSIAN, (uint64_t)draw, &part, w->err);
		sx_lines y = other ? sx_lines_of(other) : *x;
		bool ok = other && ((y.mean = sx_lines_mean(&y, w->call->tmp)) != NULL || sx_fail_memory(w->err, "means", (double)y.m.d * 8));
		ok = ok && sx_gromov_match(x, &y, w->arg[SX_ALIGN_EPSILON].num, (size_t)w->arg[SX_ALIGN_ROUNDS].num, &part, w->call->tmp, &g,
		                           w->err);
		sx_space_unref(other);
		if (!ok)
			return false;
		by_chance += g.cost / SURROGATES;
	}
	sx_put(w->out, "transport_cost_null", by_chance);
	*out = by_chance > 0 ? 1 - cost / by_chance : 0;
	return true;
}

static bool transport(sx_alignment *w)
{
	sx_gromov g;
	sx_arena *tmp = w->call->tmp;
	sx_lines x = sx_lines_of(w->space[0]), y = sx_lines_of(w->space[1]);
	double confidence;
	sx_job part = sx_job_part(w->call->job, 0, 0.25);
	if ((x.mean = sx_lines_mean(&x, tmp)) == NULL || (y.mean = sx_lines_mean(&y, tmp)) == NULL)
		return sx_fail_memory(w->err, "means", (double)x.m.d * 8);
	if (!sx_gromov_match(&x, &y, w->arg[SX_ALIGN_EPSILON].num, (size_t)w->arg[SX_ALIGN_ROUNDS].num, &part, tmp, &g, w->err))
		return false;
	sx_put(w->out, "transport_cost", g.cost);
	if (!transport_confidence(w, &x, g.cost, &confidence))
		return false;
	sx_put(w->out, "confidence", confidence);
	sx_put(w->out, "rounds", (double)g.rounds);
	if (!g.settled)
		sx_note(w->out, "the transport plan has not converged after %zu rounds; raise --rounds", g.rounds);
	if (confidence < 0.5)
		sx_note(w->out, "not reliable: matching the second space is hardly cheaper than matching Gaussian rows of the same covariance "
			"(confidence %.2f; 1: at no cost)", confidence);
	return carry_plan(w, &g, &y);
}

bool sx_alignment_fit(sx_alignment *w)
{
	int method = (int)w->arg[SX_ALIGN_METHOD].num;
	if (method == SX_ALIGN_GW)
		return transport(w);
	if (method == SX_ALIGN_RELATIVE)
		return carry_relative(w);
	return (method == SX_ALIGN_UNSUPERVISED ? fit_blind : fit_pairs)(w) && carry(w);
}
