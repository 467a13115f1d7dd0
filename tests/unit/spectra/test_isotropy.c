/* test_isotropy.c: isotropy against pairs counted one by one, figures of an independent script and identities; and the
 * transforms that make a space more isotropic. */
#include "support.h"

enum { THREADS = 2 };

static sx_session *with(sx_space *space)
{
	sx_session *s = sx_session_new();
	give(s, space);
	return s;
}

static void keep(sx_session *s, const char *line)
{
	sx_err err = { 0 };
	sx_result *r = must(s, line, THREADS);
	assert_true(sx_session_keep(s, r, &err));
	sx_result_unref(r);
}

static sx_space *stretched(const char *, bool turned);

static void mean_cosine(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("a", 200, 8, 1));
	sx_result *r = must(s, "isotropy a", THREADS);
	sx_mat m = sx_space_mat(sx_session_space(s, "a"));
	double sum = 0, parts = 0;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.n; j++) {
			double xy = 0, xx = 0, yy = 0;
			for (size_t c = 0; c < m.d; c++) {
				double x = (double)m.p[i * m.ld + c], y = (double)m.p[j * m.ld + c];
				xy += x * y;
				xx += x * x;
				yy += y * y;
			}
			sum += i != j ? xy / sqrt(xx * yy) : 0;
		}
	near(figure(r, "mean_cosine"), sum / (200. * 199), 0, 1e-14);
	near(figure(r, "mean_cosine"), -0.0028143211059127, 0, 1e-9);
	for (size_t j = 0; j < 8; j++)
		parts += field(r, "dimensions", "cosine_part")->num[j];
	near(parts, figure(r, "mean_cosine"), 0, 1e-15);
	near(figure(r, "partition_isotropy"), 0.66160, 0, 5e-6);	/* both signs; one choice of signs gives 0.7402 */
	sx_result_unref(r);
	sx_session_free(s);
}

