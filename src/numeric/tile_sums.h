/* tile_sums.h: the products of R packed vectors a with a panel b of three registers, over `length` entries, in s[R][3]. The body
 * of a function and not a header: panels_kernel_parts.h and tiles_kernel_parts.h include it, with the operations defined.
 *
 * 3 R running sums, three loads and a broadcast fill the register file. */
	VECTOR s[R][3];
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
