/* knn_table.c: the neighbour table of a space, memoised; for a subset, derived from the table of the whole. */
#include "knn_parts.h"
#include "knn_subset.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

static table *table_at(const sx_space *s, sx_metric metric, char key[32])
{
	snprintf(key, 32, "knn.%d", (int)metric);
	return sx_space_memo(s, key);
}

/* From the table of the space that these rows were chosen from, if it has one; else from scratch. */
static bool make(sx_space *s, sx_metric metric, sx_knn_lines *t, sx_job *job, sx_err *err)
{
	char key[32];
	sx_space *whole = sx_knn_whole(s);
	const table *all = whole ? table_at(whole, metric, key) : NULL;
	bool done = false;
	if (all && !sx_knn_from_whole(s, metric, &all->knn, t, job, &done, err))
		return false;
	sx_knn_side side = { .raw = sx_space_mat(s), .space = s };
	return done || sx_knn_compute(metric, &side, NULL, NULL, t, job, err);
}

static table *table_new(sx_space *s, sx_metric metric, size_t k, sx_job *job, sx_err *err)
{
	sx_knn_lines lines;
	table *t = calloc(1, sizeof *t);
	if (t == NULL || (t->arena = sx_arena_new(job->memory)) == NULL) {
		free(t);
		sx_fail_memory(err, "the neighbour table", 64);
		return NULL;
	}
	if (sx_knn_lines_new(t->arena, sx_space_rows(s), k, &lines, err) && make(s, metric, &lines, job, err)) {
		t->knn = sx_knn_table_of(&lines, lines.n);
		return t;
	}
	table_free(t);
	return NULL;
}

bool sx_knn_get(sx_space *s, sx_metric metric, size_t k, sx_job *job, sx_knn *out, sx_err *err)
{
	size_t n = sx_space_rows(s);
	if (k == 0 || k >= n)
		return sx_fail(err, SX_EINPUT, "%s: k is %zu, but %zu rows have at most %zu neighbours each: use a smaller --k",
		               sx_space_name(s), k, n, n ? n - 1 : 0);
	if (n > UINT32_MAX)
		return sx_fail(err, SX_EINPUT, "%s: %zu rows are too many for a neighbour table", sx_space_name(s), n);
	char key[32];
	table *t = table_at(s, metric, key);
	if (t == NULL || t->knn.ld < k) {
		/* one more shows whether the last is tied */
		t = table_new(s, metric, k + 1 < n ? k + 1 : k, job, err);
		if (t == NULL || !sx_space_memoise(s, key, t, table_free, err))
			return false;
	}
	*out = t->knn;
	out->k = k;
	return true;
}

bool sx_knn_has(const sx_space *s, sx_metric metric, size_t k)
{
	char key[32];
	const table *t = table_at(s, metric, key);
	return t && t->knn.ld >= k;
}

size_t sx_knn_boundary_ties(const sx_knn *t)
{
	size_t ties = 0;
	for (size_t i = 0; t->k < t->ld && i < t->n; i++) {
		double last = t->distance[i * t->ld + t->k - 1], next = t->distance[i * t->ld + t->k];
		ties += fabs(next - last) <= 1e-12 * fabs(last);
	}
	return ties;
}
