/* anchor_rows.c: chooses anchor rows: by name, at random, by k-means, by class, or from a column. */
#include "anchor_rows.h"
#include "base/rng.h"
#include "base/text_lines.h"
#include "numeric/kmeans.h"
#include "numeric/stats.h"
#include "space/class_codes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- named ---- */

static bool last_anchors(const sx_space *s, sx_arena *tmp, size_t **rows, size_t *m, sx_err *err)
{
	const sx_field *f = sx_space_field(s, "anchor");
	size_t n = sx_space_rows(s);
	double *down = sx_alloc(tmp, n, sizeof *down);
	size_t *order = sx_alloc(tmp, n, sizeof *order);
	if (f == NULL || f->type == SX_TEXT)
		return sx_fail(err, SX_EINPUT, "%s: there are no anchors yet; run anchors first, or give --anchors N or a file",
		               sx_space_name(s));
	if (!down || !order)
		return sx_fail_memory(err, "anchors", (double)n * 16);
	for (size_t i = 0; i < n; i++)
		down[i] = isnan(f->num[i]) ? -INFINITY : -f->num[i];
	if (!sx_order_down(down, n, order, tmp))
		return sx_fail_memory(err, "anchors", (double)n * 16);
	for (*m = 0; *m < n && isfinite(down[order[*m]]);)
		(*m)++;
	*rows = order;
	return *m > 0 || sx_fail(err, SX_EINPUT, "%s: none of the chosen rows is an anchor", sx_space_name(s));
}

bool sx_anchors_random(const sx_space *s, size_t m, sx_job *job, sx_arena *tmp, size_t **rows, sx_err *err)
{
	size_t n = sx_space_rows(s), *scratch = sx_alloc(tmp, n, sizeof *scratch);
	if (m == 0 || m > n)
		return sx_fail(err, SX_EINPUT, "%s: %zu anchors cannot be chosen from %zu rows", sx_space_name(s), m, n);
	*rows = sx_alloc(tmp, m, sizeof **rows);
	if (!scratch || !*rows)
		return sx_fail_memory(err, "anchors", (double)n * 8);
	sx_rng rng = sx_rng_open(job->seed, "anchors", 0);
	sx_rng_sample(&rng, n, m, scratch, *rows);
	return true;
}

bool sx_anchors_file(const char *path, const sx_space *s, sx_job *job, sx_arena *tmp, size_t **rows, size_t *m, sx_err *err)
{
	const char *const *line;
	if (!sx_file_lines(path, job, tmp, &line, m, err))
		return false;
	*rows = sx_alloc(tmp, *m, sizeof **rows);
	if (*rows == NULL)
		return sx_fail_memory(err, "anchors", (double)*m * 8);
	for (size_t i = 0; i < *m; i++)
		if (!sx_space_find(s, line[i], &(*rows)[i], err))
			return false;
	return *m > 0 || sx_fail(err, SX_EINPUT, "%s: the file names no anchors", path);
}

bool sx_anchors_read(const char *text, const sx_space *s, sx_job *job, sx_arena *tmp, size_t **rows, size_t *m, sx_err *err)
{
	char *end;
	unsigned long long count = strtoull(text, &end, 10);
	if (strcmp(text, "last") == 0)
		return last_anchors(s, tmp, rows, m, err);
	if (*text >= '0' && *text <= '9' && *end == '\0') {
		*m = (size_t)count;
		return sx_anchors_random(s, *m, job, tmp, rows, err);
	}
	return sx_anchors_file(text, s, job, tmp, rows, m, err);
}

/* ---- central ---- */

/* Rows of length 1, and which they are; rows of zeros are left out. */
static float *unit_rows(sx_mat m, sx_arena *tmp, size_t *row, size_t *count)
{
	float *x = sx_alloc(tmp, m.n * m.d, sizeof *x);
	*count = 0;
	for (size_t i = 0; x && i < m.n; i++) {
		double square = 0;
		for (size_t j = 0; j < m.d; j++)
			square += (double)m.p[i * m.ld + j] * (double)m.p[i * m.ld + j];
		for (size_t j = 0; square > 0 && j < m.d; j++)
			x[*count * m.d + j] = (float)((double)m.p[i * m.ld + j] / sqrt(square));
		if (square > 0)
			row[(*count)++] = i;
	}
	return x;
}

