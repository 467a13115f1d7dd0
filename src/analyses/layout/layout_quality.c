/* layout_quality.c: trustworthiness and continuity of a layout. */
#include "layout_parts.h"

#include <math.h>

typedef struct judge {
	const sx_layout_judged *of;
	double  *near, *flat;	/* threads × n: distances in the space and in the plane */
	uint32_t *list;		/* threads × k: nearest in the plane */
	double  *trust, *continuity;
} judge;

static bool before(const double *d, size_t a, size_t b)
{
	return d[a] < d[b] || (d[a] == d[b] && a < b);
}

/* 1 for the nearest; the row itself does not count. */
static double rank_of(const double *d, size_t n, size_t self, size_t j)
{
	size_t rank = 1;
	for (size_t l = 0; l < n; l++)
		rank += l != self && l != j && before(d, l, j);
	return (double)rank;
}

static void nearest(const double *d, size_t n, size_t self, size_t k, uint32_t *list)
{
	size_t have = 0;
	for (size_t i = 0; i < n; i++) {
		if (i == self || (have == k && !before(d, i, list[k - 1])))
			continue;
		size_t at = have < k ? have++ : k - 1;
		for (; at > 0 && before(d, i, list[at - 1]); at--)
			list[at] = list[at - 1];
		list[at] = (uint32_t)i;
	}
}

static void judge_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	judge *g = ctx;
	const sx_layout_judged *of = g->of;
	sx_mat m = sx_space_mat(of->space);
	size_t n = m.n, k = of->k;
	uint32_t *list = g->list + (size_t)thread * k;
	double *near = g->near + (size_t)thread * n, *flat = g->flat + (size_t)thread * n;
	double worst = (double)k * (2 * (double)n - 3 * (double)k - 1) / 2;
	for (size_t q = lo; q < hi; q++) {
		size_t i = of->row[q];
		const uint32_t *in_space = of->t->index + i * of->t->ld;
		double strangers = 0, lost = 0;
		for (size_t j = 0; j < n; j++) {
			near[j] = sx_distance(of->metric, m.p + i * m.ld, m.p + j * m.ld, m.d);
			flat[j] = hypot(of->at[2 * i] - of->at[2 * j], of->at[2 * i + 1] - of->at[2 * j + 1]);
		}
		nearest(flat, n, i, k, list);
		for (size_t j = 0; j < k; j++) {
			if (!sx_knn_list_holds(in_space, k, list[j]))
				strangers += rank_of(near, n, i, list[j]) - (double)k;
			if (!sx_knn_list_holds(list, k, in_space[j]))
				lost += rank_of(flat, n, i, in_space[j]) - (double)k;
		}
		g->trust[q] = 1 - strangers / worst;
		g->continuity[q] = 1 - lost / worst;
	}
}

bool sx_layout_quality(const sx_layout_judged *of, sx_job *job, double *trust, double *continuity, sx_err *err)
{
	size_t n = sx_space_rows(of->space), k = of->k, threads = (size_t)sx_threads(job);
	if (k == 0 || 2 * k >= n)
		return sx_fail(err, SX_EINPUT, "trust is measured at k = %zu, which must be below half of %zu rows", k, n);
	sx_arena *tmp = sx_arena_new(job->memory);
	judge g = { .of = of, .trust = trust, .continuity = continuity, .near = sx_alloc(tmp, threads * n, sizeof *g.near),
	            .flat = sx_alloc(tmp, threads * n, sizeof *g.flat), .list = sx_alloc(tmp, threads * k, sizeof *g.list) };
	bool ok = g.near && g.flat && g.list ? sx_for(job, "trustworthiness", of->m, 8, judge_rows, &g) || sx_fail_cancel(err)
	                                     : sx_fail_memory(err, "trustworthiness", (double)(threads * n) * 16);
	sx_arena_free(tmp);
	return ok;
}
