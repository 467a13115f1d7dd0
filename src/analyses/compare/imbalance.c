/* imbalance.c: computes information imbalance: the ranks, in one space, of the nearest neighbours in another. */
#include "imbalance.h"
#include "numeric/inner_products.h"

#include <math.h>

/* For every row and each of its k neighbours in the first space: the number of rows nearer to it in the second. Rows have the
 * numbers of the second. */
typedef struct ranking {
	size_t        n, k;
	uint32_t     *near;	/* n × k: the neighbours */
	const double *square;	/* n: squared lengths */
	double       *limit;	/* n × k: squared distance in the second space */
	uint32_t     *count;	/* threads × n × k */
} ranking;

/* Equal distances, to rounding: the lower index is nearer. */
static void compare(const ranking *w, size_t row, size_t other, double square, uint32_t *count)
{
	double slack = 1e-12 * (w->square[row] + w->square[other]);
	for (size_t j = 0; j < w->k; j++) {
		size_t neighbor = w->near[row * w->k + j];
		double limit = w->limit[row * w->k + j];
		if (other != neighbor && (square < limit - slack || (square <= limit + slack && other < neighbor)))
			count[row * w->k + j]++;
	}
}

static void rank_block(void *ctx, const sx_pair_block *b)
{
	ranking *w = ctx;
	uint32_t *count = w->count + (size_t)b->thread * w->n * w->k;
	for (size_t i = 0; i < b->na; i++)
		for (size_t j = b->diagonal ? i + 1 : 0; j < b->nb; j++) {
			size_t row = b->a0 + i, other = b->b0 + j;
			double square = w->square[row] + w->square[other] - 2 * b->product[i * b->nb + j];
			compare(w, row, other, square, count);
			compare(w, other, row, square, count);
		}
}

/* Rows about their mean, or, for cosine, of length 1: then squared distances order as 1 - cos does. */
static float *moved(sx_mat m, bool unit, sx_arena *tmp, double *mean, double *square)
{
	float *x = sx_alloc(tmp, m.n * m.d, sizeof *x);
	for (size_t i = 0; x && !unit && i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			mean[j] += (double)m.p[i * m.ld + j] / (double)m.n;
	for (size_t i = 0; x && i < m.n; i++) {
		double s = 0;
		for (size_t j = 0; j < m.d; j++)
			s += (double)m.p[i * m.ld + j] * (double)m.p[i * m.ld + j];
		for (size_t j = 0; j < m.d; j++) {
			x[i * m.d + j] = unit && s > 0 ? (float)((double)m.p[i * m.ld + j] / sqrt(s)) : m.p[i * m.ld + j];
			double v = (double)x[i * m.d + j] - mean[j];
			square[i] += v * v;
		}
	}
	return x;
}

/* The neighbours in the first space under their numbers in the second, and how far they are there. */
static void carry(ranking *w, const sx_knn *t, const size_t *map, const float *x, size_t d)
{
	for (size_t i = 0; i < w->n; i++) {
		size_t row = map ? map[i] : i;
		for (size_t j = 0; j < w->k; j++) {
			size_t from = t->index[i * t->ld + j], to = map ? map[from] : from;
			double v = sx_distance(SX_EUCLIDEAN, x + row * d, x + to * d, d);
			w->near[row * w->k + j] = (uint32_t)to;
			w->limit[row * w->k + j] = v * v;
		}
	}
}

/* Counts of all threads to mean ranks by row of the first space. Returns the mean rank. */
static double settle(const ranking *w, const size_t *map, size_t threads, double *row_rank)
{
	double sum = 0;
	for (size_t i = 0; i < w->n; i++) {
		double rank = 0;
		for (size_t t = 0; t < threads; t++)
			for (size_t j = 0; j < w->k; j++)
				rank += w->count[(t * w->n + (map ? map[i] : i)) * w->k + j];
		rank = rank / (double)w->k + 1;
		sum += rank;
		if (row_rank)
			row_rank[i] = rank;
	}
	return sum / (double)w->n;
}

bool sx_imbalance(const sx_imbalance_of *of, sx_job *job, sx_arena *tmp, double *out, sx_err *err)
{
	sx_knn t;
	sx_mat m = sx_space_mat(of->to);
	size_t k = of->k;
	size_t threads = (size_t)sx_threads(job);
	if (!sx_knn_get(of->from, of->metric, k, job, &t, err))
		return false;
	double *mean = sx_alloc(tmp, m.d, sizeof *mean), *square = sx_alloc(tmp, m.n, sizeof *square);
	ranking w = { .n = m.n, .k = k, .square = square, .near = sx_alloc(tmp, m.n * k, sizeof(uint32_t)),
	              .limit = sx_alloc(tmp, m.n * k, sizeof(double)), .count = sx_alloc(tmp, threads * m.n * k, sizeof(uint32_t)) };
	float *x = mean && square ? moved(m, of->metric == SX_COSINE, tmp, mean, square) : NULL;
	if (!x || !w.near || !w.limit || !w.count)
		return sx_fail_memory(err, "ranks", (double)m.n * ((double)m.d * 4 + (double)(threads * k) * 16));
	carry(&w, &t, of->map, x, m.d);
	const sx_pair_walk walk = { .m = { x, m.n, m.d, m.d }, .mean = mean, .what = "ranks", .body = rank_block, .ctx = &w };
	if (!sx_pairs(&walk, job, tmp, err))
		return false;
	*out = 2 / (double)m.n * settle(&w, of->map, threads, of->row_rank);
	return true;
}
