/* gram.h: products of the columns of tall data, in one reading of the rows.
 *
 * G = sum over rows of (x - mean)(x - mean)ᵀ, summed in double in lanes of rows that n and d alone fix, so that digits do not
 * depend on threads. The products are taken about a guessed mean and corrected after. Cost n d² / 2 multiplications; memory
 * sixteen sums of d² doubles, fewer where those pass 256 MB, and some hundred rows a thread.
 *
 * Products may be taken in float32, SX_GRAM_RUN rows at a time, each such run added to sums in double: twice as fast and more.
 * Rounding is then like noise: an entry of G is off by about u sqrt(RUN n) / 5 times the deviations of its two columns
 * (u = 2^-24), in all directions alike, so it is small beside large eigenvalues and not beside small ones: sx_gram_blur. */
#ifndef SX_GRAM_H
#define SX_GRAM_H

#include "job.h"
#include "space.h"

enum { SX_GRAM_RUN = 192 };

typedef struct sx_gram {
	double *sum;	/* d × d: the upper triangle is filled */
	double *mean;	/* d: zeros; filled where the columns are centred */
	bool    single;	/* in: products in float32 where that gains something and the first rows do not speak against it; out: they were */
} sx_gram;

bool sx_gram_columns(sx_mat, bool center, sx_gram *, sx_job *, sx_err *err);

/* By how much single products may have moved any of r singular values, relatively: the largest over the directions v of
 * 2 u sqrt(RUN / n) sum_j v_j² G_jj / s². square: the diagonal of G, d; directions: r × d. The 2 is for the largest of many:
 * of planted, white and power-law clouds, none was moved by more than 0.8 of it. Infinite where some s is 0. */
double sx_gram_blur(size_t n, size_t d, const double *square, size_t r, const double *singular, const double *directions);

/* Rows from … to of n that lane l of so many holds. */
static inline size_t sx_lane_start(size_t n, size_t lanes, size_t l)
{
	return l * (n / lanes) + (l < n % lanes ? l : n % lanes);
}

/* For gram.c: sum += Xᵀ X of a run of rows, in float32. x: panels of so many columns, each rows × width; sum: side × side, side =
 * panels × width, of which the panels on and above the diagonal are filled. */
size_t sx_gram_width(void);
void sx_gram_add_single(const float *x, size_t rows, size_t panels, double *sum);

#endif
