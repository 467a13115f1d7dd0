/* test_id_care.c: what `id` says where a figure would mislead: biases that were not measured, rows of one direction, equal
 * distances, too few scales. */
#include "support.h"

enum { THREADS = 2 };

static sx_session *with(sx_space *space)
{
	sx_session *s = sx_session_new();
	give(s, space);
	return s;
}

static bool notes(const sx_result *r, const char *text)
{
	for (size_t i = 0; i < r->nnotes; i++)
		if (strstr(r->note[i], text))
			return true;
	return false;
}

/* The cell of a column of the estimates, by method. */
static double estimate(const sx_result *r, const char *method, const char *column)
{
	const sx_field *name = field(r, "estimates", "method");
	for (size_t i = 0; i < sx_result_frame(r, "estimates")->rows; i++)
		if (strcmp(name->text[i], method) == 0)
			return field(r, "estimates", column)->num[i];
	fail_msg("no estimate %s", method);
	return NAN;
}

/* The ratio to a normal cloud is given where it was measured and nowhere else: at k = 20, of the forms that are ours. */
static void bias_where_it_was_measured(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 2000, 20, 78));
	sx_result *r = must(s, "id g --method mle,twonn,gride,decimation,mom,local_pca,lpca", THREADS);
	static const char *const all[] = { "mle", "twonn", "gride 1->2", "gride 2->4", "gride 8->16", "gride 32->64", "twonn of n/2",
		"twonn of n/4", "mom_with_last", "local_participation", "lpca" };
	for (size_t i = 0; i < SX_COUNT(all); i++)	/* of truth 20; readings spread by some 3 % */
		near_named(estimate(r, all[i], "normal_cloud_ratio"), estimate(r, all[i], "dimension") / 20, 0.06, 0, all[i]);
	sx_result_unref(r);
	r = must(s, "id g --method mle,twonn --k 5", THREADS);
	assert_true(isnan(estimate(r, "mle", "normal_cloud_ratio")));
	assert_true(isfinite(estimate(r, "twonn", "normal_cloud_ratio")));
	sx_result_unref(r);
	r = must(s, "id g --method mom --convention skdim", THREADS);
	assert_true(isnan(estimate(r, "mom", "normal_cloud_ratio")));
	sx_result_unref(r);
	sx_session_free(s);
}

/* Under cosine a row times 3 is the row again: left in, the float's rounding would be its nearest neighbour. */
static void rows_of_one_direction(void **state)
{
	(void)state;
	const size_t N = 300, MORE = 40, D = 6;
	sx_space *g = gaussian("g", N, D, 5);
	sx_mat m = sx_space_mat(g);
	float *p;
	sx_space *x = sx_space_new("x", N + MORE, D, &p, NULL);
	for (size_t i = 0; i < N + MORE; i++)
		for (size_t j = 0; j < D; j++)
			p[i * D + j] = i < MORE ? 3.3f * m.p[i * 7 % N * m.ld + j] : m.p[(i - MORE) * m.ld + j];
	sx_session *s = with(g);
	give(s, x);
	sx_result *r = must(s, "id x --metric cosine --method twonn,mle", THREADS);
	sx_result *want = must(s, "id g --metric cosine --method twonn,mle", THREADS);
	near(figure(r, "duplicates_removed"), (double)MORE, 0, 0);
	near(figure(r, "twonn"), figure(want, "twonn"), 1e-5, 0);
	near(figure(r, "mle"), figure(want, "mle"), 1e-5, 0);
	for (size_t i = 0; i < MORE; i++)
		near(r->column[0].num[i], r->column[0].num[MORE + i * 7 % N], 0, 0);
	sx_result_unref(r);
	near(ask(s, "id x --method twonn", "duplicates_removed"), 0, 0, 0);	/* they are far apart */
	sx_result_unref(want);
	sx_session_free(s);
}

