/* test_cocycle.c: loops by closed forms and published spreads, angles by planted truth. */
#include "support.h"

#include "base/rng.h"

static double agreement(const double *a, const double *b, size_t n)
{
	double best = 0;
	for (int sign = -1; sign <= 1; sign += 2) {
		double c = 0, s = 0;
		for (size_t i = 0; i < n; i++) {
			c += cos(a[i] + sign * b[i]);
			s += sin(a[i] + sign * b[i]);
		}
		best = fmax(best, hypot(c, s) / (double)n);
	}
	return best;
}

/* A circle of radius 1 in the first two of d dimensions at random angles, with normal noise. */
static sx_space *noisy_circle(size_t n, size_t d, double noise, uint64_t seed, double *angle)
{
	sx_space *s = gaussian("c", n, d, seed);
	sx_rng rng = sx_rng_seed(seed + 1000);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	for (size_t i = 0; i < n; i++) {
		double t = 2 * M_PI * sx_rng_unit(&rng);
		for (size_t j = 0; j < d; j++)
			p[i * d + j] *= (float)noise;
		p[i * d] += (float)cos(t);
		p[i * d + 1] += (float)sin(t);
		if (angle)
			angle[i] = t;
	}
	return s;
}

static const double *column_of(sx_session *s, const char *space, const char *name)
{
	const sx_field *c = sx_space_field(sx_session_space(s, space), name);
	assert_non_null(c);
	return c->num;
}

/* A regular n-gon closes at its side, 2 sin(pi / n), and is filled by the first chord that spans a third of the turn,
 * 2 sin(pi ceil(n / 3) / n). Float input: 1e-6. */
static void polygon(void **state)
{
	(void)state;
	static const size_t sizes[] = { 4, 5, 6, 7, 12, 31, 60 };
	for (size_t c = 0; c < SX_COUNT(sizes); c++) {
		size_t n = sizes[c], third = (n + 2) / 3;
		float p[120];
		for (size_t i = 0; i < n; i++) {
			p[2 * i] = (float)cos(2 * M_PI * (double)i / (double)n);
			p[2 * i + 1] = (float)sin(2 * M_PI * (double)i / (double)n);
		}
		sx_session *s = sx_session_new();
		give(s, from_points("p", n, 2, p));
		sx_result *r = must(s, "cocycle p", 2);
		near(figure(r, "birth"), 2 * sin(M_PI / (double)n), 0, 1e-6);
		near(figure(r, "death"), 2 * sin(M_PI * (double)third / (double)n), 0, 1e-6);
		near(figure(r, "second_share"), 0, 0, 1e-5);
		near(figure(r, "landmarks_used"), (double)n, 0, 0);
		double want[60];
		for (size_t i = 0; i < n; i++)
			want[i] = 2 * M_PI * (double)i / (double)n;
		near(agreement(column_of(s, "p", "circular_coordinate"), want, n), 1, 0, 1e-6);
		sx_result_unref(r);
		sx_session_free(s);
	}
}

/* 8 × 8 points: 49 squares, each born at 1 and filled by its diagonal. */
static void lattice(void **state)
{
	(void)state;
	float p[128];
	for (size_t i = 0; i < 64; i++) {
		p[2 * i] = (float)(i / 8);
		p[2 * i + 1] = (float)(i % 8);
	}
	sx_session *s = sx_session_new();
	give(s, from_points("l", 64, 2, p));
	sx_result *r = must(s, "cocycle l", 2);
	near(figure(r, "loops"), 49, 0, 0);
	near(figure(r, "ratio"), sqrt(2), 1e-12, 0);
	near(figure(r, "second_share"), 1, 1e-12, 0);
	assert_true(figure(r, "is_ring") == 0);
	sx_result_unref(r);
	sx_session_free(s);
}

