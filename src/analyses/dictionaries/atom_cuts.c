/* atom_cuts.c: normalised cuts (spectral clustering) of the graph of angles between atoms, without storing the graph.
 *
 * A_ij = 1 - angle / pi, A_ii = 0; S = D^-1/2 A D^-1/2. Block subspace iteration starts from the first-order approximation of
 * the weights (a constant and the principal components of the atoms) and some random columns. Every pass multiplies by S, tile
 * by tile, until the sum of the leading eigenvalues converges. With many atoms, the eigenvalues after the leading ones are
 * nearly equal and a pass is expensive: FEW passes must suffice, which this start allows. */
#include "atom_clusters.h"
#include "base/rng.h"
#include "numeric/kmeans.h"
#include "numeric/linalg.h"

#include <math.h>
#include <string.h>

enum { TILE = 384, EXTRA = 8, PASSES = 400, FEW = 3 };
static const double LARGE = 1e11;	/* n² (d + m) of a pass from which FEW must do */
static const double SETTLED = 1e-13;	/* eigenvectors then to about its root */

typedef struct cuts {
	size_t  n, d, m, kept;	/* m: columns iterated, of which kept count */
	float  *unit;		/* n × d: atoms of length 1 */
	double *degree;		/* n */
	double *x, *y;		/* n × m */
	float  *xt;		/* m × n: x over sqrt(degree), transposed */
	float  *tile, *part;	/* threads × TILE², threads × TILE m */
	sx_job *job;
	sx_arena *tmp;
} cuts;

/* 1 - arccos(c) / pi to 2e-8, by arcsin's polynomial (Abramowitz and Stegun 4.4.46). */
SX_CLONES static void weights(float *restrict c, size_t count)
{
	static const double a[8] = { 1.5707963050, -0.2145988016, 0.0889789874, -0.0501743046, 0.0308918810, -0.0170881256,
		0.0066700901, -0.0012624911 };
#pragma omp simd
	for (size_t i = 0; i < count; i++) {
		double v = fabs((double)c[i]), p;
		v = v > 1 ? 1 : v;
		p = ((((((a[7] * v + a[6]) * v + a[5]) * v + a[4]) * v + a[3]) * v + a[2]) * v + a[1]) * v + a[0];
		p *= sqrt(1 - v) / M_PI;	/* arccos |c| / pi */
		c[i] = (float)(c[i] < 0 ? p : 1 - p);
	}
}

/* The weights of a block of rows to a block of columns, 0 on the diagonal. */
static void make_tile(const cuts *s, size_t row, size_t rows, size_t column, size_t columns, float *tile)
{
	sx_gemm_nt(rows, columns, s->d, 1, s->unit + row * s->d, s->d, s->unit + column * s->d, s->d, tile, columns);
	weights(tile, rows * columns);
	for (size_t i = 0; i < rows; i++)
		if (row + i >= column && row + i < column + columns)
			tile[i * columns + (row + i - column)] = 0;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void sum_degrees(void *ctx, size_t lo, size_t hi, int thread)
{
	cuts *s = ctx;
	float *tile = s->tile + (size_t)thread * TILE * TILE;
	for (size_t c = 0; c < s->n; c += TILE) {
		size_t columns = least(TILE, s->n - c);
		make_tile(s, lo, hi - lo, c, columns, tile);
		for (size_t i = lo; i < hi; i++)
			for (size_t j = 0; j < columns; j++)
				s->degree[i] += (double)tile[(i - lo) * columns + j];
	}
}

/* Rows lo … hi of y = S x. */
static void multiply(void *ctx, size_t lo, size_t hi, int thread)
{
	cuts *s = ctx;
	float *tile = s->tile + (size_t)thread * TILE * TILE, *part = s->part + (size_t)thread * TILE * s->m;
	memset(s->y + lo * s->m, 0, (hi - lo) * s->m * sizeof *s->y);
	for (size_t c = 0; c < s->n; c += TILE) {
		size_t columns = least(TILE, s->n - c);
		make_tile(s, lo, hi - lo, c, columns, tile);
		sx_gemm_nt(hi - lo, s->m, columns, 1, tile, columns, s->xt + c, s->n, part, s->m);
		for (size_t i = 0; i < (hi - lo) * s->m; i++)
			s->y[lo * s->m + i] += (double)part[i];
	}
	for (size_t i = lo; i < hi; i++)
		for (size_t v = 0; v < s->m; v++)
			s->y[i * s->m + v] /= sqrt(s->degree[i]);
}

static bool product(cuts *s)
{
	for (size_t i = 0; i < s->n; i++)
		for (size_t v = 0; v < s->m; v++)
			s->xt[v * s->n + i] = (float)(s->x[i * s->m + v] / sqrt(s->degree[i]));
	return sx_for(s->job, "cuts", s->n, TILE, multiply, s);
}

/* ---- the start ---- */

static bool lend(cuts *s, sx_err *err)
{
	size_t threads = (size_t)sx_threads(s->job);
	s->unit = sx_alloc(s->tmp, s->n * s->d, sizeof *s->unit);
	s->degree = sx_alloc(s->tmp, s->n, sizeof *s->degree);
	s->x = sx_alloc(s->tmp, s->n * s->m, sizeof *s->x);
	s->y = sx_alloc(s->tmp, s->n * s->m, sizeof *s->y);
	s->xt = sx_alloc(s->tmp, s->n * s->m, sizeof *s->xt);
	s->tile = sx_alloc(s->tmp, threads * TILE * TILE, sizeof *s->tile);
	s->part = sx_alloc(s->tmp, threads * TILE * s->m, sizeof *s->part);
	if (!s->unit || !s->degree || !s->x || !s->y || !s->xt || !s->tile || !s->part)
		return sx_fail_memory(err, "cuts", (double)s->n * (double)(4 * s->d + 20 * s->m));
	return true;
}

/* Column 0: the leading eigenvector itself. Then the atoms' components, then random ones. */
static bool start(cuts *s, sx_err *err)
{
	size_t own = least(least(s->d, s->n / 2), s->m - 1 - EXTRA / 2);
	double *g = sx_alloc(s->tmp, s->d * s->d, sizeof *g), *vector = sx_alloc(s->tmp, s->d * s->d, sizeof *vector);
	double *value = sx_alloc(s->tmp, s->d, sizeof *value), *row = sx_alloc(s->tmp, TILE * s->d, sizeof *row);
	if (!g || !vector || !value || !row)
		return sx_fail_memory(err, "components of the atoms", (double)s->d * (double)s->d * 16);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t lo = 0; lo < s->n; lo += TILE) {
			size_t rows = least(TILE, s->n - lo);
			for (size_t i = 0; i < rows * s->d; i++)
				row[i] = (double)s->unit[lo * s->d + i];
			if (pass == 0)
				sx_dsyrk(false, rows, s->d, row, s->d, g, s->d);
			else
				sx_dgemm(false, true, rows, own, s->d, 1, row, s->d, vector, s->d, 0, s->x + lo * s->m + 1, s->m);
		}
		for (size_t i = 0; pass == 0 && i < s->d; i++)
			for (size_t j = 0; j < i; j++)
				g[i * s->d + j] = g[j * s->d + i];
		if (pass == 0 && !sx_eigh(s->d, g, value, vector, err))
			return false;
	}
	for (size_t i = 0; i < s->n; i++) {
		sx_rng rng = sx_rng_open(s->job->seed, "dictionary.cuts", i);
		s->x[i * s->m] = sqrt(s->degree[i]);
		for (size_t v = 1 + own; v < s->m; v++)
			s->x[i * s->m + v] = sx_rng_normal(&rng);
	}
	return sx_orthonormal(s->n, s->m, s->x, err);
}

