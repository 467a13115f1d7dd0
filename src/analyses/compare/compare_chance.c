/* compare_chance.c: what each measure of `compare` would be by chance, and what the measure then says.
 *
 * Chance is the same two spaces with their rows paired at random. A measure brings the mean of that where a formula has it
 * (sx_likeness.chance); its range and p, and the mean where there is no formula, are from random pairings, which reuse what each
 * space has computed once. All measures see the same pairings. A measure whose pairings would take too long has its formula alone,
 * and its interval decides; with --null the user decides. */
#include "comparison_parts.h"
#include "base/rng.h"
#include "numeric/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double AFFORDED = 2e9;	/* operations of all random pairings of one measure: some seconds */

/* ---- random pairings ---- */

/* The operations of one random pairing. */
static double price(const sx_comparison *w, const sx_measure_of_likeness *m)
{
	double n = (double)w->of.n, few = (double)w->of.nfew, k = (double)w->of.k, anchors = (double)w->of.anchors;
	double d = (double)sx_space_dims(w->paired[0]), e = (double)sx_space_dims(w->paired[1]);
	switch (m->work) {
	case SX_OF_PRODUCTS: return n * d * e / 2 + fmin(n, fmin(d, e)) * d * e / 2;
	case SX_OF_SPECTRA:  return n * d * e / 2 + 10 * d * e * fmin(d, e);
	case SX_OF_KERNELS:  return few * few * (d + e + 30);
	case SX_OF_PAIRS:    return (double)w->of.couples * (w->of.couples < w->of.n * (w->of.n - 1) / 2 ? e + 100 : 4);
	case SX_OF_LISTS:    return n * k * k;
	case SX_OF_RANKS:    return few * few * fmax(d, e);
	case SX_OF_ANCHORS:  return (n * (d + e) + few * n) * anchors / 2;
	}
	return INFINITY;
}

static void random_pairing(const sx_comparison *w, size_t draw, size_t *map, size_t *few)
{
	sx_rng rng = sx_rng_open(w->call->job->seed, "compare.null", draw);
	for (size_t i = 0; i < w->of.n; i++)
		map[i] = i;
	for (size_t i = 0; i < w->of.nfew; i++)
		few[i] = i;
	sx_rng_shuffle(&rng, map, w->of.n);
	sx_rng_shuffle(&rng, few, w->of.nfew);
}

/* null: methods × draws. */
static bool draw_pairings(sx_comparison *w, double *null)
{
	sx_arena *tmp = w->call->tmp;
	size_t *map = sx_alloc(tmp, w->of.n, sizeof *map), *few = sx_alloc(tmp, w->of.nfew, sizeof *few);
	sx_likeness *f = sx_alloc(tmp, w->methods, sizeof *f);
	if (!map || !few || !f)
		return sx_fail_memory(w->err, "random pairings", (double)w->of.n * 16);
	w->of.detail = false;
	for (size_t d = 0; d < w->draws; d++) {
		random_pairing(w, d, map, few);
		if (!sx_comparison_pair(w, 0, 1, map, few, NULL, f))
			return false;
		for (size_t i = 0; i < w->methods; i++)
			null[i * w->draws + d] = f[i].none[0] ? NAN : f[i].value;
	}
	return true;
}

/* ---- what they say ---- */

/* p is two-sided; beyond asks for one side alone, half of it. */
static void summarise(const sx_measure_of_likeness *m, const sx_likeness *f, double *null, size_t draws, sx_chance *c)
{
	size_t up = 0, down = 0;
	for (size_t i = 0; i < draws; i++) {
		if (!isfinite(null[i]))
			return;		/* a measure that some pairing does not have */
		up += null[i] >= f->value;
		down += null[i] <= f->value;
	}
	if (!f->exact) {
		c->mean = sx_mean(null, draws);
		c->kind = "permutation";
	}
	c->p = fmin(1, 2 * (1 + fmin((double)up, (double)down)) / ((double)draws + 1));
	c->beyond = (1 + (double)(m->apart > 0 ? down : up)) / ((double)draws + 1) <= SX_CHANCE_LEVEL;
	c->low = sx_quantile(null, draws, 0.025);
	c->high = sx_quantile(null, draws, 0.975);
}

