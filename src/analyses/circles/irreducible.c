/* irreducible.c: tests whether a plane is reducible: separable into two independent coordinates, or a mixture of two lines. */
#include "irreducible_parts.h"
#include "circle_scores.h"

#include <math.h>
#include <string.h>

#ifdef __clang__	/* a fused multiply-add would move points across bin edges; gcc -std=c11 makes none */
#pragma STDC FP_CONTRACT OFF
#endif

#define PI  3.14159265358979323846264338327950
#define TAU 6.283185307179586476925286766559

enum { BINS = SX_BINS, TURNS = 25, PAPER_TURNS = 100, DIRECTIONS = 180, OFFSETS = 400, DIGIT = 256, LANES = 8 };

size_t sx_plane_work(size_t n)
{
	return 4 * n;
}

/* ---- separability ---- */

SX_CLONES static void turn(const double *restrict x, const double *restrict y, size_t n, double angle,
                           double *restrict u, double *restrict v)
{
	double c = cos(angle), s = sin(angle);
#pragma omp simd
	for (size_t i = 0; i < n; i++) {
		u[i] = c * x[i] + s * y[i];
		v[i] = c * y[i] - s * x[i];
	}
}

/* In several lanes, since one waits for itself at every step. */
SX_CLONES static void range_of(const double *restrict u, size_t n, double *restrict lo, double *restrict hi)
{
	double least[LANES], most[LANES];
	for (size_t l = 0; l < LANES; l++)
		least[l] = most[l] = u[0];
	for (size_t i = 0; i + LANES <= n; i += LANES)
#pragma omp simd
		for (size_t l = 0; l < LANES; l++) {
			least[l] = u[i + l] < least[l] ? u[i + l] : least[l];
			most[l] = u[i + l] > most[l] ? u[i + l] : most[l];
		}
	for (size_t i = n / LANES * LANES; i < n; i++) {
		least[0] = u[i] < least[0] ? u[i] : least[0];
		most[0] = u[i] > most[0] ? u[i] : most[0];
	}
	for (size_t l = 1; l < LANES; l++) {
		least[0] = least[l] < least[0] ? least[l] : least[0];
		most[0] = most[l] > most[0] ? most[l] : most[0];
	}
	*lo = least[0];
	*hi = most[0];
}

/* Bin edges as in numpy, on which the paper's values depend: a value belongs to the bin whose lower edge it reaches, the last bin
 * is closed, and an empty range is widened by half to either side. */
sx_bins sx_bins_of(const double *u, size_t n)
{
	sx_bins b;
	double lo, hi;
	range_of(u, n, &lo, &hi);
	if (hi - lo < 1e-300) {		/* narrower, and the scale would overflow */
		lo -= .5;
		hi += .5;
	}
	double step = (hi - lo) / BINS;
	for (int i = 0; i < BINS; i++)
		b.edge[i] = lo + i * step;
	b.edge[BINS] = hi;
	b.scale = BINS / (hi - lo);
	return b;
}

typedef struct counts { size_t cell[BINS][BINS], row[BINS], column[BINS]; } counts;

static void count_cells(const double *u, const double *v, size_t n, counts *t)
{
	sx_bins bu = sx_bins_of(u, n), bv = sx_bins_of(v, n);

	memset(t, 0, sizeof *t);
	for (size_t i = 0; i < n; i++)
		t->cell[sx_bin_of(&bu, u[i])][sx_bin_of(&bv, v[i])]++;
	for (int i = 0; i < BINS; i++) {
		for (int j = 0; j < BINS; j++) {
			t->row[i] += t->cell[i][j];
			t->column[j] += t->cell[i][j];
		}
	}
}

/* Plug-in mutual information in nats with e inside the logarithm, and the Miller-Madow bias of it. */
static double information(const counts *t, size_t n, double e, double *bias)
{
	double sum = 0, total = (double)n;
	int extra = 1;		/* occupied cells - rows - columns + 1 */

	for (int i = 0; i < BINS; i++) {
		extra -= (t->row[i] > 0) + (t->column[i] > 0);
		for (int j = 0; j < BINS; j++) {
			if (t->cell[i][j] == 0)
				continue;
			double p = (double)t->cell[i][j] / total;
			double q = (double)t->row[i] / total * ((double)t->column[j] / total);
			sum += p * log((p + e) / (q + e));
			extra++;
		}
	}
	*bias = extra / (2 * total);
	return sum;
}

