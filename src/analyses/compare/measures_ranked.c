/* measures_ranked.c: similarity measures that compare ordered lists of neighbours (Huh et al. 2024): cycle kNN, the longest
 * common subsequence, and the edit distance. Standard errors are those of a mean over rows. Cost: n k² on top of the neighbour
 * tables. */
#include "measures.h"

#include <math.h>
#include <stdio.h>

enum { LONGEST = 256 };		/* the table of an edit distance is kept on the stack by rows of this */

/* Row i's neighbours, nearest first, under the numbers of the first side. */
typedef struct ordered {
	sx_knn    a, b;
	uint32_t *back;		/* number in the second side → in the first */
} ordered;

static bool get_ordered(sx_pair *p, ordered *o, sx_likeness *out, sx_err *err)
{
	const sx_comparison_run *of = p->a->of;
	if (sx_likeness_short(of, out))
		return true;
	if (of->k > LONGEST) {
		snprintf(out->none, sizeof out->none, "lists of more than %d neighbours are not compared in order", LONGEST);
		return true;
	}
	o->back = sx_alloc(p->tmp, of->n, sizeof *o->back);
	if (o->back == NULL)
		return sx_fail_memory(err, "neighbour lists", (double)of->n * 4);
	for (size_t i = 0; i < of->n; i++)
		o->back[p->map ? p->map[i] : i] = (uint32_t)i;
	return sx_knn_get(p->a->space, of->metric, of->k, of->job, &o->a, err) &&
	       sx_knn_get(p->b->space, of->metric, of->k, of->job, &o->b, err);
}

/* Longest common subsequence and edit distance of two lists, by the usual recurrences. */
static size_t common_run(const uint32_t *x, const uint32_t *y, size_t k)
{
	size_t line[LONGEST + 1] = { 0 };
	for (size_t i = 0; i < k; i++)
		for (size_t j = 1, corner = 0; j <= k; j++) {
			size_t above = line[j];
			line[j] = x[i] == y[j - 1] ? corner + 1 : above > line[j - 1] ? above : line[j - 1];
			corner = above;
		}
	return line[k];
}

static size_t edits(const uint32_t *x, const uint32_t *y, size_t k)
{
	size_t line[LONGEST + 1];
	for (size_t j = 0; j <= k; j++)
		line[j] = j;
	for (size_t i = 0; i < k; i++) {
		size_t corner = line[0]++;
		for (size_t j = 1; j <= k; j++) {
			size_t above = line[j], change = corner + (x[i] != y[j - 1]);
			size_t step = (above < line[j - 1] ? above : line[j - 1]) + 1;
			line[j] = change < step ? change : step;
			corner = above;
		}
	}
	return line[k];
}

/* Row i is found again: it is among the neighbours in the first of one of its neighbours in the second. */
static bool found_again(const ordered *o, size_t i, const uint32_t *y, size_t k)
{
	for (size_t j = 0; j < k; j++)
		if (sx_knn_list_holds(o->a.index + y[j] * o->a.ld, k, i))
			return true;
	return false;
}

enum { CYCLE, RUN, EDIT };

static bool in_order(sx_pair *p, int which, sx_likeness *out, sx_err *err)
{
	ordered o = { 0 };
	const sx_comparison_run *of = p->a->of;
	size_t k = of->k;
	uint32_t y[LONGEST];
	double *v = sx_alloc(p->tmp, of->n, sizeof *v);
	if (v == NULL)
		return sx_fail_memory(err, "neighbour lists", (double)of->n * 8);
	if (!get_ordered(p, &o, out, err))
		return false;
	for (size_t i = 0; !out->none[0] && i < of->n; i++) {
		const uint32_t *x = o.a.index + i * o.a.ld, *there = o.b.index + (p->map ? p->map[i] : i) * o.b.ld;
		for (size_t j = 0; j < k; j++)
			y[j] = o.back[there[j]];
		v[i] = which == CYCLE ? found_again(&o, i, y, k) : which == RUN ? (double)common_run(x, y, k) / (double)k
		     : 1 - (double)edits(x, y, k) / (double)k;
	}
	double by_chance = (double)k / ((double)of->n - 1);
	out->chance = which == CYCLE ? 1 - pow(1 - by_chance, (double)k) : by_chance;	/* of the lists at most: of the shared neighbours */
	if (!out->none[0])
		out->se = sx_likeness_mean(v, of->n, &out->value);
	return true;
}

bool sx_cycle_knn(sx_pair *p, sx_likeness *out, sx_err *err)
{
	return in_order(p, CYCLE, out, err);
}

bool sx_lcs_knn(sx_pair *p, sx_likeness *out, sx_err *err)
{
	return in_order(p, RUN, out, err);
}

bool sx_edit_knn(sx_pair *p, sx_likeness *out, sx_err *err)
{
	return in_order(p, EDIT, out, err);
}