/* Without pairings: the interval lies beyond the formula; a measure that has no interval must be two in root n away. */
static void by_formula(const sx_comparison *w, const sx_measure_of_likeness *m, const sx_likeness *f, sx_chance *c)
{
	double slack = isfinite(f->se) ? 1.96 * f->se : 2 / sqrt((double)w->of.n), gain = f->value - f->chance;
	*c = (sx_chance){ .mean = f->chance, .low = NAN, .high = NAN, .p = NAN };
	c->kind = isfinite(f->chance) ? "closed form" : NULL;
	c->beyond = (m->apart > 0 ? -gain : gain) > slack;
}

static void put(sx_comparison *w, const char *name, const sx_chance *c)
{
	sx_arena *a = w->out->arena;
	const char *null = sx_printf(a, "%s_null", name), *p = sx_printf(a, "%s_p", name), *kind = sx_printf(a, "%s_null_kind", name);
	if (!null || !p || !kind || !c->kind)
		return;
	if (isfinite(c->low))
		sx_put_range(w->out, null, c->mean, c->low, c->high);
	else
		sx_put(w->out, null, c->mean);
	if (isfinite(c->p))
		sx_put(w->out, p, c->p);
	sx_put_text(w->out, kind, c->kind);
}

bool sx_comparison_chance(sx_comparison *w, const sx_likeness *found, sx_chance *out)
{
	size_t draws = w->draws, drawn = 0;
	double *null = sx_alloc(w->call->tmp, w->methods * draws, sizeof *null);
	w->skip = sx_alloc(w->call->tmp, w->methods, sizeof *w->skip);
	if (!null || !w->skip)
		return sx_fail_memory(w->err, "nulls", (double)(w->methods * draws) * 8);
	for (size_t i = 0; i < w->methods; i++) {
		w->skip[i] = found[i].none[0] || (!w->draws_given && (double)draws * price(w, sx_comparison_measure(w, i)) > AFFORDED);
		drawn += !w->skip[i];
	}
	if (draws && drawn && !draw_pairings(w, null))
		return false;
	for (size_t i = 0; i < w->methods; i++) {
		const sx_measure_of_likeness *m = sx_comparison_measure(w, i);
		by_formula(w, m, &found[i], &out[i]);
		if (draws && !w->skip[i])
			summarise(m, &found[i], null + i * draws, draws, &out[i]);
		if (!found[i].none[0])
			put(w, m->name, &out[i]);
	}
	if (draws && drawn)
		sx_note(w->out, "null: %zu random pairings of the rows; p is two-sided, and at least 2 / %zu", draws, draws + 1);
	return true;
}

/* ---- readings ---- */

/* The value as it would be if chance gave nothing: 0 at chance, 1 where the spaces are the same (a dissimilarity: `apart` at
 * chance, 0 where they are the same). */
static double beyond_chance(const sx_measure_of_likeness *m, double v, double chance)
{
	if (m->apart > 0)
		return chance > 0 ? m->apart * v / chance : v;
	return chance < 1 ? (v - chance) / (1 - chance) : v;
}

/* Of the end of the interval that says less. */
const char *sx_comparison_reading(const sx_measure_of_likeness *m, const sx_likeness *f, const sx_chance *c)
{
	double v = isfinite(f->se) ? f->value + (m->apart > 0 ? 1.96 : -1.96) * f->se : f->value;
	if (f->none[0])
		return "none: see the notes";
	if (c->kind && !c->beyond)
		return "no more than chance";
	v = c->kind ? beyond_chance(m, v, c->mean) : v;
	for (size_t i = 0; i < SX_COUNT(m->level); i++)
		if (v < m->level[i].below)
			return m->level[i].says;
	return "";
}
