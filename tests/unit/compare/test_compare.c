/* test_compare.c: likeness of spaces: published check values, invariances, pairings, honest intervals, nulls. */
#include "support.h"

enum { N = 200, D = 8 };

static void load_case(sx_session *s, const char *file, const char *name)
{
	char line[120];
	snprintf(line, sizeof line, "load tests/cases/%s.npy --as %s", file, name);
	sx_session_drop(s, name, NULL);
	sx_result_unref(must(s, line, 2));
}

/* The fixture of the check values: A normal, B = A / 2 + other normal. */
static sx_space *half_of(const char *name, const sx_space *a, size_t n, size_t d, uint64_t seed)
{
	sx_space *b = gaussian(name, n, d, seed);
	sx_mat from = sx_space_mat(a), to = sx_space_mat(b);
	float *p = (float *)(uintptr_t)to.p;
	for (size_t i = 0; i < n * d; i++)
		p[i] = 0.5f * from.p[i] + p[i];
	return b;
}

static sx_session *fixture(void)
{
	sx_session *s = sx_session_new();
	sx_space *a = gaussian("a", N, D, 1), *b = half_of("b", a, N, D, 2);
	give(s, a);
	give(s, b);
	return s;
}

/* Computed once with numpy in double from the definitions; the points here are float32. */
static void check_values(void **state)
{
	(void)state;
	static const struct { const char *name; double want; } cosine[] = {
		{ "cka_linear", 0.248483916862 }, { "cka_debiased", 0.218608219254 }, { "cka_rbf", 0.261131836609 },
		{ "svcca", 0.456313323139458 }, { "pwcca", 0.466590766517199 }, { "procrustes_similarity", 0.467587379250400 },
		{ "procrustes_distance", 1.064825241 }, { "rsa", 0.175314530177307 }, { "mutual_knn", 0.11 }, { "cknna", 0.10708640377680502 },
		{ "cycle_knn", 0.67 }, { "lcs_knn", 0.0925 },
		{ "edit_knn", 0.0115 }, { "linear_r2_ab", 0.1794343175397648 }, { "linear_r2_ba", 0.18164528976545913 } };
	sx_session *s = fixture();
	sx_result *r = must(s, "compare a b", 2);
	for (size_t i = 0; i < SX_COUNT(cosine); i++)
		near_named(figure(r, cosine[i].name), cosine[i].want, 5e-7, 0, cosine[i].name);
	near(figure(r, "mutual_knn_chance"), 10. / 199, 1e-12, 0);
	sx_result_unref(r);
	near(ask(s, "compare a b --metric dot --methods cknna", "cknna"), 0.085444965595902, 5e-7, 0);
	give(s, gaussian("c", 50, 500, 31));
	give(s, gaussian("d", 50, 500, 32));
	near(ask(s, "compare c d --methods cka_linear", "cka_linear"), 0.913328, 1e-6, 0);
	near(ask(s, "compare c d --methods cka_debiased", "cka_debiased"), 0.054454, 1e-5, 0);
	sx_session_free(s);
}

/* ---- relative representations ---- */

static double cosine_of(const double *x, const double *y, size_t d)
{
	double xy = 0, xx = 0, yy = 0;
	for (size_t j = 0; j < d; j++) {
		xy += x[j] * y[j];
		xx += x[j] * x[j];
		yy += y[j] * y[j];
	}
	return xy / sqrt(xx * yy);
}

/* Cosines of the rows listed with the anchors, from the definition. */
static void relative_to(const sx_space *s, const size_t *row, size_t n, const size_t *anchor, size_t m, double *out)
{
	sx_mat x = sx_space_mat(s);
	double u[D], v[D];
	for (size_t i = 0; i < n; i++)
		for (size_t a = 0; a < m; a++) {
			for (size_t j = 0; j < D; j++) {
				u[j] = (double)x.p[row[i] * x.ld + j];
				v[j] = (double)x.p[anchor[a] * x.ld + j];
			}
			out[i * m + a] = cosine_of(u, v, D);
		}
}

