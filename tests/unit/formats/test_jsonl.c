/* test_jsonl.c: JSON as it lies, and JSON Lines of vectors. */
#include "base/json_scan.h"
#include "loading.h"

#include <math.h>

static void test_values(void **state)
{
	static const struct { const char *text, *why; } cases[] = {
		{ "1", NULL }, { " -1.5e3 ", NULL }, { "null", NULL }, { "[]", NULL }, { "{}", NULL }, { "[[],{},[{}]]", NULL },
		{ "{\"a\":[1,2,{\"b\":null}],\"c\":\"\\\"\"}", NULL }, { "[NaN,Infinity,-Infinity]", NULL },
		{ "[1,]", "not a JSON value" }, { "[,1]", "not a JSON value" }, { "[1 2]", "comma" }, { "{\"a\" 1}", "colon" },
		{ "{1:2}", "key" }, { "{\"a\":1,}", "key" }, { "[1}", "comma" }, { "{\"a\":1]", "comma" },
		{ "\"a", "unterminated" }, { "\"a\nb\"", "control" }, { "[", "unexpected end" },
		{ "{\"a\":", "unexpected end" }, { "", "unexpected end" }, { "tru", "not a JSON value" },
		{ "1 2", "after the end" }, { "-", "number" }, { "nullx", "after the end" }, { "\"\\", "unterminated" },
	};
	(void)state;
	for (size_t i = 0; i < SX_COUNT(cases); i++) {
		size_t len = strlen(cases[i].text);
		char *copy = malloc(len + 1);	/* of its own size, so that the sanitizer sees a byte too many */
		sx_json_value v;
		memcpy(copy, cases[i].text, len);
		copy = realloc(copy, len ? len : 1);
		sx_json j = { copy, copy + len, NULL };
		bool ok = sx_json_take(&j, &v) && sx_json_end(&j);
		if (ok != (cases[i].why == NULL) || (!ok && !strstr(j.why, cases[i].why)))
			fail_msg("%s: %s", cases[i].text, j.why ? j.why : "accepted");
		free(copy);
	}
}

static void test_depth(void **state)
{
	char text[300];
	(void)state;
	for (int depth = 60; depth < 70; depth++) {
		sx_json_value v;
		for (int i = 0; i < depth; i++) {
			text[i] = '[';
			text[2 * depth - 1 - i] = ']';
		}
		sx_json j = { text, text + 2 * depth, NULL };
		assert_int_equal(sx_json_take(&j, &v), depth <= SX_JSON_DEEPEST);
	}
	sx_buf b = { 0 };
	sx_buf_pad(&b, '[', 1000000);
	sx_json_value v;
	sx_json j = { b.text, b.text + b.len, NULL };
	assert_false(sx_json_take(&j, &v));
	sx_buf_free(&b);
}

static void test_strings(void **state)
{
	static const struct { const char *json, *text; } cases[] = {
		{ "\"\"", "" }, { "\"a\\n\\t\\\"\\\\\\/\"", "a\n\t\"\\/" }, { "\"\\u00e9\"", "\303\251" },
		{ "\"\\ud83d\\ude00\"", "\360\237\230\200" }, { "\"\\ud83d\"", "\357\277\275" }, { "\"\\ud83dx\"", "\357\277\275x" },
		{ "\"\\u0000\"", "\357\277\275" }, { "\"\\u12\"", "\357\277\275" "12" }, { "\"\\q\"", "q" },
	};
	sx_arena *a = sx_arena_new(0);
	(void)state;
	for (size_t i = 0; i < SX_COUNT(cases); i++) {
		sx_json j = { cases[i].json, cases[i].json + strlen(cases[i].json), NULL };
		sx_json_value v;
		assert_true(sx_json_take(&j, &v));
		assert_string_equal(sx_json_text(&v, a), cases[i].text);
	}
	sx_arena_free(a);
}

/* ---- the loader ---- */

static void test_lines(void **state)
{
	static const struct { const char *text; size_t n, d; float last; const char *label; } cases[] = {
		{ "{\"text\":\"the\",\"embedding\":[1,2]}\n{\"text\":\"of\",\"embedding\":[3,4.5]}\n", 2, 2, 4.5F, "of" },
		{ "{\"embedding\":[1,2]}\r\n\r\n{\"embedding\":[3,4]}", 2, 2, 4, NULL },
		{ "\357\273\277{\"id\":7,\"vector\":[1e-3,-2,3]}\n{\"vector\":[4,5,6],\"id\":8}\n", 2, 3, 6, "8" },
		{ "{ \"list\":[\"a\"],\"nested\":[[1]],\"v\": [ 1 , 2 ] }\n{\"v\":[3,Infinity]}\n", 2, 2, INFINITY, NULL },
		{ "{\"label\":\"\\u00e9\",\"v\":[16777217]}\n", 1, 1, 16777216, "\303\251" },
	};
	(void)state;
	for (size_t i = 0; i < SX_COUNT(cases); i++) {
		told t;
		sx_space *s = load_text("t.jsonl", cases[i].text, &t);
		if (s == NULL)
			fail_msg("%s: %s", cases[i].text, t.err.msg);
		assert_int_equal(sx_space_rows(s), cases[i].n);
		assert_int_equal(sx_space_dims(s), cases[i].d);
		assert_int_equal(t.total, cases[i].n);
		assert_true(value(s, cases[i].n - 1, cases[i].d - 1) == cases[i].last);
		assert_int_equal(sx_space_has_labels(s), cases[i].label != NULL);
		if (cases[i].label)
			assert_string_equal(sx_space_label(s, cases[i].n - 1), cases[i].label);
		sx_space_unref(s);
	}
}

