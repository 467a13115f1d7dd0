/* test_circle.c: circle_scores.h against closed forms and against the figures of an independent numpy implementation. */
#include "clouds.h"
#include "analyses/circles/circle_scores_parts.h"
#include "numeric/stats.h"

enum { MAX = 5000 };

static double X[MAX], Y[MAX], A[MAX], B[MAX], WORK[4 * MAX];

/* ---- the table of an independent numpy implementation (mean over seeds) ---- */

typedef struct row {
	const char *name;
	enum cloud cloud;
	double sigma;
	double want[3][4];	/* n = 60, 500, 5000: kappa, hole, S, M */
	double rao, paper;	/* n = 5000: on white and on raw scores; 0 where no figure is to be had */
} row;

static const row table[] = {
	{ "circle", CIRCLE, 0,
	  { { 1.040, 0, 1.20, .320 }, { 1.006, 0, 1.29, .254 }, { 1.001, 0, 1.42, .229 } }, 132, 1.48 },
	{ "sigma .05", CIRCLE, .05,
	  { { 1.048, 0, 1.18, .299 }, { 1.015, 0, 1.15, .222 }, { 1.010, 0, 1.18, .196 } }, 132, 0 },
	{ "sigma .1", CIRCLE, .1,
	  { { 1.074, 0, .97, .274 }, { 1.044, 0, .76, .195 }, { 1.039, 0, .76, .167 } }, 132, .77 },
	{ "sigma .15", CIRCLE, .15,
	  { { 1.114, .01, .81, .257 }, { 1.088, 0, .51, .174 }, { 1.085, 0, .51, .146 } }, 132, 0 },
	{ "sigma .2", CIRCLE, .2,
	  { { 1.166, .06, .71, .242 }, { 1.146, .03, .34, .157 }, { 1.144, .03, .34, .130 } }, 132, .35 },
	{ "sigma .25", CIRCLE, .25,
	  { { 1.226, .14, .65, .230 }, { 1.212, .11, .22, .146 }, { 1.211, .10, .22, .118 } }, 133, 0 },
	{ "sigma .3", CIRCLE, .3,
	  { { 1.291, .27, .59, .223 }, { 1.283, .23, .14, .137 }, { 1.283, .22, .14, .110 } }, 132, .15 },
	{ "sigma .4", CIRCLE, .4,
	  { { 1.423, .46, .51, .208 }, { 1.426, .47, .06, .126 }, { 1.428, .48, .06, .099 } }, 132, 0 },
	{ "ellipse", ELLIPSE, .05,
	  { { 1.071, 0, 1.00, .281 }, { 1.040, 0, .83, .209 }, { 1.035, 0, .83, .190 } }, 133, 0 },
	{ "gaussian", GAUSSIAN, 0,
	  { { 1.896, .97, .40, .210 }, { 1.985, .99, .01, .121 }, { 2.001, .98, 0, .092 } }, 132, .009 },
	{ "disc", DISC, 0,
	  { { 1.346, .67, .58, .206 }, { 1.337, .80, .09, .117 }, { 1.333, .79, .11, .090 } }, 132, 0 },
	{ "square", SQUARE, 0,
	  { { 1.427, .76, .57, .207 }, { 1.406, .78, 0, .132 }, { 1.397, .78, 0, .114 } }, 135, 0 },
	{ "half arc", ARC, .02,
	  { { 1.506, 0, 1.25, .400 }, { 1.483, 0, 1.35, .354 }, { 1.452, 0, 1.42, .342 } }, 0, 1.57 },
	{ "two", TWO, .1,
	  { { 1.461, .01, .17, .484 }, { 1.521, 0, .02, .444 }, { 1.513, 0, 0, .426 } }, 159, .007 },
	{ "tri", TRI, .1,
	  { { 1.143, 0, .86, .485 }, { 1.049, 0, .91, .432 }, { 1.039, 0, .92, .416 } }, 282, 0 },
	{ "four", FOUR, .1,
	  { { 1.067, 0, .27, .509 }, { 1.028, 0, .10, .450 }, { 1.021, 0, .02, .428 } }, 286, .003 },
	{ "spokes", SPOKES, .05,
	  { { 1.044, 0, 1.44, .377 }, { 1.014, 0, 1.64, .310 }, { 1.010, 0, 1.71, .287 } }, 272, 0 },
	{ "cross", CROSS, 0,
	  { { 2.726, 1.58, .54, .573 }, { 2.996, 1.67, .39, .550 }, { 2.972, 1.67, .33, .535 } }, 0, .32 },
	{ "line", LINE, .02,
	  { { 1.650, .86, .48, .212 }, { 1.692, .90, .02, .125 }, { 1.707, .87, 0, .110 } }, 135, 0 },
};

