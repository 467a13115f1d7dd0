/* space.c: spaces: points with labels and columns, reference-counted. */
#include "space.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct memo {
	struct memo *next;
	char *key;
	void *thing;
	void (*release)(void *);
} memo;

struct sx_space {
	int         refs;	/* changed atomically */
	sx_arena   *arena;	/* names, labels, columns */
	const char *name, *origin, *parent;
	sx_mat      mat;
	void      (*release)(void *);
	void       *release_arg;
	const char *const *labels, *const *dim_names;
	sx_field   *field;
	size_t      nfields, cap_fields;
	int         kept;	/* states of it that may be gone back to */
	size_t      axes[SX_AXES], naxes;
	size_t     *parent_rows;
	memo       *memos;
	bool        looked;	/* flaws is known */
	sx_flaws    flaws;
};

static bool short_of(sx_err *err, size_t n, size_t d)
{
	return sx_fail_memory(err, "the space", (double)n * (double)d * sizeof(float));
}

sx_space *sx_space_adopt(const char *name, sx_mat m, void (*release)(void *), void *arg, sx_err *err)
{
	sx_space *s = calloc(1, sizeof *s);
	sx_arena *a = sx_arena_new(0);
	const char *kept = sx_strdup(a, name);
	if (s == NULL || kept == NULL) {
		free(s);
		sx_arena_free(a);
		if (release)
			release(arg);
		sx_fail_memory(err, "the space", sizeof *s);
		return NULL;
	}
	*s = (sx_space){ .refs = 1, .arena = a, .name = kept, .mat = m, .release = release, .release_arg = arg };
	return s;
}

sx_space *sx_space_new(const char *name, size_t n, size_t d, float **points, sx_err *err)
{
	sx_arena *own = sx_arena_new(0);
	size_t cells;
	float *p = own && sx_mul(n, d, &cells) ? sx_alloc(own, cells, sizeof *p) : NULL;
	if (p == NULL) {
		sx_arena_free(own);
		short_of(err, n, d);
		return NULL;
	}
	*points = p;
	return sx_space_adopt(name, (sx_mat){ p, n, d, d }, (void (*)(void *))sx_arena_free, own, err);
}

sx_space *sx_space_ref(sx_space *s)
{
	if (s)
		__atomic_add_fetch(&s->refs, 1, __ATOMIC_RELAXED);
	return s;
}

