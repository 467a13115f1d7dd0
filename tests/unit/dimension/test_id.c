/* test_id.c: estimators of intrinsic dimension: figures of an independent script on the shared fixture, identities,
 * invariances, planted dimensions. */
#include "support.h"
#include "manifolds.h"

enum { THREADS = 2 };
#define FLOAT_INPUT 1e-6	/* the fixture is held in float32, the figures were made in double */

static sx_session *with(sx_space *space)
{
	sx_session *s = sx_session_new();
	give(s, space);
	return s;
}

static void figures_of_the_fixture(void **state)
{
	(void)state;
	static const struct { const char *name; double value; } want[] = {
		{ "mle_unbiased", 4.495709776064 }, { "mom", 4.974159381209 }, { "mom_with_last", 5.288588822325 },
		{ "tle", 4.837438600727 }, { "mada", 4.946706215502 }, { "corrint", 3.849667840764 }, { "ess", 4.950138269776 },
		{ "fishers", 5.037153864461 }, { "participation_ratio", 4.905479182734 },
	};
	sx_session *s = with(gaussian("x5", 200, 5, 42));
	sx_result *r = must(s, "id x5 --method all", THREADS);
	for (size_t i = 0; i < SX_COUNT(want); i++)
		near_named(figure(r, want[i].name), want[i].value, FLOAT_INPUT, 0, want[i].name);
	near(figure(r, "mind_ml"), 4.809440, FLOAT_INPUT, 0);
	static const double profile[] = { 5.687707, 5.614801, 5.546059, 5.459823 };
	for (size_t i = 0; i < SX_COUNT(profile); i++)
		near(field(r, "fishers_profile", "dimension")->num[i], profile[i], FLOAT_INPUT, 0);
	near(figure(r, "hill"), figure(r, "mle_mean") * 20 / 19, 1e-12, 0);	/* k over a sum that mle divides by k - 1 */
	near(figure(r, "mle_unbiased"), figure(r, "mle") * 18 / 19, 1e-12, 0);
	assert_true(figure(r, "mle") < figure(r, "hill_geometric") * 19 / 20);	/* harmonic < geometric < mean */
	assert_true(figure(r, "hill_geometric") < figure(r, "hill"));
	near(field(r, "decimation", "dimension")->num[0], figure(r, "twonn"), 1e-12, 0);
	near(ask(s, "id x5 --method mom --convention skdim", "mom"), 5.288588822325, FLOAT_INPUT, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* ESS in the whole: k = n - 1 neighbours about their mean are all rows but one. */
static void ess_of_angles(void **state)
{
	(void)state;
	static const float line[] = { 0, 0, 1, 2, 2, 4, 4, 8, 7, 14 };
	sx_session *s = with(from_points("line", 5, 2, line));
	near(ask(s, "id line --method ess --k 4", "ess"), 1, 1e-6, 0);	/* no sine between vectors of one line; float noise */
	sx_session_free(s);
}

/* Turned, moved, scaled, or with constant columns added, nothing changes; in cosine, nothing changes with lengths. */
static void invariant(void **state)
{
	(void)state;
	enum { N = 300, D = 4, E = 6 };
	float *p, *q;
	sx_space *a = gaussian("a", N, D, 3), *b = sx_space_new("b", N, E, &p, NULL), *c = sx_space_new("c", N, D, &q, NULL);
	sx_mat m = sx_space_mat(a);
	for (size_t i = 0; i < N; i++) {
		const float *x = m.p + i * m.ld;
		p[i * E] = 8 * (0.6f * x[0] - 0.8f * x[1]) + 3;
		p[i * E + 1] = 8 * (0.8f * x[0] + 0.6f * x[1]) - 2;
		p[i * E + 2] = 8 * x[3];
		p[i * E + 3] = 5;
		p[i * E + 4] = 8 * x[2];
		p[i * E + 5] = -1;
		for (size_t j = 0; j < D; j++)
			q[i * D + j] = x[j] * (1 + (float)(i % 7));
	}
	sx_session *s = with(a);
	give(s, b);
	give(s, c);
	static const char line[] = "id %s --method all --cap 6%s";
	char one[80], two[80];
	for (int cosine = 0; cosine < 2; cosine++) {
		snprintf(one, sizeof one, line, "a", cosine ? " --metric cosine" : "");
		snprintf(two, sizeof two, line, cosine ? "c" : "b", cosine ? " --metric cosine" : "");
		sx_result *r = must(s, one, THREADS), *t = must(s, two, THREADS);
		const sx_frame *f = sx_result_frame(r, "estimates"), *g = sx_result_frame(t, "estimates");
		assert_int_equal(f->rows, g->rows);
		for (size_t i = 0; i < f->rows; i++) {
			const char *name = field(r, "estimates", "method")->text[i];
			bool linear = strcmp(name, "lpca") == 0 || strcmp(name, "fishers") == 0;	/* know no metric */
			if (!cosine || !linear)
				near_named(field(t, "estimates", "dimension")->num[i], field(r, "estimates", "dimension")->num[i], 2e-5, 0, name);
		}
		sx_result_unref(r);
		sx_result_unref(t);
	}
	sx_session_free(s);
}

/* Unit rows: cosine is the same geometry as euclidean, not one of half the dimension. */
static void cosine_is_the_chord(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 800, 6, 5));
	sx_result_unref(must(s, "normalize g --as unit", THREADS));
	sx_err err = { 0 };
	sx_result *made = must(s, "normalize g --as unit2", THREADS);
	assert_true(sx_session_keep(s, made, &err));
	sx_result_unref(made);
	near(ask(s, "id g --metric cosine --method twonn", "twonn"), ask(s, "id unit2 --method twonn", "twonn"), 1e-4, 0);
	near(ask(s, "id g --metric cosine --method twonn", "twonn"), 5, 0.12, 0);	/* a sphere of dimension 5: error 5/sqrt(800) */
	sx_session_free(s);
}

