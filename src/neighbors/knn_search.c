/* knn_search.c: exact nearest neighbours: all pairs of a space by symmetric blocks, and queries from outside. */
#include "knn_parts.h"

#include <math.h>

/* ---- blocks of whole panels ---- */

typedef struct rounds {
	sx_engine *e;
	size_t panels, blocks;	/* panels of a block; blocks */
	size_t round;
	sx_meeting *meeting;	/* for each thread */
} rounds;

static size_t panels_of(const rounds *t, const sx_knn_side *s, size_t block)
{
	size_t lo = block * t->panels;
	return lo >= s->x.count ? 0 : s->x.count - lo < t->panels ? s->x.count - lo : t->panels;
}

/* A block of 480 rows, or fewer where their coordinates would not fit the cache of a core beside another block's; behind a
 * sieve, twice as many, since most of what is read is bytes. */
static size_t block_panels(const sx_engine *e)
{
	size_t width = e->of->x.width, twice = e->of->x.step > 0 ? 2 : 1, rows = twice * ((size_t)1 << 18) / e->d;
	return (rows > twice * 480 ? twice * 480 : rows < 96 ? 96 : rows) / width;
}

static bool meetings(rounds *t, size_t threads, sx_arena *tmp, sx_err *err)
{
	size_t rows = t->panels * t->e->by->x.width, cap = t->e->cap;
	t->meeting = sx_alloc(tmp, threads, sizeof *t->meeting);
	int32_t *scratch = sx_alloc(tmp, threads * cap, sizeof *scratch);
	float *least = sx_alloc(tmp, threads * rows * SX_HANDS, sizeof *least);
	if (!t->meeting || !scratch || !least)
		return sx_fail_memory(err, "neighbours", (double)(threads * rows * SX_HANDS) * 4);
	for (size_t i = 0; i < threads; i++)
		t->meeting[i] = (sx_meeting){ .e = t->e, .scratch = scratch + i * cap, .least = least + i * rows * SX_HANDS };
	return true;
}

/* ---- all pairs, the tournament: in each round every block meets one other, so no two threads touch the same row ---- */

static void meet_self(void *ctx, size_t lo, size_t hi, int thread)
{
	rounds *t = ctx;
	for (size_t b = lo; b < hi; b++) {
		size_t p = b * t->panels, n = panels_of(t, t->e->by, b);
		if (n == 0)
			continue;
		sx_knn_first_bars(&t->meeting[thread], p, n, p, n);
		sx_knn_meet(&t->meeting[thread], p, n, p, n, false);
	}
}

/* The circle method: the last block stays, the others walk round it. blocks is even. */
static void meet_pair(void *ctx, size_t lo, size_t hi, int thread)
{
	rounds *t = ctx;
	size_t m = t->blocks - 1;
	for (size_t p = lo; p < hi; p++) {
		size_t a = p == 0 ? m : (t->round + p) % m, b = (t->round + m - p) % m;
		size_t na = panels_of(t, t->e->by, a), nb = panels_of(t, t->e->by, b);
		if (na > 0 && nb > 0)
			sx_knn_meet(&t->meeting[thread], a * t->panels, na, b * t->panels, nb, true);
	}
}

static bool play(rounds *t, sx_job *job)
{
	double all = (double)t->blocks + 1;
	sx_job part = sx_job_part(job, 0, 1 / all);
	if (!sx_for(&part, "neighbours", t->blocks, 1, meet_self, t))
		return false;
	for (t->round = 0; t->round + 1 < t->blocks; t->round++) {
		part = sx_job_part(job, ((double)t->round + 1) / all, 1 / all);
		if (!sx_for(&part, "neighbours", t->blocks / 2, 1, meet_pair, t))
			return false;
	}
	return true;
}

/* Blocks: an even number, a multiple of twice the threads so that none idles at the end of a round, and of about one
 * size. The answer does not depend on it: it is certified. */
static bool tournament(sx_engine *e, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t threads = (size_t)sx_threads(job), step = 2 * threads, panels = e->by->x.count, most = block_panels(e);
	size_t blocks = (panels + most - 1) / most;
	blocks = panels < 2 * step ? 2 : (blocks + step - 1) / step * step;
	rounds t = { .e = e, .panels = (panels + blocks - 1) / blocks, .blocks = blocks };
	return meetings(&t, threads, tmp, err) && (play(&t, job) || sx_fail_cancel(err));
}

/* ---- external queries: blocks of queries against stretches of the rows ---- */

typedef struct asking {
	rounds t;
	size_t panel, stretch;	/* of the rows that are searched */
} asking;