/* A simplex: the mean of equal distances misses the last by rounding, and 1 / that is no dimension. */
static void equal_distances(void **state)
{
	(void)state;
	enum { N = 12 };
	float p[N * N] = { 0 };
	for (size_t i = 0; i < N; i++)
		p[i * N + i] = 7;
	sx_session *s = with(from_points("simplex", N, N, p));
	sx_result *r = must(s, "id simplex --method mom,hill --k 10", THREADS);
	assert_true(isnan(figure(r, "mom")) && isnan(figure(r, "mom_with_last")) && isnan(figure(r, "hill")));
	assert_true(notes(r, "mom_with_last leaves out 12 of 12 rows"));
	sx_result_unref(r);
	sx_session_free(s);
}

/* One size of parts after the other down to eleven rows, and one figure where they agree. */
static void decimation_to_the_end(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 1000, 3, 9));
	sx_result *r = must(s, "id g --method decimation", THREADS);
	const sx_field *rows = field(r, "decimation", "rows");
	assert_int_equal(sx_result_frame(r, "decimation")->rows, 7);
	assert_int_equal((int)rows->num[6], 15);
	near(figure(r, "decimation"), 3, 0.12, 0);
	assert_true(figure(r, "decimation_low") < figure(r, "decimation"));
	sx_result_unref(r);
	give(s, gaussian("few", 40, 3, 9));
	r = must(s, "id few --method decimation", THREADS);
	assert_true(isnan(figure(r, "decimation")) && notes(r, "three sizes"));
	sx_result_unref(r);
	sx_session_free(s);
}

/* Read from long lists, from short ones with tables of the parts, or by looking through them: the same two nearest. */
static void decimation_by_lists_and_tables(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 3000, 8, 23));
	sx_result *lists = must(s, "id g --method decimation --range 2048", THREADS);
	sx_result *tables = must(s, "id g --method decimation --range 16", 3);
	const sx_field *a = field(lists, "decimation", "dimension"), *b = field(tables, "decimation", "dimension");
	for (size_t i = 0; i < sx_result_frame(lists, "decimation")->rows; i++)
		near(b->num[i], a->num[i], 1e-12, 0);
	sx_result_unref(lists);
	sx_result_unref(tables);
	sx_session_free(s);
}

/* Two scales cannot agree or disagree: that is said, not that the dimension depends on the scale. */
static void too_few_scales(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 300, 3, 10));
	sx_result *r = must(s, "id g --method gride --range 7", THREADS);
	assert_true(isnan(figure(r, "gride")) && isnan(figure(r, "plateau")));
	assert_true(notes(r, "--range of at least 8") && notes(r, "7 is not a power of two") && !notes(r, "depends on the scale"));
	sx_result_unref(r);
	r = must(s, "id g --method gride", THREADS);
	near(figure(r, "plateau"), figure(r, "gride"), 0, 0);
	near(ask(s, "id g --method twonn", "twonn_scale"), field(r, "gride_scaling", "distance")->num[0], 1e-12, 0);
	assert_false(notes(r, "power of two"));
	sx_result_unref(r);
	sx_session_free(s);
}

/* One row far off: DADApy leaves its ratio out, and who does not ask for that is told. */
static void ratios_that_dadapy_leaves_out(void **state)
{
	(void)state;
	enum { N = 200 };
	sx_space *g = gaussian("g", N, 2, 12);
	float *p, far[4] = { 1000, 1000, 1000.01f, 1000 };
	sx_mat m = sx_space_mat(g);
	sx_space *x = sx_space_new("x", N + 2, 2, &p, NULL);
	memcpy(p, m.p, N * 2 * sizeof *p);
	memcpy(p + N * 2, far, sizeof far);
	sx_session *s = with(x);
	sx_space_unref(g);
	sx_result *r = must(s, "id x --method gride", THREADS);
	assert_true(notes(r, "2 of 1212 ratios"));
	sx_result_unref(r);
	r = must(s, "id x --method gride --convention dadapy", THREADS);
	assert_false(notes(r, "ratios of all scales"));
	sx_result_unref(r);
	sx_session_free(s);
}

