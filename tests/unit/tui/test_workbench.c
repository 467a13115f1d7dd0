/* test_tui.c: the command line, completion, keys and the points of the workbench, without a terminal. */
#include "support.h"

#include <getopt.h>

#include "drive/app.h"
#include "engine/completion.h"
#include "terminal/keys.h"
#include "workbench/light_background.h"
#include "workbench/plot.h"
#include "batch/progress.h"
#include "engine/startup_options.h"
#include "engine/environment.h"
#include "engine/workbench_options.h"

/* ---- the command line ---- */

static bool parse(sx_setup *s, sx_arena *a, sx_err *err, int argc, char **argv)
{
	optind = 0;
	return sx_setup_parse(s, argc, argv, a, err);
}
#define PARSE(s, a, err, ...) parse(s, a, err, SX_COUNT(((char *[]){ "sextant", __VA_ARGS__ })), \
                                    (char *[]){ "sextant", __VA_ARGS__, NULL })

static void test_setup(void **state)
{
	sx_arena *a = sx_arena_new(0);
	sx_err err = { 0 };
	sx_setup s;
	(void)state;
	assert_true(PARSE(&s, a, &err, "-c", "info", "x.npy", "--memory=1.5G", "-t2", "y.npy", "-f", "-", "--json"));
	assert_int_equal(s.mode, SX_MODE_BATCH);
	assert_int_equal(s.nfiles, 2);
	assert_int_equal(s.nsources, 2);
	assert_true(s.source[1].is_file);
	assert_int_equal(s.memory, (size_t)3 << 29);
	assert_int_equal(s.threads, 2);
	assert_true(PARSE(&s, a, &err, "-q", "x.lua", "--not-ours", "1"));
	assert_int_equal(s.mode, SX_MODE_SCRIPT);
	assert_int_equal(s.script_argc, 3);
	assert_string_equal(s.script_argv[1], "--not-ours");
	sx_arena_free(a);
}

static void test_setup_refuses(void **state)
{
	sx_arena *a = sx_arena_new(0);
	sx_err err = { 0 };
	sx_setup s;
	(void)state;
	assert_false(PARSE(&s, a, &err, "--jsn"));
	assert_non_null(strstr(err.msg, "--jsn"));
	assert_false(PARSE(&s, a, &err, "-c"));
	assert_false(PARSE(&s, a, &err, "-c", "x", "--memory", "lots"));
	assert_false(PARSE(&s, a, &err, "-c", "x", "--memory", "4Q"));
	assert_false(PARSE(&s, a, &err, "-c", "x", "--threads", "0"));
	assert_false(PARSE(&s, a, &err, "-c", "x", "--seed", "-1"));
	assert_false(PARSE(&s, a, &err, "-c", "x", "--io", "pipe"));
	assert_false(PARSE(&s, a, &err, "-c", "x", "--size", "80"));
	assert_false(PARSE(&s, a, &err, "-c", "x", "-o", "f", "--read-only"));
	sx_arena_free(a);
}

/* What is quoted is read back as one and the same word. */
static void test_quote(void **state)
{
	static const char *const words[] = { "plain", "a b", "it's", "a\"b'c\\d", "", "--as", "k=v", "#12", "a;b", "\xc3\xa9" };
	(void)state;
	for (size_t i = 0; i < SX_COUNT(words); i++) {
		sx_session *s = sx_session_new();
		sx_buf line = { 0 };
		sx_result *r = sx_result_new();
		sx_err err = { 0 };
		sx_buf_puts(&line, "use ");
		sx_quote(&line, words[i]);
		assert_false(sx_run(s, line.text, NULL, r, &err));
		char want[64];
		snprintf(want, sizeof want, "'%s'", words[i]);
		if (*words[i] && strstr(err.msg, want) == NULL)
			fail_msg("%s: %s", line.text, err.msg);
		sx_result_unref(r);
		sx_buf_free(&line);
		sx_session_free(s);
	}
}

static void test_time_left(void **state)
{
	char out[40];
	(void)state;
	assert_string_equal(sx_time_left(out, 1, 0), "");
	assert_string_equal(sx_time_left(out, 10, 0.5), "about 10 s");
	assert_string_equal(sx_time_left(out, 300, 0.5), "about 5 min");
	assert_string_equal(sx_time_left(out, 9600, 0.5), "about 2 h 40 min");
}

