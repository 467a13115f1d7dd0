/* circle_scores.h: scores of how much the points of one plane look like a circle.
 *
 * Engels, Michaud, Liao, Gurnee, Tegmark 2024, "Not All Language Model Features Are (One-Dimensionally) Linear", ask
 * whether a plane can be taken apart: into two independent coordinates (separability) or into two lines of which one
 * is active at a time (mixture). Beside these two stand scores that need no tuning: the kurtosis of the radius, the
 * hole, tests of the angles, a fitted circle; and the null that tells a circle from the best plane of a search.
 *
 * Shapes: x and y are n > 0 doubles each, one point an index; no NaN, no infinity. WHITENED: mean 0 and mean square 1
 * in each coordinate, no correlation (left singular vectors times sqrt(n) are; sx_plane_whiten makes any plane so).
 * Angles are radians, gaps of angles degrees, information bits. Points may repeat.
 *
 * Nothing here allocates, and any thread may call anything. work is scratch of sx_plane_work(n) doubles, its content
 * free before and after; it may not overlap the rest. Costs are for one core and n = 50,000 where a time is given. */
#ifndef SX_CIRCLE_SCORES_H
#define SX_CIRCLE_SCORES_H

#include "base/base.h"

#define SX_PLANE_DEGENERATE 1e-9	/* second eigenvalue of a plane below this share of the first: it is a line */

/* The scores of one whitened plane. In brackets: circle, gaussian, at large n. */
typedef struct sx_ring {
	double kappa;			/* E r^4 / (E r^2)^2 (1, 2); disc 4/3; noise s = sigma / radius:
					 * (1 + 8 s^2 + 8 s^4) / (1 + 2 s^2)^2. The best single score */
	double radius_cv;		/* sd / mean of the radius (0, .52); about s for noise s */
	double hole;			/* share with radius below half the median, in units of the gaussian's (0, 1) */
	double rayleigh[4];		/* |mean exp(i k angle)|, k = 1 … 4 (0, 0): R2 high is two poles or a line,
					 * R3 a triangle, R4 four corners */
	double rayleigh_p;		/* of R1 against uniform angles */
	double kuiper, kuiper_p;	/* largest swing of the angles' distribution about the uniform one. Both p are
					 * for independent angles; whitening balances the points, so they err high (none
					 * below .05 in 300 gaussian planes): a small one counts, a large one does not */
	double rao;			/* degrees: equal gaps 0, uniform angles 360 / e = 132.4, m spots up to 360 */
	double largest_gap;		/* degrees without a point; whitening closes that of a half circle to 69 */
	double separability;		/* S, bits, Miller-Madow corrected (1.4, 0); low: two independent coordinates */
	double separability_raw;	/* the same without the correction: below n = 500 it is mostly bias */
	double mixture;			/* M at epsilon .1 (.23, .08); high: two lines. Biased upwards below n = 200 */
	double center_x, center_y;	/* Taubin's circle in the whitened units: see sx_plane_circle */
	double radius, fit_residual;
} sx_ring;

/* Doubles of scratch that the functions below want for n points. */
size_t sx_plane_work(size_t n);

/* Centres and whitens a plane without turning it (the inverse root of its covariance), so a whitened plane comes back
 * as it was. axis_ratio, unless NULL: short axis over long axis before. white_x may be x, white_y may be y. Fails
 * with SX_EINPUT on n < 4, a NaN or infinity, or a degenerate plane. O(n). */
bool sx_plane_whiten(const double *x, const double *y, size_t n, double *white_x, double *white_y, double *axis_ratio,
                     sx_err *err);

/* All scores of one WHITENED plane. Fails with SX_EINPUT on n < 4, a NaN or infinity, or a plane that is not white
 * to .001 (a constant coordinate, raw scores). .03 s, two thirds of it the mixture. */
bool sx_plane_scores(const double *x, const double *y, size_t n, double *work, sx_ring *out, sx_err *err);

/* kappa alone, of a whitened plane: for searches and the null. One pass, some 10 microseconds. */
double sx_plane_kappa(const double *x, const double *y, size_t n);

/* Sorts v upwards by the digits of its bits; spare holds n. */
void sx_plane_sort(double *v, double *spare, size_t n);

/* angle in (-pi, pi] and distance from (0, 0); a point on (0, 0) has angle 0. Either may be NULL. */
void sx_plane_angles(const double *x, const double *y, size_t n, double *angle, double *radius);

/* S = the least mutual information of the two coordinates over 25 rotations j pi / 50 (S has period pi / 2), from
 * 10 x 10 bins between least and greatest of each rotated coordinate, less the Miller-Madow bias, in bits. WHITENED
 * coordinates. The correction can leave less than 0 (nearly independent coordinates, few points), and raises S where
 * hardly a cell holds two points. raw, unless NULL, gets the plain plug-in minimum, never below 0.
 * Below n = 200 even the corrected S of a gaussian is well above 0 (.40 at n = 60): compare with a null. O(25 n):
 * 6 ms. */
double sx_plane_separability(const double *x, const double *y, size_t n, double *work, double *raw);

/* S as the paper's feature search computes it: RAW scores of any scale; 100 angles 0 … 2 pi, both ends; points with
 * norm <= cut left out (0 as there: only points on the centre); plug-in, 1e-10 inside the logarithm, bits. NAN when no
 * point is left. The paper's two-dimensional demo uses other bins; its figures are not comparable. O(100 n): 25 ms.
 * Few regular points give values that depend on how the plane is turned (12 of them: 1.17 or 1.33). */
