/* test_npy.c: numpy arrays: every type and order against values computed here, and headers that lie. */
#include "loading.h"
#include "formats/npy.h"

#include <math.h>

static const bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

/* ---- files made here ---- */

enum { ROOM = 1 << 20 };

static unsigned char bytes[ROOM];

/* A header of version 1, 2 or 3 with this dictionary, filled up to a multiple of align. Returns where data
 * begin. */
static size_t header(int version, size_t align, const char *dict)
{
	size_t from = version == 1 ? 10 : 12, len = strlen(dict) + 1;
	while ((from + len) % align)
		len++;
	memcpy(bytes, "\223NUMPY", 6);
	bytes[6] = (unsigned char)version;
	bytes[7] = 0;
	bytes[8] = (unsigned char)len;
	bytes[9] = (unsigned char)(len >> 8);
	if (version > 1)
		bytes[10] = bytes[11] = 0;
	memset(bytes + from, ' ', len);
	memcpy(bytes + from, dict, strlen(dict));
	bytes[from + len - 1] = '\n';
	return from + len;
}

static size_t plain_header(const char *descr, bool fortran, const char *shape)
{
	char dict[256];
	snprintf(dict, sizeof dict, "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", descr,
	         fortran ? "True" : "False", shape);
	return header(1, 64, dict);
}

static void put(size_t at, const void *value, size_t size, bool big)
{
	const unsigned char *p = value;
	for (size_t i = 0; i < size; i++)
		bytes[at + i] = p[big == little ? size - 1 - i : i];
}

/* ---- types ---- */

/* v as the type would hold it, at place at. */
static void put_typed(size_t at, const char *type, double v, bool big)
{
	double d = v;
	float f = (float)v;
	int64_t i = v < 9e18 ? (int64_t)v : 0;
	uint64_t u = v < 0 ? (uint64_t)i : (uint64_t)v;
	size_t size = (size_t)(type[1] - '0');
	const unsigned char *low = (const unsigned char *)&u + (little ? 0 : 8 - size);
	if (strcmp(type, "f8") == 0)
		put(at, &d, 8, big);
	else if (strcmp(type, "f4") == 0)
		put(at, &f, 4, big);
	else
		put(at, low, size, big);
}

static void test_types(void **state)
{
	static const struct { const char *type; double v[4]; } cases[] = {
		{ "b1", { 0, 1, 1, 0 } },
		{ "u1", { 0, 1, 128, 255 } },
		{ "u2", { 0, 1, 32768, 65535 } },
		{ "u4", { 0, 1, 2147483648.0, 4294967295.0 } },
		{ "u8", { 0, 1, 9223372036854775808.0, 1.8e19 } },
		{ "i1", { 0, -1, -128, 127 } },
		{ "i2", { 0, -1, -32768, 32767 } },
		{ "i4", { 0, -1, -2147483648.0, 2147483647.0 } },
		{ "i8", { 0, -1, -9223372036854775808.0, 16777217 } },
		{ "f4", { 0, -1.5, 3.4e38, 1e-45 } },
		{ "f8", { 0, -1.5, 3.4e38, 0.1 } },
	};
	(void)state;
	for (size_t c = 0; c < SX_COUNT(cases); c++)
		for (int big = 0; big < 2; big++) {
			char descr[8];
			told t;
			size_t size = (size_t)(cases[c].type[1] - '0');
			snprintf(descr, sizeof descr, "%c%s", size == 1 ? '|' : big ? '>' : '<', cases[c].type);
			size_t at = plain_header(descr, false, "(2, 2)");
			for (size_t i = 0; i < 4; i++)
				put_typed(at + i * size, cases[c].type, cases[c].v[i], big && size > 1);
			sx_space *s = load_bytes("x.npy", bytes, at + 4 * size, NULL, &t);
			assert_non_null(s);
			for (size_t i = 0; i < 4; i++)
				assert_true(value(s, i / 2, i % 2) == (float)cases[c].v[i]);
			sx_space_unref(s);
		}
}

