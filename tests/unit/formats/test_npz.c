/* test_npz.c: arrays of numpy in zip archives, made here byte by byte: stored and deflated, labels, archives that lie,
 * and what save writes. Without libzip all are refused by name. */
#include "loading.h"
#include "formats/npy.h"

#ifdef SX_HAVE_LIBZIP
#include <zip.h>
#endif

enum { ROOM = 1 << 16, MOST = 8 };

static unsigned char bytes[ROOM];
static size_t len;
static told last;

/* ---- zip archives ---- */

static void put_bytes(const void *p, size_t n)
{
	assert_true(len + n <= ROOM);
	memcpy(bytes + len, p, n);
	len += n;
}

static void put_int(uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char b = (unsigned char)(i < 8 ? v >> (8 * i) : 0);
		put_bytes(&b, 1);
	}
}

static uint32_t crc32_of(const unsigned char *p, size_t n)
{
	uint32_t c = ~0U;
	for (size_t i = 0; i < n; i++) {
		c ^= p[i];
		for (int k = 0; k < 8; k++)
			c = c & 1 ? 0xEDB88320U ^ c >> 1 : c >> 1;
	}
	return ~c;
}

typedef struct member {
	const char *name;
	const unsigned char *data;
	size_t size, claimed;		/* claimed 0: size */
	unsigned method, flags;
	uint32_t crc_error;
	size_t at;			/* filled in */
} member;

/* Deflate without compressing: one last stored block. */
static size_t packed_size(const member *m)
{
	return m->method == 8 ? m->size + 5 : m->size;
}

static void put_fields(const member *m)
{
	put_int(20, 2);
	put_int(m->flags, 2);
	put_int(m->method, 2);
	put_int(0x00210000, 4);
	put_int(crc32_of(m->data, m->size) ^ m->crc_error, 4);
	put_int(packed_size(m), 4);
	put_int(m->claimed ? m->claimed : m->size, 4);
	put_int(strlen(m->name), 2);
	put_int(0, 2);
}

static void put_member(member *m)
{
	m->at = len;
	put_bytes("PK\003\004", 4);
	put_fields(m);
	put_bytes(m->name, strlen(m->name));
	if (m->method == 8) {
		put_int(1, 1);
		put_int(m->size, 2);
		put_int(~m->size, 2);
	}
	put_bytes(m->data, m->size);
}

static void make_zip(member *m, size_t n)
{
	len = 0;
	for (size_t i = 0; i < n; i++)
		put_member(&m[i]);
	size_t start = len;
	for (size_t i = 0; i < n; i++) {
		put_bytes("PK\001\002", 4);
		put_int(20, 2);
		put_fields(&m[i]);
		put_int(0, 10);
		put_int(0, 2);
		len -= 2;		/* comment, disk, attributes: 2 + 2 + 2 + 4 */
		put_int(m[i].at, 4);
		put_bytes(m[i].name, strlen(m[i].name));
	}
	size_t size = len - start;
	put_bytes("PK\005\006", 4);
	put_int(0, 4);
	put_int(n, 2);
	put_int(n, 2);
	put_int(size, 4);
	put_int(start, 4);
	put_int(0, 2);
}

/* ---- arrays ---- */

static unsigned char arrays[MOST][2048];

static member array(size_t slot, const char *name, const char *descr, const char *shape, const void *data, size_t size)
{
	unsigned char *p = arrays[slot];
	memset(p, ' ', 128);
	memcpy(p, "\223NUMPY\001\000v\000", 10);
	int n = snprintf((char *)p + 10, 117, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape);
	p[10 + n] = ' ';
	p[127] = '\n';
	assert_true(size <= sizeof arrays[0] - 128);
	memcpy(p + 128, data, size);
	return (member){ .name = name, .data = p, .size = 128 + size };
}

static const float points[6] = { 0, 1, 2, 3, 4, 5 };

static member points_array(unsigned method)
{
	member m = array(0, "points.npy", "<f4", "(3, 2)", points, sizeof points);
	m.method = method;
	return m;
}

