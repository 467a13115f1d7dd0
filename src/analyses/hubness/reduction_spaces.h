/* reduction_spaces.h: transforms of a whole space that reduce hubness. Each makes a new space with the same labels and columns. */
#ifndef SX_REDUCTION_SPACES_H
#define SX_REDUCTION_SPACES_H

#include "space/space.h"

/* F_NORM, F_UNIFORM: the values of each dimension become the quantiles of their ranks, (rank - 1/2) / n, of the standard normal
 * distribution or of the uniform one on (-1, 1), with average ranks for ties; then rows are scaled to length 1. COL_CENTER: each
 * dimension minus its mean, then rows of length 1. COL_Z: each dimension minus its mean, over its standard deviation. ROW_Z,
 * ROW_CENTER: the same for each row over its coordinates, without the division in ROW_CENTER. UNIT: rows of length 1.
 * WEIGHTED_CENTER: minus Σ w x, w in proportion to (Σ cosines of the row with all rows) ^ power (Suzuki et al. 2013). Standard
 * deviations use ddof 0. Rows or dimensions without length or spread become zeros. */
typedef enum sx_reshape {
	SX_F_NORM, SX_F_UNIFORM, SX_ROW_Z, SX_COL_CENTER, SX_COL_Z, SX_ROW_CENTER, SX_UNIT, SX_WEIGHTED_CENTER,
} sx_reshape;

typedef struct sx_reshape_spec {
	sx_reshape kind;
	bool       random;	/* F_NORM, F_UNIFORM: use n sorted random draws in place of the quantiles */
	double     power;	/* for WEIGHTED_CENTER; a fractional power requires sums of cosines that are not negative */
} sx_reshape_spec;

/* Transforms rows by what is fitted on `fit`, which may be the same space: ranks, means, deviations, weights. A value between two
 * ranked ones is interpolated between their quantiles; one beyond the range gets the extreme quantile. *flat counts dimensions of
 * fit (rows for ROW_Z) that were constant. Cost (n + m) d log n. */
sx_space *sx_reshape_make(const sx_space *fit, const sx_space *rows, const sx_reshape_spec *, const char *name, sx_job *,
                          size_t *flat, sx_err *err);

#endif
