/* panels_sieve.c: the sieve: rows rounded to signed bytes, whose products rule out pairs that are too far apart.
 *
 * x = step q + r with |r| <= off, so |x - y| >= step |p - q| - off_x - off_y, where p, q are the two rows on the grid. A pair can
 * be below a threshold w only if |p - q|² < T = ((sqrt(w) + off_x + off_y) / step)². In integers, halved:
 *
 *	p·q - |q|²/2 + T/2 > |p|²/2
 *
 * The instruction multiplies unsigned bytes by signed ones, so y enters as q + 128, and 128 times the sum of p is subtracted
 * with the other terms that depend on x alone. Sums are exact: |4 d 127²| < 2^30 for d up to WIDEST_ROW. */
#include "panels_parts.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 48, TALL = 8, CHUNK = 960, LEVELS = 127, WIDEST_ROW = 16384, FAR = 1 << 29, NEVER = 1 << 30 };

static size_t words_of(size_t d)
{
	return (d + 3) / 4;
}

float sx_panels_step(float peak)
{
	return peak > 0 ? peak / LEVELS : 1;
}

float sx_panels_blur(size_t d, float step)
{
	return 2 * step * sqrtf((float)d / 12);
}

sx_panels sx_panels_sieved(sx_arena *a, size_t n, size_t d, float step)
{
	size_t cells, floats;
	sx_panels x = { .n = n, .d = d, .width = WIDTH, .count = (n + WIDTH - 1) / WIDTH };
	size_t whole = x.count * WIDTH;
	if (!sx_mul(whole, words_of(d), &cells) || !sx_mul(n, d, &floats))
		return x;
	x.step = step;
	x.q = sx_alloc(a, cells, sizeof *x.q);
	x.less = sx_alloc(a, whole, sizeof *x.less);
	x.own = sx_alloc(a, whole, sizeof *x.own);
	x.off = sx_alloc(a, whole, sizeof *x.off);
	x.p = x.q && x.less && x.own && x.off ? sx_alloc(a, floats, sizeof *x.p) : NULL;
	for (size_t i = n; x.p && i < whole; i++) {	/* filling never passes, as a row or as a column */
		x.less[i] = -NEVER;
		x.own[i] = NEVER;
	}
	return x;
}

/* The residue in double, plus what rounding x itself to float may have moved it. */
void sx_sieve_put(const sx_panels *x, size_t row, const float *from)
{
	int8_t *to = (int8_t *)(x->q + row / WIDTH * WIDTH * words_of(x->d) + row % WIDTH);
	float *keep = x->p + row * x->d;
	double square = 0, off = 0, size = 0, step = (double)x->step;
	int32_t sum = 0;
	for (size_t j = 0; j < x->d; j++) {
		double v = (double)from[j];
		int32_t q = (int32_t)lrint(fmax(-LEVELS, fmin(LEVELS, v / step)));
		double r = v - step * q;
		to[j / 4 * WIDTH * 4 + j % 4] = (int8_t)q;
		keep[j] = from[j];
		sum += q;
		square += (double)(q * q);
		off += r * r;
		size += v * v;
	}
	int32_t half = (int32_t)floor(square / 2);
	x->less[row] = -half;
	x->own[row] = half + 128 * sum;
	x->off[row] = (float)(sqrt(off) * (1 + 1e-6) + sqrt(size) * 0x1p-22);
}

static float most(const float *v, size_t n)
{
	float top = 0;
	for (size_t i = 0; i < n; i++)
		top = v[i] > top ? v[i] : top;
	return top;
}

/* T / 2 for each bar, rounded up. other: what the other row of a pair may be off. */
SX_CLONES static void halved_bars(int32_t *restrict out, const float *restrict bar, const float *restrict off, size_t n,
                                  float other, float step)
{
	#pragma omp simd
	for (size_t l = 0; l < n; l++) {
		float root = sqrtf(bar[l] > 0 ? bar[l] : 0), r = (root + off[l] + other) / step, t = r * r * 0.50001f + 2;
		out[l] = bar[l] > -INFINITY ? (int32_t)(t < FAR ? t : FAR) : -FAR;
	}
}

/* TALL rows of x, `width` words apart, against a panel of y; what the inequality above adds and compares; the answer. */
typedef struct tile {
	const int32_t *x, *y, *own, *v, *less, *w;
	uint64_t *mask;		/* TALL */
	int32_t  *sum;		/* TALL × WIDTH: the left side without T/2; written where something passed */
} tile;

#if defined(__x86_64__)
#include <immintrin.h>
#define SIEVE_TARGET __attribute__((target("avx512f,avx512bw,avx512vnni")))
#define UNROLL _Pragma("GCC unroll 8")

bool sx_panels_can_sieve(size_t d)
{
	return d <= WIDEST_ROW && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vnni");
}

