/* test_intervals.c: Wilson's interval by published values, and a bootstrap that has a width at the edge. */
#include "support.h"
#include "numeric/intervals.h"

static void wilson(void **state)
{
	(void)state;
	static const struct { double x, n, low, high; } known[] = {	/* Newcombe 1998, Statistics in Medicine 17, table I, method 3 */
		{ 81, 263, 0.2553, 0.3662 }, { 15, 148, 0.0624, 0.1605 }, { 0, 20, 0, 0.1611 }, { 1, 29, 0.0061, 0.1718 } };
	double low, high;
	for (size_t i = 0; i < SX_COUNT(known); i++) {
		sx_wilson(known[i].x / known[i].n, known[i].n, &low, &high);
		near(low, known[i].low, 0, 5e-5);
		near(high, known[i].high, 0, 5e-5);
	}
	sx_wilson(1, 40, &low, &high);
	near(low, 0.912375, 0, 1e-5);
	near(high, 1, 0, 0);
}

/* Of n equal values the unseen one has a share that is beta(1, n): its 97.5 % point is 1 - 0.025^(1/n). */
static void at_the_edge(void **state)
{
	(void)state;
	double v[40], low, high;
	for (size_t i = 0; i < 40; i++)
		v[i] = 1;
	sx_mean_interval(v, 40, 1, 2, 7, &low, &high);
	near(low, 1, 0, 1e-12);
	near(high, 1 + 1 - pow(0.025, 1. / 40), 0, 0.01);
	sx_mean_interval(v, 40, 0, 1, 7, &low, &high);
	near(low, pow(0.025, 1. / 40), 0, 0.01);
	near(high, 1, 0, 1e-12);
}

/* Of 300 samples of 50 geometric ranks the interval holds their mean in some 95 %. */
static void coverage(void **state)
{
	(void)state;
	enum { ROWS = 50, DRAWS = 300 };
	double held = 0;
	for (uint64_t t = 0; t < DRAWS; t++) {
		double v[ROWS], low, high, best = INFINITY, worst = 0;
		sx_rng rng = sx_rng_seed(100 + t);
		for (size_t i = 0; i < ROWS; i++) {
			v[i] = 1 + floor(log(1 - sx_rng_unit(&rng)) / log(0.5));	/* mean 2 */
			best = fmin(best, v[i]);
			worst = fmax(worst, v[i]);
		}
		sx_mean_interval(v, ROWS, fmax(1, best / 2), 2 * worst, t, &low, &high);
		held += low <= 2 && 2 <= high;
	}
	near(held / DRAWS, 0.95, 0, 0.04);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(wilson), cmocka_unit_test(at_the_edge), cmocka_unit_test(coverage) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
