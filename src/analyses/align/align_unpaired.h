/* align_unpaired.h: unsupervised alignment of two spaces, without any known pair of rows.
 *
 * Start: each row's distribution of cosines with all rows of its own space, which no rotation changes, as 100 quantiles; rows
 * whose distributions are each other's nearest are taken for pairs. Then in turns, as Lample et al. 2018 (MUSE) refine:
 * the orthogonal map of the pairs (Procrustes), and new pairs that are each other's best by CSLS, 2 cos(x, y) - r(x) - r(y), r the
 * mean cosine with the k nearest on the other side, until the mean CSLS of the pairs no longer grows. Rows are centred and of
 * unit length; where the spaces differ in dimension both are cut to their leading principal components. */
#ifndef SX_ALIGN_UNPAIRED_H
#define SX_ALIGN_UNPAIRED_H

#include "linear/linear_map.h"

typedef struct sx_blind {
	sx_mapping map;		/* of rows as they stand, with the ratio of sizes in it */
	size_t     start;	/* pairs it began with */
	size_t     matched;	/* pairs it ended with */
	size_t     rounds;
	double     csls;	/* mean over the pairs */
} sx_blind;

/* Lines of a into the space of b, k neighbours. Memory: n (d + 100) floats a side; cost: some 5 n m d flop a round. */
bool sx_blind_align(const sx_lines *a, const sx_lines *b, size_t k, size_t most_rounds, sx_job *, sx_arena *tmp, sx_blind *out,
                    sx_err *err);

#endif
