/* test_report.c: the report says what the commands say, says why it cannot, and leaves nothing behind when stopped. */
#include "support.h"

static size_t row_of(const sx_frame *t, const char *figure)
{
	const sx_field *f = sx_frame_field(t, "figure");
	for (size_t i = 0; i < t->rows; i++)
		if (strcmp(f->text[i], figure) == 0)
			return i;
	fail_msg("the report has no row %s", figure);
	return 0;
}

static double value_of(const sx_result *r, const char *column, const char *figure)
{
	const sx_frame *t = sx_result_main_frame(r);
	assert_string_equal(t->name, "report");
	return sx_frame_field(t, column)->num[row_of(t, figure)];
}

static const char *reads(const sx_result *r, const char *figure)
{
	const sx_frame *t = sx_result_main_frame(r);
	return sx_frame_field(t, "reads")->text[row_of(t, figure)];
}

static void says_what_commands_say(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *x = gaussian("x", 400, 20, 3);
	memcpy((float *)(uintptr_t)sx_space_mat(x).p, sx_space_mat(x).p + 20, 20 * sizeof(float));	/* row 0 repeats row 1 */
	give(s, x);
	sx_result *r = must(s, "report", 2);
	static const struct { const char *line, *figure; } want[] = {
		{ "hubness", "k_skewness" }, { "hubness", "antihub_occurrence" }, { "id", "twonn" }, { "id", "mle" },
		{ "pca", "participation_ratio" }, { "circles", "circles_found" },
		{ "isotropy", "mean_cosine" }, { "isotropy", "isoscore" }, { "isotropy", "outlier_dimensions" },
		{ "spectrum", "effective_rank" }, { "spectrum", "power_law_slope" },
	};
	for (size_t i = 0; i < SX_COUNT(want); i++)
		near_named(value_of(r, "value", want[i].figure), ask(s, want[i].line, want[i].figure), 1e-12, 0, want[i].figure);
	near(value_of(r, "low", "twonn"), ask(s, "id", "twonn_low"), 1e-12, 0);
	near(value_of(r, "null_high", "k_skewness"), ask(s, "hubness --null 9 --null-kind gaussian", "k_skewness_null_high"), 1e-12, 0);
	near(value_of(r, "value", "equal_rows"), 1, 0, 0);
	assert_non_null(strstr(reads(r, "equal_rows"), "repeated rows"));
	assert_non_null(sx_result_frame(r, "hubs"));
	assert_non_null(sx_result_frame(r, "occurrence_histogram"));
	assert_non_null(sx_space_field(x, "k_occurrence_10"));
	double sum = 0;
	for (size_t i = 0; i < 400; i++) {
		double squares = 0;
		for (size_t j = 0; j < 20; j++)
			squares += pow((double)sx_space_mat(x).p[i * 20 + j], 2);
		sum += sqrt(squares) / 400;
	}
	near(value_of(r, "value", "mean_norm"), sum, 1e-12, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* Rows off the origin, in a flat cloud with one dimension far off; and a ball. A sentence fits beside its figure. */
static void reads_isotropy_and_spectrum(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *flat = gaussian("flat", 300, 40, 5);
	float *p = (float *)(uintptr_t)sx_space_mat(flat).p;
	for (size_t i = 0; i < 300 * 40; i++)
		p[i] = p[i] * (float)pow((double)(i % 40) + 1, -1.5) + (i % 40 == 7 ? 9 : 0);
	static const struct { const char *figure, *flat, *ball; } want[] = {
		{ "mean_cosine", "strongly anisotropic", "in all directions" },
		{ "isoscore", "flat cloud", "nearly isotropic" },
		{ "outlier_dimensions", "outlying", "no dimension" },
		{ "effective_rank", "in few directions", "nearly all" },
		{ "power_law_slope", "fall fast", "hardly fall" },
	};
	for (int ball = 0; ball < 2; ball++) {
		give(s, ball ? gaussian("ball", 4000, 40, 6) : flat);
		sx_result *r = must(s, "report --nulls 0", 2);
		for (size_t i = 0; i < SX_COUNT(want); i++) {
			const char *says = reads(r, want[i].figure);
			if (strstr(says, ball ? want[i].ball : want[i].flat) == NULL || strlen(says) > 46)
				fail_msg("%s: %s", want[i].figure, says);
		}
		assert_non_null(sx_result_frame(r, "eigenvalues"));
		sx_result_unref(r);
	}
	sx_session_free(s);
}

static void says_why_not(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("tiny", 3, 4, 3));
	sx_result *r = must(s, "report", 2);
	const sx_frame *t = sx_result_main_frame(r);
	bool told = false;
	for (size_t i = 0; i < t->rows; i++)
		told |= strstr(sx_frame_field(t, "reads")->text[i], "k is 10, but 3 rows") != NULL;
	assert_true(told);
	sx_result_unref(r);
	sx_space *holed = gaussian("holed", 50, 4, 3);
	((float *)(uintptr_t)sx_space_mat(holed).p)[9] = NAN;
	give(s, holed);
	r = must(s, "report", 2);
	near(value_of(r, "value", "nonfinite"), 1, 0, 0);
	assert_int_equal(sx_result_main_frame(r)->rows, 3);
	sx_result_unref(r);
	sx_session_free(s);
}

static bool stop_late(void *ctx, double share, const char *what)
{
	(void)what;
	(void)ctx;
	return share < 0.5;
}

static void stopped_leaves_nothing(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *x = gaussian("x", 2000, 20, 3);
	give(s, x);
	sx_job job = { .threads = 2, .tick = stop_late };
	sx_err err = { 0 };
	sx_result *r = sx_result_new();
	assert_false(sx_run(s, "report", &job, r, &err));
	assert_int_equal(err.code, SX_ECANCEL);
	assert_null(sx_space_field(x, "k_occurrence_10"));
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_commands_say),
		cmocka_unit_test(reads_isotropy_and_spectrum),
		cmocka_unit_test(says_why_not),
		cmocka_unit_test(stopped_leaves_nothing),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
