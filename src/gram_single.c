/* gram_single.c: products of columns in float32 that go from registers to sums in double. A BLAS product would have to be
 * written as a matrix and read again for every run of rows. */
#include "gram.h"
#include "panels.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define UNROLL _Pragma("GCC unroll 8")

typedef float four __attribute__((vector_size(16)));

static inline four load_four(const float *p)
{
	four v;
	memcpy(&v, p, sizeof v);
	return v;
}

static inline void widen_four(double *p, four v)
{
	for (int l = 0; l < 4; l++)
		p[l] += (double)v[l];
}

#define NAME gram_4
#define TARGET
#define VECTOR four
#define LANES 4
#define R 4
#define LOAD(p) load_four(p)
#define SPREAD(x) ((four){ x, x, x, x })
#define MULADD(a, b, c) ((a) * (b) + (c))
#define WIDEN(p, v) widen_four(p, v)
#include "gram_tile.h"

#if defined(__x86_64__)

#define WIDEN_HALF_8(p, h) _mm256_storeu_pd(p, _mm256_add_pd(_mm256_loadu_pd(p), _mm256_cvtps_pd(h)))
#define WIDEN_HALF_16(p, h) _mm512_storeu_pd(p, _mm512_add_pd(_mm512_loadu_pd(p), _mm512_cvtps_pd(h)))

#define NAME gram_8
#define TARGET __attribute__((target("avx2,fma")))
#define VECTOR __m256
#define LANES 8
#define R 4
#define LOAD(p) _mm256_loadu_ps(p)
#define SPREAD(x) _mm256_set1_ps(x)
#define MULADD(a, b, c) _mm256_fmadd_ps(a, b, c)
#define WIDEN(p, v) (WIDEN_HALF_8(p, _mm256_castps256_ps128(v)), WIDEN_HALF_8((p) + 4, _mm256_extractf128_ps(v, 1)))
#include "gram_tile.h"

#define NAME gram_16
#define TARGET __attribute__((target("avx512f,avx512dq")))
#define VECTOR __m512
#define LANES 16
#define R 8
#define LOAD(p) _mm512_loadu_ps(p)
#define SPREAD(x) _mm512_set1_ps(x)
#define MULADD(a, b, c) _mm512_fmadd_ps(a, b, c)
#define WIDEN(p, v) (WIDEN_HALF_16(p, _mm512_castps512_ps256(v)), WIDEN_HALF_16((p) + 8, _mm512_extractf32x8_ps(v, 1)))
#include "gram_tile.h"

#endif

typedef struct shape {
	size_t width, rows;	/* columns of a panel and of a tile */
	void (*multiply)(const float *a, const float *b, size_t rows, double *sum, size_t side);
} shape;

static shape shape_of(void)
{
#if defined(__x86_64__)
	if (sx_panel_width() == 48 && __builtin_cpu_supports("avx512dq"))
		return (shape){ 48, 8, gram_16 };
	if (sx_panel_width() == 24)
		return (shape){ 24, 4, gram_8 };
#endif
	return (shape){ 12, 4, gram_4 };
}

size_t sx_gram_width(void)
{
	return shape_of().width;
}

void sx_gram_add_single(const float *x, size_t rows, size_t panels, double *sum)
{
	shape s = shape_of();
	size_t side = panels * s.width, panel = rows * s.width;
	for (size_t j = 0; j < panels; j++)
		for (size_t i = 0; i < (j + 1) * s.width; i += s.rows)
			s.multiply(x + i / s.width * panel + i % s.width, x + j * panel, rows, sum + i * side + j * s.width, side);
}
