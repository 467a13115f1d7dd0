/* kmeans.c: k-means: seeding, Lloyd's iteration, restarts. */
#include "kmeans.h"
#include "linalg.h"
#include "base/rng.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 512, MOST = 300 };

typedef struct work {
	sx_mat  m;
	size_t  k, blocks;
	float  *center32;	/* k × d */
	float  *half;		/* k: half the squared norm of each */
	float  *product;	/* threads × BLOCK × k */
	size_t *label;
	double *distance;	/* n: squared, to the own centre */
	size_t *count;		/* k */
	double *center;		/* k × d */
	size_t *changed;	/* blocks */
	double *inertia;	/* blocks */
} work;

static double squared(const float *restrict x, const double *restrict c, size_t d)
{
	double sum = 0;
	for (size_t j = 0; j < d; j++) {
		double t = (double)x[j] - c[j];
		sum += t * t;
	}
	return sum;
}

/* ---- the start: each next centre is a row drawn by its squared distance to the nearest so far ---- */

typedef struct nearest { work *w; size_t c; double *best; } nearest;

static void lower(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	nearest *s = ctx;
	for (size_t i = lo; i < hi; i++)
		s->best[i] = fmin(s->best[i], squared(s->w->m.p + i * s->w->m.ld, s->w->center + s->c * s->w->m.d, s->w->m.d));
}

static void take_row(work *w, size_t c, size_t row)
{
	for (size_t j = 0; j < w->m.d; j++)
		w->center[c * w->m.d + j] = (double)w->m.p[row * w->m.ld + j];
}

/* False: all weights are 0, so every row equals a centre. */
static bool draw_by(const double *weight, size_t n, sx_rng *rng, size_t *row)
{
	double total = 0, at;
	for (size_t i = 0; i < n; i++)
		total += weight[i];
	if (!(total > 0))
		return false;
	at = sx_rng_unit(rng) * total;
	*row = n - 1;
	for (size_t i = 0; i < n; i++)
		if ((at -= weight[i]) < 0) {
			*row = i;
			break;
		}
	return true;
}

static bool start(work *w, uint64_t run, sx_job *job)
{
	sx_rng rng = sx_rng_open(job->seed, "kmeans", run);
	nearest s = { .w = w, .best = w->distance };
	for (size_t i = 0; i < w->m.n; i++)
		w->distance[i] = INFINITY;
	take_row(w, 0, (size_t)sx_rng_below(&rng, w->m.n));
	for (s.c = 0; s.c + 1 < w->k; s.c++) {
		if (!sx_for(job, "choosing centres", w->m.n, BLOCK, lower, &s))
			return false;
		size_t row;
		if (draw_by(s.best, w->m.n, &rng, &row))
			take_row(w, s.c + 1, row);
		else
			w->k = s.c + 1;
	}
	return true;
}

/* ---- an iteration ---- */

/* The nearest centre is where x·c - |c|²/2 is largest. */
static void assign_block(void *ctx, size_t lo, size_t hi, int thread)
{
	work *w = ctx;
	size_t k = w->k, d = w->m.d, block = lo / BLOCK;
	float *p = w->product + (size_t)thread * BLOCK * k;
	sx_gemm_nt(hi - lo, k, d, 1, w->m.p + lo * w->m.ld, w->m.ld, w->center32, d, p, k);
	w->changed[block] = 0;
	w->inertia[block] = 0;
	for (size_t i = lo; i < hi; i++, p += k) {
		size_t best = 0;
		for (size_t c = 1; c < k; c++)
			if (p[c] - w->half[c] > p[best] - w->half[best])
				best = c;
		w->changed[block] += best != w->label[i];
		w->label[i] = best;
		w->distance[i] = squared(w->m.p + i * w->m.ld, w->center + best * d, d);
		w->inertia[block] += w->distance[i];
	}
}

static bool assign(work *w, sx_job *job, size_t *changed, double *inertia)
{
	for (size_t c = 0; c < w->k; c++) {
		double sum = 0;
		for (size_t j = 0; j < w->m.d; j++) {
			w->center32[c * w->m.d + j] = (float)w->center[c * w->m.d + j];
			sum += w->center[c * w->m.d + j] * w->center[c * w->m.d + j];
		}
		w->half[c] = (float)(sum / 2);
	}
	if (!sx_for(job, "k-means", w->m.n, BLOCK, assign_block, w))
		return false;
	*changed = 0;
	*inertia = 0;
	for (size_t b = 0; b < w->blocks; b++) {
		*changed += w->changed[b];
		*inertia += w->inertia[b];
	}
	return true;
}

