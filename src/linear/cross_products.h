/* cross_products.h: cross products Xᵀ Y of paired rows, which all linear comparisons of two spaces read. */
#ifndef SX_CROSS_PRODUCTS_H
#define SX_CROSS_PRODUCTS_H

#include "space/space.h"

/* Rows of a space, one a line: line i is row row[i] less the mean. row NULL: line i is row i; mean NULL: nothing is
 * taken off. Borrows all. */
typedef struct sx_lines {
	sx_mat        m;
	const size_t *row;
	const double *mean;	/* d */
	size_t        n;	/* lines */
} sx_lines;

/* All rows of a space about no mean. */
sx_lines sx_lines_of(const sx_space *);
static inline const float *sx_line(const sx_lines *l, size_t i)
{
	return l->m.p + (l->row ? l->row[i] : i) * l->m.ld;
}
/* Lines lo … hi - 1 as doubles about the mean, to (hi - lo) × d. */
void sx_lines_load(const sx_lines *, size_t lo, size_t hi, double *to);

/* The mean of the lines as they stand (l->mean is not read), d doubles lent by the arena. NULL: memory. */
double *sx_lines_mean(const sx_lines *l, sx_arena *);

/* out (d × e) = sum over lines of x yᵀ, x of a, y of b (as many lines), in double, the same for any number of threads.
 * b NULL: of a with itself, at half the cost, both triangles filled. Cost 2 n d e flop. */
bool sx_cross(const sx_lines *a, const sx_lines *b, sx_job *, sx_arena *tmp, double *out, sx_err *err);

/* out (n × e, in float) = x W, W d × e. Cost 2 n d e flop. add (e), unless NULL, is added to every line. */
bool sx_lines_times(const sx_lines *, const double *w, size_t e, const double *add, sx_job *, sx_arena *tmp, float *out,
                    sx_err *err);

#endif
