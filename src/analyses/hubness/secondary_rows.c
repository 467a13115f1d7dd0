/* secondary_rows.c: the statistics of each row that a secondary distance needs. */
#include "secondary_parts.h"
#include "numeric/linalg.h"

#include <math.h>
#include <string.h>

/* ---- from the plain neighbours ---- */

static void plain_block(void *ctx, size_t lo, size_t hi, int thread)
{
	sx_secondary *p = ctx;
	size_t n = p->over.m.n;
	double *row = p->block + (size_t)thread * 2 * p->grain * n;
	sx_secondary_distances(p, &p->own, lo, hi, row);
	for (size_t i = lo; i < hi; i++)
		sx_secondary_best(p, i, row + (i - lo) * n, NULL, n, NULL);
}

/* Of queries, whose rows are made ready already: the same pass with other lists, and the distances as they are. */
static bool near_queries(const sx_secondary *p, size_t k, sx_job *job, sx_arena *tmp, sx_secondary_near *out, sx_err *err)
{
	sx_secondary q = *p;
	size_t m = p->own.m.n;
	q.spec = (sx_secondary_spec){ .kind = SX_SECONDARY_NONE, .metric = p->metric, .k = k };
	q.listed = k;
	q.grain = SX_SECONDARY_BLOCK;
	q.index = sx_alloc(tmp, m * k, sizeof *q.index);
	q.distance = sx_alloc(tmp, m * k, sizeof *q.distance);
	q.sum = sx_alloc(tmp, m, sizeof *q.sum);
	if (!q.index || !q.distance || !q.sum)
		return sx_fail_memory(err, "neighbours of the queries", (double)(m * k) * 12);
	*out = (sx_secondary_near){ q.index, q.distance, k };
	return sx_for(job, "secondary distances", m, q.grain, plain_block, &q) || sx_fail_cancel(err);
}

bool sx_secondary_nearest(sx_secondary *p, const sx_secondary_side *s, size_t k, sx_job *job, sx_arena *tmp,
                          sx_secondary_near *out, sx_err *err)
{
	sx_knn t;
	if (s != &p->over && !p->same)
		return near_queries(p, k, job, tmp, out, err);
	if (!sx_knn_get(p->over.space, p->metric, k, job, &t, err))
		return false;
	*out = (sx_secondary_near){ t.index, t.distance, t.ld };
	return true;
}

/* The mean or the k-th of the distances. If k rows equal this one it is 0 and cannot be a divisor: then the smallest positive
 * distance of the list is used, or a tiny number. */
static double reach(const double *d, size_t k, bool mean)
{
	double sum = 0, least = 1e-12;
	for (size_t j = k; j-- > 0;) {
		sum += d[j];
		least = d[j] > 0 ? d[j] : least;
	}
	double v = mean ? sum / (double)k : d[k - 1];
	return v > 0 ? v : least;
}

/* The mean similarity of a row to its nearest rows, including itself on request, to a power that keeps the sign. */
static double affinity(const double *d, size_t k, bool self, double power)
{
	double sum = self ? 1 : 0;
	for (size_t j = 0; j < k - self; j++)
		sum += 1 - d[j];
	sum /= (double)k;
	return copysign(pow(fabs(sum), power), sum);
}

static bool reach_of_rows(sx_secondary *p, sx_secondary_side *s, sx_job *job, sx_arena *tmp, sx_err *err)
{
	sx_secondary_near t;
	size_t k = p->size;
	bool self = p->spec.kind == SX_LOCALIZED_CENTERING && (p->spec.self || p->spec.convention == SX_TOOLBOX);
	double power = p->spec.kind == SX_LOCALIZED_CENTERING && p->spec.power > 0 ? p->spec.power : 1;
	if (!sx_secondary_nearest(p, s, k, job, tmp, &t, err))
		return false;
	for (size_t i = 0; i < s->m.n; i++) {
		const double *d = t.distance + i * t.ld;
		bool similar = p->spec.kind == SX_CSLS || p->spec.kind == SX_LOCALIZED_CENTERING;
		s->a[i] = similar ? affinity(d, k, self, power) : reach(d, k, p->spec.kind == SX_NICDM);
	}
	return true;
}

