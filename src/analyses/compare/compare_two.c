/* compare_two.c: compares two spaces: each measure with its interval, null and reading, and the rows that moved most. */
#include "comparison_parts.h"
#include "numeric/stats.h"
#include "rows/row_tables.h"

#include <math.h>
#include <string.h>

static bool wants(const sx_comparison *w, const char *name)
{
	for (size_t i = 0; i < w->methods; i++)
		if (strcmp(sx_comparison_measure(w, i)->name, name) == 0)
			return true;
	return false;
}

static void interval(const sx_measure_of_likeness *m, const sx_likeness *f, double *low, double *high)
{
	*low = f->value - 1.96 * f->se;
	*high = f->value + 1.96 * f->se;
	if (m->range[0] == '0' && *low < 0)
		*low = 0;
	if (m->apart == 0 && *high > 1)
		*high = 1;
}

static void put_figures(sx_comparison *w, const sx_likeness *found)
{
	for (size_t i = 0; i < w->methods; i++) {
		const sx_measure_of_likeness *m = sx_comparison_measure(w, i);
		const sx_likeness *f = &found[i];
		double low, high;
		interval(m, f, &low, &high);
		if (f->none[0])
			sx_put_none(w->out, m->name, f->none);
		else if (isfinite(f->se))
			sx_put_range(w->out, m->name, f->value, low, high);
		else
			sx_put(w->out, m->name, f->value);
		if (strcmp(m->name, "mutual_knn") == 0)
			sx_put(w->out, "mutual_knn_chance", (double)w->of.k / ((double)w->of.n - 1));
	}
}

static bool put_methods(sx_comparison *w, const sx_likeness *found, const sx_chance *chance)
{
	static const char *const names[] = { "value", "low", "high", "null", "null_low", "null_high", "p" };
	enum { NUMBERS = SX_COUNT(names) };
	sx_arena *tmp = w->call->tmp;
	size_t m = w->methods;
	const char **text = sx_alloc(tmp, m * 4, sizeof *text);
	double *v = sx_alloc(tmp, m * NUMBERS, sizeof *v);
	if (!text || !v)
		return sx_fail_memory(w->err, "the table", (double)m * 96);
	for (size_t i = 0; i < m; i++) {
		const sx_measure_of_likeness *r = sx_comparison_measure(w, i);
		const sx_chance *c = &chance[i];
		double number[NUMBERS] = { found[i].value, NAN, NAN, c->mean, c->low, c->high, c->p };
		interval(r, &found[i], &number[1], &number[2]);
		for (size_t j = 0; j < NUMBERS; j++)
			v[j * m + i] = found[i].none[0] ? NAN : number[j];
		text[i] = r->name;
		text[m + i] = sx_comparison_reading(r, &found[i], c);
		text[2 * m + i] = r->range;
		text[3 * m + i] = r->what;
	}
	sx_table(w->out, "methods", SX_PLAIN, m);
	sx_table_texts(w->out, "method", text);
	for (size_t j = 0; j < NUMBERS; j++) {
		sx_table_nums(w->out, names[j], v + j * m);
		if (strcmp(names[j], "null") == 0)
			sx_table_texts(w->out, "reading", text + m);
	}
	sx_table_texts(w->out, "range", text + 2 * m);
	sx_table_texts(w->out, "of", text + 3 * m);
	sx_table_whole(w->out);
	return true;
}

/* ---- rows that moved ---- */

enum { MOVED_SHOWN = 10 };
static const char *const moved_names[] = { "moved_overlap", "moved_cosine", "moved_rank" };
static const char *const moved_by[] = { "mutual_knn", "procrustes_similarity", "information_imbalance_ab" };

static bool put_column(sx_comparison *w, const char *name, const double *v)
{
	size_t n = sx_space_rows(w->asked[0]);
	double *column = sx_alloc(w->call->tmp, n, sizeof *column);
	if (column == NULL)
		return sx_fail_memory(w->err, "a column", (double)n * 8);
	for (size_t i = 0; i < n; i++)
		column[i] = NAN;
	for (size_t i = 0; i < w->of.n; i++)
		column[w->pairing.row[0][i]] = v[i];
	sx_column(w->out, name, column);
	return true;
}

