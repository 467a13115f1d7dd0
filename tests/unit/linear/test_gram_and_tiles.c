/* test_gram.c: tiles against plain sums in double; Gram matrices in float32 where that is right, and not where it is not. */
#include "support.h"

#include "numeric/gram.h"
#include "numeric/linalg.h"
#include "linear/spectrum.h"
#include "numeric/tiles.h"

/* ---- tiles ---- */

/* Vector i of a packed set, entry q. */
static double entry(bool single, const void *x, size_t length, size_t i, size_t q)
{
	size_t width = sx_tile_width(single), at = (i / width * length + q) * width + i % width;
	return single ? (double)((const float *)x)[at] : ((const double *)x)[at];
}

static void *random_panels(sx_arena *a, bool single, size_t panels, size_t length, uint64_t seed)
{
	size_t cells = panels * sx_tile_width(single) * length;
	double *x = sx_alloc(a, cells, sizeof *x);
	float *f = sx_alloc(a, cells, sizeof *f);
	sx_rng rng = sx_rng_seed(seed);
	for (size_t c = 0; c < cells; c++)
		f[c] = (float)(x[c] = sx_rng_normal(&rng));
	return single ? (void *)f : (void *)x;
}

static void one_product(bool single, size_t nx, size_t ny, size_t length, bool triangle)
{
	sx_arena *a = sx_arena_new(0);
	size_t width = sx_tile_width(single), ld = ny * width + 3;
	void *x = random_panels(a, single, nx, length, length), *y = triangle ? x : random_panels(a, single, ny, length, 2);
	double *sum = sx_alloc(a, nx * width * ld, sizeof *sum);
	for (size_t c = 0; c < nx * width * ld; c++)
		sum[c] = 7;		/* what was there before stays in the sum */
	sx_tile_products(single, x, nx, y, ny, length, triangle, sum, ld);
	for (size_t i = 0; i < nx * width; i++)
		for (size_t j = 0; j < ld; j++) {
			double want = 7, size = 7;
			for (size_t q = 0; q < length && j < ny * width; q++) {
				double t = entry(single, x, length, i, q) * entry(single, y, length, j, q);
				want += t;
				size += fabs(t);
			}
			if (triangle && j / width < i / width)
				want = 7;	/* not asked for, not touched */
			near(sum[i * ld + j], want, 0, size * ((double)length + 3) * (single ? 0x1p-24 : 0x1p-53));
		}
	sx_arena_free(a);
}

static void tiles(void **state)
{
	(void)state;
	static const size_t shape[][3] = { { 1, 1, 1 }, { 2, 3, 5 }, { 3, 1, 192 } };
	for (int single = 0; single < 2; single++)
		for (size_t i = 0; i < SX_COUNT(shape); i++) {
			one_product(single, shape[i][0], shape[i][1], shape[i][2], false);
			one_product(single, shape[i][0], shape[i][0], shape[i][2], true);
		}
}

/* ---- Gram matrices ---- */

enum { N = 16500, D = 200 };

/* Rows with independent parts of deviations 1, 2^-a, … D^-a along random orthonormal directions, far from 0. */
static sx_space *cloud(double a)
{
	float *p;
	sx_space *s = sx_space_new("cloud", N, D, &p, NULL);
	sx_rng rng = sx_rng_seed(8);
	double *q = malloc(D * D * sizeof *q), z[D], x[D];
	assert_true(s && q);
	for (size_t c = 0; c < D * D; c++)
		q[c] = sx_rng_normal(&rng);
	assert_true(sx_orthonormal(D, D, q, NULL));
	for (size_t i = 0; i < N; i++) {
		for (size_t j = 0; j < D; j++)
			z[j] = pow((double)j + 1, -a) * sx_rng_normal(&rng);
		sx_dgemm(false, false, 1, D, D, 1, z, D, q, D, 0, x, D);
		for (size_t j = 0; j < D; j++)
			p[i * D + j] = (float)(x[j] + 5);
	}
	free(q);
	return s;
}

/* Mean and singular values by plain sums in double. */
static void plain(const sx_space *s, double *mean, double *singular)
{
	sx_mat m = sx_space_mat(s);
	double *x = malloc(N * D * sizeof *x), *g = calloc(D * D, sizeof *g);
	for (size_t j = 0; j < D; j++) {
		mean[j] = 0;
		for (size_t i = 0; i < N; i++)
			mean[j] += (double)m.p[i * m.ld + j] / N;
		for (size_t i = 0; i < N; i++)
			x[i * D + j] = (double)m.p[i * m.ld + j] - mean[j];
	}
	sx_dsyrk(false, N, D, x, D, g, D);
	assert_true(sx_eigh(D, g, singular, NULL, NULL));
	for (size_t j = 0; j < D; j++)
		singular[j] = sqrt(fmax(singular[j], 0));
	free(x);
	free(g);
}

