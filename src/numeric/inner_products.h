/* inner_products.h: inner products of all pairs of rows, in double, block by block; nothing of size n × n is stored. */
#ifndef SX_INNER_PRODUCTS_H
#define SX_INNER_PRODUCTS_H

#include "base/base.h"
#include "base/job.h"
#include "base/mat.h"

/* One block: product[i * nb + j] = (x - mean) . (y - mean) of row a[i] and row b0 + j. In the walk over all pairs each
 * unordered pair comes once, with the row of smaller number as a or as b; rows paired with themselves come too. */
typedef struct sx_pair_block {
	size_t a0, na, b0, nb;	/* lines a0 … of the rows asked for, rows b0 … of all */
	bool   diagonal;	/* a walk over all pairs: this block's lower triangle repeats its upper one */
	const double *product;
	int    thread;
} sx_pair_block;

typedef struct sx_pair_walk {
	sx_mat        m;
	const double *mean;		/* d; NULL: nothing is taken off */
	const size_t *rows;		/* nrows of them against all rows; NULL: all pairs, once */
	size_t        nrows;
	const char   *what;		/* said while it goes on */
	void        (*body)(void *ctx, const sx_pair_block *);
	void         *ctx;
} sx_pair_walk;

/* Blocks come in any order on all threads, always the same blocks. Cost 2 m n d flop, half of it for all pairs. */
bool sx_pairs(const sx_pair_walk *, sx_job *, sx_arena *tmp, sx_err *err);

#endif
