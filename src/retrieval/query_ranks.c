/* query_ranks.c: computes the rank of each query's counterpart, by blocks of queries against blocks of the gallery. */
#include "query_ranks.h"
#include "numeric/linalg.h"
#include "numeric/stats.h"

#include <math.h>
#include <string.h>

enum { QUERIES = 64, ROWS = 256 };
static const double SLACK = 1e-12;

typedef struct search {
	const sx_lines *query, *gallery;
	const size_t   *own;
	bool            cosine;
	size_t          size;
	double         *scratch;	/* threads × size: queries, a block of rows, products, own scores */
	double         *rank;
} search;

static double dot(const double *x, const double *y, size_t d)
{
	double sum = 0;
	for (size_t j = 0; j < d; j++)
		sum += x[j] * y[j];
	return sum;
}

/* Rows as they are compared: unit for the cosine. Returns half of the squared length, which a Euclidean score gives up. */
static double shape(const search *s, double *x, size_t d)
{
	double square = dot(x, x, d), by = s->cosine && square > 0 ? 1 / sqrt(square) : 1;
	for (size_t j = 0; s->cosine && j < d; j++)
		x[j] *= by;
	return s->cosine ? 0 : square / 2;
}

static void own_scores(const search *s, size_t lo, size_t n, const double *q, double *y, double *score, double *slack)
{
	size_t d = s->query->m.d;
	for (size_t i = 0; i < n; i++) {
		size_t row = s->own ? s->own[lo + i] : lo + i;
		sx_lines_load(s->gallery, row, row + 1, y);
		double half = shape(s, y, d);
		score[i] = dot(q + i * d, y, d) - half;
		slack[i] = SLACK * (s->cosine ? 1 : dot(q + i * d, q + i * d, d) + 2 * half);
	}
}

/* Queries lo … against gallery rows row0 …: their products, and what makes scores of them. */
typedef struct block { size_t lo, n, row0, rows; double *product, *half, *score, *slack; } block;

static void count_nearer(const search *s, const block *b)
{
	for (size_t i = 0; i < b->n; i++) {
		size_t own = s->own ? s->own[b->lo + i] : b->lo + i;
		double more = 0;
		for (size_t j = 0; j < b->rows; j++) {
			double v = b->product[i * b->rows + j] - b->half[j] - b->score[i];
			if (b->row0 + j != own)
				more += v > b->slack[i] ? 1 : v >= -b->slack[i] ? 0.5 : 0;
		}
		s->rank[b->lo + i] += more;
	}
}

static void search_block(void *ctx, size_t lo, size_t hi, int thread)
{
	search *s = ctx;
	size_t d = s->query->m.d, n = hi - lo, total = s->gallery->n;
	double *q = s->scratch + (size_t)thread * s->size, *y = q + QUERIES * d, *product = y + ROWS * d;
	double *half = product + QUERIES * ROWS, *score = half + ROWS, *slack = score + QUERIES;
	sx_lines_load(s->query, lo, hi, q);
	for (size_t i = 0; i < n; i++) {
		shape(s, q + i * d, d);
		s->rank[lo + i] = 1;
	}
	own_scores(s, lo, n, q, y, score, slack);
	for (size_t row = 0; row < total; row += ROWS) {
		size_t rows = total - row < ROWS ? total - row : ROWS;
		sx_lines_load(s->gallery, row, row + rows, y);
		for (size_t j = 0; j < rows; j++)
			half[j] = shape(s, y + j * d, d);
		sx_dgemm(false, true, n, rows, d, 1, q, d, y, d, 0, product, rows);
		count_nearer(s, &(block){ lo, n, row, rows, product, half, score, slack });
	}
}

bool sx_retrieval_ranks(const sx_lines *query, const sx_lines *gallery, const size_t *own, sx_metric metric, sx_job *job,
                        sx_arena *tmp, double *rank, sx_err *err)
{
	size_t d = query->m.d;
	search s = { .query = query, .gallery = gallery, .own = own, .cosine = metric == SX_COSINE, .rank = rank,
	             .size = (QUERIES + ROWS) * d + QUERIES * ROWS + ROWS + 2 * QUERIES };
	s.scratch = sx_alloc(tmp, (size_t)sx_threads(job) * s.size, sizeof *s.scratch);
	if (s.scratch == NULL)
		return sx_fail_memory(err, "ranks", (double)s.size * 8);
	return sx_for(job, "ranks", query->n, QUERIES, search_block, &s) || sx_fail_cancel(err);
}

sx_ranking sx_ranking_of(const double *rank, size_t n, double *scratch)
{
	sx_ranking r = { 0 };
	for (size_t i = 0; i < n; i++) {
		r.top1 += rank[i] <= 1;
		r.top5 += rank[i] <= 5;
		r.top10 += rank[i] <= 10;
		r.mrr += 1 / rank[i];
		r.mean += rank[i];
		scratch[i] = rank[i];
	}
	r.median = sx_quantile(scratch, n, 0.5);
	r.top1 /= (double)n;
	r.top5 /= (double)n;
	r.top10 /= (double)n;
	r.mrr /= (double)n;
	r.mean /= (double)n;
	return r;
}