/* V = 0.2 G + 0.1: off the origin. */
static void partition(void **state)
{
	(void)state;
	sx_space *g = gaussian("v", 500, 10, 9);
	float *p = (float *)(uintptr_t)sx_space_mat(g).p;
	for (size_t i = 0; i < 5000; i++)
		p[i] = (float)(0.2 * (double)p[i] + 0.1);
	sx_session *s = with(g);
	sx_result *r = must(s, "isotropy v", THREADS);
	near(figure(r, "partition_isotropy"), 0.539512328, 1e-6, 0);
	near(figure(r, "partition_isotropy_first"), 0.527962054, 1e-6, 0);
	near(figure(r, "partition_isotropy_second"), 0.514408629, 1e-6, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

static void isoscore(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("x5", 200, 5, 42));
	double iso = ask(s, "isotropy x5", "isoscore");
	near(iso, 0.976369795684, 1e-7, 0);
	near(iso, (ask(s, "spectrum x5 --draws 0", "participation_ratio") - 1) / 4, 1e-12, 0);
	near(ask(s, "isotropy x5 --zeta 0", "isoscore_star"), iso, 1e-12, 0);
	near(ask(s, "isotropy x5 --zeta 1", "isoscore_star"), 1, 1e-12, 0);
	static const float three_one[] = { 1.7320508f, 0, -1.7320508f, 0, 0, 1, 0, -1 };	/* eigenvalues 3 : 1 */
	give(s, from_points("t", 4, 2, three_one));
	near(ask(s, "isotropy t", "isoscore"), 0.6, 1e-6, 0);
	static const float line[] = { 1, 2, 2, 4, 3, 6 };
	give(s, from_points("line", 3, 2, line));
	near(ask(s, "isotropy line", "isoscore"), 0, 0, 1e-6);
	sx_session_free(s);
}

/* With a reference: the space itself changes nothing; against the covariances added entry by entry. */
static void isoscore_star_of_reference(void **state)
{
	(void)state;
	sx_session *s = with(stretched("x", false));
	give(s, stretched("q", true));
	near(ask(s, "isotropy x --reference x", "isoscore_star"), ask(s, "isotropy x", "isoscore"), 1e-12, 0);
	sx_mat x = sx_space_mat(sx_session_space(s, "x")), q = sx_space_mat(sx_session_space(s, "q"));
	double c[9] = { 0 }, mean[2][3] = { { 0 } }, trace = 0, square = 0;
	for (size_t i = 0; i < 150; i++)
		for (size_t j = 0; j < 3; j++) {
			mean[0][j] += (double)x.p[i * x.ld + j] / 150;
			mean[1][j] += (double)q.p[i * q.ld + j] / 150;
		}
	for (size_t i = 0; i < 150; i++)
		for (size_t a = 0; a < 3; a++)
			for (size_t b = 0; b < 3; b++)
				c[a * 3 + b] += 0.7 * ((double)x.p[i * x.ld + a] - mean[0][a]) * ((double)x.p[i * x.ld + b] - mean[0][b]) +
				                0.3 * ((double)q.p[i * q.ld + a] - mean[1][a]) * ((double)q.p[i * q.ld + b] - mean[1][b]);
	for (size_t a = 0; a < 9; a++) {
		trace += a % 4 == 0 ? c[a] : 0;
		square += c[a] * c[a];
	}
	near(ask(s, "isotropy x --reference q --zeta 0.3", "isoscore_star"), (trace * trace / square - 1) / 2, 1e-6, 0);
	give(s, gaussian("wide", 20, 4, 1));
	must_fail(s, "isotropy x --reference wide", SX_EINPUT, "wide has 4 dimensions");
	sx_session_free(s);
}

static double cosine(sx_mat m, size_t a, size_t b)
{
	double xy = 0, xx = 0, yy = 0;
	for (size_t c = 0; c < m.d; c++) {
		double x = (double)m.p[a * m.ld + c], y = (double)m.p[b * m.ld + c];
		xy += x * y;
		xx += x * x;
		yy += y * y;
	}
	return xy / sqrt(xx * yy);
}

/* Three groups of unequal size, pair by pair; one dimension far off in two of them. */
static void groups(void **state)
{
	(void)state;
	enum { N = 90, D = 16 };
	double code[N], within = 0, between = 0, pairs = 0, others = 0, step = 0, steps = 0;
	size_t last[3] = { N, N, N };
	sx_space *g = gaussian("g", N, D, 12);
	float *p = (float *)(uintptr_t)sx_space_mat(g).p;
	for (size_t i = 0; i < N; i++) {
		code[i] = i % 6 == 0 ? 0 : i % 3 == 0 ? 1 : 2;
		p[i * D + 3] += code[i] > 0 ? 30 : 0;
	}
	sx_field f = { .name = "group", .type = SX_INTEGER, .num = code };
	assert_true(sx_space_add_field(g, &f, NULL));
	sx_session *s = with(g);
	sx_mat m = sx_space_mat(g);
	for (size_t i = 0; i < N; i++) {
		size_t c = (size_t)code[i];
		for (size_t j = 0; j < i; j++) {
			bool same = code[i] == code[j];
			*(same ? &within : &between) += cosine(m, i, j);
			*(same ? &pairs : &others) += 1;
		}
		for (double square = 0, j = 0; last[c] < N && j < D; j++) {
			square += pow((double)p[i * D + (size_t)j] - (double)p[last[c] * D + (size_t)j], 2);
			if (j == D - 1) {
				step += sqrt(square);
				steps++;
			}
		}
		last[c] = i;
	}
	sx_result *r = must(s, "isotropy g --groups group", THREADS);
	near(figure(r, "mean_cosine_within"), within / pairs, 0, 1e-12);
	near(figure(r, "mean_cosine_between"), between / others, 0, 1e-12);
	near(figure(r, "step_distance"), step / steps, 1e-12, 0);
	assert_true(figure(r, "group_distance") > 18 && figure(r, "group_distance") < 22);	/* 30, 30 and 0, and noise */
	near(field(r, "groups", "rows")->num[0], 15, 0, 0);
	near(field(r, "groups", "outlier_dimensions")->num[0], 0, 0, 0);
	near(field(r, "groups", "outlier_dimensions")->num[2], 1, 0, 0);
	assert_int_equal(sx_result_frame(r, "group_outliers")->rows, 1);
	near(field(r, "group_outliers", "dimension")->num[0], 3, 0, 0);
	near(field(r, "group_outliers", "groups")->num[0], 2, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* One dimension far off: both rules find it, and it makes the mean cosine; dropping it ends that, others do not. */
static void outliers(void **state)
{
	(void)state;
	sx_space *g = gaussian("g", 300, 40, 2);
	float *p = (float *)(uintptr_t)sx_space_mat(g).p;
	for (size_t i = 0; i < 300; i++)
		p[i * 40 + 7] -= 20;
	sx_session *s = with(g);
	sx_result *r = must(s, "isotropy g", THREADS);
	near(figure(r, "outlier_dimensions"), 1, 0, 0);
	near(field(r, "dimensions", "outlier_robust")->num[7], 1, 0, 0);
	near(field(r, "dimensions", "cosine_share")->num[7], 1, 0, 1e-3);
	assert_true(figure(r, "mean_cosine") > 0.8 && fabs(figure(r, "mean_cosine_centered")) < 0.01);
	sx_result_unref(r);
	r = must(s, "drop-dims g --as h", THREADS);
	near(figure(r, "dimensions_dropped"), 1, 0, 0);
	near(field(r, "dropped", "dimension")->num[0], 7, 0, 0);
	near(figure(r, "after_mean_cosine"), 0, 0, 0.01);
	assert_true(figure(r, "random_mean_cosine") > 0.8);
	assert_int_equal(sx_space_dims(r->made[0]), 40);
	sx_result_unref(r);
	r = must(s, "drop-dims g --dims 1,7 --cut", THREADS);
	sx_mat m = sx_space_mat(r->made[0]), from = sx_space_mat(sx_session_space(s, "g"));
	assert_int_equal(m.d, 38);
	near((double)m.p[5], (double)from.p[6], 0, 0);
	near((double)m.p[6], (double)from.p[8], 0, 0);
	sx_result_unref(r);
	must_fail(s, "drop-dims g --dims 40", SX_EUSAGE, "no dimension 40");
	sx_session_free(s);
}

static void covariance_is(const sx_space *space, double scale, double abs_)
{
	sx_mat m = sx_space_mat(space);
	for (size_t a = 0; a < m.d; a++)
		for (size_t b = 0; b < m.d; b++) {
			double sum = 0;
			for (size_t i = 0; i < m.n; i++)
				sum += (double)m.p[i * m.ld + a] * (double)m.p[i * m.ld + b];
			near(sum / ((double)m.n - 1), a == b ? scale : 0, 0, abs_);
		}
}

/* A cloud of unequal spread, and the same turned. */
static sx_space *stretched(const char *name, bool turned)
{
	float *p;
	sx_space *g = gaussian("g", 150, 3, 6), *s = sx_space_new(name, 150, 3, &p, NULL);
	sx_mat m = sx_space_mat(g);
	for (size_t i = 0; i < 150; i++) {
		double x = 5 * (double)m.p[i * 3] + 2, y = (double)m.p[i * 3 + 1] + 0.5 * x, z = 0.1 * (double)m.p[i * 3 + 2];
		p[i * 3] = (float)(turned ? 0.6 * x - 0.8 * z : x);
		p[i * 3 + 1] = (float)y;
		p[i * 3 + 2] = (float)(turned ? 0.8 * x + 0.6 * z : z);
	}
	sx_space_unref(g);
	return s;
}

/* The published code's matrix of rows by rows, as it stands, on 30 x 8. */
static void whitening_of_rows(void **state)
{
	(void)state;
	enum { N = 30, D = 8 };
	sx_session *s = with(gaussian("x", N, D, 4));
	static double x[N * D], c[N * N], value[N], vector[N * N];
	for (size_t i = 0; i < N; i++) {
		double mean = 0;
		for (size_t j = 0; j < D; j++)
			mean += (x[i * D + j] = (double)sx_space_mat(sx_session_space(s, "x")).p[i * D + j]) / D;
		for (size_t j = 0; j < D; j++)
			x[i * D + j] -= mean;
	}
	for (size_t a = 0; a < N; a++)
		for (size_t b = 0; b < N; b++)
			for (size_t j = 0; j < D; j++)
				c[a * N + b] += x[a * D + j] * x[b * D + j] / (D - 1);
	assert_true(sx_eigh(N, c, value, vector, NULL));
	sx_result *r = must(s, "whiten x --convention paper", THREADS);
	sx_mat from = sx_space_mat(sx_session_space(s, "x")), made = sx_space_mat(r->made[0]);
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < D; j++) {
			double sum = 0;
			for (size_t e = 0; e < N; e++) {
				double dot = 0;
				for (size_t a = 0; a < N; a++)
					dot += vector[e * N + a] * (double)from.p[a * D + j];
				sum += vector[e * N + i] * dot / sqrt(fmax(value[e], 0) + 1e-5);
			}
			near((double)made.p[i * made.ld + j], sum, 1e-6, 1e-4);	/* floats of size up to 300 */
		}
	sx_result_unref(r);
	must_fail(s, "whiten x --convention paper --eps 0", SX_EUSAGE, "--eps");
	sx_session_free(s);
}

static void whitening(void **state)
{
	(void)state;
	sx_session *s = with(stretched("x", false));
	give(s, stretched("q", true));
	keep(s, "whiten x --eps 0 --as zca");
	keep(s, "whiten x --eps 0 --method pca --as pca");
	keep(s, "whiten q --eps 0 --as turned");
	keep(s, "whiten x --eps 0 --strength 0 --as soft");
	covariance_is(sx_session_space(s, "zca"), 1, 1e-5);
	covariance_is(sx_session_space(s, "pca"), 1, 1e-5);
	sx_mat a = sx_space_mat(sx_session_space(s, "zca")), b = sx_space_mat(sx_session_space(s, "turned"));
	for (size_t i = 0; i < 150; i++) {	/* zca(XQ) = zca(X) Q */
		double x = (double)a.p[i * 3], z = (double)a.p[i * 3 + 2];
		near((double)b.p[i * 3], 0.6 * x - 0.8 * z, 0, 2e-5);
		near((double)b.p[i * 3 + 2], 0.8 * x + 0.6 * z, 0, 2e-5);
	}
	near(ask(s, "spectrum soft --draws 0", "participation_ratio"), ask(s, "spectrum x --draws 0", "participation_ratio"), 1e-6, 0);
	near(ask(s, "isotropy zca", "isoscore"), 1, 0, 1e-6);
	give(s, gaussian("few", 5, 8, 1));
	sx_result *r = must(s, "whiten few", THREADS);
	assert_true(r->nnotes > 0);
	sx_result_unref(r);
	must_fail(s, "whiten few --shrink 0 --eps 0", SX_EINPUT, "without variance");
	sx_session_free(s);
}

/* Nothing is left along what was taken off; taking it off again changes nothing. */
static void all_but_the_top(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("x", 100, 6, 8));
	keep(s, "abtt x --components 2 --as once");
	near(ask(s, "spectrum once --draws 0", "rank"), 4, 0, 0);
	near(ask(s, "pca once --components 1", "total_variance"), ask(s, "pca x --components 1", "total_variance") *
	     (1 - ask(s, "abtt x --components 2", "removed_variance_share")), 1e-6, 0);
	keep(s, "abtt once --components 2 --from x --as twice");
	sx_mat a = sx_space_mat(sx_session_space(s, "once")), b = sx_space_mat(sx_session_space(s, "twice"));
	double moved[6] = { 0 };	/* the mean of x comes off once more, less its parts along the directions */
	for (size_t i = 0; i < 100; i++)
		for (size_t j = 0; j < 6; j++) {
			double by = (double)b.p[i * 6 + j] - (double)a.p[i * 6 + j];
			moved[j] = i == 0 ? by : moved[j];
			near(by, moved[j], 0, 1e-6);
		}
	must_fail(s, "abtt x --components 7", SX_EINPUT, "only 6 directions");
	sx_session_free(s);
}

/* Each cluster is centred and flat along as many directions; clusters far apart are found as planted. */
static void clusters(void **state)
{
	(void)state;
	enum { N = 120, D = 5 };
	sx_space *g = gaussian("g", N, D, 3);
	float *p = (float *)(uintptr_t)sx_space_mat(g).p;
	for (size_t i = 0; i < N; i++)
		p[i * D + i % 3] += 100;
	sx_session *s = with(g);
	sx_result *r = must(s, "cbie g --clusters 3 --components 2 --as even", THREADS);
	const double *cluster = r->column[0].num;
	for (size_t i = 3; i < N; i++)
		near(cluster[i], cluster[i % 3], 0, 0);
	sx_err err = { 0 };
	assert_true(sx_session_keep(s, r, &err));
	sx_result_unref(r);
	sx_mat m = sx_space_mat(sx_session_space(s, "even"));
	for (size_t c = 0; c < 3; c++)
		for (size_t j = 0; j < D; j++) {
			double sum = 0;
			for (size_t i = c; i < N; i += 3)
				sum += (double)m.p[i * D + j];
			near(sum, 0, 0, 1e-3);
		}
	size_t rows[N / 3];
	for (size_t i = 0; i < N / 3; i++)
		rows[i] = 3 * i;
	give(s, sx_space_subset(sx_session_space(s, "even"), "first", rows, N / 3, NULL));
	near(ask(s, "spectrum first --draws 0", "maxgap"), D - 2, 0, 0);	/* two of five directions are rounding of 100 */
	r = must(s, "cbie g --clusters 60 --components 12", THREADS);	/* two rows each: one direction at most */
	const sx_field *taken = field(r, "clusters", "components"), *size = field(r, "clusters", "rows");
	for (size_t c = 0; c < 60; c++)
		assert_true(size->num[c] >= 1 && taken->num[c] <= size->num[c] / 2);
	sx_result_unref(r);
	sx_session_free(s);
}

/* Rows in a plane; others in it, and others with one direction more. */
static void lacking(void **state)
{
	(void)state;
	enum { N = 50 };
	float *p, *q, *t;
	sx_space *plane = sx_space_new("plane", N, 4, &p, NULL), *in = sx_space_new("inside", N, 4, &q, NULL),
	         *off = sx_space_new("off", N, 4, &t, NULL);
	sx_rng rng = sx_rng_seed(5);
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < 4; j++) {
			p[i * 4 + j] = j < 2 ? (float)sx_rng_normal(&rng) : 0;
			q[i * 4 + j] = j < 2 ? (float)sx_rng_normal(&rng) : 0;
			t[i * 4 + j] = j == 1 || j == 3 ? (float)sx_rng_normal(&rng) : 0;
		}
	sx_session *s = with(plane);
	give(s, in);
	give(s, off);
	near(ask(s, "deficiency plane inside", "extra_rank"), 0, 0, 0);
	near(ask(s, "deficiency plane inside --tau 1", "outside_share"), 0, 0, 1e-10);
	near(ask(s, "deficiency plane off", "extra_rank"), 1, 0, 0);
	near(ask(s, "deficiency plane off --tau 1", "rank_both"), 3, 0, 0);
	near(ask(s, "deficiency plane off --tau 1", "outside_share"), 0.5, 0.3, 0);
	sx_session_free(s);
}