static void no_variance_no_lpca(void **state)
{
	(void)state;
	static const float p[] = { 1, 2, 1, 2, 1, 2 };
	sx_session *s = with(from_points("same", 3, 2, p));
	sx_result *r = must(s, "id same --method lpca", THREADS);
	assert_true(isnan(figure(r, "lpca")) && notes(r, "all rows are equal"));
	sx_result_unref(r);
	give(s, gaussian("g", 100, 3, 20));
	r = must(s, "id g --method fishers --condition 1", THREADS);	/* no eigenvalue is above the first */
	assert_true(isnan(figure(r, "fishers")) && notes(r, "no direction is left"));
	sx_result_unref(r);
	sx_session_free(s);
}

/* What is asked for and what there is, in one line that says what to take instead. */
static void too_few_rows_for_k(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 25, 3, 14));
	must_fail(s, "id g --method mle,mind_ml --k 24", SX_EINPUT, "use --k 23 or less");
	must_fail(s, "id g --method mle --k 25", SX_EINPUT, "25 distinct rows have 24");
	sx_result_unref(must(s, "id g --method mind_ml --k 23", THREADS));
	float *p;
	sx_space *z = sx_space_new("z", 30, 3, &p, NULL);
	for (size_t i = 0; i < 90; i++)
		p[i] = i / 3 == 6 ? 0 : (float)(i / 3 < 3 ? i % 3 + 1 : i * i);
	give(s, z);
	must_fail(s, "id z --metric cosine --k 5", SX_EINPUT, "z: row 6 is all zeros");	/* repeated rows before it do not count */
	sx_session_free(s);
}

/* Rounded values tie: the ratios of TwoNN are then 1, and it says so. */
static void ties_are_told(void **state)
{
	(void)state;
	enum { N = 400 };
	sx_space *g = gaussian("g", N, 3, 15);
	sx_mat m = sx_space_mat(g);
	float *p;
	sx_space *x = sx_space_new("x", N, 3, &p, NULL);
	for (size_t i = 0; i < N * 3; i++)
		p[i] = roundf(m.p[i] * 3);
	sx_session *s = with(g);
	give(s, x);
	sx_result *r = must(s, "id x --method twonn", THREADS);
	assert_true(notes(r, "are equally far"));
	sx_result_unref(r);
	r = must(s, "id g --method twonn,mind_ml", THREADS);
	assert_false(notes(r, "equally far"));
	sx_result_unref(r);
	sx_session_free(s);
}

/* One table has estimate, interval, scale, cost and bias: as text too, however narrow it is. */
static void table_in_full(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 200, 3, 16));
	sx_result *r = must(s, "id g --method all", THREADS);
	sx_style style = { .width = 80, .rows = 12 };
	sx_buf b = { 0 };
	sx_render_text(r, &style, &b);
	assert_true(sx_buf_ok(&b));
	static const char *const words[] = { "  dimension ", "normal_cloud_ratio", "  cost", "  bias", "\n  lpca ",
		"n (k^2 d + k^3)", "low if the dimension is far above ln n" };
	for (size_t i = 0; i < SX_COUNT(words); i++)
		if (strstr(b.text, words[i]) == NULL)
			fail_msg("no '%s' in\n%s", words[i], b.text);
	assert_null(strstr(b.text, "of 8 columns"));
	for (const char *at = strstr(b.text, "  estimates"), *end; at && *at; at = end + (*end != '\0')) {	/* notes are sentences */
		end = at + strcspn(at, "\n");
		if (strncmp(at, "  columns: ", 11) == 0)
			break;
		assert_true(end - at <= 80);
	}
	sx_buf_free(&b);
	sx_result_unref(r);
	sx_session_free(s);
}