/* ---- completion ---- */

typedef struct fixture {
	sx_session *session;
	sx_names   *names;
	sx_arena   *arena;
	sx_matches  m;
} fixture;

static fixture open_fixture(void)
{
	static const char *const labels[] = { "monday", "tuesday", "new york" };
	static const double day[] = { 1, 2, 3 };
	fixture f = { .session = sx_session_new(), .arena = sx_arena_new(0) };
	sx_space *week = gaussian("week", 3, 4, 1);
	assert_true(sx_space_set_labels(week, labels, NULL));
	assert_true(sx_space_add_field(week, &(sx_field){ .name = "day", .type = SX_REAL, .num = day }, NULL));
	give(f.session, gaussian("other", 5, 2, 2));
	give(f.session, week);
	f.names = sx_names_take(f.session);
	assert_non_null(f.names);
	return f;
}

static void close_fixture(fixture *f)
{
	sx_names_unref(f->names);
	sx_session_free(f->session);
	sx_arena_free(f->arena);
}

/* The matches of a line completed at its end, joined by '|'. */
static const char *matches(fixture *f, const char *line)
{
	const char *all = "";
	sx_complete(f->names, line, strlen(line), f->arena, &f->m);
	for (size_t i = 0; i < f->m.n; i++)
		all = sx_printf(f->arena, "%s%s%s", all, i ? "|" : "", f->m.word[i]);
	return all;
}

static void test_complete(void **state)
{
	fixture f = open_fixture();
	(void)state;
	assert_string_equal(matches(&f, "hubn"), "hubness");
	assert_string_equal(matches(&f, "info; hubn"), "hubness");
	assert_int_equal(f.m.start, 6);
	assert_string_equal(matches(&f, "nonsense x"), "");
	assert_string_equal(matches(&f, "use "), "other|week");
	assert_string_equal(matches(&f, "hubness --metric c"), "cosine");
	assert_string_equal(matches(&f, "hubness --metric=e"), "--metric=euclidean");
	assert_string_equal(matches(&f, "hubness week --metr"), "--metric");
	assert_string_equal(matches(&f, "neighbors mon"), "monday");
	assert_string_equal(matches(&f, "neighbors week tue"), "tuesday");
	assert_string_equal(matches(&f, "neighbors new"), "'new york'");
	assert_string_equal(matches(&f, "neighbors 'new y"), "'new york'");
	assert_string_equal(matches(&f, "neighbors other mon"), "");
	assert_string_equal(matches(&f, "plot --color d"), "day");
	assert_string_equal(matches(&f, "plot pc1 pc"), "pc1|pc2|pc3|pc4");
	assert_string_equal(matches(&f, "help hubn"), "hubness");
	assert_string_equal(matches(&f, "help k_sk"), "k_skewness");
	assert_string_equal(matches(&f, "umap"), "layout umap");
	assert_string_equal(matches(&f, "most_s"), "neighbors");
	assert_string_equal(matches(&f, "load samples/glove-5k.n"), "samples/glove-5k.npy");
	assert_string_equal(matches(&f, "load sampl"), "samples/");
	assert_true(f.m.partial);
	close_fixture(&f);
}

/* ---- keys ---- */

static void test_keys(void **state)
{
	char bytes[16];
	(void)state;
	assert_int_equal(sx_key_named("Up", 2), SX_KEY_UP);
	assert_int_equal(sx_key_named("C-c", 3), 3);
	assert_int_equal(sx_key_named("\xc3\xa9", 2), 0xE9);
	assert_int_equal(sx_key_named("Nokey", 5), 0);
	assert_int_equal(sx_key_action('h'), SX_DO_LEFT);
	assert_int_equal(sx_key_action(SX_KEY_LEFT), SX_DO_LEFT);
	assert_int_equal(sx_key_action('%'), SX_DO_NOTHING);
	assert_int_equal(sx_key_bytes(0xE9, bytes), 2);
	assert_int_equal(sx_key_bytes(SX_KEY_UP, bytes), 3);
}

