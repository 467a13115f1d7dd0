/* test_hubness.c: reductions of hubness against check values on X50 = G(200, 50, 7), identities, and classes. */
#include "support.h"

#include "analyses/hubness/secondary_distance.h"

static sx_session *x50(void)
{
	sx_session *s = sx_session_new();
	give(s, gaussian("x", 200, 50, 7));
	return s;
}

/* Six and four decimals are given; they were computed on the double fixture, and rounding to float32 moves no list. */
static void check_values(void **state)
{
	(void)state;
	static const struct { const char *method, *metric; double skew, robinhood; } want[] = {
		{ "f_norm", "euclidean", 0.080527, 0.118 }, { "center", "cosine", 0.079555, 0.112 },
		{ "mutual_proximity_normal", "euclidean", 0.225139, 0.2165 }, { "mutual_proximity_gamma", "euclidean", 0.255607, 0.2205 },
		{ "local_scaling", "euclidean", 0.770755, 0.230 }, { "nicdm", "euclidean", 0.908393, 0.2235 },
		{ "csls", "cosine", 0.457737, 0.082 }, { "dis_sim_global", "euclidean", 0.371165, 0.181 },
		{ "dis_sim_local", "euclidean", 0.571008, 0.140 }, { "localized_centering", "cosine", 0.192262, 0.0705 },
	};
	sx_session *s = x50();
	for (size_t i = 0; i < SX_COUNT(want); i++) {
		char line[120];
		snprintf(line, sizeof line, "dehub x --method %s --metric %s", want[i].method, want[i].metric);
		sx_result *r = must(s, line, 2);
		near_named(figure(r, "after_k_skewness"), want[i].skew, 0, 6e-7, line);
		near_named(figure(r, "after_robinhood"), want[i].robinhood, 1e-12, 0, line);
		near_named(figure(r, "hubness_reduction"), 1 - figure(r, "after_k_skewness") / figure(r, "before_k_skewness"), 1e-12, 0, line);
		sx_result_unref(r);
	}
	sx_session_free(s);
}

static void lists(sx_space *s, sx_metric m, sx_secondary_kind kind, size_t k, uint32_t *index, double *distance, double *mean)
{
	sx_job job = { .threads = 2 };
	sx_err err = { 0 };
	sx_arena *tmp = sx_arena_new(0);
	sx_secondary_spec spec = { .kind = kind, .metric = m, .k = k };
	sx_secondary_lists found = { .index = index, .distance = distance };
	if (!sx_secondary_knn(s, NULL, &spec, &job, tmp, &found, &err))
		fail_msg("%s", err.msg);
	if (mean)
		*mean = found.mean;
	sx_arena_free(tmp);
}

enum { N = 200, K = 199 };

/* DisSim-Global of a pair is -2 times the inner product about the mean: the identity, on every pair. */
static void dis_sim_global_is_an_inner_product(void **state)
{
	(void)state;
	static uint32_t index[N * K];
	static double distance[N * K], mean[50];
	sx_space *s = gaussian("x", N, 50, 7);
	sx_mat m = sx_space_mat(s);
	lists(s, SX_EUCLIDEAN, SX_DIS_SIM_GLOBAL, K, index, distance, NULL);
	for (size_t i = 0; i < N * 50; i++)
		mean[i % 50] += (double)m.p[i] / N;
	for (size_t i = 0; i < N; i++)
		for (size_t l = 0; l < K; l++) {
			double dot = 0;
			for (size_t j = 0; j < 50; j++)
				dot += ((double)m.p[i * 50 + j] - mean[j]) * ((double)m.p[index[i * K + l] * 50 + j] - mean[j]);
			near(distance[i * K + l], -2 * dot, 0, 1e-12);
		}
	memset(mean, 0, sizeof mean);
	sx_space_unref(s);
}

