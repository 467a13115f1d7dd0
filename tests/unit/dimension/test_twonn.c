/* test_twonn.c: TwoNN and its neighbours by hand and on the shared fixtures; its interval; rows that are there twice. */
#include "fixtures.h"
#include "numeric/stats.h"

/* mu = 3 2 1.5 1.5 1.5 on the points 0 1 3 7 15 of a line. */
static void twonn_by_hand(void **state)
{
	(void)state;
	static const float p[] = { 0, 1, 3, 7, 15 };
	sx_session *s = with(from_points("line", 5, 1, p));
	near(ask(s, "id line --method twonn", "twonn"), 1.3297188059, 1e-9, 0);
	near(ask(s, "id line --method twonn", "twonn_fit"), 1.8329829960, 1e-9, 0);
	sx_session_free(s);
}

static void id_of_fixture(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("x5", 200, 5, 42));
	near(ask(s, "id x5", "twonn_fit"), 4.673436894668, FLOAT_INPUT, 0);
	near(ask(s, "id x5", "twonn"), 4.438684733851, FLOAT_INPUT, 0);
	near(ask(s, "id x5", "mle"), 4.745471430290, FLOAT_INPUT, 0);
	near(ask(s, "id x5", "mle_mean"), 5.027142214483, FLOAT_INPUT, 0);
	near(ask(s, "id x5", "lpca"), 4.905479182734, FLOAT_INPUT, 0);
	static const double gride[] = { 4.460989682263, 5.142345282029, 5.005295003596, 4.733507008979, 4.389085612568, 3.853766537948 };
	sx_result *r = must(s, "id x5 --method gride", THREADS);
	for (size_t i = 0; i < SX_COUNT(gride); i++)
		near(field(r, "gride_scaling", "dimension")->num[i], gride[i], FLOAT_INPUT, 0);
	near(field(r, "gride_scaling", "error")->num[0], 0.315440, 0, 5e-6);
	sx_result_unref(r);
	/* TwoNN's n-version, GRIDE(1, 2) and the harmonic MLE at k = 2 are one estimator */
	near(ask(s, "id x5 --method mle --k 2", "mle"), gride[0], FLOAT_INPUT, 0);
	sx_session_free(s);
}

/* The interval of TwoNN against the spread of its readings over 150 clouds (whose own error is 6 %). Theory's d / sqrt(n)
 * takes rows for independent, and is narrower: nearest neighbours share their distance. */
static void twonn_interval(void **state)
{
	(void)state;
	enum { CLOUDS = 150 };
	double v[CLOUDS], spread = 0, width = 0, mean;
	for (size_t i = 0; i < CLOUDS; i++) {
		sx_session *s = with(gaussian("g", 500, 5, i));
		sx_result *r = must(s, "id g --method twonn", THREADS);
		v[i] = figure(r, "twonn");
		width += (figure(r, "twonn_high") - figure(r, "twonn_low")) / CLOUDS;
		assert_true(figure(r, "twonn_low") < v[i] && v[i] < figure(r, "twonn_high"));
		sx_result_unref(r);
		sx_session_free(s);
	}
	mean = sx_mean(v, CLOUDS);
	for (size_t i = 0; i < CLOUDS; i++)
		spread += (v[i] - mean) * (v[i] - mean) / (CLOUDS - 1);
	near(width, 2 * 1.96 * sqrt(spread), 0.15, 0);
	near(mean, 5, 0.03, 0);
}

/* Rows given twice change nothing but the count. */
static void duplicates_are_removed(void **state)
{
	(void)state;
	float *p;
	sx_space *one = gaussian("one", 150, 4, 9), *two = sx_space_new("two", 200, 4, &p, NULL);
	sx_mat m = sx_space_mat(one);
	for (size_t i = 0; i < 200; i++)
		memcpy(p + 4 * i, m.p + 4 * (i % 150), 4 * sizeof *p);
	p[4 * 150] = -0.0f;	/* row 150 is no twin of row 0 any more, unless that holds 0 */
	sx_session *s = with(one);
	give(s, two);
	near(ask(s, "id two --method twonn", "duplicates_removed"), 49, 0, 0);
	p[4 * 150] = p[0];
	sx_session_free(s);
	s = with(gaussian("one", 150, 4, 9));
	two = sx_space_new("two", 200, 4, &p, NULL);
	m = sx_space_mat(sx_session_space(s, "one"));
	for (size_t i = 0; i < 200; i++)
		memcpy(p + 4 * i, m.p + 4 * (i % 150), 4 * sizeof *p);
	give(s, two);
	near(ask(s, "id two --method mle", "mle"), ask(s, "id one --method mle", "mle"), 1e-13, 0);
	near(ask(s, "id two --method mle", "duplicates_removed"), 50, 0, 0);
	const sx_field *local = sx_space_field(sx_session_space(s, "two"), "lid_mle");
	near(local->num[150], local->num[0], 0, 0);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twonn_by_hand), cmocka_unit_test(id_of_fixture), cmocka_unit_test(twonn_interval),
		cmocka_unit_test(duplicates_are_removed),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
