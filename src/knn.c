/* knn.c: the exact neighbour table: preparing rows, the tournament of blocks, memory of the answer. */
#include "knn.h"
#include "knn_engine.h"
#include "linalg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows made ready to be multiplied, and their rounding ---- */

typedef struct prepare {
	sx_engine *e;
	double    *sum;		/* blocks × d: partial sums of the mean */
	float     *mean;	/* d; zeros where centring is not allowed */
	double    *norm2;	/* n: of the centred row */
	float      scale;	/* a power of two that brings the largest norm near 1 */
} prepare;

enum { GRAIN = 1024 };

static void sum_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	prepare *p = ctx;
	double *sum = p->sum + lo / GRAIN * p->e->d;
	for (size_t i = lo; i < hi; i++) {
		const float *x = p->e->raw.p + i * p->e->raw.ld;
		for (size_t j = 0; j < p->e->d; j++)
			sum[j] += (double)x[j];
	}
}

SX_CLONES static double centre_row(const float *restrict x, const float *restrict mean, float *restrict out, size_t d)
{
	double sum = 0;
	#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++) {
		float t = x[j] - mean[j];
		out[j] = t;
		sum += (double)t * (double)t;
	}
	return sum;
}

static void centre_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	prepare *p = ctx;
	sx_engine *e = p->e;
	for (size_t i = lo; i < hi; i++)
		p->norm2[i] = centre_row(e->raw.p + i * e->raw.ld, p->mean, e->x + i * e->d, e->d);
}

/* |fl(x·y) - x·y| <= γ |x||y| <= γ (|x|² + |y|²) / 2 with γ about d u, u = 2^-24; centring each entry in float moves a
 * squared distance by at most 4u (|x|² + |y|²); the norms and the last sums add a few u more. Together less than
 * (d + 16) u times |x|² + |y|²: taking that share off every norm makes the expansion a lower bound. The last term
 * covers underflow. */
static float bound_part(const sx_engine *e, double norm2)
{
	double slack = ((double)e->d + 16) * 0x1p-24, tiny = ((double)e->d + 16) * 0x1p-120;
	double full = e->metric == SX_DOT ? 0 : norm2;
	return (float)(full - slack * norm2 - tiny);
}

static void finish_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	prepare *p = ctx;
	sx_engine *e = p->e;
	for (size_t i = lo; i < hi; i++) {
		float *x = e->x + i * e->d;
		double by = (double)p->scale;
		if (e->metric == SX_COSINE)
			by = e->inv[i] = 1 / sqrt(p->norm2[i]);
		for (size_t j = 0; j < e->d; j++)
			x[j] = (float)((double)x[j] * by);
		e->a[i] = bound_part(e, p->norm2[i] * by * by);
		e->w[i] = INFINITY;
	}
}

static void mean_of(prepare *p)
{
	size_t n = p->e->n, d = p->e->d, blocks = (n + GRAIN - 1) / GRAIN;
	for (size_t j = 0; j < d; j++) {
		double sum = 0;
		for (size_t b = 0; b < blocks; b++)
			sum += p->sum[b * d + j];
		p->mean[j] = (float)(sum / (double)n);
	}
}

static bool find_scale(prepare *p, sx_err *err)
{
	double top = 0;
	for (size_t i = 0; i < p->e->n; i++) {
		if (p->e->metric == SX_COSINE && p->norm2[i] == 0)
			return sx_fail(err, SX_EINPUT, "row %zu is all zeros: it has no direction, so cosine is undefined there; "
			               "leave such rows out with --where 'norm > 0'", i);
		top = fmax(top, p->norm2[i]);
	}
	int power = 0;
	frexp(sqrt(top), &power);
	p->scale = top > 0 ? (float)ldexp(1, -power > 126 ? 126 : -power < -126 ? -126 : -power) : 1;
	double s2 = (double)p->scale * (double)p->scale;
	p->e->unit = p->e->metric == SX_EUCLIDEAN ? s2 : p->e->metric == SX_COSINE ? 2 : 2 * s2;
	return true;
}

static bool prepare_rows(sx_engine *e, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t blocks = (e->n + GRAIN - 1) / GRAIN;
	prepare p = { .e = e, .sum = sx_alloc(tmp, blocks * e->d, sizeof *p.sum),
	              .mean = sx_alloc(tmp, e->d, sizeof *p.mean), .norm2 = sx_alloc(tmp, e->n, sizeof *p.norm2) };
	if (!p.sum || !p.mean || !p.norm2)
		return sx_fail_memory(err, "neighbours", (double)e->n * 8);
	if (e->metric == SX_EUCLIDEAN) {
		if (!sx_for(job, "centring", e->n, GRAIN, sum_rows, &p))
			return sx_fail_cancel(err);
		mean_of(&p);
	}
	if (!sx_for(job, "centring", e->n, GRAIN, centre_rows, &p))
		return sx_fail_cancel(err);
	return find_scale(&p, err) && (sx_for(job, "centring", e->n, GRAIN, finish_rows, &p) || sx_fail_cancel(err));
}

