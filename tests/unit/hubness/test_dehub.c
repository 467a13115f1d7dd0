/* test_dehub.c: reductions over queries and candidates, their conventions, votes, and the tables that speed them up. The
 * figures marked so were computed in numpy from the formulas, pair by pair. */
#include "support.h"

#include "numeric/gamma_table.h"
#include "analyses/hubness/secondary_distance.h"
#include "numeric/special.h"
#include "neighbors/neighbor_vote.h"

static sx_session *x50(void)
{
	sx_session *s = sx_session_new();
	give(s, gaussian("x", 200, 50, 7));
	return s;
}

static sx_session *two(void)
{
	sx_session *s = sx_session_new();
	give(s, gaussian("q", 120, 8, 2));
	give(s, gaussian("a", 200, 8, 1));
	return s;
}

/* ---- tables of gamma distributions ---- */

/* For a whole shape a, Q(a, x) is the chance of fewer than a events of a Poisson law: a sum of positive terms, each from the
 * one before, the first of them the density. */
static double poisson_tail(double a, double x)
{
	double term = sx_gamma_density(a, x), sum = 0;
	for (double k = a - 1; k >= 0 && term > 1e-20 * sum; k--) {
		sum += term;
		term *= k / x;
	}
	return sum;
}

/* 1e-13: the pieces are certified to 1e-14, and the sums of up to 64 of them and of the witness round. Small shapes have pieces
 * near 0 that are evaluated directly. */
static void gamma_tables_are_gamma(void **state)
{
	(void)state;
	static const double shapes[] = { 1, 2, 10, 50, 300, 3000, 100000 };
	static double term[70 * SX_GAMMA_TERMS];
	for (size_t i = 0; i < SX_COUNT(shapes); i++) {
		sx_gamma_table t;
		double mean = shapes[i] * 1.5, deviation = sqrt(shapes[i]) * 1.5, worst = 0;
		size_t pieces = sx_gamma_table_plan(&t, shapes[i], 1.5, mean - 6 * deviation, mean + 4 * deviation), direct = 0;
		assert_true(pieces > 10 && pieces <= 70);
		t.term = term;
		sx_gamma_table_fill(&t);
		for (size_t p = 0; p < pieces; p++)
			direct += isnan(term[p * SX_GAMMA_TERMS]) ? 1 : 0;
		assert_true(direct <= pieces / 2 && (shapes[i] < 50 || direct == 0));
		for (int j = -100; j < 5000; j++) {
			double x = mean + deviation * (-6 + 10. * j / 5000);
			if (x > 0 && (j >= 0 || shapes[i] < 100))
				worst = fmax(worst, fabs(sx_gamma_table_q(&t, x) - poisson_tail(shapes[i], x / 1.5)));
		}
		near_named(worst, 0, 0, 1e-13, "the worst of a gamma table");
	}
	/* a shape that is not whole, against GSL */
	sx_gamma_table t;
	sx_gamma_table_plan(&t, 7.3, 2, 1, 40);
	t.term = term;
	sx_gamma_table_fill(&t);
	for (double x = 0.5; x < 45; x += 0.01)
		near(sx_gamma_table_q(&t, x), sx_gamma_q(7.3, x / 2), 0, 1e-13);
}

static void gamma_density_by_hand(void **state)
{
	(void)state;
	near(sx_gamma_density(1, 2), exp(-2), 1e-14, 0);
	near(sx_gamma_density(3, 2), 2 * exp(-2), 1e-14, 0);
	/* at the mode of a large shape, x = a - 1: sqrt(2 pi x)^-1 by Stirling, to 1 / (12 x) */
	near(sx_gamma_density(1e6 + 1, 1e6), 1 / sqrt(6.283185307179586 * 1e6), 1e-7, 0);
}

/* ---- queries ---- */

