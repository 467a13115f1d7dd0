/* panels.h: single-precision products of packed rows, compared while they are still in registers.
 *
 * Rows are packed once, in panels: `width` rows side by side, dimension by dimension, so that one load fetches the same
 * coordinate of a vector of rows. A product of two panels then runs at the speed of the multiplier, and what leaves the
 * registers is not the product but the few entries that pass a comparison. A matrix is never written, which a BLAS
 * product followed by a scan has to do, and nothing is packed again and again, which it does inside.
 *
 * Vectors follow the machine: 16 lanes (AVX-512), 8 (AVX2 with FMA), else 4. Rounding differs between them, within the
 * bound that callers allow for: each entry is a sum of d products, one after the other. */
#ifndef SX_PANELS_H
#define SX_PANELS_H

#include "base.h"

typedef struct sx_panels {
	float *p;	/* count panels of d × width */
	size_t n, d;	/* rows and dimensions */
	size_t width;	/* rows of a panel; what the last has too many is zeros */
	size_t count;
} sx_panels;

/* Rows of a panel that suit this machine: 48, 24 or 12. The smaller ones work as well. */
size_t sx_panel_width(void);

/* Room for n rows of d, all zeros. p is NULL when memory is short. */
sx_panels sx_panels_new(sx_arena *, size_t n, size_t d, size_t width);
void sx_panels_put(const sx_panels *, size_t row, const float *x);

/* The bound of (i, j) is a[i] + b[j] - 2 x[i]·y[j]. It passes where it is below v[i] or below w[j]. All four hold whole
 * panels, the rest filled with INFINITY in a and b, so that it never passes; v and w may change while the scan runs.
 * w NULL: only v counts. */
typedef struct sx_bars {
	const float *a, *v, *b, *w;
} sx_bars;

/* Told of entries that passed: those of row i with rows j0 + l where bit l of mask is set, bound[l] each. */
typedef void sx_panels_hit(void *ctx, size_t i, size_t j0, uint64_t mask, const float *bound);

/* Panels px … px+nx-1 of x against panels py … py+ny-1 of y, of one width and d; within a row i, j ascends. */
void sx_panels_scan(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny,
                    const sx_bars *, sx_panels_hit *hit, void *ctx);

#endif