typedef struct tally { double sum, squares, count; } tally;

static void add(tally *t, double v)
{
	t->sum += v;
	t->squares += v * v;
	t->count++;
}

/* Both means are of seeds, theirs of perhaps 20: four standard errors of the difference (there are some 240 of these
 * comparisons), and their rounding. */
static void compare(const row *r, const char *score, size_t n, const tally *t, double want, double rounding)
{
	char what[64];
	double mean = t->sum / t->count, variance = (t->squares / t->count - mean * mean) * t->count / (t->count - 1);
	double error = sqrt(fmax(variance, 0) * (1 / t->count + 1. / 20));
	snprintf(what, sizeof what, "%s, n = %zu, %s", r->name, n, score);
	near(what, mean, want, 4 * error + rounding);
}

static void check_row(const row *r, int size)
{
	static const size_t sizes[] = { 60, 500, 5000 }, seeds[] = { 20, 12, 4 };
	size_t n = sizes[size];
	tally kappa = { 0 }, hole = { 0 }, s = { 0 }, m = { 0 }, rao = { 0 }, paper = { 0 };

	for (uint64_t seed = 0; seed < seeds[size]; seed++) {
		draw(r->cloud, r->sigma, n, seed, X, Y);
		if (r->paper > 0 && n == 5000)
			add(&paper, sx_plane_separability_paper(X, Y, n, 0, WORK));
		whiten(X, Y, n);
		sx_ring ring = scores(X, Y, n, WORK);
		add(&kappa, ring.kappa);
		add(&hole, ring.hole);
		add(&s, ring.separability);
		add(&m, ring.mixture);
		add(&rao, ring.rao);
	}
	compare(r, "kappa", n, &kappa, r->want[size][0], .0006);
	compare(r, "hole", n, &hole, r->want[size][1], .006);
	compare(r, "S", n, &s, r->want[size][2], .006);
	compare(r, "M", n, &m, r->want[size][3], .0006);
	if (r->rao > 0 && n == 5000)
		compare(r, "Rao", n, &rao, r->rao, .6);
	if (r->paper > 0 && n == 5000)
		compare(r, "paper S", n, &paper, r->paper, .006);
}

static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < SX_COUNT(table); i++)
		for (int size = 0; size < 3; size++)
			check_row(table + i, size);
}

/* ---- closed forms ---- */

static void test_polygons(void **state)
{
	static const size_t sizes[] = { 5, 7, 12 };
	static const double paper[] = { 1.52, 1.38, 1.17 }, mixture[] = { .40, .29, .25 };

	(void)state;
	for (int k = 0; k < 3; k++) {
		size_t n = sizes[k];
		polygon(n, 0, X, Y);
		sx_ring r = scores(X, Y, n, WORK);
		near("paper S", sx_plane_separability_paper(X, Y, n, 0, WORK), paper[k], .005);
		near("M", r.mixture, mixture[k], .005);
		near("kappa", r.kappa, 1, 1e-12);
		near("cv", r.radius_cv, 0, 1e-12);
		near("hole", r.hole, 0, 0);
		near("rao", r.rao, 0, 1e-9);
		near("gap", r.largest_gap, 360. / (double)n, 1e-9);
		near("kuiper", r.kuiper, 1. / (double)n, 1e-12);
		near("kuiper p", r.kuiper_p, 1, 1e-5);
		near("radius", r.radius, sqrt(2), 1e-12);
		near("residual", r.fit_residual, 0, 1e-12);
		for (size_t j = 0; j < 4; j++)
			near("rayleigh", r.rayleigh[j], 0, 1e-12);
		assert_true(sx_ring_rule(&r, .01, .01, n));
	}
}