/* sum += b·a. As an instruction, since GCC 12 copies the sum of its intrinsic to and fro, which doubles the time. */
#define ADD_PRODUCTS(sum, b, a) __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(b), "v"(a))

SIEVE_TARGET static bool multiply(const tile *t, size_t words)
{
	__m512i sum[TALL][3], flip = _mm512_set1_epi8((char)0x80);
	const int32_t *restrict a = t->x, *restrict b = t->y;
	UNROLL
	for (int r = 0; r < TALL; r++)
		UNROLL
		for (int v = 0; v < 3; v++)
			sum[r][v] = _mm512_loadu_si512(t->less + 16 * v);
	for (size_t q = 0; q < words; q++, a += WIDTH, b += WIDTH) {
		__m512i b0 = _mm512_xor_si512(_mm512_loadu_si512(b), flip);
		__m512i b1 = _mm512_xor_si512(_mm512_loadu_si512(b + 16), flip);
		__m512i b2 = _mm512_xor_si512(_mm512_loadu_si512(b + 32), flip);
		UNROLL
		for (int r = 0; r < TALL; r++) {
			__m512i ar = _mm512_set1_epi32(a[r]);
			sum[r][0] = _mm512_dpbusd_epi32(sum[r][0], b0, ar);
			sum[r][1] = _mm512_dpbusd_epi32(sum[r][1], b1, ar);
			sum[r][2] = _mm512_dpbusd_epi32(sum[r][2], b2, ar);
		}
	}
	uint64_t any = 0;
	UNROLL
	for (int r = 0; r < TALL; r++) {
		__m512i own = _mm512_set1_epi32(t->own[r]), vr = _mm512_set1_epi32(t->v[r]);
		uint64_t mask = 0;
		UNROLL
		for (int v = 0; v < 3; v++) {
			__m512i reach = _mm512_add_epi32(sum[r][v], _mm512_max_epi32(vr, _mm512_loadu_si512(t->w + 16 * v)));
			mask |= (uint64_t)_mm512_cmpge_epi32_mask(reach, own) << (16 * v);
		}
		t->mask[r] = mask;
		any |= mask;
	}
	if (any == 0)
		return false;
	UNROLL
	for (int r = 0; r < TALL; r++)
		UNROLL
		for (int v = 0; v < 3; v++)
			_mm512_storeu_si512(t->sum + WIDTH * r + 16 * v, sum[r][v]);
	return true;
}

/* Four running sums, since one would wait for itself. */
SIEVE_TARGET static float product_of_rows(const float *restrict x, const float *restrict y, size_t d)
{
	__m512 sum[4] = { _mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps(), _mm512_setzero_ps() };
	size_t j = 0;
	for (; j + 64 <= d; j += 64)
		UNROLL
		for (int v = 0; v < 4; v++)
			sum[v] = _mm512_fmadd_ps(_mm512_loadu_ps(x + j + 16 * v), _mm512_loadu_ps(y + j + 16 * v), sum[v]);
	UNROLL
	for (int v = 0; v < 4; v++, j += 16) {
		__mmask16 left = (__mmask16)(j >= d ? 0 : d - j >= 16 ? 0xffff : (1u << (d - j)) - 1);
		sum[v] = _mm512_fmadd_ps(_mm512_maskz_loadu_ps(left, x + j), _mm512_maskz_loadu_ps(left, y + j), sum[v]);
	}
	return _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(sum[0], sum[1]), _mm512_add_ps(sum[2], sum[3])));
}

#else

static float product_of_rows(const float *x, const float *y, size_t d)
{
	(void)x;
	(void)y;
	(void)d;
	return 0;
}

bool sx_panels_can_sieve(size_t d)
{
	(void)d;
	return false;
}

static bool multiply(const tile *t, size_t words)
{
	(void)t;
	(void)words;
	return false;
}

#endif

static tile tile_at(const sx_panels *x, size_t i0, const sx_panels *y, size_t j0)
{
	size_t words = words_of(x->d);
	return (tile){ .x = x->q + i0 / WIDTH * WIDTH * words + i0 % WIDTH, .y = y->q + j0 * words, .own = x->own + i0,
	               .less = y->less + j0 };
}

/* ---- what the sieve let through waits while its rows are fetched from the farther caches ---- */

enum { WAITING = 32, LINE = 64 / sizeof(float) };

typedef struct passed { size_t i, j0; uint64_t mask; } passed;

typedef struct scan {
	const sx_panels *x, *y;
	const sx_panels_bars   *bars;
	sx_panels_hit   *hit;
	void   *ctx;
	size_t  waiting;
	passed  queue[WAITING];
} scan;