static void add_rows(work *w)
{
	size_t d = w->m.d;
	memset(w->center, 0, w->k * d * sizeof *w->center);
	memset(w->count, 0, w->k * sizeof *w->count);
	for (size_t i = 0; i < w->m.n; i++) {
		double *c = w->center + w->label[i] * d;
		const float *x = w->m.p + i * w->m.ld;
		w->count[w->label[i]]++;
		for (size_t j = 0; j < d; j++)
			c[j] += (double)x[j];
	}
}

static void fill_empty(work *w)
{
	for (size_t c = 0; c < w->k; c++) {
		size_t far = SIZE_MAX;
		if (w->count[c])
			continue;
		for (size_t i = 0; i < w->m.n; i++)	/* k is at most n, so some cluster has a row to give */
			if (w->count[w->label[i]] > 1 && (far == SIZE_MAX || w->distance[i] > w->distance[far]))
				far = i;
		size_t from = w->label[far];
		w->distance[far] = 0;
		w->label[far] = c;
		w->count[c] = 1;
		w->count[from]--;
		for (size_t j = 0; j < w->m.d; j++) {
			w->center[c * w->m.d + j] = (double)w->m.p[far * w->m.ld + j];
			w->center[from * w->m.d + j] -= (double)w->m.p[far * w->m.ld + j];
		}
	}
}

static void move_centers(work *w)
{
	add_rows(w);
	fill_empty(w);
	for (size_t c = 0; c < w->k; c++)
		for (size_t j = 0; j < w->m.d; j++)
			w->center[c * w->m.d + j] /= (double)w->count[c];
}

static bool one_run(work *w, uint64_t run, sx_job *job, sx_kmeans *out)
{
	size_t changed;
	if (!start(w, run, job))
		return false;
	memset(w->label, 0xff, w->m.n * sizeof *w->label);
	for (out->iterations = 0, out->settled = false; out->iterations < MOST && !out->settled; out->iterations++) {
		if (!assign(w, job, &changed, &out->inertia))
			return false;
		out->settled = changed == 0;
		if (!out->settled)
			move_centers(w);
	}
	return true;
}

static bool room(work *w, sx_job *job, sx_arena *a)
{
	size_t n = w->m.n, d = w->m.d, k = w->k, threads = (size_t)sx_threads(job), cells;
	w->blocks = (n + BLOCK - 1) / BLOCK;
	if (!sx_mul(k, d, &cells) || !sx_mul(threads * BLOCK, k, &cells))
		return false;
	w->center32 = sx_alloc(a, k * d, sizeof *w->center32);
	w->half = sx_alloc(a, k, sizeof *w->half);
	w->product = sx_alloc(a, threads * BLOCK * k, sizeof *w->product);
	w->label = sx_alloc(a, n, sizeof *w->label);
	w->distance = sx_alloc(a, n, sizeof *w->distance);
	w->count = sx_alloc(a, k, sizeof *w->count);
	w->center = sx_alloc(a, k * d, sizeof *w->center);
	w->changed = sx_alloc(a, w->blocks, sizeof *w->changed);
	w->inertia = sx_alloc(a, w->blocks, sizeof *w->inertia);
	return w->center32 && w->half && w->product && w->label && w->distance && w->count && w->center && w->changed &&
	       w->inertia;
}

bool sx_kmeans_run(sx_mat m, size_t k, size_t restarts, sx_job *job, sx_arena *a, sx_kmeans *out, sx_err *err)
{
	work w = { .m = m, .k = k };
	if (k == 0 || k > m.n)
		return sx_fail(err, SX_EINPUT, "%zu clusters of %zu rows: use 1 to %zu", k, m.n, m.n);
	*out = (sx_kmeans){ .label = sx_alloc(a, m.n, sizeof *out->label), .center = sx_alloc(a, k * m.d, sizeof *out->center),
	                    .inertia = INFINITY };
	if (!out->label || !out->center || !room(&w, job, a))
		return sx_fail_memory(err, "k-means", (double)m.n * 16 + (double)k * (double)m.d * 20);
	for (size_t r = 0; r < restarts; r++) {
		sx_kmeans one = { 0 };
		sx_job part = sx_job_part(job, (double)r / (double)restarts, 1 / (double)restarts);
		w.k = k;
		if (!one_run(&w, r, &part, &one))
			return sx_fail_cancel(err);
		if (one.inertia >= out->inertia)
			continue;
		memcpy(out->label, w.label, m.n * sizeof *out->label);
		memcpy(out->center, w.center, w.k * m.d * sizeof *out->center);
		out->clusters = w.k;
		out->inertia = one.inertia;
		out->iterations = one.iterations;
		out->settled = one.settled;
	}
	return true;
}
