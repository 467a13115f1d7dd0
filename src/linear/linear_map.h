/* linear_map.h: linear maps from one space to another, x ↦ (x - mean_a) W + mean_b: fitting and applying them. */
#ifndef SX_LINEAR_MAP_H
#define SX_LINEAR_MAP_H

#include "command/command.h"
#include "cross_products.h"

/* All arrays are lent by the arena that the map was fitted with. */
typedef struct sx_mapping {
	size_t  d, e;
	double *from, *to;	/* means: d and e */
	double *w;		/* d × e */
	double  lambda;		/* of a ridge */
} sx_mapping;

/* The orthogonal map (semi-orthogonal where d and e differ) of paired lines that leaves the least sum of squares: U V' of the
 * singular vectors of X' Y (Schönemann 1966), times their ratio of sizes where scaled. What fewer lines than dimensions leave
 * open is turned as little as can be. Where center is false, both means are 0 to it and to the linear ones. Cost n d e + d³. */
bool sx_mapping_turn(const sx_lines *x, const sx_lines *y, bool center, bool scaled, sx_job *, sx_arena *, sx_mapping *out,
                     sx_err *err);

/* The turn alone, from X' Y (d × e, destroyed) to w (d × e); nuclear, unless NULL, gets the sum of singular values. */
bool sx_turn_of(double *cross, size_t d, size_t e, sx_job *, sx_arena *tmp, double *w, double *nuclear, sx_err *err);

/* (X'X + lambda I)⁻¹ X'Y: least squares where lambda is 0 (the shortest map where X is short of rank), and where lambda is below 0
 * the one of least generalised cross-validation among 25 from 1e-8 to 1e4 times the mean eigenvalue of X'X (Golub, Heath, Wahba
 * 1979). Cost n d (d + e) + d³. */
bool sx_mapping_linear(const sx_lines *x, const sx_lines *y, bool center, double lambda, sx_job *, sx_arena *, sx_mapping *out,
                       sx_err *err);

/* Lines of x mapped, to out (n × e). */
bool sx_mapping_apply(const sx_mapping *, const sx_lines *x, sx_job *, sx_arena *tmp, float *out, sx_err *err);

/* 1 - |X (W1 - W2)| / root of |X W1|² + |X W2|² over lines about the first map's mean: 1 where two maps say the same of these
 * rows, about 0 where they have nothing in common. */
bool sx_mapping_agreement(const sx_mapping *, const sx_mapping *, const sx_lines *x, sx_job *, sx_arena *tmp, double *out,
                          sx_err *err);

/* As a space of d + 1 rows: those of W, then what is added, mean_b - mean_a W. And back. */
sx_space *sx_mapping_space(const sx_mapping *, const char *name, sx_err *err);
bool      sx_mapping_read(const sx_space *, sx_arena *, sx_mapping *out, sx_err *err);

#endif