static void queries(void **state)
{
	(void)state;
	static const struct { const char *method; double skew, robinhood; } want[] = {
		{ "none", 1.3198297677340733, 0.28833333333333333 }, { "mutual_proximity_normal", 0.6503247153491514, 0.195 },
		{ "mutual_proximity_empirical", 0.561349704405218, 0.2 }, { "local_scaling", 0.8054546002736753, 0.19666666666666666 },
		{ "nicdm", 0.9868849650200163, 0.19416666666666665 }, { "dis_sim_local", 0.8754904078783753, 0.18833333333333332 },
	};
	sx_session *s = two();
	for (size_t i = 0; i < SX_COUNT(want); i++) {
		char line[120];
		snprintf(line, sizeof line, "dehub a --query-space q --method %s", want[i].method);
		sx_result *r = must(s, line, 2);
		near_named(figure(r, "after_k_skewness"), want[i].skew, 1e-9, 0, line);
		near_named(figure(r, "after_robinhood"), want[i].robinhood, 1e-9, 0, line);
		near(figure(r, "before_k_skewness"), want[0].skew, 1e-9, 0);
		sx_result_unref(r);
	}
	near(ask(s, "hubness a --query-space q --metric dot", "k_skewness"), 1.1279706806575363, 1e-9, 0);
	near(ask(s, "hubness a --query-space q --metric cosine", "k_skewness"), 0.29783748556411405, 1e-9, 0);
	near(ask(s, "dehub a --query-space q --method csls", "after_k_skewness"), 0.6023776803147339, 1e-9, 0);
	near(ask(s, "dehub a --query-space q", "mean_distance"), 0.6884790778686641, 1e-9, 0);
	near(ask(s, "dehub a --query-space q --method mutual_proximity_empirical", "mean_distance"), 0.6652638190954774, 1e-9, 0);
	near(ask(s, "hubness a --query-space q", "k_skewness"), want[0].skew, 1e-9, 0);
	near(ask(s, "hubness a --query-space q", "antihub_occurrence"), 0.035, 1e-12, 0);
	near(ask(s, "hubness a --query-space q", "max_k_occurrence"), 23, 0, 0);
	give(s, gaussian("wide", 30, 9, 2));
	must_fail(s, "hubness a --query-space wide", SX_EINPUT, "a has 8 dimensions, but the queries have 9");
	must_fail(s, "hubness a --query-space q --split 0.3", SX_EUSAGE, "exclude each other");
	must_fail(s, "hubness a --query-space q --self-included", SX_EUSAGE, "not a row of the index");
	sx_session_free(s);
}

/* N_k over 10 m list places; the halves are the same for any number of threads, and another seed gives others. */
static void split(void **state)
{
	(void)state;
	sx_session *s = two();
	sx_result *r = must(s, "hubness a --split 0.3", 1), *t = must(s, "hubness a --split 0.3", 4);
	const sx_field *n = sx_space_field(sx_session_space(s, "a"), "k_occurrence_10");
	double sum = 0;
	size_t index = 0;
	for (size_t i = 0; i < 200; i++)
		if (!isnan(n->num[i])) {
			sum += n->num[i];
			index++;
		}
	near((double)index, 140, 0, 0);
	near(sum, 600, 0, 0);
	near(figure(r, "k_skewness"), figure(t, "k_skewness"), 0, 0);
	sx_result_unref(r);
	sx_result_unref(t);
	must_fail(s, "hubness a --split 0.999", SX_EUSAGE, "out of range");
	sx_session_free(s);
}

/* What f-norm and the column transforms learn on the index, queries get: asked about itself, the index gets itself. */
static void transforms_are_learnt_on_the_index(void **state)
{
	(void)state;
	static const char *const methods[] = { "f_norm", "f_uniform", "center", "colz", "weighted_centering --power 2",
		"f_norm --random" };
	sx_session *s = two();
	for (size_t i = 0; i < SX_COUNT(methods); i++) {
		char line[120];
		snprintf(line, sizeof line, "dehub a --query-space a --as y%zu --method %s", i, methods[i]);
		sx_result_unref(must(s, line, 2));
		snprintf(line, sizeof line, "y%zu", i);
		sx_mat y = sx_space_mat(sx_session_space(s, line));
		snprintf(line, sizeof line, "y%zu.queries", i);
		sx_mat q = sx_space_mat(sx_session_space(s, line));
		assert_memory_equal(y.p, q.p, 200 * 8 * sizeof *y.p);
	}
	/* beyond the ends of what was ranked lies the end, before rows are made unit: one dimension, values 0 … 4, query 9 */
	static const float p[] = { 0, 1, 2, 3, 4, 0, 0, 0, 0, 1 }, far[] = { 9, 0.5f };
	static float points[10];
	for (size_t i = 0; i < 5; i++) {
		points[2 * i] = p[i];
		points[2 * i + 1] = p[5 + i];
	}
	give(s, from_points("far", 1, 2, far));
	give(s, from_points("line", 5, 2, points));
	sx_result_unref(must(s, "dehub line --k 1 --query-space far --method f_uniform --as z", 2));
	sx_mat z = sx_space_mat(sx_session_space(s, "z.queries"));
	/* 9 is at the place of 4: 0.8; 0.5 halfway from the place of the zeros, -0.2, to that of 1, 0.8 */
	near((double)z.p[0] / (double)z.p[1], 0.8 / 0.3, 1e-6, 0);
	sx_session_free(s);
}

