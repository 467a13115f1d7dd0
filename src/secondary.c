/* secondary.c: secondary distances by blocks of rows. */
#include "secondary.h"
#include "linalg.h"
#include "special.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 32, TRIPLES_BLOCK = 256, CENTERING_K = 40 };	/* 40 as in the source of localised centring */

typedef struct pairs {
	sx_mat       m;
	sx_metric    metric;
	sx_secondary kind;
	size_t       n, d, k;
	size_t       grain;		/* rows of a block; more for triples, which compute all rows again for each block */
	double      *x, *square;	/* n × d centred or unit rows, n squared norms */
	double      *a, *b;		/* n: figures of each row */
	double      *block;		/* threads × 2 grain × n distances */
	double      *other;		/* threads × BLOCK × n, for empirical mutual proximity */
	uint32_t    *index;		/* n × k */
	double      *distance, *sum;	/* n × k, n */
	bool         bad;		/* a distribution could not be evaluated */
} pairs;

/* ---- distances in double ---- */

/* Where the expansion cancels, the pair is measured directly. */
static double exact_pair(const pairs *p, size_t i, size_t j, double expanded)
{
	double scale = p->metric == SX_COSINE ? 1 : p->square[i] + p->square[j];
	if (expanded > 1e-6 * scale)
		return p->metric == SX_COSINE ? expanded : sqrt(expanded);
	return sx_distance(p->metric, p->m.p + i * p->m.ld, p->m.p + j * p->m.ld, p->d);
}

static void distances(const pairs *p, size_t lo, size_t hi, double *out)
{
	bool cosine = p->metric == SX_COSINE;
	sx_dgemm(false, true, hi - lo, p->n, p->d, cosine ? -1 : -2, p->x + lo * p->d, p->d, p->x, p->d, 0, out, p->n);
	for (size_t i = lo; i < hi; i++, out += p->n)
		for (size_t j = 0; j < p->n; j++)
			out[j] = exact_pair(p, i, j, out[j] + (cosine ? 1 : p->square[i] + p->square[j]));
}

/* ---- what a pair's distance becomes ---- */

static double mutual_normal(const pairs *p, size_t i, size_t j, double d)
{
	return 1 - sx_normal_upper((d - p->a[i]) / p->b[i]) * sx_normal_upper((d - p->a[j]) / p->b[j]);
}

static double mutual_gamma(pairs *p, size_t i, size_t j, double d)
{
	double q = sx_gamma_q(p->a[i], d / p->b[i]) * sx_gamma_q(p->a[j], d / p->b[j]);
	if (isnan(q))
		p->bad = true;
	return 1 - q;
}

static double secondary(pairs *p, size_t i, size_t j, double d)
{
	switch (p->kind) {
	case SX_MP_NORMAL:           return mutual_normal(p, i, j, d);
	case SX_MP_GAMMA:            return mutual_gamma(p, i, j, d);
	case SX_LOCAL_SCALING:       return -expm1(-d * d / (p->a[i] * p->a[j]));
	case SX_NICDM:               return d / sqrt(p->a[i] * p->a[j]);
	case SX_CSLS:                return -(2 * (1 - d) - p->a[i] - p->a[j]);
	case SX_DIS_SIM_LOCAL:
	case SX_DIS_SIM_GLOBAL:      return d * d - p->a[i] - p->a[j];
	case SX_LOCALIZED_CENTERING: return -((1 - d) - p->a[j]);	/* j is the row that is listed */
	default:                     return d;
	}
}

static void convert_row(pairs *p, size_t i, double *row)
{
	for (size_t j = 0; j < p->n; j++)
		row[j] = j == i ? INFINITY : secondary(p, i, j, row[j]);
}

/* ---- empirical mutual proximity: shares of rows that are farther from both ---- */

SX_CLONES static size_t farther_from_both(const double *restrict di, const double *restrict dj, double d, size_t n)
{
	size_t count = 0;
	#pragma omp simd reduction(+:count)
	for (size_t m = 0; m < n; m++)
		count += (di[m] > d) & (dj[m] > d);
	return count;
}

/* Counting asks which of two distances is larger; those that differ by rounding alone must be equal, so they are counted
 * in single precision. */
static void whole_distances(const pairs *p, size_t lo, size_t hi, double *out)
{
	distances(p, lo, hi, out);
	for (size_t c = 0; c < (hi - lo) * p->n; c++)
		out[c] = (double)(float)out[c];
	for (size_t i = lo; i < hi; i++)
		out[(i - lo) * p->n + i] = 0;
}

/* The rows of the other side come block by block, so that two blocks of distances are held and never all. */
static void empirical_rows(pairs *p, size_t lo, size_t hi, double *own, double *other, double *out)
{
	for (size_t j0 = 0; j0 < p->n; j0 += BLOCK) {
		size_t j1 = p->n - j0 < BLOCK ? p->n : j0 + BLOCK;
		whole_distances(p, j0, j1, other);
		for (size_t i = lo; i < hi; i++)
			for (size_t j = j0; j < j1; j++) {
				const double *di = own + (i - lo) * p->n, *dj = other + (j - j0) * p->n;
				size_t both = farther_from_both(di, dj, di[j], p->n);
				out[(i - lo) * p->n + j] = i == j ? INFINITY : 1 - (double)both / ((double)p->n - 2);
			}
	}
}

