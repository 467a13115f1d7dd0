/* bench.c: speed as shares of this machine's own SGEMM rate, measured in the same run.
 *
 *   bench                      all of it on Gaussian points
 *   bench circles              the bars of circles and fourier alone
 *   bench product              seconds of a product of 4096 x 4096, for bench/matrix.lua
 *   bench knn FILE.npy N OUT   one neighbour table of the first N rows: prints its seconds, writes the table to OUT */
#include "linear/cross_products.h"
#include "neighbors/knn_search.h"
#include "numeric/linalg.h"
#include "sextant.h"
#include "linear/spectrum.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, by_size);
	return v[n / 2];
}

enum { RUNS = 5 };

/* ---- the machine ---- */

typedef struct gemm { size_t d; float *a, *c; } gemm;

static void multiply(void *ctx, size_t lo, size_t hi, int thread)
{
	gemm *g = ctx;
	for (size_t i = lo; i < hi; i++)
		sx_gemm_nt(512, 512, g->d, 1, g->a, g->d, g->a, g->d, g->c + (size_t)thread * 512 * 512, 512);
}

/* flop a second of single-precision products of 512 × d by d × 512 on all threads: what a tile of the table costs. */
static double sgemm_rate(sx_job *job, size_t d)
{
	size_t tiles = (size_t)(2e10 / (2. * 512 * 512 * (double)d)), threads = (size_t)sx_threads(job);
	gemm g = { d, calloc(512 * d, sizeof(float)), calloc(threads * 512 * 512, sizeof(float)) };
	double v[RUNS];
	if (!g.a || !g.c)
		exit(1);
	for (size_t i = 0; i < 512 * d; i++)
		g.a[i] = (float)(i % 7) - 3;
	for (int r = 0; r < RUNS; r++) {
		double t = now();
		sx_for(job, "", tiles, 1, multiply, &g);
		v[r] = 2. * 512 * 512 * (double)d * (double)tiles / (now() - t);
	}
	free(g.a);
	free(g.c);
	return median(v, RUNS);
}

/* ---- what is measured ---- */

static sx_space *points(size_t n, size_t d)
{
	float *p;
	sx_err err = { 0 };
	sx_space *s = sx_space_new("bench", n, d, &p, &err);
	if (s == NULL) {
		fprintf(stderr, "bench: %s\n", err.msg);
		exit(1);
	}
	for (size_t i = 0; i < n; i++) {
		sx_rng rng = sx_rng_open(1, "bench", i);
		for (size_t j = 0; j < d; j++)
			p[i * d + j] = (float)sx_rng_normal(&rng);
	}
	return s;
}

static double knn_seconds(sx_space *s, sx_job *job, sx_knn *t)
{
	sx_err err = { 0 };
	double start = now();
	if (!sx_knn_get(s, SX_EUCLIDEAN, 10, job, t, &err)) {
		fprintf(stderr, "bench: %s\n", err.msg);
		exit(1);
	}
	return now() - start;
}

static void knn_share(sx_job *job, size_t n, size_t d)
{
	double v[3], rate = sgemm_rate(job, d);
	for (int r = 0; r < 3; r++) {
		sx_space *s = points(n, d);
		sx_knn t;
		v[r] = knn_seconds(s, job, &t);
		sx_space_unref(s);
	}
	double seconds = median(v, 3), work = 2. * (double)n * (double)n * (double)d / seconds;
	printf("knn     %6zu x %4zu  k 10   %7.3f s   2 n^2 d / time = %4.2f of SGEMM's %.0f Gflop/s\n", n, d, seconds,
	       work / rate, rate * 1e-9);
}

