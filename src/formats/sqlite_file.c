/* sqlite_file.c: statements, names and messages of SQLite, which all of its readers need. */
#include "sqlite_parts.h"

#include <string.h>

#ifdef SX_HAVE_SQLITE3

bool sx_sqlite_bad(const sx_sqlite *r, const char *what)
{
	return sx_file_fail(r->err, SX_EFORMAT, r->load->file->path, "%.120s", what);
}

bool sx_sqlite_short(const sx_sqlite *r, double bytes)
{
	return sx_load_short(r->load, bytes, r->err);
}

bool sx_sqlite_step(const sx_sqlite *r, int code)
{
	return code == SQLITE_INTERRUPT ? sx_fail_cancel(r->err) : sx_sqlite_bad(r, sqlite3_errmsg(r->db));
}

bool sx_sqlite_prepare(const sx_sqlite *r, sqlite3_stmt **to, const char *sql)
{
	return sqlite3_prepare_v2(r->db, sql, -1, to, NULL) == SQLITE_OK || sx_sqlite_bad(r, sqlite3_errmsg(r->db));
}

char *sx_sqlite_quoted(const sx_sqlite *r, const char *name)
{
	char *text = sqlite3_mprintf("\"%w\"", name), *copy = text ? sx_strdup(r->load->tmp, text) : NULL;
	sqlite3_free(text);
	return copy;
}

bool sx_sqlite_wanted(const char *wanted, const char *table, const char *column)
{
	size_t len = strlen(table);
	if (wanted == NULL || strcmp(wanted, column) == 0)
		return true;
	return strncmp(wanted, table, len) == 0 && wanted[len] == '.' && strcmp(wanted + len + 1, column) == 0;
}
#endif
