/* class_recall.c: computes recall and average precision by class, one query at a time. */
#include "class_recall.h"
#include "numeric/linalg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { QUERIES = 32, ROWS = 256 };

typedef struct search {
	const sx_lines *query, *gallery;
	const size_t   *qcode, *gcode, *self;
	size_t          d, size;	/* the common dimensions */
	double         *scratch;	/* threads × size: queries, a block of rows, their products, all scores, one class */
	sx_recall      *out;
} search;

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Unit rows of the common dimensions: what one side has more meets zeros on the other, but counts in the length. */
static void load_unit(const sx_lines *l, size_t row, size_t d, double *whole, double *to)
{
	double square = 0;
	sx_lines_load(l, row, row + 1, whole);
	for (size_t j = 0; j < l->m.d; j++)
		square += whole[j] * whole[j];
	for (size_t j = 0; j < d; j++)
		to[j] = square > 0 ? whole[j] / sqrt(square) : 0;
}

/* Where v lies among n ascending values: from *lo on they are not below it, from *hi on above it. */
static void place(const double *sorted, size_t n, double v, size_t *lo, size_t *hi)
{
	size_t end = n;
	for (*lo = 0; *lo < end;) {
		size_t mid = (*lo + end) / 2;
		if (sorted[mid] < v)
			*lo = mid + 1;
		else
			end = mid;
	}
	for (*hi = *lo; *hi < n && sorted[*hi] == v;)
		(*hi)++;
}

/* own: the scores of the query's class, filled and sorted here; beaten[j]: rows of other classes nearer than own[j]. */
static void score_query(const search *s, size_t i, const double *score, double *own, double *beaten)
{
	size_t n = s->gallery->n, m = 0, self = s->self ? s->self[i] : SIZE_MAX;
	for (size_t j = 0; j < n; j++)
		if (j != self && s->gcode[j] == s->qcode[i])
			own[m++] = score[j];
	s->out->top1[i] = s->out->top5[i] = s->out->precision[i] = NAN;
	if (m == 0)
		return;
	qsort(own, m, sizeof *own, by_size);
	memset(beaten, 0, (m + 1) * sizeof *beaten);
	for (size_t j = 0; j < n; j++)
		if (j != self && s->gcode[j] != s->qcode[i]) {
			size_t lo, hi;
			place(own, m, score[j], &lo, &hi);
			beaten[0] += 1;		/* differences: those below, and half of those as near */
			beaten[lo] -= 0.5;
			beaten[hi] -= 0.5;
		}
	double others = 0, sum = 0;
	for (size_t j = 0; j < m; j++) {
		others += beaten[j];	/* rows of other classes above own[j] */
		double rank = (double)(m - j);
		sum += rank / (rank + others);
		if (j == m - 1) {
			s->out->top1[i] = fmin(fmax(1 - others, 0), 1);
			s->out->top5[i] = fmin(fmax(5 - others, 0), 1);
		}
	}
	s->out->precision[i] = sum / (double)m;
}

static void search_block(void *ctx, size_t lo, size_t hi, int thread)
{
	search *s = ctx;
	size_t n = s->gallery->n, d = s->d, most = s->query->m.d > s->gallery->m.d ? s->query->m.d : s->gallery->m.d;
	double *q = s->scratch + (size_t)thread * s->size, *y = q + QUERIES * d, *product = y + ROWS * d;
	double *all = product + QUERIES * ROWS, *whole = all + QUERIES * n, *own = whole + most, *beaten = own + n;
	for (size_t i = lo; i < hi; i++)
		load_unit(s->query, i, d, whole, q + (i - lo) * d);
	for (size_t row = 0; row < n; row += ROWS) {
		size_t rows = n - row < ROWS ? n - row : ROWS;
		for (size_t j = 0; j < rows; j++)
			load_unit(s->gallery, row + j, d, whole, y + j * d);
		sx_dgemm(false, true, hi - lo, rows, d, 1, q, d, y, d, 0, product, rows);
		for (size_t i = 0; i < hi - lo; i++)
			memcpy(all + i * n + row, product + i * rows, rows * sizeof *all);
	}
	for (size_t i = lo; i < hi; i++)
		score_query(s, i, all + (i - lo) * n, own, beaten);
}

bool sx_recall_of(const sx_recall_asked *of, sx_job *job, sx_arena *tmp, sx_recall *out, sx_err *err)
{
	const sx_lines *query = of->query, *gallery = of->gallery;
	size_t d = query->m.d < gallery->m.d ? query->m.d : gallery->m.d, most = query->m.d + gallery->m.d - d, n = gallery->n;
	search s = { query, gallery, of->query_code, of->gallery_code, of->self, d, 0, NULL, out };
	s.size = (QUERIES + ROWS) * d + QUERIES * ROWS + QUERIES * n + most + 2 * n + 1;
	s.scratch = sx_alloc(tmp, (size_t)sx_threads(job) * s.size, sizeof *s.scratch);
	out->top1 = sx_alloc(tmp, query->n, sizeof *out->top1);
	out->top5 = sx_alloc(tmp, query->n, sizeof *out->top5);
	out->precision = sx_alloc(tmp, query->n, sizeof *out->precision);
	if (!s.scratch || !out->top1 || !out->top5 || !out->precision)
		return sx_fail_memory(err, "retrieval", (double)s.size * 8);
	return sx_for(job, "retrieval", query->n, QUERIES, search_block, &s) || sx_fail_cancel(err);
}

double sx_recall_mean(const double *v, size_t n, size_t *none)
{
	double sum = 0;
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		if (!isnan(v[i])) {
			sum += v[i];
			count++;
		}
	if (none)
		*none = n - count;
	return count ? sum / (double)count : (double)NAN;
}
