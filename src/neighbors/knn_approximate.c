/* knn_approximate.c: builds the approximate neighbour table with hnswlib, and measures its recall. */
#include "knn_approximate.h"
#include "hnsw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sx_knn_recall(sx_space *space, sx_metric metric, const sx_knn *t, size_t queries, sx_job *job, double *recall,
                   double *error, sx_err *err)
{
	sx_knn exact;
	double sum = 0, squares = 0;
	if (!sx_knn_sample(space, metric, t->k, queries < t->n ? queries : t->n, job, &exact, err))
		return false;
	size_t m = exact.n < queries ? exact.n : queries;	/* of a small space the exact table is of all rows */
	for (size_t i = 0; i < m; i++) {
		const uint32_t *truth = exact.index + i * exact.ld;
		const uint32_t *found = t->index + (exact.rows ? exact.rows[i] : i) * t->ld;
		size_t both = 0;
		for (size_t a = 0; a < t->k; a++)
			for (size_t b = 0; b < t->k; b++)
				both += truth[a] == found[b];
		double share = (double)both / (double)t->k;
		sum += share;
		squares += share * share;
	}
	double n = (double)m, mean = sum / n;
	*recall = mean;
	*error = m > 1 ? sqrt(fmax(squares / n - mean * mean, 0) / (n - 1) * (1 - n / (double)t->n)) : NAN;
	return true;
}

#ifndef SX_HAVE_HNSWLIB

bool sx_knn_graph(sx_space *space, sx_metric metric, size_t k, sx_job *job, sx_knn *out, sx_err *err)
{
	(void)space;
	(void)metric;
	(void)k;
	(void)job;
	(void)out;
	return sx_fail(err, SX_EUSAGE, "this sextant was built without hnswlib, so it has no approximate graph; --queries m "
	               "uses a sample instead (to build with it: apt install g++ libhnswlib-dev, make)");
}

#else

enum { LINKS = 16, BUILD = 200, CHUNK = 64 };

typedef struct table {
	sx_arena *arena;
	sx_knn    knn;
	uint32_t *index;	/* n × k */
	double   *distance;
} table;

typedef struct near { double key; uint32_t row; } near;

typedef struct walk {
	sx_mat    m;
	sx_metric metric;
	size_t    k;
	sx_hnsw  *graph;
	float    *unit;		/* (threads + 1) × d: a row made ready */
	uint32_t *found;	/* threads × (k + 1) */
	near     *list;
	table    *t;
	bool     *few;		/* for each thread: a search found fewer than k */
} walk;

static void table_free(void *arg)
{
	table *t = arg;
	if (t)
		sx_arena_free(t->arena);
	free(t);
}

/* Under cosine, unit rows: their squared distance is 2 - 2 cos. */
static const float *ready(const walk *w, size_t row, float *unit)
{
	const float *x = w->m.p + row * w->m.ld;
	double sum = 0;
	if (w->metric != SX_COSINE)
		return x;
	for (size_t j = 0; j < w->m.d; j++)
		sum += (double)x[j] * (double)x[j];
	for (size_t j = 0; j < w->m.d; j++)
		unit[j] = (float)((double)x[j] / sqrt(sum));
	return unit;
}

static bool grow(walk *w, sx_job *job, sx_err *err)
{
	for (size_t i = 0; i < w->m.n; i++) {
		if (i % CHUNK == 0 && !sx_tick(job, (double)i / (double)w->m.n, "building the graph"))
			return sx_fail_cancel(err);
		if (!sx_hnsw_add(w->graph, i, ready(w, i, w->unit)))
			return sx_fail_memory(err, "the graph", (double)w->m.n * ((double)w->m.d * 4 + 8 * LINKS + 40));
	}
	return true;
}

static int nearer(const void *a, const void *b)
{
	const near *x = a, *y = b;
	return x->key < y->key ? -1 : x->key > y->key ? 1 : (x->row > y->row) - (x->row < y->row);
}

static void search_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	walk *w = ctx;
	size_t at = (size_t)thread, k = w->k;
	uint32_t *found = w->found + at * (k + 1);
	near *list = w->list + at * (k + 1);
	for (size_t i = lo; i < hi; i++) {
		size_t n = sx_hnsw_search(w->graph, ready(w, i, w->unit + at * w->m.d), k + 1, found), have = 0;
		for (size_t j = 0; j < n; j++)
			if (found[j] != i)
				list[have++] = (near){ sx_distance(w->metric, w->m.p + i * w->m.ld, w->m.p + found[j] * w->m.ld, w->m.d),
				                       found[j] };
		qsort(list, have, sizeof *list, nearer);
		w->few[at] |= have < k;
		for (size_t j = 0; j < k && j < have; j++) {
			w->t->index[i * k + j] = list[j].row;
			w->t->distance[i * k + j] = list[j].key;
		}
	}
}

