/* reshape.h: whole-space transforms that reduce hubness, each making a new space with the same labels and columns. */
#ifndef SX_RESHAPE_H
#define SX_RESHAPE_H

#include "space.h"

typedef enum sx_reshape { SX_F_NORM, SX_F_UNIFORM, SX_Z_SCORE, SX_CENTER } sx_reshape;

/* F_NORM: each dimension's values become the normal quantiles of their ranks, (rank - 1/2) / n with equal values at
 * their average rank, then rows get length 1 (the deterministic form of f-norm); F_UNIFORM the same with the uniform law
 * on (-1, 1). Z_SCORE: each row minus its own mean over its own deviation (ddof 0). CENTER: each dimension minus its
 * mean, then rows of length 1. Rows that end up without length stay zero; *flat counts dimensions (rows for Z_SCORE)
 * that were constant. Cost n d log n. */
sx_space *sx_reshape_make(const sx_space *, sx_reshape, const char *name, sx_job *, size_t *flat, sx_err *err);

#endif