/* m spots of 10 points each: R_m 1, Kuiper 1/m, m gaps among the n, none but those. */
static void test_spots(void **state)
{
	(void)state;
	for (size_t m = 3; m <= 5; m++) {
		size_t n = 10 * m;
		polygon(m, .3, A, B);
		for (size_t i = 0; i < n; i++) {
			X[i] = A[i % m];
			Y[i] = B[i % m];
		}
		sx_ring r = scores(X, Y, n, WORK);
		for (size_t k = 1; k <= 4; k++)
			near("rayleigh", r.rayleigh[k - 1], k == m, 1e-12);
		near("kuiper", r.kuiper, 1. / (double)m, 1e-12);
		near("gap", r.largest_gap, 360. / (double)m, 1e-9);
		near("rao", r.rao, 360 * (1 - (double)m / (double)n), 1e-9);
		near("kappa", r.kappa, 1, 1e-12);
	}
}

/* The mean over seeds against the formula; sd of kappa at n = 5000 is below .02, so 3 sd / sqrt(20) is .013. */
static void test_kappa_noise(void **state)
{
	(void)state;
	for (int k = 1; k <= 5; k++) {
		double s = .1 * k, ss = s * s, sum = 0;
		for (uint64_t seed = 0; seed < 20; seed++) {
			draw(CIRCLE, s, 5000, 100 + seed, X, Y);
			whiten(X, Y, 5000);
			sum += sx_plane_kappa(X, Y, 5000) / 20;
		}
		near("kappa", sum, (1 + 8 * ss + 8 * ss * ss) / ((1 + 2 * ss) * (1 + 2 * ss)), .013);
	}
}

static void test_radius_limits(void **state)
{
	static const struct { enum cloud cloud; double cv, hole; } want[] = {
		{ GAUSSIAN, .5227, 1 },		/* sqrt(4 / pi - 1); 1 by definition */
		{ DISC, .3536, .786 },		/* 1 / sqrt 8; 1/8 over .1591 */
		{ SQUARE, .372, .786 },		/* the middle is a disc: (pi/4) (2/pi) / 4 over .1591 */
	};

	(void)state;
	for (size_t k = 0; k < SX_COUNT(want); k++) {
		double cv = 0, hole = 0;
		for (uint64_t seed = 0; seed < 5; seed++) {
			draw(want[k].cloud, 0, 5000, seed, X, Y);
			whiten(X, Y, 5000);
			sx_ring r;
			sx_plane_angles(X, Y, 5000, NULL, A);
			sx_sort(A, 5000);
			sx_radius_scores(A, 5000, &r);
			cv += r.radius_cv / 5;
			hole += r.hole / 5;
		}
		near("cv", cv, want[k].cv, .01);
		near("hole", hole, want[k].hole, .07);	/* 3 sd: .044 of 25000 points, .16 inside, and the median's own */
	}
}

