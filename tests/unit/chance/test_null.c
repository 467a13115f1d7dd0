/* test_null.c: null spaces keep what they promise and nothing else; figures and p-values drawn from them. */
#include "support.h"

#include "chance/null_spaces.h"
#include "numeric/stats.h"

static void column_of(const sx_space *s, size_t j, double *out)
{
	sx_mat m = sx_space_mat(s);
	for (size_t i = 0; i < m.n; i++)
		out[i] = (double)m.p[i * m.ld + j];
}

/* x, and y = x + a little: correlated. */
static sx_space *correlated(size_t n)
{
	sx_space *s = gaussian("s", n, 3, 5);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	for (size_t i = 0; i < n; i++) {
		p[3 * i + 1] = p[3 * i] + 0.1f * p[3 * i + 1] + 7;
		p[3 * i + 2] = expf(p[3 * i + 2]);
	}
	return s;
}

static double correlation(const sx_space *s, size_t a, size_t b)
{
	sx_mat m = sx_space_mat(s);
	double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
	for (size_t i = 0; i < m.n; i++) {
		ma += (double)m.p[i * m.ld + a] / (double)m.n;
		mb += (double)m.p[i * m.ld + b] / (double)m.n;
	}
	for (size_t i = 0; i < m.n; i++) {
		double x = (double)m.p[i * m.ld + a] - ma, y = (double)m.p[i * m.ld + b] - mb;
		ab += x * y;
		aa += x * x;
		bb += y * y;
	}
	return ab / sqrt(aa * bb);
}

static void shuffling_keeps_margins(void **state)
{
	(void)state;
	enum { N = 2000 };
	sx_job job = { .threads = 2, .seed = 4 };
	sx_space *s = correlated(N), *null = sx_null_space(s, SX_NULL_SHUFFLE, 0, &job, NULL);
	double a[N], b[N];
	for (size_t j = 0; j < 3; j++) {
		column_of(s, j, a);
		column_of(null, j, b);
		sx_sort(a, N);
		sx_sort(b, N);
		assert_memory_equal(a, b, sizeof a);
	}
	assert_true(correlation(s, 0, 1) > 0.99);
	near(correlation(null, 0, 1), 0, 0, 5 / sqrt(N));	/* five standard errors */
	sx_space_unref(s);
	sx_space_unref(null);
}

static void normal_keeps_covariance(void **state)
{
	(void)state;
	enum { N = 4000 };
	sx_job job = { .threads = 2, .seed = 4 };
	sx_space *s = correlated(N), *null = sx_null_space(s, SX_NULL_GAUSSIAN, 3, &job, NULL);
	double a[N], b[N];
	for (size_t j = 0; j < 3; j++) {
		column_of(s, j, a);
		column_of(null, j, b);
		double mean = sx_mean(a, N), sd = 0, sum = 0, squares = 0;
		for (size_t i = 0; i < N; i++) {
			sd += (a[i] - mean) * (a[i] - mean) / N;
			sum += b[i] / N;
		}
		for (size_t i = 0; i < N; i++)
			squares += (b[i] - sum) * (b[i] - sum) / N;
		near(sum, mean, 0, 5 * sqrt(sd / N));
		near(squares, sd, 5 * sqrt(2. / N), 0);		/* the variance of a normal sample's variance */
		near(sx_skewness(b, N, NULL), 0, 0, 5 * sqrt(6. / N));
	}
	near(correlation(null, 0, 1), correlation(s, 0, 1), 0, 0.002);
	assert_true(sx_skewness(a, N, NULL) > 1);		/* the third dimension is log-normal, its null is not */
	sx_space_unref(s);
	sx_space_unref(null);
}

static void threads_change_no_draw(void **state)
{
	(void)state;
	for (int kind = 0; kind < 2; kind++) {
		sx_job one = { .threads = 1, .seed = 4 }, three = { .threads = 3, .seed = 4 };
		sx_space *s = correlated(700);
		sx_space *a = sx_null_space(s, (sx_null_kind)kind, 2, &one, NULL), *b = sx_null_space(s, (sx_null_kind)kind, 2, &three, NULL);
		sx_space *c = sx_null_space(s, (sx_null_kind)kind, 1, &one, NULL);
		assert_memory_equal(sx_space_mat(a).p, sx_space_mat(b).p, 2100 * sizeof(float));
		assert_memory_not_equal(sx_space_mat(a).p, sx_space_mat(c).p, 2100 * sizeof(float));
		sx_space_unref(s);
		sx_space_unref(a);
		sx_space_unref(b);
		sx_space_unref(c);
	}
}

/* The command's own figures on the null spaces, one by one, give the same mean and p. */
static void figures_by_hand(void **state)
{
	(void)state;
	enum { DRAWS = 19 };
	sx_session *session = sx_session_new();
	sx_space *s = correlated(300);
	sx_job job = { .threads = 2 };
	double sum = 0;
	for (uint64_t i = 0; i < DRAWS; i++) {
		sx_session *other = sx_session_new();
		give(other, sx_null_space(s, SX_NULL_SHUFFLE, i, &job, NULL));
		sx_result *r = must(other, "knn --k 4", 2);
		assert_true(figure(r, "mean_kth_distance") > 0);
		sum += figure(r, "mean_kth_distance");
		sx_result_unref(r);
		sx_session_free(other);
	}
	give(session, s);
	sx_result *r = must(session, "knn --k 4 --null 19", 1);
	near(figure(r, "mean_kth_distance_null"), sum / DRAWS, 1e-12, 0);
	near(figure(r, "mean_kth_distance_p"), 2. / 20, 1e-12, 0);	/* nearer than in every null */
	assert_true(figure(r, "mean_kth_distance") < figure(r, "mean_kth_distance_null_low"));
	sx_result_unref(r);
	sx_session_free(session);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(shuffling_keeps_margins),
		cmocka_unit_test(normal_keeps_covariance),
		cmocka_unit_test(threads_change_no_draw),
		cmocka_unit_test(figures_by_hand),
	};
	return cmocka_run_group_tests_name("null", tests, NULL, NULL);
}
