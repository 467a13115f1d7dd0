/* circle_scores.c: scores of one plane: whitening, radius and angle statistics, the fitted circle, agreement with a known order. */
#include "circle_scores.h"
#include "circle_scores_parts.h"

#include <math.h>
#include <stdlib.h>

#define TAU 6.283185307179586476925286766559
#define DEGREES (360 / TAU)

/* ---- whitening ---- */

typedef struct moments { double mean_x, mean_y, xx, xy, yy; } moments;	/* the last three about the mean */

SX_CLONES static moments moments_of(const double *restrict x, const double *restrict y, size_t n)
{
	double sx = 0, sy = 0, xx = 0, xy = 0, yy = 0, count = (double)n;

#pragma omp simd reduction(+:sx, sy)
	for (size_t i = 0; i < n; i++) {
		sx += x[i];
		sy += y[i];
	}
	double mx = sx / count, my = sy / count;
#pragma omp simd reduction(+:xx, xy, yy)
	for (size_t i = 0; i < n; i++) {
		double dx = x[i] - mx, dy = y[i] - my;
		xx += dx * dx;
		xy += dx * dy;
		yy += dy * dy;
	}
	return (moments){ mx, my, xx / count, xy / count, yy / count };
}

static bool usable(const moments *m, size_t n, sx_err *err)
{
	if (n < 4)
		return sx_fail(err, SX_EINPUT, "%zu points are too few for a plane: at least 4 are needed", n);
	if (!isfinite(m->xx + m->yy))
		return sx_fail(err, SX_EINPUT, "the plane has a coordinate that is not a finite number");
	return true;
}

bool sx_plane_whiten(const double *x, const double *y, size_t n, double *white_x, double *white_y, double *axis_ratio,
                     sx_err *err)
{
	moments m = moments_of(x, y, n);
	if (!usable(&m, n, err))
		return false;
	double half = (m.xx + m.yy) / 2, apart = hypot((m.xx - m.yy) / 2, m.xy);
	double large = half + apart, small = half - apart;
	if (!(small > SX_PLANE_DEGENERATE * large))
		return sx_fail(err, SX_EINPUT, "the points of the plane lie on one line");

	/* C^(-1/2) = adj(C + s I) / (s t), s and t the determinant and the trace of C^(1/2): Cayley and Hamilton. */
	double s = sqrt(small) * sqrt(large), st = s * (sqrt(small) + sqrt(large));
	double a = (m.yy + s) / st, b = -m.xy / st, c = (m.xx + s) / st;
	for (size_t i = 0; i < n; i++) {
		double dx = x[i] - m.mean_x, dy = y[i] - m.mean_y;
		white_x[i] = a * dx + b * dy;
		white_y[i] = b * dx + c * dy;
	}
	if (axis_ratio)
		*axis_ratio = sqrt(small / large);
	return true;
}

/* ---- radius and angle ---- */

SX_CLONES static double kappa_of(const double *restrict x, const double *restrict y, size_t n)
{
	double second = 0, fourth = 0;

#pragma omp simd reduction(+:second, fourth)
	for (size_t i = 0; i < n; i++) {
		double rr = x[i] * x[i] + y[i] * y[i];
		second += rr;
		fourth += rr * rr;
	}
	return (double)n * fourth / (second * second);
}

double sx_plane_kappa(const double *x, const double *y, size_t n)
{
	return kappa_of(x, y, n);
}

void sx_plane_angles(const double *x, const double *y, size_t n, double *angle, double *radius)
{
	for (size_t i = 0; i < n; i++) {
		double xi = x[i], yi = y[i];
		if (angle)	/* atan2(0, -0.) would be pi */
			angle[i] = xi == 0 && yi == 0 ? 0 : atan2(yi, xi);
		if (radius)
			radius[i] = sqrt(xi * xi + yi * yi);
	}
}

