/* test_probe.c: circular probes on planted circles, on chance, and rows moved in the plane. */
#include "support.h"

/* Seven days on a circle of radius 2, eight rows a day, in a plane of ten dimensions; other directions are noise of sd 1. */
static sx_space *days(double noise)
{
	enum { N = 56, D = 10 };
	sx_space *s = gaussian("days", N, D, 4);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	double day[N];
	for (size_t i = 0; i < N; i++) {
		day[i] = (double)(i % 7);
		double t = 2 * M_PI * day[i] / 7;
		for (size_t j = 0; j < D; j++)
			p[i * D + j] *= (float)(j < 2 ? noise : 0.3);
		p[i * D] += (float)(2 * cos(t)) + 5;
		p[i * D + 1] += (float)(2 * sin(t));
	}
	sx_field f = { .name = "day", .type = SX_INTEGER, .num = day };
	assert_true(sx_space_add_field(s, &f, NULL));
	return s;
}

static void planted_days(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, days(0));
	sx_result *r = must(s, "circle-probe day", 2);
	assert_true(figure(r, "r2") > 0.99 && figure(r, "r2_loo") > 0.98 && figure(r, "r2_loo") < figure(r, "r2"));
	assert_true(figure(r, "angle_error") < 4 && figure(r, "angle_error_loo") < 5);
	const sx_field *a = sx_space_field(sx_session_space(s, "days"), "predicted_angle");
	sx_mat plane = sx_space_mat(sx_session_space(s, "days.probe"));
	for (size_t i = 0; i < 56; i++)
		near(a->num[i], atan2((double)plane.p[2 * i + 1], (double)plane.p[2 * i]), 0, 1e-5);
	sx_result_unref(r);
	sx_session_free(s);
}

/* The leave-one-out figures against probes that are fitted without the row, one by one. */
static void left_out_one_by_one(void **state)
{
	(void)state;
	enum { N = 12, K = 2 };
	sx_session *s = sx_session_new();
	sx_space *x = gaussian("x", N, K, 9);
	float *p = (float *)(uintptr_t)sx_space_mat(x).p;
	for (size_t j = 0; j < K; j++) {	/* centred, so that all components are all there is */
		double mean = 0;
		for (size_t i = 0; i < N; i++)
			mean += (double)p[i * K + j] / N;
		for (size_t i = 0; i < N; i++)
			p[i * K + j] -= (float)mean;
	}
	double press[2] = { 0, 0 }, sst[2] = { 0, 0 };
	for (size_t out = 0; out < N; out++) {
		double g[K * K] = { 0 }, b[K * 2] = { 0 };
		for (size_t i = 0; i < N; i++)
			for (size_t a = 0; a < K && i != out; a++) {
				for (size_t c = 0; c < K; c++)
					g[a * K + c] += (double)p[i * K + a] * (double)p[i * K + c];
				b[a * 2] += (double)p[i * K + a] * cos(2 * M_PI * (double)i / N);
				b[a * 2 + 1] += (double)p[i * K + a] * sin(2 * M_PI * (double)i / N);
			}
		assert_true(sx_solve(K, 2, g, b, NULL));
		for (size_t w = 0; w < 2; w++) {
			double t = w ? sin(2 * M_PI * (double)out / N) : cos(2 * M_PI * (double)out / N), at = 0;
			for (size_t a = 0; a < K; a++)
				at += (double)p[out * K + a] * b[a * 2 + w];
			press[w] += (t - at) * (t - at);
			sst[w] += t * t;		/* the targets' means are 0 */
		}
	}
	give(s, x);
	double want = 1 - (press[0] / sst[0] + press[1] / sst[1]) / 2 * (N - 1) * (N - 1) / (N * N);
	near(ask(s, "circle-probe x row --components 2", "r2_loo"), want, 1e-6, 0);	/* float scores */
	sx_session_free(s);
}

/* Twelve rows, five components of chance: r2 has mean k / (n - 1) = 0.4545; its spread over 200 sets is about 0.14. */
static void chance(void **state)
{
	(void)state;
	double sum = 0, loo = 0;
	for (uint64_t i = 0; i < 200; i++) {
		sx_session *s = sx_session_new();
		give(s, gaussian("g", 12, 40, 300 + i));
		sum += ask(s, "circle-probe row", "r2") / 200;
		loo += ask(s, "circle-probe row", "r2_loo") / 200;
		sx_session_free(s);
	}
	near(sum, 5. / 11, 0, 4 * 0.14 / sqrt(200));
	assert_true(loo < 0);
}

