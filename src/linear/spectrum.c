/* spectrum.c: principal components of a space: the Gram matrix in fixed lanes, its eigenvectors, and scores. */
#include "spectrum.h"
#include "base/rng.h"
#include "numeric/gram.h"
#include "numeric/linalg.h"
#include "numeric/tiles.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 384, RUN = 192, LANES = 16, EXTRA = 10, PASSES = 8, FULL_MOST = 4096, LAST = 4 };

static const double error_allowed = 1e-6;	/* of a singular value, relatively */

typedef struct holder {
	sx_arena   *arena;
	sx_spectrum s;
} holder;

typedef struct work {
	sx_mat      m;
	sx_spectrum *s;
	double     *mean, *scale;	/* writable */
	size_t      lanes, cols;	/* lanes of sums */
	double     *sum;		/* of every lane */
	double     *block;		/* threads × block scratch */
	size_t      block_size;
	double     *more;		/* threads × BLOCK × cols: a product */
	const double *basis;		/* d × cols: the directions iterated on */
} work;

/* ---- rows as centred, scaled doubles ---- */

SX_CLONES static void load_centred(const work *w, size_t lo, size_t hi, double *restrict out)
{
	const double *restrict mean = w->mean, *restrict scale = w->scale;
	for (size_t i = lo, d = w->m.d; i < hi; i++, out += d) {
		const float *restrict x = w->m.p + i * w->m.ld;
#pragma omp simd
		for (size_t j = 0; j < d; j++)
			out[j] = ((double)x[j] - mean[j]) * scale[j];
	}
}

/* Lanes are fixed by n and d alone, so sums do not depend on threads. */
static size_t lane_start(const work *w, size_t lane, size_t n)
{
	return sx_lane_start(n, w->lanes, lane);
}

/* ---- means and deviations ---- */

static void moments(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	work *w = ctx;
	for (size_t lane = lo; lane < hi; lane++) {
		double *sum = w->sum + lane * 2 * w->m.d, *square = sum + w->m.d;
		for (size_t i = lane_start(w, lane, w->m.n); i < lane_start(w, lane + 1, w->m.n); i++) {
			const float *x = w->m.p + i * w->m.ld;
			for (size_t j = 0; j < w->m.d; j++) {
				double v = (double)x[j] - w->mean[j];
				sum[j] += v;
				square[j] += v * v;
			}
		}
	}
}

static bool sum_moments(work *w, sx_job *job, const char *what)
{
	memset(w->sum, 0, w->lanes * 2 * w->m.d * sizeof *w->sum);
	if (!sx_for(job, what, w->lanes, 1, moments, w))
		return false;
	for (size_t lane = 1; lane < w->lanes; lane++)
		for (size_t j = 0; j < 2 * w->m.d; j++)
			w->sum[j] += w->sum[lane * 2 * w->m.d + j];
	return true;
}

/* The scale of dimension j from its sum of squares, and its share in the whole. */
static void take_square(work *w, size_t j, double square)
{
	double sd = sqrt(square > 0 ? square / (double)w->m.n : 0);
	bool flat = !(sd > 1e-12 * (fabs(w->mean[j]) + 1e-300)), scaled = w->s->standardize && !flat;
	w->scale[j] = scaled ? 1 / sd : 1;
	w->s->constant += w->s->standardize && flat;
	w->s->total += square * w->scale[j] * w->scale[j];
}

/* Two passes: the mean, then squares about it. The third value is the sum of squares that the spectrum must have. */
static bool find_moments(work *w, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t n = w->m.n, d = w->m.d;
	w->lanes = n < LANES ? n : LANES;
	w->sum = sx_alloc(tmp, w->lanes * 2 * d, sizeof *w->sum);
	if (w->sum == NULL)
		return sx_fail_memory(err, "means", (double)w->lanes * 2 * (double)d * 8);
	if (w->s->center) {
		if (!sum_moments(w, job, "means"))
			return sx_fail_cancel(err);
		for (size_t j = 0; j < d; j++)
			w->mean[j] = w->sum[j] / (double)n;
	}
	if (!sum_moments(w, job, "means"))
		return sx_fail_cancel(err);
	for (size_t j = 0; j < d; j++) {
		double off = w->s->center ? w->sum[j] / (double)n : 0;
		take_square(w, j, w->sum[d + j] - (double)n * off * off);
	}
	return true;
}

/* ---- all components of tall data ---- */

