/* isotropy.h: measures of isotropy: how evenly the rows point in all directions. */
#ifndef SX_ISOTROPY_H
#define SX_ISOTROPY_H

#include "command/result.h"
#include "space/space.h"

/* Statistics of the rows; `zeros` rows have no direction and are left out of all cosines. */
typedef struct sx_directions {
	size_t  n, d, zeros, zeros_centred;
	double *mean;			/* d */
	double *sd, *kurtosis;		/* d: ddof 0; m4 / m2² - 3, NaN for constant columns */
	double *part;			/* d: contribution of each dimension to the mean cosine; they sum to it */
	double  mean_cosine, mean_cosine_centred;	/* over ordered pairs of distinct rows */
	double  mean_norm, norm_sd;	/* ddof 0 */
} sx_directions;

/* Computes the statistics exactly, as (|sum u|² - n) / (n (n - 1)) of unit rows u: cost n d, three passes. zeroed (d, or NULL):
 * dimensions taken as 0. The arrays are lent by tmp. */
bool sx_directions_get(sx_mat, const bool *zeroed, sx_job *, sx_arena *tmp, sx_directions *out, sx_err *err);

/* Adds the mean cosine as a metric, or null if fewer than two rows have a direction. */
void sx_put_mean_cosine(sx_result *, const char *name, const sx_directions *);

/* The partition function (Mu, Viswanath 2018): min / max of F(c) = sum exp(c . x) over both signs of every eigenvector of X' X. An
 * eigenvector has no sign, and F(c) != F(-c): with one sign alone the result would depend on the LAPACK library. Cost n d². */
typedef struct sx_partition { double ratio, first, second; } sx_partition;	/* and its two approximations */
bool sx_partition_get(sx_space *, bool unit, sx_job *, sx_arena *tmp, sx_partition *out, sx_err *err);

/* Outlier dimensions by the column means. sigma: |m| > mean(m) + 3 sd(m) (ddof 1), as in Haemmerl et al. 2023, which is not
 * symmetric in sign. robust: |m - median| > 3 · 1.4826 MAD. Neither counts a mean of at most 1e-6 of the typical standard
 * deviation, which is rounding. Sets flag, returns how many. */
size_t sx_outliers_sigma(const double *mean, const double *sd, size_t d, bool *flag);
size_t sx_outliers_robust(const double *mean, const double *sd, size_t d, bool *flag, double *scratch_d);

#endif