static void test_columns(void **state)
{
	told t;
	(void)state;
	sx_space *s = load_text("t.jsonl", "{\"v\":[1],\"n\":1,\"x\":0.5,\"b\":true,\"mix\":1,\"o\":{}}\n"
	                        "{\"v\":[null],\"n\":null,\"mix\":\"two\",\"late\":3}\n", &t);
	assert_non_null(s);
	assert_true(isnan(value(s, 1, 0)));
	assert_int_equal(sx_space_field(s, "n")->type, SX_INTEGER);
	assert_true(sx_space_field(s, "n")->num[0] == 1 && isnan(sx_space_field(s, "n")->num[1]));
	assert_int_equal(sx_space_field(s, "x")->type, SX_REAL);
	assert_true(sx_space_field(s, "b")->num[0] == 1 && isnan(sx_space_field(s, "b")->num[1]));
	assert_string_equal(sx_space_field(s, "mix")->text[0], "1");
	assert_string_equal(sx_space_field(s, "mix")->text[1], "two");
	assert_true(isnan(sx_space_field(s, "late")->num[0]) && sx_space_field(s, "late")->num[1] == 3);
	assert_null(sx_space_field(s, "o"));
	assert_true(holds(t.notes, "key 'o' holds lists or objects: left out"));
	sx_space_unref(s);
}

static void test_bad_lines(void **state)
{
	static const struct { const char *text, *says; } bad[] = {
		{ "", "is empty" },
		{ "\n\n", "holds no rows" },
		{ "{\"v\":[1,2]}\n{\"v\":[1]}\n", "line 2: 'v' has 1 numbers, line 1 has 2" },
		{ "{\"v\":[1,2]}\n\n{\"w\":[1,2]}\n", "line 3: no 'v'" },
		{ "{\"v\":[1,2]}\n{\"v\":[1,\"2\"]}\n", "line 2: 'v' is no list of numbers" },
		{ "{\"v\":[1,2]}\n{\"v\":[1,x]}\n", "line 2: 'v' is no list of numbers" },
		{ "{\"v\":[1,2]}\n{\"v\":3}\n", "line 2: 'v' is no list of numbers" },
		{ "{\"v\":[1,2]}\n[1,2]\n", "line 2: no JSON object" },
		{ "{\"v\":[1,2]}\n{\"v\":[1,2],}\n", "line 2: no JSON: a key is missing at column" },
		{ "{\"v\":[1,2]}\n{\"v\":[1,2]} x\n", "line 2: no JSON: unexpected text after the end" },
		{ "{\"v\":[1,2]}\n{\"v\":[1,2]\n", "line 2: no JSON: unexpected end" },
		{ "{\"text\":\"a\",\"x\":1}\n", "line 1: no key holds a list of numbers; its keys: text, x" },
		{ "{\"v\":[]}\n", "line 1: no key holds a list of numbers; its keys: v" },
	};
	told t;
	(void)state;
	for (size_t i = 0; i < SX_COUNT(bad); i++) {
		sx_space *s = load_bytes("t.jsonl", bad[i].text, strlen(bad[i].text), "jsonl", &t);
		assert_null(s);
		if (i)
			assert_true(holds(t.err.msg, bad[i].says));
	}
	sx_buf b = { 0 };
	sx_buf_puts(&b, "{\"v\":[1]}\n{\"v\":[1]");
	for (int i = 0; i < 600; i++)
		sx_buf_printf(&b, ",\"k%d\":%d", i, i);
	sx_buf_puts(&b, "}\n");
	assert_null(load_bytes("t.jsonl", b.text, b.len, NULL, &t));
	assert_true(holds(t.err.msg, "line 2: more than 512 different keys"));
	sx_buf_clear(&b);
	sx_buf_puts(&b, "{\"v\":[1],\"deep\":");
	sx_buf_pad(&b, '[', 100000);
	assert_null(load_bytes("t.jsonl", b.text, b.len, "jsonl", &t));
	assert_true(holds(t.err.msg, "nested deeper than 64"));
	sx_buf_free(&b);
}

