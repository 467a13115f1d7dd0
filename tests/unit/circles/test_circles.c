/* test_circles.c: word lists whose shapes are known, planes of classes, false alarms and power of the ring rule. */
#include "support.h"

#include "analyses/circles/circle_scores.h"
#include "base/rng.h"

#include <unistd.h>

static double number(const sx_result *r, const char *name)
{
	return figure(r, name);
}

static const char *text(const sx_result *r, const char *name)
{
	return sx_result_scalar(r, name)->text;
}

/* ---- word lists ---- */

static sx_session *words(void)
{
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load samples/wordsets/words.npy --as w", 2));
	return s;
}

static sx_result *listed(sx_session *s, const char *list)
{
	char line[200];
	snprintf(line, sizeof line, "circles w --words samples/wordsets/%s.txt --order line --components 5 --planes all --null 999", list);
	return must(s, line, 2);
}

static bool noted(const sx_result *r, const char *what)
{
	bool found = false;
	for (size_t i = 0; i < r->nnotes; i++)
		found |= strstr(r->note[i], what) != NULL;
	return found;
}

/* Figures of an implementation of its own in numpy on the whole table of words. None of the lists is a ring by its shape. */
static void lists_with_an_order(void **state)
{
	(void)state;
	static const struct { const char *list, *plane; double agreement, rho, closure, cycle, arch; const char *reading; } want[] = {
		{ "compass", "3-4", .9294, .667, 1.07, .185, .207, "in order round a plane" },
		{ "days", "1-4", .6862, .643, 3.36, .626, .766, "no order" },
		{ "months", "1-3", .6101, .469, .86, .235, .149, "no order" },
		{ "months_nomay", "1-2", .7078, .44, .99, .313, .246, "no order" },
		{ "numbers", "1-2", .7737, .917, 2.97, .627, .656, "an open curve" },
		{ "decades", "1-2", .7272, .636, 1.53, .367, .339, "an open curve" },
		{ "years", "1-3", .6711, .768, 1.16, .260, .237, "an open curve" },
	};
	sx_session *s = words();
	for (size_t i = 0; i < SX_COUNT(want); i++) {
		sx_result *r = listed(s, want[i].list);
		assert_string_equal(text(r, "agreement_plane"), want[i].plane);
		near_named(number(r, "agreement"), want[i].agreement, 0, 5e-4, want[i].list);
		near_named(number(r, "order_rho"), want[i].rho, 0, 5e-3, want[i].list);
		near_named(number(r, "closure"), want[i].closure, 0, 6e-3, want[i].list);
		near_named(number(r, "cycle_r2"), want[i].cycle, 0, 6e-4, want[i].list);
		near_named(number(r, "arch_r2"), want[i].arch, 0, 6e-4, want[i].list);
		if (strncmp(text(r, "order_reading"), want[i].reading, strlen(want[i].reading)) != 0)
			fail_msg("%s: %s", want[i].list, text(r, "order_reading"));
		near_named(number(r, "circles_found"), 0, 0, 0, want[i].list);
		assert_true(noted(r, "mostly one row") == (strcmp(want[i].list, "months") == 0));
		assert_true(noted(r, "includes the search over these 10 planes") && noted(r, "not a choice among spaces or row sets"));
		assert_true(noted(r, "including the search over 10 planes or 5 components"));
		sx_result_unref(r);
	}
	sx_session_free(s);
}

static void lists_without(void **state)
{
	(void)state;
	static const char *const list[] = { "animals", "fruits", "furniture", "countries", "verbs" };
	sx_session *s = words();
	for (size_t i = 0; i < SX_COUNT(list); i++) {
		sx_result *r = listed(s, list[i]);
		assert_string_equal(text(r, "order_reading"), "no order");
		/* five lists: 0.05 / 5. The least is that of the countries' planes, 0.053 by 4,999 draws */
		assert_true(number(r, "agreement_p") > 0.1 && number(r, "order_rho_p") > 0.05 && number(r, "p_value") > 0.01);
		near(number(r, "circles_found"), 0, 0, 0);
		sx_result_unref(r);
	}
	sx_session_free(s);
}

static const char *list_path(void)
{
	static char path[300];
	const char *folder = getenv("TMPDIR");
	snprintf(path, sizeof path, "%s/sextant-words-%ld.txt", folder ? folder : "/tmp", (long)getpid());
	return path;
}

static void write_list(const char *words)
{
	FILE *f = fopen(list_path(), "w");
	assert_non_null(f);
	fputs(words, f);
	fclose(f);
}

static const char *with_list(const char *before, const char *after)
{
	static char line[500];
	snprintf(line, sizeof line, "%s --words '%s' %s", before, list_path(), after);
	return line;
}

