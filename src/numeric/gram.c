/* gram.c: computes a Gram matrix in one pass: rows shifted by a guessed mean, multiplied, summed in lanes, then corrected. */
#include "gram.h"
#include "linalg.h"
#include "tiles.h"

#include <math.h>
#include <string.h>

enum { RUN = 192, LANES = 16, GUESS = 256, SINGLE_ROWS = 16384, SINGLE_COLUMNS = 192, PART = 8, TRIED = 8 };

static const double allowed = 1e-6;	/* of a singular value, relatively */

typedef struct work {
	sx_mat  m;
	sx_gram *g;
	bool    center;
	size_t  lanes, side;	/* sums are side × side, side >= d */
	double *sum, *off;	/* lanes × side²; lanes × d: sums of what is left of the rows after the guessed mean */
	float  *guess;		/* d */
	void   *block;		/* threads × block_size bytes: rows made ready */
	size_t  block_size;
	size_t  part;		/* of every lane, in units of its length / PART: that which is due */
	double *total;		/* d × d */
	sx_job  quiet;		/* for parts too short to report progress */
} work;

/* ---- rows made ready ---- */

/* Fetching a float mean off is exact for values near it. */
static void guess_mean(work *w)
{
	size_t n = w->m.n, d = w->m.d, few = n < GUESS ? n : GUESS;
	for (size_t j = 0; j < d && w->center; j++) {
		double sum = 0;
		for (size_t i = 0; i < few; i++)
			sum += (double)w->m.p[(i * (n / few)) * w->m.ld + j];
		w->guess[j] = (float)(sum / (double)few);
	}
}

/* A stretch of columns of some rows, one panel; off gathers what is left after the guess. */
SX_CLONES static void shift_single(const work *w, size_t lo, size_t hi, size_t first, size_t columns, size_t width,
                                   float *restrict out, double *restrict off)
{
	const float *restrict guess = w->guess + first;
	for (size_t i = lo; i < hi; i++, out += width) {
		const float *restrict x = w->m.p + i * w->m.ld + first;
#pragma omp simd
		for (size_t j = 0; j < columns; j++) {
			out[j] = x[j] - guess[j];
			off[j] += (double)out[j];
		}
	}
}

SX_CLONES static void shift_double(const work *w, size_t lo, size_t hi, size_t first, size_t columns, size_t width,
                                   double *restrict out, double *restrict off)
{
	const float *restrict guess = w->guess + first;
	for (size_t i = lo; i < hi; i++, out += width) {
		const float *restrict x = w->m.p + i * w->m.ld + first;
#pragma omp simd
		for (size_t j = 0; j < columns; j++) {
			out[j] = (double)x[j] - (double)guess[j];
			off[j] += out[j];
		}
	}
}

/* All panels of a run of rows. The padding of the last panel is left over from other runs; it enters sums that nobody reads. */
static void shift(const work *w, size_t lo, size_t hi, void *x, double *off)
{
	bool single = w->g->single;
	size_t d = w->m.d, width = sx_tile_width(single);
	for (size_t first = 0; first < d; first += width) {
		size_t columns = d - first < width ? d - first : width;
		if (single)
			shift_single(w, lo, hi, first, columns, width, (float *)x + first * (hi - lo), off + first);
		else
			shift_double(w, lo, hi, first, columns, width, (double *)x + first * (hi - lo), off + first);
	}
}

/* ---- lanes ---- */

/* The rows of a lane that are due. */
static size_t due_from(const work *w, size_t lane, size_t part)
{
	size_t lo = sx_lane_start(w->m.n, w->lanes, lane), hi = sx_lane_start(w->m.n, w->lanes, lane + 1);
	return lo + (hi - lo) * part / PART;
}

/* Written before it is read: a fresh page read first costs two faults. */
static void clear(const work *w, size_t lane)
{
	if (w->part == 0)
		memset(w->sum + lane * w->side * w->side, 0, w->side * w->side * sizeof *w->sum);
}

static void lanes(void *ctx, size_t lo, size_t hi, int thread)
{
	work *w = ctx;
	bool single = w->g->single;
	size_t d = w->m.d, width = sx_tile_width(single), panels = w->side / width;
	void *x = (char *)w->block + (size_t)thread * w->block_size;
	for (size_t lane = lo; lane < hi; lane++) {
		clear(w, lane);
		for (size_t i = due_from(w, lane, w->part), end = due_from(w, lane, w->part + 1); i < end; i += RUN) {
			size_t stop = end - i < RUN ? end : i + RUN;
			shift(w, i, stop, x, w->off + lane * d);
			sx_tile_products(single, x, panels, x, panels, stop - i, true, w->sum + lane * w->side * w->side, w->side);
		}
	}
}

/* Part by part, so that a stop is seen soon. */
static bool multiply(work *w, size_t part, size_t parts, sx_job *job, sx_err *err)
{
	for (; part < parts; part++) {
		sx_job some = job ? sx_job_part(job, (double)part / PART, 1.0 / PART) : (sx_job){ 0 };
		w->part = part;
		if (!sx_for(job ? &some : NULL, "Gram matrix", w->lanes, 1, lanes, w))
			return sx_fail_cancel(err);
	}
	return true;
}