static size_t rank_of(double *eigen, size_t r, size_t n, size_t d)
{
	size_t rank = 0;
	double floor_at = r ? (double)(n > d ? n : d) * DBL_EPSILON * eigen[0] : 0;
	for (size_t k = 0; k < r; k++) {
		if (eigen[k] > floor_at)
			rank++;
		else
			eigen[k] = 0;
	}
	return rank;
}

/* Scales the Gram matrix where columns are standardised. */
static void scale_gram(work *w, double *g)
{
	size_t d = w->m.d;
	w->s->total = 0;
	w->s->constant = 0;
	for (size_t j = 0; j < d; j++)
		take_square(w, j, g[j * d + j]);
	for (size_t i = 0; w->s->standardize && i < d; i++)
		for (size_t j = i; j < d; j++)
			g[i * d + j] *= w->scale[i] * w->scale[j];
}

static void take_roots(work *w, double *eigen, size_t r)
{
	w->s->rank = rank_of(eigen, r, w->m.n, w->m.d);
	for (size_t k = 0; k < r; k++)
		eigen[k] = sqrt(eigen[k]);
}

/* What single products moved the last few singular values by, the least of all. */
static bool single_error(const work *w, const sx_gram *g, const double *singular, const double *v, sx_job *job,
                         sx_arena *tmp, double *error, sx_err *err)
{
	size_t d = w->m.d, first = d - LAST;
	double *scaled = sx_alloc(tmp, LAST * d, sizeof *scaled);	/* to the units of the rows */
	if (scaled == NULL)
		return sx_fail_memory(err, "principal directions", (double)LAST * (double)d * 8);
	for (size_t c = 0; c < LAST * d; c++)
		scaled[c] = v[first * d + c] * w->scale[c % d];
	*error = INFINITY;
	return w->s->rank < d || sx_gram_error(w->m, g, LAST, singular + first, scaled, job, error, err);
}

/* In single precision first; where that may have moved a singular value by more than is allowed, again in double. */
static bool tall(work *w, double *singular, double *v, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t d = w->m.d;
	sx_gram g = { .sum = sx_alloc(tmp, d * d, sizeof *g.sum), .mean = w->mean, .single = true };
	if (!g.sum)
		return sx_fail_memory(err, "the Gram matrix", (double)d * (double)d * 8);
	for (;;) {
		if (!sx_gram_columns(w->m, w->s->center, &g, job, err))
			return false;
		scale_gram(w, g.sum);
		if (!sx_tick(job, 1, "eigenvalues"))
			return sx_fail_cancel(err);
		if (!sx_eigh(d, g.sum, singular, v, err))
			return false;
		take_roots(w, singular, d);
		double error = 0;
		w->s->single = g.single;
		if (g.single && !single_error(w, &g, singular, v, job, tmp, &error, err))
			return false;
		if (error <= error_allowed)
			return true;
		g.single = false;
	}
}

/* ---- all components of wide data ---- */

static void gram_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	work *w = ctx;
	double *x = w->block + (size_t)thread * w->block_size;
	for (size_t lane = lo; lane < hi; lane++)
		for (size_t j = lane_start(w, lane, w->m.d), end = lane_start(w, lane + 1, w->m.d); j < end; j += BLOCK) {
			size_t m = end - j < BLOCK ? end - j : BLOCK;
			for (size_t i = 0; i < w->m.n; i++)
				for (size_t l = 0; l < m; l++)
					x[i * m + l] = ((double)w->m.p[i * w->m.ld + j + l] - w->mean[j + l]) * w->scale[j + l];
			sx_dsyrk(true, w->m.n, m, x, m, w->sum + lane * w->m.n * w->m.n, w->m.n);
		}
}

/* From eigenvectors of X Xᵀ (rows u, r × n) to directions V = diag(1/s) u X (r × d). */
static void lift(work *w, const double *u, const double *s, size_t rank, double *v)
{
	double *x = w->block;
	size_t n = w->m.n, d = w->m.d;
	for (size_t i = 0; i < n; i++) {
		load_centred(w, i, i + 1, x);
		for (size_t k = 0; k < rank; k++) {
			double by = u[k * n + i] / s[k];
			for (size_t j = 0; j < d; j++)
				v[k * d + j] += by * x[j];
		}
	}
}

