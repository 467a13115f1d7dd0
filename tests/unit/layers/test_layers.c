/* test_layers.c: figures of layers are those of the commands alone; what cannot be had is missing with a note. */
#include "support.h"

enum { N = 150 };

static void same_as_alone(void **state)
{
	(void)state;
	static const struct { const char *figure, *line; } alone[] = {
		{ "mean_cosine", "isotropy %s" }, { "isoscore", "isotropy %s" }, { "rankme", "spectrum %s" },
		{ "singular_entropy", "spectrum %s" },
		{ "power_law_slope", "spectrum %s" }, { "twonn", "id %s --method twonn" },
		{ "mle", "id %s --method mle" }, { "k_skewness", "hubness %s" } };
	sx_session *s = sx_session_new();
	static const char *const names[] = { "a", "b", "c" };
	for (size_t i = 0; i < 3; i++)
		give(s, gaussian(names[i], N, 4 + 3 * i, i + 1));
	sx_result *r = must(s, "layers a b c --metrics mean_cosine,isoscore,rankme,singular_entropy,power_law_slope,twonn,mle,"
	                    "k_skewness", 2);
	for (size_t f = 0; f < SX_COUNT(alone); f++)
		for (size_t i = 0; i < 3; i++) {
			char line[64];
			snprintf(line, sizeof line, alone[f].line, names[i]);
			near_named(field(r, "layers", alone[f].figure)->num[i], ask(s, line, alone[f].figure), 0, 0, line);
		}
	near(field(r, "layers", "overlap_next")->num[0], ask(s, "overlap a b", "neighborhood_overlap"), 1e-12, 0);
	near(field(r, "overlap", "a")->num[2], ask(s, "overlap a c", "neighborhood_overlap"), 1e-12, 0);
	assert_true(isnan(field(r, "layers", "overlap_next")->num[2]));
	near(field(r, "twonn_by_layer", "twonn")->num[1], field(r, "layers", "twonn")->num[1], 0, 0);
	sx_result_unref(r);
	r = must(s, "layers a b --metrics rankme", 2);
	near(field(r, "overlap", "b")->num[0], ask(s, "overlap a b", "neighborhood_overlap"), 1e-12, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

static void what_cannot_be_had(void **state)
{
	(void)state;
	float p[N * 3];
	sx_session *s = sx_session_new();
	for (size_t i = 0; i < N * 3; i++)
		p[i] = 1;
	give(s, gaussian("a", N, 3, 1));
	give(s, from_points("flat", N, 3, p));
	give(s, gaussian("short", N / 2, 3, 2));
	sx_result *r = must(s, "layers a flat short --metrics twonn,mean_norm", 2);
	assert_true(isfinite(field(r, "layers", "twonn")->num[0]) && isnan(field(r, "layers", "twonn")->num[1]));
	near(field(r, "layers", "mean_norm")->num[1], sqrt(3), 1e-6, 0);
	assert_null(sx_result_frame(r, "overlap"));
	assert_true(r->nnotes >= 2);	/* no dimension of one point, no overlaps of other rows */
	sx_result_unref(r);
	must_fail(s, "layers a", SX_EUSAGE, "two or more");
	must_fail(s, "layers a flat --metrics nothing", SX_EUSAGE, "nothing");
	sx_session_free(s);
}

/* Local dimensions a and b are |ln a - ln b| apart: 0 of a layer to itself, the sum along a line. */
static void local_dimensions_apart(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("a", N, 2, 1));
	give(s, gaussian("b", N, 5, 2));
	give(s, gaussian("c", N, 12, 3));
	sx_result *r = must(s, "layers a b c --metrics gride,hill_geometric", 2);
	double lid[3];
	static const char *const line[] = { "id a --method hill", "id b --method hill", "id c --method hill" };
	for (size_t i = 0; i < 3; i++)
		lid[i] = ask(s, line[i], "hill_geometric");
	near(field(r, "lid_distance", "b")->num[0], log(lid[1] / lid[0]), 1e-12, 0);
	near(field(r, "lid_distance", "a")->num[2], log(lid[2] / lid[0]), 1e-12, 0);
	near(field(r, "lid_distance", "c")->num[2], 0, 0, 0);
	near(field(r, "layers", "gride")->num[1], ask(s, "id b --method gride", "gride"), 0, 0);
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	sx_blas_start();
	const struct CMUnitTest tests[] = { cmocka_unit_test(same_as_alone), cmocka_unit_test(what_cannot_be_had),
		cmocka_unit_test(local_dimensions_apart) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
