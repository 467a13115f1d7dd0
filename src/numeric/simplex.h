/* simplex.h: the prototypes of a fixed classifier (Pernici et al. 2021; Biondi et al. 2023): K unit vectors in K - 1 dimensions,
 * any two at the same angle, with cosine -1 / (K - 1). */
#ifndef SX_SIMPLEX_H
#define SX_SIMPLEX_H

#include "base/base.h"

/* out (k × (k - 1)), k >= 2: the unit vectors of the axes and (1 - root of k) / (k - 1) in all of them, about their mean, of unit
 * length. */
void sx_simplex(size_t k, double *out);

#endif