/* The paper ranks index and queries together: the transform of both as one space, cut in two. */
static void transforms_learnt_together(void **state)
{
	(void)state;
	static float points[320 * 8];
	sx_session *s = two();
	memcpy(points, sx_space_mat(sx_session_space(s, "a")).p, 200 * 8 * sizeof *points);
	memcpy(points + 200 * 8, sx_space_mat(sx_session_space(s, "q")).p, 120 * 8 * sizeof *points);
	give(s, from_points("both", 320, 8, points));
	sx_result_unref(must(s, "dehub both --method f_norm --as z", 2));
	sx_result_unref(must(s, "dehub a --query-space q --method f_norm --convention paper --as y", 2));
	sx_mat z = sx_space_mat(sx_session_space(s, "z")), y = sx_space_mat(sx_session_space(s, "y"));
	assert_memory_equal(y.p, z.p, 200 * 8 * sizeof *y.p);
	assert_memory_equal(sx_space_mat(sx_session_space(s, "y.queries")).p, z.p + 200 * 8, 120 * 8 * sizeof *y.p);
	sx_session_free(s);
}

/* ---- candidates and conventions ---- */

static void candidates(void **state)
{
	(void)state;
	static const struct { const char *line; double skew, robinhood; } want[] = {
		{ "dehub x --candidates 50", 0.19324677418271458, 0.2185 },
		{ "dehub x --candidates 50 --method mutual_proximity_empirical", 1.2255833904138411, 0.324 },
		{ "dehub x --convention paper", 0.47498643190316875, 0.2265 },
		{ "dehub x --method mutual_proximity_empirical --ties distance", 0.16026487446226373, 0.219 },
		{ "dehub x --method localized_centering --self-included", 0.2492083444546408, 0.0695 },
		{ "dehub x --method localized_centering --convention toolbox", 0.2492083444546408, 0.0695 },
		{ "dehub x --method localized_centering --power 2", 0.0431913942118767, 0.0905 },
		{ "dehub x --method localized_centering --self-included --neighborhood 10", 0.8526846052479589, 0.1 },
		{ "dehub x --method weighted_centering --power 2 --metric cosine", 0.35154654613689784, 0.1525 },
		{ "dehub x --method weighted_centering --metric cosine", 0.7652140487492828, 0.242 },
		{ "dehub x --method colz", 2.2557399726312424, 0.423 }, { "dehub x --method rowcenter", 2.067614908771455, 0.4385 },
		{ "dehub x --method unit", 0.16001206957735326, 0.1195 },
	};
	sx_session *s = x50();
	for (size_t i = 0; i < SX_COUNT(want); i++) {
		near_named(ask(s, want[i].line, "after_k_skewness"), want[i].skew, 1e-9, 0, want[i].line);
		near_named(ask(s, want[i].line, "after_robinhood"), want[i].robinhood, 1e-12, 0, want[i].line);
	}
	/* all candidates are all pairs */
	static const char *const methods[] = { "nicdm", "local_scaling", "csls", "dis_sim_local", "mutual_proximity_gamma" };
	for (size_t i = 0; i < SX_COUNT(methods); i++) {
		char line[120];
		snprintf(line, sizeof line, "dehub x --method %s", methods[i]);
		double full = ask(s, line, "after_k_skewness");
		strncat(line, " --candidates 199", sizeof line - strlen(line) - 1);
		near_named(ask(s, line, "after_k_skewness"), full, 1e-12, 0, line);
	}
	must_fail(s, "dehub x --candidates 200", SX_EINPUT, "--candidates is 200");
	must_fail(s, "dehub x --method weighted_centering --power 0.5", SX_EINPUT, "less than 0");
	sx_session_free(s);
}

