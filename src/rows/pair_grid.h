/* pair_grid.h: spaces whose rows stand for all pairs (a, b) of whole numbers 0 … p - 1. */
#ifndef SX_PAIR_GRID_H
#define SX_PAIR_GRID_H

#include "base/job.h"
#include "space/space.h"

typedef struct sx_pairgrid {
	size_t  n, p;
	size_t *a, *b;		/* n */
} sx_pairgrid;

/* Reads the pairs. what: "grid", where row a p + b stands for (a, b), or the names of two columns, "A,B". Memory is lent by the
 * arena. */
bool sx_pairgrid_get(sx_space *, const char *what, sx_job *, sx_arena *, sx_pairgrid *out, sx_err *err);

#define SX_OPT_PAIRS(why) \
	{ .name = "pairs", .kind = SX_KIND_TEXT, \
	  .help = why ": two columns A,B that count 0 to p - 1, or grid where row a p + b is (a, b)" }

#endif
