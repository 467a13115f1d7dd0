/* null_spaces.c: makes null samples of a space and measures a command's metrics on them. */
#include "null_spaces.h"
#include "base/rng.h"
#include "command/options.h"
#include "linear/spectrum.h"
#include "numeric/linalg.h"
#include "numeric/stats.h"

#include <math.h>
#include <string.h>

/* ---- shuffled: one dimension is one stream ---- */

typedef struct shuffle {
	sx_mat   from;
	float   *to;
	size_t  *order;		/* threads × n */
	uint64_t seed, draw;
} shuffle;

static void shuffle_dims(void *ctx, size_t lo, size_t hi, int thread)
{
	shuffle *s = ctx;
	size_t n = s->from.n, d = s->from.d, *order = s->order + (size_t)thread * n;
	for (size_t j = lo; j < hi; j++) {
		sx_rng rng = sx_rng_open(s->seed, "null.shuffle", s->draw * d + j);
		for (size_t i = 0; i < n; i++)
			order[i] = i;
		sx_rng_shuffle(&rng, order, n);
		for (size_t i = 0; i < n; i++)
			s->to[i * d + j] = s->from.p[order[i] * s->from.ld + j];
	}
}

static bool fill_shuffled(sx_space *space, float *to, uint64_t draw, sx_job *job, sx_arena *tmp, sx_err *err)
{
	sx_mat m = sx_space_mat(space);
	shuffle s = { .from = m, .to = to, .seed = job->seed, .draw = draw,
	              .order = sx_alloc(tmp, (size_t)sx_threads(job) * m.n, sizeof *s.order) };
	if (s.order == NULL)
		return sx_fail_memory(err, "a null space", (double)m.n * 8);
	return sx_for(job, "shuffling", m.d, 1, shuffle_dims, &s) || sx_fail_cancel(err);
}

/* ---- Gaussian: mean + Z diag(s / sqrt n) V, one block of rows at a time ---- */

enum { BLOCK = 256 };

typedef struct normal {
	sx_spectrum p;
	double  *factor;	/* r × d */
	double  *z, *x;		/* threads × BLOCK × r, × d */
	float   *to;
	uint64_t seed, draw;
} normal;

static void normal_rows(void *ctx, size_t lo, size_t hi, int thread)
{
	normal *s = ctx;
	size_t r = s->p.r, d = s->p.d;
	double *z = s->z + (size_t)thread * BLOCK * r, *x = s->x + (size_t)thread * BLOCK * d;
	for (size_t i = lo; i < hi; i++) {
		sx_rng rng = sx_rng_open(s->seed, "null.gaussian", s->draw * s->p.n + i);
		for (size_t j = 0; j < r; j++)
			z[(i - lo) * r + j] = sx_rng_normal(&rng);
		memcpy(x + (i - lo) * d, s->p.mean, d * sizeof *x);
	}
	sx_dgemm(false, false, hi - lo, d, r, 1, z, r, s->factor, d, 1, x, d);
	for (size_t i = lo; i < hi; i++)
		for (size_t j = 0; j < d; j++)
			s->to[i * d + j] = (float)x[(i - lo) * d + j];
}

static bool fill_gaussian(sx_space *space, float *to, uint64_t draw, sx_job *job, sx_arena *tmp, sx_err *err)
{
	normal s = { .to = to, .seed = job->seed, .draw = draw };
	if (!sx_spectrum_get(space, true, false, SX_SOLVER_FULL, 1, job, &s.p, err))
		return false;
	size_t threads = (size_t)sx_threads(job), r = s.p.r, d = s.p.d;
	s.factor = sx_alloc(tmp, r * d, sizeof *s.factor);
	s.z = sx_alloc(tmp, threads * BLOCK * r, sizeof *s.z);
	s.x = sx_alloc(tmp, threads * BLOCK * d, sizeof *s.x);
	if (!s.factor || !s.z || !s.x)
		return sx_fail_memory(err, "a null space", (double)(r * d) * 8);
	for (size_t j = 0; j < r; j++)
		for (size_t q = 0; q < d; q++)
			s.factor[j * d + q] = s.p.vectors[j * d + q] * s.p.singular[j] / sqrt((double)s.p.n);
	return sx_for(job, "drawing Gaussian surrogates", s.p.n, BLOCK, normal_rows, &s) || sx_fail_cancel(err);
}

sx_space *sx_null_space(sx_space *space, sx_null_kind kind, uint64_t draw, sx_job *job, sx_err *err)
{
	float *to;
	sx_space *made = sx_space_new(sx_space_name(space), sx_space_rows(space), sx_space_dims(space), &to, err);
	sx_arena *tmp = sx_arena_new(job->memory);
	bool ok = made && tmp && (kind == SX_NULL_SHUFFLE ? fill_shuffled : fill_gaussian)(space, to, draw, job, tmp, err) &&
	          sx_space_copy_meta(made, space, err);
	sx_arena_free(tmp);
	if (ok)
		return made;
	sx_space_unref(made);
	return NULL;
}

