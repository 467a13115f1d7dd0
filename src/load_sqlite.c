/* load_sqlite.c: a table of SQLite with a column of float32 blobs, as sqlite-vec and its like keep vectors.
 *
 * The database is read from memory, so that no lock, journal or other file is touched; views, which are programs, are
 * not looked at. */
#include "load.h"

#include <string.h>

static const char MAGIC[16] = "SQLite format 3";

#ifdef SX_HAVE_SQLITE3
#include "texttable.h"

#include <math.h>
#include <sqlite3.h>

enum { MOST_FIELDS = 500 };

typedef struct reader {
	sx_load      *load;
	sqlite3      *db;
	sqlite3_stmt *row;
	const char   *table, *column;	/* of the vectors */
	int           vector;		/* that column's number */
	size_t        n, d;
	sx_err       *err;
} reader;

static bool bad(const reader *r, const char *what)
{
	return sx_file_fail(r->err, SX_EFORMAT, r->load->file->path, "%.120s", what);
}

static bool short_of(const reader *r, double bytes)
{
	return sx_load_short(r->load, bytes, r->err);
}

static int progress(void *ctx)
{
	const reader *r = ctx;
	return !sx_tick(r->load->job, -1, "reading the table");
}

static bool fail_step(const reader *r, int code)
{
	return code == SQLITE_INTERRUPT ? sx_fail_cancel(r->err) : bad(r, sqlite3_errmsg(r->db));
}

/* ---- the database ---- */

