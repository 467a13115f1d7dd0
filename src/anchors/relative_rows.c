/* relative_rows.c: computes the similarities of rows to anchors, in double. */
#include "relative_rows.h"
#include "numeric/linalg.h"

#include <float.h>
#include <math.h>

enum { BLOCK = 256 };

typedef struct relative {
	const sx_lines *l;
	size_t  a;
	sx_similarity kind;
	double *anchor;		/* a × d: unit for the cosine, the transposed pseudo-inverse for the basis */
	double *square;		/* a: squared lengths */
	double *x, *y;		/* threads × BLOCK × d, × a */
	float  *out;
	size_t *zero;		/* threads: 1 + a line without direction; 0: none */
} relative;

static double square_of(const double *x, size_t d)
{
	double sum = 0;
	for (size_t j = 0; j < d; j++)
		sum += x[j] * x[j];
	return sum;
}

static void finish(const relative *r, double square, const double *y, float *out)
{
	double by = r->kind == SX_SIM_COSINE ? (square > 0 ? 1 / sqrt(square) : 0)
	          : r->kind == SX_SIM_DOT ? 1 / sqrt((double)r->l->m.d) : 1;
	for (size_t a = 0; a < r->a; a++)
		out[a] = (float)(r->kind == SX_SIM_EUCLIDEAN ? sqrt(fmax(0, square + r->square[a] - 2 * y[a])) : by * y[a]);
}

static void relate_block(void *ctx, size_t lo, size_t hi, int thread)
{
	relative *r = ctx;
	size_t d = r->l->m.d;
	double *x = r->x + (size_t)thread * BLOCK * d, *y = r->y + (size_t)thread * BLOCK * r->a;
	sx_lines_load(r->l, lo, hi, x);
	sx_dgemm(false, true, hi - lo, r->a, d, 1, x, d, r->anchor, d, 0, y, r->a);
	for (size_t i = lo; i < hi; i++) {
		double square = square_of(x + (i - lo) * d, d);
		if (square == 0 && r->kind == SX_SIM_COSINE && r->zero[thread] == 0)
			r->zero[thread] = i + 1;
		finish(r, square, y + (i - lo) * r->a, r->out + i * r->a);
	}
}

/* Anchors A = U S V (a × d) become the rows of U S⁻¹ V, the transposed pseudo-inverse. */
static bool invert(relative *r, sx_arena *tmp, sx_err *err)
{
	size_t a = r->a, d = r->l->m.d, k = a < d ? a : d;
	double *s = sx_alloc(tmp, k, sizeof *s), *u = sx_alloc(tmp, a * k, sizeof *u), *vt = sx_alloc(tmp, k * d, sizeof *vt);
	if (!s || !u || !vt)
		return sx_fail_memory(err, "the anchors' basis", (double)(a * d) * 16);
	if (!sx_svd(a, d, r->anchor, s, u, vt, err))
		return false;
	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < d; j++)
			vt[i * d + j] *= s[i] > (double)(a + d) * DBL_EPSILON * s[0] ? 1 / s[i] : 0;
	sx_dgemm(false, false, a, d, k, 1, u, k, vt, d, 0, r->anchor, d);
	return true;
}

static bool ready(relative *r, const sx_lines *anchors, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t threads = (size_t)sx_threads(job), d = r->l->m.d;
	r->anchor = sx_alloc(tmp, r->a * d, sizeof *r->anchor);
	r->square = sx_alloc(tmp, r->a, sizeof *r->square);
	r->x = sx_alloc(tmp, threads * BLOCK * d, sizeof *r->x);
	r->y = sx_alloc(tmp, threads * BLOCK * r->a, sizeof *r->y);
	r->zero = sx_alloc(tmp, threads, sizeof *r->zero);
	if (!r->anchor || !r->square || !r->x || !r->y || !r->zero)
		return sx_fail_memory(err, "a relative space", (double)(r->a * d) * 8);
	sx_lines_load(anchors, 0, r->a, r->anchor);
	for (size_t a = 0; a < r->a; a++) {
		r->square[a] = square_of(r->anchor + a * d, d);
		for (size_t j = 0; r->kind == SX_SIM_COSINE && r->square[a] > 0 && j < d; j++)
			r->anchor[a * d + j] /= sqrt(r->square[a]);
	}
	return r->kind != SX_SIM_BASIS || invert(r, tmp, err);
}

bool sx_relate(const sx_lines *l, const sx_lines *anchors, sx_similarity kind, sx_job *job, sx_arena *tmp, float *out,
               size_t *zero, sx_err *err)
{
	relative r = { .l = l, .a = anchors->n, .kind = kind, .out = out };
	if (!ready(&r, anchors, job, tmp, err))
		return false;
	if (!sx_for(job, "similarities", l->n, BLOCK, relate_block, &r))
		return sx_fail_cancel(err);
	*zero = 0;
	for (int t = 0; t < sx_threads(job); t++)
		if (r.zero[t] && (*zero == 0 || r.zero[t] < *zero))
			*zero = r.zero[t];
	return true;
}
