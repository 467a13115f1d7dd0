/* test_layout.c: layouts of planted groups, and their quality against scikit-learn 1.2.1 and closed forms. */
#include "support.h"

#include "analyses/layout/layout_parts.h"

static void quality(sx_space *s, size_t k, const double *at, double *trust, double *continuity)
{
	size_t n = sx_space_rows(s);
	size_t *row = calloc(n, sizeof *row);
	double *t = calloc(n, sizeof *t), *c = calloc(n, sizeof *c);
	sx_job job = { .threads = 2 };
	sx_knn table;
	assert_true(sx_knn_get(s, SX_EUCLIDEAN, k, &job, &table, NULL));
	for (size_t i = 0; i < n; i++)
		row[i] = i;
	assert_true(sx_layout_quality(&(sx_layout_judged){ s, SX_EUCLIDEAN, &table, k, at, row, n }, &job, t, c, NULL));
	*trust = *continuity = 0;
	for (size_t i = 0; i < n; i++) {
		*trust += t[i] / (double)n;
		*continuity += c[i] / (double)n;
	}
	free(row);
	free(t);
	free(c);
}

/* The first two of five normal dimensions as the layout. Continuity is trustworthiness with the roles changed. */
static void quality_of_peer(void **state)
{
	(void)state;
	sx_space *s = gaussian("x", 150, 5, 42);
	double at[300], trust, continuity;
	for (size_t i = 0; i < 300; i++)
		at[i] = (double)sx_space_mat(s).p[i / 2 * 5 + i % 2];
	quality(s, 7, at, &trust, &continuity);
	near(trust, 0.7366495375128469, 1e-12, 0);
	near(continuity, 0.880082219938335, 1e-12, 0);
	sx_space_unref(s);
}

static void mirrored_and_scaled(void **state)
{
	(void)state;
	sx_space *s = gaussian("x", 60, 2, 1);
	double at[120], trust, continuity;
	for (size_t i = 0; i < 120; i++)
		at[i] = -3 * (double)sx_space_mat(s).p[i];
	quality(s, 5, at, &trust, &continuity);
	near(trust, 1, 1e-13, 0);		/* the test sums sixty parts */
	near(continuity, 1, 1e-13, 0);
	sx_space_unref(s);
}

/* Six groups of 40 rows, far apart in ten dimensions. */
static sx_space *groups(void)
{
	sx_space *s = gaussian("groups", 240, 10, 6);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	for (size_t i = 0; i < 240; i++)
		p[i * 10 + i % 6] += 25;
	return s;
}

/* In the plane every row's nearest row is of its own group, and the column of trust is what the figure averages. */
static void groups_stay_together(void **state)
{
	(void)state;
	static const char *const line[] = { "layout groups tsne --perplexity 10 --steps 400", "layout groups umap --k 10 --steps 400" };
	for (size_t m = 0; m < 2; m++) {
		sx_session *s = sx_session_new();
		give(s, groups());
		sx_result *r = must(s, line[m], 2);
		sx_space *flat = sx_session_space(s, m ? "groups.umap" : "groups.tsne");
		sx_mat at = sx_space_mat(flat);
		size_t strangers = 0;
		for (size_t i = 0; i < 240; i++) {
			size_t best = SIZE_MAX;
			for (size_t j = 0; j < 240; j++)
				if (j != i && (best == SIZE_MAX || sx_distance(SX_EUCLIDEAN, at.p + 2 * i, at.p + 2 * j, 2) <
				               sx_distance(SX_EUCLIDEAN, at.p + 2 * i, at.p + 2 * best, 2)))
					best = j;
			strangers += best % 6 != i % 6;
		}
		assert_int_equal(strangers, 0);
		assert_true(figure(r, "trustworthiness") > 0.95 && figure(r, "continuity") > 0.9);
		const sx_field *trust = sx_space_field(sx_session_space(s, "groups"), "trust");
		double sum = 0;
		for (size_t i = 0; i < 240; i++)
			sum += trust->num[i] / 240;
		near(sum, figure(r, "trustworthiness"), 1e-12, 0);
		assert_null(sx_result_scalar(r, "trustworthiness_se"));
		sx_result_unref(r);
		sx_session_free(s);
	}
}

static void threads_draw_one_picture(void **state)
{
	(void)state;
	for (int m = 0; m < 2; m++) {
		sx_space *made[2];
		sx_session *s[2];
		for (int t = 0; t < 2; t++) {
			s[t] = sx_session_new();
			give(s[t], groups());
			sx_result_unref(must(s[t], m ? "layout groups umap --steps 60" : "layout groups tsne --steps 60 --perplexity 12", 1 + 2 * t));
			made[t] = sx_session_space(s[t], m ? "groups.umap" : "groups.tsne");
		}
		assert_memory_equal(sx_space_mat(made[0]).p, sx_space_mat(made[1]).p, 480 * sizeof(float));
		sx_session_free(s[0]);
		sx_session_free(s[1]);
	}
}

/* Rows that are all equal, rows that repeat, one dimension. */
static void odd_spaces(void **state)
{
	(void)state;
	float p[120];
	sx_session *s = sx_session_new();
	for (size_t i = 0; i < 120; i++)
		p[i] = 2;
	give(s, from_points("equal", 60, 2, p));
	for (size_t i = 0; i < 120; i++)
		p[i] = (float)(i % 7);
	give(s, from_points("line", 120, 1, p));
	static const char *const space[] = { "equal", "line" };
	for (size_t i = 0; i < 4; i++) {
		char line[100], name[40];
		snprintf(line, sizeof line, "layout %s %s --steps 40 --perplexity 8 --k 8", space[i / 2], i % 2 ? "umap" : "tsne");
		sx_result_unref(must(s, line, 2));
		snprintf(name, sizeof name, "%s.%s", space[i / 2], i % 2 ? "umap" : "tsne");
		sx_mat m = sx_space_mat(sx_session_space(s, name));
		for (size_t j = 0; j < 2 * m.n; j++)
			assert_true(isfinite(m.p[j]));
	}
	must_fail(s, "layout equal tsne --perplexity 60", SX_EINPUT, "too few for a perplexity of 60");
	must_fail(s, "layout equal umap --at 30", SX_EINPUT, "cannot be evaluated with 30");
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(quality_of_peer), cmocka_unit_test(mirrored_and_scaled), cmocka_unit_test(groups_stay_together),
		cmocka_unit_test(threads_draw_one_picture), cmocka_unit_test(odd_spaces),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