/* With --from the directions are another space's: the share that went is still that of the rows themselves. */
static void directions_of_another_space(void **state)
{
	(void)state;
	static const float words[] = { 1, 0, 3, 0, -1, 0, 0, 2, 2, 0, -2, 0 }, lines[] = { 5, 0, -5, 0, 0, 1, 0, -1 };
	sx_session *s = sx_session_new();
	give(s, from_points("words", 6, 2, words));
	give(s, from_points("lines", 4, 2, lines));
	sx_result *r = must(s, "abtt words --from lines --components 1", THREADS);
	near(figure(r, "removed_variance_share"), 19.0 / 23, 1e-6, 0);	/* the mean of lines is 0: 1 + 9 + 1 + 4 + 4 of 23 */
	near(field(r, "removed", "variance_share")->num[0], 50.0 / 52, 1e-9, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* What cannot be had is none with a reason, not left out. */
static void nothing_left_to_compare(void **state)
{
	(void)state;
	static const float flat[] = { 1, 2, 1, 2, 1, 2 }, line[] = { 1, 0, 2, 0, 4, 0, 9, 0 };
	sx_session *s = sx_session_new();
	give(s, from_points("flat", 3, 2, flat));
	give(s, from_points("line", 4, 2, line));
	assert_true(isnan(ask(s, "abtt line --components 1", "after_mean_cosine")));
	assert_true(isnan(ask(s, "cbie flat --clusters 1", "after_mean_cosine")));
	assert_true(isnan(ask(s, "drop-dims line --dims 0", "random_mean_cosine")));
	assert_true(isnan(ask(s, "pca flat", "components_90")));
	must_fail(s, "whiten flat", SX_EINPUT, "all rows are equal");
	must_fail(s, "cbie flat --clusters 4", SX_EINPUT, "there are 3 rows");
	sx_session_free(s);
}

/* Dropping a dimension of an axis and taking the one leading direction off are the same where that is the axis. */
static void dropping_beside_directions(void **state)
{
	(void)state;
	enum { N = 200 };
	float p[N * 3];
	sx_rng rng = sx_rng_seed(31);
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < 3; j++)		/* mean 2 in the second dimension, which stays */
			p[i * 3 + j] = (float)((j == 0 ? (i % 2 ? 50 : -50) : sx_rng_normal(&rng)) + (j == 1 ? 2 : 0));
	sx_session *s = sx_session_new();
	give(s, from_points("x", N, 3, p));
	sx_result *r = must(s, "drop-dims x --dims 0", THREADS);
	near(figure(r, "components_mean_cosine"), figure(r, "after_mean_cosine"), 0, 5e-3);	/* the direction is off by 1 in 700 */
	assert_true(figure(r, "components_mean_cosine") > 0.5);
	sx_result_unref(r);
	r = must(s, "drop-dims x --dims 1", THREADS);
	assert_true(figure(r, "components_mean_cosine") > figure(r, "after_mean_cosine") + 0.5);
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(mean_cosine), cmocka_unit_test(partition), cmocka_unit_test(isoscore),
		cmocka_unit_test(isoscore_star_of_reference), cmocka_unit_test(groups), cmocka_unit_test(outliers),
		cmocka_unit_test(whitening), cmocka_unit_test(whitening_of_rows), cmocka_unit_test(all_but_the_top),
		cmocka_unit_test(clusters), cmocka_unit_test(lacking), cmocka_unit_test(directions_of_another_space),
		cmocka_unit_test(nothing_left_to_compare), cmocka_unit_test(dropping_beside_directions) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
