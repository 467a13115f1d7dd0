/* measures_canonical.c: SVCCA, PWCCA and linear prediction, from the cross product of the principal components.
 *
 * SVCCA (Raghu et al. 2017): mean of the canonical correlations of the components that hold 99 % of the variance. PWCCA (Morcos
 * et al. 2018): canonical correlations weighted by the sum of |<h_i, x_j>|, h_i the canonical variates of the space with fewer
 * dimensions, x_j its dimensions. Linear prediction: 1 - the generalised cross-validation risk of ridge regression (Golub,
 * Heath, Wahba 1979) over that of the mean; lambda is the best of 25.
 *
 * Standard errors are those of measures_linear.c, with the weights of PWCCA and the number of components of SVCCA held fixed. */
#include "measures_linear_parts.h"
#include "linear/spectrum.h"
#include "numeric/linalg.h"

#include <math.h>
#include <stdio.h>

/* A side seen through its leading principal components. */
typedef struct view {
	sx_spectrum s;
	size_t      k;
	double     *whiten;	/* d × k: V' diag(1 / s) */
} view;

static const double COLLINEAR = 1e-7;	/* of the largest singular value: below, the Gram matrix holds no digits */

static size_t components_for(const sx_spectrum *s, double share)
{
	size_t k = 0;
	for (double sum = 0; k < s->r && sum < share * s->total * (1 - 1e-12); k++)
		sum += s->singular[k] * s->singular[k];
	return k;
}

static size_t independent(const sx_spectrum *s)
{
	size_t k = 0;
	while (k < s->r && s->singular[k] > COLLINEAR * s->singular[0])
		k++;
	return k;
}

static bool look(sx_measured *side, double share, view *v, sx_arena *tmp, sx_err *err)
{
	if (!sx_spectrum_get(side->space, true, false, SX_SOLVER_FULL, 1, side->of->job, &v->s, err))
		return false;
	size_t d = v->s.d, most = independent(&v->s);
	v->k = share < 1 ? components_for(&v->s, share) : most;
	v->k = v->k < most ? v->k : most;
	v->whiten = sx_alloc(tmp, d * v->k, sizeof *v->whiten);
	if (v->whiten == NULL)
		return sx_fail_memory(err, "canonical correlations", (double)(d * v->k) * 8);
	for (size_t i = 0; i < v->k; i++)
		for (size_t j = 0; j < d; j++)
			v->whiten[j * v->k + i] = v->s.vectors[i * d + j] / v->s.singular[i];
	return true;
}

/* Canonical directions: rho (r) from the singular values of Wx' C Wy, left is kx × r, right r × ky. */
typedef struct canon {
	view    a, b;
	size_t  r;
	double *rho, *left, *right;
} canon;

static bool correlate(sx_pair *p, canon *c, sx_err *err)
{
	size_t d = p->x.m.d, e = p->y.m.d, kx = c->a.k, ky = c->b.k;
	sx_job *job = p->a->of->job;
	double *part = sx_alloc(p->tmp, kx * e, sizeof *part), *t = sx_alloc(p->tmp, kx * ky, sizeof *t);
	c->r = kx < ky ? kx : ky;
	c->rho = sx_alloc(p->tmp, c->r, sizeof *c->rho);
	c->left = sx_alloc(p->tmp, kx * c->r, sizeof *c->left);
	c->right = sx_alloc(p->tmp, c->r * ky, sizeof *c->right);
	if (!part || !t || !c->rho || !c->left || !c->right)
		return sx_fail_memory(err, "canonical correlations", (double)(kx * e) * 8);
	if (!sx_dgemm_par(job, "canonical correlations", true, false, kx, e, d, 1, c->a.whiten, kx, p->cross, e, 0, part, e) ||
	    !sx_dgemm_par(job, "canonical correlations", false, false, kx, ky, e, 1, part, e, c->b.whiten, ky, 0, t, ky))
		return sx_fail_cancel(err);
	if (!sx_svd(kx, ky, t, c->rho, c->left, c->right, err))
		return false;
	for (size_t i = 0; i < c->r; i++)
		c->rho[i] = fmin(c->rho[i], 1);
	return true;
}