static bool walk_room(walk *w, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t threads = (size_t)sx_threads(job), n = w->m.n, cells;
	w->unit = sx_alloc(tmp, threads * w->m.d, sizeof *w->unit);
	w->found = sx_alloc(tmp, threads * (w->k + 1), sizeof *w->found);
	w->list = sx_alloc(tmp, threads * (w->k + 1), sizeof *w->list);
	w->few = sx_alloc(tmp, threads, sizeof *w->few);
	if (sx_mul(n, w->k, &cells)) {
		w->t->index = sx_alloc(w->t->arena, cells, sizeof *w->t->index);
		w->t->distance = sx_alloc(w->t->arena, cells, sizeof *w->t->distance);
	}
	double graph = (double)n * ((double)w->m.d * 4 + 8 * LINKS + 40);
	if (!w->unit || !w->found || !w->list || !w->few || !w->t->index || !w->t->distance)
		return sx_fail_memory(err, "the neighbour table", (double)n * (double)w->k * 12);
	if (job->memory && graph > (double)job->memory)
		return sx_fail_memory(err, "the graph", graph);
	return true;
}

static bool find_all(walk *w, uint64_t seed, sx_job *job, sx_err *err)
{
	sx_job first = sx_job_part(job, 0, 0.8), second = sx_job_part(job, 0.8, 0.2);
	size_t beam = 2 * w->k > 100 ? 2 * w->k : 100;
	w->graph = sx_hnsw_new(w->m.n, w->m.d, w->metric == SX_DOT, LINKS, BUILD, beam, seed);
	if (w->graph == NULL)
		return sx_fail_memory(err, "the graph", (double)w->m.n * ((double)w->m.d * 4 + 8 * LINKS + 40));
	if (!grow(w, &first, err))
		return false;
	if (!sx_for(&second, "searching the graph", w->m.n, CHUNK, search_rows, w))
		return sx_fail_cancel(err);
	for (int t = 0; t < sx_threads(job); t++)
		if (w->few[t])
			return sx_fail(err, SX_EINPUT, "the approximate graph reaches fewer than %zu rows from some row; use "
			               "the exact table, or a sample with --queries m", w->k);
	return true;
}

static table *make(sx_space *space, sx_metric metric, size_t k, sx_job *job, sx_err *err)
{
	table *t = calloc(1, sizeof *t);
	sx_arena *tmp = sx_arena_new(job->memory);
	if (t)
		t->arena = sx_arena_new(job->memory);
	walk w = { .m = sx_space_mat(space), .metric = metric, .k = k, .t = t };
	bool ok = t && t->arena && tmp ? walk_room(&w, job, tmp, err) && find_all(&w, job->seed, job, err)
	                               : sx_fail_memory(err, "the graph", 64);
	sx_hnsw_free(w.graph);
	sx_arena_free(tmp);
	if (ok) {
		t->knn = (sx_knn){ .n = w.m.n, .k = k, .ld = k, .index = t->index, .distance = t->distance, .of = w.m.n };
		return t;
	}
	table_free(t);
	return NULL;
}

static bool has_direction(const sx_space *space, sx_err *err)
{
	sx_mat m = sx_space_mat(space);
	for (size_t i = 0; i < m.n; i++) {
		bool some = false;
		for (size_t j = 0; j < m.d && !some; j++)
			some = m.p[i * m.ld + j] != 0;
		if (!some)
			return sx_fail_zero_row(space, i, err);
	}
	return true;
}

bool sx_knn_graph(sx_space *space, sx_metric metric, size_t k, sx_job *job, sx_knn *out, sx_err *err)
{
	size_t n = sx_space_rows(space);
	if (k == 0 || k >= n || n > UINT32_MAX)
		return sx_fail(err, SX_EINPUT, "%s: k is %zu, but %zu rows have at most %zu neighbours each",
		               sx_space_name(space), k, n, n ? n - 1 : 0);
	if (metric == SX_COSINE && !has_direction(space, err))
		return false;
	char key[32];
	snprintf(key, sizeof key, "knn.graph.%d", (int)metric);
	table *t = sx_space_memo(space, key);
	if (t == NULL || t->knn.ld < k) {
		t = make(space, metric, k, job, err);
		if (t == NULL || !sx_space_memoise(space, key, t, table_free, err))
			return false;
	}
	*out = t->knn;
	out->k = k;
	return true;
}

#endif
