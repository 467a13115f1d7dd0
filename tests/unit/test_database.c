/* test_database.c: HDF5 and SQLite, with files that the libraries themselves write; each is skipped where the library
 * was not there to build with. */
#include "loading.h"

#ifdef SX_HAVE_SQLITE3
#include <sqlite3.h>

static void make_db(const char *path, const char *sql)
{
	sqlite3 *db;
	char *message = NULL;
	remove(path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

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

/* ---- vec0, without sqlite-vec: its shadow tables as its ARCHITECTURE.md has them, 8 places a chunk ---- */

enum { PLACES = 8 };

typedef struct chunk {
	int           id;
	unsigned char taken;
	int64_t       rowid[PLACES], year[PLACES];
	float         vector[PLACES][2];
	signed char   small[PLACES][4];
	unsigned char popular;
	double        score[PLACES];
	struct { int32_t len; char text[12]; } title[PLACES];
	const char   *lang;
} chunk;

static const chunk chunks[] = {
	{ .id = 1, .taken = 0x0B, .rowid = { 10, 20, 30, 40 }, .year = { 1999, -5, 0, 1LL << 40 }, .popular = 0x0A,
	  .vector = { { 1, 2 }, { 3, 4 }, { 99, 99 }, { 5, 6 } }, .small = { { 1, -2, 3, -4 }, { 0 }, { 0 }, { 127, -128, 0, 1 } },
	  .score = { .5, 1.5, 2.5, 3.5 }, .title = { { 5, "short" }, { 12, "twelve bytes" }, { 0 }, { 20, "a title that" } },
	  .lang = "en" },
	{ .id = 4, .taken = 0x80, .rowid = { [7] = 7 }, .year = { [7] = 2024 }, .vector = { [7] = { 7, 8 } }, .lang = "fr" },
};
static const char declared[] = "CREATE VIRTUAL TABLE items USING vec0(\n  lang text partition key, embedding FLOAT[2] "
	"distance_metric=cosine,\n\tyear integer, popular boolean, score float, title text, +note text, small int8[4], chunk_size=8)";

static void bind_blob(sqlite3 *db, const char *sql, int id, const void *blob, size_t size)
{
	sqlite3_stmt *s;
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_bind_int(s, 1, id);
	sqlite3_bind_blob(s, 2, blob, (int)size, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(s), SQLITE_DONE);
	sqlite3_finalize(s);
}

static void put_chunk(sqlite3 *db, const chunk *c)
{
	bind_blob(db, "INSERT INTO items_chunks(chunk_id, size, validity, rowids) VALUES(?1, 8, x'00', ?2)", c->id, c->rowid,
	          sizeof c->rowid);
	bind_blob(db, "UPDATE items_chunks SET validity = ?2 WHERE chunk_id = ?1", c->id, &c->taken, 1);
	bind_blob(db, "UPDATE items_chunks SET partition00 = CAST(?2 AS TEXT) WHERE chunk_id = ?1", c->id, c->lang, 2);
	bind_blob(db, "INSERT INTO items_vector_chunks00(rowid, vectors) VALUES(?1, ?2)", c->id, c->vector, sizeof c->vector);
	bind_blob(db, "INSERT INTO items_vector_chunks01(rowid, vectors) VALUES(?1, ?2)", c->id, c->small, sizeof c->small);
	bind_blob(db, "INSERT INTO items_metadatachunks00 VALUES(?1, ?2)", c->id, c->year, sizeof c->year);
	bind_blob(db, "INSERT INTO items_metadatachunks01 VALUES(?1, ?2)", c->id, &c->popular, 1);
	bind_blob(db, "INSERT INTO items_metadatachunks02 VALUES(?1, ?2)", c->id, c->score, sizeof c->score);
	bind_blob(db, "INSERT INTO items_metadatachunks03 VALUES(?1, ?2)", c->id, c->title, sizeof c->title);
}

static const char *make_vec0(const char *create, const char *then)
{
	static char sql[4000];
	sqlite3 *db;
	snprintf(sql, sizeof sql, "CREATE TABLE aside(v BLOB); CREATE TABLE items_chunks(chunk_id INTEGER PRIMARY KEY AUTOINCREMENT, "
	         "size INTEGER NOT NULL, sequence_id integer, partition00, validity BLOB NOT NULL, rowids BLOB NOT NULL);"
	         "CREATE TABLE items_rowids(rowid INTEGER PRIMARY KEY AUTOINCREMENT, id, chunk_id INTEGER, chunk_offset INTEGER);"
	         "INSERT INTO items_rowids(rowid, id) VALUES(10, 'ten'), (20, 'twenty'), (40, 'forty'), (7, 'seven');"
	         "CREATE TABLE items_vector_chunks00(rowid PRIMARY KEY, vectors BLOB NOT NULL);"
	         "CREATE TABLE items_vector_chunks01(rowid PRIMARY KEY, vectors BLOB NOT NULL);"
	         "CREATE TABLE items_metadatachunks00(rowid PRIMARY KEY, data BLOB NOT NULL);"
	         "CREATE TABLE items_metadatachunks01(rowid PRIMARY KEY, data BLOB NOT NULL);"
	         "CREATE TABLE items_metadatachunks02(rowid PRIMARY KEY, data BLOB NOT NULL);"
	         "CREATE TABLE items_metadatachunks03(rowid PRIMARY KEY, data BLOB NOT NULL);"
	         "CREATE TABLE items_metadatatext03(rowid PRIMARY KEY, data TEXT);"
	         "INSERT INTO items_metadatatext03 VALUES(40, 'a title that is long');"
	         "CREATE TABLE items_auxiliary(rowid INTEGER PRIMARY KEY, value00);"
	         "INSERT INTO items_auxiliary VALUES(10, 'first'), (40, 4), (7, NULL);"
	         "PRAGMA writable_schema = on; INSERT INTO sqlite_schema(type, name, tbl_name, rootpage, sql) "
	         "VALUES('table', 'items', 'items', 0, '%s');", create);
	make_db(path_of("v.db"), sql);
	assert_int_equal(sqlite3_open(path_of("v.db"), &db), SQLITE_OK);
	for (size_t i = 0; i < SX_COUNT(chunks); i++)
		put_chunk(db, &chunks[i]);
	assert_int_equal(sqlite3_exec(db, then, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return path_of("v.db");
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
	sx_space *s = load_file(sx_file_open(make_vec0(declared, ""), NULL, NULL), NULL, SIZE_MAX, NULL, &t);
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
	make_vec0("CREATE VIRTUAL TABLE items using vec0 (word TEXT PRIMARY KEY, embedding f32[2])", "");
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
		make_vec0(lies[i].create, lies[i].then);
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
	bytes = get_file(make_vec0(declared, ""), &size);
	check_variants("damaged-vec0.db", "sqlite", bytes, size, 1500);
	free(bytes);
}
#else
static void test_sqlite(void **state)
{
	(void)state;
	skip();
}
#define test_sqlite_damage test_sqlite
#define test_vec0 test_sqlite
#define test_vec0_lies test_sqlite
#endif

#ifdef SX_HAVE_HDF5
#include <hdf5.h>

static void put_set(hid_t at, const char *name, hid_t type, int rank, const hsize_t *dims, const void *data)
{
	hid_t space = H5Screate_simple(rank, dims, NULL);
	hid_t set = H5Dcreate2(at, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	assert_true(set >= 0 && H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
	H5Dclose(set);
	H5Sclose(space);
}

/* As anndata writes it: X, obsm, obs with an index, a category, numbers and texts of fixed and of any length. */
static void make_h5ad(const char *path)
{
	static const double x[] = { 1, 2, 3, 4, 5, 6 };
	static const float pca[] = { 7, 8, 9 };
	static const int n[] = { 3, 4, 5 };
	static const signed char codes[] = { 1, -1, 0 };
	static const char *const names[] = { "AA", "B\303\274", "C" }, *const kinds[] = { "T cell", "B cell" };
	static const char fixed[3][4] = { "one", "two", "six" };
	const hsize_t two[] = { 3, 2 }, one[] = { 3, 1 }, three[] = { 3 }, pair[] = { 2 };
	hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
	hid_t text = H5Tcopy(H5T_C_S1), short_text = H5Tcopy(H5T_C_S1);
	H5Tset_size(text, H5T_VARIABLE);
	H5Tset_cset(text, H5T_CSET_UTF8);
	H5Tset_size(short_text, 4);
	put_set(file, "X", H5T_NATIVE_DOUBLE, 2, two, x);
	hid_t obsm = H5Gcreate2(file, "obsm", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	put_set(obsm, "X_pca", H5T_NATIVE_FLOAT, 2, one, pca);
	hid_t obs = H5Gcreate2(file, "obs", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	put_set(obs, "cell", text, 1, three, names);
	put_set(obs, "count", H5T_NATIVE_INT, 1, three, n);
	put_set(obs, "short", short_text, 1, three, fixed);
	put_set(obs, "wrong", H5T_NATIVE_INT, 1, pair, n);
	hid_t kind = H5Gcreate2(obs, "kind", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	put_set(kind, "codes", H5T_NATIVE_SCHAR, 1, three, codes);
	put_set(kind, "categories", text, 1, pair, kinds);
	hid_t scalar = H5Screate(H5S_SCALAR), a = H5Acreate2(obs, "_index", text, scalar, H5P_DEFAULT, H5P_DEFAULT);
	const char *index = "cell";
	H5Awrite(a, text, &index);
	H5Lcreate_external("/etc/other.h5", "X", file, "outside", H5P_DEFAULT, H5P_DEFAULT);
	H5Aclose(a);
	H5Sclose(scalar);
	H5Gclose(kind);
	H5Gclose(obs);
	H5Gclose(obsm);
	H5Tclose(text);
	H5Tclose(short_text);
	H5Fclose(file);
}

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

typedef struct sparse {
	const char *format;		/* "csr", "csc" */
	bool        old;		/* as AnnData wrote it before 0.7 */
	long long   shape[2], indptr[6], indices[8];
	hsize_t     starts, entries;
} sparse;

/* 4 rows of 3: nothing on row 1, and two entries for the place (3, 2), which add up. */
static const float entry[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static const sparse by_rows = { "csr", false, { 4, 3 }, { 0, 2, 2, 3, 6 }, { 0, 2, 1, 0, 2, 2 }, 5, 6 };
static const sparse by_columns = { "csc", true, { 4, 3 }, { 0, 2, 3, 6 }, { 0, 3, 2, 0, 3, 3 }, 4, 6 };

static void put_attributes(hid_t group, const sparse *m)
{
	const hsize_t two[] = { 2 };
	char words[40];
	snprintf(words, sizeof words, "%s%s", m->format, m->old ? "" : "_matrix");
	hid_t text = H5Tcopy(H5T_C_S1), scalar = H5Screate(H5S_SCALAR), pair = H5Screate_simple(1, two, NULL);
	H5Tset_size(text, strlen(words));
	hid_t a = H5Acreate2(group, m->old ? "h5sparse_format" : "encoding-type", text, scalar, H5P_DEFAULT, H5P_DEFAULT);
	assert_true(a >= 0 && H5Awrite(a, text, words) >= 0);
	hid_t b = H5Acreate2(group, m->old ? "h5sparse_shape" : "shape", H5T_STD_I64LE, pair, H5P_DEFAULT, H5P_DEFAULT);
	assert_true(b >= 0 && H5Awrite(b, H5T_NATIVE_LLONG, m->shape) >= 0);
	H5Aclose(a);
	H5Aclose(b);
	H5Sclose(pair);
	H5Sclose(scalar);
	H5Tclose(text);
}

static void put_sparse(hid_t at, const char *name, const sparse *m)
{
	hid_t group = H5Gcreate2(at, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	put_attributes(group, m);
	put_set(group, "data", H5T_NATIVE_FLOAT, 1, &m->entries, entry);
	put_set(group, "indices", H5T_NATIVE_LLONG, 1, &m->entries, m->indices);
	put_set(group, "indptr", H5T_NATIVE_LLONG, 1, &m->starts, m->indptr);
	H5Gclose(group);
}

static const char *make_sparse(const sparse *x, const sparse *layer)
{
	static const char *const name[] = { "a", "b", "c", "d" };
	const hsize_t rows = 4;
	hid_t file = H5Fcreate(path_of("s.h5ad"), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
	hid_t text = H5Tcopy(H5T_C_S1);
	H5Tset_size(text, H5T_VARIABLE);
	put_sparse(file, "X", x);
	hid_t group = H5Gcreate2(file, "layers", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	if (layer)
		put_sparse(group, "raw", layer);
	hid_t obs = H5Gcreate2(file, "obs", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	put_set(obs, "_index", text, 1, &rows, name);
	H5Gclose(obs);
	H5Gclose(group);
	H5Tclose(text);
	H5Fclose(file);
	return path_of("s.h5ad");
}

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
	const char *path = make_sparse(&by_rows, &by_columns);
	sx_session *all = sx_session_new();
	told t;
	(void)state;
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
	assert_null(load_file(sx_file_open(make_sparse(m, NULL), NULL, NULL), NULL, SIZE_MAX, &job, &t));
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
#else
static void test_hdf5(void **state)
{
	(void)state;
	skip();
}
#define test_hdf5_one test_hdf5
#define test_sparse test_hdf5
#define test_sparse_lies test_hdf5
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sqlite), cmocka_unit_test(test_vec0), cmocka_unit_test(test_vec0_lies),
		cmocka_unit_test(test_sqlite_damage), cmocka_unit_test(test_hdf5),
		cmocka_unit_test(test_hdf5_one), cmocka_unit_test(test_sparse), cmocka_unit_test(test_sparse_lies),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