/* ---- tests of the angles ---- */

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* cos and sin of k times an angle by the addition formulas, from the unit vector. */
SX_CLONES static void resultants(const double *restrict x, const double *restrict y, const double *restrict radius,
                                 size_t n, double out[4])
{
	double c1 = 0, s1 = 0, c2 = 0, s2 = 0, c3 = 0, s3 = 0, c4 = 0, s4 = 0;

#pragma omp simd reduction(+:c1, s1, c2, s2, c3, s3, c4, s4)
	for (size_t i = 0; i < n; i++) {
		double c = radius[i] > 0 ? x[i] / radius[i] : 1, s = radius[i] > 0 ? y[i] / radius[i] : 0;
		double cc = c * c - s * s, ss = 2 * c * s;
		c1 += c;
		s1 += s;
		c2 += cc;
		s2 += ss;
		c3 += cc * c - ss * s;
		s3 += ss * c + cc * s;
		c4 += cc * cc - ss * ss;
		s4 += 2 * cc * ss;
	}
	out[0] = hypot(c1, s1) / (double)n;
	out[1] = hypot(c2, s2) / (double)n;
	out[2] = hypot(c3, s3) / (double)n;
	out[3] = hypot(c4, s4) / (double)n;
}

/* Mardia and Jupp 2000, (6.3.5): the expansion is good from n = 10 on, also in the tail. */
double sx_rayleigh_p(double resultant, size_t n)
{
	double m = (double)n, z = m * resultant * resultant, zz = z * z;
	double p = exp(-z) * (1 + (2 * z - zz) / (4 * m) -
	                      (24 * z - 132 * zz + 76 * zz * z - 9 * zz * zz) / (288 * m * m));
	return fmin(fmax(p, 0), 1);
}

/* Stephens 1970. The series has not settled below .4, where p is 1 to five digits. */
double sx_kuiper_p(double v, size_t n)
{
	double root = sqrt((double)n), l = v * (root + .155 + .24 / root), sum = 0;
	if (l < .4)
		return 1;
	for (int j = 1; j <= 20; j++) {
		double jl = j * l * j * l;
		sum += 2 * (4 * jl - 1) * exp(-2 * jl);
	}
	return fmin(fmax(sum, 0), 1);
}

void sx_angle_scores(const double *sorted, size_t n, sx_ring *out)
{
	double m = (double)n, above = -INFINITY, under = -INFINITY, uneven = 0, largest = 0;

	for (size_t i = 0; i < n; i++) {
		double u = sorted[i] / TAU + .5;
		double gap = i + 1 < n ? sorted[i + 1] - sorted[i] : sorted[0] + TAU - sorted[i];
		above = fmax(above, (double)(i + 1) / m - u);
		under = fmax(under, u - (double)i / m);
		uneven += fabs(gap - TAU / m);
		largest = fmax(largest, gap);
	}
	out->kuiper = above + under;
	out->kuiper_p = sx_kuiper_p(out->kuiper, n);
	out->rao = uneven / 2 * DEGREES;
	out->largest_gap = largest * DEGREES;
}

void sx_radius_scores(const double *sorted, size_t n, sx_ring *out)
{
	double sum = 0, squares = 0, half = (sorted[(n - 1) / 2] + sorted[n / 2]) / 4;
	size_t inside = 0;

	for (size_t i = 0; i < n; i++) {
		sum += sorted[i];
		inside += sorted[i] < half;
	}
	double mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += (sorted[i] - mean) * (sorted[i] - mean);
	out->radius_cv = sqrt(squares / (double)n) / mean;
	out->hole = (double)inside / (double)n / (1 - pow(2, -.25));	/* a gaussian's share */
}

/* ---- the fitted circle ---- */