static sx_space *load_zip(const char *tensor, sx_job *job)
{
	sx_load l = { .name = "x", .limit = SIZE_MAX, .tensor = tensor, .job = job, .tmp = sx_arena_new(0),
	              .out = sx_result_new(), .file = sx_file_from("x.npz", bytes, len, NULL) };
	last.err = (sx_err){ SX_OK, "" };
	last.borrowed = false;
	const sx_loader *loader = sx_loader_for(l.file, NULL, &last.err);
	sx_space *s = loader ? sx_load_by(loader, &l, &last.err) : NULL;
	take_notes(&last, l.out);
	const unsigned char *at = s ? (const unsigned char *)sx_space_mat(s).p : NULL;
	last.borrowed = l.borrowed && at >= l.file->bytes && at < l.file->bytes + l.file->size;
	sx_result_unref(l.out);
	sx_arena_free(l.tmp);
	sx_file_unref(l.file);
	return s;
}

static void refuses(const char *tensor, const char *says)
{
	assert_null(load_zip(tensor, NULL));
	assert_true(last.err.code != SX_OK && holds(last.err.msg, says));
	assert_int_equal(strncmp(last.err.msg, "x.npz: ", 7), 0);
}

#ifdef SX_HAVE_LIBZIP
static sx_session *session;
static const uint32_t labels[3][4] = { { 'a' }, { 0xFC, 0x20AC, 0x1F600, 'z' }, { 0xD800 } };

static member labels_array(void)
{
	return array(1, "labels.npy", "<U4", "(3,)", labels, sizeof labels);
}

static void test_members(void **state)
{
	(void)state;
	for (unsigned method = 0; method <= 8; method += 8) {
		member m[] = { points_array(method), labels_array(), { .name = "readme.txt", .data = (const unsigned char *)"x", .size = 1 } };
		make_zip(m, 3);
		sx_space *s = load_zip(NULL, NULL);
		assert_non_null(s);
		assert_true(sx_space_rows(s) == 3 && sx_space_dims(s) == 2 && value(s, 2, 1) == 5);
		assert_string_equal(sx_space_label(s, 0), "a");
		assert_string_equal(sx_space_label(s, 1), "ü€\360\237\230\200z");
		assert_string_equal(sx_space_label(s, 2), "\357\277\275");
		sx_space_unref(s);
	}
}

static void test_choice(void **state)
{
	static const double one[2] = { 7, 8 };
	(void)state;
	member m[] = { points_array(0), array(2, "y.npy", "<f8", "(2,)", one, sizeof one),
	               array(3, "deep/z.npy", "<f8", "(1, 2)", one, sizeof one), array(4, "o.npy", "|O", "(2,)", one, 16) };
	make_zip(m, 2);
	sx_space *s = load_zip(NULL, NULL);	/* the only one that is more than a list of numbers */
	assert_non_null(s);
	assert_int_equal(sx_space_rows(s), 3);
	sx_space_unref(s);
	make_zip(m, 4);
	refuses(NULL, "holds 4 arrays; --tensor picks one: points (3×2 float32), y (2 float64), deep/z (1×2 float64)");
	refuses("o", "holds Python objects");
	refuses("x", "no array is called 'x'");
	s = load_zip("deep/z", NULL);
	assert_non_null(s);
	assert_true(value(s, 0, 1) == 8);
	sx_space_unref(s);
}

static void one_member(member m, const char *says)
{
	make_zip(&m, 1);
	refuses(NULL, says);
}

static void test_lies(void **state)
{
	static const unsigned char junk[200] = { 1 };
	sx_job small = { .threads = 1, .memory = 100 };
	member m = points_array(8);
	(void)state;
	make_zip(&m, 0);
	refuses(NULL, "is a zip archive that holds nothing");
	m.claimed = 0xFFFFFFF0;
	one_member(m, "claims 4294967280 bytes, made of 157: the archive is damaged, or a bomb");
	m.claimed = m.size + 8;
	one_member(m, "member 'points.npy': truncated: it ends before its claimed size");
	m = points_array(0);
	m.crc_error = 1;
	one_member(m, "its checksum is wrong");
	m = points_array(0);
	m.flags = 1;
	one_member(m, "is encrypted");
	m = points_array(0);
	m.method = 12;
	one_member(m, "compressed in a way numpy does not know");
	one_member(array(2, "a.npy", "<f4", "(1000, 1000)", points, 24), "truncated: the header promises 4000000 bytes of data");
	one_member(array(2, "a.npy", "<f4", "(4611686018427387904, 4)", points, 24), "larger than any memory");
	one_member((member){ .name = "a.npy", .data = junk, .size = sizeof junk }, "is no npy file");
	one_member((member){ .name = "archive/data.pkl", .data = junk, .size = sizeof junk }, "is saved by PyTorch");
	m = points_array(8);
	make_zip(&m, 1);
	assert_null(load_zip(NULL, &small));
	assert_int_equal(last.err.code, SX_EMEMORY);
	for (size_t n = 4; n < len; n += 7) {
		size_t whole = len;
		len = n;
		refuses(NULL, "is no zip archive that can be read");
		len = whole;
	}
}

