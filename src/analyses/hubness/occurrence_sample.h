/* occurrence_sample.h: hubness estimated from the neighbour lists of a random sample of rows.
 *
 * Of the N rows that list row j, a sample of m of n rows without replacement holds C ~ hypergeometric(n, N, m), whose
 * factorial moments are E[C(C-1)…(C-r+1)] = m…(m-r+1) / n…(n-r+1) · N(N-1)…(N-r+1). So the means of N² and N³ over rows
 * are estimated without bias from those of C, and with them the skewness of N_k (the mean is k). Its standard error is
 * the jackknife over GROUPS groups of queries, with the factor sqrt(1 - m/n) of a finite population. Robin Hood, Gini,
 * the shares of hubs and anti-hubs and the maximum have no such estimate: a sample thins N_k, and every row that is
 * rarely listed looks like an anti-hub. */
#ifndef SX_OCCURRENCE_SAMPLE_H
#define SX_OCCURRENCE_SAMPLE_H

#include "neighbors/knn_search.h"

typedef struct sx_estimate { double value, error; } sx_estimate;

/* skewness from lines of k; n_k[j] is the estimate C n / m, of all rows. Needs a sample of at least 64 lines. */
bool sx_occurrence_sample(const sx_knn *, size_t k, sx_job *, sx_arena *, sx_estimate *skewness, double *n_k, sx_err *err);

#endif
