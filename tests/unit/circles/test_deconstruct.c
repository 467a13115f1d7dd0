/* test_deconstruct.c: groups of regressors on planted pair grids, on noise, and on the network that adds. */
#include "support.h"

#include "base/rng.h"
#include "numeric/special.h"

enum { P = 11, N = P * P, D = 6 };

/* In orthogonal dimensions: a constant, a table of a, one of b, a circle of a + b of radius 2, one of a - b of radius 1. */
static sx_space *planted(double *energy)
{
	static float x[N * D];
	sx_rng rng = sx_rng_seed(2);
	double table[2][P], mean[2] = { 0, 0 };
	for (size_t i = 0; i < 2 * P; i++) {
		table[i / P][i % P] = sx_rng_normal(&rng);
		mean[i / P] += table[i / P][i % P] / P;
	}
	energy[0] = energy[1] = energy[2] = 0;
	for (size_t i = 0; i < N; i++) {
		double a = (double)(i / P), b = (double)(i % P), u = table[0][i / P], v = table[1][i % P];
		const double row[D] = { u, v, 2 * cos(2 * M_PI * (a + b) / P), 2 * sin(2 * M_PI * (a + b) / P),
			7 + cos(2 * M_PI * (a - b) / P), sin(2 * M_PI * (a - b) / P) };
		for (size_t j = 0; j < D; j++)
			x[i * D + j] = (float)row[j];
		energy[0] += (u - mean[0]) * (u - mean[0]) + (v - mean[1]) * (v - mean[1]);
		energy[1] += 4;
		energy[2] += 1;
	}
	return from_points("h", N, D, x);
}

