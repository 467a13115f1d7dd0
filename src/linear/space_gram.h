/* space_gram.h: the Gram matrix of a space, for users of the library. */
#ifndef SX_SPACE_GRAM_H
#define SX_SPACE_GRAM_H

#include "space/space.h"

/* out (d × d, row-major, the caller's) = Xᵀ X of a space's n rows as they stand, in double, both triangles filled; the same for any
 * number of threads of the job. Nothing is kept; tmp lends scratch of some d² doubles a thread. Cost n d² flop. False, with a
 * line in *err: out of memory, or the job asked to stop. */
bool sx_space_gram(const sx_space *, sx_job *, sx_arena *tmp, double *out, sx_err *err);

#endif
