/* word_rows.h: the rows of a space whose labels a file lists. */
#ifndef SX_WORD_ROWS_H
#define SX_WORD_ROWS_H

#include "space.h"

/* Matches a list of words, one a line (empty lines are ignored), with the labels of a space. rows[i] is the first row with that
 * label, line[i] the index of its word in the list, from 0, in the order of the list. Words that label no row are left out and
 * counted in `missing`; first_missing is the first of them. Errors: no labels, a repeated word, no word that labels a row. Cost n
 * log words. */
typedef struct sx_word_rows {
	size_t  count, words, missing;
	size_t *rows;
	double *line;
	const char *first_missing;
} sx_word_rows;
bool sx_word_rows_get(const sx_space *, const char *path, sx_job *, sx_arena *, sx_word_rows *out, sx_err *err);

#endif