/* scikit-dimension keeps repeated rows: their ratios are infinite and come last in its fit, which leaves a tenth out. */
static void repeats_as_the_peer_has_them(void **state)
{
	(void)state;
	enum { N = 200, D = 3 };
	sx_space *g = gaussian("g", N, D, 17);
	float *p;
	sx_space *x = sx_space_new("x", N + 4, D, &p, NULL);
	memcpy(p, sx_space_mat(g).p, N * D * sizeof *p);
	memcpy(p + N * D, sx_space_mat(g).p, 4 * D * sizeof *p);
	sx_session *s = with(x);
	give(s, g);
	sx_result *own = must(s, "id x --method all", THREADS), *peer = must(s, "id x --method all --convention skdim", THREADS);
	near(figure(own, "duplicates_removed"), 4, 0, 0);
	near(figure(peer, "duplicates_removed"), 0, 0, 0);
	assert_true(notes(peer, "keeps 4 repeated rows"));
	near(figure(own, "twonn_fit"), ask(s, "id g --method twonn", "twonn_fit"), 0, 0);
	assert_true(fabs(figure(peer, "twonn_fit") - figure(own, "twonn_fit")) > 1e-3);
	static const char *const names[] = { "twonn", "twonn_fit", "mle", "hill", "mom", "mada", "mind_ml", "tle", "ess", "local_twonn",
		"corrint", "fishers", "knn_graph", "decimation" };
	for (size_t i = 0; i < SX_COUNT(names); i++)	/* none of them breaks on a distance of 0 */
		near_named(figure(peer, names[i]), figure(own, names[i]), 0.15, 0, names[i]);
	sx_result_unref(own);
	sx_result_unref(peer);
	sx_session_free(s);
}

/* Two neighbours of one's own choice; the nearer must be nearer. */
static void radii_of_the_correlation_dimension(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 500, 3, 18));
	double half = ask(s, "id g --method corrint --k 20", "corrint");
	near(ask(s, "id g --method corrint --k 20 --k-near 10", "corrint"), half, 0, 0);
	assert_true(fabs(ask(s, "id g --method corrint --k 20 --k-near 5", "corrint") - half) > 1e-3);
	must_fail(s, "id g --method corrint --k 20 --k-near 20", SX_EUSAGE, "--k-near 20 is not below --k 20");
	sx_session_free(s);
}

/* Two clouds of different dimension: TwoNN of each neighbourhood tells them apart where its mean over all does not. */
static void twonn_near_each_row(void **state)
{
	(void)state;
	enum { N = 600 };
	float p[N * 8] = { 0 };
	sx_rng rng = sx_rng_seed(19);
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < 8; j++)
			p[i * 8 + j] = i < N / 2 ? (j == 0 ? (float)sx_rng_unit(&rng) * 10 : 0) : (float)sx_rng_normal(&rng) + 100;
	sx_session *s = with(from_points("two", N, 8, p));
	sx_result *r = must(s, "id two --method local_twonn --k 40", THREADS);
	double line = 0, cloud = 0;
	for (size_t i = 0; i < N; i++)
		*(i < N / 2 ? &line : &cloud) += r->column[0].num[i] / (N / 2);
	assert_string_equal(r->column[0].name, "lid_local_twonn");
	near(line, 1, 0.15, 0);
	assert_true(cloud > 5 && cloud < 9);
	sx_result_unref(r);
	assert_true(isnan(ask(s, "id two --method local_twonn --k 3", "local_twonn")));
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bias_where_it_was_measured), cmocka_unit_test(rows_of_one_direction), cmocka_unit_test(equal_distances),
		cmocka_unit_test(decimation_to_the_end),
		cmocka_unit_test(decimation_by_lists_and_tables), cmocka_unit_test(too_few_scales),
		cmocka_unit_test(ratios_that_dadapy_leaves_out), cmocka_unit_test(no_variance_no_lpca),
		cmocka_unit_test(too_few_rows_for_k), cmocka_unit_test(ties_are_told),
		cmocka_unit_test(table_in_full), cmocka_unit_test(repeats_as_the_peer_has_them),
		cmocka_unit_test(radii_of_the_correlation_dimension), cmocka_unit_test(twonn_near_each_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
