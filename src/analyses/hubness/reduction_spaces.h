/* reduction_spaces.h: transforms of a whole space that reduce hubness. Each makes a new space with the same labels and columns. */
#ifndef SX_REDUCTION_SPACES_H
#define SX_REDUCTION_SPACES_H

#include "space/space.h"

/* F_NORM, F_UNIFORM: each dimension's values become the quantiles of their ranks, (rank - 1/2) / n, under the normal law or
 * the uniform one on (-1, 1), equal values at their average; then rows get length 1. COL_CENTER: each dimension minus its
 * mean, then rows of length 1. COL_Z: each dimension minus its mean over its deviation. ROW_Z, ROW_CENTER: the same of each
 * row over its coordinates, without dividing in ROW_CENTER. UNIT: rows of length 1. WEIGHTED_CENTER: minus Σ w x, w in
 * proportion to (Σ cosines of the row with all rows) ^ power (Suzuki et al. 2013). Deviations have ddof 0. Rows or dimensions
 * without length or spread become zeros. */
typedef enum sx_reshape {
	SX_F_NORM, SX_F_UNIFORM, SX_ROW_Z, SX_COL_CENTER, SX_COL_Z, SX_ROW_CENTER, SX_UNIT, SX_WEIGHTED_CENTER,
} sx_reshape;

typedef struct sx_reshape_spec {
	sx_reshape kind;
	bool       random;	/* F_NORM, F_UNIFORM: n sorted draws of the law in place of its quantiles */
	double     power;	/* WEIGHTED_CENTER; with a fraction no sum of cosines may be negative */
} sx_reshape_spec;

/* Transforms rows by what is learnt from fit, which may be the same space: ranks, means, deviations, weights. A value between
 * two that were ranked lies between their quantiles in proportion; one beyond the ends gets the end's. *flat counts dimensions
 * of fit (rows for ROW_Z) that were constant. Cost (n + m) d log n. */
sx_space *sx_reshape_make(const sx_space *fit, const sx_space *rows, const sx_reshape_spec *, const char *name, sx_job *,
                          size_t *flat, sx_err *err);

#endif
