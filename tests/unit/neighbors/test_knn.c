/* test_knn.c: the exact neighbour table against a plain double version, on easy and hard cases. */
#include "support.h"

#include "neighbors/knn_search.h"
#include "neighbors/knn_approximate.h"
#include "neighbors/knn_subset.h"

/* The plain version that stands beside the kernel: every distance in double, sorted by (distance, index). */
typedef struct near_ { double d; uint32_t i; } near_;

static int order(const void *a, const void *b)
{
	const near_ *x = a, *y = b;
	return x->d < y->d ? -1 : x->d > y->d ? 1 : (x->i > y->i) - (x->i < y->i);
}

static void plain(const sx_space *s, sx_metric metric, size_t row, near_ *list)
{
	sx_mat m = sx_space_mat(s);
	size_t at = 0;
	for (size_t i = 0; i < m.n; i++)
		if (i != row)
			list[at++] = (near_){ sx_distance(metric, m.p + row * m.ld, m.p + i * m.ld, m.d), (uint32_t)i };
	qsort(list, at, sizeof *list, order);
}

static size_t check(sx_space *s, sx_metric metric, size_t k, int threads)
{
	sx_job job = { .threads = threads };
	sx_err err = { 0 };
	sx_knn t;
	size_t n = sx_space_rows(s);
	near_ *list = calloc(n, sizeof *list);
	if (!sx_knn_get(s, metric, k, &job, &t, &err))
		fail_msg("%s", err.msg);
	for (size_t i = 0; i < n; i++) {
		plain(s, metric, i, list);
		for (size_t j = 0; j < k; j++) {
			if (t.index[i * t.ld + j] != list[j].i)
				fail_msg("row %zu, neighbour %zu is %u at %.17g, not %u at %.17g", i, j, t.index[i * t.ld + j],
				         t.distance[i * t.ld + j], list[j].i, list[j].d);
			/* the same sum in another order: a few units of the last place */
			near(t.distance[i * t.ld + j], list[j].d, 1e-13, 1e-300);
		}
	}
	free(list);
	size_t again = t.again;
	sx_space_unref(s);
	return again;
}

static void gaussian_all_metrics(void **state)
{
	(void)state;
	for (int m = 0; m < 3; m++)
		for (int threads = 1; threads <= 3; threads++)
			assert_int_equal(check(gaussian("g", 700, 24, 5), (sx_metric)m, 10, threads), 0);	/* nothing searched twice */
}

static void sizes_around_the_blocks(void **state)
{
	(void)state;
	static const size_t n[] = { 2, 3, 5, 63, 64, 65, 255, 256, 257, 511, 513, 1025 };
	for (size_t i = 0; i < SX_COUNT(n); i++)
		check(gaussian("g", n[i], 3, 7), SX_EUCLIDEAN, n[i] > 9 ? 9 : n[i] - 1, 2);
}

/* The last block holds fewer rows than a first bar needs. */
static void every_k(void **state)
{
	(void)state;
	for (size_t k = 1; k < 200; k += k < 40 || k > 80 ? 13 : 1)
		check(gaussian("g", 200, 50, 7), SX_EUCLIDEAN, k, 1 + (int)(k % 3));
}

static void every_other_row(void **state)
{
	(void)state;
	check(gaussian("g", 120, 6, 8), SX_EUCLIDEAN, 119, 2);
}

/* Single precision sees nothing of the differences: the mean is 1e4 away. */
static void far_offset(void **state)
{
	(void)state;
	float p[300 * 4];
	sx_rng rng = sx_rng_seed(3);
	for (size_t i = 0; i < SX_COUNT(p); i++)
		p[i] = 1e4f + (float)sx_rng_normal(&rng);
	check(from_points("far", 300, 4, p), SX_EUCLIDEAN, 8, 2);
}

/* Two clusters 1e6 apart, each 1 wide: centring does not help, only the second search does. */
static void two_far_clusters(void **state)
{
	(void)state;
	float p[400 * 3];
	sx_rng rng = sx_rng_seed(4);
	for (size_t i = 0; i < SX_COUNT(p); i++)
		p[i] = (i / 3 % 2 ? 1e6f : -1e6f) + (float)sx_rng_normal(&rng);
	assert_true(check(from_points("two", 400, 3, p), SX_EUCLIDEAN, 5, 2) > 0);
}