/* Every key of the table has a name that is known, and no two actions share one. */
static void test_key_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sx_bindings(); i++) {
		const sx_binding *b = sx_binding_at(i);
		for (const char *p = b->keys; *p;) {
			size_t len = strcspn(p, " ");
			int key = sx_key_named(p, len);
			assert_int_not_equal(key, 0);
			assert_int_equal(sx_key_action(key), b->action);
			p += len + (p[len] == ' ');
		}
	}
}

/* ---- points ---- */

static sx_result *points(const char *const *color)
{
	static const double row[] = { 0, 1, 2, 3, 4 }, x[] = { 0, 10, -10, 0, 0 }, y[] = { 0, 0, 0, 10, -10 };
	static const char *const label[] = { "Middle", "right", "left", "top", "bottom" };
	sx_result *r = sx_result_new();
	sx_put_text(r, "x_label", "pc1  50 %");
	sx_put_text(r, "y_label", "pc2  40 %");
	sx_put_text(r, "color", "kind");
	sx_table(r, "points", SX_SCATTER, 5);
	sx_table_ints(r, "row", row);
	sx_table_texts(r, "label", label);
	sx_table_nums(r, "x", x);
	sx_table_nums(r, "y", y);
	if (color)
		sx_table_texts(r, "color", color);
	assert_false(r->broken);
	return r;
}

static void test_plot_moves(void **state)
{
	sx_plot p = { 0 };
	sx_result *r = points(NULL);
	(void)state;
	assert_true(sx_plot_set(&p, r));
	assert_true(sx_plot_step(&p, 1, 0));
	assert_int_equal(sx_plot_row(&p), 1);
	assert_false(sx_plot_step(&p, 1, 0));
	sx_plot_to_row(&p, 0);
	assert_true(sx_plot_step(&p, 0, 1));
	assert_int_equal(sx_plot_row(&p), 3);
	sx_plot_to_row(&p, 0);
	assert_true(sx_plot_step(&p, 0, -1));
	assert_int_equal(sx_plot_row(&p), 4);
	assert_true(sx_plot_find(&p, "IDD", 1, true));
	assert_int_equal(sx_plot_row(&p), 0);
	assert_true(sx_plot_find(&p, "t", 0, false));
	assert_int_equal(sx_plot_row(&p), 4);
	assert_false(sx_plot_find(&p, "zz", 0, true));
	sx_plot_free(&p);
	sx_result_unref(r);
}

/* A new result of the same axes keeps the view and the row. */
static void test_plot_stays(void **state)
{
	sx_plot p = { 0 };
	sx_result *r = points(NULL), *again = points(NULL);
	(void)state;
	r->space = again->space = "s";
	assert_true(sx_plot_set(&p, r));
	sx_plot_to_row(&p, 3);
	sx_plot_zoom(&p, 0.5);
	sx_box view = p.view;
	assert_true(sx_plot_set(&p, again));
	assert_int_equal(sx_plot_row(&p), 3);
	near(p.view.x0, view.x0, 0, 0);
	near(p.view.y1, view.y1, 0, 0);
	sx_plot_fit(&p);
	near(p.view.x1, 10.6, 1e-12, 0);
	sx_plot_free(&p);
	sx_result_unref(r);
	sx_result_unref(again);
}

static void test_plot_classes(void **state)
{
	static const char *const kind[] = { "b", "a", "b", "c", "a" };
	sx_plot p = { 0 };
	sx_result *r = points(kind);
	(void)state;
	assert_true(sx_plot_set(&p, r));
	assert_int_equal(p.nclasses, 3);
	assert_string_equal(p.class_name[0], "a");
	assert_int_equal(p.class_count[0], 2);
	assert_string_equal(p.class_name[2], "c");
	assert_int_equal(p.class_of[0], 1);
	assert_int_equal(p.class_of[3], 2);
	sx_plot_free(&p);
	sx_result_unref(r);
}