/* A sample of the lines estimates what all lines give: within four standard errors of the sample. */
static void sample_of_lines(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 2000, 5, 7));
	sx_result *all = must(s, "id g --method twonn,mle,knn_graph,corrint,ess", THREADS);
	sx_result *part = must(s, "id g --method twonn,mle,knn_graph,corrint,ess --queries 500", THREADS);
	static const char *const names[] = { "twonn", "mle", "knn_graph", "corrint", "ess" };
	for (size_t i = 0; i < SX_COUNT(names); i++) {
		char low[40], high[40];
		snprintf(low, sizeof low, "%s_low", names[i]);
		snprintf(high, sizeof high, "%s_high", names[i]);
		double se = (figure(part, high) - figure(part, low)) / 3.92;
		near_named(figure(part, names[i]), figure(all, names[i]), 0, 4 * se, names[i]);
	}
	const sx_field *lid = NULL;
	for (size_t i = 0; i < part->ncolumns; i++)
		if (strcmp(part->column[i].name, "lid_mle") == 0)
			lid = &part->column[i];
	size_t known = 0;
	assert_non_null(lid);
	for (size_t i = 0; i < 2000; i++)
		known += isnan(lid->num[i]) ? 0 : 1;
	assert_int_equal(known, 500);
	sx_result_unref(all);
	sx_result_unref(part);
	sx_session_free(s);
}

