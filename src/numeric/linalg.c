/* linalg.c: wrappers of BLAS and LAPACK. The only file that includes them. */
#include "linalg.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOMY = 2048 };	/* dimensions up to which eigenvectors may take more room */

/* Not in every flavour of OpenBLAS, nor in its header. */
extern int blas_thread_shutdown_(void) __attribute__((weak));

/* OpenBLAS starts its threads before main, and they spin for some 50 ms before they sleep, on a core that is needed. */
void sx_blas_start(void)
{
	openblas_set_num_threads(1);
	if (blas_thread_shutdown_)
		blas_thread_shutdown_();
}

const char *sx_blas_flavour(void)
{
	static const char *const threading[] = { "serial", "pthread", "OpenMP" };
	static char text[160];
	int p = openblas_get_parallel();
	snprintf(text, sizeof text, "%s, core %s, %s flavour, 1 thread inside", openblas_get_config(),
	         openblas_get_corename(), p >= 0 && p <= 2 ? threading[p] : "unknown");
	return text;
}

void sx_gemm_nt(size_t m, size_t n, size_t d, float alpha, const float *a, size_t lda, const float *b, size_t ldb,
                float *c, size_t ldc)
{
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (blasint)m, (blasint)n, (blasint)d, alpha, a,
	            (blasint)lda, b, (blasint)ldb, 0, c, (blasint)ldc);
}

void sx_dgemm(bool ta, bool tb, size_t m, size_t n, size_t k, double alpha, const double *a, size_t lda,
              const double *b, size_t ldb, double beta, double *c, size_t ldc)
{
	cblas_dgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, (blasint)m,
	            (blasint)n, (blasint)k, alpha, a, (blasint)lda, b, (blasint)ldb, beta, c, (blasint)ldc);
}

typedef struct product {
	bool ta, tb;
	size_t n, k, lda, ldb, ldc;
	double alpha, beta, *c;
	const double *a, *b;
} product;

static void product_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	product *p = ctx;
	const double *a = p->ta ? p->a + lo : p->a + lo * p->lda;
	sx_dgemm(p->ta, p->tb, hi - lo, p->n, p->k, p->alpha, a, p->lda, p->b, p->ldb, p->beta, p->c + lo * p->ldc,
	         p->ldc);
}

bool sx_dgemm_par(sx_job *job, const char *what, bool ta, bool tb, size_t m, size_t n, size_t k, double alpha,
                  const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c, size_t ldc)
{
	product p = { ta, tb, n, k, lda, ldb, ldc, alpha, beta, c, a, b };
	return sx_for(job, what, m, 256, product_rows, &p);
}

void sx_dsyrk(bool rows, size_t n, size_t d, const double *x, size_t ldx, double *c, size_t ldc)
{
	cblas_dsyrk(CblasRowMajor, CblasUpper, rows ? CblasNoTrans : CblasTrans, (blasint)(rows ? n : d),
	            (blasint)(rows ? d : n), 1, x, (blasint)ldx, 1, c, (blasint)ldc);
}

/* The sign is arbitrary; this choice makes results and pictures reproducible. */
static void fix_sign(double *v, size_t d)
{
	size_t top = 0;
	for (size_t j = 1; j < d; j++)
		if (fabs(v[j]) > fabs(v[top]))
			top = j;
	if (d == 0 || v[top] >= 0)
		return;
	for (size_t j = 0; j < d; j++)
		v[j] = -v[j];
}

static void swap_rows(double *a, double *b, size_t d)
{
	for (size_t j = 0; j < d; j++) {
		double keep = a[j];
		a[j] = b[j];
		b[j] = keep;
	}
}

/* LAPACK gives ascending eigenvalues, and in column-major the k-th vector is the k-th row of our array. The matrix is
 * symmetric, so its upper triangle by rows is its lower one by columns. */
/* By relatively robust representations, which needs little room. */
static lapack_int eigen_frugal(lapack_int n, double *a, double *values, double *vectors)
{
	lapack_int found = 0, info, *support = calloc(2 * (size_t)n + 2, sizeof *support);
	if (support == NULL)
		return LAPACK_WORK_MEMORY_ERROR;
	info = LAPACKE_dsyevr(LAPACK_COL_MAJOR, vectors ? 'V' : 'N', 'A', 'L', n, a, n, 0, 0, 0, 0, 0, &found, values, vectors, n,
	                      support);
	free(support);
	return info;
}

