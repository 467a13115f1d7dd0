/* test_align.c: maps from pairs and without: published check values, planted rotations, what is held out, what fails. */
#include "linear/cross_products.h"
#include "support.h"
#include "analyses/align/align_unpaired.h"
#include "numeric/linalg.h"
#include "linear/linear_map.h"
#include "retrieval/query_ranks.h"

enum { N = 200, D = 8 };

static sx_session *fixture(void)
{
	sx_session *s = sx_session_new();
	sx_space *a = gaussian("a", N, D, 1), *b = gaussian("b", N, D, 2);
	sx_mat from = sx_space_mat(a);
	float *p = (float *)(uintptr_t)sx_space_mat(b).p;
	for (size_t i = 0; i < N * D; i++)
		p[i] = 0.5f * from.p[i] + p[i];
	give(s, a);
	give(s, b);
	return s;
}

/* A map fitted on the first hundred pairs and judged on the other hundred; computed once with numpy. */
static void check_values(void **state)
{
	(void)state;
	sx_session *s = fixture();
	sx_result *r = must(s, "align a b --no-center --train 0.5 --split first", 2);
	near(figure(r, "mrr"), 0.194889457, 1e-7, 0);
	near(figure(r, "top1"), 0.07, 1e-12, 0);
	near(figure(r, "mean_rank"), 19.27, 1e-9, 0);
	near(figure(r, "top1_chance"), 0.01, 1e-12, 0);
	sx_result_unref(r);
	r = must(s, "align a b --train 0.5 --split first", 2);
	near(figure(r, "mrr"), 0.20219513604035394, 1e-7, 0);	/* about the means of the first hundred */
	near(figure(r, "mean_cosine"), 0.4069330700560001, 1e-6, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* ---- a planted turn ---- */

/* Words with a shape: few directions of unequal spread, so that no rotation looks like another. */
static sx_space *shaped(const char *name, size_t n, size_t d, uint64_t seed)
{
	sx_space *s = gaussian(name, n, d, seed);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < d; j++)
			p[i * d + j] = (p[i * d + j] + 0.3f * p[i * d + j] * p[i * d + j]) / (1 + 0.3f * (float)j);
	return s;
}

static void turn(size_t d, size_t e, uint64_t seed, double *q)
{
	size_t most = d > e ? d : e, least = d > e ? e : d;
	double *g = malloc(most * least * sizeof *g);
	sx_rng rng = sx_rng_seed(seed);
	for (size_t i = 0; i < most * least; i++)
		g[i] = sx_rng_normal(&rng);
	assert_true(sx_orthonormal(most, least, g, NULL));
	for (size_t i = 0; i < d; i++)
		for (size_t j = 0; j < e; j++)
			q[i * e + j] = d > e ? g[i * e + j] : g[j * d + i];
	free(g);
}

/* Rows turned by q, with noise of that share of a row's length, shifted, in a random order; labels say which is which. */
static sx_space *turned(const char *name, sx_space *from, size_t e, const double *q, double noise, uint64_t seed)
{
	sx_mat m = sx_space_mat(from);
	float *p;
	sx_space *s = sx_space_new(name, m.n, e, &p, NULL);
	size_t *order = malloc(m.n * sizeof *order);
	char (*text)[24] = malloc(m.n * sizeof *text), (*own)[24] = malloc(m.n * sizeof *own);
	const char **label = malloc(m.n * sizeof *label), **first = malloc(m.n * sizeof *first);
	sx_rng rng = sx_rng_seed(seed);
	for (size_t i = 0; i < m.n; i++)
		order[i] = i;
	sx_rng_shuffle(&rng, order, m.n);
	for (size_t i = 0; i < m.n; i++) {
		const float *x = m.p + order[i] * m.ld;
		double square = 0;
		for (size_t k = 0; k < m.d; k++)
			square += (double)x[k] * (double)x[k];
		for (size_t j = 0; j < e; j++) {
			double v = 2;
			for (size_t k = 0; k < m.d; k++)
				v += (double)x[k] * q[k * e + j];
			p[i * e + j] = (float)(v + noise * sqrt(square / (double)e) * sx_rng_normal(&rng));
		}
		snprintf(text[i], sizeof text[i], "w%zu", order[i]);
		snprintf(own[i], sizeof own[i], "w%zu", i);
		label[i] = text[i];
		first[i] = own[i];
	}
	assert_true(sx_space_set_labels(s, label, NULL) && sx_space_set_labels(from, first, NULL));
	free(order);
	free(text);
	free(own);
	free(label);
	free(first);
	return s;
}

/* Three pairs in eight dimensions leave the rest of the turn open. Rows mapped onto themselves turn nothing; otherwise the turn
 * is orthogonal, takes the three where they belong, and if both spaces are turned by q it is turned along: q' w q. */
static void short_of_pairs(void **state)
{
	(void)state;
	enum { DIM = 8, PAIRS = 3, CELLS = DIM * DIM };
	double x[PAIRS * DIM], y[PAIRS * DIM], q[CELLS], p[CELLS], cross[CELLS], w[CELLS], again[CELLS], t[CELLS];
	sx_job job = { .threads = 2 };
	sx_arena *tmp = sx_arena_new(0);
	sx_rng rng = sx_rng_seed(5);
	for (size_t i = 0; i < PAIRS * DIM; i++)
		x[i] = sx_rng_normal(&rng);
	sx_dgemm(true, false, DIM, DIM, PAIRS, 1, x, DIM, x, DIM, 0, cross, DIM);
	assert_true(sx_turn_of(cross, DIM, DIM, &job, tmp, w, NULL, NULL));
	for (size_t i = 0; i < CELLS; i++)
		near(w[i], i % (DIM + 1) == 0, 0, 1e-12);

	turn(DIM, DIM, 6, p);
	sx_dgemm(false, false, PAIRS, DIM, DIM, 1, x, DIM, p, DIM, 0, y, DIM);
	sx_dgemm(true, false, DIM, DIM, PAIRS, 1, x, DIM, y, DIM, 0, cross, DIM);
	memcpy(again, cross, sizeof cross);
	assert_true(sx_turn_of(cross, DIM, DIM, &job, tmp, w, NULL, NULL));
	sx_dgemm(true, false, DIM, DIM, DIM, 1, w, DIM, w, DIM, 0, t, DIM);
	for (size_t i = 0; i < CELLS; i++)
		near(t[i], i % (DIM + 1) == 0, 0, 1e-12);
	sx_dgemm(false, false, PAIRS, DIM, DIM, 1, x, DIM, w, DIM, 0, t, DIM);
	for (size_t i = 0; i < PAIRS * DIM; i++)
		near(t[i], y[i], 0, 1e-11);

	double moved[CELLS], along[CELLS];
	turn(DIM, DIM, 7, q);
	sx_dgemm(true, false, DIM, DIM, DIM, 1, q, DIM, again, DIM, 0, t, DIM);
	sx_dgemm(false, false, DIM, DIM, DIM, 1, t, DIM, q, DIM, 0, cross, DIM);
	assert_true(sx_turn_of(cross, DIM, DIM, &job, tmp, moved, NULL, NULL));
	sx_dgemm(true, false, DIM, DIM, DIM, 1, q, DIM, w, DIM, 0, t, DIM);
	sx_dgemm(false, false, DIM, DIM, DIM, 1, t, DIM, q, DIM, 0, along, DIM);
	for (size_t i = 0; i < CELLS; i++)
		near(moved[i], along[i], 0, 1e-10);
	sx_arena_free(tmp);
}

/* 32 pairs of 64 dimensions that share five directions: the penalty is among the metrics, given or chosen, and the chosen map is
 * as good on the eight held-out rows as that of the best given one (100; computed with numpy). */
static void ridge_with_few_pairs(void **state)
{
	(void)state;
	static const double want[] = { 0.889, 0.813, 0.80, 0.80 };
	for (int i = 0; i < 4; i++) {
		char line[200];
		sx_session *s = sx_session_new();
		snprintf(line, sizeof line, "load tests/cases/n09_a%d.npy --as a", i);
		sx_result_unref(must(s, line, 2));
		snprintf(line, sizeof line, "load tests/cases/n09_b%d.npy --as b", i);
		sx_result_unref(must(s, line, 2));
		sx_result *r = must(s, "align a b --method ridge --split first", 2);
		near(figure(r, "mean_cosine"), want[i], 0, 0.008);
		assert_true(figure(r, "lambda") > 30 && figure(r, "lambda") < 1000);
		sx_result_unref(r);
		near(ask(s, "align a b --method ridge --lambda 7 --split first", "lambda"), 7, 0, 0);
		sx_session_free(s);
	}
}

enum { ROWS = 1500, DIMS = 20 };

static void recovers_the_turn(void **state)
{
	(void)state;
	static double q[DIMS * DIMS];
	sx_session *s = sx_session_new();
	sx_space *a = shaped("a", ROWS, DIMS, 5);
	turn(DIMS, DIMS, 6, q);
	give(s, turned("b", a, DIMS, q, 0, 7));
	give(s, a);
	static const char *const methods[] = { "procrustes", "ridge --lambda 0", "affine" };
	for (size_t i = 0; i < SX_COUNT(methods); i++) {
		char line[80];
		snprintf(line, sizeof line, "align a b --method %s", methods[i]);
		sx_result *r = must(s, line, 2);
		near(figure(r, "top1"), 1, 0, 0);
		near(figure(r, "top1_low"), 300 / (300 + 1.959964 * 1.959964), 1e-6, 0);	/* Wilson, of 300 out of 300 */
		assert_true(figure(r, "mrr_low") < 1 && figure(r, "mrr_low") > 0.98);
		assert_true(figure(r, "mean_rank_high") > 1 && figure(r, "mean_rank_high") < 1.02);
		near(figure(r, "mean_cosine"), 1, 1e-6, 0);
		near(figure(r, "confidence"), 1, 1e-3, 0);
		sx_result_unref(r);
		sx_mat map = sx_space_mat(sx_session_space(s, "a.map"));
		assert_int_equal(map.n, DIMS + 1);
		for (size_t j = 0; j < DIMS * DIMS; j++)
			near((double)map.p[j], q[j], 0, 2e-5);
		for (size_t j = 0; j < DIMS; j++)
			near((double)map.p[DIMS * DIMS + j], 2, 1e-4, 0);	/* what was added */
	}
	sx_result_unref(must(s, "apply a --map a.map --as again", 2));
	sx_mat x = sx_space_mat(sx_session_space(s, "again")), y = sx_space_mat(sx_session_space(s, "a.aligned"));
	for (size_t i = 0; i < ROWS * DIMS; i++)
		near((double)x.p[i], (double)y.p[i], 0, 2e-5);
	must_fail(s, "apply b --map a", SX_EINPUT, "dimensions");
	sx_session_free(s);
}

static void other_dimensions(void **state)
{
	(void)state;
	static double q[DIMS * (DIMS + 5)];
	sx_session *s = sx_session_new();
	sx_space *a = shaped("a", ROWS, DIMS, 5);
	turn(DIMS, DIMS + 5, 6, q);
	give(s, turned("b", a, DIMS + 5, q, 0.05, 7));
	give(s, a);
	near(ask(s, "align a b", "top1"), 1, 0, 0.02);
	near(ask(s, "align b a", "top1"), 1, 0, 0.02);
	assert_true(ask(s, "align a b --method unsupervised", "top1") > 0.9);
	assert_true(ask(s, "align b a --method relative", "top1") > 0.9);
	sx_session_free(s);
}

/* GloVe's 5,000 words turned, with 5 % of noise, in another order: more than nine in ten are found without a pair. */
static void finds_words_without_pairs(void **state)
{
	(void)state;
	static double q[100 * 100];
	sx_err err = { 0 };
	sx_session *s = sx_session_new();
	sx_result *r = must(s, "load samples/glove-5k.npy --as a", 2);
	assert_true(sx_session_keep(s, r, &err));
	sx_result_unref(r);
	turn(100, 100, 3, q);
	give(s, turned("b", sx_session_space(s, "a"), 100, q, 0.05, 4));
	r = must(s, "align a b --method unsupervised", 2);
	assert_true(figure(r, "top1") > 0.9);
	assert_true(figure(r, "confidence") > 0.9);
	sx_result_unref(r);
	r = must(s, "align a b --method unsupervised --paired-by none", 2);
	assert_null(sx_result_scalar(r, "top1"));
	assert_true(figure(r, "confidence") > 0.9);
	sx_result_unref(r);
	sx_session_free(s);
}

/* Distances alone match a turned copy; without noise the plan costs next to nothing, whatever the order of the rows. */
static void transports(void **state)
{
	(void)state;
	static double q[DIMS * DIMS];
	turn(DIMS, DIMS, 6, q);
	sx_session *s = sx_session_new();
	sx_space *a = shaped("a", 300, DIMS, 5);
	give(s, turned("b", a, DIMS, q, 0, 7));
	give(s, turned("c", a, DIMS, q, 0.1, 8));
	give(s, a);
	sx_result *r = must(s, "align a b --method gw", 2);
	near(figure(r, "top1"), 1, 0, 0.02);
	assert_true(figure(r, "confidence") > 0.9 && figure(r, "transport_cost") < 1e-3);
	sx_result_unref(r);
	assert_true(ask(s, "align a c --method gw", "top1") > 0.9);
	assert_true(ask(s, "align a c --method gw", "confidence") > 0.5);
	for (uint64_t t = 0; t < 4; t++) {		/* rows that have nothing to do with each other, whose plan is as sharp */
		give(s, gaussian("u", 120, 6, 100 + t));
		give(s, gaussian("v", 120, 5, 200 + t));
		near(ask(s, "align u v --method gw", "confidence"), 0, 0, 0.25);
	}
	give(s, gaussian("many", 2001, 2, 3));
	must_fail(s, "align many many --method gw", SX_EINPUT, "at most 2000");
	sx_session_free(s);
}

/* Spaces with nothing in common, or so round that any turn will do: it says that it is not to be trusted. */
static void knows_when_it_failed(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("a", 600, DIMS, 1));
	give(s, gaussian("b", 600, DIMS, 2));
	sx_result *r = must(s, "align a b --method unsupervised", 2);
	assert_true(figure(r, "confidence") < 0.5);
	assert_true(r->nnotes >= 1 && strstr(r->note[r->nnotes - 1], "not reliable") != NULL);
	sx_result_unref(r);
	assert_true(ask(s, "align a b", "confidence") < 0.5);
	assert_true(ask(s, "align a b", "top1") < 0.05);
	sx_session_free(s);
}