/* Multiplied in float and compared as panels.h says. */
static void weigh(const scan *s, const passed *p)
{
	const sx_panels *x = s->x, *y = s->y;
	const sx_panels_bars *bars = s->bars;
	float bound[WIDTH];
	uint64_t below = 0;
	for (uint64_t mask = p->mask; mask; mask &= mask - 1) {
		size_t l = (size_t)__builtin_ctzll(mask), j = p->j0 + l;
		bound[l] = bars->a[p->i] + bars->b[j] - 2 * product_of_rows(x->p + p->i * x->d, y->p + j * y->d, x->d);
		if (bound[l] < bars->v[p->i] || (bars->w && bound[l] < bars->w[j]))
			below |= (uint64_t)1 << l;
	}
	if (below)
		s->hit(s->ctx, p->i, p->j0, below, bound);
}

static void weigh_all(scan *s)
{
	for (size_t i = 0; i < s->waiting; i++)
		weigh(s, &s->queue[i]);
	s->waiting = 0;
}

static void fetch_row(const sx_panels *x, size_t row)
{
	for (size_t j = 0; j < x->d; j += LINE)
		__builtin_prefetch(x->p + row * x->d + j);
}

static void wait_for(scan *s, size_t i, size_t j0, uint64_t mask)
{
	if (s->waiting == WAITING)
		weigh_all(s);
	s->queue[s->waiting++] = (passed){ i, j0, mask };
	fetch_row(s->x, i);
	for (; mask; mask &= mask - 1)
		fetch_row(s->y, j0 + (size_t)__builtin_ctzll(mask));
}

void sx_sieve_scan(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny,
                   const sx_panels_bars *bars, sx_panels_hit *hit, void *ctx)
{
	scan s = { .x = x, .y = y, .bars = bars, .hit = hit, .ctx = ctx };
	int32_t v[CHUNK], w[WIDTH], sum[TALL * WIDTH];
	float y_off = most(y->off + py * WIDTH, ny * WIDTH);
	uint64_t mask[TALL];
	size_t end = (px + nx) * WIDTH, words = words_of(x->d);
	for (size_t c0 = px * WIDTH; c0 < end; c0 += CHUNK) {
		size_t n = end - c0 < CHUNK ? end - c0 : CHUNK;
		float x_off = most(x->off + c0, n);
		halved_bars(v, bars->v + c0, x->off + c0, n, y_off, x->step);
		for (size_t j0 = py * WIDTH; j0 < (py + ny) * WIDTH; j0 += WIDTH) {
			for (size_t l = 0; l < WIDTH; l++)
				w[l] = -FAR;
			if (bars->w)
				halved_bars(w, bars->w + j0, y->off + j0, WIDTH, x_off, y->step);
			for (size_t i0 = c0; i0 < c0 + n; i0 += TALL) {
				tile t = tile_at(x, i0, y, j0);
				t.v = v + (i0 - c0);
				t.w = w;
				t.mask = mask;
				t.sum = sum;
				for (size_t r = 0, any = multiply(&t, words); any && r < TALL; r++)
					if (mask[r])
						wait_for(&s, i0 + r, j0, mask[r]);
			}
		}
	}
	weigh_all(&s);
}

/* From the left side without T/2 to the squared distance on the grid, and by the offs to one that is not below the true. */
SX_CLONES static void from_above(float *restrict bound, const int32_t *restrict sum, int32_t own, const float *restrict off,
                                 float x_off, float step)
{
	#pragma omp simd
	for (size_t l = 0; l < WIDTH; l++) {
		float grid = 2 * (float)(own - sum[l]) + 2, r = step * sqrtf(grid > 0 ? grid : 0) + off[l] + x_off;
		bound[l] = r * r * 1.0001f;
	}
}

void sx_sieve_all(const sx_panels *x, size_t px, size_t nx, const sx_panels *y, size_t py, size_t ny,
                  sx_panels_hit *hit, void *ctx)
{
	int32_t v[TALL], w[WIDTH], sum[TALL * WIDTH];
	uint64_t mask[TALL];
	float bound[WIDTH];
	for (size_t r = 0; r < TALL; r++)
		v[r] = FAR;
	for (size_t l = 0; l < WIDTH; l++)
		w[l] = FAR;
	for (size_t j0 = py * WIDTH; j0 < (py + ny) * WIDTH; j0 += WIDTH)
		for (size_t i0 = px * WIDTH; i0 < (px + nx) * WIDTH; i0 += TALL) {
			tile t = tile_at(x, i0, y, j0);
			t.v = v;
			t.w = w;
			t.mask = mask;
			t.sum = sum;
			if (!multiply(&t, words_of(x->d)))
				continue;
			for (size_t r = 0; r < TALL && i0 + r < x->n; r++) {
				from_above(bound, sum + WIDTH * r, x->own[i0 + r], y->off + j0, x->off[i0 + r], x->step);
				for (size_t l = y->n > j0 ? y->n - j0 : 0; l < WIDTH; l++)
					bound[l] = INFINITY;
				hit(ctx, i0 + r, j0, mask[r], bound);
			}
		}
}
