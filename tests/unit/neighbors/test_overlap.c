/* test_overlap.c: overlap and information imbalance: DADApy's figures, ranks by sorting, and what shuffling leaves. */
#include "support.h"
#include "neighbors/knn_search.h"

enum { THREADS = 2 };

static void keep(sx_session *s, const char *line)
{
	sx_err err = { 0 };
	sx_result *r = must(s, line, THREADS);
	assert_true(sx_session_keep(s, r, &err));
	sx_result_unref(r);
}

/* affine3to5 and its first two dimensions; digits and its classes (there neighbours tie, so 2e-4). */
static void dadapy(void **state)
{
	(void)state;
	static const struct { int k; double overlap; } want[] = { { 5, 0.2444 }, { 10, 0.3179 }, { 30, 0.4373 } };
	sx_session *s = sx_session_new();
	char line[80];
	keep(s, "load tests/reference/affine3to5.npy --as a");
	keep(s, "drop-dims a --dims 2,3,4 --cut --as b");
	for (size_t i = 0; i < SX_COUNT(want); i++) {
		snprintf(line, sizeof line, "overlap a b --k %d", want[i].k);
		near(ask(s, line, "neighborhood_overlap"), want[i].overlap, 1e-6, 0);
		near(ask(s, line, "chance"), want[i].k / 999., 1e-12, 0);
	}
	near(ask(s, "imbalance a b", "information_imbalance_ab"), 0.012412, 1e-6, 0);
	near(ask(s, "imbalance a b", "information_imbalance_ba"), 0.182548, 1e-6, 0);
	near(ask(s, "imbalance a b --k 5", "information_imbalance_ab"), 0.0259736, 1e-6, 0);
	near(ask(s, "imbalance a b --k 5", "information_imbalance_ba"), 0.1893576, 1e-6, 0);
	keep(s, "load tests/reference/digits.npy --as digits");
	near(ask(s, "overlap digits --labels label --k 10", "label_overlap"), 0.9651085141903173, 0, 2e-4);
	near(ask(s, "overlap digits --labels label --k 10", "label_overlap_weighted"), 0.9649225370709857, 0, 2e-4);
	near(ask(s, "overlap digits --labels label --k 30", "label_overlap_weighted"), 0.9126620314898288, 0, 2e-4);
	near(ask(s, "overlap digits --labels label --class-fraction 0.3", "label_overlap_weighted"), 0.8596709217241785, 0, 2e-4);
	sx_session_free(s);
}

/* The rank counted by comparing every row, with the cosine and with rows that tie. */
static void ranks_by_counting(void **state)
{
	(void)state;
	enum { N = 150, D = 3 };
	sx_space *a = gaussian("a", N, D, 1), *b = gaussian("b", N, D, 2);
	float *p = (float *)(uintptr_t)sx_space_mat(b).p;
	for (size_t i = 0; i < N * D; i++)
		p[i] = roundf(p[i]);		/* a grid: many equal distances */
	sx_session *s = sx_session_new();
	give(s, a);
	give(s, b);
	sx_mat x = sx_space_mat(sx_session_space(s, "a")), y = sx_space_mat(sx_session_space(s, "b"));
	double sum = 0;
	for (size_t i = 0; i < N; i++) {
		size_t nearest = i == 0;
		for (size_t j = 0; j < N; j++)
			if (j != i && sx_distance(SX_EUCLIDEAN, x.p + i * D, x.p + j * D, D) <
			    sx_distance(SX_EUCLIDEAN, x.p + i * D, x.p + nearest * D, D))
				nearest = j;
		double own = sx_distance(SX_EUCLIDEAN, y.p + i * D, y.p + nearest * D, D);
		for (size_t j = 0; j < N; j++) {
			double d = sx_distance(SX_EUCLIDEAN, y.p + i * D, y.p + j * D, D);
			sum += j != i && j != nearest && (d < own || (d == own && j < nearest));
		}
		sum++;
	}
	near(ask(s, "imbalance a b", "information_imbalance_ab"), 2 * sum / N / N, 1e-12, 0);
	near(ask(s, "imbalance a a --k 4", "information_imbalance_ab"), 5. / N, 1e-12, 0);
	near(ask(s, "imbalance a a --metric cosine", "information_imbalance_ba"), 2. / N, 1e-12, 0);
	near(ask(s, "imbalance a b", "information_imbalance_ba"), 1, 0.2, 0);	/* unrelated: sd of the mean of 150 ranks 0.05 */
	sx_session_free(s);
}

static void same_and_unrelated(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("a", 1000, 6, 1));
	give(s, gaussian("b", 1000, 6, 2));
	give(s, gaussian("c", 999, 6, 2));
	near(ask(s, "overlap a a", "neighborhood_overlap"), 1, 1e-12, 0);
	near(ask(s, "overlap a a --queries 100", "neighborhood_overlap"), 1, 1e-12, 0);
	near(ask(s, "overlap a b", "neighborhood_overlap"), 10. / 999, 0, 4e-3);	/* sd 1e-3 over 10,000 places */
	sx_result *r = must(s, "overlap a b --queries 200", THREADS), *all = must(s, "overlap a b", THREADS);
	near(figure(r, "neighborhood_overlap"), figure(all, "neighborhood_overlap"), 0, 4 * figure(r, "neighborhood_overlap_se"));
	sx_result_unref(r);
	sx_result_unref(all);
	must_fail(s, "overlap a c", SX_EINPUT, "c has 999");
	must_fail(s, "overlap a", SX_EUSAGE, "--labels");
	sx_session_free(s);
}

/* The null of two spaces shuffles the first and leaves the second: chance is left, not the likeness of a space to itself. */
static void null_of_two_spaces(void **state)
{
	(void)state;
	enum { N = 300, D = 4 };
	sx_space *a = gaussian("a", N, D, 21), *more = gaussian("more", N, D, 22);
	float *p;
	sx_space *b = sx_space_new("b", N, D, &p, NULL);
	for (size_t i = 0; i < N * D; i++)
		p[i] = sx_space_mat(a).p[i] + 0.5f * sx_space_mat(more).p[i];
	sx_session *s = sx_session_new();
	give(s, a);
	give(s, b);
	sx_space_unref(more);
	sx_result *r = must(s, "overlap a b --k 10 --null 20", THREADS);
	assert_true(figure(r, "neighborhood_overlap") > 0.25);
	near(figure(r, "neighborhood_overlap_null"), figure(r, "chance"), 0, 0.01);
	near(figure(r, "neighborhood_overlap_p"), 2. / 21, 1e-12, 0);
	sx_result_unref(r);
	r = must(s, "imbalance a b --null 20", THREADS);
	near(figure(r, "information_imbalance_ab_null"), 1, 0, 0.05);
	assert_true(figure(r, "information_imbalance_ab") < 0.5);
	sx_result_unref(r);
	r = must(s, "isotropy a --reference b --null 5", THREADS);	/* a null as its own reference would have its own score */
	assert_true(fabs(figure(r, "isoscore_star_null") - figure(r, "isoscore_null")) > 1e-6);
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(dadapy), cmocka_unit_test(ranks_by_counting),
		cmocka_unit_test(same_and_unrelated), cmocka_unit_test(null_of_two_spaces) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