/* ---- figures ---- */

typedef struct figures {
	const char **name;
	double      *value;	/* count */
	double      *null;	/* count × draws */
	size_t       count, draws;
} figures;

static bool is_spread(const char *name)
{
	static const char *const ending[] = { "_low", "_high", "_se" };
	size_t len = strlen(name);
	for (size_t i = 0; i < SX_COUNT(ending); i++)
		if (len > strlen(ending[i]) && strcmp(name + len - strlen(ending[i]), ending[i]) == 0)
			return true;
	return false;
}

static bool list_figures(const sx_result *out, size_t draws, figures *f, sx_arena *tmp)
{
	f->name = sx_alloc(tmp, out->nscalars, sizeof *f->name);
	f->value = sx_alloc(tmp, out->nscalars, sizeof *f->value);
	f->null = sx_alloc(tmp, out->nscalars * draws, sizeof *f->null);
	f->draws = draws;
	for (size_t i = 0; f->name && i < out->nscalars; i++)
		if (out->scalar[i].kind == SX_SCALAR_NUM && !is_spread(out->scalar[i].name)) {
			f->name[f->count] = out->scalar[i].name;
			f->value[f->count++] = out->scalar[i].num;
		}
	return f->name && f->value && f->null;
}

static bool measure_one(const sx_call *call, sx_space *null, sx_job *job, figures *f, size_t draw, sx_err *err)
{
	const sx_command *c = call->command;
	sx_arena *tmp = sx_arena_new(job->memory);
	sx_value *arg = sx_alloc(tmp, c->nparams, sizeof *arg);
	sx_result *r = sx_result_new();
	bool ok = (arg && r) || sx_fail_memory(err, "a null", 64);
	if (ok) {
		memcpy(arg, call->arg, c->nparams * sizeof *arg);
		size_t first = 0;		/* replaces the measured space only; other spaces, such as a reference, stay */
		while (first < c->nparams && c->param[first].kind != SX_KIND_SPACE)
			first++;
		if (first < c->nparams)
			arg[first].space = &null;
		r->rows = sx_space_rows(null);
		r->dims = sx_space_dims(null);
		sx_call again = { .command = c, .arg = arg, .job = job, .tmp = tmp };
		ok = c->run(&again, r, err);
	}
	for (size_t i = 0; ok && i < f->count; i++) {
		const sx_scalar *s = sx_result_scalar(r, f->name[i]);
		f->null[i * f->draws + draw] = s && s->kind == SX_SCALAR_NUM ? s->num : NAN;
	}
	sx_result_unref(r);
	sx_arena_free(tmp);
	return ok;
}

void sx_null_put(sx_result *out, const char *name, double value, double *null, size_t draws)
{
	size_t n = 0, up = 0, down = 0;
	for (size_t i = 0; i < draws; i++)
		if (isfinite(null[i])) {
			up += null[i] >= value;
			down += null[i] <= value;
			null[n++] = null[i];
		}
	if (n < draws)
		return;			/* a metric that is missing on some null sample */
	const char *mean = sx_printf(out->arena, "%s_null", name), *p = sx_printf(out->arena, "%s_p", name);
	if (!mean || !p)
		return;
	double average = sx_mean(null, n), low = sx_quantile(null, n, 0.025), high = sx_quantile(null, n, 0.975);
	sx_put_range(out, mean, average, low, high);
	sx_put(out, p, fmin(1, 2 * (1 + fmin((double)up, (double)down)) / ((double)n + 1)));
}

bool sx_null_measure(const sx_call *call, sx_space *space, sx_null_kind kind, size_t draws, sx_result *out, sx_err *err)
{
	figures f = { 0 };
	if (!list_figures(out, draws, &f, call->tmp))
		return sx_fail_memory(err, "null figures", (double)(out->nscalars * draws) * 8);
	for (size_t i = 0; i < draws; i++) {
		sx_job part = sx_job_part(call->job, (double)i / (double)draws, 1 / (double)draws);
		sx_space *null = sx_null_space(space, kind, i, &part, err);
		bool ok = null && measure_one(call, null, &part, &f, i, err);
		sx_space_unref(null);
		if (!ok)
			return false;
	}
	for (size_t i = 0; i < f.count; i++)
		sx_null_put(out, f.name[i], f.value[i], f.null + i * draws, draws);
	sx_note(out, "null: %zu samples of the same shape, %s; p is two-sided, and at least 2 / %zu", draws,
	        kind == SX_NULL_SHUFFLE ? "each dimension shuffled independently" : "Gaussian with the same mean and covariance",
	        draws + 1);
	return true;
}
