/* measures_linear_parts.h: what the files of linear measures share. */
#ifndef SX_MEASURES_LINEAR_PARTS_H
#define SX_MEASURES_LINEAR_PARTS_H

#include "measures.h"

double sx_dot(const double *x, const double *y, size_t n);

/* The centred probe rows of both sides as doubles, lent by the pair's arena. */
bool   sx_probes_load(const sx_pair *, double **x, double **y, sx_err *err);
/* The standard error of a measure, from its change with the weight of each probe row (influence function). */
double sx_probes_error(const sx_pair *, const double *influence);

#endif
