/* tiles_tile.h: R vectors against a panel of three registers. Not a header to include: tiles.c does so once for every width of
 * register and kind of entry, with the operations defined. */

TARGET static void NAME(const void *x, const void *y, size_t length, double *restrict sum, size_t ld)
{
	VECTOR s[R][3];
	const ENTRY *restrict a = x, *restrict b = y;
	UNROLL
	for (int r = 0; r < R; r++)
		s[r][0] = s[r][1] = s[r][2] = SPREAD(0);
	for (size_t q = 0; q < length; q++, a += 3 * LANES, b += 3 * LANES) {
		VECTOR b0 = LOAD(b), b1 = LOAD(b + LANES), b2 = LOAD(b + 2 * LANES);
		UNROLL
		for (int r = 0; r < R; r++) {
			VECTOR ar = SPREAD(a[r]);
			s[r][0] = MULADD(ar, b0, s[r][0]);
			s[r][1] = MULADD(ar, b1, s[r][1]);
			s[r][2] = MULADD(ar, b2, s[r][2]);
		}
	}
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
