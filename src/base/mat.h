/* mat.h: a borrowed view of row-major points. */
#ifndef SX_MAT_H
#define SX_MAT_H

#include <stddef.h>

/* A borrowed view of n × d row-major points: row i starts at p + i * ld. Owns nothing; pass it by value. */
typedef struct sx_mat {
	const float *p;
	size_t n, d, ld;
} sx_mat;

#endif
