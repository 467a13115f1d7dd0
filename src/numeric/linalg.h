/* linalg.h: linear algebra for the library's own files, beyond what matrices.h offers to its users. All matrices are row-major; ld
 * is the distance between rows.
 *
 * BLAS runs single-threaded inside, because the threads of OpenBLAS change digits; parallel work is divided into blocks by sx_for.
 * Sums are in double except in sx_gemm_nt, the yardstick of make bench. */
#ifndef SX_LINALG_H
#define SX_LINALG_H

#include "matrices.h"
#include "base/mat.h"

/* C (m × n) = alpha · A (m × d) · B (n × d)ᵀ in float32. Called inside sx_for blocks. */
void sx_gemm_nt(size_t m, size_t n, size_t d, float alpha, const float *a, size_t lda, const float *b, size_t ldb,
                float *c, size_t ldc);

/* C (m × n) = alpha · op(A) · op(B) + beta · C in double; op transposes where asked. k is the inner size. */
void sx_dgemm(bool ta, bool tb, size_t m, size_t n, size_t k, double alpha, const double *a, size_t lda,
              const double *b, size_t ldb, double beta, double *c, size_t ldc);

/* The upper triangle of C += Xᵀ X (d × d) for X (n × d), or, where rows is true, of C += X Xᵀ (n × n). */
void sx_dsyrk(bool rows, size_t n, size_t d, const double *x, size_t ldx, double *c, size_t ldc);

/* An approximate unit eigenvector of the smallest eigenvalue of a positive definite matrix (d × d, its upper triangle, destroyed),
 * and an estimate of that value: four steps of inverse iteration. False: not positive definite. Cost d³ / 3. */
bool sx_least_direction(size_t d, double *a, double *v, double *least);

#endif