/* Rows come in the order of the list, their places on it are kept where words are missing, and figures go to their own rows. */
static void rows_of_a_list(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	write_list("west\nnowhere\r\neast\n\nnorth\nsouth\nnortheast\n");
	sx_result_unref(must(s, "load samples/wordsets/words.npy --as w", 2));
	sx_result *r = must(s, with_list("circles w", "--null 19"), 2);
	near((double)r->rows, 5, 0, 0);
	assert_true(noted(r, "1 of 6 words are not labels of any row; the first is 'nowhere'"));
	size_t west, lion;
	assert_true(sx_space_find(sx_session_space(s, "w"), "west", &west, NULL));
	assert_true(sx_space_find(sx_session_space(s, "w"), "lion", &lion, NULL));
	const double *angle = sx_space_field(sx_session_space(s, "w"), "angle")->num;
	assert_true(isfinite(angle[west]) && isnan(angle[lion]));
	sx_result_unref(r);
	sx_result_unref(must(s, with_list("filter w", "--as five"), 2));
	static const double line[] = { 0, 2, 3, 4, 5 };
	for (size_t i = 0; i < 5; i++)
		near(sx_space_field(sx_session_space(s, "five"), "line")->num[i], line[i], 0, 0);
	assert_string_equal(sx_space_label(sx_session_space(s, "five"), 2), "north");
	write_list("west\nwest\n");
	must_fail(s, with_list("circles w", ""), SX_EFORMAT, "is listed twice");
	write_list("nowhere\n");
	must_fail(s, with_list("circles w", ""), SX_EINPUT, "none of its 1 words");
	remove(list_path());
	give(s, gaussian("g", 30, 3, 1));
	must_fail(s, "circles g --words samples/wordsets/days.txt", SX_EINPUT, "no labels");
	must_fail(s, "filter w", SX_EUSAGE, "say which rows");
	sx_session_free(s);
}

/* ---- planes of classes ---- */

/* Seven classes round a circle of radius 1 that has less spread than all of ten other dimensions. */
static sx_space *hidden_classes(size_t each, double radius, uint64_t seed)
{
	enum { D = 12 };
	size_t n = 7 * each;
	sx_space *s = gaussian("h", n, D, seed);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	double *day = malloc(n * sizeof *day);
	for (size_t i = 0; i < n; i++) {
		double t = 2 * M_PI * (double)(i % 7) / 7;
		for (size_t j = 0; j < D; j++)
			p[i * D + j] *= j < 2 ? 0.1f : 2 + (float)j;
		p[i * D] += (float)(radius * cos(t));
		p[i * D + 1] += (float)(radius * sin(t));
		day[i] = (double)((i * 3) % 7);	/* another name for the class */
	}
	sx_field f = { .name = "day", .type = SX_INTEGER, .num = day };
	assert_true(sx_space_add_field(s, &f, NULL));
	free(day);
	return s;
}

static void planes_of_classes(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, hidden_classes(60, 1, 4));
	near(ask(s, "circles h --components 12 --null 199", "circles_found"), 1, 0, 0);	/* components 11-12 */
	near(ask(s, "circles h --null 99", "circles_found"), 0, 0, 0);
	sx_result *r = must(s, "circles h --planes labels --labels day --components 12 --null 199", 2);
	near(figure(r, "circles_found"), 1, 0, 0);
	assert_string_equal(text(r, "best_plane"), "1-2");
	near(figure(r, "planes_tested"), 5, 0, 0);	/* seven means span six directions */
	near(figure(r, "p_value"), 1. / 200, 1e-12, 0);
	near(figure(r, "kappa"), 1.038, 0, 0.02);	/* noise of a tenth */
	assert_string_equal(field(r, "planes", "space")->text[0], "h.means");
	near((double)sx_space_dims(sx_session_space(s, "h.means")), 6, 0, 0);
	sx_result_unref(r);
	must_fail(s, "circles h --planes labels", SX_EUSAGE, "--labels COLUMN");
	must_fail(s, "circles h --planes labels --labels radius", SX_EINPUT, "two rows for each class");
	sx_session_free(s);
}

/* Labels that mean nothing: p is fair. 200 tables at 39 draws; p <= 1/40 is binomial(200, 1/40): above 13 in fewer than
 * 1 of 1,000. */
static void classes_of_chance(void **state)
{
	(void)state;
	size_t alarms = 0;
	for (uint64_t i = 0; i < 200; i++) {
		sx_session *s = sx_session_new();
		give(s, hidden_classes(6, 0, 300 + i));
		alarms += ask(s, "circles h --planes labels --labels day --components 6 --null 39", "p_value") <= 0.0251;
		sx_session_free(s);
	}
	assert_in_range(alarms, 0, 13);
}