static void duplicates_and_ties(void **state)
{
	(void)state;
	float p[600 * 2];
	for (size_t i = 0; i < 600; i++) {	/* a lattice of 25, each point 24 times */
		p[2 * i] = (float)(i % 5);
		p[2 * i + 1] = (float)(i / 5 % 5);
	}
	check(from_points("lattice", 600, 2, p), SX_EUCLIDEAN, 10, 2);
	for (size_t i = 0; i < SX_COUNT(p); i++)
		p[i] = 2;
	check(from_points("equal", 600, 2, p), SX_EUCLIDEAN, 10, 2);
	check(from_points("equal", 600, 2, p), SX_COSINE, 10, 2);
	check(from_points("equal", 600, 2, p), SX_DOT, 10, 2);
}

static void huge_and_tiny(void **state)
{
	(void)state;
	float p[300 * 4];
	static const float scale[] = { 1e30f, 1e-30f, 1e19f, 1e-20f };
	for (size_t c = 0; c < SX_COUNT(scale); c++) {
		sx_rng rng = sx_rng_seed(c);
		for (size_t i = 0; i < SX_COUNT(p); i++)
			p[i] = scale[c] * (float)sx_rng_normal(&rng);
		check(from_points("scaled", 300, 4, p), SX_EUCLIDEAN, 6, 2);
		check(from_points("scaled", 300, 4, p), SX_COSINE, 6, 2);
		check(from_points("scaled", 300, 4, p), SX_DOT, 6, 2);
	}
	for (size_t i = 0; i < SX_COUNT(p); i++)		/* one row dwarfs the rest */
		p[i] = i < 4 ? 1e15f : (float)(i * 7919 % 1009) / 1009;
	check(from_points("giant", 300, 4, p), SX_EUCLIDEAN, 6, 2);
}

/* Enough rows for a sieve of bytes: easy ones, twins, a lattice full of ties, one row far out that makes the grid coarse,
 * coordinates of 1e30 and 1e-30, more dimensions than a word of bytes holds evenly. */
static void behind_a_sieve(void **state)
{
	(void)state;
	static float p[1500 * 21];
	for (size_t c = 0; c < 6; c++) {
		static const float scale[] = { 1, 1, 1, 1, 1e30f, 1e-30f };
		sx_rng rng = sx_rng_seed(c);
		for (size_t i = 0; i < SX_COUNT(p); i++) {
			float x = (float)sx_rng_normal(&rng);
			p[i] = scale[c] * (c == 1 && i >= 750 * 21 ? p[i - 750 * 21] : c == 2 ? rintf(x / 2) : x);
		}
		if (c == 3)
			p[0] = 40;
		for (int threads = c == 0 ? 1 : 3; threads <= 3; threads++)
			check(from_points("many", 1500, 21, p), SX_EUCLIDEAN, 10, threads);
		if (c != 2)	/* rounded to a lattice, some row is all zeros */
			check(from_points("many", 1500, 21, p), SX_COSINE, 10, 2);
	}
	assert_int_equal(check(gaussian("g", 1500, 24, 5), SX_EUCLIDEAN, 10, 2), 0);
	assert_int_equal(check(gaussian("g", 1500, 24, 5), SX_COSINE, 10, 2), 0);
}

/* k = 1 on the cross: row 0 is everybody's neighbour, ties go to the lower row. */
static void five_points(void **state)
{
	(void)state;
	static const float p[] = { 0, 0, 1, 0, -1, 0, 0, 1, 0, -1 };
	static const uint32_t want[] = { 1, 0, 0, 0, 0 };
	sx_space *s = from_points("cross", 5, 2, p);
	sx_job job = { .threads = 2 };
	sx_knn t;
	assert_true(sx_knn_get(s, SX_EUCLIDEAN, 1, &job, &t, NULL));
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(t.index[i * t.ld], want[i]);
	assert_int_equal(sx_knn_boundary_ties(&t), 1);	/* row 0 has four at distance 1 */
	sx_space_unref(s);
}

