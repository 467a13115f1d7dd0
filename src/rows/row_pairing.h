/* row_pairing.h: matches the rows of several spaces that stand for the same thing. */
#ifndef SX_ROW_PAIRING_H
#define SX_ROW_PAIRING_H

#include "command/command.h"

#define SX_OPT_PAIRED_BY \
	{ .name = "paired-by", .kind = SX_KIND_TEXT, .dflt = "auto", \
	  .help = "how rows are paired: by row number, label or a column; auto: by shared labels, else by row number" }

/* The rows that all spaces share, in the order of the first space. */
typedef struct sx_pairing {
	size_t   spaces, count;
	size_t **row;		/* spaces × count: row[s][i] is the row of item i in space s */
	const char *by;		/* "row", "label" or the column */
	size_t  *repeated;	/* for each space, the number of rows whose key repeats an earlier one; they are left out */
} sx_pairing;

/* Pairs rows by row number (in a subset, the original one), label or column, as the text says; of equal keys the first counts.
 * Lives in the arena. Fails with SX_EINPUT if nothing is shared, if the numbers of rows differ and there are no labels to match,
 * or if a column or labels are missing. Cost n log n for each space. */
bool sx_pairing_make(sx_space *const *space, size_t spaces, const char *by, sx_arena *, sx_pairing *out, sx_err *err);

/* Keeps the pairs whose row in the first space has a class (code of its rows, class_codes.h); returns how many. */
size_t sx_pairing_with_class(sx_pairing *, const size_t *code);

/* The paired rows of a space, in their order: the space itself if it is just that, else a copy. */
sx_space *sx_pairing_space(const sx_pairing *, sx_space *const *space, size_t which, sx_err *err);

/* The rows of b that correspond to those of a. If `chosen`, --where chose a from a space with the rows of b; otherwise b must have
 * as many rows. Returns a reference. NULL on failure. */
sx_space *sx_pairing_other(sx_space *a, sx_space *b, bool chosen, sx_arena *, sx_err *err);

/* Reports the counts in a note if rows were left out, and records paired_by among the parameters. */
void      sx_pairing_tell(const sx_pairing *, sx_space *const *space, sx_result *out);

#endif
