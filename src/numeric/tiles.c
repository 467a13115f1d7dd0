/* tiles.c: the tile kernels for each kind of processor and entry, and the walk over pairs of panels. */
#include "tiles.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define UNROLL _Pragma("GCC unroll 8")

/* ---- any processor: vectors as the compiler makes them ---- */

typedef float four __attribute__((vector_size(16)));
typedef double pair __attribute__((vector_size(16)));

static inline four load_four(const float *p)
{
	four v;
	memcpy(&v, p, sizeof v);
	return v;
}

static inline pair load_pair(const double *p)
{
	pair v;
	memcpy(&v, p, sizeof v);
	return v;
}

static inline void add_four(double *p, four v)
{
	for (int l = 0; l < 4; l++)
		p[l] += (double)v[l];
}

static inline void add_pair(double *p, pair v)
{
	p[0] += v[0];
	p[1] += v[1];
}

#define NAME single_4
#define TARGET
#define ENTRY float
#define VECTOR four
#define LANES 4
#define R 4
#define LOAD(p) load_four(p)
#define SPREAD(x) ((four){ x, x, x, x })
#define MULADD(a, b, c) ((a) * (b) + (c))
#define ADD_TO(p, v) add_four(p, v)
#include "tiles_kernel_parts.h"

#define NAME double_2
#define TARGET
#define ENTRY double
#define VECTOR pair
#define LANES 2
#define R 2
#define LOAD(p) load_pair(p)
#define SPREAD(x) ((pair){ x, x })
#define MULADD(a, b, c) ((a) * (b) + (c))
#define ADD_TO(p, v) add_pair(p, v)
#include "tiles_kernel_parts.h"

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f")))

AVX2 static inline void add_256(double *p, __m256d v)
{
	_mm256_storeu_pd(p, _mm256_add_pd(_mm256_loadu_pd(p), v));
}

AVX512 static inline void add_512(double *p, __m512d v)
{
	_mm512_storeu_pd(p, _mm512_add_pd(_mm512_loadu_pd(p), v));
}

AVX2 static inline void widen_256(double *p, __m256 v)
{
	add_256(p, _mm256_cvtps_pd(_mm256_castps256_ps128(v)));
	add_256(p + 4, _mm256_cvtps_pd(_mm256_extractf128_ps(v, 1)));
}

AVX512 static inline void widen_512(double *p, __m512 v)
{
	__m256 high = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(v), 1));
	add_512(p, _mm512_cvtps_pd(_mm512_castps512_ps256(v)));
	add_512(p + 8, _mm512_cvtps_pd(high));
}

#define NAME single_8
#define TARGET AVX2
#define ENTRY float
#define VECTOR __m256
#define LANES 8
#define R 4
#define LOAD(p) _mm256_loadu_ps(p)
#define SPREAD(x) _mm256_set1_ps(x)
#define MULADD(a, b, c) _mm256_fmadd_ps(a, b, c)
#define ADD_TO(p, v) widen_256(p, v)
#include "tiles_kernel_parts.h"

#define NAME double_4
#define TARGET AVX2
#define ENTRY double
#define VECTOR __m256d
#define LANES 4
#define R 4
#define LOAD(p) _mm256_loadu_pd(p)
#define SPREAD(x) _mm256_set1_pd(x)
#define MULADD(a, b, c) _mm256_fmadd_pd(a, b, c)
#define ADD_TO(p, v) add_256(p, v)
#include "tiles_kernel_parts.h"

#define NAME single_16
#define TARGET AVX512
#define ENTRY float
#define VECTOR __m512
#define LANES 16
#define R 8
#define LOAD(p) _mm512_loadu_ps(p)
#define SPREAD(x) _mm512_set1_ps(x)
#define MULADD(a, b, c) _mm512_fmadd_ps(a, b, c)
#define ADD_TO(p, v) widen_512(p, v)
#include "tiles_kernel_parts.h"

#define NAME double_8
#define TARGET AVX512
#define ENTRY double
#define VECTOR __m512d
#define LANES 8
#define R 8
#define LOAD(p) _mm512_loadu_pd(p)
#define SPREAD(x) _mm512_set1_pd(x)
#define MULADD(a, b, c) _mm512_fmadd_pd(a, b, c)
#define ADD_TO(p, v) add_512(p, v)
#include "tiles_kernel_parts.h"

#endif

/* ---- which of them ---- */

typedef struct shape {
	size_t width, rows;	/* vectors of a panel and of a tile */
	void (*multiply)(const void *x, const void *y, size_t length, double *sum, size_t ld);
} shape;

static shape shape_of(bool single)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512f"))
		return single ? (shape){ 48, 8, single_16 } : (shape){ 24, 8, double_8 };
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		return single ? (shape){ 24, 4, single_8 } : (shape){ 12, 4, double_4 };
#endif
	return single ? (shape){ 12, 4, single_4 } : (shape){ 6, 2, double_2 };
}

size_t sx_tile_width(bool single)
{
	return shape_of(single).width;
}

void sx_tile_products(bool single, const void *x, size_t nx, const void *y, size_t ny, size_t length, bool triangle,
                      double *sum, size_t ld)
{
	shape s = shape_of(single);
	size_t size = single ? sizeof(float) : sizeof(double), panel = length * s.width * size;
	for (size_t j = 0; j < ny; j++)
		for (size_t i = 0; i < (triangle ? j + 1 : nx) * s.width; i += s.rows)
			s.multiply((const char *)x + i / s.width * panel + i % s.width * size, (const char *)y + j * panel, length,
			           sum + i * ld + j * s.width, ld);
}
