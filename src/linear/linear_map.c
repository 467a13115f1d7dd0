/* linear_map.c: fits Procrustes, ridge and least-squares maps from X'X and X'Y. */
#include "linear_map.h"
#include "numeric/linalg.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* ---- what every fit needs ---- */

/* Lines about their own means, and the cross product of them. */
typedef struct fit {
	sx_lines x, y;
	double  *cross;		/* d × e */
} fit;

static double *mean_or_zero(const sx_lines *l, bool center, sx_arena *tmp)
{
	return center ? sx_lines_mean(l, tmp) : sx_alloc(tmp, l->m.d, sizeof(double));
}

static bool start(const sx_lines *x, const sx_lines *y, bool center, sx_job *job, sx_arena *tmp, fit *f, sx_mapping *out,
                  sx_err *err)
{
	size_t d = x->m.d, e = y->m.d;
	*out = (sx_mapping){ .d = d, .e = e, .from = mean_or_zero(x, center, tmp), .to = mean_or_zero(y, center, tmp),
	                     .w = sx_alloc(tmp, d * e, sizeof *out->w) };
	*f = (fit){ *x, *y, sx_alloc(tmp, d * e, sizeof *f->cross) };
	if (!out->from || !out->to || !out->w || !f->cross)
		return sx_fail_memory(err, "a map", (double)d * (double)e * 16);
	f->x.mean = out->from;
	f->y.mean = out->to;
	return sx_cross(&f->x, &f->y, job, tmp, f->cross, err);
}

static double sum_of_squares(const sx_lines *l, double *row)
{
	double sum = 0;
	for (size_t i = 0; i < l->n; i++) {
		sx_lines_load(l, i, i + 1, row);
		for (size_t j = 0; j < l->m.d; j++)
			sum += row[j] * row[j];
	}
	return sum;
}

/* ---- rotations ---- */

/* Completes the map in the null space of the first `rank` directions, so that it does not depend on the machine's choice of null
 * vectors: the rotation of the remaining directions nearest to the identity. Added to w. */
static bool turn_rest(size_t d, size_t e, size_t rank, const double *u, const double *vt, sx_arena *tmp, double *w, sx_err *err)
{
	size_t r = d < e ? d : e;
	double *m = sx_alloc(tmp, d * e, sizeof *m), *t = sx_alloc(tmp, rank * (d > e ? d : e) + 1, sizeof *t);
	double *s = sx_alloc(tmp, r, sizeof *s), *a = sx_alloc(tmp, d * r, sizeof *a), *bt = sx_alloc(tmp, r * e, sizeof *bt);
	if (!m || !t || !s || !a || !bt)
		return sx_fail_memory(err, "a turn", (double)(d + e) * (double)r * 16);
	for (size_t i = 0; i < r; i++)
		m[i * e + i] = 1;
	if (rank > 0) {
		sx_dgemm(true, false, rank, e, d, 1, u, r, m, e, 0, t, e);
		sx_dgemm(false, false, d, e, rank, -1, u, r, t, e, 1, m, e);
		sx_dgemm(false, true, d, rank, e, 1, m, e, vt, e, 0, t, rank);
		sx_dgemm(false, false, d, e, rank, -1, t, rank, vt, e, 1, m, e);
	}
	if (!sx_svd(d, e, m, s, a, bt, err))
		return false;
	sx_dgemm(false, false, d, e, r - rank, 1, a, r, bt, e, 1, w, e);
	return true;
}

bool sx_turn_of(double *cross, size_t d, size_t e, sx_job *job, sx_arena *tmp, double *w, double *nuclear, sx_err *err)
{
	size_t r = d < e ? d : e;
	double *s = sx_alloc(tmp, r, sizeof *s), *u = sx_alloc(tmp, d * r, sizeof *u), *vt = sx_alloc(tmp, r * e, sizeof *vt);
	if (!s || !u || !vt)
		return sx_fail_memory(err, "a turn", (double)(d + e) * (double)r * 8);
	if (!sx_svd(d, e, cross, s, u, vt, err))
		return false;
	for (size_t i = 0; nuclear && i < r; i++)
		*nuclear = (i ? *nuclear : 0) + s[i];
	size_t rank = 0;
	while (rank < r && s[rank] > (double)(d > e ? d : e) * DBL_EPSILON * s[0])
		rank++;
	if (!sx_dgemm_par(job, "the turn", false, false, d, e, rank, 1, u, r, vt, e, 0, w, e))
		return sx_fail_cancel(err);
	return rank == r || turn_rest(d, e, rank, u, vt, tmp, w, err);
}

