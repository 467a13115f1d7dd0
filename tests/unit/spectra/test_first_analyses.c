/* test_analyses.c: the analyses against closed forms, hand checks and the shared Gaussian fixtures.
 *
 * X5 = G(200, 5, 42), X50 = G(200, 50, 7), A = G(200, 8, 1): the figures beside them were computed in double with an
 * independent program on the double fixture; a space holds float32, so the tolerance is what that rounding moves. */
#include "support.h"
#include "numeric/stats.h"

enum { THREADS = 2 };
static const double FLOAT_INPUT = 2e-6;		/* relative; each input is off by at most 2^-25 */

static sx_session *with(sx_space *space)
{
	sx_session *s = sx_session_new();
	give(s, space);
	return s;
}

/* ---- pca ---- */

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

/* ---- hubness ---- */

static void hubness_by_hand(void **state)
{
	(void)state;
	static const float p[] = { 0, 0, 1, 0, -1, 0, 0, 1, 0, -1 };
	sx_session *s = with(from_points("cross", 5, 2, p));
	sx_result *r = must(s, "hubness cross --k 1", THREADS);
	near(figure(r, "k_skewness"), 1.290994, 0, 5e-7);
	near(figure(r, "robinhood"), 0.6, 1e-12, 0);
	near(figure(r, "antihub_occurrence"), 0.6, 1e-12, 0);
	near(figure(r, "hub_occurrence"), 0.8, 1e-12, 0);
	near(figure(r, "max_k_occurrence"), 4, 0, 0);
	/* N = 4 1 0 0 0: Gini 2 (4*1 + 5*4)/(5*5) - 6/5; Atkinson 1 - ((2 + 1)/5)^2 */
	near(figure(r, "gini"), 0.72, 1e-12, 0);
	near(figure(r, "atkinson"), 0.64, 1e-12, 0);
	const sx_field *n = sx_space_field(sx_session_space(s, "cross"), "k_occurrence_1");
	assert_non_null(n);
	near(n->num[0], 4, 0, 0);
	sx_result_unref(r);
	must_fail(s, "hubness cross --k 5", SX_EINPUT, "k is 5, but 5 rows");
	sx_session_free(s);
}

static void hubness_of_fixture(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("x50", 200, 50, 7));
	near(ask(s, "hubness x50 --k 10", "k_skewness"), 2.265114, 0, 5e-7);
	near(ask(s, "hubness x50 --k 10", "robinhood"), 0.4255, 1e-12, 0);
	near(ask(s, "hubness x50 --k 10", "antihub_occurrence"), 0.095, 1e-12, 0);
	near(ask(s, "hubness x50 --k 10", "hub_occurrence"), 0.535, 1e-12, 0);
	near(ask(s, "hubness x50 --k 10", "max_k_occurrence"), 65, 0, 0);
	near(ask(s, "hubness x50 --k 10 --metric cosine", "k_skewness"), 0.160012, 0, 5e-7);
	near(ask(s, "hubness x50 --k 10 --metric cosine", "robinhood"), 0.1195, 1e-12, 0);
	sx_result *r = must(s, "hubness x50 --k 5,10,50", THREADS);
	assert_int_equal(sx_result_frame(r, "by_k")->rows, 3);
	assert_int_equal(r->ncolumns, 3);
	near(field(r, "by_k", "k_skewness")->num[1], 2.265114, 0, 5e-7);
	near(figure(r, "k_skewness"), field(r, "by_k", "k_skewness")->num[0], 0, 0);	/* scalars are those of the first k */
	sx_result_unref(r);
	sx_session_free(s);
}

/* ---- id ---- */

/* mu = 3 2 1.5 1.5 1.5 on the points 0 1 3 7 15 of a line. */
static void twonn_by_hand(void **state)
{
	(void)state;
	static const float p[] = { 0, 1, 3, 7, 15 };
	sx_session *s = with(from_points("line", 5, 1, p));
	near(ask(s, "id line --method twonn", "twonn"), 1.3297188059, 1e-9, 0);
	near(ask(s, "id line --method twonn", "twonn_fit"), 1.8329829960, 1e-9, 0);
	sx_session_free(s);
}

static void id_of_fixture(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("x5", 200, 5, 42));
	near(ask(s, "id x5", "twonn_fit"), 4.673436894668, FLOAT_INPUT, 0);
	near(ask(s, "id x5", "twonn"), 4.438684733851, FLOAT_INPUT, 0);
	near(ask(s, "id x5", "mle"), 4.745471430290, FLOAT_INPUT, 0);
	near(ask(s, "id x5", "mle_mean"), 5.027142214483, FLOAT_INPUT, 0);
	near(ask(s, "id x5", "lpca"), 4.905479182734, FLOAT_INPUT, 0);
	static const double gride[] = { 4.460989682263, 5.142345282029, 5.005295003596, 4.733507008979, 4.389085612568, 3.853766537948 };
	sx_result *r = must(s, "id x5 --method gride", THREADS);
	for (size_t i = 0; i < SX_COUNT(gride); i++)
		near(field(r, "gride_scaling", "dimension")->num[i], gride[i], FLOAT_INPUT, 0);
	near(field(r, "gride_scaling", "error")->num[0], 0.315440, 0, 5e-6);
	sx_result_unref(r);
	/* TwoNN's n-version, GRIDE(1, 2) and the harmonic MLE at k = 2 are one estimator */
	near(ask(s, "id x5 --method mle --k 2", "mle"), gride[0], FLOAT_INPUT, 0);
	sx_session_free(s);
}

