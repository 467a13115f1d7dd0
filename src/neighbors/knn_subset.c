/* knn_subset.c: derives the neighbour table of a subset of rows from the table of all rows. */
#include "knn_subset.h"
#include "knn_parts.h"

#include <stdlib.h>
#include <string.h>

typedef struct origin {
	sx_space *whole;
	size_t   *rows;		/* of whole, ascending */
} origin;

static void origin_free(void *arg)
{
	origin *o = arg;
	free(o->rows);
	free(o);
}

bool sx_knn_part_of(sx_space *part, sx_space *whole, const size_t *rows, sx_err *err)
{
	size_t m = sx_space_rows(part);
	origin *o = malloc(sizeof *o);
	size_t *copy = malloc(m * sizeof *copy);
	if (!o || !copy) {
		free(o);
		free(copy);
		return sx_fail_memory(err, "row numbers", (double)m * sizeof *copy);
	}
	memcpy(copy, rows, m * sizeof *copy);
	*o = (origin){ whole, copy };
	return sx_space_memoise(part, "knn.origin", o, origin_free, err);
}

sx_space *sx_knn_whole(const sx_space *part)
{
	const origin *o = sx_space_memo(part, "knn.origin");
	return o ? o->whole : NULL;
}

/* Copies lists from the table of the whole space without the other rows. What remains is in order, and complete as far as it goes:
 * a row that is not in the list is farther than all that are. Rows whose list has fewer than k left go to lacking. */
static size_t thin(const origin *o, const sx_knn *all, const uint32_t *place, sx_knn_lines *t, size_t *lacking)
{
	size_t lack = 0;
	for (size_t i = 0; i < t->n; i++) {
		const uint32_t *index = all->index + o->rows[i] * all->ld;
		const double *distance = all->distance + o->rows[i] * all->ld;
		size_t have = 0;
		for (size_t j = 0; j < all->k && have < t->k; j++)
			if (place[index[j]] != UINT32_MAX) {
				t->index[i * t->k + have] = place[index[j]];
				t->distance[i * t->k + have++] = distance[j];
			}
		if (have < t->k)
			lacking[lack++] = i;
	}
	return lack;
}

/* The lines that lack neighbours, searched for. */
static bool search_lacking(const sx_space *part, sx_metric metric, const size_t *lacking, size_t n, sx_knn_lines *t,
                           sx_job *job, sx_arena *tmp, sx_err *err)
{
	sx_mat m = sx_space_mat(part);
	float *points = sx_alloc(tmp, n * m.d, sizeof *points);
	sx_knn found;
	if (points == NULL)
		return sx_fail_memory(err, "neighbours", (double)n * (double)m.d * 4);
	for (size_t i = 0; i < n; i++)
		memcpy(points + i * m.d, m.p + lacking[i] * m.ld, m.d * sizeof *points);
	if (!sx_knn_of(part, &(sx_knn_asked){ { points, n, m.d, m.d }, lacking, metric, t->k }, job, tmp, &found, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		memcpy(t->index + lacking[i] * t->k, found.index + i * t->k, t->k * sizeof *t->index);
		memcpy(t->distance + lacking[i] * t->k, found.distance + i * t->k, t->k * sizeof *t->distance);
	}
	t->again += found.again;
	return true;
}

bool sx_knn_from_whole(const sx_space *part, sx_metric metric, const sx_knn *all, sx_knn_lines *t, sx_job *job,
                       bool *done, sx_err *err)
{
	const origin *o = sx_space_memo(part, "knn.origin");
	sx_arena *tmp = sx_arena_new(job->memory);
	uint32_t *place = sx_alloc(tmp, all->n, sizeof *place);
	size_t *lacking = sx_alloc(tmp, t->n, sizeof *lacking);
	bool ok = (place && lacking) || sx_fail_memory(err, "neighbours", (double)all->n * 4 + (double)t->n * 8);
	*done = false;
	if (ok) {
		memset(place, 0xff, all->n * sizeof *place);
		for (size_t i = 0; i < t->n; i++)
			place[o->rows[i]] = (uint32_t)i;
		size_t lack = thin(o, all, place, t, lacking);
		*done = lack < t->n / 2;	/* from there on a table of all pairs costs no more */
		if (*done && lack > 0)
			ok = search_lacking(part, metric, lacking, lack, t, job, tmp, err);
	}
	sx_arena_free(tmp);
	return ok;
}