static void pca_share(sx_job *job, size_t n, size_t d)
{
	double v[3], rate = sgemm_rate(job, d);
	for (int r = 0; r < 3; r++) {
		sx_space *s = points(n, d);
		sx_spectrum p;
		sx_err err = { 0 };
		double start = now();
		if (!sx_spectrum_get(s, true, false, SX_SOLVER_FULL, 1, job, &p, &err))
			exit(1);
		v[r] = now() - start;
		sx_space_unref(s);
	}
	double seconds = median(v, 3), work = (double)n * (double)d * (double)d / seconds;
	printf("pca     %6zu x %4zu  all    %7.3f s   n d^2 / time = %4.2f of SGEMM's %.0f Gflop/s (sums in double)\n", n, d,
	       seconds, work / rate, rate * 1e-9);
}

static double line_seconds(sx_job *job, size_t n, size_t d, const char *line)
{
	sx_session *session = sx_session_new();
	sx_err err = { 0 };
	double v[3];
	for (int r = 0; r < 3; r++) {
		sx_space *fresh = points(n, d);
		sx_result *result = sx_result_new();
		if (!sx_session_add(session, fresh, true, &err) || !sx_run(session, line, job, result, &err)) {
			fprintf(stderr, "bench: %s: %s\n", line, err.msg);
			exit(1);
		}
		v[r] = result->seconds;
		sx_result_unref(result);
		sx_space_unref(fresh);
	}
	sx_session_free(session);
	return median(v, 3);
}

static void command_seconds(sx_job *job, size_t n, size_t d, const char *line)
{
	printf("%-24s %6zu x %4zu   %7.3f s\n", line, n, d, line_seconds(job, n, d, line));
}

/* A reduction as a multiple of hubness --k 10 on the same points in the same run: both are all pairs, one in float32. */
static void dehub_ratio(sx_job *job, size_t n, size_t d, const char *method)
{
	char line[100];
	snprintf(line, sizeof line, "dehub --method %s", method);
	double base = line_seconds(job, n, d, "hubness --k 10"), seconds = line_seconds(job, n, d, line);
	printf("dehub   %6zu x %4zu  %-27s %7.3f s   %6.1f times hubness\n", n, d, method, seconds, seconds / base);
}

/* ---- circles ---- */

/* All planes of 8 components with 499 draws of the null, the components included, over the components alone. */
static void circles_ratio(sx_job *job, size_t n, size_t d)
{
	sx_session *session = sx_session_new();
	sx_err err = { 0 };
	double v[2];
	for (int part = 0; part < 2; part++) {
		sx_space *s = points(n, d);
		sx_result *r = sx_result_new();
		if (!sx_session_add(session, s, true, &err) ||
		    !sx_run(session, part ? "circles --planes all" : "pca --components 8", job, r, &err))
			exit(1);
		v[part] = r->seconds;
		sx_result_unref(r);
		sx_space_unref(s);
	}
	sx_session_free(session);
	printf("circles %6zu x %4zu  28 planes, 499 draws  %7.3f s   %4.2f times pca's %.3f s\n", n, d, v[1], v[1] / v[0], v[0]);
}

/* Atoms by themselves, but for one family in 30 that lies round a cone; 50 active atoms a row. */
static sx_space *atoms(size_t n, size_t d)
{
	sx_space *s = points(n, d);
	float *p = (float *)(uintptr_t)sx_space_mat(s).p;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; i % 300 < 10 && j < d; j++) {
			const float *base = p + (i / 300 * 300 + 10) * d;
			double t = 0.628318530717958648 * (double)(i % 300);
			p[i * d + j] = (float)((double)base[j] + cos(t) * (double)base[d + j] + sin(t) * (double)base[2 * d + j]);
		}
	return s;
}

static sx_space *active(size_t n, size_t atoms_n)
{
	float *p;
	sx_space *s = sx_space_new("Z", n, atoms_n, &p, NULL);
	for (size_t i = 0; s && i < n; i++) {
		sx_rng rng = sx_rng_open(2, "bench.active", i);
		size_t family = sx_rng_below(&rng, atoms_n / 300) * 300, at = sx_rng_below(&rng, 10);
		double part = sx_rng_unit(&rng);
		p[i * atoms_n + family + at] = (float)(3 * part);
		p[i * atoms_n + family + (at + 1) % 10] = (float)(3 * (1 - part));
		for (int k = 0; k < 48; k++)
			p[i * atoms_n + sx_rng_below(&rng, atoms_n)] = 1;
	}
	return s;
}

