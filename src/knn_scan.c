/* knn_scan.c: the hot loop of the neighbour search: which entries of a product are worth keeping.
 *
 * A row keeps a buffer of candidates and a bar w. Newcomers below the bar are appended; when the buffer is full it is
 * culled to the best `keep` and the bar drops to the worst of them. Appending beats a heap: most rows are settled
 * after a few hundred entries, and then the loop is one compare per entry, vectorised. */
#include "knn_engine.h"

#include <math.h>
#include <string.h>

enum { LANES = 64 };

static void swap_floats(float *a, float *b)
{
	float keep = *a;
	*a = *b;
	*b = keep;
}

/* The m-th smallest (from 0) of v[0 … n-1]; v is reordered. Hoare's quickselect, median of three. */
static float select_nth(float *v, size_t n, size_t m)
{
	size_t lo = 0, hi = n - 1;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (v[mid] < v[lo])
			swap_floats(&v[mid], &v[lo]);
		if (v[hi] < v[lo])
			swap_floats(&v[hi], &v[lo]);
		if (v[hi] < v[mid])
			swap_floats(&v[hi], &v[mid]);
		float pivot = v[mid];
		size_t i = lo, j = hi;
		while (i <= j) {
			while (v[i] < pivot)
				i++;
			while (v[j] > pivot)
				j--;
			if (i <= j) {
				swap_floats(&v[i], &v[j]);
				i++;
				if (j == 0)
					break;
				j--;
			}
		}
		if (m <= j)
			hi = j;
		else if (m >= i)
			lo = i;
		else
			return v[m];
	}
	return v[m];
}

void sx_knn_cull(sx_engine *e, size_t row, float *scratch)
{
	size_t n = e->count[row];
	if (n <= e->keep)
		return;
	float *key = e->key + row * e->cap;
	uint32_t *idx = e->idx + row * e->cap;
	memcpy(scratch, key, n * sizeof *key);
	float bar = select_nth(scratch, n, e->keep - 1);
	size_t below = 0, m = 0;
	for (size_t i = 0; i < n; i++)
		below += key[i] < bar;
	size_t equal = e->keep - below;		/* so many of the rows right at the bar stay */
	for (size_t i = 0; i < n; i++) {
		bool stay = key[i] < bar || (key[i] == bar && equal > 0 && equal--);
		key[m] = key[i];
		idx[m] = idx[i];
		m += stay;
	}
	e->count[row] = (uint32_t)m;
	e->w[row] = bar;
}

static void admit(sx_engine *e, size_t row, size_t other, float bound, float *scratch)
{
	size_t at = e->count[row]++;
	e->key[row * e->cap + at] = bound;
	e->idx[row * e->cap + at] = (uint32_t)other;
	if (at + 1 == e->cap)
		sx_knn_cull(e, row, scratch);
}

/* Marks the groups of a row in which some entry is below the bar of its row or of its column. Bars only fall, so one
 * read at the start of the row marks too much, never too little. */
SX_CLONES static void mark_both(const float *restrict c, const float *restrict aj, const float *restrict wj, float ai,
                                float wi, size_t n, unsigned char *restrict mark)
{
	for (size_t g = 0; g < n; g += LANES) {
		size_t end = n - g < LANES ? n : g + LANES;
		int hit = 0;
		#pragma omp simd reduction(|:hit)
		for (size_t j = g; j < end; j++) {
			float bound = c[j] + aj[j] + ai, bar = wj[j] > wi ? wj[j] : wi;
			hit |= bound < bar;
		}
		mark[g / LANES] = (unsigned char)hit;
	}
}

/* The same for the bar of the row alone. */
SX_CLONES static void mark_row(const float *restrict c, const float *restrict aj, float ai, float wi, size_t n,
                               unsigned char *restrict mark)
{
	for (size_t g = 0; g < n; g += LANES) {
		size_t end = n - g < LANES ? n : g + LANES;
		int hit = 0;
		#pragma omp simd reduction(|:hit)
		for (size_t j = g; j < end; j++)
			hit |= c[j] + aj[j] + ai < wi;
		mark[g / LANES] = (unsigned char)hit;
	}
}

