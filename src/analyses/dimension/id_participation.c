/* id_participation.c: the participation ratio of the covariance C of all rows, (tr C)² / |C|²: a linear, global dimension.
 *
 * A centred row x contributes a = |x|² to the trace and b = x C x to |C|²; both means over rows are exact. When rows are
 * resampled, |C|² changes to first order twice as much as the mean of b, because C changes too: (mean b)² / |C|². So the
 * interval resamples pairs (a, b), never rows. Cost: the spectrum, and 2 n d min(n, d) for b. */
#include "id_parts.h"
#include "linear/spectrum.h"
#include "numeric/linalg.h"
#include "numeric/rank_rules.h"

#include <math.h>

enum { BLOCK = 128 };

typedef struct shares {
	sx_mat      m;
	sx_spectrum s;
	double     *a, *b;	/* n */
	double      norm;	/* |C|² */
	double     *scratch;	/* threads × BLOCK × (d + r) */
} shares;

static void share_block(void *ctx, size_t lo, size_t hi, int thread)
{
	shares *w = ctx;
	size_t d = w->m.d, r = w->s.r, rows = hi - lo;
	double *x = w->scratch + (size_t)thread * BLOCK * (d + r), *score = x + BLOCK * d;
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < d; j++)
			x[i * d + j] = (double)w->m.p[(lo + i) * w->m.ld + j] - w->s.mean[j];
	sx_dgemm(false, true, rows, r, d, 1, x, d, w->s.vectors, d, 0, score, r);
	for (size_t i = 0; i < rows; i++) {
		double a = 0, b = 0;
		for (size_t j = 0; j < r; j++) {
			double square = score[i * r + j] * score[i * r + j];
			a += square;
			b += square * w->s.singular[j] * w->s.singular[j] / (double)w->m.n;
		}
		w->a[lo + i] = a;
		w->b[lo + i] = b;
	}
}

static void participation(const void *ctx, const uint32_t *count, double *out)
{
	const shares *w = ctx;
	double a = 0, b = 0;
	for (size_t i = 0; i < w->m.n; i++) {
		double c = count ? (double)count[i] : 1;
		a += c * w->a[i];
		b += c * w->b[i];
	}
	*out = a / b * (a / b) * w->norm;
}

static bool interval(sx_id *e, shares *w, double *low, double *high, sx_err *err)
{
	sx_arena *tmp = e->call->tmp;
	double value;
	w->a = sx_alloc(tmp, w->m.n, sizeof *w->a);
	w->b = sx_alloc(tmp, w->m.n, sizeof *w->b);
	w->scratch = sx_alloc(tmp, (size_t)sx_threads(e->call->job) * BLOCK * (w->m.d + w->s.r), sizeof *w->scratch);
	if (!w->a || !w->b || !w->scratch)
		return sx_fail_memory(err, "shares of the rows", (double)w->m.n * 16);
	if (!sx_for(e->call->job, "shares of the rows", w->m.n, BLOCK, share_block, w))
		return sx_fail_cancel(err);
	return sx_id_draw(e, &(sx_id_resampled){ participation, w, w->m.n, 1 }, &value, low, high, err);
}

bool sx_id_lpca(sx_id *e, sx_err *err)
{
	sx_space *space = e->call->arg[SX_ID_SPACE].space[0];
	shares w = { .m = sx_space_mat(space) };
	if (!sx_spectrum_get(space, true, false, SX_SOLVER_FULL, 1, e->call->job, &w.s, err))
		return false;
	double *l = sx_alloc(e->call->tmp, w.s.r, sizeof *l), low = NAN, high = NAN;
	if (l == NULL)
		return sx_fail_memory(err, "eigenvalues", (double)w.s.r * 8);
	for (size_t i = 0; i < w.s.r; i++) {
		l[i] = w.s.singular[i] * w.s.singular[i];
		w.norm += l[i] / (double)w.m.n * l[i] / (double)w.m.n;
	}
	double pr = sx_participation(l, w.s.r);
	if (!isfinite(pr)) {
		sx_put_none(e->out, "lpca", "all rows are equal: there is no variance");
		return true;
	}
	if (!interval(e, &w, &low, &high, err))
		return false;
	if (sx_id_by(e) == SX_ID_SKDIM) {
		sx_id_add(e, "lpca", (double)sx_rule_fo(l, w.s.r, 0.05), NAN, NAN, "global, linear");
		sx_note(e->out, "lpca has no interval: a count of eigenvalues is not a mean over rows");
	} else {
		sx_id_add(e, "lpca", pr, low, high, "global, linear");
	}
	sx_put_range(e->out, "participation_ratio", pr, low, high);
	return true;
}
