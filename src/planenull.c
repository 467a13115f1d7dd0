/* planenull.c: the null of a search over planes. Meanings: circle.h. */
#include "circle.h"
#include "rng.h"

#include <math.h>

SX_CLONES static void take_mean_off(double *restrict u, size_t n)
{
	double sum = 0;
#pragma omp simd reduction(+:sum)
	for (size_t i = 0; i < n; i++)
		sum += u[i];
	double mean = sum / (double)n;
#pragma omp simd
	for (size_t i = 0; i < n; i++)
		u[i] -= mean;
}

SX_CLONES static double dot(const double *restrict a, const double *restrict b, size_t n)
{
	double sum = 0;
#pragma omp simd reduction(+:sum)
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

SX_CLONES static void subtract(double *restrict a, double times, const double *restrict b, size_t n)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++)
		a[i] -= times * b[i];
}

SX_CLONES static void scale(double *a, double by, size_t n)
{
#pragma omp simd
	for (size_t i = 0; i < n; i++)
		a[i] *= by;
}

void sx_null_frame(size_t n, size_t components, uint64_t seed, uint64_t draw, double *frame)
{
	sx_rng rng = sx_rng_open(seed, "circles.null", draw);
	double count = (double)n;

	for (size_t j = 0; j < components; j++) {
		double *column = frame + j * n;
		for (size_t i = 0; i < n; i++)
			column[i] = sx_rng_normal(&rng);
		/* Gram-Schmidt twice: once leaves a tilt where components come near n. */
		for (int pass = 0; pass < 2; pass++) {
			take_mean_off(column, n);
			for (size_t i = 0; i < j; i++)
				subtract(column, dot(frame + i * n, column, n) / count, frame + i * n, n);
		}
		scale(column, sqrt(count / dot(column, column, n)), n);
	}
}

double sx_frame_kappa(const double *frame, size_t n, size_t components, sx_planes planes, size_t *i, size_t *j)
{
	double least = INFINITY;

	for (size_t a = 0; a + 1 < components; a++) {
		size_t end = planes == SX_PLANES_ALL ? components : a + 2;
		for (size_t b = a + 1; b < end; b++) {
			double kappa = sx_plane_kappa(frame + a * n, frame + b * n, n);
			if (!(kappa < least))
				continue;
			least = kappa;
			if (i)
				*i = a;
			if (j)
				*j = b;
		}
	}
	return least;
}

double sx_null_kappa(size_t n, size_t components, sx_planes planes, uint64_t seed, uint64_t draw, double *frame)
{
	sx_null_frame(n, components, seed, draw, frame);
	return sx_frame_kappa(frame, n, components, planes, NULL, NULL);
}

double sx_p_lower(double value, const double *null, size_t draws)
{
	size_t reached = 0;
	for (size_t b = 0; b < draws; b++)
		reached += null[b] <= value;
	return (1 + (double)reached) / (1 + (double)draws);
}
