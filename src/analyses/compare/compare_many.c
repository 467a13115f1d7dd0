/* compare_many.c: compares each pair of many spaces: a table with a row for each pair, and a matrix for each measure. */
#include "comparison_parts.h"

#include <math.h>
#include <string.h>

static bool put_matrices(sx_comparison *w, const double *matrix)
{
	size_t m = w->m;
	double *column = sx_alloc(w->call->tmp, m, sizeof *column);
	if (column == NULL)
		return sx_fail_memory(w->err, "a matrix", (double)m * 8);
	for (size_t i = 0; i < w->methods; i++) {
		const double *v = matrix + i * m * m;
		sx_table(w->out, sx_comparison_measure(w, i)->name, SX_HEAT, m);
		for (size_t b = 0; b < m; b++) {
			for (size_t a = 0; a < m; a++)
				column[a] = v[a * m + b];
			sx_table_nums(w->out, sx_space_name(w->asked[b]), column);
		}
	}
	return true;
}

/* One table row for each pair. */
static bool put_pairs(sx_comparison *w, const double *matrix)
{
	size_t m = w->m, pairs = m * (m - 1) / 2, c = 0;
	sx_arena *tmp = w->call->tmp;
	const char **a = sx_alloc(tmp, pairs, sizeof *a), **b = sx_alloc(tmp, pairs, sizeof *b);
	double *v = sx_alloc(tmp, pairs, sizeof *v);
	if (!a || !b || !v)
		return sx_fail_memory(w->err, "the table", (double)pairs * 24);
	for (size_t i = 0; i < m; i++)
		for (size_t j = i + 1; j < m; j++, c++) {
			a[c] = sx_space_name(w->asked[i]);
			b[c] = sx_space_name(w->asked[j]);
		}
	sx_table(w->out, "pairs", SX_PLAIN, pairs);
	sx_table_texts(w->out, "a", a);
	sx_table_texts(w->out, "b", b);
	for (size_t i = 0; i < w->methods; i++) {
		c = 0;
		for (size_t x = 0; x < m; x++)
			for (size_t y = x + 1; y < m; y++)
				v[c++] = matrix[(i * m + x) * m + y];
		sx_table_nums(w->out, sx_comparison_measure(w, i)->name, v);
	}
	return true;
}

static bool has_direction(const char *name)
{
	return strncmp(name, "information_imbalance", strlen("information_imbalance")) == 0 ||
	       strncmp(name, "linear_r2", strlen("linear_r2")) == 0;
}

/* The measure in the reverse direction: only the imbalances are directed. */
static size_t mirrored(const sx_comparison *w, size_t i)
{
	const char *name = sx_comparison_measure(w, i)->name;
	size_t len = strlen(name);
	if (!has_direction(name))
		return i;
	for (size_t j = 0; j < w->methods; j++) {
		const char *other = sx_comparison_measure(w, j)->name;
		if (strlen(other) == len && strncmp(other, name, len - 2) == 0 && j != i)
			return j;
	}
	return SIZE_MAX;
}

bool sx_comparison_of_many(sx_comparison *w)
{
	size_t m = w->m;
	double *matrix = sx_alloc(w->call->tmp, w->methods * m * m, sizeof *matrix);
	sx_likeness *f = sx_alloc(w->call->tmp, w->methods, sizeof *f);
	if (!matrix || !f)
		return sx_fail_memory(w->err, "matrices", (double)(w->methods * m * m) * 8);
	if (w->draws_given)
		return sx_fail(w->err, SX_EUSAGE, "--null needs exactly two spaces, not %zu", m);
	w->all = w->methods * m * (m - 1) / 2;
	for (size_t a = 0; a < m; a++)
		for (size_t b = a + 1; b < m; b++) {
			if (!sx_comparison_pair(w, a, b, NULL, NULL, NULL, f))
				return false;
			for (size_t i = 0; i < w->methods; i++) {
				size_t back = mirrored(w, i);
				matrix[(i * m + a) * m + b] = f[i].value;
				matrix[(i * m + b) * m + a] = back == SIZE_MAX ? (double)NAN : f[back].value;
			}
		}
	for (size_t i = 0; i < w->methods; i++) {
		const sx_measure_of_likeness *of = sx_comparison_measure(w, i);
		for (size_t a = 0; a < m; a++)
			matrix[(i * m + a) * m + a] = has_direction(of->name) && of->apart > 0 ? 2 / (double)w->of.nfew : of->apart > 0 ? 0 : 1;
	}
	sx_put(w->out, "spaces", (double)m);
	return put_pairs(w, matrix) && put_matrices(w, matrix);
}
