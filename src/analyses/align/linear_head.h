/* linear_head.h: a linear classifier trained on rows of one space, which can be tested on any space of the same dimension. */
#ifndef SX_LINEAR_HEAD_H
#define SX_LINEAR_HEAD_H

#include "linear/cross_products.h"

typedef enum sx_head_kind { SX_HEAD_RIDGE, SX_HEAD_LOGISTIC } sx_head_kind;

/* RIDGE: least squares on one-hot classes, lambda by generalised cross-validation. LOGISTIC: multinomial, penalty 1e-4 / 2 |W|² on
 * rows scaled to root mean square length 1. The scores of a row are (x - mean) weight + bias. */
typedef struct sx_head {
	size_t  d, classes;
	double *mean;		/* d */
	double *weight;		/* d × classes */
	double *bias;		/* classes */
} sx_head;

/* Fits the classifier; code[i] is the class of line i. Lent by the arena. Cost: that of linear_map.h or linear_probe.h. */
bool sx_head_fit(const sx_lines *, const size_t *code, size_t classes, sx_head_kind, sx_job *, sx_arena *, sx_head *out,
                 sx_err *err);
/* The share of lines whose class has the largest score, ties to the lower class. Cost n d classes. */
bool sx_head_accuracy(const sx_head *, const sx_lines *, const size_t *code, sx_job *, sx_arena *tmp, double *out, sx_err *err);

#endif
