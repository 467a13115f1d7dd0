/* rank_rules.h: rules for the number of linear dimensions of a spectrum. All take the n eigenvalues l of a covariance, largest
 * first, none below 0. Plain arithmetic. */
#ifndef SX_RANK_RULES_H
#define SX_RANK_RULES_H

#include "base/base.h"

/* Participation ratio (sum l)² / sum l²: 1 for one direction, n for a ball; the exponential of the Rényi entropy of order 2. NaN:
 * all 0. */
double sx_participation(const double *l, size_t n);
/* Shannon entropy -sum p ln p of p = v / sum v; v any values >= 0. NaN: all 0. */
double sx_share_entropy(const double *v, size_t n);
/* The number of l > share l_1 (Fukunaga, Olsen 1971; share 0.05 is scikit-dimension's FO). */
size_t sx_rule_fo(const double *l, size_t n, double share);
/* The i, from 1, where l_i / l_(i+1) is largest; a value at rounding level (below 1e-12 l_1) counts as 0, and the gap before it as
 * the largest. 0: n < 2. */
size_t sx_rule_maxgap(const double *l, size_t n);
/* The number of l > mean (Kaiser 1960). */
size_t sx_rule_kaiser(const double *l, size_t n);
/* The number of leading shares above those of a stick broken at random (Frontier 1976), b_i = 1/n sum_{j>=i} 1/j. */
size_t sx_rule_broken_stick(const double *l, size_t n);
/* The smallest number of l whose sum reaches the share, within the rounding of the sum. */
size_t sx_rule_share(const double *l, size_t n, double share);
/* The index, from 1, farthest from the straight line between the first and the last point (i, l_i). */
size_t sx_rule_elbow(const double *l, size_t n);
/* Fan, Gu, Hu, Wang 2010, as in scikit-dimension: the components beyond 95 % of the variance are noise, whose mean is subtracted;
 * the result is the first i with l_i / l_(i+1) > gap or a cumulative share > share. 0: none. */
size_t sx_rule_fan(const double *l, size_t n, double gap, double share, double *scratch_n);
/* The slope of a least-squares fit of ln l on ln i over from … to (from 1, inclusive), where all l must be above 0. */
double sx_power_slope(const double *l, size_t from, size_t to);

#endif
