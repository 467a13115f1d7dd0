/* row_pairing.h: matches the rows of several spaces that stand for the same thing. */
#ifndef SX_ROW_PAIRING_H
#define SX_ROW_PAIRING_H

#include "command/command.h"

#define SX_OPT_PAIRED_BY \
	{ .name = "paired-by", .kind = SX_KIND_TEXT, .dflt = "auto", \
	  .help = "row, label or a column: what says which rows belong together; auto: labels where the spaces share them, else rows" }

/* The rows that all spaces have, in the order of the first one. */
typedef struct sx_pairing {
	size_t   spaces, count;
	size_t **row;		/* spaces × count: row[s][i] is thing i in space s */
	const char *by;		/* "row", "label" or the column */
	size_t  *repeated;	/* spaces: rows whose key an earlier row of the space has; they are left out */
} sx_pairing;

/* Pairs by row number (of a subset, that of the space it was taken from), label or column, as the text says; of equal keys
 * the first counts. Lives in the arena. Fails with SX_EINPUT where nothing is shared, numbers of rows differ and no
 * labels help, or a column or labels are missing. Cost n log n a space. */
bool sx_pairing_make(sx_space *const *space, size_t spaces, const char *by, sx_arena *, sx_pairing *out, sx_err *err);

/* A space of the paired rows alone, in their order: the space itself where that is what it is, else a copy. */
sx_space *sx_pairing_space(const sx_pairing *, sx_space *const *space, size_t which, sx_err *err);

/* The rows of b that belong to those of a, which --where chose of a space whose rows are b's (chosen), or which must be as many.
 * Counted: give it back. NULL on failure. */
sx_space *sx_pairing_other(sx_space *a, sx_space *b, bool chosen, sx_arena *, sx_err *err);

/* Tells the counts in a note where rows were left out, and records paired_by among the parameters. */
void      sx_pairing_tell(const sx_pairing *, sx_space *const *space, sx_result *out);

#endif
