/* test_chart.c: axes and their ticks, plain and logarithmic, in cells and in SVG. */
#include "support.h"

#include "render/cell_grid.h"
#include "render/render.h"

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

/* A unit square in a picture of 20 x 10: the shorter axis is widened about its middle, to two units. */
static void even_axes(void **state)
{
	(void)state;
	sx_axis x = { 3, 4, false }, y = { -1, 0, false };
	sx_axis_even(&x, &y, 20, 10);
	near(x.lo, 2.5, 1e-12, 0);
	near(x.hi, 4.5, 1e-12, 0);
	near(y.lo, -1, 1e-12, 0);
	near(y.hi, 0, 0, 1e-12);
}

/* A scatter without columns called x and y is of its first two; the corners of a square stay one: 450 units either way. */
static void square_of_named_columns(void **state)
{
	(void)state;
	static const double birth[] = { 1, 2 }, death[] = { 5, 6 };
	sx_result *r = sx_result_new();
	sx_buf b = { 0 };
	r->command = "test";
	sx_table(r, "diagram", SX_SCATTER, 2);
	sx_table_even(r);
	sx_table_nums(r, "birth", birth);
	sx_table_nums(r, "death", death);
	assert_true(sx_render_svg(r, NULL, &b, NULL));
	assert_non_null(strstr(b.text, "cx=\"160.0\" cy=\"490.0\""));
	assert_non_null(strstr(b.text, "cx=\"610.0\" cy=\"40.0\""));
	sx_buf_free(&b);
	b = (sx_buf){ 0 };
	assert_true(sx_render_gnuplot(r, NULL, &b, NULL));
	assert_non_null(strstr(b.text, "set size ratio -1"));
	assert_non_null(strstr(b.text, "using 1:2"));
	sx_buf_free(&b);
	sx_result_unref(r);
}

/* What gnuplot is told of the palette is what the SVG draws with; a palette of that name is known from version 6 on. */
static void gnuplot_has_the_palette(void **state)
{
	(void)state;
	static const double x[] = { 0, 1, 2 }, color[] = { 0, 0.5, 1 };
	sx_result *r = sx_result_new();
	sx_buf svg = { 0 }, gp = { 0 };
	r->command = "test";
	sx_table(r, "points", SX_SCATTER, 3);
	sx_table_nums(r, "x", x);
	sx_table_nums(r, "y", x);
	sx_table_nums(r, "color", color);
	assert_true(sx_render_svg(r, NULL, &svg, NULL) && sx_render_gnuplot(r, NULL, &gp, NULL));
	const char *at = strstr(gp.text, "set palette defined (");
	assert_non_null(at);
	assert_null(strstr(gp.text, "viridis"));
	for (int i = 0; i <= 8; i += 4) {
		char first[24], fill[24];
		snprintf(first, sizeof first, "%d \"#", i);
		const char *hex = strstr(at, first);
		assert_non_null(hex);
		snprintf(fill, sizeof fill, "fill=\"%.7s\"", hex + 3);
		assert_non_null(strstr(svg.text, fill));
	}
	sx_buf_free(&svg);
	sx_buf_free(&gp);
	sx_result_unref(r);
}

/* A matrix: names above and at the left, its numbers, a scale; without room for numbers, and without room for all rows. */
static void heat_map(void **state)
{
	(void)state;
	static const double v[3][3] = { { 1, 0.5, 0.25 }, { 0.5, 1, NAN }, { 0.25, 0.004, 1 } };
	static const char *const names[] = { "alpha", "beta", "gamma" };
	sx_result *r = sx_result_new();
	r->command = "test";
	sx_table(r, "m", SX_HEAT, 3);
	for (size_t f = 0; f < 3; f++)
		sx_table_nums(r, names[f], v[f]);
	const sx_frame *t = sx_result_frame(r, "m");
	sx_cells grid;
	sx_arena *tmp = sx_arena_new(0);
	sx_buf text = { 0 };
	sx_view wide = { 0, 0, 40, 6, SX_GLYPHS_ASCII, true }, narrow = { 0, 0, 12, 4, SX_GLYPHS_ASCII, true };
	assert_true(sx_cells_new(&grid, wide.w, wide.h, tmp, NULL) && sx_chart_draw(&grid, &wide, t, NULL));
	for (int y = 0; y < 5; y++) {
		sx_cells_row(&grid, y, &text);
		sx_buf_putc(&text, '\n');
	}
	assert_string_equal(text.text, "      alpha   beta    gamma\n"
	                               "alpha @@ 1.00 == 0.50 :: 0.25\n"
	                               "beta  == 0.50 @@ 1.00    0.004\n"
	                               "gamma :: 0.25    -    @@ 1.00\n"
	                               "      0.004   .:-=+*#%@@@ 1.00\n");
	sx_buf_clear(&text);
	assert_true(sx_cells_new(&grid, narrow.w, narrow.h, tmp, NULL) && sx_chart_draw(&grid, &narrow, t, NULL));
	sx_cells_row(&grid, 1, &text);
	assert_string_equal(text.text, "alp @@==::");
	sx_buf_clear(&text);
	assert_true(sx_render_svg(r, t, &text, NULL));
	assert_non_null(strstr(text.text, ">gamma<"));
	assert_non_null(strstr(text.text, ">0.25<"));
	sx_buf_free(&text);
	sx_arena_free(tmp);
	sx_result_unref(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_by_hand), cmocka_unit_test(axis_of_values), cmocka_unit_test(power_law_is_straight),
		cmocka_unit_test(histogram_of_hubness_is_logarithmic), cmocka_unit_test(gnuplot_has_the_palette),
		cmocka_unit_test(heat_map), cmocka_unit_test(even_axes),
		cmocka_unit_test(square_of_named_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