/* ---- passes ---- */

/* x becomes the leading eigenvectors; worst: what the sum of their values still moved by in the last pass. */
static bool iterate(cuts *s, double *worst, sx_err *err)
{
	double *h = sx_alloc(s->tmp, s->m * s->m, sizeof *h), *value = sx_alloc(s->tmp, s->m, sizeof *value), before = 0;
	double *vector = sx_alloc(s->tmp, s->m * s->m, sizeof *vector);
	double work = (double)s->n * (double)s->n * (double)(s->d + s->m);
	sx_job whole = *s->job;
	int passes = work > LARGE ? FEW : PASSES;
	if (!h || !value || !vector)
		return sx_fail_memory(err, "cuts", (double)(s->m * s->m) * 16);
	for (int pass = 0; pass < passes; pass++) {
		double sum = 0;
		sx_job part = sx_job_part(&whole, (double)pass / passes, 1. / passes);
		s->job = &part;
		if (!product(s) || !sx_dgemm_par(&part, "cuts", true, false, s->m, s->m, s->n, 1, s->x, s->m, s->y, s->m, 0, h, s->m))
			return sx_fail_cancel(err);
		for (size_t i = 0; i < s->m; i++)
			for (size_t j = 0; j < i; j++)
				h[i * s->m + j] = h[j * s->m + i] = (h[i * s->m + j] + h[j * s->m + i]) / 2;
		if (!sx_eigh(s->m, h, value, vector, err))
			return false;
		for (size_t v = 1; v < s->kept; v++)	/* the first is 1 */
			sum += value[v];
		if (!sx_dgemm_par(&part, "cuts", false, true, s->n, s->m, s->m, 1, s->y, s->m, vector, s->m, 0, s->x, s->m) ||
		    !sx_orthonormal(s->n, s->m, s->x, err))
			return sx_fail_cancel(err);
		*worst = fabs(sum - before) / fmax(fabs(sum), 1e-300);
		before = sum;
		if (pass > 1 && *worst < SETTLED)
			break;
	}
	return true;
}

bool sx_atoms_cut(const sx_space *dictionary, size_t groups, sx_job *job, sx_arena *a, sx_atoms *out, sx_err *err)
{
	cuts s = { .n = sx_space_rows(dictionary), .d = sx_space_dims(dictionary), .kept = groups, .tmp = a };
	sx_job first = sx_job_part(job, 0, 0.05), second = sx_job_part(job, 0.05, 0.75), third = sx_job_part(job, 0.8, 0.2);
	double worst = 0;
	sx_kmeans found;
	if (groups + EXTRA >= s.n)
		return sx_fail(err, SX_EINPUT, "%s: %zu atoms cannot be cut into %zu clusters", sx_space_name(dictionary), s.n, groups);
	s.m = groups + EXTRA;
	s.job = &first;
	if (!lend(&s, err) || !sx_space_unit_rows(dictionary, s.unit, err))
		return false;
	if (!sx_for(&first, "degrees", s.n, TILE, sum_degrees, &s))
		return sx_fail_cancel(err);
	s.job = &second;
	if (!start(&s, err) || !iterate(&s, &worst, err))
		return false;
	for (size_t i = 0; i < s.n; i++)
		for (size_t v = 0; v < groups; v++)
			s.xt[i * groups + v] = (float)(s.x[i * s.m + v] * sqrt((double)s.n) / sqrt(s.degree[i] / s.degree[0]));
	sx_mat rows = { s.xt, s.n, groups, groups };
	if (!sx_kmeans_run(rows, groups, groups > 100 ? 1 : 10, &third, a, &found, err) ||
	    !sx_atoms_group(found.label, s.n, found.clusters, a, out, err))
		return false;
	out->worst = worst;
	return true;
}
