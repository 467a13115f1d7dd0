/* test_upgrade.c: retrieval by class, the criterion and its identities, the regular simplex, stitching of classifiers. */
#include "linear/cross_products.h"
#include "support.h"
#include "retrieval/class_recall.h"
#include "numeric/simplex.h"

enum { N = 240, D = 12, CLASSES = 6 };

static void add_classes(sx_space *s, size_t n)
{
	double *code = malloc(n * sizeof *code);
	for (size_t i = 0; i < n; i++)
		code[i] = (double)(i % CLASSES);
	sx_field f = { .name = "c", .type = SX_INTEGER, .num = code };
	assert_true(sx_space_add_field(s, &f, NULL));
	free(code);
}

/* Rows about their class's axis, with so much noise. */
static sx_space *noisy(const char *name, size_t d, double noise, uint64_t seed)
{
	sx_space *s = gaussian(name, N, d, seed);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < d; j++)
			p[i * d + j] = (float)(noise * (double)p[i * d + j] + (j == i % CLASSES));
	add_classes(s, N);
	return s;
}

static sx_space *rotated(const char *name, const sx_space *from, uint64_t seed)
{
	sx_mat m = sx_space_mat(from);
	double *q = malloc(m.d * m.d * sizeof *q);
	float *p;
	sx_space *s = sx_space_new(name, m.n, m.d, &p, NULL);
	sx_rng rng = sx_rng_seed(seed);
	for (size_t i = 0; i < m.d * m.d; i++)
		q[i] = sx_rng_normal(&rng);
	assert_true(sx_orthonormal(m.d, m.d, q, NULL));
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++) {
			double v = 0;
			for (size_t k = 0; k < m.d; k++)
				v += (double)m.p[i * m.ld + k] * q[k * m.d + j];
			p[i * m.d + j] = (float)v;
		}
	add_classes(s, m.n);
	free(q);
	return s;
}

/* ---- average precision ---- */

static double unit_dot(sx_mat m, size_t a, size_t b)
{
	double xy = 0, xx = 0, yy = 0;
	for (size_t j = 0; j < m.d; j++) {
		xy += (double)m.p[a * m.ld + j] * (double)m.p[b * m.ld + j];
		xx += (double)m.p[a * m.ld + j] * (double)m.p[a * m.ld + j];
		yy += (double)m.p[b * m.ld + j] * (double)m.p[b * m.ld + j];
	}
	return xy / sqrt(xx * yy);
}

/* Every count by comparing every row: no ties here. */
static double precision_by_counting(sx_mat m, size_t q)
{
	double sum = 0, own = 0;
	for (size_t a = 0; a < m.n; a++) {
		double rank = 1, mates = 1;
		if (a == q || a % CLASSES != q % CLASSES)
			continue;
		for (size_t b = 0; b < m.n; b++)
			if (b != q && b != a && unit_dot(m, q, b) > unit_dot(m, q, a)) {
				rank++;
				mates += b % CLASSES == q % CLASSES;
			}
		sum += mates / rank;
		own++;
	}
	return sum / own;
}

static void precision(void **state)
{
	(void)state;
	sx_space *s = noisy("s", D, 0.5, 3);
	sx_lines l = sx_lines_of(s);
	sx_job job = { .threads = 2 };
	sx_arena *tmp = sx_arena_new(0);
	sx_recall r;
	size_t code[N], self[N];
	for (size_t i = 0; i < N; i++) {
		code[i] = i % CLASSES;
		self[i] = i;
	}
	assert_true(sx_recall_of(&(sx_recall_asked){ &l, code, &l, code, self }, &job, tmp, &r, NULL));
	for (size_t i = 0; i < N; i += 7)
		near(r.precision[i], precision_by_counting(l.m, i), 1e-12, 0);
	sx_space_unref(s);

	/* By hand: scores 3 > 2 = 2 > 1, own rows are the first, one of the two that tie, and the last. */
	static const float g[] = { 1, 0, 1, 1, 1, 1, 0, 1 }, q[] = { 1, 0 };
	static const size_t gallery[] = { 1, 1, 0, 1 }, query[] = { 1 };
	sx_space *t = from_points("t", 4, 2, g), *u = from_points("u", 1, 2, q);
	sx_lines lt = sx_lines_of(t), lu = sx_lines_of(u);
	assert_true(sx_recall_of(&(sx_recall_asked){ &lu, query, &lt, gallery, NULL }, &job, tmp, &r, NULL));
	near(r.precision[0], (1 + 2 / 2.5 + 3. / 4) / 3, 1e-12, 0);
	near(r.top1[0], 1, 0, 0);
	static const size_t absent[] = { 7 };
	assert_true(sx_recall_of(&(sx_recall_asked){ &lu, absent, &lt, gallery, NULL }, &job, tmp, &r, NULL));
	assert_true(isnan(r.precision[0]));
	sx_space_unref(t);
	sx_space_unref(u);
	sx_arena_free(tmp);
}