static void test_circle_fit(void **state)
{
	double cx, cy, r, e, sum = 0, arc = 0;

	(void)state;
	for (size_t i = 0; i < 50; i++) {	/* far off, large, a third of the turn */
		X[i] = 1e6 + 5e4 * cos(.04 * (double)i);
		Y[i] = -2e6 + 5e4 * sin(.04 * (double)i);
	}
	sx_plane_circle(X, Y, 50, &cx, &cy, &r, &e);
	near("x", cx, 1e6, 1e-3);
	near("y", cy, -2e6, 1e-3);
	near("radius", r, 5e4, 1e-3);
	near("residual", e, 0, 1e-8);
	for (uint64_t seed = 0; seed < 200; seed++) {
		draw(CIRCLE, .1, 200, seed, X, Y);
		sx_plane_circle(X, Y, 200, &cx, &cy, &r, &e);
		sum += r / 200;
		draw(ARC, .05, 200, seed, X, Y);
		sx_plane_circle(X, Y, 200, &cx, &cy, &r, &e);
		arc += r / 200;
	}
	near("Taubin, noise .1", sum, 1.010, .003);	/* their sd of one fit is .01, of 20 seeds .002 */
	near("Taubin, half arc", arc, 1.002, .004);
	for (size_t i = 0; i < 50; i++) {
		X[i] = (double)i;
		Y[i] = 3 * (double)i - 7;
	}
	sx_plane_circle(X, Y, 50, &cx, &cy, &r, &e);
	assert_true(isinf(r) && isnan(cx) && isnan(cy) && isnan(e));
	for (size_t i = 0; i < 50; i++)
		X[i] = Y[i] = 3;
	sx_plane_circle(X, Y, 50, &cx, &cy, &r, &e);
	assert_true(r == 0 && cx == 3 && cy == 3 && isnan(e));
}

/* The p-values of uniform angles are uniform: share below .05 in 20000, within 4 standard errors and, for Kuiper's,
 * the .003 that Stephens' approximation is known to be off. */
static void test_angle_p(void **state)
{
	sx_rng r = sx_rng_seed(5);
	size_t n = 20, rayleigh = 0, kuiper = 0;

	(void)state;
	for (int trial = 0; trial < 20000; trial++) {
		double c = 0, s = 0;
		sx_ring ring;
		for (size_t i = 0; i < n; i++) {
			A[i] = TAU * (sx_rng_unit(&r) - .5);
			c += cos(A[i]);
			s += sin(A[i]);
		}
		rayleigh += sx_rayleigh_p(hypot(c, s) / (double)n, n) <= .05;
		sx_sort(A, n);
		sx_angle_scores(A, n, &ring);
		kuiper += ring.kuiper_p <= .05;
	}
	near("rayleigh", (double)rayleigh / 20000, .05, .0062);
	near("kuiper", (double)kuiper / 20000, .05, .0092);
	/* Kluyver's integral 1 - r int J1(r t) J0(t)^n dt at r = n R; the expansion is within .6 % of it here. */
	near("Rayleigh, z = 1", sx_rayleigh_p(.316228, 10), .377664, 7e-5);
	near("Rayleigh, z = 2.919", sx_rayleigh_p(.540278, 10), .049981, 7e-5);
	near("Rayleigh, z = 4.5", sx_rayleigh_p(.670820, 10), .007685, 7e-5);
	near("no swing at all", sx_kuiper_p(.3 / sqrt(1e6), 1000000), 1, 0);
	near("Stephens' 5% point", sx_kuiper_p(1.747 / (10 + .155 + .024), 100), .05, .0002);
	near("Stephens' 1% point", sx_kuiper_p(2.001 / (10 + .155 + .024), 100), .01, .0001);
}

/* ---- what must not matter ---- */

/* Fixed points, and what numpy's histogram2d (last bin closed) and a plain scan make of them. */
static void test_fixed_points(void **state)
{
	static const struct { size_t n; double s, m; } want[] = {
		{ 50, 1.3060584951, .28 }, { 200, 1.0277657344, .22 }, { 1000, .9206225299, .184 } };

	(void)state;
	for (int k = 0; k < 3; k++) {
		size_t n = want[k].n;
		for (size_t j = 0; j < n; j++) {
			double i = (double)j;
			X[j] = cos(1.7 * i) + .1 * sin(i * i);
			Y[j] = .8 * sin(1.7 * i) + .1 * cos(3 * i * i);
		}
		near("paper S", sx_plane_separability_paper(X, Y, n, 0, WORK), want[k].s, 1e-6);
		near("M", sx_plane_mixture(X, Y, n, .1, WORK), want[k].m, 1. / (double)n + 1e-12);
	}
}

