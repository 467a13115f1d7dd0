/* test_language.c: the command language: words, quotes, options, defaults, limits, and errors that name the near word. */
#include "engine/workbench_options.h"
#include "support.h"

static sx_session *fresh(void)
{
	sx_session *s = sx_session_new();
	give(s, gaussian("alpha", 30, 4, 1));
	give(s, gaussian("beta", 20, 4, 2));	/* now the current one */
	return s;
}

static size_t rows_asked(sx_session *s, const char *line)
{
	sx_result *r = must(s, line, 1);
	size_t n = r->rows;
	sx_result_unref(r);
	return n;
}

static void spaces_and_forms(void **state)
{
	(void)state;
	sx_session *s = fresh();
	assert_int_equal(rows_asked(s, "pca"), 20);
	assert_int_equal(rows_asked(s, "pca alpha"), 30);
	assert_int_equal(rows_asked(s, "pca --space alpha"), 30);
	assert_int_equal(rows_asked(s, "pca space=alpha components=2"), 30);
	assert_int_equal(rows_asked(s, "  pca   'alpha'  --components=2 # a comment"), 30);
	assert_int_equal(rows_asked(s, "pca \"alpha\" --no-center --standardize"), 30);
	assert_int_equal(rows_asked(s, "neighbors alpha #3"), 30);
	assert_int_equal(rows_asked(s, "neighbors 3"), 20);	/* no space of that name: a row of the current one */
	sx_session_free(s);
}

static void lists_and_sizes(void **state)
{
	(void)state;
	sx_session *s = fresh();
	sx_result *r = must(s, "hubness alpha --k 2,4..6,8..12..2", 1);
	const sx_field *k = field(r, "by_k", "k");
	static const double want[] = { 2, 4, 5, 6, 8, 10, 12 };
	assert_int_equal(sx_result_frame(r, "by_k")->rows, 7);
	for (size_t i = 0; i < 7; i++)
		near(k->num[i], want[i], 0, 0);
	sx_result_unref(r);
	r = must(s, "head alpha --rows 1k", 1);
	sx_result_unref(r);
	sx_session_free(s);
}

static void refusals(void **state)
{
	(void)state;
	sx_session *s = fresh();
	must_fail(s, "hubnes", SX_EUSAGE, "did you mean 'hubness'");
	must_fail(s, "zzzzqqq", SX_EUSAGE, "'help' lists them");
	must_fail(s, "pca --componnets 3", SX_EUSAGE, "did you mean --components");
	must_fail(s, "pca alhpa", SX_EUSAGE, "did you mean 'alpha'");
	must_fail(s, "use alhpa", SX_EUSAGE, "did you mean 'alpha'");
	must_fail(s, "pca --components", SX_EUSAGE, "a value is missing");
	must_fail(s, "pca --components 0", SX_EUSAGE, "out of range: it must be from 1");
	must_fail(s, "pca --components 2.5", SX_EUSAGE, "not a whole number");
	must_fail(s, "pca --components two", SX_EUSAGE, "not a number");
	must_fail(s, "pca --components nan", SX_EUSAGE, "not a number");
	must_fail(s, "pca --components 3 --components 4", SX_EUSAGE, "given twice");
	must_fail(s, "pca --solver fast", SX_EUSAGE, "one of auto|full|randomized");
	must_fail(s, "pca --no-solver", SX_EUSAGE, "unknown option");
	must_fail(s, "pca 'alpha", SX_EUSAGE, "a quote is not closed");
	must_fail(s, "id --method twonn,magic", SX_EUSAGE, "'magic' must be one of");
	must_fail(s, "hubness --k 5..x", SX_EUSAGE, "not a whole number");
	must_fail(s, "hubness --k 1..10000000", SX_EUSAGE, "more than 100000 numbers");
	must_fail(s, "neighbors alpha", SX_EUSAGE, "row is missing");
	must_fail(s, "neighbors 20", SX_EINPUT, "numbered 0 to 19");
	must_fail(s, "find x", SX_EINPUT, "no labels");
	must_fail(s, "set colour red", SX_EUSAGE, "there is no option");
	assert_true(sx_session_add_options(s, sx_workbench_options, sx_workbench_option_count, NULL));
	must_fail(s, "set cursor 999999", SX_EINPUT, "no row here is '999999'");
	must_fail(s, "plot alpha pcl pc2", SX_EUSAGE, "did you mean pc1");
	must_fail(s, "export last nowhere/x.json", SX_EINPUT, "no result yet");
	sx_session_free(s);
}

