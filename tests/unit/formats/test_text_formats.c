/* test_text.c: numbers as text, tables, word vectors, labels. */
#include "formats/label_files.h"
#include "loading.h"
#include "base/readnum.h"

#include <math.h>

/* ---- numbers, bit for bit against the C library ---- */

/* Read from a copy of its own size, so that the sanitizer sees a byte too many. */
static void check_number(const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1), *end;
	float want = strtof(text, &end), got = 42;
	double wide = strtod(text, NULL), got_wide = 42;
	assert_non_null(copy);
	memcpy(copy, text, len);
	const char *stop = sx_read_float(copy, copy + len, &got);
	const char *stop_wide = sx_read_double(copy, copy + len, &got_wide);
	bool ok = stop == copy + (end - text) && stop_wide == stop && memcmp(&got, &want, sizeof got) == 0 &&
	          memcmp(&got_wide, &wide, sizeof wide) == 0;
	if (!ok)
		print_error("%s: %a %a, expected %a %a\n", text, (double)got, got_wide, (double)want, wide);
	free(copy);
	assert_true(ok);
}

static void test_hard_numbers(void **state)
{
	static const char *const hard[] = {
		"0", "-0", "+0", "0.0", "-0.0e5", "1", "+1", "-1", ".5", "-.5", "5.", "1e5", "1E5", "1e+5",
		"1e-5", "1e", "1e+", "1.e1", "00000000000000000000001",
		"0.00000000000000000000000000000000000000000000000000001", "1e0005", "16777216",
		"16777217", "16777218", "16777219", "33554433", "33554434", "33554435",
		"1.00000017881393432617187499", "1.000000178813934326171875",
		"1.00000017881393432617187501", "1.00000005960464477539062500000000000000000000001",
		"3.4028234e38", "3.4028235e38", "3.40282346638528859811704183484516925440e38",
		"3.4028235677973366e38", "3.4028235677973365e38", "3.5e38", "1e39", "1e308",
		"1.7976931348623157e308", "1.7976931348623159e308", "1e309", "1e400",
		"1e999999999999999999999", "-1e999999999", "1e-999999999999999999999", "1.1754944e-38",
		"1.17549435082228750797e-38", "1.17549429e-38", "1.1754942e-38", "1e-38", "1e-45",
		"1.4e-45", "7.006492321624085e-46", "7.006492321624086e-46", "7e-46", "5e-324",
		"2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400", "8.589973e9", "8388609.5",
		"8388610.5", "0.000000000000000000000000000000000000011754943508222875",
		"1234567890123456789", "12345678901234567890", "123456789012345678901234567890",
		"9007199254740993", "9007199254740992.5",
		"9007199254740993.00000000000000000000000000000000000000000000000000001", "0.1", "0.2",
		"0.3", "1.1", "123456.789e-3", "6.02214076e23", "1e22", "1e23", "8.5e22", "nan", "-nan",
		"NaN", "inf", "-inf", "+inf", "INF", "Infinity", "-infinity", "infinit", "1 2", "1,5",
		"1x", "1e5x", "1..2", "1.2.3", "1-2",
	};
	char longest[2100] = "0.";
	(void)state;
	for (size_t i = 0; i < SX_COUNT(hard); i++)
		check_number(hard[i]);
	memset(longest + 2, '0', 1000);
	memset(longest + 1002, '7', 1000);
	check_number(longest);
	strcpy(longest + 2002, "e1000");
	check_number(longest);
	memset(longest, '9', 2000);
	strcpy(longest + 2000, "e-1990");
	check_number(longest);
}

/* Half way between two doubles, told apart by the thousandth digit. */
static void test_sticky_digits(void **state)
{
	char text[1200];
	(void)state;
	int n = snprintf(text, sizeof text, "9007199254740993.");
	memset(text + n, '0', 1000);
	text[n + 1000] = '\0';
	check_number(text);
	text[n + 999] = '1';
	check_number(text);
}

