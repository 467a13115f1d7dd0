/* class_recall.h: retrieval by class: whether a query finds rows of its own class in a gallery (top-1, top-5, mean average
 * precision). */
#ifndef SX_CLASS_RECALL_H
#define SX_CLASS_RECALL_H

#include "linear/cross_products.h"

/* Of one query: whether its nearest row, and one of its five nearest, is of its class (a tie counts half), and the average
 * precision: the mean, over the rows of its class, of the share of its class among all at least as near (ties with others
 * count half). NaN for all three where the gallery has no other row of its class. */
typedef struct sx_recall { double *top1, *top5, *precision; } sx_recall;

typedef struct sx_recall_asked {
	const sx_lines *query;
	const size_t   *query_code;	/* class numbers of its lines */
	const sx_lines *gallery;
	const size_t   *gallery_code;
	const size_t   *self;		/* the line of the gallery that is query i itself and is left out (SIZE_MAX: none); NULL: none at all */
} sx_recall_asked;

/* Queries against a gallery by cosine, in double. Where d differs the shorter rows are filled with zeros. Lends the three of
 * the queries' length. Cost 2 q n d flop + q n log(class). */
bool sx_recall_of(const sx_recall_asked *, sx_job *, sx_arena *, sx_recall *out, sx_err *err);

/* The mean of what is not NaN; *none counts what is (may be NULL). */
double sx_recall_mean(const double *v, size_t n, size_t *none);

#endif
