/* test_meta.c: metadata joined by row and by key, the Embedding Projector's files, folders of shards, sessions, and
 * files that are cut short while they are mapped. */
#include "loading.h"
#include "formats/metadata_join.h"
#include "run/session_file.h"

#include <math.h>

static sx_session *session;
static told last;
static sx_job plain = { .threads = 2 };

static bool line(const char *fmt, const char *a, const char *b)
{
	return run_line(session, &plain, &last, fmt, a, b);
}

static void three_rows(bool labels)
{
	session = sx_session_new();
	assert_non_null(session);
	put_text("rows.csv", labels ? "word,x,y\nthe,1,2\nof,3,4\nto,5,6\n" : "x,y\n1,2\n3,4\n5,6\n");
	assert_true(line("load '%s' --as r", path_of("rows.csv"), ""));
}

static const sx_field *column(const char *name)
{
	const sx_field *f = sx_space_field(sx_session_current(session), name);
	if (f == NULL)
		fail_msg("no column %s", name);
	return f;
}

static const char *label(size_t row)
{
	const char *text = sx_space_label(sx_session_current(session), row);
	return text ? text : "(none)";
}

/* ---- by row ---- */

static void test_by_row(void **state)
{
	static const struct { const char *name, *text, *label; } files[] = {
		{ "m.csv", "n,x,kind\n1,.5,a\n2,1,b\n3,,c\n", "(none)" },
		{ "m.tsv", "n\tx\tkind\tword\n1\t.5\ta\tthe\n2\t1\tb\tof\n3\t\tc\tto\n", "to" },
		{ "m.jsonl", "{\"n\":1,\"x\":0.5,\"kind\":\"a\"}\n{\"kind\":\"b\",\"n\":2,\"x\":1}\n{\"n\":3,\"kind\":\"c\",\"z\":[1]}\n",
		  "(none)" },
		{ "m2.jsonl", "{\"n\":1,\"x\":0.5,\"kind\":\"a\",\"label\":\"p\"}\n{\"kind\":\"b\",\"n\":2,\"x\":1}\n"
		  "{\"n\":3,\"kind\":\"c\",\"label\":\"r\\u00fc\\n\"}\n", "r\303\274\n" },
	};
	(void)state;
	for (size_t i = 0; i < SX_COUNT(files); i++) {
		three_rows(false);
		put_text(files[i].name, files[i].text);
		if (!line(i % 2 ? "load '%s' --as s --meta '%s'" : "meta '%.0s%s'", path_of("rows.csv"), path_of(files[i].name)))
			fail_msg("%s", last.err.msg);
		assert_int_equal(column("n")->type, SX_INTEGER);
		assert_true(column("n")->num[2] == 3 && isnan(column("x")->num[2]) && column("x")->num[0] == .5);
		assert_string_equal(column("kind")->text[1], "b");
		assert_string_equal(label(2), files[i].label);
		sx_session_free(session);
	}
}

/* ---- categories ---- */

static const char *type_of(const char *const *text, size_t n)
{
	sx_field f = { .name = "x", .type = SX_TEXT, .text = text };
	sx_field_categorise(&f, n);
	return sx_field_type(&f);
}

/* At least 4 rows a value that are not missing, at most 1024 values: the limits from both sides. */
static void test_categories(void **state)
{
	static const char *const eight[] = { "a", "b", "a", "a", "b", "a", "b", "b" };
	static const char *const three[] = { "a", "b", "a", "a", "c", "a", "b", "b" };
	static const char *const holes[] = { "a", "b", "a", "a", "b", "a", "b", "" };
	static const char *const none[] = { "", "", "", "", "" };
	static char name[1025][8];
	static const char *many[4100 + 1];
	(void)state;
	assert_string_equal(type_of(eight, 8), "category");
	assert_string_equal(type_of(eight, 7), "text");
	assert_string_equal(type_of(three, 8), "text");
	assert_string_equal(type_of(holes, 8), "text");
	assert_string_equal(type_of(none, 5), "text");
	for (size_t i = 0; i < SX_COUNT(many); i++) {
		snprintf(name[i % 1025], sizeof name[0], "v%zu", i % 1025);
		many[i] = name[i % 1025];
	}
	assert_string_equal(type_of(many, 4100), "text");	/* 1025 values */
	for (size_t i = 0; i < SX_COUNT(many); i++)
		many[i] = name[i % 1024];
	assert_string_equal(type_of(many, 4096), "category");
	assert_string_equal(type_of(many, 4095), "text");
}

