/* knn_subset.h: a subset of the rows of a space (by --where, or without repeats) takes its neighbours from the table of the
 * whole space where there is one: what is left of a list is correct as far as it goes, and only rows with too few left are
 * searched again. */
#ifndef SX_KNN_SUBSET_H
#define SX_KNN_SUBSET_H

#include "knn_search.h"

/* Records that `part` consists of these rows of `whole`, in ascending order. whole must outlive part. */
bool sx_knn_part_of(sx_space *part, sx_space *whole, const size_t *rows, sx_err *err);
sx_space *sx_knn_whole(const sx_space *part);	/* NULL: not recorded */

#endif
