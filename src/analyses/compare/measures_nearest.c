/* measures_nearest.c: similarity measures that compare the sets of nearest neighbours: mutual kNN, CKNNA, information imbalance.
 *
 * Mutual kNN (Huh et al. 2024; the overlap of Doimo et al. 2020): the mean share of a row's k nearest in one space that are
 * among its k nearest in the other; k / (n - 1) by chance. CKNNA (Huh et al. 2024): the debiased HSIC of inner products masked
 * to common neighbours of both spaces, over that of each space masked to its own neighbours; under cosine, rows have unit
 * length. The mask is not symmetric, and as in the authors' program the first term is the sum of K_ij L_ji. With k = n - 1 it is
 * the debiased CKA. Standard errors are those of a mean over rows; for CKNNA, from the influence of each row. They are somewhat
 * too small, because rows share neighbours. */
#include "imbalance.h"
#include "measures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Neighbours of both sides under the numbers of the first, ascending: list[i * k + j]. */
typedef struct lists {
	sx_knn    a, b;
	uint32_t *x, *y;
} lists;

static int ascending(const void *p, const void *q)
{
	uint32_t a = *(const uint32_t *)p, b = *(const uint32_t *)q;
	return (a > b) - (a < b);
}

static bool get_lists(sx_pair *p, lists *l, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	size_t n = of->n, k = of->k;
	if (!sx_knn_get(p->a->space, of->metric, k, of->job, &l->a, err) || !sx_knn_get(p->b->space, of->metric, k, of->job, &l->b, err))
		return false;
	l->x = sx_alloc(p->tmp, n * k, sizeof *l->x);
	l->y = sx_alloc(p->tmp, n * k, sizeof *l->y);
	uint32_t *back = sx_alloc(p->tmp, n, sizeof *back);
	if (!l->x || !l->y || !back)
		return sx_fail_memory(err, "neighbour lists", (double)(n * k) * 8);
	for (size_t i = 0; i < n; i++)
		back[p->map ? p->map[i] : i] = (uint32_t)i;
	for (size_t i = 0; i < n; i++) {
		size_t row = p->map ? p->map[i] : i;
		for (size_t j = 0; j < k; j++) {
			l->x[i * k + j] = l->a.index[i * l->a.ld + j];
			l->y[i * k + j] = back[l->b.index[row * l->b.ld + j]];
		}
		qsort(l->x + i * k, k, sizeof *l->x, ascending);
		qsort(l->y + i * k, k, sizeof *l->y, ascending);
	}
	return true;
}

/* Calls for each number in both ascending lists. Returns how many there are. */
static size_t shared(const uint32_t *x, const uint32_t *y, size_t k, uint32_t *out)
{
	size_t count = 0;
	for (size_t i = 0, j = 0; i < k && j < k;) {
		if (x[i] == y[j])
			out[count++] = x[i];
		bool next = x[i] <= y[j];
		j += x[i] >= y[j];
		i += next;
	}
	return count;
}

bool sx_mutual_knn(sx_pair *p, sx_likeness *out, sx_err *err)
{
	lists l;
	const sx_comparison_run *of = p->a->of;
	if (sx_likeness_short(of, out))
		return true;
	double *share = sx_alloc(p->tmp, of->n, sizeof *share);
	uint32_t *both = sx_alloc(p->tmp, of->k, sizeof *both);
	if (!share || !both)
		return sx_fail_memory(err, "overlaps", (double)of->n * 8);
	if (!get_lists(p, &l, err))
		return false;
	for (size_t i = 0; i < of->n; i++)
		share[i] = (double)shared(l.x + i * of->k, l.y + i * of->k, of->k, both) / (double)of->k;
	out->se = sx_likeness_mean(share, of->n, &out->value);
	out->chance = (double)of->k / ((double)of->n - 1);
	out->exact = true;
	if (p->moved_overlap)
		memcpy(p->moved_overlap, share, of->n * sizeof *share);
	return true;
}

/* ---- CKNNA ---- */

/* A masked kernel as lists: row i has to[start[i]] … with values, ascending. */
typedef struct masked {
	size_t   *start;
	uint32_t *to;
	double   *value;
} masked;

SX_CLONES static double product_of_rows(const float *restrict x, const float *restrict y, size_t d)
{
	double sum = 0;
#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++)
		sum += (double)x[j] * (double)y[j];
	return sum;
}

/* The kernel of a side between rows of the first one's numbers. */
static double kernel(const sx_pair *p, const sx_lines *l, size_t i, size_t j)
{
	const float *x = sx_line(l, i), *y = sx_line(l, j);
	double v = product_of_rows(x, y, l->m.d);
	if (p->a->of->metric == SX_COSINE)
		v /= sqrt(product_of_rows(x, x, l->m.d) * product_of_rows(y, y, l->m.d));
	return v;
}

/* The mask of x and y (y NULL: of x alone) with the values of one side. */
static bool mask(const sx_pair *p, const uint32_t *x, const uint32_t *y, const sx_lines *values, masked *m, sx_err *err)
{
	size_t n = p->a->of->n, k = p->a->of->k;
	m->start = sx_alloc(p->tmp, n + 1, sizeof *m->start);
	m->to = sx_alloc(p->tmp, n * k, sizeof *m->to);
	m->value = sx_alloc(p->tmp, n * k, sizeof *m->value);
	if (!m->start || !m->to || !m->value)
		return sx_fail_memory(err, "masked kernels", (double)(n * k) * 12);
	for (size_t i = 0; i < n; i++) {
		uint32_t *to = m->to + m->start[i];
		size_t count = shared(x + i * k, (y ? y : x) + i * k, k, to);
		for (size_t j = 0; j < count; j++)
			m->value[m->start[i] + j] = kernel(p, values, i, to[j]);
		m->start[i + 1] = m->start[i] + count;
	}
	return true;
}

