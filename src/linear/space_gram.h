/* space_gram.h: the Gram matrix of a space, for users of the library. */
#ifndef SX_SPACE_GRAM_H
#define SX_SPACE_GRAM_H

#include "space/space.h"

/* Computes Xᵀ X of a space's n rows as they stand, in double, into out (d × d, row-major, owned by the caller), with both
 * triangles filled; the result does not depend on the number of threads. Nothing is kept; tmp lends scratch of some d² doubles for
 * each thread. Cost n d² flop. False, with a message in *err: out of memory, or the host asked to stop. */
bool sx_space_gram(const sx_space *, sx_job *, sx_arena *tmp, double *out, sx_err *err);

#endif