static void fix_signs(double *v, size_t r, size_t d)
{
	for (size_t k = 0; k < r; k++) {
		size_t top = 0;
		for (size_t j = 1; j < d; j++)
			if (fabs(v[k * d + j]) > fabs(v[k * d + top]))
				top = j;
		for (size_t j = 0, flip = v[k * d + top] < 0; flip && j < d; j++)
			v[k * d + j] = -v[k * d + j];
	}
}

static bool wide(work *w, double *singular, double *v, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t n = w->m.n, cells, most = (size_t)1 << 25;	/* a quarter of a GB of lanes */
	if (!sx_mul(n, n, &cells))
		return sx_fail_memory(err, "the Gram matrix", (double)n * (double)n * 8);
	w->lanes = cells && most / cells < LANES ? most / cells : LANES;
	w->lanes = w->lanes < 1 ? 1 : w->lanes > w->m.d ? w->m.d : w->lanes;
	w->block_size = BLOCK * n > w->m.d ? BLOCK * n : w->m.d;	/* of lift, a row */
	w->sum = sx_alloc(tmp, w->lanes * cells, sizeof *w->sum);
	w->block = sx_alloc(tmp, (size_t)sx_threads(job) * w->block_size, sizeof *w->block);
	double *u = sx_alloc(tmp, cells, sizeof *u);
	if (!w->sum || !w->block || !u)
		return sx_fail_memory(err, "the Gram matrix", (double)w->lanes * (double)cells * 8);
	if (!sx_for(job, "Gram matrix", w->lanes, 1, gram_rows, w) || !sx_tick(job, 1, "eigenvalues"))
		return sx_fail_cancel(err);
	for (size_t lane = 1; lane < w->lanes; lane++)
		for (size_t c = 0; c < cells; c++)
			w->sum[c] += w->sum[lane * cells + c];
	if (!sx_eigh(n, w->sum, singular, u, err))
		return false;
	take_roots(w, singular, n);
	lift(w, u, singular, w->s->rank, v);
	fix_signs(v, w->s->rank, w->m.d);
	return true;
}

static bool full(work *w, holder *h, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t n = w->m.n, d = w->m.d, r = n < d ? n : d;
	double *singular = sx_alloc(h->arena, r, sizeof *singular), *v = sx_alloc(h->arena, r * d, sizeof *v);
	if (!singular || !v)
		return sx_fail_memory(err, "principal directions", (double)r * (double)d * 8);
	h->s.r = r;
	h->s.singular = singular;
	h->s.vectors = v;
	return (d > n ? wide : tall)(w, singular, v, job, tmp, err);
}

/* ---- few components of wide data ---- */

/* sum (d × cols) += Xᵀ (X basis), lane by lane. */
static void power_step(void *ctx, size_t lo, size_t hi, int thread)
{
	work *w = ctx;
	double *x = w->block + (size_t)thread * w->block_size, *y = w->more + (size_t)thread * BLOCK * w->cols;
	size_t d = w->m.d, c = w->cols;
	for (size_t lane = lo; lane < hi; lane++)
		for (size_t i = lane_start(w, lane, w->m.n), end = lane_start(w, lane + 1, w->m.n); i < end; i += BLOCK) {
			size_t m = end - i < BLOCK ? end - i : BLOCK;
			load_centred(w, i, i + m, x);
			sx_dgemm(false, false, m, c, d, 1, x, d, w->basis, c, 0, y, c);
			sx_dgemm(true, false, d, c, m, 1, x, d, y, c, 1, w->sum + lane * d * c, c);
		}
}

static bool power(work *w, sx_job *job, double *out)
{
	size_t cells = w->m.d * w->cols;
	memset(w->sum, 0, w->lanes * cells * sizeof *w->sum);
	if (!sx_for(job, "subspace iteration", w->lanes, 1, power_step, w))
		return false;
	memcpy(out, w->sum, cells * sizeof *out);
	for (size_t lane = 1; lane < w->lanes; lane++)
		for (size_t c = 0; c < cells; c++)
			out[c] += w->sum[lane * cells + c];
	return true;
}

static bool randomized_room(work *w, sx_job *job, sx_arena *tmp, double **q, double **cq, sx_err *err)
{
	size_t d = w->m.d, threads = (size_t)sx_threads(job);
	w->lanes = w->m.n < 4 ? 1 : 4;
	w->block_size = BLOCK * d;
	w->sum = sx_alloc(tmp, w->lanes * d * w->cols, sizeof *w->sum);
	w->block = sx_alloc(tmp, threads * w->block_size, sizeof *w->block);
	w->more = sx_alloc(tmp, threads * BLOCK * w->cols, sizeof *w->more);
	*q = sx_alloc(tmp, d * w->cols, sizeof **q);
	*cq = sx_alloc(tmp, d * w->cols, sizeof **cq);
	return (w->sum && w->block && w->more && *q && *cq) ||
	       sx_fail_memory(err, "subspace iteration", (double)(threads * w->block_size) * 8);
}