/* Which entries of a marked group are below the bar of the row (1) and of the column (2), as bytes that can be skipped
 * eight at a time. */
SX_CLONES static void flag_both(const float *restrict c, const float *restrict aj, const float *restrict wj, float ai,
                                float wi, size_t n, unsigned char *restrict flag)
{
	#pragma omp simd
	for (size_t j = 0; j < n; j++) {
		float bound = c[j] + aj[j] + ai;
		flag[j] = (unsigned char)((bound < wi ? 1 : 0) | (bound < wj[j] ? 2 : 0));
	}
}

SX_CLONES static void flag_row(const float *restrict c, const float *restrict aj, float ai, float wi, size_t n,
                               unsigned char *restrict flag)
{
	#pragma omp simd
	for (size_t j = 0; j < n; j++)
		flag[j] = c[j] + aj[j] + ai < wi;
}

/* The flags may be older than the bars, which only fall, so each entry is compared again. */
static void admit_flagged(sx_engine *e, float c, size_t i, size_t j, unsigned flag, float *scratch)
{
	float bound = c + e->a[j] + e->a[i];
	if ((flag & 1) && bound < e->w[i] && i != j)
		admit(e, i, j, bound, scratch);
	if ((flag & 2) && bound < e->w[j])
		admit(e, j, i, bound, scratch);
}

static void admit_group(sx_engine *e, const float *c, size_t i, size_t j0, size_t n, bool both, float *scratch)
{
	unsigned char flag[LANES] = { 0 };
	if (both)
		flag_both(c, e->a + j0, e->w + j0, e->a[i], e->w[i], n, flag);
	else
		flag_row(c, e->a + j0, e->a[i], e->w[i], n, flag);
	for (size_t l = 0; l < LANES; l += 8) {
		uint64_t eight;
		memcpy(&eight, flag + l, sizeof eight);
		for (size_t k = l; eight; eight >>= 8, k++)
			if (eight & 3)
				admit_flagged(e, c[k], i, j0 + k, eight & 3, scratch);
	}
}

/* A first bar for a row that has none: the entries are dealt to 64 hands, and the keep-th smallest of the hands' minima
 * cannot be below the keep-th smallest of all. Without it every entry of the first block would be admitted. */
SX_CLONES static void least_of_hands(const float *restrict c, const float *restrict aj, float ai, size_t n,
                                     float *restrict least)
{
	for (size_t j = 0; j + LANES <= n; j += LANES)
		#pragma omp simd
		for (size_t l = 0; l < LANES; l++) {
			float bound = c[j + l] + aj[j + l] + ai;
			least[l] = bound < least[l] ? bound : least[l];
		}
}

static void first_bar(sx_engine *e, const float *c, size_t i, size_t j0, size_t nj)
{
	float least[LANES];
	if (isfinite(e->w[i]) || e->keep + 1 > LANES || nj < 4 * LANES)
		return;
	for (size_t l = 0; l < LANES; l++)
		least[l] = INFINITY;
	least_of_hands(c, e->a + j0, e->a[i], nj, least);
	/* one more than keep: a row's bound with itself is among them on the diagonal. The bar is open: just above. */
	e->w[i] = nextafterf(select_nth(least, LANES, e->keep), INFINITY);
}

void sx_knn_scan(sx_engine *e, const float *c, size_t i0, size_t ni, size_t j0, size_t nj, bool both, float *scratch)
{
	unsigned char mark[SX_TILE / LANES + 1];
	for (size_t i = i0; i < i0 + ni; i++, c += nj) {
		first_bar(e, c, i, j0, nj);
		if (both)
			mark_both(c, e->a + j0, e->w + j0, e->a[i], e->w[i], nj, mark);
		else
			mark_row(c, e->a + j0, e->a[i], e->w[i], nj, mark);
		for (size_t g = 0; g < nj; g += LANES)
			if (mark[g / LANES])
				admit_group(e, c + g, i, j0 + g, nj - g < LANES ? nj - g : LANES, both, scratch);
	}
}
