/* test_analogy.c: analogies by hand and of words. */
#include "fixtures.h"

/* Unit rows: b - a + c lies on row 3 exactly, so its score is 1 by addition; the words asked with are left out. */
static void analogy_by_hand(void **state)
{
	(void)state;
	static const float p[] = { 1, 0, 0, 0,  0, 1, 0, 0,  0, 0, 1, 0,  -1, 1, 1, 0,  1, 1, 1, 1,  0, 0, 0, 0 };
	sx_session *s = with(from_points("w", 6, 4, p));
	sx_result *r = must(s, "analogy w 0 1 2", THREADS);
	near(field(r, "answers", "row")->num[0], 3, 0, 0);
	near(field(r, "answers", "score")->num[0], 1, 1e-12, 0);
	assert_int_equal(sx_result_frame(r, "answers")->rows, 2);	/* not the three, not the row of zeros */
	sx_result_unref(r);
	/* row 4 is (1 1 1 1)/2: cosines .5 with all three, moved to .75: .75 * .75 / .751 */
	r = must(s, "analogy w 0 1 2 --method 3cosmul", THREADS);
	near(field(r, "answers", "score")->num[1], 0.75 * 0.75 / 0.751, 1e-12, 0);
	sx_result_unref(r);
	must_fail(s, "analogy w 0 1 5", SX_EINPUT, "row 5 is all zeros");
	sx_session_free(s);
}

static void analogy_of_words(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load samples/glove-5k.npy --as g", THREADS));
	static const char *const method[] = { "3cosadd", "3cosmul", "pairdirection" };
	for (size_t i = 0; i < SX_COUNT(method); i++) {
		char line[80];
		snprintf(line, sizeof line, "analogy g japan japanese china --method %s", method[i]);
		sx_result *r = must(s, line, THREADS);
		assert_string_equal(field(r, "answers", "label")->text[0], "chinese");
		sx_result_unref(r);
	}
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(analogy_by_hand), cmocka_unit_test(analogy_of_words),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
