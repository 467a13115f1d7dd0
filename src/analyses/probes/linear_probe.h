/* linear_probe.h: a linear probe (logistic regression) with all its weights free, or only those of a random subspace. */
#ifndef SX_LINEAR_PROBE_H
#define SX_LINEAR_PROBE_H

#include "space/space.h"

/* Multinomial logistic regression on (x - mean) scale. Weights are classes × (d + 1), the last of each row being the bias, which
 * the penalty l2 / 2 |W|² excludes. */
typedef struct sx_probe {
	sx_mat        m;
	const size_t *row;		/* the n training rows */
	size_t        n;
	const size_t *code;		/* m.n: class of each row */
	size_t        classes;
	const double *mean;		/* d */
	double        scale, l2;
	double        flat;		/* stop when the gradient is below this, */
	size_t        steps;		/* or after this many steps */
} sx_probe;

size_t sx_probe_weights(const sx_probe *);

/* Minimises the mean cross-entropy plus penalty. dims 0: all weights are free. Otherwise the weights are P t, with dims values t
 * and P Gaussian / sqrt(dims), whose rows are streams of the seed and `draw`: the subspaces of one draw are nested. P is stored if
 * it takes at most 256 MB, and otherwise regenerated row by row. Cost of a step: n d classes, and weights × dims. Fills weights
 * and *loss. */
bool sx_probe_fit(const sx_probe *, size_t dims, uint64_t draw, sx_job *, double *weights, double *loss, sx_err *err);

/* The accuracy on these rows: the share whose class has the largest score. */
double sx_probe_accuracy(const sx_probe *, const double *weights, const size_t *row, size_t n, double *scratch_d_classes);

#endif
