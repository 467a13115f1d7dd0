/* test_explain.c: one row explained, and bounds on a report. */
#include "support.h"

/* Points 0 1 2 4 8 on a line: row 1 is nearest to rows 0 and 2. */
static void line_of_five(void **state)
{
	(void)state;
	static const float p[] = { 0, 1, 2, 4, 8 }, q[] = { 0, 9, 2, 4, 8 };
	sx_session *s = sx_session_new();
	give(s, from_points("line", 5, 1, p));
	give(s, from_points("other", 5, 1, q));
	sx_result *r = must(s, "explain line 1 --k 1 --with other", 2);
	near(figure(r, "k_occurrence"), 2, 0, 0);
	near(figure(r, "norm_rank"), 0.25, 0, 0);
	near(figure(r, "center_distance"), 2, 1e-12, 0);
	near(figure(r, "center_rank"), 0.5, 0, 0);	/* 2 and 4 are 1 away, 0 is 3, 8 is 5 */
	near(figure(r, "overlap"), 0, 0, 0);
	const sx_frame *left = sx_result_frame(r, "left"), *joined = sx_result_frame(r, "joined");
	assert_int_equal(left->rows, 1);
	near(sx_frame_field(left, "row")->num[0], 0, 0, 0);
	near(sx_frame_field(joined, "row")->num[0], 4, 0, 0);
	near(sx_frame_field(joined, "distance")->num[0], 1, 0, 0);
	const sx_frame *listed = sx_result_frame(r, "listed_by");
	near(sx_frame_field(listed, "row")->num[0], 0, 0, 0);
	near(sx_frame_field(listed, "row")->num[1], 2, 0, 0);
	/* mean 3, deviation sqrt(8): z of 1 is -2 / sqrt(8) */
	near(sx_frame_field(sx_result_frame(r, "dimensions"), "z")->num[0], -2 / sqrt(8), 1e-12, 0);
	sx_result_unref(r);
	r = must(s, "explain line 1 --k 1 --budget 10", 2);
	assert_int_equal(sx_result_scalar(r, "k_occurrence")->kind, SX_SCALAR_NONE);
	sx_result_unref(r);
	give(s, from_points("short", 3, 1, p));
	must_fail(s, "explain line 1 --with short", SX_EINPUT, "they must be the same rows");
	sx_session_free(s);
}

static void bounds(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("x", 400, 20, 3));
	sx_result *r = must(s, "check --max k_skewness=50,equal_rows=0 --min twonn=5", 2);
	assert_int_equal(sx_result_frame(r, "bounds")->rows, 3);
	sx_result_unref(r);
	must_fail(s, "check --max k_skewness=0.001,equal_rows=0 --min twonn=5000", SX_EINPUT, "2 of 3 bounds do not hold");
	must_fail(s, "check --max k_skewness=0.001", SX_EINPUT, "above 0.001");
	must_fail(s, "check --min twonn=5000", SX_EINPUT, "below 5,000");
	must_fail(s, "check --max k_skewnes=1", SX_EUSAGE, "did you mean k_skewness");
	must_fail(s, "check --max k_skewness", SX_EUSAGE, "FIGURE=VALUE");
	must_fail(s, "check", SX_EUSAGE, "nothing to check");
	sx_space *holed = gaussian("holed", 50, 4, 3);
	((float *)(uintptr_t)sx_space_mat(holed).p)[9] = NAN;
	give(s, holed);
	must_fail(s, "check holed --max nonfinite=0", SX_EINPUT, "nonfinite is 1, above 0");
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(line_of_five), cmocka_unit_test(bounds) };
	sx_blas_start();
	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
