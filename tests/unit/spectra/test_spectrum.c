/* test_spectrum.c: ranks, entropies and linear rules against closed forms and an independent script on the fixture. */
#include "support.h"
#include "numeric/rank_rules.h"

enum { THREADS = 2 };

static sx_session *with(sx_space *space)
{
	sx_session *s = sx_session_new();
	give(s, space);
	return s;
}

static void of_the_fixture(void **state)
{
	(void)state;
	sx_session *s = with(gaussian("x5", 200, 5, 42));
	sx_result *r = must(s, "spectrum x5", THREADS);
	static const double l[] = { 1.159007, 1.056862, 0.978803, 0.848461, 0.791135 };
	for (size_t i = 0; i < SX_COUNT(l); i++)
		near(field(r, "eigenvalues", "eigenvalue")->num[i], l[i], 0, 1e-6);
	near(figure(r, "participation_ratio"), 4.905479182734, 1e-7, 0);
	near(figure(r, "effective_rank_of_variances"), 4.951953188333, 1e-7, 0);
	near(figure(r, "rankme"), 4.988046107597, 1e-7, 0);		/* of the rows as they are, with the paper's 1e-7 */
	near(figure(r, "renyi_entropy_2"), log(figure(r, "participation_ratio")), 1e-14, 0);
	near(figure(r, "singular_entropy"), log(5) - log(figure(r, "effective_rank")), 0, 1e-14);
	near(ask(s, "spectrum x5 --no-center", "effective_rank"), 4.988044581662, 1e-7, 0);
	assert_true(figure(r, "parallel_analysis") == 0);	/* independent columns: nothing stands out */
	sx_result_unref(r);
	sx_session_free(s);
}

/* s = (3, 1): rows along two axes. */
static void two_values(void **state)
{
	(void)state;
	static const float p[] = { 3, 0, 0, 1 };
	sx_session *s = with(from_points("two", 2, 2, p));
	sx_result *r = must(s, "spectrum two --no-center --draws 0", THREADS);
	near(figure(r, "effective_rank"), 1.754765, 0, 5e-7);
	near(figure(r, "singular_entropy"), 0.130812, 0, 5e-7);
	near(figure(r, "stable_rank"), 10. / 9, 1e-12, 0);
	near(figure(r, "nuclear_norm"), 4, 1e-12, 0);
	near(field(r, "low_rank_error", "relative_error")->num[1], sqrt(0.1), 1e-12, 0);	/* 1 of 3² + 1² is left */
	assert_true(isnan(figure(r, "parallel_analysis")));
	sx_result_unref(r);
	sx_session_free(s);
}

/* The fixture's figures; equal rows have no entropy, orthonormal ones the most. */
static void prompts(void **state)
{
	(void)state;
	double one[12] = { 0 };
	sx_field f = { .name = "prompt", .type = SX_INTEGER, .num = one };
	sx_space *g = gaussian("g", 12, 6, 3);
	assert_true(sx_space_add_field(g, &f, NULL));
	sx_session *s = with(g);
	near(ask(s, "spectrum g --draws 0 --prompts prompt", "prompt_entropy"), 1.558246327436, 1e-7, 0);
	near(ask(s, "spectrum g --draws 0 --prompts prompt", "prompt_entropy_normalized"), 0.869673834126, 1e-7, 0);
	near(ask(s, "spectrum g --draws 0 --prompts prompt --normalizer rows", "prompt_entropy_normalized"),
	     1.558246327436 / log(12), 1e-7, 0);
	near(ask(s, "spectrum g --draws 0 --prompts prompt --order 2", "prompt_entropy"), 1.466673479622, 1e-7, 0);
	near(ask(s, "spectrum g --draws 0 --prompts prompt --clamp", "prompt_entropy"), 1.733211, 0, 1e-6);
	/* Twice the same prompt, in turn, and a third of one token and a fourth of equal ones, which are left out. */
	float p[27 * 6];
	double prompt[27];
	for (size_t i = 0; i < 27; i++) {
		prompt[i] = i < 24 ? (double)(i % 2) : i < 25 ? 2 : 3;
		for (size_t j = 0; j < 6; j++)
			p[i * 6 + j] = i < 24 ? sx_space_mat(g).p[i / 2 * 6 + j] + (i % 2 ? 5 : 0) : 1;
	}
	f.num = prompt;
	sx_space *x = from_points("x", 27, 6, p);
	assert_true(sx_space_add_field(x, &f, NULL));
	give(s, x);
	sx_result *r = must(s, "spectrum x --draws 0 --prompts prompt", THREADS);
	near(figure(r, "prompt_entropy"), 1.558246327436, 1e-6, 0);
	near(figure(r, "prompt_entropy_sd"), 0, 0, 1e-6);
	near(figure(r, "prompts"), 2, 0, 0);
	near(figure(r, "dataset_entropy"), 0, 0, 1e-5);		/* both prompts have the same mean */
	assert_int_equal(sx_result_frame(r, "prompt_entropies")->rows, 2);
	near(field(r, "prompt_entropies", "tokens")->num[1], 12, 0, 0);
	sx_result_unref(r);
	/* A simplex of four points is, centred, three orthogonal directions of equal share. */
	static const float corners[] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 };
	f.num = one;
	sx_space *c = from_points("c", 4, 4, corners);
	assert_true(sx_space_add_field(c, &f, NULL));
	give(s, c);
	near(ask(s, "spectrum c --draws 0 --prompts prompt", "prompt_entropy"), log(3), 1e-12, 0);
	sx_session_free(s);
}

