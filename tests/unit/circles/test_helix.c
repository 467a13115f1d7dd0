/* test_helix.c: planted helices, the plain least squares beside the projections, and a fair null. */
#include "support.h"

#include "analyses/circles/helix.h"

static sx_space *helix(const char *name, size_t n, size_t d, double noise, double period, double rise)
{
	sx_space *s = gaussian(name, n, d, 4);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < d; j++)
			p[i * d + j] *= (float)noise;
		p[i * d] += (float)(rise * (double)i);
		p[i * d + 1] += (float)cos(2 * M_PI * (double)i / period);
		p[i * d + 2] += (float)sin(2 * M_PI * (double)i / period);
	}
	return s;
}

/* (0.1 t, cos 2 pi t / 10, sin 2 pi t / 10): w is 0.628319, R2 1, the pitch 1 a turn. Float input: 1e-6. */
static void planted(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, helix("h", 100, 3, 0, 10, 0.1));
	sx_result *r = must(s, "helix h row --null 39", 2);
	near(figure(r, "period"), 10, 1e-6, 0);
	near(figure(r, "r2"), 1, 1e-9, 0);
	near(figure(r, "pitch"), 1, 1e-5, 0);
	near(figure(r, "radius"), 1, 1e-5, 0);
	near(figure(r, "roundness"), 1, 1e-5, 0);
	near(figure(r, "axis_angle"), 90, 0, 0.05);
	near(figure(r, "p_value"), 1. / 40, 1e-12, 0);
	sx_result_unref(r);
	/* noise and 64 dimensions; rotations do not matter, as components are fitted together */
	give(s, helix("noisy", 100, 64, 0.1, 7.5, 0.05));
	r = must(s, "helix noisy row --null 39", 2);
	near(figure(r, "period"), 7.5, 0, 0.02);
	near(figure(r, "p_value"), 1. / 40, 1e-12, 0);
	assert_true(figure(r, "r2") > figure(r, "r2_linear") + 0.1);
	sx_result_unref(r);
	sx_session_free(s);
}

/* Even against odd: a period of 2, where the sine is nothing. */
static void parity(void **state)
{
	(void)state;
	float p[60];
	for (size_t i = 0; i < 30; i++) {
		p[2 * i] = (float)i;
		p[2 * i + 1] = i % 2 ? 3 : -3;
	}
	sx_session *s = sx_session_new();
	give(s, from_points("even", 30, 2, p));
	sx_result *r = must(s, "helix even row --null 19", 2);
	near(figure(r, "period"), 2, 0, 1e-3);
	near(figure(r, "r2"), 1, 1e-9, 0);
	near(figure(r, "roundness"), 0, 0, 1e-3);
	sx_result_unref(r);
	sx_session_free(s);
}

/* The gain of a wave against normal equations solved plainly, at many frequencies. */
static void plain_least_squares(void **state)
{
	(void)state;
	enum { N = 40, K = 3 };
	double score[N * K], t[N], scratch[2 * N];
	sx_rng rng = sx_rng_seed(8);
	sx_arena *a = sx_arena_new(0);
	for (size_t i = 0; i < N; i++) {
		t[i] = (double)i + 0.3 * sx_rng_unit(&rng);
		for (size_t j = 0; j < K; j++)
			score[i * K + j] = sx_rng_normal(&rng) + 0.05 * t[i];
	}
	sx_helix h;
	assert_true(sx_helix_make(score, t, N, K, a, &h, NULL));
	for (double w = 0.2; w < 3; w += 0.17) {
		double g[16] = { 0 }, b[4 * K] = { 0 }, keep[4 * K], explained = 0, total = 0;
		for (size_t i = 0; i < N; i++) {
			double f[4] = { 1, t[i], cos(w * t[i]), sin(w * t[i]) };
			for (size_t x = 0; x < 4; x++) {
				for (size_t y = 0; y < 4; y++)
					g[4 * x + y] += f[x] * f[y];
				for (size_t j = 0; j < K; j++)
					b[x * K + j] += f[x] * score[i * K + j];
			}
			for (size_t j = 0; j < K; j++)
				total += score[i * K + j] * score[i * K + j];
		}
		memcpy(keep, b, sizeof b);
		assert_true(sx_solve(4, K, g, b, NULL));
		for (size_t x = 0; x < 4 * K; x++)
			explained += keep[x] * b[x];
		double gain = sx_helix_gain(&h, w, SIZE_MAX, scratch), slope[K], c[K], e[K];
		near(h.left - gain, total - explained, 1e-9, 0);
		sx_helix_wave(&h, w, slope, c, e, scratch);
		for (size_t j = 0; j < K; j++) {
			near(slope[j], b[K + j], 1e-9, 1e-12);
			near(c[j], b[2 * K + j], 1e-9, 1e-12);
			near(e[j], b[3 * K + j], 1e-9, 1e-12);
		}
	}
	sx_arena_free(a);
}

/* Noise: p at most 1/20 in about one of twenty; above 13 of 100 has a chance below 1 in 1,000. */
static void noise_is_silent(void **state)
{
	(void)state;
	size_t alarms = 0;
	for (uint64_t i = 0; i < 100; i++) {
		sx_session *s = sx_session_new();
		give(s, gaussian("g", 24, 6, 50 + i));
		alarms += ask(s, "helix g row --null 19", "p_value") <= 0.0501;
		sx_session_free(s);
	}
	assert_in_range(alarms, 0, 13);
}

static void refusals(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("few", 5, 3, 1));
	must_fail(s, "helix few row", SX_EINPUT, "at least 6 are needed");
	give(s, gaussian("g", 10, 3, 1));
	double same[10] = { 0 };
	sx_field f = { .name = "same", .type = SX_REAL, .num = same };
	assert_true(sx_space_add_field(sx_session_space(s, "g"), &f, NULL));
	must_fail(s, "helix g same", SX_EINPUT, "numbers of the column are equal");
	same[4] = NAN;
	assert_true(sx_space_add_field(sx_session_space(s, "g"), &f, NULL));
	must_fail(s, "helix g same", SX_EINPUT, "missing at row 4");
	must_fail(s, "helix g", SX_EUSAGE, "column is missing");
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(planted), cmocka_unit_test(parity), cmocka_unit_test(plain_least_squares),
		cmocka_unit_test(noise_is_silent), cmocka_unit_test(refusals),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("helix", tests, NULL, NULL);
}