/* 32 MB of zeros in 32 kB: no more is unpacked than the ceiling allows. */
static void test_bomb(void **state)
{
	enum { ROWS = 8 << 20, SIZE = SX_NPY_HEADER + 4 * ROWS };
	sx_job job = { .threads = 1, .memory = 1 << 20 };
	(void)state;
	char *zeros = calloc(1, SIZE);
	assert_non_null(zeros);
	sx_npy_write(zeros, ROWS, 1);
	remove(path_of("bomb.npz"));
	zip_t *zip = zip_open(path_of("bomb.npz"), ZIP_CREATE, NULL);
	assert_true(zip && zip_file_add(zip, "a.npy", zip_source_buffer(zip, zeros, SIZE, 0), 0) == 0 && zip_close(zip) == 0);
	free(zeros);
	for (int i = 0; i < 2; i++) {
		sx_space *s = load_file(sx_file_open(path_of("bomb.npz"), NULL, NULL), NULL, SIZE_MAX, &job, &last);
		assert_true((s != NULL) == (i == 1));
		assert_int_equal(last.err.code, i ? SX_OK : SX_EMEMORY);
		sx_space_unref(s);
		job.memory = 64 << 20;
	}
}

/* float32 in C order that is stored and lies at a multiple of 4 is used where it is; all else gives the same values. */
static void test_in_place(void **state)
{
	static const double wide[6] = { 0, 1, 2, 3, 4, 5 };
	static const unsigned char big[8] = { 0, 0, 0, 0, 0x3F, 0x80, 0, 0 };
	(void)state;
	member odd = points_array(0), m[] = { points_array(0), array(1, "wide.npy", "<f8", "(3, 2)", wide, sizeof wide),
	                                      array(2, "turned.npy", ">f4", "(1, 2)", big, sizeof big), points_array(8) };
	odd.name = "point.npy";		/* 30 + 9 + 128 bytes before the values */
	m[3].name = "packed.npy";
	struct { const char *name; bool in_place; } want[] = {
		{ "points", true }, { "wide", false }, { "turned", false }, { "packed", false }, { "point", false },
	};
	for (size_t i = 0; i < SX_COUNT(want); i++) {
		if (i < 4)
			make_zip(m, 4);
		else
			make_zip(&odd, 1);
		sx_space *s = load_zip(want[i].name, NULL);
		assert_non_null(s);
		if (last.borrowed != want[i].in_place)
			fail_msg("%s is %s", want[i].name, last.borrowed ? "in its place" : "copied");
		assert_true(value(s, 0, 0) == 0 && value(s, 0, 1) == 1);
		sx_space_unref(s);
	}
}

/* A member that promises more than it holds must not reach into what follows it. */
static void test_stays_inside(void **state)
{
	(void)state;
	member m[] = { array(0, "a.npy", "<f4", "(3, 2)", points, 20), array(1, "b.npy", "<f4", "(3, 2)", points, 24) };
	make_zip(m, 2);
	refuses("a", "truncated: the header promises 24 bytes of data, 20 are there");
	m[0] = array(0, "a.npy", "<f4", "(3, 2)", points, 24);
	make_zip(m, 2);
	bytes[26]++;		/* the length of the name in the member's own header */
	sx_space *s = load_zip("a", NULL);
	assert_true(s == NULL || value(s, 2, 1) == 5);
	sx_space_unref(s);
}

/* Bytes of this process's own that are in memory, the pages of mapped files apart; 0: not known here. */
static size_t own_memory(void)
{
	char line[200];
	size_t kb = 0;
	FILE *f = fopen("/proc/self/status", "r");
	while (f && fgets(line, sizeof line, f) && sscanf(line, "RssAnon: %zu", &kb) != 1)
		continue;
	if (f)
		fclose(f);
	return kb << 10;
}

