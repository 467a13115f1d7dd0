/* panels.h: single-precision products of packed rows, compared while they are still in registers.
 *
 * Rows are packed once, in panels: `width` rows side by side, dimension by dimension, so that one load fetches the same coordinate
 * of a vector of rows. A product of two panels then runs at the peak rate of the multipliers, and only the few entries that pass a
 * comparison leave the registers. By contrast, a BLAS product followed by a scan writes a matrix, and packs the rows again on
 * every call.
 *
 * The vector width follows the machine: 16 lanes (AVX-512), 8 (AVX2 with FMA), else 4. Rounding differs between them, within the
 * bound that callers allow for: each entry is a sum of d products, in any order.
 *
 * A sieve precedes the product where the machine multiplies bytes four times as fast as floats (AVX-512 VNNI): rows are rounded to
 * a grid of signed bytes, whose products are exact, and the rounding error of each row is known. A pair that is too far apart on
 * the grid, even allowing for both errors, is ruled out; only the others are multiplied in float. The results are the same; the
 * sieve pays where few pairs pass. */
#ifndef SX_PANELS_H
#define SX_PANELS_H

#include "base/base.h"

typedef struct sx_panels {
	float *p;	/* count panels of d × width; with a sieve: n rows of d */
	size_t n, d;	/* rows and dimensions */
	size_t width;	/* rows of a panel; the last one is padded with zeros */
	size_t count;
	float  step;	/* with a sieve: the grid width; else 0, and the rest is NULL */
	int32_t *q;	/* count panels of ceil(d / 4) × width: coordinates over step, four bytes a word */
	int32_t *less, *own;	/* padded to whole panels: offsets and thresholds of the sieve's products (panels_sieve.c) */
	float   *off;	/* padded to whole panels: bounds the distance of each row from its grid point */
} sx_panels;

/* The panel width that suits this machine: 48, 24 or 12. Smaller ones work as well. */
size_t sx_panel_width(void);

/* Allocates panels for n rows of d, all zeros. p is NULL when out of memory. */
sx_panels sx_panels_new(sx_arena *, size_t n, size_t d, size_t width);
/* As sx_panels_new, with a sieve of this step, which both sides of a scan must share. Only if sx_panels_can_sieve. */
sx_panels sx_panels_sieved(sx_arena *, size_t n, size_t d, float step);
void sx_panels_put(const sx_panels *, size_t row, const float *from);
/* Allocates panels for n rows of the same kind as these. */
sx_panels sx_panels_like(sx_arena *, size_t n, const sx_panels *);
/* Copies row `row` of from to row `to_row` of to, which is of the same kind. */
void sx_panels_copy(const sx_panels *to, size_t to_row, const sx_panels *from, size_t row);

/* Whether a sieve works for rows of d on this machine. */
bool sx_panels_can_sieve(size_t d);
/* The finest step for coordinates of at most this magnitude; larger coordinates only increase the error of their row. */
float sx_panels_step(float peak);
/* By how much the sieve may underestimate the distance of two typical rows. */
float sx_panels_blur(size_t d, float step);

/* The bound of (i, j) is a[i] + b[j] - 2 x[i]·y[j]; with a sieve it must be the squared distance of the two rows minus some
 * rounding. A pair passes if its bound is below v[i] or below w[j]. All four arrays are padded to whole panels, with INFINITY in a
 * and b and -INFINITY in v and w, so that padding never passes; v and w may change during the scan. w NULL: only v counts. */
typedef struct sx_panels_bars {
	const float *a, *v, *b, *w;
} sx_panels_bars;

/* Called with pairs that passed: row i with rows j0 + l where bit l of mask is set, with bound[l]. */
typedef void sx_panels_hit(void *ctx, size_t i, size_t j0, uint64_t mask, const float *bound);

/* Scans panels px … px+nx-1 of x against panels py … py+ny-1 of y, of the same width and d; within a row i, j ascends. */
void sx_panels_scan(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny,
                    const sx_panels_bars *, sx_panels_hit *hit, void *ctx);

/* Reports all pairs. With a sieve, the value reported is not the bound, but lies at or above the squared distance, within the
 * blur. */
void sx_panels_all(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny, const float *a,
                   const float *b, sx_panels_hit *hit, void *ctx);

#endif
