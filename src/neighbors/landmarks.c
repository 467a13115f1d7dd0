/* landmarks.c: chooses landmarks by maxmin (farthest-point) sampling. */
#include "landmarks.h"
#include "knn_search.h"

#include <math.h>
#include <string.h>

typedef struct reach {
	const sx_mat *m;
	size_t    latest, number;
	double   *near;			/* n: distance from the nearest landmark so far */
	uint32_t *nearest;
} reach;

static void approach(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	reach *r = ctx;
	const float *a = r->m->p + r->latest * r->m->ld;
	for (size_t i = lo; i < hi; i++) {
		double d = sx_distance(SX_EUCLIDEAN, r->m->p + i * r->m->ld, a, r->m->d);
		if (d < r->near[i]) {
			r->near[i] = d;
			r->nearest[i] = (uint32_t)r->number;
		}
	}
}

static bool choose(reach *r, size_t most, sx_job *job, sx_landmarks *out, sx_err *err)
{
	size_t n = r->m->n, next = 0;
	while (out->count < most) {
		r->latest = out->row[r->number = out->count++] = next;
		sx_job part = sx_job_part(job, (double)r->number / (double)most, 1 / (double)most);
		if (!sx_for(&part, "landmarks", n, 1024, approach, r))
			return sx_fail_cancel(err);
		out->cover = 0;
		for (size_t i = 0; i < n; i++)
			if (r->near[i] > out->cover) {
				out->cover = r->near[i];
				next = i;
			}
		if (!(out->cover > 0))
			break;
	}
	return true;
}

bool sx_landmarks_choose(const sx_mat *m, size_t most, sx_job *job, sx_arena *arena, sx_landmarks *out,
                         sx_err *err)
{
	reach r = { .m = m };
	*out = (sx_landmarks){ 0 };
	out->row = sx_alloc(arena, most, sizeof *out->row);
	out->nearest = r.nearest = sx_alloc(arena, m->n, sizeof *r.nearest);
	r.near = sx_alloc(arena, m->n, sizeof *r.near);
	if (!out->row || !r.nearest || !r.near)
		return sx_fail_memory(err, "landmarks", (double)m->n * 12);
	for (size_t i = 0; i < m->n; i++)
		r.near[i] = INFINITY;
	if (!choose(&r, most, job, out, err))
		return false;
	size_t count = out->count;
	out->distance = sx_alloc(arena, count * count, sizeof *out->distance);
	if (out->distance == NULL)
		return sx_fail_memory(err, "landmarks", (double)count * (double)count * 8);
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++)
			out->distance[i * count + j] = out->distance[j * count + i] =
				sx_distance(SX_EUCLIDEAN, m->p + out->row[i] * m->ld, m->p + out->row[j] * m->ld, m->d);
	return true;
}
