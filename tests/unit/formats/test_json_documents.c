/* test_json_documents.c: JSON that is no plain JSON Lines: documents, bare lists, nested keys, base64, several lists. */
#include "loading.h"

#include <math.h>

typedef struct json_case {
	const char *name, *text;
	size_t      n, d;
	float       first, last;	/* the first value, and the last */
	const char *label;		/* of the last row; NULL: none */
	const char *field;		/* a column of metadata; NULL: there is none */
	const char *says;		/* in a note; NULL: no note */
} json_case;

static const json_case cases[] = {
	{ "array of arrays", "[[0.5, 1.5],\n [6.5, 7.5],\n [1, 2]]\n", 3, 2, .5F, 2, NULL, NULL, "vectors are its elements" },
	{ "array of objects", "[{\"text\": \"a\", \"embedding\": [1, 2]}, {\"text\": \"b\", \"embedding\": [3, 4]}]",
	  2, 2, 1, 4, "b", "text", "its elements, key embedding" },
	{ "printed over many lines", "[\n  {\n    \"embedding\": [\n      1,\n      2\n    ],\n    \"n\": 3\n  }\n]\n",
	  1, 2, 1, 2, NULL, "n", "its elements, key embedding" },
	{ "bare lists", "[1,2,3]\n[4,5,6]\n", 2, 3, 1, 6, NULL, NULL, NULL },
	{ "one bare list", "[1,2,3]\n", 1, 3, 1, 3, NULL, NULL, NULL },
	{ "words", "{\"a\": [1.0, 2, 3], \"b\": [4.0, 5, 6]}", 2, 3, 1, 6, "b", NULL, "vectors are its members" },
	{ "one object of a line", "{\"a\": \"x\", \"v\": [4.0, 5, 6]}", 1, 3, 4, 6, NULL, "a", NULL },
	{ "one object with more in it", "{\"text\":\"x\",\"v\":[4,5],\"parts\":[{\"at\":[1]}]}",
	  1, 2, 4, 5, "x", "text", "'parts' holds lists" },
	{ "answer of a service", "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[1,2]},"
	  "{\"object\":\"embedding\",\"index\":1,\"embedding\":[3,4]}],\"model\":\"m\"}", 2, 2, 1, 4, NULL, "index", "key embedding" },
	{ "columns beside", "{\"ids\":[\"p\",\"q\"],\"embeddings\":[[1,2],[3,4]],\"year\":[1990,2000]}", 2, 2, 1, 4, "q", "year",
	  "vectors are its elements" },
	{ "tokens first", "{\"text\":\"x\",\"tokens\":[5,6,7],\"embedding\":[0.1,0.2,0.3]}\n"
	  "{\"text\":\"y\",\"tokens\":[5,6,9],\"embedding\":[0.4,0.5,0.75]}\n",
	  2, 3, .1F, .75F, "y", "text", "vectors are key embedding" },
	{ "whole numbers beside fractions", "{\"ids\":[5,6],\"x\":[0.5,0.25]}\n{\"ids\":[7,8],\"x\":[1,0.75]}\n",
	  2, 2, .5F, .75F, NULL, NULL, "vectors are key x" },
	{ "base64", "{\"text\":\"t\",\"embedding\":\"AAAAPwAAwD8AACBA\"}\n{\"text\":\"u\",\"embedding\":\"AADQQAAA8EAAAAhB\"}\n",
	  2, 3, .5F, 8.5F, "u", "text", "float32 in base64" },
	{ "batch", "{\"custom_id\":\"r0\",\"response\":{\"status_code\":200,\"body\":{\"object\":\"list\","
	  "\"data\":[{\"index\":0,\"embedding\":[0.5,1]}]}},\"error\":null}\n"
	  "{\"custom_id\":\"r1\",\"response\":{\"status_code\":200,\"body\":{\"object\":\"list\","
	  "\"data\":[{\"index\":0,\"embedding\":[2,3]}]}},\"error\":null}\n",
	  2, 2, .5F, 3, "r1", "custom_id", "vectors are key response.body.data.embedding" },
};

static void test_documents(void **state)
{
	(void)state;
	for (size_t i = 0; i < SX_COUNT(cases); i++) {
		const json_case *c = &cases[i];
		told t;
		sx_space *s = load_text("t.json", c->text, &t);
		if (s == NULL)
			fail_msg("%s: %s", c->name, t.err.msg);
		if (sx_space_rows(s) != c->n || sx_space_dims(s) != c->d)
			fail_msg("%s: %zu x %zu", c->name, sx_space_rows(s), sx_space_dims(s));
		if (value(s, 0, 0) != c->first || value(s, c->n - 1, c->d - 1) != c->last)
			fail_msg("%s: %g and %g", c->name, (double)value(s, 0, 0), (double)value(s, c->n - 1, c->d - 1));
		if (c->label == NULL ? sx_space_has_labels(s) : !sx_space_has_labels(s) || strcmp(sx_space_label(s, c->n - 1), c->label) != 0)
			fail_msg("%s: label '%s'", c->name, sx_space_has_labels(s) ? sx_space_label(s, c->n - 1) : "(none)");
		if (c->field ? sx_space_field(s, c->field) == NULL : sx_space_fields(s) != 0)
			fail_msg("%s: %zu columns", c->name, sx_space_fields(s));
		if (c->says ? strstr(t.notes, c->says) == NULL : *t.notes != '\0')
			fail_msg("%s: notes '%s'", c->name, t.notes);
		sx_space_unref(s);
	}
}