static void test_mapped(void **state)
{
	enum { ROWS = 80000, DIMS = 256 };	/* 82 MB: above what is summed at loading */
	float *p;
	char text[900];
	(void)state;
	sx_space *made = sx_space_new("made", ROWS, DIMS, &p, NULL);
	assert_non_null(made);
	for (size_t i = 0; i < ROWS; i++)
		p[i * DIMS] = (float)i;
	assert_true(sx_session_add(session, made, true, NULL));
	sx_space_unref(made);
	assert_true(run_line(session, NULL, &last, "save made '%s'", path_of("big.npz")));
	assert_true(run_line(session, NULL, &last, "drop made"));
	size_t before = own_memory();
	snprintf(text, sizeof text, "load '%s' --as big", path_of("big.npz"));
	sx_result *r = sx_result_new();
	assert_true(sx_run(session, text, NULL, r, NULL));
	assert_true(sx_result_scalar(r, "mapped")->num == 1);
	sx_result_unref(r);
	size_t after = own_memory();
	if (before && after > before + (20 << 20))
		fail_msg("loading took %zu bytes of memory of its own", after - before);
	assert_true(value(sx_session_space(session, "big"), ROWS - 1, 0) == ROWS - 1);
	assert_int_equal(truncate(path_of("big.npz"), 1 << 20), 0);
	assert_false(run_line(session, NULL, &last, "standardize big"));
	assert_true(last.err.code == SX_EIO && holds(last.err.msg, "big.npz: was truncated while in use; load it again"));
	assert_true(run_line(session, NULL, &last, "drop big"));
}

static void test_damage(void **state)
{
	(void)state;
	member m[] = { points_array(8), labels_array(), array(2, "y.npy", "<i2", "(3, 2, 2)", points, 24) };
	make_zip(m, 2);
	check_variants("damaged.npz", NULL, bytes, len, 3000);
	make_zip(m, 1);
	check_variants("damaged1.npz", "npz", bytes, len, 1500);
	member plain[] = { points_array(0), array(2, "y.npy", "<i2", "(3, 2, 2)", points, 24) };
	make_zip(plain, 1);
	check_variants("damaged2.npz", "npz", bytes, len, 1500);
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

static void test_round_trip(void **state)
{
	static const char *const label[] = { "the", "ü€\360\237\230\200", "", "bad \377 byte" };
	float *p;
	(void)state;
	sx_space *s = sx_space_new("made", 4, 3, &p, NULL);
	assert_non_null(s);
	for (size_t i = 0; i < 12; i++)
		p[i] = (float)i / 7;
	assert_true(sx_space_set_labels(s, label, NULL) && sx_session_add(session, s, true, NULL));
	sx_space_unref(s);
	static const char *const endings[] = { "npz", "safetensors", "bin" };
	for (size_t e = 0; e < SX_COUNT(endings); e++) {
		char path[800];
		snprintf(path, sizeof path, "%s.%s", path_of("round"), endings[e]);
		assert_true(run_line(session, NULL, &last, "save made '%s'", path));
		assert_true(run_line(session, NULL, &last, "load '%s' --as back", path));
		const sx_space *back = sx_session_space(session, "back");
		for (size_t i = 0; i < 12; i++)
			assert_true(value(back, i / 3, i % 3) == p[i]);
		assert_string_equal(sx_space_label(back, 1), label[1]);
		assert_string_equal(sx_space_label(back, 2), "");
		assert_string_equal(sx_space_label(back, 3), e == 0 ? "bad \303\277 byte" : e == 1 ? "bad \377 byte" : "bad_\377_byte");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members), cmocka_unit_test(test_choice), cmocka_unit_test(test_lies),
		cmocka_unit_test(test_damage), cmocka_unit_test(test_bomb), cmocka_unit_test(test_in_place), cmocka_unit_test(test_stays_inside),
		cmocka_unit_test_setup_teardown(test_mapped, open_session, close_session),
		cmocka_unit_test_setup_teardown(test_round_trip, open_session, close_session),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
#else
static void test_refused(void **state)
{
	(void)state;
	member m = points_array(0);
	make_zip(&m, 1);
	refuses(NULL, "built without libzip");
}

static void test_members(void **state)
{
	(void)state;
	skip_because("built without libzip");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_refused), cmocka_unit_test(test_members) };
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
#endif
