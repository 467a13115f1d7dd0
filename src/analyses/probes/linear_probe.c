/* linear_probe.c: trains and evaluates multinomial logistic regression, in all weights or in a random subspace of them. */
#include "linear_probe.h"
#include "base/rng.h"
#include "numeric/linalg.h"
#include "numeric/minimise.h"

#include <math.h>
#include <string.h>

enum { LANES = 16, BLOCK = 128, KEPT = 32 * 1024 * 1024 };

size_t sx_probe_weights(const sx_probe *p)
{
	return p->classes * (p->m.d + 1);
}

static void load(const sx_probe *p, size_t row, double *x)
{
	const float *from = p->m.p + row * p->m.ld;
	for (size_t j = 0; j < p->m.d; j++)
		x[j] = ((double)from[j] - p->mean[j]) * p->scale;
	x[p->m.d] = 1;
}

typedef struct fit {
	const sx_probe *p;
	sx_job *job, step;		/* step: the share of the work that one evaluation is */
	size_t  all, dims, size, done;
	uint64_t draw;
	double *weights, *slopes;	/* all: what the subspace's t stands for */
	double *lane;			/* LANES × (all + 1): slopes and the loss */
	double *scratch;		/* threads × size */
	double *kept;			/* all × dims, or NULL */
	double *sums;			/* LANES × dims */
	const double *t;
} fit;

/* ---- the loss of all weights ---- */

/* Scores to probabilities less the truth; returns the cross-entropy. */
static double residual(double *score, size_t classes, size_t truth)
{
	double top = score[0], sum = 0;
	for (size_t c = 1; c < classes; c++)
		top = fmax(top, score[c]);
	double own = score[truth] - top;
	for (size_t c = 0; c < classes; c++)
		sum += score[c] = exp(score[c] - top);
	for (size_t c = 0; c < classes; c++)
		score[c] /= sum;
	score[truth] -= 1;
	return log(sum) - own;
}

static void loss_lanes(void *ctx, size_t lo, size_t hi, int thread)
{
	fit *w = ctx;
	const sx_probe *p = w->p;
	size_t d = p->m.d + 1, c = p->classes;
	double *x = w->scratch + (size_t)thread * w->size, *score = x + BLOCK * d;
	for (size_t l = lo; l < hi; l++) {
		double *slopes = w->lane + l * (w->all + 1);
		memset(slopes, 0, (w->all + 1) * sizeof *slopes);
		for (size_t i = p->n * l / LANES, end = p->n * (l + 1) / LANES; i < end; i += BLOCK) {
			size_t n = end - i < BLOCK ? end - i : BLOCK;
			for (size_t a = 0; a < n; a++)
				load(p, p->row[i + a], x + a * d);
			sx_dgemm(false, true, n, c, d, 1, x, d, w->weights, d, 0, score, c);
			for (size_t a = 0; a < n; a++)
				slopes[w->all] += residual(score + a * c, c, p->code[p->row[i + a]]);
			sx_dgemm(true, false, c, d, n, 1, score, c, x, d, 1, slopes, d);
		}
	}
}

/* Into w->slopes; NaN: stopped. */
static double loss(fit *w)
{
	const sx_probe *p = w->p;
	size_t d = p->m.d + 1;
	double sum = 0, square = 0;
	if (!sx_for(&w->step, "probe", LANES, 1, loss_lanes, w))
		return NAN;
	memset(w->slopes, 0, w->all * sizeof *w->slopes);
	for (size_t l = 0; l < LANES; l++) {
		for (size_t j = 0; j < w->all; j++)
			w->slopes[j] += w->lane[l * (w->all + 1) + j] / (double)p->n;
		sum += w->lane[l * (w->all + 1) + w->all];
	}
	for (size_t j = 0; j < w->all; j++)
		if (j % d != d - 1) {
			square += w->weights[j] * w->weights[j];
			w->slopes[j] += p->l2 * w->weights[j];
		}
	return sum / (double)p->n + p->l2 / 2 * square;
}

/* How many evaluations there will be is not known: progress nears the end without reaching it. */
static void begin(fit *w)
{
	w->step = sx_job_part(w->job, 1 - 1 / (1 + (double)w->done / 32), 1e-6);
	w->done++;
}

static double of_all(void *ctx, const double *x, double *gradient)
{
	fit *w = ctx;
	begin(w);
	memcpy(w->weights, x, w->all * sizeof *x);
	double value = loss(w);
	memcpy(gradient, w->slopes, w->all * sizeof *gradient);
	return value;
}

/* ---- the loss within a subspace ---- */

static const double *projection_row(const fit *w, size_t row, double *scratch)
{
	if (w->kept && scratch != w->kept + row * w->dims)
		return w->kept + row * w->dims;
	sx_rng rng = sx_rng_open(w->job->seed, "subspace", w->draw * w->all + row);
	double scale = 1 / sqrt((double)w->dims);
	for (size_t j = 0; j < w->dims; j++)
		scratch[j] = sx_rng_normal(&rng) * scale;
	return scratch;
}