/* The geometric mean over all rows, and the zero distance of a row to itself, as two conventions require. */
static void nicdm_convention(sx_secondary *p)
{
	double sum = 0;
	size_t n = p->over.m.n;
	for (size_t i = 0; i < n; i++)
		sum += log(p->over.a[i]) / (double)n;
	if (p->spec.convention == SX_TOOLBOX)
		p->factor = exp(sum);
	if (p->spec.convention == SX_SCIKIT_HUBNESS)
		p->factor = sqrt(1 + 1 / (double)p->size);
}

static bool from_neighbours(sx_secondary *p, sx_job *job, sx_arena *tmp, sx_err *err)
{
	if (!reach_of_rows(p, &p->over, job, tmp, err))
		return false;
	if (p->same)
		memcpy(p->own.a, p->over.a, p->own.m.n * sizeof *p->own.a);
	else if (p->spec.kind != SX_LOCALIZED_CENTERING && !reach_of_rows(p, &p->own, job, tmp, err))
		return false;
	if (p->spec.kind == SX_NICDM)
		nicdm_convention(p);
	return true;
}

/* ---- squared distance to the mean of all rows, or of the nearest ---- */

static void mean_of(const sx_secondary *p, const double *rows, const uint32_t *index, size_t k, double *out)
{
	memset(out, 0, p->d * sizeof *out);
	for (size_t l = 0; l < k; l++)
		for (size_t j = 0; j < p->d; j++)
			out[j] += rows[index[l] * p->d + j] / (double)k;
}

static double square_to(const sx_secondary *p, const double *x, const double *centre)
{
	double sum = 0;
	for (size_t j = 0; j < p->d; j++)
		sum += (x[j] - centre[j]) * (x[j] - centre[j]);
	return sum;
}

/* centroid, unless NULL: n × d, the centroid of every index row. */
static bool local_squares(sx_secondary *p, sx_secondary_side *s, const double *rows, double *centroid, double *centre, sx_job *job,
                          sx_arena *tmp, sx_err *err)
{
	sx_secondary_near t;
	if (!sx_secondary_nearest(p, s, p->size, job, tmp, &t, err))
		return false;
	for (size_t i = 0; i < s->m.n; i++) {
		if (i % 1024 == 0 && !sx_tick(job, (double)i / (double)s->m.n, "centroids"))
			return sx_fail_cancel(err);
		double *c = centroid ? centroid + i * p->d : centre;
		mean_of(p, rows, t.index + i * t.ld, p->size, c);
		s->a[i] = square_to(p, s->x + i * p->d, c);
	}
	return true;
}

static bool from_centroids(sx_secondary *p, sx_job *job, sx_arena *tmp, sx_err *err)
{
	bool second = p->spec.convention == SX_SCIKIT_HUBNESS, local = p->spec.kind == SX_DIS_SIM_LOCAL;
	double *centre = sx_alloc(tmp, p->d, sizeof *centre);
	double *centroid = local && second ? sx_alloc(tmp, p->over.m.n * p->d, sizeof *centroid) : NULL;
	if (centre == NULL || (local && second && centroid == NULL))
		return sx_fail_memory(err, "centroids", (double)p->over.m.n * (double)p->d * 8);
	for (size_t i = 0; !local && i < p->over.m.n; i++)
		p->over.a[i] = p->over.square[i];		/* rows are centred: the mean of all is 0 */
	for (size_t i = 0; !local && i < p->own.m.n; i++)
		p->own.a[i] = p->own.square[i];
	if (!local)
		return true;
	if (!local_squares(p, &p->over, p->over.x, centroid, centre, job, tmp, err))
		return false;
	if (p->same && !second) {
		memcpy(p->own.a, p->over.a, p->own.m.n * sizeof *p->own.a);
		return true;
	}
	return local_squares(p, &p->own, second ? centroid : p->over.x, NULL, centre, job, tmp, err);
}

/* ---- moments of all distances, or of the candidates' ---- */

typedef struct moments {
	sx_secondary *p;
	sx_secondary_side  *side;
	const double *near;	/* NULL: all distances */
	size_t    ld, count;
} moments;