static void same_shape(const char *what, const sx_ring *a, const sx_ring *b, bool grid)
{
	about = what;
	near("kappa", b->kappa, a->kappa, 1e-10);
	near("cv", b->radius_cv, a->radius_cv, 1e-10);
	near("hole", b->hole, a->hole, 1e-10);
	near("rao", b->rao, a->rao, 1e-7);
	near("gap", b->largest_gap, a->largest_gap, 1e-7);
	near("kuiper", b->kuiper, a->kuiper, 1e-10);
	near("radius", b->radius, a->radius, 1e-9);
	near("residual", b->fit_residual, a->fit_residual, 1e-9);
	for (size_t k = 0; k < 4; k++)
		near("rayleigh", b->rayleigh[k], a->rayleigh[k], 1e-10);
	near("S", b->separability, a->separability, grid ? 1e-10 : .08);
	near("M", b->mixture, a->mixture, grid ? 1e-10 : .02);
	about = "";
}

static void turn_plane(const double *x, const double *y, size_t n, double degrees, double *u, double *v)
{
	double c = cos(degrees * TAU / 360), s = sin(degrees * TAU / 360);
	for (size_t i = 0; i < n; i++) {
		u[i] = c * x[i] - s * y[i];
		v[i] = s * x[i] + c * y[i];
	}
}

/* Rotations by 18 degrees map the scanned angles on themselves; by others the two indices change a little. */
static void test_invariance(void **state)
{
	static double u[300], v[300];
	static const double turns[] = { 18, 90, 180, 31.7 };
	size_t n = 300;

	(void)state;
	draw(CIRCLE, .2, n, 21, X, Y);
	whiten(X, Y, n);
	sx_ring first = scores(X, Y, n, WORK);
	for (size_t k = 0; k < SX_COUNT(turns); k++) {
		turn_plane(X, Y, n, turns[k], u, v);
		sx_ring r = scores(u, v, n, WORK);
		same_shape("turned", &first, &r, k < 3);
	}
	for (size_t i = 0; i < n; i++) {	/* 7 is prime to 300 */
		u[i] = X[7 * i % n];
		v[i] = Y[7 * i % n];
	}
	sx_ring r = scores(u, v, n, WORK);
	same_shape("in another order", &first, &r, true);
	for (size_t i = 0; i < n; i++)
		v[i] = -v[i];
	r = scores(u, v, n, WORK);
	same_shape("mirrored", &first, &r, false);
	for (size_t i = 0; i < n; i++) {
		u[i] = 1e-3 * X[i] + 5;
		v[i] = 1e-3 * Y[i] - 9;
	}
	near("M of a small plane far off", sx_plane_mixture(u, v, n, .1, WORK), first.mixture, 1e-12);
	assert_true(sx_plane_whiten(u, v, n, u, v, NULL, NULL));
	r = scores(u, v, n, WORK);
	same_shape("moved, scaled and whitened again", &first, &r, true);
}

static void test_whiten(void **state)
{
	double ratio;
	sx_err err;

	(void)state;
	draw(ELLIPSE, .05, 500, 3, X, Y);
	memcpy(A, X, 500 * sizeof *X);
	memcpy(B, Y, 500 * sizeof *Y);
	whiten(A, B, 500);
	assert_true(sx_plane_whiten(X, Y, 500, X, Y, &ratio, &err));
	near("axis ratio", ratio, sqrt((.08 + .0025) / (.5 + .0025)), .03);
	near("kappa", sx_plane_kappa(X, Y, 500), sx_plane_kappa(A, B, 500), 1e-12);
	double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
	for (size_t i = 0; i < 500; i++) {
		mean_x += X[i] / 500;
		mean_y += Y[i] / 500;
		xx += X[i] * X[i] / 500;
		yy += Y[i] * Y[i] / 500;
		xy += X[i] * Y[i] / 500;
	}
	near("mean", hypot(mean_x, mean_y), 0, 1e-12);
	near("xx", xx, 1, 1e-12);
	near("yy", yy, 1, 1e-12);
	near("xy", xy, 0, 1e-12);
	assert_true(sx_plane_whiten(X, Y, 500, A, B, &ratio, &err));
	near("white stays", A[17], X[17], 1e-12);
	near("ratio", ratio, 1, 1e-6);
}

