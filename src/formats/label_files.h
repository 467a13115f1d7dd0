/* label_files.h: labels and metadata columns from a text file beside the points. */
#ifndef SX_LABEL_FILES_H
#define SX_LABEL_FILES_H

#include "load.h"

/* Reads labels for a space that load made: one a line, taken as it stands but for a '\r' at its end; or a
 * table with tabs and a header line, whose columns become metadata. The count must be that of the rows in the
 * file. */
bool sx_labels_read(sx_space *, const sx_load *, const char *path, sx_err *err);

/* Looks beside X.npy for X.labels.txt, X.txt and X.tsv and takes the first that fits, with a note. *source is its path in
 * load->tmp, or NULL where there is none. False: stopped, out of memory, or one of them cannot be read. */
bool sx_labels_beside(sx_space *, const sx_load *, const char **source, sx_err *err);

/* PATH with its ending replaced: "x.npy" and ".labels.txt" give "x.labels.txt". NULL: out of memory. */
char *sx_labels_path(const char *path, const char *ending, sx_arena *);

#endif
