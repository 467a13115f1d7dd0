/* matrices.h: matrix products, decompositions and linear systems in double, for users of the library.
 *
 * A matrix is row-major: entry (i, j) of one with n columns is v[i * n + j], and ld, where a call takes it, is the distance between
 * rows, at least the number of columns. All memory is the caller's: nothing is kept and nothing need be freed; inputs that are said
 * to be destroyed hold no meaning afterwards, also on failure. Entries must be finite. BLAS runs single-threaded inside; digits do
 * not depend on the number of threads. What fails returns false with a line in *err, which may be NULL: SX_EMEMORY where scratch is
 * short, SX_EINPUT where the matrix has no answer. Costs are in flop. */
#ifndef SX_MATRICES_H
#define SX_MATRICES_H

#include "base/base.h"
#include "base/job.h"

/* C (m × n) = alpha · op(A) · op(B) + beta · C. op(A) is m × k, op(B) is k × n; ta and tb say that A and B are stored as the
 * transposes of those. C may not overlap A or B, and need not be set where beta is 0. Rows of C are computed in parallel, in fixed
 * blocks, on the threads of the job, which is told `what` is being done. Cost 2 m n k. False: the job asked to stop, and C is half
 * written; nothing else fails. */
bool sx_dgemm_par(sx_job *, const char *what, bool ta, bool tb, size_t m, size_t n, size_t k, double alpha,
                  const double *a, size_t lda, const double *b, size_t ldb, double beta, double *c, size_t ldc);

/* Eigenvalues of a symmetric matrix a (d × d, destroyed; only its upper triangle is read), largest first, to values (d), and, if
 * vectors is not NULL, unit eigenvectors as its rows (d × d) in that order, each with its entry of largest magnitude positive.
 * LAPACK dsyevd, above d = 2048 dsyevr. Cost about 4 d³. */
bool sx_eigh(size_t d, double *a, double *values, double *vectors, sx_err *err);

/* Thin singular value decomposition A = U · diag(s) · Vt of A (m × n, destroyed). With r = min(m, n): s (r) largest first, u is
 * m × r, vt is r × n; u and vt may be NULL only together. LAPACK dgesdd. Cost about 6 m n r. */
bool sx_svd(size_t m, size_t n, double *a, double *s, double *u, double *vt, sx_err *err);

/* Solves A · X = B for A (d × d, destroyed) and B (d × m), which becomes X. False also where A is singular.
 * Cost 2/3 d³ + 2 d² m. */
bool sx_solve(size_t d, size_t m, double *a, double *b, sx_err *err);

/* Makes the columns of A (m × n, m >= n) orthonormal in place: the Q of its thin QR decomposition. Cost about 4 m n². */
bool sx_orthonormal(size_t m, size_t n, double *a, sx_err *err);

/* "OpenBLAS 0.3.21 SkylakeX, pthread, 1 thread inside". A constant. */
const char *sx_blas_flavour(void);
/* Makes BLAS single-threaded, which the promise about digits needs. A new session does so; call it before the first product where
 * there is none. */
void sx_blas_start(void);

#endif