static void no_space_yet(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	must_fail(s, "pca", SX_EUSAGE, "load one with");
	sx_session_free(s);
}

static void lines_are_cut(void **state)
{
	(void)state;
	const char *text = "pca a; knn 'x;y' # not; this\n\n;; find \"q;#\" ; neighbors #3; lua a = 1; b = '#'\nspaces";
	static const char *const want[] = { "pca a", "knn 'x;y' # not; this", "find \"q;#\" ", "neighbors #3", "lua a = 1; b = '#'",
		"spaces" };
	size_t len, n = 0;
	for (const char *line; (line = sx_next_line(&text, &len)) != NULL; n++) {
		assert_true(n < SX_COUNT(want));
		assert_int_equal(len, strlen(want[n]));
		assert_memory_equal(line, want[n], len);
	}
	assert_int_equal(n, SX_COUNT(want));
}

static void comments_and_blanks(void **state)
{
	(void)state;
	sx_session *s = fresh();
	static const char *const nothing[] = { "", "   ", "# all of it", "\t# more" };
	for (size_t i = 0; i < SX_COUNT(nothing); i++) {
		sx_result *r = must(s, nothing[i], 1);
		assert_null(r->command);
		sx_result_unref(r);
	}
	sx_session_free(s);
}

/* A failed command leaves the session as it was: no columns, no spaces. */
static void failure_changes_nothing(void **state)
{
	(void)state;
	static const float zero[] = { 1, 0, 0, 0, 0, 1, 1, 1 };
	sx_session *s = sx_session_new();
	give(s, from_points("z", 4, 2, zero));
	must_fail(s, "hubness z --k 2 --metric cosine", SX_EINPUT, "row 1 is all zeros");
	must_fail(s, "normalize z", SX_EINPUT, "row 1 is all zeros");
	must_fail(s, "relative z --anchors 2", SX_EINPUT, "all zeros");
	assert_int_equal(sx_session_spaces(s), 1);
	assert_int_equal(sx_space_fields(sx_session_space(s, "z")), 0);
	sx_session_free(s);
}

static void not_finite_is_refused_by_place(void **state)
{
	(void)state;
	float p[20];
	for (size_t i = 0; i < 20; i++)
		p[i] = (float)(i * i % 7);
	p[9] = NAN;
	p[16] = INFINITY;
	sx_session *s = sx_session_new();
	give(s, from_points("holes", 10, 2, p));
	must_fail(s, "pca holes", SX_EINPUT, "2 values in 2 rows are NaN or infinite, the first at row 4, dimension 1; --drop-nonfinite");
	sx_result *r = must(s, "pca holes --drop-nonfinite", 1);
	assert_int_equal(r->rows, 8);
	const sx_field *pc = sx_space_field(sx_session_space(s, "holes"), "pc1");
	assert_true(isnan(pc->num[4]) && isnan(pc->num[8]) && isfinite(pc->num[0]));
	sx_result_unref(r);
	must_fail(s, "sample holes 11", SX_EINPUT, "11 of 10 rows");
	sx_session_free(s);
}

static void params_repeat_the_run(void **state)
{
	(void)state;
	sx_session *s = fresh();
	sx_result *r = must(s, "hubness alpha --k 3", 1);
	static const char *const names[] = { "k", "metric", "hub-size", "top", "seed" };
	for (size_t i = 0; i < SX_COUNT(names); i++) {
		bool there = false;
		for (size_t p = 0; p < r->nparams; p++)
			there |= strcmp(r->param[p].name, names[i]) == 0;
		if (!there)
			fail_msg("params lack %s", names[i]);
	}
	assert_string_equal(r->line, "hubness alpha --k 3");
	sx_result_unref(r);
	sx_session_free(s);
}

