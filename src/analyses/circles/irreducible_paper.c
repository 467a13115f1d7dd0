/* irreducible_paper.c: the tests of separability and mixture as the programs of Engels et al. compute them, to reproduce
 * published values. */
#include "circle_scores.h"
#include "base/rng.h"

#include <math.h>
#include <string.h>

/* ---- separability in the paper's two-dimensional demonstration ---- */

enum { DEMO_TURNS = 1000, DEMO_BINS = 40 };

static int demo_bin(double u)
{
	int i = (int)floor((u + 3) / 6 * DEMO_BINS);
	return i < 0 ? 0 : i >= DEMO_BINS ? DEMO_BINS - 1 : i;
}

static double demo_information(const double *x, const double *y, size_t n, double c, double s, double scale)
{
	static const double tiny = 1e-4;
	size_t cell[DEMO_BINS][DEMO_BINS] = { { 0 } }, row[DEMO_BINS] = { 0 }, column[DEMO_BINS] = { 0 };
	double sum = 0;
	for (size_t i = 0; i < n; i++) {
		int a = demo_bin((c * x[i] - s * y[i]) * scale), b = demo_bin((s * x[i] + c * y[i]) * scale);
		cell[a][b]++;
		row[a]++;
		column[b]++;
	}
	for (int a = 0; a < DEMO_BINS; a++)
		for (int b = 0; b < DEMO_BINS; b++) {
			double p = (double)cell[a][b] / (double)n, q = (double)row[a] / (double)n * ((double)column[b] / (double)n);
			sum += p * log((p + tiny) / (q + tiny));
		}
	return sum / log(2);
}

double sx_plane_separability_demo(const double *x, const double *y, size_t n, double *work)
{
	double mx = 0, my = 0, square = 0, least = INFINITY, *u = work, *v = work + n;
	for (size_t i = 0; i < n; i++) {
		mx += x[i] / (double)n;
		my += y[i] / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		u[i] = x[i] - mx;
		v[i] = y[i] - my;
		square += (u[i] * u[i] + v[i] * v[i]) / (2 * (double)n);
	}
	for (int t = 0; t < DEMO_TURNS && square > 0; t++) {
		double angle = 2 * M_PI * t / DEMO_TURNS;
		least = fmin(least, demo_information(u, v, n, cos(angle), sin(angle), 1 / square));
	}
	return square > 0 ? least : 0;
}

/* ---- mixture by gradient ascent on a soft count ---- */

enum { STEPS = 10000 };

typedef struct line { double v[2], c; } line;

/* One step of ascent on the mean of sigmoid((epsilon - |z|) / T), z = (v·x + c) / rms; z is scratch of n. */
static void climb(const double *x, const double *y, size_t n, double epsilon, double temperature, line *l, double *z)
{
	double squares = 0, gz = 0, grad[3] = { 0, 0, 0 };
	for (size_t i = 0; i < n; i++) {
		z[i] = l->v[0] * x[i] + l->v[1] * y[i] + l->c;
		squares += z[i] * z[i] / (double)n;
	}
	double rms = sqrt(squares);
	if (!(rms > 0))
		return;
	for (size_t i = 0; i < n; i++) {
		z[i] /= rms;
		double s = 1 / (1 + exp(-(epsilon - fabs(z[i])) / temperature)), sign = z[i] > 0 ? 1 : z[i] < 0 ? -1 : 0;
		double g = -s * (1 - s) * sign / (temperature * (double)n);
		gz += g * z[i];
		grad[0] += g * x[i];
		grad[1] += g * y[i];
		grad[2] += g;
	}
	double dot[3] = { 0, 0, 0 };
	for (size_t i = 0; i < n; i++) {
		dot[0] += z[i] * x[i] / (double)n;
		dot[1] += z[i] * y[i] / (double)n;
		dot[2] += z[i] / (double)n;
	}
	l->v[0] += 0.1 * (grad[0] - gz * dot[0]) / rms;
	l->v[1] += 0.1 * (grad[1] - gz * dot[1]) / rms;
	l->c += 0.1 * (grad[2] - gz * dot[2]) / rms;
}

double sx_plane_mixture_paper(const double *x, const double *y, size_t n, double epsilon, bool annealed, uint64_t seed,
                              uint64_t plane, double *work)
{
	sx_rng rng = sx_rng_open(seed, "mixture.paper", plane);
	line l = { { sx_rng_normal(&rng), sx_rng_normal(&rng) }, 0 };
	for (int i = 0; i < STEPS; i++)
		climb(x, y, n, epsilon, annealed ? 1 - (double)i / STEPS : 1, &l, work);
	double squares = 0;
	size_t inside = 0;
	for (size_t i = 0; i < n; i++) {
		work[i] = l.v[0] * x[i] + l.v[1] * y[i] + l.c;
		squares += work[i] * work[i] / (double)n;
	}
	for (size_t i = 0; i < n; i++)
		inside += fabs(work[i]) < epsilon * sqrt(squares);
	return (double)inside / (double)n;
}
