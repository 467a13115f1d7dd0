/* test_id_parts.c: what intervals of dimension are made of, each against a plainer reckoning. */
#include "support.h"

#include "analyses/dimension/id_danco_parts.h"

/* Lists with and without ties, by a search of every list: the sum over pairs of which one is in the other's list. */
static void sharing_of_pairs(void **state)
{
	(void)state;
	enum { N = 216, K = 9 };
	float *p;
	sx_space *s = sx_space_new("lattice", N, 3, &p, NULL);
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < 3; j++)
			p[3 * i + j] = (float)(j == 0 ? i % 6 : j == 1 ? i / 6 % 6 : i / 36) + (i % 5 ? 0 : 0.125f * (float)j);
	double psi[N], own = 0, all = 0;
	sx_err err;
	sx_knn t;
	sx_job job = { 0 };
	assert_true(sx_knn_get(s, SX_EUCLIDEAN, K + 3, &job, &t, &err));
	for (size_t i = 0; i < N; i++) {
		psi[i] = (double)(i / 36) - 2.5;
		own += psi[i] * psi[i];
	}
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < N; j++)
			if (i == j || sx_knn_list_holds(t.index + i * t.ld, K, j) || sx_knn_list_holds(t.index + j * t.ld, K, i))
				all += psi[i] * psi[j];
	sx_id e = { .n = N, .ld = t.ld, .index = t.index, .distance = t.distance };
	assert_true(all > 2 * own);
	near(sx_id_sharing(&e, psi, K), sqrt(all / own), 1e-12, 0);
	sx_space_unref(s);
}

/* Counted lines are lines that are there so often; a line's influence is what one more of it moves, times n. */
static void likelihood_of_counted_lines(void **state)
{
	(void)state;
	enum { N = 400, K = 12 };
	double ratio[N], again[4 * N], influence[N], sum = 0;
	uint32_t count[N];
	size_t m = 0;
	sx_rng rng = sx_rng_seed(5);
	for (size_t i = 0; i < N; i++) {
		ratio[i] = log(1 - pow(sx_rng_unit(&rng), 1.0 / K)) / 7;	/* the law of dimension 7 */
		count[i] = (uint32_t)sx_rng_below(&rng, 4);
		for (uint32_t c = 0; c < count[i]; c++)
			again[m++] = ratio[i];
	}
	double best = sx_mind_best(ratio, N, K, 100);
	near(sx_mind_near(ratio, NULL, N, K, 100, 2), best, 1e-9, 0);
	near(sx_mind_near(ratio, count, N, K, 100, best), sx_mind_best(again, m, K, 100), 1e-9, 0);
	near(sx_mind_near(ratio, count, N, K, 5, 5), 5, 0, 0);
	sx_mind_influence(ratio, N, K, best, influence);
	for (size_t i = 0; i < N; i++) {
		sum += influence[i];
		for (size_t j = 0; j < N; j++)
			count[j] = 1000 + (j == i);
		near(log(sx_mind_near(ratio, count, N, K, 100, best) / best) * 1000 * N, influence[i], 1e-4, 1e-3);
	}
	near(sum, 0, 0, 1e-6);
}

/* Within the table and beyond its ends; the law against itself is at divergence 0. */
static void table_of_divergences(void **state)
{
	(void)state;
	enum { K = 20 };
	static sx_danco_midpoints points = { .k = K };
	for (size_t i = 1; i <= K; i++)
		points.harmonic += 1 / (double)i;
	for (size_t i = 0; i < SX_DANCO_POINTS; i++) {
		points.log_rest[i] = log(((double)i + 0.5) / SX_DANCO_POINTS) / K;
		points.log_u[i] = log(-expm1(points.log_rest[i]));
	}
	double value[60];
	sx_danco_table t = { .points = &points, .from = -2, .n = SX_COUNT(value), .value = value };
	sx_danco_table_fill(&t, 0, t.n, 0);
	for (double log_q = -2.5; log_q < 2.5; log_q += 0.0371)
		near(sx_danco_table_at(&t, log_q), sx_danco_of_ratios(&points, exp(log_q)), 0, 1e-9);
	near(sx_danco_table_at(&t, 0), 0, 0, 1e-9);
	/* k = 1: u^q is the law of an exponential at rate q, whose divergence is q - 1 - ln q */
	points.k = 1;
	points.harmonic = 1;
	near(sx_danco_of_ratios(&points, 3), 2 - log(3), 1e-9, 0);
}

