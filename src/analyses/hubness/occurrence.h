/* occurrence.h: k-occurrence (N_k) and the hubness metrics derived from it (Radovanovic et al. 2010; Feldbauer et al. 2020). */
#ifndef SX_OCCURRENCE_H
#define SX_OCCURRENCE_H

#include "command/result.h"

typedef struct sx_hub_scores {
	double k_skewness, robinhood, gini, atkinson, antihub_occurrence, hub_occurrence, groupie_ratio, max_k_occurrence;
	bool   flat;		/* all rows occur equally often: the skewness is 0 by convention */
} sx_hub_scores;

/* Counts occurrences: n_k[j] is the number of the m lists of k (stride ld) that contain row j of n. */
void sx_occurrence_count(const uint32_t *index, size_t m, size_t k, size_t ld, size_t n, double *n_k);
/* Computes the metrics from n_k of n rows with a given mean (k, or k m / n for m lists); a hub has at least `hub` occurrences, an
 * anti-hub at most `antihub`. scratch holds n. */
sx_hub_scores sx_occurrence_score(const double *n_k, size_t n, double mean, double hub, double antihub, double *scratch);
/* Adds the metrics to the result, with a prefix before each name. */
void sx_occurrence_put(sx_result *, const char *prefix, const sx_hub_scores *);

#endif
