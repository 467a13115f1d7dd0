/* test_irreducible_indices.c: the separability and mixture indices of planes against plain code that does the same slowly. */
#include "clouds.h"
#include "analyses/circles/irreducible_parts.h"
#include "numeric/stats.h"

enum { MAX = 5000 };

static double X[MAX], Y[MAX], A[MAX], B[MAX], WORK[4 * MAX];

/* ---- the two indices against plain code ---- */

static int plain_bin(const double *u, size_t n, double v)
{
	double lo = u[0], hi = u[0];
	for (size_t i = 0; i < n; i++) {
		lo = fmin(lo, u[i]);
		hi = fmax(hi, u[i]);
	}
	if (lo == hi) {
		lo -= .5;
		hi += .5;
	}
	int bin = 0;
	for (int k = 1; k < 10; k++)
		bin += v >= lo + k * ((hi - lo) / 10);
	return bin;
}

static double plain_separability(const double *x, const double *y, size_t n, int turns, double step, double e)
{
	double least = INFINITY;

	for (int j = 0; j < turns; j++) {
		double c = cos(j * step), s = sin(j * step), p[10][10] = { { 0 } }, information = 0;
		for (size_t i = 0; i < n; i++) {
			A[i] = c * x[i] + s * y[i];
			B[i] = c * y[i] - s * x[i];
		}
		for (size_t i = 0; i < n; i++)
			p[plain_bin(A, n, A[i])][plain_bin(B, n, B[i])] += 1. / (double)n;
		for (int a = 0; a < 10; a++) {
			for (int b = 0; b < 10; b++) {
				double across = 0, down = 0;
				for (int k = 0; k < 10; k++) {
					across += p[a][k];
					down += p[k][b];
				}
				if (p[a][b] > 0)
					information += p[a][b] * log2((p[a][b] + e) / (across * down + e));
			}
		}
		least = fmin(least, information);
	}
	return least;
}

/* Edges themselves and their neighbours, where the product of sx_bin_of rounds to the wrong side now and then. */
static void test_bins(void **state)
{
	sx_rng r = sx_rng_seed(77);
	int early = 0, late = 0;

	(void)state;
	for (int trial = 0; trial < 2000; trial++) {
		double ends[2] = { sx_rng_normal(&r), 0 };
		ends[1] = ends[0] + sx_rng_unit(&r);
		sx_bins b = sx_bins_of(ends, 2);
		assert_true(b.edge[0] == ends[0] && b.edge[SX_BINS] == ends[1]);
		for (int k = 1; k < SX_BINS; k++) {
			double before = nextafter(b.edge[k], -INFINITY);
			late += (int)((b.edge[k] - b.edge[0]) * b.scale) != k;
			early += (int)((before - b.edge[0]) * b.scale) != k - 1;
			assert_int_equal(sx_bin_of(&b, b.edge[k]), k);
			assert_int_equal(sx_bin_of(&b, before), k - 1);
		}
		assert_int_equal(sx_bin_of(&b, ends[0]), 0);
		assert_int_equal(sx_bin_of(&b, ends[1]), SX_BINS - 1);
	}
	assert_true(early > 0 && late > 0);
	sx_bins b = sx_bins_of((double[]){ 3, 3 }, 2);
	assert_true(b.edge[0] == 2.5 && b.edge[SX_BINS] == 3.5 && sx_bin_of(&b, 3) == 5);
}

static void test_separability(void **state)
{
	double raw;
	size_t n = 0;

	(void)state;
	for (enum cloud c = CIRCLE; c <= LINE; c++) {
		draw(c, .02, 40, 9, X, Y);
		sx_plane_separability(X, Y, 40, WORK, &raw);
		near("raw", raw, plain_separability(X, Y, 40, 25, TAU / 100, 0), 1e-12);
		near("paper", sx_plane_separability_paper(X, Y, 40, 0, WORK),
		     plain_separability(X, Y, 40, 100, TAU / 99, 1e-10), 1e-12);
	}
	for (int i = 0; i <= 10; i++) {		/* every value on an edge, the greatest on the last */
		for (int j = 0; j <= i; j++) {
			X[n] = i;
			Y[n++] = j;
		}
	}
	sx_plane_separability(X, Y, n, WORK, &raw);
	near("on edges", raw, plain_separability(X, Y, n, 25, TAU / 100, 0), 1e-12);

	for (size_t i = 0; i < 4; i++) {	/* independent coordinates: two and two */
		X[i] = i % 2 ? 1 : -1;
		Y[i] = i < 2 ? 1 : -1;
	}
	/* All that is left is the correction, (4 - 2 - 2 + 1) / 2 n nats. */
	near("four corners", sx_plane_separability(X, Y, 4, WORK, &raw), -1 / (8 * log(2)), 1e-12);
	near("raw", raw, 0, 1e-12);
	for (size_t i = 0; i < 4; i++)
		Y[i] = 3;
	near("a constant coordinate", sx_plane_separability_paper(X, Y, 4, 0, WORK), 0, 1e-9);
	polygon(7, 0, X, Y);
	for (size_t i = 7; i < 30; i++)
		X[i] = Y[i] = 0;
	near("cut", sx_plane_separability_paper(X, Y, 30, 1, WORK), 1.3788, 1e-4);
	near("points on the centre", sx_plane_separability_paper(X, Y, 30, 0, WORK), 1.3788, 1e-4);
	assert_true(isnan(sx_plane_separability_paper(X, Y, 30, 2, WORK)));
}