/* Rows moved to day 3 are predicted there, and differ from what they were in the plane alone. */
static void moved_rows(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, days(0.1));
	sx_result_unref(must(s, "circle-probe days day --components 10 --to 3", 2));
	sx_space *moved = sx_session_space(s, "days.moved");
	sx_mat a = sx_space_mat(sx_session_space(s, "days")), b = sx_space_mat(moved);
	/* the moves span two directions and no more; on average the rows stand at day 3 (the least-squares plane is a little
	 * tilted against the planted one, by noise over radius, 0.3 / 2 / sqrt(56), which the average takes out) */
	double move[56 * 10], value[10], at[2] = { 0, 0 };
	for (size_t i = 0; i < 56; i++) {
		for (size_t j = 0; j < 10; j++)
			move[i * 10 + j] = (double)b.p[i * 10 + j] - (double)a.p[i * 10 + j];
		at[0] += ((double)b.p[i * 10] - 5) / 56;
		at[1] += (double)b.p[i * 10 + 1] / 56;
	}
	assert_true(sx_svd(56, 10, move, value, NULL, NULL, NULL));
	assert_true(value[1] > 1 && value[2] < 1e-4);
	near(at[0], 2 * cos(6 * M_PI / 7), 0, 0.15);
	near(at[1], 2 * sin(6 * M_PI / 7), 0, 0.15);
	sx_result_unref(must(s, "circle-probe days day --components 10 --to 3 --others mean", 2));
	b = sx_space_mat(sx_session_space(s, "days.moved"));
	for (size_t i = 1; i < 56; i++)
		assert_memory_equal(b.p, b.p + i * 10, 10 * sizeof *b.p);	/* all rows are one */
	give(s, gaussian("few", 6, 8, 1));
	must_fail(s, "circle-probe few row", SX_EINPUT, "more rows than components");
	sx_session_free(s);
}

static double edited(const sx_result *r, const char *edit, const char *column)
{
	const sx_field *name = field(r, "edits", "edit");
	for (size_t i = 0; i < sx_result_frame(r, "edits")->rows; i++)
		if (strcmp(name->text[i], edit) == 0)
			return field(r, "edits", column)->num[i];
	fail_msg("no edit %s", edit);
	return NAN;
}

/* Each edit against what it must be. The read-out's rows are the days' own places, so a row's own label wins before. */
static void baselines(void **state)
{
	(void)state;
	float out[7 * 10] = { 0 };
	for (size_t y = 0; y < 7; y++) {
		out[y * 10] = (float)cos(2 * M_PI * (double)y / 7);
		out[y * 10 + 1] = (float)sin(2 * M_PI * (double)y / 7);
	}
	sx_session *s = sx_session_new();
	give(s, from_points("out", 7, 10, out));
	give(s, days(0.1));
	sx_result *r = must(s, "circle-probe days day --components 4 --to 3 --edits all --readout out", 2);
	near(edited(r, "plane", "angle_error"), 0, 0, 1e-3);
	assert_true(edited(r, "whole", "angle_error") < 10 && edited(r, "components", "angle_error") < 10);
	/* evenly spread days are 0 to 3 steps of 51.4 degrees away on either side: 12 / 7 steps on average */
	near(edited(r, "only", "angle_error"), 12. / 7 * 360 / 7, 0, 3);
	/* from step s to the wanted day the logit gains 2 (1 - cos) twice over: 2 (1 - cos s) + 2 (1 - cos s), mean 4 */
	near(edited(r, "whole", "logit_gain"), 4, 0, 0.15);
	near(edited(r, "plane", "logit_gain"), 4, 0, 0.3);
	near(edited(r, "mean", "logit_gain"), 2, 0, 0.1);	/* half of it is lost by forgetting alone */
	sx_mat x = sx_space_mat(sx_session_space(s, "days")), whole = sx_space_mat(sx_session_space(s, "days.whole"));
	sx_mat mean = sx_space_mat(sx_session_space(s, "days.mean")), with = sx_space_mat(sx_session_space(s, "days.without"));
	sx_mat only = sx_space_mat(sx_session_space(s, "days.only")), moved = sx_space_mat(sx_session_space(s, "days.moved"));
	double step = 0;
	for (size_t i = 0; i < 56; i++) {
		bool like = false;
		for (size_t j = 3; j < 56; j += 7)
			like |= memcmp(whole.p + i * 10, x.p + j * 10, 10 * sizeof(float)) == 0;
		assert_true(like);
		double way = 0;
		for (size_t c = 0; c < 10; c++) {
			near((double)mean.p[i * 10 + c], (double)mean.p[c], 0, 0);
			/* a row is its plane and its rest; and rest and mean move alike in the plane */
			near((double)with.p[i * 10 + c] + (double)only.p[i * 10 + c] - (double)mean.p[c], (double)x.p[i * 10 + c], 0, 1e-5);
			way += pow((double)moved.p[i * 10 + c] - (double)with.p[i * 10 + c], 2);
		}
		step = i ? step : sqrt(way);
		near(sqrt(way), step, 0, 1e-5);		/* all stand at one place of the plane */
	}
	sx_result_unref(r);
	must_fail(s, "circle-probe days day --to 2.5 --edits whole", SX_EINPUT, "no row has the label 2.5");
	must_fail(s, "circle-probe days day --to 8 --readout out", SX_EINPUT, "label 8 is no row of out");
	must_fail(s, "circle-probe days day --to 1 --readout days.probe", SX_EINPUT, "dimensions");
	sx_session_free(s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(planted_days), cmocka_unit_test(left_out_one_by_one), cmocka_unit_test(chance), cmocka_unit_test(moved_rows),
		cmocka_unit_test(baselines),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
