/* irreducible_parts.h: the bins of separability and the buckets of mixture, for irreducible.c and its tests. */
#ifndef SX_IRREDUCIBLE_PARTS_H
#define SX_IRREDUCIBLE_PARTS_H

#include "base/base.h"

enum { SX_BINS = 10, SX_BUCKETS = 4096 };

typedef struct sx_bins { double edge[SX_BINS + 1], scale; } sx_bins;

sx_bins sx_bins_of(const double *u, size_t n);

/* The product may round across an edge; the edges decide. */
static inline int sx_bin_of(const sx_bins *b, double u)
{
	double at = (u - b->edge[0]) * b->scale;
	int i = at >= SX_BINS ? SX_BINS - 1 : at > 0 ? (int)at : 0;
	if (u < b->edge[i])
		return i - (i > 0);
	return i + (i < SX_BINS - 1 && u >= b->edge[i + 1]);
}

/* The most of n sorted values of mean 0 and this variance that lie in one band about an offset. */
size_t sx_most_in_band(const double *sorted, size_t n, double variance, double epsilon);

/* The same without a sort: values counted into buckets, of which a band looks into two. at holds each value's bucket. */
typedef struct sx_buckets { double lo, hi, scale; size_t start[SX_BUCKETS + 1]; } sx_buckets;

bool   sx_buckets_count(sx_buckets *, const double *restrict u, size_t n, uint16_t *restrict at);
void   sx_buckets_fill(const sx_buckets *, const double *restrict u, size_t n, double *restrict out, const uint16_t *restrict at);
size_t sx_buckets_below(const sx_buckets *, const double *value, double v, bool with_equal);
size_t sx_most_in_buckets(const sx_buckets *, double *value, const double *u, const uint16_t *at, size_t n, double variance,
                          double epsilon, size_t most);

#endif
