/* test_look.c: plot and what it draws on top, axes of meaning, counts, sorted pages: against figures worked out by hand. */
#include "support.h"

static sx_session *with_points(const float *p, size_t n, size_t d)
{
	static const char *const labels[] = { "a", "b", "c", "d" };
	sx_session *s = sx_session_new();
	sx_space *space = from_points("s", n, d, p);
	assert_true(sx_space_set_labels(space, labels, NULL));
	give(s, space);
	return s;
}

static const double *column(const sx_result *r, const char *frame, const char *name)
{
	const sx_frame *t = sx_result_frame(r, frame);
	const sx_field *f = t ? sx_frame_field(t, name) : NULL;
	if (f == NULL)
		fail_msg("there is no %s of %s", name, frame);
	return f->num;
}

/* Four points on the circle of radius 3 about (1, 2); the fit is exact but for rounding of floats. */
static void circle_is_found(void **state)
{
	static const float p[] = { 4, 2, 1, 5, -2, 2, 1, -1 };
	sx_session *s = with_points(p, 4, 2);
	(void)state;
	sx_result *r = must(s, "plot s d0 d1 --circle", 1);
	near(sx_result_scalar(r, "circle_x")->num, 1, 1e-9, 0);
	near(sx_result_scalar(r, "circle_y")->num, 2, 1e-9, 0);
	near(sx_result_scalar(r, "circle_radius")->num, 3, 1e-9, 0);
	near(sx_result_scalar(r, "circle_residual")->num, 0, 0, 1e-9);
	const double *x = column(r, "circle", "x"), *y = column(r, "circle", "y");
	for (size_t i = 0; i < sx_result_frame(r, "circle")->rows; i++)
		near(hypot(x[i] - 1, y[i] - 2), 3, 1e-9, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* A quarter turn brings the third axis across; turning keeps every distance. */
static void turning_is_rigid(void **state)
{
	static const float p[] = { 1, 0, 0, 0, 2, 0, 0, 0, 3, -1, -2, -3 };	/* mean 0 */
	sx_session *s = with_points(p, 4, 3);
	(void)state;
	sx_result *r = must(s, "plot s d0 d1 --z d2 --turn 90", 1);
	const double *x = column(r, "points", "x"), *y = column(r, "points", "y");
	for (size_t i = 0; i < 4; i++) {
		near(x[i], (double)p[3 * i + 2], 1e-12, 1e-12);
		near(y[i], (double)p[3 * i + 1], 1e-12, 1e-12);
	}
	sx_result_unref(r);
	r = must(s, "plot s d0 d1 --z d2 --turn 33 --tilt 71", 1);
	x = column(r, "points", "x");
	y = column(r, "points", "y");
	const double *z = column(r, "points", "z");
	for (size_t i = 0; i < 4; i++) {
		double square = 0;
		for (size_t j = 0; j < 3; j++)
			square += (double)p[3 * i + j] * (double)p[3 * i + j];
		near(x[i] * x[i] + y[i] * y[i] + z[i] * z[i], square, 1e-12, 0);
	}
	sx_result_unref(r);
	sx_session_free(s);
}

/* a and b are 5 apart: 2.5 on either side of the middle. c is off the axis at the middle, d beyond a. */
static void meaning_has_its_unit(void **state)
{
	static const float p[] = { 3, 4, 0, 0, -2.5F, 4.5F, 6, 8 };
	static const double want[] = { 2.5, -2.5, -0.4, 7.5 };	/* c: (-2.5 * 3 + 4.5 * 4) / 5 - 2.5 */
	sx_session *s = with_points(p, 4, 2);
	(void)state;
	sx_result *r = must(s, "axis s 'a - b' --as ab --top 1", 1);
	near(sx_result_scalar(r, "length")->num, 5, 1e-12, 0);
	for (size_t i = 0; i < 4; i++)
		near(r->column[0].num[i], want[i], 1e-9, 1e-9);
	near(column(r, "most", "row")[0], 3, 0, 0);
	near(column(r, "least", "row")[0], 1, 0, 0);
	sx_result_unref(r);
	r = must(s, "plot s 'a,d - b' d1 --arrow 'a,d - b'", 1);
	near(column(r, "points", "x")[1], -3.75, 1e-9, 0);	/* the mean of a and d is 7.5 from b */
	near(column(r, "arrow", "x")[0], -3.75, 1e-9, 0);
	near(column(r, "arrow", "x")[1], 3.75, 1e-9, 0);
	sx_result_unref(r);
	must_fail(s, "axis s 'a - a'", SX_EINPUT, "the same mean");
	must_fail(s, "axis s 'a'", SX_EUSAGE, "not of the form");
	must_fail(s, "axis s 'a - nobody'", SX_EINPUT, "nobody");
	sx_session_free(s);
}

static void path_is_in_order(void **state)
{
	static const float p[] = { 3, 30, 1, 10, 2, 20, 0, 0 };
	sx_session *s = with_points(p, 4, 2);
	(void)state;
	sx_result *r = must(s, "plot s d0 d1 --path d1", 1);
	for (size_t i = 0; i < 4; i++)
		near(column(r, "path", "x")[i], (double)i, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

static void pages_and_counts(void **state)
{
	static const float p[] = { 2, 0, 1, 0, 2, 0, 3, 0 };
	sx_session *s = with_points(p, 4, 2);
	(void)state;
	sx_result *r = must(s, "head s --sort d0 --down", 1);
	static const double down[] = { 3, 0, 2, 1 };	/* equal values in the order of the rows */
	for (size_t i = 0; i < 4; i++)
		near(column(r, "rows", "row")[i], down[i], 0, 0);
	sx_result_unref(r);
	r = must(s, "head s --sort d0 --rows 2 --at b", 1);
	near(sx_result_scalar(r, "at")->num, 0, 0, 0);
	sx_result_unref(r);
	r = must(s, "head s --sort d0 --rows 2 --at d", 1);
	near(sx_result_scalar(r, "from")->num, 2, 0, 0);
	sx_result_unref(r);
	r = must(s, "head s --match '/^[cd]$/'", 1);
	near(sx_result_scalar(r, "matched")->num, 2, 0, 0);
	near(column(r, "rows", "row")[0], 2, 0, 0);
	sx_result_unref(r);
	r = must(s, "count s d0", 1);
	near(sx_result_scalar(r, "values")->num, 3, 0, 0);
	near(column(r, "values", "value")[0], 2, 0, 0);
	near(column(r, "values", "share")[0], 0.5, 0, 0);
	near(column(r, "values", "rows")[2], 1, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* The ring of a plane has the kappa by which circles ranks it; on a circle, however stretched, it is 1 and the labels come
 * in the order they were put there. circles scores in single precision, so 1e-5. */
static void test_ring(void **state)
{
	enum { N = 40 };
	sx_session *s = sx_session_new();
	float p[2 * N];
	(void)state;
	for (size_t i = 0; i < N; i++) {
		double a = 2 * M_PI * (double)(i * 7 % N) / N;
		p[2 * i] = (float)(5 * cos(a));
		p[2 * i + 1] = (float)sin(a);
	}
	give(s, from_points("c", N, 2, p));
	near(ask(s, "ring d0 d1", "kappa"), 1, 1e-6, 0);
	near(ask(s, "ring d0 d1", "axis_ratio"), 0.2, 1e-6, 0);
	sx_result *r = must(s, "ring d0 d1", 2);
	const double *row = field(r, "ring", "row")->num;
	for (size_t i = 0; i < N; i++)
		assert_int_equal(((size_t)row[(i + 1) % N] * 7 + N - (size_t)row[i] * 7 % N) % N, 1);
	sx_result_unref(r);
	give(s, gaussian("g", 300, 6, 3));
	r = must(s, "circles g --null 19", 2);
	char line[64];
	snprintf(line, sizeof line, "ring g pc%c pc%c", field(r, "planes", "plane")->text[0][0], field(r, "planes", "plane")->text[0][2]);
	near(ask(s, line, "kappa"), figure(r, "kappa"), 1e-5, 0);
	sx_result_unref(r);
	must_fail(s, "ring d0 d0", SX_EINPUT, "one line");
	sx_session_free(s);
}

/* Layer b is layer a turned by 100 degrees, mirrored, and grown: drawn like a it lies as a does, whatever a is turned by; the
 * angle is that of a search in steps of a tenth of a degree. */
static void test_like(void **state)
{
	enum { N = 50 };
	sx_session *s = sx_session_new();
	float p[3 * N], q[3 * N];
	double c = cos(100 * M_PI / 180), n = sin(100 * M_PI / 180);
	sx_rng rng = sx_rng_seed(5);
	(void)state;
	for (size_t i = 0; i < N; i++) {
		p[2 * i] = (float)(3 * sx_rng_normal(&rng));
		p[2 * i + 1] = (float)sx_rng_normal(&rng);
		q[2 * i] = (float)(2 * (c * p[2 * i] + n * p[2 * i + 1]));
		q[2 * i + 1] = (float)(2 * (n * p[2 * i] - c * p[2 * i + 1]));
	}
	give(s, from_points("a", N, 2, p));
	give(s, from_points("b", N, 2, q));
	sx_result *a = must(s, "plot a d0 d1 --like a", 2), *b = must(s, "plot b d0 d1 --like a", 2);
	near(figure(b, "likeness"), 1, 1e-6, 0);
	assert_true(figure(b, "like_mirrored") == 1 && figure(a, "like_mirrored") == 0);
	near(figure(a, "like_turn"), 0, 0, 1e-6);
	for (size_t i = 0; i < N; i++) {
		near(field(b, "points", "x")->num[i], 2 * field(a, "points", "x")->num[i], 1e-5, 1e-5);
		near(field(b, "points", "y")->num[i], 2 * field(a, "points", "y")->num[i], 1e-5, 1e-5);
	}
	sx_result_unref(a);
	a = must(s, "plot b d0 d1 --like a --like-turn 30", 2);
	near(remainder(figure(a, "like_turn") - figure(b, "like_turn") - 30, 360), 0, 0, 1e-6);
	sx_result_unref(a);
	sx_result_unref(b);
	/* unlike clouds: no turn of the grid does better */
	give(s, gaussian("g", N, 2, 9));
	a = must(s, "plot g d0 d1 --like a", 2);
	b = must(s, "plot a d0 d1 --like a", 2);
	sx_result *g = must(s, "plot g d0 d1 --like g", 2);
	double best = 0, size = 0, other = 0;
	for (int mirrored = 0; mirrored < 2; mirrored++)
		for (int t = 0; t < 3600; t++) {
			double sum = 0, ct = cos(t * M_PI / 1800), st = sin(t * M_PI / 1800);
			for (size_t i = 0; i < N; i++) {
				double x = field(g, "points", "x")->num[i], y = field(g, "points", "y")->num[i] * (mirrored ? -1 : 1);
				sum += (ct * x - st * y) * field(b, "points", "x")->num[i] + (st * x + ct * y) * field(b, "points", "y")->num[i];
			}
			best = fmax(best, sum);
		}
	for (size_t i = 0; i < N; i++) {
		size += pow(field(g, "points", "x")->num[i], 2) + pow(field(g, "points", "y")->num[i], 2);
		other += pow(field(b, "points", "x")->num[i], 2) + pow(field(b, "points", "y")->num[i], 2);
	}
	near(figure(a, "likeness"), best / sqrt(size * other), 1e-5, 0);	/* the grid misses by 1 - cos .05 degrees */
	assert_true(figure(a, "likeness") >= best / sqrt(size * other) - 1e-12);
	sx_result_unref(a);
	sx_result_unref(b);
	sx_result_unref(g);
	give(s, gaussian("h", N + 1, 2, 9));
	must_fail(s, "plot h d0 d1 --like a", SX_EINPUT, "without labels");
	sx_session_free(s);
}

static const char *const words[] = { "Monday", "m\xC3\xA4rz", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "\xFF" "bad", "x12", "12x" };

/* Patterns as in Perl: classes, look-behind, a letter of two bytes as one, bytes that are no text; what would take for ever is
 * told. */
static void test_patterns(void **state)
{
	static const struct { const char *line; double found; } want[] = {
		{ "find MON", 1 }, { "find '/^mon/'", 0 }, { "find '/^mon/i'", 1 }, { "find '/^\\d+/'", 1 }, { "find '/(?<=x)\\d/'", 1 },
		{ "find '/^m.rz$/'", 1 }, { "find '/bad$/'", 1 }, { "find /", 0 },
	};
	sx_session *s = sx_session_new();
	sx_space *g = gaussian("g", SX_COUNT(words), 2, 1);
	sx_err err = { 0 };
	(void)state;
	assert_true(sx_space_set_labels(g, words, &err));
	give(s, g);
	for (size_t i = 0; i < SX_COUNT(want); i++)
		near_named(ask(s, want[i].line, "found"), want[i].found, 0, 0, want[i].line);
	must_fail(s, "find '/(a+)+$/'", SX_EINPUT, "match limit");
	must_fail(s, "head --match '/(a+)+$/'", SX_EINPUT, "match limit");
	must_fail(s, "find '/a(b/'", SX_EUSAGE, "/a(b/: missing closing parenthesis, at character 4");
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(circle_is_found), cmocka_unit_test(turning_is_rigid), cmocka_unit_test(meaning_has_its_unit),
		cmocka_unit_test(path_is_in_order), cmocka_unit_test(pages_and_counts),
		cmocka_unit_test(test_ring), cmocka_unit_test(test_like), cmocka_unit_test(test_patterns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
