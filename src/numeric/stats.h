/* stats.h: elementary statistics of vectors, in double. */
#ifndef SX_STATS_H
#define SX_STATS_H

#include "base/base.h"

double sx_mean(const double *v, size_t n);
/* Skewness m3 / m2^1.5 with population moments; 0 when all values are equal (*flat is then true; it may be NULL). */
double sx_skewness(const double *v, size_t n, bool *flat);
/* The Gini index of non-negative values; sorts v in place. 0: all equal; (n-1)/n: one value holds everything. */
double sx_gini(double *v, size_t n);
/* The p-quantile with linear interpolation (R's type 7); sorts v in place. */
double sx_quantile(double *v, size_t n, double p);
void   sx_sort(double *v, size_t n);
/* Sorts indices by value, largest first, ties by index. False: tmp lacks n * 16 bytes. */
bool   sx_order_down(const double *v, size_t n, size_t *index, sx_arena *tmp);

/* Ranks, 1 for the largest; ties get their average rank. False: tmp lacks n * 24 bytes. */
bool   sx_ranks(const double *v, size_t n, double *rank, sx_arena *tmp);
/* Spearman's rank correlation with average ranks for ties; NaN where one of the two is constant. False: tmp lacks n * 40 bytes. */
bool   sx_spearman(const double *a, const double *b, size_t n, sx_arena *tmp, double *out);

#endif
