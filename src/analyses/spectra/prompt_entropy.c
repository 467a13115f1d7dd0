/* prompt_entropy.c: entropy of the tokens of each prompt, after Skean et al. 2025, whose code clamps negative inner products. */
#include "prompt_entropy.h"
#include "numeric/linalg.h"
#include "numeric/rank_rules.h"
#include "rows/row_tables.h"
#include "space/class_codes.h"

#include <math.h>

/* The entropy of the eigenvalues p of Z Z' / trace, from the smaller of Z Z' and Z' Z; NaN: Z is 0. With clamped inner products
 * the matrix need not be positive semidefinite: negative eigenvalues are left out. */
static bool entropy(const sx_prompts *w, const double *z, size_t n, size_t d, sx_job *job, double *out, sx_err *err)
{
	size_t m = n < d ? n : d;
	sx_arena *own = sx_arena_new(job->memory);
	double *g = sx_alloc(own, m * m, sizeof *g), *p = sx_alloc(own, m, sizeof *p), trace = 0, sum = 0;
	bool ok = g && p;
	if (!ok)
		sx_fail_memory(err, "inner products", (double)m * (double)m * 8);
	if (ok)
		sx_dsyrk(n < d, n, d, z, d, g, m);
	for (size_t a = 0; ok && a < m; a++) {
		trace += g[a * m + a];
		for (size_t b = a; b < m; b++)
			g[b * m + a] = g[a * m + b] = w->clamp ? fmax(g[a * m + b], 0) : g[a * m + b];
	}
	ok = ok && sx_eigh(m, g, p, NULL, err);
	for (size_t a = 0; ok && a < m; a++) {
		double q = p[a] / trace;
		if (q > 1e-15)
			sum += w->order == 1 ? -q * log(q) : pow(q, w->order);
	}
	*out = !(trace > 0) ? (double)NAN : w->order == 1 ? sum : log(sum) / (1 - w->order);
	sx_arena_free(own);
	return ok;
}

/* Centred within the prompt, then of length 1; a token equal to the mean has no direction and is left out. */
static size_t load(sx_mat m, const size_t *row, size_t n, double *z, double *mean)
{
	size_t kept = 0;
	for (size_t j = 0; j < m.d; j++) {
		mean[j] = 0;
		for (size_t i = 0; i < n; i++)
			mean[j] += (double)m.p[row[i] * m.ld + j] / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		double square = 0, length = 0, *to = z + kept * m.d;
		for (size_t j = 0; j < m.d; j++) {
			double x = (double)m.p[row[i] * m.ld + j];
			to[j] = x - mean[j];
			square += to[j] * to[j];
			length += x * x;
		}
		for (size_t j = 0; j < m.d; j++)
			to[j] /= sqrt(square);
		kept += square > 1e-24 * length;
	}
	return kept;
}

static double normalizer(const sx_prompts *w, size_t n, size_t d)
{
	double a = log((double)n), b = log((double)d);
	return w->normalizer == 0 ? fmin(a, b) : w->normalizer == 1 ? a : w->normalizer == 2 ? b : a * b;
}

typedef struct figures { double *entropy, *normalized, *tokens; size_t *first, count, dropped; } figures;

static void summary(const figures *f, size_t prompts, const sx_prompts *w, sx_result *out)
{
	double mean = 0, part = 0, square = 0, k = (double)f->count;
	for (size_t i = 0; i < f->count; i++) {
		mean += f->entropy[i] / k;
		part += f->normalized[i] / k;
	}
	for (size_t i = 0; i < f->count; i++)
		square += (f->entropy[i] - mean) * (f->entropy[i] - mean);
	sx_put(out, "prompt_entropy", mean);
	if (f->count > 1)
		sx_put(out, "prompt_entropy_sd", sqrt(square / (k - 1)));
	sx_put(out, "prompt_entropy_normalized", part);
	sx_put(out, "prompts", k);
	if (f->count < prompts)
		sx_note(out, "%zu prompts have no two different tokens, and are left out", prompts - f->count);
	if (f->dropped)
		sx_note(out, "%zu tokens equal the mean of their prompt: they have no direction, and are left out", f->dropped);
	if (w->clamp)
		sx_note(out, "--clamp: negative inner products are clamped to 0, as in the published code; the metric depends "
		        "on whether a prompt has more tokens than dimensions, and may pass ln rank");
}