/* Points from elsewhere, and rows of the space itself, which are not their own neighbours. */
static void questions(void **state)
{
	(void)state;
	sx_space *s = gaussian("s", 700, 12, 3), *from = gaussian("from", 130, 12, 4);
	sx_mat m = sx_space_mat(s), q = sx_space_mat(from);
	near_ *list = calloc(m.n, sizeof *list);
	size_t self[130];
	for (size_t i = 0; i < 130; i += 2) {	/* every other one is a row */
		self[i] = (i * 37) % 700;
		self[i + 1] = SIZE_MAX;
		memcpy((float *)(uintptr_t)q.p + i * q.ld, m.p + self[i] * m.ld, 12 * sizeof(float));
	}
	for (int c = 0; c < 12; c++) {
		sx_metric metric = (sx_metric)(c % 3);
		size_t k = c < 6 ? 7 : 699;
		const size_t *who = c / 3 % 2 ? self : NULL;
		sx_arena *a = sx_arena_new(0);
		sx_job job = { .threads = 1 + c % 3 };
		sx_err err = { 0 };
		sx_knn t;
		if (!sx_knn_of(s, &(sx_knn_asked){ q, who, metric, k }, &job, a, &t, &err))
			fail_msg("%s", err.msg);
		assert_int_equal(t.n, 130);
		for (size_t i = 0; i < q.n; i++) {
			size_t at = 0;
			for (size_t j = 0; j < m.n; j++)
				if (who == NULL || who[i] != j)
					list[at++] = (near_){ sx_distance(metric, q.p + i * q.ld, m.p + j * m.ld, m.d), (uint32_t)j };
			qsort(list, at, sizeof *list, order);
			for (size_t j = 0; j < k; j++) {
				assert_int_equal(t.index[i * t.ld + j], list[j].i);
				near(t.distance[i * t.ld + j], list[j].d, 1e-13, 1e-14);
			}
		}
		sx_arena_free(a);
	}
	sx_space_unref(s);
	sx_space_unref(from);
	free(list);
}

static void wrong_questions(void **state)
{
	(void)state;
	sx_space *s = gaussian("s", 20, 12, 3), *other = gaussian("o", 5, 11, 4);
	sx_job job = { .threads = 1 };
	sx_err err = { 0 };
	sx_knn t;
	sx_arena *a = sx_arena_new(0);
	size_t self[5] = { 0 };
	assert_false(sx_knn_of(s, &(sx_knn_asked){ sx_space_mat(other), NULL, SX_EUCLIDEAN, 3 }, &job, a, &t, &err));
	assert_non_null(strstr(err.msg, "12 dimensions, but the queries have 11"));
	assert_false(sx_knn_of(s, &(sx_knn_asked){ { sx_space_mat(s).p, 5, 12, 12 }, self, SX_EUCLIDEAN, 20 }, &job, a, &t, &err));
	assert_non_null(strstr(err.msg, "k is 20"));
	sx_space_unref(s);
	sx_space_unref(other);
	sx_arena_free(a);
}

/* A sample's lines are the lines of the whole table, and a larger sample begins with the smaller. */
static void samples(void **state)
{
	(void)state;
	sx_space *s = gaussian("s", 1000, 8, 3);
	sx_job job = { .threads = 2, .seed = 9 };
	sx_knn all, small, large, again;
	assert_true(sx_knn_get(s, SX_EUCLIDEAN, 8, &job, &all, NULL));
	assert_true(sx_knn_sample(s, SX_EUCLIDEAN, 7, 60, &job, &small, NULL));
	size_t first[60];
	memcpy(first, small.rows, sizeof first);
	assert_true(sx_knn_sample(s, SX_EUCLIDEAN, 7, 300, &job, &large, NULL));
	assert_true(sx_knn_sample(s, SX_EUCLIDEAN, 6, 60, &job, &again, NULL));
	assert_ptr_equal(again.index, large.index);	/* no more work than the lines that were lacking */
	assert_int_equal(again.n, 60);
	assert_int_equal(large.of, 1000);
	for (size_t i = 0; i < 300; i++) {
		assert_true(i >= 60 || large.rows[i] == first[i]);
		for (size_t j = 0; j < 7; j++) {
			assert_int_equal(large.index[i * large.ld + j], all.index[large.rows[i] * all.ld + j]);
			near(large.distance[i * large.ld + j], all.distance[large.rows[i] * all.ld + j], 0, 0);
		}
	}
	assert_true(sx_knn_sample(s, SX_EUCLIDEAN, 7, 500, &job, &again, NULL));
	assert_null(again.rows);			/* half the rows cost as much as all of them */
	assert_int_equal(again.n, 1000);
	sx_space_unref(s);
}

/* The standard error is honest: of 95 % intervals from 400 samples of 400 rows, about 95 % hold the mean of all. Exact
 * binomial limits at 1 in 10,000 either way are 361 and 394. */
