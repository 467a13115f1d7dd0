/* upgrade_backfill.c: the parts of `upgrade` that replace old gallery rows by new ones step by step, and that add new dimensions
 * to the old ones. */
#include "upgrade_parts.h"
#include "anchors/relative_rows.h"
#include "base/rng.h"
#include "linear/linear_map.h"
#include "numeric/linalg.h"

#include <math.h>
#include <string.h>

/* ---- backfilling the gallery ---- */

enum { RAW, TURNED, RELATIVE, WAYS };

/* The items in the order in which they are re-embedded: random, and independent of the split. */
static size_t *fill_order(sx_upgrading *w)
{
	size_t *place = sx_alloc(w->call->tmp, w->n, sizeof *place), *order = sx_alloc(w->call->tmp, w->n, sizeof *order);
	sx_rng rng = sx_rng_open(w->call->job->seed, "upgrade.fill", 0);
	for (size_t i = 0; place && order && i < w->n; i++)
		order[i] = i;
	if (!place || !order) {
		sx_fail_memory(w->err, "a gallery", (double)w->n * 16);
		return NULL;
	}
	sx_rng_shuffle(&rng, order, w->n);
	for (size_t i = 0; i < w->n; i++)
		place[order[i]] = i;
	return place;
}

/* Rows of `fresh` where backfilled, of `old` elsewhere; the shorter ones are padded with zeros. */
static sx_space *mix(sx_upgrading *w, const sx_lines *old, const sx_lines *fresh, const size_t *place, size_t filled)
{
	float *p;
	size_t d = old->m.d > fresh->m.d ? old->m.d : fresh->m.d;
	sx_space *s = sx_space_new("gallery", w->n, d, &p, w->err);
	for (size_t i = 0; s && i < w->n; i++) {
		const sx_lines *l = place[i] < filled ? fresh : old;
		memcpy(p + i * d, sx_line(l, i), l->m.d * sizeof *p);
	}
	return s;
}

static sx_space *relate(sx_upgrading *w, int side, const size_t *anchor, size_t anchors)
{
	float *p;
	size_t zero, *row = sx_alloc(w->call->tmp, anchors, sizeof *row);
	sx_lines all = sx_upgrading_lines(w, side), at = { .m = all.m, .row = row, .n = anchors };
	sx_space *s = row ? sx_space_new("relative", w->n, anchors, &p, w->err) : NULL;
	if (row == NULL)
		sx_fail_memory(w->err, "anchors", (double)anchors * 8);
	for (size_t i = 0; row && i < anchors; i++)
		row[i] = w->row[side][anchor[i]];
	if (s && sx_relate(&all, &at, SX_SIM_COSINE, w->job, w->call->tmp, p, &zero, w->err))
		return s;
	sx_space_unref(s);
	return NULL;
}

/* Both spaces in relative coordinates of the same anchors, the first training items. */
static bool relate_both(sx_upgrading *w, sx_space *out[2])
{
	size_t m = w->anchors < w->ntrain ? w->anchors : w->ntrain, *anchor = sx_alloc(w->call->tmp, m, sizeof *anchor);
	if (anchor == NULL)
		return sx_fail_memory(w->err, "anchors", (double)m * 8);
	for (size_t i = 0; i < m; i++)
		anchor[i] = i;
	return (out[0] = relate(w, 0, anchor, m)) != NULL && (out[1] = relate(w, 1, anchor, m)) != NULL;
}

static bool fill_step(sx_upgrading *w, const sx_lines old[WAYS], const sx_lines fresh[WAYS], const size_t *place, size_t filled,
                      double score[WAYS])
{
	for (int way = 0; way < WAYS; way++) {
		sx_space *s = mix(w, &old[way], &fresh[way], place, filled);
		sx_lines gallery = s ? sx_lines_of(s) : old[way];
		bool ok = s && sx_upgrading_score(w, &fresh[way], &gallery, NULL, &score[way]);
		sx_space_unref(s);
		if (!ok)
			return false;
	}
	return true;
}

static bool fill(sx_upgrading *w, sx_space *relative[2], size_t steps, double *share, double *score)
{
	sx_lines old[WAYS] = { sx_upgrading_lines(w, 0), sx_upgrading_lines(w, 0), sx_lines_of(relative[0]) };
	sx_lines fresh[WAYS] = { sx_upgrading_lines(w, 1), sx_lines_of(w->turned), sx_lines_of(relative[1]) };
	const size_t *place = fill_order(w);
	if (place == NULL)
		return false;
	for (size_t i = 0; i <= steps; i++) {
		double v[WAYS];
		sx_job part = sx_job_part(w->call->job, 0.5 + 0.4 * (double)i / ((double)steps + 1), 0.4 / ((double)steps + 1));
		w->job = &part;
		share[i] = (double)i / (double)steps;
		bool ok = fill_step(w, old, fresh, place, w->n * i / steps, v);
		w->job = w->call->job;
		if (!ok)
			return false;
		for (int way = 0; way < WAYS; way++)
			score[(size_t)way * (steps + 1) + i] = v[way];
	}
	return true;
}

