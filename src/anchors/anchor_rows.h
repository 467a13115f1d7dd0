/* anchor_rows.h: chooses the anchor rows of a relative representation (Moschella et al. 2023).
 *
 * Rows are returned in the order in which they were chosen, without repeats, in memory of the arena. Errors: more anchors than
 * rows, a file or a column that names none. */
#ifndef SX_ANCHOR_ROWS_H
#define SX_ANCHOR_ROWS_H

#include "base/job.h"
#include "space/space.h"

/* Reads the anchors from a text: "last" (the column anchor, in its order), a number of random rows, or a file. */
bool sx_anchors_read(const char *text, const sx_space *, sx_job *, sx_arena *, size_t **rows, size_t *count, sx_err *err);

bool sx_anchors_random(const sx_space *, size_t count, sx_job *, sx_arena *, size_t **rows, sx_err *err);
/* Reads a file of labels or row numbers, one a line. */
bool sx_anchors_file(const char *path, const sx_space *, sx_job *, sx_arena *, size_t **rows, size_t *count, sx_err *err);
/* The row nearest to each k-means centre, on rows of length 1. Rows of zeros are never chosen. *count may fall where two centres
 * share their nearest row. Cost: that of k-means. */
bool sx_anchors_kmeans(const sx_space *, sx_job *, sx_arena *, size_t **rows, size_t *count, sx_err *err);
/* The same number of random rows from each class of a column, taken in turn, until there are enough. */
bool sx_anchors_strata(const sx_space *, const char *column, size_t count, sx_job *, sx_arena *, size_t **rows, sx_err *err);
/* The rows where a numeric column is neither 0 nor missing. */
bool sx_anchors_selected(const sx_space *, const char *column, sx_arena *, size_t **rows, size_t *count, sx_err *err);

#endif