static void test_no_numbers(void **state)
{
	static const char *const none[] = {
		"", "-", "+", ".", "-.", "e5", ".e5", "x", "na", "in", "--1", "+-1", " 1", ",5", "NA",
		"#1",
	};
	float f;
	double d;
	(void)state;
	for (size_t i = 0; i < SX_COUNT(none); i++) {
		assert_null(sx_read_float(none[i], none[i] + strlen(none[i]), &f));
		assert_null(sx_read_double(none[i], none[i] + strlen(none[i]), &d));
	}
	const char *hex = "0x10";	/* which strtof would read */
	assert_ptr_equal(sx_read_float(hex, hex + 4, &f), hex + 1);
	assert_null(sx_read_float(hex, hex, &f));
}

static float any_float(sx_rng *r)
{
	uint32_t bits = (uint32_t)sx_rng_u64(r);
	float f;
	memcpy(&f, &bits, sizeof f);
	return isfinite(f) ? f : 1.5F;
}

/* A double half way between two floats, or a few units beside it. */
static double near_half(sx_rng *r)
{
	double d = (double)any_float(r);
	uint64_t bits;
	memcpy(&bits, &d, sizeof bits);
	bits = ((bits & ~(uint64_t)0x1FFFFFFF) | 0x10000000) + sx_rng_below(r, 5) - 2;
	memcpy(&d, &bits, sizeof d);
	return d;
}

static void random_number(sx_rng *r, char *out, size_t room)
{
	unsigned long long a = sx_rng_u64(r) >> sx_rng_below(r, 64), b = sx_rng_u64(r) >> sx_rng_below(r, 64);
	int digits = (int)sx_rng_below(r, 25);
	switch (sx_rng_below(r, 6)) {
	case 0: snprintf(out, room, "%.*g", digits + 1, (double)any_float(r)); break;
	case 1: snprintf(out, room, "%.*e", digits, (double)any_float(r)); break;
	case 2: snprintf(out, room, "%.*e", 3 * digits, near_half(r)); break;
	case 3: snprintf(out, room, "%llu.%llue%d", a, b, (int)sx_rng_below(r, 120) - 60); break;
	case 4: snprintf(out, room, "%.*f", digits, sx_rng_normal(r)); break;
	default: snprintf(out, room, "%llu%llue%d", a, b, (int)sx_rng_below(r, 800) - 400); break;
	}
}

static void test_random_numbers(void **state)
{
	char text[200];
	sx_rng r = sx_rng_open(1, "test.numbers", 0);
	(void)state;
	for (int i = 0; i < 1000000; i++) {
		random_number(&r, text, sizeof text);
		check_number(text);
	}
}

static void test_written_numbers(void **state)
{
	static const struct { float v; const char *text; } cases[] = {
		{ 0.1F, "0.1" }, { -0.25F, "-0.25" }, { 1, "1" }, { 100, "100" }, { 16777216, "16777216" }, { 0, "0" },
		{ -0.0F, "-0" }, { 1e-5F, "1e-05" }, { 1.5e-7F, "1.5e-07" }, { 1e10F, "1e+10" },
		{ 3.4028235e38F, "3.4028235e+38" }, { 1e-45F, "1e-45" }, { INFINITY, "inf" }, { -INFINITY, "-inf" },
		{ 123456.79F, "123456.79" }, { 0.33333334F, "0.33333334" }, { 999999.94F, "999999.94" },
		{ 1e8F, "100000000" },
	};
	sx_rng r = sx_rng_open(2, "test.numbers", 0);
	char out[32], printed[32];
	(void)state;
	for (size_t i = 0; i < SX_COUNT(cases); i++) {
		assert_int_equal(sx_write_float(out, cases[i].v), strlen(cases[i].text));
		assert_string_equal(out, cases[i].text);
	}
	sx_write_float(out, NAN);
	assert_string_equal(out, "nan");
	for (int i = 0; i < 300000; i++) {
		float v = i % 2 ? any_float(&r) : (float)sx_rng_normal(&r);
		sx_write_float(out, v);
		float back = strtof(out, NULL);
		assert_memory_equal(&v, &back, sizeof v);
		int digits = 1;
		while (strtof((snprintf(printed, sizeof printed, "%.*g", digits, (double)v), printed), NULL) != v)
			digits++;
		size_t used = strspn(out, "-0.") == strlen(out) ? 1 : 0;
		for (const char *p = out + strspn(out, "-0."); *p && *p != 'e'; p++)
			used += *p != '.';
		if (!strchr(out, '.') && !strchr(out, 'e'))
			used = (size_t)digits;		/* zeros before the point count for nothing */
		assert_true(used <= (size_t)digits);
	}
}

