/* inner_products.h: inner products of all pairs of rows, in double, block by block; nothing of size n × n is stored. */
#ifndef SX_INNER_PRODUCTS_H
#define SX_INNER_PRODUCTS_H

#include "base/base.h"
#include "base/job.h"
#include "base/mat.h"

/* One block: product[i * nb + j] = (x - mean) . (y - mean) of row a[i] and row b0 + j. In a walk over all pairs each unordered
 * pair occurs once, with the lower row number on either side; pairs of a row with itself occur too. */
typedef struct sx_pair_block {
	size_t a0, na, b0, nb;	/* entries a0 … of `rows`, and rows b0 … of all rows */
	bool   diagonal;	/* in a walk over all pairs: the lower triangle of this block repeats its upper one */
	const double *product;
	int    thread;
} sx_pair_block;

typedef struct sx_pair_walk {
	sx_mat        m;
	const double *mean;		/* d; NULL: no centring */
	const size_t *rows;		/* nrows rows against all rows; NULL: all pairs, once */
	size_t        nrows;
	const char   *what;		/* progress message */
	void        (*body)(void *ctx, const sx_pair_block *);
	void         *ctx;
} sx_pair_walk;

/* Calls body for each block, in any order and on all threads; the blocks themselves are always the same. Cost 2 m n d flop, half
 * of it for all pairs. */
bool sx_pairs(const sx_pair_walk *, sx_job *, sx_arena *tmp, sx_err *err);

#endif
