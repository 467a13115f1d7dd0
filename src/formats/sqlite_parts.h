/* sqlite_parts.h: what the readers of SQLite share, private to load_sqlite.c and sqlite_*.c. */
#ifndef SX_SQLITE_PARTS_H
#define SX_SQLITE_PARTS_H

#include "load.h"
#include "number_formats.h"

#ifdef SX_HAVE_SQLITE3
#include <sqlite3.h>

enum { SX_SQLITE_FIELDS = 500 };	/* most columns of a table */

typedef struct sx_sqlite {
	sx_load    *load;
	sqlite3    *db;
	const char *table, *column;	/* of the vectors; NULL: not found yet */
	const char *sql;		/* of a virtual table, how it was made; NULL: a plain table */
	int         vector;		/* the column's number in a plain table */
	size_t      n, d;
	sx_store    store;		/* of the blobs' values */
	size_t      head;		/* bytes of each blob before its values: the header of an npy file */
	const char *told;		/* why they are read so, in words for a note; NULL: plain float32 */
	sx_err     *err;
} sx_sqlite;

/* Each returns false: a message with the file's path, want of memory, what a step returned. */
bool  sx_sqlite_bad(const sx_sqlite *, const char *what);
bool  sx_sqlite_short(const sx_sqlite *, double bytes);
bool  sx_sqlite_step(const sx_sqlite *, int code);

bool  sx_sqlite_prepare(const sx_sqlite *, sqlite3_stmt **, const char *sql);
/* "NAME" for SQL, in the load's scratch; NULL: out of memory. */
char *sx_sqlite_quoted(const sx_sqlite *, const char *name);
/* "TABLE.COLUMN" or "COLUMN" is what is wanted; NULL: any. */
bool  sx_sqlite_wanted(const char *wanted, const char *table, const char *column);

/* A column whose type is known when all of it was seen: numbers, until a text comes. */
typedef struct sx_sqlite_column { const char *name; double *num; const char **text; bool texts, fractions; } sx_sqlite_column;

/* Room for r->n values. */
bool sx_sqlite_column_open(const sx_sqlite *, sx_sqlite_column *, const char *name);
bool sx_sqlite_keep_number(const sx_sqlite *, sx_sqlite_column *, size_t row, double, bool fraction);
bool sx_sqlite_keep_text(const sx_sqlite *, sx_sqlite_column *, size_t row, const char *text, size_t len);
/* The value that a statement stands on; blobs and NULL are missing. */
bool sx_sqlite_keep(const sx_sqlite *, sx_sqlite_column *, size_t row, sqlite3_stmt *, int i);
/* As columns and labels of the space. */
bool sx_sqlite_add(const sx_sqlite *, sx_sqlite_column *, int columns, sx_space *);

/* How the values of a blob are to be read: as --dtype says, as the header of an npy file says, or else as float64 where only
 * that makes sense of them, and float32. Sets store, head, d and told. False: no vector. (sqlite_blobs.c) */
bool sx_sqlite_blob_open(sx_sqlite *, const unsigned char *blob, size_t bytes);
/* One blob as floats; false: of another length or kind than the first. */
bool sx_sqlite_blob_read(const sx_sqlite *, const unsigned char *blob, size_t bytes, float *to);

/* ---- vec0, the virtual table of sqlite-vec (sqlite_vec0.c) ----
 *
 * Its rows lie in shadow tables, as sqlite-vec describes them in its ARCHITECTURE.md. Chunks of size places each have a
 * bit a place that says whether it is taken (validity, the lowest bit first) and the rows' numbers (rowids, 8 bytes
 * each); a blob of vectors for each column of them; a blob of values for each column of metadata: a bit, 8 bytes, or
 * for text 4 bytes of length and 12 of text, whose whole is elsewhere where it is longer. Auxiliary columns and ids
 * that are texts lie in tables by row. All in the byte order of the machine, taken to be little-endian. */

/* Whether the virtual table has such a column; sets table, column, sql and d. */
bool      sx_vec0_find(sx_sqlite *, const char *table, const char *sql);
/* The rows in the order of their chunks. */
sx_space *sx_vec0_load(sx_sqlite *);
#endif

#endif
