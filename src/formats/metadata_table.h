/* metadata_table.h: a file of metadata as columns: CSV and its kin, with or without a header, or JSON Lines. */
#ifndef SX_METADATA_TABLE_H
#define SX_METADATA_TABLE_H

#include "base/file.h"
#include "space/space.h"

typedef struct sx_metatable {
	/* asked */
	const sx_file *file;
	size_t      limit;	/* most rows */
	size_t      expect;	/* rows there should be: a table of text alone has a header if it has one more
			 * (0, unknown: if it has several columns) */
	const char *key;	/* a column to have as text too; NULL: none */
	sx_job     *job;
	sx_arena   *tmp;	/* everything lives in it */
	/* answered */
	size_t      rows, fields, left_out;	/* left_out: keys that hold lists or objects */
	bool        whole;	/* the limit cut nothing off */
	sx_field   *field;
	const char *const *key_text;	/* NULL: there is no such column */
} sx_metatable;

bool sx_metatable_read(sx_metatable *, sx_err *err);

#endif