/* Row 0 to rows 1 … 9 of GloVe's first 300, as scikit-hubness 0.30.0a1 has them with k = 10. To 1e-6: the peer works on the same
 * float32 points in double. */
static void values_of_scikit_hubness(void **state)
{
	(void)state;
	static const struct { sx_secondary_kind kind; double value[9]; } want[] = {
		{ SX_MP_NORMAL, { 0.3669747833035534, 0.20104691249254913, 0.06310036559437082, 0.40486294939778655, 0.30899203791571384,
		                  0.1624489106264041, 0.8346442864594406, 0.17842404582074456, 0.9898369997023199 } },
		{ SX_MP_EMPIRICAL, { 0.30333333333333334, 0.13, 0.033333333333333326, 0.3866666666666667, 0.21333333333333337,
		                     0.1233333333333333, 0.8266666666666667, 0.12, 0.9666666666666667 } },
		{ SX_LOCAL_SCALING, { 2.3335663947119785, 2.215043414546125, 1.7813673228011782, 2.3443908663256217, 2.3486886135513783,
		                      2.058333682115004, 2.656470343544745, 2.0783800855582992, 2.9551617646819155 } },
		{ SX_NICDM, { 1.3346912453069022, 1.2308609468905192, 0.984941114786406, 1.329975789957451, 1.3190329802830936,
		              1.1297473969309635, 1.4203476375906137, 1.1434694484441736, 1.5297147651658725 } },
		{ SX_DIS_SIM_LOCAL, { 40.51308939256423, 38.83128531741574, 29.76524277507648, 40.512546423305885, 40.724116717971356,
		                      35.267511877345754, 40.55151101782285, 35.21820073798809, 44.898689932345704 } },
	};
	static uint32_t index[300 * 299];
	static double distance[300 * 299];
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load samples/glove-5k.npy --as g --limit 300", 2));
	for (size_t i = 0; i < SX_COUNT(want); i++) {
		sx_secondary_spec spec = { .kind = want[i].kind, .k = 10, .size = 10, .listed = 299, .convention = SX_SCIKIT_HUBNESS };
		sx_job job = { .threads = 2 };
		sx_err err = { 0 };
		sx_arena *tmp = sx_arena_new(0);
		if (!sx_secondary_knn(sx_session_space(s, "g"), NULL, &spec, &job, tmp, &(sx_secondary_lists){ index, distance, 0 }, &err))
			fail_msg("%s", err.msg);
		double shift = 0;
		for (size_t l = 0; l < 299; l++)
			if (want[i].kind == SX_DIS_SIM_LOCAL && index[l] == 1)	/* theirs also moves by a pair of a row with itself */
				shift = want[i].value[0] - distance[l];
		for (size_t l = 0; l < 299; l++)
			if (index[l] >= 1 && index[l] <= 9)
				near(distance[l] + shift, want[i].value[index[l] - 1], 1e-6, 0);
		sx_arena_free(tmp);
	}
	sx_session_free(s);
}

/* Random f-norm has the same law as the quantiles, so nearly their figures; another seed draws others. */
static void random_f_norm(void **state)
{
	(void)state;
	sx_session *s = x50();
	sx_result *a = must(s, "dehub x --method f_norm --random --as y", 1);
	near(figure(a, "after_k_skewness"), 0.080527, 0, 0.25);
	assert_true(figure(a, "after_k_skewness") != ask(s, "dehub x --method f_norm", "after_k_skewness"));
	near(ask(s, "dehub x --method f_norm --random", "after_k_skewness"), figure(a, "after_k_skewness"), 0, 0);
	sx_result_unref(a);
	sx_session_free(s);
}

/* ---- votes ---- */

/* Five listed rows: classes 1 0 0 1 0 at distances 1 2 4 5 10. One each: 0 wins 3 to 2. By distance: 0.5 + 0.25 + 0.1 = 0.85
 * against 1.2. With k = 2 one each: equal, the nearest wins. With two at distance 0 these vote alone. */
