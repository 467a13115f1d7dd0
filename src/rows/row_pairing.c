/* row_pairing.c: matches rows of several spaces by number, label or column. */
#include "row_pairing.h"
#include "space/class_codes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NO_ROW = 0 };		/* in maps: 0 none, else 1 + row */

typedef struct key {
	const char *text;
	size_t      row;
} key;

static int by_text(const void *a, const void *b)
{
	const key *x = a, *y = b;
	int c = strcmp(x->text, y->text);
	return c ? c : (x->row > y->row) - (x->row < y->row);
}

/* ---- keys ---- */

static const char *cell(const sx_space *s, const sx_field *f, size_t row, sx_arena *a)
{
	char text[32];
	if (f == NULL)
		return sx_space_label(s, row);
	if (f->type == SX_TEXT)
		return f->text[row];
	return isnan(f->num[row]) ? NULL : sx_strdup(a, sx_number(text, f->num[row]));
}

/* Sorted by text, one of each. Rows without a key are left out. */
static bool keys_of(const sx_space *s, const char *by, sx_arena *a, key **out, size_t *count, size_t *repeated, sx_err *err)
{
	size_t n = sx_space_rows(s), m = 0, kept = 0;
	const sx_field *f = strcmp(by, "label") == 0 ? NULL : sx_space_field(s, by);
	if (f == NULL && strcmp(by, "label") != 0)
		return sx_fail(err, SX_EUSAGE, "%s: no column '%s' to pair by", sx_space_name(s), by);
	if (f == NULL && !sx_space_has_labels(s))
		return sx_fail(err, SX_EINPUT, "%s has no labels to pair by", sx_space_name(s));
	key *k = sx_alloc(a, n, sizeof *k);
	if (k == NULL)
		return sx_fail_memory(err, "pairing", (double)n * sizeof *k);
	for (size_t i = 0; i < n; i++)
		if ((k[m].text = cell(s, f, i, a)) != NULL)
			k[m++].row = i;
	qsort(k, m, sizeof *k, by_text);
	for (size_t i = 0; i < m; i++)
		if (kept == 0 || strcmp(k[kept - 1].text, k[i].text) != 0)
			k[kept++] = k[i];
	*repeated = m - kept;
	*count = kept;
	*out = k;
	return true;
}

/* ---- maps from rows of the first space, 1 + row of another ---- */

static bool map_keys(const key *a, size_t na, const key *b, size_t nb, size_t *map)
{
	size_t found = 0;
	for (size_t i = 0, j = 0; i < na && j < nb;) {
		int c = strcmp(a[i].text, b[j].text);
		if (c == 0) {
			map[a[i].row] = b[j].row + 1;
			found++;
		}
		i += c <= 0;
		j += c >= 0;
	}
	return found > 0;
}

static bool is_part(const sx_space *s)
{
	return sx_space_parent(s) != NULL;
}

/* By number; where one of the two is a subset, by the number in the space it was taken from. */
static bool map_rows(const sx_space *a, const sx_space *b, sx_arena *tmp, size_t *map, sx_err *err)
{
	size_t na = sx_space_rows(a), nb = sx_space_rows(b), most = 0, *at;
	if (!is_part(a) && !is_part(b)) {
		if (na != nb)
			return sx_fail(err, SX_EINPUT, "%s has %zu rows, %s has %zu: pair them by label or by a column (--paired-by)",
			               sx_space_name(a), na, sx_space_name(b), nb);
		for (size_t i = 0; i < na; i++)
			map[i] = i + 1;
		return true;
	}
	for (size_t j = 0; j < nb; j++)
		most = sx_space_parent_row(b, j) + 1 > most ? sx_space_parent_row(b, j) + 1 : most;
	if ((at = sx_alloc(tmp, most, sizeof *at)) == NULL)
		return sx_fail_memory(err, "pairing", (double)most * 8);
	for (size_t j = nb; j-- > 0;)
		at[sx_space_parent_row(b, j)] = j + 1;
	for (size_t i = 0; i < na; i++)
		map[i] = sx_space_parent_row(a, i) < most ? at[sx_space_parent_row(a, i)] : NO_ROW;
	return true;
}

/* ---- what auto means ---- */

static bool same_labels(const sx_space *a, const sx_space *b)
{
	if (sx_space_rows(a) != sx_space_rows(b))
		return false;
	for (size_t i = 0; i < sx_space_rows(a); i++)
		if (strcmp(sx_space_label(a, i), sx_space_label(b, i)) != 0)
			return false;
	return true;
}

/* Labels that the spaces share for at least half of the smaller one, in another order or in part. */
static bool labels_help(const sx_space *a, const sx_space *b, sx_arena *tmp, sx_err *err)
{
	key *x, *y;
	size_t nx, ny, twice, shared = 0;
	if (!sx_space_has_labels(a) || !sx_space_has_labels(b) || same_labels(a, b))
		return false;
	if (!keys_of(a, "label", tmp, &x, &nx, &twice, err) || !keys_of(b, "label", tmp, &y, &ny, &twice, err))
		return false;
	for (size_t i = 0, j = 0; i < nx && j < ny;) {
		int c = strcmp(x[i].text, y[j].text);
		shared += c == 0;
		i += c <= 0;
		j += c >= 0;
	}
	size_t na = sx_space_rows(a), nb = sx_space_rows(b);
	return 2 * shared >= (na < nb ? na : nb);
}