/* ---- tables ---- */

typedef struct table_case {
	const char *text;
	size_t      n, d;
	float       last;	/* the last value of the last row */
	const char *label;	/* of the last row; NULL: none */
	const char *column;	/* of metadata; NULL: none */
	const char *dim;	/* the name of the last dimension; NULL: none */
} table_case;

static const table_case tables[] = {
	{ "1,2\n3,4\n", 2, 2, 4, NULL, NULL, NULL },
	{ "1,2\n3,4", 2, 2, 4, NULL, NULL, NULL },
	{ "x,y\n1,2\n3,4\n", 2, 2, 4, NULL, NULL, "y" },
	{ "x,y\r\n1,2\r\n3,4\r\n", 2, 2, 4, NULL, NULL, "y" },
	{ "\357\273\277x,y\n1,2\n", 1, 2, 2, NULL, NULL, "y" },
	{ "# made by hand\n# x y\n1 2\n3 4\n", 2, 2, 4, NULL, NULL, NULL },
	{ "\n\n1\t2\n\n3\t4\n\n", 2, 2, 4, NULL, NULL, NULL },
	{ "word\tx\ty\nthe\t1\t2\nof\t3\t4\n", 2, 2, 4, "of", "word", "y" },
	{ "the\t1\t2\nof\t3\t4\n", 2, 2, 4, "of", NULL, NULL },
	{ "the;1;2\nof;3;4\n", 2, 2, 4, "of", NULL, NULL },
	{ "the|1|2\nof|3|4\n", 2, 2, 4, "of", NULL, NULL },
	{ "  1   2  \n 3 4\n", 2, 2, 4, NULL, NULL, NULL },
	{ "1, 2\n3, 4\n", 2, 2, 4, NULL, NULL, NULL },
	{ "a b,1,2\nc d,3,4\n", 2, 2, 4, "c d", NULL, NULL },
	{ "x,label\n1,7\n2,8\n", 2, 1, 2, "8", NULL, "x" },
	{ "x,Name,y\n1,7,2\n2,8,4\n", 2, 2, 4, "8", "Name", "y" },
	{ "x,kind\n1,a\n2,b\n", 2, 1, 2, NULL, "kind", "x" },
	{ "\"a,b\",1\n\"say \"\"hi\"\"\",2\n", 2, 1, 2, "say \"hi\"", NULL, NULL },
	{ "\"two\nlines\",1\n\"more\n\",2\n", 2, 1, 2, "more\n", NULL, NULL },
	{ "\"\"\"\",1\n\"\"\"\",2\n", 2, 1, 2, "\"", NULL, NULL },
	{ "\"\t1\t2\n'\t3\t4\n\"\t5\t6\n", 3, 2, 6, "\"", NULL, NULL },		/* words that are lone quotes */
	{ "the,1\n\",2\nof,3\n\",4\n", 4, 1, 4, "\"", NULL, NULL },
	{ "the,1\n\"of,2\n", 2, 1, 2, "\"of", NULL, NULL },
	{ "\"a\"b,1\n\"c\"d,2\n", 2, 1, 2, "\"c\"d", NULL, NULL },
	{ ",0,1,2\n0,5,6,7\n1,8,9,10\n", 2, 3, 10, NULL, "index", "2" },	/* pandas */
	{ ",x,y\n0,5,6\n1,8,9\n", 2, 2, 9, NULL, "index", "y" },
	{ "x y\nr1 1 2\nr2 3 4\n", 2, 2, 4, "r2", "row", "y" },			/* R */
	{ "label,score,d0,d1\na,9,1,2\nb,8,3,4\n", 2, 2, 4, "b", "score", NULL },	/* sextant */
	{ "1e3,nan\ninf,-.5\n", 2, 2, -.5F, NULL, NULL, NULL },
	{ "1\n2\n3\n", 3, 1, 3, NULL, NULL, NULL },
	{ "x\n1\n2\n", 2, 1, 2, NULL, NULL, "x" },
	{ "1,2,\n3,4,\n", 2, 2, 4, NULL, NULL, NULL },			/* a delimiter at every line's end */
	{ "5 7\n1 2\n", 2, 2, 2, NULL, NULL, NULL },			/* no header of word2vec */
};

