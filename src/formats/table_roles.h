/* table_roles.h: which columns of a table of text become dimensions, which metadata, and which the labels.
 *
 * The rules, first to last: what --dims and --columns say; a column whose cells are lists of numbers is the vectors; of columns
 * whose names are one stem with a rising number (v0 …, dim_3, emb.7, 0 … 767) the longest run is the vectors; a column that counts
 * the rows, or is called id, index or Unnamed, is metadata; all other columns of numbers are dimensions, and columns of text
 * metadata. */
#ifndef SX_TABLE_ROLES_H
#define SX_TABLE_ROLES_H

#include "load.h"
#include "text_table.h"

typedef enum sx_table_role {
	SX_ROLE_NOTHING,	/* an empty column without a name */
	SX_ROLE_DIMENSION,
	SX_ROLE_VECTOR,		/* each cell is a list of numbers: all dimensions at once */
	SX_ROLE_NUMBERS, SX_ROLE_TEXTS,
} sx_table_role;

typedef struct sx_table_roles {
	sx_table_role *role;	/* of each column */
	size_t dims;
	size_t labels;		/* the column that holds them, a metadata column too; SIZE_MAX: none */
	size_t vector;		/* the column of role SX_ROLE_VECTOR; SIZE_MAX: none */
} sx_table_roles;

/* Decides, in l->tmp, and notes what was taken where something else could have been. At least one dimension, or a message that
 * says why there is none. */
bool sx_table_roles_choose(const sx_load *, const sx_texttable *, sx_table_roles *, sx_err *err);

/* The name a column has in the space: its own, "index" or such as "column3". NULL: out of memory. */
const char *sx_table_column_name(const sx_texttable *, size_t column, sx_arena *);

#endif
