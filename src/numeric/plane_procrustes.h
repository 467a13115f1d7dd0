/* plane_procrustes.h: rotates or reflects a set of points in the plane to match another (orthogonal Procrustes).
 *
 * Among all rotations and reflections of centred points x, it finds the one that brings them nearest to centred points u in the
 * sum of squares (Schönemann 1966, Psychometrika 31), which in the plane has a closed form. */
#ifndef SX_PLANE_PROCRUSTES_H
#define SX_PLANE_PROCRUSTES_H

#include "base/base.h"

typedef struct sx_turn2 {
	double angle;		/* radians, counter-clockwise, after mirroring */
	bool   mirrored;	/* y becomes -y first */
	double likeness;	/* sum of x'·u over |x| |u|: 1 for equal shapes up to scale, 0 for unrelated ones */
} sx_turn2;

/* Fits the rotation to n pairs of points; pairs with a coordinate that is not finite are ignored. O(n). */
sx_turn2 sx_turn_to(const double *x, const double *y, const double *u, const double *v, size_t n);
/* Rotates points about their mean, which becomes (0, 0), in place. */
void     sx_turn_apply(const sx_turn2 *, double *x, double *y, size_t n);

#endif
