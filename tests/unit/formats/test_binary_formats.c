/* test_binary.c: formats of many arrays, word2vec's binary form, raw numbers, standard input, and what load can be
 * asked of arrays: rows and layers. Files are made here, byte by byte. */
#include "loading.h"

#include <fcntl.h>
#include <math.h>

enum { ROOM = 1 << 18 };

static unsigned char bytes[ROOM];
static size_t len;
static sx_session *session;
static told last;

/* ---- bytes ---- */

static void put_bytes(const void *p, size_t n)
{
	assert_true(len + n <= ROOM);
	memcpy(bytes + len, p, n);
	len += n;
}

static void put_words(const char *text)
{
	put_bytes(text, strlen(text));
}

static void put_int(uint64_t v, size_t n)
{
	unsigned char b[8];
	for (size_t i = 0; i < n; i++)
		b[i] = (unsigned char)(v >> (8 * i));
	put_bytes(b, n);
}

static void put_float(float v)
{
	uint32_t u;
	memcpy(&u, &v, sizeof u);
	put_int(u, 4);
}

static void put_double(double v)
{
	uint64_t u;
	memcpy(&u, &v, sizeof u);
	put_int(u, 8);
}

static void put_counting(size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_float((float)i);
}

static void fill_to(size_t multiple)
{
	while (len % multiple)
		put_int(0, 1);
}

/* ---- loading with options ---- */

typedef struct asked {
	const char *tensor, *shape, *axes;
	size_t first, limit;	/* limit 0: all */
	bool   exact, layered, numbered;
	size_t layer_first, layer_last;
} asked;

/* more, if not NULL, takes the other layers; else they are dropped. */
static sx_space *load_asked(const char *path, const char *format, const asked *q, sx_space **more, size_t *nmore)
{
	sx_load l = { .name = "x", .first = q->first, .limit = q->limit ? q->limit : SIZE_MAX, .exact = q->exact,
	              .tensor = q->tensor, .shape = q->shape, .axes = q->axes, .layered = q->layered,
	              .numbered = q->numbered, .layer_first = q->layer_first, .layer_last = q->layer_last,
	              .tmp = sx_arena_new(0), .out = sx_result_new() };
	last.err = (sx_err){ SX_OK, "" };
	l.file = sx_file_from(path, bytes, len, NULL);
	assert_non_null(l.file);
	const sx_loader *loader = sx_loader_for(l.file, format, &last.err);
	sx_space *s = loader ? sx_load_by(loader, &l, &last.err) : NULL;
	take_notes(&last, l.out);
	last.total = l.total;
	last.borrowed = l.borrowed;
	for (size_t i = 0; more && i < l.nmore; i++)
		more[i] = sx_space_ref(l.more[i]);
	if (nmore)
		*nmore = l.nmore;
	sx_load_drop_more(&l);
	sx_result_unref(l.out);
	sx_arena_free(l.tmp);
	sx_file_unref(l.file);
	return s;
}

static sx_space *load_it(const char *path, const char *tensor)
{
	return load_asked(path, NULL, &(asked){ .tensor = tensor }, NULL, NULL);
}

static void refuses(const char *path, const char *tensor, const char *says)
{
	sx_space *s = load_it(path, tensor);
	assert_null(s);
	assert_true(last.err.code != SX_OK);
	assert_true(holds(last.err.msg, says));
	assert_int_equal(strncmp(last.err.msg, path, strlen(path)), 0);
}

/* ---- safetensors ---- */

static void safetensors(const char *header)
{
	len = 0;
	put_int(strlen(header), 8);
	put_words(header);
}

static void test_safetensors(void **state)
{
	(void)state;
	safetensors("{\"__metadata__\":{\"a\":\"b\"},\"w\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]},"
	            "\"bias\":{\"shape\":[2],\"data_offsets\":[24,32],\"dtype\":\"F32\"}}     ");
	size_t at = len;
	put_counting(8);
	sx_space *s = load_it("x.safetensors", NULL);
	assert_non_null(s);
	assert_true(sx_space_rows(s) == 3 && sx_space_dims(s) == 2 && value(s, 2, 1) == 5);
	assert_int_equal(last.borrowed, at % 4 == 0);
	assert_true(holds(last.notes, "tensor w (F32, 3×2)"));
	sx_space_unref(s);
	s = load_it("x.safetensors", "bias");
	assert_non_null(s);
	assert_true(sx_space_rows(s) == 2 && sx_space_dims(s) == 1 && value(s, 1, 0) == 7);
	sx_space_unref(s);
	refuses("x.safetensors", "vias", "no tensor is called 'vias'; did you mean 'bias'?");
}

