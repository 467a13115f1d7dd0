/* test_degenerate_rows.c: one-hot, repeated, equal, huge and zero rows: no metric is a number that is none, each refusal has its
 * reason, and one row without a direction harms no measure that needs none. */
#include "support.h"

static const char *const files[] = { "onehot40x8", "dup40x5", "equal40x5", "maxfloat40x5", "zerorows" };

/* Whether the text has nan or inf as a word. */
static bool has_none(const char *text)
{
	static const char *const words[] = { "nan", "inf" };
	for (size_t w = 0; w < 2; w++)
		for (const char *at = text; (at = strstr(at, words[w])) != NULL; at++)
			if ((at == text || strchr(" -,(", at[-1])) && (at[3] == '\0' || strchr(" ,.)%", at[3])))
				return true;
	return false;
}

static void all_numbers(const char *file, const char *line, const sx_result *r)
{
	for (size_t i = 0; i < r->nscalars; i++)
		if (r->scalar[i].kind == SX_SCALAR_NUM && !isfinite(r->scalar[i].num))
			fail_msg("%s, %s: %s is %g", file, line, r->scalar[i].name, r->scalar[i].num);
	for (size_t f = 0; f < r->nframes; f++)
		for (size_t c = 0; c < r->frame[f].nfields; c++)
			for (size_t i = 0; r->frame[f].field[c].num && i < r->frame[f].rows; i++)
				if (isinf(r->frame[f].field[c].num[i]))	/* NaN is a missing cell */
					fail_msg("%s, %s: inf in %s, %s", file, line, r->frame[f].name, r->frame[f].field[c].name);
	for (size_t i = 0; i < r->nnotes; i++)
		if (has_none(r->note[i]))
			fail_msg("%s, %s: %s", file, line, r->note[i]);
}

static void never_nan(void **state)
{
	(void)state;
	static const char *const lines[] = { "dehub S --method all --k 2", "dehub S --method nicdm --k 2", "dehub S --method f_norm --k 2",
		"dehub S --method dis_sim_global --k 2", "neighbors S '#0'", "neighbors S '#20'", "id S --method all --convention skdim",
		"layout S", "layout S umap", "compare S T", "compare S T --metric euclidean" };
	for (size_t f = 0; f < SX_COUNT(files); f++)
		for (size_t l = 0; l < SX_COUNT(lines); l++) {
			char line[100];
			sx_err err = { 0 };
			sx_job job = { .threads = 2 };
			sx_session *s = sx_session_new();
			for (int side = 0; side < 2; side++) {
				snprintf(line, sizeof line, "load tests/cases/figures/%s.npy --as %c", files[f], "ST"[side]);
				sx_result_unref(must(s, line, 2));
			}
			sx_result *r = sx_result_new();
			if (sx_run(s, lines[l], &job, r, &err)) {
				const sx_scalar *less = sx_result_scalar(r, "hubness_reduction");
				all_numbers(files[f], lines[l], r);
				assert_true(less == NULL || less->kind == SX_SCALAR_NONE || less->num <= 1);
			} else if (err.code != SX_EINPUT || has_none(err.msg)) {
				fail_msg("%s, %s: %s", files[f], lines[l], err.msg);
			}
			sx_result_unref(r);
			sx_session_free(s);
		}
}

/* The table, too: 1 - |after| / before where there was hubness, else nothing. */
static void reductions(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	for (size_t f = 0; f < 3; f++) {
		char line[100];
		snprintf(line, sizeof line, "load tests/cases/figures/%s.npy --as %s", files[f], files[f]);
		sx_result_unref(must(s, line, 2));
		sx_result *r = must(s, "dehub --method all --k 2", 2);
		const double *skew = field(r, "methods", "k_skewness")->num, *less = field(r, "methods", "hubness_reduction")->num;
		for (size_t i = 0; i < sx_result_frame(r, "methods")->rows; i++)
			near(less[i], skew[0] > 0 ? 1 - fabs(skew[i]) / skew[0] : (double)NAN, 1e-12, 1e-12);
		sx_result_unref(r);
	}
	sx_session_free(s);
}

static void zero_rows(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load tests/cases/figures/zerorows.npy --as S", 2));
	must_fail(s, "neighbors S '#0'", SX_EINPUT, "row 0 is all zeros");
	float x[6 * 2] = { 1, 0, 0, 1, 0, 0, 1, 1, 2, 1, 0, 0 };
	give(s, from_points("some", 6, 2, x));
	sx_result *r = must(s, "neighbors some '#0'", 2);
	assert_int_equal(sx_result_frame(r, "neighbors")->rows, 3);	/* rows 4, 3 and 1; not 2 and 5 */
	near(field(r, "neighbors", "row")->num[0], 4, 0, 0);
	near(field(r, "neighbors", "distance")->num[2], 1, 0, 1e-12);
	assert_true(strstr(r->note[0], "2 rows are all zeros") != NULL);
	sx_result_unref(r);
	sx_result_unref(must(s, "load tests/cases/figures/maxfloat40x5.npy --as M", 2));
	must_fail(s, "knn M --k 3", SX_EINPUT, "overflows");
	assert_true(ask(s, "knn M --k 3 --metric cosine", "mean_kth_distance") >= 0);
	sx_session_free(s);
}

int main(void)
{
	sx_blas_start();
	const struct CMUnitTest tests[] = { cmocka_unit_test(never_nan), cmocka_unit_test(reductions), cmocka_unit_test(zero_rows) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