/* ---- the tournament: in each round every block meets one other, so no two threads touch the same row ---- */

typedef struct rounds {
	sx_engine *e;
	size_t     tile, blocks, round;
	float     *product, *scratch;	/* for each thread */
} rounds;

static size_t rows_of(const rounds *t, size_t block)
{
	size_t lo = block * t->tile;
	return lo >= t->e->n ? 0 : t->e->n - lo < t->tile ? t->e->n - lo : t->tile;
}

static void meet(rounds *t, size_t a, size_t b, int thread)
{
	sx_engine *e = t->e;
	size_t i0 = a * t->tile, j0 = b * t->tile, ni = rows_of(t, a), nj = rows_of(t, b);
	if (ni == 0 || nj == 0)
		return;
	float *c = t->product + (size_t)thread * t->tile * t->tile;
	sx_gemm_nt(ni, nj, e->d, -2, e->x + i0 * e->d, e->d, e->x + j0 * e->d, e->d, c, nj);
	sx_knn_scan(e, c, i0, ni, j0, nj, a != b, t->scratch + (size_t)thread * e->cap);
}

static void meet_self(void *ctx, size_t lo, size_t hi, int thread)
{
	for (size_t b = lo; b < hi; b++)
		meet(ctx, b, b, thread);
}

/* The circle method: the last block stays, the others walk round it. blocks is even. */
static void meet_pair(void *ctx, size_t lo, size_t hi, int thread)
{
	rounds *t = ctx;
	size_t m = t->blocks - 1;
	for (size_t p = lo; p < hi; p++) {
		size_t a = p == 0 ? m : (t->round + p) % m, b = (t->round + m - p) % m;
		meet(t, a < b ? a : b, a < b ? b : a, thread);
	}
}

static bool play(rounds *t, sx_job *job)
{
	sx_job part = *job;
	double all = (double)t->blocks + 1, from = job->span > 0 ? job->from : 0, span = job->span > 0 ? job->span : 1;
	part.span = span / all;
	part.from = from;
	if (!sx_for(&part, "neighbours", t->blocks, 1, meet_self, t))
		return false;
	for (t->round = 0; t->round + 1 < t->blocks; t->round++) {
		part.from = from + span * ((double)t->round + 1) / all;
		if (!sx_for(&part, "neighbours", t->blocks / 2, 1, meet_pair, t))
			return false;
	}
	return true;
}

/* Blocks: an even number, a multiple of twice the threads so that none idles at the end of a round. The answer does
 * not depend on it: it is certified. */
static bool tournament(sx_engine *e, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t threads = (size_t)sx_threads(job), step = 2 * threads;
	size_t blocks = (e->n + SX_TILE - 1) / SX_TILE;
	blocks = e->n < 64 * step ? 2 : (blocks + step - 1) / step * step;
	size_t tile = (e->n + blocks - 1) / blocks;
	rounds t = { .e = e, .tile = (tile + 63) / 64 * 64, .blocks = blocks };	/* whole vectors, no tail */
	t.product = sx_alloc(tmp, threads * t.tile * t.tile, sizeof *t.product);
	t.scratch = sx_alloc(tmp, threads * e->cap, sizeof *t.scratch);
	if (!t.product || !t.scratch)
		return sx_fail_memory(err, "neighbours", (double)(threads * t.tile * t.tile) * 4);
	return play(&t, job) || sx_fail_cancel(err);
}

/* ---- the table and its memory ---- */

typedef struct table {
	sx_arena *arena;
	sx_knn    knn;
} table;

static void table_free(void *arg)
{
	table *t = arg;
	if (t)
		sx_arena_free(t->arena);
	free(t);
}

static bool room_for(sx_engine *e, sx_arena *tmp, sx_err *err)
{
	size_t margin = e->k / 4 > 8 ? e->k / 4 : 8;
	e->keep = e->k + margin < e->n - 1 ? e->k + margin : e->n - 1;
	e->cap = (2 * e->keep + 32 + 15) / 16 * 16;
	size_t slots;
	if (sx_mul(e->n, e->cap, &slots)) {
		e->x = sx_alloc(tmp, e->n * e->d, sizeof *e->x);
		e->a = sx_alloc(tmp, e->n, sizeof *e->a);
		e->inv = sx_alloc(tmp, e->n, sizeof *e->inv);
		e->key = sx_alloc(tmp, slots, sizeof *e->key);
		e->idx = sx_alloc(tmp, slots, sizeof *e->idx);
		e->count = sx_alloc(tmp, e->n, sizeof *e->count);
		e->w = sx_alloc(tmp, e->n, sizeof *e->w);
		e->open = sx_alloc(tmp, e->n, sizeof *e->open);
		if (e->x && e->a && e->inv && e->key && e->idx && e->count && e->w && e->open)
			return true;
	}
	return sx_fail_memory(err, "the neighbour table", (double)e->n * (4 * (double)e->d + 8 * (double)e->cap + 28));
}

