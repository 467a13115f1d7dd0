/* test_id_model.c: id says where rows are no sample of a smooth density: near twins and lattices, planted with known counts. */
#include "support.h"

enum { SIDE = 12, ROWS = 400, TWINS = 150, DIMS = 5 };

static bool says(const sx_result *r, const char *text)
{
	for (size_t i = 0; i < r->nnotes; i++)
		if (strstr(r->note[i], text))
			return true;
	return false;
}

static sx_result *measure(sx_space *space, sx_session **session, const char *line)
{
	*session = sx_session_new();
	give(*session, space);
	return must(*session, line, 2);
}

static sx_space *twins(void)
{
	float *p;
	sx_space *s = sx_space_new("x", ROWS + TWINS, DIMS, &p, NULL);
	sx_rng rng = sx_rng_seed(5);
	assert_non_null(s);
	for (size_t i = 0; i < ROWS * DIMS; i++)
		p[i] = (float)sx_rng_normal(&rng);
	for (size_t i = 0; i < TWINS * DIMS; i++)
		p[ROWS * DIMS + i] = p[i] + 1e-6F;
	return s;
}

/* Each planted twin and its original count, and no row else: of the rest the ratio exceeds 1000 with probability 1000^-5. */
static void near_twins(void **state)
{
	sx_session *s;
	(void)state;
	sx_result *r = measure(twins(), &s, "id x --method twonn");
	assert_int_equal((int)sx_result_scalar(r, "near_twins")->num, 2 * TWINS);
	assert_true(says(r, "300 of 550 rows have a near twin"));
	sx_result_unref(r);
	sx_session_free(s);
}

static void lattice(void **state)
{
	float *p;
	sx_session *s;
	sx_rng rng = sx_rng_seed(1);
	(void)state;
	sx_space *space = sx_space_new("x", SIDE * SIDE, 2, &p, NULL);
	assert_non_null(space);
	for (size_t i = 0; i < SIDE * SIDE; i++) {
		p[2 * i] = (float)(i % SIDE) + 0.01F * (float)sx_rng_normal(&rng);
		p[2 * i + 1] = (float)(i / SIDE) + 0.01F * (float)sx_rng_normal(&rng);
	}
	sx_result *r = measure(space, &s, "id x --method twonn");
	assert_true(sx_result_scalar(r, "twonn")->num > 2);
	assert_true(says(r, "exceed the 2 dimensions") && says(r, "as on a lattice"));
	sx_result_unref(r);
	sx_session_free(s);
}

/* Smooth clouds of few and many dimensions say nothing, though their estimate may lie a little above the dimensions.
 * On a line one row of a thousand is a twin by chance. */
static void smooth(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 100; seed++) {
		sx_session *s;
		size_t d = 1 + seed % 5;
		sx_result *r = measure(gaussian("x", 300, d, 100 + seed), &s, "id x");
		assert_true(sx_result_scalar(r, "near_twins")->num <= (d == 1 ? 4 : 0));
		assert_false(says(r, "the model fails"));
		sx_result_unref(r);
		sx_session_free(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(near_twins), cmocka_unit_test(lattice), cmocka_unit_test(smooth) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
