/* stats.c: elementary statistics of vectors. */
#include "stats.h"

#include <math.h>
#include <stdlib.h>

double sx_mean(const double *v, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += v[i];
	return n ? sum / (double)n : NAN;
}

double sx_skewness(const double *v, size_t n, bool *flat)
{
	double mean = sx_mean(v, n), m2 = 0, m3 = 0;
	for (size_t i = 0; i < n; i++) {
		double t = v[i] - mean;
		m2 += t * t;
		m3 += t * t * t;
	}
	m2 /= (double)n;
	m3 /= (double)n;
	if (flat)
		*flat = !(m2 > 0);
	return m2 > 0 ? m3 / pow(m2, 1.5) : 0;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

void sx_sort(double *v, size_t n)
{
	qsort(v, n, sizeof *v, ascending);
}

double sx_gini(double *v, size_t n)
{
	double sum = 0, weighted = 0;
	sx_sort(v, n);
	for (size_t i = 0; i < n; i++) {
		sum += v[i];
		weighted += (double)(i + 1) * v[i];
	}
	return sum > 0 ? 2 * weighted / ((double)n * sum) - ((double)n + 1) / (double)n : 0;
}

double sx_quantile(double *v, size_t n, double p)
{
	if (n == 0)
		return NAN;
	sx_sort(v, n);
	double at = p * (double)(n - 1);
	size_t i = (size_t)at;
	return i + 1 < n ? v[i] + (at - (double)i) * (v[i + 1] - v[i]) : v[n - 1];
}

typedef struct item { double v; size_t i; } item;

static int descending(const void *a, const void *b)
{
	const item *x = a, *y = b;
	if (x->v != y->v)
		return x->v < y->v ? 1 : -1;
	return (x->i > y->i) - (x->i < y->i);
}

bool sx_order_down(const double *v, size_t n, size_t *index, sx_arena *tmp)
{
	item *list = sx_alloc(tmp, n, sizeof *list);
	if (list == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		list[i] = (item){ v[i], i };
	qsort(list, n, sizeof *list, descending);
	for (size_t i = 0; i < n; i++)
		index[i] = list[i].i;
	return true;
}

bool sx_ranks(const double *v, size_t n, double *rank, sx_arena *tmp)
{
	size_t *order = sx_alloc(tmp, n, sizeof *order);
	if (order == NULL || !sx_order_down(v, n, order, tmp))
		return false;
	for (size_t lo = 0, hi; lo < n; lo = hi) {
		for (hi = lo + 1; hi < n && v[order[hi]] == v[order[lo]]; hi++)
			;
		for (size_t i = lo; i < hi; i++)
			rank[order[i]] = (double)(lo + hi + 1) / 2;
	}
	return true;
}

bool sx_spearman(const double *a, const double *b, size_t n, sx_arena *tmp, double *out)
{
	double *x = sx_alloc(tmp, n, sizeof *x), *y = sx_alloc(tmp, n, sizeof *y), xy = 0, xx = 0, yy = 0;
	double mid = ((double)n + 1) / 2;
	if (!x || !y || !sx_ranks(a, n, x, tmp) || !sx_ranks(b, n, y, tmp))
		return false;
	for (size_t i = 0; i < n; i++) {
		xy += (x[i] - mid) * (y[i] - mid);
		xx += (x[i] - mid) * (x[i] - mid);
		yy += (y[i] - mid) * (y[i] - mid);
	}
	*out = xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
	return true;
}