/* All 65,536 halves, from the definition. */
static void test_half(void **state)
{
	told t;
	(void)state;
	for (int big = 0; big < 2; big++) {
		size_t at = plain_header(big ? ">f2" : "<f2", false, "(256, 256)");
		for (uint32_t h = 0; h < 65536; h++) {
			uint16_t u = (uint16_t)h;
			put(at + 2 * h, &u, 2, big);
		}
		sx_space *s = load_bytes("x.npy", bytes, at + 131072, NULL, &t);
		assert_non_null(s);
		for (uint32_t h = 0; h < 65536; h++) {
			int exp = (int)(h >> 10 & 31), mant = (int)(h & 1023);
			double v = exp == 31 ? mant ? NAN : INFINITY : exp ? ldexp(1024 + mant, exp - 25) : ldexp(mant, -24);
			float got = value(s, h / 256, h % 256);
			if (exp == 31 && mant)
				assert_true(isnan(got));
			else
				assert_true(got == (float)(h & 0x8000 ? -v : v) && !signbit(got) == !(h & 0x8000));
		}
		sx_space_unref(s);
	}
}

static void test_beyond_float(void **state)
{
	static const double v[] = { 1e39, -1e300, 3.4028235677973366e38, 3.4028235677973362e38, INFINITY, NAN };
	told t;
	(void)state;
	size_t at = plain_header("<f8", false, "(6,)");
	for (size_t i = 0; i < 6; i++)
		put(at + 8 * i, &v[i], 8, false);
	sx_space *s = load_bytes("x.npy", bytes, at + 48, NULL, &t);
	assert_non_null(s);
	assert_int_equal(sx_space_rows(s), 6);
	assert_int_equal(sx_space_dims(s), 1);
	assert_true(isinf(value(s, 0, 0)) && value(s, 1, 0) == -INFINITY && isinf(value(s, 2, 0)));
	assert_true(value(s, 3, 0) == 3.402823466e38F && isinf(value(s, 4, 0)) && isnan(value(s, 5, 0)));
	assert_true(holds(t.notes, "3 values are beyond the range of float32"));
	assert_true(holds(t.notes, "float64"));
	sx_space_unref(s);
}

/* ---- orders and axes ---- */

/* The array holds its own C index; in Fortran order that stands elsewhere. */
static void check_order(const size_t *axis, size_t naxes, bool fortran, const char *type)
{
	char shape[80] = "(", descr[8];
	size_t count = 1, size = (size_t)(type[1] - '0');
	for (size_t a = 0; a < naxes; a++) {
		snprintf(shape + strlen(shape), 16, "%zu,", axis[a]);
		count *= axis[a];
	}
	strcat(shape, ")");
	snprintf(descr, sizeof descr, "<%s", type);
	size_t at = plain_header(descr, fortran, shape);
	assert_true(at + count * size <= ROOM);
	for (size_t i = 0; i < count; i++) {
		size_t left = i, to = 0, stride[SX_AXES], s = 1;
		for (size_t a = 0; a < naxes; a++) {
			stride[a] = s;
			s *= axis[a];
		}
		for (size_t a = naxes; a-- > 0; left /= axis[a])
			to += left % axis[a] * stride[a];
		put_typed(at + (fortran ? to : i) * size, type, (double)i, false);
	}
	told t;
	sx_space *s = load_bytes("x.npy", bytes, at + count * size, NULL, &t);
	assert_non_null(s);
	assert_int_equal(sx_space_dims(s), naxes == 1 ? 1 : axis[naxes - 1]);
	assert_int_equal(sx_space_rows(s) * sx_space_dims(s), count);
	for (size_t i = 0; i < count; i++)
		assert_true(value(s, i / sx_space_dims(s), i % sx_space_dims(s)) == (float)i);
	sx_space_unref(s);
}

static void test_orders(void **state)
{
	static const size_t shapes[][SX_AXES] = {
		{ 7 }, { 5, 3 }, { 1, 9 }, { 9, 1 }, { 400, 130 }, { 3, 4, 5 }, { 2, 3, 4, 5 }, { 2, 3, 2, 3, 4 },
		{ 60, 40, 20 },
	};
	static const size_t naxes[] = { 1, 2, 2, 2, 2, 3, 4, 5, 3 };
	(void)state;
	for (size_t i = 0; i < SX_COUNT(shapes); i++)
		for (int fortran = 0; fortran < 2; fortran++) {
			check_order(shapes[i], naxes[i], fortran, "f4");
			check_order(shapes[i], naxes[i], fortran, "f8");
			check_order(shapes[i], naxes[i], fortran, "i4");
		}
}