/* All text: only the count tells whether there is a header. */
static void test_header(void **state)
{
	(void)state;
	three_rows(false);
	put_text("m.csv", "kind,hue\na,red\nb,blue\nc,red\n");
	assert_true(line("meta '%s'", path_of("m.csv"), ""));
	assert_string_equal(column("hue")->text[0], "red");
	put_text("m.csv", "a,red\nb,blue\nc,red\n");
	assert_true(line("meta '%s'", path_of("m.csv"), ""));
	assert_string_equal(column("column1")->text[0], "red");
	put_text("m.csv", "one\ntwo\nthree\n");
	assert_true(line("meta '%s'", path_of("m.csv"), ""));
	assert_string_equal(label(2), "three");
	sx_session_free(session);
}

static void test_counts(void **state)
{
	(void)state;
	three_rows(true);
	put_text("m.csv", "n,kind\n1,a\n2,b\n");
	assert_false(line("meta '%s'", path_of("m.csv"), ""));
	assert_true(holds(last.err.msg, "m.csv: 2 rows of metadata for 3 rows; --on COLUMN joins by key"));
	assert_int_equal(sx_space_fields(sx_session_current(session)), 1);
	assert_false(line("load '%s' --as other --meta '%s'", path_of("rows.csv"), path_of("m.csv")));
	assert_null(sx_session_space(session, "other"));
	put_text("m.csv", "n,kind\n1,a\n2,b\n3,c\n");
	assert_true(line("load '%s' --as part --limit 2 --meta '%s'", path_of("rows.csv"), path_of("m.csv")));
	assert_true(column("n")->num[1] == 2);
	assert_true(line("load '%s' --as tail --rows 1..2 --meta '%s'", path_of("rows.csv"), path_of("m.csv")));
	assert_true(column("n")->num[0] == 2 && column("n")->num[1] == 3);
	assert_false(line("load '%s' --on word", path_of("rows.csv"), ""));
	assert_true(holds(last.err.msg, "--meta names it"));
	sx_session_free(session);
}

/* ---- by key ---- */

static void test_by_key(void **state)
{
	(void)state;
	three_rows(true);
	put_text("m.tsv", "count\ttoken\thue\n7\tto\tred\n8\tin\tblue\n9\tthe\tgreen\n1\tthe\tgrey\n");
	assert_true(line("meta '%s' --on token", path_of("m.tsv"), ""));
	assert_true(column("count")->num[0] == 9 && isnan(column("count")->num[1]) && column("count")->num[2] == 7);
	assert_string_equal(column("hue")->text[1], "");
	assert_null(sx_space_field(sx_session_current(session), "token"));
	assert_true(holds(last.notes, "1 lines of"));
	assert_false(line("meta '%s' --on nothing", path_of("m.tsv"), ""));
	assert_true(holds(last.err.msg, "no column is called 'nothing'; there are count, token, hue"));
	put_text("n.jsonl", "{\"count\":9,\"size\":1.5}\n{\"count\":7,\"size\":2}\n");
	assert_true(line("meta '%s' --on count", path_of("n.jsonl"), ""));
	assert_true(column("size")->num[0] == 1.5 && isnan(column("size")->num[1]) && column("size")->num[2] == 2);
	put_text("m.tsv", "token\tn\nx\t1\ny\t2\n");
	assert_false(line("meta '%s' --on token", path_of("m.tsv"), ""));
	assert_true(holds(last.err.msg, "no value of column 'token' is a label of the space: 2 lines, 3 rows"));
	sx_session_free(session);
}

static void test_hostile_meta(void **state)
{
	static const char *const bad[] = { "", "\n\n", "a,b\n1\n", "\"\n", "{\"a\":", "{\"a\":1}\n[1]\n{}\n", "\1\2\3\4\5\6",
	                                   "{\"a\":1}\n{\"a\":2}\nx\n" };
	(void)state;
	three_rows(true);
	for (size_t i = 0; i < SX_COUNT(bad); i++) {
		put_text("m.txt", bad[i]);
		assert_false(line("meta '%s'", path_of("m.txt"), ""));
		assert_true(holds(last.err.msg, "m.txt: "));
		assert_false(line("meta '%s' --on a", path_of("m.txt"), ""));
	}
	assert_int_equal(sx_space_fields(sx_session_current(session)), 1);
	sx_session_free(session);
}

