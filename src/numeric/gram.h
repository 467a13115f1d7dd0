/* gram.h: Gram matrices of tall data (products of columns), in one pass over the rows.
 *
 * G = sum over rows of (x - mean)(x - mean)ᵀ, summed in double in lanes of rows that only n and d determine, so that digits do not
 * depend on the number of threads. Products are taken about a guessed mean and corrected afterwards. Cost n d² / 2
 * multiplications; memory sixteen sums of d² doubles, eight above d = 512, fewer where those exceed 256 MB, and 192 rows for each
 * thread.
 *
 * Products may be taken in float32, 192 rows at a time, each batch then added to sums in double: twice as fast. The rounding error
 * acts like isotropic noise: negligible beside large eigenvalues, but not beside small ones. Its effect on the singular values is
 * measured on batches multiplied both ways (sx_gram_error). */
#ifndef SX_GRAM_H
#define SX_GRAM_H

#include "base/base.h"
#include "base/job.h"
#include "base/mat.h"

typedef struct sx_gram {
	double *sum;	/* d × d: the upper triangle is filled */
	double *mean;	/* d: zeros on entry; filled if the columns are centred */
	bool    single;	/* in: use float32 products where that is faster and the first rows do not rule it out; out: whether they
			 * were used */
} sx_gram;

bool sx_gram_columns(sx_mat, bool center, sx_gram *, sx_job *, sx_err *err);

/* Estimates the relative error of some singular values due to float32 products: from 8 batches of rows, four times the noise
 * expected over all batches, plus any bias on which the batches agree. singular: r, directions: r × d, in the units of the rows;
 * g->mean must be filled. Cost: 1,536 rows, and 8 r d². n >= 1,536. False: out of memory; cancelled. */
bool sx_gram_error(sx_mat, const sx_gram *g, size_t r, const double *singular, const double *directions, sx_job *,
                   double *error, sx_err *err);

/* The first of n rows that belongs to lane l of `lanes`; the lane ends where the next starts. */
static inline size_t sx_lane_start(size_t n, size_t lanes, size_t l)
{
	return l * (n / lanes) + (l < n % lanes ? l : n % lanes);
}

#endif
