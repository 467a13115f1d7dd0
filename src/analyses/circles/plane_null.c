/* plane_null.c: null samples for a search over planes: the least kappa of random whitened frames. */
#include "circle_scores.h"
#include "base/rng.h"

#include <math.h>

SX_CLONES static double sum_of(const double *restrict u, size_t n)
{
	double sum = 0;
#pragma omp simd reduction(+:sum)
	for (size_t i = 0; i < n; i++)
		sum += u[i];
	return sum;
}

SX_CLONES static void take_mean_off(double *restrict u, size_t n)
{
	double mean = sum_of(u, n) / (double)n;
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

/* q = a², and its sum. */
SX_CLONES static double square(const double *restrict a, size_t n, double *restrict q)
{
	double sum = 0;
#pragma omp simd reduction(+:sum)
	for (size_t i = 0; i < n; i++) {
		q[i] = a[i] * a[i];
		sum += q[i];
	}
	return sum;
}

enum { BLOCK = 256, MOST = 64 };	/* rows at a time, which stay in the cache; components of the fast way */

/* The upper triangle of the products of the centred columns. */
static void products(const double *frame, size_t n, size_t k, double *mean, double *g)
{
	for (size_t j = 0; j < k; j++)
		mean[j] = 0;
	for (size_t i = 0; i < k * k; i++)
		g[i] = 0;
	for (size_t lo = 0; lo < n; lo += BLOCK) {
		size_t rows = n - lo < BLOCK ? n - lo : BLOCK;
		for (size_t a = 0; a < k; a++) {
			mean[a] += sum_of(frame + a * n + lo, rows) / (double)n;
			for (size_t b = a; b < k; b++)
				g[a * k + b] += dot(frame + a * n + lo, frame + b * n + lo, rows);
		}
	}
	for (size_t a = 0; a < k; a++)
		for (size_t b = a; b < k; b++)
			g[a * k + b] -= (double)n * mean[a] * mean[b];
}

/* Cholesky factorisation g = Rᵀ R in the upper triangle. False: not positive definite. */
static bool cholesky(double *g, size_t k)
{
	for (size_t a = 0; a < k; a++) {
		for (size_t c = 0; c < a; c++)
			g[a * k + a] -= g[c * k + a] * g[c * k + a];
		if (!(g[a * k + a] > 0))
			return false;
		g[a * k + a] = sqrt(g[a * k + a]);
		for (size_t b = a + 1; b < k; b++) {
			for (size_t c = 0; c < a; c++)
				g[a * k + b] -= g[c * k + a] * g[c * k + b];
			g[a * k + b] /= g[a * k + a];
		}
	}
	return true;
}

/* The frame of Gram-Schmidt, computed from the Cholesky factor of the products: accurate if there are few components compared with
 * rows, since the products of independent Gaussians are then nearly diagonal. Reads the frame twice. */
static bool whiten_few(double *frame, size_t n, size_t k)
{
	double mean[MOST], g[MOST * MOST], root = sqrt((double)n);
	products(frame, n, k, mean, g);
	if (!cholesky(g, k))
		return false;
	for (size_t lo = 0; lo < n; lo += BLOCK) {
		size_t rows = n - lo < BLOCK ? n - lo : BLOCK;
		for (size_t j = 0; j < k; j++) {
			double *column = frame + j * n + lo;
			for (size_t i = 0; i < rows; i++)
				column[i] -= mean[j];
			for (size_t c = 0; c < j; c++)
				subtract(column, g[c * k + j] / root, frame + c * n + lo, rows);
			scale(column, root / g[j * k + j], rows);
		}
	}
	return true;
}

static void whiten_many(double *frame, size_t n, size_t components)
{
	double count = (double)n;
	for (size_t j = 0; j < components; j++) {
		double *column = frame + j * n;
		/* Gram-Schmidt twice: once leaves a tilt where components come near n. */
		for (int pass = 0; pass < 2; pass++) {
			take_mean_off(column, n);
			for (size_t i = 0; i < j; i++)
				subtract(column, dot(frame + i * n, column, n) / count, frame + i * n, n);
		}
		scale(column, sqrt(count / dot(column, column, n)), n);
	}
}

void sx_null_frame(size_t n, size_t components, uint64_t seed, uint64_t draw, double *frame)
{
	sx_rng rng = sx_rng_open(seed, "circles.null", draw);
	sx_rng_normals(&rng, frame, n * components);
	if (n < 4 * components || components > MOST || !whiten_few(frame, n, components))
		whiten_many(frame, n, components);
}

/* Sums over rows of u_a² u_b²: of one column, of two. With q = u², sum (q_a + q_b)² of every plane follows. */
static void square_products(const double *frame, size_t n, size_t k, bool all, double *f, double *second)
{
	double q[MOST * BLOCK];
	for (size_t i = 0; i < k * k; i++)
		f[i] = 0;
	for (size_t a = 0; a < k; a++)
		second[a] = 0;
	for (size_t lo = 0; lo < n; lo += BLOCK) {
		size_t rows = n - lo < BLOCK ? n - lo : BLOCK;
		for (size_t a = 0; a < k; a++)
			second[a] += square(frame + a * n + lo, rows, q + a * BLOCK);
		for (size_t a = 0; a < k; a++)
			for (size_t b = a; b < (all || a + 2 > k ? k : a + 2); b++)
				f[a * k + b] += dot(q + a * BLOCK, q + b * BLOCK, rows);
	}
}

double sx_frame_kappa(const double *frame, size_t n, size_t components, sx_planes planes, size_t *i, size_t *j)
{
	double least = INFINITY, f[MOST * MOST], second[MOST];
	bool few = components <= MOST;

	if (few)
		square_products(frame, n, components, planes == SX_PLANES_ALL, f, second);
	for (size_t a = 0; a + 1 < components; a++) {
		size_t end = planes == SX_PLANES_ALL ? components : a + 2;
		for (size_t b = a + 1; b < end; b++) {
			double r2 = few ? second[a] + second[b] : 0, kappa = few
				? (double)n * (f[a * components + a] + f[b * components + b] + 2 * f[a * components + b]) / (r2 * r2)
				: sx_plane_kappa(frame + a * n, frame + b * n, n);
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
