/* fourier.h: the Fourier spectrum of rows ordered by a cyclic index (Nanda et al. 2023; Gromov 2023).
 *
 * Row i belongs to index i of 0 … p-1; C = X minus its column means. F_k = sum_i C_i exp(-2 pi i k i / p), a complex vector
 * of d, for k = 1 … floor(p/2). Sums in double. Nothing here needs a fast transform: p² d is small. */
#ifndef SX_FOURIER_H
#define SX_FOURIER_H

#include "base/job.h"
#include "base/base.h"
#include "base/mat.h"

typedef struct sx_frequency {
	size_t k;
	double power;		/* m |F_k|² / p; m is 2, and 1 for k = p/2 */
	double share;		/* of the energy |C|²; the shares of all frequencies sum to 1 */
	double circularity;	/* 1 - |F_k^T F_k| / |F_k|²: 1 a circle, 0 a line; ellipse: axes sqrt(c / (2 - c)) to 1 */
} sx_frequency;

typedef struct sx_fourier {
	size_t  p, d, count;	/* count: floor(p/2) */
	double *c;		/* p × d: centred */
	double *cosine, *sine;	/* count × d: real and minus imaginary part of F_k */
	sx_frequency *f;	/* count, by k */
	double  total;		/* |C|² */
	double *gram;		/* p × p: products of the centred rows, up to SX_FOURIER_GRAM of them; else NULL */
	double *turn;		/* p: cosines of one turn */
} sx_fourier;

enum { SX_FOURIER_GRAM = 2048 };

/* x holds p rows in order of the index. Memory is lent by the arena. Errors: p < 2; all rows equal; memory; stopped. */
bool sx_fourier_make(const double *x, size_t p, size_t d, sx_job *, sx_arena *, sx_fourier *out, sx_err *err);

/* Order by share, largest first, equal ones by k: places of f. */
void sx_fourier_order(const sx_fourier *, size_t *order);

/* How many of the ordered frequencies are keys: the cut with the largest ratio of a share to the next, among the first
 * count/2 places, at most 12 where p < 100. ratio gets it. 0 where there are fewer than three frequencies. */
size_t sx_fourier_keys(const sx_fourier *, const size_t *order, double *ratio);

/* Stepwise test: the largest share among those left, against the largest of as many Gamma variables with the effective
 * degrees of freedom d_eff = (sum s²)² / sum s⁴ of what is left; taken out by regression while p < alpha. p_value[i] of place
 * i of the order, NaN from the first that fails on (whose own p is given). Returns how many pass. */
size_t sx_fourier_significant(const sx_fourier *, const size_t *order, double alpha, sx_arena *, double *p_value);

/* The plane of a frequency: the rows' coordinates in the orthonormal basis of its cosine and sine directions (p × 2), the
 * longer first. False where it has no plane: k = p/2, or a line to 1e-9. */
bool sx_fourier_plane(const sx_fourier *, size_t k, double *xy);

/* The largest share over frequencies when rows are put in random order: one draw. order holds p, scratch 2 p + 2 d.
 * From the products of the rows, |F_k|² = sum over lags r of cos(2 pi k r / p) sum_i C_i . C_(i+r), it costs p²; else p² d. */
double sx_fourier_null(const sx_fourier *, uint64_t seed, uint64_t draw, size_t *order, double *scratch);

#endif