/* The rows whose neighbours, or else whose direction, changed most. */
static bool put_most_moved(sx_comparison *w, double *const moved[3])
{
	sx_arena *tmp = w->call->tmp;
	size_t n = w->of.n, shown = n < MOVED_SHOWN ? n : MOVED_SHOWN, *order = sx_alloc(tmp, n, sizeof *order);
	double *down = sx_alloc(tmp, n, sizeof *down), *cell = sx_alloc(tmp, shown, sizeof *cell);
	size_t *row = sx_alloc(tmp, shown, sizeof *row);
	bool turned = !wants(w, moved_by[0]) || isnan(moved[0][0]);
	if (!order || !down || !cell || !row)
		return sx_fail_memory(w->err, "the rows that moved", (double)n * 16);
	for (size_t i = 0; i < n; i++)
		down[i] = isnan(moved[turned][i]) ? -INFINITY : -moved[turned][i];
	if (!sx_order_down(down, n, order, tmp))
		return sx_fail_memory(w->err, "the rows that moved", (double)n * 16);
	for (size_t i = 0; i < shown; i++)
		row[i] = w->pairing.row[0][order[i]];
	if (!sx_table_rows(w->out, "moved_most", SX_PLAIN, w->asked[0], row, shown, tmp))
		return sx_fail_memory(w->err, "the table", (double)shown * 16);
	for (size_t f = 0; f < SX_COUNT(moved_names); f++) {
		for (size_t i = 0; i < shown; i++)
			cell[i] = moved[f][order[i]];
		if (wants(w, moved_by[f]))
			sx_table_nums(w->out, moved_names[f], cell);
	}
	return true;
}

static bool put_moved(sx_comparison *w, double *const moved[3])
{
	for (size_t f = 0; f < SX_COUNT(moved_names); f++)
		if (wants(w, moved_by[f]) && !put_column(w, moved_names[f], moved[f]))
			return false;
	return (!wants(w, moved_by[0]) && !wants(w, moved_by[1])) || put_most_moved(w, moved);
}

static void advise(sx_comparison *w)
{
	size_t d = sx_space_dims(w->paired[0]), e = sx_space_dims(w->paired[1]), most = d > e ? d : e;
	if (wants(w, "cka_linear") && w->of.n < 5 * most)
		sx_note(w->out, "%zu rows of up to %zu dimensions: cka_linear and cka_rbf are high for any two spaces; use "
			"cka_debiased",
		        w->of.n, most);
	if (w->of.nfew < w->of.n)
		sx_note(w->out, "cka_rbf, the relative measures and the imbalances use %zu random rows, among which the "
		        "imbalances search neighbours", w->of.nfew);
}

bool sx_comparison_of_two(sx_comparison *w)
{
	double *moved[3];
	sx_chance *null = sx_alloc(w->call->tmp, w->methods, sizeof *null);
	sx_likeness *found = sx_alloc(w->call->tmp, w->methods, sizeof *found);
	for (size_t f = 0; f < 3; f++) {
		moved[f] = sx_alloc(w->call->tmp, w->of.n, sizeof **moved);
		if (!moved[f] || !null || !found)
			return sx_fail_memory(w->err, "per-row metrics", (double)w->of.n * 24);
		for (size_t i = 0; i < w->of.n; i++)
			moved[f][i] = NAN;
	}
	w->all = w->methods * (1 + w->draws);
	if (!sx_comparison_pair(w, 0, 1, NULL, NULL, moved, found))
		return false;
	put_figures(w, found);
	if (!sx_comparison_chance(w, found, null) || !put_methods(w, found, null) || !put_moved(w, moved))
		return false;
	advise(w);
	return true;
}
