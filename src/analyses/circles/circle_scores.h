/* circle_scores.h: scores of how much the points of one plane look like a circle.
 *
 * Engels, Michaud, Liao, Gurnee, Tegmark 2024, "Not All Language Model Features Are (One-Dimensionally) Linear", ask whether a
 * plane is reducible: into two independent coordinates (separability) or into a mixture of two lines of which one is active at a
 * time. Other scores need no tuning: the kurtosis of the radius, the hole, tests of the angles, a fitted circle; and a null that
 * distinguishes a circle from the best plane of a search.
 *
 * Shapes: x and y are n > 0 doubles each, one point for each index; no NaN, no infinity. WHITENED: mean 0 and mean square 1 in
 * each coordinate, no correlation (true of left singular vectors times sqrt(n); sx_plane_whiten whitens any plane). Angles are in
 * radians, gaps between angles in degrees, information in bits. Points may repeat.
 *
 * Nothing here allocates, and all functions are thread-safe. work is scratch of sx_plane_work(n) doubles with arbitrary content;
 * it must not overlap other arguments. Times are for one core and n = 50,000. */
#ifndef SX_CIRCLE_SCORES_H
#define SX_CIRCLE_SCORES_H

#include "base/base.h"

#define SX_PLANE_DEGENERATE 1e-9	/* a plane whose second eigenvalue is below this share of the first is a line */

/* The scores of one whitened plane. In parentheses: the values for a circle and for a Gaussian, at large n. */
typedef struct sx_ring {
	double kappa;			/* E r^4 / (E r^2)^2 (1, 2); disc 4/3; noise s = sigma / radius:
					 * (1 + 8 s^2 + 8 s^4) / (1 + 2 s^2)^2. The best single score */
	double radius_cv;		/* sd / mean of the radius (0, .52); about s for noise s */
	double hole;			/* share of points with radius below half the median, relative to a Gaussian (0, 1) */
	double rayleigh[4];		/* |mean exp(i k angle)|, k = 1 … 4 (0, 0): R2 high is two poles or a line,
					 * R3 a triangle, R4 four corners */
	double rayleigh_p;		/* of R1 against uniform angles */
	double kuiper, kuiper_p;	/* Kuiper's statistic of the angles against the uniform distribution. Both p assume
					 * independent angles; whitening balances the points, so they are too high (none below .05
					 * in 300 Gaussian planes): a small p counts, a large one does not */
	double rao;			/* degrees: 0 for equal gaps, 360 / e = 132.4 for uniform angles, up to 360 for m spots */
	double largest_gap;		/* largest arc without a point, in degrees; whitening shrinks that of a half circle to 69 */
	double separability;		/* S in bits, Miller-Madow corrected (1.4, 0); low: two independent coordinates */
	double separability_raw;	/* the same without the correction: below n = 500 it is mostly bias */
	double mixture;			/* M at epsilon .1 (.23, .08); high: two lines. Biased upwards below n = 200 */
	double center_x, center_y;	/* Taubin's circle in whitened units: see sx_plane_circle */
	double radius, fit_residual;
} sx_ring;

/* The number of doubles of scratch that the functions below need for n points. */
size_t sx_plane_work(size_t n);

/* Centres and whitens a plane without rotating it (by the inverse root of its covariance), so a whitened plane is unchanged.
 * axis_ratio, unless NULL: the original short axis over the long one. white_x may be x, white_y may be y. Fails with SX_EINPUT on
 * n < 4, a NaN or infinity, or a degenerate plane. O(n). */
bool sx_plane_whiten(const double *x, const double *y, size_t n, double *white_x, double *white_y, double *axis_ratio,
                     sx_err *err);

/* All scores of one WHITENED plane. Fails with SX_EINPUT on n < 4, a NaN or infinity, or a plane that is not white
 * to .001 (a constant coordinate, raw scores). .03 s, two thirds of it the mixture. */
bool sx_plane_scores(const double *x, const double *y, size_t n, double *work, sx_ring *out, sx_err *err);

/* kappa alone of a whitened plane, for searches and the null. One pass, some 10 microseconds. */
double sx_plane_kappa(const double *x, const double *y, size_t n);

/* Sorts v in ascending order by radix sort; spare holds n. */
void sx_plane_sort(double *v, double *spare, size_t n);

/* The angle in (-pi, pi] and the distance from (0, 0) of each point; the point (0, 0) has angle 0. Either array may be NULL. */
void sx_plane_angles(const double *x, const double *y, size_t n, double *angle, double *radius);

/* S = the minimum mutual information of the two coordinates over 25 rotations j pi / 50 (S has period pi / 2), from 10 x 10 bins
 * between the least and the greatest value of each rotated coordinate, minus the Miller-Madow bias, in bits. WHITENED coordinates.
 * The correction can give a value below 0 (nearly independent coordinates, few points), and raises S where hardly any cell holds
 * two points. raw, unless NULL, gets the plain plug-in minimum, never below 0. Below n = 200 even the corrected S of a Gaussian is
 * well above 0 (.40 at n = 60): compare with a null. O(25 n): 6 ms. */
double sx_plane_separability(const double *x, const double *y, size_t n, double *work, double *raw);

/* S as the paper's feature search computes it: RAW scores of any scale; 100 angles 0 … 2 pi, both ends included; points with norm
 * <= cut left out (with cut 0, as there, only points at the centre); plug-in, 1e-10 inside the logarithm, bits. NAN when no point
 * is left. The paper's two-dimensional demo uses other bins; its values are not comparable. O(100 n): 25 ms. A few regularly
 * spaced points give values that depend on the rotation of the plane (12 of them: 1.17 or 1.33). */