/* A cloud of two scales has no plateau, and then no figure. */
static void no_plateau_no_figure(void **state)
{
	(void)state;
	enum { N = 1200 };
	float *p;
	sx_space *x = sx_space_new("noisy", N, 10, &p, NULL);
	sx_rng rng = sx_rng_seed(11);
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < 10; j++)
			p[i * 10 + j] = (float)((j == 0 ? 10 * sx_rng_unit(&rng) : 0) + 0.01 * sx_rng_normal(&rng));
	sx_session *s = with(x);
	sx_result *r = must(s, "id noisy --method gride --range 512", THREADS);
	const sx_field *d = field(r, "gride_scaling", "dimension");
	assert_true(d->num[0] > 2 && d->num[8] < 1.3);	/* noise near by, a line from afar */
	assert_true(isnan(figure(r, "gride")) && isnan(figure(r, "plateau")));
	sx_result_unref(r);
	sx_session_free(s);
}

/* What normal clouds read is known: the ratio of the table is that of a new cloud, to the spread of readings (3 %). */
static void bias_of_a_normal_cloud(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("g", 2000, 20, 77));
	sx_result *r = must(s, "id g --method mle,tle,ess", THREADS);
	static const char *const names[] = { "mle", "tle", "ess" };
	for (size_t i = 0; i < SX_COUNT(names); i++)
		for (size_t row = 0; row < sx_result_frame(r, "estimates")->rows; row++)
			if (strcmp(field(r, "estimates", "method")->text[row], names[i]) == 0)
				near_named(field(r, "estimates", "normal_cloud_ratio")->num[row], figure(r, names[i]) / 20, 0.03, 0, names[i]);
	sx_result_unref(r);
	sx_session_free(s);
}

/* Planted manifolds of 1500 rows, the mean over five seeds: within the error that the estimator has there (bench/id.c
 * coverage over 40 seeds: the bias it shows, rounded up by three standard errors of five seeds). */
static void planted_dimensions(void **state)
{
	(void)state;
	static const struct { const char *name; double twonn, mle, ess; } error[] = {
		{ "sphere 10 in 11", 0.12, 0.13, 0.02 }, { "sphere 2 in 3", 0.05, 0.02, 0.06 }, { "ball 5 in 10", 0.09, 0.11, 0.05 },
		{ "swiss roll", 0.05, 0.05, 0.07 }, { "moebius band", 0.05, 0.05, 0.07 }, { "affine 3 in 5", 0.07, 0.08, 0.05 },
		{ "curve in noise", 0.05, 0.03, 0.08 },
	};
	for (size_t m = 0; m < SX_COUNT(planted); m++) {
		double twonn = 0, mle = 0, ess = 0;
		assert_string_equal(planted[m].name, error[m].name);
		for (uint64_t seed = 0; seed < 5; seed++) {
			sx_session *s = with(draw(planted[m].f, 1500, planted[m].dims, 9000 + seed));
			sx_result *r = must(s, "id --method twonn,mle,ess", THREADS);
			twonn += figure(r, "twonn") / 5;
			mle += figure(r, "mle") / 5;
			ess += figure(r, "ess") / 5;
			sx_result_unref(r);
			sx_session_free(s);
		}
		near_named(twonn, planted[m].truth, error[m].twonn, 0, planted[m].name);
		near_named(mle, planted[m].truth, error[m].mle, 0, planted[m].name);
		near_named(ess, planted[m].truth, error[m].ess, 0, planted[m].name);
	}
}

/* ---- intervals ---- */

/* Of normal rows the variance of the participation ratio is known: four times its square, times that of a / tr C - b / |C|². */
static void interval_of_participation(void **state)
{
	(void)state;
	enum { N = 6000, D = 5 };
	static const double l[D] = { 9, 4, 4, 1, 0.25 };
	float *p;
	sx_space *x = sx_space_new("x", N, D, &p, NULL);
	sx_rng rng = sx_rng_seed(3);
	double sum[5] = { 0 };
	for (size_t j = 0; j < D; j++)
		for (int power = 1; power < 5; power++)
			sum[power] += pow(l[j], power);
	for (size_t i = 0; i < N * D; i++)
		p[i] = (float)(sqrt(l[i % D]) * sx_rng_normal(&rng));
	sx_session *s = with(x);
	sx_result *r = must(s, "id --method lpca --draws 4000", THREADS);
	double pr = figure(r, "lpca"), a = sum[1], b = sum[2];
	double variance = 4 * pr * pr * (2 * sum[2] / (a * a) + 2 * sum[4] / (b * b) - 4 * sum[3] / (a * b)) / N;
	near((figure(r, "lpca_high") - figure(r, "lpca_low")) / 3.92, sqrt(variance), 0.06, 0);
	assert_true(figure(r, "participation_ratio_low") == figure(r, "lpca_low"));
	sx_result_unref(r);
	r = must(s, "id --method lpca --convention skdim", THREADS);
	assert_null(sx_result_scalar(r, "lpca_low"));
	assert_non_null(strstr(r->note[0], "no interval"));
	sx_result_unref(r);
	sx_session_free(s);
}

