/* gamma_table.h: the upper tail of one gamma distribution, tabulated so that many evaluations are cheap.
 *
 * Over pieces a quarter of a standard deviation wide, out to 8 deviations from the mean, the function is a polynomial of
 * degree 9: the Taylor series of the piece's middle, of which the density's differential equation gives every term, made
 * shorter by Chebyshev polynomials (Lanczos's economisation). What that leaves out is bounded term by term; a piece whose
 * bound is above 1e-14, as near 0 for small shapes, is marked and evaluated directly there (by GSL, in whose
 * accuracy that then is). Memory 80 bytes a piece, at most
 * 66 pieces. */
#ifndef SX_GAMMA_TABLE_H
#define SX_GAMMA_TABLE_H

#include "base/base.h"

enum { SX_GAMMA_TERMS = 10 };

typedef struct sx_gamma_table {
	double  shape, scale;
	double  from, per;		/* where the first piece begins; pieces for each unit of x */
	size_t  pieces;
	double *term;			/* pieces × SX_GAMMA_TERMS; the first NaN: to be evaluated directly */
} sx_gamma_table;

/* How many pieces the values from least to most need; sets all but term, which then must hold that many. Zeros and
 * figures that are not finite need none. */
size_t sx_gamma_table_plan(sx_gamma_table *, double shape, double scale, double least, double most);
void   sx_gamma_table_fill(sx_gamma_table *);

/* Q(shape, x / scale); NaN where it cannot be had. */
double sx_gamma_table_direct(const sx_gamma_table *, double x);
static inline double sx_gamma_table_q(const sx_gamma_table *t, double x)
{
	double at = (x - t->from) * t->per;
	if (!(at >= 0 && at < (double)t->pieces))
		return sx_gamma_table_direct(t, x);
	size_t piece = (size_t)at;
	const double *c = t->term + piece * SX_GAMMA_TERMS;
	double u = 2 * (at - (double)piece) - 1, u2 = u * u;
	/* even and odd powers apart: two short chains instead of a long one */
	double even = (((c[8] * u2 + c[6]) * u2 + c[4]) * u2 + c[2]) * u2 + c[0];
	double odd = (((c[9] * u2 + c[7]) * u2 + c[5]) * u2 + c[3]) * u2 + c[1];
	double q = even + u * odd;
	return q == q ? q : sx_gamma_table_direct(t, x);
}

#endif