static void nearest_words(void **state)
{
	(void)state;
	static const char *const names[] = { "hubness", "circles", "pca", "id" };
	assert_string_equal(sx_nearest("hubnes", names, 4), "hubness");
	assert_string_equal(sx_nearest("cicrles", names, 4), "circles");
	assert_string_equal(sx_nearest("circ", names, 4), "circles");
	assert_null(sx_nearest("banana", names, 4));
	assert_null(sx_nearest("", names, 4));
}

static void numbers_read_back(void **state)
{
	(void)state;
	sx_rng rng = sx_rng_seed(5);
	for (int i = 0; i < 20000; i++) {
		uint64_t bits = sx_rng_u64(&rng);
		double v;
		char text[32];
		memcpy(&v, &bits, sizeof v);
		if (isfinite(v))
			assert_true(strtod(sx_number(text, v), NULL) == v);
	}
	char text[32];
	assert_string_equal(sx_number(text, 0.1), "0.1");
	assert_string_equal(sx_number_short(text, 1234567), "1,234,567");
	assert_string_equal(sx_number_short(text, -0.000012345), "-1.234e-05");
	assert_string_equal(sx_number_short(text, 3.14159), "3.142");
	assert_string_equal(sx_number_short(text, 12345.67), "12,346");
}

static void types_can_be_set(void **state)
{
	(void)state;
	static const char *const text[] = { "1", "2.5", "", "x", "-3e2" };
	static const float p[5] = { 0 };
	sx_session *s = sx_session_new();
	sx_space *x = from_points("x", 5, 1, p);
	assert_true(sx_space_add_field(x, &(sx_field){ .name = "v", .type = SX_TEXT, .text = text }, NULL));
	give(s, x);
	near(ask(s, "retype x v real", "missing"), 1, 0, 0);
	const sx_field *f = sx_space_field(sx_session_space(s, "x"), "v");
	assert_int_equal(f->type, SX_REAL);
	near(f->num[1], 2.5, 0, 0);
	near(f->num[4], -300, 0, 0);
	assert_true(isnan(f->num[2]) && isnan(f->num[3]));
	near(ask(s, "retype x v integer", "missing"), 1, 0, 0);	/* 2.5 */
	near(ask(s, "retype x v text", "missing"), 0, 0, 0);
	f = sx_space_field(sx_session_space(s, "x"), "v");
	assert_string_equal(f->text[4], "-300");
	assert_string_equal(f->text[1], "");
	assert_string_equal(sx_field_type(f), "text");
	near(ask(s, "retype x v category", "missing"), 0, 0, 0);
	f = sx_space_field(sx_session_space(s, "x"), "v");
	assert_string_equal(sx_field_type(f), "category");
	assert_string_equal(f->text[4], "-300");
	near(ask(s, "sample x 2 --as y", "rows"), 2, 0, 0);	/* what is made of a space keeps its types */
	assert_string_equal(sx_field_type(sx_space_field(sx_session_space(s, "y"), "v")), "category");
	near(ask(s, "retype x v text", "missing"), 0, 0, 0);
	assert_string_equal(sx_field_type(sx_space_field(sx_session_space(s, "x"), "v")), "text");
	must_fail(s, "retype x w text", SX_EUSAGE, "no column 'w'");
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spaces_and_forms), cmocka_unit_test(lists_and_sizes), cmocka_unit_test(refusals),
		cmocka_unit_test(no_space_yet), cmocka_unit_test(lines_are_cut), cmocka_unit_test(comments_and_blanks),
		cmocka_unit_test(failure_changes_nothing), cmocka_unit_test(not_finite_is_refused_by_place),
		cmocka_unit_test(params_repeat_the_run), cmocka_unit_test(nearest_words), cmocka_unit_test(numbers_read_back),
		cmocka_unit_test(types_can_be_set),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
