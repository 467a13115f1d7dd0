/* test_invariance.c: what must not change: figures under rotation, shift, scale, order of rows, number of threads. */
#include "support.h"

enum { N = 300, D = 6 };

/* A rotation by the orthonormal basis of a Gaussian matrix. */
static void rotate(const float *p, float *out, double scale, double shift)
{
	double q[D * D];
	sx_rng rng = sx_rng_seed(77);
	for (size_t i = 0; i < D * D; i++)
		q[i] = sx_rng_normal(&rng);
	assert_true(sx_orthonormal(D, D, q, NULL));
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < D; j++) {
			double v = shift;
			for (size_t k = 0; k < D; k++)
				v += scale * (double)p[i * D + k] * q[k * D + j];
			out[i * D + j] = (float)v;
		}
}

static sx_session *base(void)
{
	sx_session *s = sx_session_new();
	give(s, gaussian("x", N, D, 13));
	return s;
}

/* Counts are exact unless rounding to float32 swaps two neighbours; on this fixture it swaps none. */
static void rotation_shift_scale(void **state)
{
	(void)state;
	static const char *const lines[] = { "hubness x --k 10", "id x --method twonn,mle", "pca x", "circles x --null 19",
		"dehub x", "dehub x --method mutual_proximity_gamma", "dehub x --method mutual_proximity_empirical", "dehub x --method nicdm",
		"dehub x --method local_scaling", "dehub x --method dis_sim_local", "dehub x --method dis_sim_global" };
	static const char *const names[] = { "k_skewness", "mle", "participation_ratio", "kappa", "after_k_skewness",
		"after_k_skewness", "after_k_skewness", "after_k_skewness", "after_k_skewness", "after_k_skewness", "after_k_skewness" };
	sx_session *a = base(), *b = sx_session_new();
	float p[N * D];
	rotate(sx_space_mat(sx_session_space(a, "x")).p, p, 3, 5);
	give(b, from_points("x", N, D, p));
	for (size_t i = 0; i < SX_COUNT(lines); i++)
		near_named(ask(b, lines[i], names[i]), ask(a, lines[i], names[i]), 2e-5, 0, lines[i]);	/* float32 after a shift of 5 */
	sx_session_free(a);
	sx_session_free(b);
}

static void relative_ignores_rotation_and_scale(void **state)
{
	(void)state;
	sx_session *a = base(), *b = sx_session_new();
	float p[N * D];
	rotate(sx_space_mat(sx_session_space(a, "x")).p, p, 7, 0);
	give(b, from_points("x", N, D, p));
	sx_result_unref(must(a, "relative x --anchors 20", 2));
	sx_result_unref(must(b, "relative x --anchors 20", 2));
	sx_mat u = sx_space_mat(sx_session_space(a, "x.relative")), v = sx_space_mat(sx_session_space(b, "x.relative"));
	for (size_t i = 0; i < N * 20; i++)
		near((double)v.p[i], (double)u.p[i], 0, 1e-6);
	sx_session_free(a);
	sx_session_free(b);
}

/* Rows in another order: figures stay, columns follow their rows. */
static void order_of_rows(void **state)
{
	(void)state;
	sx_session *a = base(), *b = sx_session_new();
	sx_space *x = sx_session_space(a, "x");
	size_t order[N];
	for (size_t i = 0; i < N; i++)
		order[i] = (i * 7 + 3) % N;
	sx_space *y = sx_space_subset(x, "x", order, N, NULL);
	give(b, y);
	static const char *const lines[] = { "hubness x --k 10", "id x --method twonn,mle", "pca x", "dehub x",
		"dehub x --method mutual_proximity_gamma", "dehub x --method nicdm", "dehub x --method f_norm" };
	static const char *const names[] = { "k_skewness", "mle", "participation_ratio", "after_k_skewness", "after_k_skewness",
		"after_k_skewness", "after_k_skewness" };
	for (size_t i = 0; i < SX_COUNT(lines); i++)
		near_named(ask(b, lines[i], names[i]), ask(a, lines[i], names[i]), 1e-12, 0, lines[i]);
	const sx_field *f = sx_space_field(x, "k_occurrence_10"), *g = sx_space_field(sx_session_space(b, "x"), "k_occurrence_10");
	for (size_t i = 0; i < N; i++)
		near(g->num[i], f->num[order[i]], 0, 0);
	sx_session_free(a);
	sx_session_free(b);
}

static void same_result(const sx_result *a, const sx_result *b)
{
	assert_int_equal(a->nscalars, b->nscalars);
	for (size_t i = 0; i < a->nscalars; i++)
		if (a->scalar[i].kind == SX_SCALAR_NUM)
			near_named(b->scalar[i].num, a->scalar[i].num, 0, 0, a->scalar[i].name);
	assert_int_equal(a->nframes, b->nframes);
	for (size_t t = 0; t < a->nframes; t++)
		for (size_t f = 0; f < a->frame[t].nfields; f++)
			for (size_t i = 0; a->frame[t].field[f].type != SX_TEXT && i < a->frame[t].rows; i++)
				near_named(b->frame[t].field[f].num[i], a->frame[t].field[f].num[i], 0, 0, a->frame[t].field[f].name);
}

/* Digit for digit, for any number of threads. */
static void threads_change_nothing(void **state)
{
	(void)state;
	static const char *const lines[] = { "pca x", "pca x --components 2 --solver randomized", "knn x", "hubness x --metric cosine",
		"id x", "id x --method all", "id x --method all --queries 40", "spectrum x --draws 5", "isotropy x",
		"overlap x x", "imbalance x x", "cbie x --clusters 4", "deficiency x x", "circles x --null 39 --planes all",
		"anchors x --method farthest --count 20", "anchors x --count 20",
		"hubness x --split 0.3", "dehub x --method mutual_proximity_gamma", "dehub x --method mutual_proximity_empirical --split 0.1",
		"dehub x --method mutual_proximity_empirical", "dehub x --method f_norm+csls --random --candidates 60" };
	for (size_t i = 0; i < SX_COUNT(lines); i++) {
		sx_session *a = sx_session_new(), *b = sx_session_new();
		give(a, gaussian("x", 1500, 12, 5));
		give(b, gaussian("x", 1500, 12, 5));
		sx_result *one = must(a, lines[i], 1), *three = must(b, lines[i], 3);
		same_result(one, three);
		sx_result_unref(one);
		sx_result_unref(three);
		sx_session_free(a);
		sx_session_free(b);
	}
}

/* Another seed, another draw; the same seed, the same. */
static void seeds(void **state)
{
	(void)state;
	sx_session *s = base();
	sx_err err = { 0 };
	double v[3];
	for (int i = 0; i < 3; i++) {
		sx_job job = { .threads = 2, .seed = i == 2 ? 9 : 4 };
		sx_result *r = sx_result_new();
		assert_true(sx_run(s, "anchors x --count 5", &job, r, &err));
		v[i] = figure(r, "coverage");
		sx_result_unref(r);
	}
	assert_true(v[0] == v[1] && v[0] != v[2]);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rotation_shift_scale), cmocka_unit_test(relative_ignores_rotation_and_scale),
		cmocka_unit_test(order_of_rows), cmocka_unit_test(threads_change_nothing), cmocka_unit_test(seeds),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
