/* tiles.h: products of packed panels, accumulated in double straight from the registers.
 *
 * A panel is `width` vectors side by side, entry by entry: the layout that a BLAS packs internally on every call. Where the
 * vectors are prepared anyway (centred, widened), they are written in this layout at once; and sums over short runs of float32 go
 * to double sums without an intermediate matrix. Tiles follow the machine, not the flavour of BLAS: 16 lanes (AVX-512), 8 (AVX2),
 * else 4. */
#ifndef SX_TILES_H
#define SX_TILES_H

#include "base/base.h"

/* The number of vectors of a panel, for entries in float32 (single) or double. */
size_t sx_tile_width(bool single);

/* Adds sum[i * ld + j] += sum over q < length of x_i[q] y_j[q], for all vectors of nx panels of x and ny of y; `single` gives the
 * type of their entries. Panels of x and y start every length × width entries. triangle: x is y, and only panels j at or after
 * panel i are computed. */
void sx_tile_products(bool single, const void *x, size_t nx, const void *y, size_t ny, size_t length, bool triangle,
                      double *sum, size_t ld);

#endif
