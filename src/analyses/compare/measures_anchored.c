/* measures_anchored.c: similarity measures on relative representations of both spaces with the same anchors.
 *
 * After Moschella et al. 2023: the mean cosine of a row's two relative representations; the Jaccard index of their k nearest
 * among the rows of the second space, excluding the row itself (the authors include it, which is optimistic); and the mean
 * reciprocal rank at which the first representation finds the second, without a cut-off. Queries and gallery are the rows that
 * are no anchors: an anchor has a cosine of 1 with itself in both spaces and so finds its counterpart whatever the spaces. With
 * more than 4,096 rows, as many random rows are used as queries. Standard errors are those of a mean over rows, for the cosine
 * with those of the drawn anchors (infinitesimal jackknife). Cost n d anchors, and m n anchors for m queries. */
#include "measures.h"
#include "anchors/relative_rows.h"
#include "retrieval/query_ranks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COSINE, JACCARD, MRR, FIGURES };

typedef struct related {
	sx_space *x, *y;	/* n × anchors: the rows that are no anchors, in the pair's order */
	size_t    n, asked;
	size_t   *free;		/* n: which rows of the pair these are */
	size_t   *row;		/* asked: among them */
	double   *value[FIGURES];	/* asked */
	double   *length[2];	/* asked: 1 / the lengths of both descriptions; 0 where there is none */
} related;

/* The rows that are no anchors, and where the few rows are among them. */
static bool choose_rows(sx_pair *p, related *r, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	size_t *at = sx_alloc(p->tmp, of->n, sizeof *at);
	r->free = sx_alloc(p->tmp, of->n, sizeof *r->free);
	r->row = sx_alloc(p->tmp, of->nfew, sizeof *r->row);
	if (!at || !r->free || !r->row)
		return sx_fail_memory(err, "relative rows", (double)of->n * 24);
	for (size_t i = 0; i < of->anchors; i++)
		at[of->anchor[i]] = SIZE_MAX;
	for (size_t i = 0; i < of->n; i++)
		if (at[i] != SIZE_MAX) {
			at[i] = r->n;
			r->free[r->n++] = i;
		}
	for (size_t i = 0; i < of->nfew; i++)
		if (at[of->few[i]] != SIZE_MAX)
			r->row[r->asked++] = at[of->few[i]];
	return true;
}

static size_t *rows_of(const sx_pair *p, const sx_lines *l, const size_t *row, size_t n)
{
	size_t *out = sx_alloc(p->tmp, n, sizeof *out);
	for (size_t i = 0; out && i < n; i++)
		out[i] = l->row ? l->row[row[i]] : row[i];
	return out;
}

static bool relate_side(sx_pair *p, const related *r, const sx_lines *lines, sx_space **out, bool *directed, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	float *v;
	size_t zero;
	sx_lines l = { .m = lines->m, .row = rows_of(p, lines, r->free, r->n), .n = r->n };
	sx_lines anchors = { .m = lines->m, .row = rows_of(p, lines, of->anchor, of->anchors), .n = of->anchors };
	if (!l.row || !anchors.row)
		return sx_fail_memory(err, "anchors", (double)of->n * 8);
	*out = sx_space_new("relative", l.n, of->anchors, &v, err);
	if (*out == NULL || !sx_relate(&l, &anchors, SX_SIM_COSINE, of->job, p->tmp, v, &zero, err))
		return false;
	*directed = *directed && zero == 0;
	return true;
}

static double dot(const float *x, const float *y, size_t d)
{
	double sum = 0;
	for (size_t j = 0; j < d; j++)
		sum += (double)x[j] * (double)y[j];
	return sum;
}

static void cosines(related *r)
{
	sx_mat x = sx_space_mat(r->x), y = sx_space_mat(r->y);
	for (size_t i = 0; i < r->asked; i++) {
		const float *u = x.p + r->row[i] * x.ld, *v = y.p + r->row[i] * y.ld;
		double xx = dot(u, u, x.d), yy = dot(v, v, x.d);
		r->length[0][i] = xx > 0 ? 1 / sqrt(xx) : 0;
		r->length[1][i] = yy > 0 ? 1 / sqrt(yy) : 0;
		r->value[COSINE][i] = dot(u, v, x.d) * r->length[0][i] * r->length[1][i];
	}
}

static double jaccard(const uint32_t *x, const uint32_t *y, size_t k)
{
	size_t both = 0;
	for (size_t i = 0; i < k; i++)
		both += sx_knn_list_holds(y, k, x[i]);
	return (double)both / (double)(2 * k - both);
}

/* Neighbour lists, in the second space, of the query rows, from their first and from their second relative representation. */
static bool lists(sx_pair *p, related *r, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	sx_mat x = sx_space_mat(r->x), y = sx_space_mat(r->y);
	sx_knn tx, ty;
	float *qx = sx_alloc(p->tmp, r->asked * x.d, sizeof *qx), *qy = sx_alloc(p->tmp, r->asked * x.d, sizeof *qy);
	if (!qx || !qy)
		return sx_fail_memory(err, "relative rows", (double)(r->asked * x.d) * 8);
	for (size_t i = 0; i < r->asked; i++) {
		memcpy(qx + i * x.d, x.p + r->row[i] * x.ld, x.d * sizeof *qx);
		memcpy(qy + i * x.d, y.p + r->row[i] * y.ld, x.d * sizeof *qy);
	}
	if (!sx_knn_of(r->y, &(sx_knn_asked){ { qx, r->asked, x.d, x.d }, r->row, SX_COSINE, of->k }, of->job, p->tmp, &tx, err) ||
	    !sx_knn_of(r->y, &(sx_knn_asked){ { qy, r->asked, x.d, x.d }, r->row, SX_COSINE, of->k }, of->job, p->tmp, &ty, err))
		return false;
	for (size_t i = 0; i < r->asked; i++)
		r->value[JACCARD][i] = jaccard(tx.index + i * tx.ld, ty.index + i * ty.ld, of->k);
	return true;
}

