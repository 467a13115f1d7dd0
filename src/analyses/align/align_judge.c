/* align_judge.c: evaluates an alignment on held-out rows: ranks and cosines of their true counterparts in the other space. */
#include "align_parts.h"
#include "numeric/intervals.h"
#include "numeric/stats.h"
#include "retrieval/query_ranks.h"
#include "rows/row_tables.h"

#include <math.h>

/* The counterpart of each held-out row in the gallery; NULL: row i itself. */
static const size_t *choose_gallery(sx_alignment *w)
{
	if (w->arg[SX_ALIGN_GALLERY].num != 0)
		return w->test[1];
	w->gallery.row = w->test[1];
	w->gallery.n = w->ntest;
	return NULL;
}

static double cosine(const double *x, const double *y, size_t d)
{
	double xy = 0, xx = 0, yy = 0;
	for (size_t j = 0; j < d; j++) {
		xy += x[j] * y[j];
		xx += x[j] * x[j];
		yy += y[j] * y[j];
	}
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
}

static bool own_cosines(sx_alignment *w, const size_t *at, double *out)
{
	size_t d = w->query.m.d;
	double *x = sx_alloc(w->call->tmp, 2 * d, sizeof *x);
	if (x == NULL)
		return sx_fail_memory(w->err, "cosines", (double)d * 16);
	for (size_t i = 0; i < w->ntest; i++) {
		size_t own = at ? at[i] : i;
		sx_lines_load(&w->query, i, i + 1, x);
		sx_lines_load(&w->gallery, own, own + 1, x + d);
		out[i] = cosine(x, x + d, d);
	}
	return true;
}

static void put_mean(sx_result *out, const char *name, const double *v, size_t n, double floor_at)
{
	double mean = sx_mean(v, n), square = 0;
	for (size_t i = 0; i < n; i++)
		square += (v[i] - mean) * (v[i] - mean);
	double half = n > 1 ? 1.96 * sqrt(square / ((double)n - 1) / (double)n) : (double)NAN;
	sx_put_range(out, name, mean, fmax(floor_at, mean - half), fmin(1, mean + half));
}

static void put_share(sx_result *out, const char *name, double share, size_t n)
{
	double low, high;
	sx_wilson(share, (double)n, &low, &high);
	sx_put_range(out, name, share, low, high);
}

/* Means of ranks and of their reciprocals: a rank not seen may be half the best, or twice the worst. */
static void put_ranks(sx_alignment *w, const double *rank, double *reciprocal, const sx_ranking *r)
{
	size_t n = w->ntest;
	uint64_t seed = w->call->job->seed;
	double best = INFINITY, worst = 0, low, high;
	for (size_t i = 0; i < n; i++) {
		best = fmin(best, rank[i]);
		worst = fmax(worst, rank[i]);
		reciprocal[i] = 1 / rank[i];
	}
	best = fmax(1, best / 2);
	worst = fmin((double)w->gallery.n, 2 * worst);
	sx_mean_interval(reciprocal, n, 1 / worst, 1 / best, seed, &low, &high);
	sx_put_range(w->out, "mrr", r->mrr, low, high);
	sx_mean_interval(rank, n, best, worst, seed, &low, &high);
	sx_put_range(w->out, "mean_rank", r->mean, low, high);
	sx_put(w->out, "median_rank", r->median);
}

static bool put_columns(sx_alignment *w, const double *rank, const double *cos)
{
	size_t n = sx_space_rows(w->space[0]);
	double *a = sx_alloc(w->call->tmp, n, sizeof *a), *b = sx_alloc(w->call->tmp, n, sizeof *b);
	if (!a || !b)
		return sx_fail_memory(w->err, "columns", (double)n * 16);
	for (size_t i = 0; i < n; i++)
		a[i] = b[i] = NAN;
	for (size_t i = 0; i < w->ntest; i++) {
		a[w->test[0][i]] = rank[i];
		b[w->test[0][i]] = cos[i];
	}
	sx_column(w->out, "aligned_rank", a);
	sx_column(w->out, "aligned_cosine", b);
	return true;
}

enum { SHOWN = 10 };

/* The held-out rows whose counterparts rank worst. */
static bool put_missed(sx_alignment *w, const double *rank, const double *cos)
{
	sx_arena *tmp = w->call->tmp;
	size_t n = w->ntest, m = n < SHOWN ? n : SHOWN, *order = sx_alloc(tmp, n, sizeof *order), *row = sx_alloc(tmp, m, sizeof *row);
	double *v = sx_alloc(tmp, m, sizeof *v), *c = sx_alloc(tmp, m, sizeof *c);
	if (!order || !row || !v || !c || !sx_order_down(rank, n, order, tmp))
		return sx_fail_memory(w->err, "the table", (double)n * 24);
	for (size_t i = 0; i < m; i++) {
		row[i] = w->test[0][order[i]];
		v[i] = rank[order[i]];
		c[i] = cos[order[i]];
	}
	if (!sx_table_rows(w->out, "farthest", SX_PLAIN, w->space[0], row, m, tmp))
		return sx_fail_memory(w->err, "the table", (double)m * 16);
	sx_table_nums(w->out, "rank", v);
	sx_table_nums(w->out, "cosine", c);
	return true;
}

bool sx_alignment_judge(sx_alignment *w)
{
	size_t n = w->ntest;
	sx_arena *tmp = w->call->tmp;
	double *rank = sx_alloc(tmp, n, sizeof *rank), *v = sx_alloc(tmp, n, sizeof *v), *cos = sx_alloc(tmp, n, sizeof *cos);
	if (!rank || !v || !cos)
		return sx_fail_memory(w->err, "ranks", (double)n * 24);
	const size_t *own = choose_gallery(w);
	if (!sx_retrieval_ranks(&w->query, &w->gallery, own, SX_COSINE, w->call->job, tmp, rank, w->err) || !own_cosines(w, own, cos))
		return false;
	sx_ranking r = sx_ranking_of(rank, n, v);
	put_share(w->out, "top1", r.top1, n);
	put_share(w->out, "top5", r.top5, n);
	put_mean(w->out, "mean_cosine", cos, n, -1);
	put_ranks(w, rank, v, &r);
	sx_put(w->out, "top1_chance", 1 / (double)w->gallery.n);
	sx_record_num(w->out, "gallery_rows", (double)w->gallery.n);
	sx_record_num(w->out, "fitted_on", (double)w->ntrain);
	sx_record_num(w->out, "judged_on", (double)n);
	return put_columns(w, rank, cos) && put_missed(w, rank, cos);
}