static void test_safetensors_types(void **state)
{
	static const struct { const char *type; size_t size; uint64_t one; float v; } types[] = {
		{ "BF16", 2, 0x3FC0, 1.5F }, { "F16", 2, 0xC100, -2.5F }, { "I8", 1, 0xFF, -1 }, { "U8", 1, 0xFF, 255 },
		{ "I16", 2, 0xFFFE, -2 }, { "U16", 2, 0xFFFE, 65534 }, { "I32", 4, 0xFFFFFFFD, -3 }, { "U32", 4, 7, 7 },
		{ "I64", 8, ~(uint64_t)0, -1 }, { "U64", 8, 9, 9 }, { "BOOL", 1, 1, 1 }, { "F64", 8, 0x3FF8000000000000, 1.5F },
		{ "F32", 4, 0x3FC00000, 1.5F }, { "F16", 2, 0x0001, 0x1p-24F }, { "F16", 2, 0x83FF, -1023 * 0x1p-24F },
	};
	char header[200];
	(void)state;
	for (size_t i = 0; i < SX_COUNT(types); i++) {
		snprintf(header, sizeof header, "{\"t\":{\"dtype\":\"%s\",\"shape\":[1,2],\"data_offsets\":[0,%zu]}}", types[i].type,
		         2 * types[i].size);
		safetensors(header);
		put_int(types[i].one, types[i].size);
		put_int(0, types[i].size);
		sx_space *s = load_it("t.safetensors", NULL);
		assert_non_null(s);
		assert_true(value(s, 0, 0) == types[i].v && value(s, 0, 1) == 0);
		sx_space_unref(s);
	}
}

#define TENSOR(name, type, shape, from, to) \
	"\"" name "\":{\"dtype\":\"" type "\",\"shape\":" shape ",\"data_offsets\":[" from "," to "]}"

