/* panels_kernel_parts.h: the kernel of one tile: R rows times a panel of three vectors. Not a header to include: panels.c
 * includes it once for every vector width, with the operations defined. */

/* The comparison costs four operations for every vector of sums, against `length` multiplications. False: nothing passed. */
TARGET static bool NAME(const tile *t, size_t length)
{
	const float *restrict a = t->x, *restrict b = t->y;
#include "numeric/tile_sums.h"
	uint64_t any = 0;
	UNROLL
	for (int r = 0; r < R; r++) {
		VECTOR ar = SPREAD(t->a[r]), vr = SPREAD(t->v[r]);
		uint64_t mask = 0;
		UNROLL
		for (int v = 0; v < 3; v++) {
			s[r][v] = ADD(MULADD(SPREAD(-2), s[r][v], LOAD(t->b + v * LANES)), ar);
			mask |= (uint64_t)BELOW(s[r][v], MAX(LOAD(t->w + v * LANES), vr)) << (v * LANES);
		}
		t->mask[r] = mask;
		any |= mask;
	}
	if (any == 0)
		return false;
	UNROLL
	for (int r = 0; r < R; r++)
		UNROLL
		for (int v = 0; v < 3; v++)
			STORE(t->bound + (3 * r + v) * LANES, s[r][v]);
	return true;
}

#undef NAME
#undef TARGET
#undef VECTOR
#undef LANES
#undef R
#undef LOAD
#undef STORE
#undef SPREAD
#undef ADD
#undef MAX
#undef MULADD
#undef BELOW
