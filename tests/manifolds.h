/* manifolds.h: points of known dimension, for tests and bench/id.c. */
#ifndef SX_TEST_MANIFOLDS_H
#define SX_TEST_MANIFOLDS_H

#include "sextant.h"

#include <math.h>

typedef void (*point)(sx_rng *, size_t dims, float *out);

static inline void normal(sx_rng *r, size_t dims, float *out)
{
	for (size_t j = 0; j < dims; j++)
		out[j] = (float)sx_rng_normal(r);
}

static void on_unit(sx_rng *r, size_t dims, double length, float *out)
{
	double v[64], square = 0;
	for (size_t j = 0; j < dims; j++) {
		v[j] = sx_rng_normal(r);
		square += v[j] * v[j];
	}
	for (size_t j = 0; j < dims; j++)
		out[j] = (float)(v[j] / sqrt(square) * length);
}

static void sphere(sx_rng *r, size_t dims, float *out)
{
	on_unit(r, dims, 1, out);
}

static void ball(sx_rng *r, size_t dims, float *out)
{
	on_unit(r, dims / 2, pow(sx_rng_unit(r), 2 / (double)dims), out);	/* in the first half of the dimensions */
}

static void roll(sx_rng *r, size_t dims, float *out)
{
	double t = 4.71 * (1 + 2 * sx_rng_unit(r));
	(void)dims;
	out[0] = (float)(t * cos(t));
	out[1] = (float)(21 * sx_rng_unit(r));
	out[2] = (float)(t * sin(t));
}

static void moebius(sx_rng *r, size_t dims, float *out)
{
	double a = 6.283185307179586 * sx_rng_unit(r), w = 2 * sx_rng_unit(r) - 1;
	(void)dims;
	out[0] = (float)((1 + w / 2 * cos(a / 2)) * cos(a));
	out[1] = (float)((1 + w / 2 * cos(a / 2)) * sin(a));
	out[2] = (float)(w / 2 * sin(a / 2));
}

static void affine(sx_rng *r, size_t dims, float *out)
{
	double u[3] = { sx_rng_unit(r), sx_rng_unit(r), sx_rng_unit(r) };
	for (size_t j = 0; j < dims; j++)
		out[j] = (float)(u[j % 3] + 0.5 * u[(j + 1) % 3] * (double)j - 0.3 * u[(j + 2) % 3]);
}

/* A curve in noise a hundred times thinner than the distance of its points: neighbours see the curve. */
static void curve(sx_rng *r, size_t dims, float *out)
{
	double t = 6.283185307179586 * sx_rng_unit(r);
	for (size_t j = 0; j < dims; j++)
		out[j] = (float)((j % 2 ? sin : cos)(t * (double)(j / 2 + 1)) + 1e-5 * sx_rng_normal(r));
}

static const struct { const char *name; point f; size_t dims; double truth; } planted[] = {
	{ "sphere 10 in 11", sphere, 11, 10 }, { "sphere 2 in 3", sphere, 3, 2 }, { "ball 5 in 10", ball, 10, 5 },
	{ "swiss roll", roll, 3, 2 }, { "moebius band", moebius, 3, 2 }, { "affine 3 in 5", affine, 5, 3 },
	{ "curve in noise", curve, 6, 1 },
};

static inline sx_space *draw(point f, size_t n, size_t dims, uint64_t seed)
{
	float *p;
	sx_space *s = sx_space_new("x", n, dims, &p, NULL);
	sx_rng rng = sx_rng_seed(seed);
	for (size_t i = 0; s && i < n; i++) {
		for (size_t j = 0; j < dims; j++)
			p[i * dims + j] = 0;
		f(&rng, dims, p + i * dims);
	}
	return s;
}

#endif
