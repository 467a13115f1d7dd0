/* fourier.h: the Fourier spectrum of rows ordered by a cyclic index (Nanda et al. 2023; Gromov 2023).
 *
 * Row i belongs to index i of 0 … p-1; C is X minus its column means. F_k = sum_i C_i exp(-2 pi i k i / p), a complex vector of d,
 * for k = 1 … floor(p/2). Sums are in double. No fast transform is needed: p² d is small. */
#ifndef SX_FOURIER_H
#define SX_FOURIER_H

#include "base/base.h"
#include "base/job.h"
#include "base/mat.h"

typedef struct sx_frequency {
	size_t k;
	double power;		/* m |F_k|² / p; m is 2, and 1 for k = p/2 */
	double share;		/* of the energy |C|²; all shares sum to 1 */
	double circularity;	/* 1 - |F_k^T F_k| / |F_k|²: 1 a circle, 0 a line; ellipse: axes sqrt(c / (2 - c)) to 1 */
} sx_frequency;

typedef struct sx_fourier {
	size_t  p, d, count;	/* count: floor(p/2) */
	double *c;		/* p × d: centred */
	double *cosine, *sine;	/* count × d: real and minus imaginary part of F_k */
	sx_frequency *f;	/* count, by k */
	double  total;		/* |C|² */
	double *gram;		/* p × p: products of the centred rows, if p is at most SX_FOURIER_GRAM; else NULL */
	double *turn;		/* p: cosines over one turn */
} sx_fourier;

enum { SX_FOURIER_GRAM = 2048 };

/* Computes the spectrum. x holds p rows in order of the index. Memory is lent by the arena. Errors: p < 2; all rows equal; out of
 * memory; cancelled. */
bool sx_fourier_make(const double *x, size_t p, size_t d, sx_job *, sx_arena *, sx_fourier *out, sx_err *err);

/* Orders the frequencies by share, largest first, ties by k, as indices into f. */
void sx_fourier_order(const sx_fourier *, size_t *order);

/* The number of key frequencies among the ordered ones: the cut with the largest ratio of a share to the next, among the first
 * count/2 places, and at most 12 where p < 100. *ratio gets that ratio. 0 if there are fewer than three frequencies. */
size_t sx_fourier_keys(const sx_fourier *, const size_t *order, double *ratio);

/* Stepwise test: the largest remaining share, against the largest of as many Gamma variables with the effective degrees of freedom
 * d_eff = (sum s²)² / sum s⁴ of the residual; removed by regression while p < alpha. p_value[i] belongs to place i of the order,
 * NaN after the first that fails (whose own p is given). Returns how many pass. */
size_t sx_fourier_significant(const sx_fourier *, const size_t *order, double alpha, sx_arena *, double *p_value);

/* The plane of a frequency: the coordinates of the rows in the orthonormal basis of its cosine and sine directions (p × 2), the
 * longer axis first. False if it has no plane: k = p/2, or a line to 1e-9. */
bool sx_fourier_plane(const sx_fourier *, size_t k, double *xy);

/* One null sample: the largest share over frequencies after a random permutation of the rows. order holds p, scratch 2 p + 2 d.
 * From the products of the rows, |F_k|² = sum over lags r of cos(2 pi k r / p) sum_i C_i . C_(i+r), it costs p²; else p² d. */
double sx_fourier_null(const sx_fourier *, uint64_t seed, uint64_t draw, size_t *order, double *scratch);

#endif