/* The errors of a ball's laws have the covariance of its lines, each widened. */
static void spread_of_a_ball(void **state)
{
	(void)state;
	enum { N = 300 };
	double row[3][N], mean[3] = { 0 };
	sx_rng rng = sx_rng_seed(8);
	for (size_t i = 0; i < N; i++) {
		double z = sx_rng_normal(&rng);
		for (size_t f = 0; f < 3; f++)
			mean[f] += (row[f][i] = z * (double)(f + 1) - 2 * sx_rng_normal(&rng)) / N;
	}
	for (size_t i = 0; i < N; i++)
		row[0][i] -= mean[0];		/* the influence on ln d has mean 0 */
	sx_danco_reading r = { { 3, mean[1], mean[2] }, N, NULL, { row[0], row[1], row[2] }, { 1, 1.5, 2 } };
	sx_danco_ball b;
	sx_danco_spread(&r, &b);
	for (size_t f = 0; f < 3; f++)
		for (size_t g = 0; g < 3; g++) {
			double made = 0, want = 0;
			for (size_t k = 0; k < 3; k++)
				made += b.root[f][k] * b.root[g][k];
			for (size_t i = 0; i < N; i++)
				want += (row[f][i] - (f ? mean[f] : 0)) * (row[g][i] - (g ? mean[g] : 0)) / N / N;
			near(made, want * r.wide[f] * r.wide[g], 1e-10, 0);
		}
}

/* Each figure of a draw moves away from the undrawn one by its own factor; a concentration is not below 0. */
static void draws_are_widened(void **state)
{
	(void)state;
	double drawn[] = { 1, 2, 3, 4, 1, 0 };
	sx_danco w = { .data = { .wide = { 1, 2, 3 } } };
	sx_danco_draws d = { .w = &w, .b = 2, .value = { 2, 3, 2 }, .drawn = drawn };
	sx_danco_widen(&d);
	static const double want[] = { 1, 2, 3, 5, 0, 0 };
	for (size_t i = 0; i < SX_COUNT(want); i++)
		near(drawn[i], want[i], 0, 0);
}

/* The errors that a draw gives a ball have the covariance of its root. */
static void balls_are_moved(void **state)
{
	(void)state;
	enum { N = 20000 };
	static const sx_danco_ball b = { .law = { 4, 1, 3 }, .root = { { 0.1, 0, 0 }, { 0.02, 0.04, 0 }, { -0.05, 0.03, 0.2 } } };
	double sum[3][3] = { { 0 } };
	sx_rng rng = sx_rng_seed(4);
	for (size_t i = 0; i < N; i++) {
		sx_danco_angle angle;
		double log_d;
		sx_danco_moved(&b, &rng, &log_d, &angle);
		double by[] = { log_d - log(4), angle.nu - 1, angle.tau - 3 };
		for (size_t f = 0; f < 3; f++)
			for (size_t g = 0; g < 3; g++)
				sum[f][g] += by[f] * by[g] / N;
	}
	for (size_t f = 0; f < 3; f++)
		for (size_t g = 0; g < 3; g++) {
			double want = 0;
			for (size_t k = 0; k < 3; k++)
				want += b.root[f][k] * b.root[g][k];
			near(sum[f][g], want, 0.05, 2e-4);
		}
}

enum { POINTS = 7, ACROSS = 4 };

/* Figures of weighted neighbours, by the sums as they are defined: 0, 1 of ESS, 2, 3 of the angles, 4 the participation ratio. */
static void weighted(const double *g, const double *weight, double *out)
{
	double sine = 0, cosine = 0, lengths = 0, c = 0, s = 0, pairs = 0, slope, trace = 0, squares = 0;
	for (size_t i = 0; i < POINTS; i++) {
		trace += weight[i] * g[i * POINTS + i];
		for (size_t j = 0; j < POINTS; j++)
			squares += weight[i] * weight[j] * g[i * POINTS + j] * g[i * POINTS + j];
	}
	for (size_t i = 0; i < POINTS; i++)
		for (size_t j = 0; j < i; j++) {
			double w = weight[i] * weight[j], l = sqrt(g[i * POINTS + i] * g[j * POINTS + j]), dot = g[i * POINTS + j];
			sine += w * sqrt(l * l - dot * dot);
			cosine += w * fabs(dot);
			lengths += w * l;
			c += w * dot / l;
			s += w * sqrt(1 - dot / l * dot / l);
			pairs += w;
		}
	out[0] = sx_id_where(sx_id_mean_sine, sine / lengths, &slope);
	out[1] = sx_id_where(sx_id_mean_cosine, cosine / lengths, &slope);
	out[2] = atan2(s, c);
	out[3] = sx_danco_concentration(sqrt(s * s + c * c) / pairs);
	out[4] = trace * trace / squares;
}

