/* knn_scan.c: keeps the candidates of the neighbour search: which rows enter a buffer, and when it is culled.
 *
 * A row keeps a buffer of candidates and a threshold w. New candidates below the threshold are appended; when the buffer is full
 * it is culled to the best `keep`, and the threshold drops to the worst of them. Appending beats a heap: the threshold of most
 * rows is final after a few hundred entries, and from then on nothing leaves the registers of the product. */
#include "knn_parts.h"

#include <math.h>
#include <string.h>

/* Floats as integers of the same order. */
static int32_t ordered(float f)
{
	int32_t b;
	memcpy(&b, &f, sizeof b);
	return b ^ ((b >> 31) & INT32_MAX);
}

static float unordered(int32_t b)
{
	float f;
	b ^= (b >> 31) & INT32_MAX;
	memcpy(&f, &b, sizeof f);
	return f;
}

SX_CLONES static size_t count_below(const int32_t *v, size_t n, int32_t bar)
{
	int32_t sum = 0;
	#pragma omp simd reduction(+:sum)
	for (size_t i = 0; i < n; i++)
		sum += v[i] < bar;
	return (size_t)sum;
}

/* A threshold with at least `want` of v below it and, unless values are equal there, at most a quarter more. Bisection takes a few
 * counts, each a handful of vector operations; a sort would mispredict at every step. n >= want. */
static int32_t bar_above(const int32_t *v, size_t n, size_t want)
{
	int64_t lo = v[0], hi = v[0];
	for (size_t i = 1; i < n; i++) {
		lo = v[i] < lo ? v[i] : lo;
		hi = v[i] > hi ? v[i] : hi;
	}
	for (hi++; hi - lo > 1; ) {
		int64_t mid = lo + (hi - lo) / 2;
		size_t below = count_below(v, n, (int32_t)mid);
		if (below < want) {
			lo = mid;
			continue;
		}
		hi = mid;
		if (below <= want + want / 4)
			break;
	}
	return (int32_t)hi;
}

void sx_knn_cull(sx_engine *e, size_t row, int32_t *scratch)
{
	size_t n = e->count[row], most = e->keep + e->keep / 4;
	if (n <= most)
		return;
	sx_candidate *c = e->candidate + row * e->cap;
	for (size_t i = 0; i < n; i++)
		scratch[i] = ordered(c[i].bound);
	int32_t bar = bar_above(scratch, n, e->keep);
	size_t below = count_below(scratch, n, bar), equal = 0, m = 0;
	if (below > most) {		/* too many are equal just below: only some of those stay */
		bar--;
		equal = e->keep - count_below(scratch, n, bar);
	}
	for (size_t i = 0; i < n; i++) {
		bool stay = scratch[i] < bar || (scratch[i] == bar && equal > 0 && equal--);
		c[m] = c[i];
		m += stay;
	}
	e->count[row] = (uint32_t)m;
	e->w[row] = unordered(bar);
}

static void admit(sx_engine *e, size_t row, size_t other, float bound, int32_t *scratch)
{
	size_t at = e->count[row]++;
	e->candidate[row * e->cap + at] = (sx_candidate){ bound, (uint32_t)other };
	if (at + 1 == e->cap)
		sx_knn_cull(e, row, scratch);
}

/* Thresholds may have dropped since the comparison, so each entry is compared again. */
static void admit_passed(void *ctx, size_t i, size_t j0, uint64_t mask, const float *bound)
{
	sx_meeting *m = ctx;
	sx_engine *e = m->e;
	for (; mask; mask &= mask - 1) {
		size_t l = (size_t)__builtin_ctzll(mask), j = j0 + l;
		if (bound[l] < e->w[i] && !sx_knn_is_self(e, i, j))
			admit(e, i, j, bound[l], m->scratch);
		if (m->both && bound[l] < e->w[j])
			admit(e, j, i, bound[l], m->scratch);
	}
}

void sx_knn_meet(sx_meeting *m, size_t pi, size_t ni, size_t pj, size_t nj, bool both)
{
	sx_engine *e = m->e;
	m->both = both;
	sx_panels_bars bars = { e->by->a, e->w, e->of->a, both ? e->w : NULL };
	sx_panels_scan(&e->by->x, pi, ni, &e->of->x, pj, nj, &bars, admit_passed, m);
}

/* ---- first bars: the entries of a row are dealt to hands, and the keep-th smallest of the hands' minima cannot be
 * below the keep-th smallest of all. Without it every entry of the first block would be admitted. ---- */

SX_CLONES static void least_of_hands(float *restrict least, const float *restrict bound, size_t n)
{
	#pragma omp simd
	for (size_t l = 0; l < n; l++)
		least[l] = bound[l] < least[l] ? bound[l] : least[l];
}

/* All of a tile's row. */
static void deal(void *ctx, size_t i, size_t j0, uint64_t mask, const float *bound)
{
	(void)mask;
	sx_meeting *m = ctx;
	least_of_hands(m->least + (i - m->i0) * SX_HANDS + j0 % SX_HANDS, bound, m->e->by->x.width);
}

void sx_knn_first_bars(sx_meeting *m, size_t pi, size_t ni, size_t pj, size_t nj)
{
	sx_engine *e = m->e;
	size_t width = e->by->x.width, rows = ni * width;
	m->i0 = pi * width;
	if (e->keep + 1 > SX_HANDS || nj * width < SX_HANDS)
		return;
	for (size_t c = 0; c < rows * SX_HANDS; c++)
		m->least[c] = INFINITY;
	sx_panels_all(&e->by->x, pi, ni, &e->of->x, pj, nj, e->by->a, e->of->a, deal, m);
	int32_t hands[SX_HANDS];
	for (size_t r = 0; r < rows && m->i0 + r < e->n; r++) {
		for (size_t h = 0; h < SX_HANDS; h++)
			hands[h] = ordered(m->least[r * SX_HANDS + h]);
		/* one more than keep: a row's bound with itself may be among them. Empty hands are infinite; there is no next. */
		int32_t bar = bar_above(hands, SX_HANDS, e->keep + 1), top = ordered(INFINITY);
		e->w[m->i0 + r] = unordered(bar < top ? bar : top);
	}
}