static void check_table(const table_case *c)
{
	told t;
	sx_space *s = load_text("t.csv", c->text, &t);
	if (s == NULL)
		fail_msg("%s: %s", c->text, t.err.msg);
	if (sx_space_rows(s) != c->n || sx_space_dims(s) != c->d)
		fail_msg("%s: %zu x %zu", c->text, sx_space_rows(s), sx_space_dims(s));
	assert_int_equal(t.total, c->n);
	assert_true(value(s, c->n - 1, c->d - 1) == c->last);
	assert_int_equal(sx_space_has_labels(s), c->label != NULL);
	if (c->label)
		assert_string_equal(sx_space_label(s, c->n - 1), c->label);
	assert_int_equal(sx_space_fields(s), c->column != NULL);
	if (c->column)
		assert_string_equal(sx_space_field_at(s, 0)->name, c->column);
	const char *dim = sx_space_dim_name(s, c->d - 1);
	assert_int_equal(dim != NULL, c->dim != NULL);
	if (dim)
		assert_string_equal(dim, c->dim);
	sx_space_unref(s);
}

static void test_tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < SX_COUNT(tables); i++)
		check_table(&tables[i]);
}

static void test_missing(void **state)
{
	told t;
	(void)state;
	sx_space *s = load_text("t.csv", "x,y,z,e\n1,,NA,\n,2,null,\n3,N/A,5,\n", &t);
	assert_non_null(s);
	assert_int_equal(sx_space_dims(s), 3);
	assert_true(isnan(value(s, 0, 1)) && isnan(value(s, 0, 2)) && isnan(value(s, 1, 0)) && isnan(value(s, 1, 2)));
	assert_true(value(s, 2, 2) == 5);
	assert_true(holds(t.notes, "column 'e' is empty"));
	sx_space_unref(s);
	s = load_text("t.csv", "x,y\n1,2\n3,oops\n5,6\n7,8\n", &t);
	assert_non_null(s);
	assert_int_equal(sx_space_dims(s), 1);
	assert_true(holds(t.notes, "column 'y' is text, hence no dimension: 1 of 4 cells are no numbers, the first on "
	                  "line 3"));
	sx_space_unref(s);
}

