/* row_directions.c: computes directions between rows, such as 'king - queen'. */
#include "row_directions.h"

#include <math.h>
#include <string.h>

bool sx_meaning_is(const char *text)
{
	const char *minus = strstr(text, " - ");
	return minus && minus > text && minus[3] != '\0';
}

bool sx_meaning_rows(const sx_space *s, char *side, sx_arena *a, size_t **rows, size_t *n, sx_err *err)
{
	size_t most = 1;
	for (const char *p = side; *p; p++)
		most += *p == ',';
	*rows = sx_alloc(a, most, sizeof **rows);
	*n = 0;
	if (*rows == NULL)
		return sx_fail_memory(err, "a list of rows", (double)most * sizeof **rows);
	if (sx_space_find(s, side, *rows, NULL)) {	/* a label may hold a comma */
		*n = 1;
		return true;
	}
	char *rest;
	for (char *w = strtok_r(side, ",", &rest); w; w = strtok_r(NULL, ",", &rest), ++*n) {
		w += strspn(w, " ");
		for (size_t len = strlen(w); len && w[len - 1] == ' ';)
			w[--len] = '\0';
		if (!sx_space_find(s, w, *rows + *n, err))
			return false;
	}
	return *n || sx_fail(err, SX_EUSAGE, "a side of ' - ' names no row");
}

bool sx_meaning_read(const sx_space *s, const char *text, sx_arena *a, sx_meaning *out, sx_err *err)
{
	if (!sx_meaning_is(text))
		return sx_fail(err, SX_EUSAGE, "'%.60s' is not of the form 'A - B'", text);
	const char *minus = strstr(text, " - ");
	char *plus = sx_strndup(a, text, (size_t)(minus - text)), *other = sx_strdup(a, minus + 3);
	if (plus == NULL || other == NULL)
		return sx_fail_memory(err, "an axis", (double)strlen(text));
	return sx_meaning_rows(s, plus, a, &out->plus, &out->nplus, err) &&
	       sx_meaning_rows(s, other, a, &out->minus, &out->nminus, err);
}

static void add_mean(sx_mat m, const size_t *row, size_t n, double weight, double *to)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m.d; j++)
			to[j] += weight * (double)m.p[row[i] * m.ld + j] / (double)n;
}

bool sx_meaning_project(const sx_space *s, const sx_meaning *w, sx_arena *tmp, double *v, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	double *way = sx_alloc(tmp, m.d, sizeof *way), *middle = sx_alloc(tmp, m.d, sizeof *middle), square = 0, origin = 0;
	if (!way || !middle)
		return sx_fail_memory(err, "an axis", (double)m.d * 16);
	add_mean(m, w->plus, w->nplus, 1, way);
	add_mean(m, w->minus, w->nminus, -1, way);
	add_mean(m, w->plus, w->nplus, 0.5, middle);
	add_mean(m, w->minus, w->nminus, 0.5, middle);
	for (size_t j = 0; j < m.d; j++)
		square += way[j] * way[j];
	if (!(square > 0))
		return sx_fail(err, SX_EINPUT, "both sides have the same mean: there is no direction between them");
	for (size_t j = 0; j < m.d; j++) {
		way[j] /= sqrt(square);
		origin += way[j] * middle[j];
	}
	for (size_t i = 0; i < m.n; i++) {
		v[i] = -origin;
		for (size_t j = 0; j < m.d; j++)
			v[i] += (double)m.p[i * m.ld + j] * way[j];
	}
	return true;
}