static double square_to(const float *x, const double *c, size_t d)
{
	double sum = 0;
	for (size_t j = 0; j < d; j++)
		sum += ((double)x[j] - c[j]) * ((double)x[j] - c[j]);
	return sum;
}

bool sx_anchors_kmeans(const sx_space *s, sx_job *job, sx_arena *tmp, size_t **rows, size_t *count, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	sx_kmeans km;
	size_t n, k = *count, *row = sx_alloc(tmp, m.n, sizeof *row);
	float *x = row ? unit_rows(m, tmp, row, &n) : NULL;
	double *best = sx_alloc(tmp, k, sizeof *best);
	*rows = sx_alloc(tmp, k, sizeof **rows);
	if (!x || !best || !*rows)
		return sx_fail_memory(err, "anchors", (double)m.n * (double)m.d * 4);
	if (k > n)
		return sx_fail(err, SX_EINPUT, "%s: %zu anchors cannot be chosen from %zu rows with a direction", sx_space_name(s), k, n);
	if (!sx_kmeans_run((sx_mat){ x, n, m.d, m.d }, k, 1, job, tmp, &km, err))
		return false;
	for (size_t c = 0; c < k; c++)
		best[c] = INFINITY;
	for (size_t i = 0; i < n; i++) {	/* a row is of one cluster, so no row is chosen twice */
		size_t c = km.label[i];
		double square = square_to(x + i * m.d, km.center + c * m.d, m.d);
		if (square < best[c]) {
			best[c] = square;
			(*rows)[c] = row[i];
		}
	}
	*count = 0;
	for (size_t c = 0; c < k; c++)
		if (isfinite(best[c]))
			(*rows)[(*count)++] = (*rows)[c];
	return true;
}

/* ---- by class, by hand ---- */

bool sx_anchors_strata(const sx_space *s, const char *column, size_t count, sx_job *job, sx_arena *tmp, size_t **rows, sx_err *err)
{
	size_t n = sx_space_rows(s), classes, *code, *row, *start, taken = 0;
	if (!sx_classes_get(s, column, tmp, &code, &classes, err) || !sx_classes_rows(code, n, classes, tmp, &row, &start, err))
		return false;
	if ((*rows = sx_alloc(tmp, count, sizeof **rows)) == NULL)
		return sx_fail_memory(err, "anchors", (double)count * 8);
	for (size_t c = 0; c < classes; c++) {
		sx_rng rng = sx_rng_open(job->seed, "anchors.strata", c);
		sx_rng_shuffle(&rng, row + start[c], start[c + 1] - start[c]);
	}
	for (size_t turn = 0; taken < count; turn++)
		for (size_t c = 0; c < classes && taken < count; c++)
			if (start[c] + turn < start[c + 1])
				(*rows)[taken++] = row[start[c] + turn];
	return true;
}

bool sx_anchors_selected(const sx_space *s, const char *column, sx_arena *tmp, size_t **rows, size_t *count, sx_err *err)
{
	const sx_field *f = sx_space_field(s, column);
	size_t n = sx_space_rows(s);
	if (f == NULL || f->type == SX_TEXT)
		return sx_fail(err, SX_EINPUT, "%s: no numeric column '%s'; mark rows (Space in the workbench) or select some "
			"first",
		               sx_space_name(s), column);
	if ((*rows = sx_alloc(tmp, n, sizeof **rows)) == NULL)
		return sx_fail_memory(err, "anchors", (double)n * 8);
	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (f->num[i] != 0 && !isnan(f->num[i]))
			(*rows)[(*count)++] = i;
	return *count > 0 || sx_fail(err, SX_EINPUT, "%s: no row is marked in column '%s'", sx_space_name(s), column);
}
