/* simplex.c: the vertices of a regular simplex about the origin. */
#include "simplex.h"

#include <math.h>

void sx_simplex(size_t k, double *out)
{
	size_t d = k - 1;
	double last = (1 - sqrt((double)k)) / (double)d;
	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < d; j++)
			out[i * d + j] = i == d ? last : i == j;
	for (size_t j = 0; j < d; j++) {
		double mean = 0;
		for (size_t i = 0; i < k; i++)
			mean += out[i * d + j] / (double)k;
		for (size_t i = 0; i < k; i++)
			out[i * d + j] -= mean;
	}
	for (size_t i = 0; i < k; i++) {
		double square = 0;
		for (size_t j = 0; j < d; j++)
			square += out[i * d + j] * out[i * d + j];
		for (size_t j = 0; j < d; j++)
			out[i * d + j] /= sqrt(square);
	}
}