static double plain_mixture(const double *x, const double *y, size_t n, double epsilon)
{
	size_t most = 0;
	for (int k = 0; k < 180; k++) {
		double c = cos(k * TAU / 360), s = sin(k * TAU / 360), mean = 0, lo = INFINITY, hi = -INFINITY;
		for (size_t i = 0; i < n; i++)
			mean += (c * x[i] + s * y[i]) / (double)n;
		for (size_t i = 0; i < n; i++) {
			A[i] = c * x[i] + s * y[i] - mean;
			lo = fmin(lo, A[i]);
			hi = fmax(hi, A[i]);
		}
		for (int j = 0; j < 400; j++) {
			double t = lo + (hi - lo) * j / 399, square = 0;
			size_t inside = 0;
			for (size_t i = 0; i < n; i++)
				square += (A[i] - t) * (A[i] - t) / (double)n;
			for (size_t i = 0; i < n; i++)
				inside += fabs(A[i] - t) < epsilon * sqrt(square);
			most = inside > most ? inside : most;
		}
	}
	return (double)most / (double)n;
}

static void test_mixture(void **state)
{
	(void)state;
	for (enum cloud c = CIRCLE; c <= LINE; c++) {
		draw(c, .02, 15, 11, X, Y);
		for (size_t i = 0; i < 15; i++)		/* off centre, not white, one point five times */
			X[i] = 3 * X[i < 10 ? i : 10] + 40;
		for (size_t i = 10; i < 15; i++)
			Y[i] = Y[10];
		near("M", sx_plane_mixture(X, Y, 15, .1, WORK), plain_mixture(X, Y, 15, .1), 1e-12);
	}
	for (int k = 1; k <= 5; k += 2) {
		draw(SQUARE, 0, 150, (uint64_t)k, X, Y);
		near("narrow band", sx_plane_mixture(X, Y, 150, .01 * k, WORK), plain_mixture(X, Y, 150, .01 * k), 1e-12);
	}
	assert_int_equal(sx_most_in_band((double[]){ -3, 1, 1, 1 }, 4, 3, 1e-6), 3);	/* at the last offset */
	for (size_t i = 0; i < 40; i++) {	/* two lines, one at a time */
		X[i] = i % 2 ? 0 : (double)i - 19;
		Y[i] = i % 2 ? (double)i - 20 : 0;
	}
	assert_true(sx_plane_mixture(X, Y, 40, .1, WORK) >= .5);
}

/* X and Y on the direction of that angle, without the mean; returns the mean square. */
static double centred_projection(double angle, double *u)
{
	double mean = 0, squares = 0;
	for (size_t i = 0; i < MAX; i++) {
		u[i] = cos(angle) * X[i] + sin(angle) * Y[i];
		mean += u[i] / MAX;
	}
	for (size_t i = 0; i < MAX; i++) {
		u[i] -= mean;
		squares += u[i] * u[i] / MAX;
	}
	return squares;
}

/* Many points go into buckets; what that finds is what a sort finds, to the last point. Far outliers and few distinct values
 * fall back to the sort. */
static void test_buckets(void **state)
{
	static double u[MAX], value[MAX], sorted[MAX];
	static uint16_t at[MAX];
	static sx_buckets b;
	size_t filled = 0;

	(void)state;
	for (enum cloud c = CIRCLE; c <= LINE; c++)
		for (int e = 1; e <= 9; e += 4) {
			draw(c, .05, MAX, 12, X, Y);
			double variance = centred_projection(.7 * e, u);
			for (size_t i = 0; e == 9 && i < MAX; i++)	/* equal values, on the ends of bands too */
				u[i] = floor(200 * u[i]) / 200;
			memcpy(sorted, u, sizeof u);
			sx_sort(sorted, MAX);
			if (!sx_buckets_count(&b, u, MAX, at))
				continue;
			filled++;
			size_t want = sx_most_in_band(sorted, MAX, variance, .1 * e / 3);
			assert_int_equal(sx_most_in_buckets(&b, value, u, at, MAX, variance, .1 * e / 3, 0), want);
			assert_int_equal(sx_most_in_buckets(&b, value, u, at, MAX, variance, .1 * e / 3, want + 1), want + 1);
		}
	assert_true(filled >= 24);
	draw(DISC, 0, MAX, 5, X, Y);
	for (size_t i = 0; i < MAX; i++)
		X[i] = floor(100 * X[i]) / 100;
	assert_true(sx_buckets_count(&b, X, MAX, at));
	sx_buckets_fill(&b, X, MAX, value, at);
	for (size_t i = 0; i < MAX; i += 50) {
		size_t under = 0, equal = 0;
		for (size_t j = 0; j < MAX; j++) {
			under += X[j] < X[i];
			equal += X[j] == X[i];
		}
		assert_int_equal(sx_buckets_below(&b, value, X[i], false), under);
		assert_int_equal(sx_buckets_below(&b, value, X[i], true), under + equal);
	}
	draw(GAUSSIAN, 0, MAX, 3, X, Y);
	double before = sx_plane_mixture(X, Y, MAX, .1, WORK);
	X[0] = 1e7;
	assert_false(sx_buckets_count(&b, X, MAX, at));
	assert_true(sx_plane_mixture(X, Y, MAX, .1, WORK) > before);	/* next to the outlier all are on a line */
	for (size_t i = 0; i < MAX; i++)
		X[i] = 1;
	assert_false(sx_buckets_count(&b, X, MAX, at));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bins),
		cmocka_unit_test(test_buckets),
		cmocka_unit_test(test_separability),
		cmocka_unit_test(test_mixture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
