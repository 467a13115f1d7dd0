/* id_danco_fit.c: the divergences that DANCo compares, and the fractional dimension at their minimum. */
#include "id_danco_parts.h"
#include "numeric/special.h"

#include <math.h>

/* With u = r^a, distributed as Beta(1, k), everything but the mean of ln(1 - u^q) - ln(1 - u) has a closed form; that function is
 * smooth and integrated by the midpoint rule, where the alternating sum of the paper would lose its digits for k above 30. */
double sx_danco_of_ratios(const sx_danco_midpoints *p, double q)
{
	double sum = 0;
	for (size_t i = 0; i < SX_DANCO_POINTS; i++)
		sum += log(-expm1(q * p->log_u[i])) - p->log_rest[i];
	return -log(q) - (1 - q) * p->harmonic - ((double)p->k - 1) * sum / SX_DANCO_POINTS;
}

sx_danco_angle sx_danco_angle_of(double nu, double tau)
{
	double i0 = sx_bessel_i0(tau);
	return (sx_danco_angle){ nu, tau, log(i0) + tau, sx_bessel_i1(tau) / i0 };
}

double sx_danco_of_angles(const sx_danco_angle *a, const sx_danco_angle *b)
{
	return b->log_bessel - a->log_bessel + a->pull * (a->tau - b->tau * cos(a->nu - b->nu));
}

/* The minimum of the parabola through the smallest value and its two neighbours. In one dimension all angles are 0 or pi, so the
 * divergence there is not part of a smooth curve. */
double sx_danco_refine(const double *kl, size_t best, size_t cap)
{
	if (best <= 1 || best + 1 >= cap)
		return (double)best + 1;
	double left = kl[best - 1] - kl[best], right = kl[best + 1] - kl[best];
	return (double)best + 1 + (left - right) / (2 * (left + right));
}
