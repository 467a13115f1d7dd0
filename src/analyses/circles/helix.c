/* helix.c: fits a line and a circle to scores, and searches the period. */
#include "helix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GRID = 2000 };

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void subtract(double *a, double times, const double *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		a[i] -= times * b[i];
}

/* The line, orthonormal to the constant. */
static bool make_line(sx_helix *h)
{
	double mean = 0, size;
	for (size_t i = 0; i < h->n; i++) {
		h->one[i] = 1 / sqrt((double)h->n);
		mean += h->t[i] / (double)h->n;
	}
	for (size_t i = 0; i < h->n; i++)
		h->line[i] = h->t[i] - mean;
	size = sqrt(dot(h->line, h->line, h->n));
	for (size_t i = 0; i < h->n && size > 0; i++)
		h->line[i] /= size;
	for (size_t j = 0; j < h->k && size > 0; j++) {
		double b = 0, sum = 0;
		for (size_t i = 0; i < h->n; i++) {
			b += h->line[i] * h->rest[i * h->k + j];
			sum += h->rest[i * h->k + j] / (double)h->n;
		}
		h->slope[j] = b / size;
		for (size_t i = 0; i < h->n; i++) {
			double about = h->rest[i * h->k + j] - sum;
			h->total += about * about;
			h->rest[i * h->k + j] = about - b * h->line[i];
		}
	}
	return size > 0;
}

bool sx_helix_make(const double *score, const double *t, size_t n, size_t k, sx_arena *a, sx_helix *out, sx_err *err)
{
	if (n < 6)
		return sx_fail(err, SX_EINPUT, "%zu rows are too few for a line and a circle; at least 6 are needed", n);
	*out = (sx_helix){ .n = n, .k = k, .t = sx_alloc(a, n, sizeof *out->t), .rest = sx_alloc(a, n * k, sizeof *out->rest),
	                   .one = sx_alloc(a, n, sizeof *out->one), .line = sx_alloc(a, n, sizeof *out->line),
	                   .slope = sx_alloc(a, k, sizeof *out->slope) };
	if (!out->t || !out->rest || !out->one || !out->line || !out->slope)
		return sx_fail_memory(err, "a helix", (double)n * ((double)k + 3) * 8);
	memcpy(out->t, t, n * sizeof *t);
	memcpy(out->rest, score, n * k * sizeof *score);
	if (!make_line(out))
		return sx_fail(err, SX_EINPUT, "all numbers of the column are equal: there is no order to fit");
	if (!(out->total > 0))
		return sx_fail(err, SX_EINPUT, "all rows are equal: there is nothing to fit");
	out->left = dot(out->rest, out->rest, n * k);
	return true;
}

/* Orthonormal waves without constant and line; false where they nearly are combinations of these or of each other. */
static bool waves(const sx_helix *h, double w, double *c, double *s)
{
	size_t n = h->n;
	for (size_t i = 0; i < n; i++) {
		c[i] = cos(w * h->t[i]);
		s[i] = sin(w * h->t[i]);
	}
	for (int round = 0; round < 2; round++) {	/* twice is enough */
		subtract(c, dot(c, h->one, n), h->one, n);
		subtract(c, dot(c, h->line, n), h->line, n);
		subtract(s, dot(s, h->one, n), h->one, n);
		subtract(s, dot(s, h->line, n), h->line, n);
	}
	double cc = dot(c, c, n), ss, cs;
	if (cc < 1e-8 * (double)n)
		cc = 0;
	for (size_t i = 0; i < n; i++)
		c[i] = cc > 0 ? c[i] / sqrt(cc) : 0;
	cs = dot(c, s, n);
	subtract(s, cs, c, n);
	subtract(s, dot(c, s, n), c, n);
	ss = dot(s, s, n);
	if (ss < 1e-8 * (double)n)		/* at w = pi the sine is nothing: a cosine alone, even against odd */
		ss = 0;
	for (size_t i = 0; i < n; i++)
		s[i] = ss > 0 ? s[i] / sqrt(ss) : 0;
	return cc > 0 || ss > 0;
}