static void test_bad_tables(void **state)
{
	static const struct { const char *text, *says; } bad[] = {
		{ "1,2\n3,4\n5\n", "line 3 has 1 fields, line 1 has 2" },
		{ "x,y\n1,2\n\n3,4,5\n", "line 4 has 3 fields, line 1 has 2" },
		{ "#c\n\"a\nb\",1\nc,2,3\n", "line 4 has 3 fields, line 2 has 2" },
		{ "a,b\nc,d\n", "no column holds numbers" },
		{ "monday\ntuesday\n", "no column holds numbers" },
		{ "x,y\n", "no column holds numbers" },
		{ "\n\n\n", "holds no rows" },
		{ "# nothing else\n", "holds no rows" },
		{ "0,5;0,7\n1,5;1,7\n", "a comma for a decimal point" },
		{ "0,5\t0,7\n1,5\t1,7\n", "a comma for a decimal point" },
	};
	told t;
	(void)state;
	for (size_t i = 0; i < SX_COUNT(bad); i++) {
		assert_null(load_text("t.csv", bad[i].text, &t));
		assert_true(holds(t.err.msg, bad[i].says));
		assert_int_equal(strncmp(t.err.msg, "t.csv: ", 7), 0);
	}
	assert_null(load_bytes("t.csv", "1,2\0\n3,4\n", 9, NULL, &t));
	assert_true(holds(t.err.msg, "t.csv: is no text"));
	assert_null(load_bytes("t.odd", "1,2\0\n3,4\n", 9, NULL, &t));
	assert_true(holds(t.err.msg, "t.odd: is of no format known here (npy, npz, "));
	assert_null(load_bytes("t.csv", "\377\3761\0,\0", 6, NULL, &t));
	assert_true(holds(t.err.msg, "UTF-16"));
	assert_null(load_bytes("t.csv", "1,2\n", 4, "tiff", &t));
	assert_true(holds(t.err.msg, "no format is called 'tiff'; there are npy, npz, "));
}

/* Many pieces, quoted line ends across their borders, and a limit. */
static void test_long_table(void **state)
{
	enum { N = 60000 };
	sx_buf b = { 0 };
	told t;
	(void)state;
	sx_buf_puts(&b, "label,x,y\n");
	for (int i = 0; i < N; i++)
		sx_buf_printf(&b, "\"r%d\nof \"\"%d\"\"\",%d,%d.5\n", i, N, i + 7, -i);
	sx_space *s = load_bytes("t.csv", b.text, b.len, NULL, &t);
	assert_non_null(s);
	assert_int_equal(sx_space_rows(s), N);
	for (size_t i = 0; i < N; i++) {
		char want[40];
		snprintf(want, sizeof want, "r%zu\nof \"%d\"", i, N);
		assert_true(value(s, i, 0) == (float)(i + 7) && value(s, i, 1) == (i ? -(float)i - .5F : .5F));
		assert_string_equal(sx_space_label(s, i), want);
	}
	sx_space_unref(s);
	s = load_file(sx_file_from("t.csv", b.text, b.len, NULL), NULL, 100, NULL, &t);
	assert_non_null(s);
	assert_int_equal(sx_space_rows(s), 100);
	assert_int_equal(t.total, 0);
	sx_space_unref(s);
	s = load_file(sx_file_from("t.csv", b.text, b.len, NULL), NULL, N, NULL, &t);
	assert_non_null(s);
	assert_int_equal(t.total, N);
	sx_space_unref(s);
	sx_buf_puts(&b, "one,too,many,fields\n");
	assert_null(load_bytes("t.csv", b.text, b.len, NULL, &t));
	assert_true(holds(t.err.msg, "line 120002 has 4 fields, line 1 has 3"));
	sx_job stopped = { .threads = 1, .tick = stop_at_once };
	assert_null(load_file(sx_file_from("t.csv", b.text, b.len, NULL), NULL, SIZE_MAX, &stopped, &t));
	assert_int_equal(t.err.code, SX_ECANCEL);
	sx_buf_free(&b);
}

/* ---- word vectors ---- */

