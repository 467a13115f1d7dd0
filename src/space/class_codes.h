/* class_codes.h: the values of a column as class numbers. */
#ifndef SX_CLASS_CODES_H
#define SX_CLASS_CODES_H

#include "space.h"

/* The class of a row whose value is missing (NaN, or an empty text): none. No class is made of such rows. */
#define SX_NO_CLASS SIZE_MAX

/* Numbers the values of a column: code[i] is the index of row i's value among the distinct values in ascending order. A row
 * whose value is missing gets SX_NO_CLASS. An error if all are missing. */
bool sx_classes_get(const sx_space *, const char *column, sx_arena *tmp, size_t **code, size_t *classes, sx_err *err);
/* The same for two spaces that both have the column, with common numbers; code has those of a first, then those of b. */
bool sx_classes_join(const sx_space *a, const sx_space *b, const char *column, sx_arena *tmp, size_t **code, size_t *classes,
                     sx_err *err);
/* How many of n rows have no class. */
size_t sx_classes_missing(const size_t *code, size_t n);
/* Clears keep[i] of every row whose value in the column is missing. */
bool sx_classes_keep(const sx_space *, const char *column, bool *keep, sx_err *err);

/* Groups the rows by class, in their own order within each: those of class c are row[start[c]] … row[start[c + 1] - 1]. Rows
 * without a class are left out. */
bool sx_classes_rows(const size_t *code, size_t n, size_t classes, sx_arena *tmp, size_t **row, size_t **start, sx_err *err);

#endif
