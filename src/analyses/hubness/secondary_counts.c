/* secondary_counts.c: empirical mutual proximity: counts the rows that are farther from both rows of a pair. */
#include "secondary_parts.h"

#include <math.h>
#include <string.h>

/* Counting asks which of two distances is larger; those that differ by rounding alone must be equal, so they are counted in
 * single precision. */
static uint32_t whole(double d)
{
	float f = (float)d;
	uint32_t bits;
	memcpy(&bits, &f, sizeof bits);
	return bits;
}

/* ---- rows among themselves: ranks ---- */

typedef struct item { uint32_t key, row; } item;

typedef struct ranking { sx_secondary *p; item *items; } ranking;

/* Least significant digit first; distances are not negative, so their bits are in their order. */
static void sort_items(item *list, item *spare, size_t n)
{
	enum { BITS = 11, BINS = 1 << BITS };
	for (int shift = 0; shift < 32; shift += BITS) {
		size_t at[BINS] = { 0 }, sum = 0;
		for (size_t i = 0; i < n; i++)
			at[list[i].key >> shift & (BINS - 1)]++;
		for (size_t b = 0; b < BINS; b++) {
			size_t here = at[b];
			at[b] = sum;
			sum += here;
		}
		for (size_t i = 0; i < n; i++)
			spare[at[list[i].key >> shift & (BINS - 1)]++] = list[i];
		item *swap = list;
		list = spare;
		spare = swap;
	}
}

/* Equal distances get equal ranks; they start at the least number of 16 bits, since processors compare signed ones. Three
 * rounds of sorting end in the second half of the scratch. */
static void rank_block(void *ctx, size_t lo, size_t hi, int thread)
{
	ranking *r = ctx;
	sx_secondary *p = r->p;
	size_t n = p->over.m.n;
	item *list = r->items + (size_t)thread * 2 * n, *sorted = list + n;
	double *row = p->block + (size_t)thread * 2 * p->grain * n;
	sx_secondary_distances(p, &p->over, lo, hi, row);
	for (size_t i = lo; i < hi; i++, row += n) {
		int16_t *rank = p->rank + i * n;
		int now = INT16_MIN;
		for (size_t j = 0; j < n; j++)
			list[j] = (item){ j == i ? 0 : whole(row[j]), (uint32_t)j };
		sort_items(list, sorted, n);
		for (size_t j = 0; j < n; j++) {
			now += j > 0 && sorted[j].key != sorted[j - 1].key;
			rank[sorted[j].row] = (int16_t)now;
		}
	}
}

SX_CLONES static size_t higher_in_both(const int16_t *restrict a, const int16_t *restrict b, int16_t above_a, int16_t above_b,
                                       size_t n)
{
	uint16_t count = 0;
	#pragma omp simd reduction(+:count)
	for (size_t m = 0; m < n; m++)
		count = (uint16_t)(count + ((a[m] > above_a) & (b[m] > above_b)));
	return count;
}

/* A pair counts the same from both sides, so each is counted once. Tiles keep the ranks of the other side in the cache. */
static void pairs_block(void *ctx, size_t lo, size_t hi, int thread)
{
	enum { TILE = 32 };
	(void)thread;
	sx_secondary *p = ((ranking *)ctx)->p;
	size_t n = p->over.m.n;
	for (size_t j0 = lo; j0 < n; j0 += TILE)
		for (size_t i = lo; i < hi; i++)
			for (size_t j = j0 > i ? j0 : i + 1; j < n && j < j0 + TILE; j++) {
				const int16_t *a = p->rank + i * n, *b = p->rank + j * n;
				p->both[i * n + j] = p->both[j * n + i] = (uint16_t)higher_in_both(a, b, a[j], b[i], n);
			}
}

bool sx_secondary_rank(sx_secondary *p, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t n = p->over.m.n;
	ranking r = { p, sx_alloc(tmp, (size_t)sx_threads(job) * 2 * n, sizeof *r.items) };
	p->rank = sx_alloc(tmp, n * n, sizeof *p->rank);
	p->both = sx_alloc(tmp, n * n, sizeof *p->both);
	if (!r.items || !p->rank || !p->both)
		return sx_fail_memory(err, "ranks of all distances", (double)n * (double)n * 4);
	if (!sx_for(job, "ranks", n, p->grain, rank_block, &r) || !sx_for(job, "counts", n, p->grain, pairs_block, &r))
		return sx_fail_cancel(err);
	return true;
}

static void shares(const sx_secondary *p, size_t lo, size_t hi, double *out)
{
	size_t n = p->over.m.n;
	bool by_n = p->spec.convention == SX_TOOLBOX || p->spec.convention == SX_SCIKIT_HUBNESS;
	double others = (double)n - (by_n ? 0 : 2);
	for (size_t i = lo; i < hi; i++, out += n)
		for (size_t j = 0; j < n; j++)
			out[j] = i == j ? INFINITY : 1 - (double)p->both[i * n + j] / others;
}

/* ---- queries: a query's distance has no rank among those of an index row, so distances are compared ---- */

SX_CLONES static size_t farther_from_both(const double *restrict di, const double *restrict dj, double d, size_t n)
{
	size_t count = 0;
	#pragma omp simd reduction(+:count)
	for (size_t m = 0; m < n; m++)
		count += (di[m] > d) & (dj[m] > d);
	return count;
}

static void round_all(double *v, size_t n)
{
	for (size_t c = 0; c < n; c++)
		v[c] = (double)(float)v[c];
}

/* The rows of the other side come block by block, so that two blocks of distances are held and never all. */
static void count_distances(const sx_secondary *p, size_t lo, size_t hi, double *own, double *other, double *out)
{
	size_t n = p->over.m.n;
	round_all(own, (hi - lo) * n);
	for (size_t j0 = 0; j0 < n; j0 += SX_SECONDARY_BLOCK) {
		size_t j1 = n - j0 < SX_SECONDARY_BLOCK ? n : j0 + SX_SECONDARY_BLOCK;
		sx_secondary_distances(p, &p->over, j0, j1, other);
		round_all(other, (j1 - j0) * n);
		for (size_t j = j0; j < j1; j++)
			other[(j - j0) * n + j] = 0;
		for (size_t i = lo; i < hi; i++)
			for (size_t j = j0; j < j1; j++) {
				const double *di = own + (i - lo) * n, *dj = other + (j - j0) * n;
				out[(i - lo) * n + j] = 1 - (double)farther_from_both(di, dj, di[j], n) / ((double)n - 1);
			}
	}
}

void sx_secondary_count(sx_secondary *p, size_t lo, size_t hi, int thread, double *own, double *out)
{
	if (p->same)
		shares(p, lo, hi, out);
	else
		count_distances(p, lo, hi, own, p->other + (size_t)thread * SX_SECONDARY_BLOCK * p->over.m.n, out);
}
