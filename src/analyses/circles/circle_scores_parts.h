/* circle_scores_parts.h: the scores of sorted angles and radii, for circle_scores.c and its tests. */
#ifndef SX_CIRCLE_SCORES_PARTS_H
#define SX_CIRCLE_SCORES_PARTS_H

#include "circle_scores.h"

/* p of a mean resultant length, and of Kuiper's swing, of n independent angles. */
double sx_rayleigh_p(double resultant, size_t n);
double sx_kuiper_p(double v, size_t n);

/* kuiper, kuiper_p, rao and largest_gap of angles in (-pi, pi]; radius_cv and hole of radii. Both sorted upwards. */
void sx_angle_scores(const double *sorted, size_t n, sx_ring *out);
void sx_radius_scores(const double *sorted, size_t n, sx_ring *out);

#endif
