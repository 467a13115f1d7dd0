/* test_price.c: what commands say they cost, against the counts of their methods. */
#include "support.h"

static sx_price price(sx_session *s, const char *line)
{
	sx_price p;
	if (!sx_price_line(s, line, 1e9, &p))
		fail_msg("%s has no price", line);
	return p;
}

/* All pairs once are n² d flop by symmetry, a sample 2 m n d. */
static void test_neighbors(void **state)
{
	sx_session *s = sx_session_new();
	give(s, gaussian("g", 9000, 4, 1));
	sx_price p = price(s, "knn --k 10");
	(void)state;
	near(p.flop, 9000.0 * 9000 * 4, 1e-12, 0);
	near(p.seconds, p.flop / 1e9, 1e-12, 0);
	near(p.bytes, 9000.0 * (4 + 50 + 120) * 4, 1e-12, 0);
	assert_string_equal(p.cheaper, "--queries 2000");
	near(p.cheaper_flop, 2.0 * 2000 * 9000 * 4, 1e-12, 0);
	near(price(s, "knn --queries 300").flop, 2.0 * 300 * 9000 * 4, 1e-12, 0);
	near(price(s, "hubness --k 5,20 --null 9").flop, 10 * p.flop, 1e-12, 0);
	near(price(s, "hubness --budget 4e6").flop, 2.0 * 200 * 9000 * 4, 1e-12, 0);	/* the fewest queries */
	sx_session_free(s);
}

/* What is there already costs nothing; a larger k is another table. */
static void test_memo(void **state)
{
	sx_session *s = sx_session_new();
	give(s, gaussian("g", 500, 4, 1));
	(void)state;
	assert_true(price(s, "knn --k 10").flop > 0);
	sx_result_unref(must(s, "knn --k 10", 2));
	assert_true(price(s, "knn --k 10").flop == 0);
	assert_true(price(s, "knn --k 200").flop > 0);
	assert_true(price(s, "knn --k 10 --metric cosine").flop > 0);
	sx_session_free(s);
}

/* Costs grow with what is asked, and a line that cannot run has none. */
static void test_others(void **state)
{
	static const char *const dearer[][2] = {
		{ "pca --solver randomized --components 5", "pca --solver randomized --components 50" },
		{ "circles --null 99", "circles --null 999" }, { "circles", "circles --planes all" },
		{ "id --method twonn", "id" }, { "dehub --method nicdm", "dehub" }, { "dehub", "dehub --method all" },
	};
	sx_session *s = sx_session_new();
	sx_price p;
	give(s, gaussian("g", 500, 100, 1));
	(void)state;
	for (size_t i = 0; i < SX_COUNT(dearer); i++)
		assert_true(price(s, dearer[i][0]).flop < price(s, dearer[i][1]).flop);
	assert_false(sx_price_line(s, "knn --k none", 1e9, &p));
	assert_false(sx_price_line(s, "info", 1e9, &p));
	assert_false(sx_price_line(s, "no such", 1e9, &p));
	sx_session_free(s);
}

/* Any machine that builds this multiplies faster than a calculator, and slower than the fastest there are. */
static void test_rate(void **state)
{
	sx_job job = { .threads = 2 };
	double rate = sx_machine_rate(&job);
	(void)state;
	assert_true(rate > 1e7 && rate < 1e16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_neighbors), cmocka_unit_test(test_memo), cmocka_unit_test(test_others),
		cmocka_unit_test(test_rate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