static void sample_errors(void **state)
{
	(void)state;
	sx_session *session = sx_session_new();
	give(session, gaussian("s", 1000, 8, 3));
	sx_result *r = must(session, "knn --k 5", 2);
	double truth = sx_result_scalar(r, "mean_kth_distance")->num;
	assert_null(sx_result_scalar(r, "mean_kth_distance_se"));
	sx_result_unref(r);
	size_t held = 0;
	for (uint64_t seed = 0; seed < 400; seed++) {
		sx_job job = { .threads = 1, .seed = seed };
		r = sx_result_new();
		assert_true(sx_run(session, "knn --k 5 --queries 400", &job, r, NULL));
		double mean = sx_result_scalar(r, "mean_kth_distance")->num, se = sx_result_scalar(r, "mean_kth_distance_se")->num;
		held += fabs(mean - truth) <= 1.96 * se;
		sx_result_unref(r);
	}
	assert_in_range(held, 361, 394);
	sx_session_free(session);
}

/* Chosen rows read the table of the whole, whose lines are complete as far as they go; the answer is the exact one,
 * with duplicates and ties too. */
static void parts_of_a_table(void **state)
{
	(void)state;
	static const double share[] = { 0.05, 0.4, 0.7, 0.95 };
	for (size_t c = 0; c < 8; c++) {
		sx_space *s = gaussian("s", 600, 4, 3);
		float *p = (float *)(uintptr_t)sx_space_mat(s).p;
		for (size_t i = 0; c >= 4 && i < 2400; i++)
			p[i] = (float)(int)(2 * p[i]);		/* a lattice */
		sx_job job = { .threads = 2 };
		sx_knn t;
		assert_true(sx_knn_get(s, SX_EUCLIDEAN, 12, &job, &t, NULL));
		size_t rows[600], m = 0;
		sx_rng rng = sx_rng_seed(c);
		for (size_t i = 0; i < 600; i++)
			if (sx_rng_unit(&rng) < share[c % 4])
				rows[m++] = i;
		sx_space *part = sx_space_subset(s, "part", rows, m, NULL);
		assert_true(sx_knn_part_of(part, s, rows, NULL));
		check(part, SX_EUCLIDEAN, 7, 2);
		sx_space_unref(s);
	}
}

/* What the graph finds is true as far as it goes, the same for any number of threads, and its recall is what a count over
 * all rows says, within four standard errors. */
static void approximate_graph(void **state)
{
	(void)state;
	for (int m = 0; m < 3; m++) {
		sx_metric metric = (sx_metric)m;
		sx_job one = { .threads = 1 }, three = { .threads = 3 };
		sx_err err = { 0 };
		sx_knn a, b, exact;
		sx_space *s = gaussian("s", 2000, 16, 3), *again = gaussian("s", 2000, 16, 3);
		if (!sx_knn_graph(s, metric, 10, &one, &a, &err)) {
			assert_non_null(strstr(err.msg, "built without hnswlib"));
			sx_space_unref(s);
			sx_space_unref(again);
			skip_because("built without hnswlib");
		}
		assert_true(sx_knn_graph(again, metric, 10, &three, &b, &err));
		assert_memory_equal(a.index, b.index, 2000 * 10 * sizeof *a.index);
		assert_true(sx_knn_get(again, metric, 10, &three, &exact, &err));
		sx_mat x = sx_space_mat(s);
		double both = 0, recall, error;
		for (size_t i = 0; i < 2000; i++)
			for (size_t j = 0; j < 10; j++) {
				uint32_t other = a.index[i * a.ld + j];
				assert_true(other != i && (j == 0 || a.distance[i * a.ld + j] >= a.distance[i * a.ld + j - 1]));
				near(a.distance[i * a.ld + j], sx_distance(metric, x.p + i * x.ld, x.p + other * x.ld, x.d), 0, 0);
				for (size_t l = 0; l < 10; l++)
					both += exact.index[i * exact.ld + l] == other;
			}
		assert_true(sx_knn_recall(s, metric, &a, 500, &three, &recall, &error, &err));
		near(recall, both / 20000, 0, 4 * error);
		/* the inner product is no metric: the library's graph finds less there */
		assert_true(recall > (metric == SX_DOT ? 0.7 : 0.95) && recall <= 1);
		sx_space_unref(s);
		sx_space_unref(again);
	}
}