static bool measure(sx_pair *p, related *r, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	sx_lines asked = { .m = sx_space_mat(r->x), .row = r->row, .n = r->asked }, all = sx_lines_of(r->y);
	cosines(r);
	if (!sx_retrieval_ranks(&asked, &all, r->row, SX_COSINE, of->job, p->tmp, r->value[MRR], err))
		return false;
	for (size_t i = 0; i < r->asked; i++)
		r->value[MRR][i] = 1 / r->value[MRR][i];
	return of->k >= r->n || lists(p, r, err);
}

/* The change of the mean cosine with the weight of each anchor, squared and summed. */
static double anchor_error(const related *r)
{
	sx_mat x = sx_space_mat(r->x), y = sx_space_mat(r->y);
	double sum = 0;
	for (size_t l = 0; l < x.d; l++) {
		double change = 0;
		for (size_t i = 0; i < r->asked; i++) {
			double u = (double)x.p[r->row[i] * x.ld + l] * r->length[0][i], v = (double)y.p[r->row[i] * y.ld + l] * r->length[1][i];
			change += u * v - r->value[COSINE][i] * (u * u + v * v) / 2;
		}
		sum += change * change;
	}
	return sum / ((double)r->asked * (double)r->asked);
}

/* Ranks are uniform among m rows: the mean of 1 / rank is exact. Two lists share k² / (m - 1) rows on average. Of the cosine it is
 * what the mean directions of both have in common when the anchors are permuted too. */
static void by_chance(const related *r, double k, sx_likeness *out)
{
	sx_mat x = sx_space_mat(r->x), y = sx_space_mat(r->y);
	double harmonic = 0, m = (double)r->n, sum[2] = { 0 };
	for (size_t i = r->n; i > 0; i--)
		harmonic += 1 / (double)i;
	for (size_t i = 0; i < r->asked; i++)
		for (size_t l = 0; l < x.d; l++) {
			sum[0] += (double)x.p[r->row[i] * x.ld + l] * r->length[0][i];
			sum[1] += (double)y.p[r->row[i] * y.ld + l] * r->length[1][i];
		}
	out[COSINE].chance = sum[0] * sum[1] / ((double)r->asked * (double)r->asked * (double)x.d);
	out[JACCARD].chance = k / (2 * (m - 1) - k);
	out[MRR].chance = harmonic / m;
	out[MRR].exact = true;
}

static void settle(const related *r, const sx_comparison_run *of, sx_likeness *out)
{
	for (int f = 0; f < FIGURES; f++)
		out[f].se = sx_likeness_mean(r->value[f], r->asked, &out[f].value);
	by_chance(r, (double)of->k, out);
	if (of->detail)
		out[COSINE].se = sqrt(out[COSINE].se * out[COSINE].se + anchor_error(r));
	if (of->k >= r->n)
		snprintf(out[JACCARD].none, sizeof out[JACCARD].none, "%zu neighbours need more than %zu rows that are no anchors", of->k, r->n);
}

static bool relate_rows(sx_pair *p, related *r, sx_likeness *out, sx_err *err)
{
	bool directed = true;
	bool ok = relate_side(p, r, &p->x, &r->x, &directed, err) && relate_side(p, r, &p->y, &r->y, &directed, err) &&
	          (!directed || measure(p, r, err));
	if (ok && directed)
		settle(r, p->a->of, out);
	for (int f = 0; ok && !directed && f < FIGURES; f++)
		snprintf(out[f].none, sizeof out[f].none, "a row is all zeros and has no direction");
	sx_space_unref(r->x);
	sx_space_unref(r->y);
	return ok;
}

static bool relate(sx_pair *p, sx_likeness *out, sx_err *err)
{
	related r = { 0 };
	if (!choose_rows(p, &r, err))
		return false;
	for (int f = 0; f < FIGURES && r.asked < 2; f++)
		snprintf(out[f].none, sizeof out[f].none, "fewer than two rows are no anchors; choose fewer --anchors");
	if (r.asked < 2)
		return true;
	for (int f = 0; f < FIGURES + 2; f++)
		if ((*(f < FIGURES ? &r.value[f] : &r.length[f - FIGURES]) = sx_alloc(p->tmp, r.asked, sizeof(double))) == NULL)
			return sx_fail_memory(err, "relative figures", (double)r.asked * 40);
	return relate_rows(p, &r, out, err);
}

static bool figure(sx_pair *p, int which, sx_likeness *out, sx_err *err)
{
	if (p->relative == NULL) {
		sx_likeness *r = sx_alloc(p->tmp, FIGURES, sizeof *r);
		if (r == NULL)
			return sx_fail_memory(err, "relative figures", FIGURES * sizeof *r);
		if (!relate(p, r, err))
			return false;
		p->relative = r;
	}
	*out = p->relative[which];
	return true;
}

bool sx_relative_cosine(sx_pair *p, sx_likeness *out, sx_err *err)
{
	return figure(p, COSINE, out, err);
}

bool sx_relative_jaccard(sx_pair *p, sx_likeness *out, sx_err *err)
{
	return figure(p, JACCARD, out, err);
}

bool sx_relative_mrr(sx_pair *p, sx_likeness *out, sx_err *err)
{
	return figure(p, MRR, out, err);
}
