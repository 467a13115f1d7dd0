/* test_panels.c: every width of tile that this machine can run, against the plain product in double. */
#include "support.h"

#include "neighbors/panels.h"

typedef struct seen {
	size_t nx, ny, d;
	const float *x, *y;
	float *a, *v, *b, *w;
	unsigned char *met;	/* nx × ny */
	size_t last_i, last_j;
} seen;

/* The bound in double. Its single-precision twin is off by at most (d + 3) 2^-24 times what it sums. */
static double plain(const seen *s, size_t i, size_t j, double *slack)
{
	double dot = 0, size = fabs((double)s->a[i]) + fabs((double)s->b[j]);
	for (size_t q = 0; q < s->d; q++) {
		double t = (double)s->x[i * s->d + q] * (double)s->y[j * s->d + q];
		dot += t;
		size += 2 * fabs(t);
	}
	*slack = size * ((double)s->d + 3) * 0x1p-24;
	return (double)s->a[i] + (double)s->b[j] - 2 * dot;
}

static void look(void *ctx, size_t i, size_t j0, uint64_t mask, const float *bound)
{
	seen *s = ctx;
	for (size_t l = 0; mask >> l; l++) {
		double slack, want;
		if (!(mask >> l & 1))
			continue;
		assert_true(i < s->nx && j0 + l < s->ny);	/* nothing of the filling */
		want = plain(s, i, j0 + l, &slack);
		near((double)bound[l], want, 0, slack);
		assert_false(s->met[i * s->ny + j0 + l]);
		s->met[i * s->ny + j0 + l] = 1;
	}
}

static float *fill(sx_arena *a, const sx_panels *x, float rest)
{
	float *p = sx_alloc(a, x->count * x->width, sizeof *p);
	for (size_t i = x->n; i < x->count * x->width; i++)
		p[i] = rest;
	return p;
}

/* Told of were just the entries below a bar, where rounding leaves no doubt; some were, and not all. */
static void just_those(const seen *s, bool both)
{
	size_t passed = 0;
	for (size_t i = 0; i < s->nx; i++)
		for (size_t j = 0; j < s->ny; j++) {
			double slack, bound = plain(s, i, j, &slack);
			double bar = both ? fmax((double)s->v[i], (double)s->w[j]) : (double)s->v[i];
			if (fabs(bound - bar) > slack && s->met[i * s->ny + j] != (bound < bar))
				fail_msg("%zu x %zu x %zu: entry (%zu, %zu) with bound %g and bar %g", s->nx, s->ny, s->d, i, j, bound, bar);
			passed += s->met[i * s->ny + j];
		}
	assert_true(passed > 0 && passed < s->nx * s->ny);
}

static void one_width(size_t width, size_t nx, size_t ny, size_t d, bool both)
{
	sx_arena *a = sx_arena_new(0);
	sx_space *sx = gaussian("x", nx, d, 1 + width), *sy = gaussian("y", ny, d, 2 + d);
	sx_panels x = sx_panels_new(a, nx, d, width), y = sx_panels_new(a, ny, d, width);
	seen s = { .nx = nx, .ny = ny, .d = d, .x = sx_space_mat(sx).p, .y = sx_space_mat(sy).p,
	           .a = fill(a, &x, INFINITY), .v = fill(a, &x, INFINITY), .b = fill(a, &y, INFINITY),
	           .w = fill(a, &y, INFINITY), .met = sx_alloc(a, nx * ny, 1) };
	sx_rng rng = sx_rng_seed(width * 1000 + d);
	for (size_t i = 0; i < nx; i++) {
		sx_panels_put(&x, i, s.x + i * d);
		s.a[i] = (float)sx_rng_normal(&rng);
		s.v[i] = (float)(sx_rng_normal(&rng) - sqrt((double)d));
	}
	for (size_t j = 0; j < ny; j++) {
		sx_panels_put(&y, j, s.y + j * d);
		s.b[j] = (float)sx_rng_normal(&rng);
		s.w[j] = (float)(sx_rng_normal(&rng) - 2 * sqrt((double)d));
	}
	sx_panels_bars bars = { s.a, s.v, s.b, both ? s.w : NULL };
	sx_panels_scan(&x, 0, x.count, &y, 0, y.count, &bars, look, &s);
	just_those(&s, both);
	sx_space_unref(sx);
	sx_space_unref(sy);
	sx_arena_free(a);
}

static void every_width(void **state)
{
	(void)state;
	static const size_t shape[][3] = { { 96, 48, 16 }, { 97, 47, 5 }, { 50, 200, 33 }, { 5, 300, 100 }, { 145, 30, 1 } };
	for (size_t width = 12; width <= sx_panel_width(); width *= 2)
		for (size_t i = 0; i < SX_COUNT(shape); i++)
			for (int both = 0; both < 2; both++)
				one_width(width, shape[i][0], shape[i][1], shape[i][2], both);
}

/* ---- behind a sieve: the same answers where bounds are squared distances less a little ---- */

static double squared(const float *x, size_t d)
{
	double sum = 0;
	for (size_t q = 0; q < d; q++)
		sum += (double)x[q] * (double)x[q];
	return sum;
}

/* Rows behind a sieve whose grid leaves the largest coordinates out; their parts of the bound, and bars that few pass. */
static sx_panels sieved(sx_arena *a, size_t n, size_t d, float *p, float **part, float **bar, uint64_t seed)
{
	for (size_t c = 0; c < n * d; c++)	/* off centre: the bytes of a row have a sum */
		p[c] += 1;
	sx_panels x = sx_panels_sieved(a, n, d, sx_panels_step(4));
	sx_rng rng = sx_rng_seed(seed);
	*part = fill(a, &x, INFINITY);
	*bar = fill(a, &x, -INFINITY);
	for (size_t i = 0; i < n; i++) {
		sx_panels_put(&x, i, p + i * d);
		(*part)[i] = (float)(squared(p + i * d, d) * (1 - ((double)d + 16) * 0x1p-24));
		(*bar)[i] = (float)(2 * (double)d * (0.4 + 0.5 * sx_rng_unit(&rng)));
	}
	(*bar)[0] = -1;		/* nothing is below */
	return x;
}

