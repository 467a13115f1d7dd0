/* minimise.h: minimises a smooth function of many variables (BFGS, from GSL). */
#ifndef SX_MINIMISE_H
#define SX_MINIMISE_H

#include "base/base.h"

/* The value at x, and its gradient. Returning NaN ends the search, when the host asked to stop. */
typedef double (*sx_objective)(void *ctx, const double *x, double *gradient);

/* Minimises from x (n values, overwritten by the best point) by GSL's vector BFGS, which needs a few vectors and no matrix, until
 * the gradient is shorter than `flat`, no step helps, or after `steps` steps. False: the objective returned NaN, or out of memory.
 * Cost: one to two evaluations a step. */
bool sx_minimise(sx_objective, void *ctx, size_t n, double *x, double flat, size_t steps, double *least, sx_err *err);

#endif