static void check_place(const sx_space *s, const char *name, size_t inner, size_t have)
{
	const sx_field *f = sx_space_field(s, name);
	assert_non_null(f);
	assert_int_equal(f->type, SX_INTEGER);
	for (size_t i = 0; i < sx_space_rows(s); i++)
		assert_true(f->num[i] == (double)(i / inner % have));
}

static void test_places(void **state)
{
	told t;
	size_t axes[SX_AXES];
	(void)state;
	size_t at = plain_header("<f4", false, "(2, 3, 5)");
	memset(bytes + at, 0, 120);
	sx_space *s = load_bytes("x.npy", bytes, at + 120, NULL, &t);
	assert_non_null(s);
	check_place(s, "context", 3, 2);
	check_place(s, "position", 1, 3);
	assert_int_equal(sx_space_shape(s, axes), 3);
	assert_true(axes[0] == 2 && axes[1] == 3 && axes[2] == 5);
	sx_space_unref(s);

	at = plain_header("<f4", false, "(2, 3, 4, 5, 1)");
	memset(bytes + at, 0, 480);
	s = load_bytes("x.npy", bytes, at + 480, NULL, &t);
	assert_non_null(s);
	check_place(s, "axis0", 60, 2);
	check_place(s, "axis1", 20, 3);
	check_place(s, "axis2", 5, 4);
	check_place(s, "axis3", 1, 5);
	sx_space_unref(s);

	/* cut, it is no array any more */
	s = load_file(sx_file_from("x.npy", bytes, at + 480, NULL), NULL, 7, NULL, &t);
	assert_non_null(s);
	assert_int_equal(sx_space_rows(s), 7);
	assert_int_equal(t.total, 120);
	assert_int_equal(sx_space_shape(s, axes), 0);
	check_place(s, "axis2", 5, 4);
	sx_space_unref(s);
}

/* ---- headers ---- */