static void ask(void *ctx, size_t lo, size_t hi, int thread)
{
	asking *a = ctx;
	rounds *t = &a->t;
	size_t left = t->e->of->x.count - a->panel, nj = left < a->stretch ? left : a->stretch;
	for (size_t b = lo; b < hi; b++) {
		size_t p = b * t->panels, n = panels_of(t, t->e->by, b);
		if (a->panel == 0)
			sx_knn_first_bars(&t->meeting[thread], p, n, 0, nj);
		sx_knn_meet(&t->meeting[thread], p, n, a->panel, nj, false);
	}
}

static bool ask_all(sx_engine *e, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t threads = (size_t)sx_threads(job), mine = (e->by->x.count + threads - 1) / threads, most = block_panels(e);
	asking a = { .t = { .e = e, .panels = mine < most ? mine : most }, .stretch = most };
	a.t.blocks = (e->by->x.count + a.t.panels - 1) / a.t.panels;
	if (!meetings(&a.t, threads, tmp, err))
		return false;
	double all = (double)e->of->x.count;
	for (a.panel = 0; a.panel < e->of->x.count; a.panel += a.stretch) {
		sx_job part = sx_job_part(job, (double)a.panel / all, (double)a.stretch / all);
		if (!sx_for(&part, "neighbours", a.t.blocks, 1, ask, &a))
			return sx_fail_cancel(err);
	}
	return true;
}

/* ---- the answer ---- */

bool sx_knn_lines_new(sx_arena *a, size_t n, size_t k, sx_knn_lines *t, sx_err *err)
{
	size_t cells;
	*t = (sx_knn_lines){ .n = n, .k = k };
	if (sx_mul(n, k, &cells)) {
		t->index = sx_alloc(a, cells, sizeof *t->index);
		t->distance = sx_alloc(a, cells, sizeof *t->distance);
	}
	return (t->index && t->distance) || sx_fail_memory(err, "the neighbour table", (double)n * (double)k * 12);
}

bool sx_knn_compute(sx_metric metric, sx_knn_side *of, sx_knn_side *by, const size_t *self, sx_knn_lines *t, sx_job *job,
                    sx_err *err)
{
	sx_engine e = { .metric = metric, .self = self, .n = t->n, .d = of->raw.d, .k = t->k, .index = t->index,
	                .distance = t->distance };
	sx_arena *tmp = sx_arena_new(job->memory);
	bool ok = tmp ? sx_knn_prepare(&e, of, by ? by : of, job, tmp, err) && sx_knn_room(&e, tmp, err) &&
	                (by ? ask_all(&e, job, tmp, err) : tournament(&e, job, tmp, err)) &&
	                sx_knn_refine(&e, job, tmp, &t->again, err)
	              : sx_fail_memory(err, "neighbours", 64);
	sx_arena_free(tmp);
	return ok;
}

sx_knn sx_knn_table_of(const sx_knn_lines *t, size_t searched)
{
	return (sx_knn){ .n = t->n, .k = t->k, .ld = t->k, .index = t->index, .distance = t->distance, .of = searched,
	                 .again = t->again };
}

bool sx_knn_of(const sx_space *s, const sx_knn_asked *asked, sx_job *job, sx_arena *arena, sx_knn *out, sx_err *err)
{
	sx_mat queries = asked->queries;
	const size_t *self = asked->self;
	size_t k = asked->k;
	sx_knn_side of = { .raw = sx_space_mat(s), .space = s }, by = { .raw = queries };
	size_t others = of.raw.n - (self != NULL);
	if (queries.d != of.raw.d)
		return sx_fail(err, SX_EINPUT, "%s has %zu dimensions, but the queries have %zu",
		               sx_space_name(s), of.raw.d, queries.d);
	if (k == 0 || k > others || queries.n == 0)
		return sx_fail(err, SX_EINPUT, "%s: k is %zu for %zu queries, but there are only %zu rows: use a smaller --k",
		               sx_space_name(s), k, queries.n, others);
	if (of.raw.n > UINT32_MAX)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows are too many for a neighbour table", sx_space_name(s), of.raw.n);
	sx_knn_lines t;
	if (!sx_knn_lines_new(arena, queries.n, k, &t, err) || !sx_knn_compute(asked->metric, &of, &by, self, &t, job, err))
		return false;
	*out = sx_knn_table_of(&t, of.raw.n);
	return true;
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
		return sx_fail(err, SX_EINPUT, "%s: k is %zu, but a row has %zu others: use a smaller --k", sx_space_name(s), k,
		               n ? n - 1 : 0);
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