/* The eigenvector of the least eigenvalue of a symmetric 3 x 3 matrix, by Jacobi's rotations; a is destroyed. */
static void least_eigenvector(double a[3][3], double vector[3])
{
	double v[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };

	for (int sweep = 0; sweep < 30; sweep++) {
		for (int k = 0; k < 3; k++) {
			int p = k == 2, q = k == 0 ? 1 : 2;	/* (0,1) (0,2) (1,2) */
			if (a[p][q] == 0)
				continue;
			double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
			double t = (theta < 0 ? -1 : 1) / (fabs(theta) + hypot(theta, 1)), c = 1 / hypot(t, 1), s = t * c;
			for (int i = 0; i < 3; i++) {
				double ap = a[i][p], aq = a[i][q], vp = v[i][p], vq = v[i][q];
				a[i][p] = c * ap - s * aq;
				a[i][q] = s * ap + c * aq;
				v[i][p] = c * vp - s * vq;
				v[i][q] = s * vp + c * vq;
			}
			for (int i = 0; i < 3; i++) {
				double ap = a[p][i], aq = a[q][i];
				a[p][i] = c * ap - s * aq;
				a[q][i] = s * ap + c * aq;
			}
		}
	}
	int least = a[1][1] < a[0][0];
	least = a[2][2] < a[least][least] ? 2 : least;
	for (int i = 0; i < 3; i++)
		vector[i] = v[i][least];
}

/* The products of Taubin's three columns, (z - mean z) / 2, x, y, in units in which mean z is 1. */
static void taubin_products(const double *x, const double *y, size_t n, const moments *m, double unit, double a[3][3])
{
	double w[3];
	for (int p = 0; p < 9; p++)
		a[p / 3][p % 3] = 0;
	for (size_t i = 0; i < n; i++) {
		w[1] = (x[i] - m->mean_x) / unit;
		w[2] = (y[i] - m->mean_y) / unit;
		w[0] = (w[1] * w[1] + w[2] * w[2] - 1) / 2;
		for (int p = 0; p < 9; p++)
			a[p / 3][p % 3] += w[p / 3] * w[p % 3] / (double)n;
	}
}

void sx_plane_circle(const double *x, const double *y, size_t n, double *center_x, double *center_y, double *radius,
                     double *residual)
{
	moments m = moments_of(x, y, n);
	double unit = sqrt(m.xx + m.yy), a[3][3], v[3], squares = 0;

	*center_x = *center_y = *residual = NAN;
	*radius = INFINITY;
	if (!(unit > 0)) {
		*center_x = m.mean_x;
		*center_y = m.mean_y;
		*radius = 0;
		return;
	}
	taubin_products(x, y, n, &m, unit, a);
	least_eigenvector(a, v);
	if (fabs(v[0]) < 2e-12)		/* the coefficient of x^2 + y^2 is half of it */
		return;
	*center_x = m.mean_x - unit * v[1] / v[0];
	*center_y = m.mean_y - unit * v[2] / v[0];
	*radius = unit * sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]) / fabs(v[0]);
	for (size_t i = 0; i < n; i++) {
		double off = hypot(x[i] - *center_x, y[i] - *center_y) - *radius;
		squares += off * off;
	}
	*residual = sqrt(squares / (double)n) / *radius;
}

/* ---- all of it ---- */

static bool white(const moments *m)
{
	return fabs(m->mean_x) < 1e-3 && fabs(m->mean_y) < 1e-3 && fabs(m->xx - 1) < 1e-3 && fabs(m->yy - 1) < 1e-3 &&
	       fabs(m->xy) < 1e-3;
}