double sx_plane_separability(const double *x, const double *y, size_t n, double *work, double *raw)
{
	double least = INFINITY, least_raw = INFINITY, bias;
	counts t;

	for (int j = 0; j < TURNS; j++) {
		turn(x, y, n, j * PI / (2 * TURNS), work, work + n);
		count_cells(work, work + n, n, &t);
		double plain = information(&t, n, 0, &bias);
		least = fmin(least, plain - bias);
		least_raw = fmin(least_raw, plain);
	}
	if (raw)
		*raw = least_raw / log(2);
	return least / log(2);
}

double sx_plane_separability_paper(const double *x, const double *y, size_t n, double cut, double *work)
{
	double *kept_x = work + 2 * n, *kept_y = work + 3 * n, least = INFINITY, bias;
	size_t kept = 0;
	counts t;

	for (size_t i = 0; i < n; i++) {
		if (sqrt(x[i] * x[i] + y[i] * y[i]) > cut) {
			kept_x[kept] = x[i];
			kept_y[kept++] = y[i];
		}
	}
	if (kept == 0)
		return NAN;
	for (int j = 0; j < PAPER_TURNS; j++) {
		turn(kept_x, kept_y, kept, TAU * j / (PAPER_TURNS - 1), work, work + n);
		count_cells(work, work + n, kept, &t);
		least = fmin(least, information(&t, kept, 1e-10, &bias));
	}
	return least / log(2);
}

/* ---- mixture ---- */

/* The bits of a double as an integer that sorts like it. -0 becomes 0 first. */
static inline uint64_t sort_key(double v)
{
	uint64_t bits;
	v += 0.;
	memcpy(&bits, &v, sizeof bits);
	return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

/* Radix sort, since the mixture sorts 180 projections, and comparisons would dominate the time. A digit that all values share (in
 * practice one or two of the upper ones) costs nothing. */
void sx_plane_sort(double *restrict v, double *restrict spare, size_t n)
{
	size_t count[8][DIGIT] = { { 0 } };
	double *from = v, *to = spare;

	for (size_t i = 0; i < n; i++) {
		uint64_t key = sort_key(v[i]);
		for (int d = 0; d < 8; d++)
			count[d][key >> 8 * d & 255]++;
	}
	for (int d = 0; d < 8; d++) {
		size_t start = 0;
		if (n == 0 || count[d][sort_key(v[0]) >> 8 * d & 255] == n)
			continue;
		for (int b = 0; b < DIGIT; b++) {
			size_t here = count[d][b];
			count[d][b] = start;
			start += here;
		}
		for (size_t i = 0; i < n; i++)
			to[count[d][sort_key(from[i]) >> 8 * d & 255]++] = from[i];
		double *swap = from;
		from = to;
		to = swap;
	}
	if (from != v)
		memcpy(v, from, n * sizeof *v);
}

/* The most values within epsilon rms(u - t) of an offset t. rms^2 = mean u^2 + t^2, as u has mean 0; both ends of the
 * band move upwards with t, so they never look back. */
size_t sx_most_in_band(const double *sorted, size_t n, double variance, double epsilon)
{
	double lo = sorted[0], hi = sorted[n - 1];
	size_t most = 0, under = 0, upto = 0;

	for (int j = 0; j < OFFSETS; j++) {
		double t = lo + (hi - lo) * j / (OFFSETS - 1), w = epsilon * sqrt(variance + t * t);
		while (under < n && sorted[under] <= t - w)
			under++;
		while (upto < n && sorted[upto] < t + w)
			upto++;
		if (upto > under && upto - under > most)
			most = upto - under;
	}
	return most;
}

/* The first coordinate of a rotation. */
SX_CLONES static void project(const double *restrict x, const double *restrict y, size_t n, double angle, double *restrict u)
{
	double c = cos(angle), s = sin(angle);
#pragma omp simd
	for (size_t i = 0; i < n; i++)
		u[i] = c * x[i] + s * y[i];
}

/* Centres the values and returns the mean square. */
SX_CLONES static double centre(double *restrict u, size_t n)
{
	double sum = 0, squares = 0;
#pragma omp simd reduction(+:sum)
	for (size_t i = 0; i < n; i++)
		sum += u[i];
	double mean = sum / (double)n;
#pragma omp simd reduction(+:squares)
	for (size_t i = 0; i < n; i++) {
		u[i] -= mean;
		squares += u[i] * u[i];
	}
	return squares / (double)n;
}

/* ---- many points: buckets instead of a sort ---- */

enum { BUCKETS = SX_BUCKETS, MANY = 4000, FEW = 1000 };

static inline size_t bucket_of(const sx_buckets *b, double u)
{
	double at = (u - b->lo) * b->scale;
	return at >= BUCKETS ? BUCKETS - 1 : at > 0 ? (size_t)at : 0;
}

/* bucket_of of values that lie in the range, in vectors. */
SX_CLONES static void number_buckets(const double *restrict u, size_t n, double lo, double scale, uint16_t *restrict at)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++) {
		int k = (int)((u[i] - lo) * scale);
		at[i] = (uint16_t)(k < BUCKETS ? k : BUCKETS - 1);
	}
}