/* Pulls are the derivatives by a neighbour's weight; the concentration has three pieces. */
static void pulls_are_derivatives(void **state)
{
	(void)state;
	for (double r = 0.05; r < 1; r += 0.11)
		near(sx_danco_concentration_slope(r), (sx_danco_concentration(r + 1e-6) - sx_danco_concentration(r - 1e-6)) / 2e-6, 1e-6, 0);
	static const double shift[] = { 0, 1.5, 8 };
	sx_rng rng = sx_rng_seed(6);
	for (size_t trial = 0; trial < 3; trial++) {
		double x[POINTS][ACROSS], g[POINTS * POINTS] = { 0 }, scratch[4 * POINTS], two[2][2 * (POINTS + 1)], one[POINTS + 1];
		for (size_t i = 0; i < POINTS; i++)
			for (size_t c = 0; c < ACROSS; c++)
				x[i][c] = sx_rng_normal(&rng) + (c == 0 ? shift[trial] : 0);
		for (size_t i = 0; i < POINTS; i++)
			for (size_t j = 0; j < POINTS; j++)
				for (size_t c = 0; c < ACROSS; c++)
					g[i * POINTS + j] += x[i][c] * x[j][c];
		sx_hood w = { .k = POINTS, .most = 1e9 };
		sx_hood_ess(&w, g, scratch, NULL, two[0]);
		sx_danco_hood(&w, g, scratch, NULL, two[1]);
		sx_hood_participation(&w, g, scratch, NULL, one);
		for (size_t l = 0; l < POINTS; l++) {
			double weight[POINTS] = { 1, 1, 1, 1, 1, 1, 1 }, at[5], more[5], less[5], h = 1e-6;
			weighted(g, weight, at);
			weight[l] = 1 + h;
			weighted(g, weight, more);
			weight[l] = 1 - h;
			weighted(g, weight, less);
			for (size_t f = 0; f < 4; f++) {
				near(two[f / 2][f % 2], at[f], 1e-11, 0);
				near(two[f / 2][2 * (l + 1) + f % 2], (more[f] - less[f]) / (2 * h), 1e-5, 1e-7 * fabs(at[f]));
			}
			near(one[0], at[4], 1e-12, 0);
			near(one[l + 1], (more[4] - less[4]) / (2 * h), 1e-5, 1e-7 * at[4]);
		}
	}
}

/* Points 0 to 3 on a ring, each read by the one before: what a point adds is its own figure and its pull on that one. */
static void widening_by_pulls(void **state)
{
	(void)state;
	static const uint32_t index[] = { 1, 2, 3, 0 };
	static const size_t rows[] = { 0, 1, 2, 3 };
	double out[] = { 1, 0.5, 2, -1, 4, 3, 5, 0 }, line[] = { 1, 2, 4, 5 };	/* a figure and its pull, for each */
	sx_call call = { .tmp = sx_arena_new(0) };
	sx_id e = { .call = &call, .points = { .n = 4 }, .n = 4, .ld = 1, .index = index };
	sx_hood w = { .e = &e, .k = 1, .figures = 1, .stride = 2, .out = out };
	/* about the mean 3: -2, -1, 1, 2; pulled 0, 0.5, -1, 3 */
	near(sx_hood_wide(&w, 0, line), sqrt((4 + 0.25 + 0 + 25) / 10), 1e-12, 0);
	line[3] = NAN;		/* left out: -4/3, -1/3, 5/3, pulled 0, 0.5, -1, and the last point's pull, 3 */
	near(sx_hood_wide(&w, 0, line), sqrt((16.0 / 9 + 1.0 / 36 + 4.0 / 9 + 9) / (42.0 / 9)), 1e-12, 0);
	e.line_row = rows;
	near(sx_hood_wide(&w, 0, line), 1, 0, 0);
	sx_arena_free(call.tmp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sharing_of_pairs), cmocka_unit_test(likelihood_of_counted_lines), cmocka_unit_test(table_of_divergences),
		cmocka_unit_test(spread_of_a_ball), cmocka_unit_test(draws_are_widened), cmocka_unit_test(balls_are_moved),
		cmocka_unit_test(pulls_are_derivatives), cmocka_unit_test(widening_by_pulls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