static void threads_do_not_matter(void **state)
{
	(void)state;
	static double q[DIMS * DIMS];
	turn(DIMS, DIMS, 6, q);
	sx_result *r[2];
	sx_session *s[2];
	for (int t = 0; t < 2; t++) {
		sx_space *a = shaped("a", ROWS, DIMS, 5);
		s[t] = sx_session_new();
		give(s[t], turned("b", a, DIMS, q, 0.1, 7));
		give(s[t], a);
		r[t] = must(s[t], "align a b --method unsupervised", 1 + 2 * t);
	}
	for (size_t i = 0; i < r[0]->nscalars; i++)
		near_named(r[1]->scalar[i].num, r[0]->scalar[i].num, 0, 0, r[0]->scalar[i].name);
	for (int t = 0; t < 2; t++) {
		sx_result_unref(r[t]);
		sx_session_free(s[t]);
	}
}

/* Generalised cross-validation shrinks what is noise and leaves what is not. */
static void ridge_shrinks_noise(void **state)
{
	(void)state;
	enum { FEW = 60, WIDE = 40 };
	sx_session *s = sx_session_new();
	sx_space *a = gaussian("a", FEW, WIDE, 1), *b = gaussian("b", FEW, WIDE, 2);
	float *p = (float *)(uintptr_t)sx_space_mat(b).p;
	for (size_t i = 0; i < FEW * WIDE; i++)
		p[i] = sx_space_mat(a).p[i] + 0.7f * p[i];
	give(s, a);
	give(s, b);
	assert_true(ask(s, "align a b --method ridge", "mean_cosine") > ask(s, "align a b --method affine", "mean_cosine") + 0.1);
	sx_session_free(s);
}