/* Five anchors; the other rows are described, asked and found: cosine and reciprocal rank by the definition. */
static void relative_by_definition(void **state)
{
	(void)state;
	enum { ANCHORS = 5 };
	static double x[N * ANCHORS], y[N * ANCHORS];
	size_t anchor[N], row[N], m = 0, n = 0;
	double cosine = 0, mrr = 0;
	sx_session *s = fixture();
	sx_result_unref(must(s, "anchors a --method farthest --start 0 --count 5", 2));
	const sx_field *f = sx_space_field(sx_session_space(s, "a"), "anchor");
	for (size_t i = 0; i < N; i++)
		*(isfinite(f->num[i]) ? &anchor[m++] : &row[n++]) = i;
	assert_int_equal(m, ANCHORS);
	relative_to(sx_session_space(s, "a"), row, n, anchor, m, x);
	relative_to(sx_session_space(s, "b"), row, n, anchor, m, y);
	for (size_t i = 0; i < n; i++) {
		double own = cosine_of(x + i * m, y + i * m, m), rank = 1;
		for (size_t j = 0; j < n; j++)
			rank += j != i && cosine_of(x + i * m, y + j * m, m) > own;
		cosine += own / (double)n;
		mrr += 1 / rank / (double)n;
	}
	sx_result *r = must(s, "compare a b --anchors last --methods relative_cosine,relative_mrr", 2);
	near(figure(r, "relative_cosine"), cosine, 1e-5, 0);
	near(figure(r, "relative_mrr"), mrr, 1e-5, 0);
	sx_result_unref(r);
	r = must(s, "compare a b --anchors 200 --methods relative_mrr", 2);	/* nobody is left */
	assert_true(isnan(figure(r, "relative_mrr")));
	sx_result_unref(r);
	sx_session_free(s);
}

/* Of independent noise a rank is uniform, so the mean reciprocal rank among m rows is (1 + 1/2 + ... + 1/m) / m. */
static void relative_of_noise(void **state)
{
	(void)state;
	enum { ROWS = 60, JUDGED = 30, DRAWS = 40 };
	double mean = 0, want = 0, held = 0;
	for (int i = 1; i <= JUDGED; i++)
		want += 1. / i / JUDGED;
	for (uint64_t t = 0; t < DRAWS; t++) {
		sx_session *s = sx_session_new();
		give(s, gaussian("a", ROWS, 20, 7000 + t));
		give(s, gaussian("b", ROWS, 20, 8000 + t));
		sx_result *r = must(s, "compare a b --methods relative_mrr,relative_cosine", 2);
		mean += figure(r, "relative_mrr") / DRAWS;
		held += figure(r, "relative_cosine_low") <= 0 && figure(r, "relative_cosine_high") >= 0;
		sx_result_unref(r);
		sx_session_free(s);
	}
	near(mean, want, 0, 0.025);	/* the deviation of one row's is 0.2: 4 standard errors */
	assert_true(held >= 0.85 * DRAWS);	/* 95 % is 38; 34 has a chance of 1 in 20 of being missed */
}

/* (K + lambda)^-1 by elimination. */
static void invert(const double *k, size_t n, double lambda, double *out)
{
	double *m = malloc(2 * n * n * sizeof *m);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < 2 * n; j++)
			m[i * 2 * n + j] = j < n ? k[i * n + j] + (i == j ? lambda : 0) : j - n == i;
	for (size_t c = 0; c < n; c++) {
		double by = 1 / m[c * 2 * n + c];
		for (size_t j = 0; j < 2 * n; j++)
			m[c * 2 * n + j] *= by;
		for (size_t i = 0; i < n; i++) {
			double off = m[i * 2 * n + c];
			for (size_t j = 0; i != c && j < 2 * n; j++)
				m[i * 2 * n + j] -= off * m[c * 2 * n + j];
		}
	}
	for (size_t i = 0; i < n; i++)
		memcpy(out + i * n, m + i * 2 * n + n, n * sizeof *out);
	free(m);
}

/* ---- what cannot exceed 1, and what noise predicts ---- */

