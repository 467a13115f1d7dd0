/* test_irreducible.c: the command's figures on clouds, against the values measured with the paper's programs. */
#include "support.h"

#include "analyses/circles/circle_scores.h"

enum { N = 1000 };

static sx_space *cloud(const char *name)
{
	float p[2 * N];
	sx_rng rng = sx_rng_seed(3);
	for (size_t i = 0; i < N; i++) {
		double t = 2 * M_PI * sx_rng_unit(&rng), a = sx_rng_normal(&rng), b = sx_rng_normal(&rng);
		bool two = strcmp(name, "two") == 0, circle = strcmp(name, "circle") == 0;
		p[2 * i] = (float)(circle ? cos(t) : two ? (i % 2 ? 1 : -1) + 0.1 * a : a);
		p[2 * i + 1] = (float)(circle ? sin(t) : two ? 0.1 * b : b);
	}
	return from_points(name, N, 2, p);
}

/* The limits are those of the table of clouds at n = 1000 (500 and 5000 on either side), with its spread. The demonstration's
 * value for a circle hangs on its scale (2.7 at radius 1, 2.3 at the root of 2), so that only the cloud is held to it. */
static void clouds(void **state)
{
	(void)state;
	static const struct { const char *space, *convention; double s, s_slack, m, m_slack; } want[] = {
		{ "circle", "sextant", 1.40, 0.12, 0.235, 0.03 },
		{ "circle", "paper", 1.46, 0.06, 0.125, 0.02 },
		{ "gauss", "sextant", 0.003, 0.02, 0.105, 0.02 },
		{ "gauss", "paper", 0.04, 0.01, 0.09, 0.03 },
		{ "gauss", "paper-demo", 0.62, 0.03, 0.09, 0.03 },
		{ "two", "sextant", 0.01, 0.03, 0.44, 0.015 },
	};
	sx_session *s = sx_session_new();
	static const char *const name[] = { "circle", "gauss", "two" };
	for (size_t i = 0; i < 3; i++)
		give(s, cloud(name[i]));
	for (size_t i = 0; i < SX_COUNT(want); i++) {
		char line[100];
		snprintf(line, sizeof line, "irreducible %s --components 2 --convention %s", want[i].space, want[i].convention);
		near_named(ask(s, line, "separability_index"), want[i].s, 0, want[i].s_slack, line);
		near_named(ask(s, line, "mixture_index"), want[i].m, 0, want[i].m_slack, line);
	}
	sx_session_free(s);
}

/* The exact scan is never below what the climb finds, but for a grid step; on two clusters it finds 0.43 or more. */
static void exact_is_the_most(void **state)
{
	(void)state;
	static const char *const name[] = { "circle", "gauss", "two" };
	double x[300], y[300], work[1200];
	for (size_t c = 0; c < 3; c++) {
		sx_space *s = cloud(name[c]);
		for (size_t i = 0; i < 300; i++) {
			x[i] = (double)sx_space_mat(s).p[2 * i];
			y[i] = (double)sx_space_mat(s).p[2 * i + 1];
		}
		double exact = sx_plane_mixture(x, y, 300, 0.1, work);
		for (uint64_t seed = 0; seed < 5; seed++)
			for (int annealed = 0; annealed < 2; annealed++)
				assert_true(sx_plane_mixture_paper(x, y, 300, 0.1, annealed, seed, 0, work) <= exact + 3. / 300);
		assert_true(c < 2 || exact >= 0.43);
		sx_space_unref(s);
	}
}

/* A circle in two dimensions of six, among noise: its plane ranks first. */
static void best_plane(void **state)
{
	(void)state;
	sx_space *s = gaussian("x", 600, 6, 8);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	for (size_t i = 0; i < 600; i++) {
		p[6 * i + 2] = (float)(4 * cos((double)i));
		p[6 * i + 5] = (float)(4 * sin((double)i));
	}
	sx_session *session = sx_session_new();
	give(session, s);
	sx_result *r = must(session, "irreducible --planes all", 2);
	assert_string_equal(sx_result_scalar(r, "best_plane")->text, "1-2");
	near(figure(r, "planes_tested"), 10, 0, 0);
	assert_true(figure(r, "separability_index") > 1.2 && figure(r, "mixture_index") < 0.3);
	sx_result_unref(r);
	give(session, from_points("line", 4, 1, (const float[]){ 1, 2, 3, 4 }));
	must_fail(session, "irreducible line", SX_EINPUT, "lie on a line");
	sx_session_free(session);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(clouds), cmocka_unit_test(exact_is_the_most), cmocka_unit_test(best_plane),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("irreducible", tests, NULL, NULL);
}
