/* measures_anchored.c: similarity measures on relative representations of both spaces with the same anchors.
 *
 * After Moschella et al. 2023: the mean cosine of a row's two relative representations; the Jaccard index of their k nearest
 * among the rows of the second space, excluding the row itself (the authors include it, which is optimistic); and the mean
 * reciprocal rank at which the first representation finds the second, over all rows and without a cut-off. With more than 4,096
 * rows, as many random rows are used as queries. Standard errors are those of a mean over rows. Cost n d anchors, and m n
 * anchors for m queries. */
#include "measures.h"
#include "anchors/relative_rows.h"
#include "retrieval/query_ranks.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COSINE, JACCARD, MRR, FIGURES };

typedef struct related {
	sx_space *x, *y;	/* n × anchors, in the pair's order */
	size_t    n, asked;
	size_t   *row;		/* asked */
	double   *value[FIGURES];	/* asked */
} related;

static bool relate_side(sx_pair *p, const sx_lines *lines, sx_space **out, bool *directed, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	float *v;
	size_t zero;
	sx_lines l = *lines;
	l.mean = NULL;
	size_t *row = sx_alloc(p->tmp, of->anchors, sizeof *row);
	sx_lines anchors = { .m = l.m, .row = row, .n = of->anchors };
	if (row == NULL)
		return sx_fail_memory(err, "anchors", (double)of->anchors * 8);
	for (size_t i = 0; i < of->anchors; i++)
		row[i] = l.row ? l.row[of->anchor[i]] : of->anchor[i];
	*out = sx_space_new("relative", l.n, of->anchors, &v, err);
	if (*out == NULL || !sx_relate(&l, &anchors, SX_SIM_COSINE, of->job, p->tmp, v, &zero, err))
		return false;
	*directed = *directed && zero == 0;
	return true;
}

static double cosine(const float *x, const float *y, size_t d)
{
	double xy = 0, xx = 0, yy = 0;
	for (size_t j = 0; j < d; j++) {
		xy += (double)x[j] * (double)y[j];
		xx += (double)x[j] * (double)x[j];
		yy += (double)y[j] * (double)y[j];
	}
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 0;
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
	sx_mat x = sx_space_mat(r->x), y = sx_space_mat(r->y);
	sx_lines asked = { .m = x, .row = r->row, .n = r->asked }, all = sx_lines_of(r->y);
	for (size_t i = 0; i < r->asked; i++)
		r->value[COSINE][i] = cosine(x.p + r->row[i] * x.ld, y.p + r->row[i] * y.ld, x.d);
	if (!sx_retrieval_ranks(&asked, &all, r->row, SX_COSINE, of->job, p->tmp, r->value[MRR], err))
		return false;
	for (size_t i = 0; i < r->asked; i++)
		r->value[MRR][i] = 1 / r->value[MRR][i];
	return of->k >= of->n || lists(p, r, err);
}

static void settle(const related *r, const sx_comparison_run *of, sx_likeness *out)
{
	double m = (double)r->asked;
	for (int f = 0; f < FIGURES; f++) {
		double sum = 0, square = 0;
		for (size_t i = 0; i < r->asked; i++)
			sum += r->value[f][i];
		for (size_t i = 0; i < r->asked; i++)
			square += (r->value[f][i] - sum / m) * (r->value[f][i] - sum / m);
		out[f].value = sum / m;
		out[f].se = r->asked > 1 ? sqrt(square / (m - 1) / m) : NAN;
	}
	if (of->k >= of->n)
		snprintf(out[JACCARD].none, sizeof out[JACCARD].none, "%zu neighbours need more than %zu rows", of->k, of->n);
}

static bool relate(sx_pair *p, sx_likeness *out, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	bool directed = true;
	related r = { .n = of->n, .asked = of->nfew, .row = of->few };
	for (int f = 0; f < FIGURES; f++)
		if ((r.value[f] = sx_alloc(p->tmp, r.asked, sizeof *r.value[f])) == NULL)
			return sx_fail_memory(err, "relative figures", (double)r.asked * 24);
	bool ok = relate_side(p, &p->x, &r.x, &directed, err) && relate_side(p, &p->y, &r.y, &directed, err) &&
	          (!directed || measure(p, &r, err));
	if (ok && directed)
		settle(&r, of, out);
	for (int f = 0; ok && !directed && f < FIGURES; f++)
		snprintf(out[f].none, sizeof out[f].none, "a row is all zeros and has no direction");
	sx_space_unref(r.x);
	sx_space_unref(r.y);
	return ok;
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
