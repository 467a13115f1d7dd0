/* tiles_kernel_parts.h: the kernel of one tile: R vectors times a panel of three registers. Not a header to include: tiles.c
 * includes it once for every register width and kind of entry, with the operations defined. */

TARGET static void NAME(const void *x, const void *y, size_t length, double *restrict sum, size_t ld)
{
	const ENTRY *restrict a = x, *restrict b = y;
#include "tile_sums.h"
	UNROLL
	for (int r = 0; r < R; r++, sum += ld)
		UNROLL
		for (int v = 0; v < 3; v++)
			ADD_TO(sum + v * LANES, s[r][v]);
}

#undef NAME
#undef TARGET
#undef ENTRY
#undef VECTOR
#undef LANES
#undef R
#undef LOAD
#undef SPREAD
#undef MULADD
#undef ADD_TO