static const char *choose(sx_space *const *space, size_t spaces, const char *by, sx_arena *tmp)
{
	if (strcmp(by, "auto") != 0)
		return by;
	for (size_t s = 1; s < spaces; s++)
		if (labels_help(space[0], space[s], tmp, NULL))
			return "label";
	return "row";
}

/* ---- all spaces ---- */

static bool fill_map(sx_space *const *space, size_t s, sx_pairing *p, const key *first, size_t nfirst, sx_arena *a, size_t *map,
                     sx_err *err)
{
	key *k;
	size_t n;
	if (strcmp(p->by, "row") == 0)
		return map_rows(space[0], space[s], a, map, err);
	if (!keys_of(space[s], p->by, a, &k, &n, &p->repeated[s], err))
		return false;
	return map_keys(first, nfirst, k, n, map) ||
	       sx_fail(err, SX_EINPUT, "%s and %s share no %s", sx_space_name(space[0]), sx_space_name(space[s]), p->by);
}

static void keep_common(sx_pairing *p, size_t n, size_t **map)
{
	for (size_t i = 0; i < n; i++) {
		bool all = true;
		for (size_t s = 0; s < p->spaces; s++)
			all = all && map[s][i] != NO_ROW;
		for (size_t s = 0; all && s < p->spaces; s++)
			p->row[s][p->count] = map[s][i] - 1;
		p->count += all;
	}
}

bool sx_pairing_make(sx_space *const *space, size_t spaces, const char *by, sx_arena *a, sx_pairing *out, sx_err *err)
{
	size_t n = sx_space_rows(space[0]), nfirst = 0, **map = sx_alloc(a, spaces, sizeof *map);
	key *first = NULL;
	*out = (sx_pairing){ .spaces = spaces, .by = choose(space, spaces, by, a), .row = sx_alloc(a, spaces, sizeof *out->row),
	                     .repeated = sx_alloc(a, spaces, sizeof *out->repeated) };
	for (size_t s = 0; map && out->row && s < spaces; s++)
		if (!(map[s] = sx_alloc(a, n, sizeof **map)) || !(out->row[s] = sx_alloc(a, n, sizeof **out->row)))
			map = NULL;
	if (!map || !out->row || !out->repeated)
		return sx_fail_memory(err, "pairing", (double)(n * spaces) * 16);
	if (strcmp(out->by, "row") != 0 && !keys_of(space[0], out->by, a, &first, &nfirst, &out->repeated[0], err))
		return false;
	for (size_t s = 1; s < spaces; s++)
		if (!fill_map(space, s, out, first, nfirst, a, map[s], err))
			return false;
	for (size_t i = 0; i < n; i++)
		map[0][i] = first == NULL ? i + 1 : NO_ROW;
	for (size_t i = 0; i < nfirst; i++)
		map[0][first[i].row] = first[i].row + 1;
	keep_common(out, n, map);
	return out->count > 0 || sx_fail(err, SX_EINPUT, "the spaces have no %s in common", out->by);
}

static bool is_whole(const sx_pairing *p, sx_space *const *space, size_t which)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->row[which][i] != i)
			return false;
	return p->count == sx_space_rows(space[which]);
}

sx_space *sx_pairing_space(const sx_pairing *p, sx_space *const *space, size_t which, sx_err *err)
{
	if (is_whole(p, space, which))
		return sx_space_ref(space[which]);
	return sx_space_subset(space[which], sx_space_name(space[which]), p->row[which], p->count, err);
}

void sx_pairing_tell(const sx_pairing *p, sx_space *const *space, sx_result *out)
{
	sx_record_text(out, "paired_by", p->by);
	sx_record_num(out, "pairs", (double)p->count);
	for (size_t s = 0; s < p->spaces; s++) {
		size_t n = sx_space_rows(space[s]);
		if (n > p->count)
			sx_note(out, "%s: %zu of %zu rows are paired by %s", sx_space_name(space[s]), p->count, n, p->by);
		if (p->repeated[s])
			sx_note(out, "%s: %zu rows repeat the %s of an earlier row and are left out", sx_space_name(space[s]), p->repeated[s],
			        p->by);
	}
}

sx_space *sx_pairing_other(sx_space *a, sx_space *b, bool chosen, sx_arena *tmp, sx_err *err)
{
	sx_space *both[] = { a, b };
	sx_pairing p;
	if (!chosen && sx_space_rows(a) == sx_space_rows(b))
		return sx_space_ref(b);
	if (!chosen) {
		sx_fail(err, SX_EINPUT, "%s has %zu rows, %s has %zu: both must have the same rows in the same order",
		        sx_space_name(a), sx_space_rows(a), sx_space_name(b), sx_space_rows(b));
		return NULL;
	}
	if (!sx_pairing_make(both, 2, "row", tmp, &p, err))
		return NULL;
	if (p.count == sx_space_rows(a))
		return sx_pairing_space(&p, both, 1, err);
	sx_fail(err, SX_EINPUT, "%s has only %zu of the %zu rows that --where chose of %s", sx_space_name(b), p.count,
	        sx_space_rows(a), sx_space_name(a));
	return NULL;
}

size_t sx_pairing_with_class(sx_pairing *p, const size_t *code)
{
	size_t n = 0;
	for (size_t i = 0; i < p->count; i++) {
		if (code[p->row[0][i]] == SX_NO_CLASS)
			continue;
		for (size_t s = 0; s < p->spaces; s++)
			p->row[s][n] = p->row[s][i];
		n++;
	}
	return p->count = n;
}
