/* knn_sample.c: the neighbours, among all rows, of a random sample of rows that can grow. */
#include "knn_search.h"
#include "base/rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct sample {
	sx_arena *arena;
	sx_knn    knn;		/* points into index, distance and order */
	uint32_t *index;	/* m × k */
	double   *distance;
	uint64_t  seed;
	size_t   *order;	/* of all rows */
} sample;

static void sample_free(void *arg)
{
	sample *s = arg;
	if (s)
		sx_arena_free(s->arena);
	free(s);
}

/* A table with room for m lines that begins with the lines of old, which may be NULL. */
static sample *sample_new(const sample *old, size_t n, size_t k, size_t m, sx_job *job)
{
	sample *s = calloc(1, sizeof *s);
	if (s == NULL || (s->arena = sx_arena_new(job->memory)) == NULL) {
		free(s);
		return NULL;
	}
	size_t cells, have = old ? old->knn.n : 0;
	if (sx_mul(m, k, &cells)) {
		s->index = sx_alloc(s->arena, cells, sizeof *s->index);
		s->distance = sx_alloc(s->arena, cells, sizeof *s->distance);
		s->order = sx_alloc(s->arena, n, sizeof *s->order);
	}
	if (!s->index || !s->distance || !s->order) {
		sample_free(s);
		return NULL;
	}
	s->seed = job->seed;
	for (size_t i = 0; i < n; i++)
		s->order[i] = i;
	sx_rng rng = sx_rng_open(job->seed, "knn.sample", 0);
	sx_rng_shuffle(&rng, s->order, n);
	if (have) {
		memcpy(s->index, old->index, have * k * sizeof *s->index);
		memcpy(s->distance, old->distance, have * k * sizeof *s->distance);
	}
	s->knn = (sx_knn){ .n = m, .k = k, .ld = k, .index = s->index, .distance = s->distance, .rows = s->order, .of = n,
	                   .again = have ? old->knn.again : 0 };
	return s;
}

/* Lines from … of the table, searched for and put in place. */
static bool sample_fill(sample *s, const sx_space *space, sx_metric metric, size_t from, sx_job *job, sx_err *err)
{
	sx_mat all = sx_space_mat(space);
	size_t m = s->knn.n - from, k = s->knn.k;
	sx_arena *tmp = sx_arena_new(job->memory);
	float *points = sx_alloc(tmp, m * all.d, sizeof *points);
	sx_knn t;
	bool ok = points || sx_fail_memory(err, "a sample", (double)m * (double)all.d * 4);
	for (size_t i = 0; ok && i < m; i++)
		memcpy(points + i * all.d, all.p + s->order[from + i] * all.ld, all.d * sizeof *points);
	if (ok && sx_knn_of(space, &(sx_knn_asked){ { points, m, all.d, all.d }, s->order + from, metric, k }, job, tmp, &t, err)) {
		memcpy(s->index + from * k, t.index, m * k * sizeof *t.index);
		memcpy(s->distance + from * k, t.distance, m * k * sizeof *t.distance);
		s->knn.again += t.again;
	} else
		ok = false;
	sx_arena_free(tmp);
	return ok;
}

bool sx_knn_sample(sx_space *space, sx_metric metric, size_t k, size_t m, sx_job *job, sx_knn *out, sx_err *err)
{
	size_t n = sx_space_rows(space);
	if (m >= n / 2 || k >= n)
		return sx_knn_get(space, metric, k, job, out, err);
	char key[32];
	snprintf(key, sizeof key, "knn.sample.%d", (int)metric);
	sample *s = sx_space_memo(space, key);
	if (s && (s->knn.k < k + 1 || s->seed != job->seed))
		s = NULL;
	if (s == NULL || s->knn.n < m) {
		size_t have = s ? s->knn.n : 0;
		sample *more = sample_new(s, n, s ? s->knn.k : k + 1 < n ? k + 1 : k, m, job);
		if (more == NULL)
			return sx_fail_memory(err, "a sample of the neighbour table", (double)m * (double)k * 12 + (double)n * 8);
		if (!sample_fill(more, space, metric, have, job, err)) {
			sample_free(more);
			return false;
		}
		if (!sx_space_memoise(space, key, more, sample_free, err))
			return false;
		s = more;
	}
	*out = s->knn;
	out->n = m;
	out->k = k;
	return true;
}
