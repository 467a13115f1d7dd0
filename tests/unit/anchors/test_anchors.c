/* test_anchors.c: anchors by every method, and what relative makes of them. */
#include "support.h"

enum { N = 120, D = 6, CLASSES = 4 };

/* Rows near four corners, in turn, with their corner in column c. */
static sx_space *corners(const char *name, uint64_t seed)
{
	sx_space *s = gaussian(name, N, D, seed);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	double code[N];
	for (size_t i = 0; i < N; i++) {
		code[i] = (double)(i % CLASSES);
		for (size_t j = 0; j < D; j++)
			p[i * D + j] = 0.05f * p[i * D + j] + (j == i % CLASSES ? 3 : 0);
	}
	sx_field f = { .name = "c", .type = SX_INTEGER, .num = code };
	assert_true(sx_space_add_field(s, &f, NULL));
	return s;
}

static void one_of_each(const sx_result *r, size_t each)
{
	const sx_field *row = field(r, "anchors", "row");
	size_t count[CLASSES] = { 0 };
	for (size_t i = 0; i < CLASSES * each; i++)
		count[(size_t)row->num[i] % CLASSES]++;
	for (size_t c = 0; c < CLASSES; c++)
		assert_int_equal(count[c], each);
}

static void methods(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, corners("x", 3));
	sx_result *r = must(s, "anchors x --method kmeans --count 4", 2);
	one_of_each(r, 1);
	assert_true(figure(r, "coverage") > 0.99);
	sx_result_unref(r);
	r = must(s, "anchors x --method labels --by c --count 12", 2);
	one_of_each(r, 3);
	sx_result_unref(r);
	r = must(s, "anchors x --method first --count 3", 2);
	near(field(r, "anchors", "row")->num[2], 2, 0, 0);
	sx_result_unref(r);
	must_fail(s, "anchors x --method selected", SX_EINPUT, "mark rows");
	must_fail(s, "anchors x --method labels", SX_EUSAGE, "--by");
	must_fail(s, "anchors x --method file", SX_EUSAGE, "--from");
	sx_session_free(s);
}

static void by_hand(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, corners("x", 3));
	sx_result_unref(must(s, "mark x 7", 2));
	sx_result_unref(must(s, "mark x 50", 2));
	sx_result *r = must(s, "anchors x --method selected", 2);
	near(figure(r, "count"), 2, 0, 0);
	near(field(r, "anchors", "row")->num[0], 7, 0, 0);
	near(field(r, "anchors", "row")->num[1], 50, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* The counterparts of one space's anchors in another whose rows stand in another order. */
static void parallel(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *x = corners("x", 3);
	static char text[N][8];
	const char *label[N], *back[N];
	size_t order[N];
	float p[N * D];
	for (size_t i = 0; i < N; i++) {
		snprintf(text[i], sizeof text[i], "w%zu", i);
		label[i] = text[i];
		order[N - 1 - i] = i;
		back[N - 1 - i] = text[i];
	}
	for (size_t i = 0; i < N; i++)
		memcpy(p + i * D, sx_space_mat(x).p + order[i] * D, D * sizeof *p);
	assert_true(sx_space_set_labels(x, label, NULL));
	sx_space *y = from_points("y", N, D, p);
	assert_true(sx_space_set_labels(y, back, NULL));
	give(s, x);
	give(s, y);
	sx_result_unref(must(s, "anchors x --count 9", 2));
	sx_result_unref(must(s, "relative x", 2));
	sx_result *r = must(s, "relative y --anchors-of x", 2);
	sx_mat u = sx_space_mat(sx_session_space(s, "x.relative")), v = sx_space_mat(sx_session_space(s, "y.relative"));
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < 9; j++)
			near((double)v.p[i * 9 + j], (double)u.p[order[i] * 9 + j], 0, 1e-7);
	assert_string_equal(sx_space_dim_name(sx_session_space(s, "y.relative"), 4),
	                    sx_space_dim_name(sx_session_space(s, "x.relative"), 4));
	sx_result_unref(r);
	sx_result_unref(must(s, "sample y 40 --as few", 2));
	must_fail(s, "relative few --anchors-of x", SX_EINPUT, "no counterpart");
	sx_session_free(s);
}

/* Coefficients on anchors that span the space give the rows back. */
static void basis(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("x", N, D, 8));
	for (size_t anchors = D; anchors <= 2 * D; anchors += D) {	/* exactly as many as it takes, then twice */
		char line[80];
		snprintf(line, sizeof line, "relative x --anchors %zu --similarity basis --as r", anchors);
		sx_result *t = must(s, line, 2);
		sx_mat x = sx_space_mat(sx_session_space(s, "x")), r = sx_space_mat(sx_session_space(s, "r"));
		const double *row = field(t, "anchors", "row")->num;
		for (size_t i = 0; i < N; i++)
			for (size_t j = 0; j < D; j++) {
				double v = 0;
				for (size_t a = 0; a < anchors; a++)
					v += (double)r.p[i * anchors + a] * (double)x.p[(size_t)row[a] * D + j];
				near(v, (double)x.p[i * D + j], 0, 2e-5);	/* coefficients are float32, some of them large */
			}
		sx_result_unref(t);
	}
	sx_session_free(s);
}

static void standardized_and_rounded(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("x", N, D, 8));
	sx_result_unref(must(s, "relative x --anchors 5 --standardize --as z", 2));
	sx_mat z = sx_space_mat(sx_session_space(s, "z"));
	for (size_t a = 0; a < 5; a++) {
		double mean = 0, square = 0;
		for (size_t i = 0; i < N; i++) {
			mean += (double)z.p[i * 5 + a] / N;
			square += (double)z.p[i * 5 + a] * (double)z.p[i * 5 + a] / N;
		}
		near(mean, 0, 0, 1e-6);
		near(square, 1, 1e-6, 0);
	}
	sx_result_unref(must(s, "relative x --anchors 5 --step 0.25 --as q", 2));
	sx_mat q = sx_space_mat(sx_session_space(s, "q"));
	for (size_t i = 0; i < N * 5; i++)
		near((double)q.p[i] * 4, nearbyint((double)q.p[i] * 4), 0, 0);
	sx_session_free(s);
}

int main(void)
{
	sx_blas_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(methods), cmocka_unit_test(by_hand), cmocka_unit_test(parallel), cmocka_unit_test(basis),
		cmocka_unit_test(standardized_and_rounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