bool sx_mapping_turn(const sx_lines *x, const sx_lines *y, bool center, bool scaled, sx_job *job, sx_arena *tmp, sx_mapping *out,
                     sx_err *err)
{
	fit f;
	double nuclear = 0, *row = sx_alloc(tmp, x->m.d, sizeof *row);
	if (row == NULL)
		return sx_fail_memory(err, "a turn", (double)x->m.d * 8);
	if (!start(x, y, center, job, tmp, &f, out, err) || !sx_turn_of(f.cross, out->d, out->e, job, tmp, out->w, &nuclear, err))
		return false;
	double by = scaled ? nuclear / sum_of_squares(&f.x, row) : 1;
	for (size_t i = 0; i < out->d * out->e; i++)
		out->w[i] *= by;
	return true;
}

/* ---- ridge: in the eigenvectors of X'X ---- */

typedef struct ridge {
	size_t  d, e, n;
	double *value, *vector;	/* d, and d × d by rows */
	double *c;		/* d × e: V X'Y */
	double *square;		/* d: |c_k|² */
	double  total;		/* |Y|² */
	double  spare;		/* directions among the lines, without the mean, in which X has nothing */
} ridge;

enum { LAMBDAS = 25 };

/* The generalised cross-validation of one lambda, as a sum of parts that are not negative: where the lines leave no more directions
 * than X has, the residual and the degrees of freedom both vanish with lambda, and their ratio does not. */
static double validation(const ridge *r, double lambda)
{
	double left = 0, rest = r->total, free = r->spare;
	for (size_t k = 0; k < r->d; k++)
		if (r->value[k] > 0) {
			double keeps = lambda / (r->value[k] + lambda);
			left += r->square[k] / r->value[k] * keeps * keeps;
			rest -= r->square[k] / r->value[k];
			free += keeps;
		}
	return (left + (r->spare > 0 ? fmax(rest, 0) : 0)) / (free * free);
}

static double best_lambda(const ridge *r)
{
	double mean = 0, best = 0, least = INFINITY;
	for (size_t k = 0; k < r->d; k++)
		mean += r->value[k] / (double)r->d;
	for (int i = 0; i < LAMBDAS; i++) {
		double lambda = mean * pow(10, -8 + 12. * i / (LAMBDAS - 1)), v = validation(r, lambda);
		if (v < least) {
			least = v;
			best = lambda;
		}
	}
	return best > 0 ? best : mean;
}

static bool decompose(const fit *f, ridge *r, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t d = r->d, e = r->e;
	double *gram = sx_alloc(tmp, d * d, sizeof *gram), *row = sx_alloc(tmp, e, sizeof *row);
	r->value = sx_alloc(tmp, d, sizeof *r->value);
	r->vector = sx_alloc(tmp, d * d, sizeof *r->vector);
	r->c = sx_alloc(tmp, d * e, sizeof *r->c);
	r->square = sx_alloc(tmp, d, sizeof *r->square);
	if (!gram || !row || !r->value || !r->vector || !r->c || !r->square)
		return sx_fail_memory(err, "a ridge", (double)d * (double)(2 * d + e) * 8);
	if (!sx_cross(&f->x, NULL, job, tmp, gram, err) || !sx_eigh(d, gram, r->value, r->vector, err))
		return false;
	double floor_at = (double)(r->n > d ? r->n : d) * DBL_EPSILON * r->value[0];
	for (size_t k = 0; k < d; k++) {
		r->value[k] = r->value[k] < floor_at ? 0 : r->value[k];
		r->spare -= r->value[k] > 0;
	}
	r->spare = fmax(r->spare, 0);
	if (!sx_dgemm_par(job, "a ridge", false, false, d, e, d, 1, r->vector, d, f->cross, e, 0, r->c, e))
		return sx_fail_cancel(err);
	for (size_t k = 0; k < d; k++)
		for (size_t j = 0; j < e; j++)
			r->square[k] += r->c[k * e + j] * r->c[k * e + j];
	r->total = sum_of_squares(&f->y, row);
	return true;
}