/* Every estimate has an interval about it, the same for any number of threads, also of a sample of lines. */
static void every_estimate_has_an_interval(void **state)
{
	(void)state;
	static const char *const lines[] = { "id --method all --slow --cap 8", "id --method all --slow --cap 8 --queries 100",
		"id --method all --slow --cap 8 --metric cosine" };
	sx_session *s = with(gaussian("g", 400, 6, 21));
	for (size_t l = 0; l < SX_COUNT(lines); l++) {
		sx_result *one = must(s, lines[l], 1), *three = must(s, lines[l], 3);
		const char *const *name = field(one, "estimates", "method")->text;
		const double *v = field(one, "estimates", "dimension")->num, *low = field(one, "estimates", "low")->num;
		const double *high = field(one, "estimates", "high")->num;
		size_t rows = sx_result_frame(one, "estimates")->rows;
		assert_true(rows > 30);
		for (size_t i = 0; i < rows; i++) {
			if (!(low[i] <= v[i] + 1e-12 && v[i] - 1e-12 <= high[i]))
				fail_msg("%s: %s is %g, from %g to %g", lines[l], name[i], v[i], low[i], high[i]);
			assert_true(low[i] == field(three, "estimates", "low")->num[i] && high[i] == field(three, "estimates", "high")->num[i]);
		}
		assert_true(figure(one, "danco_low") < figure(one, "danco_high"));
		assert_true(figure(one, "danco_whole_low") <= figure(one, "danco_whole"));
		assert_true(figure(one, "mind_mli_low") <= figure(one, "mind_mli"));
		sx_result_unref(one);
		sx_result_unref(three);
	}
	sx_session_free(s);
}

/* On a curve danco reads 1, which no other ball is near to, also where two points of the ball of one dimension are equal in
 * float, as with seed 51 of 2,000. */
static void danco_of_one_dimension(void **state)
{
	(void)state;
	for (uint64_t seed = 48; seed < 52; seed++) {
		sx_session *s = with(draw(curve, 2000, 6, seed));
		sx_err err;
		sx_job job = { .seed = seed };
		sx_result *r = sx_result_new();
		assert_true(sx_run(s, "id --method danco", &job, r, &err));
		near(figure(r, "danco"), 1, 0, 0);
		near(figure(r, "danco_high"), 1, 0, 0);
		assert_non_null(strstr(r->note[0], "no width"));
		assert_true(field(r, "danco_divergence", "divergence")->num[0] < 0.1);
		sx_result_unref(r);
		sx_session_free(s);
	}
}

/* How often the interval holds the estimator's own mean over fresh clouds (and, for danco, fresh balls). Where a count is the
 * same at every row, there is no width, as a note says: it is then the mean to 1 in 100, or does not hold it. */
enum { CLOUDS_MOST = 100, NAMES = 24 };
typedef struct held { size_t of, rows, in[NAMES]; char name[NAMES][40]; } held;