static bool compute(table *t, sx_space *s, sx_metric metric, size_t k, sx_job *job, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	sx_arena *tmp = sx_arena_new(job->memory);
	sx_engine e = { .metric = metric, .raw = m, .n = m.n, .d = m.d, .k = k };
	e.index = sx_alloc(t->arena, m.n * k, sizeof *e.index);
	e.distance = sx_alloc(t->arena, m.n * k, sizeof *e.distance);
	bool ok = e.index && e.distance ? room_for(&e, tmp, err)
	                                : sx_fail_memory(err, "the neighbour table", (double)m.n * (double)k * 12);
	ok = ok && prepare_rows(&e, job, tmp, err) && tournament(&e, job, tmp, err) &&
	     sx_knn_refine(&e, job, tmp, &t->knn.again, err);
	sx_arena_free(tmp);
	t->knn = (sx_knn){ .n = m.n, .k = k, .ld = k, .index = e.index, .distance = e.distance, .again = t->knn.again };
	return ok;
}

bool sx_knn_get(sx_space *s, sx_metric metric, size_t k, sx_job *job, sx_knn *out, sx_err *err)
{
	size_t n = sx_space_rows(s);
	if (k == 0 || k >= n)
		return sx_fail(err, SX_EINPUT, "%s: k is %zu, but %zu rows have at most %zu neighbours each",
		               sx_space_name(s), k, n, n ? n - 1 : 0);
	if (n > UINT32_MAX)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows are more than a neighbour table can number", sx_space_name(s), n);
	char key[32];
	snprintf(key, sizeof key, "knn.%d", (int)metric);
	table *t = sx_space_memo(s, key);
	if (t == NULL || t->knn.ld < k) {
		size_t want = k + 1 < n ? k + 1 : k;	/* one more shows whether the last is tied */
		t = calloc(1, sizeof *t);
		if (t)
			t->arena = sx_arena_new(job->memory);
		if (t == NULL || t->arena == NULL || !compute(t, s, metric, want, job, err)) {
			bool short_of = t == NULL || t->arena == NULL;
			table_free(t);
			return short_of ? sx_fail_memory(err, "the neighbour table", 64) : false;
		}
		if (!sx_space_memoise(s, key, t, table_free, err))
			return false;
	}
	*out = t->knn;
	out->k = k;
	return true;
}

size_t sx_knn_boundary_ties(const sx_knn *t)
{
	size_t ties = 0;
	for (size_t i = 0; t->k < t->ld && i < t->n; i++) {
		double last = t->distance[i * t->ld + t->k - 1], next = t->distance[i * t->ld + t->k];
		ties += fabs(next - last) <= 1e-12 * fmax(1, fabs(last));
	}
	return ties;
}

/* ---- one row ---- */

typedef struct query {
	const sx_space *space;
	sx_metric metric;
	size_t    row;
	double   *distance;	/* n */
} query;

static void query_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	query *q = ctx;
	sx_mat m = sx_space_mat(q->space);
	for (size_t i = lo; i < hi; i++) {
		double v = sx_distance(q->metric, m.p + q->row * m.ld, m.p + i * m.ld, m.d);
		q->distance[i] = i == q->row || isnan(v) ? INFINITY : v;	/* a row of zeros has no cosine */
	}
}

bool sx_knn_row(const sx_space *s, sx_metric metric, size_t row, size_t k, sx_job *job, uint32_t *index,
                double *distance, sx_err *err)
{
	size_t n = sx_space_rows(s);
	if (k == 0 || k >= n)
		return sx_fail(err, SX_EINPUT, "%s: k is %zu, but a row has %zu others", sx_space_name(s), k, n ? n - 1 : 0);
	sx_arena *tmp = sx_arena_new(0);
	query q = { s, metric, row, sx_alloc(tmp, n, sizeof *q.distance) };
	bool ok = q.distance ? sx_for(job, "neighbours", n, 4096, query_rows, &q) || sx_fail_cancel(err)
	                     : sx_fail_memory(err, "distances", (double)n * 8);
	size_t have = 0;
	for (size_t i = 0; ok && i < n; i++) {
		double v = q.distance[i];
		if (i == row || (have == k && v >= distance[have - 1]))
			continue;
		size_t at = have < k ? have++ : k - 1;
		for (; at > 0 && v < distance[at - 1]; at--) {
			distance[at] = distance[at - 1];
			index[at] = index[at - 1];
		}
		distance[at] = v;
		index[at] = (uint32_t)i;
	}
	sx_arena_free(tmp);
	return ok;
}