static void one_sieve(size_t nx, size_t ny, size_t d, bool both)
{
	sx_arena *a = sx_arena_new(0);
	sx_space *sx = gaussian("x", nx, d, 3 + d), *sy = gaussian("y", ny, d, 4 + d);
	seen s = { .nx = nx, .ny = ny, .d = d, .x = sx_space_mat(sx).p, .y = sx_space_mat(sy).p, .met = sx_alloc(a, nx * ny, 1) };
	sx_panels x = sieved(a, nx, d, (float *)(uintptr_t)s.x, &s.a, &s.v, d);
	sx_panels y = sieved(a, ny, d, (float *)(uintptr_t)s.y, &s.b, &s.w, d + 1);
	sx_panels_bars bars = { s.a, s.v, s.b, both ? s.w : NULL };
	sx_panels_scan(&x, 0, x.count, &y, 0, y.count, &bars, look, &s);
	just_those(&s, both);
	sx_space_unref(sx);
	sx_space_unref(sy);
	sx_arena_free(a);
}

static void a_sieve(void **state)
{
	(void)state;
	static const size_t shape[][3] = { { 96, 48, 16 }, { 97, 47, 5 }, { 50, 600, 33 }, { 500, 30, 3 }, { 545, 90, 100 },
	                                   { 60, 60, 259 } };
	if (!sx_panels_can_sieve(100))
		skip_because("this machine or build has no products of bytes");
	assert_false(sx_panels_can_sieve(100000));	/* its sums would not fit */
	for (size_t i = 0; i < SX_COUNT(shape); i++)
		for (int both = 0; both < 2; both++)
			one_sieve(shape[i][0], shape[i][1], shape[i][2], both);
}

/* Every pair is told of, and by no less than its squared distance, nor by much more. */
static void from_above(void *ctx, size_t i, size_t j0, uint64_t mask, const float *bound)
{
	seen *s = ctx;
	(void)mask;
	for (size_t l = 0; l < 48; l++) {
		if (j0 + l >= s->ny) {
			assert_true(isinf(bound[l]));
			continue;
		}
		double sum = 0;
		for (size_t q = 0; q < s->d; q++) {
			double t = (double)s->x[i * s->d + q] - (double)s->y[(j0 + l) * s->d + q];
			sum += t * t;
		}
		double most = sqrt(sum) + 4 * (double)sx_panels_blur(s->d, sx_panels_step(6));
		assert_true((double)bound[l] >= sum && (double)bound[l] <= most * most);
		s->met[i * s->ny + j0 + l]++;
	}
}

static void a_sieve_from_above(void **state)
{
	(void)state;
	sx_arena *a = sx_arena_new(0);
	sx_space *sx = gaussian("x", 100, 40, 1), *sy = gaussian("y", 130, 40, 2);
	seen s = { .nx = 100, .ny = 130, .d = 40, .x = sx_space_mat(sx).p, .y = sx_space_mat(sy).p, .met = sx_alloc(a, 13000, 1) };
	if (!sx_panels_can_sieve(40))
		skip_because("this machine or build has no products of bytes");
	sx_panels x = sx_panels_sieved(a, s.nx, s.d, sx_panels_step(6)), y = sx_panels_sieved(a, s.ny, s.d, sx_panels_step(6));
	for (size_t i = 0; i < s.nx; i++)
		sx_panels_put(&x, i, s.x + i * s.d);
	for (size_t j = 0; j < s.ny; j++)
		sx_panels_put(&y, j, s.y + j * s.d);
	sx_panels_all(&x, 0, x.count, &y, 0, y.count, NULL, NULL, from_above, &s);
	for (size_t c = 0; c < 13000; c++)
		assert_int_equal(s.met[c], 1);
	sx_space_unref(sx);
	sx_space_unref(sy);
	sx_arena_free(a);
}

/* Within a row, what passes comes in the order of j; a stretch of panels is a stretch and no more. */
static void in_order(void *ctx, size_t i, size_t j0, uint64_t mask, const float *bound)
{
	(void)bound;
	seen *s = ctx;
	assert_true(mask != 0 && j0 >= s->last_j && i < s->nx);
	s->last_j = j0;
	s->last_i = i;
}

static void a_stretch(void **state)
{
	(void)state;
	sx_arena *a = sx_arena_new(0);
	size_t width = sx_panel_width(), n = 5 * width - 3;
	sx_panels x = sx_panels_new(a, n, 4, width);
	float *zero = fill(a, &x, INFINITY), *inf = sx_alloc(a, 5 * width, sizeof *inf);
	for (size_t i = 0; i < 5 * width; i++)
		inf[i] = i < n ? INFINITY : -INFINITY;
	seen s = { .nx = 2 * width };
	sx_panels_bars bars = { zero, inf, zero, NULL };
	sx_panels_scan(&x, 1, 1, &x, 2, 3, &bars, in_order, &s);
	assert_int_equal(s.last_i, 2 * width - 1);
	assert_int_equal(s.last_j, 4 * width);
	sx_arena_free(a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_width),
		cmocka_unit_test(a_sieve),
		cmocka_unit_test(a_sieve_from_above),
		cmocka_unit_test(a_stretch),
	};
	return cmocka_run_group_tests_name("panels", tests, NULL, NULL);
}
