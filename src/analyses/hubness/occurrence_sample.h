/* occurrence_sample.h: hubness estimated from the neighbour lists of a random sample of rows.
 *
 * Let N rows list row j among all n. A sample of m rows without replacement contains C ~ hypergeometric(n, N, m) of them, with
 * factorial moments E[C(C-1)…(C-r+1)] = m…(m-r+1) / n…(n-r+1) · N(N-1)…(N-r+1). The means of N² and N³ over rows follow from those
 * of C without bias, and with them the skewness of N_k (its mean is k). The standard error is that of the jackknife over GROUPS
 * groups of queries, with the finite-population factor sqrt(1 - m/n). Robin Hood, Gini, the shares of hubs and anti-hubs and the
 * maximum have no such estimate: a sample thins N_k, and every rarely listed row looks like an anti-hub. */
#ifndef SX_OCCURRENCE_SAMPLE_H
#define SX_OCCURRENCE_SAMPLE_H

#include "neighbors/knn_search.h"

typedef struct sx_estimate { double value, error; } sx_estimate;

/* Estimates the skewness from lists of k; n_k[j] is the estimate C n / m for each of all rows. Needs a sample of at least 64
 * lists. */
bool sx_occurrence_sample(const sx_knn *, size_t k, sx_job *, sx_arena *, sx_estimate *skewness, double *n_k, sx_err *err);

#endif
