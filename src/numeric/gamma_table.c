/* gamma_table.c: tabulates the upper tail of a gamma distribution as piecewise polynomials. */
#include "gamma_table.h"
#include "special.h"

#include <math.h>
#include <string.h>

enum { LONG = 28, REACH = 8 };		/* terms of the Taylor series; deviations from the mean */

static const double HALF = 0.125, CERTAIN = 1e-14;	/* half a piece, in deviations */

/* Powers of t on [-1, 1] written in Chebyshev polynomials: power[k][j] is the part of the j-th in t^k. */
typedef struct economy {
	double keep[LONG][SX_GAMMA_TERMS];	/* t^k as the polynomial of degree 9 that is kept of it … */
	double lost[LONG];			/* … and a bound of the rest */
} economy;

static void chebyshev_terms(double poly[SX_GAMMA_TERMS][SX_GAMMA_TERMS])
{
	memset(poly, 0, sizeof(double) * SX_GAMMA_TERMS * SX_GAMMA_TERMS);
	poly[0][0] = poly[1][1] = 1;
	for (size_t j = 2; j < SX_GAMMA_TERMS; j++)
		for (size_t p = 0; p < SX_GAMMA_TERMS; p++)
			poly[j][p] = (p ? 2 * poly[j - 1][p - 1] : 0) - poly[j - 2][p];
}

static void economise(economy *e)
{
	double part[LONG + 1] = { 1 }, next[LONG + 1], poly[SX_GAMMA_TERMS][SX_GAMMA_TERMS];
	memset(e, 0, sizeof *e);
	chebyshev_terms(poly);
	for (size_t k = 0; k < LONG; k++) {
		for (size_t j = 0; j <= k; j++) {
			if (j >= SX_GAMMA_TERMS)
				e->lost[k] += fabs(part[j]);
			for (size_t p = 0; j < SX_GAMMA_TERMS && p <= j; p++)
				e->keep[k][p] += part[j] * poly[j][p];
		}
		memset(next, 0, sizeof next);	/* t T_j = (T_(j+1) + T_|j-1|) / 2 */
		for (size_t j = 0; j <= k && k + 1 < LONG; j++) {
			next[j + 1] += j ? part[j] / 2 : part[j];
			if (j)
				next[j - 1] += part[j] / 2;
		}
		memcpy(part, next, sizeof part);
	}
}

size_t sx_gamma_table_plan(sx_gamma_table *t, double shape, double scale, double least, double most)
{
	double mean = shape * scale, deviation = sqrt(shape) * scale, width = 2 * HALF * deviation;
	*t = (sx_gamma_table){ .shape = shape, .scale = scale };
	if (!(shape > 0) || !(width > 0) || !isfinite(mean) || !(width > 1e-9 * mean) || !isfinite(least) || !isfinite(most))
		return 0;
	double lo = fmax(fmax(least, mean - REACH * deviation), 0), hi = fmin(most, mean + REACH * deviation);
	t->from = lo;
	t->per = 1 / width;
	t->pieces = hi >= lo ? (size_t)((hi - lo) / width) + 1 : 0;
	return t->pieces;
}

/* Taylor terms of Q about z = c in steps of h: its derivative is minus the density f, and z f' = (shape - 1 - z) f. */
static void taylor(double shape, double c, double h, double q, double f, double *term)
{
	double g = f, before = 0;
	term[0] = q;
	for (size_t k = 0; k + 1 < LONG; k++) {
		term[k + 1] = -h * g / (double)(k + 1);
		double next = ((shape - 1 - c - (double)k) * g - h * before) * h / (c * (double)(k + 1));
		before = g;
		g = next;
	}
}

static void fill_piece(const economy *e, const double *term, double *out)
{
	double lost = 4 * fabs(term[LONG - 1]);		/* the terms fall by half at least where the bound holds */
	memset(out, 0, SX_GAMMA_TERMS * sizeof *out);
	for (size_t k = 0; k < LONG; k++) {
		lost += fabs(term[k]) * e->lost[k];
		for (size_t p = 0; p < SX_GAMMA_TERMS; p++)
			out[p] += term[k] * e->keep[k][p];
	}
	if (!(lost < CERTAIN) || fabs(term[LONG - 1]) > 0.5 * fabs(term[LONG - 2]) + 1e-30)
		out[0] = NAN;
}

double sx_gamma_table_direct(const sx_gamma_table *t, double x)
{
	return sx_gamma_q(t->shape, x / t->scale);
}

/* Q one piece to the left, by the same series; directly where it does not reach so far. */
static double left_of(const sx_gamma_table *t, const double *term, double c, double h)
{
	double sum = 0, last = fabs(term[LONG - 1]) * (double)(1 << (LONG - 1));
	for (size_t k = LONG; k-- > 0;)
		sum = term[k] - 2 * sum;
	return last < 1e-17 ? sum : sx_gamma_q(t->shape, c - 2 * h);
}

/* From the far end of the tail, where Q is next to nothing, to the left, so that each value is the sum of what lies right of it:
 * GSL's own values for large shapes are only good to a part in 10^11 or so. */
void sx_gamma_table_fill(sx_gamma_table *t)
{
	economy e;
	double term[LONG], deviation = sqrt(t->shape), h = HALF * deviation, first = t->from / t->scale + h, q = -1;
	double reach = (t->shape + REACH * deviation - first) / (2 * h);
	size_t last = reach > (double)t->pieces ? (size_t)reach + 1 : t->pieces;
	economise(&e);
	for (size_t i = last; i-- > 0;) {
		double c = first + 2 * h * (double)i;
		if (q < 0)
			q = sx_gamma_q(t->shape, c);
		taylor(t->shape, c, h, q, sx_gamma_density(t->shape, c), term);
		if (i < t->pieces)
			fill_piece(&e, term, t->term + i * SX_GAMMA_TERMS);
		if (i > 0)
			q = left_of(t, term, c, h);
	}
}