static void dictionary_seconds(sx_job *job, size_t n, size_t d, size_t rows, const char *options)
{
	sx_session *session = sx_session_new();
	sx_err err = { 0 };
	sx_space *z = active(rows, n), *a = atoms(n, d);
	sx_result *r = sx_result_new();
	char line[200];
	snprintf(line, sizeof line, "circles --dictionary bench --activations Z %s", options);
	double rate = sgemm_rate(job, d);
	if (!z || !sx_session_add(session, z, true, &err) || !sx_session_add(session, a, true, &err) ||
	    !sx_run(session, line, job, r, &err)) {
		fprintf(stderr, "bench: %s: %s\n", line, err.msg);
		exit(1);
	}
	printf("circles %6zu x %4zu  dictionary, %zu rows %-16s %7.3f s   %5.1f times atoms^2 d at SGEMM's rate\n", n, d, rows, options,
	       r->seconds, r->seconds * rate / (2 * (double)n * (double)n * (double)d));
	sx_result_unref(r);
	sx_space_unref(z);
	sx_space_unref(a);
	sx_session_free(session);
}

static void fourier_bar(sx_job *job)
{
	double seconds = line_seconds(job, 113, 512, "fourier");
	printf("fourier    113 x  512   %7.1f ms   bar 20 ms\n", 1e3 * seconds);
}

/* The least seconds of three products of 4096 x 4096 in double, memory for the answer included: what Lua is compared with. */
static int one_product(sx_job *job)
{
	enum { SIDE = 4096 };
	double best = 1e300, *a = malloc(sizeof *a * SIDE * SIDE);
	sx_rng rng = sx_rng_seed(1);
	for (size_t i = 0; a && i < (size_t)SIDE * SIDE; i++)
		a[i] = sx_rng_normal(&rng);
	for (int r = 0; a && r < 3; r++) {
		double start = now(), *c = malloc(sizeof *c * SIDE * SIDE);
		if (c == NULL || !sx_dgemm_par(job, "", false, false, SIDE, SIDE, SIDE, 1, a, SIDE, a, SIDE, 0, c, SIDE))
			return 1;
		best = now() - start < best ? now() - start : best;
		free(c);
	}
	bool failed = a == NULL;
	free(a);
	printf("%.4f\n", best);
	return failed;
}

static void run_or_leave(sx_session *s, const char *line, sx_job *job, sx_result *r)
{
	sx_err err = { 0 };
	if (sx_run(s, line, job, r, &err))
		return;
	fprintf(stderr, "bench: %s\n", err.msg);
	exit(1);
}

/* Debiased CKA with its interval, against the two Gram matrices that it cannot do without, in double. */
static void cka_ratio(sx_job *job, size_t n, size_t d)
{
	double gram[3], whole[3];
	double *g = calloc(d * d, sizeof *g);
	sx_session *s = sx_session_new();
	sx_space *a = points(n, d), *b = points(n, d);
	sx_err err = { 0 };
	sx_lines x = sx_lines_of(a), y = sx_lines_of(b);
	if (!g || !sx_space_rename(a, "a", &err) || !sx_space_rename(b, "b", &err) || !sx_session_add(s, a, true, &err) ||
	    !sx_session_add(s, b, true, &err))
		exit(1);
	for (int r = 0; r < 3; r++) {
		sx_arena *tmp = sx_arena_new(0);
		sx_result *result = sx_result_new();
		double start = now();
		if (!sx_cross(&x, NULL, job, tmp, g, &err) || !sx_cross(&y, NULL, job, tmp, g, &err))
			exit(1);
		gram[r] = now() - start;
		run_or_leave(s, "compare a b --methods cka_debiased", job, result);
		whole[r] = result->seconds;
		sx_result_unref(result);
		sx_arena_free(tmp);
	}
	double base = median(gram, 3), seconds = median(whole, 3);
	printf("compare %6zu x %4zu  cka_debiased  %7.3f s   %4.2f times its two Gram matrices\n", n, d, seconds, seconds / base);
	sx_space_unref(a);
	sx_space_unref(b);
	sx_session_free(s);
	free(g);
}

