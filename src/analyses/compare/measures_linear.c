/* measures_linear.c: linear CKA and Procrustes, from the cross product C = Xᵀ Y of two centred spaces.
 *
 * CKA (Kornblith et al. 2019): |C|² / (|Xᵀ X| |Yᵀ Y|), Frobenius norms. Debiased: the U-statistic of Song et al. 2012 in its
 * feature form, which needs no n × n matrix. Procrustes (Williams et al. 2021): the nuclear norm of C, both spaces of unit
 * size.
 *
 * Standard errors are infinitesimal jackknives (Jaeckel 1972): the root of the sum over rows of the squared change of the
 * figure with the weight of the row, estimated from the probe rows. */
#include "measures_linear_parts.h"
#include "numeric/linalg.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

double sx_dot(const double *x, const double *y, size_t d)
{
	double sum = 0;
	for (size_t j = 0; j < d; j++)
		sum += x[j] * y[j];
	return sum;
}

static double sum_of_squares(const double *v, size_t n)
{
	return sx_dot(v, v, n);
}

/* ---- probe rows ---- */

/* Both sides' probe rows as doubles. */
bool sx_probes_load(const sx_pair *p, double **x, double **y, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	*x = sx_alloc(p->tmp, of->probes * p->x.m.d, sizeof **x);
	*y = sx_alloc(p->tmp, of->probes * p->y.m.d, sizeof **y);
	if (!*x || !*y)
		return sx_fail_memory(err, "rows for standard errors", (double)(of->probes * (p->x.m.d + p->y.m.d)) * 8);
	for (size_t i = 0; i < of->probes; i++) {
		sx_lines_load(&p->x, of->probe[i], of->probe[i] + 1, *x + i * p->x.m.d);
		sx_lines_load(&p->y, of->probe[i], of->probe[i] + 1, *y + i * p->y.m.d);
	}
	return true;
}

/* q[i] = x_i' M y_i of the probe rows; M is d × e. */
static bool forms(const sx_pair *p, const double *x, size_t d, const double *m, const double *y, size_t e, double *q, sx_err *err)
{
	size_t n = p->a->of->probes;
	double *xm = sx_alloc(p->tmp, n * e, sizeof *xm);
	if (xm == NULL)
		return sx_fail_memory(err, "rows for standard errors", (double)(n * e) * 8);
	if (!sx_dgemm_par(p->a->of->job, "standard errors", false, false, n, e, d, 1, x, d, m, e, 0, xm, e))
		return sx_fail_cancel(err);
	for (size_t i = 0; i < n; i++)
		q[i] = sx_dot(xm + i * e, y + i * e, e);
	return true;
}

double sx_probes_error(const sx_pair *p, const double *influence)
{
	double n = (double)p->a->of->n, m = (double)p->a->of->probes;
	return sqrt(n / m * sum_of_squares(influence, p->a->of->probes));
}

/* ---- CKA ---- */

typedef struct cka_probes { double *xy, *xx, *yy; } cka_probes;

/* x' C y, x' A x and y' B y of the probe rows, A and B the Gram matrices. */
static bool probe_cka(sx_pair *p, cka_probes *q, sx_err *err)
{
	double *x, *y;
	size_t n = p->a->of->probes, d = p->x.m.d, e = p->y.m.d;
	q->xy = sx_alloc(p->tmp, n, sizeof *q->xy);
	q->xx = sx_alloc(p->tmp, n, sizeof *q->xx);
	q->yy = sx_alloc(p->tmp, n, sizeof *q->yy);
	if (!q->xy || !q->xx || !q->yy)
		return sx_fail_memory(err, "rows for standard errors", (double)n * 24);
	return sx_probes_load(p, &x, &y, err) && forms(p, x, d, p->cross, y, e, q->xy, err) &&
	       forms(p, x, d, p->a->gram, x, d, q->xx, err) && forms(p, y, e, p->b->gram, y, e, q->yy, err);
}

static bool products(sx_pair *p, sx_err *err)
{
	return sx_pair_cross(p, err) && sx_measured_gram(p->a, err) && sx_measured_gram(p->b, err);
}

bool sx_cka_linear(sx_pair *p, sx_likeness *out, sx_err *err)
{
	cka_probes q;
	if (!products(p, err))
		return false;
	double c2 = sum_of_squares(p->cross, p->x.m.d * p->y.m.d), a = p->a->gram_norm, b = p->b->gram_norm;
	out->value = c2 / (a * b);
	out->chance = p->a->total * p->b->total / (((double)p->a->of->n - 1) * a * b);
	out->exact = true;
	if (!p->a->of->detail)
		return true;
	if (!probe_cka(p, &q, err))
		return false;
	for (size_t i = 0; i < p->a->of->probes; i++)
		q.xy[i] = out->value * (2 * q.xy[i] / c2 - q.xx[i] / (a * a) - q.yy[i] / (b * b));
	out->se = sx_probes_error(p, q.xy);
	return true;
}

/* The U-statistic from |C|², the squared lengths of the rows of both, and their sums. */
static double u_statistic(double c2, const double *x, const double *y, const size_t *map, size_t rows, double tx, double ty)
{
	double n = (double)rows, sum = 0;
	for (size_t i = 0; i < rows; i++)
		sum += x[i] * y[map ? map[i] : i];
	return c2 - n / (n - 2) * sum + tx * ty / ((n - 1) * (n - 2));
}