double sx_plane_separability_paper(const double *x, const double *y, size_t n, double cut, double *work);

/* M = max over directions v and offsets c of the share of points with |v.f + c| < epsilon rms(v.f + c), by scanning
 * 180 directions and 400 offsets, where the paper climbs a gradient from a random start and may end lower. Any
 * scale, any mean. 0 < epsilon < 1; the paper has .1. O(180 (n + 400)): .02 s. */
double sx_plane_mixture(const double *x, const double *y, size_t n, double epsilon, double *work);

/* S as the paper's two-dimensional demonstration computes it: centred, divided by the mean SQUARE of all entries (scale is
 * not removed), 1000 turns, 40 x 40 bins on -3 … 3 with what lies outside in the edge bins, 1e-4 inside the logarithm of
 * every cell. Not comparable with the others: at n = 1000 a circle of radius 1 has 2.7, a gaussian .6. O(1000 n + 1.6e6). */
double sx_plane_separability_demo(const double *x, const double *y, size_t n, double *work);

/* M as the paper's programs climb to it: 10,000 steps of .1 from a random direction on a soft count of temperature 1, or, where
 * annealed (the demonstration), falling from 1 to 0; then the hard count. It depends on the seed and misses optima (.46 or
 * .09 on two clusters), and never exceeds the true M by more than 1 / n. O(10^4 n): 5 s. */
double sx_plane_mixture_paper(const double *x, const double *y, size_t n, double epsilon, bool annealed, uint64_t seed,
                              uint64_t plane, double *work);

/* The circle of least algebraic error after Taubin: next to no bias on noisy arcs, where the plain linear fit comes
 * out small. *residual = rms of (distance from centre - radius) / radius. Any scale. When the best circle is a line
 * (also a cross-shaped cloud of kappa above 3) *radius is INFINITY and the rest NAN; when all points are one,
 * radius 0 and residual NAN. O(n). */
void sx_plane_circle(const double *x, const double *y, size_t n, double *center_x, double *center_y, double *radius,
                     double *residual);

/* ---- against a known order ---- */

/* How well the order of the angles repeats a known cyclic order: going once round, the share of steps that lead from
 * a position to the next one (with wrap-around), or to the one before, whichever direction of turning is better.
 * position: any numbers, only their ranks count. Steps between equal positions (samples of one label) are left out;
 * steps between equal angles count as wrong. Right order 1; random angles: mean .27 at n = 7, .14 at 12, .08 at 20.
 * NAN with fewer than 3 positions. angle: within one turn, as from sx_plane_angles. O(n log n). */
double sx_order_fraction(const double *angle, const double *position, size_t n, double *work);

/* max over + and - of |mean exp(i (angle -+ phi))|: 1 when angles equal the known ones up to rotation and reflection.
 * Random angles: mean .44 at n = 7, .33 at 12, .26 at 20, .15 at 60; about sqrt(1.27 / n). */
double sx_angle_agreement(const double *angle, const double *phi, size_t n);

/* ---- the null of a search over planes ---- */

typedef enum sx_planes {
	SX_PLANES_ADJACENT,	/* (1,2), (2,3), … as in the paper */
	SX_PLANES_ALL,		/* every pair */
} sx_planes;

/* For gaussian rows of ANY covariance the whitened principal components are a uniformly random orthonormal frame
 * orthogonal to the ones vector, times sqrt(n). This draws one: stream (seed, "circles.null", draw), so any thread
 * may do any draw. frame: components columns of n doubles, one after the other. 2 <= components < n. 2 ms for 8
 * components. */
void sx_null_frame(size_t n, size_t components, uint64_t seed, uint64_t draw, double *frame);

/* The least kappa over the planes of a whitened frame, laid out as above: of the data as of a draw. *i and *j, unless
 * NULL, get the columns, from 0. components >= 2. */
double sx_frame_kappa(const double *frame, size_t n, size_t components, sx_planes, size_t *i, size_t *j);

/* One draw of the null of the least kappa; frame is scratch of n * components doubles. */
double sx_null_kappa(size_t n, size_t components, sx_planes, uint64_t seed, uint64_t draw, double *frame);

/* p of a value that is remarkable when low: (1 + draws at or below it) / (1 + draws). Never 0; null in any order. */
double sx_p_lower(double value, const double *null, size_t draws);

/* The ring rule. A small p only says "not gaussian" (cubes and discs get it): the shape limits decide. No false alarm
 * in 100 gaussian, t4 or mixed-cube data sets of five shapes; up to .15 on five and more clusters round a hole, which
 * is what Rao's spacing above SX_RING_SPOTS is for: say then that the ring is separate spots. */
#define SX_RING_KAPPA        1.25
#define SX_RING_MIXTURE      0.45
#define SX_RING_HOLE         0.3
#define SX_RING_R2           0.25
#define SX_RING_SEPARABILITY 0.2	/* asked for from SX_RING_ENOUGH points on */
#define SX_RING_ENOUGH       100
#define SX_RING_SPOTS        200.	/* degrees; no part of the rule */

bool sx_ring_rule(const sx_ring *, double p, double alpha, size_t n);

/* NULL when the rule holds; otherwise the first limit that is missed, in words for a note: "kappa above 1.25". */
const char *sx_ring_objection(const sx_ring *, double p, double alpha, size_t n);

#endif