bool sx_upgrading_backfill(sx_upgrading *w)
{
	size_t steps = w->steps;
	double *share = sx_alloc(w->call->tmp, steps + 1, sizeof *share);
	double *score = sx_alloc(w->call->tmp, WAYS * (steps + 1), sizeof *score);
	sx_space *relative[2] = { NULL, NULL };
	if (!share || !score)
		return sx_fail_memory(w->err, "the curve", (double)steps * 32);
	bool ok = relate_both(w, relative) && fill(w, relative, steps, share, score);
	sx_space_unref(relative[0]);
	sx_space_unref(relative[1]);
	if (!ok)
		return false;
	sx_table(w->out, "backfill", SX_LINE, steps + 1);
	sx_table_nums(w->out, "share_new", share);
	sx_table_nums(w->out, "turned", score + TURNED * (steps + 1));
	sx_table_nums(w->out, "raw", score + RAW * (steps + 1));
	sx_table_nums(w->out, "relative", score + RELATIVE * (steps + 1));
	return true;
}

/* ---- dimensions beside the old ones ---- */

/* The residual of the rotation: eigenvectors of R'R, R = X - X W W', as rows, and their shares of the sum of squares. */
static bool remainder_of(sx_upgrading *w, double *value, double *vector, double *all)
{
	sx_arena *tmp = w->call->tmp;
	sx_lines x = sx_upgrading_lines(w, 1);
	size_t d = x.m.d, e = sx_space_dims(w->turned);
	double *gram = sx_alloc(tmp, d * d, sizeof *gram), *off = sx_alloc(tmp, d * d, sizeof *off);
	double *part = sx_alloc(tmp, d * d, sizeof *part);
	if (!gram || !off || !part)
		return sx_fail_memory(w->err, "the residual of the rotation", (double)(d * d) * 24);
	if (!sx_cross(&x, NULL, w->job, tmp, gram, w->err))
		return false;
	for (size_t j = 0; j < d; j++) {
		off[j * d + j] = 1;
		*all += gram[j * d + j];
	}
	sx_dgemm(false, true, d, d, e, -1, w->w, e, w->w, e, 1, off, d);
	if (!sx_dgemm_par(w->job, "the residual of the rotation", false, false, d, d, d, 1, off, d, gram, d, 0, part, d) ||
	    !sx_dgemm_par(w->job, "the residual of the rotation", false, false, d, d, d, 1, part, d, off, d, 0, gram, d))
		return sx_fail_cancel(w->err);
	return sx_eigh(d, gram, value, vector, w->err);
}

/* New items as the rotated dimensions plus `more` directions of the residual. */
static sx_space *widened(sx_upgrading *w, const double *vector, size_t more)
{
	float *p;
	sx_lines x = sx_upgrading_lines(w, 1);
	size_t d = x.m.d, e = sx_space_dims(w->turned), width = e + more;
	double *basis = sx_alloc(w->call->tmp, d * width, sizeof *basis);
	sx_space *s = basis ? sx_space_new("widened", w->n, width, &p, w->err) : NULL;
	if (basis == NULL)
		sx_fail_memory(w->err, "a basis", (double)(d * width) * 8);
	for (size_t j = 0; basis && j < d; j++)
		for (size_t k = 0; k < width; k++)
			basis[j * width + k] = k < e ? w->w[j * e + k] : vector[(k - e) * d + j];
	if (s && sx_lines_times(&x, basis, width, NULL, w->job, w->call->tmp, p, w->err))
		return s;
	sx_space_unref(s);
	return NULL;
}

static bool widen(sx_upgrading *w, const double *kept, size_t count, double *score, double *outside)
{
	size_t d = sx_space_dims(w->space[1]);
	double all = 0, *value = sx_alloc(w->call->tmp, d, sizeof *value), *vector = sx_alloc(w->call->tmp, d * d, sizeof *vector);
	if (!value || !vector)
		return sx_fail_memory(w->err, "the residual of the rotation", (double)(d * d) * 8);
	if (!remainder_of(w, value, vector, &all))
		return false;
	for (size_t i = 0; i < count; i++) {
		sx_space *s = widened(w, vector, (size_t)kept[i]);
		sx_lines things = s ? sx_lines_of(s) : (sx_lines){ 0 };
		bool ok = s && sx_upgrading_score(w, &things, &things, NULL, &score[i]);
		sx_space_unref(s);
		if (!ok)
			return false;
		outside[i] = 0;
		for (size_t k = (size_t)kept[i]; k < d; k++)
			outside[i] += fmax(value[k], 0) / all;
	}
	return true;
}

bool sx_upgrading_extra(sx_upgrading *w)
{
	size_t d = sx_space_dims(w->space[1]), e = sx_space_dims(w->space[0]), count = 0;
	if (d <= e)
		return true;		/* the residual of the rotation is zero */
	double *kept = sx_alloc(w->call->tmp, w->nextra + 1, sizeof *kept), *score = sx_alloc(w->call->tmp, w->nextra + 1, sizeof *score);
	double *outside = sx_alloc(w->call->tmp, w->nextra + 1, sizeof *outside);
	if (!kept || !score || !outside)
		return sx_fail_memory(w->err, "the curve", (double)w->nextra * 24);
	for (size_t i = 0; i < w->nextra; i++)
		if (w->extra[i] < (double)(d - e))
			kept[count++] = w->extra[i];
	kept[count++] = (double)(d - e);
	if (!widen(w, kept, count, score, outside))
		return false;
	sx_table(w->out, "extra", SX_LINE, count);
	sx_table_ints(w->out, "extra_dimensions", kept);
	sx_table_nums(w->out, "new_new", score);
	sx_table_nums(w->out, "share_outside", outside);
	return true;
}