static void test_vectors(void **state)
{
	static const struct { const char *text; size_t n, d; float last; const char *label; } cases[] = {
		{ "2 3\nthe 1 2 3\nof 4 5 6\n", 2, 3, 6, "of" },
		{ "2 3\r\nthe 1 2 3\r\nof 4 5 6\r\n", 2, 3, 6, "of" },
		{ "2 3 \nthe 1 2 3 \nof 4 5 6 \n", 2, 3, 6, "of" },
		{ "the 1 2 3\nof 4 5 6\n", 2, 3, 6, "of" },
		{ "the 1 2 3\nof 4 5 6", 2, 3, 6, "of" },
		{ "the 1 2 3\na b 4 5 6\n. . . 7 8 9\n", 3, 3, 9, ". . ." },
		{ "3 2\nat 1 2\nat 5 3 4\nat 6 7 5 6\n", 3, 2, 6, "at 6 7" },
		{ "2 2\n\" 1 2\n# 3 4\n", 2, 2, 4, "#" },
		{ "2 2\n7 1 2\n8 3 4\n", 2, 2, 4, "8" },
		{ "2 3\n 1 2 3\nof 4 5 6\n", 2, 3, 6, "of" },
		{ "2 1\na 1\nb 2\n", 2, 1, 2, "b" },
		{ "\357\273\277the 1 2 3\nof 4 5 6\n", 2, 3, 6, "of" },
		{ "the\t1\t2\t3\nof\t4\t5\t6\n", 2, 3, 6, "of" },
		{ "ein 1e-3 nan inf\nna\303\257f 4 5 -6\n", 2, 3, -6, "na\303\257f" },
	};
	(void)state;
	for (size_t i = 0; i < SX_COUNT(cases); i++) {
		told t;
		sx_space *s = load_text("words", cases[i].text, &t);
		if (s == NULL)
			fail_msg("%s: %s", cases[i].text, t.err.msg);
		if (sx_space_rows(s) != cases[i].n || sx_space_dims(s) != cases[i].d)
			fail_msg("%s: %zu x %zu", cases[i].text, sx_space_rows(s), sx_space_dims(s));
		assert_true(value(s, cases[i].n - 1, cases[i].d - 1) == cases[i].last);
		assert_string_equal(sx_space_label(s, cases[i].n - 1), cases[i].label);
		sx_space_unref(s);
	}
}

static void test_bad_vectors(void **state)
{
	static const struct { const char *text, *says; } bad[] = {
		{ "4 3\nthe 1 2 3\nof 4 5 6\n", "it promises 4 words, 2 are there; --limit 2 takes those" },
		{ "2 300\nthe 1 2 3\nof 4 5 6\n", "the header promises 300 dimensions, the lines below have 3" },
		{ "2 2\nthe 1 2 3\nof 4 5 6\n", "the header promises 2 dimensions, the lines below have 3" },
		{ "the 1 2 3\nof 4 5 6\nto 7 8\n", "line 3 has 3 fields, 4 were expected: a word and 3 numbers" },
		{ "3 3\nthe 1 2 3\nof 4 x 6\nto 7 8 9\n", "line 3: field 3, 'x', is no number" },
		{ "99999999999999999999 3\nthe 1 2 3\n", "line 1 has 2 fields, 4 were expected" },
		{ "3 99999999999999999999\nthe 1 2 3\n", "line 1 has 2 fields, 4 were expected" },
		{ "3 18446744073709551\nthe 1 2 3\n", "the header promises 18446744073709551 dimensions" },
		{ "2 3\n", "holds no rows" },
		{ "only\nwords\n", "no numbers stand behind the words" },
	};
	told t;
	(void)state;
	for (size_t i = 0; i < SX_COUNT(bad); i++) {
		assert_null(load_bytes("w.vec", bad[i].text, strlen(bad[i].text), "vec", &t));
		assert_true(holds(t.err.msg, bad[i].says));
	}
	assert_null(load_bytes("w.bin", "2 3\nthe \0\0\200?", 12, NULL, &t));
	assert_true(holds(t.err.msg, "truncated"));
	sx_space *s = load_text("w.vec", "1 3\nthe 1 2 3\nof 4 5 6\n", &t);
	assert_non_null(s);
	assert_int_equal(sx_space_rows(s), 2);
	assert_true(holds(t.notes, "promises 1 words, 2 are there"));
	sx_space_unref(s);
}

