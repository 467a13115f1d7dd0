/* row_directions.h: directions between rows, named as 'king - queen', or 'king,man - queen,woman'. */
#ifndef SX_ROW_DIRECTIONS_H
#define SX_ROW_DIRECTIONS_H

#include "space.h"

/* The rows on either side of ' - '. A side is one label, or several labels and numbers separated by commas. Lives in the arena. */
typedef struct sx_meaning {
	size_t *plus, *minus, nplus, nminus;
} sx_meaning;

/* Whether a text has that form. */
bool sx_meaning_is(const char *text);
bool sx_meaning_read(const sx_space *, const char *text, sx_arena *, sx_meaning *out, sx_err *err);
/* The rows of one side: a label, or labels and numbers separated by commas; the text is modified. */
bool sx_meaning_rows(const sx_space *, char *text, sx_arena *, size_t **rows, size_t *n, sx_err *err);
/* Projects the rows on the axis: v[i] = (x_i - (p + m) / 2) . (p - m) / |p - m|, where p and m are the means of the two sides: 0
 * is half way between them, in the units of the space. Sums in double. O(n d). Fails with SX_EINPUT where p equals m. */
bool sx_meaning_project(const sx_space *, const sx_meaning *, sx_arena *tmp, double *v, sx_err *err);

#endif
