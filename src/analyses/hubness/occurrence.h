/* occurrence.h: k-occurrence (N_k) and the hubness metrics derived from it (Radovanovic et al. 2010; Feldbauer et al. 2020). */
#ifndef SX_OCCURRENCE_H
#define SX_OCCURRENCE_H

#include "command/result.h"

typedef struct sx_hub_scores {
	double k_skewness, robinhood, gini, atkinson, antihub_occurrence, hub_occurrence, groupie_ratio, max_k_occurrence;
	bool   flat;		/* every row is in equally many lists: the skewness is 0 by convention */
} sx_hub_scores;

/* n_k[j]: in how many of m lists of k (ld apart) row j of n stands. */
void sx_occurrence_count(const uint32_t *index, size_t m, size_t k, size_t ld, size_t n, double *n_k);
/* n_k of n rows whose mean is given (k, or k m / n for m lists); a hub has at least hub, an anti-hub at most antihub.
 * scratch holds n. */
sx_hub_scores sx_occurrence_score(const double *n_k, size_t n, double mean, double hub, double antihub, double *scratch);
/* The figures under their names, each behind the prefix. */
void sx_occurrence_put(sx_result *, const char *prefix, const sx_hub_scores *);

#endif