static void refusals(void **state)
{
	(void)state;
	sx_session *s = fixture();
	give(s, gaussian("few", 3, D, 3));
	give(s, gaussian("short", 50, D, 3));
	must_fail(s, "align few few", SX_EINPUT, "too few");
	must_fail(s, "align a short", SX_EINPUT, "pair them by label");
	must_fail(s, "align a b --paired-by none", SX_EUSAGE, "unsupervised");
	must_fail(s, "align a b --train 1", SX_EUSAGE, "train");
	sx_session_free(s);
}

/* Ranks with ties: all rows equal give the middle, whatever their order. */
static void ranks(void **state)
{
	(void)state;
	float p[10 * 3], q[4 * 2] = { 1, 0, 0.9f, 0.1f, 0, 1, 1, 1 };
	for (size_t i = 0; i < 10 * 3; i++)
		p[i] = 1;
	sx_job job = { .threads = 2 };
	sx_arena *tmp = sx_arena_new(0);
	sx_space *s = from_points("s", 10, 3, p), *t = from_points("t", 4, 2, q);
	sx_lines l = sx_lines_of(s), m = sx_lines_of(t);
	double rank[10];
	static const size_t own[] = { 1, 0, 2, 3 };
	assert_true(sx_retrieval_ranks(&l, &l, NULL, SX_COSINE, &job, tmp, rank, NULL));
	for (size_t i = 0; i < 10; i++)
		near(rank[i], 5.5, 0, 0);
	assert_true(sx_retrieval_ranks(&m, &m, own, SX_EUCLIDEAN, &job, tmp, rank, NULL));
	near(rank[0], 2, 0, 0);
	near(rank[1], 2, 0, 0);
	near(rank[2], 1, 0, 0);
	sx_space_unref(s);
	sx_space_unref(t);
	sx_arena_free(tmp);
}

int main(void)
{
	sx_blas_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_values), cmocka_unit_test(ridge_with_few_pairs),
		cmocka_unit_test(recovers_the_turn), cmocka_unit_test(other_dimensions),
		cmocka_unit_test(finds_words_without_pairs), cmocka_unit_test(transports), cmocka_unit_test(knows_when_it_failed),
		cmocka_unit_test(threads_do_not_matter), cmocka_unit_test(short_of_pairs),
		cmocka_unit_test(ridge_shrinks_noise), cmocka_unit_test(refusals), cmocka_unit_test(ranks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
