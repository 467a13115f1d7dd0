/* reshape.c: f-norm and its kin. */
#include "reshape.h"
#include "special.h"

#include <math.h>
#include <stdlib.h>

typedef struct item { float v; uint32_t row; } item;

typedef struct ranking {
	sx_mat     m;
	sx_reshape kind;
	float     *out;
	item      *items;	/* threads × n */
	size_t    *flat;	/* one for each dimension */
} ranking;

static int by_value(const void *a, const void *b)
{
	float x = ((const item *)a)->v, y = ((const item *)b)->v;
	return (x > y) - (x < y);
}

static double drawn(sx_reshape kind, double share)
{
	return kind == SX_F_NORM ? sx_normal_quantile(share) : 2 * share - 1;
}

/* Equal values share their average rank, so that the order of rows does not matter. */
static void rank_column(ranking *r, size_t j, item *list)
{
	size_t n = r->m.n;
	for (size_t i = 0; i < n; i++)
		list[i] = (item){ r->m.p[i * r->m.ld + j], (uint32_t)i };
	qsort(list, n, sizeof *list, by_value);
	r->flat[j] = list[0].v == list[n - 1].v;
	for (size_t lo = 0, hi; lo < n; lo = hi) {
		for (hi = lo + 1; hi < n && list[hi].v == list[lo].v; hi++)
			;
		double share = ((double)(lo + hi + 1) / 2 - 0.5) / (double)n;
		double v = r->flat[j] ? 0 : drawn(r->kind, share);
		for (size_t k = lo; k < hi; k++)
			r->out[list[k].row * r->m.d + j] = (float)v;
	}
}

static void rank_columns(void *ctx, size_t lo, size_t hi, int thread)
{
	ranking *r = ctx;
	for (size_t j = lo; j < hi; j++)
		rank_column(r, j, r->items + (size_t)thread * r->m.n);
}

static void unit_rows(float *p, size_t n, size_t d)
{
	for (size_t i = 0; i < n; i++, p += d) {
		double square = 0;
		for (size_t j = 0; j < d; j++)
			square += (double)p[j] * (double)p[j];
		for (size_t j = 0; square > 0 && j < d; j++)
			p[j] = (float)((double)p[j] / sqrt(square));
	}
}

static void centre(sx_mat m, float *out)
{
	for (size_t j = 0; j < m.d; j++) {
		double mean = 0;
		for (size_t i = 0; i < m.n; i++)
			mean += (double)m.p[i * m.ld + j] / (double)m.n;
		for (size_t i = 0; i < m.n; i++)
			out[i * m.d + j] = (float)((double)m.p[i * m.ld + j] - mean);
	}
}

static size_t z_rows(sx_mat m, float *out)
{
	size_t flat = 0;
	for (size_t i = 0; i < m.n; i++) {
		const float *x = m.p + i * m.ld;
		double mean = 0, square = 0;
		for (size_t j = 0; j < m.d; j++)
			mean += (double)x[j] / (double)m.d;
		for (size_t j = 0; j < m.d; j++)
			square += ((double)x[j] - mean) * ((double)x[j] - mean) / (double)m.d;
		flat += !(square > 0);
		for (size_t j = 0; j < m.d; j++)
			out[i * m.d + j] = square > 0 ? (float)(((double)x[j] - mean) / sqrt(square)) : 0;
	}
	return flat;
}

static bool rank_all(ranking *r, sx_job *job, size_t *flat, sx_err *err)
{
	sx_arena *tmp = sx_arena_new(job->memory);
	r->items = sx_alloc(tmp, (size_t)sx_threads(job) * r->m.n, sizeof *r->items);
	r->flat = sx_alloc(tmp, r->m.d, sizeof *r->flat);
	bool ok = r->items && r->flat ? sx_for(job, "ranks", r->m.d, 1, rank_columns, r) || sx_fail_cancel(err)
	                              : sx_fail_memory(err, "ranks", (double)r->m.n * 8);
	for (size_t j = 0; ok && j < r->m.d; j++)
		*flat += r->flat[j];
	sx_arena_free(tmp);
	return ok;
}

sx_space *sx_reshape_make(const sx_space *s, sx_reshape kind, const char *name, sx_job *job, size_t *flat, sx_err *err)
{
	ranking r = { .m = sx_space_mat(s), .kind = kind };
	sx_space *made = sx_space_new(name, r.m.n, r.m.d, &r.out, err);
	bool ok = made && sx_space_copy_meta(made, s, err);
	*flat = 0;
	if (ok && (kind == SX_F_NORM || kind == SX_F_UNIFORM))
		ok = rank_all(&r, job, flat, err);
	else if (ok && kind == SX_Z_SCORE)
		*flat = z_rows(r.m, r.out);
	else if (ok)
		centre(r.m, r.out);
	if (ok && kind != SX_Z_SCORE)
		unit_rows(r.out, r.m.n, r.m.d);
	if (ok)
		return made;
	sx_space_unref(made);
	return NULL;
}
