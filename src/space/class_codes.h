/* class_codes.h: the values of a column as class numbers. */
#ifndef SX_CLASS_CODES_H
#define SX_CLASS_CODES_H

#include "space.h"

/* Numbers the values of a column: code[i] is the index of row i's value among the distinct values in ascending order. A missing
 * value is an error. */
bool sx_classes_get(const sx_space *, const char *column, sx_arena *tmp, size_t **code, size_t *classes, sx_err *err);
/* The same for two spaces that both have the column, with common numbers; code has those of a first, then those of b. */
bool sx_classes_join(const sx_space *a, const sx_space *b, const char *column, sx_arena *tmp, size_t **code, size_t *classes,
                     sx_err *err);

/* Groups the rows by class, in their own order within each: those of class c are row[start[c]] … row[start[c + 1] - 1]. */
bool sx_classes_rows(const size_t *code, size_t n, size_t classes, sx_arena *tmp, size_t **row, size_t **start, sx_err *err);

#endif
