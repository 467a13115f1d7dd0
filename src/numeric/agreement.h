/* agreement.h: agreement of two partitions of the same rows, corrected for chance (ARI, AMI). */
#ifndef SX_AGREEMENT_H
#define SX_AGREEMENT_H

#include "base/base.h"

typedef struct sx_agreement {
	double ari;	/* adjusted Rand index (Hubert, Arabie 1985): 1 the same, 0 on average for random partitions */
	double ami;	/* adjusted mutual information, arithmetic mean of entropies (Vinh, Epps, Bailey 2010) */
} sx_agreement;

/* Computes both; a[i] < na and b[i] < nb are part numbers. Both are 1 for equal partitions, trivial ones included. False: tmp is
 * short. Cost n + na nb, plus the size of the smaller part for each pair of parts. */
bool sx_agreement_of(const size_t *a, size_t na, const size_t *b, size_t nb, size_t n, sx_arena *tmp, sx_agreement *out);

#endif
