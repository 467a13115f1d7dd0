/* simplex.h: the prototypes of a fixed classifier (Pernici et al. 2021; Biondi et al. 2023): K unit vectors in K - 1 dimensions,
 * any two at the same angle, with cosine -1 / (K - 1). */
#ifndef SX_SIMPLEX_H
#define SX_SIMPLEX_H

#include "base/base.h"

/* Computes the vertices in out (k × (k - 1)), k >= 2: the unit vectors of the axes and the vector with (1 - root of k) / (k - 1)
 * in every coordinate, centred and scaled to unit length. */
void sx_simplex(size_t k, double *out);

#endif
