/* word_rows.h: the rows of a space whose labels a file lists. */
#ifndef SX_WORD_ROWS_H
#define SX_WORD_ROWS_H

#include "space.h"

/* A word a line; empty lines are none. rows[i] is the first row so labelled, line[i] the word's place in the list, from 0, in
 * the list's order; words that label no row are left out and counted, the first of them named. Errors: no labels, a word
 * twice, no word that labels a row. Cost n log words. */
typedef struct sx_word_rows {
	size_t  count, words, missing;
	size_t *rows;
	double *line;
	const char *first_missing;
} sx_word_rows;
bool sx_word_rows_get(const sx_space *, const char *path, sx_job *, sx_arena *, sx_word_rows *out, sx_err *err);

#endif
