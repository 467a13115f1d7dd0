/* databases.h: files of SQLite and HDF5 as the tests and the seeds of the fuzzers need them, written by those libraries. */
#ifndef SX_TEST_DATABASES_H
#define SX_TEST_DATABASES_H

#include "loading.h"

#ifdef SX_HAVE_SQLITE3
#include <sqlite3.h>

static inline void make_db(const char *path, const char *sql)
{
	sqlite3 *db;
	char *message = NULL;
	remove(path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
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

static inline void bind_blob(sqlite3 *db, const char *sql, int id, const void *blob, size_t size)
{
	sqlite3_stmt *s;
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_bind_int(s, 1, id);
	sqlite3_bind_blob(s, 2, blob, (int)size, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(s), SQLITE_DONE);
	sqlite3_finalize(s);
}

static inline void put_chunk(sqlite3 *db, const chunk *c)
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

static inline void make_vec0(const char *path, const char *create, const char *then)
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
	make_db(path, sql);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < SX_COUNT(chunks); i++)
		put_chunk(db, &chunks[i]);
	assert_int_equal(sqlite3_exec(db, then, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}
#endif

#ifdef SX_HAVE_HDF5
#include <hdf5.h>

static inline void put_set(hid_t at, const char *name, hid_t type, int rank, const hsize_t *dims, const void *data)
{
	hid_t space = H5Screate_simple(rank, dims, NULL);
	hid_t set = H5Dcreate2(at, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	assert_true(set >= 0 && H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0);
	H5Dclose(set);
	H5Sclose(space);
}

/* As anndata writes it: X, obsm, obs with an index, a category, numbers and texts of fixed and of any length. */
static inline void make_h5ad(const char *path)
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

static inline void put_attributes(hid_t group, const sparse *m)
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

static inline void put_sparse(hid_t at, const char *name, const sparse *m)
{
	hid_t group = H5Gcreate2(at, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
	put_attributes(group, m);
	put_set(group, "data", H5T_NATIVE_FLOAT, 1, &m->entries, entry);
	put_set(group, "indices", H5T_NATIVE_LLONG, 1, &m->entries, m->indices);
	put_set(group, "indptr", H5T_NATIVE_LLONG, 1, &m->starts, m->indptr);
	H5Gclose(group);
}

static inline void make_sparse(const char *path, const sparse *x, const sparse *layer)
{
	static const char *const name[] = { "a", "b", "c", "d" };
	const hsize_t rows = 4;
	hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
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
}
#endif

#endif