/* The command: rows of another space ask; the tables name rows of the space that is searched. */
static void another_space_asks(void **state)
{
	(void)state;
	static const float points[] = { 0, 1, 2, 4, 8 }, queries[] = { 1, 7 };
	sx_session *s = sx_session_new();
	give(s, from_points("index", 5, 1, points));
	give(s, from_points("asking", 2, 1, queries));
	sx_result *r = must(s, "knn index --k 2 --query-space asking --as t", 2);
	near(figure(r, "mean_kth_distance"), 2, 0, 0);		/* 1: rows 1, then 0 at 1; 7: rows 4, then 3 at 3 */
	near(figure(r, "max_kth_distance"), 3, 0, 0);
	near(figure(r, "duplicates"), 1, 0, 0);
	near(figure(r, "boundary_ties"), 1, 0, 0);		/* 0 and 2 are as far from 1 */
	assert_null(sx_space_field(sx_session_space(s, "index"), "knn_distance_2"));
	sx_mat t = sx_space_mat(sx_session_space(s, "t.indices"));
	static const float want[] = { 1, 0, 4, 3 };
	assert_int_equal(t.n, 2);
	assert_memory_equal(t.p, want, sizeof want);
	sx_result_unref(r);
	sx_session_free(s);
}

static void refusals(void **state)
{
	(void)state;
	static const float p[] = { 1, 0, 0, 0, 0, 1 };
	sx_space *s = from_points("zero", 3, 2, p);
	sx_job job = { .threads = 1 };
	sx_err err = { 0 };
	sx_knn t;
	assert_false(sx_knn_get(s, SX_EUCLIDEAN, 3, &job, &t, &err));
	assert_non_null(strstr(err.msg, "k is 3, but 3 rows"));
	assert_false(sx_knn_get(s, SX_COSINE, 1, &job, &t, &err));
	assert_non_null(strstr(err.msg, "zero: row 1 is all zeros"));
	job.memory = 1000;
	assert_false(sx_knn_get(s, SX_EUCLIDEAN, 1, &job, &t, &err));
	assert_int_equal(err.code, SX_EMEMORY);
	sx_space_unref(s);
}

static bool never(void *ctx, double share, const char *what)
{
	(void)ctx;
	(void)share;
	(void)what;
	return false;
}

static void stops(void **state)
{
	(void)state;
	sx_space *s = gaussian("g", 2000, 8, 1);
	sx_job job = { .threads = 2, .tick = never };
	sx_err err = { 0 };
	sx_knn t;
	assert_false(sx_knn_get(s, SX_EUCLIDEAN, 5, &job, &t, &err));
	assert_int_equal(err.code, SX_ECANCEL);
	job.tick = NULL;
	assert_true(sx_knn_get(s, SX_EUCLIDEAN, 5, &job, &t, &err));	/* nothing half-done was kept */
	sx_space_unref(s);
}

static void larger_k_replaces(void **state)
{
	(void)state;
	sx_space *s = gaussian("g", 200, 5, 42);
	sx_job job = { .threads = 2 };
	sx_knn five, ten, again;
	assert_true(sx_knn_get(s, SX_EUCLIDEAN, 5, &job, &five, NULL));
	uint32_t first = five.index[0];
	assert_true(sx_knn_get(s, SX_EUCLIDEAN, 10, &job, &ten, NULL));
	assert_int_equal(ten.index[0], first);
	assert_true(sx_knn_get(s, SX_EUCLIDEAN, 5, &job, &again, NULL));
	assert_ptr_equal(again.index, ten.index);
	sx_space_unref(s);
}

static void fixture_stream(void **state)
{
	(void)state;
	static const double want[] = { 0.88224891, 1.38847329, -0.45084988, 0.67071644, 0.18835263 };
	sx_rng rng = sx_rng_seed(42);
	double sum = 0;
	for (size_t i = 0; i < 1000; i++) {
		double v = sx_rng_normal(&rng);
		if (i < 5)
			near(v, want[i], 0, 5e-9);	/* eight decimals are given */
		sum += v;
	}
	near(sum, 5.8377000234414, 0, 5e-13);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixture_stream), cmocka_unit_test(gaussian_all_metrics), cmocka_unit_test(sizes_around_the_blocks),
		cmocka_unit_test(every_k),
		cmocka_unit_test(every_other_row), cmocka_unit_test(far_offset), cmocka_unit_test(two_far_clusters),
		cmocka_unit_test(duplicates_and_ties), cmocka_unit_test(huge_and_tiny), cmocka_unit_test(behind_a_sieve),
		cmocka_unit_test(five_points),
		cmocka_unit_test(questions),
		cmocka_unit_test(wrong_questions),
		cmocka_unit_test(samples),
		cmocka_unit_test(sample_errors),
		cmocka_unit_test(parts_of_a_table),
		cmocka_unit_test(approximate_graph),
		cmocka_unit_test(another_space_asks),
		cmocka_unit_test(refusals), cmocka_unit_test(stops), cmocka_unit_test(larger_k_replaces),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