static double entry(const masked *m, size_t i, size_t j)
{
	uint32_t key = (uint32_t)j;
	const uint32_t *lo = m->to + m->start[i];
	const uint32_t *at = bsearch(&key, lo, m->start[i + 1] - m->start[i], sizeof key, ascending);
	return at ? m->value[at - m->to] : 0;
}

/* Unbiased HSIC times n (n - 3): sum K_ij L_ji + (sum K)(sum L) / ((n-1)(n-2)) - 2/(n-2) sum over j of (column sum of K)(row
 * sum of L). row[i] gains by times what row i adds to the first term. */
static double masked_hsic(const masked *k, const masked *l, size_t n, double *row, double by, double *scratch_2n)
{
	double first = 0, sk = 0, sl = 0, cross = 0, *column = scratch_2n, *line = scratch_2n + n;
	memset(scratch_2n, 0, 2 * n * sizeof *scratch_2n);
	for (size_t i = 0; i < n; i++) {
		for (size_t c = k->start[i]; c < k->start[i + 1]; c++) {
			double v = k->value[c] * entry(l, k->to[c], i);
			first += v;
			row[i] += by * v;
			row[k->to[c]] += by * v;
			column[k->to[c]] += k->value[c];
			sk += k->value[c];
		}
		for (size_t c = l->start[i]; c < l->start[i + 1]; c++)
			line[i] += l->value[c];
		sl += line[i];
	}
	for (size_t i = 0; i < n; i++)
		cross += column[i] * line[i];
	return first + sk * sl / (((double)n - 1) * ((double)n - 2)) - 2 / ((double)n - 2) * cross;
}

static bool masks(sx_pair *p, masked m[4], sx_err *err)
{
	lists l;
	return get_lists(p, &l, err) && mask(p, l.x, l.y, &p->x, &m[0], err) && mask(p, l.x, l.y, &p->y, &m[1], err) &&
	       mask(p, l.x, NULL, &p->x, &m[2], err) && mask(p, l.y, NULL, &p->y, &m[3], err);
}

bool sx_cknna(sx_pair *p, sx_likeness *out, sx_err *err)
{
	masked m[4];
	size_t n = p->a->of->n;
	if (sx_likeness_short(p->a->of, out))
		return true;
	if (n < 4 || p->a->of->k < 2) {
		snprintf(out->none, sizeof out->none, "it needs 4 rows and 2 neighbours");
		return true;
	}
	double *scratch = sx_alloc(p->tmp, 2 * n, sizeof *scratch), *row = sx_alloc(p->tmp, 3 * n, sizeof *row), sum = 0;
	if (!scratch || !row)
		return sx_fail_memory(err, "masked kernels", (double)n * 40);
	if (!masks(p, m, err))
		return false;
	double kl = masked_hsic(&m[0], &m[1], n, row, 1, scratch), kk = masked_hsic(&m[2], &m[2], n, row + n, 1, scratch);
	double ll = masked_hsic(&m[3], &m[3], n, row + 2 * n, 1, scratch);
	if (!(kk > 0) || !(ll > 0)) {
		snprintf(out->none, sizeof out->none, "the neighbours in a space are no more similar than by chance");
		return true;
	}
	out->value = kl / sqrt(kk * ll);
	out->chance = (double)p->a->of->k / ((double)n - 1);
	for (size_t i = 0; i < n; i++) {
		double change = row[i] / sqrt(kk * ll) - out->value * (row[n + i] / kk + row[2 * n + i] / ll) / 2;
		sum += change * change;
	}
	out->se = sqrt(sum);
	return true;
}

/* ---- information imbalance, at k = 1 and by distance, as published ---- */

static bool imbalance(sx_pair *p, sx_measured *from, sx_measured *to, const size_t *map, bool keep, sx_likeness *out, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	double *rank = sx_alloc(p->tmp, of->nfew, sizeof *rank), mean;
	if (of->n < 3) {
		snprintf(out->none, sizeof out->none, "it needs 3 rows");
		return true;
	}
	if (rank == NULL)
		return sx_fail_memory(err, "ranks", (double)of->nfew * 8);
	if (!sx_measured_few(from, err) || !sx_measured_few(to, err))
		return false;
	const sx_imbalance_of few = { .from = from->few, .to = to->few, .map = map, .k = 1, .metric = SX_EUCLIDEAN, .row_rank = rank };
	if (!sx_imbalance(&few, of->job, p->tmp, &out->value, err))
		return false;
	out->chance = 1;
	out->exact = true;
	out->se = 2 / (double)of->nfew * sx_likeness_mean(rank, of->nfew, &mean);
	for (size_t i = 0; keep && p->moved_rank && i < of->nfew; i++)
		p->moved_rank[of->few[i]] = rank[i];
	return true;
}

bool sx_imbalance_ab(sx_pair *p, sx_likeness *out, sx_err *err)
{
	return imbalance(p, p->a, p->b, p->few_map, true, out, err);
}

bool sx_imbalance_ba(sx_pair *p, sx_likeness *out, sx_err *err)
{
	size_t n = p->a->of->nfew, *back = NULL;
	if (p->few_map && (back = sx_alloc(p->tmp, n, sizeof *back)) == NULL)
		return sx_fail_memory(err, "a permutation", (double)n * 8);
	for (size_t i = 0; back && i < n; i++)
		back[p->few_map[i]] = i;
	return imbalance(p, p->b, p->a, back, false, out, err);
}