/* The change of sum weight_i rho_i with the weight of each probe row: of one correlation, u v - rho (u² + v²) / 2. */
static bool canon_error(sx_pair *p, const canon *c, const double *weight, sx_likeness *out, sx_err *err)
{
	double *x, *y;
	size_t n = p->a->of->probes, d = p->x.m.d, e = p->y.m.d, r = c->r;
	sx_job *job = p->a->of->job;
	double *wx = sx_alloc(p->tmp, d * r, sizeof *wx), *wy = sx_alloc(p->tmp, e * r, sizeof *wy);
	double *u = sx_alloc(p->tmp, n * r, sizeof *u), *v = sx_alloc(p->tmp, n * r, sizeof *v);
	if (!wx || !wy || !u || !v)
		return sx_fail_memory(err, "rows for standard errors", (double)((d + e + 2 * n) * r) * 8);
	if (!sx_probes_load(p, &x, &y, err))
		return false;
	if (!sx_dgemm_par(job, "standard errors", false, false, d, r, c->a.k, 1, c->a.whiten, c->a.k, c->left, r, 0, wx, r) ||
	    !sx_dgemm_par(job, "standard errors", false, true, e, r, c->b.k, 1, c->b.whiten, c->b.k, c->right, c->b.k, 0, wy, r) ||
	    !sx_dgemm_par(job, "standard errors", false, false, n, r, d, 1, x, d, wx, r, 0, u, r) ||
	    !sx_dgemm_par(job, "standard errors", false, false, n, r, e, 1, y, e, wy, r, 0, v, r))
		return sx_fail_cancel(err);
	for (size_t i = 0; i < n; i++) {
		double change = 0;
		for (size_t j = 0; j < r; j++) {
			double a = u[i * r + j], b = v[i * r + j];
			change += weight[j] * (a * b - c->rho[j] * (a * a + b * b) / 2);
		}
		x[i] = change;
	}
	out->se = sx_probes_error(p, x);
	return true;
}

/* With hardly more rows than dimensions every correlation is near 1, whatever the spaces. */
static bool too_few(const sx_pair *p, const canon *c, sx_likeness *out)
{
	if (p->a->of->n >= 2 * (c->a.k + c->b.k))
		return false;
	snprintf(out->none, sizeof out->none, "%zu + %zu components need twice as many rows, but there are %zu: the value would "
	         "be near 1 for any spaces", c->a.k, c->b.k, p->a->of->n);
	return true;
}

bool sx_svcca(sx_pair *p, sx_likeness *out, sx_err *err)
{
	canon c;
	if (!sx_pair_cross(p, err) || !look(p->a, 0.99, &c.a, p->tmp, err) || !look(p->b, 0.99, &c.b, p->tmp, err))
		return false;
	if (too_few(p, &c, out))
		return true;
	if (!correlate(p, &c, err))
		return false;
	double *weight = sx_alloc(p->tmp, c.r, sizeof *weight);
	if (weight == NULL)
		return sx_fail_memory(err, "canonical correlations", (double)c.r * 8);
	for (size_t i = 0; i < c.r; i++)
		weight[i] = 1 / (double)c.r;
	double most = (double)(c.a.k > c.b.k ? c.a.k : c.b.k);
	out->chance = sqrt(most / ((double)p->a->of->n - 1));	/* squared, it is the mean of the squares */
	out->value = fmin(sx_dot(weight, c.rho, c.r), 1);
	return !p->a->of->detail || canon_error(p, &c, weight, out, err);
}

/* sum_j |<h_i, x_j>|: the variates h = X Wx left give <h_i, x_j> = (left' diag(s) V)_ij. */
static bool projections(const sx_pair *p, const canon *c, double *weight, sx_err *err)
{
	bool first = p->x.m.d <= p->y.m.d;
	const view *v = first ? &c->a : &c->b;
	size_t d = v->s.d, k = v->k, r = c->r;
	double *sv = sx_alloc(p->tmp, k * d, sizeof *sv), *h = sx_alloc(p->tmp, r * d, sizeof *h);
	if (!sv || !h)
		return sx_fail_memory(err, "projections", (double)(k * d) * 8);
	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < d; j++)
			sv[i * d + j] = v->s.vectors[i * d + j] * v->s.singular[i];
	if (!sx_dgemm_par(p->a->of->job, "projections", first, false, r, d, k, 1, first ? c->left : c->right, first ? r : k, sv, d, 0,
	                  h, d))
		return sx_fail_cancel(err);
	double sum = 0;
	for (size_t i = 0; i < r; i++)
		for (size_t j = 0; j < d; j++)
			weight[i] += fabs(h[i * d + j]);
	for (size_t i = 0; i < r; i++)
		sum += weight[i];
	for (size_t i = 0; i < r; i++)
		weight[i] /= sum;
	return true;
}

