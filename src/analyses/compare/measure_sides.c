/* measure_sides.c: prepares a comparison: the random rows of the run, what each space contributes, and what a pair of spaces
 * shares. */
#include "measures.h"
#include "base/rng.h"

#include <math.h>
#include <stdio.h>

enum { PROBES = 2000, FEW = 4096, ALL_COUPLES = 1024, COUPLES = 1 << 19 };

/* ---- what is drawn once ---- */

/* `most` rows, or all, in random order. */
static size_t *draw_rows(const sx_comparison_run *l, const char *purpose, size_t most, size_t *count)
{
	size_t *row = sx_alloc(l->tmp, l->n, sizeof *row), *scratch = sx_alloc(l->tmp, l->n, sizeof *scratch);
	if (!row || !scratch)
		return NULL;
	*count = l->n < most ? l->n : most;
	sx_rng rng = sx_rng_open(l->job->seed, purpose, 0);
	sx_rng_sample(&rng, l->n, *count, scratch, row);
	return row;
}

/* All pairs i < j of few rows; of many rows, each row with as many others at random. */
static bool draw_couples(sx_comparison_run *l)
{
	size_t n = l->n, each = n <= ALL_COUPLES ? 0 : COUPLES / n > 1 ? COUPLES / n : 1;
	l->couples = each ? n * each : n * (n - 1) / 2;
	l->couple = sx_alloc(l->tmp, l->couples, sizeof *l->couple);
	for (size_t i = 0, c = 0; l->couple && i < n; i++) {
		sx_rng rng = sx_rng_open(l->job->seed, "likeness.couples", i);
		for (size_t j = 0; j < (each ? each : n - i - 1); j++, c++) {
			size_t other = each ? sx_rng_below(&rng, n - 1) : i + 1 + j;
			l->couple[c][0] = (uint32_t)i;
			l->couple[c][1] = (uint32_t)(other + (each && other >= i));
		}
	}
	return l->couple != NULL;
}

bool sx_comparison_run_start(sx_comparison_run *l, sx_err *err)
{
	l->probe = draw_rows(l, "likeness.probe", PROBES, &l->probes);
	l->few = draw_rows(l, "likeness.few", FEW, &l->nfew);
	return (l->probe && l->few && draw_couples(l)) || sx_fail_memory(err, "a comparison", (double)l->n * 32);
}

/* ---- sides ---- */

SX_CLONES static double square_about(const float *restrict x, const double *restrict mean, size_t d)
{
	double sum = 0;
#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++)
		sum += ((double)x[j] - mean[j]) * ((double)x[j] - mean[j]);
	return sum;
}

bool sx_measured_start(sx_measured *s, const sx_comparison_run *of, sx_space *space, sx_err *err)
{
	*s = (sx_measured){ .of = of, .space = space, .lines = sx_lines_of(space) };
	double *mean = sx_lines_mean(&s->lines, of->tmp);
	s->square = sx_alloc(of->tmp, of->n, sizeof *s->square);
	if (!mean || !s->square)
		return sx_fail_memory(err, "a space's rows", (double)of->n * 8);
	s->lines.mean = mean;
	for (size_t i = 0; i < of->n; i++)
		s->total += s->square[i] = square_about(sx_line(&s->lines, i), mean, s->lines.m.d);
	return s->total > 0 || sx_fail(err, SX_EINPUT, "%s: all rows are equal; there is nothing to compare", sx_space_name(space));
}

bool sx_measured_gram(sx_measured *s, sx_err *err)
{
	size_t d = s->lines.m.d, cells;
	if (s->gram)
		return true;
	double *g = sx_mul(d, d, &cells) ? sx_alloc(s->of->tmp, cells, sizeof *g) : NULL, sum = 0;
	if (g == NULL)
		return sx_fail_memory(err, "a Gram matrix", (double)d * (double)d * 8);
	if (!sx_cross(&s->lines, NULL, s->of->job, s->of->tmp, g, err))
		return false;
	for (size_t i = 0; i < cells; i++)
		sum += g[i] * g[i];
	s->gram_norm = sqrt(sum);
	s->gram = g;
	return true;
}

bool sx_measured_few(sx_measured *s, sx_err *err)
{
	const sx_comparison_run *of = s->of;
	if (s->few == NULL)
		s->few = of->nfew == of->n ? sx_space_ref(s->space)
		                           : sx_space_subset(s->space, sx_space_name(s->space), of->few, of->nfew, err);
	return s->few != NULL;
}

void sx_measured_end(sx_measured *s)
{
	sx_space_unref(s->few);
}

/* ---- pairs ---- */

bool sx_pair_start(sx_pair *p, sx_measured *a, sx_measured *b, const size_t *map, const size_t *few_map, sx_arena *tmp, sx_err *err)
{
	*p = (sx_pair){ .a = a, .b = b, .map = map, .few_map = few_map, .x = a->lines, .y = b->lines, .tmp = tmp };
	p->y.row = map;
	return tmp != NULL || sx_fail_memory(err, "a comparison", 64);
}

bool sx_pair_cross(sx_pair *p, sx_err *err)
{
	size_t cells;
	if (p->cross)
		return true;
	double *c = sx_mul(p->x.m.d, p->y.m.d, &cells) ? sx_alloc(p->tmp, cells, sizeof *c) : NULL;
	if (c == NULL)
		return sx_fail_memory(err, "the cross product", (double)p->x.m.d * (double)p->y.m.d * 8);
	p->cross = c;
	return sx_cross(&p->x, &p->y, p->a->of->job, p->tmp, c, err);
}

/* ---- what measures of neighbours share ---- */

double sx_likeness_mean(const double *v, size_t n, double *mean)
{
	double sum = 0, square = 0;
	for (size_t i = 0; i < n; i++)
		sum += v[i];
	*mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		square += (v[i] - *mean) * (v[i] - *mean);
	return n > 1 ? sqrt(square / ((double)n - 1) / (double)n) : NAN;
}

bool sx_likeness_short(const sx_comparison_run *of, sx_likeness *out)
{
	if (of->k < of->n)
		return false;
	snprintf(out->none, sizeof out->none, "%zu neighbours need more than %zu rows", of->k, of->n);
	return true;
}
