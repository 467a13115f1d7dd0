/* linear_probe.h: a linear probe (logistic regression) with all its weights free, or only those of a random subspace. */
#ifndef SX_LINEAR_PROBE_H
#define SX_LINEAR_PROBE_H

#include "space/space.h"

/* Multinomial logistic regression on (x - mean) scale. Weights are classes × (d + 1), the last of each the bias, which
 * the penalty l2 / 2 |W|² leaves out. */
typedef struct sx_probe {
	sx_mat        m;
	const size_t *row;		/* the n rows it learns from */
	size_t        n;
	const size_t *code;		/* m.n: class of each row */
	size_t        classes;
	const double *mean;		/* d */
	double        scale, l2;
	double        flat;		/* the search ends where the slope is below this, */
	size_t        steps;		/* or after so many steps */
} sx_probe;

size_t sx_probe_weights(const sx_probe *);

/* Least mean cross-entropy and penalty. dims 0: all weights are free. Else the weights are P t with t of so many values
 * and P normal / sqrt(dims), its rows streams of the seed and `draw`: the subspaces of one draw are nested. P is kept
 * where it takes at most 256 MB, and drawn anew by rows where it would take more. Cost of a step n d classes, and
 * weights × dims. weights is filled, loss told. */
bool sx_probe_fit(const sx_probe *, size_t dims, uint64_t draw, sx_job *, double *weights, double *loss, sx_err *err);

/* The share of these rows whose class has the largest score. */
double sx_probe_accuracy(const sx_probe *, const double *weights, const size_t *row, size_t n, double *scratch_d_classes);

#endif