static void test_many_vectors(void **state)
{
	enum { N = 50000 };
	sx_buf b = { 0 };
	told t;
	(void)state;
	sx_buf_printf(&b, "%d 3\n", N);
	for (int i = 0; i < N; i++)
		sx_buf_printf(&b, i % 7 ? "w%d %d %d.25 -1e-3\n" : "two words %d %d %d.25 -1e-3\n", i, i, i);
	sx_space *s = load_bytes("w", b.text, b.len, NULL, &t);
	assert_non_null(s);
	assert_int_equal(sx_space_rows(s), N);
	for (size_t i = 0; i < N; i++) {
		char want[40];
		snprintf(want, sizeof want, i % 7 ? "w%zu" : "two words %zu", i);
		assert_string_equal(sx_space_label(s, i), want);
		assert_true(value(s, i, 0) == (float)i && value(s, i, 1) == (float)i + .25F && value(s, i, 2) == -1e-3F);
	}
	sx_space_unref(s);
	/* the header is right nevertheless */
	s = load_file(sx_file_from("w", b.text, b.len, NULL), NULL, 10, NULL, &t);
	assert_non_null(s);
	assert_int_equal(sx_space_rows(s), 10);
	sx_space_unref(s);
	sx_buf_free(&b);
}

/* ---- labels ---- */

static sx_session *session;
static told last;

static bool line(const char *fmt, const char *a, const char *b)
{
	return run_line(session, NULL, &last, fmt, a, b);
}

static void three_rows(const char *name)
{
	put_text("rows.csv", "1,2\n3,4\n5,6\n");
	session = sx_session_new();
	assert_non_null(session);
	assert_true(line("load '%s' --as rows", path_of("rows.csv"), ""));
	assert_true(line("save rows '%s'", path_of(name), ""));
}

static const char *label(size_t row)
{
	const char *text = sx_space_label(sx_session_current(session), row);
	return text ? text : "(none)";
}

static void test_labels_asked_for(void **state)
{
	(void)state;
	three_rows("a.npy");
	put_text("l.txt", "\357\273\277one\r\nzwei \303\274\r\n\r\n");
	assert_true(line("load '%s' --as x --labels '%s'", path_of("a.npy"), path_of("l.txt")));
	assert_string_equal(label(0), "one");
	assert_string_equal(label(1), "zwei \303\274");
	assert_string_equal(label(2), "");
	put_text("l.txt", "one\ntwo\n");
	assert_false(line("load '%s' --as y --labels '%s'", path_of("a.npy"), path_of("l.txt")));
	assert_true(holds(last.err.msg, "l.txt: 2 labels for 3 rows"));
	assert_null(sx_session_space(session, "y"));
	put_text("l.txt", "one\ntwo\nthree\nfour");
	assert_false(line("load '%s' --as y --labels '%s'", path_of("a.npy"), path_of("l.txt")));
	assert_true(holds(last.err.msg, "4 labels for 3 rows"));
	assert_false(line("load '%s' --as y --labels '%s'", path_of("a.npy"), path_of("nowhere.txt")));
	put_file("l.txt", "one\nt\0o\nthree\n", 14);
	assert_false(line("load '%s' --as y --labels '%s'", path_of("a.npy"), path_of("l.txt")));
	assert_true(holds(last.err.msg, "is no text"));
	put_text("l.txt", "");
	assert_false(line("load '%s' --as y --labels '%s'", path_of("a.npy"), path_of("l.txt")));
	assert_true(holds(last.err.msg, "0 labels for 3 rows"));
	assert_int_equal(sx_session_spaces(session), 2);
	sx_session_free(session);
}