static void weighted_votes_by_hand(void **state)
{
	(void)state;
	static const uint32_t list[] = { 1, 2, 3, 4, 5 };
	static const size_t code[] = { 9, 1, 0, 0, 1, 0 };
	static const double far[] = { 1, 2, 4, 5, 10 }, zero[] = { 0, 0, 1e-9, 5, 10 };
	size_t truth = 0;
	double votes[2];
	sx_ballot b = { .m = 1, .ld = 5, .classes = 2, .index = list, .distance = far, .code = code, .truth = &truth };
	near(sx_vote_error(&b, 5, votes, NULL), 0, 0, 0);
	near(sx_vote_error(&b, 2, votes, NULL), 1, 0, 0);
	b.weighted = true;
	near(sx_vote_error(&b, 5, votes, NULL), 1, 0, 0);
	b.distance = zero;		/* 1 and 0 at distance 0: equal, the first of them wins */
	near(sx_vote_error(&b, 5, votes, NULL), 1, 0, 0);
	/* rows of fold 0 do not vote for a row of fold 0: 3, 4 and 5 are left, classes 0 1 0 */
	static const size_t fold[] = { 0, 0, 0, 1, 1, 1 };
	b.distance = far;
	near(sx_vote_error_folds(&b, 1, fold, votes), 0, 0, 0);
	near(sx_vote_error_folds(&b, 5, fold, votes), 0, 0, 0);
}

static void folds_hold_classes_evenly(void **state)
{
	(void)state;
	size_t code[100], scratch[100], fold[100], count[2][10] = { { 0 } };
	for (size_t i = 0; i < 100; i++)
		code[i] = i < 60;
	sx_vote_folds(code, 100, 2, 10, 5, scratch, fold);
	for (size_t i = 0; i < 100; i++)
		count[code[i]][fold[i]]++;
	for (size_t f = 0; f < 10; f++) {
		near((double)count[0][f], 4, 0, 0);
		near((double)count[1][f], 6, 0, 0);
	}
}

/* 3 against 1 of 10: p = 2 (1 + 4) / 16; the range by integrating the beta density numerically. */
static void mcnemar_by_hand(void **state)
{
	(void)state;
	static const bool a[10] = { 1, 1, 1, 0, 1, 1, 0, 0, 1, 1 }, b[10] = { 0, 0, 0, 1, 1, 1, 0, 0, 1, 1 };
	sx_mcnemar t = sx_mcnemar_test(a, b, 10), none = sx_mcnemar_test(a, a, 10);
	near((double)t.only_a, 3, 0, 0);
	near((double)t.only_b, 1, 0, 0);
	near(t.p, 0.625, 1e-12, 0);
	near(t.difference, 0.2, 1e-12, 0);
	near(t.low, -0.1649430155821392, 1e-6, 0);
	near(t.high, 0.5381862231270134, 1e-6, 0);
	near(none.p, 1, 0, 0);
	assert_true(isnan(none.low));
}

/* Two clouds far apart, but each tenth row bears the other's name: the error of any vote of some neighbours is that tenth, and
 * no method changes what is right. */
static void protocol_on_planted_classes(void **state)
{
	(void)state;
	static double kind[400];
	sx_session *s = sx_session_new();
	sx_space *x = gaussian("x", 400, 5, 21);
	float *p = (float *)(uintptr_t)sx_space_mat(x).p;
	for (size_t i = 0; i < 400; i++) {
		p[i * 5] += i % 2 ? 50 : 0;
		kind[i] = (double)((i % 2) ^ (i / 2 % 10 == 0));
	}
	assert_true(sx_space_add_field(x, &(sx_field){ .name = "kind", .type = SX_INTEGER, .num = kind }, NULL));
	give(s, x);
	sx_result *r = must(s, "dehub x --labels kind --split 0.5 --k-max 15 --method nicdm", 2);
	assert_true(figure(r, "before_test_k") > 2);	/* two neighbours are too few: one wrong name wins where it is nearer */
	near(figure(r, "before_test_error"), 0.1, 0, 0.04);
	near(figure(r, "after_test_error"), 0.1, 0, 0.04);
	const sx_field *by_k = field(r, "knn_error_by_k", "after_error");
	near(by_k->num[14], 0.1, 0, 0.04);
	assert_true(by_k->num[0] > by_k->num[14]);
	assert_int_equal(sx_result_frame(r, "cross_validation")->rows, 18);
	sx_result_unref(r);
	r = must(s, "dehub x --labels kind --k 15 --method nicdm", 2);
	near(figure(r, "before_knn_error"), 0.1, 0, 0.005);
	near(figure(r, "mcnemar_p"), 1, 0, 0);
	near(ask(s, "dehub x --labels kind --k 15 --method nicdm --against nicdm", "mcnemar_only_after_right"), 0, 0, 0);
	sx_result_unref(r);
	must_fail(s, "dehub x --k-max 5", SX_EUSAGE, "--labels");
	sx_session_free(s);
}