bool sx_pwcca(sx_pair *p, sx_likeness *out, sx_err *err)
{
	canon c;
	if (!sx_pair_cross(p, err) || !look(p->a, 1, &c.a, p->tmp, err) || !look(p->b, 1, &c.b, p->tmp, err))
		return false;
	if (too_few(p, &c, out))
		return true;
	double *weight = sx_alloc(p->tmp, c.a.k < c.b.k ? c.a.k : c.b.k, sizeof *weight);
	if (weight == NULL)
		return sx_fail_memory(err, "canonical correlations", (double)c.a.k * 8);
	if (!correlate(p, &c, err) || !projections(p, &c, weight, err))
		return false;
	out->chance = fmin(1, (sqrt((double)c.a.k) + sqrt((double)c.b.k)) / sqrt((double)p->a->of->n - 1));	/* about the largest */
	out->value = fmin(sx_dot(weight, c.rho, c.r), 1);	/* the weights sum to 1 but for rounding */
	return !p->a->of->detail || canon_error(p, &c, weight, out, err);
}

/* ---- linear prediction ---- */

enum { LAMBDAS = 25 };

/* Of the cross product in the eigenvectors of the predictor: squares of its rows (k), against squared singular values. A sum of
 * parts that are not negative: where the predictor has as many directions as the rows leave, 1 - (what it explains) is 0 / 0. */
static double risk(const sx_spectrum *s, const double *square, double total, double lambda)
{
	double left = 0, free = (double)(s->n - 1 - s->rank), rest = total;
	for (size_t k = 0; k < s->rank; k++) {
		double e = s->singular[k] * s->singular[k], keeps = lambda / (e + lambda);
		left += square[k] / e * keeps * keeps;
		rest -= square[k] / e;
		free += keeps;
	}
	left += s->rank + 1 < s->n ? fmax(rest, 0) : 0;
	return left / (free * free);
}

/* from is the predictor; cross is its dimensions × those of to, or, where back is true, the other way round. */
static bool predict(sx_pair *p, sx_measured *from, const sx_measured *to, bool back, sx_likeness *out, sx_err *err)
{
	sx_spectrum s;
	size_t d = from->lines.m.d, e = to->lines.m.d;
	if (!sx_pair_cross(p, err) || !sx_spectrum_get(from->space, true, false, SX_SOLVER_FULL, 1, from->of->job, &s, err))
		return false;
	double *c = sx_alloc(p->tmp, s.rank * e, sizeof *c), *square = sx_alloc(p->tmp, s.rank, sizeof *square), best = INFINITY;
	if (!c || !square)
		return sx_fail_memory(err, "a ridge", (double)(s.rank * e) * 8);
	if (!sx_dgemm_par(from->of->job, "a ridge", false, back, s.rank, e, d, 1, s.vectors, d, p->cross, back ? d : e, 0, c, e))
		return sx_fail_cancel(err);
	for (size_t k = 0; k < s.rank; k++)
		square[k] = sx_dot(c + k * e, c + k * e, e);
	for (int i = 0; i < LAMBDAS; i++)
		best = fmin(best, risk(&s, square, to->total, s.total / (double)s.rank * pow(10, -8 + 12. * i / (LAMBDAS - 1))));
	double n = (double)s.n;
	out->chance = 0;
	out->value = 1 - best * (n - 1) * (n - 1) / to->total;
	return true;
}

bool sx_linear_r2_ab(sx_pair *p, sx_likeness *out, sx_err *err)
{
	return predict(p, p->a, p->b, false, out, err);
}

bool sx_linear_r2_ba(sx_pair *p, sx_likeness *out, sx_err *err)
{
	return predict(p, p->b, p->a, true, out, err);
}