void sx_space_unref(sx_space *s)
{
	if (s == NULL || __atomic_sub_fetch(&s->refs, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	for (memo *m = s->memos, *next; m; m = next) {
		next = m->next;
		if (m->release)
			m->release(m->thing);
		free(m->key);
		free(m);
	}
	if (s->release)
		s->release(s->release_arg);
	sx_arena_free(s->arena);
	free(s);
}

const char *sx_space_name(const sx_space *s)	{ return s->name; }
sx_mat sx_space_mat(const sx_space *s)		{ return s->mat; }
size_t sx_space_rows(const sx_space *s)		{ return s->mat.n; }
size_t sx_space_dims(const sx_space *s)		{ return s->mat.d; }
const char *sx_space_origin(const sx_space *s)	{ return s->origin; }
const char *sx_space_parent(const sx_space *s)	{ return s->parent; }

static bool set_text(sx_space *s, const char **at, const char *text, sx_err *err)
{
	const char *copy = sx_strdup(s->arena, text);
	if (copy == NULL)
		return sx_fail_memory(err, "a name", (double)strlen(text));
	*at = copy;
	return true;
}

bool sx_space_rename(sx_space *s, const char *name, sx_err *err)
{
	if (*name == '\0')
		return sx_fail(err, SX_EUSAGE, "the name is empty");
	return set_text(s, &s->name, name, err);
}

bool sx_space_set_origin(sx_space *s, const char *words, sx_err *err)
{
	return set_text(s, &s->origin, words, err);
}

/* ---- labels, columns, names of dimensions ---- */

static const char *const *copy_texts(sx_space *s, const char *const *texts, size_t n, sx_err *err)
{
	const char **copy = sx_alloc(s->arena, n, sizeof *copy);
	for (size_t i = 0; copy && i < n; i++) {
		copy[i] = sx_strdup(s->arena, texts[i] ? texts[i] : "");
		if (copy[i] == NULL)
			copy = NULL;
	}
	if (copy == NULL)
		sx_fail_memory(err, "labels", (double)n * 16);
	return copy;
}

bool sx_space_set_labels(sx_space *s, const char *const *labels, sx_err *err)
{
	const char *const *copy = copy_texts(s, labels, s->mat.n, err);
	if (copy == NULL)
		return false;
	s->labels = copy;
	return true;
}

bool sx_space_has_labels(const sx_space *s)
{
	return s->labels != NULL;
}

const char *sx_space_label(const sx_space *s, size_t row)
{
	return s->labels ? s->labels[row] : NULL;
}

static bool number_of(const char *word, size_t n, size_t *row)
{
	if (*word == '#')
		word++;
	if (*word < '0' || *word > '9')
		return false;
	char *end;
	errno = 0;
	unsigned long long v = strtoull(word, &end, 10);
	if (errno || *end || v >= n)
		return false;
	*row = (size_t)v;
	return true;
}

bool sx_space_find(const sx_space *s, const char *word, size_t *row, sx_err *err)
{
	for (size_t i = 0; s->labels && i < s->mat.n; i++)
		if (strcmp(s->labels[i], word) == 0) {
			*row = i;
			return true;
		}
	if (s->parent_rows && *word == '#' && number_of(word, SIZE_MAX, row))
		for (size_t i = 0; i < s->mat.n; i++)
			if (s->parent_rows[i] == *row) {
				*row = i;
				return true;
			}
	if (number_of(word, s->mat.n, row))
		return true;
	return sx_fail(err, SX_EINPUT, "%s: no row %s '%.60s' (rows are numbered 0 to %zu)", s->name,
	               s->labels ? "is labelled or numbered" : "is numbered", word, s->mat.n - 1);
}

static bool copy_field(sx_space *s, const sx_field *f, sx_field *out, sx_err *err)
{
	*out = (sx_field){ .name = sx_strdup(s->arena, f->name), .type = f->type, .category = f->category };
	if (f->type == SX_TEXT) {
		out->text = copy_texts(s, f->text, s->mat.n, err);
	} else {
		double *num = sx_alloc(s->arena, s->mat.n, sizeof *num);
		if (num)
			memcpy(num, f->num, s->mat.n * sizeof *num);
		out->num = num;
	}
	if (out->name && (out->text || out->num))
		return true;
	return sx_fail_memory(err, "a column", (double)s->mat.n * sizeof(double));
}

static size_t field_index(const sx_space *s, const char *name)
{
	size_t i = 0;
	while (i < s->nfields && strcmp(s->field[i].name, name) != 0)
		i++;
	return i;
}

bool sx_space_add_field(sx_space *s, const sx_field *f, sx_err *err)
{
	size_t at = field_index(s, f->name);
	if (at == s->cap_fields) {
		size_t cap = s->cap_fields ? 2 * s->cap_fields : 8;
		sx_field *grown = sx_alloc(s->arena, cap, sizeof *grown);
		if (grown == NULL)
			return sx_fail_memory(err, "a column", (double)cap * sizeof *grown);
		if (s->nfields)
			memcpy(grown, s->field, s->nfields * sizeof *grown);
		s->field = grown;
		s->cap_fields = cap;
	}
	sx_field copy;
	if (at < s->nfields && f->type != SX_TEXT && s->field[at].type != SX_TEXT && s->kept == 0) {	/* in the same place */
		memcpy((double *)(uintptr_t)s->field[at].num, f->num, s->mat.n * sizeof(double));
		s->field[at].type = f->type;
		return true;
	}
	if (!copy_field(s, f, &copy, err))
		return false;
	s->field[at] = copy;
	s->nfields += at == s->nfields;
	return true;
}

bool sx_space_keep(sx_space *s, sx_arena *a, sx_space_state *out)
{
	*out = (sx_space_state){ s->name, s->origin, s->labels, s->dim_names, sx_alloc(a, s->nfields, sizeof *s->field), s->nfields };
	if (out->field == NULL)
		return false;
	if (s->nfields)
		memcpy(out->field, s->field, s->nfields * sizeof *s->field);
	s->kept++;
	return true;
}

bool sx_space_is(const sx_space *s, const sx_space_state *state)
{
	bool same = s->name == state->name && s->origin == state->origin && s->labels == state->labels &&
	            s->dim_names == state->dim_names && s->nfields == state->nfields;
	for (size_t i = 0; same && i < s->nfields; i++) {
		const sx_field *a = &s->field[i], *b = &state->field[i];
		same = a->name == b->name && a->num == b->num && a->text == b->text && a->type == b->type &&
		       a->category == b->category;
	}
	return same;
}

void sx_space_let_go(sx_space *s, const sx_space_state *state)
{
	s->kept--;
	if (state == NULL)
		return;
	s->name = state->name;
	s->origin = state->origin;
	s->labels = state->labels;
	s->dim_names = state->dim_names;
	if (state->nfields)	/* the list of columns never shrinks */
		memcpy(s->field, state->field, state->nfields * sizeof *s->field);
	s->nfields = state->nfields;
}

void sx_space_categorise(sx_space *s)
{
	for (size_t i = 0; i < s->nfields; i++)
		sx_field_categorise(&s->field[i], s->mat.n);
}

size_t sx_space_fields(const sx_space *s)
{
	return s->nfields;
}

const sx_field *sx_space_field_at(const sx_space *s, size_t i)
{
	return &s->field[i];
}

const sx_field *sx_space_field(const sx_space *s, const char *name)
{
	size_t i = field_index(s, name);
	return i < s->nfields ? &s->field[i] : NULL;
}

bool sx_space_set_dim_names(sx_space *s, const char *const *names, sx_err *err)
{
	const char *const *copy = copy_texts(s, names, s->mat.d, err);
	if (copy == NULL)
		return false;
	s->dim_names = copy;
	return true;
}

const char *sx_space_dim_name(const sx_space *s, size_t dim)
{
	return s->dim_names ? s->dim_names[dim] : NULL;
}

/* ---- where it came from ---- */

void sx_space_set_shape(sx_space *s, const size_t *axes, size_t naxes)
{
	s->naxes = naxes < SX_AXES ? naxes : SX_AXES;
	memcpy(s->axes, axes, s->naxes * sizeof *axes);
}

size_t sx_space_shape(const sx_space *s, size_t axes[SX_AXES])
{
	memcpy(axes, s->axes, sizeof s->axes);
	return s->naxes;
}

size_t sx_space_parent_row(const sx_space *s, size_t row)
{
	return s->parent_rows ? s->parent_rows[row] : row;
}

bool sx_fail_zero_row(const sx_space *s, size_t row, sx_err *err)
{
	return sx_fail(err, SX_EINPUT, "%s: row %zu is all zeros: it has no direction, so cosine is undefined there; leave such rows "
	               "out with --where 'norm > 0'", s->name, sx_space_parent_row(s, row));
}

bool sx_space_unit_rows(const sx_space *s, float *out, sx_err *err)
{
	sx_mat m = sx_space_mat(s);
	for (size_t i = 0; i < m.n; i++) {
		const float *x = m.p + i * m.ld;
		double square = 0;
		for (size_t j = 0; j < m.d; j++)
			square += (double)x[j] * (double)x[j];
		if (square == 0)
			return sx_fail_zero_row(s, i, err);
		for (size_t j = 0; j < m.d; j++)
			out[i * m.d + j] = (float)((double)x[j] / sqrt(square));
	}
	return true;
}

static bool subset_field(sx_space *to, const sx_field *f, const size_t *rows, size_t m, sx_err *err)
{
	sx_arena *tmp = sx_arena_new(0);
	sx_field part = { .name = f->name, .type = f->type, .category = f->category };
	double *num = NULL;
	const char **text = NULL;
	if (f->type == SX_TEXT)
		part.text = text = sx_alloc(tmp, m, sizeof *text);
	else
		part.num = num = sx_alloc(tmp, m, sizeof *num);
	for (size_t i = 0; i < m && (num || text); i++) {
		if (text)
			text[i] = f->text[rows[i]];
		else
			num[i] = f->num[rows[i]];
	}
	bool ok = (num || text) ? sx_space_add_field(to, &part, err)
	                        : sx_fail_memory(err, "a column", (double)m * sizeof *num);
	sx_arena_free(tmp);
	return ok;
}

static bool subset_labels(sx_space *to, const sx_space *s, const size_t *rows, size_t m, sx_err *err)
{
	if (s->labels == NULL)
		return true;
	const char **labels = sx_alloc(to->arena, m, sizeof *labels);
	if (labels == NULL)
		return sx_fail_memory(err, "labels", (double)m * sizeof *labels);
	for (size_t i = 0; i < m; i++)
		labels[i] = s->labels[rows[i]];
	return sx_space_set_labels(to, labels, err);
}

sx_space *sx_space_subset(const sx_space *s, const char *name, const size_t *rows, size_t m, sx_err *err)
{
	float *p;
	sx_space *to = sx_space_new(name, m, s->mat.d, &p, err);
	if (to == NULL)
		return NULL;
	for (size_t i = 0; i < m; i++)
		memcpy(p + i * s->mat.d, s->mat.p + rows[i] * s->mat.ld, s->mat.d * sizeof *p);
	to->parent_rows = sx_alloc(to->arena, m, sizeof *to->parent_rows);
	to->parent = sx_strdup(to->arena, s->name);
	bool ok = (to->parent_rows && to->parent) || sx_fail_memory(err, "row numbers", (double)m * sizeof *rows);
	for (size_t i = 0; ok && i < m; i++)
		to->parent_rows[i] = sx_space_parent_row(s, rows[i]);
	ok = ok && subset_labels(to, s, rows, m, err);
	for (size_t f = 0; ok && f < s->nfields; f++)
		ok = subset_field(to, &s->field[f], rows, m, err);
	if (ok && s->dim_names)
		ok = sx_space_set_dim_names(to, s->dim_names, err);
	if (ok)
		return to;
	sx_space_unref(to);
	return NULL;
}

bool sx_space_copy_meta(sx_space *to, const sx_space *from, sx_err *err)
{
	bool ok = from->labels == NULL || sx_space_set_labels(to, from->labels, err);
	for (size_t f = 0; ok && f < from->nfields; f++)
		ok = sx_space_add_field(to, &from->field[f], err);
	if (!ok || from->parent_rows == NULL)
		return ok;
	to->parent_rows = sx_alloc(to->arena, to->mat.n, sizeof *to->parent_rows);
	to->parent = sx_strdup(to->arena, from->parent);
	if (to->parent_rows == NULL || to->parent == NULL)
		return sx_fail_memory(err, "row numbers", (double)to->mat.n * 8);
	memcpy(to->parent_rows, from->parent_rows, to->mat.n * sizeof *to->parent_rows);
	return true;
}

/* ---- values that are no numbers ---- */

enum { FLAW_GRAIN = 4096 };

typedef struct hunt {
	sx_mat m;
	sx_flaws *block;	/* one for each block of rows */
} hunt;

/* x - x is 0 for every finite x and NaN for the rest: a sum that stays 0 clears a row without a branch per value. */
SX_CLONES static bool row_is_finite(const float *restrict x, size_t d)
{
	float sum = 0;
	#pragma omp simd reduction(+:sum)
	for (size_t j = 0; j < d; j++)
		sum += x[j] - x[j];
	return sum == 0;
}

static void hunt_block(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	hunt *h = ctx;
	sx_flaws *f = &h->block[lo / FLAW_GRAIN];
	for (size_t i = lo; i < hi; i++) {
		const float *x = h->m.p + i * h->m.ld;
		if (row_is_finite(x, h->m.d))
			continue;
		f->rows++;
		for (size_t j = 0; j < h->m.d; j++)
			if (!isfinite(x[j]) && f->count++ == 0) {
				f->row = i;
				f->dim = j;
			}
	}
}

bool sx_space_flaws(sx_space *s, sx_job *job, sx_flaws *out, sx_err *err)
{
	if (!s->looked) {
		size_t blocks = s->mat.n / FLAW_GRAIN + 1;
		sx_arena *tmp = sx_arena_new(0);
		hunt h = { s->mat, sx_alloc(tmp, blocks, sizeof *h.block) };
		bool ok = h.block ? sx_for(job, "checking values", s->mat.n, FLAW_GRAIN, hunt_block, &h) ||
		                    sx_fail_cancel(err)
		                  : sx_fail_memory(err, "checking values", (double)blocks * sizeof *h.block);
		sx_flaws sum = { 0 };
		for (size_t b = 0; ok && b < blocks; b++) {
			if (sum.count == 0 && h.block[b].count) {
				sum.row = h.block[b].row;
				sum.dim = h.block[b].dim;
			}
			sum.count += h.block[b].count;
			sum.rows += h.block[b].rows;
		}
		sx_arena_free(tmp);
		if (!ok)
			return false;
		s->flaws = sum;
		s->looked = true;
	}
	*out = s->flaws;
	return true;
}

/* ---- what was computed once ---- */

void *sx_space_memo(const sx_space *s, const char *key)
{
	for (memo *m = s->memos; m; m = m->next)
		if (strcmp(m->key, key) == 0)
			return m->thing;
	return NULL;
}

bool sx_space_memoise(sx_space *s, const char *key, void *thing, void (*release)(void *), sx_err *err)
{
	for (memo *m = s->memos; m; m = m->next)
		if (strcmp(m->key, key) == 0) {
			if (m->release)
				m->release(m->thing);
			m->thing = thing;
			m->release = release;
			return true;
		}
	memo *m = calloc(1, sizeof *m);
	char *copy = m ? strdup(key) : NULL;
	if (copy == NULL) {
		free(m);
		if (release)
			release(thing);
		return sx_fail_memory(err, "remembering a result", sizeof *m);
	}
	*m = (memo){ s->memos, copy, thing, release };
	s->memos = m;
	return true;
}