/* ---- the k best of a row ---- */

static void best_of_row(pairs *p, size_t i, const double *row)
{
	uint32_t *index = p->index + i * p->k;
	double *distance = p->distance + i * p->k, sum = 0;
	size_t have = 0;
	for (size_t j = 0; j < p->n; j++) {
		if (j == i)
			continue;
		sum += row[j];
		if (have == p->k && !(row[j] < distance[have - 1]))
			continue;
		size_t at = have < p->k ? have++ : p->k - 1;
		for (; at > 0 && row[j] < distance[at - 1]; at--) {
			distance[at] = distance[at - 1];
			index[at] = index[at - 1];
		}
		distance[at] = row[j];
		index[at] = (uint32_t)j;
	}
	p->sum[i] = sum;
}

static void secondary_block(void *ctx, size_t lo, size_t hi, int thread)
{
	pairs *p = ctx;
	double *own = p->block + (size_t)thread * 2 * p->grain * p->n, *out = own;
	if (p->kind == SX_MP_EMPIRICAL) {
		out = own + p->grain * p->n;
		whole_distances(p, lo, hi, own);
		empirical_rows(p, lo, hi, own, p->other + (size_t)thread * BLOCK * p->n, out);
	} else {
		distances(p, lo, hi, own);
		for (size_t i = lo; i < hi; i++)
			convert_row(p, i, own + (i - lo) * p->n);
	}
	for (size_t i = lo; i < hi; i++)
		best_of_row(p, i, out + (i - lo) * p->n);
}

/* ---- figures of each row ---- */

/* Mean and population deviation of a row's distances, itself left out; turned into what the distribution wants. */
static void row_moments(void *ctx, size_t lo, size_t hi, int thread)
{
	pairs *p = ctx;
	double *row = p->block + (size_t)thread * 2 * p->grain * p->n, others = (double)p->n - 1;
	distances(p, lo, hi, row);
	for (size_t i = lo; i < hi; i++, row += p->n) {
		double mean = 0, square = 0;
		for (size_t j = 0; j < p->n; j++)
			mean += j == i ? 0 : row[j] / others;
		for (size_t j = 0; j < p->n; j++)
			square += j == i ? 0 : (row[j] - mean) * (row[j] - mean);
		double variance = square / (p->kind == SX_MP_GAMMA ? others - 1 : others);
		variance = variance > 0 ? variance : 1e-14;
		p->a[i] = p->kind == SX_MP_GAMMA ? mean * mean / variance : mean;
		p->b[i] = p->kind == SX_MP_GAMMA ? variance / mean : sqrt(variance);
	}
}

/* From the k nearest: the k-th distance, their mean, the mean cosine. A distance of 0, where k rows are equal, becomes
 * the least positive one of the row. */
static bool from_neighbours(pairs *p, sx_space *s, sx_job *job, sx_err *err)
{
	size_t k = p->kind == SX_LOCALIZED_CENTERING ? (p->n - 1 < CENTERING_K ? p->n - 1 : CENTERING_K) : p->k;
	sx_knn t;
	if (!sx_knn_get(s, p->metric, k, job, &t, err))
		return false;
	for (size_t i = 0; i < p->n; i++) {
		const double *d = t.distance + i * t.ld;
		double sum = 0;
		for (size_t j = 0; j < k; j++)
			sum += d[j];
		bool similar = p->kind == SX_CSLS || p->kind == SX_LOCALIZED_CENTERING;
		p->a[i] = similar ? 1 - sum / (double)k : p->kind == SX_NICDM ? sum / (double)k : d[k - 1];
		if (!similar && !(p->a[i] > 0))
			p->a[i] = 1e-12;
	}
	return true;
}

/* Squared distance of each row to the mean of all rows, or of its k nearest. */
static bool from_centroids(pairs *p, sx_space *s, sx_job *job, double *centre, sx_err *err)
{
	sx_knn t = { 0 };
	bool local = p->kind == SX_DIS_SIM_LOCAL;
	if (local && !sx_knn_get(s, SX_EUCLIDEAN, p->k, job, &t, err))
		return false;
	for (size_t i = 0; i < p->n; i++) {
		memset(centre, 0, p->d * sizeof *centre);
		for (size_t l = 0; local && l < p->k; l++)
			for (size_t j = 0; j < p->d; j++)
				centre[j] += p->x[t.index[i * t.ld + l] * p->d + j] / (double)p->k;
		double sum = 0;
		for (size_t j = 0; j < p->d; j++)
			sum += (p->x[i * p->d + j] - centre[j]) * (p->x[i * p->d + j] - centre[j]);
		p->a[i] = sum;		/* rows are centred: the mean of all is 0 */
	}
	return true;
}

