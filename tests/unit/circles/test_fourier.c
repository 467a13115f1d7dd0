/* test_fourier.c: planted circles, closed forms, the network that learnt to add (its figures by numpy's FFT). */
#include "support.h"

#include "numeric/fourier.h"

enum { P = 59, D = 32 };

/* Circles of radius 1, 0.7, 0.5 at frequencies 5, 17, 23 in orthogonal planes. */
static sx_space *planted(size_t p)
{
	static const double radius[] = { 1, 0.7, 0.5 };
	static const size_t k[] = { 5, 17, 23 };
	float *x;
	sx_space *s = sx_space_new("planted", p, 8, &x, NULL);
	for (size_t i = 0; i < p; i++)
		for (size_t c = 0; c < 3; c++) {
			x[i * 8 + 2 * c] = (float)(radius[c] * cos(2 * M_PI * (double)(k[c] * i) / (double)p) + 3);
			x[i * 8 + 2 * c + 1] = (float)(radius[c] * sin(2 * M_PI * (double)(k[c] * i) / (double)p));
		}
	return s;
}

static double cell(const sx_result *r, const char *table, const char *column, size_t i)
{
	return sx_frame_field(sx_result_frame(r, table), column)->num[i];
}

static void planted_circles(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, planted(P));
	sx_result *r = must(s, "fourier --planes", 2);
	static const double k[] = { 5, 17, 23 }, energy[] = { 1, 0.49, 0.25 };
	near(figure(r, "key_count"), 3, 0, 0);
	for (size_t i = 0; i < 3; i++) {	/* float input: 1e-6 */
		near(cell(r, "frequencies", "frequency", i), k[i], 0, 0);
		near(cell(r, "frequencies", "share", i), energy[i] / 1.74, 1e-6, 0);
		near(cell(r, "frequencies", "power", i), P * energy[i], 1e-6, 0);
		near(cell(r, "frequencies", "circularity", i), 1, 1e-6, 0);
		near(cell(r, "planes", "kappa", i), 1, 1e-6, 0);
		near(cell(r, "planes", "axis_ratio", i), 1, 1e-6, 0);
	}
	/* three of 29, so 1 - (sum of the ascending) by hand: shares s1 < s2 < s3 at the end */
	near(figure(r, "spectrum_gini"), (28 * 1 / 1.74 + 26 * 0.49 / 1.74 + 24 * 0.25 / 1.74) / 29, 1e-6, 0);
	sx_mat plane = sx_space_mat(sx_session_space(s, "planted.f5"));
	for (size_t i = 0; i < P; i++)
		near(hypot((double)plane.p[2 * i], (double)plane.p[2 * i + 1]), 1, 1e-5, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* Shares sum to 1 for odd and even p; the last frequency of an even p is counted once and is no plane. */
static void shares_sum_to_one(void **state)
{
	(void)state;
	static const size_t n[] = { 2, 3, 4, 12, 59, 60, 97 };
	for (size_t c = 0; c < SX_COUNT(n); c++) {
		sx_space *s = gaussian("g", n[c], 7, c);
		double x[97 * 7], xy[2 * 97], sum = 0;
		for (size_t i = 0; i < n[c] * 7; i++)
			x[i] = (double)sx_space_mat(s).p[i];
		sx_arena *a = sx_arena_new(0);
		sx_job job = { .threads = 2 };
		sx_fourier t;
		assert_true(sx_fourier_make(x, n[c], 7, &job, a, &t, NULL));
		for (size_t k = 1; k <= t.count; k++) {
			sum += t.f[k - 1].share;
			/* the transform by its definition */
			double re = 0, im = 0, power = 0;
			for (size_t j = 0; j < 7; j++) {
				re = im = 0;
				for (size_t i = 0; i < n[c]; i++) {
					re += x[i * 7 + j] * cos(2 * M_PI * (double)(i * k) / (double)n[c]);
					im -= x[i * 7 + j] * sin(2 * M_PI * (double)(i * k) / (double)n[c]);
				}
				power += re * re + im * im;
			}
			near(t.f[k - 1].power, (2 * k == n[c] ? 1 : 2) * power / (double)n[c], 1e-11, 0);
			if (2 * k == n[c]) {
				near(t.f[k - 1].circularity, 0, 0, 0);
				assert_false(sx_fourier_plane(&t, k, xy));
			}
		}
		near(sum, 1, 1e-12, 0);
		sx_arena_free(a);
		sx_space_unref(s);
	}
}

/* Powers of numpy's FFT; the order of 26, 18 and 19, which lie within 0.0003, is not asked for. */
static void network_that_adds(void **state)
{
	(void)state;
	static const struct { double k, share, circularity; } want[] = {
		{ 28, .1201, .98 }, { 29, .1046, .99 }, { 16, .0929, .96 }, { 24, .0771, .98 }, { 6, .0637, .97 }, { 20, .0594, .64 },
	};
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load samples/modular/embed.npy --as e", 2));
	sx_result *r = must(s, "fourier e", 2);
	near(figure(r, "key_count"), 9, 0, 0);
	near(figure(r, "key_ratio"), 3.47, 0, 0.01);
	near(figure(r, "spectrum_gini"), .667, 0, 5e-4);
	near(figure(r, "significant_count"), 15, 0, 0);
	double first = 0;
	for (size_t i = 0; i < 3; i++) {
		first += cell(r, "frequencies", "frequency", i);
		near(cell(r, "frequencies", "share", i), .127, 0, 1.5e-4);
	}
	near(first, 26 + 18 + 19, 0, 0);
	for (size_t i = 0; i < SX_COUNT(want); i++) {
		near(cell(r, "frequencies", "frequency", 3 + i), want[i].k, 0, 0);
		near(cell(r, "frequencies", "share", 3 + i), want[i].share, 0, 1e-4);
		near(cell(r, "frequencies", "circularity", 3 + i), want[i].circularity, 0, 0.01);
		assert_true(want[i].k == 20 ? cell(r, "planes", "kappa", 3 + i) > 1.1 : cell(r, "planes", "kappa", 3 + i) < 1.03);
	}
	near(cell(r, "frequencies", "share", 9), .0171, 0, 1e-4);
	sx_result_unref(r);
	sx_result_unref(must(s, "load samples/modular/embed_init.npy --as before", 2));
	r = must(s, "fourier before", 2);
	near(figure(r, "key_count"), 0, 0, 0);
	near(figure(r, "significant_count"), 0, 0, 0);
	near(figure(r, "spectrum_gini"), .077, 0, 5e-4);
	assert_true(figure(r, "p_value") > 0.05);
	sx_result_unref(r);
	sx_session_free(s);
}

/* On noise the null is fair: the smallest p comes up about as often as it says. 200 tables, 39 draws: p <= 1/40 is
 * binomial(200, 1/40), above 13 in fewer than 1 of 1,000. */
static void noise_is_silent(void **state)
{
	(void)state;
	size_t alarms = 0;
	for (uint64_t i = 0; i < 200; i++) {
		sx_session *s = sx_session_new();
		give(s, gaussian("g", 30, 12, 100 + i));
		alarms += ask(s, "fourier --null 39", "p_value") <= 0.0251;
		sx_session_free(s);
	}
	assert_in_range(alarms, 0, 13);
}

/* A draw from the products of rows is a draw from the rows. */
static void null_both_ways(void **state)
{
	(void)state;
	static const size_t n[] = { 2, 3, 12, 59 };
	for (size_t c = 0; c < SX_COUNT(n); c++) {
		sx_space *s = gaussian("g", n[c], 7, c);
		double x[59 * 7], scratch[2 * (59 + 7)];
		size_t order[59];
		for (size_t i = 0; i < n[c] * 7; i++)
			x[i] = (double)sx_space_mat(s).p[i];
		sx_arena *a = sx_arena_new(0);
		sx_job job = { .threads = 2 };
		sx_fourier t;
		assert_true(sx_fourier_make(x, n[c], 7, &job, a, &t, NULL));
		sx_fourier rows = t;
		rows.gram = NULL;
		for (uint64_t draw = 0; draw < 20; draw++)
			near(sx_fourier_null(&t, 5, draw, order, scratch), sx_fourier_null(&rows, 5, draw, order, scratch), 1e-12, 0);
		sx_arena_free(a);
		sx_space_unref(s);
	}
}

static void by_a_column(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *rows = planted(P);
	size_t order[2 * P];
	double index[2 * P];
	for (size_t i = 0; i < 2 * P; i++) {	/* every row twice, out of order */
		order[i] = (i * 37) % P;
		index[i] = (double)order[i];
	}
	sx_space *mixed = sx_space_subset(rows, "mixed", order, 2 * P, NULL);
	sx_field f = { .name = "residue", .type = SX_INTEGER, .num = index };
	assert_true(sx_space_add_field(mixed, &f, NULL));
	sx_space_unref(rows);
	give(s, mixed);
	sx_result *r = must(s, "fourier --index residue", 2);
	near(cell(r, "frequencies", "share", 0), 1 / 1.74, 1e-6, 0);
	near(figure(r, "p"), P, 0, 0);
	sx_result_unref(r);
	index[3] = 200;
	assert_true(sx_space_add_field(mixed, &f, NULL));
	must_fail(s, "fourier --index residue", SX_EINPUT, "without gaps");
	index[3] = 0.5;
	assert_true(sx_space_add_field(mixed, &f, NULL));
	must_fail(s, "fourier --index residue", SX_EINPUT, "an index counts");
	float same[8] = { 1, 2, 1, 2, 1, 2, 1, 2 };
	give(s, from_points("same", 4, 2, same));
	must_fail(s, "fourier same", SX_EINPUT, "all rows are equal");
	sx_session_free(s);
}

static size_t lines_noted(const sx_result *r)
{
	size_t found = 0;
	for (size_t i = 0; i < r->nnotes; i++)
		found += strstr(r->note[i], "is not a circle") != NULL;
	return found;
}

/* Words in order: the days of the week have most of their energy at frequency 1, along one line, weekdays against weekend. */
static void days_are_no_circle(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load samples/wordsets/words.npy --as w", 2));
	sx_result_unref(must(s, "load samples/modular/embed.npy --as e", 2));
	sx_result *r = must(s, "fourier w --words samples/wordsets/days.txt", 2), *e = must(s, "fourier e", 2);
	near(cell(r, "frequencies", "frequency", 0), 1, 0, 0);
	near(cell(r, "frequencies", "circularity", 0), .12, 0, .005);
	assert_int_equal(lines_noted(r), 1);
	assert_int_equal(lines_noted(e), 0);
	sx_result_unref(r);
	sx_result_unref(e);
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(planted_circles), cmocka_unit_test(shares_sum_to_one), cmocka_unit_test(network_that_adds),
		cmocka_unit_test(noise_is_silent), cmocka_unit_test(null_both_ways),
		cmocka_unit_test(days_are_no_circle), cmocka_unit_test(by_a_column),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("fourier", tests, NULL, NULL);
}
