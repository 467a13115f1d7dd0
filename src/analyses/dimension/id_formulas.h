/* id_formulas.h: formulas of intrinsic dimension on sorted neighbour distances. Plain arithmetic: no spaces, no allocation.
 *
 * log_mu[i] = ln(r_n2 / r_n1) of row i, not negative. Rows have integer weights (count; NULL: all 1), so that resampling the
 * statistics of the rows costs one pass and never creates duplicate points. */
#ifndef SX_ID_FORMULAS_H
#define SX_ID_FORMULAS_H

#include "base/base.h"

/* TwoNN (Facco, d'Errico, Rodriguez, Laio 2017). ml: (n-1) / sum ln mu. fit: the slope through 0 of -ln(1 - i/n) on ln mu over the
 * lowest n (1 - discard); log_mu ascending. rise[i - 1] = -ln(1 - i/n), the same for all resamplings of n rows. NaN where all mu
 * are 1. */
double sx_twonn_ml(const double *log_mu, const uint32_t *count, size_t n);
void   sx_twonn_rise(double *rise, size_t n);
double sx_twonn_fit(const double *sorted_log_mu, const double *rise, const uint32_t *count, size_t n, double discard);

/* Gride (Denti, Doimo, Laio, Mira 2022) with ranks n1 < n2: the root of the score of the likelihood, and its standard error from
 * the Fisher information. less is 0 for maximum likelihood, 1 for DADApy's (n - 1)/d. */
double sx_gride(const double *log_mu, size_t n, size_t n1, size_t n2, double less, double *error);

double sx_gride_error(const double *log_mu, size_t n, size_t n1, size_t n2, double d);

/* The contribution of one ratio to that score at dimension d; the sum over all ratios is 0 at the root. */
double sx_gride_part(double log_mu, size_t n1, size_t n2, double d);

/* MLE (Levina, Bickel 2004) of one row with distances r[0 … k-1] ascending: 1/m = sum_{j<k} ln(r_k / r_j) / (k - 1). The inverse
 * is returned because MacKay and Ghahramani 2005 average inverses. 0: all k distances are equal. */
double sx_mle_inverse(const double *r, size_t k);

#endif
