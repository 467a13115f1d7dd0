/* measures_distances.c: similarity measures that read distances of pairs of rows: RBF CKA and RSA.
 *
 * RBF CKA (Kornblith et al. 2019): K_ij = exp(-|x_i - x_j|² / (2 sigma²)), sigma² the median squared distance of pairs of rows,
 * HSIC(K, L) = tr(K H L H), HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)): on at most 4,096 rows, n² (d + e) flop. Its standard error
 * is that of the mean over ten disjoint tenths of the rows.
 * RSA (Kriegeskorte et al. 2008): Spearman's correlation of 1 - Pearson between rows, over all pairs of up to 1,024 rows, else
 * over some half million random pairs. Its standard error is from the Hájek projection on rows, the contribution of all pairs of
 * a row. */
#include "measures.h"
#include "numeric/linalg.h"
#include "numeric/stats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 128, PARTS = 10, PART_LEAST = 30 };

/* ---- measures on random pairs of rows ---- */

SX_CLONES static double square_between(const float *restrict x, const float *restrict y, size_t d)
{
	double sum = 0;
#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++)
		sum += ((double)x[j] - (double)y[j]) * ((double)x[j] - (double)y[j]);
	return sum;
}

SX_CLONES static double covariance(const float *restrict x, double mx, const float *restrict y, double my, size_t d)
{
	double sum = 0;
#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++)
		sum += ((double)x[j] - mx) * ((double)y[j] - my);
	return sum;
}

typedef struct couples {
	const sx_comparison_run *of;
	sx_lines  l;		/* in the pair's order */
	double   *mean, *inv;	/* n: of the row, and 1 / its length about it */
	double   *value;
} couples;

static void distances(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	couples *c = ctx;
	for (size_t i = lo; i < hi; i++)
		c->value[i] = square_between(sx_line(&c->l, c->of->couple[i][0]), sx_line(&c->l, c->of->couple[i][1]), c->l.m.d);
}

static void correlations(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	couples *c = ctx;
	for (size_t i = lo; i < hi; i++) {
		size_t a = c->of->couple[i][0], b = c->of->couple[i][1];
		c->value[i] = covariance(sx_line(&c->l, a), c->mean[a], sx_line(&c->l, b), c->mean[b], c->l.m.d) * c->inv[a] * c->inv[b];
	}
}

/* ---- RSA ---- */

/* False in *varies where a row is constant, which has no correlation. */
static bool shape_rows(couples *c, bool *varies, sx_arena *tmp)
{
	size_t d = c->l.m.d;
	c->mean = sx_alloc(tmp, c->l.n, sizeof *c->mean);
	c->inv = sx_alloc(tmp, c->l.n, sizeof *c->inv);
	*varies = true;
	for (size_t i = 0; c->mean && c->inv && i < c->l.n; i++) {
		const float *x = sx_line(&c->l, i);
		for (size_t j = 0; j < d; j++)
			c->mean[i] += (double)x[j] / (double)d;
		double square = covariance(x, c->mean[i], x, c->mean[i], d);
		*varies = *varies && square > 1e-24 * (double)d * c->mean[i] * c->mean[i];
		c->inv[i] = 1 / sqrt(square);
	}
	return c->mean && c->inv;
}

/* Ranks of the couples' dissimilarities, mean 0 and length 1. *rank stays NULL where a row is constant. */
static bool rank_couples(const sx_comparison_run *of, const sx_lines *l, sx_arena *keep, sx_arena *tmp, double **rank, sx_err *err)
{
	couples c = { .of = of, .l = *l, .value = sx_alloc(tmp, of->couples, sizeof *c.value) };
	double *r = sx_alloc(keep, of->couples, sizeof *r), mid = ((double)of->couples + 1) / 2, square = 0;
	bool varies;
	if (!c.value || !r || !shape_rows(&c, &varies, tmp))
		return sx_fail_memory(err, "pairs of rows", (double)of->couples * 16);
	if (!varies)
		return true;
	if (!sx_for(of->job, "correlations of rows", of->couples, 4096, correlations, &c))
		return sx_fail_cancel(err);
	if (!sx_ranks(c.value, of->couples, r, tmp))
		return sx_fail_memory(err, "ranks", (double)of->couples * 24);
	for (size_t i = 0; i < of->couples; i++)
		square += (r[i] - mid) * (r[i] - mid);
	for (size_t i = 0; i < of->couples; i++)
		r[i] = (r[i] - mid) / sqrt(square);
	*rank = square > 0 ? r : NULL;
	return true;
}

