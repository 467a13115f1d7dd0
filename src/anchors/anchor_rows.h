/* anchor_rows.h: chooses the anchor rows of a relative representation (Moschella et al. 2023).
 *
 * Rows come in the order in which they were chosen, none twice, lent by the arena. Errors: more anchors than rows, a file or
 * a column that names none. */
#ifndef SX_ANCHOR_ROWS_H
#define SX_ANCHOR_ROWS_H

#include "base/job.h"
#include "space/space.h"

/* Named by a text: "last" (the column anchor, in its order), a number of rows drawn at random, or a file. */
bool sx_anchors_read(const char *text, const sx_space *, sx_job *, sx_arena *, size_t **rows, size_t *count, sx_err *err);

bool sx_anchors_random(const sx_space *, size_t count, sx_job *, sx_arena *, size_t **rows, sx_err *err);
/* Labels or row numbers, one a line. */
bool sx_anchors_file(const char *path, const sx_space *, sx_job *, sx_arena *, size_t **rows, size_t *count, sx_err *err);
/* The row nearest to each centre of k-means on rows of length 1. Rows without direction are none. *count may fall where two
 * centres share their nearest row. Cost: that of k-means. */
bool sx_anchors_kmeans(const sx_space *, sx_job *, sx_arena *, size_t **rows, size_t *count, sx_err *err);
/* As many rows of each class of a column, at random, one class after another, until there are enough. */
bool sx_anchors_strata(const sx_space *, const char *column, size_t count, sx_job *, sx_arena *, size_t **rows, sx_err *err);
/* The rows of which a column of numbers is neither 0 nor missing. */
bool sx_anchors_selected(const sx_space *, const char *column, sx_arena *, size_t **rows, size_t *count, sx_err *err);

#endif
