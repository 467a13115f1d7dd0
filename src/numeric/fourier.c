/* fourier.c: the discrete Fourier spectrum of ordered rows, its key frequencies and their null. */
#include "fourier.h"
#include "linalg.h"
#include "special.h"
#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- waves ---- */

/* cos and sin of 2 pi k i / p for one k; the argument is reduced in integers. */
static void wave(size_t p, size_t k, double *cosine, double *sine)
{
	for (size_t i = 0; i < p; i++) {
		double turn = 2 * M_PI * (double)(k * i % p) / (double)p;
		cosine[i] = cos(turn);
		sine[i] = 2 * k * i % p == 0 ? 0 : sin(turn);
	}
}

static double weight(size_t p, size_t k)
{
	return 2 * k == p ? 1 : 2;
}

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void centre(const double *x, size_t p, size_t d, double *c)
{
	for (size_t j = 0; j < d; j++) {
		double mean = 0;
		for (size_t i = 0; i < p; i++)
			mean += x[i * d + j] / (double)p;
		for (size_t i = 0; i < p; i++)
			c[i * d + j] = x[i * d + j] - mean;
	}
}

static void describe(sx_fourier *out, size_t at)
{
	size_t d = out->d, k = at + 1;
	const double *a = out->cosine + at * d, *b = out->sine + at * d;
	double aa = dot(a, a, d), bb = dot(b, b, d), ab = dot(a, b, d), size = aa + bb;
	sx_frequency *f = &out->f[at];
	f->k = k;
	f->power = weight(out->p, k) * size / (double)out->p;
	f->share = f->power / out->total;
	/* F^T F = (a - ib)·(a - ib) = aa - bb - 2i ab */
	f->circularity = size > 0 && 2 * k != out->p ? 1 - hypot(aa - bb, 2 * ab) / size : 0;
}

static bool products(sx_fourier *t, sx_job *job, sx_arena *a, sx_err *err)
{
	size_t p = t->p;
	if (p > SX_FOURIER_GRAM)
		return true;
	t->gram = sx_alloc(a, p * p, sizeof *t->gram);
	t->turn = sx_alloc(a, p, sizeof *t->turn);
	if (!t->gram || !t->turn)
		return sx_fail_memory(err, "products of the rows", (double)(p * p) * 8);
	for (size_t i = 0; i < p; i++)
		t->turn[i] = cos(2 * M_PI * (double)i / (double)p);
	return sx_dgemm_par(job, "products", false, true, p, p, t->d, 1, t->c, t->d, t->c, t->d, 0, t->gram, p) || sx_fail_cancel(err);
}

bool sx_fourier_make(const double *x, size_t p, size_t d, sx_job *job, sx_arena *a, sx_fourier *out, sx_err *err)
{
	size_t count = p / 2, cells;
	if (p < 2)
		return sx_fail(err, SX_EINPUT, "%zu row: an index needs at least 2", p);
	*out = (sx_fourier){ .p = p, .d = d, .count = count };
	double *cosine = NULL, *sine = NULL;
	if (sx_mul(p, d, &cells) && sx_mul(count, p, &cells)) {
		out->c = sx_alloc(a, p * d, sizeof *out->c);
		out->cosine = sx_alloc(a, count * d, sizeof *out->cosine);
		out->sine = sx_alloc(a, count * d, sizeof *out->sine);
		out->f = sx_alloc(a, count, sizeof *out->f);
		cosine = sx_alloc(a, cells, sizeof *cosine);
		sine = sx_alloc(a, cells, sizeof *sine);
	}
	if (!out->c || !out->cosine || !out->sine || !out->f || !cosine || !sine)
		return sx_fail_memory(err, "waves", (double)p * (double)p * 8 + (double)p * (double)d * 16);
	centre(x, p, d, out->c);
	out->total = dot(out->c, out->c, p * d);
	if (!(out->total > 0))
		return sx_fail(err, SX_EINPUT, "all rows are equal: there is no energy");
	for (size_t k = 1; k <= count; k++)
		wave(p, k, cosine + (k - 1) * p, sine + (k - 1) * p);
	if (!sx_dgemm_par(job, "waves", false, false, count, d, p, 1, cosine, p, out->c, d, 0, out->cosine, d) ||
	    !sx_dgemm_par(job, "waves", false, false, count, d, p, 1, sine, p, out->c, d, 0, out->sine, d))
		return sx_fail_cancel(err);
	for (size_t i = 0; i < count; i++)
		describe(out, i);
	return products(out, job, a, err);
}

/* ---- which of them matter ---- */