static void damaged_meta(const char *name, const char *text, int times)
{
	unsigned char copy[400];
	sx_job job = { .threads = 1, .memory = 1 << 24 };
	for (int i = 0; i < times; i++) {
		sx_rng r = sx_rng_open(11, name, (uint64_t)i);
		size_t len = damage(&r, (const unsigned char *)text, strlen(text), copy);
		put_file(name, copy, len);
		if (!run_line(session, &job, &last, i % 2 ? "meta '%s'" : "meta '%s' --on word", path_of(name)))
			assert_true(last.err.code != SX_OK && *last.err.msg);
	}
}

static void test_damaged_meta(void **state)
{
	(void)state;
	three_rows(true);
	damaged_meta("d.csv", "word,x,y\nthe,1,2\n\"of\",3,\"4 \"\"\"\nto,5.5,6\n", 1500);
	damaged_meta("d.jsonl", "{\"word\":\"the\",\"x\":[1,{\"y\":2}]}\n"
	             "{\"word\":\"o\\u0066\",\"x\":1e3}\n{\"x\":null,\"y\":true}\n", 1500);
	sx_session_free(session);
}

/* ---- the Embedding Projector ---- */

static void test_projector(void **state)
{
	static const float points[] = { 1, 2, 3, 4, 5, 6 };
	(void)state;
	session = sx_session_new();
	put_text("tensors.tsv", "1\t2\n3\t4\n5\t6\n");
	put_text("metadata.tsv", "the one\nof \"\nto\n");
	assert_true(line("load '%s' --as a", path_of("tensors.tsv"), ""));
	assert_string_equal(label(1), "of \"");
	put_text("metadata.tsv", "word\tkind\nthe\tx\nof\ty\nto\tz\n");
	put_file("t.bytes", points, sizeof points);
	put_text("projector_config.json", "{\"embeddings\": [{\"tensorName\": \"first\", \"tensorShape\": [3, 2],\n"
	         "\"tensorPath\": \"t.bytes\", \"metadataPath\": \"metadata.tsv\"}, {\"tensorName\": \"second\","
	         "\"tensorPath\": \"tensors.tsv\"}], \"modelCheckpointPath\": \"x\"}");
	assert_true(line("load '%s' --as b", path_of("projector_config.json"), ""));
	assert_true(value(sx_session_current(session), 2, 1) == 6);
	assert_string_equal(label(2), "to");
	assert_string_equal(column("kind")->text[2], "z");
	assert_true(line("load '%s' --as c --tensor second", path_of("projector_config.json"), ""));
	assert_true(value(sx_session_current(session), 2, 1) == 6);
	assert_false(line("load '%s' --as d --tensor third", path_of("projector_config.json"), ""));
	assert_true(holds(last.err.msg, "none of 2 embeddings has the tensorName 'third'"));
	sx_session_free(session);
}

static void test_bad_projector(void **state)
{
	static const struct { const char *config, *says; } bad[] = {
		{ "{\"embeddings\":[{\"tensorPath\":\"../t.bytes\"}]}", "'../t.bytes' is not in its folder" },
		{ "{\"embeddings\":[{\"tensorPath\":\"a/../../t.bytes\"}]}", "is not in its folder" },
		{ "{\"embeddings\":[{\"tensorPath\":\"/etc/passwd\"}]}", "'/etc/passwd' is not in its folder" },
		{ "{\"embeddings\":[{\"tensorPath\":\"\\u002e\\u002e/t\"}]}", "is not in its folder" },
		{ "{\"embeddings\":[{\"tensorPath\":\"https://x/t\"}]}", "is not in its folder" },
		{ "{\"embeddings\":[{\"tensorPath\":\"t.bytes\",\"metadataPath\":\"..\"}]}", "'..' is not in its folder" },
		{ "{\"embeddings\":[{\"tensorPath\":\"t.bytes\",\"tensorShape\":[3]}]}", "tensorShape has 1 numbers" },
		{ "{\"embeddings\":[{\"tensorPath\":\"t.bytes\",\"tensorShape\":[3,3]}]}",
		  "tensorShape promises 3 x 3 floats, 36 bytes; 24 are there" },
		{ "{\"embeddings\":[{\"tensorPath\":\"t.bytes\",\"tensorShape\":[99999999999,99999999999]}]}", "promises" },
		{ "{\"embeddings\":[{\"tensorPath\":\"t.bytes\",\"tensorShape\":[-3,2]}]}", "tensorShape holds no counts" },
		{ "{\"embeddings\":[],\"x\":\"tensorPath\"}", "names no tensorPath" },
		{ "{\"embeddings\":[{\"tensorPath\":\"t.bytes\"}", "no JSON: unexpected end" },
	};
	(void)state;
	session = sx_session_new();
	put_file("t.bytes", "123456789012345678901234", 24);
	for (size_t i = 0; i < SX_COUNT(bad); i++) {
		put_text("c.json", bad[i].config);
		assert_false(line("load '%s' --format projector", path_of("c.json"), ""));
		assert_true(holds(last.err.msg, bad[i].says));
	}
	assert_int_equal(sx_session_spaces(session), 0);
	sx_session_free(session);
}

