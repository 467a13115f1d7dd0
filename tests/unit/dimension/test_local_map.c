/* test_local_map.c: the rank of maps whose Jacobian is known. */
#include "support.h"

enum { THREADS = 2, N = 1200 };

/* X = Z A with singular values 3 and 1: shares 0.9 and 0.1 of the squares, whatever the neighbours. */
static void linear_map(void **state)
{
	(void)state;
	enum { DZ = 5, DX = 7 };
	float *p;
	sx_session *s = sx_session_new();
	sx_space *z = gaussian("z", N, DZ, 3), *x = sx_space_new("x", N, DX, &p, NULL);
	sx_mat m = sx_space_mat(z);
	for (size_t i = 0; i < N; i++) {
		double a = 0.6 * (double)m.p[i * DZ] + 0.8 * (double)m.p[i * DZ + 3], b = (double)m.p[i * DZ + 1];
		p[i * DX + 2] = (float)(3 * 0.8 * a);
		p[i * DX + 4] = (float)(3 * 0.6 * a);
		p[i * DX + 5] = (float)b + 7;
	}
	give(s, z);
	give(s, x);
	sx_result *r = must(s, "local-map x --inputs z", THREADS);
	double shares = exp(-0.9 * log(0.9) - 0.1 * log(0.1));
	near(figure(r, "map_rank"), 2, 0, 0);
	near(figure(r, "map_entropy_rank"), shares, 1e-4, 0);	/* float points and the ridge */
	for (size_t i = 0; i < N; i++)
		near(sx_space_field(x, "map_entropy_rank")->num[i], shares, 1e-3, 0);
	const sx_field *tau = field(r, "map_rank_by_tau", "tau"), *rank = field(r, "map_rank_by_tau", "rank");
	for (size_t t = 0; t < 8; t++)
		near(rank->num[t], tau->num[t] < 1. / 3 ? 2 : 1, 0, 0);
	sx_result_unref(r);
	near(ask(s, "local-map x --inputs z --tau 0.4", "map_rank"), 1, 0, 0);	/* 1/3 of the largest */
	near(ask(s, "local-map z --inputs z", "map_entropy_rank"), DZ, 1e-4, 0);	/* the identity */
	near(ask(s, "local-map z --inputs z", "map_rank"), DZ, 0, 0);
	sx_result *some = must(s, "local-map x --inputs z --queries 100", THREADS);
	near(figure(some, "map_rank"), 2, 0, 0);
	assert_non_null(sx_result_scalar(some, "map_entropy_rank_se"));
	sx_result_unref(some);
	give(s, gaussian("short", 10, 2, 1));
	must_fail(s, "local-map x", SX_EUSAGE, "inputs is missing");	/* not the space itself */
	must_fail(s, "imbalance x", SX_EUSAGE, "other is missing");
	must_fail(s, "local-map x --inputs short", SX_EINPUT, "short has 10:");
	sx_session_free(s);
}

/* x = max(z, 0): away from the kinks the rank is the number of coordinates above 0, and there is no map where none is. */
static void rectifier(void **state)
{
	(void)state;
	float *p;
	sx_session *s = sx_session_new();
	sx_space *z = gaussian("z", N, 3, 8), *x = sx_space_new("x", N, 3, &p, NULL);
	sx_mat m = sx_space_mat(z);
	for (size_t i = 0; i < N * 3; i++) {		/* away from 0 on either side */
		((float *)(uintptr_t)m.p)[i] += m.p[i] > 0 ? 9 : -9;
		p[i] = m.p[i] > 0 ? m.p[i] : 0;
	}
	give(s, z);
	give(s, x);
	sx_result_unref(must(s, "local-map x --inputs z", THREADS));
	for (size_t i = 0; i < N; i++) {
		size_t above = 0;
		for (size_t j = 0; j < 3; j++)
			above += m.p[i * 3 + j] > 0;
		near(sx_space_field(x, "map_rank")->num[i], above ? (double)above : NAN, 0, 0);
	}
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = { cmocka_unit_test(linear_map), cmocka_unit_test(rectifier) };
	sx_blas_start();
	return cmocka_run_group_tests_name("local map", tests, NULL, NULL);
}