void sx_fourier_order(const sx_fourier *t, size_t *order)
{
	for (size_t i = 0; i < t->count; i++) {
		size_t at = i;
		for (; at > 0 && t->f[order[at - 1]].share < t->f[i].share; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

size_t sx_fourier_keys(const sx_fourier *t, const size_t *order, double *ratio)
{
	size_t most = t->count / 2, best = 0;
	*ratio = NAN;
	if (t->p < 100 && most > 12)
		most = 12;
	for (size_t i = 0; i < most && t->count >= 3; i++) {
		double r = t->f[order[i]].share / t->f[order[i + 1]].share;
		if (best == 0 || r > *ratio) {
			best = i + 1;
			*ratio = r;
		}
	}
	return best;
}

/* (tr G)² / tr G² of the Gram matrix of what is left. */
static double freedom(const double *c, size_t p, size_t d, double *gram)
{
	bool by_rows = p < d;
	size_t m = by_rows ? p : d;
	double trace = 0, squares = 0;
	memset(gram, 0, m * m * sizeof *gram);
	sx_dsyrk(by_rows, p, d, c, d, gram, m);
	for (size_t i = 0; i < m; i++) {
		trace += gram[i * m + i];
		for (size_t j = i; j < m; j++)
			squares += (i == j ? 1 : 2) * gram[i * m + j] * gram[i * m + j];
	}
	return squares > 0 ? trace * trace / squares : NAN;
}

/* Takes the waves of one frequency off every column. */
static void take_off(const sx_fourier *t, size_t at, double *c, double *cosine, double *sine)
{
	size_t p = t->p, d = t->d;
	double m = weight(p, at + 1) / (double)p;
	wave(p, at + 1, cosine, sine);
	for (size_t i = 0; i < p; i++)
		for (size_t j = 0; j < d; j++)
			c[i * d + j] -= m * (cosine[i] * t->cosine[at * d + j] + sine[i] * t->sine[at * d + j]);
}

size_t sx_fourier_significant(const sx_fourier *t, const size_t *order, double alpha, sx_arena *a, double *p_value)
{
	size_t p = t->p, d = t->d, least = p < d ? p : d, passed = 0;
	double *c = sx_alloc(a, p * d, sizeof *c), *gram = sx_alloc(a, least * least, sizeof *gram);
	double *cosine = sx_alloc(a, p, sizeof *cosine), *sine = sx_alloc(a, p, sizeof *sine), left = 1;
	for (size_t i = 0; i < t->count; i++)
		p_value[i] = NAN;
	if (!c || !gram || !cosine || !sine)
		return 0;
	memcpy(c, t->c, p * d * sizeof *c);
	for (size_t i = 0; i + 1 < t->count && left > 1e-12; i++) {
		double m = (double)(t->count - i), share = t->f[order[i]].share / left, eff = freedom(c, p, d, gram);
		p_value[i] = isfinite(eff) ? fmin(1, m * sx_gamma_q(eff, share * m * eff)) : 1;
		if (!(p_value[i] < alpha))
			break;
		passed++;
		take_off(t, order[i], c, cosine, sine);
		left -= t->f[order[i]].share;
	}
	return passed;
}

/* ---- planes ---- */

bool sx_fourier_plane(const sx_fourier *t, size_t k, double *xy)
{
	size_t p = t->p, d = t->d;
	const double *a = t->cosine + (k - 1) * d, *b = t->sine + (k - 1) * d;
	double aa = dot(a, a, d), bb = dot(b, b, d), ab = dot(a, b, d);
	/* principal directions of the pair: turned by phi, a' and b' are orthogonal, a' the longer */
	double phi = atan2(2 * ab, aa - bb) / 2, c = cos(phi), s = sin(phi);
	double one = 0, two = 0;
	for (size_t j = 0; j < d; j++) {
		one += pow(c * a[j] + s * b[j], 2);
		two += pow(c * b[j] - s * a[j], 2);
	}
	if (2 * k == p || !(two > 1e-18 * one))
		return false;
	for (size_t i = 0; i < p; i++) {
		double x = 0, y = 0;
		for (size_t j = 0; j < d; j++) {
			x += t->c[i * d + j] * (c * a[j] + s * b[j]);
			y += t->c[i * d + j] * (c * b[j] - s * a[j]);
		}
		xy[2 * i] = x / sqrt(one);
		xy[2 * i + 1] = y / sqrt(two);
	}
	return true;
}

/* ---- the null of shuffled rows ---- */

/* The share of frequency k, from the rows themselves. */
static double share_of(const sx_fourier *t, size_t k, const size_t *order, double *scratch)
{
	size_t p = t->p, d = t->d;
	double *cosine = scratch, *sine = scratch + p, *f = scratch + 2 * p;
	wave(p, k, cosine, sine);
	memset(f, 0, 2 * d * sizeof *f);
	for (size_t i = 0; i < p; i++) {
		const double *c = t->c + order[i] * d;
		for (size_t j = 0; j < d; j++) {
			f[j] += cosine[i] * c[j];
			f[d + j] += sine[i] * c[j];
		}
	}
	return weight(p, k) * dot(f, f, 2 * d) / ((double)p * t->total);
}

/* Lag r and lag p - r have the same products. */
static void sum_lags(const sx_fourier *t, const size_t *order, double *lag)
{
	size_t p = t->p;
	memset(lag, 0, (p / 2 + 1) * sizeof *lag);
	for (size_t i = 0; i < p; i++) {
		const double *g = t->gram + order[i] * p;
		for (size_t r = 0, at = i; r <= p / 2; r++, at++) {
			at = at < p ? at : at - p;
			lag[r] += g[order[at]];
		}
	}
}

static double share_of_lags(const sx_fourier *t, size_t k, const double *lag)
{
	size_t p = t->p, at = 0;
	double sum = lag[0];
	for (size_t r = 1; r <= p / 2; r++) {
		at += k;
		at = at < p ? at : at - p;
		sum += (2 * r == p ? 1 : 2) * t->turn[at] * lag[r];
	}
	return weight(p, k) * sum / ((double)p * t->total);
}

double sx_fourier_null(const sx_fourier *t, uint64_t seed, uint64_t draw, size_t *order, double *scratch)
{
	sx_rng rng = sx_rng_open(seed, "fourier.null", draw);
	double top = 0;
	for (size_t i = 0; i < t->p; i++)
		order[i] = i;
	sx_rng_shuffle(&rng, order, t->p);
	if (t->gram)
		sum_lags(t, order, scratch);
	for (size_t k = 1; k <= t->count; k++)
		top = fmax(top, t->gram ? share_of_lags(t, k, scratch) : share_of(t, k, order, scratch));
	return top;
}