/* ---- shards ---- */

static void test_shards(void **state)
{
	(void)state;
	session = sx_session_new();
	assert_int_equal(mkdir(path_of("acts"), 0777), 0);
	put_text("acts/p-10.csv", "word,x,y,kind\ne,9,10,q\n");
	put_text("acts/p-2.csv", "word,x,y,n\nc,5,6,1\nd,7,8,2\n");
	put_text("acts/p-1.csv", "word,x,y\na,1,2\nb,3,4\n");
	put_text("acts/README.md", "none\n");
	assert_false(line("load '%s'", path_of("acts"), ""));
	assert_true(holds(last.err.msg, "p-2.csv: has 3 dimensions, the files before it 2"));
	put_text("acts/p-2.csv", "word,x,y,kind\nc,5,6,r\nd,7,8,s\n");
	assert_true(line("load '%s'", path_of("acts"), ""));
	const sx_space *s = sx_session_current(session);
	assert_string_equal(sx_space_name(s), "acts");
	assert_int_equal(sx_space_rows(s), 5);
	assert_true(value(s, 4, 1) == 10 && value(s, 2, 0) == 5 && column("shard")->num[3] == 1);
	assert_string_equal(label(4), "e");
	assert_null(sx_space_field(s, "kind"));
	assert_true(line("load '%s' --rows 2..4", path_of("acts/p-*.csv"), ""));
	assert_true(sx_space_rows(sx_session_current(session)) == 3 && column("shard")->num[2] == 2);
	assert_false(line("load '%s'", path_of("acts/q-*.csv"), ""));
	assert_true(holds(last.err.msg, "no file has such a name"));
	put_text("acts/x.vec", "a 1 2\n");
	assert_false(line("load '%s'", path_of("acts"), ""));
	assert_true(holds(last.err.msg, "holds files in ."));
	sx_job small = { .threads = 1, .memory = 30000 };
	sx_buf b = { 0 };
	for (int i = 0; i < 1000; i++)
		sx_buf_printf(&b, "%d,%d,%d,%d,%d\n", i, i, i, i, i);
	for (int i = 0; i < 4; i++)
		put_file(i == 0 ? "acts/w0.csv" : i == 1 ? "acts/w1.csv" : i == 2 ? "acts/w2.csv" : "acts/w3.csv", b.text, b.len);
	sx_buf_free(&b);
	assert_false(run_line(session, &small, &last, "load '%s'", path_of("acts/w*.csv")));
	assert_true(last.err.code == SX_EMEMORY && holds(last.err.msg, "kB"));
	sx_session_free(session);
}

/* ---- sessions ---- */

static double figure(const char *line_text, const char *name)
{
	sx_err err = { SX_OK, "" };
	sx_result *r = sx_result_new();
	if (!sx_run(session, line_text, &plain, r, &err))
		fail_msg("%s: %s", line_text, err.msg);
	double v = sx_result_scalar(r, name)->num;
	assert_true(sx_session_keep(session, r, &err));
	sx_result_unref(r);
	return v;
}