/* The ranks of the second side in the order of the first, where the couples are all pairs i < j, row after row. */
static bool reorder(const sx_pair *p, double **out, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	double *to = p->b->rank ? sx_alloc(p->tmp, of->couples, sizeof *to) : NULL;
	for (size_t c = 0; to && c < of->couples; c++) {
		size_t i = p->map[of->couple[c][0]], j = p->map[of->couple[c][1]], low = i < j ? i : j, high = i < j ? j : i;
		to[c] = p->b->rank[low * (2 * of->n - low - 1) / 2 + high - low - 1];
	}
	*out = to;
	return to || !p->b->rank || sx_fail_memory(err, "ranks", (double)of->couples * 8);
}

static double rank_error(const sx_pair *p, const double *a, const double *b, double rho)
{
	const sx_comparison_run *of = p->a->of;
	double *row = sx_alloc(p->tmp, of->n, sizeof *row), sum = 0;
	for (size_t i = 0; row && i < of->couples; i++) {
		double f = a[i] * b[i] - rho * (a[i] * a[i] + b[i] * b[i]) / 2;
		row[of->couple[i][0]] += f;
		row[of->couple[i][1]] += f;
	}
	for (size_t i = 0; row && i < of->n; i++)
		sum += row[i] * row[i];
	return row ? sqrt(sum) : NAN;
}

bool sx_rsa(sx_pair *p, sx_likeness *out, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	double *b = NULL;
	if (of->n < 4 || p->x.m.d < 2 || p->y.m.d < 2) {
		snprintf(out->none, sizeof out->none, "it needs 4 rows and 2 dimensions");
		return true;
	}
	if (!p->a->rank && !rank_couples(of, &p->a->lines, of->tmp, p->tmp, &p->a->rank, err))
		return false;
	bool all = of->couples == of->n * (of->n - 1) / 2;
	if ((!p->map || all) && !p->b->rank && !rank_couples(of, &p->b->lines, of->tmp, p->tmp, &p->b->rank, err))
		return false;
	if (p->map && !(all ? reorder(p, &b, err) : rank_couples(of, &p->y, p->tmp, p->tmp, &b, err)))
		return false;
	b = p->map ? b : p->b->rank;
	if (!p->a->rank || !b) {
		snprintf(out->none, sizeof out->none, "a row has the same value in every dimension, so its correlations are "
			"undefined");
		return true;
	}
	out->chance = 0;
	out->exact = true;
	for (size_t i = 0; i < of->couples; i++)
		out->value += p->a->rank[i] * b[i];
	if (of->detail)
		out->se = rank_error(p, p->a->rank, b, out->value);
	return true;
}

/* ---- RBF CKA ---- */

static bool find_scale(sx_measured *s, sx_arena *tmp, sx_err *err)
{
	couples c = { .of = s->of, .l = s->lines };
	if (s->scale > 0)
		return true;
	c.value = sx_alloc(tmp, s->of->couples, sizeof *c.value);
	if (c.value == NULL)
		return sx_fail_memory(err, "distances", (double)s->of->couples * 8);
	if (!sx_for(s->of->job, "distances", s->of->couples, 4096, distances, &c))
		return sx_fail_cancel(err);
	s->scale = sx_quantile(c.value, s->of->couples, 0.5);
	return s->scale > 0 ||
	       sx_fail(err, SX_EINPUT, "%s: more than half of the rows are equal; cka_rbf has no width", sx_space_name(s->space));
}