static const struct { const char *header; size_t data; const char *says; } bad_safetensors[] = {
	{ "{}", 0, "holds no tensor" },
	{ "{", 0, "cut short" },
	{ "{\"a\":", 0, "cut short" },
	{ "{a:{}}", 0, "is no JSON" },
	{ "{} x", 0, "is no JSON" },
	{ "{\"a\":1}", 0, "is described by no JSON object" },
	{ "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "has no dtype" },
	{ "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, "has no shape" },
	{ "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "data_offsets are not two whole numbers" },
	{ "{" TENSOR("a", "F32", "[1,1]", "0", "4.0") "}", 4, "data_offsets are not two whole numbers" },
	{ "{" TENSOR("a", "F32", "[-1,1]", "0", "4") "}", 4, "no whole number" },
	{ "{" TENSOR("a", "F32", "[1e3,1]", "0", "4") "}", 4, "no whole number" },
	{ "{" TENSOR("a", "F32", "[[1],1]", "0", "4") "}", 4, "no whole number" },
	{ "{" TENSOR("a", "F32", "[1,1]", "4", "0") "}", 4, "end before they begin" },
	{ "{" TENSOR("a", "F32", "[2,1]", "0", "8") "}", 4, "truncated: tensor 'a' ends at byte 8 of the data, 4 are there" },
	{ "{" TENSOR("a", "F32", "[2,1]", "0", "4") "}", 4, "its shape needs 8 bytes, its data_offsets have 4" },
	{ "{" TENSOR("a", "F32", "[4611686018427387904,4]", "0", "0") "}", 0, "larger than any memory" },
	{ "{" TENSOR("a", "F32", "[99999999999999999999,1]", "0", "4") "}", 4, "no whole number" },
	{ "{" TENSOR("a", "F32", "[0,4]", "0", "0") "}", 0, "holds no rows" },
	{ "{" TENSOR("a", "F32", "[]", "0", "4") "}", 4, "single number" },
	{ "{" TENSOR("a", "F32", "[1,1,1,1,1,1]", "0", "4") "}", 4, "6 axes" },
	{ "{" TENSOR("a", "F32", "[1,1]", "0", "4") "}", 8, "4 bytes behind the last tensor belong to none" },
	{ "{" TENSOR("a", "F32", "[1,1]", "4", "8") "}", 8, "4 bytes before tensor 'a' belong to none" },
	{ "{" TENSOR("a", "F32", "[2,1]", "0", "8") "," TENSOR("b", "F32", "[2,1]", "4", "12") "}", 12, "overlap at byte 4" },
	{ "{" TENSOR("a", "F32", "[1,1]", "0", "4") "," TENSOR("b", "F32", "[1,1]", "0", "4") "}", 4, "overlap at byte 0" },
	{ "{" TENSOR("a", "F8_E4M3", "[2,2]", "0", "4") "}", 4, "is of type F8_E4M3, which cannot be read" },
	{ "{" TENSOR("a", "F8_E5M2", "[2,2]", "0", "4") "}", 4, "is of type F8_E5M2, which cannot be read" },
	{ "{" TENSOR("a", "F32", "[1,1]", "0", "4") "," TENSOR("b/c\\u0007", "F32", "[1,1]", "4", "8") "}", 8,
	  "holds 2 tensors; --tensor picks one: a (1×1 F32), b/c? (1×1 F32)" },
	{ "{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}", 0, "nesting too deep" },
};

static void test_bad_safetensors(void **state)
{
	(void)state;
	for (size_t i = 0; i < SX_COUNT(bad_safetensors); i++) {
		safetensors(bad_safetensors[i].header);
		put_counting(bad_safetensors[i].data / 4);
		refuses("x.safetensors", NULL, bad_safetensors[i].says);
	}
	safetensors("{\"a\":1}");
	memset(bytes, 0xFF, 8);
	refuses("x.safetensors", NULL, "header should be 18446744073709551615 bytes long, 7 are there");
	len = 5;
	assert_null(load_asked("x.safetensors", "safetensors", &(asked){ 0 }, NULL, NULL));
	assert_true(holds(last.err.msg, "x.safetensors: truncated"));
}

/* ---- shards ---- */

static void put_index(const char *json)
{
	put_text("m.safetensors.index.json", json);
}

static void test_shards(void **state)
{
	(void)state;
	safetensors("{" TENSOR("emb", "F32", "[3,2]", "0", "24") "}    ");
	put_counting(6);
	put_file("m-1.safetensors", bytes, len);
	put_index("{\"metadata\": {\"total_size\": 24}, \"weight_map\": {\"emb\": \"m-1.safetensors\", "
	          "\"out\": \"m-2.safetensors\", \"up\": \"../m-1.safetensors\"}}\n");
	const char *path = path_of("m.safetensors.index.json");
	assert_true(run_line(session, NULL, &last, "load '%s' --tensor emb --as m", path));
	assert_true(holds(last.notes, "found in"));
	assert_true(value(sx_session_space(session, "m"), 2, 1) == 5);
	assert_false(run_line(session, NULL, &last, "load '%s'", path));
	assert_true(holds(last.err.msg, "holds 3 tensors; --tensor picks one"));
	assert_false(run_line(session, NULL, &last, "load '%s' --tensor out", path));
	assert_true(holds(last.err.msg, "m-2.safetensors: No such file"));
	assert_false(run_line(session, NULL, &last, "load '%s' --tensor up", path));
	assert_true(holds(last.err.msg, "is not a file beside the index"));
	put_index("{\"weight_map\": {\"other\": \"m-1.safetensors\"}}");
	assert_false(run_line(session, NULL, &last, "load '%s'", path));
	assert_true(holds(last.err.msg, "no tensor is called 'other'"));
	put_index("{\"weight_map\": 3}");
	assert_false(run_line(session, NULL, &last, "load '%s'", path));
	assert_true(holds(last.err.msg, "has no weight_map"));
	put_index("{\"weight_map\": {\"other\": 3}}");
	assert_false(run_line(session, NULL, &last, "load '%s'", path));
	assert_true(holds(last.err.msg, "names no file"));
}

/* ---- gguf ---- */

static void put_string(const char *text)
{
	put_int(strlen(text), 8);
	put_words(text);
}

static void gguf(uint32_t version, uint64_t tensors, uint64_t keys)
{
	len = 0;
	put_words("GGUF");
	put_int(version, 4);
	put_int(tensors, 8);
	put_int(keys, 8);
}

static void put_tokens(size_t n)
{
	put_string("tokenizer.ggml.tokens");
	put_int(9, 4);
	put_int(8, 4);
	put_int(n, 8);
	for (size_t i = 0; i < n; i++) {
		char token[8];
		snprintf(token, sizeof token, "t%zu", i);
		put_string(token);
	}
}

static void put_tensor(const char *name, size_t n, size_t d, uint32_t type, uint64_t offset)
{
	put_string(name);
	put_int(2, 4);
	put_int(d, 8);
	put_int(n, 8);
	put_int(type, 4);
	put_int(offset, 8);
}

/* Three keys, among them one of each kind that must be stepped over; two tensors, 4 x 2 and 2 x 32. */
static void make_gguf(uint32_t version, uint32_t type)
{
	gguf(version, 2, 4);
	put_string("general.architecture");
	put_int(8, 4);
	put_string("toy");
	put_string("numbers");
	put_int(9, 4);
	put_int(6, 4);
	put_int(3, 8);
	put_counting(3);
	put_string("general.alignment");
	put_int(4, 4);
	put_int(64, 4);
	put_tokens(4);
	put_tensor("blk.0.weight", 2, 32, 8, 64);
	put_tensor("token_embd.weight", 4, 2, type, 0);
	fill_to(64);
	size_t data = len;
	for (size_t i = 0; i < 8; i++) {
		if (type == 0)
			put_float((float)i);
		else if (type == 28)
			put_double((double)i);
		else
			put_int(type == 30 ? 0x3F80 : 0x3C00, 2);
	}
	while (len < data + 64)
		put_int(0, 1);
	for (size_t b = 0; b < 2; b++) {	/* Q8_0: scale 0.5, then -16 … 15 */
		put_int(0x3800, 2);
		for (int i = -16; i < 16; i++)
			put_int((uint64_t)(int64_t)i, 1);
	}
}

static void test_gguf(void **state)
{
	static const struct { uint32_t type; float v; } types[] = { { 0, 7 }, { 1, 1 }, { 30, 1 }, { 28, 7 } };
	(void)state;
	for (size_t i = 0; i < SX_COUNT(types); i++) {
		make_gguf(2 + (i & 1), types[i].type);
		sx_space *s = load_it("m.gguf", NULL);
		assert_non_null(s);
		assert_true(sx_space_rows(s) == 4 && sx_space_dims(s) == 2 && value(s, 3, 1) == types[i].v);
		assert_string_equal(sx_space_label(s, 3), "t3");
		assert_int_equal(last.borrowed, types[i].type == 0);
		sx_space_unref(s);
	}
	sx_space *s = load_it("m.gguf", "blk.0.weight");
	assert_non_null(s);
	assert_true(sx_space_rows(s) == 2 && sx_space_dims(s) == 32 && !sx_space_has_labels(s));
	assert_true(value(s, 1, 0) == -8 && value(s, 0, 31) == 7.5F);
	sx_space_unref(s);
	s = load_asked("m.gguf", NULL, &(asked){ .first = 2, .limit = 1, .exact = true }, NULL, NULL);
	assert_non_null(s);
	assert_true(sx_space_rows(s) == 1);
	assert_string_equal(sx_space_label(s, 0), "t2");
	sx_space_unref(s);
}

static void bad_gguf_tensor(size_t n, size_t d, uint32_t type, uint64_t offset, const char *says)
{
	gguf(3, 1, 0);
	put_tensor("a", n, d, type, offset);
	fill_to(32);
	put_counting(4);
	refuses("m.gguf", NULL, says);
}

static void test_bad_gguf(void **state)
{
	(void)state;
	gguf(1, 0, 0);
	refuses("m.gguf", NULL, "GGUF version 1 cannot be read");
	gguf(0x03000000, 0, 0);
	refuses("m.gguf", NULL, "big-endian");
	gguf(3, 0, 0);
	refuses("m.gguf", NULL, "holds no tensor");
	gguf(3, UINT64_MAX, 0);
	refuses("m.gguf", NULL, "promises 18446744073709551615 tensors");
	gguf(3, 0, UINT64_MAX);
	refuses("m.gguf", NULL, "truncated");
	gguf(3, 0, 1);
	put_int(UINT64_MAX, 8);
	refuses("m.gguf", NULL, "truncated");
	gguf(3, 0, 1);
	put_string("k");
	put_int(13, 4);
	refuses("m.gguf", NULL, "of a type that is unknown");
	gguf(3, 0, 1);
	put_string("k");
	for (int i = 0; i < 9; i++) {	/* arrays of arrays of … */
		put_int(9, 4);
		if (i)
			put_int(1, 8);
	}
	refuses("m.gguf", NULL, "nested too deep");
	gguf(3, 0, 1);
	put_string("k");
	put_int(9, 4);
	put_int(10, 4);
	put_int(UINT64_MAX / 4, 8);
	refuses("m.gguf", NULL, "larger than any memory");
	gguf(3, 0, 1);
	put_string("general.alignment");
	put_int(4, 4);
	put_int(24, 4);
	refuses("m.gguf", NULL, "no power of two");
	bad_gguf_tensor(2, 2, 2, 0, "is of type Q4_0, which cannot be read");
	bad_gguf_tensor(2, 2, 999, 0, "is of type 999, which cannot be read");
	bad_gguf_tensor(2, 2, 8, 0, "no multiple of the 32 in a block of Q8_0");
	bad_gguf_tensor(2, 3, 0, 0, "promises 24 bytes of data, 16 are there");
	bad_gguf_tensor(2, 2, 0, 32, "begins behind the end");
	bad_gguf_tensor(2, 2, 0, UINT64_MAX, "begins behind the end");
	bad_gguf_tensor((size_t)1 << 62, 4, 0, 0, "larger than any memory");
	bad_gguf_tensor((size_t)1 << 61, 32, 8, 0, "larger than any memory");
	bad_gguf_tensor(0, 2, 0, 0, "holds no rows");
	for (size_t n = 4; n < 24; n++) {
		make_gguf(3, 0);
		len = n;
		refuses("m.gguf", NULL, n < 8 ? "is no GGUF" : "truncated");
	}
}

/* ---- word2vec, binary ---- */

static void make_w2v(const char *header, bool ends)
{
	static const char *const words[] = { "the", "Br\303\274cke", "a_b" };
	len = 0;
	put_words(header);
	for (size_t i = 0; i < 3; i++) {
		put_words(words[i]);
		put_words(" ");
		put_float((float)i);
		put_float(0.5F);
		if (ends)
			put_words("\n");
	}
}

static void test_w2v(void **state)
{
	(void)state;
	for (int ends = 0; ends < 2; ends++) {
		make_w2v("3 2\n", ends);
		sx_space *s = load_it("GoogleNews", NULL);
		assert_non_null(s);
		assert_true(sx_space_rows(s) == 3 && sx_space_dims(s) == 2 && value(s, 2, 0) == 2 && value(s, 0, 1) == 0.5F);
		assert_string_equal(sx_space_label(s, 1), "Br\303\274cke");
		assert_string_equal(sx_space_label(s, 2), "a_b");
		sx_space_unref(s);
		s = load_asked("w.bin", NULL, &(asked){ .first = 1, .limit = 1, .exact = true }, NULL, NULL);
		assert_non_null(s);
		assert_true(sx_space_rows(s) == 1 && value(s, 0, 0) == 1);
		assert_string_equal(sx_space_label(s, 0), "Br\303\274cke");
		sx_space_unref(s);
	}
}

static void test_bad_w2v(void **state)
{
	static const struct { const char *header, *says; } bad[] = {
		{ "4 2\n", "truncated: the header promises 4 words, 3 are there whole" },
		{ "9 2\n", "truncated: the header promises at least 81 bytes of data, 43 are there" },
		{ "3 3\n", "truncated" },
		{ "0 2\n", "holds no rows" },
		{ "3 0\n", "holds no rows" },
		{ "18446744073709551615 2\n", "two counts" },
		{ "999999999999999 4\n", "truncated" },
		{ "999999999999999 999999999999\n", "larger than any memory" },
		{ "99999999999999999999 2\n", "does not begin with a line of two counts" },
		{ "-3 2\n", "does not begin with a line of two counts" },
		{ "3 1\n", "is no text" },
	};
	(void)state;
	for (size_t i = 0; i < SX_COUNT(bad); i++) {
		make_w2v(bad[i].header, true);
		refuses("w.bin", NULL, bad[i].says);
	}
	make_w2v("3 2\n", true);
	refuses("w.bin", "x", "--tensor is for formats with several arrays; this is w2v");
}

/* ---- raw, standard input ---- */

static void raw_refuses(const char *shape, const char *says)
{
	assert_null(load_asked("x", "raw", &(asked){ .shape = shape }, NULL, NULL));
	assert_true(holds(last.err.msg, says));
}

static void test_raw(void **state)
{
	(void)state;
	len = 0;
	put_counting(12);
	sx_space *s = load_asked("x", "raw", &(asked){ .shape = "4,3" }, NULL, NULL);
	assert_non_null(s);
	assert_true(sx_space_rows(s) == 4 && value(s, 3, 2) == 11 && last.borrowed);
	sx_space_unref(s);
	raw_refuses(NULL, "give --shape rows,dimensions (it holds 12 float32)");
	raw_refuses("4,4", "truncated: --shape promises 64 bytes of data, 48 are there");
	raw_refuses("3,3", "--shape asks for 36 bytes, the file holds 48");
	static const char *const bad[] = { "", "4,", "4,0", ",3", "4x3", "-4,3", "4,3,", "1,1,1,1,4,3", "99999999999999999999,3" };
	for (size_t i = 0; i < SX_COUNT(bad); i++)
		raw_refuses(bad[i], "is not rows,dimensions");
	raw_refuses("4611686018427387904,4", "larger than any memory");
	assert_null(load_asked("x", "csv", &(asked){ .shape = "4,3" }, NULL, NULL));
	assert_true(holds(last.err.msg, "--shape is for formats with no shape of its own; this is csv"));
}

/* Standard input is the file of this name while line runs. */
static bool with_stdin(const char *path, sx_job *job, const char *line)
{
	int was = dup(0), fd = open(path, O_RDONLY);
	assert_true(was >= 0 && fd >= 0 && dup2(fd, 0) == 0);
	close(fd);
	bool ok = run_line(session, job, &last, "%s", line);
	assert_true(dup2(was, 0) == 0);
	close(was);
	return ok;
}

static void test_stdin(void **state)
{
	sx_job small = { .threads = 1, .memory = 100000 }, stopped = { .threads = 1, .tick = stop_at_once };
	char path[700];
	(void)state;
	len = 0;
	for (size_t i = 0; i < 10000; i++)
		put_words("1,2,3\n");
	snprintf(path, sizeof path, "%s", put_file("in.csv", bytes, len));
	assert_true(with_stdin(path, NULL, "load -"));
	assert_int_equal(last.total, 10000);
	assert_string_equal(sx_space_name(sx_session_current(session)), "stdin");
	assert_true(with_stdin(path, NULL, "load - --rows 7 --as seven"));
	assert_int_equal(last.total, 1);
	small.memory = 30000;
	assert_false(with_stdin(path, &small, "load -"));
	assert_int_equal(last.err.code, SX_EMEMORY);
	assert_true(holds(last.err.msg, "standard input: holds more than 30 kB"));
	assert_false(with_stdin(path, &stopped, "load -"));
	assert_int_equal(last.err.code, SX_ECANCEL);
	assert_false(with_stdin("/dev/null", NULL, "load -"));
	assert_true(holds(last.err.msg, "standard input: is empty"));
}

/* ---- rows and layers ---- */

/* An array of 2 x 3 x 4 x 5 that holds its own index, in a type. */
static void make_npy(const char *descr, bool fortran)
{
	char dict[118];
	len = 0;
	put_bytes("\223NUMPY\001\000v\000", 10);
	snprintf(dict, sizeof dict, "{'descr': '%s', 'fortran_order': %s, 'shape': (2, 3, 4, 5), }", descr,
	         fortran ? "True" : "False");
	for (size_t i = strlen(dict); i < sizeof dict - 1; i++)
		dict[i] = ' ';
	dict[sizeof dict - 1] = '\n';
	put_bytes(dict, sizeof dict);
	for (size_t k = 0; k < 120; k++) {
		size_t at = k;
		if (fortran)
			at = k % 2 * 60 + k / 2 % 3 * 20 + k / 6 % 4 * 5 + k / 24;
		if (strcmp(descr, "<f4") == 0)
			put_float((float)at);
		else
			put_int(at, 2);
	}
}

/* Row (c, p) of layer l, dimension j is ((c * 3 + p) * 4 + l) * 5 + j. */
static void check_layer(const sx_space *s, size_t layer, size_t first, size_t n)
{
	const sx_field *context = sx_space_field(s, "context"), *position = sx_space_field(s, "position");
	assert_int_equal(sx_space_rows(s), n);
	assert_int_equal(sx_space_fields(s), 2);
	for (size_t i = 0; i < n; i++) {
		size_t row = first + i;
		assert_true(context->num[i] == (double)(row / 3) && position->num[i] == (double)(row % 3));
		for (size_t j = 0; j < 5; j++)
			assert_true(value(s, i, j) == (float)((row * 4 + layer) * 5 + j));
	}
}

static void check_layers(bool even)
{
	for (size_t l = 0; l < 4; l++) {
		sx_space *s = load_asked("a.npy", NULL, &(asked){ .layered = true, .layer_first = l, .layer_last = l }, NULL, NULL);
		assert_non_null(s);
		check_layer(s, l, 0, 6);
		assert_string_equal(sx_space_name(s), "x");
		assert_int_equal(last.borrowed, even);
		assert_int_equal(last.total, 6);
		sx_space_unref(s);
		s = load_asked("a.npy", NULL, &(asked){ .layered = true, .layer_first = l, .layer_last = l, .first = 2, .limit = 3,
		                                        .exact = true }, NULL, NULL);
		assert_non_null(s);
		check_layer(s, l, 2, 3);
		sx_space_unref(s);
	}
	sx_space *more[4], *s;
	size_t n, axes[SX_AXES];
	s = load_asked("a.npy", NULL, &(asked){ .layered = true, .numbered = true, .layer_first = 1, .layer_last = SIZE_MAX },
	               more, &n);
	assert_non_null(s);
	assert_int_equal(n, 2);
	assert_string_equal(sx_space_name(s), "x.1");
	assert_string_equal(sx_space_name(more[1]), "x.3");
	assert_int_equal(sx_space_shape(more[1], axes), 3);
	assert_true(axes[0] == 2 && axes[1] == 3 && axes[2] == 5);
	check_layer(s, 1, 0, 6);
	sx_space_unref(s);
	for (size_t i = 0; i < n; i++) {
		check_layer(more[i], 2 + i, 0, 6);
		sx_space_unref(more[i]);
	}
}

static void test_layers(void **state)
{
	(void)state;
	make_npy("<f4", false);
	check_layers(true);
	make_npy("<f4", true);
	check_layers(false);
	make_npy("<i2", false);
	check_layers(false);
	make_npy("<i2", true);
	check_layers(false);
}

static void test_axes(void **state)
{
	static const struct { asked q; const char *says; } bad[] = {
		{ { .layered = true, .layer_first = 4, .layer_last = 4 }, "layer 4 is asked for; there are 4, counted from 0" },
		{ { .layered = true, .layer_first = 1, .layer_last = 9 }, "layer 9 is asked for" },
		{ { .axes = "a,b,c", .layered = true }, "no axis of the array (2×3×4×5) is called layer" },
		{ { .axes = "a,b" }, "--axis names 2 axes; the array is 2×3×4×5, so 3 come before the dimensions" },
		{ { .axes = "a,b,c,d" }, "names 4 axes" },
		{ { .axes = "a,b,a" }, "'a' is no name of an axis" },
		{ { .axes = "a,,b" }, "'' is no name of an axis" },
		{ { .axes = "a,b-c,d" }, "'b-c' is no name" },
		{ { .first = 20, .limit = 10, .exact = true }, "rows 20 to 29 are asked for; there are 24" },
		{ { .first = 24, .limit = 1, .exact = true }, "rows 24 to 24" },
		{ { .tensor = "x" }, "--tensor is for formats with several arrays" },
	};
	(void)state;
	make_npy("<f4", false);
	for (size_t i = 0; i < SX_COUNT(bad); i++) {
		assert_null(load_asked("a.npy", NULL, &bad[i].q, NULL, NULL));
		assert_true(holds(last.err.msg, bad[i].says));
	}
	sx_space *s = load_asked("a.npy", NULL, &(asked){ .axes = "layer,token,head", .layered = true, .layer_first = 1,
	                                                  .layer_last = 1 }, NULL, NULL);
	assert_non_null(s);
	assert_true(sx_space_rows(s) == 12 && value(s, 11, 4) == 119 && last.borrowed);
	assert_true(sx_space_field(s, "head")->num[11] == 3 && sx_space_field(s, "token")->num[11] == 2);
	sx_space_unref(s);
	s = load_asked("a.npy", NULL, &(asked){ .first = 5, .limit = 2, .exact = true }, NULL, NULL);
	assert_non_null(s);
	assert_true(sx_space_rows(s) == 2 && value(s, 0, 0) == 25 && sx_space_field(s, "layer")->num[0] == 1);
	assert_true(sx_space_field(s, "position")->num[0] == 1);
	sx_space_unref(s);
}

/* The sample: labels fit each layer, and a layer is a window on the mapped file. */
static void test_layers_command(void **state)
{
	(void)state;
	assert_true(run_line(session, NULL, &last, "load samples/gpt/acts.npy --layers all --labels samples/gpt/acts.tokens.txt"));
	assert_int_equal(sx_session_spaces(session), 5);
	const sx_space *a = sx_session_space(session, "acts.0"), *b = sx_session_space(session, "acts.4");
	assert_true(a && b && sx_space_rows(b) == 1024 && sx_space_dims(b) == 64);
	assert_ptr_equal(sx_space_mat(a).p + 4 * 64, sx_space_mat(b).p);
	assert_int_equal(sx_space_mat(b).ld, 320);
	assert_string_equal(sx_space_label(a, 1023), sx_space_label(b, 1023));
	assert_string_equal(sx_space_name(sx_session_current(session)), "acts.0");
	assert_true(run_line(session, NULL, &last, "load samples/gpt/acts.npy --layer 4 --as one --rows 1000..1023 "
	                     "--labels samples/gpt/acts.tokens.txt"));
	const sx_space *one = sx_session_space(session, "one");
	assert_string_equal(sx_space_label(one, 23), sx_space_label(b, 1023));
	assert_true(value(one, 0, 0) == value(b, 1000, 0));
	assert_true(run_line(session, NULL, &last, "load samples/gpt/acts.npy --layers 1..2"));
	assert_non_null(sx_session_space(session, "acts-2.2") ? sx_session_space(session, "acts-2.2")
	                                                      : sx_session_space(session, "acts.2"));
	static const char *const bad[] = { "--layer 1 --layers all", "--layers some", "--layers 3..1", "--rows 1..", "--rows x",
	                                   "--rows 5..4", "--layer 5", "--labels samples/glove-5k.labels.txt --layers all" };
	size_t before = sx_session_spaces(session);
	for (size_t i = 0; i < SX_COUNT(bad); i++)
		assert_false(run_line(session, NULL, &last, "load samples/gpt/acts.npy %s", bad[i]));
	assert_int_equal(sx_session_spaces(session), before);
}

/* Rows of text files, where the loader reads from the top. */
static void test_rows_of_text(void **state)
{
	(void)state;
	const char *path = put_text("r.csv", "word,n,x,y\na,q,1,2\nb,r,3,4\nc,s,5,6\n");
	assert_true(run_line(session, NULL, &last, "load '%s' --rows 1..2 --as r", path));
	const sx_space *s = sx_session_space(session, "r");
	assert_true(sx_space_rows(s) == 2 && value(s, 0, 0) == 3 && value(s, 1, 1) == 6);
	assert_string_equal(sx_space_label(s, 1), "c");
	assert_string_equal(sx_space_field(s, "n")->text[0], "r");
	assert_string_equal(sx_space_dim_name(s, 1), "y");
	assert_false(run_line(session, NULL, &last, "load '%s' --rows 1..3", path));
	assert_true(holds(last.err.msg, "rows 1 to 3 are asked for; there are 3"));
	assert_true(run_line(session, NULL, &last, "load '%s' --rows 0..2 --limit 2 --as t", path));
	assert_int_equal(sx_space_rows(sx_session_space(session, "t")), 2);
}

/* A table of metadata beside the points follows the rows too. */
static void test_rows_of_labels(void **state)
{
	(void)state;
	put_text("n.npy", "");
	make_npy("<f4", false);
	put_file("n.npy", bytes, len);
	len = 0;
	put_words("label\tsize\n");
	for (int i = 0; i < 24; i++) {
		char row[32];
		snprintf(row, sizeof row, "w%d\t%d\n", i, i);
		put_words(row);
	}
	put_file("n.tsv", bytes, len);
	assert_true(run_line(session, NULL, &last, "load '%s' --rows 20..22", path_of("n.npy")));
	const sx_space *s = sx_session_current(session);
	assert_string_equal(sx_space_label(s, 2), "w22");
	assert_true(sx_space_field(s, "size")->num[0] == 20);
}

/* ---- damage ---- */

static void check_damage(const char *name, const char *format)
{
	unsigned char *copy = malloc(len);
	assert_non_null(copy);
	memcpy(copy, bytes, len);
	check_variants(name, NULL, copy, len, 3000);
	check_variants(name, format, copy, len, 1500);
	free(copy);
}

static void test_damage(void **state)
{
	(void)state;
	safetensors("{" TENSOR("a", "F16", "[2,3,2]", "0", "24") "," TENSOR("b", "I64", "[3]", "24", "48") "}");
	put_counting(12);
	check_damage("damaged.safetensors", "safetensors");
	make_gguf(3, 0);
	check_damage("damaged.gguf", "gguf");
	make_gguf(2, 30);
	check_damage("damaged2.gguf", "gguf");
	make_w2v("3 2\n", true);
	check_damage("damaged.bin", "w2v");
}

static int open_session(void **state)
{
	(void)state;
	session = sx_session_new();
	return session ? 0 : -1;
}

static int close_session(void **state)
{
	(void)state;
	sx_session_free(session);
	return 0;
}

#define COMMAND_TEST(f) cmocka_unit_test_setup_teardown(f, open_session, close_session)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_safetensors), cmocka_unit_test(test_safetensors_types),
		cmocka_unit_test(test_bad_safetensors), COMMAND_TEST(test_shards), cmocka_unit_test(test_gguf),
		cmocka_unit_test(test_bad_gguf), cmocka_unit_test(test_w2v), cmocka_unit_test(test_bad_w2v),
		cmocka_unit_test(test_raw), COMMAND_TEST(test_stdin), cmocka_unit_test(test_layers), cmocka_unit_test(test_axes),
		COMMAND_TEST(test_layers_command), COMMAND_TEST(test_rows_of_text), COMMAND_TEST(test_rows_of_labels),
		cmocka_unit_test(test_damage),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
