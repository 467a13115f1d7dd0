/* test_plane_null.c: a known order round a ring, the null of planes and the rule that reads both. */
#include "clouds.h"
#include "numeric/stats.h"

enum { MAX = 5000 };

static double X[MAX], Y[MAX], A[MAX], WORK[4 * MAX];

/* ---- a known order ---- */

static void test_order(void **state)
{
	static const size_t sizes[] = { 7, 12, 20 };
	static const double order[] = { .27, .14, .08 }, agreement[] = { .44, .33, .26 };
	sx_rng rng = sx_rng_seed(8);

	(void)state;
	for (int k = 0; k < 3; k++) {
		size_t n = sizes[k];
		double phi[20], position[20], fraction = 0, agree = 0;
		for (size_t i = 0; i < n; i++) {
			phi[i] = TAU * (double)i / (double)n;
			position[i] = 10 + 2.5 * (double)i;
			A[i] = remainder(2.1 - phi[i], TAU);	/* turned and mirrored */
		}
		near("right order", sx_order_fraction(A, position, n, WORK), 1, 0);
		near("right angles", sx_angle_agreement(A, phi, n), 1, 1e-12);
		double keep = A[0];
		A[0] = A[3];		/* two at one angle: of the n steps one is a tie, three lead elsewhere */
		near("one out of place", sx_order_fraction(A, position, n, WORK), (double)(n - 4) / (double)n, .15);
		assert_true(sx_order_fraction(A, position, n, WORK) < 1);
		A[0] = keep;
		for (int trial = 0; trial < 5000; trial++) {
			for (size_t i = 0; i < n; i++)
				A[i] = TAU * sx_rng_unit(&rng);
			fraction += sx_order_fraction(A, position, n, WORK) / 5000;
			agree += sx_angle_agreement(A, phi, n) / 5000;
		}
		near("random order", fraction, order[k], .0085);	/* rounding .005, 3 sd .0035 */
		near("random angles", agree, agreement[k], .013);	/* rounding, 3 sd .008 */
	}
}

static void test_order_ties(void **state)
{
	double angle[] = { .1, .2, .9, 1., 2., 2.1 }, label[] = { 0, 0, 1, 1, 2, 2 }, same[6] = { 0 };

	(void)state;
	near("samples of labels in order", sx_order_fraction(angle, label, 6, WORK), 1, 0);
	double one[] = { 0, 1, 2, 3, 4, 5 };
	near("all at one angle", sx_order_fraction(same, one, 6, WORK), 0, 0);
	assert_true(isnan(sx_order_fraction(angle, same, 6, WORK)));
	assert_true(isnan(sx_order_fraction(angle, one, 2, WORK)));
	double swapped[] = { 0, 1, 3, 2, 4, 5 };	/* 0-1 and 4-5-0 stay */
	near("two swapped", sx_order_fraction(angle, swapped, 6, WORK), 3. / 6, 1e-12);
}

/* ---- the null ---- */

static void test_frame(void **state)
{
	static const size_t sizes[][2] = { { 5, 4 }, { 9, 8 }, { 60, 59 }, { 97, 8 }, { 1000, 3 } };
	static double frame[8 * 1000], again[8 * 1000];

	(void)state;
	for (size_t k = 0; k < SX_COUNT(sizes); k++) {
		size_t n = sizes[k][0], c = sizes[k][1];
		sx_null_frame(n, c, 4, k, frame);
		sx_null_frame(n, c, 4, k, again);
		assert_memory_equal(frame, again, n * c * sizeof *frame);
		sx_null_frame(n, c, 4, k + 1, again);
		assert_memory_not_equal(frame, again, n * c * sizeof *frame);
		for (size_t a = 0; a < c; a++) {
			double sum = 0;
			for (size_t i = 0; i < n; i++)
				sum += frame[a * n + i];
			near("sum", sum, 0, 1e-10);
			for (size_t b = 0; b <= a; b++) {
				double product = 0;
				for (size_t i = 0; i < n; i++)
					product += frame[a * n + i] * frame[b * n + i];
				near("product", product / (double)n, a == b, 1e-14);
			}
		}
	}
}

