/* linalg.h: the one door to BLAS and LAPACK. Everything is row-major; ld is the distance between rows.
 *
 * BLAS runs single-threaded inside (with threads of its own OpenBLAS changes digits); parallel work is cut in blocks
 * by sx_for. Sums are in double but for sx_gemm_nt, the yardstick of make bench. */
#ifndef SX_LINALG_H
#define SX_LINALG_H

#include "base/base.h"
#include "base/job.h"
#include "base/mat.h"

/* C (m × n) = alpha · A (m × d) · B (n × d)ᵀ in float32. Called inside sx_for blocks. */
void sx_gemm_nt(size_t m, size_t n, size_t d, float alpha, const float *a, size_t lda, const float *b, size_t ldb,
                float *c, size_t ldc);

/* C (m × n) = alpha · op(A) · op(B) + beta · C in double; op transposes where asked. k is the inner size. */
void sx_dgemm(bool ta, bool tb, size_t m, size_t n, size_t k, double alpha, const double *a, size_t lda,
              const double *b, size_t ldb, double beta, double *c, size_t ldc);

/* The same, its rows computed in parallel in fixed blocks. False: stopped. */
bool sx_dgemm_par(sx_job *, const char *what, bool ta, bool tb, size_t m, size_t n, size_t k, double alpha,
                  const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c, size_t ldc);

/* The upper triangle of C += Xᵀ X (d × d) for X (n × d), or, where rows is true, of C += X Xᵀ (n × n). */
void sx_dsyrk(bool rows, size_t n, size_t d, const double *x, size_t ldx, double *c, size_t ldc);

/* Eigenvalues of a symmetric matrix (d × d, destroyed), largest first, and, if vectors is not NULL, unit eigenvectors as
 * its rows (d × d), each with its entry of largest magnitude positive. LAPACK dsyevd,
 * above d = 2048 dsyevr; cost about 4 d³. */
bool sx_eigh(size_t d, double *a, double *values, double *vectors, sx_err *err);

/* A unit vector near the eigenvector of the least eigenvalue of a positive definite matrix (d × d, its upper triangle,
 * destroyed), and about that value: four steps of inverse iteration. False: not positive definite. Cost d³ / 3. */
bool sx_least_direction(size_t d, double *a, double *v, double *least);

/* Thin singular value decomposition A (m × n) = U · diag(s) · Vt, A destroyed; r = min(m, n); u is m × r, vt is r × n,
 * either may be NULL only with the other. LAPACK dgesdd. */
bool sx_svd(size_t m, size_t n, double *a, double *s, double *u, double *vt, sx_err *err);

/* Solves A · X = B (A d × d, B d × m; both destroyed, B becomes X). False: singular. */
bool sx_solve(size_t d, size_t m, double *a, double *b, sx_err *err);

/* Orthonormalises the columns of A (m × n, m >= n) in place: thin QR, the Q. */
bool sx_orthonormal(size_t m, size_t n, double *a, sx_err *err);

/* "OpenBLAS 0.3.21 SkylakeX, pthread, 1 thread inside": for --version -v. */
const char *sx_blas_flavour(void);
/* Makes BLAS single-threaded; called once at start. */
void sx_blas_start(void);

#endif
