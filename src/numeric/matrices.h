/* matrices.h: matrix products, decompositions and linear systems in double, for users of the library.
 *
 * A matrix is row-major: entry (i, j) of a matrix with n columns is v[i * n + j]; where a call takes ld, it is the distance
 * between rows, at least the number of columns. The caller owns all memory: nothing is kept and nothing need be freed. An input
 * described as destroyed has no meaning afterwards, also on failure. Entries must be finite. BLAS runs single-threaded inside, and
 * results do not depend on the number of threads. A function that fails returns false with a message in *err, which may be NULL:
 * SX_EMEMORY where scratch is short, SX_EINPUT where the problem has no solution. Costs are in flop. */
#ifndef SX_MATRICES_H
#define SX_MATRICES_H

#include "base/base.h"
#include "base/job.h"

/* C (m × n) = alpha · op(A) · op(B) + beta · C. op(A) is m × k, op(B) is k × n; ta and tb say that A and B are stored transposed.
 * C may not overlap A or B, and need not be initialised where beta is 0. Rows of C are computed in parallel, in fixed blocks, on
 * the threads of the job, which reports `what` as progress. Cost 2 m n k. False only if the host asked to stop; C is then
 * incomplete. */
bool sx_dgemm_par(sx_job *, const char *what, bool ta, bool tb, size_t m, size_t n, size_t k, double alpha,
                  const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c, size_t ldc);

/* Computes the eigenvalues of a symmetric matrix a (d × d, destroyed; only its upper triangle is read), largest first, in values
 * (d), and, if vectors is not NULL, the unit eigenvectors as its rows (d × d) in that order, each with its entry of largest
 * magnitude positive. LAPACK dsyevd, above d = 2048 dsyevr. Cost about 4 d³. */
bool sx_eigh(size_t d, double *a, double *values, double *vectors, sx_err *err);

/* Thin singular value decomposition A = U · diag(s) · Vt of A (m × n, destroyed). With r = min(m, n): s (r) largest first, u is
 * m × r, vt is r × n; u and vt may be NULL only together. LAPACK dgesdd. Cost about 6 m n r. */
bool sx_svd(size_t m, size_t n, double *a, double *s, double *u, double *vt, sx_err *err);

/* Solves A · X = B for A (d × d, destroyed) and B (d × m), which is overwritten by X. False also where A is singular. Cost 2/3 d³
 * + 2 d² m. */
bool sx_solve(size_t d, size_t m, double *a, double *b, sx_err *err);

/* Orthonormalises the columns of A (m × n, m >= n) in place: the Q of its thin QR decomposition. Cost about 4 m n². */
bool sx_orthonormal(size_t m, size_t n, double *a, sx_err *err);

/* The BLAS in use, such as "OpenBLAS 0.3.21 SkylakeX, pthread, 1 thread inside". A constant string. */
const char *sx_blas_flavour(void);
/* Makes BLAS single-threaded, on which reproducibility depends. A new session does this; without a session, call it before the
 * first product. */
void sx_blas_start(void);

#endif