static void bounds_and_noise(void **state)
{
	(void)state;
	static const char *const pair[][2] = { { "n01_a", "n01_b" }, { "n01_a0", "n01_b0" }, { "n01_a1", "n01_b1" },
		{ "n01_a2", "n01_b2" }, { "n01_a3", "n01_b3" } };
	sx_session *s = sx_session_new();
	load_case(s, "n08_c", "c");
	load_case(s, "n08_cdup", "d");
	sx_result *r = must(s, "compare c d --methods cka_rbf,pwcca", 2);
	assert_true(figure(r, "cka_rbf") <= 1 && figure(r, "pwcca") <= 1 && figure(r, "pwcca") > 0.999999);
	assert_true(figure(r, "pwcca_low") <= figure(r, "pwcca_high"));
	sx_result_unref(r);
	load_case(s, "figures/n1", "a");
	load_case(s, "figures/n2", "b");
	r = must(s, "compare a b --methods linear_r2_ab,linear_r2_ba", 2);
	near(figure(r, "linear_r2_ab"), -2.9e-7, 0, 1e-7);	/* by leaving each row out, explicitly, with numpy */
	near(figure(r, "linear_r2_ba"), -2.9e-7, 0, 1e-7);
	sx_result_unref(r);
	for (size_t i = 0; i < SX_COUNT(pair); i++) {
		load_case(s, pair[i][0], "a");
		load_case(s, pair[i][1], "b");
		r = must(s, "compare a b --methods linear_r2_ab,linear_r2_ba", 2);
		assert_true(figure(r, "linear_r2_ab") < 0.01 && figure(r, "linear_r2_ba") < 0.01);
		sx_result_unref(r);
	}
	sx_session_free(s);
}

/* Fewer rows than dimensions: the ridge of each penalty by its definition,
 * |(I - H) Y|² / tr(I - H)² with H = 1/n + K (K + lambda)^-1 by elimination, gives the best of 25. */
static void ridge_by_definition(void **state)
{
	(void)state;
	enum { ROWS = 14, DIMS = 20 };
	static double k[ROWS * ROWS], h[ROWS], inverse[ROWS * ROWS];
	double best = INFINITY, sum = 0, total = 0, xm[DIMS] = { 0 }, ym[DIMS] = { 0 };
	sx_session *s = sx_session_new();
	sx_space *a = gaussian("a", ROWS, DIMS, 21), *b = gaussian("b", ROWS, DIMS, 22);
	sx_mat x = sx_space_mat(a), y = sx_space_mat(b);
	float *p = (float *)(uintptr_t)y.p;
	for (size_t i = 0; i < ROWS * DIMS; i++)
		p[i] = x.p[i] + p[i] / 4;
	for (size_t i = 0; i < ROWS; i++)
		for (size_t j = 0; j < DIMS; j++) {
			xm[j] += (double)x.p[i * x.ld + j] / ROWS;
			ym[j] += (double)y.p[i * y.ld + j] / ROWS;
		}
	for (size_t i = 0; i < ROWS; i++)
		for (size_t l = 0; l < ROWS; l++) {
			k[i * ROWS + l] = 0;
			for (size_t j = 0; j < DIMS; j++)
				k[i * ROWS + l] += ((double)x.p[i * x.ld + j] - xm[j]) * ((double)x.p[l * x.ld + j] - xm[j]);
			sum += i == l ? k[i * ROWS + l] : 0;
		}
	for (size_t i = 0; i < ROWS; i++)
		for (size_t j = 0; j < DIMS; j++)
			total += ((double)y.p[i * y.ld + j] - ym[j]) * ((double)y.p[i * y.ld + j] - ym[j]);
	for (int t = 0; t < 25; t++) {
		double lambda = sum / (ROWS - 1) * pow(10, -8 + 12. * t / 24), left = 0, free = ROWS - 1;
		invert(k, ROWS, lambda, inverse);
		for (size_t i = 0; i < ROWS; i++)	/* I - 1/n - K (K + lambda)^-1 = lambda (K + lambda)^-1 - 1/n, and 1 is in its null space */
			free += lambda * inverse[i * ROWS + i] - 1;
		for (size_t j = 0; j < DIMS; j++)
			for (size_t i = 0; i < ROWS; i++) {
				h[i] = 0;
				for (size_t l = 0; l < ROWS; l++)
					h[i] += lambda * inverse[i * ROWS + l] * ((double)y.p[l * y.ld + j] - ym[j]);
				left += h[i] * h[i];
			}
		best = fmin(best, left / (free * free));
	}
	give(s, a);
	give(s, b);
	near(ask(s, "compare a b --methods linear_r2_ab", "linear_r2_ab"), 1 - best * (ROWS - 1) * (ROWS - 1) / total, 1e-5, 0);
	sx_session_free(s);
}