static void refused(size_t n, const char *word)
{
	sx_ring r;
	sx_err err = { SX_OK, "" };
	assert_false(sx_plane_scores(X, Y, n, WORK, &r, &err));
	assert_int_equal(err.code, SX_EINPUT);
	if (strstr(err.msg, word) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.msg, word);
	assert_false(sx_plane_scores(X, Y, n, WORK, &r, NULL));
}

static void test_refusals(void **state)
{
	sx_err err = { SX_OK, "" };

	(void)state;
	polygon(8, 0, X, Y);
	refused(3, "at least 4");
	refused(7, "not whitened");
	X[2] = NAN;
	refused(8, "finite");
	assert_false(sx_plane_whiten(X, Y, 8, A, B, NULL, &err));
	X[2] = INFINITY;
	refused(8, "finite");
	polygon(8, 0, X, Y);
	for (size_t i = 0; i < 8; i++)
		Y[i] = 0;		/* a constant coordinate */
	refused(8, "not whitened");
	assert_false(sx_plane_whiten(X, Y, 8, A, B, NULL, &err));
	assert_non_null(strstr(err.msg, "line"));
	for (size_t i = 0; i < 8; i++)
		Y[i] = 2 * X[i] + 1;
	assert_false(sx_plane_whiten(X, Y, 8, A, B, NULL, &err));
	for (size_t i = 0; i < 8; i++)
		X[i] = Y[i] = 4;	/* all points the same */
	assert_false(sx_plane_whiten(X, Y, 8, A, B, NULL, &err));
	assert_false(sx_plane_whiten(X, Y, 3, A, B, NULL, &err));
}

static void test_center_and_duplicates(void **state)
{
	const double zero[] = { 0, -0., 0, -0. }, signs[] = { 0, 0, -0., -0. };

	(void)state;
	sx_plane_angles(zero, signs, 4, A, B);
	for (size_t i = 0; i < 4; i++)
		assert_true(A[i] == 0 && B[i] == 0);
	sx_plane_angles((double[]){ -1, 0 }, (double[]){ 0, 2 }, 2, A, B);
	near("angle", A[0], TAU / 2, 1e-15);
	near("angle", A[1], TAU / 4, 1e-15);
	near("radius", B[1], 2, 0);

	polygon(6, .1, X, Y);		/* each corner twice, and two points on the centre */
	memcpy(X + 6, X, 6 * sizeof *X);
	memcpy(Y + 6, Y, 6 * sizeof *Y);
	X[12] = X[13] = Y[12] = Y[13] = 0;
	whiten(X, Y, 14);
	X[12] = X[13] = Y[12] = Y[13] = 0;	/* rounding may have moved them */
	sx_ring r = scores(X, Y, 14, WORK);
	near("kappa", r.kappa, 14. / 12, 1e-12);
	near("R1", r.rayleigh[0], 2. / 14, 1e-12);	/* the two count as angle 0 */
	near("hole", r.hole, 2. / 14 / (1 - pow(2, -.25)), 1e-12);
	near("gap", r.largest_gap, 60, 1e-9);
	assert_true(isfinite(r.separability) && isfinite(r.mixture) && isfinite(r.rao));
}
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_polygons),
		cmocka_unit_test(test_spots),
		cmocka_unit_test(test_kappa_noise),
		cmocka_unit_test(test_radius_limits),
		cmocka_unit_test(test_circle_fit),
		cmocka_unit_test(test_angle_p),
		cmocka_unit_test(test_fixed_points),
		cmocka_unit_test(test_invariance),
		cmocka_unit_test(test_whiten),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_center_and_duplicates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
