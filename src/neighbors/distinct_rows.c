/* distinct_rows.c: finds repeated rows by hash, then by value; and rows of the same direction by their projection on a line. */
#include "distinct_rows.h"
#include "knn_subset.h"
#include "base/rng.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct item { uint64_t hash; size_t row; } item;

/* 0 and -0 are equal numbers and must hash alike. */
static uint64_t hash_row(const float *x, size_t d)
{
	uint64_t h = 0xCBF29CE484222325u;
	for (size_t j = 0; j < d; j++) {
		float v = x[j] == 0 ? 0 : x[j];
		uint32_t bits;
		memcpy(&bits, &v, sizeof bits);
		h = (h ^ bits) * 0x9E3779B97F4A7C15u;
		h ^= h >> 29;
	}
	return h;
}

static bool same_row(sx_mat m, size_t a, size_t b)
{
	for (size_t j = 0; j < m.d; j++)
		if (m.p[a * m.ld + j] != m.p[b * m.ld + j])
			return false;
	return true;
}

static int by_hash(const void *a, const void *b)
{
	const item *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

/* twin[i]: the first row equal to row i. Different rows with the same hash are compared by value. */
static bool find_equal(sx_mat m, sx_arena *tmp, size_t *twin)
{
	item *list = sx_alloc(tmp, m.n, sizeof *list);
	if (list == NULL)
		return false;
	for (size_t i = 0; i < m.n; i++)
		list[i] = (item){ hash_row(m.p + i * m.ld, m.d), i };
	qsort(list, m.n, sizeof *list, by_hash);
	for (size_t lo = 0, hi; lo < m.n; lo = hi) {
		for (hi = lo; hi < m.n && list[hi].hash == list[lo].hash; hi++) {
			size_t row = list[hi].row;
			twin[row] = row;
			for (size_t k = lo; k < hi; k++)
				if (twin[list[k].row] == list[k].row && same_row(m, list[k].row, row)) {
					twin[row] = list[k].row;
					break;
				}
		}
	}
	return true;
}

/* ---- rows of one direction ---- */

typedef struct place { double at; size_t row; } place;	/* at: where the unit row falls on a line; rows of zeros last */

static int by_place(const void *a, const void *b)
{
	const place *x = a, *y = b;
	if (x->at < y->at || x->at > y->at)
		return x->at < y->at ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

static double length(const float *x, size_t d)
{
	double square = 0;
	for (size_t j = 0; j < d; j++)
		square += (double)x[j] * (double)x[j];
	return sqrt(square);
}

/* Each coordinate of a unit row is off by at most half of FLT_EPSILON times itself, and so is the row. */
static const double alike = 2 * (double)FLT_EPSILON;

static bool same_direction(sx_mat m, size_t a, size_t b, const double *norm)
{
	double square = 0;
	for (size_t j = 0; j < m.d && square <= alike * alike; j++) {
		double t = (double)m.p[a * m.ld + j] / norm[a] - (double)m.p[b * m.ld + j] / norm[b];
		square += t * t;
	}
	return square <= alike * alike;
}

/* The unit rows' places on a random line, in order; returns its length, the most that places differ by for one apart. */
static double on_a_line(sx_mat m, const double *norm, double *line, place *list)
{
	sx_rng rng = sx_rng_open(0, "unique.line", 0);
	double square = 0;
	for (size_t j = 0; j < m.d; j++) {
		line[j] = sx_rng_normal(&rng);
		square += line[j] * line[j];
	}
	for (size_t i = 0; i < m.n; i++) {
		double sum = 0;
		for (size_t j = 0; j < m.d; j++)
			sum += (double)m.p[i * m.ld + j] * line[j];
		list[i] = (place){ norm[i] > 0 ? sum / norm[i] : INFINITY, i };
	}
	qsort(list, m.n, sizeof *list, by_place);
	return sqrt(square);
}

static bool find_parallel(sx_mat m, sx_arena *tmp, size_t *twin)
{
	place *list = sx_alloc(tmp, m.n, sizeof *list);
	double *norm = sx_alloc(tmp, m.n, sizeof *norm), *line = sx_alloc(tmp, m.d, sizeof *line);
	size_t *first = sx_alloc(tmp, m.n, sizeof *first);
	if (!list || !norm || !line || !first)
		return false;
	for (size_t i = 0; i < m.n; i++) {
		norm[i] = length(m.p + i * m.ld, m.d);
		twin[i] = first[i] = i;
	}
	double reach = alike * on_a_line(m, norm, line, list);
	for (size_t a = 0; a < m.n && isfinite(list[a].at); a++) {
		size_t own = list[a].row;
		for (size_t b = a + 1; twin[own] == own && b < m.n && list[b].at - list[a].at <= reach; b++) {
			size_t other = list[b].row;
			if (twin[other] != other || !same_direction(m, own, other, norm))
				continue;
			twin[other] = own;
			first[own] = other < first[own] ? other : first[own];
		}
	}
	for (size_t i = 0; i < m.n; i++)
		twin[i] = first[twin[i]];
	return true;
}

/* ---- the space without them ---- */

typedef bool (*finder)(sx_mat m, sx_arena *tmp, size_t *twin);

typedef struct held {
	sx_arena *arena;
	sx_unique u;
	bool      own;	/* unique is another space than the one the memo hangs on */
} held;

static void held_free(void *arg)
{
	held *h = arg;
	if (h && h->own)
		sx_space_unref(h->u.unique);
	if (h)
		sx_arena_free(h->arena);
	free(h);
}

static bool build(sx_space *s, held *h, finder find, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	sx_arena *tmp = sx_arena_new(0);
	size_t *twin = sx_alloc(tmp, m.n, sizeof *twin), *rows = sx_alloc(tmp, m.n, sizeof *rows);
	size_t *of = sx_alloc(h->arena, m.n, sizeof *of), kept = 0;
	bool ok = (twin && rows && of && find(m, tmp, twin)) || sx_fail_memory(err, "finding repeated rows", (double)m.n * 40);
	for (size_t i = 0; ok && i < m.n; i++) {
		if (twin[i] == i) {
			of[i] = kept;
			rows[kept++] = i;
		} else {
			of[i] = of[twin[i]];
		}
	}
	h->u = (sx_unique){ s, of, m.n - kept };
	if (ok && kept < m.n) {
		h->u.unique = sx_space_subset(s, sx_space_name(s), rows, kept, err);
		h->own = h->u.unique != NULL;
		ok = h->own && sx_knn_part_of(h->u.unique, s, rows, err);
	}
	sx_arena_free(tmp);
	return ok;
}

static bool memoised(sx_space *s, const char *name, finder find, sx_unique *out, sx_err *err)
{
	held *h = sx_space_memo(s, name);
	if (h == NULL) {
		h = calloc(1, sizeof *h);
		if (h)
			h->arena = sx_arena_new(0);
		if (h == NULL || h->arena == NULL || !build(s, h, find, err)) {
			bool short_of = h == NULL || h->arena == NULL;
			held_free(h);
			return short_of ? sx_fail_memory(err, "finding repeated rows", 64) : false;
		}
		if (!sx_space_memoise(s, name, h, held_free, err))
			return false;
	}
	*out = h->u;
	return true;
}

bool sx_unique_get(sx_space *s, sx_unique *out, sx_err *err)
{
	return memoised(s, "unique", find_equal, out, err);
}

/* Kept with the space of distinct rows, so that it goes before the rows that it is a part of. */
bool sx_unique_directions(sx_space *s, sx_arena *tmp, sx_unique *out, sx_err *err)
{
	sx_unique rows, d;
	if (!sx_unique_get(s, &rows, err) || !memoised(rows.unique, "unique.directions", find_parallel, &d, err))
		return false;
	size_t n = sx_space_rows(s), *of = sx_alloc(tmp, n, sizeof *of);
	if (of == NULL)
		return sx_fail_memory(err, "finding repeated rows", (double)n * 8);
	for (size_t i = 0; i < n; i++)
		of[i] = d.of[rows.of[i]];
	*out = (sx_unique){ d.unique, of, rows.removed + d.removed };
	return true;
}