bool sx_plane_scores(const double *x, const double *y, size_t n, double *work, sx_ring *out, sx_err *err)
{
	moments m = moments_of(x, y, n);
	double *angle = work, *radius = work + n;

	if (!usable(&m, n, err))
		return false;
	if (!white(&m))
		return sx_fail(err, SX_EINPUT, "the plane is not whitened: mean squares %.4g and %.4g", m.xx, m.yy);
	out->kappa = sx_plane_kappa(x, y, n);
	sx_plane_angles(x, y, n, angle, radius);
	resultants(x, y, radius, n, out->rayleigh);
	out->rayleigh_p = sx_rayleigh_p(out->rayleigh[0], n);
	sx_plane_sort(angle, work + 2 * n, n);
	sx_plane_sort(radius, work + 2 * n, n);
	sx_angle_scores(angle, n, out);
	sx_radius_scores(radius, n, out);
	sx_plane_circle(x, y, n, &out->center_x, &out->center_y, &out->radius, &out->fit_residual);
	out->separability = sx_plane_separability(x, y, n, work, &out->separability_raw);
	out->mixture = sx_plane_mixture(x, y, n, .1, work);
	return true;
}

/* ---- a known order ---- */

/* Finds the rank of each position among the distinct ones; returns how many there are. sorted: n doubles. */
static size_t rank_positions(const double *position, size_t n, double *sorted, double *rank, size_t stride)
{
	size_t distinct = 0;

	for (size_t i = 0; i < n; i++)
		sorted[i] = position[i];
	qsort(sorted, n, sizeof *sorted, ascending);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || sorted[i] != sorted[i - 1])
			sorted[distinct++] = sorted[i];
	}
	for (size_t i = 0; i < n; i++) {
		const double *found = bsearch(position + i, sorted, distinct, sizeof *sorted, ascending);
		rank[i * stride] = found ? (double)(found - sorted) : 0;
	}
	return distinct;
}

double sx_order_fraction(const double *angle, const double *position, size_t n, double *work)
{
	double *pair = work, *sorted = work + 2 * n;	/* pairs of (angle, rank) */
	double last = (double)rank_positions(position, n, sorted, pair + 1, 2) - 1;
	size_t steps = 0, up = 0, down = 0;

	if (last < 2)
		return NAN;
	for (size_t i = 0; i < n; i++)
		pair[2 * i] = angle[i];
	qsort(pair, n, 2 * sizeof *pair, ascending);
	for (size_t i = 0; i < n; i++) {
		const double *here = pair + 2 * i, *next = pair + 2 * ((i + 1) % n);
		double step = next[1] - here[1];
		bool apart = next[0] != here[0];
		steps += step != 0;
		up += apart && (step == 1 || step == -last);
		down += apart && (step == -1 || step == last);
	}
	return (double)(up > down ? up : down) / (double)steps;
}

double sx_angle_agreement(const double *angle, const double *phi, size_t n)
{
	double c[2] = { 0, 0 }, s[2] = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		c[0] += cos(angle[i] - phi[i]);
		s[0] += sin(angle[i] - phi[i]);
		c[1] += cos(angle[i] + phi[i]);
		s[1] += sin(angle[i] + phi[i]);
	}
	return fmax(hypot(c[0], s[0]), hypot(c[1], s[1])) / (double)n;
}

/* ---- the ring rule ---- */

#define QUOTE(x) #x
#define LIMIT(x) QUOTE(x)

const char *sx_ring_objection(const sx_ring *r, double p, double alpha, size_t n)
{
	if (!(p <= alpha))
		return "p above alpha";
	if (!(r->kappa <= SX_RING_KAPPA))
		return "kappa above " LIMIT(SX_RING_KAPPA);
	if (!(r->mixture < SX_RING_MIXTURE))
		return "mixture not below " LIMIT(SX_RING_MIXTURE);
	if (!(r->hole < SX_RING_HOLE))
		return "hole not below " LIMIT(SX_RING_HOLE);
	if (!(r->rayleigh[1] < SX_RING_R2))
		return "second Rayleigh resultant not below " LIMIT(SX_RING_R2);
	if (n >= SX_RING_ENOUGH && !(r->separability > SX_RING_SEPARABILITY))
		return "separability not above " LIMIT(SX_RING_SEPARABILITY);
	return NULL;
}

bool sx_ring_rule(const sx_ring *r, double p, double alpha, size_t n)
{
	return sx_ring_objection(r, p, alpha, n) == NULL;
}