static void rules(void **state)
{
	(void)state;
	static const double l[] = { 5, 2, 1, 1, 1 }, flat[] = { 2, 2, 2 }, low[] = { 4, 1, 0, 0 };
	near(sx_participation(l, 5), 3.125, 1e-14, 0);
	assert_int_equal(sx_rule_broken_stick(l, 5), 1);	/* shares .5 .2 .1 …, sticks .457 .257 .157 … */
	assert_int_equal(sx_rule_maxgap(l, 5), 1);
	assert_int_equal(sx_rule_maxgap(low, 4), 2);		/* the gap before nothing */
	assert_int_equal(sx_rule_kaiser(l, 5), 1);		/* mean 2: the second is no larger */
	assert_int_equal(sx_rule_fo(l, 5, 0.2), 2);		/* above 1, not at it */
	assert_int_equal(sx_rule_share(l, 5, 0.7), 2);
	assert_int_equal(sx_rule_share(l, 5, 0.71), 3);
	assert_int_equal(sx_rule_elbow(l, 5), 2);		/* chord 5 4 3 2 1: 2 below at the second and the third, the first of them wins */
	assert_int_equal(sx_rule_broken_stick(flat, 3), 0);
	double power[50];
	for (size_t i = 0; i < 50; i++)
		power[i] = 7 * pow((double)i + 1, -1.5);
	near(sx_power_slope(power, 3, 40), -1.5, 1e-12, 0);
}

/* Three strong directions in noise: parallel analysis finds three; the bulk of a power law has its slope. */
static void planted(void **state)
{
	(void)state;
	enum { N = 600, D = 20 };
	float *p;
	sx_space *x = sx_space_new("three", N, D, &p, NULL);
	sx_rng rng = sx_rng_seed(4);
	for (size_t i = 0; i < N; i++) {
		double f[3];
		for (size_t c = 0; c < 3; c++)
			f[c] = 2 * sx_rng_normal(&rng);
		for (size_t j = 0; j < D; j++)
			p[i * D + j] = (float)(f[j % 3] + sx_rng_normal(&rng));
	}
	sx_session *s = with(x);
	sx_result *r = must(s, "spectrum three", THREADS);
	near(figure(r, "parallel_analysis"), 3, 0, 0);
	near(figure(r, "maxgap"), 3, 0, 0);
	near(figure(r, "kaiser_guttman"), 3, 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

static bool in_a_file(const void *at)
{
	char text[512];
	FILE *f = fopen("/proc/self/maps", "r");
	bool found = f == NULL;		/* not Linux: nothing to look at */
	while (f && fgets(text, sizeof text, f)) {
		char *end;
		uintptr_t lo = strtoull(text, &end, 16), hi = strtoull(end + 1, NULL, 16);
		if (lo <= (uintptr_t)at && (uintptr_t)at < hi)
			found = strstr(text, "deleted") != NULL;
	}
	if (f)
		fclose(f);
	return found;
}

/* A space three times what may be worked in: the same figures and scores, the scores in a file, fewer columns, and a note. */
static void pca_beyond_memory(void **state)
{
	(void)state;
	enum { N = 30000, D = 50 };
	sx_session *s = sx_session_new();
	give(s, gaussian("x", N, D, 33));
	sx_result *all = must(s, "pca x --as all", 2), *r = sx_result_new();
	sx_err err = { 0 };
	sx_job job = { .threads = 2, .memory = N * D * sizeof(float) / 3 };
	if (!sx_run(s, "pca x --as part", &job, r, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(all->ncolumns, 10);
	assert_true(r->ncolumns < 10 && r->nnotes == 1 && strstr(r->note[0], "do not fit in --memory"));
	near(figure(r, "participation_ratio"), figure(all, "participation_ratio"), 0, 0);
	const float *a = sx_space_mat(all->made[0]).p, *b = sx_space_mat(r->made[0]).p;
	assert_memory_equal(a, b, N * D * sizeof *a);
	assert_true(in_a_file(b));
	assert_string_equal(sx_space_name(r->made[0]), "part");
	sx_result_unref(all);
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(of_the_fixture), cmocka_unit_test(two_values),
		cmocka_unit_test(prompts), cmocka_unit_test(rules),
		cmocka_unit_test(planted), cmocka_unit_test(pca_beyond_memory) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
