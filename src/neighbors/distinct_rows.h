/* distinct_rows.h: a space without its repeated rows, for estimators that divide by the distance to the nearest neighbour. */
#ifndef SX_DISTINCT_ROWS_H
#define SX_DISTINCT_ROWS_H

#include "space/space.h"

/* The distinct rows of a space, each represented by its first occurrence, in order; of[i] is the number of row i's representative
 * among them. unique is the space itself if no row repeats. Memoised on the space; borrowed. Cost n d and a sort of hashes. */
typedef struct sx_unique {
	sx_space     *unique;
	const size_t *of;
	size_t        removed;
} sx_unique;

bool sx_unique_get(sx_space *, sx_unique *out, sx_err *err);
/* The same under cosine distance: rows of the same direction count as equal. Float32 points that are multiples of one another
 * differ in direction by some 1e-7, which an estimator would take for the nearest distance. Rows of zeros have no direction and
 * stay. `of` may live in the arena. */
bool sx_unique_directions(sx_space *, sx_arena *tmp, sx_unique *out, sx_err *err);

#endif