static int up(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Twelve clouds of 100 points each, whitened: the median ratio lies in the range measured over twelve seeds by an
 * implementation of its own (the median of twelve other seeds must lie inside the range, which a wrong bar would not). */
static void published_ratios(void **state)
{
	(void)state;
	static const struct { double noise, low, high; bool ring; } want[] = {
		{ 0, 4.4, 9.5, true }, { 0.1, 4.0, 5.1, true }, { 0.2, 2.3, 4.2, true }, { 0.3, 1.6, 3.1, true }, { 50, 1.27, 1.86, false } };
	for (size_t w = 0; w < SX_COUNT(want); w++) {
		double ratio[12], second[12];
		for (uint64_t seed = 0; seed < 12; seed++) {
			sx_session *s = sx_session_new();
			give(s, noisy_circle(100, 2, want[w].noise, seed, NULL));
			sx_result_unref(must(s, "whiten c --as w", 2));
			sx_result *r = must(s, "cocycle w", 2);
			ratio[seed] = figure(r, "ratio");
			second[seed] = figure(r, "second_share");
			sx_result_unref(r);
			sx_session_free(s);
		}
		qsort(ratio, 12, sizeof *ratio, up);
		qsort(second, 12, sizeof *second, up);
		double median = (ratio[5] + ratio[6]) / 2;
		assert_true(median >= want[w].low && median <= want[w].high);
		assert_true((second[6] <= 0.5) == want[w].ring);
	}
}

/* In ten dimensions with 50 points; uneven samples keep the agreement from 1. */
static void angles_in_ten_dimensions(void **state)
{
	(void)state;
	static const double noise[] = { 0, 0.05, 0.1, 0.15, 0.2 };
	for (size_t c = 0; c < SX_COUNT(noise); c++) {
		double angle[50];
		sx_session *s = sx_session_new();
		give(s, noisy_circle(50, 10, noise[c], 3, angle));
		sx_result_unref(must(s, "cocycle c", 2));
		assert_true(agreement(column_of(s, "c", "circular_coordinate"), angle, 50) > 0.9);
		sx_session_free(s);
	}
}

/* 3,000 rows, 120 landmarks: the others have angles between. The same bars for any number of threads, turned and scaled. */
static void rows_between_landmarks(void **state)
{
	(void)state;
	enum { N = 3000 };
	static double angle[N];
	sx_session *s = sx_session_new();
	sx_space *c = noisy_circle(N, 5, 0.05, 8, angle);
	float *turned;
	sx_space *t = sx_space_new("t", N, 5, &turned, NULL);
	const float *p = sx_space_mat(c).p;
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < 5; j++)
			turned[i * 5 + j] = 4 * p[i * 5 + (j + 2) % 5] * (j == 1 ? -1 : 1);
	give(s, c);
	give(s, t);
	sx_result *r = must(s, "cocycle c --landmarks 120", 1), *three = must(s, "cocycle c --landmarks 120", 3);
	sx_result *other = must(s, "cocycle t --landmarks 120", 2);
	assert_true(agreement(column_of(s, "c", "circular_coordinate"), angle, N) > 0.99);
	assert_true(figure(r, "is_ring") == 1);
	assert_true(figure(r, "ratio") == figure(three, "ratio") && figure(r, "death") == figure(three, "death"));
	near(figure(other, "ratio"), figure(r, "ratio"), 1e-6, 0);
	near(figure(other, "death"), 4 * figure(r, "death"), 1e-6, 0);
	near(agreement(column_of(s, "t", "circular_coordinate"), column_of(s, "c", "circular_coordinate"), N), 1, 0, 1e-3);
	sx_result_unref(r);
	sx_result_unref(three);
	sx_result_unref(other);
	sx_session_free(s);
}

/* Two circles apart: two long bars; each loop's angle runs round its own circle and stands still on the other. */
static void two_loops(void **state)
{
	(void)state;
	float p[160];
	double want[40];
	for (size_t i = 0; i < 80; i++) {
		double t = want[i % 40] = 2 * M_PI * (double)(i % 40) / 40, size = i < 40 ? 1 : 2;
		p[2 * i] = (float)(size * cos(t) + (i < 40 ? 0 : 20));
		p[2 * i + 1] = (float)(size * sin(t));
	}
	sx_session *s = sx_session_new();
	give(s, from_points("two", 80, 2, p));
	sx_result *r = must(s, "cocycle two", 2);
	near(figure(r, "second_share"), 0.5, 0, 1e-5);
	near(agreement(column_of(s, "two", "circular_coordinate") + 40, want, 40), 1, 0, 1e-6);
	sx_result_unref(r);
	r = must(s, "cocycle two --loop 2", 2);
	near(agreement(column_of(s, "two", "circular_coordinate"), want, 40), 1, 0, 1e-6);
	near(agreement(column_of(s, "two", "circular_coordinate") + 40, want, 40), 0, 0, 1e-6);
	sx_result_unref(r);
	must_fail(s, "cocycle two --loop 9", SX_EINPUT, "there are 2 loops");
	sx_session_free(s);
}

static void edges(void **state)
{
	(void)state;
	static const float equal[10] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
	sx_session *s = sx_session_new();
	give(s, from_points("equal", 5, 2, equal));
	give(s, from_points("three", 3, 2, equal));
	sx_result *r = must(s, "cocycle equal", 2);
	near(figure(r, "landmarks_used"), 1, 0, 0);
	near(figure(r, "loops"), 0, 0, 0);
	assert_true(isnan(figure(r, "ratio")));
	sx_result_unref(r);
	must_fail(s, "cocycle three", SX_EINPUT, "at least 4");
	must_fail(s, "cocycle equal --prime 21", SX_EINPUT, "not prime");
	sx_session_free(s);
}

/* Held against normal points of the same covariance: a circle's p is the least there is, a normal cloud's is not. */
static void against_null(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, noisy_circle(80, 3, 0.1, 5, NULL));
	sx_space *g = gaussian("g", 80, 3, 77);
	give(s, g);
	sx_result *r = must(s, "cocycle c --null 39 --null-kind gaussian", 2), *q = must(s, "cocycle g --null 39 --null-kind gaussian", 2);
	near(figure(r, "ratio_p"), 0.05, 1e-12, 0);
	assert_true(figure(q, "ratio_p") > 0.05);
	sx_result_unref(r);
	sx_result_unref(q);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(polygon), cmocka_unit_test(lattice), cmocka_unit_test(published_ratios),
		cmocka_unit_test(angles_in_ten_dimensions), cmocka_unit_test(rows_between_landmarks), cmocka_unit_test(two_loops),
		cmocka_unit_test(edges), cmocka_unit_test(against_null),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
