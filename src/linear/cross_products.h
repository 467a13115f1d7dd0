/* cross_products.h: cross products Xᵀ Y of paired rows, which all linear comparisons of two spaces read. */
#ifndef SX_CROSS_PRODUCTS_H
#define SX_CROSS_PRODUCTS_H

#include "space/space.h"

/* A selection of rows of a space: line i is row row[i] minus the mean. row NULL: line i is row i; mean NULL: nothing is
 * subtracted. Everything is borrowed. */
typedef struct sx_lines {
	sx_mat        m;
	const size_t *row;
	const double *mean;	/* d */
	size_t        n;	/* number of lines */
} sx_lines;

/* All rows of a space, not centred. */
sx_lines sx_lines_of(const sx_space *);
static inline const float *sx_line(const sx_lines *l, size_t i)
{
	return l->m.p + (l->row ? l->row[i] : i) * l->m.ld;
}
/* Writes the centred lines lo … hi - 1 as doubles to `to` ((hi - lo) × d). */
void sx_lines_load(const sx_lines *, size_t lo, size_t hi, double *to);

/* The mean of the uncentred lines (l->mean is not read), d doubles lent by the arena. NULL: out of memory. */
double *sx_lines_mean(const sx_lines *l, sx_arena *);

/* Computes out (d × e) = sum over lines of x yᵀ, x of a, y of b (as many lines), in double; the result does not depend on the
 * number of threads. b NULL: a with itself, at half the cost, with both triangles filled. Cost 2 n d e flop. */
bool sx_cross(const sx_lines *a, const sx_lines *b, sx_job *, sx_arena *tmp, double *out, sx_err *err);

/* Computes out (n × e, in float) = x W, W d × e. Cost 2 n d e flop. add (e), unless NULL, is added to every line. */
bool sx_lines_times(const sx_lines *, const double *w, size_t e, const double *add, sx_job *, sx_arena *tmp, float *out,
                    sx_err *err);

#endif