/* The interval of TwoNN against the spread of its readings over 150 clouds (whose own error is 6 %). Theory's d / sqrt(n)
 * takes rows for independent, and is narrower: nearest neighbours share their distance. */
static void twonn_interval(void **state)
{
	(void)state;
	enum { CLOUDS = 150 };
	double v[CLOUDS], spread = 0, width = 0, mean;
	for (size_t i = 0; i < CLOUDS; i++) {
		sx_session *s = with(gaussian("g", 500, 5, i));
		sx_result *r = must(s, "id g --method twonn", THREADS);
		v[i] = figure(r, "twonn");
		width += (figure(r, "twonn_high") - figure(r, "twonn_low")) / CLOUDS;
		assert_true(figure(r, "twonn_low") < v[i] && v[i] < figure(r, "twonn_high"));
		sx_result_unref(r);
		sx_session_free(s);
	}
	mean = sx_mean(v, CLOUDS);
	for (size_t i = 0; i < CLOUDS; i++)
		spread += (v[i] - mean) * (v[i] - mean) / (CLOUDS - 1);
	near(width, 2 * 1.96 * sqrt(spread), 0.15, 0);
	near(mean, 5, 0.03, 0);
}

/* Rows given twice change nothing but the count. */
static void duplicates_are_removed(void **state)
{
	(void)state;
	float *p;
	sx_space *one = gaussian("one", 150, 4, 9), *two = sx_space_new("two", 200, 4, &p, NULL);
	sx_mat m = sx_space_mat(one);
	for (size_t i = 0; i < 200; i++)
		memcpy(p + 4 * i, m.p + 4 * (i % 150), 4 * sizeof *p);
	p[4 * 150] = -0.0f;	/* row 150 is no twin of row 0 any more, unless that holds 0 */
	sx_session *s = with(one);
	give(s, two);
	near(ask(s, "id two --method twonn", "duplicates_removed"), 49, 0, 0);
	p[4 * 150] = p[0];
	sx_session_free(s);
	s = with(gaussian("one", 150, 4, 9));
	two = sx_space_new("two", 200, 4, &p, NULL);
	m = sx_space_mat(sx_session_space(s, "one"));
	for (size_t i = 0; i < 200; i++)
		memcpy(p + 4 * i, m.p + 4 * (i % 150), 4 * sizeof *p);
	give(s, two);
	near(ask(s, "id two --method mle", "mle"), ask(s, "id one --method mle", "mle"), 1e-13, 0);
	near(ask(s, "id two --method mle", "duplicates_removed"), 50, 0, 0);
	const sx_field *local = sx_space_field(sx_session_space(s, "two"), "lid_mle");
	near(local->num[150], local->num[0], 0, 0);
	sx_session_free(s);
}

/* ---- circles ---- */

static sx_space *ring_in(size_t n, size_t d, double sigma, uint64_t seed)
{
	float *p;
	sx_space *s = sx_space_new("ring", n, d, &p, NULL);
	sx_rng rng = sx_rng_seed(seed);
	for (size_t i = 0; i < n; i++) {
		double t = 6.283185307179586 * sx_rng_unit(&rng);
		for (size_t j = 0; j < d; j++)
			p[i * d + j] = (float)(sigma * sx_rng_normal(&rng) + (j == 0 ? cos(t) : j == 1 ? sin(t) : 0));
	}
	return s;
}

static void planted_circle(void **state)
{
	(void)state;
	sx_session *s = with(ring_in(500, 16, 0.1, 3));
	sx_result *r = must(s, "circles ring --null 199", THREADS);
	near(figure(r, "circles_found"), 1, 0, 0);
	assert_string_equal(sx_result_scalar(r, "best_plane")->text, "1-2");
	near(figure(r, "kappa"), 1.044, 0, 0.02);		/* the specification's mean at n = 500, noise .1 */
	near(figure(r, "p_value"), 1. / 200, 1e-12, 0);		/* the least that 199 draws can give */
	assert_non_null(sx_space_field(sx_session_space(s, "ring"), "angle"));
	sx_result_unref(r);
	sx_session_free(s);
}