/* ---- one run on a file, for the peers' scripts ---- */

/* Seconds of all singular values and directions, then of the whole command with its scores; singular values to OUT. */
static int one_spectrum(sx_job *job, const char *path, const char *out)
{
	char line[512];
	sx_session *s = sx_session_new();
	sx_result *r = sx_result_new(), *whole = sx_result_new();
	sx_spectrum p;
	sx_err err = { 0 };
	snprintf(line, sizeof line, "load '%s' --labels none", path);
	run_or_leave(s, line, job, r);
	double start = now();
	if (!sx_spectrum_get(sx_session_current(s), true, false, SX_SOLVER_FULL, 1, job, &p, &err))
		return 1;
	double seconds = now() - start;
	FILE *f = fopen(out, "wb");
	if (f == NULL || fwrite(p.singular, sizeof *p.singular, p.r, f) != p.r || fclose(f) != 0)
		return 1;
	snprintf(line, sizeof line, "pca --solver full --components %zu", p.r);
	run_or_leave(s, line, job, whole);
	printf("%.4f %.4f\n", seconds, seconds + whole->seconds);
	sx_result_unref(whole);
	sx_result_unref(r);
	sx_session_free(s);
	return 0;
}

static int one_table(sx_job *job, const char *path, const char *rows, const char *out)
{
	char line[512];
	sx_session *s = sx_session_new();
	sx_result *r = sx_result_new();
	sx_knn t;
	snprintf(line, sizeof line, "load '%s' --labels none --limit %s", path, rows);
	run_or_leave(s, line, job, r);
	double seconds = knn_seconds(sx_session_current(s), job, &t);
	FILE *f = fopen(out, "wb");
	for (size_t i = 0; f && i < t.n; i++)
		fwrite(t.index + i * t.ld, sizeof *t.index, t.k, f);
	if (f == NULL || fclose(f) != 0)
		return 1;
	printf("%.4f\n", seconds);
	sx_result_unref(r);
	sx_session_free(s);
	return 0;
}

int main(int argc, char **argv)
{
	sx_job job = { .threads = 0 };
	sx_blas_start();
	if (argc == 5 && strcmp(argv[1], "knn") == 0)
		return one_table(&job, argv[2], argv[3], argv[4]);
	if (argc == 2 && strcmp(argv[1], "circles") == 0) {
		circles_ratio(&job, 50000, 768);
		fourier_bar(&job);
		dictionary_seconds(&job, 24576, 768, 20000, "--rule graph");
		dictionary_seconds(&job, 24576, 768, 20000, "--rule spectral");
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "product") == 0)
		return one_product(&job);
	if (argc == 4 && strcmp(argv[1], "pca") == 0)
		return one_spectrum(&job, argv[2], argv[3]);
	printf("%d threads; %s\n", sx_threads(&job), sx_blas_flavour());
	knn_share(&job, 5000, 100);
	knn_share(&job, 50000, 100);
	knn_share(&job, 20000, 768);
	pca_share(&job, 50000, 100);
	pca_share(&job, 20000, 768);
	command_seconds(&job, 20000, 100, "hubness --k 10");
	dehub_ratio(&job, 5000, 100, "mutual_proximity_normal");
	dehub_ratio(&job, 5000, 100, "mutual_proximity_gamma");
	dehub_ratio(&job, 5000, 100, "mutual_proximity_empirical");
	cka_ratio(&job, 20000, 768);
	command_seconds(&job, 20000, 100, "id");
	command_seconds(&job, 50000, 64, "circles --planes all");
	circles_ratio(&job, 50000, 768);
	fourier_bar(&job);
	dictionary_seconds(&job, 24576, 768, 20000, "--rule graph");
	dictionary_seconds(&job, 24576, 768, 20000, "--rule spectral");
	return 0;
}