/* One stripe of rows against itself and all later ones: sums of K L, K K, L L, and row sums of both kernels, which every
 * stripe keeps for all rows, so that they are added in the order of the stripes. */
typedef struct kernels {
	sx_lines x, y;
	double   x_by, y_by;		/* 1 / (2 sigma²) */
	size_t   n, size;
	double  *scratch;		/* threads × size */
	double  *sum;			/* stripes × 3 */
	double  *row;			/* stripes × 2 n */
} kernels;

static void squares(const double *x, size_t n, size_t d, double *square)
{
	for (size_t i = 0; i < n; i++) {
		square[i] = 0;
		for (size_t j = 0; j < d; j++)
			square[i] += x[i * d + j] * x[i * d + j];
	}
}

typedef struct tile { size_t a0, na, b0, nb; double *a, *b; } tile;	/* two stretches of rows, and room for them */

/* Kernel values of rows a0 … against rows b0 …, in product. */
static void kernel(const sx_lines *l, double by, const tile *t, double *product)
{
	double sa[BLOCK], sb[BLOCK], *a = t->a, *b = t->b;
	size_t d = l->m.d, lo = t->a0, na = t->na, b0 = t->b0, nb = t->nb;
	sx_lines_load(l, lo, lo + na, a);
	sx_lines_load(l, b0, b0 + nb, b);
	squares(a, na, d, sa);
	squares(b, nb, d, sb);
	sx_dgemm(false, true, na, nb, d, 1, a, d, b, d, 0, product, nb);
	for (size_t i = 0; i < na; i++)
		for (size_t j = 0; j < nb; j++) {
			double v = fmax(0, sa[i] + sb[j] - 2 * product[i * nb + j]);
			product[i * nb + j] = lo + i == b0 + j ? 1 : exp(-by * v);
		}
}

static void add_block(kernels *w, const double *k, const double *l, size_t lo, size_t na, size_t b0, size_t nb)
{
	double *sum = w->sum + lo / BLOCK * 3, *kr = w->row + lo / BLOCK * 2 * w->n, *lr = kr + w->n;
	double twice = b0 == lo ? 1 : 2;
	for (size_t i = 0; i < na; i++)
		for (size_t j = 0; j < nb; j++) {
			double u = k[i * nb + j], v = l[i * nb + j];
			sum[0] += twice * u * v;
			sum[1] += twice * u * u;
			sum[2] += twice * v * v;
			kr[lo + i] += u;
			lr[lo + i] += v;
			if (b0 != lo) {
				kr[b0 + j] += u;
				lr[b0 + j] += v;
			}
		}
}

static void stripe(void *ctx, size_t lo, size_t hi, int thread)
{
	kernels *w = ctx;
	size_t d = w->x.m.d > w->y.m.d ? w->x.m.d : w->y.m.d;
	double *a = w->scratch + (size_t)thread * w->size, *b = a + BLOCK * d, *k = b + BLOCK * d, *l = k + BLOCK * BLOCK;
	for (size_t b0 = lo; b0 < w->n; b0 += BLOCK) {
		size_t nb = w->n - b0 < BLOCK ? w->n - b0 : BLOCK;
		const tile t = { lo, hi - lo, b0, nb, a, b };
		kernel(&w->x, w->x_by, &t, k);
		kernel(&w->y, w->y_by, &t, l);
		add_block(w, k, l, lo, hi - lo, b0, nb);
	}
}

/* Of the sums: tr(K H L H) = sum K L - 2/n sum of row sums + (sum K)(sum L) / n². */
static double hsic(double kl, const double *kr, const double *lr, size_t n)
{
	double rows = 0, k = 0, l = 0;
	for (size_t i = 0; i < n; i++) {
		rows += kr[i] * lr[i];
		k += kr[i];
		l += lr[i];
	}
	return kl - 2 / (double)n * rows + k * l / ((double)n * (double)n);
}

