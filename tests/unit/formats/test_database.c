/* test_database.c: HDF5 and SQLite, with files that the libraries themselves write; each is skipped where the library
 * was not there to build with. */
#include "formats/load_isolated.h"
#include "formats/npy.h"
#include "databases.h"
#include "loading.h"

#include <signal.h>
#include <time.h>

static bool in_time(void *ctx, double share, const char *what)
{
	const time_t *until = ctx;
	(void)share;
	(void)what;
	return time(NULL) < *until;
}

#ifdef SX_HAVE_SQLITE3
static sx_space *load_db(const char *sql, told *t)
{
	const char *path = path_of("t.db");
	make_db(path, sql);
	return load_file(sx_file_open(path, NULL, NULL), NULL, SIZE_MAX, NULL, t);
}

static const char good[] = "CREATE TABLE notes(a, b); INSERT INTO notes VALUES(1, 'x');"
	"CREATE TABLE \"my words\"(id INTEGER PRIMARY KEY, w TEXT, n REAL, vec BLOB);"
	"INSERT INTO \"my words\"(w, n, vec) VALUES('the', 0.5, x'0000803f00000040'), ('of', NULL, x'0000404000008040');"
	"CREATE VIEW v AS SELECT x'00000000' AS vec;";

static void test_sqlite(void **state)
{
	told t;
	(void)state;
	sx_space *s = load_db(good, &t);
	if (s == NULL)
		fail_msg("%s", t.err.msg);
	assert_int_equal(sx_space_rows(s), 2);
	assert_true(value(s, 0, 1) == 2 && value(s, 1, 0) == 3 && value(s, 1, 1) == 4);
	assert_string_equal(sx_space_label(s, 1), "of");
	assert_true(sx_space_field(s, "id")->type == SX_INTEGER && sx_space_field(s, "n")->num[0] == .5);
	assert_true(holds(t.notes, "column vec of table my words"));
	sx_space_unref(s);
	assert_null(load_db("CREATE TABLE a(v BLOB); INSERT INTO a VALUES(x'0000803f'), (x'0000803f00000040');", &t));
	assert_true(holds(t.err.msg, "row 1 of a: v has 8 bytes, the first row 4"));
	assert_null(load_db("CREATE TABLE a(v TEXT); INSERT INTO a VALUES('x');", &t));
	assert_true(holds(t.err.msg, "no table has a column with blobs of floats"));
	assert_null(load_db("PRAGMA journal_mode = wal; CREATE TABLE a(v); INSERT INTO a VALUES(x'0000803f');", &t));
	assert_true(holds(t.err.msg, "write-ahead log"));
	remove(path_of("t.db-wal"));
	make_db(path_of("t.db"), good);
	sx_session *all = sx_session_new();
	assert_true(run_line(all, NULL, &t, "load '%s' --tensor 'my words.vec'", path_of("t.db")));
	assert_false(run_line(all, NULL, &t, "load '%s' --tensor notes.a", path_of("t.db")));
	sx_session_free(all);
}

/* ---- what blobs hold ---- */

