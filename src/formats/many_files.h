/* many_files.h: the files of a folder, or of a pattern, as one space. */
#ifndef SX_MANY_FILES_H
#define SX_MANY_FILES_H

#include "load.h"

/* Whether the path is a folder, or names no file but has a pattern's * ? or [ in it. */
bool sx_shards_meant(const char *path);

/* The folder's path: what the space is called after. NULL: out of memory. */
char *sx_shards_folder(const char *path, sx_arena *);

/* Loads every file by itself, in the order of their names with numbers counted, and copies them into one space with
 * a column shard. Labels and columns are kept where all files have them. *format is what the first file was. Rows are
 * first and limit of the whole. */
sx_space *sx_shards_load(sx_load *, const char *path, const char *format, const char **found, sx_err *err);

#endif