/* Rayleigh-Ritz: the covariance restricted to the basis, T = Qᵀ C Q, and its eigenvectors. */
static bool ritz(work *w, holder *h, const double *q, const double *cq, size_t k, sx_arena *tmp, sx_err *err)
{
	size_t d = w->m.d, c = w->cols;
	double *t = sx_alloc(tmp, c * c, sizeof *t), *e = sx_alloc(tmp, c, sizeof *e), *z = sx_alloc(tmp, c * c, sizeof *z);
	double *v = sx_alloc(h->arena, k * d, sizeof *v), *s = sx_alloc(h->arena, k, sizeof *s);
	if (!t || !e || !z || !v || !s)
		return sx_fail_memory(err, "principal directions", (double)k * (double)d * 8);
	sx_dgemm(true, false, c, c, d, 1, q, c, cq, c, 0, t, c);
	if (!sx_eigh(c, t, e, z, err))
		return false;
	sx_dgemm(false, true, k, d, c, 1, z, c, q, c, 0, v, d);
	h->s.rank = rank_of(e, k, w->m.n, d);
	for (size_t i = 0; i < k; i++)
		s[i] = sqrt(e[i]);
	fix_signs(v, k, d);
	h->s.r = k;
	h->s.singular = s;
	h->s.vectors = v;
	return true;
}

static bool randomized(work *w, holder *h, size_t k, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t d = w->m.d, least = w->m.n < d ? w->m.n : d;
	double *q, *cq;
	k = k < least ? k : least;
	w->cols = k + EXTRA < least ? k + EXTRA : least;
	if (!randomized_room(w, job, tmp, &q, &cq, err))
		return false;
	sx_rng rng = sx_rng_open(job ? job->seed : 0, "spectrum", 0);
	for (size_t i = 0; i < d * w->cols; i++)
		q[i] = sx_rng_normal(&rng);
	for (int pass = 0; pass < PASSES; pass++) {
		if (!sx_orthonormal(d, w->cols, q, err))
			return false;
		w->basis = q;
		if (!power(w, job, cq))
			return sx_fail_cancel(err);
		if (pass + 1 < PASSES)
			memcpy(q, cq, d * w->cols * sizeof *q);
	}
	return ritz(w, h, q, cq, k, tmp, err);
}

/* ---- the memo ---- */

static void holder_free(void *arg)
{
	holder *h = arg;
	if (h)
		sx_arena_free(h->arena);
	free(h);
}

static bool compute(holder *h, sx_space *space, bool random, size_t k, sx_job *job, sx_err *err)
{
	sx_arena *tmp = sx_arena_new(job ? job->memory : 0);
	work w = { .m = sx_space_mat(space), .s = &h->s };
	h->s.n = w.m.n;
	h->s.d = w.m.d;
	h->s.randomized = random;
	h->s.mean = w.mean = sx_alloc(h->arena, w.m.d, sizeof *w.mean);
	h->s.scale = w.scale = sx_alloc(h->arena, w.m.d, sizeof *w.scale);
	bool ok = tmp && w.mean && w.scale ? true : sx_fail_memory(err, "the spectrum", (double)w.m.d * 16);
	ok = ok && ((!random && w.m.n >= w.m.d) || find_moments(&w, job, tmp, err));
	ok = ok && (random ? randomized(&w, h, k, job, tmp, err) : full(&w, h, job, tmp, err));
	sx_arena_free(tmp);
	return ok;
}

bool sx_spectrum_get(sx_space *space, bool center, bool standardize, sx_solver solver, size_t components, sx_job *job,
                     sx_spectrum *out, sx_err *err)
{
	size_t n = sx_space_rows(space), d = sx_space_dims(space), least = n < d ? n : d;
	bool random = solver == SX_SOLVER_RANDOMIZED ||
	              (solver == SX_SOLVER_AUTO && least > FULL_MOST && components + EXTRA < least / 4);
	char key[48];
	snprintf(key, sizeof key, "spectrum.%d%d%d", center, standardize, random);
	holder *h = sx_space_memo(space, key);
	if (h == NULL || (random && h->s.r < components)) {
		h = calloc(1, sizeof *h);
		if (h)
			*h = (holder){ .arena = sx_arena_new(0), .s = { .center = center, .standardize = standardize } };
		if (h == NULL || h->arena == NULL || !compute(h, space, random, components, job, err)) {
			bool short_of = h == NULL || h->arena == NULL;
			holder_free(h);
			return short_of ? sx_fail_memory(err, "the spectrum", 64) : false;
		}
		if (!sx_space_memoise(space, key, h, holder_free, err))
			return false;
	}
	*out = h->s;
	return true;
}

