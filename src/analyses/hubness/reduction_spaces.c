/* reduction_spaces.c: the transforms of a space that reduce hubness: f-norm, z-scores, centring, unit length. */
#include "reduction_spaces.h"
#include "base/rng.h"
#include "numeric/special.h"
#include "numeric/stats.h"

#include <math.h>
#include <stdlib.h>

typedef struct ranking {
	sx_mat     fit, m;
	const sx_reshape_spec *spec;
	uint64_t   seed;
	float     *out;
	double    *value, *drawn;	/* threads × n: a column in order, and what its places become */
	size_t    *flat;		/* one for each dimension */
} ranking;

/* The quantiles of the distribution for the ranks 1 … n of dimension j, ascending. */
static void law(const ranking *r, size_t j, double *out)
{
	size_t n = r->fit.n;
	bool normal = r->spec->kind == SX_F_NORM;
	sx_rng rng = sx_rng_open(r->seed, "f-norm", j);
	for (size_t i = 0; i < n; i++) {
		double share = ((double)i + 0.5) / (double)n;
		if (r->spec->random)
			out[i] = normal ? sx_rng_normal(&rng) : 2 * sx_rng_unit(&rng) - 1;
		else
			out[i] = normal ? sx_normal_quantile(share) : 2 * share - 1;
	}
	if (r->spec->random)
		sx_sort(out, n);
}

/* Equal values share one place, so that the order of rows does not matter: that of their average rank, or the mean of what
 * was drawn for them. Returns how many distinct values are left. */
static size_t merge_equal(const ranking *r, double *value, double *drawn)
{
	size_t n = r->fit.n, m = 0;
	for (size_t lo = 0, hi; lo < n; lo = hi, m++) {
		double sum = drawn[lo];
		for (hi = lo + 1; hi < n && value[hi] == value[lo]; hi++)
			sum += drawn[hi];
		double share = ((double)(lo + hi + 1) / 2 - 0.5) / (double)n;
		value[m] = value[lo];
		drawn[m] = r->spec->random ? sum / (double)(hi - lo)
		         : r->spec->kind == SX_F_NORM ? sx_normal_quantile(share) : 2 * share - 1;
	}
	return m;
}

/* The place of v among m ascending values, between two of them in proportion. */
static double placed(const double *value, const double *drawn, size_t m, double v)
{
	size_t lo = 0, hi = m - 1;
	if (v <= value[0])
		return drawn[0];
	if (v >= value[hi])
		return drawn[hi];
	while (hi - lo > 1) {
		size_t mid = (lo + hi) / 2;
		if (value[mid] <= v)
			lo = mid;
		else
			hi = mid;
	}
	return drawn[lo] + (v - value[lo]) / (value[hi] - value[lo]) * (drawn[hi] - drawn[lo]);
}

static void rank_column(ranking *r, size_t j, double *value, double *drawn)
{
	size_t n = r->fit.n;
	for (size_t i = 0; i < n; i++)
		value[i] = (double)r->fit.p[i * r->fit.ld + j];
	sx_sort(value, n);
	r->flat[j] = value[0] == value[n - 1];
	if (r->flat[j])
		return;		/* zeros */
	law(r, j, drawn);
	size_t distinct = merge_equal(r, value, drawn);
	for (size_t i = 0; i < r->m.n; i++)
		r->out[i * r->m.d + j] = (float)placed(value, drawn, distinct, (double)r->m.p[i * r->m.ld + j]);
}

static void rank_columns(void *ctx, size_t lo, size_t hi, int thread)
{
	ranking *r = ctx;
	for (size_t j = lo; j < hi; j++)
		rank_column(r, j, r->value + (size_t)thread * r->fit.n, r->drawn + (size_t)thread * r->fit.n);
}

static bool rank_all(ranking *r, sx_job *job, sx_arena *tmp, size_t *flat, sx_err *err)
{
	size_t room = (size_t)sx_threads(job) * r->fit.n;
	r->value = sx_alloc(tmp, room, sizeof *r->value);
	r->drawn = sx_alloc(tmp, room, sizeof *r->drawn);
	r->flat = sx_alloc(tmp, r->m.d, sizeof *r->flat);
	if (!r->value || !r->drawn || !r->flat)
		return sx_fail_memory(err, "ranks", (double)room * 16);
	if (!sx_for(job, "ranks", r->m.d, 1, rank_columns, r))
		return sx_fail_cancel(err);
	for (size_t j = 0; j < r->m.d; j++)
		*flat += r->flat[j];
	return true;
}

/* ---- the others ---- */

static void unit_rows(float *p, size_t n, size_t d)
{
	for (size_t i = 0; i < n; i++, p += d) {
		double square = 0;
		for (size_t j = 0; j < d; j++)
			square += (double)p[j] * (double)p[j];
		for (size_t j = 0; square > 0 && j < d; j++)
			p[j] = (float)((double)p[j] / sqrt(square));
	}
}

static size_t columns(sx_mat fit, sx_mat m, bool divide, float *out)
{
	size_t flat = 0;
	for (size_t j = 0; j < m.d; j++) {
		double mean = 0, square = 0;
		for (size_t i = 0; i < fit.n; i++)
			mean += (double)fit.p[i * fit.ld + j] / (double)fit.n;
		for (size_t i = 0; i < fit.n; i++)
			square += ((double)fit.p[i * fit.ld + j] - mean) * ((double)fit.p[i * fit.ld + j] - mean) / (double)fit.n;
		flat += !(square > 0);
		double by = !divide ? 1 : square > 0 ? sqrt(square) : INFINITY;
		for (size_t i = 0; i < m.n; i++)
			out[i * m.d + j] = (float)(((double)m.p[i * m.ld + j] - mean) / by);
	}
	return flat;
}

