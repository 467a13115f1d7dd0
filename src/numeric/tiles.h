/* tiles.h: products of packed panels, accumulated in double straight from the registers.
 *
 * A panel is `width` vectors side by side, entry by entry: what a BLAS packs inside on every call. Where the vectors are made
 * ready anyway (centred, widened), they are written that way at once; and sums over short runs of float32 go to double
 * sums without a matrix in between. Tiles follow the machine, not the flavour of BLAS: 16 lanes (AVX-512), 8 (AVX2), else 4. */
#ifndef SX_TILES_H
#define SX_TILES_H

#include "base/base.h"

/* Vectors of a panel, for entries in float32 (single) or double. */
size_t sx_tile_width(bool single);

/* sum[i * ld + j] += sum over q < length of x_i[q] y_j[q], for all vectors of nx panels of x and ny of y; `single` says what they
 * hold. Panels of x start every length × width entries, and so do those of y. triangle: x is y, and only panels of j at or after
 * the panel of i are wanted. */
void sx_tile_products(bool single, const void *x, size_t nx, const void *y, size_t ny, size_t length, bool triangle,
                      double *sum, size_t ld);

#endif