/* They come from files, and stay through what tables of text and session files can hold. */
static void test_categories_kept(void **state)
{
	(void)state;
	session = sx_session_new();
	put_text("c.csv", "word,kind,note,d0\na,x,1a,1\nb,x,2a,2\nc,x,3a,3\nd,x,4a,4\ne,,5a,5\n");
	char text[900];
	snprintf(text, sizeof text, "load '%s' --as s", path_of("c.csv"));
	assert_true(figure(text, "rows") == 5);
	assert_string_equal(sx_field_type(column("kind")), "category");
	assert_string_equal(sx_field_type(column("note")), "text");
	assert_true(line("save s '%s'", path_of("d.tsv"), "") && line("load '%s' --as t", path_of("d.tsv"), ""));
	assert_string_equal(sx_field_type(column("kind")), "category");
	assert_true(line("use s%.0s%.0s", "", ""));
	put_text("m.csv", "hue\nred\nred\nred\nred\nred\n");
	assert_true(line("meta '%s'", path_of("m.csv"), ""));
	assert_string_equal(sx_field_type(column("hue")), "category");
	assert_true(figure("retype s note category", "missing") == 0 && figure("retype s kind text", "missing") == 0);
	assert_true(line("session save '%s'", path_of("c.lua"), ""));
	sx_session_free(session);
	session = sx_session_new();
	assert_true(line("session load '%s'", path_of("c.lua"), ""));
	assert_string_equal(sx_field_type(column("note")), "category");
	assert_string_equal(sx_field_type(column("kind")), "text");
	sx_session_free(session);
}

static void test_session(void **state)
{
	char text[1600];
	(void)state;
	session = sx_session_new();
	assert_true(figure("load samples/glove-5k.npy --limit 300 --as a", "rows") == 300);
	assert_true(figure("sample a 100 --as \"x ]] y\"", "rows") == 100);
	double before = figure("hubness \"x ]] y\" --k 7", "k_skewness");
	assert_true(line("session save '%s'", path_of("s.lua"), ""));
	sx_session_free(session);

	session = sx_session_new();
	sx_err err = { SX_OK, "" };
	sx_result *r = sx_result_new();
	snprintf(text, sizeof text, "session load '%s'", path_of("s.lua"));
	if (!sx_run(session, text, &plain, r, &err))
		fail_msg("%s", err.msg);
	sx_result_unref(r);
	assert_int_equal(sx_session_results(session), 3);
	assert_true(sx_result_scalar(sx_session_result_at(session, 2), "k_skewness")->num == before);
	sx_session_free(session);
}

static void test_bad_session(void **state)
{
	static const struct { const char *text, *says; } bad[] = {
		{ "os.exit()\n", "line 1: neither a comment nor of the form" },
		{ "-- fine\n\nsx.line [[info]] os.exit()\n", "line 3: its brackets do not match" },
		{ "sx.line [[info]] --[[ ]]\n", "line 1: its brackets do not match" },
		{ "sx.line [=[info]]\n", "line 1: its brackets do not match" },
		{ "sx.line [[]]\n", "line 1: contains no command" },
		{ "sx.line [[# x]]\n", "line 1: contains no command" },
		{ "sx.line [[spaces; lua 1]]\n", "line 1: contains more than one command" },
		{ "sx.line [[set rows 3]]\nsx.line [[lua 1]]\n", "line 2: 'lua' is not for session files" },
		{ "sx.line [[ run x.lua]]\n", "line 1: 'run' is not for session files" },
		{ "sx.line [[source x]]\n", "line 1: 'source' is not" },
		{ "sx.line [[save x.npy]]\n", "line 1: 'save' is not" },
		{ "sx.line [[export last x.json]]\n", "line 1: 'export' is not" },
		{ "sx.line [[session load x]]\n", "line 1: 'session' is not" },
		{ "sx.line [[quit]]\n", "line 1: 'quit' is not" },
		{ "sx.line [[nonsense]]\n", "line 1: unknown command 'nonsense'" },
		{ "sx.line [[use nothing]]\n", "line 1: use: name: there is no space 'nothing'" },
	};
	(void)state;
	session = sx_session_new();
	for (size_t i = 0; i < SX_COUNT(bad); i++) {
		put_text("bad.lua", bad[i].text);
		assert_false(line("session load '%s'", path_of("bad.lua"), ""));
		assert_true(holds(last.err.msg, bad[i].says));
	}
	assert_string_equal(sx_session_get(session, "rows"), "12");
	static const char seed[] = "-- sextant session 1, seed 0\nsx.line [==[set rows 3]==]\n-- x\nsx.line [[columns]]\n";
	for (int i = 0; i < 2000; i++) {
		unsigned char copy[sizeof seed];
		sx_rng r = sx_rng_open(3, "session", (uint64_t)i);
		put_file("bad.lua", copy, damage(&r, (const unsigned char *)seed, sizeof seed - 1, copy));
		if (!line("session load '%s'", path_of("bad.lua"), ""))
			assert_true(last.err.code != SX_OK && holds(last.err.msg, "bad.lua"));
	}
	sx_session_free(session);
}