static void gaussian_has_no_circle(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 500, 16, 21));
	sx_result *r = must(s, "circles g --null 199 --planes all", THREADS);
	near(figure(r, "circles_found"), 0, 0, 0);
	near(figure(r, "planes_tested"), 28, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* The trained network's planes of principal components show two of its nine circles; the untrained table none. */
static void circles_of_the_network(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load samples/modular/embed.npy --as trained", THREADS));
	sx_result_unref(must(s, "load samples/modular/embed_init.npy --as untrained", THREADS));
	sx_result *r = must(s, "circles trained --components 18", THREADS);
	const sx_field *plane = field(r, "planes", "plane"), *kappa = field(r, "planes", "kappa");
	assert_string_equal(plane->text[0], "9-10");
	near(kappa->num[0], 1.144, 0, 6e-4);
	assert_string_equal(plane->text[1], "11-12");
	near(kappa->num[1], 1.178, 0, 6e-4);
	near(figure(r, "circles_found"), 2, 0, 0);
	sx_result_unref(r);
	near(ask(s, "circles untrained --components 18", "circles_found"), 0, 0, 0);
	sx_session_free(s);
}

static void circles_edges(void **state)
{
	(void)state;
	static const float line[] = { 0, 0, 1, 1, 2, 2, 3, 3, 4, 4 };
	sx_session *s = with(from_points("line", 5, 2, line));
	must_fail(s, "circles line", SX_EINPUT, "lie on a line");
	must_fail(s, "circles line --where 'row < 3'", SX_EUSAGE, "needs Lua");
	must_fail(s, "circles line --order nothing", SX_EINPUT, "line");
	static const float three[] = { 0, 0, 1, 0, 0, 1 };
	give(s, from_points("three", 3, 2, three));
	must_fail(s, "circles three", SX_EINPUT, "3 rows are too few");
	sx_session_free(s);
}

/* ---- anchors and relative ---- */

static void farthest_points(void **state)
{
	(void)state;
	static const double want[] = { 0, 31, 71, 19, 111 };
	sx_session *s = with(gaussian("a", 200, 8, 1));
	sx_result *r = must(s, "anchors a --method farthest --count 5 --start 0", THREADS);
	for (size_t i = 0; i < 5; i++)
		near(field(r, "anchors", "row")->num[i], want[i], 0, 0);
	sx_result_unref(r);
	r = must(s, "relative a", THREADS);
	near(figure(r, "anchors"), 5, 0, 0);
	sx_space *rel = sx_session_space(s, "a.relative");
	assert_int_equal(sx_space_dims(rel), 5);
	near((double)sx_space_mat(rel).p[0], 1, 1e-6, 0);	/* row 0 is the first anchor */
	assert_string_equal(sx_space_dim_name(rel, 1), "#31");
	sx_result_unref(r);
	sx_session_free(s);
}

static void farthest_stops_when_covered(void **state)
{
	(void)state;
	static const float p[] = { 1, 0, 2, 0, 0, 1, 0, 3, -1, 0 };
	sx_session *s = with(from_points("few", 5, 2, p));
	near(ask(s, "anchors few --method farthest --count 5 --start 0", "count"), 3, 0, 0);
	near(ask(s, "anchors few --method farthest --count 5 --start 0", "coverage"), 1, 1e-12, 0);
	must_fail(s, "anchors few --count 6", SX_EINPUT, "6 anchors of 5 rows");
	must_fail(s, "relative few --anchors 9", SX_EINPUT, "9 anchors of 5 rows");
	must_fail(s, "relative few --anchors nowhere.txt", SX_EIO, "nowhere.txt");
	sx_session_free(s);
}

/* Orthonormal anchors have condition 1; rows between two of them are covered by cos 45 degrees. */
static void what_anchors_are_worth(void **state)
{
	(void)state;
	static const float p[] = { 1, 0, 0, 5, 3, 3 };
	sx_session *s = with(from_points("axes", 3, 2, p));
	sx_result *r = must(s, "anchors axes --method farthest --count 2 --start 0", THREADS);
	near(figure(r, "condition"), 1, 1e-12, 0);
	near(figure(r, "coverage"), (2 + sqrt(0.5)) / 3, 1e-12, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* ---- analogy ---- */

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
		cmocka_unit_test(pca_by_hand), cmocka_unit_test(pca_of_fixture), cmocka_unit_test(randomized_agrees_with_full),
		cmocka_unit_test(pca_of_drift), cmocka_unit_test(pca_edges), cmocka_unit_test(hubness_by_hand),
		cmocka_unit_test(hubness_of_fixture),
		cmocka_unit_test(twonn_by_hand), cmocka_unit_test(id_of_fixture), cmocka_unit_test(twonn_interval),
		cmocka_unit_test(duplicates_are_removed), cmocka_unit_test(planted_circle), cmocka_unit_test(gaussian_has_no_circle),
		cmocka_unit_test(circles_of_the_network), cmocka_unit_test(circles_edges), cmocka_unit_test(farthest_points),
		cmocka_unit_test(farthest_stops_when_covered), cmocka_unit_test(what_anchors_are_worth),
		cmocka_unit_test(analogy_by_hand), cmocka_unit_test(analogy_of_words),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