bool sx_mapping_linear(const sx_lines *x, const sx_lines *y, bool center, double lambda, sx_job *job, sx_arena *tmp,
                       sx_mapping *out, sx_err *err)
{
	fit f;
	ridge r = { .d = x->m.d, .e = y->m.d, .n = x->n, .spare = (double)x->n - (center ? 1 : 0) };
	if (!start(x, y, center, job, tmp, &f, out, err) || !decompose(&f, &r, job, tmp, err))
		return false;
	out->lambda = lambda < 0 ? best_lambda(&r) : lambda;
	for (size_t k = 0; k < r.d; k++)
		for (size_t j = 0; j < r.e; j++)
			r.c[k * r.e + j] *= r.value[k] + out->lambda > 0 ? 1 / (r.value[k] + out->lambda) : 0;
	return sx_dgemm_par(job, "a ridge", true, false, r.d, r.e, r.d, 1, r.vector, r.d, r.c, r.e, 0, out->w, r.e) ||
	       sx_fail_cancel(err);
}

/* ---- use ---- */

bool sx_mapping_apply(const sx_mapping *m, const sx_lines *x, sx_job *job, sx_arena *tmp, float *out, sx_err *err)
{
	sx_lines l = *x;
	l.mean = m->from;
	return sx_lines_times(&l, m->w, m->e, m->to, job, tmp, out, err);
}

/* |X M|² = sum of M ∘ (X'X M), from the Gram matrix of the lines. */
static bool length_of(const double *gram, const double *m, size_t d, size_t e, sx_job *job, double *scratch, double *out)
{
	*out = 0;
	if (!sx_dgemm_par(job, "agreement", false, false, d, e, d, 1, gram, d, m, e, 0, scratch, e))
		return false;
	for (size_t i = 0; i < d * e; i++)
		*out += m[i] * scratch[i];
	return true;
}

bool sx_mapping_agreement(const sx_mapping *a, const sx_mapping *b, const sx_lines *x, sx_job *job, sx_arena *tmp, double *out,
                          sx_err *err)
{
	size_t d = a->d, e = a->e;
	double *gram = sx_alloc(tmp, d * d, sizeof *gram), *scratch = sx_alloc(tmp, d * e, sizeof *scratch);
	double *apart = sx_alloc(tmp, d * e, sizeof *apart), u, v, w;
	sx_lines l = *x;
	if (!gram || !scratch || !apart)
		return sx_fail_memory(err, "agreement of maps", (double)d * (double)(d + 2 * e) * 8);
	l.mean = a->from;
	if (!sx_cross(&l, NULL, job, tmp, gram, err))
		return false;
	for (size_t i = 0; i < d * e; i++)
		apart[i] = a->w[i] - b->w[i];
	if (!length_of(gram, apart, d, e, job, scratch, &w) || !length_of(gram, a->w, d, e, job, scratch, &u) ||
	    !length_of(gram, b->w, d, e, job, scratch, &v))
		return sx_fail_cancel(err);
	*out = u + v > 0 ? 1 - sqrt(fmax(w, 0) / (u + v)) : 0;
	return true;
}

/* ---- as a space ---- */

sx_space *sx_mapping_space(const sx_mapping *m, const char *name, sx_err *err)
{
	float *p;
	sx_space *s = sx_space_new(name, m->d + 1, m->e, &p, err);
	if (s == NULL)
		return NULL;
	for (size_t i = 0; i < m->d * m->e; i++)
		p[i] = (float)m->w[i];
	for (size_t j = 0; j < m->e; j++) {
		double add = m->to[j];
		for (size_t i = 0; i < m->d; i++)
			add -= m->from[i] * m->w[i * m->e + j];
		p[m->d * m->e + j] = (float)add;
	}
	return s;
}

bool sx_mapping_read(const sx_space *s, sx_arena *tmp, sx_mapping *out, sx_err *err)
{
	sx_lines l = sx_lines_of(s);
	size_t e = l.m.d;
	if (l.n < 2)
		return sx_fail(err, SX_EINPUT, "%s is not a map: a map has one row more than dimensions", sx_space_name(s));
	double *all = sx_alloc(tmp, l.n * e, sizeof *all), *none = sx_alloc(tmp, l.n, sizeof *none);
	if (!all || !none)
		return sx_fail_memory(err, "a map", (double)l.n * (double)e * 8);
	sx_lines_load(&l, 0, l.n, all);
	*out = (sx_mapping){ .d = l.n - 1, .e = e, .from = none, .w = all, .to = all + (l.n - 1) * e };
	return true;
}
