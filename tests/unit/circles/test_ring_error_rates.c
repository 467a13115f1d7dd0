/* test_rates.c: how often circles calls a ring what is none, how often it finds a planted one, and whether its p is fair.
 * Seeds are fixed, so that these are figures of one draw; the limits are those of a tool that does what it says. A quarter of the
 * sets, unless SX_SLOW is set (make slow, half a minute). */
#include "support.h"

#include "base/rng.h"

static size_t sets_of(size_t all)
{
	return getenv("SX_SLOW") ? all : all / 4;
}

enum cloud { NORMAL, STUDENT, CUBE };

/* Rows of a random covariance: normal; divided by a chi of four degrees of freedom; or uniform values mixed. */
static sx_space *cloud(enum cloud kind, size_t n, size_t d, uint64_t seed)
{
	float *p;
	sx_space *s = sx_space_new("x", n, d, &p, NULL);
	sx_rng r = sx_rng_seed(seed);
	double scale[768], mix = kind == CUBE ? 0.3 : 0;
	for (size_t j = 0; j < d; j++)
		scale[j] = exp(0.5 * sx_rng_normal(&r));
	for (size_t i = 0; i < n; i++) {
		double chi = 0, before = 0;
		for (int k = 0; k < 4 && kind == STUDENT; k++)
			chi += pow(sx_rng_normal(&r), 2) / 4;
		for (size_t j = 0; j < d; j++) {
			double v = kind == CUBE ? sx_rng_unit(&r) - 0.5 : sx_rng_normal(&r);
			before = v + mix * before;
			p[i * d + j] = (float)(scale[j] * before / (kind == STUDENT ? sqrt(chi) : 1));
		}
	}
	return s;
}

/* Draws of the null are other ones for every set: one null for all would be unlucky for all. */
static sx_result *circles(sx_space *s, size_t components, const char *planes, uint64_t seed)
{
	char line[100];
	sx_err err = { 0 };
	sx_job job = { .threads = 1, .seed = seed };
	sx_session *session = sx_session_new();
	sx_result *r = sx_result_new();
	give(session, s);
	snprintf(line, sizeof line, "circles --components %zu --planes %s --null 99", components, planes);
	if (!sx_run(session, line, &job, r, &err))
		fail_msg("%s", err.msg);
	sx_session_free(session);
	return r;
}

static size_t alarms(enum cloud kind, size_t n, size_t d, size_t components, const char *planes, size_t sets)
{
	size_t found = 0;
	for (size_t i = 0; i < sets_of(sets); i++) {
		sx_result *r = circles(cloud(kind, n, d, 1000 * n + i), components, planes, i);
		found += figure(r, "circles_found") > 0;
		sx_result_unref(r);
	}
	return found;
}

static void false_alarms(void **state)
{
	(void)state;
	assert_in_range(alarms(NORMAL, 60, 32, 8, "adjacent", 100), 0, 1);
	assert_in_range(alarms(NORMAL, 97, 40, 8, "all", 100), 0, 1);
	assert_in_range(alarms(NORMAL, 500, 64, 6, "all", 100), 0, 1);
	assert_in_range(alarms(NORMAL, 300, 768, 6, "adjacent", 100), 0, 1);
	assert_in_range(alarms(STUDENT, 97, 40, 8, "all", 100), 0, 1);
	assert_in_range(alarms(CUBE, 97, 40, 8, "all", 100), 0, 1);
	assert_in_range(alarms(CUBE, 500, 64, 6, "all", 50), 0, 1);
}

/* p of the best plane is at most 0.01, which is the least that 99 draws can give, in 1 of 100 normal sets. Of 600: 6, and
 * outside 2 to 15 in fewer than 1 of 50; of 150, above 7 in fewer than 1 of 1,000. */
static void fair_p(void **state)
{
	size_t small = 0;

	(void)state;
	for (size_t i = 0; i < sets_of(600); i++) {
		sx_result *r = circles(cloud(NORMAL, 97, 40, 500 + i), 8, i % 2 ? "all" : "adjacent", i);
		small += figure(r, "p_value") <= 0.01;
		sx_result_unref(r);
	}
	assert_in_range(small, getenv("SX_SLOW") ? 2 : 0, getenv("SX_SLOW") ? 15 : 7);
}

/* A circle of radius 1 in a random plane, two normal directions of sd 1.5, and noise in all dimensions. */
static sx_space *planted(size_t n, size_t d, double noise, uint64_t seed)
{
	float *p;
	sx_space *s = sx_space_new("x", n, d, &p, NULL);
	double *basis = malloc(4 * d * sizeof *basis);
	sx_rng r = sx_rng_seed(seed);
	for (size_t i = 0; i < 4 * d; i++)
		basis[i] = sx_rng_normal(&r);	/* d × 4 */
	assert_true(sx_orthonormal(d, 4, basis, NULL));
	for (size_t i = 0; i < n; i++) {
		double t = 2 * M_PI * sx_rng_unit(&r), at[4] = { cos(t), sin(t), 1.5 * sx_rng_normal(&r), 1.5 * sx_rng_normal(&r) };
		for (size_t j = 0; j < d; j++) {
			double v = noise * sx_rng_normal(&r);
			for (size_t k = 0; k < 4; k++)
				v += at[k] * basis[4 * j + k];
			p[i * d + j] = (float)v;
		}
	}
	free(basis);
	return s;
}

static void power(void **state)
{
	(void)state;
	static const struct { size_t d; double noise; } want[] = { { 64, 0.05 }, { 64, 0.15 }, { 768, 0.15 } };
	for (size_t w = 0; w < SX_COUNT(want); w++) {
		size_t found = 0;
		size_t sets = getenv("SX_SLOW") ? 30 : 10;
		for (size_t i = 0; i < sets; i++) {
			sx_result *r = circles(planted(500, want[w].d, want[w].noise, 70 + i), 6, "adjacent", i);
			found += figure(r, "circles_found") > 0;
			sx_result_unref(r);
		}
		assert_in_range(found, sets - (sets == 30), sets);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(false_alarms), cmocka_unit_test(fair_p), cmocka_unit_test(power) };
	sx_blas_start();
	return cmocka_run_group_tests_name("rates", tests, NULL, NULL);
}
