/* test_pairs.c: units on all pairs: planted waves, Parseval, least squares in numpy on a network that adds. */
#include "support.h"

#include "analyses/circles/pair_waves.h"
#include "base/rng.h"

static const double *column(const sx_result *r, const char *table, const char *name)
{
	return field(r, table, name)->num;
}

/* Energy by the definition of the transform, and its sum, for odd and even p. */
static void parseval(void **state)
{
	(void)state;
	static const size_t sizes[] = { 3, 4, 5, 6, 9, 12 };
	for (size_t c = 0; c < SX_COUNT(sizes); c++) {
		size_t p = sizes[c];
		sx_arena *a = sx_arena_new(0);
		sx_pair_waves w;
		double x[144], power[7 * 13], sum = 0;
		double *scratch = sx_alloc(a, sx_pair_work(p), sizeof *scratch);
		sx_rng rng = sx_rng_seed(c);
		assert_true(sx_pair_waves_make(p, a, &w));
		for (size_t i = 0; i < p * p; i++)
			x[i] = sx_rng_normal(&rng) + 3;
		double total = sx_pair_power(&w, x, power, scratch);
		for (size_t k = 0; k <= w.c; k++)
			for (size_t l = 0; l <= 2 * w.c; l++) {
				double re = 0, im = 0, at = power[k * (2 * w.c + 1) + l];
				sum += at;
				for (size_t i = 0; i < p * p; i++) {
					double turn = 2 * M_PI * ((double)(k * (i / p)) + ((double)l - (double)w.c) * (double)(i % p)) / (double)p;
					re += x[i] * cos(turn);
					im += x[i] * sin(turn);
				}
				bool alone = 2 * k % p == 0 && 2 * (l + p - w.c) % p == 0;
				/* a wave that stands at two places of the table is kept at one of them */
				if (at != 0)
					near(at, (alone ? 1 : 2) * (re * re + im * im) / (double)(p * p), 1e-10, 1e-10);
			}
		near(sum, total, 1e-12, 0);
		if (p == 3)	/* there the terms of frequency 1 are all there are, and twice one is one */
			near(sx_pair_terms(&w, power, 1, NULL), total, 1e-12, 0);
		sx_arena_free(a);
	}
}

/* A unit of every kind of term, alone; and what the term is called. */
static void kinds_of_terms(void **state)
{
	(void)state;
	enum { P = 13, K = 3 };
	static const int times[SX_PAIR_KINDS][2] = { { 1, 0 }, { 0, 1 }, { 1, 1 }, { 1, -1 }, { 2, 0 }, { 0, 2 }, { 2, 2 } };
	float x[P * P * SX_PAIR_KINDS];
	for (size_t i = 0; i < P * P; i++)
		for (size_t u = 0; u < SX_PAIR_KINDS; u++) {
			int turns = K * (times[u][0] * (int)(i / P) + times[u][1] * (int)(i % P));
			x[i * SX_PAIR_KINDS + u] = (float)(5 + cos(2 * M_PI * turns / P + (double)u));
		}
	sx_session *s = sx_session_new();
	give(s, from_points("h", P * P, SX_PAIR_KINDS, x));
	sx_result *r = must(s, "fourier --pairs grid", 2);
	for (size_t u = 0; u < SX_PAIR_KINDS; u++) {
		/* a wave of 2 k alone is one of k' = 2 k as well, and that is what it is called */
		near(column(r, "units", "frequency")[u], u < 4 ? K : 2 * K, 0, 0);
		near(column(r, "units", "r2")[u], 1, 0, 1e-6);
		for (size_t v = 0; v < SX_PAIR_KINDS; v++)
			near(column(r, "units", sx_pair_kind[v])[u], v == (u < 4 ? u : u == 4 ? 0 : u == 5 ? 1 : 2), 0, 1e-6);
		near(column(r, "units", "p_value")[u], 1. / 200, 1e-12, 0);
	}
	sx_result_unref(r);
	sx_session_free(s);
}

/* Sixteen of the 128 hidden units of the network that adds modulo 59, against numpy's least squares. */
static void network_that_adds(void **state)
{
	(void)state;
	static const double frequency[] = { 20, 20, 18, 18, 19, 24, 28, 18, 26, 19, 28, 18, 28, 28, 29, 28 };
	static const double r2[] = { 0.82470021, 0.89317041, 0.96437546, 0.95804075, 0.96739220, 0.96056224, 0.95765776, 0.96713193,
		0.94338534, 0.97212516, 0.95481362, 0.96241085, 0.96809908, 0.97105384, 0.92648217, 0.95976515 };
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load samples/modular/hidden16.npy --as h", 2));
	sx_result *r = must(s, "fourier h --pairs grid", 2), *one = must(s, "fourier h --pairs grid", 1);
	for (size_t u = 0; u < 16; u++) {
		near(column(r, "units", "frequency")[u], frequency[u], 0, 0);
		near(column(r, "units", "r2")[u], r2[u], 0, 1e-7);
		assert_true(column(r, "units", "r2")[u] == column(one, "units", "r2")[u]);
	}
	near(figure(r, "live_units"), 16, 0, 0);
	sx_result_unref(r);
	sx_result_unref(one);
	sx_session_free(s);
}

/* Pairs by columns, in any order, twice; a unit that does nothing; noise is silent. */
static void columns_and_noise(void **state)
{
	(void)state;
	enum { P = 7, N = 2 * P * P };
	float x[N * 3];
	double a[N], b[N];
	sx_rng rng = sx_rng_seed(4);
	for (size_t i = 0; i < N; i++) {
		size_t pair = i * 5 % (P * P);
		a[i] = (double)(pair % P);
		b[i] = (double)(pair / P);
		x[3 * i] = (float)cos(2 * M_PI * 2 * (a[i] + b[i]) / P);
		x[3 * i + 1] = 4;
		x[3 * i + 2] = (float)sx_rng_normal(&rng);
	}
	sx_session *s = sx_session_new();
	sx_space *h = from_points("h", N, 3, x);
	sx_field fa = { .name = "a", .type = SX_INTEGER, .num = a }, fb = { .name = "b", .type = SX_INTEGER, .num = b };
	assert_true(sx_space_add_field(h, &fa, NULL) && sx_space_add_field(h, &fb, NULL));
	give(s, h);
	sx_result *r = must(s, "fourier h --pairs a,b", 2);
	near(column(r, "units", "frequency")[0], 2, 0, 0);
	near(column(r, "units", "sum")[0], 1, 0, 1e-6);
	assert_true(isnan(column(r, "units", "r2")[1]) && column(r, "units", "p_value")[2] > 0.01);
	near(figure(r, "live_units"), 2, 0, 0);
	near(figure(r, "frequencies_followed"), 1, 0, 0);
	sx_result_unref(r);
	must_fail(s, "fourier h --pairs grid", SX_EINPUT, "not a grid of all pairs");
	must_fail(s, "fourier h --pairs a", SX_EUSAGE, "neither grid nor two columns");
	a[0] = 9;
	assert_true(sx_space_add_field(h, &fa, NULL));
	must_fail(s, "fourier h --pairs a,b", SX_EINPUT, "all pairs of 0 to 9 are needed");
	a[0] = 0.5;
	assert_true(sx_space_add_field(h, &fa, NULL));
	must_fail(s, "fourier h --pairs a,b", SX_EINPUT, "a pair counts");
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parseval), cmocka_unit_test(kinds_of_terms), cmocka_unit_test(network_that_adds),
		cmocka_unit_test(columns_and_noise),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("pairs", tests, NULL, NULL);
}