/* Mean and population standard deviation of count distances, without index skip, as parameters of the distribution. */
static void moments_of(const moments *c, size_t i, const double *d, size_t count, size_t skip, bool zero)
{
	bool gamma = c->p->spec.kind == SX_MP_GAMMA;
	double others = (double)(count - (skip < count) + zero), mean = 0, least = INFINITY, most = 0;
	for (size_t j = 0; j < count; j++)
		if (j != skip) {
			mean += d[j] / others;
			least = fmin(least, d[j]);
			most = fmax(most, d[j]);
		}
	double square = zero ? mean * mean : 0;
	for (size_t j = 0; j < count; j++)
		square += j == skip ? 0 : (d[j] - mean) * (d[j] - mean);
	double variance = square / (gamma ? others - 1 : others);
	variance = variance > 0 ? variance : 1e-14;
	c->side->a[i] = gamma ? mean * mean / variance : mean;
	c->side->b[i] = gamma ? variance / mean : sqrt(variance);
	c->side->least[i] = least;
	c->side->most[i] = most;
}

static void moments_block(void *ctx, size_t lo, size_t hi, int thread)
{
	moments *c = ctx;
	size_t n = c->p->over.m.n;
	double *row = c->p->block + (size_t)thread * 2 * c->p->grain * n;
	bool zero = c->p->spec.convention == SX_PAPER;
	if (c->near == NULL)
		sx_secondary_distances(c->p, c->side, lo, hi, row);
	for (size_t i = lo; i < hi; i++)
		if (c->near)
			moments_of(c, i, c->near + i * c->ld, c->count, SIZE_MAX, zero);
		else
			moments_of(c, i, row + (i - lo) * n, n, c->side == &c->p->over ? i : SIZE_MAX, zero && c->side != &c->p->over);
}

static void fill_block(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	for (size_t i = lo; i < hi; i++)
		sx_gamma_table_fill(&((moments *)ctx)->side->gamma[i]);
}

static bool gamma_tables(moments *c, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t n = c->side->m.n, total = 0;
	for (size_t i = 0; i < n; i++)
		total += sx_gamma_table_plan(&c->side->gamma[i], c->side->a[i], c->side->b[i], c->side->least[i], c->side->most[i]);
	double *term = sx_alloc(tmp, total * SX_GAMMA_TERMS, sizeof *term);
	if (term == NULL)
		return sx_fail_memory(err, "tables of gamma distributions", (double)total * SX_GAMMA_TERMS * 8);
	for (size_t i = 0; i < n; i++) {
		c->side->gamma[i].term = term;
		term += c->side->gamma[i].pieces * SX_GAMMA_TERMS;
	}
	return sx_for(job, "gamma distributions", n, SX_SECONDARY_BLOCK, fill_block, c) || sx_fail_cancel(err);
}

static bool side_moments(sx_secondary *p, sx_secondary_side *s, sx_job *job, sx_arena *tmp, sx_err *err)
{
	moments c = { .p = p, .side = s, .count = p->spec.candidates };
	sx_secondary_near t = { 0 };
	if (c.count && !sx_secondary_nearest(p, s, c.count, job, tmp, &t, err))
		return false;
	c.near = t.distance;
	c.ld = t.ld;
	if (!sx_for(job, "distances", s->m.n, p->grain, moments_block, &c))
		return sx_fail_cancel(err);
	return p->spec.kind != SX_MP_GAMMA || gamma_tables(&c, job, tmp, err);
}

static bool from_moments(sx_secondary *p, sx_job *job, sx_arena *tmp, sx_err *err)
{
	if (!side_moments(p, &p->over, job, tmp, err))
		return false;
	if (!p->same)
		return side_moments(p, &p->own, job, tmp, err);
	memcpy(p->own.a, p->over.a, p->own.m.n * sizeof *p->own.a);
	return true;
}

bool sx_secondary_figures(sx_secondary *p, sx_job *job, sx_arena *tmp, sx_err *err)
{
	switch (p->spec.kind) {
	case SX_MP_NORMAL:
	case SX_MP_GAMMA:
		return from_moments(p, job, tmp, err);
	case SX_DIS_SIM_LOCAL:
	case SX_DIS_SIM_GLOBAL:
		return from_centroids(p, job, tmp, err);
	case SX_SECONDARY_NONE:
	case SX_MP_EMPIRICAL:
		return true;
	default:
		return from_neighbours(p, job, tmp, err);
	}
}