/* The least kappa of a white frame's planes of class means, step by step. */
static double plain_kappa(const double *frame, size_t n, size_t k, size_t classes, const double *label)
{
	double mean[7 * 6] = { 0 }, spread[36] = { 0 }, value[6], vector[36], least = INFINITY;
	double *turned = calloc(n * k, sizeof *turned);
	for (size_t i = 0; i < n * k; i++)
		mean[(size_t)label[i % n] * k + i / n] += frame[i] * (double)classes / (double)n;	/* classes are of one size */
	for (size_t a = 0; a < k; a++)	/* their mean is 0, as that of the frame is */
		for (size_t b = 0; b < k; b++)
			for (size_t g = 0; g < classes; g++)
				spread[a * k + b] += mean[g * k + a] * mean[g * k + b];
	assert_true(sx_eigh(k, spread, value, vector, NULL));
	for (size_t c = 0; c < k; c++)
		for (size_t i = 0; i < n; i++)
			for (size_t a = 0; a < k; a++)
				turned[c * n + i] += vector[c * k + a] * frame[a * n + i];
	for (size_t c = 0; c + 1 < k; c++)
		least = fmin(least, sx_plane_kappa(turned + c * n, turned + (c + 1) * n, n));
	free(turned);
	return least;
}

/* Kappa and p of planes of classes are those of the same search done step by step, on the rows and on every draw. */
static void classes_step_by_step(void **state)
{
	(void)state;
	enum { N = 42, K = 6 };
	for (uint64_t seed = 1; seed <= 5; seed++) {
		sx_session *s = sx_session_new();
		double frame[N * K], null[99], label[N];
		give(s, hidden_classes(N / 7, 0, seed));
		memcpy(label, sx_space_field(sx_session_space(s, "h"), "day")->num, sizeof label);
		sx_result_unref(must(s, "pca h --components 6 --as p", 2));
		sx_mat m = sx_space_mat(sx_session_space(s, "p"));
		for (size_t c = 0; c < K; c++) {
			double squares = 0;
			for (size_t i = 0; i < N; i++)
				squares += (double)m.p[i * m.ld + c] * (double)m.p[i * m.ld + c];
			for (size_t i = 0; i < N; i++)
				frame[c * N + i] = (double)m.p[i * m.ld + c] * sqrt(N / squares);
		}
		double kappa = plain_kappa(frame, N, K, 7, label);
		sx_result *r = must(s, "circles h --planes labels --labels day --components 6 --null 99", 2);
		near(figure(r, "kappa"), kappa, 1e-5, 0);
		for (uint64_t b = 0; b < 99; b++) {
			sx_null_frame(N, K, 0, b, frame);
			null[b] = plain_kappa(frame, N, K, 7, label);
		}
		near(figure(r, "p_value"), sx_p_lower(figure(r, "kappa"), null, 99), 1e-12, 0);
		sx_result_unref(r);
		sx_session_free(s);
	}
}

/* Rows evenly on a circle have radius sqrt 2 about 0 in white units, whatever their radius and place were. */
static void fitted_circle(void **state)
{
	(void)state;
	enum { N = 90, D = 4 };
	sx_space *c = gaussian("c", N, D, 11);
	float *p = (float *)(uintptr_t)sx_space_mat(c).p;
	for (size_t i = 0; i < N; i++) {
		double a = 2 * M_PI * (double)i / N;
		p[i * D] = (float)(3 + 5 * cos(a));
		p[i * D + 1] = (float)(5 * sin(a) - 40);
		p[i * D + 2] *= 1e-3f;		/* two more directions, so that there is something to choose from */
		p[i * D + 3] *= 1e-3f;
	}
	sx_session *s = sx_session_new();
	give(s, c);
	sx_result *r = must(s, "circles c --components 4 --null 99 --fit", 2);
	near(figure(r, "fit_radius"), sqrt(2), 1e-5, 0);
	near(figure(r, "fit_center_x"), 0, 0, 1e-5);
	near(figure(r, "fit_center_y"), 0, 0, 1e-5);
	near(figure(r, "fit_residual"), 0, 0, 1e-5);
	const sx_field *rx = field(r, "fit", "x"), *ry = field(r, "fit", "y");
	for (size_t i = 0; i < N + 180; i++)	/* rows, then the circle: 180 points a turn */
		near(hypot(rx->num[i], ry->num[i]), sqrt(2), 1e-5, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_with_an_order), cmocka_unit_test(lists_without), cmocka_unit_test(rows_of_a_list),
		cmocka_unit_test(planes_of_classes), cmocka_unit_test(classes_step_by_step), cmocka_unit_test(classes_of_chance),
		cmocka_unit_test(fitted_circle),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("circles", tests, NULL, NULL);
}
