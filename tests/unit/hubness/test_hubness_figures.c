/* test_hubness_figures.c: figures of hubness by hand and on the shared fixtures. */
#include "fixtures.h"

static void hubness_by_hand(void **state)
{
	(void)state;
	static const float p[] = { 0, 0, 1, 0, -1, 0, 0, 1, 0, -1 };
	sx_session *s = with(from_points("cross", 5, 2, p));
	sx_result *r = must(s, "hubness cross --k 1", THREADS);
	near(figure(r, "k_skewness"), 1.290994, 0, 5e-7);
	near(figure(r, "robinhood"), 0.6, 1e-12, 0);
	near(figure(r, "antihub_occurrence"), 0.6, 1e-12, 0);
	near(figure(r, "hub_occurrence"), 0.8, 1e-12, 0);
	near(figure(r, "max_k_occurrence"), 4, 0, 0);
	/* N = 4 1 0 0 0: Gini 2 (4*1 + 5*4)/(5*5) - 6/5; Atkinson 1 - ((2 + 1)/5)^2 */
	near(figure(r, "gini"), 0.72, 1e-12, 0);
	near(figure(r, "atkinson"), 0.64, 1e-12, 0);
	const sx_field *n = sx_space_field(sx_session_space(s, "cross"), "k_occurrence_1");
	assert_non_null(n);
	near(n->num[0], 4, 0, 0);
	sx_result_unref(r);
	must_fail(s, "hubness cross --k 5", SX_EINPUT, "k is 5, but 5 rows");
	sx_session_free(s);
}

static void hubness_of_fixture(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("x50", 200, 50, 7));
	near(ask(s, "hubness x50 --k 10", "k_skewness"), 2.265114, 0, 5e-7);
	near(ask(s, "hubness x50 --k 10", "robinhood"), 0.4255, 1e-12, 0);
	near(ask(s, "hubness x50 --k 10", "antihub_occurrence"), 0.095, 1e-12, 0);
	near(ask(s, "hubness x50 --k 10", "hub_occurrence"), 0.535, 1e-12, 0);
	near(ask(s, "hubness x50 --k 10", "max_k_occurrence"), 65, 0, 0);
	near(ask(s, "hubness x50 --k 10 --metric cosine", "k_skewness"), 0.160012, 0, 5e-7);
	near(ask(s, "hubness x50 --k 10 --metric cosine", "robinhood"), 0.1195, 1e-12, 0);
	sx_result *r = must(s, "hubness x50 --k 5,10,50", THREADS);
	assert_int_equal(sx_result_frame(r, "by_k")->rows, 3);
	assert_int_equal(r->ncolumns, 3);
	near(field(r, "by_k", "k_skewness")->num[1], 2.265114, 0, 5e-7);
	near(figure(r, "k_skewness"), field(r, "by_k", "k_skewness")->num[0], 0, 0);	/* scalars are those of the first k */
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hubness_by_hand), cmocka_unit_test(hubness_of_fixture),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
