/* occurrence.h: k-occurrence and what is measured on it (Radovanovic et al. 2010; Feldbauer et al. 2020). */
#ifndef SX_OCCURRENCE_H
#define SX_OCCURRENCE_H

#include "result.h"

typedef struct sx_hub_scores {
	double k_skewness, robinhood, gini, atkinson, antihub_occurrence, hub_occurrence, groupie_ratio, max_k_occurrence;
	bool   flat;		/* every row is in equally many lists: the skewness is 0 by convention */
} sx_hub_scores;

/* n_k[j]: in how many of the lists (n of k, ld apart) row j stands. */
void sx_occurrence_count(const uint32_t *index, size_t n, size_t k, size_t ld, double *n_k);
/* n_k of n rows from n lists of k; a hub is in at least hub_size k of them. scratch holds n. */
sx_hub_scores sx_occurrence_score(const double *n_k, size_t n, double k, double hub_size, double *scratch);
/* The figures under their names, each behind the prefix. */
void sx_occurrence_put(sx_result *, const char *prefix, const sx_hub_scores *);

/* Leave-one-out error of the majority vote of the k listed rows; on equal votes the class of the nearest of them wins.
 * label[i]: class numbers 0 … classes - 1; votes holds classes. */
double sx_vote_error(const uint32_t *index, size_t n, size_t k, size_t ld, const size_t *label, size_t classes,
                     size_t *votes);

#endif