/* ---- the criterion ---- */

static void a_turn_changes_nothing(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *a = noisy("a", D, 0.4, 3);
	give(s, rotated("b", a, 8));
	give(s, a);
	sx_result *r = must(s, "upgrade a b --labels c", 2);
	near(figure(r, "new_new"), figure(r, "old_old"), 1e-5, 0);
	near(figure(r, "turned_old"), figure(r, "old_old"), 1e-5, 0);
	near(figure(r, "turned_turned"), figure(r, "new_new"), 1e-5, 0);
	assert_true(figure(r, "new_old") < figure(r, "old_old") / 2);
	near(field(r, "backfill", "raw")->num[0], figure(r, "new_old"), 1e-9, 0);
	near(field(r, "backfill", "raw")->num[4], figure(r, "new_new"), 1e-9, 0);
	near(field(r, "backfill", "turned")->num[0], figure(r, "turned_old"), 1e-9, 0);
	near(field(r, "backfill", "relative")->num[0], field(r, "backfill", "relative")->num[4], 1e-4, 0);
	sx_result_unref(r);
	r = must(s, "upgrade a a --labels c", 2);	/* the same model again: a tie */
	near(figure(r, "new_old"), figure(r, "old_old"), 0, 0);
	near(figure(r, "compatible"), 0, 0, 0);
	near(figure(r, "compatible_or_tied"), 1, 0, 0);
	near(figure(r, "same_class_kept"), 1, 0, 0);
	near(figure(r, "other_class_kept"), 1, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

static double r_param(const sx_result *r, const char *name)
{
	for (size_t i = 0; i < r->nparams; i++)
		if (strcmp(r->param[i].name, name) == 0)
			return r->param[i].num;
	return NAN;
}

/* A better model in other coordinates: compatible once turned, and not before. */
static void a_better_model(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *better = noisy("better", D, 0.25, 5);
	give(s, noisy("old", D, 0.5, 3));
	give(s, rotated("new", better, 8));
	sx_space_unref(better);
	sx_result *r = must(s, "upgrade old new --labels c --score top1", 2);
	assert_true(figure(r, "new_new") > figure(r, "old_old") + 0.1);
	for (int i = 0; i < 2; i++) {		/* Wilson's, of the queries: half a tie counts half */
		double v = figure(r, i ? "old_old" : "new_new"), n = r_param(r, "query_rows"), z2 = 1.959964 * 1.959964;
		near(figure(r, i ? "old_old_low" : "new_new_low"),
		     (v + z2 / 2 / n - sqrt(z2 * v * (1 - v) / n + z2 * z2 / 4 / n / n)) / (1 + z2 / n), 1e-6, 0);
	}
	near(figure(r, "compatible"), 0, 0, 0);
	near(figure(r, "turned_compatible"), 1, 0, 0);
	assert_true(figure(r, "turned_update_gain") > 0 && figure(r, "turned_update_gain") <= 1);
	assert_true(figure(r, "turned_same_class_kept") > figure(r, "same_class_kept"));
	near(field(r, "classes", "rows")->num[0], N / CLASSES, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* All dimensions kept beside those turned is a change of basis: the score among the new rows is theirs. */
static void kept_dimensions(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, noisy("old", 7, 0.5, 3));
	give(s, noisy("new", D, 0.4, 5));
	sx_result *r = must(s, "upgrade old new --labels c --extra 0,2", 2);
	const sx_field *kept = field(r, "extra", "extra_dimensions"), *score = field(r, "extra", "new_new");
	near(kept->num[2], D - 7, 0, 0);
	near(score->num[0], figure(r, "turned_turned"), 1e-9, 0);
	near(score->num[2], figure(r, "new_new"), 1e-6, 0);
	near(field(r, "extra", "share_outside")->num[2], 0, 0, 1e-12);
	assert_true(field(r, "extra", "share_outside")->num[0] > field(r, "extra", "share_outside")->num[1]);
	sx_result_unref(r);
	must_fail(s, "upgrade old new --labels label", SX_EUSAGE, "label");
	sx_session_free(s);
}

/* ---- the simplex ---- */

static void regular(void **state)
{
	(void)state;
	double v[4 * 3];
	sx_simplex(4, v);
	for (size_t a = 0; a < 4; a++)
		for (size_t b = 0; b < 4; b++) {
			double dot = 0;
			for (size_t j = 0; j < 3; j++)
				dot += v[a * 3 + j] * v[b * 3 + j];
			near(dot, a == b ? 1 : -1. / 3, 0, 1e-14);
		}
	for (size_t j = 0; j < 3; j++)
		near(v[j] + v[3 + j] + v[6 + j] + v[9 + j], 0, 0, 1e-14);
	sx_simplex(2, v);
	near(v[0], 1, 0, 1e-14);
	near(v[1], -1, 0, 1e-14);
}

/* Two versions whose classes lie on a simplex, each turned another way: in its coordinates they are one. */
static void versions_meet(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *a = noisy("a", D, 0.02, 3);
	give(s, rotated("b", a, 8));
	give(s, a);
	sx_result *r = must(s, "simplex a --labels c --as x", 2);
	assert_true(figure(r, "vertex_cosine") > 0.99);
	near(figure(r, "vertex_accuracy"), 1, 0, 0);
	near(figure(r, "mean_cosine_between"), -1. / (CLASSES - 1), 0, 0.01);
	sx_result_unref(r);
	sx_result_unref(must(s, "simplex b --labels c --as y", 2));
	sx_mat x = sx_space_mat(sx_session_space(s, "x")), y = sx_space_mat(sx_session_space(s, "y"));
	assert_int_equal(x.d, CLASSES - 1);
	for (size_t i = 0; i < N * x.d; i++)
		near((double)y.p[i], (double)x.p[i], 0, 1e-5);
	r = must(s, "simplex a --labels c --reserve 3 --as more", 2);
	assert_int_equal(sx_space_rows(sx_session_space(s, "more.vertices")), CLASSES + 3);
	assert_int_equal(sx_space_dims(sx_session_space(s, "more")), CLASSES + 2);
	sx_result_unref(r);
	sx_session_free(s);
}

/* ---- stitching ---- */

static void stitching(void **state)
{
	(void)state;
	static const char *const lines[] = { "stitch a b --labels c --anchors 60",
		"stitch a b --labels c --anchors 60 --head logistic --draws 2" };
	sx_session *s = sx_session_new();
	sx_space *a = noisy("a", D, 0.35, 3);
	give(s, rotated("b", a, 8));
	give(s, a);
	for (size_t i = 0; i < SX_COUNT(lines); i++) {
		sx_result *r = must(s, lines[i], 2);
		near(figure(r, "relative"), figure(r, "relative_own"), 0, 1e-12);	/* cosines do not see the turn */
		near(figure(r, "aligned"), figure(r, "own_a"), 0, 1e-12);
		assert_true(figure(r, "own_a") > 0.7);
		assert_true(figure(r, "relative") > 0.7);
		assert_true(figure(r, "absolute") < 0.5);
		assert_true(figure(r, "chance") < 0.35);
		sx_result_unref(r);
	}
	sx_space *clear = noisy("clear", D, 0.02, 3);
	give(s, rotated("moved", clear, 8));
	give(s, clear);
	sx_result *all = must(s, "stitch clear moved --labels c --anchors 60", 2);
	double tried = r_param(all, "tried_on");
	near(figure(all, "relative"), 1, 0, 0);
	near(figure(all, "relative_low"), tried / (tried + 1.959964 * 1.959964), 1e-6, 0);	/* Wilson */
	near(figure(all, "relative_high"), 1, 0, 0);
	sx_result_unref(all);
	give(s, noisy("other", D + 3, 0.35, 3));
	sx_result *r = must(s, "stitch a other --labels c --anchors 60", 2);
	assert_true(isnan(figure(r, "absolute")));
	sx_result_unref(r);
	must_fail(s, "stitch a b --labels none", SX_EUSAGE, "none");
	sx_session_free(s);
}

int main(void)
{
	sx_blas_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(precision), cmocka_unit_test(a_turn_changes_nothing), cmocka_unit_test(a_better_model),
		cmocka_unit_test(kept_dimensions), cmocka_unit_test(regular), cmocka_unit_test(versions_meet), cmocka_unit_test(stitching),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