bool sx_cka_debiased(sx_pair *p, sx_likeness *out, sx_err *err)
{
	cka_probes q;
	const sx_comparison_run *of = p->a->of;
	if (of->n < 4) {
		snprintf(out->none, sizeof out->none, "it needs 4 rows, but there are %zu", of->n);
		return true;
	}
	if (!products(p, err))
		return false;
	const sx_measured *a = p->a, *b = p->b;
	double xy = u_statistic(sum_of_squares(p->cross, p->x.m.d * p->y.m.d), a->square, b->square, p->map, of->n, a->total, b->total);
	double xx = u_statistic(a->gram_norm * a->gram_norm, a->square, a->square, NULL, of->n, a->total, a->total);
	double yy = u_statistic(b->gram_norm * b->gram_norm, b->square, b->square, NULL, of->n, b->total, b->total);
	if (!(xx > 0) || !(yy > 0)) {
		snprintf(out->none, sizeof out->none, "a space is no more similar to itself than by chance");
		return true;
	}
	double norm = sqrt(xx) * sqrt(yy);	/* their product may overflow */
	out->value = xy / norm;
	out->chance = 0;
	out->exact = true;
	if (!of->detail)
		return true;
	if (!probe_cka(p, &q, err))
		return false;
	for (size_t i = 0; i < of->probes; i++) {
		size_t row = of->probe[i];
		double x = a->square[row], y = b->square[p->map ? p->map[row] : row];
		q.xy[i] = 2 * (q.xy[i] - x * y) / norm - out->value * ((q.xx[i] - x * x) / xx + (q.yy[i] - y * y) / yy);
	}
	out->se = sx_probes_error(p, q.xy);
	return true;
}

/* ---- Procrustes ---- */

/* The rotation U V' of C = U S V', and the cosines after it; moved_cosine of rows of zeros is NaN. */
static bool turn_rows(sx_pair *p, const double *u, const double *vt, size_t r, double nuclear, double similarity,
                      sx_likeness *out, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	size_t d = p->x.m.d, e = p->y.m.d;
	double *w = sx_alloc(p->tmp, d * e, sizeof *w), *y = sx_alloc(p->tmp, e, sizeof *y), sum = 0;
	float *turned = sx_alloc(p->tmp, of->n * e, sizeof *turned);
	if (!w || !y || !turned)
		return sx_fail_memory(err, "turned rows", (double)(of->n * e) * 4);
	if (!sx_dgemm_par(of->job, "the turn", false, false, d, e, r, 1, u, r, vt, e, 0, w, e))
		return sx_fail_cancel(err);
	if (!sx_lines_times(&p->x, w, e, NULL, of->job, p->tmp, turned, err))
		return false;
	for (size_t i = 0; i < of->n; i++) {
		double xy = 0, xx = 0, x2 = p->a->square[i], y2 = p->b->square[p->map ? p->map[i] : i];
		sx_lines_load(&p->y, i, i + 1, y);
		for (size_t j = 0; j < e; j++) {
			xy += (double)turned[i * e + j] * y[j];
			xx += (double)turned[i * e + j] * (double)turned[i * e + j];
		}
		if (p->moved_cosine)
			p->moved_cosine[i] = xx > 0 && y2 > 0 ? xy / sqrt(xx * y2) : NAN;
		double change = similarity * (xy / nuclear - (x2 / p->a->total + y2 / p->b->total) / 2);
		sum += change * change;
	}
	out->se = sqrt(sum);
	return true;
}

static bool turn(sx_pair *p, sx_likeness *out, sx_err *err)
{
	size_t d = p->x.m.d, e = p->y.m.d, r = d < e ? d : e;
	bool detail = p->a->of->detail;
	double *c = sx_alloc(p->tmp, d * e, sizeof *c), *s = sx_alloc(p->tmp, r, sizeof *s), nuclear = 0;
	double *u = detail ? sx_alloc(p->tmp, d * r, sizeof *u) : NULL, *vt = detail ? sx_alloc(p->tmp, r * e, sizeof *vt) : NULL;
	if (!c || !s || (detail && (!u || !vt)))
		return sx_fail_memory(err, "Procrustes", (double)(d * e) * 24);
	memcpy(c, p->cross, d * e * sizeof *c);
	if (!sx_svd(d, e, c, s, u, vt, err))
		return false;
	for (size_t i = 0; i < r; i++)
		nuclear += s[i];
	out->value = nuclear / sqrt(p->a->total * p->b->total);
	out->chance = fmin(1, sqrt((double)r / ((double)p->a->of->n - 1)));	/* at most: nuclear² <= r |C|² */
	return !detail || turn_rows(p, u, vt, r, nuclear, out->value, out, err);
}

bool sx_procrustes_similarity(sx_pair *p, sx_likeness *out, sx_err *err)
{
	if (p->turn == NULL) {
		sx_likeness *t = sx_alloc(p->tmp, 1, sizeof *t);
		if (t == NULL)
			return sx_fail_memory(err, "Procrustes", sizeof *t);
		t->se = NAN;
		if (!sx_pair_cross(p, err) || !turn(p, t, err))
			return false;
		p->turn = t;
	}
	*out = *p->turn;
	return true;
}

/* Both centred and of unit size: |X W - Y|² = 2 - 2 (nuclear norm). */
bool sx_procrustes_distance(sx_pair *p, sx_likeness *out, sx_err *err)
{
	if (!sx_procrustes_similarity(p, out, err))
		return false;
	out->value = fmax(0, 2 - 2 * out->value);
	out->chance = 2 - 2 * out->chance;
	out->se *= 2;
	return true;
}
