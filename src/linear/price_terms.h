/* price_terms.h: estimates of the cost of common parts of a run, in the flop of sx_price. */
#ifndef SX_PRICE_TERMS_H
#define SX_PRICE_TERMS_H

#include "spectrum.h"
#include "command/command.h"

/* Adds the cost of the spectrum: products in double, which count twice, and eigenvalues on one thread; or products with a few
 * random directions. */
void sx_price_spectrum(sx_price *, sx_mat, size_t components, sx_solver);
/* Multiplies the cost, and that of the cheaper variant. */
void sx_price_times(sx_price *, double times);

#endif