/* Many pieces, and as many keys' orders; the same for any number of threads. */
static void test_long(void **state)
{
	enum { N = 30000 };
	sx_buf b = { 0 };
	told t;
	(void)state;
	for (int i = 0; i < N; i++)
		if (i % 3)
			sx_buf_printf(&b, "{\"id\":\"r%d\",\"n\":%d,\"v\":[%d,%d.5,-1e-3]}\n", i, i, i, i);
		else
			sx_buf_printf(&b, "{\"v\":[%d,%d.5,-1e-3],\"n\":%d,\"id\":\"r%d\"}\n", i, i, i, i);
	for (int threads = 1; threads < 4; threads++) {
		sx_job job = { .threads = threads };
		sx_space *s = load_file(sx_file_from("t.jsonl", b.text, b.len, NULL), NULL, SIZE_MAX, &job, &t);
		assert_non_null(s);
		assert_int_equal(sx_space_rows(s), N);
		assert_string_equal(sx_space_field_at(s, 0)->name, "n");
		for (size_t i = 0; i < N; i++) {
			char want[40];
			snprintf(want, sizeof want, "r%zu", i);
			assert_true(value(s, i, 0) == (float)i && value(s, i, 1) == (float)i + .5F);
			assert_string_equal(sx_space_label(s, i), want);
		}
		sx_space_unref(s);
	}
	sx_space *s = load_file(sx_file_from("t.jsonl", b.text, b.len, NULL), NULL, 10, NULL, &t);
	assert_true(s && sx_space_rows(s) == 10 && t.total == 0);
	sx_space_unref(s);
	sx_job stopped = { .threads = 1, .tick = stop_at_once };
	assert_null(load_file(sx_file_from("t.jsonl", b.text, b.len, NULL), NULL, SIZE_MAX, &stopped, &t));
	assert_int_equal(t.err.code, SX_ECANCEL);
	sx_buf_free(&b);
}

static void test_save(void **state)
{
	told t;
	size_t size;
	sx_session *s = sx_session_new();
	(void)state;
	put_text("a.csv", "word,kind,n,d0,d1\n\"a \"\"b\"\"\",\xff,1,.1,1e-40\nc\\,x,,-3e20,nan\n");
	assert_true(run_line(s, NULL, &t, "load '%s' --as a", path_of("a.csv")));
	assert_true(run_line(s, NULL, &t, "save a '%s'", path_of("a.jsonl")));
	assert_true(holds(t.notes, "1 texts hold bytes that are no UTF-8") && holds(t.notes, "1 values are NaN"));
	char *text = get_file(path_of("a.jsonl"), &size);
	assert_string_equal(text, "{\"word\":\"a \\\"b\\\"\",\"kind\":\"\357\277\275\",\"n\":1,\"embedding\":[0.1,1e-40]}\n"
	                    "{\"word\":\"c\\\\\",\"kind\":\"x\",\"n\":null,\"embedding\":[-3e+20,null]}\n");
	free(text);
	assert_true(run_line(s, NULL, &t, "load '%s' --as b", path_of("a.jsonl")));
	assert_string_equal(sx_space_label(sx_session_current(s), 0), "a \"b\"");
	assert_true(value(sx_session_current(s), 0, 0) == .1F && value(sx_session_current(s), 0, 1) == 1e-40F);
	sx_session_free(s);
}

static void test_damage(void **state)
{
	static const char lines[] = "{\"text\":\"th\\u00e9 \\\"x\\\"\",\"embedding\":[1,2.5,-3e-2],\"n\":1}\n"
		"{\"embedding\":[4,5,6],\"text\":\"of\",\"x\":{\"y\":[null,true]}}\n{\"text\":null,\"embedding\":[7,NaN,9],\"n\":2.5}\n";
	static const char config[] = "{\"embeddings\":[{\"tensorName\":\"a\",\"tensorShape\":[3,2],\"tensorPath\":\"none.bytes\"}]}";
	(void)state;
	check_variants("damaged.jsonl", "jsonl", lines, sizeof lines - 1, 6000);
	for (int i = 0; i < 3000; i++) {
		unsigned char copy[sizeof config];
		sx_rng r = sx_rng_open(5, "projector", (uint64_t)i);
		told t;
		size_t len = damage(&r, (const unsigned char *)config, sizeof config - 1, copy);
		assert_null(load_file(sx_file_from("nowhere/c.json", copy, len, NULL), "projector", SIZE_MAX, NULL, &t));
		assert_true(*t.err.msg != '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values), cmocka_unit_test(test_depth), cmocka_unit_test(test_strings),
		cmocka_unit_test(test_lines), cmocka_unit_test(test_columns), cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_long), cmocka_unit_test(test_save), cmocka_unit_test(test_damage),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