static void put_blobs(const void *const *blob, const size_t *size, int n)
{
	sqlite3 *db;
	make_db(path_of("b.db"), "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)");
	assert_int_equal(sqlite3_open(path_of("b.db"), &db), SQLITE_OK);
	for (int i = 0; i < n; i++)
		bind_blob(db, "INSERT INTO t(id, v) VALUES(?1, ?2)", i, blob[i], size[i]);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void check_blobs(const void *const *blob, const size_t *size, const char *options, size_t d, float last, const char *says)
{
	sx_session *all = sx_session_new();
	told t;
	put_blobs(blob, size, 2);
	if (!run_line(all, NULL, &t, "load '%s' %s", path_of("b.db"), options))
		fail_msg("%s", t.err.msg);
	const sx_space *s = sx_session_current(all);
	assert_int_equal(sx_space_dims(s), d);
	assert_true(value(s, 1, d - 1) == last);
	if (says)
		assert_true(holds(t.notes, says));
	else
		assert_true(strstr(t.notes, "float64") == NULL && strstr(t.notes, "npy") == NULL);
	sx_session_free(all);
}

/* Doubles are told by their low halves; a sparse or plain float32 vector is none. */
static void test_blobs(void **state)
{
	static const double wide[2][4] = { { .1, -.2, .3, 1.0 / 3 }, { .7, .11, -.13, .17 } };
	static const double even[2][2] = { { .5, 1.5 }, { 2.5, 3.5 } };
	static const float one_hot[2][6] = { { 0, 1, 0, 0, 0, 0 }, { 0, 0, 0, 1, 0, 0 } };
	static const float plain[2][4] = { { .1F, -.2F, .3F, .25F }, { .7F, .11F, -.13F, .5F } };
	static const float relu[2][4] = { { 0, .5F, 0, .25F }, { .7F, 0, 0, .5F } };
	char npy[2][SX_NPY_HEADER + 12];
	(void)state;
	check_blobs((const void *[]){ wide[0], wide[1] }, (size_t[]){ 32, 32 }, "", 4, .17F, "float64, since as float32");
	check_blobs((const void *[]){ even[0], even[1] }, (size_t[]){ 16, 16 }, "", 2, 3.5F, "float64");
	check_blobs((const void *[]){ one_hot[0], one_hot[1] }, (size_t[]){ 24, 24 }, "", 6, 0, NULL);
	check_blobs((const void *[]){ plain[0], plain[1] }, (size_t[]){ 16, 16 }, "", 4, .5F, NULL);
	check_blobs((const void *[]){ relu[1], relu[0] }, (size_t[]){ 16, 16 }, "", 4, .25F, NULL);
	check_blobs((const void *[]){ plain[0], plain[1] }, (size_t[]){ 16, 16 }, "--dtype int8", 16, 63, "int8");
	for (int i = 0; i < 2; i++) {
		sx_npy_write(npy[i], 1, 3);
		memcpy(strstr(npy[i] + 10, "(1, 3)"), "(3,)  ", 6);
		memcpy(npy[i] + SX_NPY_HEADER, plain[i], 12);
	}
	check_blobs((const void *[]){ npy[0], npy[1] }, (size_t[]){ sizeof npy[0], sizeof npy[1] }, "", 3, -.13F, "each is a file of npy");
	told t;
	put_blobs((const void *[]){ wide[0], plain[0] }, (size_t[]){ 32, 16 }, 2);
	assert_null(load_file(sx_file_open(path_of("b.db"), NULL, NULL), NULL, SIZE_MAX, NULL, &t));
	assert_true(holds(t.err.msg, "row 1 of t: v has 16 bytes, the first row 32"));
}

static double number(const sx_space *s, const char *column, size_t row)
{
	const sx_field *f = sx_space_field(s, column);
	assert_true(f && f->num);
	return f->num[row];
}

static const char *text(const sx_space *s, const char *column, size_t row)
{
	const sx_field *f = sx_space_field(s, column);
	assert_true(f && f->text);
	return f->text[row];
}

static void test_vec0(void **state)
{
	told t;
	(void)state;
	make_vec0(path_of("v.db"), declared, "");
	sx_space *s = load_file(sx_file_open(path_of("v.db"), NULL, NULL), NULL, SIZE_MAX, NULL, &t);
	if (s == NULL)
		fail_msg("%s", t.err.msg);
	assert_true(sx_space_rows(s) == 4 && sx_space_dims(s) == 2 && t.total == 4);
	assert_true(value(s, 1, 0) == 3 && value(s, 2, 1) == 6 && value(s, 3, 0) == 7);
	assert_true(number(s, "rowid", 2) == 40 && number(s, "rowid", 3) == 7);
	assert_true(number(s, "year", 1) == -5 && number(s, "year", 2) == (double)(1LL << 40) && number(s, "year", 3) == 2024);
	assert_true(number(s, "popular", 0) == 0 && number(s, "popular", 1) == 1 && number(s, "popular", 2) == 1);
	assert_true(number(s, "score", 2) == 3.5 && sx_space_field(s, "score")->type == SX_REAL);
	assert_string_equal(text(s, "title", 0), "short");
	assert_string_equal(text(s, "title", 1), "twelve bytes");
	assert_string_equal(text(s, "title", 2), "a title that is long");
	assert_string_equal(text(s, "lang", 2), "en");
	assert_string_equal(text(s, "lang", 3), "fr");
	assert_string_equal(text(s, "note", 0), "first");
	assert_string_equal(text(s, "note", 1), "");
	assert_string_equal(text(s, "note", 2), "4");
	assert_true(holds(t.notes, "vectors are column embedding of table items (vec0)"));
	sx_space_unref(s);
	sx_session *all = sx_session_new();
	assert_true(run_line(all, NULL, &t, "load '%s' --as small --tensor items.small --rows 2..3", path_of("v.db")));
	s = sx_session_current(all);
	assert_true(sx_space_rows(s) == 2 && sx_space_dims(s) == 4 && value(s, 0, 0) == 127 && value(s, 0, 1) == -128);
	make_vec0(path_of("v.db"), "CREATE VIRTUAL TABLE items using vec0 (word TEXT PRIMARY KEY, embedding f32[2])", "");
	assert_true(run_line(all, NULL, &t, "load '%s' --as keyed --limit 3", path_of("v.db")));
	s = sx_session_current(all);
	assert_true(sx_space_rows(s) == 3 && sx_space_fields(s) == 1);
	assert_string_equal(sx_space_label(s, 2), "forty");
	sx_session_free(all);
}

static void test_vec0_lies(void **state)
{
	static const struct { const char *create, *then, *says; } lies[] = {
		{ declared, "UPDATE items_chunks SET size = 16", "items: chunk 1 has blobs of the wrong length" },
		{ declared, "UPDATE items_chunks SET size = -8", "items: chunk 1 has blobs of the wrong length" },
		{ declared, "UPDATE items_chunks SET validity = x'0000' WHERE chunk_id = 4", "items: chunk 4 has blobs of the wrong length" },
		{ declared, "UPDATE items_chunks SET validity = x'00'", "items holds no rows" },
		{ declared, "UPDATE items_vector_chunks00 SET vectors = x'00'", "items: chunk 1 has vectors of the wrong length" },
		{ declared, "DELETE FROM items_vector_chunks00 WHERE rowid = 4", "items: chunk 4 has vectors of the wrong length, or none" },
		{ declared, "UPDATE items_metadatachunks01 SET data = x''", "items: chunk 1 has metadata of the wrong length" },
		{ declared, "DELETE FROM items_metadatatext03", "items: chunk 1 has a long text that is not there" },
		{ declared, "DROP TABLE items_auxiliary", "no such table: items_auxiliary" },
		{ "CREATE VIRTUAL TABLE items USING vec0(e float[3])", "", "items: chunk 1 has vectors of the wrong length" },
		{ "CREATE VIRTUAL TABLE items USING vec0(e bit[8])", "", "no table has a column with blobs of floats" },
		{ "CREATE VIRTUAL TABLE items USING vec0(e float[99999999999999999999])", "", "items: chunk 1 has vectors of the wrong" },
		{ "CREATE VIRTUAL TABLE items USING vec0", "", "no table has a column with blobs of floats" },
		{ "CREATE VIRTUAL TABLE items USING fts5(vec0)", "", "no table has a column with blobs of floats" },
	};
	told t;
	(void)state;
	for (size_t i = 0; i < SX_COUNT(lies); i++) {
		make_vec0(path_of("v.db"), lies[i].create, lies[i].then);
		assert_null(load_file(sx_file_open(path_of("v.db"), NULL, NULL), NULL, SIZE_MAX, NULL, &t));
		assert_true(holds(t.err.msg, lies[i].says));
	}
}

static void test_sqlite_damage(void **state)
{
	size_t size;
	(void)state;
	make_db(path_of("t.db"), good);
	char *bytes = get_file(path_of("t.db"), &size);
	check_variants("damaged.db", "sqlite", bytes, size, 600);
	free(bytes);
	make_vec0(path_of("v.db"), declared, "");
	bytes = get_file(path_of("v.db"), &size);
	check_variants("damaged-vec0.db", "sqlite", bytes, size, 1500);
	free(bytes);
}
#else
static void test_sqlite(void **state)
{
	(void)state;
	skip_because("built without SQLite");
}
#define test_sqlite_damage test_sqlite
#define test_vec0 test_sqlite
#define test_blobs test_sqlite
#define test_vec0_lies test_sqlite
#endif

#ifdef SX_HAVE_HDF5
static void test_hdf5(void **state)
{
	told t;
	sx_session *all = sx_session_new();
	(void)state;
	make_h5ad(path_of("t.h5ad"));
	if (!run_line(all, NULL, &t, "load '%s' --as a", path_of("t.h5ad")))
		fail_msg("%s", t.err.msg);
	const sx_space *s = sx_session_current(all);
	assert_true(sx_space_rows(s) == 3 && sx_space_dims(s) == 2 && value(s, 2, 1) == 6);
	assert_string_equal(sx_space_label(s, 1), "B\303\274");
	assert_true(sx_space_field(s, "count")->type == SX_INTEGER && sx_space_field(s, "count")->num[2] == 5);
	assert_string_equal(sx_space_field(s, "kind")->text[0], "B cell");
	assert_string_equal(sx_space_field(s, "kind")->text[1], "");
	assert_string_equal(sx_field_type(sx_space_field(s, "kind")), "category");	/* though of 3 rows */
	assert_string_equal(sx_field_type(sx_space_field(s, "short")), "text");
	assert_string_equal(sx_space_field(s, "short")->text[2], "six");
	assert_null(sx_space_field(s, "wrong"));
	assert_true(holds(t.notes, "obs/wrong is of a kind not read here"));
	assert_true(run_line(all, NULL, &t, "load '%s' --as b --tensor obsm/X_pca --rows 1..2", path_of("t.h5ad")));
	s = sx_session_current(all);
	assert_true(sx_space_rows(s) == 2 && sx_space_dims(s) == 1 && value(s, 0, 0) == 8);
	assert_string_equal(sx_space_label(s, 1), "C");
	assert_false(run_line(all, NULL, &t, "load '%s' --tensor outside", path_of("t.h5ad")));
	assert_true(holds(t.err.msg, "'outside' is no matrix of numbers in it; matrices, for --tensor: X, obsm/X_pca"));
	assert_false(run_line(all, NULL, &t, "load '%s' --tensor obs", path_of("t.h5ad")));
	assert_true(holds(t.err.msg, "'obs' is a group that is no sparse matrix"));
	put_text("bad.h5", "\211HDF\r\n\032\nnothing else");
	assert_false(run_line(all, NULL, &t, "load '%s'", path_of("bad.h5")));
	assert_true(holds(t.err.msg, "HDF5 cannot open it"));
	sx_session_free(all);
}

static void test_hdf5_one(void **state)
{
	static const float x[] = { 1, 2, 3, 4 };
	const hsize_t dims[] = { 2, 2 };
	size_t size;
	told t;
	(void)state;
	hid_t file = H5Fcreate(path_of("one.h5"), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
	put_set(file, "activations", H5T_NATIVE_FLOAT, 2, dims, x);
	H5Fclose(file);
	char *bytes = get_file(path_of("one.h5"), &size);
	sx_space *s = load_bytes("mem.h5", bytes, size, NULL, &t);
	if (s == NULL)
		fail_msg("%s", t.err.msg);
	assert_true(value(s, 1, 1) == 4);
	sx_space_unref(s);
	free(bytes);
}

/* ---- sparse ---- */

static void check_dense(const sx_space *s, size_t from, const float want[4][3])
{
	for (size_t i = 0; i < sx_space_rows(s); i++)
		for (size_t j = 0; j < 3; j++)
			if (value(s, i, j) != want[from + i][j])
				fail_msg("row %zu, column %zu: %g, not %g", from + i, j, (double)value(s, i, j), (double)want[from + i][j]);
}

static void test_sparse(void **state)
{
	static const float rows[4][3] = { { 1, 0, 2 }, { 0, 0, 0 }, { 0, 3, 0 }, { 4, 0, 11 } };
	static const float columns[4][3] = { { 1, 0, 4 }, { 0, 0, 0 }, { 0, 3, 0 }, { 2, 0, 11 } };
	const char *path = path_of("s.h5ad");
	sx_session *all = sx_session_new();
	told t;
	(void)state;
	make_sparse(path, &by_rows, &by_columns);
	if (!run_line(all, NULL, &t, "load '%s' --as x", path))
		fail_msg("%s", t.err.msg);
	assert_true(holds(t.notes, "X is sparse (CSR, 6 entries) and was made dense"));
	check_dense(sx_session_space(all, "x"), 0, rows);
	assert_int_equal(sx_space_rows(sx_session_space(all, "x")), 4);
	assert_string_equal(sx_space_label(sx_session_space(all, "x"), 3), "d");
	assert_true(run_line(all, NULL, &t, "load '%s' --as y --tensor layers/raw", path));
	assert_true(holds(t.notes, "layers/raw is sparse (CSC, 6 entries)"));
	check_dense(sx_session_space(all, "y"), 0, columns);
	for (int i = 0; i < 2; i++) {
		assert_true(run_line(all, NULL, &t, "load '%s' --as z --rows 2..2 --tensor %s", path, i ? "layers/raw" : "X"));
		assert_int_equal(sx_space_rows(sx_session_space(all, "z")), 1);
		check_dense(sx_session_space(all, "z"), 2, i ? columns : rows);
		assert_string_equal(sx_space_label(sx_session_space(all, "z"), 0), "c");
	}
	assert_false(run_line(all, NULL, &t, "load '%s' --tensor none", path));
	assert_true(holds(t.err.msg, "matrices, for --tensor: X, layers/raw"));
	sx_session_free(all);
}

static void refuses_sparse(const sparse *m, const char *says)
{
	told t;
	sx_job job = { .memory = 1 << 20 };
	make_sparse(path_of("s.h5ad"), m, NULL);
	assert_null(load_file(sx_file_open(path_of("s.h5ad"), NULL, NULL), NULL, SIZE_MAX, &job, &t));
	assert_true(holds(t.err.msg, says));
}

static void test_sparse_lies(void **state)
{
	sparse m = by_rows;
	(void)state;
	m.indices[4] = 3;
	refuses_sparse(&m, "'X': entry 4 has the index 3; there are 3 columns");
	m.indices[4] = -1;
	refuses_sparse(&m, "'X': entry 4 has the index -1");
	m = by_columns;
	m.indices[1] = 4;
	refuses_sparse(&m, "'X': entry 1 has the index 4; there are 4 rows");
	m = by_rows;
	m.indptr[2] = 1;
	refuses_sparse(&m, "has an indptr that does not rise");
	m.indptr[2] = -1;
	refuses_sparse(&m, "has an indptr that does not rise");
	m = by_rows;
	m.indptr[0] = 1;
	refuses_sparse(&m, "has an indptr that does not rise");
	m = by_rows;
	m.indptr[4] = 7;
	refuses_sparse(&m, "has an indptr that does not rise");
	m = by_rows;
	m.starts = 4;
	refuses_sparse(&m, "has lists of lengths that do not fit together");
	m = by_rows;
	m.shape[0] = 0;
	refuses_sparse(&m, "does not say its shape");
	m = by_rows;
	m.shape[1] = 1;
	refuses_sparse(&m, "claims more entries than it has places");
	m.shape[1] = 1000000;	/* 16 MB, where 1 MB is allowed */
	refuses_sparse(&m, "'X' is sparse; made dense it needs 16 MB, more than --memory allows");
	m = by_rows;
	m.format = "coo";
	refuses_sparse(&m, "'X' is a group that is no sparse matrix");
}
/* ---- damage, which may make libhdf5 crash or loop: it runs in a process of its own, and is stopped there ---- */

static void check_apart(const char *name, const char *path, int times)
{
	size_t size;
	char *bytes = get_file(path, &size);
	unsigned char *copy = malloc(size + 1);
	int loaded = 0, crashed = 0, endless = 0;
	assert_non_null(copy);
	for (int i = 0; i < times; i++) {
		time_t until = time(NULL) + 3;
		sx_job job = { .threads = 1, .memory = 1 << 24, .tick = in_time, .ctx = &until };
		sx_rng r = sx_rng_open(7, name, (uint64_t)i);
		size_t len = damage(&r, (const unsigned char *)bytes, size, copy);
		told t;
		sx_space *s = load_file(sx_file_from(name, copy, len, NULL), "hdf5", i % 5 ? SIZE_MAX : 2, &job, &t);
		assert_true(s || (t.err.code != SX_OK && t.err.msg[0]));
		assert_null(strstr(t.err.msg, "ended with status"));	/* a sanitizer, or an exit that is none of ours */
		loaded += s != NULL;
		endless += t.err.code == SX_ECANCEL;
		crashed += strstr(t.err.msg, "crashed") != NULL;
		sx_space_unref(s);
	}
	free(bytes);
	free(copy);
	print_message("%s: %d of %d loaded, %d crashed libhdf5, %d kept it busy\n", name, loaded, times, crashed, endless);
	assert_true(loaded > 0 && endless < 3);
}

static void test_hdf5_damage(void **state)
{
	(void)state;
	make_h5ad(path_of("t.h5ad"));
	check_apart("damaged.h5ad", path_of("t.h5ad"), 400);
	make_sparse(path_of("s.h5ad"), &by_rows, &by_columns);
	check_apart("damaged-sparse.h5ad", path_of("s.h5ad"), 400);
}
#else
static void test_hdf5(void **state)
{
	(void)state;
	skip_because("built without HDF5");
}
#define test_hdf5_one test_hdf5
#define test_sparse test_hdf5
#define test_hdf5_damage test_hdf5
#define test_sparse_lies test_hdf5
#endif

/* ---- a loader in a process of its own ---- */

static sx_space *loops(sx_load *l, sx_err *err)
{
	volatile const sx_err *forever = err;
	for (; forever == err;)
		sx_load_note(l, "x");
	return NULL;
}

static sx_space *crashes(sx_load *l, sx_err *err)
{
	(void)l;
	(void)err;
	raise(SIGSEGV);
	return NULL;
}

static sx_space *leaves(sx_load *l, sx_err *err)
{
	(void)l;
	(void)err;
	_exit(7);
}

static sx_space *refuses(sx_load *l, sx_err *err)
{
	sx_file_fail(err, SX_EFORMAT, l->file->path, "no");
	return NULL;
}

/* More text than a pipe holds, so that both ends must work at once. */
static sx_space *makes(sx_load *l, sx_err *err)
{
	enum { ROWS = 30000 };
	static const char *label[ROWS], *kind[ROWS];
	static double num[ROWS];
	float *p;
	sx_space *s = sx_load_points(l, ROWS, 2, &p, err);
	for (size_t i = 0; s && i < ROWS; i++) {
		p[2 * i] = (float)i;
		num[i] = (double)i / 2;
		label[i] = i % 2 ? "\303\274ber" : "";
		kind[i] = "k";
	}
	const sx_field a = { .name = "half", .type = SX_REAL, .num = num };
	const sx_field b = { .name = "kind", .type = SX_TEXT, .text = kind, .category = true };
	sx_load_note(l, "made apart");
	l->total = 77;
	if (s && sx_space_set_labels(s, label, err) && sx_space_add_field(s, &a, err) && sx_space_add_field(s, &b, err))
		return s;
	sx_space_unref(s);
	return NULL;
}

static sx_space *apart(sx_space *(*read)(sx_load *, sx_err *), sx_job *job, told *t)
{
	sx_load l = { .file = sx_file_from("x", "", 0, NULL), .name = "x", .limit = SIZE_MAX, .job = job, .tmp = sx_arena_new(0),
	              .out = sx_result_new() };
	t->err = (sx_err){ SX_OK, "" };
	sx_space *s = sx_load_isolated(read, &l, &t->err);
	take_notes(t, l.out);
	t->total = l.total;
	sx_result_unref(l.out);
	sx_arena_free(l.tmp);
	sx_file_unref(l.file);
	return s;
}

static void test_apart(void **state)
{
	time_t until = time(NULL) + 2;
	sx_job stopped = { .tick = in_time, .ctx = &until }, small = { .memory = 1000 };
	told t;
	(void)state;
	sx_space *s = apart(makes, NULL, &t);
	if (s == NULL)
		fail_msg("%s", t.err.msg);
	assert_true(sx_space_rows(s) == 30000 && value(s, 29999, 0) == 29999 && value(s, 29999, 1) == 0 && t.total == 77);
	assert_true(strcmp(sx_space_label(s, 29999), "\303\274ber") == 0 && holds(t.notes, "made apart"));
	assert_true(sx_space_field(s, "half")->num[3] == 1.5 && sx_space_field(s, "kind")->category);
	sx_space_unref(s);
	assert_null(apart(makes, &small, &t));
	assert_int_equal(t.err.code, SX_EMEMORY);
	assert_null(apart(loops, &stopped, &t));
	assert_int_equal(t.err.code, SX_ECANCEL);
	assert_null(apart(refuses, NULL, &t));
	assert_string_equal(t.err.msg, "x: no");
	assert_null(apart(crashes, NULL, &t));
	assert_true(t.err.code == SX_EFORMAT && holds(t.err.msg, "x: is damaged: the library that reads it crashed"));
	assert_null(apart(leaves, NULL, &t));
	assert_true(holds(t.err.msg, "ended with status 7"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sqlite), cmocka_unit_test(test_blobs), cmocka_unit_test(test_vec0), cmocka_unit_test(test_vec0_lies),
		cmocka_unit_test(test_sqlite_damage), cmocka_unit_test(test_hdf5),
		cmocka_unit_test(test_hdf5_one), cmocka_unit_test(test_sparse), cmocka_unit_test(test_sparse_lies),
		cmocka_unit_test(test_hdf5_damage), cmocka_unit_test(test_apart),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
