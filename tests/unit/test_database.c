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

static void test_sqlite_damage(void **state)
{
	size_t size;
	(void)state;
	make_db(path_of("t.db"), good);
	char *bytes = get_file(path_of("t.db"), &size);
	check_variants("damaged.db", "sqlite", bytes, size, 600);
	free(bytes);
}
#else
static void test_sqlite(void **state)
{
	(void)state;
	skip();
}
#define test_sqlite_damage test_sqlite
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
		cmocka_unit_test(test_sqlite), cmocka_unit_test(test_sqlite_damage), cmocka_unit_test(test_hdf5),
		cmocka_unit_test(test_hdf5_one), cmocka_unit_test(test_sparse), cmocka_unit_test(test_sparse_lies),
	};
	return cmocka_run_group_tests(tests, folder_make, folder_drop);
}
