/* gram_tile.h: a product of R columns with a panel of three vectors of columns, added to sums in double. Not a header to
 * include: gram_single.c does so once for every width of vector, with the operations defined. */

TARGET static void NAME(const float *restrict a, const float *restrict b, size_t rows, double *restrict sum, size_t side)
{
	VECTOR s[R][3];
	UNROLL
	for (int r = 0; r < R; r++)
		s[r][0] = s[r][1] = s[r][2] = SPREAD(0);
	for (size_t q = 0; q < rows; q++, a += 3 * LANES, b += 3 * LANES) {
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
	for (int r = 0; r < R; r++, sum += side)
		UNROLL
		for (int v = 0; v < 3; v++)
			WIDEN(sum + v * LANES, s[r][v]);
}

#undef NAME
#undef TARGET
#undef VECTOR
#undef LANES
#undef R
#undef LOAD
#undef SPREAD
#undef MULADD
#undef WIDEN
