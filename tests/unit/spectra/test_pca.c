/* test_pca.c: pca by hand, on the shared fixtures, on rows far from the origin, and at its limits. */
#include "fixtures.h"

/* Points on the axes: variances 18/5 and 2/5 about mean 0 are known by hand. */
static void pca_by_hand(void **state)
{
	(void)state;
	static const float p[] = { 3, 0, -3, 0, 0, 1, 0, -1, 0, 0, 0, 0 };
	sx_session *s = with(from_points("axes", 6, 2, p));
	sx_result *r = must(s, "pca axes", THREADS);
	const sx_field *v = field(r, "components", "explained_variance"), *sv = field(r, "components", "singular_value");
	near(v->num[0], 18. / 5, 1e-12, 0);
	near(v->num[1], 2. / 5, 1e-12, 0);
	near(sv->num[0], sqrt(18), 1e-12, 0);
	near(figure(r, "total_variance"), 4, 1e-12, 0);
	near(figure(r, "participation_ratio"), 400. / (324 + 4), 1e-12, 0);
	near(figure(r, "components_90"), 1, 0, 0);	/* 18 of 20 is exactly 90 % */
	near(figure(r, "components_95"), 2, 0, 0);
	sx_mat scores = sx_space_mat(sx_session_space(s, "axes.pca"));
	near(fabs((double)scores.p[0]), 3, 1e-6, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

static void pca_of_fixture(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("x5", 200, 5, 42));
	static const double want[] = { 1.159007, 1.056862, 0.978803, 0.848461, 0.791135 };
	sx_result *r = must(s, "pca x5", THREADS);
	for (size_t i = 0; i < 5; i++)
		near(field(r, "components", "explained_variance")->num[i], want[i], 0, 6e-7);	/* six decimals are given */
	near(figure(r, "participation_ratio"), 4.905479182734, FLOAT_INPUT, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* Subspace iteration finds the leading directions of a spectrum that falls: 2^-i beside isotropic rest. */
static void randomized_agrees_with_full(void **state)
{
	(void)state;
	float *p;
	sx_space *space = sx_space_new("wide", 300, 600, &p, NULL);
	sx_rng rng = sx_rng_seed(11);
	for (size_t i = 0; i < 300; i++)
		for (size_t j = 0; j < 600; j++)
			p[i * 600 + j] = (float)(sx_rng_normal(&rng) * (j < 8 ? pow(2, -(double)j) * 20 : 0.01));
	sx_session *s = with(space);
	sx_result *a = must(s, "pca wide --components 5 --solver full", THREADS);
	sx_result *b = must(s, "pca wide --components 5 --solver randomized", THREADS);
	for (size_t i = 0; i < 5; i++)
		near(field(b, "components", "singular_value")->num[i], field(a, "components", "singular_value")->num[i], 1e-9, 0);
	near(figure(b, "total_variance"), figure(a, "total_variance"), 1e-12, 0);
	assert_true(isnan(figure(b, "participation_ratio")));
	sx_result_unref(a);
	sx_result_unref(b);
	sx_session_free(s);
}

/* Rows far from the origin whose last row, which no evenly spaced guess of the mean sees, lies alone 2^20 away: 5,000
 * rows of the counts 0 … 4999 and of +-1 have singular values by the closed form of their two-column covariance. */
static void pca_of_drift(void **state)
{
	(void)state;
	enum { N = 5000 };
	float *p;
	sx_space *space = sx_space_new("drift", N, 3, &p, NULL);
	for (size_t i = 0; i < N; i++) {
		p[i * 3] = (float)(i + 100000);
		p[i * 3 + 1] = i % 2 ? 1000001.0f : 999999.0f;
		p[i * 3 + 2] = i + 1 == N ? 1048576 : 0;
	}
	sx_session *s = with(space);
	sx_result *r = must(s, "pca drift --solver full", THREADS);
	double n = N, far = 1048576, a = n * (n * n - 1) / 12, b = n, c = far * far * (1 - 1 / n);
	near(figure(r, "total_variance"), (a + b + c) / (n - 1), 1e-13, 0);
	/* The determinant of the covariance: the last column goes with the counts by far (n-1)/2, with the signs by far, and
	 * the counts with the signs by n/2. */
	double ab = n / 2, ac = far * (n - 1) / 2, bc = far, product = 1;
	double det = a * (b * c - bc * bc) - ab * (ab * c - bc * ac) + ac * (ab * bc - b * ac);
	for (size_t i = 0; i < 3; i++)
		product *= pow(field(r, "components", "singular_value")->num[i], 2);
	near(product, det, 1e-6, 0);	/* the least eigenvalue is 5e-9 of the largest: that many digits go by squaring */
	sx_result_unref(r);
	sx_session_free(s);
}

static void pca_edges(void **state)
{
	(void)state;
	static const float equal[] = { 1, 2, 1, 2, 1, 2 };
	sx_session *s = with(from_points("equal", 3, 2, equal));
	sx_result *r = must(s, "pca equal", THREADS);
	near(figure(r, "total_variance"), 0, 0, 1e-12);
	assert_true(isnan(figure(r, "participation_ratio")));
	sx_result_unref(r);
	must_fail(s, "pca equal --components 3", SX_EINPUT, "at most 2");
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pca_by_hand), cmocka_unit_test(pca_of_fixture), cmocka_unit_test(randomized_agrees_with_full),
		cmocka_unit_test(pca_of_drift), cmocka_unit_test(pca_edges),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
