/* row_axes.h: what a name like pc1, d12, norm, row or that of a column means for the rows of a space. */
#ifndef SX_ROW_AXES_H
#define SX_ROW_AXES_H

#include "space/space.h"

/* One value for each row: numbers, or texts for a text column. label describes it, with the share of variance for a component
 * ("pc1  9.8 %"). Components come from the memoised spectrum, centred. The arrays live in tmp or in the space. */
typedef struct sx_row_axis {
	const double      *num;
	const char *const *text;
	const char        *label;
} sx_row_axis;

/* Resolves a name, in this order: a column, row, norm, a component pcN (from 1), a dimension dN (from 0) or by its name, a
 * semantic axis "A - B" (row_directions.h). */
bool sx_row_axis_get(sx_space *, const char *name, sx_job *, sx_arena *tmp, sx_row_axis *out, sx_err *err);

#endif