/* Counts the values into buckets. False where one holds more than a 32nd of them: far outliers, or few distinct values. */
bool sx_buckets_count(sx_buckets *b, const double *restrict u, size_t n, uint16_t *restrict at)
{
	double hi;
	size_t size[BUCKETS] = { 0 }, total = 0;
	range_of(u, n, &b->lo, &hi);
	b->hi = hi;
	b->scale = BUCKETS / (hi - b->lo);
	if (!(hi - b->lo > 1e-300))
		return false;
	number_buckets(u, n, b->lo, b->scale, at);
	for (size_t i = 0; i < n; i++)
		size[at[i]]++;
	for (size_t k = 0; k < BUCKETS; k++) {
		if (size[k] > n / 32)
			return false;
		b->start[k] = total;
		total += size[k];
	}
	b->start[BUCKETS] = n;
	return true;
}

void sx_buckets_fill(const sx_buckets *b, const double *restrict u, size_t n, double *restrict out, const uint16_t *restrict at)
{
	size_t next[BUCKETS];
	memcpy(next, b->start, sizeof next);
	for (size_t i = 0; i < n; i++)
		out[next[at[i]]++] = u[i];
}

/* How many values are below v, or, where with_equal, not above it: only the bucket of v is looked into. */
size_t sx_buckets_below(const sx_buckets *b, const double *value, double v, bool with_equal)
{
	size_t k = bucket_of(b, v), count = b->start[k];
	for (size_t i = b->start[k]; i < b->start[k + 1]; i++)
		count += value[i] < v || (with_equal && value[i] == v);
	return count;
}

/* As sx_most_in_band, but at least `most`. A band that cannot exceed `most`, even with its outer buckets counted in full, is
 * skipped; values are put in their buckets only when the first band needs them. */
size_t sx_most_in_buckets(const sx_buckets *b, double *value, const double *u, const uint16_t *at, size_t n, double variance,
                              double epsilon, size_t most)
{
	bool filled = false;

	for (int j = 0; j < OFFSETS; j++) {
		double t = b->lo + (b->hi - b->lo) * j / (OFFSETS - 1), w = epsilon * sqrt(variance + t * t);
		if (b->start[bucket_of(b, t + w) + 1] - b->start[bucket_of(b, t - w)] <= most)
			continue;
		if (!filled)
			sx_buckets_fill(b, u, n, value, at);
		filled = true;
		size_t under = sx_buckets_below(b, value, t - w, true), upto = sx_buckets_below(b, value, t + w, false);
		if (upto > under && upto - under > most)
			most = upto - under;
	}
	return most;
}

/* Sorts u into out. `order` is that of the previous direction, and nearly correct: a rotation by a degree swaps a 180th of all
 * pairs. */
static void sort_again(const double *restrict u, size_t n, uint32_t *restrict order, double *restrict out)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t row = order[i];
		double v = u[row];
		size_t at = i;
		for (; at > 0 && out[at - 1] > v; at--) {
			out[at] = out[at - 1];
			order[at] = order[at - 1];
		}
		out[at] = v;
		order[at] = row;
	}
}

double sx_plane_mixture(const double *x, const double *y, size_t n, double epsilon, double *work)
{
	double *u = work, *spare = work + n;
	size_t most = 0;

	for (int k = 0; k < DIRECTIONS; k++) {
		sx_buckets b;
		project(x, y, n, k * PI / DIRECTIONS, u);
		double variance = centre(u, n);
		uint16_t *at = (uint16_t *)(work + 2 * n);
		if (n >= MANY && sx_buckets_count(&b, u, n, at)) {
			most = sx_most_in_buckets(&b, spare, u, at, n, variance, epsilon, most);
			continue;
		}
		uint32_t *order = (uint32_t *)(work + 2 * n);
		for (size_t i = 0; k == 0 && n < FEW && i < n; i++)
			order[i] = (uint32_t)i;
		if (n < FEW)
			sort_again(u, n, order, spare);
		else
			sx_plane_sort(u, spare, n);
		size_t here = sx_most_in_band(n < FEW ? spare : u, n, variance, epsilon);
		most = here > most ? here : most;
	}
	return (double)most / (double)n;
}