/* Half of a session is none: spaces, names, columns, figures, results and options are as before. */
static void test_session_back(void **state)
{
	static const char half[] = "sx.line [[hubness a --k 5]]\nsx.line [[retype a k_occurrence_5 text]]\nsx.line [[set rows 3]]\n"
		"sx.line [[sample a 20 --as b]]\nsx.line [[load samples/glove-5k.npy --limit 50 --as c]]\nsx.line [[rename a z]]\n"
		"sx.line [[drop c]]\nsx.line [[sample z 30 --as c]]\nsx.line [[use nothing]]\n";
	(void)state;
	session = sx_session_new();
	assert_true(figure("load samples/glove-5k.npy --limit 300 --as c", "rows") == 300);
	assert_true(figure("load samples/glove-5k.npy --limit 200 --as a", "rows") == 200);
	figure("hubness a --k 5 --metric cosine", "k_skewness");
	double before[200];
	memcpy(before, column("k_occurrence_5")->num, sizeof before);
	size_t columns = sx_space_fields(sx_session_current(session));
	put_text("half.lua", half);
	for (int i = 0; i < 2; i++) {
		assert_false(line("session load '%s'", path_of("half.lua"), ""));
		assert_true(holds(last.err.msg, "line 9: use: name: there is no space 'nothing'"));
		assert_int_equal(sx_session_spaces(session), 2);
		assert_int_equal(sx_session_results(session), 3);
		assert_string_equal(sx_space_name(sx_session_current(session)), "a");
		assert_int_equal(sx_space_rows(sx_session_space(session, "c")), 300);
		assert_string_equal(sx_session_get(session, "rows"), "12");
		assert_int_equal(sx_space_fields(sx_session_current(session)), columns);
		assert_memory_equal(column("k_occurrence_5")->num, before, sizeof before);
	}
	sx_job stopped = { .threads = 1, .tick = stop_at_once };
	assert_false(run_line(session, &stopped, &last, "session load '%s'", path_of("half.lua")));
	assert_int_equal(last.err.code, SX_ECANCEL);
	assert_memory_equal(column("k_occurrence_5")->num, before, sizeof before);
	assert_true(line("session load '%s'", put_text("whole.lua", "sx.line [[hubness a --k 5]]\n"), ""));
	assert_int_equal(sx_session_results(session), 4);
	assert_true(memcmp(column("k_occurrence_5")->num, before, sizeof before) != 0);
	sx_session_free(session);
}

/* ---- a file that shrinks ---- */

static void test_cut_short(void **state)
{
	(void)state;
	session = sx_session_new();
	assert_true(line("load samples/glove-5k.npy --as g%.0s%.0s", "", ""));
	assert_true(line("save '%s'", path_of("big.npy"), ""));
	assert_true(line("load '%s' --as big", path_of("big.npy"), ""));
	assert_true(line("pca big%.0s%.0s", "", ""));
	assert_int_equal(truncate(path_of("big.npy"), 8192), 0);
	for (int i = 0; i < 2; i++) {
		assert_false(line("standardize big%.0s%.0s", "", ""));
		assert_true(last.err.code == SX_EIO && holds(last.err.msg, "big.npy: was truncated while in use; load it again"));
	}
	assert_true(line("pca g%.0s%.0s", "", ""));
	assert_true(line("drop big%.0s%.0s", "", ""));
	assert_true(line("pca g%.0s%.0s", "", ""));
	sx_session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_row), cmocka_unit_test(test_categories), cmocka_unit_test(test_categories_kept),
		cmocka_unit_test(test_header), cmocka_unit_test(test_counts),
		cmocka_unit_test(test_by_key), cmocka_unit_test(test_hostile_meta), cmocka_unit_test(test_damaged_meta),
		cmocka_unit_test(test_projector), cmocka_unit_test(test_bad_projector), cmocka_unit_test(test_shards),
		cmocka_unit_test(test_session), cmocka_unit_test(test_bad_session), cmocka_unit_test(test_session_back),
		cmocka_unit_test(test_cut_short),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