static void test_search(void **state)
{
	static double frame[4 * 50];
	size_t i = 9, j = 9, n = 50;

	(void)state;
	sx_null_frame(n, 4, 1, 0, frame);
	polygon(n, 0, frame + n, frame + 3 * n);	/* columns 1 and 3 */
	near("all", sx_frame_kappa(frame, n, 4, SX_PLANES_ALL, &i, &j), 1, 1e-12);
	assert_true(i == 1 && j == 3);
	double least = INFINITY;
	for (size_t a = 0; a < 3; a++)
		least = fmin(least, sx_plane_kappa(frame + a * n, frame + (a + 1) * n, n));
	near("adjacent", sx_frame_kappa(frame, n, 4, SX_PLANES_ADJACENT, NULL, NULL), least, 1e-13);
	assert_true(least > 1.1);
}

/* The quantiles of the table are of some 2000 draws, these of more: the share of these below a tabled quantile is
 * binomial both ways, so no density is needed. rounding: how much share the last digit of the table is worth. */
static void check_quantiles(const char *what, const double *value, size_t draws, const double *level,
                            const double *table_value, size_t count, double rounding)
{
	for (size_t k = 0; k < count; k++) {
		size_t under = 0;
		for (size_t b = 0; b < draws; b++)
			under += value[b] <= table_value[k];
		double q = level[k], error = sqrt(q * (1 - q) * (1 / (double)draws + 1. / 2000));
		near(what, (double)under / (double)draws, q, 3 * error + rounding * sqrt(q));
	}
}

static void test_null_quantiles(void **state)
{
	static const double level[] = { .01, .05, .5 };
	static const double adjacent[] = { 1.564, 1.619, 1.750 }, all[] = { 1.527, 1.568, 1.683 };
	static const struct { size_t n; double want[3]; } one[] = {
		{ 7, { 1.10, 1.19, 1.48 } }, { 12, { 1.23, 1.31, 1.64 } }, { 24, { 1.37, 1.47, 1.80 } },
		{ 60, { 1.56, 1.64, 1.90 } }, { 200, { 1.71, 1.79, 1.97 } },
	};
	static double frame[8 * 200], of_adjacent[5000], of_all[5000];

	(void)state;
	for (uint64_t b = 0; b < 5000; b++) {
		of_adjacent[b] = sx_null_kappa(97, 8, SX_PLANES_ADJACENT, 1, b, frame);
		of_all[b] = sx_frame_kappa(frame, 97, 8, SX_PLANES_ALL, NULL, NULL);
		assert_true(of_all[b] <= of_adjacent[b]);
	}
	check_quantiles("adjacent", of_adjacent, 5000, level, adjacent, 3, .004);
	check_quantiles("all", of_all, 5000, level, all, 3, .004);
	for (size_t k = 0; k < SX_COUNT(one); k++) {
		for (uint64_t b = 0; b < 5000; b++)
			of_all[b] = sx_null_kappa(one[k].n, 2, SX_PLANES_ALL, 2, b, frame);
		check_quantiles("one plane", of_all, 5000, level, one[k].want, 3, .03);
	}
}

/* The claim behind the null, without a table: whitened gaussian rows of a skewed covariance have the kappa of the
 * random frame. Kolmogorov and Smirnov's two-sample statistic, bound at p = .001. */
static void test_null_is_exact(void **state)
{
	enum { DRAWS = 2000, N = 12 };
	static double frame[2 * N], drawn[DRAWS], seen[DRAWS];
	double apart = 0;

	(void)state;
	for (uint64_t b = 0; b < DRAWS; b++) {
		drawn[b] = sx_null_kappa(N, 2, SX_PLANES_ALL, 3, b, frame);
		draw(GAUSSIAN, 0, N, 1000 + b, X, Y);
		for (size_t i = 0; i < N; i++) {
			X[i] = 5 * X[i] + 40 * Y[i];
			Y[i] = Y[i] - 100;
		}
		assert_true(sx_plane_whiten(X, Y, N, X, Y, NULL, NULL));
		seen[b] = sx_plane_kappa(X, Y, N);
	}
	sx_sort(drawn, DRAWS);
	sx_sort(seen, DRAWS);
	for (size_t i = 0, j = 0; i < DRAWS && j < DRAWS;) {
		if (drawn[i] < seen[j])
			i++;
		else
			j++;
		apart = fmax(apart, fabs((double)i - (double)j) / DRAWS);
	}
	near("Kolmogorov-Smirnov", apart, 0, 1.95 * sqrt(2. / DRAWS));
}

static void test_p(void **state)
{
	const double null[] = { 5, 1, 3, 2, 4 };

	(void)state;
	near("below all", sx_p_lower(.5, null, 5), 1. / 6, 1e-15);
	near("a tie counts", sx_p_lower(2, null, 5), 3. / 6, 1e-15);
	near("above all", sx_p_lower(9, null, 5), 1, 0);
	near("no draws", sx_p_lower(9, null, 0), 1, 0);
}

