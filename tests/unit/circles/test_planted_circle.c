/* test_planted_circle.c: a planted circle is found, a cloud has none; the circles of a network; limits. */
#include "fixtures.h"

static sx_space *ring_in(size_t n, size_t d, double sigma, uint64_t seed)
{
	float *p;
	sx_space *s = sx_space_new("ring", n, d, &p, NULL);
	sx_rng rng = sx_rng_seed(seed);
	for (size_t i = 0; i < n; i++) {
		double t = 6.283185307179586 * sx_rng_unit(&rng);
		for (size_t j = 0; j < d; j++)
			p[i * d + j] = (float)(sigma * sx_rng_normal(&rng) + (j == 0 ? cos(t) : j == 1 ? sin(t) : 0));
	}
	return s;
}

static void planted_circle(void **state)
{
	(void)state;
	sx_session *s = with(ring_in(500, 16, 0.1, 3));
	sx_result *r = must(s, "circles ring --null 199", THREADS);
	near(figure(r, "circles_found"), 1, 0, 0);
	assert_string_equal(sx_result_scalar(r, "best_plane")->text, "1-2");
	near(figure(r, "kappa"), 1.044, 0, 0.02);		/* the specification's mean at n = 500, noise .1 */
	near(figure(r, "p_value"), 1. / 200, 1e-12, 0);		/* the least that 199 draws can give */
	assert_non_null(sx_space_field(sx_session_space(s, "ring"), "angle"));
	sx_result_unref(r);
	sx_session_free(s);
}

static void gaussian_has_no_circle(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 500, 16, 21));
	sx_result *r = must(s, "circles g --null 199 --planes all", THREADS);
	near(figure(r, "circles_found"), 0, 0, 0);
	near(figure(r, "planes_tested"), 28, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* The trained network's planes of principal components show two of its nine circles; the untrained table none. */
static void circles_of_the_network(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load samples/modular/embed.npy --as trained", THREADS));
	sx_result_unref(must(s, "load samples/modular/embed_init.npy --as untrained", THREADS));
	sx_result *r = must(s, "circles trained --components 18", THREADS);
	const sx_field *plane = field(r, "planes", "plane"), *kappa = field(r, "planes", "kappa");
	assert_string_equal(plane->text[0], "9-10");
	near(kappa->num[0], 1.144, 0, 6e-4);
	assert_string_equal(plane->text[1], "11-12");
	near(kappa->num[1], 1.178, 0, 6e-4);
	near(figure(r, "circles_found"), 2, 0, 0);
	sx_result_unref(r);
	near(ask(s, "circles untrained --components 18", "circles_found"), 0, 0, 0);
	sx_session_free(s);
}

static void circles_edges(void **state)
{
	(void)state;
	static const float line[] = { 0, 0, 1, 1, 2, 2, 3, 3, 4, 4 };
	sx_session *s = with(from_points("line", 5, 2, line));
	must_fail(s, "circles line", SX_EINPUT, "lie on a line");
	must_fail(s, "circles line --where 'row < 3'", SX_EUSAGE, "needs Lua");
	must_fail(s, "circles line --order nothing", SX_EINPUT, "line");
	static const float three[] = { 0, 0, 1, 0, 0, 1 };
	give(s, from_points("three", 3, 2, three));
	must_fail(s, "circles three", SX_EINPUT, "3 rows are too few");
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(planted_circle), cmocka_unit_test(gaussian_has_no_circle),
		cmocka_unit_test(circles_of_the_network), cmocka_unit_test(circles_edges),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