static void several_spaces_and_k(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	sx_result_unref(must(s, "load tests/reference/digits.npy --as d --limit 300", 2));
	sx_result_unref(must(s, "load tests/reference/digits.npy --as e --limit 200", 2));
	sx_result *r = must(s, "dehub d --spaces e --k 5,10 --labels label --method nicdm", 2);
	assert_int_equal(sx_result_frame(r, "methods")->rows, 8);
	assert_string_equal(field(r, "methods", "space")->text[4], "e");
	const sx_field *gain = field(r, "gain_by_skewness", "error_reduction_percent");
	const sx_field *each = field(r, "methods", "error_reduction_percent");
	near(field(r, "gain_by_skewness", "studies")->num[0], 4, 0, 0);		/* digits are hardly skewed: all in the first bin */
	near(gain->num[0], (each->num[1] + each->num[3] + each->num[5] + each->num[7]) / 4, 1e-12, 0);
	sx_result_unref(r);
	r = must(s, "dehub d --method all --labels label", 2);
	assert_int_equal(sx_result_frame(r, "methods")->rows, 15);
	assert_true(r->nnotes >= 2);
	near(field(r, "methods", "skewness_reduction_percent")->num[1], 100 * field(r, "methods", "hubness_reduction")->num[1], 1e-12, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

/* ---- hubness ---- */

/* X50 with self counted, as the seed paper's code has it: numpy, and the text of its own figures to three digits. */
static void self_included(void **state)
{
	(void)state;
	sx_session *s = x50();
	near(ask(s, "hubness x --self-included", "k_skewness"), 2.2378100706264865, 1e-9, 0);
	near(ask(s, "hubness x --self-included", "robinhood"), 0.388, 1e-12, 0);
	near(ask(s, "hubness x --convention scikit-hubness", "antihub_occurrence"), 0, 0, 0);
	near(ask(s, "hubness x --convention scikit-hubness", "hub_occurrence"), 0.483, 1e-12, 0);
	near(ask(s, "hubness x --convention paper", "antihub_occurrence"), 0.1, 1e-12, 0);
	near(ask(s, "hubness x --convention paper", "hub_occurrence"), 0.6355, 1e-12, 0);
	sx_session_free(s);
}

static void copies_beside_hubs(void **state)
{
	(void)state;
	static const float p[] = { 0, 0, 0, 5, 9, 9 };
	sx_session *s = sx_session_new();
	give(s, from_points("x", 6, 1, p));
	sx_result *r = must(s, "hubness x --k 2", 2);
	const sx_field *row = field(r, "hubs", "row"), *equal = field(r, "hubs", "equal_rows");
	static const double want[] = { 2, 2, 2, 0, 1, 1 };
	for (size_t i = 0; i < 6; i++)
		near(equal->num[i], want[(size_t)row->num[i]], 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gamma_tables_are_gamma), cmocka_unit_test(gamma_density_by_hand), cmocka_unit_test(queries),
		cmocka_unit_test(split), cmocka_unit_test(transforms_are_learnt_on_the_index),
		cmocka_unit_test(transforms_learnt_together), cmocka_unit_test(candidates),
		cmocka_unit_test(values_of_scikit_hubness), cmocka_unit_test(random_f_norm), cmocka_unit_test(weighted_votes_by_hand),
		cmocka_unit_test(folds_hold_classes_evenly), cmocka_unit_test(mcnemar_by_hand),
		cmocka_unit_test(protocol_on_planted_classes), cmocka_unit_test(several_spaces_and_k), cmocka_unit_test(self_included),
		cmocka_unit_test(copies_beside_hubs),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
