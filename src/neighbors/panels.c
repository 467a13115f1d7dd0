/* panels.c: packs panels of rows, holds the kernel for each kind of processor, and walks over pairs of panels. */
#include "panels_parts.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { WIDEST = 48, TALLEST = 8 };	/* rows of a panel and of a tile, at most */

#define UNROLL _Pragma("GCC unroll 8")

/* R rows of x (packed, `width` apart) against the panel y; the a, v, b, w of panels.h at those rows; and the result. */
typedef struct tile {
	const float *x, *y, *a, *v, *b, *w;
	uint64_t *mask;		/* R */
	float    *bound;	/* R × width */
} tile;

/* ---- any processor: vectors of four as the compiler makes them ---- */

typedef float four __attribute__((vector_size(16)));
typedef int32_t four_bits __attribute__((vector_size(16)));

static inline four load_four(const float *p)
{
	four v;
	memcpy(&v, p, sizeof v);
	return v;
}

static inline four greater_of_four(four a, four b)
{
	four_bits m = a > b;
	return (four)((m & (four_bits)a) | (~m & (four_bits)b));
}

static inline unsigned below_four(four a, four b)
{
	four_bits m = a < b;
	return ((unsigned)m[0] & 1) | ((unsigned)m[1] & 2) | ((unsigned)m[2] & 4) | ((unsigned)m[3] & 8);
}

#define NAME tile_4
#define TARGET
#define VECTOR four
#define LANES 4
#define R 4
#define LOAD(p) load_four(p)
#define STORE(p, v) memcpy(p, &(v), sizeof(four))
#define SPREAD(x) ((four){ x, x, x, x })
#define ADD(a, b) ((a) + (b))
#define MAX(a, b) greater_of_four(a, b)
#define MULADD(a, b, c) ((a) * (b) + (c))
#define BELOW(a, b) below_four(a, b)
#include "panels_kernel_parts.h"

#if defined(__x86_64__)

#define NAME tile_8
#define TARGET __attribute__((target("avx2,fma")))
#define VECTOR __m256
#define LANES 8
#define R 4
#define LOAD(p) _mm256_loadu_ps(p)
#define STORE(p, v) _mm256_storeu_ps(p, v)
#define SPREAD(x) _mm256_set1_ps(x)
#define ADD(a, b) _mm256_add_ps(a, b)
#define MAX(a, b) _mm256_max_ps(a, b)
#define MULADD(a, b, c) _mm256_fmadd_ps(a, b, c)
#define BELOW(a, b) (unsigned)_mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_LT_OQ))
#include "panels_kernel_parts.h"

#define NAME tile_16
#define TARGET __attribute__((target("avx512f")))
#define VECTOR __m512
#define LANES 16
#define R 8
#define LOAD(p) _mm512_loadu_ps(p)
#define STORE(p, v) _mm512_storeu_ps(p, v)
#define SPREAD(x) _mm512_set1_ps(x)
#define ADD(a, b) _mm512_add_ps(a, b)
#define MAX(a, b) _mm512_max_ps(a, b)
#define MULADD(a, b, c) _mm512_fmadd_ps(a, b, c)
#define BELOW(a, b) _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ)
#include "panels_kernel_parts.h"

#endif

/* ---- which of them ---- */

typedef struct shape {
	size_t rows;		/* of a tile */
	bool (*multiply)(const tile *, size_t d);
} shape;

size_t sx_panel_width(void)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx512f"))
		return 48;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		return 24;
#endif
	return 12;
}

static shape shape_of(size_t width)
{
#if defined(__x86_64__)
	if (width == 48)
		return (shape){ 8, tile_16 };
	if (width == 24)
		return (shape){ 4, tile_8 };
#endif
	(void)width;
	return (shape){ 4, tile_4 };
}

/* ---- packing ---- */

sx_panels sx_panels_new(sx_arena *a, size_t n, size_t d, size_t width)
{
	size_t cells;
	sx_panels x = { .n = n, .d = d, .width = width, .count = (n + width - 1) / width };
	if (sx_mul(x.count * width, d, &cells))
		x.p = sx_alloc(a, cells, sizeof *x.p);
	return x;
}

sx_panels sx_panels_like(sx_arena *a, size_t n, const sx_panels *of)
{
	return of->step > 0 ? sx_panels_sieved(a, n, of->d, of->step) : sx_panels_new(a, n, of->d, of->width);
}

void sx_panels_put(const sx_panels *x, size_t row, const float *from)
{
	if (x->step > 0) {
		sx_sieve_put(x, row, from);
		return;
	}
	float *restrict to = x->p + row / x->width * x->width * x->d + row % x->width;
	for (size_t q = 0; q < x->d; q++, to += x->width)
		*to = from[q];
}

void sx_panels_copy(const sx_panels *to, size_t to_row, const sx_panels *from, size_t row)
{
	if (to->step > 0) {
		sx_sieve_put(to, to_row, from->p + row * from->d);
		return;
	}
	size_t width = to->width;
	const float *x = from->p + row / width * width * from->d + row % width;
	float *y = to->p + to_row / width * width * to->d + to_row % width;
	for (size_t q = 0; q < to->d; q++)
		y[q * width] = x[q * width];
}

/* ---- the walk ---- */

static void walk(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny,
                 const sx_panels_bars *bars, sx_panels_hit *hit, void *ctx)
{
	shape s = shape_of(x->width);
	size_t d = x->d, width = x->width;
	float bound[TALLEST * WIDEST], never[WIDEST], always[TALLEST];
	uint64_t mask[TALLEST];
	for (size_t l = 0; l < WIDEST; l++)
		never[l] = -INFINITY;
	for (size_t r = 0; r < TALLEST; r++)
		always[r] = INFINITY;
	for (size_t j0 = py * width; j0 < (py + ny) * width; j0 += width)
		for (size_t i0 = px * width; i0 < (px + nx) * width; i0 += s.rows) {
			tile t = { x->p + i0 / width * width * d + i0 % width, y->p + j0 * d, bars->a + i0,
			           bars->v ? bars->v + i0 : always, bars->b + j0, bars->w ? bars->w + j0 : never, mask, bound };
			if (!s.multiply(&t, d))
				continue;
			for (size_t r = 0; r < s.rows; r++)
				if (mask[r])
					hit(ctx, i0 + r, j0, mask[r], bound + r * width);
		}
}

void sx_panels_scan(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny,
                    const sx_panels_bars *bars, sx_panels_hit *hit, void *ctx)
{
	(x->step > 0 ? sx_sieve_scan : walk)(x, px, nx, y, py, ny, bars, hit, ctx);
}

void sx_panels_all(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny, const float *a,
                   const float *b, sx_panels_hit *hit, void *ctx)
{
	if (x->step > 0)
		sx_sieve_all(x, px, nx, y, py, ny, hit, ctx);
	else
		walk(x, px, nx, y, py, ny, &(sx_panels_bars){ a, NULL, b, NULL }, hit, ctx);
}