static void test_rule(void **state)
{
	const sx_ring ring = { .kappa = 1.1, .hole = .1, .rayleigh = { 0, .1 }, .mixture = .2, .separability = .7 };
	sx_ring r = ring;

	(void)state;
	assert_null(sx_ring_objection(&ring, .01, .01, 500));
	assert_non_null(strstr(sx_ring_objection(&ring, .011, .01, 500), "alpha"));
	assert_non_null(sx_ring_objection(&ring, NAN, .01, 500));
	r.kappa = 1.26;
	assert_non_null(strstr(sx_ring_objection(&r, .01, .01, 500), "kappa"));
	r = ring;
	r.mixture = .45;
	assert_non_null(strstr(sx_ring_objection(&r, .01, .01, 500), "mixture"));
	r = ring;
	r.hole = .3;
	assert_non_null(strstr(sx_ring_objection(&r, .01, .01, 500), "hole"));
	r = ring;
	r.rayleigh[1] = .25;
	assert_non_null(strstr(sx_ring_objection(&r, .01, .01, 500), "Rayleigh"));
	r = ring;
	r.separability = .2;
	assert_non_null(strstr(sx_ring_objection(&r, .01, .01, 100), "separability"));
	assert_true(sx_ring_rule(&r, .01, .01, 99));
}

/* Normals made at once: the polynomials against the library, the moments, and the distribution. */
static void test_normals(void **state)
{
	static double v[200000];
	static const double at[] = { -3, -1, 0, .5, 2 }, share[] = { .0013499, .1586553, .5, .6914625, .9772499 };
	double moment[5] = { 0 };
	sx_rng r = sx_rng_seed(9), one = r, other = r;

	(void)state;
	sx_rng_normals(&one, v, 300);
	for (size_t i = 0; i < 300; i++) {	/* pair by pair, from the same outputs */
		size_t block = i / 256, k = i % 128;
		sx_rng plain = other;
		plain.state += (block * 256 + 2 * k) * 0x9E3779B97F4A7C15u;
		double u = 1 - (double)(sx_rng_u64(&plain) >> 12) * 0x1p-52, w = (double)(sx_rng_u64(&plain) >> 12) * 0x1p-52;
		double radius = sqrt(-2 * log(u));
		near("normal", v[i], radius * (i % 256 < 128 ? cos(TAU * w) : sin(TAU * w)), 1e-14 * (1 + radius));
	}
	sx_rng_normals(&r, v, 200000);
	for (size_t i = 0; i < 200000; i++)
		for (int m = 1; m < 5; m++)
			moment[m] += pow(v[i], m) / 200000;
	near("mean", moment[1], 0, .01);
	near("variance", moment[2], 1, .013);
	near("third", moment[3], 0, .035);
	near("fourth", moment[4], 3, .09);
	for (size_t c = 0; c < 5; c++) {
		size_t under = 0;
		for (size_t i = 0; i < 200000; i++)
			under += v[i] < at[c];
		near("share", (double)under / 200000, share[c], 4 * sqrt(share[c] * (1 - share[c]) / 200000));
	}
}

/* The shapes the rule is there to part, at n = 500 and the best p. */
static void test_rule_on_clouds(void **state)
{
	(void)state;
	for (enum cloud c = CIRCLE; c <= LINE; c++) {
		draw(c, c == GAUSSIAN ? 0 : .1, 500, 31, X, Y);
		whiten(X, Y, 500);
		sx_ring r = scores(X, Y, 500, WORK);
		bool spots = c == TRI || c == SPOKES || c == FOUR;
		if (c == CIRCLE || c == SPOKES)
			assert_true(sx_ring_rule(&r, .002, .01, 500));
		else if (!spots && c != ELLIPSE)
			assert_false(sx_ring_rule(&r, .002, .01, 500));
		if (spots)
			assert_true(r.rao > SX_RING_SPOTS);
		else if (c != CROSS)
			assert_true(r.rao < SX_RING_SPOTS);
	}
}
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_order_ties),
		cmocka_unit_test(test_frame),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_null_quantiles),
		cmocka_unit_test(test_null_is_exact),
		cmocka_unit_test(test_p),
		cmocka_unit_test(test_rule),
		cmocka_unit_test(test_normals),
		cmocka_unit_test(test_rule_on_clouds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
