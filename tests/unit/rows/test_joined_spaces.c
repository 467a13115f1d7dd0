/* test_join.c: spaces joined, parted, projected, brought to length 1. */
#include "support.h"

enum { N = 40, D = 5 };

static void name_rows(sx_space *s, const char *prefix)
{
	static char text[N][16];
	const char *label[N];
	double code[N];
	for (size_t i = 0; i < N; i++) {
		snprintf(text[i], sizeof text[i], "%s%zu", prefix, i);
		label[i] = text[i];
		code[i] = (double)(i % 3);
	}
	assert_true(sx_space_set_labels(s, label, NULL));
	assert_true(sx_space_add_field(s, &(sx_field){ .name = "c", .type = SX_INTEGER, .num = code }, NULL));
}

static void joined_and_parted(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *a = gaussian("a", N, D, 1), *b = gaussian("b", N, D, 2);
	name_rows(a, "a");
	name_rows(b, "b");
	give(s, a);
	give(s, b);
	give(s, gaussian("narrow", N, 3, 3));
	near(ask(s, "concat a b --as both", "rows"), 2 * N, 0, 0);
	sx_space *both = sx_session_space(s, "both");
	assert_string_equal(sx_space_label(both, N), "b0");
	assert_string_equal(sx_space_field(both, "source")->text[N], "b");
	near(sx_space_field(both, "c")->num[N + 4], 1, 0, 0);
	for (size_t j = 0; j < D; j++)
		assert_true(sx_space_mat(both).p[(N + 7) * D + j] == sx_space_mat(sx_session_space(s, "b")).p[7 * D + j]);
	must_fail(s, "concat a narrow", SX_EINPUT, "dimensions");
	must_fail(s, "concat a", SX_EUSAGE, "two or more");

	sx_result *r = must(s, "split both --by source", 2);
	near(figure(r, "parts"), 2, 0, 0);
	sx_mat back = sx_space_mat(sx_session_space(s, "both.b")), was = sx_space_mat(sx_session_space(s, "b"));
	assert_memory_equal(back.p, was.p, N * D * sizeof *was.p);
	sx_result_unref(r);
	r = must(s, "split a --by c", 2);
	near(field(r, "parts", "rows")->num[0], 14, 0, 0);
	assert_non_null(sx_session_space(s, "a.2"));
	sx_result_unref(r);
	must_fail(s, "split a --by nothing", SX_EUSAGE, "nothing");
	sx_session_free(s);
}

/* On and off the span add up to the row; coordinates keep the lengths; a direction that is taken off is gone. */
static void projected(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *a = gaussian("a", N, D, 1);
	name_rows(a, "a");
	give(s, a);
	sx_result_unref(must(s, "project a --onto a1,a2,#7 --as on", 2));
	sx_result_unref(must(s, "project a --onto a1,a2,#7 --away --as off", 2));
	near(ask(s, "project a --onto a1,a2,#7 --coordinates --as co", "directions"), 3, 0, 0);
	sx_mat x = sx_space_mat(sx_session_space(s, "a")), on = sx_space_mat(sx_session_space(s, "on"));
	sx_mat off = sx_space_mat(sx_session_space(s, "off")), co = sx_space_mat(sx_session_space(s, "co"));
	assert_int_equal(co.d, 3);
	for (size_t i = 0; i < N; i++) {
		double dot = 0, length = 0, kept = 0;
		for (size_t j = 0; j < D; j++) {
			near((double)on.p[i * D + j] + (double)off.p[i * D + j], (double)x.p[i * D + j], 0, 1e-6);
			dot += (double)off.p[i * D + j] * (double)x.p[7 * D + j];
			length += (double)on.p[i * D + j] * (double)on.p[i * D + j];
		}
		for (size_t j = 0; j < 3; j++)
			kept += (double)co.p[i * 3 + j] * (double)co.p[i * 3 + j];
		near(dot, 0, 0, 1e-5);
		near(kept, length, 1e-5, 1e-9);
	}
	near(ask(s, "project a --onto a1 --as one", "share_kept") + ask(s, "project a --onto a1 --away --as rest", "share_kept"), 1,
	     1e-6, 0);
	near(ask(s, "project a --onto a1,a1 --as same", "directions"), 1, 0, 0);
	near(ask(s, "project a --onto 'a1,a2 - a3' --as between", "directions"), 1, 0, 0);
	near(ask(s, "project a --of on --as span", "directions"), 3, 0, 0);
	near(ask(s, "project a --of a --as all", "share_kept"), 1, 1e-6, 0);
	must_fail(s, "project a", SX_EUSAGE, "name directions");
	must_fail(s, "project a --onto nobody", SX_EINPUT, "nobody");
	must_fail(s, "project a --onto a1 --away --coordinates", SX_EUSAGE, "exclude");
	sx_session_free(s);
}

/* Each row has length 1 and its own direction, to float32. */
static void brought_to_length_1(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("a", N, D, 5));
	sx_result_unref(must(s, "normalize a --as u", 2));
	sx_mat x = sx_space_mat(sx_session_space(s, "a")), u = sx_space_mat(sx_session_space(s, "u"));
	for (size_t i = 0; i < N; i++) {
		double square = 0, along = 0, length = 0;
		for (size_t j = 0; j < D; j++) {
			square += (double)u.p[i * u.ld + j] * (double)u.p[i * u.ld + j];
			length += (double)x.p[i * x.ld + j] * (double)x.p[i * x.ld + j];
			along += (double)u.p[i * u.ld + j] * (double)x.p[i * x.ld + j];
		}
		near(square, 1, 1e-6, 0);
		near(along, sqrt(length), 1e-6, 0);
	}
	sx_session_free(s);
}

int main(void)
{
	sx_blas_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joined_and_parted), cmocka_unit_test(projected), cmocka_unit_test(brought_to_length_1),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
