/* intervals.h: 95 % intervals of shares and means that keep a width where all values are equal. */
#ifndef SX_INTERVALS_H
#define SX_INTERVALS_H

#include "base/base.h"

/* Wilson's interval of a share of n trials (Wilson 1927); n need not be whole. */
void sx_wilson(double share, double n, double *low, double *high);

/* The interval of a mean by the Bayesian bootstrap (Rubin 1981), seeded. Each end also allows for one value that was not seen:
 * `below` for the lower, `above` for the upper, so that n equal values give an interval of some 3.7 / n of the distance to it.
 * The mean lies within. Cost n times 200 to 1,000. */
void sx_mean_interval(const double *v, size_t n, double below, double above, uint64_t seed, double *low, double *high);

#endif