static void planted_groups(void **state)
{
	(void)state;
	double e[3];
	sx_session *s = sx_session_new();
	give(s, planted(e));
	double all = e[0] + e[1] + e[2];
	sx_result *r = must(s, "deconstruct", 2);
	const double *r2 = field(r, "groups", "r2")->num, *rank = field(r, "groups", "rank")->num;
	near(r2[0], 0, 0, 1e-12);
	near(r2[1], e[0] / all, 1e-6, 0);
	near(r2[2], (e[0] + e[1]) / all, 1e-6, 0);
	near(r2[3], 1, 1e-6, 0);
	static const double want[] = { 1, 2 * P - 2, 2, 2 };	/* one-hots of a, and of b, sum to the constant */
	for (size_t i = 0; i < 4; i++)
		near(rank[i], want[i], 0, 0);
	for (size_t i = 1; i < 4; i++)
		near(field(r, "groups", "adds")->num[i], 1, 0, 0);
	sx_result_unref(r);
	/* a circle that is left out is left over: all of the residual, in two components of equal size */
	r = must(s, "deconstruct --frequencies 2", 2);
	near(figure(r, "r2"), e[0] / all, 1e-6, 0);
	near(figure(r, "residual_share"), e[1] / (e[1] + e[2]) / 2, 1e-6, 0);
	const double *one = sx_space_field(sx_session_space(s, "h"), "residual1")->num;
	const double *two = sx_space_field(sx_session_space(s, "h"), "residual2")->num;
	for (size_t i = 0; i < N; i++)
		near(hypot(one[i], two[i]), 2, 1e-5, 0);
	sx_result *left = must(s, "fourier h.residual --pairs grid", 2);
	near(field(left, "units", "sum")->num[2], 1, 1e-6, 0);
	assert_true(isnan(field(left, "units", "r2")->num[0]) || field(left, "units", "r2")->num[0] < 1);
	sx_result_unref(left);
	sx_result_unref(r);
	/* circles asked for twice add nothing, nor does a column that is one of them */
	double wave[N];
	for (size_t i = 0; i < N; i++)
		wave[i] = 3 + sin(2 * M_PI * (double)(i / P + i % P) / P);
	sx_field f = { .name = "wave", .type = SX_REAL, .num = wave };
	assert_true(sx_space_add_field(sx_session_space(s, "h"), &f, NULL));
	r = must(s, "deconstruct h --frequencies 1,10 --also wave,d4", 2);
	rank = field(r, "groups", "rank")->num;
	static const double again[] = { 1, 2 * P - 2, 2, 0, 2, 0, 0, 0 };
	for (size_t i = 0; i < 8; i++)
		near(rank[i], again[i], 0, 0);
	near(figure(r, "r2"), 1, 1e-6, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* Of noise a group explains rank / (n - 1): the mean over 300 dimensions is within four standard errors, and no circle adds. */
static void noise(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("g", N, 300, 3));
	sx_result *r = must(s, "deconstruct", 2), *one = must(s, "deconstruct", 1);
	const double *gain = field(r, "groups", "gain")->num, *rank = field(r, "groups", "rank")->num;
	for (size_t i = 1; i < 4; i++) {
		near(gain[i], rank[i] / (N - 1), 0, 4 * sqrt(2 * rank[i] / 300) / (N - 1));
		assert_true(gain[i] == field(one, "groups", "gain")->num[i]);
	}
	sx_result_unref(r);
	sx_result_unref(one);
	sx_session_free(s);
}

/* Noise on a 12 x 12 grid, normal, with three degrees of freedom, log-normal, or in columns that vary together: each group adds in
 * about 1 % of draws. SX_SHOW=1 prints the shares; SX_DRAWS=1000 takes more. */
static void seldom_adds_to_noise(void **state)
{
	(void)state;
	enum { SIDE = 12, ROWS = SIDE * SIDE, MOST = 30 };
	static const size_t dims[] = { 1, 4, MOST };
	static const char *const names[] = { "normal", "t3", "log-normal", "together" };
	static float x[ROWS * MOST];
	size_t draws = getenv("SX_DRAWS") ? (size_t)atoi(getenv("SX_DRAWS")) : 40;
	for (size_t k = 0; k < 12; k++) {
		size_t d = dims[k % 3], family = k / 3;
		double adds = 0;
		for (size_t t = 0; t < draws; t++) {
			sx_rng rng = sx_rng_open(t, "test.deconstruct", k);
			for (size_t i = 0; i < ROWS * d; i++) {
				double z = sx_rng_normal(&rng), u = sx_rng_normal(&rng), v = sx_rng_normal(&rng), w = sx_rng_normal(&rng);
				double of[] = { z, z / sqrt((u * u + v * v + w * w) / 3), exp(z), i % d ? 0.2 * z + (double)x[i - i % d] : z };
				x[i] = (float)of[family];
			}
			sx_session *s = sx_session_new();
			give(s, from_points("g", ROWS, d, x));
			sx_result *r = must(s, "deconstruct", 2);
			for (size_t i = 1; i < 4; i++)
				adds += field(r, "groups", "adds")->num[i];
			sx_result_unref(r);
			sx_session_free(s);
		}
		double share = adds / (3 * (double)draws);
		if (getenv("SX_SHOW"))
			print_message("%-10s %2zu dims: %.4f\n", names[family], d, share);
		assert_true(share <= (draws < 200 ? 0.05 : 0.02));
	}
}

/* In one dimension p is that of the textbook: F of the group's mean square over the residual's. */
static void textbook_p(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("g", N, 1, 8));
	sx_result *r = must(s, "deconstruct", 2);
	const double *r2 = field(r, "groups", "r2")->num, *p = field(r, "groups", "p")->num;
	for (size_t i = 1; i < 4; i++) {
		double q = i == 1 ? 2 * P - 2 : 2, free = N - (1 + 2 * P - 2 + 4);
		near(p[i], sx_f_upper((r2[i] - r2[i - 1]) / q / ((1 - r2[3]) / free), q, free), 1e-9, 0);
	}
	sx_result_unref(r);
	sx_session_free(s);
}

/* The units of the network: its nine frequencies explain nearly all that one-hots leave; a tenth nearly nothing. */
static void network_that_adds(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load samples/modular/hidden16.npy --as h", 2));
	double nine = ask(s, "deconstruct h --frequencies 26,18,19,28,29,16,24,6,20", "r2");
	double ten = ask(s, "deconstruct h --frequencies 26,18,19,28,29,16,24,6,20,23", "r2");
	double none = ask(s, "deconstruct h --frequencies 23", "r2");
	near(nine, 0.97347109, 0, 1e-6);
	near(none, 0.77793623, 0, 1e-6);
	assert_true(ten - nine < 0.002);
	sx_session_free(s);
}

static void edges(void **state)
{
	(void)state;
	float same[9 * 2] = { 0 };
	sx_session *s = sx_session_new();
	give(s, from_points("same", 9, 2, same));
	must_fail(s, "deconstruct same", SX_EINPUT, "all rows are equal");
	give(s, gaussian("g", 10, 2, 1));
	must_fail(s, "deconstruct g", SX_EINPUT, "not a grid of all pairs");
	give(s, gaussian("four", 4, 2, 1));
	must_fail(s, "deconstruct four --also nothing", SX_EUSAGE, "no column 'nothing'");
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(planted_groups), cmocka_unit_test(noise), cmocka_unit_test(seldom_adds_to_noise), cmocka_unit_test(textbook_p),
		cmocka_unit_test(network_that_adds), cmocka_unit_test(edges),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("deconstruct", tests, NULL, NULL);
}