static bool open_db(reader *r)
{
	const sx_file *f = r->load->file;
	if (sqlite3_open_v2(":memory:", &r->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return bad(r, "SQLite cannot be started");
	sqlite3_db_config(r->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(r->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_progress_handler(r->db, 100000, progress, r);
	if (f->size > 19 && f->bytes[18] == 2)	/* its log is another file, which is not read here */
		return bad(r, "keeps a write-ahead log; run on it: PRAGMA journal_mode = delete");
	int code = sqlite3_deserialize(r->db, "main", (unsigned char *)(uintptr_t)f->bytes, (sqlite3_int64)f->size,
	                               (sqlite3_int64)f->size, SQLITE_DESERIALIZE_READONLY);
	return code == SQLITE_OK || bad(r, "is damaged: SQLite cannot open it");
}

static bool prepare(reader *r, sqlite3_stmt **to, const char *sql)
{
	return sqlite3_prepare_v2(r->db, sql, -1, to, NULL) == SQLITE_OK || bad(r, sqlite3_errmsg(r->db));
}

static char *quoted(const reader *r, const char *name)
{
	char *text = sqlite3_mprintf("\"%w\"", name), *copy = text ? sx_strdup(r->load->tmp, text) : NULL;
	sqlite3_free(text);
	return copy;
}

/* ---- which column ---- */

static bool holds_floats(sqlite3_stmt *s, int i)
{
	int bytes = sqlite3_column_type(s, i) == SQLITE_BLOB ? sqlite3_column_bytes(s, i) : 0;
	return bytes > 0 && bytes % 4 == 0;
}

/* "TABLE.COLUMN" or "COLUMN" is what is wanted; NULL: any. */
static bool is_wanted(const char *wanted, const char *table, const char *column)
{
	size_t len = strlen(table);
	if (wanted == NULL || strcmp(wanted, column) == 0)
		return true;
	return strncmp(wanted, table, len) == 0 && wanted[len] == '.' && strcmp(wanted + len + 1, column) == 0;
}

/* Looks at the first row of a table; true: one of its columns is it. */
static bool look_at(reader *r, const char *table)
{
	char *name = quoted(r, table), *sql = name ? sx_printf(r->load->tmp, "SELECT * FROM %s LIMIT 1", name) : NULL;
	sqlite3_stmt *s = NULL;
	bool found = false;
	if (sql && sqlite3_prepare_v2(r->db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		for (int i = 0; !found && i < sqlite3_column_count(s); i++) {
			if (!holds_floats(s, i) || !is_wanted(r->load->tensor, table, sqlite3_column_name(s, i)))
				continue;
			found = true;
			r->vector = i;
			r->table = sx_strdup(r->load->tmp, table);
			r->column = sx_strdup(r->load->tmp, sqlite3_column_name(s, i));
			r->d = (size_t)sqlite3_column_bytes(s, i) / sizeof(float);
		}
	sqlite3_finalize(s);
	return found && r->table && r->column;
}

static bool find_column(reader *r)
{
	sqlite3_stmt *s = NULL;
	bool found = false;
	if (!prepare(r, &s, "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
	                    "AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"))
		return false;
	while (!found && sqlite3_step(s) == SQLITE_ROW)
		if (sqlite3_column_text(s, 0))
			found = look_at(r, (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	if (found)
		return true;
	const char *wanted = r->load->tensor;
	return sx_file_fail(r->err, SX_EINPUT, r->load->file->path, wanted ? "no column '%.60s' holds blobs of floats" :
	                    "no table has a column with blobs of floats%.0s", wanted ? wanted : "");
}

/* ---- rows ---- */

static bool count_rows(reader *r, const char *table)
{
	sqlite3_stmt *s = NULL;
	char *sql = sx_printf(r->load->tmp, "SELECT count(*) FROM %s", table);
	if (sql == NULL)
		return short_of(r, 64);
	bool ok = prepare(r, &s, sql);
	int code = ok ? sqlite3_step(s) : SQLITE_ERROR;
	size_t n = code == SQLITE_ROW ? (size_t)sqlite3_column_int64(s, 0) : 0;
	ok = ok && (code == SQLITE_ROW || fail_step(r, code));
	sqlite3_finalize(s);
	r->n = n < r->load->limit ? n : r->load->limit;
	r->load->total = n;
	return ok;
}

typedef struct column { sx_field field; double *num; const char **text; bool texts, fractions, labels; } column;

/* Values are kept as numbers until a text comes; then what was there becomes text as well. */
static bool keep_value(const reader *r, column *c, size_t row, int i)
{
	int type = sqlite3_column_type(r->row, i);
	c->num[row] = type == SQLITE_INTEGER || type == SQLITE_FLOAT ? sqlite3_column_double(r->row, i) : NAN;
	c->fractions |= type == SQLITE_FLOAT;
	c->texts |= type == SQLITE_TEXT;
	if (type != SQLITE_INTEGER && type != SQLITE_FLOAT && type != SQLITE_TEXT)
		return true;
	if (!c->texts && !c->labels)
		return true;
	const char *text = (const char *)sqlite3_column_text(r->row, i);
	c->text[row] = sx_strdup(r->load->tmp, text ? text : "");
	return c->text[row] || short_of(r, 64);
}

static bool keep_row(const reader *r, column *c, int columns, size_t row, float *to)
{
	const void *blob = sqlite3_column_blob(r->row, r->vector);
	int bytes = sqlite3_column_bytes(r->row, r->vector);
	if (sqlite3_column_type(r->row, r->vector) != SQLITE_BLOB || (size_t)bytes != r->d * sizeof *to)
		return sx_file_fail(r->err, SX_EFORMAT, r->load->file->path, "row %zu of %.40s: %.40s has %d bytes, the first row "
		                    "%zu", row, r->table, r->column, bytes, r->d * sizeof *to);
	memcpy(to, blob, r->d * sizeof *to);
	for (int i = 0; i < columns; i++)
		if (i != r->vector && !keep_value(r, &c[i], row, i))
			return false;
	return true;
}

static bool make_columns(const reader *r, column *c, int columns)
{
	for (int i = 0; i < columns; i++) {
		c[i].num = sx_alloc(r->load->tmp, r->n, sizeof *c[i].num);
		c[i].text = sx_alloc(r->load->tmp, r->n, sizeof *c[i].text);
		c[i].field.name = sx_strdup(r->load->tmp, sqlite3_column_name(r->row, i));
		if (c[i].num == NULL || c[i].text == NULL || c[i].field.name == NULL)
			return short_of(r, (double)r->n * 16);
	}
	return true;
}

static bool read_rows(const reader *r, column *c, int columns, float *points)
{
	size_t row = 0;
	int code;
	while ((code = sqlite3_step(r->row)) == SQLITE_ROW && row < r->n) {
		if (!keep_row(r, c, columns, row, points + row * r->d))
			return false;
		row++;
	}
	if (row == r->n)
		return true;
	return code == SQLITE_DONE ? bad(r, "has fewer rows than it counts") : fail_step(r, code);
}

/* ---- columns ---- */

static bool finish_text(const reader *r, column *c)
{
	for (size_t i = 0; i < r->n; i++) {
		char number[32];
		if (c->text[i] == NULL)
			c->text[i] = isnan(c->num[i]) ? "" : sx_strdup(r->load->tmp, sx_number(number, c->num[i]));
		if (c->text[i] == NULL)
			return short_of(r, 32);
	}
	return true;
}

/* The first column whose name says so, else the first of text, holds the labels. */
static int label_column(const reader *r, const column *c, int columns)
{
	int first = -1;
	for (int i = 0; i < columns; i++) {
		if (i != r->vector && c[i].texts && sx_is_label_name(c[i].field.name))
			return i;
		if (i != r->vector && c[i].texts && first < 0)
			first = i;
	}
	return first;
}

static bool add_columns(const reader *r, column *c, int columns, sx_space *s)
{
	int labels = label_column(r, c, columns);
	for (int i = 0; i < columns; i++) {
		sx_field *f = &c[i].field;
		if (i == r->vector)
			continue;
		if (c[i].texts && !finish_text(r, &c[i]))
			return false;
		f->type = c[i].texts ? SX_TEXT : c[i].fractions ? SX_REAL : SX_INTEGER;
		f->num = c[i].texts ? NULL : c[i].num;
		f->text = c[i].texts ? c[i].text : NULL;
		if (i == labels && !sx_space_set_labels(s, f->text, r->err))
			return false;
		if (!(i == labels && strcmp(f->name, "label") == 0) && !sx_space_add_field(s, f, r->err))
			return false;
	}
	return true;
}

static bool read_all(reader *r, float *points, sx_space *s)
{
	int columns = sqlite3_column_count(r->row);
	if (columns > MOST_FIELDS)
		return bad(r, "its table has more than 500 columns");
	column *c = sx_alloc(r->load->tmp, (size_t)columns, sizeof *c);
	if (c == NULL)
		return short_of(r, (double)columns * sizeof *c);
	return make_columns(r, c, columns) && read_rows(r, c, columns, points) && add_columns(r, c, columns, s);
}

static sx_space *load_open(reader *r)
{
	float *points;
	char *table = find_column(r) ? quoted(r, r->table) : NULL;
	char *sql = table ? sx_printf(r->load->tmp, "SELECT * FROM %s", table) : NULL;
	if (sql == NULL || !count_rows(r, table) || !prepare(r, &r->row, sql))
		return NULL;
	sx_space *s = sx_load_points(r->load, r->n, r->d, &points, r->err);
	if (s && read_all(r, points, s)) {
		sx_load_note(r->load, "vectors are column %s of table %s", r->column, r->table);
		return s;
	}
	sx_space_unref(s);
	return NULL;
}

static sx_space *load(sx_load *l, sx_err *err)
{
	reader r = { .load = l, .err = err };
	sx_space *s = open_db(&r) ? load_open(&r) : NULL;
	sqlite3_finalize(r.row);
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
	.name = "sqlite", .about = "a table of SQLite with a column of float32 blobs", .endings = "db sqlite sqlite3",
	.asks = SX_LOAD_TENSOR, .probe = probe, .load = load,
};
