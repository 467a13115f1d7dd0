/* moved_space.h: a space multiplied by a matrix, with the labels and columns of its rows. */
#ifndef SX_MOVED_SPACE_H
#define SX_MOVED_SPACE_H

#include "cross_products.h"
#include "command/command.h"

/* Makes a new space of rows (x - mean) W, with W d × e, row-major; mean (d) may be NULL. Computed in double, rounded once. Cost 2
 * n d e flop. NULL on failure. */
sx_space *sx_affine(const sx_call *, const sx_space *, const char *name, const double *mean, const double *w, size_t e,
                    sx_err *err);

/* The projection I - V' V that removes k orthonormal directions (rows v of length d). Lent by tmp; NULL: out of memory. */
double *sx_without(const double *v, size_t k, size_t d, sx_arena *tmp);

/* Writes each line times W (d × d) in the place of its row, at to + row[i] * d. */
bool sx_affine_rows(const sx_lines *, const double *w, sx_job *, sx_arena *tmp, float *to, sx_err *err);

#endif