static void count_held(held *h, const char *line, point f, size_t dims, size_t clouds)
{
	static double v[CLOUDS_MOST][NAMES][3];
	static const char *const column[] = { "dimension", "low", "high" };
	for (size_t s = 0; s < clouds; s++) {
		sx_session *session = with(draw(f, 400, dims, 300 + s));
		sx_result *r = sx_result_new();
		sx_err err;
		sx_job job = { .seed = s };
		assert_true(sx_run(session, line, &job, r, &err));
		h->rows = sx_result_frame(r, "estimates")->rows;
		assert_true(h->rows <= NAMES);
		for (size_t i = 0; i < h->rows; i++) {
			snprintf(h->name[i], sizeof h->name[i], "%s", field(r, "estimates", "method")->text[i]);
			for (size_t c = 0; c < 3; c++)
				v[s][i][c] = field(r, "estimates", column[c])->num[i];
		}
		sx_result_unref(r);
		sx_session_free(session);
	}
	h->of += clouds;
	for (size_t i = 0; i < h->rows; i++) {
		double mean = 0;
		for (size_t s = 0; s < clouds; s++)
			mean += v[s][i][0] / (double)clouds;
		for (size_t s = 0; s < clouds; s++)
			h->in[i] += v[s][i][1] < v[s][i][2] ? v[s][i][1] <= mean && mean <= v[s][i][2]
			                                    : fabs(v[s][i][0] - mean) < 0.01 * mean;
	}
}

/* Where 95 of 100 are held, fewer than the 91 asked for come up once in some 500 times of 300 clouds; danco, which has fewer, is
 * asked for 86 of 100. */
static void intervals_hold_the_mean(void **state)
{
	(void)state;
	static const struct { point f; size_t dims; } cloud[] = { { sphere, 11 }, { ball, 10 }, { affine, 5 } };
	held quick = { 0 }, slow = { 0 };
	for (size_t c = 0; c < SX_COUNT(cloud); c++) {
		count_held(&quick, "id --method twonn,mom,mind_ml,ess,local_pca,local_twonn,knn_graph,decimation,lpca", cloud[c].f,
		           cloud[c].dims, 100);
		count_held(&slow, "id --method danco --cap 13", cloud[c].f, cloud[c].dims, 24);
	}
	for (size_t i = 0; i < quick.rows; i++)
		if (quick.in[i] * 100 < quick.of * 91)
			fail_msg("%s holds its mean %zu times of %zu", quick.name[i], quick.in[i], quick.of);
	if (slow.in[0] * 100 < slow.of * 86)
		fail_msg("danco holds its mean %zu times of %zu", slow.in[0], slow.of);
}

static void ties_and_few_rows(void **state)
{
	(void)state;
	float p[8 * 8] = { 0 };
	for (size_t i = 0; i < 8; i++)
		p[i * 8 + i] = 1;	/* a simplex: all distances equal */
	sx_session *s = with(from_points("simplex", 8, 8, p));
	sx_result *r = must(s, "id simplex --method mle,mom,mada,corrint,twonn --k 5", THREADS);
	assert_true(isnan(figure(r, "mle")) && isnan(figure(r, "mada")) && isnan(figure(r, "corrint")) && isnan(figure(r, "twonn")));
	sx_result_unref(r);
	must_fail(s, "id simplex --method tle --k 8", SX_EINPUT, "8");
	must_fail(s, "id simplex --metric dot --k 3", SX_EUSAGE, "not a distance");
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_of_the_fixture), cmocka_unit_test(ess_of_angles), cmocka_unit_test(invariant),
		cmocka_unit_test(cosine_is_the_chord), cmocka_unit_test(sample_of_lines), cmocka_unit_test(no_plateau_no_figure),
		cmocka_unit_test(ties_and_few_rows), cmocka_unit_test(planted_dimensions), cmocka_unit_test(bias_of_a_normal_cloud),
		cmocka_unit_test(interval_of_participation), cmocka_unit_test(every_estimate_has_an_interval),
		cmocka_unit_test(danco_of_one_dimension), cmocka_unit_test(intervals_hold_the_mean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
