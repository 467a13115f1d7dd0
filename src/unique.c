/* unique.c: finding repeated rows by hash, then by value. */
#include "unique.h"
#include "knn_part.h"

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

/* twin[i]: the first row equal to row i. Rows of one hash that differ are told apart by value. */
static void find_twins(sx_mat m, item *list, size_t *twin)
{
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
}

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

static bool build(sx_space *s, held *h, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	sx_arena *tmp = sx_arena_new(0);
	item *list = sx_alloc(tmp, m.n, sizeof *list);
	size_t *twin = sx_alloc(tmp, m.n, sizeof *twin), *rows = sx_alloc(tmp, m.n, sizeof *rows);
	size_t *of = sx_alloc(h->arena, m.n, sizeof *of), kept = 0;
	bool ok = (list && twin && rows && of) || sx_fail_memory(err, "finding repeated rows", (double)m.n * 40);
	if (ok)
		find_twins(m, list, twin);
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

bool sx_unique_get(sx_space *s, sx_unique *out, sx_err *err)
{
	held *h = sx_space_memo(s, "unique");
	if (h == NULL) {
		h = calloc(1, sizeof *h);
		if (h)
			h->arena = sx_arena_new(0);
		if (h == NULL || h->arena == NULL || !build(s, h, err)) {
			bool short_of = h == NULL || h->arena == NULL;
			held_free(h);
			return short_of ? sx_fail_memory(err, "finding repeated rows", 64) : false;
		}
		if (!sx_space_memoise(s, "unique", h, held_free, err))
			return false;
	}
	*out = h->u;
	return true;
}