static bool tried_single(const sx_space *s)
{
	double mean[D] = { 0 };
	sx_gram g = { .sum = malloc(D * D * sizeof(double)), .mean = mean, .single = true };
	assert_true(sx_gram_columns(sx_space_mat(s), true, &g, NULL, NULL));
	free(g.sum);
	return g.single;
}

/* The singular values of a cloud against the plain ones; digits do not depend on threads. */
static void one_cloud(double a, bool tried, bool single, double allowed)
{
	double mean[D], singular[D], first[D];
	for (int threads = 1; threads <= 3; threads++) {
		sx_job job = { .threads = threads };
		sx_spectrum got;
		sx_space *s = cloud(a);
		if (threads == 1) {
			plain(s, mean, singular);
			assert_int_equal(tried_single(s), tried);
		}
		assert_true(sx_spectrum_get(s, true, false, SX_SOLVER_FULL, D, &job, &got, NULL));
		assert_int_equal(got.single, single);
		assert_int_equal(got.rank, D);
		for (size_t j = 0; j < D; j++) {
			near(got.singular[j], singular[j], allowed, 0);
			near(got.mean[j], mean[j], 0, 1e-8);
			assert_true(threads == 1 || got.singular[j] == first[j]);
			first[j] = got.singular[j];
		}
		sx_space_unref(s);
	}
}

/* Single products where they move nothing by a millionth; double ones where the first rows say that they would, and where that
 * is found only at the end. */
static void clouds(void **state)
{
	(void)state;
	one_cloud(0.3, true, true, 1e-6);
	one_cloud(0.8, true, false, 1e-10);
	one_cloud(1.5, false, false, 1e-9);
}

/* What is said of the error is about what it is: the single products are compared with double ones along the last directions. */
static void told_error(void **state)
{
	(void)state;
	double mean[D] = { 0 }, singular[D], exact[D], error;
	sx_space *s = cloud(0.7);
	sx_gram g = { .sum = malloc(D * D * sizeof(double)), .mean = mean, .single = true };
	double *v = malloc(D * D * sizeof *v), worst = 0;
	plain(s, mean, exact);
	memset(mean, 0, sizeof mean);
	assert_true(sx_gram_columns(sx_space_mat(s), true, &g, NULL, NULL));
	assert_true(g.single);
	assert_true(sx_eigh(D, g.sum, singular, v, NULL));
	for (size_t j = 0; j < D; j++) {
		singular[j] = sqrt(singular[j]);
		worst = fmax(worst, fabs(singular[j] / exact[j] - 1));
	}
	assert_true(sx_gram_error(sx_space_mat(s), &g, 4, singular + D - 4, v + (D - 4) * D, NULL, &error, NULL));
	assert_true(worst > 1e-8 && worst < error && error < 8 * worst);
	free(g.sum);
	free(v);
	sx_space_unref(s);
}

/* A column that does not vary has no share in single products: 0 has no relative error. */
static void a_flat_column(void **state)
{
	(void)state;
	sx_space *s = cloud(0);
	sx_spectrum got;
	for (size_t i = 0; i < N; i++)
		((float *)(uintptr_t)sx_space_mat(s).p)[i * D + 7] = 3;
	sx_job job = { .threads = 2 };
	assert_true(sx_spectrum_get(s, true, false, SX_SOLVER_FULL, D, &job, &got, NULL));
	assert_false(got.single);
	assert_int_equal(got.rank, D - 1);
	sx_space_unref(s);
}

/* Squares that float32 cannot hold are double ones. */
static void huge_and_tiny(void **state)
{
	(void)state;
	static const float scale[] = { 0x1p80f, 0x1p-80f };
	double mean[D], singular[D];
	for (size_t c = 0; c < SX_COUNT(scale); c++) {
		sx_space *s = cloud(0);
		sx_spectrum got;
		sx_job job = { .threads = 2 };
		plain(s, mean, singular);
		for (size_t i = 0; i < N * D; i++)
			((float *)(uintptr_t)sx_space_mat(s).p)[i] *= scale[c];
		assert_true(sx_spectrum_get(s, true, false, SX_SOLVER_FULL, D, &job, &got, NULL));
		assert_false(got.single);
		for (size_t j = 0; j < D; j++)
			near(got.singular[j] / (double)scale[c], singular[j], 1e-12, 0);
		sx_space_unref(s);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiles),
		cmocka_unit_test(clouds),
		cmocka_unit_test(told_error),
		cmocka_unit_test(a_flat_column),
		cmocka_unit_test(huge_and_tiny),
	};
	sx_blas_start();
	return cmocka_run_group_tests_name("gram", tests, NULL, NULL);
}