static void keep_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	const fit *w = ctx;
	for (size_t r = lo; r < hi; r++)
		projection_row(w, r, w->kept + r * w->dims);
}

static void forward(void *ctx, size_t lo, size_t hi, int thread)
{
	const fit *w = ctx;
	for (size_t r = lo; r < hi; r++) {
		const double *p = projection_row(w, r, w->scratch + (size_t)thread * w->size);
		double sum = 0;
		for (size_t j = 0; j < w->dims; j++)
			sum += p[j] * w->t[j];
		w->weights[r] = sum;
	}
}

static void backward(void *ctx, size_t lo, size_t hi, int thread)
{
	const fit *w = ctx;
	for (size_t l = lo; l < hi; l++) {
		double *sum = w->sums + l * w->dims;
		memset(sum, 0, w->dims * sizeof *sum);
		for (size_t r = w->all * l / LANES; r < w->all * (l + 1) / LANES; r++) {
			const double *p = projection_row(w, r, w->scratch + (size_t)thread * w->size);
			for (size_t j = 0; j < w->dims; j++)
				sum[j] += w->slopes[r] * p[j];
		}
	}
}

static double of_part(void *ctx, const double *x, double *gradient)
{
	fit *w = ctx;
	begin(w);
	w->t = x;
	if (!sx_for(&w->step, "probe", w->all, 64, forward, w))
		return NAN;
	double value = loss(w);
	if (isnan(value) || !sx_for(&w->step, "probe", LANES, 1, backward, w))
		return NAN;
	memset(gradient, 0, w->dims * sizeof *gradient);
	for (size_t l = 0; l < LANES; l++)
		for (size_t j = 0; j < w->dims; j++)
			gradient[j] += w->sums[l * w->dims + j];
	return value;
}

static bool make_room(fit *w, sx_arena *own, double **x, sx_err *err)
{
	size_t d = w->p->m.d + 1, free_ones = w->dims ? w->dims : w->all;
	w->size = BLOCK * (d + w->p->classes) + w->dims;
	w->weights = sx_alloc(own, w->all, sizeof *w->weights);
	w->slopes = sx_alloc(own, w->all, sizeof *w->slopes);
	w->lane = sx_alloc(own, LANES * (w->all + 1), sizeof *w->lane);
	w->sums = sx_alloc(own, LANES * w->dims, sizeof *w->sums);
	w->scratch = sx_alloc(own, (size_t)sx_threads(w->job) * w->size, sizeof *w->scratch);
	*x = sx_alloc(own, free_ones, sizeof **x);
	if (w->weights && w->slopes && w->lane && w->sums && w->scratch && *x)
		return true;
	return sx_fail_memory(err, "the probe", (double)w->all * 8 * (LANES + 3));
}

bool sx_probe_fit(const sx_probe *p, size_t dims, uint64_t draw, sx_job *job, double *weights, double *least, sx_err *err)
{
	fit w = { .p = p, .job = job, .all = sx_probe_weights(p), .dims = dims, .draw = draw };
	sx_arena *own = sx_arena_new(job->memory);
	double *x;
	begin(&w);
	bool ok = make_room(&w, own, &x, err);
	if (ok && dims && w.all * dims <= KEPT) {
		w.kept = sx_alloc(own, w.all * dims, sizeof *w.kept);
		ok = w.kept ? sx_for(&w.step, "projection", w.all, 64, keep_rows, &w) || sx_fail_cancel(err)
		            : sx_fail_memory(err, "the projection", (double)w.all * (double)dims * 8);
	}
	ok = ok && sx_minimise(dims ? of_part : of_all, &w, dims ? dims : w.all, x, p->flat, p->steps, least, err);
	if (ok && dims) {
		w.t = x;
		ok = sx_for(&w.step, "probe", w.all, 64, forward, &w) || sx_fail_cancel(err);
	}
	if (ok)
		memcpy(weights, dims ? w.weights : x, w.all * sizeof *weights);
	sx_arena_free(own);
	return ok;
}

double sx_probe_accuracy(const sx_probe *p, const double *weights, const size_t *row, size_t n, double *scratch)
{
	size_t d = p->m.d + 1, right = 0;
	double *score = scratch + d;
	for (size_t i = 0; i < n; i++) {
		size_t best = 0;
		load(p, row[i], scratch);
		sx_dgemm(false, false, p->classes, 1, d, 1, weights, d, scratch, 1, 0, score, 1);
		for (size_t c = 1; c < p->classes; c++)
			best = score[c] > score[best] ? c : best;
		right += best == p->code[row[i]];
	}
	return (double)right / (double)n;
}