/* By divide and conquer: up to a quarter faster, in 2 d² more. */
static lapack_int eigen_fast(lapack_int n, const double *a, double *values, double *vectors)
{
	memcpy(vectors, a, (size_t)n * (size_t)n * sizeof *a);
	return LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', n, vectors, n, values);
}

bool sx_eigh(size_t d, double *a, double *values, double *vectors, sx_err *err)
{
	lapack_int n = (lapack_int)d;
	lapack_int info = vectors && d <= ROOMY ? eigen_fast(n, a, values, vectors) : eigen_frugal(n, a, values, vectors);
	if (info == LAPACK_WORK_MEMORY_ERROR)
		return sx_fail_memory(err, "eigenvalues", (double)d * (double)d * 16);
	if (info != 0)
		return sx_fail(err, SX_EINPUT, "eigenvalues did not converge (LAPACK says %d)", (int)info);
	for (size_t i = 0; i < d / 2; i++) {
		double keep = values[i];
		values[i] = values[d - 1 - i];
		values[d - 1 - i] = keep;
		if (vectors)
			swap_rows(vectors + i * d, vectors + (d - 1 - i) * d, d);
	}
	for (size_t i = 0; vectors && i < d; i++)
		fix_sign(vectors + i * d, d);
	return true;
}

bool sx_least_direction(size_t d, double *a, double *v, double *least)
{
	lapack_int n = (lapack_int)d;
	double norm = 1;
	if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'L', n, a, n) != 0)
		return false;
	for (size_t i = 0; i < d; i++)		/* something of every direction */
		v[i] = sin(1 + (double)i * (double)i);
	for (int step = 0; step < 4; step++) {
		for (size_t i = 0; i < d; i++)
			v[i] /= norm;
		if (LAPACKE_dpotrs(LAPACK_COL_MAJOR, 'L', n, 1, a, n, v, n) != 0)
			return false;
		norm = cblas_dnrm2((blasint)d, v, 1);
		if (!(norm > 0 && isfinite(norm)))
			return false;
	}
	for (size_t i = 0; i < d; i++)
		v[i] /= norm;
	*least = 1 / norm;
	return true;
}

/* A row-major m × n array is a column-major n × m one: A = U S Vt becomes Aᵀ = V S Uᵀ, so U and Vt change places. */
bool sx_svd(size_t m, size_t n, double *a, double *s, double *u, double *vt, sx_err *err)
{
	lapack_int r = (lapack_int)(m < n ? m : n);
	char job = u ? 'S' : 'N';
	lapack_int info = LAPACKE_dgesdd(LAPACK_COL_MAJOR, job, (lapack_int)n, (lapack_int)m, a, (lapack_int)n, s, vt,
	                                 (lapack_int)n, u, r);
	return info == 0 || sx_fail(err, SX_EINPUT, "singular values did not converge (dgesdd %d)", (int)info);
}

bool sx_solve(size_t d, size_t m, double *a, double *b, sx_err *err)
{
	lapack_int *pivot = calloc(d + 1, sizeof *pivot);
	if (pivot == NULL)
		return sx_fail_memory(err, "a linear system", (double)d * 8);
	lapack_int info = LAPACKE_dgesv(LAPACK_ROW_MAJOR, (lapack_int)d, (lapack_int)m, a, (lapack_int)d, pivot, b,
	                                (lapack_int)m);
	free(pivot);
	return info == 0 || sx_fail(err, SX_EINPUT, "the matrix is singular");
}

bool sx_orthonormal(size_t m, size_t n, double *a, sx_err *err)
{
	double *tau = calloc(n + 1, sizeof *tau);
	if (tau == NULL)
		return sx_fail_memory(err, "an orthonormal basis", (double)n * 8);
	lapack_int info = LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, (lapack_int)m, (lapack_int)n, a, (lapack_int)n, tau);
	if (info == 0)
		info = LAPACKE_dorgqr(LAPACK_ROW_MAJOR, (lapack_int)m, (lapack_int)n, (lapack_int)n, a, (lapack_int)n, tau);
	free(tau);
	return info == 0 || sx_fail(err, SX_EINPUT, "orthonormalisation failed (%d)", (int)info);
}
