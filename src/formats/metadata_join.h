/* metadata_join.h: columns of metadata from a file, joined to a space by row or by key. */
#ifndef SX_METADATA_JOIN_H
#define SX_METADATA_JOIN_H

#include "load.h"

typedef struct sx_meta {
	const char *path, *on;	/* on: the column that is the key; NULL: by row */
	size_t      first;	/* the file's row that is the space's first */
	size_t      total;	/* rows the file must have; 0: unknown, at least those of the space */
	sx_job     *job;
	sx_arena   *tmp;
	sx_result  *out;	/* takes counts and notes */
} sx_meta;

/* Adds the file's columns, and labels where the space has none and a column is called label, word or the like. With
 * a key, rows without a match get missing values. An error leaves the space as it was, but for want of memory. */
bool sx_meta_join(sx_space *, const sx_meta *, sx_err *err);

/* The Embedding Projector's metadata: labels where it has one column, a table with a header where it has several. */
bool sx_meta_projector(sx_space *, const sx_load *, const char *path, sx_err *err);

/* What load does: --meta FILE, or metadata.tsv beside a tensors.tsv, unless path is "none". */
bool sx_meta_load(sx_space *, const sx_load *, const char *path, const char *on, sx_err *err);

#endif
