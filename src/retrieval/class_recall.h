/* class_recall.h: retrieval by class: whether a query finds rows of its own class in a gallery (top-1, top-5, mean average
 * precision). */
#ifndef SX_CLASS_RECALL_H
#define SX_CLASS_RECALL_H

#include "linear/cross_products.h"

/* The scores of each query: whether its nearest row (top1), or one of its five nearest (top5), is of its class (a tie counts
 * half), and its average precision: the mean, over the rows of its class, of the share of its class among all rows at least as
 * near (ties with other classes count half). NaN for all three if the gallery has no other row of its class. */
typedef struct sx_recall { double *top1, *top5, *precision; } sx_recall;

typedef struct sx_recall_asked {
	const sx_lines *query;
	const size_t   *query_code;	/* classes of the queries */
	const sx_lines *gallery;
	const size_t   *gallery_code;
	const size_t   *self;		/* the gallery line that is query i itself and is left out (SIZE_MAX: none); NULL: none at all */
} sx_recall_asked;

/* Scores queries against a gallery by cosine, in double. If d differs, the shorter rows are padded with zeros. The three arrays,
 * one entry for each query, are lent by the arena. Cost 2 q n d flop + q n log(class). */
bool sx_recall_of(const sx_recall_asked *, sx_job *, sx_arena *, sx_recall *out, sx_err *err);

/* The mean of the values that are not NaN; *none (may be NULL) counts the others. */
double sx_recall_mean(const double *v, size_t n, size_t *none);

#endif
