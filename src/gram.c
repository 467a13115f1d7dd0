/* gram.c: one reading of the rows: shifted by a guessed mean, multiplied, summed in lanes, corrected. */
#include "gram.h"
#include "linalg.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 384, LANES = 16, GUESS = 256, SINGLE_ROWS = 16384, SINGLE_COLUMNS = 192, PART = 8 };

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
	size_t  part, parts;	/* of every lane, in units of its length / PART: those from part to parts are due */
	double *total;		/* d × d */
	sx_job  quiet;		/* for what is too short to tell of */
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

SX_CLONES static void shift_rows(const work *w, size_t lo, size_t hi, double *restrict out, double *restrict off)
{
	const float *restrict guess = w->guess;
	for (size_t i = lo, d = w->m.d; i < hi; i++, out += d) {
		const float *restrict x = w->m.p + i * w->m.ld;
#pragma omp simd
		for (size_t j = 0; j < d; j++) {
			out[j] = (double)x[j] - (double)guess[j];
			off[j] += out[j];
		}
	}
}

/* A stretch of columns of some rows, one panel. */
SX_CLONES static void shift_panel(const work *w, size_t lo, size_t hi, size_t first, size_t columns, size_t width,
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

static void lanes_double(void *ctx, size_t lo, size_t hi, int thread)
{
	work *w = ctx;
	size_t d = w->m.d;
	double *x = (double *)((char *)w->block + (size_t)thread * w->block_size);
	for (size_t lane = lo; lane < hi; lane++) {
		double *sum = w->sum + lane * d * d;
		clear(w, lane);
		for (size_t i = due_from(w, lane, w->part), end = due_from(w, lane, w->parts); i < end; i += BLOCK) {
			size_t stop = end - i < BLOCK ? end : i + BLOCK;
			shift_rows(w, i, stop, x, w->off + lane * d);
			sx_dsyrk(false, stop - i, d, x, d, sum, d);
		}
	}
}

static void lanes_single(void *ctx, size_t lo, size_t hi, int thread)
{
	work *w = ctx;
	size_t d = w->m.d, width = sx_gram_width(), panels = w->side / width;
	float *x = (float *)((char *)w->block + (size_t)thread * w->block_size);
	for (size_t lane = lo; lane < hi; lane++) {
		clear(w, lane);
		for (size_t i = due_from(w, lane, w->part), end = due_from(w, lane, w->parts); i < end; i += SX_GRAM_RUN) {
			size_t stop = end - i < SX_GRAM_RUN ? end : i + SX_GRAM_RUN, rows = stop - i;
			for (size_t p = 0; p < panels; p++) {
				size_t first = p * width, columns = d - first < width ? d - first : width;
				shift_panel(w, i, stop, first, columns, width, x + first * rows, w->off + lane * d + first);
			}
			sx_gram_add_single(x, rows, panels, w->sum + lane * w->side * w->side);
		}
	}
}

static bool multiply(work *w, size_t part, size_t parts, sx_job *job, sx_err *err)
{
	sx_job some = job ? sx_job_part(job, (double)part / PART, (double)(parts - part) / PART) : (sx_job){ 0 };
	w->part = part;
	w->parts = parts;
	return sx_for(job ? &some : NULL, "Gram matrix", w->lanes, 1, w->g->single ? lanes_single : lanes_double, w) ||
	       sx_fail_cancel(err);
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

double sx_gram_blur(size_t n, size_t d, const double *square, size_t r, const double *singular, const double *directions)
{
	double most = 0;
	for (size_t k = 0; k < r; k++) {
		double size = 0;
		for (size_t j = 0; j < d; j++)
			size += directions[k * d + j] * directions[k * d + j] * square[j];
		most = fmax(most, singular[k] > 0 ? size / (singular[k] * singular[k]) : INFINITY);
	}
	return 2 * 0x1p-24 * sqrt((double)SX_GRAM_RUN / (double)n) * most;
}

/* Whether single products may do, from the first part of every lane: by the direction of the least eigenvalue. That of an
 * eighth of the rows falls short of the true one, by up to three quarters at sixteen rows a column, so it is given the benefit. */
static bool promising(work *w, double *scratch)
{
	size_t d = w->m.d, rows = 0;
	double *v = scratch, *square = scratch + d, least;
	for (size_t lane = 0; lane < w->lanes; lane++)
		rows += due_from(w, lane, 1) - due_from(w, lane, 0);
	settle(w, rows, v);
	for (size_t j = 0; j < d; j++)
		square[j] = w->total[j * d + j];
	if (!sx_least_direction(d, w->total, v, &least))
		return false;
	least = sqrt(least);
	return sx_gram_blur(w->m.n, d, square, 1, &least, v) < 4 * allowed;
}

static bool room(work *w, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t d = w->m.d, width = sx_gram_width(), cells, most = (size_t)1 << 25;	/* a quarter of a GB of lanes */
	w->side = w->g->single ? (d + width - 1) / width * width : d;
	if (!sx_mul(w->side, w->side, &cells))
		return sx_fail_memory(err, "the Gram matrix", (double)d * (double)d * 8);
	w->lanes = cells && most / cells < LANES ? most / cells : LANES;
	w->lanes = w->lanes < 1 ? 1 : w->lanes > w->m.n ? w->m.n : w->lanes;
	w->block_size = w->g->single ? SX_GRAM_RUN * w->side * sizeof(float) : BLOCK * d * sizeof(double);
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
	double *scratch = sx_alloc(tmp, 2 * m.d, sizeof *scratch);
	bool ok = tmp && scratch ? room(&w, job, tmp, err) : sx_fail_memory(err, "the Gram matrix", (double)m.d * 16);
	if (ok)
		guess_mean(&w);
	ok = ok && multiply(&w, 0, g->single ? 1 : PART, job, err);
	*good = ok && (!g->single || promising(&w, scratch));
	if (*good && g->single)
		ok = multiply(&w, 1, PART, job, err);
	if (ok && *good) {
		settle(&w, m.n, scratch);
		for (size_t j = 0; j < m.d && center; j++)
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