/* ---- scores ---- */

typedef struct scoring {
	sx_mat  m;
	const sx_spectrum *s;
	size_t  k, width, wide;		/* components; vectors of a panel; components in whole panels */
	double *direction;		/* wide × d: for every run of dimensions, panels of directions */
	double *x, *y;			/* threads × a block of rows: RUN of their dimensions in panels; their scores, block × wide */
	size_t  block;
	float  *out;
	size_t  ld;
} scoring;

static void pack_directions(const scoring *w, size_t first)
{
	for (size_t q0 = 0, d = w->m.d; q0 < d; q0 += RUN)
		for (size_t j = 0, run = d - q0 < RUN ? d - q0 : RUN; j < w->k; j++) {
			double *to = w->direction + q0 * w->wide + j / w->width * w->width * run + j % w->width;
			for (size_t q = 0; q < run; q++)
				to[q * w->width] = w->s->vectors[(first + j) * d + q0 + q];
		}
}

static void pack_rows(const scoring *w, size_t lo, size_t hi, size_t q0, size_t run, double *x)
{
	const double *mean = w->s->mean + q0, *scale = w->s->scale + q0;
	for (size_t i = lo; i < hi; i++) {
		const float *from = w->m.p + i * w->m.ld + q0;
		double *to = x + (i - lo) / w->width * w->width * run + (i - lo) % w->width;
		for (size_t q = 0; q < run; q++)
			to[q * w->width] = ((double)from[q] - mean[q]) * scale[q];
	}
}

SX_CLONES static void narrow_scores(float *restrict out, const double *restrict y, size_t k)
{
#pragma omp simd
	for (size_t j = 0; j < k; j++)
		out[j] = (float)y[j];
}

/* What a last panel of rows has too many is left over from others, and gives scores that nobody reads. */
static void score_block(void *ctx, size_t lo, size_t hi, int thread)
{
	scoring *w = ctx;
	double *x = w->x + (size_t)thread * w->block * RUN, *y = w->y + (size_t)thread * w->block * w->wide;
	size_t d = w->m.d, panels = (hi - lo + w->width - 1) / w->width;
	memset(y, 0, panels * w->width * w->wide * sizeof *y);
	for (size_t q0 = 0; q0 < d; q0 += RUN) {
		size_t run = d - q0 < RUN ? d - q0 : RUN;
		pack_rows(w, lo, hi, q0, run, x);
		sx_tile_products(false, x, panels, w->direction + q0 * w->wide, w->wide / w->width, run, false, y, w->wide);
	}
	for (size_t i = lo; i < hi; i++, y += w->wide)
		narrow_scores(w->out + i * w->ld, y, w->k);
}

bool sx_spectrum_scores(const sx_space *space, const sx_spectrum *s, size_t first, size_t k, sx_job *job, float *out,
                        size_t ld, sx_err *err)
{
	size_t threads = (size_t)sx_threads(job), width = sx_tile_width(false);
	sx_arena *tmp = sx_arena_new(0);
	scoring w = { .m = sx_space_mat(space), .s = s, .k = k, .width = width, .out = out, .ld = ld };
	w.wide = (k + width - 1) / width * width;
	w.block = (BLOCK + width - 1) / width * width;
	w.direction = sx_alloc(tmp, w.wide * w.m.d, sizeof *w.direction);
	w.x = sx_alloc(tmp, threads * w.block * RUN, sizeof *w.x);
	w.y = sx_alloc(tmp, threads * w.block * w.wide, sizeof *w.y);
	bool ok = w.direction && w.x && w.y ? true : sx_fail_memory(err, "scores", (double)(threads * w.block * (RUN + w.wide)) * 8);
	if (ok)
		pack_directions(&w, first);
	ok = ok && (sx_for(job, "scores", w.m.n, w.block, score_block, &w) || sx_fail_cancel(err));
	sx_arena_free(tmp);
	return ok;
}
