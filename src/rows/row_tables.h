/* row_tables.h: tables of rows of a space, as several analyses show them. */
#ifndef SX_ROW_TABLES_H
#define SX_ROW_TABLES_H

#include "command/command.h"

/* Opens a table of m rows of a space, with its columns row and label (label only if the space has labels). Row numbers are those
 * of the space that the user named, also if --where chose a subset. False: tmp is short. */
bool sx_table_rows(sx_result *, const char *name, sx_look look, const sx_space *, const size_t *rows, size_t m,
                   sx_arena *tmp);

/* Opens a table with a column NAME: the values of a column ("label" too) at m rows, one for each of its classes. */
bool sx_table_classes(sx_result *, const char *table, const char *name, const sx_space *, const char *column,
                      const size_t *rows, size_t m, sx_arena *tmp);

/* Copies the first rows of a table of another result. */
void sx_table_copy(sx_result *, const sx_frame *, size_t rows);

/* The name of a new space: the value of --as, or SPACE.suffix. */
const char *sx_made_name(const sx_call *, const sx_space *, size_t as_index, const char *suffix);

/* Notes how many rows have no class in the column and were left out of what classes decide; nothing where all have one. */
void sx_classes_tell(const size_t *code, size_t n, const char *column, sx_result *out);

#endif