static size_t rows_by_themselves(sx_mat m, bool divide, float *out)
{
	size_t flat = 0;
	for (size_t i = 0; i < m.n; i++) {
		const float *x = m.p + i * m.ld;
		double mean = 0, square = 0;
		for (size_t j = 0; j < m.d; j++)
			mean += (double)x[j] / (double)m.d;
		for (size_t j = 0; j < m.d; j++)
			square += ((double)x[j] - mean) * ((double)x[j] - mean) / (double)m.d;
		flat += !(square > 0);
		double by = !divide ? 1 : square > 0 ? sqrt(square) : INFINITY;
		for (size_t j = 0; j < m.d; j++)
			out[i * m.d + j] = (float)(((double)x[j] - mean) / by);
	}
	return flat;
}

static void copy_rows(sx_mat m, float *out)
{
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			out[i * m.d + j] = m.p[i * m.ld + j];
}

static double norm_of(sx_mat m, size_t i)
{
	double square = 0;
	for (size_t j = 0; j < m.d; j++)
		square += (double)m.p[i * m.ld + j] * (double)m.p[i * m.ld + j];
	return square > 0 ? sqrt(square) : INFINITY;
}

/* The sum of a row's cosines with all rows is its product with the sum of all unit rows. */
static bool weighted_mean(sx_mat fit, double power, double *sum, double *mean, sx_err *err)
{
	double total = 0;
	for (size_t i = 0; i < fit.n; i++)
		for (size_t j = 0; j < fit.d; j++)
			sum[j] += (double)fit.p[i * fit.ld + j] / norm_of(fit, i);
	for (size_t i = 0; i < fit.n; i++) {
		double cosines = 0, norm = norm_of(fit, i);
		for (size_t j = 0; j < fit.d; j++)
			cosines += (double)fit.p[i * fit.ld + j] / norm * sum[j];
		if (cosines < 0 && power != floor(power))
			return sx_fail(err, SX_EINPUT, "weighted_centering: the cosines of row %zu sum to less than 0, which "
			               "has no power %g; use an integer --power", i, power);
		double w = pow(cosines, power);
		total += w;
		for (size_t j = 0; j < fit.d; j++)
			mean[j] += w * (double)fit.p[i * fit.ld + j];
	}
	for (size_t j = 0; j < fit.d; j++)
		mean[j] /= total;
	return (total != 0 && isfinite(total)) ||
	       sx_fail(err, SX_EINPUT, "weighted_centering: the weights sum to 0; use another --power");
}

static bool weighted(sx_mat fit, sx_mat m, double power, sx_arena *tmp, float *out, sx_err *err)
{
	double *sum = sx_alloc(tmp, m.d, sizeof *sum), *mean = sx_alloc(tmp, m.d, sizeof *mean);
	if (!sum || !mean)
		return sx_fail_memory(err, "means", (double)m.d * 16);
	if (!weighted_mean(fit, power, sum, mean, err))
		return false;
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			out[i * m.d + j] = (float)((double)m.p[i * m.ld + j] - mean[j]);
	return true;
}

static bool fill(ranking *r, sx_job *job, sx_arena *tmp, size_t *flat, sx_err *err)
{
	sx_reshape kind = r->spec->kind;
	bool ok = true;
	switch (kind) {
	case SX_F_NORM:
	case SX_F_UNIFORM:       ok = rank_all(r, job, tmp, flat, err); break;
	case SX_ROW_Z:
	case SX_ROW_CENTER:      *flat = rows_by_themselves(r->m, kind == SX_ROW_Z, r->out); break;
	case SX_COL_Z:
	case SX_COL_CENTER:      *flat = columns(r->fit, r->m, kind == SX_COL_Z, r->out); break;
	case SX_UNIT:            copy_rows(r->m, r->out); break;
	case SX_WEIGHTED_CENTER: ok = weighted(r->fit, r->m, r->spec->power, tmp, r->out, err); break;
	}
	if (kind == SX_F_NORM || kind == SX_F_UNIFORM || kind == SX_COL_CENTER || kind == SX_UNIT)
		unit_rows(r->out, r->m.n, r->m.d);
	return ok;
}

sx_space *sx_reshape_make(const sx_space *fit, const sx_space *rows, const sx_reshape_spec *spec, const char *name, sx_job *job,
                          size_t *flat, sx_err *err)
{
	ranking r = { .fit = sx_space_mat(fit), .m = sx_space_mat(rows), .spec = spec, .seed = job->seed };
	sx_arena *tmp = sx_arena_new(job->memory);
	*flat = 0;
	if (r.fit.d != r.m.d) {
		sx_arena_free(tmp);
		sx_fail(err, SX_EINPUT, "%s has %zu dimensions and %s has %zu; queries must have the dimensions of the index",
		        sx_space_name(rows), r.m.d, sx_space_name(fit), r.fit.d);
		return NULL;
	}
	sx_space *made = tmp ? sx_space_new(name, r.m.n, r.m.d, &r.out, err) : NULL;
	bool ok = made && sx_space_copy_meta(made, rows, err) && fill(&r, job, tmp, flat, err);
	sx_arena_free(tmp);
	if (ok)
		return made;
	sx_space_unref(made);
	return NULL;
}
