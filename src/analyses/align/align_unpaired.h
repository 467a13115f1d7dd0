/* align_unpaired.h: unsupervised alignment of two spaces, without any known pair of rows.
 *
 * Start: each row is described by the distribution of its cosines with all rows of its own space, as 100 quantiles, which no
 * rotation changes; mutual nearest neighbours by these profiles become the first pairs. Refinement, as in Lample et al. 2018
 * (MUSE), alternates two steps: the orthogonal map of the pairs (Procrustes), then new pairs that are mutual best matches by CSLS,
 * 2 cos(x, y) - r(x) - r(y), where r is the mean cosine with the k nearest rows of the other space. It ends when the mean CSLS of
 * the pairs no longer grows. Rows are centred and of unit length; if the spaces differ in dimension, both are reduced to their
 * leading principal components. */
#ifndef SX_ALIGN_UNPAIRED_H
#define SX_ALIGN_UNPAIRED_H

#include "linear/linear_map.h"

typedef struct sx_blind {
	sx_mapping map;		/* for rows as stored, including the ratio of scales */
	size_t     start;	/* number of initial pairs */
	size_t     matched;	/* number of final pairs */
	size_t     rounds;
	double     csls;	/* mean over the pairs */
} sx_blind;

/* Aligns the lines of a to those of b, with k neighbours. Memory: n (d + 100) floats for each side; cost: some 5 n m d flop a
 * round. */
bool sx_blind_align(const sx_lines *a, const sx_lines *b, size_t k, size_t most_rounds, sx_job *, sx_arena *tmp, sx_blind *out,
                    sx_err *err);

#endif
