/* cmd_doctor.c: the command doctor: whether this machine and build can be trusted (kernels against plain sums, BLAS, libraries,
 * limits). */
#include "base/rng.h"
#include "command/doctor.h"
#include "neighbors/knn_search.h"
#include "neighbors/panels.h"
#include "numeric/linalg.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

void sx_found(sx_finding *list, size_t *n, const char *what, bool good, const char *fmt, ...)
{
	if (*n == SX_FINDINGS)
		return;
	sx_finding *f = &list[(*n)++];
	va_list args;
	*f = (sx_finding){ .what = what, .good = good };
	va_start(args, fmt);
	vsnprintf(f->found, sizeof f->found, fmt, args);
	va_end(args);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- kernels against plain sums in double ---- */

enum { N = 300, D = 37, K = 7, ROWS = 1500, STRIDE = 5 };	/* as many rows as a sieve is set up for */

static sx_space *normal_points(float **p)
{
	sx_space *s = sx_space_new("doctor", ROWS, D, p, NULL);
	sx_rng rng = sx_rng_seed(1);
	for (size_t i = 0; s && i < ROWS * D; i++)
		(*p)[i] = (float)sx_rng_normal(&rng);
	return s;
}

/* The k-th distance of a row by the kernel, and the number of rows nearer by direct sums, which must be k - 1. */
static void neighbours(sx_finding *list, size_t *found, sx_job *job)
{
	float *p;
	sx_space *s = normal_points(&p);
	sx_knn t;
	size_t wrong = 0;
	bool ok = s && sx_knn_get(s, SX_EUCLIDEAN, K, job, &t, NULL);
	for (size_t i = 0; ok && i < ROWS; i += STRIDE) {
		size_t nearer = 0;
		for (size_t j = 0; j < ROWS; j++)
			nearer += j != i && sx_distance(SX_EUCLIDEAN, p + i * D, p + j * D, D) < t.distance[i * t.ld + K - 1];
		wrong += nearer != K - 1;
	}
	sx_found(list, found, "neighbour kernel", ok && wrong == 0, "%zu lanes%s; %zu of %d rows wrong",
	         sx_panel_width() / 3, sx_panels_can_sieve(D) ? " behind a sieve of bytes" : "", ok ? wrong : (size_t)ROWS / STRIDE,
	         ROWS / STRIDE);
	sx_space_unref(s);
}

/* An entry of a product by BLAS against the plain sum: relative to the sum of sizes, a few units of rounding. */
static void blas(sx_finding *list, size_t *found, sx_arena *tmp)
{
	double *a = sx_alloc(tmp, N * D, sizeof *a), *c = sx_alloc(tmp, N * N, sizeof *c), worst = 0;
	sx_rng rng = sx_rng_seed(2);
	if (!a || !c)
		return;
	for (size_t i = 0; i < N * D; i++)
		a[i] = sx_rng_normal(&rng);
	sx_dgemm(false, true, N, N, D, 1, a, D, a, D, 0, c, N);
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < N; j++) {
			double sum = 0, size = 0;
			for (size_t q = 0; q < D; q++) {
				sum += a[i * D + q] * a[j * D + q];
				size += fabs(a[i * D + q] * a[j * D + q]);
			}
			worst = fmax(worst, fabs(c[i * N + j] - sum) / size);
		}
	sx_found(list, found, "BLAS", true, "%s", sx_blas_flavour());
	sx_found(list, found, "BLAS product", worst < D * 0x1p-52, "largest error %.1e, allowed %.1e", worst, D * 0x1p-52);
}

/* Eigenvectors of a Gram matrix: orthonormal, and A v = λ v. */
static void lapack(sx_finding *list, size_t *found, sx_arena *tmp)
{
	enum { M = 48 };
	double *x = sx_alloc(tmp, M * M, sizeof *x), *a = sx_alloc(tmp, M * M, sizeof *a), *copy = sx_alloc(tmp, M * M, sizeof *a);
	double *value = sx_alloc(tmp, M, sizeof *value), *vector = sx_alloc(tmp, M * M, sizeof *vector), worst = 0;
	sx_rng rng = sx_rng_seed(3);
	if (!x || !a || !copy || !value || !vector)
		return;
	for (size_t i = 0; i < M * M; i++)
		x[i] = sx_rng_normal(&rng);
	sx_dgemm(false, true, M, M, M, 1, x, M, x, M, 0, a, M);
	memcpy(copy, a, M * M * sizeof *a);
	bool ok = sx_eigh(M, a, value, vector, NULL);
	for (size_t v = 0; ok && v < M; v++)
		for (size_t i = 0; i < M; i++) {
			double sum = 0;
			for (size_t j = 0; j < M; j++)
				sum += copy[i * M + j] * vector[v * M + j];
			worst = fmax(worst, fabs(sum - value[v] * vector[v * M + i]) / value[0]);
		}
	sx_found(list, found, "LAPACK eigenvectors", ok && worst < 1e-13, "largest residual %.1e, allowed 1e-13", worst);
}

/* ---- speed and limits ---- */

