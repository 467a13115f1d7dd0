/* atom_points.c: the points that one cluster of atoms reconstructs.
 *
 * The points lie in the span of m atoms. With the products of the atoms G = U diag(l) Uᵀ, atom i has the coordinates sqrt(l_r)
 * U_ir, which preserve all lengths and angles; so neither the points nor their components are ever formed in d dimensions. */
#include "atom_clusters.h"
#include "numeric/linalg.h"

#include <math.h>
#include <string.h>

/* Coordinates of the atoms, m × r: the r directions in which they spread at all. */
static bool coordinates(const sx_atoms *s, const sx_space *dictionary, size_t cluster, sx_arena *a, double **out, size_t *rank,
                        sx_err *err)
{
	const size_t *atom = s->atom + s->start[cluster];
	size_t m = s->start[cluster + 1] - s->start[cluster], r = 0;
	sx_mat d = sx_space_mat(dictionary);
	double *x = sx_alloc(a, m * d.d, sizeof *x), *g = sx_alloc(a, m * m, sizeof *g), *value = sx_alloc(a, m, sizeof *value);
	double *vector = sx_alloc(a, m * m, sizeof *vector);
	*out = sx_alloc(a, m * m, sizeof **out);
	if (!x || !g || !value || !vector || !*out)
		return sx_fail_memory(err, "a cluster of atoms", (double)m * (double)(d.d + 3 * m) * 8);
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < d.d; j++)
			x[i * d.d + j] = (double)d.p[atom[i] * d.ld + j];
	sx_dsyrk(true, m, d.d, x, d.d, g, m);
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < i; j++)
			g[i * m + j] = g[j * m + i];
	if (!sx_eigh(m, g, value, vector, err))
		return false;
	while (r < m && value[r] > 1e-12 * value[0])
		r++;
	for (size_t i = 0; i < m; i++)
		for (size_t j = 0; j < r; j++)
			(*out)[i * r + j] = sqrt(value[j]) * vector[j * m + i];
	*rank = r;
	return true;
}

/* Sums up the entries of each row, which stand together. Returns the rows had, at most `most`. */
static size_t sum_rows(const sx_active *e, size_t entries, const double *at, size_t r, size_t most, size_t *row, double *y)
{
	size_t n = 0;
	for (size_t i = 0; i < entries; i++) {
		if (n == 0 || row[n - 1] != e[i].row) {
			if (n == most)
				break;
			row[n++] = e[i].row;
		}
		for (size_t j = 0; j < r; j++)
			y[(n - 1) * r + j] += (double)e[i].value * at[e[i].slot * r + j];
	}
	return n;
}

/* Atoms that cancel leave a row without a direction: it goes. */
static size_t unit_rows(double *y, size_t n, size_t r, size_t *row)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		double sum = 0;
		for (size_t j = 0; j < r; j++)
			sum += y[i * r + j] * y[i * r + j];
		if (sum == 0)
			continue;
		for (size_t j = 0; j < r; j++)
			y[kept * r + j] = y[i * r + j] / sqrt(sum);
		row[kept++] = row[i];
	}
	return kept;
}

static void center(double *y, size_t n, size_t r)
{
	for (size_t j = 0; j < r; j++) {
		double sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += y[i * r + j];
		for (size_t i = 0; i < n; i++)
			y[i * r + j] -= sum / (double)n;
	}
}

static bool components_of(const double *y, size_t n, size_t r, size_t want, sx_arena *a, sx_part *out, sx_err *err)
{
	double *g = sx_alloc(a, r * r, sizeof *g), *vector = sx_alloc(a, r * r, sizeof *vector), *value = sx_alloc(a, r, sizeof *value);
	out->length = sx_alloc(a, want, sizeof *out->length);
	if (!g || !vector || !value || !out->length)
		return sx_fail_memory(err, "components of a cluster", (double)r * (double)r * 16);
	sx_dsyrk(false, n, r, y, r, g, r);
	for (size_t i = 0; i < r; i++)
		for (size_t j = 0; j < i; j++)
			g[i * r + j] = g[j * r + i];
	if (!sx_eigh(r, g, value, vector, err))
		return false;
	while (out->k < r && out->k < want && out->k + 2 < n && value[out->k] > 1e-10 * value[0])
		out->k++;
	if (out->k < 2)
		out->k = 0;
	out->score = sx_alloc(a, n * out->k, sizeof *out->score);
	if (out->score == NULL)
		return sx_fail_memory(err, "scores of a cluster", (double)(n * out->k) * 8);
	for (size_t c = 0; c < out->k; c++)
		out->length[c] = sqrt(value[c]);
	if (out->k)
		sx_dgemm(false, true, n, out->k, r, 1, y, r, vector, r, 0, out->score, out->k);
	return true;
}

bool sx_part_make(const sx_part_of *of, sx_arena *a, sx_part *out, sx_err *err)
{
	double *at;
	const sx_activity *active = of->active;
	const size_t *start = active->start + of->cluster;
	size_t r = 0, entries = start[1] - start[0], room = entries < of->most ? entries : of->most;
	*out = (sx_part){ .row = sx_alloc(a, room, sizeof *out->row) };
	if (!coordinates(of->atoms, of->dictionary, of->cluster, a, &at, &r, err))
		return false;
	double *y = sx_alloc(a, room * r, sizeof *y);
	if (!out->row || !y)
		return sx_fail_memory(err, "rows of a cluster", (double)(room * r) * 8);
	out->rows = sum_rows(active->entry + start[0], entries, at, r, room, out->row, y);
	if (of->unit)
		out->rows = unit_rows(y, out->rows, r, out->row);
	if (out->rows < 4 || r < 2)
		return true;
	center(y, out->rows, r);
	return components_of(y, out->rows, r, of->components, a, out, err);
}
