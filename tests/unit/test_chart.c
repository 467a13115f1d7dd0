/* test_chart.c: axes and their ticks, plain and logarithmic, in cells and in SVG. */
#include "support.h"

#include "cells.h"
#include "render.h"

static void ticks_by_hand(void **state)
{
	(void)state;
	double at[SX_TICKS], value[SX_TICKS];
	sx_axis plain = { -1, 10.5, false }, decades = { 0, 5.2, true }, narrow = { log10(3), log10(60), true };
	/* 11.5 in 6: steps of 2 */
	assert_int_equal(sx_axis_ticks(&plain, 6, at, value), 6);
	near(value[0], 0, 0, 0);
	near(value[5], 10, 0, 1e-12);
	/* 1 … 10^5: every power where six fit, every second where three do */
	assert_int_equal(sx_axis_ticks(&decades, 6, at, value), 6);
	near(at[5], 5, 0, 1e-12);
	near(value[5], 1e5, 1e-12, 0);
	assert_int_equal(sx_axis_ticks(&decades, 3, at, value), 3);
	near(value[1], 100, 1e-12, 0);
	/* 3 … 60: 5 10 20 50 */
	assert_int_equal(sx_axis_ticks(&narrow, 6, at, value), 4);
	near(value[0], 5, 1e-12, 0);
	near(value[3], 50, 1e-12, 0);
	near(at[3], log10(50), 1e-12, 0);
}

static void axis_of_values(void **state)
{
	(void)state;
	static const double v[] = { 0, -3, 10, NAN, 1000 };
	sx_axis log = sx_axis_of(v, 5, true), plain = sx_axis_of(v, 5, false);
	near(log.lo, 1, 1e-12, 0);
	near(log.hi, 3, 1e-12, 0);
	near(plain.lo, -3, 0, 0);
	assert_true(isnan(sx_axis_at(&log, 0)));
	assert_true(isinf(sx_axis_of(v, 2, true).lo));
}

/* y = x^-2 on logarithmic axes is a straight line from corner to corner: every point lies on the diagonal. */
static void power_law_is_straight(void **state)
{
	(void)state;
	static const double x[] = { 1, 10, 100, 0 }, y[] = { 10000, 100, 1, 5 };
	sx_result *r = sx_result_new();
	sx_buf b = { 0 };
	sx_err err = { 0 };
	r->command = "test";
	sx_table(r, "power", SX_LINE, 4);
	sx_table_log(r, true, true);
	sx_table_nums(r, "x", x);
	sx_table_nums(r, "y", y);
	assert_true(sx_render_svg(r, NULL, &b, &err));
	/* 720 x 540 less the margins: from (70, 40) by (385, 265) to (700, 490); what is not above 0 is left out */
	assert_non_null(strstr(b.text, "points=\"70.0,40.0 385.0,265.0 700.0,490.0 \""));
	sx_buf_free(&b);
	sx_result_unref(r);
}

static void histogram_of_hubness_is_logarithmic(void **state)
{
	(void)state;
	sx_session *s = sx_session_new();
	give(s, gaussian("x", 200, 50, 7));
	sx_result *r = must(s, "hubness x", 2);
	const sx_frame *t = sx_result_frame(r, "occurrence_histogram");
	sx_cells grid;
	sx_arena *tmp = sx_arena_new(0);
	sx_view v = { 0, 0, 70, 20, SX_GLYPHS_ASCII, true };
	sx_buf text = { 0 };
	assert_true(t->log_x && t->log_y);
	assert_true(sx_cells_new(&grid, v.w, v.h, tmp, NULL) && sx_chart_draw(&grid, &v, t, NULL));
	sx_cells_row(&grid, v.h - 1, &text);
	assert_non_null(strstr(text.text, " 1 "));
	assert_non_null(strstr(text.text, " 10 "));
	sx_buf_free(&text);
	sx_arena_free(tmp);
	sx_result_unref(r);
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_by_hand), cmocka_unit_test(axis_of_values), cmocka_unit_test(power_law_is_straight),
		cmocka_unit_test(histogram_of_hubness_is_logarithmic),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
