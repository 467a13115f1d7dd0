/* stats.h: elementary statistics of vectors, in double. */
#ifndef SX_STATS_H
#define SX_STATS_H

#include "base/base.h"

double sx_mean(const double *v, size_t n);
/* m3 / m2^1.5 with population moments; 0 when all values are equal (*flat is then true; may be NULL). */
double sx_skewness(const double *v, size_t n, bool *flat);
/* Gini's index of non-negative values; v is sorted in place. 0: all equal; (n-1)/n: one has everything. */
double sx_gini(double *v, size_t n);
/* The p-quantile with linear interpolation (R's type 7); v is sorted in place. */
double sx_quantile(double *v, size_t n, double p);
void   sx_sort(double *v, size_t n);
/* Order of indices by value: largest first, ties to the lower index. False: tmp is short of n * 16 bytes. */
bool   sx_order_down(const double *v, size_t n, size_t *index, sx_arena *tmp);

/* Ranks, 1 for the largest, equal values at their average. False: tmp is short of n * 24 bytes. */
bool   sx_ranks(const double *v, size_t n, double *rank, sx_arena *tmp);
/* Spearman's rank correlation, equal values at their average rank. NaN: one of the two does not vary, or tmp is short. */
double sx_spearman(const double *a, const double *b, size_t n, sx_arena *tmp);

#endif