static const struct { const char *text, *says; } refused[] = {
	{ "{\"a\":[1,2],\"b\":[3,4],\"c\":\"x\"}\n{\"a\":[1,2],\"b\":[3,4],\"c\":\"y\"}\n",
	  "several keys hold lists of numbers; --tensor picks one: a, b" },
	{ "[[1,2],[3]]", "element 1 has 1 numbers, element 0 has 2" },
	{ "[[1,2],{\"a\":1}]", "element 1: no list, as the first is" },
	{ "[{\"v\":[1,2]},{\"w\":[1,2]}]", "element 1: no 'v'" },
	{ "[{\"v\":[1,2]},3]", "element 1: no JSON object" },
	{ "[\n[1,2],\n[1,2\n]", "no JSON: unexpected end of the text" },
	{ "{\"col\":{\"0\":1,\"1\":2}}", "no key holds a list of numbers; its keys: col" },
	{ "[\"a\",\"b\"]", "no JSON object and no list of numbers" },
	{ "{\"r\":{\"data\":[{\"v\":[1,2]},{\"v\":[3,4]}]}}\n", "no key holds a list of numbers" },
	{ "{\"v\":\"AAAAPwAAwD8AACBA\"}\n{\"v\":\"AAAAPwAAwD8=\"}\n", "no key holds a list of numbers" },
	{ "{\"embedding\":\"AAAAPwAAwD8AACBA\"}\n{\"embedding\":\"AAAAPwAAwD8=\"}\n", "line 2: 'embedding' has 2 numbers, line 1 has 3" },
	{ "{\"embedding\":\"AAAAPwAAwD8AACBA\"}\n{\"embedding\":\"?\"}\n", "line 2: 'embedding' is no list of numbers" },
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < SX_COUNT(refused); i++) {
		told t;
		sx_space *s = load_text("t.json", refused[i].text, &t);
		if (s)
			fail_msg("%s: read as %zu x %zu", refused[i].text, sx_space_rows(s), sx_space_dims(s));
		assert_true(holds(t.err.msg, refused[i].says));
	}
}

/* Many elements, the same for any number of threads, and stopped. */
static void test_many(void **state)
{
	enum { N = 20000 };
	sx_buf b = { 0 };
	told t;
	(void)state;
	for (int i = 0; i < N; i++)
		sx_buf_printf(&b, "%s{\"id\": \"r%d\", \"v\": [%d, -0.5]}", i ? ",\n" : "[", i, i);
	sx_buf_puts(&b, "]\n");
	for (int threads = 1; threads < 4; threads++) {
		sx_job job = { .threads = threads };
		sx_space *s = load_file(sx_file_from("t.json", b.text, b.len, NULL), NULL, SIZE_MAX, &job, &t);
		assert_true(s && sx_space_rows(s) == N && value(s, N - 1, 0) == N - 1 && value(s, 7, 1) == -.5F);
		assert_string_equal(sx_space_label(s, N - 1), "r19999");
		sx_space_unref(s);
	}
	sx_space *s = load_file(sx_file_from("t.json", b.text, b.len, NULL), NULL, 10, NULL, &t);
	assert_true(s && sx_space_rows(s) == 10 && t.total == 0);
	sx_space_unref(s);
	sx_job stopped = { .threads = 1, .tick = stop_at_once };
	assert_null(load_file(sx_file_from("t.json", b.text, b.len, NULL), NULL, SIZE_MAX, &stopped, &t));
	assert_int_equal(t.err.code, SX_ECANCEL);
	sx_buf_free(&b);
}

static void test_damage(void **state)
{
	static const char doc[] = "{\"ids\":[\"a\",\"b\"],\"embeddings\":[[1,2.5],[3,-4e-2]],\"n\":[1,null]}";
	static const char list[] = "[{\"id\":\"a\",\"r\":{\"e\":[{\"v\":[1,2]}]}},\n"
		"{\"id\":\"b\",\"r\":{\"e\":[{\"v\":[1,2]}]},\"x\":true}]";
	(void)state;
	check_variants("damaged.json", "jsonl", doc, sizeof doc - 1, 3000);
	check_variants("damaged.json", "jsonl", list, sizeof list - 1, 3000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents), cmocka_unit_test(test_refused), cmocka_unit_test(test_many), cmocka_unit_test(test_damage),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