double sx_helix_gain(const sx_helix *h, double w, size_t j, double *scratch)
{
	double *c = scratch, *s = scratch + h->n, gain = 0;
	if (!waves(h, w, c, s))
		return -1;
	for (size_t q = j == SIZE_MAX ? 0 : j; q < (j == SIZE_MAX ? h->k : j + 1); q++) {
		double a = 0, b = 0;
		for (size_t i = 0; i < h->n; i++) {
			a += c[i] * h->rest[i * h->k + q];
			b += s[i] * h->rest[i * h->k + q];
		}
		gain += a * a + b * b;
	}
	return gain;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

void sx_helix_range(const sx_helix *h, double *from, double *to)
{
	double *v = malloc(h->n * sizeof *v), step = INFINITY, range = 1;
	if (v) {
		memcpy(v, h->t, h->n * sizeof *v);
		qsort(v, h->n, sizeof *v, ascending);
		range = v[h->n - 1] - v[0];
		for (size_t i = 1; i < h->n; i++)
			if (v[i] > v[i - 1] && v[i] - v[i - 1] < step)
				step = v[i] - v[i - 1];
	}
	free(v);
	*from = 2 * M_PI / (3 * range);
	*to = M_PI / (isfinite(step) ? step : 1);
}

double sx_helix_search(const sx_helix *h, size_t j, sx_job *job, double *gain, double *scratch)
{
	double from, to, best = 0;
	*gain = -1;
	sx_helix_range(h, &from, &to);
	double step = (to - from) / GRID;
	for (int i = 1; i <= GRID; i++) {
		double g = sx_helix_gain(h, from + i * step, j, scratch);
		if (g > *gain) {
			*gain = g;
			best = from + i * step;
		}
		if (job && i % 100 == 0 && !sx_tick(job, (double)i / GRID, "periods"))
			return NAN;
	}
	double lo = best - step, hi = fmin(best + step, to), golden = (sqrt(5) - 1) / 2;
	for (int i = 0; i < 60; i++) {
		double a = hi - golden * (hi - lo), b = lo + golden * (hi - lo);
		if (sx_helix_gain(h, a, j, scratch) < sx_helix_gain(h, b, j, scratch))
			lo = a;
		else
			hi = b;
	}
	double refined = sx_helix_gain(h, (lo + hi) / 2, j, scratch);
	if (refined < *gain)
		return best;
	*gain = refined;
	return (lo + hi) / 2;
}

/* From the orthonormal waves back to cosine and sine: two equations for each component. Their part along the line is subtracted
 * from the slope. */
void sx_helix_wave(const sx_helix *h, double w, double *b, double *c, double *e, double *scratch)
{
	double *u = scratch, *v = scratch + h->n;
	double uc = 0, us = 0, vs = 0, lc = 0, ls = 0, lt = 0;
	waves(h, w, u, v);
	for (size_t i = 0; i < h->n; i++) {
		double cosine = cos(w * h->t[i]), sine = sin(w * h->t[i]);
		uc += u[i] * cosine;
		us += u[i] * sine;
		vs += v[i] * sine;
		lc += h->line[i] * cosine;
		ls += h->line[i] * sine;
		lt += h->line[i] * h->t[i];
	}
	for (size_t q = 0; q < h->k; q++) {
		double x = 0, y = 0;
		for (size_t i = 0; i < h->n; i++) {
			x += u[i] * h->rest[i * h->k + q];
			y += v[i] * h->rest[i * h->k + q];
		}
		e[q] = vs != 0 ? y / vs : 0;
		c[q] = uc != 0 ? (x - us * e[q]) / uc : 0;
		b[q] = h->slope[q] - (c[q] * lc + e[q] * ls) / lt;
	}
}
