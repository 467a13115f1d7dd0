/* spectrum.h: principal components and singular values of a space, which most linear analyses read.
 *
 * X (n × d, columns centred and standardised on request) = U diag(s) V. Full solver: the Gram matrix of the smaller side, summed
 * in double (tall data by gram.h: products in float32 where that changes no singular value by more than 1e-6 of it), then LAPACK;
 * cost n d min(n, d) + 4 min(n, d)³. Memory: at most sixteen sums of min(n, d)² doubles, and 256 MB. Singular values below about
 * 1e-8 of the largest lose their digits to the squaring. Randomised solver: subspace iteration (Halko, Martinsson, Tropp 2011)
 * with 10 extra directions and 8 passes over the rows; for wide data and few components. */
#ifndef SX_SPECTRUM_H
#define SX_SPECTRUM_H

#include "space/space.h"

typedef enum sx_solver { SX_SOLVER_AUTO, SX_SOLVER_FULL, SX_SOLVER_RANDOMIZED } sx_solver;

typedef struct sx_spectrum {
	size_t n, d;
	size_t r;			/* number of directions: min(n, d), or the components requested when randomised */
	size_t rank;			/* number of those with singular values above rounding */
	bool   center, standardize, randomized;
	bool   single;			/* products in float32 (gram.h); singular values accurate to 1e-6 */
	const double *mean, *scale;	/* d: means subtracted and scales divided by (population sd; 1 for constant columns) */
	const double *singular;		/* r, largest first */
	const double *vectors;		/* r × d: unit rows, whose entry of largest magnitude is positive */
	double total;			/* sum of all squared singular values, exact also when randomised */
	size_t constant;		/* number of columns without variance, when standardised */
} sx_spectrum;

/* Gets the spectrum, memoised on the space. components matters to the randomised solver only. Borrowed: do not keep it after the
 * run. */
bool sx_spectrum_get(sx_space *, bool center, bool standardize, sx_solver, size_t components, sx_job *,
                     sx_spectrum *out, sx_err *err);

/* Computes the scores of all rows on directions first … first + k - 1: out[i * ld + j], in float. Cost n d k. */
bool sx_spectrum_scores(const sx_space *, const sx_spectrum *, size_t first, size_t k, sx_job *, float *out, size_t ld,
                        sx_err *err);

#endif