static void test_good_headers(void **state)
{
	static const struct { int version; size_t align; const char *dict; size_t n, d; bool borrowed; } cases[] = {
		{ 1, 64, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", 3, 2, true },
		{ 1, 16, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2)}", 3, 2, true },
		{ 2, 64, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", 3, 2, true },
		{ 3, 64, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", 3, 2, true },
		{ 1, 64, "{ \"shape\" :( 3,2 ,) ,'fortran_order':False,\t'descr':\"<f4\"}", 3, 2, true },
		{ 1, 64, "{'shape': (3L, 2L), 'fortran_order': False, 'descr': '<f4'}", 3, 2, true },
		{ 1, 64, "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", 6, 1, true },
		{ 1, 64, "{'descr': '<f4', 'fortran_order': True, 'shape': (6,), }", 6, 1, true },
		{ 1, 64, "{'descr': 'f4', 'fortran_order': False, 'shape': (1, 6), }", 1, 6, true },
		{ 1, 64, "{'descr': '=f4', 'fortran_order': False, 'shape': (1, 6), }", 1, 6, true },
	};
	(void)state;
	for (size_t i = 0; i < SX_COUNT(cases); i++) {
		told t;
		size_t at = header(cases[i].version, cases[i].align, cases[i].dict);
		for (size_t k = 0; k < 6; k++)
			put_typed(at + 4 * k, "f4", (double)k, false);
		sx_space *s = load_bytes("x.npy", bytes, at + 24, NULL, &t);
		if (s == NULL)
			fail_msg("%s: %s", cases[i].dict, t.err.msg);
		assert_int_equal(sx_space_rows(s), cases[i].n);
		assert_int_equal(sx_space_dims(s), cases[i].d);
		assert_int_equal(t.borrowed, cases[i].borrowed);
		assert_true(value(s, cases[i].n - 1, cases[i].d - 1) == 5);
		sx_space_unref(s);
	}
}

/* Data that begin at an odd place cannot be pointed to. */
static void test_unaligned(void **state)
{
	told t;
	(void)state;
	size_t at = header(1, 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }");
	while (at % 4 == 0)
		at = header(1, ++at, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }");
	for (size_t k = 0; k < 6; k++)
		put_typed(at + 4 * k, "f4", (double)k, false);
	sx_space *s = load_bytes("x.npy", bytes, at + 24, NULL, &t);
	assert_non_null(s);
	assert_false(t.borrowed);
	assert_true(value(s, 2, 1) == 5);
	sx_space_unref(s);
}

#define DICT(descr, order, shape) "{'descr': " descr ", 'fortran_order': " order ", 'shape': " shape ", }"

static const struct { const char *dict; size_t data; const char *says; } bad[] = {
	{ DICT("'<f4'", "False", "(10, 100)"), 120,
	  "truncated: the header promises 4000 bytes of data, 120 are there" },
	{ DICT("'<f8'", "True", "(10, 100)"), 0, "truncated: the header promises 8000 bytes of data, 0 are there" },
	{ DICT("'<f4'", "False", "(1152921504606846976, 4)"), 64, "larger than any memory" },
	{ DICT("'<f4'", "False", "(4611686018427387904, 4)"), 64, "larger than any memory" },
	{ DICT("'<f4'", "False", "(4611686018427387904,)"), 64, "larger than any memory" },
	{ DICT("'<f4'", "False", "(99999999999999999999999999,)"), 64, "larger than any memory" },
	{ DICT("'<f4'", "False", "(4294967296, 4294967296)"), 64, "larger than any memory" },
	{ DICT("'<f4'", "False", "(1152921504606846975, 1)"), 64, "truncated" },
	{ DICT("'<f4'", "False", "(-3, 4)"), 64, "negative" },
	{ DICT("'<f4'", "False", "(0, 4)"), 64, "holds no rows" },
	{ DICT("'<f4'", "False", "(4, 0)"), 64, "holds no rows" },
	{ DICT("'<f4'", "False", "(0,)"), 64, "holds no rows" },
	{ DICT("'<f4'", "False", "(0, 18446744073709551615)"), 64, "holds no rows" },
	{ DICT("'<f4'", "False", "()"), 64, "single number" },
	{ DICT("'<f4'", "False", "(1, 1, 1, 1, 1, 1)"), 64, "6 axes" },
	{ DICT("'<f4'", "False", "(2 2)"), 64, "expected" },
	{ DICT("'<f4'", "False", "(2, 2"), 64, "expected" },
	{ DICT("'<f4'", "False", "2"), 64, "'(' expected" },
	{ DICT("'<f4'", "False", "(2.0, 2)"), 64, "expected" },
	{ DICT("'<f4'", "Falsch", "(2, 2)"), 64, "True or False" },
	{ DICT("'<f4'", "0", "(2, 2)"), 64, "True or False" },
	{ DICT("<f4", "False", "(2, 2)"), 64, "a string expected" },
	{ DICT("'<f4", "False", "(2, 2)"), 64, "expected" },
	{ DICT("''", "False", "(2, 2)"), 64, "unknown dtype" },
	{ DICT("'<'", "False", "(2, 2)"), 64, "unknown dtype" },
	{ DICT("'<f16'", "False", "(2, 2)"), 64, "unknown dtype '<f16'" },
	{ DICT("'<f3'", "False", "(2, 2)"), 64, "unknown dtype" },
	{ DICT("'<i40'", "False", "(2, 2)"), 64, "unknown dtype" },
	{ DICT("'|O'", "False", "(2, 2)"), 64, "holds Python objects (dtype '|O')" },
	{ DICT("'<c8'", "False", "(2, 2)"), 64, "holds complex numbers (dtype '<c8')" },
	{ DICT("'<U10'", "False", "(2, 2)"), 64, "holds text (dtype '<U10')" },
	{ DICT("'|S5'", "False", "(2, 2)"), 64, "holds byte strings (dtype '|S5')" },
	{ DICT("'<M8[ns]'", "False", "(2, 2)"), 64, "holds dates" },
	{ DICT("'|V2'", "False", "(2, 2)"), 64, "bfloat16" },
	{ DICT("'|V7'", "False", "(2, 2)"), 64, "raw bytes" },
	{ DICT("[('a', '<f4'), ('b', '<i4')]", "False", "(2, 2)"), 64, "structured dtype" },
	{ "{'descr': '<f4', 'fortran_order': False}", 64, "lacks 'shape'" },
	{ "{'descr': '<f4', 'shape': (2, 2)}", 64, "lacks 'fortran_order'" },
	{ "{'shape': (2, 2), 'fortran_order': False}", 64, "lacks 'descr'" },
	{ "{'shape': (2, 2), 'shape': (2, 2), 'fortran_order': False}", 64, "twice" },
	{ "{'shape': (2, 2), 'extra': 1}", 64, "unknown key 'extra'" },
	{ "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), } x", 64, "nothing more expected" },
	{ "", 64, "'{' expected" },
	{ "{", 64, "expected" },
	{ "{}", 64, "lacks" },
	{ "{,}", 64, "expected" },
	{ "{'descr'", 64, "':' expected" },
	{ "{'descr':", 64, "expected" },
};

static void test_bad_headers(void **state)
{
	(void)state;
	for (size_t i = 0; i < SX_COUNT(bad); i++) {
		told t;
		size_t at = header(1 + (int)(i % 3), 64, bad[i].dict);
		memset(bytes + at, 0, bad[i].data);
		assert_null(load_bytes("x.npy", bytes, at + bad[i].data, NULL, &t));
		assert_int_equal(t.err.code, SX_EFORMAT);
		assert_true(holds(t.err.msg, bad[i].says));
		assert_int_equal(strncmp(t.err.msg, "x.npy: ", 7), 0);
	}
}

static void test_bad_lengths(void **state)
{
	told t;
	(void)state;
	size_t at = header(2, 64, DICT("'<f4'", "False", "(2, 2)"));
	memset(bytes + 8, 0xFF, 4);	/* a header of 4 GB */
	assert_null(load_bytes("x.npy", bytes, at + 16, NULL, &t));
	assert_true(holds(t.err.msg, "should be 4294967295 bytes long"));
	for (size_t len = 6; len < 20; len++) {
		header(1 + (int)(len % 3), 64, DICT("'<f4'", "False", "(2, 2)"));
		assert_null(load_bytes("x.npy", bytes, len, NULL, &t));
		assert_true(holds(t.err.msg, "truncated"));
	}
	at = header(1, 64, DICT("'<f4'", "False", "(2, 2)"));
	bytes[6] = 9;
	assert_null(load_bytes("x.npy", bytes, at + 16, NULL, &t));
	assert_true(holds(t.err.msg, "version 9.0"));
	assert_null(load_bytes("x.npy", "PK\003\004..", 6, NULL, &t));
	assert_true(holds(t.err.msg, "zip"));
	assert_null(load_bytes("x.npy", "1,2\n3,4\n", 8, "npy", &t));
	assert_true(holds(t.err.msg, "is no npy file"));
	assert_null(load_bytes("x.npy", "", 0, NULL, &t));
	assert_true(holds(t.err.msg, "is empty"));
}

static void test_more_bytes(void **state)
{
	told t;
	(void)state;
	size_t at = plain_header("<f4", false, "(2, 2)");
	memset(bytes + at, 0, 40);
	sx_space *s = load_bytes("x.npy", bytes, at + 40, NULL, &t);
	assert_non_null(s);
	assert_true(holds(t.notes, "24 bytes behind the array"));
	sx_space_unref(s);
}

/* ---- files ---- */

static void test_mapping(void **state)
{
	told t;
	(void)state;
	size_t at = plain_header("<f4", false, "(50, 2)");
	for (size_t k = 0; k < 100; k++)
		put_typed(at + 4 * k, "f4", (double)k, false);
	const char *path = put_file("mapped.npy", bytes, at + 400);
	for (int mode = SX_IO_AUTO; mode <= SX_IO_READ; mode++) {
		sx_file_io((sx_io)mode);
		sx_file *f = sx_file_open(path, NULL, &t.err);
		assert_non_null(f);
		bool mapped = f->mapped;
		if (mode != SX_IO_AUTO)
			assert_int_equal(mapped, mode == SX_IO_MAP);
		sx_space *s = load_file(f, NULL, SIZE_MAX, NULL, &t);
		assert_non_null(s);
		assert_true(t.borrowed);
		assert_true(value(s, 49, 1) == 99);
		sx_space_unref(s);
	}
	sx_file_io(SX_IO_AUTO);
}

static void test_not_files(void **state)
{
	sx_err err;
	char fifo[700], longer[400];
	(void)state;
	snprintf(fifo, sizeof fifo, "%s", path_of("fifo"));
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_null(sx_file_open(fifo, NULL, &err));
	assert_true(holds(err.msg, "is a pipe"));
	assert_null(sx_file_open(folder, NULL, &err));
	assert_true(holds(err.msg, "is a folder"));
	assert_null(sx_file_open("/dev/null", NULL, &err));
	assert_true(holds(err.msg, "/dev/null: is a device"));
	assert_null(sx_file_open(path_of("nowhere"), NULL, &err));
	assert_true(holds(err.msg, "nowhere: No such file"));
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_null(sx_file_open(longer, NULL, &err));
	assert_true(holds(err.msg, "xxx: File name too long"));	/* the reason survives a long path */
	sx_file *f = sx_file_open(put_text("empty", ""), NULL, &err);
	assert_non_null(f);
	assert_int_equal(f->size, 0);
	sx_file_unref(f);
	sx_file_unref(NULL);
}

static void test_limits_of_a_run(void **state)
{
	told t;
	sx_job small = { .threads = 1, .memory = 1000 }, stopped = { .threads = 1, .tick = stop_at_once };
	(void)state;
	size_t at = plain_header("<f8", false, "(100, 10)");
	memset(bytes + at, 0, 8000);
	assert_null(load_file(sx_file_from("x.npy", bytes, at + 8000, NULL), NULL, SIZE_MAX, &small, &t));
	assert_int_equal(t.err.code, SX_EMEMORY);
	assert_true(holds(t.err.msg, "x.npy: loading it needs 4.0 kB"));
	assert_null(load_file(sx_file_from("x.npy", bytes, at + 8000, NULL), NULL, SIZE_MAX, &stopped, &t));
	assert_int_equal(t.err.code, SX_ECANCEL);
	sx_file_io(SX_IO_READ);
	assert_null(sx_file_open(put_file("big.npy", bytes, at + 8000), &small, &t.err));
	assert_int_equal(t.err.code, SX_EMEMORY);
	assert_null(sx_file_open(path_of("big.npy"), &stopped, &t.err));
	assert_int_equal(t.err.code, SX_ECANCEL);
	sx_file_io(SX_IO_AUTO);
}

/* ---- damage ---- */

static void test_damage(void **state)
{
	static const struct { const char *descr, *shape; bool fortran; size_t size; } seeds[] = {
		{ "<f4", "(6, 4)", false, 96 }, { ">f8", "(2, 3, 4)", true, 192 }, { "|b1", "(24,)", false, 24 },
		{ "<f2", "(2, 2, 3, 2)", false, 48 }, { "<i8", "(4, 6)", true, 192 },
	};
	(void)state;
	for (size_t i = 0; i < SX_COUNT(seeds); i++) {
		char name[16];
		snprintf(name, sizeof name, "damaged%zu", i);
		size_t at = plain_header(seeds[i].descr, seeds[i].fortran, seeds[i].shape);
		for (size_t k = 0; k < seeds[i].size; k++)
			bytes[at + k] = (unsigned char)(37 * k);
		unsigned char *copy = malloc(at + seeds[i].size);
		assert_non_null(copy);
		memcpy(copy, bytes, at + seeds[i].size);
		check_variants(name, NULL, copy, at + seeds[i].size, 2000);
		check_variants(name, "npy", copy, at + seeds[i].size, 1000);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types), cmocka_unit_test(test_half), cmocka_unit_test(test_beyond_float),
		cmocka_unit_test(test_orders), cmocka_unit_test(test_places), cmocka_unit_test(test_good_headers),
		cmocka_unit_test(test_unaligned), cmocka_unit_test(test_bad_headers), cmocka_unit_test(test_bad_lengths),
		cmocka_unit_test(test_more_bytes), cmocka_unit_test(test_mapping), cmocka_unit_test(test_not_files),
		cmocka_unit_test(test_limits_of_a_run), cmocka_unit_test(test_damage),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
