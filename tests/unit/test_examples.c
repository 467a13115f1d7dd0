/* test_examples.c: every command's own example runs on the fixture, every default lies in its limits, every analysis
 * names its source, and help, the manual and each renderer take whatever comes out. */
#include "support.h"

#include "sxlua.h"

static sx_session *fresh(sx_lua **lua)
{
	sx_err err = { 0 };
	sx_session *s = sx_session_new();
	*lua = sx_lua_open(s, &err);
	if (*lua == NULL)
		fail_msg("%s", err.msg);
	sx_result *r = must(s, "load samples/glove-5k.npy --as demo --limit 400", 2);
	assert_true(sx_session_keep(s, r, &err));
	sx_result_unref(r);
	return s;
}

static void render_all(const sx_result *r)
{
	sx_buf b = { 0 };
	sx_style style[] = { { .width = 80, .utf8 = true, .glyphs = SX_GLYPHS_BRAILLE, .pictures = true }, { .width = 40, .rows = 5 } };
	for (size_t i = 0; i < SX_COUNT(style); i++)
		sx_render_text(r, &style[i], &b);
	sx_render_json(r, &b);
	sx_render_csv(r, ',', &b);
	sx_render_markdown(r, &b);
	for (size_t i = 0; i < r->nframes; i++) {
		sx_err err = { 0 };
		if (!sx_render_svg(r, &r->frame[i], &b, &err))
			assert_true(err.msg[0] != '\0');
	}
	assert_true(sx_buf_ok(&b) && b.len > 0);
	sx_buf_free(&b);
}

static void examples_run(void **state)
{
	(void)state;
	for (size_t i = 0; i < sx_commands(NULL); i++) {
		const sx_command *c = sx_command_at(NULL, i);
		sx_lua *lua;
		if (c->example == NULL)
			fail_msg("%s has no example", c->name);
		sx_session *s = fresh(&lua);
		if (strcmp(c->name, "relative") == 0 || strcmp(c->name, "retype") == 0 || strcmp(c->name, "history") == 0)
			sx_result_unref(must(s, "anchors demo --count 5", 2));
		if (strcmp(c->name, "apply") == 0)
			sx_result_unref(must(s, "align demo demo", 2));
		if (strcmp(c->name, "subspace") == 0 || strcmp(c->name, "stitch") == 0 ||
		    strcmp(c->name, "simplex") == 0 || strcmp(c->name, "upgrade") == 0 || strcmp(c->name, "split") == 0)
			sx_result_unref(must(s, "cluster demo --clusters 3", 2));
		if (strcmp(c->name, "undo") == 0 || strcmp(c->name, "redo") == 0) {
			assert_true(sx_session_step_open(s, "mark demo the", NULL));
			sx_result_unref(must(s, "mark demo the", 2));
			sx_session_step_close(s, true);
		}
		if (strcmp(c->name, "redo") == 0)
			sx_result_unref(must(s, "undo", 2));
		sx_result *r = must(s, c->example, 2);
		assert_string_equal(r->command, c->name);
		render_all(r);
		sx_result_unref(r);
		sx_lua_close(lua);
		sx_session_free(s);
	}
	remove("/tmp/sextant-example.json");
	remove("/tmp/sextant-example.npy");
	remove("/tmp/sextant-example.labels.txt");
}

static void rows_of_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sx_commands(NULL); i++) {
		const sx_command *c = sx_command_at(NULL, i);
		if (!c->summary || !c->about || !c->group || strchr(c->summary, '\n') || c->summary[strlen(c->summary) - 1] == '.')
			fail_msg("%s: summary, about or group is missing or ill-formed", c->name);
		if (strcmp(c->group, "measure") == 0 && c->cite == NULL)
			fail_msg("%s names no source", c->name);
		for (size_t p = 0; p < c->nparams; p++) {
			const sx_param *q = &c->param[p];
			if (!q->name || !q->help || !*q->help || q->help[strlen(q->help) - 1] == '.')
				fail_msg("%s: parameter %zu has no name or help, or its help ends in a full stop", c->name, p);
			if ((q->kind == SX_KIND_CHOICE || q->kind == SX_KIND_CHOICES) && !q->choices)
				fail_msg("%s --%s has no choices", c->name, q->name);
			if (q->dflt && (q->kind == SX_KIND_INT || q->kind == SX_KIND_REAL) && !(q->lo == 0 && q->hi == 0))
				assert_true(atof(q->dflt) >= q->lo && atof(q->dflt) <= q->hi);
		}
	}
}

static void help_covers_everything(void **state)
{
	(void)state;
	sx_buf list = { 0 }, mdoc = { 0 };
	sx_manual_list(NULL, &list);
	sx_manual_mdoc(NULL, "November 23, 2026", &mdoc);
	for (size_t i = 0; i < sx_commands(NULL); i++) {
		const sx_command *c = sx_command_at(NULL, i);
		sx_buf page = { 0 };
		assert_non_null(strstr(list.text, c->summary));
		sx_manual_command(c, &page);
		for (size_t p = 0; p < c->nparams; p++)
			assert_non_null(strstr(page.text, c->param[p].name));
		sx_buf_free(&page);
	}
	assert_non_null(strstr(mdoc.text, ".Sh SEE ALSO"));
	sx_buf_free(&list);
	sx_buf_free(&mdoc);
}

/* JSON of a result with every awkward thing in it. */
static void json_is_json(void **state)
{
	(void)state;
	sx_result *r = sx_result_new();
	static const double v[] = { 1, NAN, INFINITY, 0.1 };
	static const char *const t[] = { "a\"b", "tab\there", "\xff\xfe", "é" };
	r->command = "test";
	sx_put(r, "x", NAN);
	sx_put(r, "y", 1e300);
	sx_put_bool(r, "z", true);
	sx_put_range(r, "d", 1.5, 1, 2);
	sx_put_none(r, "n", "no reason");
	sx_table(r, "t", SX_PLAIN, 4);
	sx_table_nums(r, "v", v);
	sx_table_texts(r, "t", t);
	sx_buf b = { 0 };
	sx_render_json(r, &b);
	static const char want[] = "{\"command\":\"test\",\"params\":{},\"scalars\":{\"x\":null,\"y\":1e+300,\"z\":true,\"d\":1.5,"
		"\"d_low\":1,\"d_high\":2,\"n\":null},\"tables\":{\"t\":{\"columns\":[\"v\",\"t\"],\"rows\":[[1,\"a\\\"b\"],"
		"[null,\"tab\\there\"],[null,\"\xEF\xBF\xBD\xEF\xBF\xBD\"],[0.1,\"é\"]]}},\"notes\":[\"n: no reason\"],\"seconds\":0}\n";
	assert_string_equal(b.text, want);
	sx_buf_clear(&b);
	sx_render_csv(r, ',', &b);
	assert_string_equal(b.text, "v,t\n1,\"a\"\"b\"\n,tab\there\ninf,\xff\xfe\n0.1,é\n");
	sx_buf_free(&b);
	sx_result_unref(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_run), cmocka_unit_test(rows_of_the_table), cmocka_unit_test(help_covers_everything),
		cmocka_unit_test(json_is_json),
	};
	sx_blas_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