/* The prompts' rows, grouped, and what is made of one of them. */
typedef struct grouped {
	sx_mat        m;
	const size_t *row, *start;
	size_t        count;
	double       *means;		/* count × d: the mean direction of each */
	double       *z, *mean;		/* of the prompt at hand */
} grouped;

static bool each(const grouped *p, const sx_prompts *w, sx_job *job, figures *f, sx_err *err)
{
	size_t d = p->m.d;
	for (size_t c = 0; c < p->count; c++) {
		const size_t *row = p->row + p->start[c];
		size_t n = p->start[c + 1] - p->start[c], kept = load(p->m, row, n, p->z, p->mean);
		double h;
		if (!sx_tick(job, (double)c / (double)p->count, "prompts"))
			return sx_fail_cancel(err);
		if (kept < 2)
			continue;
		f->dropped += n - kept;
		if (!entropy(w, p->z, kept, d, job, &h, err))
			return false;
		f->entropy[f->count] = h;
		f->normalized[f->count] = d > 1 ? h / normalizer(w, kept, d) : (double)NAN;
		f->tokens[f->count] = (double)n;
		for (size_t i = 0; i < kept; i++)
			for (size_t j = 0; j < d; j++)
				p->means[f->count * d + j] += p->z[i * d + j] / (double)kept;
		f->first[f->count++] = row[0];
	}
	return true;
}

bool sx_prompts_measure(const sx_call *call, sx_space *space, const sx_prompts *w, sx_result *out, sx_err *err)
{
	sx_mat m = sx_space_mat(space);
	sx_arena *tmp = call->tmp;
	figures f = { 0 };
	size_t *code, *row, *start, prompts, most = 0;
	double whole;
	if (!sx_classes_get(space, w->column, tmp, &code, &prompts, err) ||
	    !sx_classes_rows(code, m.n, prompts, tmp, &row, &start, err))
		return false;
	for (size_t c = 0; c < prompts; c++)
		most = start[c + 1] - start[c] > most ? start[c + 1] - start[c] : most;
	double *z = sx_alloc(tmp, (most + 1) * m.d, sizeof *z), *of_prompt = sx_alloc(tmp, prompts * m.d, sizeof *of_prompt);
	f.entropy = sx_alloc(tmp, prompts, sizeof *f.entropy);
	f.normalized = sx_alloc(tmp, prompts, sizeof *f.normalized);
	f.tokens = sx_alloc(tmp, prompts, sizeof *f.tokens);
	f.first = sx_alloc(tmp, prompts, sizeof *f.first);
	if (!z || !of_prompt || !f.entropy || !f.normalized || !f.tokens || !f.first)
		return sx_fail_memory(err, "prompts", ((double)most + (double)prompts) * (double)m.d * 8);
	const grouped p = { .m = m, .row = row, .start = start, .count = prompts, .means = of_prompt, .z = z, .mean = z + most * m.d };
	if (!each(&p, w, call->job, &f, err))
		return false;
	if (f.count == 0)
		return sx_fail(err, SX_EINPUT, "column %s: no value has two different rows", w->column);
	summary(&f, prompts, w, out);
	if (!entropy(w, of_prompt, f.count, m.d, call->job, &whole, err))
		return false;
	if (isfinite(whole))
		sx_put(out, "dataset_entropy", whole);
	if (!sx_table_classes(out, "prompt_entropies", "prompt", space, w->column, f.first, f.count, tmp))
		return sx_fail_memory(err, "the table of prompts", (double)f.count * 24);
	sx_table_ints(out, "tokens", f.tokens);
	sx_table_nums(out, "entropy", f.entropy);
	sx_table_nums(out, "normalized", f.normalized);
	return true;
}