typedef struct gemm { float *a, *c; } gemm;
enum { TILE = 384 };

static void multiply(void *ctx, size_t lo, size_t hi, int thread)
{
	gemm *r = ctx;
	for (size_t i = lo; i < hi; i++)
		sx_gemm_nt(TILE, TILE, TILE, 1, r->a, TILE, r->a, TILE, r->c + (size_t)thread * TILE * TILE, TILE);
}

static bool speed(sx_finding *list, size_t *found, sx_job *job, sx_arena *tmp)
{
	size_t threads = (size_t)sx_threads(job), tiles = 16 * threads;
	gemm r = { sx_alloc(tmp, TILE * TILE, sizeof *r.a), sx_alloc(tmp, threads * TILE * TILE, sizeof *r.c) };
	if (!r.a || !r.c)
		return true;
	if (!sx_for(job, "measuring speed", threads, 1, multiply, &r))	/* once, to wake the threads */
		return false;
	double start = now();
	if (!sx_for(job, "measuring speed", tiles, 1, multiply, &r))
		return false;
	double rate = 2. * TILE * TILE * TILE * (double)tiles / (now() - start);
	sx_found(list, found, "SGEMM", true, "%.0f Gflop/s on %zu threads", rate * 1e-9, threads);
	return true;
}

static void libraries(sx_finding *list, size_t *found)
{
	static const struct { const char *name, *for_what; bool there; } lib[] = {
#ifdef SX_HAVE_LIBZIP
		{ "libzip", "npz", true },
#else
		{ "libzip", "npz", false },
#endif
#ifdef SX_HAVE_HDF5
		{ "HDF5", "h5, h5ad", true },
#else
		{ "HDF5", "h5, h5ad", false },
#endif
#ifdef SX_HAVE_SQLITE3
		{ "SQLite", "tables of vectors", true },
#else
		{ "SQLite", "tables of vectors", false },
#endif
#ifdef SX_HAVE_HNSWLIB
		{ "hnswlib", "--graph hnsw", true },
#else
		{ "hnswlib", "--graph hnsw", false },
#endif
#ifdef SX_HAVE_RSVG
		{ "librsvg", "png", true },
#else
		{ "librsvg", "png", false },
#endif
	};
	for (size_t i = 0; i < SX_COUNT(lib); i++)
		sx_found(list, found, lib[i].name, true, "%s (%s)", lib[i].there ? "built in" : "not built in", lib[i].for_what);
}

static bool write_table(const sx_finding *list, size_t n, sx_result *out, sx_arena *tmp)
{
	const char **what = sx_alloc(tmp, n, sizeof *what), **state = sx_alloc(tmp, n, sizeof *state);
	const char **found = sx_alloc(tmp, n, sizeof *found);
	size_t bad = 0;
	if (!what || !state || !found)
		return false;
	for (size_t i = 0; i < n; i++) {
		what[i] = list[i].what;
		found[i] = list[i].found;
		state[i] = list[i].good ? "ok" : "BAD";
		bad += !list[i].good;
	}
	sx_put(out, "bad", (double)bad);
	sx_table(out, "findings", SX_PLAIN, n);
	sx_table_whole(out);
	sx_table_texts(out, "what", what);
	sx_table_texts(out, "state", state);
	sx_table_texts(out, "found", found);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_finding *list = sx_alloc(call->tmp, SX_FINDINGS, sizeof *list);
	size_t n = 0;
	char memory[32];
	if (list == NULL)
		return sx_fail_memory(err, "findings", SX_FINDINGS * sizeof *list);
	neighbours(list, &n, call->job);
	blas(list, &n, call->tmp);
	lapack(list, &n, call->tmp);
	if (!speed(list, &n, call->job, call->tmp))
		return sx_fail_cancel(err);
	sx_found(list, &n, "threads", true, "%d", sx_threads(call->job));
	sx_found(list, &n, "memory", true, "%s", call->job->memory ? sx_bytes(memory, (double)call->job->memory) : "no ceiling");
	libraries(list, &n);
	sx_doctor *front = call->session ? sx_session_doctor(call->session) : NULL;
	if (front)
		front(list, &n);
	return write_table(list, n, out, call->tmp) || sx_fail_memory(err, "findings", (double)n * 24);
}

static const sx_figure doctor_figures[] = {
	{ "bad", "0 or more", "0", "number of findings that need attention" },
	{ "findings", "table", NULL, "each check with its state and what was found" },
};

const sx_command sx_cmd_doctor = {
	.name = "doctor", .group = "program", .summary = "Diagnose this machine and this build",
	.about = "The kernels against plain sums in double, BLAS and LAPACK against identities, the machine's SGEMM rate, "
		"threads, memory, the libraries built in, and the environment of the front end: terminal, characters, control "
		"group, SLURM, file system. bad counts the problems: it should be 0.\nCost: some 50 ms.",
	.example = "doctor", .flags = SX_ACTS | SX_ANY_DATA, .run = run,
	SX_FIGURES(doctor_figures), .varies = true,
};
