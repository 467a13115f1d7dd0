/* gram.h: Gram matrices of tall data (products of columns), in one pass over the rows.
 *
 * G = sum over rows of (x - mean)(x - mean)ᵀ, summed in double in lanes of rows that n and d alone fix, so that digits do not
 * depend on threads. The products are taken about a guessed mean and corrected after. Cost n d² / 2 multiplications; memory
 * sixteen sums of d² doubles, eight above d = 512, fewer where those pass 256 MB, and 192 rows a thread.
 *
 * Products may be taken in float32, 192 rows at a time, each such run added to sums in double: twice as fast. Rounding is then
 * like noise in all directions alike: small beside large eigenvalues, and not beside small ones. How much it moves singular values
 * is measured, on runs of rows that are multiplied in both ways (sx_gram_error). */
#ifndef SX_GRAM_H
#define SX_GRAM_H

#include "base/job.h"
#include "base/base.h"
#include "base/mat.h"

typedef struct sx_gram {
	double *sum;	/* d × d: the upper triangle is filled */
	double *mean;	/* d: zeros; filled where the columns are centred */
	bool    single;	/* in: products in float32 where that gains something and the first rows do not speak against it; out: they were */
} sx_gram;

bool sx_gram_columns(sx_mat, bool center, sx_gram *, sx_job *, sx_err *err);

/* By how much single products move some singular values, relatively: from 8 runs of rows, four times the noise of all runs, and
 * where the runs agree that it is no noise, what they agree on besides. singular: r, directions: r × d, in the units of the rows;
 * g->mean is filled. Cost 1,536 rows, and 8 r d². n >= 1,536. False: memory; stopped. */
bool sx_gram_error(sx_mat, const sx_gram *g, size_t r, const double *singular, const double *directions, sx_job *,
                   double *error, sx_err *err);

/* Rows from … to of n that lane l of so many holds. */
static inline size_t sx_lane_start(size_t n, size_t lanes, size_t l)
{
	return l * (n / lanes) + (l < n % lanes ? l : n % lanes);
}

#endif