/* The mean of tr(K H L H) over all pairings of the rows is tr(K H) tr(L H) / (n - 1). */
static double rbf_chance(const double *kr, const double *lr, size_t rows, double norm)
{
	double n = (double)rows, k = 0, l = 0;
	for (size_t i = 0; i < rows; i++) {
		k += kr[i];
		l += lr[i];
	}
	return (n - k / n) * (n - l / n) / ((n - 1) * norm);
}

static bool rbf_of(kernels *w, sx_job *job, sx_arena *tmp, sx_likeness *out, sx_err *err)
{
	size_t d = w->x.m.d > w->y.m.d ? w->x.m.d : w->y.m.d, stripes = (w->n + BLOCK - 1) / BLOCK;
	w->size = 2 * BLOCK * (d + BLOCK);
	w->scratch = sx_alloc(tmp, (size_t)sx_threads(job) * w->size, sizeof *w->scratch);
	w->sum = sx_alloc(tmp, stripes * 3, sizeof *w->sum);
	w->row = sx_alloc(tmp, stripes * 2 * w->n, sizeof *w->row);
	if (!w->scratch || !w->sum || !w->row)
		return sx_fail_memory(err, "kernels", (double)w->size * 8);
	if (!sx_for(job, "kernels", w->n, BLOCK, stripe, w))
		return sx_fail_cancel(err);
	for (size_t s = 1; s < stripes; s++) {
		for (size_t i = 0; i < 3; i++)
			w->sum[i] += w->sum[s * 3 + i];
		for (size_t i = 0; i < 2 * w->n; i++)
			w->row[i] += w->row[s * 2 * w->n + i];
	}
	const double *kr = w->row, *lr = w->row + w->n;
	double norm = sqrt(hsic(w->sum[1], kr, kr, w->n) * hsic(w->sum[2], lr, lr, w->n));
	out->value = fmin(1, hsic(w->sum[0], kr, lr, w->n) / norm);
	out->chance = rbf_chance(kr, lr, w->n, norm);
	out->exact = true;
	return true;
}

/* The few rows from `from` on, `step` apart, n of them. */
static bool rbf_rows(sx_pair *p, size_t from, size_t step, size_t n, sx_likeness *out, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	size_t *x = sx_alloc(p->tmp, n, sizeof *x), *y = sx_alloc(p->tmp, n, sizeof *y);
	kernels w = { .x = p->a->lines, .y = p->b->lines, .n = n, .x_by = 0.5 / p->a->scale, .y_by = 0.5 / p->b->scale };
	if (!x || !y)
		return sx_fail_memory(err, "rows", (double)n * 16);
	for (size_t i = 0; i < n; i++) {
		x[i] = of->few[from + i * step];
		y[i] = p->map ? p->map[x[i]] : x[i];
	}
	w.x.row = x;
	w.y.row = y;
	w.x.n = w.y.n = n;
	return rbf_of(&w, of->job, p->tmp, out, err);
}

bool sx_cka_rbf(sx_pair *p, sx_likeness *out, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	sx_likeness part[PARTS];
	double mean = 0, square = 0;
	size_t each = of->nfew / PARTS;
	if (!find_scale(p->a, p->tmp, err) || !find_scale(p->b, p->tmp, err) || !rbf_rows(p, 0, 1, of->nfew, out, err))
		return false;
	if (!of->detail || each < PART_LEAST)
		return true;
	for (size_t i = 0; i < PARTS; i++) {
		if (!rbf_rows(p, i, PARTS, each, &part[i], err))
			return false;
		mean += part[i].value / PARTS;
	}
	for (size_t i = 0; i < PARTS; i++)
		square += (part[i].value - mean) * (part[i].value - mean);
	out->se = sqrt(square / (PARTS - 1) / PARTS);
	return true;
}