/* Mutual proximity is a probability and symmetric: the distance of i to j is that of j to i. */
static void mutual_proximity_is_symmetric(void **state)
{
	(void)state;
	static const sx_secondary_kind kinds[] = { SX_MP_NORMAL, SX_MP_GAMMA, SX_MP_EMPIRICAL };
	static uint32_t index[N * K];
	static double distance[N * K], square[N * N];
	for (size_t q = 0; q < SX_COUNT(kinds); q++) {
		sx_space *s = gaussian("x", N, 10, 3);
		double mean, sum = 0;
		lists(s, SX_EUCLIDEAN, kinds[q], K, index, distance, &mean);
		for (size_t i = 0; i < N; i++)
			for (size_t l = 0; l < K; l++) {
				assert_true(distance[i * K + l] >= 0 && distance[i * K + l] <= 1);
				square[i * N + index[i * K + l]] = distance[i * K + l];
				sum += distance[i * K + l];
			}
		near(mean, sum / (N * K), 1e-12, 0);
		for (size_t i = 0; i < N; i++)
			for (size_t j = 0; j < i; j++)
				near(square[i * N + j], square[j * N + i], 1e-12, 0);
		/* of three rows one pair is always the closest: a third of the counts */
		if (kinds[q] == SX_MP_EMPIRICAL)
			near(mean, 2. / 3, 1e-6, 0);
		sx_space_unref(s);
	}
}

/* NICDM of 3 x is NICDM of x. */
static void nicdm_has_no_scale(void **state)
{
	(void)state;
	static uint32_t a[N * 10], b[N * 10];
	static double da[N * 10], db[N * 10];
	sx_space *s = gaussian("x", N, 8, 5), *t = gaussian("y", N, 8, 5);
	float *p = (float *)(uintptr_t)sx_space_mat(t).p;
	for (size_t i = 0; i < N * 8; i++)
		p[i] *= 4;
	lists(s, SX_EUCLIDEAN, SX_NICDM, 10, a, da, NULL);
	lists(t, SX_EUCLIDEAN, SX_NICDM, 10, b, db, NULL);
	for (size_t i = 0; i < N * 10; i++) {
		assert_int_equal(a[i], b[i]);
		near(da[i], db[i], 1e-12, 0);
	}
	sx_space_unref(s);
	sx_space_unref(t);
}

/* f-norm goes by ranks: any increasing map of a dimension leaves it where it is. */
static void f_norm_goes_by_ranks(void **state)
{
	(void)state;
	sx_session *a = x50(), *b = sx_session_new();
	sx_space *y = gaussian("x", 200, 50, 7);
	float *p = (float *)(uintptr_t)sx_space_mat(y).p;
	for (size_t i = 0; i < 200 * 50; i++)
		p[i] = expf(p[i]);
	give(b, y);
	near(ask(b, "dehub x --method f_norm", "after_k_skewness"), ask(a, "dehub x --method f_norm", "after_k_skewness"), 0, 0);
	sx_session_free(a);
	sx_session_free(b);
}

static void all_methods(void **state)
{
	(void)state;
	sx_session *s = x50();
	sx_result *r = must(s, "dehub x --method all", 2);
	const sx_field *method = field(r, "methods", "method"), *skew = field(r, "methods", "k_skewness");
	assert_int_equal(sx_result_frame(r, "methods")->rows, 15);
	assert_string_equal(method->text[0], "none");
	near(skew->num[0], 2.265114, 0, 6e-7);
	near(field(r, "methods", "hubness_reduction")->num[0], 0, 0, 0);
	near(skew->num[3], 0.115413, 0, 6e-7);
	sx_result_unref(r);
	must_fail(s, "dehub x --method nicdn", SX_EUSAGE, "did you mean nicdm");
	must_fail(s, "dehub x --method nicdm+f_norm", SX_EUSAGE, "nothing can follow");
	must_fail(s, "dehub x --k 200", SX_EINPUT, "k is 200");
	sx_session_free(s);
}

/* Two tight pairs and a stranger: by hand, k = 1. Rows 0 1 | 2 3 | 4, classes a a b c a; row 4's nearest is 3. */
static void votes_by_hand(void **state)
{
	(void)state;
	static const float p[] = { 0, 1, 10, 11, 13 };
	static const char *const text[] = { "a", "a", "b", "c", "a" };
	sx_session *s = sx_session_new();
	sx_space *x = from_points("x", 5, 1, p);
	assert_true(sx_space_add_field(x, &(sx_field){ .name = "kind", .type = SX_TEXT, .text = text }, NULL));
	give(s, x);
	sx_result *r = must(s, "hubness x --k 1 --labels kind", 2);
	near(figure(r, "knn_error"), 3. / 5, 1e-12, 0);
	near(figure(r, "bad_k_occurrence"), 3. / 5, 1e-12, 0);
	sx_result_unref(r);
	must_fail(s, "hubness x --k 1 --labels kin", SX_EUSAGE, "no column 'kin'");
	sx_session_free(s);
}

