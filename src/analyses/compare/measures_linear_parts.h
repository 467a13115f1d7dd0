/* measures_linear_parts.h: what the files of linear measures share. */
#ifndef SX_MEASURES_LINEAR_PARTS_H
#define SX_MEASURES_LINEAR_PARTS_H

#include "measures.h"

double sx_dot(const double *x, const double *y, size_t n);

/* Both sides' probe rows as doubles about the means, lent by the pair's arena. */
bool   sx_probes_load(const sx_pair *, double **x, double **y, sx_err *err);
/* The standard error from the change of a figure with the weight of each probe row. */
double sx_probes_error(const sx_pair *, const double *influence);

#endif
