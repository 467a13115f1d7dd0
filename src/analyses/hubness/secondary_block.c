/* secondary_block.c: blocks of primary distances, the secondary distance of a pair, and the k nearest of a row. */
#include "secondary_parts.h"
#include "numeric/linalg.h"
#include "numeric/special.h"

#include <math.h>

/* ---- distances in double ---- */

/* Where the expansion cancels, the pair is measured directly. */
static double exact_pair(const sx_secondary *p, const sx_secondary_side *s, size_t i, size_t j, double expanded)
{
	if (p->metric == SX_DOT)
		return expanded;
	double scale = p->metric == SX_COSINE ? 1 : s->square[i] + p->over.square[j];
	if (expanded > 1e-6 * scale)
		return p->metric == SX_COSINE ? expanded : sqrt(expanded);
	return sx_distance(p->metric, s->m.p + i * s->m.ld, p->over.m.p + j * p->over.m.ld, p->d);
}

void sx_secondary_distances(const sx_secondary *p, const sx_secondary_side *s, size_t lo, size_t hi, double *out)
{
	bool squares = p->metric == SX_EUCLIDEAN;
	double add = p->metric == SX_COSINE;
	size_t n = p->over.m.n;
	sx_dgemm(false, true, hi - lo, n, p->d, squares ? -2 : -1, s->x + lo * p->d, p->d, p->over.x, p->d, 0, out, n);
	for (size_t i = lo; i < hi; i++, out += n)
		for (size_t j = 0; j < n; j++)
			out[j] = exact_pair(p, s, i, j, out[j] + (squares ? s->square[i] + p->over.square[j] : add));
}

/* ---- what a pair's distance becomes ---- */

static double mutual_normal(const sx_secondary *p, size_t i, size_t j, double d)
{
	return 1 - sx_normal_upper((d - p->own.a[i]) / p->own.b[i]) * sx_normal_upper((d - p->over.a[j]) / p->over.b[j]);
}

static double mutual_gamma(sx_secondary *p, size_t i, size_t j, double d)
{
	double q = sx_gamma_table_q(&p->own.gamma[i], d) * sx_gamma_table_q(&p->over.gamma[j], d);
	if (isnan(q))
		p->bad = true;
	return 1 - q;
}

double sx_secondary_of(sx_secondary *p, size_t i, size_t j, double d)
{
	double a = p->own.a[i], b = p->over.a[j];
	switch (p->spec.kind) {
	case SX_MP_NORMAL:           return mutual_normal(p, i, j, d);
	case SX_MP_GAMMA:            return mutual_gamma(p, i, j, d);
	case SX_LOCAL_SCALING:
		return p->spec.convention == SX_SCIKIT_HUBNESS ? 1 + d * d / (a * b) : -expm1(-d * d / (a * b));
	case SX_NICDM:               return p->factor * d / sqrt(a * b);
	case SX_CSLS:                return -(2 * (1 - d) - a - b);
	case SX_DIS_SIM_LOCAL:
	case SX_DIS_SIM_GLOBAL:      return d * d - a - b;
	case SX_LOCALIZED_CENTERING: return -((1 - d) - b);	/* j is the row that is listed */
	default:                     return d;
	}
}

/* ---- the k best of a row ---- */

/* Whether value j of a row goes before the listed row: equal ones by distance or by row. Candidates come nearest first. */
static bool before(const sx_secondary *p, const uint32_t *which, const double *near, size_t j, double v, uint32_t row,
                   double listed)
{
	if (v != listed)
		return v < listed;
	if (which)
		return !p->spec.ties_by_distance && which[j] < row;
	return near && near[j] < near[row];
}

void sx_secondary_best(sx_secondary *p, size_t i, const double *row, const uint32_t *which, size_t n, const double *near)
{
	size_t k = p->listed, have = 0;
	uint32_t *index = p->index + i * k;
	double *distance = p->distance + i * k, sum = 0;
	for (size_t j = 0; j < n; j++) {
		if (row[j] == (double)INFINITY)
			continue;
		sum += row[j];
		if (have == k && (row[j] > distance[k - 1] || !before(p, which, near, j, row[j], index[k - 1], distance[k - 1])))
			continue;
		size_t at = have < k ? have++ : k - 1;
		for (; at > 0 && before(p, which, near, j, row[j], index[at - 1], distance[at - 1]); at--) {
			distance[at] = distance[at - 1];
			index[at] = index[at - 1];
		}
		distance[at] = row[j];
		index[at] = which ? which[j] : (uint32_t)j;
	}
	p->sum[i] = sum;
}
