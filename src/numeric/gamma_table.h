/* gamma_table.h: the upper tail of one gamma distribution, tabulated so that many evaluations are cheap.
 *
 * On pieces a quarter of a standard deviation wide, up to 8 deviations from the mean, the function is approximated by a polynomial
 * of degree 9: the Taylor series at the middle of the piece, whose terms follow from the differential equation of the density,
 * shortened by Chebyshev polynomials (Lanczos's economisation). The omitted terms are bounded one by one; a piece whose bound is
 * above 1e-14, as near 0 for small shapes, is marked and evaluated directly (with the accuracy of GSL). Memory: 80 bytes a piece,
 * at most 66 pieces. */
#ifndef SX_GAMMA_TABLE_H
#define SX_GAMMA_TABLE_H

#include "base/base.h"

enum { SX_GAMMA_TERMS = 10 };

typedef struct sx_gamma_table {
	double  shape, scale;
	double  from, per;		/* start of the first piece; pieces for each unit of x */
	size_t  pieces;
	double *term;			/* pieces × SX_GAMMA_TERMS; a NaN first term marks a piece to evaluate directly */
} sx_gamma_table;

/* The number of pieces for values from least to most; sets everything but term, which must then hold that many. Arguments that are
 * 0 or not finite need none. */
size_t sx_gamma_table_plan(sx_gamma_table *, double shape, double scale, double least, double most);
void   sx_gamma_table_fill(sx_gamma_table *);

/* Q(shape, x / scale) by direct evaluation; NaN where that fails. */
double sx_gamma_table_direct(const sx_gamma_table *, double x);
static inline double sx_gamma_table_q(const sx_gamma_table *t, double x)
{
	double at = (x - t->from) * t->per;
	if (!(at >= 0 && at < (double)t->pieces))
		return sx_gamma_table_direct(t, x);
	size_t piece = (size_t)at;
	const double *c = t->term + piece * SX_GAMMA_TERMS;
	double u = 2 * (at - (double)piece) - 1, u2 = u * u;
	/* even and odd powers separately: two short dependency chains instead of a long one */
	double even = (((c[8] * u2 + c[6]) * u2 + c[4]) * u2 + c[2]) * u2 + c[0];
	double odd = (((c[9] * u2 + c[7]) * u2 + c[5]) * u2 + c[3]) * u2 + c[1];
	double q = even + u * odd;
	return q == q ? q : sx_gamma_table_direct(t, x);
}

#endif
