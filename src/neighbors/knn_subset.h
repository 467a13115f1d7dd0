/* knn_subset.h: rows chosen from a space (by --where, or without repeats) read their neighbours from its table where it
 * has one: what is left of a line is right as far as it goes, and only lines with too few left are searched for. */
#ifndef SX_KNN_SUBSET_H
#define SX_KNN_SUBSET_H

#include "knn_search.h"

/* Says that part holds these rows of whole, ascending. whole must outlive part. */
bool sx_knn_part_of(sx_space *part, sx_space *whole, const size_t *rows, sx_err *err);
sx_space *sx_knn_whole(const sx_space *part);	/* NULL: no such thing was said */

#endif