double sx_plane_separability_paper(const double *x, const double *y, size_t n, double cut, double *work);

/* M = the maximum over directions v and offsets c of the share of points with |v.f + c| < epsilon rms(v.f + c), by a scan of 180
 * directions and 400 offsets; the paper climbs a gradient from a random start and may end lower. Any scale, any mean. 0 < epsilon
 * < 1; the paper uses .1. O(180 (n + 400)): .02 s. */
double sx_plane_mixture(const double *x, const double *y, size_t n, double epsilon, double *work);

/* S as the paper's two-dimensional demonstration computes it: centred, divided by the mean SQUARE of all entries (which does not
 * remove the scale), 1000 rotations, 40 x 40 bins on -3 … 3 with values outside counted in the edge bins, 1e-4 inside the
 * logarithm of every cell. Not comparable with the others: at n = 1000 a circle of radius 1 has 2.7, a Gaussian .6. O(1000 n +
 * 1.6e6). */
double sx_plane_separability_demo(const double *x, const double *y, size_t n, double *work);

/* M as the paper's programs find it by gradient ascent: 10,000 steps of .1 from a random direction on a soft count of temperature
 * 1, or, where annealed (the demonstration), falling from 1 to 0; then the hard count. It depends on the seed and misses optima
 * (.46 or .09 on two clusters), and never exceeds the true M by more than 1 / n. O(10^4 n): 5 s. */
double sx_plane_mixture_paper(const double *x, const double *y, size_t n, double epsilon, bool annealed, uint64_t seed,
                              uint64_t plane, double *work);

/* Taubin's algebraic circle fit: almost unbiased on noisy arcs, where the plain linear fit is too small. *residual = rms of
 * (distance from centre - radius) / radius. Any scale. When the best circle is a line (also for a cross-shaped cloud of kappa
 * above 3) *radius is INFINITY and the rest NAN; when all points coincide, radius 0 and residual NAN. O(n). */
void sx_plane_circle(const double *x, const double *y, size_t n, double *center_x, double *center_y, double *radius,
                     double *residual);

/* ---- against a known order ---- */

/* How well the order of the angles follows a known cyclic order: going once round, the share of steps that lead from a position to
 * the next (with wrap-around) or, if that gives more, to the previous one. position: any numbers, only their ranks count. Steps
 * between equal positions (samples of one label) are left out; steps between equal angles count as wrong. Correct order 1; random
 * angles: mean .27 at n = 7, .14 at 12, .08 at 20. NAN with fewer than 3 positions. angle: within one turn, as from
 * sx_plane_angles. O(n log n). */
double sx_order_fraction(const double *angle, const double *position, size_t n, double *work);

/* The maximum over + and - of |mean exp(i (angle -+ phi))|: 1 when the angles equal the known ones up to rotation and reflection.
 * Random angles: mean .44 at n = 7, .33 at 12, .26 at 20, .15 at 60; about sqrt(1.27 / n). */
double sx_angle_agreement(const double *angle, const double *phi, size_t n);

/* ---- the null of a search over planes ---- */

typedef enum sx_planes {
	SX_PLANES_ADJACENT,	/* (1,2), (2,3), … as in the paper */
	SX_PLANES_ALL,		/* every pair */
} sx_planes;

/* For Gaussian rows of ANY covariance the whitened principal components are a uniformly random orthonormal frame orthogonal to the
 * ones vector, times sqrt(n). This draws one such frame from the stream (seed, "circles.null", draw), so any thread may make any
 * draw. frame: `components` columns of n doubles, one after the other. 2 <= components < n. 2 ms for 8 components. */
void sx_null_frame(size_t n, size_t components, uint64_t seed, uint64_t draw, double *frame);

/* The minimum kappa over the planes of a whitened frame, laid out as above, for data and null samples alike. *i and *j, unless
 * NULL, get the columns, from 0. components >= 2. */
double sx_frame_kappa(const double *frame, size_t n, size_t components, sx_planes, size_t *i, size_t *j);

/* One null sample of the minimum kappa; frame is scratch of n * components doubles. */
double sx_null_kappa(size_t n, size_t components, sx_planes, uint64_t seed, uint64_t draw, double *frame);

/* The p-value of a low value: (1 + null samples at or below it) / (1 + draws). Never 0; null in any order. */
double sx_p_lower(double value, const double *null, size_t draws);

/* The rule that accepts a ring. A small p only means "not Gaussian" (cubes and discs have one too): the limits on the shape
 * decide. No false alarm in 100 Gaussian, t4 or mixed-cube data sets of five shapes; up to .15 on five or more clusters round a
 * hole. Rao's spacing above SX_RING_SPOTS detects that case: report then that the ring consists of separate spots. */
#define SX_RING_KAPPA        1.25
#define SX_RING_MIXTURE      0.45
#define SX_RING_HOLE         0.3
#define SX_RING_R2           0.25
#define SX_RING_SEPARABILITY 0.2	/* required if there are at least SX_RING_ENOUGH points */
#define SX_RING_ENOUGH       100
#define SX_RING_SPOTS        200.	/* degrees; not part of the rule */

bool sx_ring_rule(const sx_ring *, double p, double alpha, size_t n);

/* NULL when the rule holds; otherwise the first limit that fails, worded for a note: "kappa above 1.25". */
const char *sx_ring_objection(const sx_ring *, double p, double alpha, size_t n);

#endif