static bool row_figures(pairs *p, sx_space *s, sx_job *job, sx_arena *tmp, sx_err *err)
{
	switch (p->kind) {
	case SX_MP_NORMAL:
	case SX_MP_GAMMA:
		return sx_for(job, "distances", p->n, BLOCK, row_moments, p) || sx_fail_cancel(err);
	case SX_DIS_SIM_LOCAL:
	case SX_DIS_SIM_GLOBAL: {
		double *centre = sx_alloc(tmp, p->d, sizeof *centre);
		return centre ? from_centroids(p, s, job, centre, err) : sx_fail_memory(err, "centroids", (double)p->d * 8);
	}
	case SX_SECONDARY_NONE:
	case SX_MP_EMPIRICAL:
		return true;
	default:
		return from_neighbours(p, s, job, err);
	}
}

/* ---- rows made ready ---- */

static bool load_rows(pairs *p, const sx_space *s, sx_arena *tmp, sx_err *err)
{
	double *mean = sx_alloc(tmp, p->d, sizeof *mean);
	if (mean == NULL)
		return sx_fail_memory(err, "means", (double)p->d * 8);
	for (size_t i = 0; p->metric == SX_EUCLIDEAN && i < p->n; i++)
		for (size_t j = 0; j < p->d; j++)
			mean[j] += (double)p->m.p[i * p->m.ld + j] / (double)p->n;
	for (size_t i = 0; i < p->n; i++) {
		double *x = p->x + i * p->d;
		for (size_t j = 0; j < p->d; j++) {
			x[j] = (double)p->m.p[i * p->m.ld + j] - mean[j];
			p->square[i] += x[j] * x[j];
		}
		if (p->metric != SX_COSINE)
			continue;
		if (p->square[i] == 0)
			return sx_fail(err, SX_EINPUT, "%s: row %zu is all zeros: it has no direction, so cosine is undefined there; "
			               "leave such rows out with --where 'norm > 0'", sx_space_name(s), i);
		for (size_t j = 0; j < p->d; j++)
			x[j] /= sqrt(p->square[i]);
	}
	return true;
}

static bool room(pairs *p, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t threads = (size_t)sx_threads(job);
	p->x = sx_alloc(tmp, p->n * p->d, sizeof *p->x);
	p->square = sx_alloc(tmp, p->n, sizeof *p->square);
	p->a = sx_alloc(tmp, p->n, sizeof *p->a);
	p->b = sx_alloc(tmp, p->n, sizeof *p->b);
	p->sum = sx_alloc(tmp, p->n, sizeof *p->sum);
	p->block = sx_alloc(tmp, threads * 2 * p->grain * p->n, sizeof *p->block);
	p->other = sx_alloc(tmp, p->kind == SX_MP_EMPIRICAL ? threads * BLOCK * p->n : 1, sizeof *p->other);
	return (p->x && p->square && p->a && p->b && p->sum && p->block && p->other) ||
	       sx_fail_memory(err, "secondary distances", (double)p->n * ((double)p->d + 2 * (double)p->grain * (double)threads) * 8);
}

bool sx_secondary_knn(sx_space *s, sx_metric metric, sx_secondary kind, size_t k, sx_job *job, sx_arena *tmp,
                      uint32_t *index, double *distance, double *mean, sx_err *err)
{
	pairs p = { .m = sx_space_mat(s), .metric = metric, .kind = kind, .k = k, .index = index, .distance = distance };
	p.n = p.m.n;
	p.d = p.m.d;
	p.grain = kind == SX_MP_EMPIRICAL ? TRIPLES_BLOCK : BLOCK;
	if (kind == SX_CSLS || kind == SX_LOCALIZED_CENTERING)
		p.metric = SX_COSINE;
	if (kind == SX_DIS_SIM_LOCAL || kind == SX_DIS_SIM_GLOBAL)
		p.metric = SX_EUCLIDEAN;
	if (k == 0 || k >= p.n || p.n < 4)
		return sx_fail(err, SX_EINPUT, "%s: k is %zu, but %zu rows have at most %zu neighbours each", sx_space_name(s), k, p.n,
		               p.n ? p.n - 1 : 0);
	if (kind == SX_MP_EMPIRICAL && p.n > SX_MP_EMPIRICAL_MOST)
		return sx_fail(err, SX_EINPUT, "%s: empirical mutual proximity visits every triple of %zu rows; at most %d; take the "
		               "normal or gamma form, or a sample", sx_space_name(s), p.n, SX_MP_EMPIRICAL_MOST);
	if (!room(&p, job, tmp, err) || !load_rows(&p, s, tmp, err) || !row_figures(&p, s, job, tmp, err))
		return false;
	if (!sx_for(job, "secondary distances", p.n, p.grain, secondary_block, &p))
		return sx_fail_cancel(err);
	if (p.bad)
		return sx_fail(err, SX_EINPUT, "%s: the gamma distribution does not fit some row's distances", sx_space_name(s));
	double sum = 0;
	for (size_t i = 0; i < p.n; i++)
		sum += p.sum[i];
	if (mean)
		*mean = sum / ((double)p.n * ((double)p.n - 1));
	return true;
}
