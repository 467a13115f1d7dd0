/* clouds.h: planar clouds of known shape, for tests of rings and of their null. */
#ifndef SX_TEST_CLOUDS_H
#define SX_TEST_CLOUDS_H

#include "analyses/circles/circle_scores.h"
#include "base/rng.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TAU 6.283185307179586476925286766559

static const char *about = "";	/* the case at hand, for the message */

static inline void near(const char *what, double got, double want, double tol)
{
	if (!(fabs(got - want) <= tol))
		print_error("%s %s: %.6g, expected %.6g within %.2g\n", about, what, got, want, tol);
	assert_true(fabs(got - want) <= tol);
}

/* ---- clouds ---- */

enum cloud { CIRCLE, ELLIPSE, GAUSSIAN, DISC, SQUARE, ARC, TWO, TRI, FOUR, SPOKES, CROSS, LINE };

static inline void corner(sx_rng *r, size_t of, double radius, double turned, double *x, double *y)
{
	double a = TAU * (double)sx_rng_below(r, of) / (double)of + turned;
	*x = radius * cos(a);
	*y = radius * sin(a);
}

/* Raw points; sigma is gaussian noise per coordinate beside a radius or half width of 1. */
static inline void draw(enum cloud c, double sigma, size_t n, uint64_t seed, double *x, double *y)
{
	sx_rng r = sx_rng_open(seed, "test.circle", (uint64_t)(100 * c + 100 * sigma));

	for (size_t i = 0; i < n; i++) {
		double u = sx_rng_unit(&r), v = sx_rng_unit(&r), a = TAU * u, px = cos(a), py = sin(a);
		switch (c) {
		case CIRCLE: break;
		case ELLIPSE: py *= .4; break;
		case GAUSSIAN: px = sx_rng_normal(&r); py = sx_rng_normal(&r); break;
		case DISC: px *= sqrt(v); py *= sqrt(v); break;
		case SQUARE: px = 2 * u - 1; py = 2 * v - 1; break;
		case ARC: px = cos(a / 2); py = sin(a / 2); break;
		case TWO: corner(&r, 2, 1, 0, &px, &py); break;
		case TRI: corner(&r, 3, 1, 0, &px, &py); break;
		case FOUR: corner(&r, 4, sqrt(2), TAU / 8, &px, &py); break;
		case SPOKES: corner(&r, 7, 1, 0, &px, &py); break;
		case CROSS: px = u < .5 ? sx_rng_normal(&r) : 0; py = u < .5 ? 0 : sx_rng_normal(&r); break;
		case LINE: px = 2 * u - 1; py = 0; break;
		}
		x[i] = px + sigma * sx_rng_normal(&r);
		y[i] = py + sigma * sx_rng_normal(&r);
	}
}

/* Principal component scores of mean square 1: unlike sx_plane_whiten this turns the plane onto its axes. */
static inline void whiten(double *x, double *y, size_t n)
{
	double m = (double)n, mx = 0, my = 0, xx = 0, xy = 0, yy = 0, su = 0, sv = 0;

	for (size_t i = 0; i < n; i++) {
		mx += x[i] / m;
		my += y[i] / m;
	}
	for (size_t i = 0; i < n; i++) {
		x[i] -= mx;
		y[i] -= my;
		xx += x[i] * x[i];
		xy += x[i] * y[i];
		yy += y[i] * y[i];
	}
	double angle = atan2(2 * xy, xx - yy) / 2, c = cos(angle), s = sin(angle);
	for (size_t i = 0; i < n; i++) {
		double u = c * x[i] + s * y[i], v = c * y[i] - s * x[i];
		su += u * u / m;
		sv += v * v / m;
		x[i] = u;
		y[i] = v;
	}
	for (size_t i = 0; i < n; i++) {
		x[i] /= sqrt(su);
		y[i] /= sqrt(sv);
	}
}

static inline sx_ring scores(const double *x, const double *y, size_t n, double *work)
{
	sx_ring r;
	sx_err err = { SX_OK, "" };
	if (!sx_plane_scores(x, y, n, work, &r, &err))
		fail_msg("%s", err.msg);
	return r;
}

static inline void polygon(size_t n, double turned, double *x, double *y)
{
	for (size_t i = 0; i < n; i++) {
		x[i] = sqrt(2) * cos(TAU * (double)i / (double)n + turned);
		y[i] = sqrt(2) * sin(TAU * (double)i / (double)n + turned);
	}
}

#endif