/* ---- the sum of all lanes, corrected for the guess ---- */

static void add_lanes(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	work *w = ctx;
	size_t d = w->m.d;
	for (size_t i = lo; i < hi; i++) {
		double *out = w->total + i * d;
		memset(out, 0, d * sizeof *out);
		for (size_t lane = 0; lane < w->lanes; lane++) {
			const double *sum = w->sum + (lane * w->side + i) * w->side;
			for (size_t j = i; j < d; j++)
				out[j] += sum[j];
		}
	}
}

/* sum (x - guess)(x - guess)ᵀ less n off offᵀ is the product about the mean. off: d. */
static void settle(work *w, size_t rows, double *off)
{
	size_t d = w->m.d;
	memset(off, 0, d * sizeof *off);
	for (size_t lane = 0; lane < w->lanes; lane++)
		for (size_t j = 0; j < d && w->center; j++)
			off[j] += w->off[lane * d + j] / (double)rows;
	sx_for(&w->quiet, "Gram matrix", d, 64, add_lanes, w);
	for (size_t i = 0; i < d; i++)
		for (size_t j = i; j < d; j++)
			w->total[i * d + j] -= (double)rows * off[i] * off[j];
}

/* ---- what single products do to singular values ---- */

typedef struct trial {
	work    w;
	size_t  r;
	const double *singular, *direction;
	double *sum;		/* threads × side² */
	double *off;		/* threads × d: not wanted */
	double *moved;		/* TRIED × r: by one run, the singular value, relatively */
} trial;

/* v S v for r vectors, of a symmetric matrix of which the upper triangle is there: row by row, so that it is read once. */
SX_CLONES static void quadratic(const double *restrict sum, size_t side, const double *restrict v, size_t r, size_t d,
                                double *restrict out)
{
	memset(out, 0, r * sizeof *out);
	for (size_t i = 0; i < d; i++)
		for (size_t k = 0; k < r; k++) {
			const double *restrict row = sum + i * side, *restrict vk = v + k * d;
			double rest = 0;
#pragma omp simd reduction(+:rest)
			for (size_t j = i + 1; j < d; j++)
				rest += row[j] * vk[j];
			out[k] += vk[i] * (row[i] * vk[i] + 2 * rest);
		}
}

/* |X v|² of some rows, about the guess. */
SX_CLONES static double exact(const work *w, size_t lo, size_t hi, const double *v)
{
	double total = 0;
	for (size_t i = lo; i < hi; i++) {
		const float *x = w->m.p + i * w->m.ld;
		double score = 0;
#pragma omp simd reduction(+:score)
		for (size_t j = 0; j < w->m.d; j++)
			score += ((double)x[j] - (double)w->guess[j]) * v[j];
		total += score * score;
	}
	return total;
}

static void try_runs(void *ctx, size_t lo, size_t hi, int thread)
{
	trial *t = ctx;
	work *w = &t->w;
	size_t d = w->m.d, side = w->side, panels = side / sx_tile_width(true);
	void *x = (char *)w->block + (size_t)thread * w->block_size;
	double *sum = t->sum + (size_t)thread * side * side;
	for (size_t run = lo; run < hi; run++) {
		size_t first = sx_lane_start(w->m.n, TRIED, run);
		memset(sum, 0, side * side * sizeof *sum);
		shift(w, first, first + RUN, x, t->off + (size_t)thread * d);
		sx_tile_products(true, x, panels, x, panels, RUN, true, sum, side);
		double *moved = t->moved + run * t->r;
		quadratic(sum, side, t->direction, t->r, d, moved);
		for (size_t k = 0; k < t->r; k++) {
			double true_square = exact(w, first, first + RUN, t->direction + k * d);
			moved[k] = (moved[k] - true_square) / (2 * t->singular[k] * t->singular[k]);
		}
	}
}

/* The runs of all rows move a value by the sum of what each does. */
static double of_all_runs(const trial *t)
{
	double square = 0, runs = (double)t->w.m.n / RUN, most = 0;
	for (size_t c = 0; c < TRIED * t->r; c++)
		square += t->moved[c] * t->moved[c] / (double)(TRIED * t->r);
	double noise = sqrt(square);
	for (size_t k = 0; k < t->r; k++) {
		double mean = 0;
		for (size_t run = 0; run < TRIED; run++)
			mean += t->moved[run * t->r + k] / TRIED;
		most = fmax(most, fabs(mean) - 2 * noise / sqrt(TRIED));
	}
	return 4 * noise * sqrt(runs) + runs * most;
}

