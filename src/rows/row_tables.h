/* row_tables.h: tables of rows of a space, as several analyses show them. */
#ifndef SX_ROW_TABLES_H
#define SX_ROW_TABLES_H

#include "command/command.h"

/* Opens a table of m rows of a space with its columns row and label (label only where the space has labels). The row
 * numbers are those of the space the user named, also when --where chose some. False: tmp is short. */
bool sx_table_rows(sx_result *, const char *name, sx_look look, const sx_space *, const size_t *rows, size_t m,
                   sx_arena *tmp);

/* Opens a table with a column NAME of the values that a column ("label" too) has at m rows, one of each of its classes. */
bool sx_table_classes(sx_result *, const char *table, const char *name, const sx_space *, const char *column,
                      const size_t *rows, size_t m, sx_arena *tmp);

/* The first rows of another result's table. */
void sx_table_copy(sx_result *, const sx_frame *, size_t rows);

/* The name of a space made by a command: what --as says, or SPACE.suffix. */
const char *sx_made_name(const sx_call *, const sx_space *, size_t as_index, const char *suffix);

#endif
