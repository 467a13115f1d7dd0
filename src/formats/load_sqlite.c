/* load_sqlite.c: a table of SQLite with a column of blobs that hold vectors, or a virtual table vec0 of sqlite-vec.
 *
 * The database is read from memory, so that no lock, journal or other file is touched; views, which are programs, are
 * not looked at. */
#include "sqlite_parts.h"

#include <string.h>

static const char MAGIC[16] = "SQLite format 3";

#ifdef SX_HAVE_SQLITE3

static int progress(void *ctx)
{
	const sx_sqlite *r = ctx;
	return !sx_tick(r->load->job, -1, "reading the table");
}

/* ---- the database ---- */

static bool open_db(sx_sqlite *r)
{
	const sx_file *f = r->load->file;
	if (sqlite3_open_v2(":memory:", &r->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return sx_sqlite_bad(r, "SQLite cannot be started");
	sqlite3_db_config(r->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(r->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_progress_handler(r->db, 100000, progress, r);
	if (f->size > 19 && f->bytes[18] == 2)	/* its log is another file, which is not read here */
		return sx_sqlite_bad(r, "keeps a write-ahead log; run on it: PRAGMA journal_mode = delete");
	int code = sqlite3_deserialize(r->db, "main", (unsigned char *)(uintptr_t)f->bytes, (sqlite3_int64)f->size,
	                               (sqlite3_int64)f->size, SQLITE_DESERIALIZE_READONLY);
	return code == SQLITE_OK || sx_sqlite_bad(r, "is damaged: SQLite cannot open it");
}

/* ---- which column ---- */

static bool holds_vector(sx_sqlite *r, sqlite3_stmt *s, int i)
{
	const void *blob = sqlite3_column_type(s, i) == SQLITE_BLOB ? sqlite3_column_blob(s, i) : NULL;
	return blob && sx_sqlite_blob_open(r, blob, (size_t)sqlite3_column_bytes(s, i));
}

/* Looks at the first row of a table; true: one of its columns is it. */
static bool look_at(sx_sqlite *r, const char *table)
{
	char *name = sx_sqlite_quoted(r, table), *sql = name ? sx_printf(r->load->tmp, "SELECT * FROM %s LIMIT 1", name) : NULL;
	sqlite3_stmt *s = NULL;
	bool found = false;
	if (sql && sqlite3_prepare_v2(r->db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		for (int i = 0; !found && i < sqlite3_column_count(s); i++) {
			if (!sx_sqlite_wanted(r->load->tensor, table, sqlite3_column_name(s, i)) || !holds_vector(r, s, i))
				continue;
			found = true;
			r->vector = i;
			r->table = sx_strdup(r->load->tmp, table);
			r->column = sx_strdup(r->load->tmp, sqlite3_column_name(s, i));
		}
	sqlite3_finalize(s);
	return found && r->table && r->column;
}

/* Tables in their order, but for those that a vec0 keeps its rows in. */
static const char candidates[] =
	"SELECT t.name, CASE WHEN t.sql LIKE 'CREATE VIRTUAL%' THEN t.sql END FROM sqlite_schema t "
	"WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND NOT EXISTS (SELECT 1 FROM sqlite_schema v "
	"WHERE v.sql LIKE 'CREATE VIRTUAL%vec0%' AND substr(t.name, 1, length(v.name)) = v.name AND ("
	"substr(t.name, length(v.name) + 1) IN ('_info', '_chunks', '_rowids', '_auxiliary') OR "
	"substr(t.name, length(v.name) + 1) GLOB '_vector_chunks[0-9]*' OR "
	"substr(t.name, length(v.name) + 1) GLOB '_metadata*[0-9][0-9]'))";

static bool find_column(sx_sqlite *r)
{
	sqlite3_stmt *s = NULL;
	bool found = false;
	int code = SQLITE_DONE;
	if (!sx_sqlite_prepare(r, &s, candidates))
		return false;
	while (!found && (code = sqlite3_step(s)) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(s, 0), *sql = (const char *)sqlite3_column_text(s, 1);
		found = name && (sql ? sx_vec0_find(r, name, sql) : look_at(r, name));
	}
	if (!found && code != SQLITE_DONE)
		sx_sqlite_step(r, code);
	sqlite3_finalize(s);
	if (found || code != SQLITE_DONE)
		return found;
	const char *wanted = r->load->tensor;
	return sx_file_fail(r->err, SX_EINPUT, r->load->file->path, wanted ? "no column '%.60s' holds blobs of floats" :
	                    "no table has a column with blobs of floats%.0s", wanted ? wanted : "");
}

/* ---- rows ---- */

static bool count_rows(sx_sqlite *r, const char *table)
{
	sqlite3_stmt *s = NULL;
	char *sql = sx_printf(r->load->tmp, "SELECT count(*) FROM %s", table);
	if (sql == NULL)
		return sx_sqlite_short(r, 64);
	bool ok = sx_sqlite_prepare(r, &s, sql);
	int code = ok ? sqlite3_step(s) : SQLITE_ERROR;
	size_t n = code == SQLITE_ROW ? (size_t)sqlite3_column_int64(s, 0) : 0;
	ok = ok && (code == SQLITE_ROW || sx_sqlite_step(r, code));
	sqlite3_finalize(s);
	r->n = n < r->load->limit ? n : r->load->limit;
	r->load->total = n;
	return ok;
}

static bool keep_row(const sx_sqlite *r, sqlite3_stmt *s, sx_sqlite_column *c, int columns, size_t row, float *to)
{
	const void *blob = sqlite3_column_blob(s, r->vector);
	int bytes = sqlite3_column_bytes(s, r->vector);
	if (sqlite3_column_type(s, r->vector) != SQLITE_BLOB || !sx_sqlite_blob_read(r, blob, (size_t)bytes, to))
		return sx_file_fail(r->err, SX_EFORMAT, r->load->file->path, "row %zu of %.40s: %.40s has %d bytes, the first row "
		                    "%zu", row, r->table, r->column, bytes, r->head + r->d * sx_store_size(r->store));
	for (int i = 0, k = 0; i < columns; i++)
		if (i != r->vector && !sx_sqlite_keep(r, &c[k++], row, s, i))
			return false;
	return true;
}

static bool read_rows(const sx_sqlite *r, sqlite3_stmt *s, sx_sqlite_column *c, int columns, float *points)
{
	size_t row = 0;
	int code;
	while ((code = sqlite3_step(s)) == SQLITE_ROW && row < r->n) {
		if (!keep_row(r, s, c, columns, row, points + row * r->d))
			return false;
		row++;
	}
	if (row == r->n)
		return true;
	return code == SQLITE_DONE ? sx_sqlite_bad(r, "has fewer rows than it counts") : sx_sqlite_step(r, code);
}

static bool read_all(const sx_sqlite *r, sqlite3_stmt *s, float *points, sx_space *space)
{
	int columns = sqlite3_column_count(s), k = 0;
	if (columns > SX_SQLITE_FIELDS)
		return sx_sqlite_bad(r, "its table has more than 500 columns");
	sx_sqlite_column *c = sx_alloc(r->load->tmp, (size_t)columns, sizeof *c);
	if (c == NULL)
		return sx_sqlite_short(r, (double)columns * sizeof *c);
	for (int i = 0; i < columns; i++)
		if (i != r->vector && !sx_sqlite_column_open(r, &c[k++], sqlite3_column_name(s, i)))
			return false;
	return read_rows(r, s, c, columns, points) && sx_sqlite_add(r, c, k, space);
}

static sx_space *load_plain(sx_sqlite *r)
{
	float *points;
	char *table = sx_sqlite_quoted(r, r->table);
	char *sql = table ? sx_printf(r->load->tmp, "SELECT * FROM %s", table) : NULL;
	sqlite3_stmt *row = NULL;
	if (sql == NULL)
		return sx_sqlite_short(r, 64), NULL;
	if (!count_rows(r, table) || !sx_sqlite_prepare(r, &row, sql))
		return NULL;
	sx_space *s = sx_load_points(r->load, r->n, r->d, &points, r->err);
	if (s && !read_all(r, row, points, s)) {
		sx_space_unref(s);
		s = NULL;
	}
	sqlite3_finalize(row);
	return s;
}

static sx_space *load(sx_load *l, sx_err *err)
{
	sx_sqlite r = { .load = l, .err = err };
	sx_space *s = !open_db(&r) || !find_column(&r) ? NULL : r.sql ? sx_vec0_load(&r) : load_plain(&r);
	if (s)
		sx_load_note(l, "vectors are column %s of table %s%s%s%s", r.column, r.table, r.sql ? " (vec0)" : "", r.told ? "; " : "",
		             r.told ? r.told : "");
	sqlite3_close(r.db);
	return s;
}
#else
static sx_space *load(sx_load *l, sx_err *err)
{
	sx_file_fail(err, SX_EFORMAT, l->file->path, "is an SQLite database, which this sextant was built without; install "
	             "libsqlite3-dev and build it again");
	return NULL;
}
#endif

static int probe(const sx_file *f)
{
	return f->size >= sizeof MAGIC && memcmp(f->bytes, MAGIC, sizeof MAGIC) == 0 ? SX_PROBE_MAGIC : SX_PROBE_NO;
}

const sx_loader sx_loader_sqlite = {
	.name = "sqlite", .about = "a table of SQLite with a column of blobs, or vec0 of sqlite-vec",
	.endings = "db sqlite sqlite3",
	.asks = SX_LOAD_TENSOR | SX_LOAD_DTYPE, .probe = probe, .load = load,
};
