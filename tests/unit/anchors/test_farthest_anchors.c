/* test_farthest_anchors.c: anchors chosen by farthest points, and what they are worth. */
#include "fixtures.h"

static void farthest_points(void **state)
{
	(void)state;
	static const double want[] = { 0, 31, 71, 19, 111 };
	sx_session *s = with(gaussian("a", 200, 8, 1));
	sx_result *r = must(s, "anchors a --method farthest --count 5 --start 0", THREADS);
	for (size_t i = 0; i < 5; i++)
		near(field(r, "anchors", "row")->num[i], want[i], 0, 0);
	sx_result_unref(r);
	r = must(s, "relative a", THREADS);
	near(figure(r, "anchors"), 5, 0, 0);
	sx_space *rel = sx_session_space(s, "a.relative");
	assert_int_equal(sx_space_dims(rel), 5);
	near((double)sx_space_mat(rel).p[0], 1, 1e-6, 0);	/* row 0 is the first anchor */
	assert_string_equal(sx_space_dim_name(rel, 1), "#31");
	sx_result_unref(r);
	sx_session_free(s);
}

static void farthest_stops_when_covered(void **state)
{
	(void)state;
	static const float p[] = { 1, 0, 2, 0, 0, 1, 0, 3, -1, 0 };
	sx_session *s = with(from_points("few", 5, 2, p));
	near(ask(s, "anchors few --method farthest --count 5 --start 0", "count"), 3, 0, 0);
	near(ask(s, "anchors few --method farthest --count 5 --start 0", "coverage"), 1, 1e-12, 0);
	must_fail(s, "anchors few --count 6", SX_EINPUT, "6 anchors cannot be chosen from 5 rows");
	must_fail(s, "relative few --anchors 9", SX_EINPUT, "9 anchors cannot be chosen from 5 rows");
	must_fail(s, "relative few --anchors nowhere.txt", SX_EIO, "nowhere.txt");
	sx_session_free(s);
}

/* Orthonormal anchors have condition 1; rows between two of them are covered by cos 45 degrees. */
static void what_anchors_are_worth(void **state)
{
	(void)state;
	static const float p[] = { 1, 0, 0, 5, 3, 3 };
	sx_session *s = with(from_points("axes", 3, 2, p));
	sx_result *r = must(s, "anchors axes --method farthest --count 2 --start 0", THREADS);
	near(figure(r, "condition"), 1, 1e-12, 0);
	near(figure(r, "coverage"), (2 + sqrt(0.5)) / 3, 1e-12, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(farthest_points), cmocka_unit_test(farthest_stops_when_covered),
		cmocka_unit_test(what_anchors_are_worth),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
