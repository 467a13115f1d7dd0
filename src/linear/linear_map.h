/* linear_map.h: linear maps from one space to another, x ↦ (x - mean_a) W + mean_b: fitting and applying them. */
#ifndef SX_LINEAR_MAP_H
#define SX_LINEAR_MAP_H

#include "cross_products.h"
#include "command/command.h"

/* A linear map. Its arrays are lent by the arena it was fitted with. */
typedef struct sx_mapping {
	size_t  d, e;
	double *from, *to;	/* means of the two spaces: d and e */
	double *w;		/* d × e */
	double  lambda;		/* ridge penalty */
} sx_mapping;

/* Fits the orthogonal map (semi-orthogonal where d and e differ) of paired lines with the least sum of squares: U V' of the
 * singular vectors of X' Y (Schönemann 1966), times the ratio of scales if scaled. Directions that fewer lines than dimensions
 * leave undetermined are rotated as little as possible. If center is false, both means are taken as 0, here and in
 * sx_mapping_linear. Cost n d e + d³. */
bool sx_mapping_turn(const sx_lines *x, const sx_lines *y, bool center, bool scaled, sx_job *, sx_arena *, sx_mapping *out,
                     sx_err *err);

/* Computes the rotation alone, from X' Y (d × e, destroyed) to w (d × e); nuclear, unless NULL, gets the sum of singular values. */
bool sx_turn_of(double *cross, size_t d, size_t e, sx_job *, sx_arena *tmp, double *w, double *nuclear, sx_err *err);

/* Fits (X'X + lambda I)⁻¹ X'Y: least squares if lambda is 0 (the minimum-norm map where X is rank-deficient). If lambda is
 * negative, it is chosen by generalised cross-validation among 25 values from 1e-8 to 1e4 times the mean eigenvalue of X'X (Golub,
 * Heath, Wahba 1979). Cost n d (d + e) + d³. */
bool sx_mapping_linear(const sx_lines *x, const sx_lines *y, bool center, double lambda, sx_job *, sx_arena *, sx_mapping *out,
                       sx_err *err);

/* Maps the lines of x to out (n × e). */
bool sx_mapping_apply(const sx_mapping *, const sx_lines *x, sx_job *, sx_arena *tmp, float *out, sx_err *err);

/* How far two maps agree on the lines, centred on the first map's mean: 1 - |X (W1 - W2)| / root of |X W1|² + |X W2|²; 1 if both
 * give the same rows, about 0 if they are unrelated. */
bool sx_mapping_agreement(const sx_mapping *, const sx_mapping *, const sx_lines *x, sx_job *, sx_arena *tmp, double *out,
                          sx_err *err);

/* Converts a map to a space of d + 1 rows (those of W, then the offset mean_b - mean_a W), and back. */
sx_space *sx_mapping_space(const sx_mapping *, const char *name, sx_err *err);
bool      sx_mapping_read(const sx_space *, sx_arena *, sx_mapping *out, sx_err *err);

#endif