static void test_plot_draws(void **state)
{
	sx_plot p = { 0 };
	sx_result *r = points(NULL);
	sx_arena *a = sx_arena_new(0);
	sx_cells c;
	sx_buf row = { 0 };
	(void)state;
	assert_true(sx_cells_new(&c, 41, 11, a, NULL));
	assert_true(sx_plot_set(&p, r));
	sx_plot_draw(&p, &c, 0, 0, 41, 11, SX_GLYPHS_ASCII, false);
	assert_int_equal(p.in_view, 5);
	sx_cells_row(&c, 5, &row);
	assert_string_equal(row.text, " o left             @ Middle     right o");
	sx_buf_free(&row);
	sx_arena_free(a);
	sx_plot_free(&p);
	sx_result_unref(r);
}

/* On white, inks must be dark enough to read (luminance at most 200 of 255, as the palest grey), keep their hue, and more
 * points must be darker. */
static void test_light(void **state)
{
	(void)state;
	for (size_t i = 0; i < 8; i++) {
		sx_ink in = sx_okabe_ito(i), out = sx_light_ink(in);
		unsigned r = out >> 16 & 255, g = out >> 8 & 255, b = out & 255;
		assert_true((30 * r + 59 * g + 11 * b) / 100 <= 200);
	}
	assert_true((sx_light_ink(SX_INK_RGB(120, 137, 166)) & 255) > (sx_light_ink(SX_INK_RGB(200, 207, 220)) & 255));
	assert_int_equal(sx_light_ink(SX_INK_RGB(255, 255, 255)), SX_INK_RGB(0, 0, 0));
	assert_int_equal(sx_light_ink(SX_INK_ACCENT), SX_INK_ACCENT);
	assert_int_equal(sx_light_ink(SX_INK_RGB(200, 0, 0)), SX_INK_RGB(200, 0, 0));
	setenv("COLORFGBG", "0;default;15", 1);
	assert_true(sx_light_terminal());
	setenv("COLORFGBG", "15;0", 1);
	assert_false(sx_light_terminal());
	setenv("COLORFGBG", "15;default", 1);
	assert_false(sx_light_terminal());
	unsetenv("COLORFGBG");
	assert_false(sx_light_terminal());
}

/* What keys.def says a key runs is a command there is; of set, an option and, where it names them, its values. */
static void check_key_command(const sx_session *s, const char *text, size_t len)
{
	char line[64], *word[4] = { 0 }, *rest = line;
	snprintf(line, sizeof line, "%.*s", (int)len, text);
	for (size_t i = 0; i < SX_COUNT(word); i++)
		word[i] = strtok_r(NULL, " ", &rest);
	if (!word[0] || !sx_command_find(s, word[0], NULL))
		fail_msg("%s: no such command", text);
	if (strcmp(word[0], "set") != 0)
		return;
	for (size_t o = 0; o < sx_options(s); o++) {
		const sx_option *option = sx_option_at(s, o);
		if (word[1] && strcmp(option->name, word[1]) == 0) {
			assert_true(option->screen);
			if (!word[2] || (option->choices && *word[2] >= 'a' && !strstr(option->choices, word[2])))
				fail_msg("%s: %s is not a value", text, word[2] ? word[2] : "nothing");
			return;
		}
	}
	fail_msg("%s: no such option", text);
}

static void test_key_commands(void **state)
{
	sx_session *s = sx_session_new();
	size_t commands = 0;
	(void)state;
	assert_true(sx_session_add_options(s, sx_workbench_options, sx_workbench_option_count, NULL));
	for (size_t i = 0; i < sx_bindings(); i++)
		for (const char *p = sx_binding_at(i)->command; *p; commands++) {
			size_t len = strcspn(p, ";");
			check_key_command(s, p, len);
			p += len + strspn(p + len, "; ");
		}
	assert_true(commands >= sx_bindings() - 12);	/* those without one move within what is shown, or open a line */
	sx_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key_commands),
		cmocka_unit_test(test_setup), cmocka_unit_test(test_setup_refuses), cmocka_unit_test(test_quote),
		cmocka_unit_test(test_time_left), cmocka_unit_test(test_complete), cmocka_unit_test(test_keys),
		cmocka_unit_test(test_key_table), cmocka_unit_test(test_plot_moves), cmocka_unit_test(test_plot_stays),
		cmocka_unit_test(test_plot_classes), cmocka_unit_test(test_plot_draws), cmocka_unit_test(test_light),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