/* CKNNA over all rows is the debiased CKA, of which the kernel need not be centred. */
static void identities(void **state)
{
	(void)state;
	sx_session *s = fixture();
	near(ask(s, "compare a b --methods cknna --metric dot --k 199", "cknna"),
	     ask(s, "compare a b --methods cka_debiased", "cka_debiased"), 1e-9, 0);
	near(ask(s, "compare a b --methods mutual_knn --metric euclidean", "mutual_knn"), ask(s, "overlap a b", "neighborhood_overlap"),
	     1e-12, 0);
	near(ask(s, "compare a b --methods information_imbalance_ab", "information_imbalance_ab"),
	     ask(s, "imbalance a b", "information_imbalance_ab"), 1e-12, 0);
	sx_result *r = must(s, "compare a a --anchors 50", 2);
	static const char *const same[] = { "cka_linear", "cka_rbf", "cka_debiased", "svcca", "pwcca", "rsa", "procrustes_similarity",
		"mutual_knn", "cknna", "cycle_knn", "lcs_knn", "edit_knn", "linear_r2_ab", "relative_cosine",
		"relative_jaccard", "relative_mrr" };
	for (size_t i = 0; i < SX_COUNT(same); i++)
		near_named(figure(r, same[i]), 1, 1e-9, 0, same[i]);
	near(figure(r, "procrustes_distance"), 0, 0, 1e-9);
	near(figure(r, "information_imbalance_ab"), 2. / N, 1e-12, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* One column: CKA is the squared correlation. */
static void one_dimension(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_space *a = gaussian("a", 60, 1, 5), *b = half_of("b", a, 60, 1, 6);
	sx_mat x = sx_space_mat(a), y = sx_space_mat(b);
	double mx = 0, my = 0, xy = 0, xx = 0, yy = 0;
	for (size_t i = 0; i < 60; i++) {
		mx += (double)x.p[i] / 60;
		my += (double)y.p[i] / 60;
	}
	for (size_t i = 0; i < 60; i++) {
		xy += ((double)x.p[i] - mx) * ((double)y.p[i] - my);
		xx += ((double)x.p[i] - mx) * ((double)x.p[i] - mx);
		yy += ((double)y.p[i] - my) * ((double)y.p[i] - my);
	}
	give(s, a);
	give(s, b);
	near(ask(s, "compare a b --methods cka_linear", "cka_linear"), xy * xy / (xx * yy), 1e-12, 0);
	sx_result *r = must(s, "compare a b --methods rsa,cka_linear", 2);
	assert_true(isnan(figure(r, "rsa")));		/* a row of one value has no correlation */
	sx_result_unref(r);
	sx_session_free(s);
}

/* ---- what must not change ---- */

/* Rows turned, scaled and shifted, in another order, with labels that say which is which. */
static sx_space *moved_copy(const char *name, const sx_space *from, double scale, bool shuffle)
{
	double q[D * D];
	sx_mat m = sx_space_mat(from);
	float *p = malloc(m.n * D * sizeof *p);
	size_t *order = malloc(m.n * sizeof *order);
	char (*text)[8] = malloc(m.n * sizeof *text);
	const char **label = malloc(m.n * sizeof *label);
	sx_rng rng = sx_rng_seed(9);
	for (size_t i = 0; i < D * D; i++)
		q[i] = sx_rng_normal(&rng);
	assert_true(sx_orthonormal(D, D, q, NULL));
	for (size_t i = 0; i < m.n; i++)
		order[i] = i;
	if (shuffle)
		sx_rng_shuffle(&rng, order, m.n);
	for (size_t i = 0; i < m.n; i++) {
		snprintf(text[i], sizeof text[i], "r%zu", order[i]);
		label[i] = text[i];
		for (size_t j = 0; j < D; j++) {
			double v = 0;
			for (size_t k = 0; k < D; k++)
				v += scale * (double)m.p[order[i] * D + k] * q[k * D + j];
			p[i * D + j] = (float)v;
		}
	}
	sx_space *s = from_points(name, m.n, D, p);
	assert_true(sx_space_set_labels(s, label, NULL));
	free(p);
	free(order);
	free(text);
	free(label);
	return s;
}

static void rotation_scale_order(void **state)
{
	(void)state;
	static const char *const all[] = { "cka_linear", "cka_rbf", "cka_debiased", "svcca", "procrustes_similarity",
		"procrustes_distance", "mutual_knn", "cknna", "relative_cosine", "relative_jaccard", "relative_mrr",
		"information_imbalance_ab", "information_imbalance_ba" };	/* not rsa and pwcca, which depend on the axes */
	static const char *const methods = "cka_linear,cka_rbf,cka_debiased,svcca,procrustes_similarity,procrustes_distance,"
		"mutual_knn,cknna,relative_cosine,relative_jaccard,relative_mrr,information_imbalance_ab,information_imbalance_ba";
	char line[400];
	sx_session *s = fixture();
	give(s, moved_copy("same", sx_session_space(s, "a"), 1, false));
	give(s, moved_copy("other", sx_session_space(s, "b"), 7, true));
	snprintf(line, sizeof line, "compare a b --anchors 100 --methods %s", methods);
	sx_result *r = must(s, line, 2);
	snprintf(line, sizeof line, "compare same other --paired-by label --anchors 100 --methods %s", methods);
	sx_result *t = must(s, line, 2);
	for (size_t i = 0; i < SX_COUNT(all); i++)
		near_named(figure(t, all[i]), figure(r, all[i]), 1e-5, 0, all[i]);
	sx_result_unref(r);
	sx_result_unref(t);
	sx_session_free(s);
}

static void threads_do_not_matter(void **state)
{
	(void)state;
	sx_session *one = fixture(), *three = fixture();
	sx_result *a = must(one, "compare a b --null 3", 1), *b = must(three, "compare a b --null 3", 3);
	assert_int_equal(a->nscalars, b->nscalars);
	for (size_t i = 0; i < a->nscalars; i++)
		near_named(b->scalar[i].num, a->scalar[i].num, 0, 0, a->scalar[i].name);
	sx_result_unref(a);
	sx_result_unref(b);
	sx_session_free(one);
	sx_session_free(three);
}

/* ---- pairings ---- */

static void pairings(void **state)
{
	(void)state;
	sx_session *s = fixture();
	give(s, moved_copy("x", sx_session_space(s, "a"), 1, false));
	give(s, moved_copy("y", sx_session_space(s, "b"), 1, true));
	double want = ask(s, "compare a b --methods cka_linear", "cka_linear");
	near(ask(s, "compare x y --methods cka_linear", "cka_linear"), want, 1e-5, 0);	/* auto finds the labels */
	assert_true(ask(s, "compare x y --methods cka_linear --paired-by row", "cka_linear") < want / 2);
	sx_result_unref(must(s, "sample y 120 --as part", 2));
	sx_result *r = must(s, "compare x part --methods cka_linear", 2);
	assert_true(r->nnotes >= 1 && strstr(r->note[0], "120 of 200 rows") != NULL);
	assert_int_equal(r->ncolumns, 0);
	sx_result_unref(r);
	sx_result_unref(must(s, "sample b 120 --as rows", 2));	/* no labels: by the number of the whole space's row */
	r = must(s, "compare rows a --methods mutual_knn", 2);
	assert_int_equal(r->rows, 120);
	sx_result_unref(r);
	give(s, gaussian("short", 30, D, 3));
	must_fail(s, "compare a short", SX_EINPUT, "has 200 rows, short has 30");
	must_fail(s, "compare a b --paired-by word", SX_EUSAGE, "no column 'word'");
	must_fail(s, "compare a b --paired-by label", SX_EINPUT, "no labels");
	must_fail(s, "compare a", SX_EUSAGE, "two or more");
	must_fail(s, "compare a b --anchors last", SX_EINPUT, "there are no anchors yet");
	sx_session_free(s);
}

/* ---- figures of rows ---- */

static void who_moved(void **state)
{
	(void)state;
	float p[N * D];
	sx_session *s = fixture();
	memcpy(p, sx_space_mat(sx_session_space(s, "a")).p, sizeof p);
	for (size_t j = 0; j < D; j++)
		p[17 * D + j] = -p[17 * D + j];		/* one row turned about */
	give(s, from_points("c", N, D, p));
	sx_result *r = must(s, "compare a c", 2);
	const sx_field *f = sx_space_field(sx_session_space(s, "a"), "moved_cosine");
	assert_non_null(f);
	assert_true(f->num[17] < -0.9 && f->num[16] > 0.9);
	const sx_field *by = field(r, "moved_most", "moved_overlap");	/* as the manual says: fewest shared neighbours first */
	for (size_t i = 1; i < 10; i++)
		assert_true(by->num[i - 1] <= by->num[i]);
	near(field(r, "moved_most", "row")->num[0], 17, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* ---- intervals and nulls ---- */

/* Over 60 draws the mean standard error is near the spread of the figure, for every measure that has one. A third off either
 * way is what 60 draws and the shared neighbours leave. */
static void errors_are_honest(void **state)
{
	(void)state;
	enum { DRAWS = 60, ROWS = 300 };
	static const char *const names[] = { "cka_linear", "cka_rbf", "cka_debiased", "svcca", "pwcca", "rsa", "procrustes_similarity",
		"mutual_knn", "cknna", "relative_mrr", "information_imbalance_ab" };
	static double v[SX_COUNT(names)][DRAWS], width[SX_COUNT(names)];
	for (size_t t = 0; t < DRAWS; t++) {
		sx_session *s = sx_session_new();
		sx_space *a = gaussian("a", ROWS, D, 100 + t), *b = half_of("b", a, ROWS, D, 900 + t);
		give(s, a);
		give(s, b);
		sx_result *r = must(s, "compare a b --anchors 30 --null 0", 2);
		for (size_t i = 0; i < SX_COUNT(names); i++) {
			char high[40];
			snprintf(high, sizeof high, "%s_high", names[i]);
			v[i][t] = figure(r, names[i]);
			width[i] += (figure(r, high) - v[i][t]) / 1.96 / DRAWS;
		}
		sx_result_unref(r);
		sx_session_free(s);
	}
	for (size_t i = 0; i < SX_COUNT(names); i++) {
		double mean = 0, square = 0;
		for (size_t t = 0; t < DRAWS; t++)
			mean += v[i][t] / DRAWS;
		for (size_t t = 0; t < DRAWS; t++)
			square += (v[i][t] - mean) * (v[i][t] - mean) / (DRAWS - 1);
		double ratio = width[i] / sqrt(square);
		if (getenv("SX_SHOW"))
			print_message("%-28s mean %.4f sd %.4f se / sd %.2f\n", names[i], mean, sqrt(square), ratio);
		if (ratio < 0.67 || ratio > 1.5)
			fail_msg("%s: mean standard error / spread is %.2f", names[i], ratio);
	}
}

static void nulls(void **state)
{
	(void)state;
	sx_session *s = fixture();
	sx_result *r = must(s, "compare a b --methods cka_debiased,mutual_knn,rsa,cka_rbf --null 39", 2);
	near(figure(r, "cka_debiased_p"), 2. / 40, 1e-12, 0);
	near(figure(r, "mutual_knn_p"), 2. / 40, 1e-12, 0);
	near(figure(r, "rsa_p"), 2. / 40, 1e-12, 0);
	near(figure(r, "cka_debiased_null"), 0, 0, 0.01);
	near(figure(r, "mutual_knn_null"), 10. / 199, 0, 0.004);
	near(figure(r, "rsa_null"), 0, 0, 0.02);
	sx_result_unref(r);
	give(s, gaussian("c", N, D, 44));
	assert_true(ask(s, "compare a c --methods cka_debiased --null 39", "cka_debiased_p") > 0.05);
	sx_session_free(s);
}

/* ---- many spaces ---- */

static void matrices(void **state)
{
	(void)state;
	sx_session *s = fixture();
	give(s, gaussian("c", N, 5, 12));
	sx_result *r = must(s, "compare a b c", 2);
	near(field(r, "cka_debiased", "b")->num[0], 0.218608219254, 5e-7, 0);
	near(field(r, "cka_debiased", "a")->num[1], 0.218608219254, 5e-7, 0);
	near(field(r, "cka_debiased", "c")->num[2], 1, 0, 0);
	near(field(r, "information_imbalance_ab", "b")->num[0], ask(s, "imbalance a b", "information_imbalance_ab"), 1e-12, 0);
	near(field(r, "information_imbalance_ab", "a")->num[1], ask(s, "imbalance a b", "information_imbalance_ba"), 1e-12, 0);
	near(field(r, "pairs", "mutual_knn")->num[0], 0.11, 1e-9, 0);
	sx_result_unref(r);
	must_fail(s, "compare a b c --null 5", SX_EUSAGE, "two spaces");
	sx_session_free(s);
}

/* Beyond 4,096 rows what walks over pairs takes some of them, and says so; with --sample everything does. */
static void samples(void **state)
{
	(void)state;
	enum { MANY = 4500 };
	sx_session *s = sx_session_new();
	sx_space *a = gaussian("a", MANY, D, 1), *b = half_of("b", a, MANY, D, 2);
	give(s, a);
	give(s, b);
	sx_result *r = must(s, "compare a b --null 0", 2);
	bool told = false;
	size_t ranked = 0;
	for (size_t i = 0; i < r->nnotes; i++)
		told = told || strstr(r->note[i], "4096 random rows") != NULL;
	assert_true(told);
	const sx_field *f = sx_space_field(sx_session_space(s, "a"), "moved_rank");
	for (size_t i = 0; i < MANY; i++)
		ranked += isnan(f->num[i]) ? 0u : 1u;
	assert_true(ranked == 4096);
	double whole = figure(r, "cka_rbf"), all = figure(r, "cka_debiased"), rsa = figure(r, "rsa");
	sx_result_unref(r);
	r = must(s, "compare a b --sample 1500 --null 0", 2);
	near(figure(r, "cka_rbf"), whole, 0, 0.03);
	near(figure(r, "cka_debiased"), all, 0, 0.03);
	near(figure(r, "rsa"), rsa, 0, 0.03);
	assert_true(strstr(r->note[0], "1500 of 4500") != NULL);
	sx_result_unref(r);
	r = must(s, "compare a b --budget 1e8 --methods cka_debiased --null 0", 2);	/* n² (d + d) within it: 2,500 rows */
	assert_true(strstr(r->note[0], "2500 of 4500") != NULL);
	sx_result_unref(r);
	sx_session_free(s);
}

/* Too few rows for canonical correlations; equal rows; a row of zeros: each says so and harms nobody else. */
static void degenerate(void **state)
{
	(void)state;
	float p[N * D] = { 0 };
	sx_session *s = fixture();
	give(s, gaussian("c", 20, 30, 7));
	give(s, gaussian("d", 20, 30, 8));
	sx_result *r = must(s, "compare c d", 2);
	assert_true(isnan(figure(r, "pwcca")) && isnan(figure(r, "svcca")));
	assert_true(isfinite(figure(r, "cka_debiased")));
	sx_result_unref(r);
	give(s, from_points("zero", N, D, p));
	must_fail(s, "compare a zero", SX_EINPUT, "all rows are equal");
	memcpy(p, sx_space_mat(sx_session_space(s, "a")).p, sizeof p);
	memset(p, 0, D * sizeof *p);
	give(s, from_points("hole", N, D, p));
	r = must(s, "compare a hole", 2);	/* neighbours by cosine need a direction of every row; the others do not */
	assert_true(isnan(figure(r, "mutual_knn")) && isnan(figure(r, "cknna")) && isnan(figure(r, "relative_mrr")));
	assert_true(figure(r, "cka_linear") > 0.9 && figure(r, "information_imbalance_ab") < 0.2 && figure(r, "linear_r2_ab") > 0.9);
	bool told = false;
	for (size_t i = 0; i < r->nnotes; i++)
		told = told || (strstr(r->note[i], "mutual_knn") && strstr(r->note[i], "row 0 is all zeros"));
	assert_true(told);
	sx_result_unref(r);
	r = must(s, "compare a hole --metric euclidean", 2);
	assert_true(isnan(figure(r, "relative_cosine")) && isnan(figure(r, "rsa")) && figure(r, "cka_linear") > 0.9);
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	sx_blas_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_values), cmocka_unit_test(identities), cmocka_unit_test(one_dimension),
		cmocka_unit_test(rotation_scale_order), cmocka_unit_test(threads_do_not_matter), cmocka_unit_test(pairings),
		cmocka_unit_test(who_moved), cmocka_unit_test(errors_are_honest), cmocka_unit_test(nulls), cmocka_unit_test(matrices),
		cmocka_unit_test(samples), cmocka_unit_test(relative_by_definition), cmocka_unit_test(relative_of_noise),
		cmocka_unit_test(bounds_and_noise), cmocka_unit_test(ridge_by_definition), cmocka_unit_test(degenerate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
