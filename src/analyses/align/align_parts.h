/* align_parts.h: the state of one run of `align`, shared by its files. */
#ifndef SX_ALIGN_PARTS_H
#define SX_ALIGN_PARTS_H

#include "linear/linear_map.h"
#include "rows/row_pairing.h"

/* The indices of the parameters of align, and its methods. */
enum {
	SX_ALIGN_FROM, SX_ALIGN_TO, SX_ALIGN_METHOD, SX_ALIGN_TRAIN, SX_ALIGN_SPLIT, SX_ALIGN_PAIRED_BY, SX_ALIGN_GALLERY,
	SX_ALIGN_LAMBDA, SX_ALIGN_SCALE, SX_ALIGN_ANCHORS, SX_ALIGN_CENTER, SX_ALIGN_K, SX_ALIGN_HEAD, SX_ALIGN_ROUNDS, SX_ALIGN_WHERE,
	SX_ALIGN_EPSILON, SX_ALIGN_DROP, SX_ALIGN_AS,
};
enum { SX_ALIGN_PROCRUSTES, SX_ALIGN_RIDGE, SX_ALIGN_AFFINE, SX_ALIGN_RELATIVE, SX_ALIGN_UNSUPERVISED, SX_ALIGN_GW };

/* Whether a method uses no pairs. */
static inline bool sx_align_blind(double method)
{
	return method == SX_ALIGN_UNSUPERVISED || method == SX_ALIGN_GW;
}

typedef struct sx_alignment {
	const sx_call  *call;
	const sx_value *arg;
	sx_result      *out;
	sx_err         *err;
	sx_space       *space[2];
	bool            paired;
	sx_pairing      pairing;
	size_t         *train[2], *test[2], ntrain, ntest;	/* row numbers in each space */
	sx_mapping      map;
	sx_lines        query, gallery;	/* what is compared: mapped held-out rows, and the gallery that holds their counterparts */
} sx_alignment;

static inline sx_lines sx_alignment_lines(sx_space *s, const size_t *row, size_t n)
{
	return (sx_lines){ .m = sx_space_mat(s), .row = row, .n = n };
}

/* Fits the map or the relative coordinates, reports the confidence, and makes the new spaces. (align_fit.c) */
bool sx_alignment_fit(sx_alignment *);
/* Evaluates the held-out rows. (align_judge.c) */
bool sx_alignment_judge(sx_alignment *);

#endif