bool sx_gram_error(sx_mat m, const sx_gram *g, size_t r, const double *singular, const double *directions, sx_job *job,
                   double *error, sx_err *err)
{
	sx_arena *tmp = sx_arena_new(job ? job->memory : 0);
	size_t threads = (size_t)sx_threads(job), width = sx_tile_width(true), side = (m.d + width - 1) / width * width;
	sx_gram single = { .single = true };
	trial t = { .w = { .m = m, .g = &single, .side = side, .block_size = RUN * side * sizeof(float) }, .r = r,
	            .singular = singular, .direction = directions };
	t.w.block = sx_alloc(tmp, threads, t.w.block_size);
	t.w.guess = sx_alloc(tmp, m.d, sizeof *t.w.guess);
	t.sum = sx_alloc(tmp, threads * side * side, sizeof *t.sum);
	t.off = sx_alloc(tmp, threads * m.d, sizeof *t.off);
	t.moved = sx_alloc(tmp, TRIED * r, sizeof *t.moved);
	bool ok = t.w.block && t.w.guess && t.sum && t.off && t.moved ? true
	          : sx_fail_memory(err, "the Gram matrix", (double)(threads * side * side) * 8);
	for (size_t j = 0; ok && j < m.d; j++)
		t.w.guess[j] = (float)g->mean[j];
	ok = ok && (sx_for(job, "Gram matrix", TRIED, 1, try_runs, &t) || sx_fail_cancel(err));
	if (ok)
		*error = of_all_runs(&t);
	sx_arena_free(tmp);
	return ok;
}

/* Whether single products may do, from the first part of every lane: by the direction of the least eigenvalue. That of an
 * eighth of the rows falls short of the true one, by up to three quarters at sixteen rows a column, so it is given the benefit. */
static bool promising(work *w, double *scratch, sx_job *job, bool *good, sx_err *err)
{
	size_t d = w->m.d, rows = 0;
	double *v = scratch, least, error;
	for (size_t lane = 0; lane < w->lanes; lane++)
		rows += due_from(w, lane, 1) - due_from(w, lane, 0);
	settle(w, rows, v);
	for (size_t j = 0; j < d; j++)
		w->g->mean[j] = (double)w->guess[j];
	*good = sx_least_direction(d, w->total, v, &least);
	if (!*good)
		return true;
	least = sqrt(least * (double)w->m.n / (double)rows);
	if (!sx_gram_error(w->m, w->g, 1, &least, v, job, &error, err))
		return false;
	*good = error < 4 * allowed;
	return true;
}

static bool room(work *w, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t d = w->m.d, width = sx_tile_width(w->g->single), cells, most = (size_t)1 << 25;	/* a quarter of a GB of lanes */
	w->side = (d + width - 1) / width * width;
	if (!sx_mul(w->side, w->side, &cells))
		return sx_fail_memory(err, "the Gram matrix", (double)d * (double)d * 8);
	size_t few = cells > (size_t)1 << 18 ? LANES / 2 : LANES;	/* large sums take longer to add than threads gain */
	if (job && job->memory && job->memory / (4 * sizeof *w->sum) < most)
		most = job->memory / (4 * sizeof *w->sum);	/* a quarter of what there is */
	w->lanes = cells && most / cells < few ? most / cells : few;
	w->lanes = w->lanes < 1 ? 1 : w->lanes > w->m.n ? w->m.n : w->lanes;
	w->block_size = RUN * w->side * (w->g->single ? sizeof(float) : sizeof(double));
	w->sum = sx_alloc(tmp, w->lanes * cells, sizeof *w->sum);
	w->off = sx_alloc(tmp, w->lanes * d, sizeof *w->off);
	w->guess = sx_alloc(tmp, d, sizeof *w->guess);
	w->block = sx_alloc(tmp, (size_t)sx_threads(job), w->block_size);
	return (w->sum && w->off && w->guess && w->block) ||
	       sx_fail_memory(err, "the Gram matrix", (double)w->lanes * (double)cells * 8);
}

static bool one_way(sx_mat m, bool center, sx_gram *g, bool *good, sx_job *job, sx_err *err)
{
	sx_arena *tmp = sx_arena_new(job ? job->memory : 0);
	work w = { .m = m, .g = g, .center = center, .total = g->sum,
	           .quiet = { .threads = sx_threads(job) } };
	double *scratch = sx_alloc(tmp, m.d, sizeof *scratch);
	bool ok = tmp && scratch ? room(&w, job, tmp, err) : sx_fail_memory(err, "the Gram matrix", (double)m.d * 8);
	if (ok)
		guess_mean(&w);
	ok = ok && multiply(&w, 0, g->single ? 1 : PART, job, err);
	*good = true;
	ok = ok && (!g->single || promising(&w, scratch, job, good, err));
	if (ok && *good && g->single)
		ok = multiply(&w, 1, PART, job, err);
	if (ok && *good) {
		settle(&w, m.n, scratch);
		for (size_t j = 0; j < m.d; j++)
			g->mean[j] = (double)w.guess[j] + scratch[j];
	}
	sx_arena_free(tmp);
	return ok;
}

bool sx_gram_columns(sx_mat m, bool center, sx_gram *g, sx_job *job, sx_err *err)
{
	bool good;
	g->single = g->single && m.d >= SINGLE_COLUMNS && m.n >= SINGLE_ROWS && m.n / 16 >= m.d;
	if (!one_way(m, center, g, &good, job, err))
		return false;
	if (good)
		return true;
	g->single = false;
	return one_way(m, center, g, &good, job, err);
}
