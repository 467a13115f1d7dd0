/* knn_engine.h: what knn.c, knn_scan.c and knn_exact.c share; private. */
#ifndef SX_KNN_ENGINE_H
#define SX_KNN_ENGINE_H

#include "knn.h"

enum { SX_TILE = 512 };		/* rows of a block: two blocks and their product fit a core's cache */

typedef struct sx_engine {
	sx_metric metric;
	sx_mat    raw;		/* the stored points */
	size_t    n, d;
	float    *x;		/* n × d: centred, scaled, or unit rows: what is multiplied */
	float    *a;		/* n: the lower bound of pair (i, j) is a[i] + a[j] - 2 x[i]·x[j] */
	double   *inv;		/* cosine: 1 / norm of each stored row */
	double    unit;		/* bounds are in units of: 1 / (squared distance, 1 - cos, or inner product) */
	size_t    k;		/* neighbours wanted */
	size_t    keep, cap;	/* candidates kept after a cull; room for a row */
	float    *key;		/* n × cap candidates: bounds … */
	uint32_t *idx;		/* … and rows */
	uint32_t *count;	/* n */
	float    *w;		/* n: what a newcomer must be below; everything thrown away is not below it */
	uint32_t *index;	/* n × k: the answer */
	double   *distance;
	uint8_t  *open;		/* n: certificate failed */
} sx_engine;

/* One block pair: c (ni × nj, ld nj) holds -2 x·y for rows i0… and j0…; candidates enter on both sides, or, where
 * both is false, on the side of i only, skipping i == j. scratch holds cap floats. */
void sx_knn_scan(sx_engine *, const float *c, size_t i0, size_t ni, size_t j0, size_t nj, bool both, float *scratch);
/* Throws away all but the keep best candidates of a row. */
void sx_knn_cull(sx_engine *, size_t row, float *scratch);

/* Measures the candidates of rows lo … hi-1 in double, sorts, certifies; then searches the open rows again. */
bool sx_knn_refine(sx_engine *, sx_job *, sx_arena *tmp, size_t *again, sx_err *err);

#endif