static void test_labels_beside(void **state)
{
	(void)state;
	three_rows("b.npy");
	assert_true(line("load '%s'", path_of("b.npy"), ""));
	assert_string_equal(label(0), "(none)");
	put_text("b.tsv", "word\tcount\tweight\tkind\nthe\t7\t.5\tx\nof\t8\t1\ty\n\"\t\t2\tz\n");
	assert_true(line("load '%s'", path_of("b.npy"), ""));
	assert_true(holds(last.notes, "labels taken from"));
	assert_string_equal(label(2), "\"");
	const sx_space *s = sx_session_current(session);
	assert_int_equal(sx_space_field(s, "count")->type, SX_INTEGER);
	assert_int_equal(sx_space_field(s, "weight")->type, SX_REAL);
	assert_int_equal(sx_space_field(s, "kind")->type, SX_TEXT);
	assert_true(sx_space_field(s, "count")->num[1] == 8 && isnan(sx_space_field(s, "count")->num[2]));
	put_text("b.txt", "the 1 2 3\nof 4 5 6\nto 7 8 9\n");	/* vectors, not labels */
	assert_true(line("load '%s'", path_of("b.npy"), ""));
	assert_string_equal(label(0), "the");
	put_text("b.txt", "p\nq\nr\n");
	assert_true(line("load '%s'", path_of("b.npy"), ""));
	assert_string_equal(label(0), "p");
	put_text("b.labels.txt", "u\nv\nw");
	assert_true(line("load '%s'", path_of("b.npy"), ""));
	assert_string_equal(label(0), "u");
	assert_true(line("load '%s' --labels none", path_of("b.npy"), ""));
	assert_string_equal(label(0), "(none)");
	put_text("b.labels.txt", "u\nv\n");
	assert_true(line("load '%s'", path_of("b.npy"), ""));
	assert_string_equal(label(0), "p");
	assert_true(holds(last.notes, "b.labels.txt was passed over: 2 lines for 3 rows"));
	assert_true(line("load '%s' --limit 2", path_of("b.npy"), ""));
	assert_string_equal(label(1), "q");
	sx_session_free(session);
}

/* ---- damage ---- */

static const struct { const char *name, *format, *text; } seeds[] = {
	{ "damaged.csv", NULL, "\357\273\277# c\nlabel,x,\"y y\",d0\r\n\"a\nb\",1,2.5,NA\r\n"
	                       "\"\"\"\",-3e5,4,inf\nq,,.5,1e-40\n" },
	{ "damaged2.csv", "csv", ",0,1,2\n0,5,6,7\n1,8,9,10\n2,1,1,1\n" },
	{ "damaged.tsv", NULL, "word\tkind\tx\ty\n\"\tn\t1\t2\n'\tn\t3\t4\nof\tv\t5\t6\n" },
	{ "damaged.dat", "csv", "  1 2   3\n 4 5\t6 \n\n7 8 \"9\"" },
	{ "damaged.vec", NULL, "4 3\nthe 1 2 3\na b 4.25 -5 6e1\n\" 7 nan 9\nof 1 1 1\n" },
	{ "damaged.glove", "vec", "the 0.418 0.24968 -0.41242\n, 0.013441 0.23682 -0.16899\n. . . 0.1 0.2 0.3\n" },
};

static void test_damage(void **state)
{
	(void)state;
	for (size_t i = 0; i < SX_COUNT(seeds); i++)
		check_variants(seeds[i].name, seeds[i].format, seeds[i].text, strlen(seeds[i].text), 4000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hard_numbers), cmocka_unit_test(test_sticky_digits), cmocka_unit_test(test_no_numbers),
		cmocka_unit_test(test_random_numbers), cmocka_unit_test(test_written_numbers), cmocka_unit_test(test_tables),
		cmocka_unit_test(test_missing), cmocka_unit_test(test_bad_tables), cmocka_unit_test(test_long_table),
		cmocka_unit_test(test_vectors), cmocka_unit_test(test_bad_vectors), cmocka_unit_test(test_many_vectors),
		cmocka_unit_test(test_labels_asked_for), cmocka_unit_test(test_labels_beside), cmocka_unit_test(test_damage),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
