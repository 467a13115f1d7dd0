/* cohomology.h: persistent cohomology of degree 1 of a point cloud, and the circular coordinate of a loop.
 *
 * Vietoris-Rips filtration: an edge enters at its length, a triangle with its longest edge, up to the enclosing radius min_i max_j
 * d_ij, where all loops have died. Coefficients are integers modulo a prime. The incremental algorithm and the circular coordinate
 * are those of de Silva, Morozov and Vejdemo-Johansson 2011 (Discrete & Computational Geometry 45): a list of live cocycles, to
 * which an edge that closes a loop adds one, and from which a triangle removes the youngest that does not vanish on it. Cost:
 * edges × live cocycles × n bytes compared, some n³ / 2 of them times the live; memory n² bytes for every live cocycle. Meant for
 * a few hundred landmarks. */
#ifndef SX_COHOMOLOGY_H
#define SX_COHOMOLOGY_H

#include "base/base.h"
#include "base/job.h"

typedef struct sx_bar {
	double   birth, death;
	uint32_t i, j;			/* the edge that closed the loop */
} sx_bar;

typedef struct sx_barcode {
	size_t  count;
	sx_bar *bar;			/* longest first; birth < death */
	double  radius;			/* the enclosing radius */
} sx_barcode;

/* Computes all loops of n points from their distances (n × n, symmetric). prime: odd, at most 127. */
bool sx_cohomology_bars(const double *distance, size_t n, unsigned prime, sx_job *, sx_arena *, sx_barcode *out, sx_err *err);

/* The circular coordinate of every point, in turns from 0 to 1, round one of these loops: the cocycle at the scale alpha, lifted
 * to integers and smoothed by least squares. */
typedef struct sx_lift {
	const double *distance;		/* n × n; it and the prime must be those that gave the bar */
	size_t        n;
	unsigned      prime;
	const sx_bar *bar;
	double        alpha;
	bool          closes;		/* set to false where the lift does not close over a triangle; try another prime */
} sx_lift;
/* turn holds n; smooth (n × n) gets each edge's part of a turn, 0 where there is no edge. */
bool sx_cohomology_angle(sx_lift *, sx_job *, double *turn, double *smooth, sx_err *err);

#endif
