/* panels_tile.h: one tile of a product, R rows against a panel of three vectors. Not a header to include: panels.c does
 * so once for every width of vector, with the operations defined. */

/* 3 R running sums, three loads and a broadcast fill the registers. The comparison costs four operations for every
 * vector of sums, against d multiplications. False: nothing passed. */
TARGET static bool NAME(const tile *t, size_t d)
{
	VECTOR sum[R][3];
	const float *restrict a = t->x, *restrict b = t->y;
	UNROLL
	for (int r = 0; r < R; r++)
		sum[r][0] = sum[r][1] = sum[r][2] = SPREAD(0);
	for (size_t q = 0; q < d; q++, a += 3 * LANES, b += 3 * LANES) {
		VECTOR b0 = LOAD(b), b1 = LOAD(b + LANES), b2 = LOAD(b + 2 * LANES);
		UNROLL
		for (int r = 0; r < R; r++) {
			VECTOR ar = SPREAD(a[r]);
			sum[r][0] = MULADD(ar, b0, sum[r][0]);
			sum[r][1] = MULADD(ar, b1, sum[r][1]);
			sum[r][2] = MULADD(ar, b2, sum[r][2]);
		}
	}
	uint64_t any = 0;
	UNROLL
	for (int r = 0; r < R; r++) {
		VECTOR ar = SPREAD(t->a[r]), vr = SPREAD(t->v[r]);
		uint64_t mask = 0;
		UNROLL
		for (int v = 0; v < 3; v++) {
			sum[r][v] = ADD(MULADD(SPREAD(-2), sum[r][v], LOAD(t->b + v * LANES)), ar);
			mask |= (uint64_t)BELOW(sum[r][v], MAX(LOAD(t->w + v * LANES), vr)) << (v * LANES);
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
			STORE(t->bound + (3 * r + v) * LANES, sum[r][v]);
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
