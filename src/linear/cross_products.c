/* cross_products.c: cross products of paired rows, in fixed lanes of rows and tiles of the result. */
#include "cross_products.h"
#include "numeric/gram.h"
#include "numeric/linalg.h"

#include <string.h>

enum { TILE = 128, BLOCK = 256, LANES = 16, CELLS = 1 << 22 };

sx_lines sx_lines_of(const sx_space *s)
{
	return (sx_lines){ .m = sx_space_mat(s), .n = sx_space_rows(s) };
}

SX_CLONES static void widen_about(const float *restrict x, const double *restrict mean, size_t d, double *restrict to)
{
#pragma omp simd
	for (size_t j = 0; j < d; j++)
		to[j] = (double)x[j] - mean[j];
}

SX_CLONES static void widen_plain(const float *restrict x, size_t d, double *restrict to)
{
#pragma omp simd
	for (size_t j = 0; j < d; j++)
		to[j] = (double)x[j];
}

static void load_part(const sx_lines *l, size_t lo, size_t hi, size_t first, size_t d, double *to)
{
	for (size_t i = lo; i < hi; i++, to += d) {
		if (l->mean)
			widen_about(sx_line(l, i) + first, l->mean + first, d, to);
		else
			widen_plain(sx_line(l, i) + first, d, to);
	}
}

void sx_lines_load(const sx_lines *l, size_t lo, size_t hi, double *to)
{
	load_part(l, lo, hi, 0, l->m.d, to);
}

double *sx_lines_mean(const sx_lines *l, sx_arena *tmp)
{
	double *mean = sx_alloc(tmp, l->m.d, sizeof *mean);
	for (size_t i = 0; mean && i < l->n; i++) {
		const float *x = sx_line(l, i);
		for (size_t j = 0; j < l->m.d; j++)
			mean[j] += (double)x[j];
	}
	for (size_t j = 0; mean && j < l->m.d; j++)
		mean[j] /= (double)l->n;
	return mean;
}

/* ---- x yᵀ ---- */

/* A unit of work is one tile of rows of the answer over one lane of lines. Lanes are as many as memory allows, by the
 * shape alone, so that sums do not depend on threads. */
typedef struct cross {
	const sx_lines *a, *b;
	size_t  lanes, tiles, size;
	double *sum;		/* lanes × d × e */
	double *scratch;	/* threads × size: a tile of x, the rows y */
} cross;

static void tile(const cross *c, size_t unit, double *x)
{
	const sx_lines *b = c->b ? c->b : c->a;
	size_t lane = unit / c->tiles, row = unit % c->tiles * TILE, d = c->a->m.d, e = b->m.d;
	size_t rows = d - row < TILE ? d - row : TILE, col = c->b ? 0 : row;
	double *y = x + BLOCK * TILE, *sum = c->sum + lane * d * e;
	memset(sum + row * e, 0, rows * e * sizeof *sum);
	for (size_t i = sx_lane_start(c->a->n, c->lanes, lane), end = sx_lane_start(c->a->n, c->lanes, lane + 1); i < end; i += BLOCK) {
		size_t stop = end - i < BLOCK ? end : i + BLOCK;
		load_part(c->a, i, stop, row, rows, x);
		load_part(b, i, stop, col, e - col, y);
		sx_dgemm(true, false, rows, e - col, stop - i, 1, x, rows, y, e - col, 1, sum + row * e + col, e);
	}
}

static void tiles(void *ctx, size_t lo, size_t hi, int thread)
{
	cross *c = ctx;
	for (size_t unit = lo; unit < hi; unit++)
		tile(c, unit, c->scratch + (size_t)thread * c->size);
}

static void mirror(double *m, size_t d)
{
	for (size_t i = 0; i < d; i++)
		for (size_t j = 0; j < i; j++)
			m[i * d + j] = m[j * d + i];
}

bool sx_cross(const sx_lines *a, const sx_lines *b, sx_job *job, sx_arena *tmp, double *out, sx_err *err)
{
	size_t d = a->m.d, e = b ? b->m.d : d, cells;
	if (!sx_mul(d, e, &cells))
		return sx_fail_memory(err, "products of rows", (double)d * (double)e * 8);
	cross c = { .a = a, .b = b, .tiles = (d + TILE - 1) / TILE, .size = BLOCK * (TILE + e) };
	c.lanes = CELLS / cells < 1 ? 1 : CELLS / cells > LANES ? LANES : CELLS / cells;
	c.lanes = c.lanes > a->n / BLOCK + 1 ? a->n / BLOCK + 1 : c.lanes;
	c.sum = c.lanes == 1 ? out : sx_alloc(tmp, c.lanes * cells, sizeof *c.sum);
	c.scratch = sx_alloc(tmp, (size_t)sx_threads(job) * c.size, sizeof *c.scratch);
	if (!c.sum || !c.scratch)
		return sx_fail_memory(err, "products of rows", (double)c.lanes * (double)cells * 8);
	if (!sx_for(job, "products of rows", c.lanes * c.tiles, 1, tiles, &c))
		return sx_fail_cancel(err);
	if (c.sum != out)
		memcpy(out, c.sum, cells * sizeof *out);
	for (size_t lane = 1; lane < c.lanes; lane++)
		for (size_t i = 0; i < cells; i++)
			out[i] += c.sum[lane * cells + i];
	if (b == NULL)
		mirror(out, d);
	return true;
}

/* ---- x W ---- */

typedef struct times {
	const sx_lines *l;
	const double   *w, *add;
	size_t          e;
	double         *scratch;	/* threads × BLOCK × (d + e) */
	float          *out;
} times;

static void times_block(void *ctx, size_t lo, size_t hi, int thread)
{
	times *t = ctx;
	size_t d = t->l->m.d, e = t->e;
	double *x = t->scratch + (size_t)thread * BLOCK * (d + e), *y = x + BLOCK * d;
	sx_lines_load(t->l, lo, hi, x);
	sx_dgemm(false, false, hi - lo, e, d, 1, x, d, t->w, e, 0, y, e);
	for (size_t i = lo; i < hi; i++)
		for (size_t j = 0; j < e; j++)
			t->out[i * e + j] = (float)(y[(i - lo) * e + j] + (t->add ? t->add[j] : 0));
}

bool sx_lines_times(const sx_lines *l, const double *w, size_t e, const double *add, sx_job *job, sx_arena *tmp, float *out,
                    sx_err *err)
{
	times t = { l, w, add, e, sx_alloc(tmp, (size_t)sx_threads(job) * BLOCK * (l->m.d + e), sizeof(double)), out };
	if (t.scratch == NULL)
		return sx_fail_memory(err, "a product", (double)(BLOCK * (l->m.d + e)) * 8);
	return sx_for(job, "product", l->n, BLOCK, times_block, &t) || sx_fail_cancel(err);
}