/* ---- from a sample of the rows ---- */

enum { SEEDS = 300 };

/* The estimates from many samples: their mean is the truth within four of its own errors, their spread is what each of
 * them says of itself within a fifth (300 spreads are known to 4 %, and the jackknife errs on the wide side). */
static void agrees(const double *value, const double *error, double truth, const char *what)
{
	double mean = 0, spread = 0, said = 0;
	for (size_t i = 0; i < SEEDS; i++) {
		mean += value[i] / SEEDS;
		said += error[i] / SEEDS;
	}
	for (size_t i = 0; i < SEEDS; i++)
		spread += (value[i] - mean) * (value[i] - mean) / (SEEDS - 1);
	near_named(mean, truth, 0, 4 * sqrt(spread / SEEDS), what);
	near_named(said, sqrt(spread), 0.2, 0, what);
}

static void sampled_figures(void **state)
{
	(void)state;
	enum { ROWS = 1000 };
	static double skew[SEEDS], skew_se[SEEDS], error[SEEDS], error_se[SEEDS], bad[SEEDS], bad_se[SEEDS], kind[ROWS];
	sx_session *s = sx_session_new();
	sx_space *x = gaussian("x", ROWS, 20, 3);
	sx_mat m = sx_space_mat(x);
	for (size_t i = 0; i < ROWS; i++)
		kind[i] = m.p[i * m.ld] + m.p[i * m.ld + 1] > 0;
	sx_field f = { .name = "kind", .type = SX_INTEGER, .num = kind };
	assert_true(sx_space_add_field(x, &f, NULL));
	give(s, x);
	sx_result *all = must(s, "hubness x --k 10 --labels kind", 2);
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		sx_job job = { .threads = 2, .seed = seed };
		sx_result *r = sx_result_new();
		assert_true(sx_run(s, "hubness x --k 10 --labels kind --queries 250", &job, r, NULL));
		skew[seed] = figure(r, "k_skewness");
		skew_se[seed] = figure(r, "k_skewness_se");
		error[seed] = figure(r, "knn_error");
		error_se[seed] = figure(r, "knn_error_se");
		bad[seed] = figure(r, "bad_k_occurrence");
		bad_se[seed] = figure(r, "bad_k_occurrence_se");
		assert_int_equal(sx_result_scalar(r, "robinhood")->kind, SX_SCALAR_NONE);
		sx_result_unref(r);
	}
	agrees(skew, skew_se, figure(all, "k_skewness"), "skewness");
	agrees(error, error_se, figure(all, "knn_error"), "error of the vote");
	agrees(bad, bad_se, figure(all, "bad_k_occurrence"), "bad occurrences");
	sx_result_unref(all);
	must_fail(s, "hubness x --queries 50", SX_EINPUT, "a sample of 50 rows is too small");
	must_fail(s, "hubness x --queries 100 --self-included", SX_EUSAGE, "need the lists of all rows");
	sx_session_free(s);
}

/* Beyond the budget a sample is taken unasked, and said. */
static void budget_is_kept(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("x", 1000, 20, 3));
	sx_result *r = must(s, "hubness x --budget 1.2e7", 2);		/* n² d is 2e7; 300 rows cost 1.2e7 */
	assert_true(isfinite(figure(r, "k_skewness_se")));
	assert_non_null(strstr(r->note[0], "sample of 300 of 1000 rows"));
	sx_result_unref(r);
	sx_result_unref(must(s, "set budget 1.2e7", 1));
	r = must(s, "knn x", 2);
	assert_true(isfinite(figure(r, "mean_kth_distance_se")));
	sx_result_unref(r);
	r = must(s, "knn x --queries 1000", 2);
	assert_null(sx_result_scalar(r, "mean_kth_distance_se"));
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_values), cmocka_unit_test(dis_sim_global_is_an_inner_product),
		cmocka_unit_test(mutual_proximity_is_symmetric), cmocka_unit_test(nicdm_has_no_scale),
		cmocka_unit_test(f_norm_goes_by_ranks), cmocka_unit_test(all_methods), cmocka_unit_test(votes_by_hand),
		cmocka_unit_test(sampled_figures), cmocka_unit_test(budget_is_kept),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
