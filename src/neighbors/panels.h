/* panels.h: single-precision products of packed rows, compared while they are still in registers.
 *
 * Rows are packed once, in panels: `width` rows side by side, dimension by dimension, so that one load fetches the same
 * coordinate of a vector of rows. A product of two panels then runs at the speed of the multiplier, and what leaves the
 * registers is not the product but the few entries that pass a comparison. A matrix is never written, which a BLAS
 * product followed by a scan has to do, and nothing is packed again and again, which it does inside.
 *
 * Vectors follow the machine: 16 lanes (AVX-512), 8 (AVX2 with FMA), else 4. Rounding differs between them, within the
 * bound that callers allow for: each entry is a sum of d products, in any order.
 *
 * A sieve goes before the product where the machine multiplies bytes four times as fast as floats (AVX-512 VNNI): rows
 * are rounded to a grid of signed bytes, whose products are exact, and by how much rounding moved each row is known. A
 * pair that is too far on the grid even after both moves is too far; only the others are multiplied in float. What is
 * told of is the same; it pays where few pairs pass. */
#ifndef SX_PANELS_H
#define SX_PANELS_H

#include "base/base.h"

typedef struct sx_panels {
	float *p;	/* count panels of d × width; sieved: n rows of d */
	size_t n, d;	/* rows and dimensions */
	size_t width;	/* rows of a panel; what the last has too many is zeros */
	size_t count;
	float  step;	/* sieved: the width of the grid; else 0, and the rest is NULL */
	int32_t *q;	/* count panels of ceil(d / 4) × width: four bytes a word, coordinates over step */
	int32_t *less, *own;	/* whole panels: what the sieve adds to and compares products with (panels_sieve.c) */
	float   *off;	/* whole panels: no row lies farther from its place on the grid */
} sx_panels;

/* Rows of a panel that suit this machine: 48, 24 or 12. The smaller ones work as well. */
size_t sx_panel_width(void);

/* Room for n rows of d, all zeros. p is NULL when memory is short. */
sx_panels sx_panels_new(sx_arena *, size_t n, size_t d, size_t width);
/* The same behind a sieve of this step, which both sides of a scan must share. Only where sx_panels_can_sieve. */
sx_panels sx_panels_sieved(sx_arena *, size_t n, size_t d, float step);
void sx_panels_put(const sx_panels *, size_t row, const float *from);
/* Room for n rows of the kind that these are. */
sx_panels sx_panels_like(sx_arena *, size_t n, const sx_panels *);
/* Row `row` of from becomes row `to_row` of to, which is of the same kind. */
void sx_panels_copy(const sx_panels *to, size_t to_row, const sx_panels *from, size_t row);

/* Whether rows of d may stand behind a sieve on this machine, if it has the instructions. */
bool sx_panels_can_sieve(size_t d);
/* The finest step for coordinates of at most this size; larger ones only blur their row. */
float sx_panels_step(float peak);
/* By how much the sieve may take two usual rows to be closer than they are. */
float sx_panels_blur(size_t d, float step);

/* The bound of (i, j) is a[i] + b[j] - 2 x[i]·y[j]; behind a sieve it must be the squared distance of the two rows less some
 * rounding. It passes where it is below v[i] or below w[j]. All four hold whole panels, the rest filled with INFINITY in a
 * and b, -INFINITY in v and w, so that it never passes; v and w may change while the scan runs. w NULL: only v counts. */
typedef struct sx_panels_bars {
	const float *a, *v, *b, *w;
} sx_panels_bars;

/* Told of entries that passed: those of row i with rows j0 + l where bit l of mask is set, bound[l] each. */
typedef void sx_panels_hit(void *ctx, size_t i, size_t j0, uint64_t mask, const float *bound);

/* Panels px … px+nx-1 of x against panels py … py+ny-1 of y, of one width and d; within a row i, j ascends. */
void sx_panels_scan(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny,
                    const sx_panels_bars *, sx_panels_hit *hit, void *ctx);

/* Tells of all of them. Behind a sieve, of something at or above the squared distance instead, within the blur. */
void sx_panels_all(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny, const float *a,
                   const float *b, sx_panels_hit *hit, void *ctx);

#endif
