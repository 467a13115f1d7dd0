/* json_lines.c: the two passes over the records of a JSON file: keys and lengths first, then values. */
#include "json_lines.h"
#include "load.h"
#include "text_table.h"
#include "base/readnum.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool short_of(const sx_jsonlines *t, double bytes, sx_err *err)
{
	char size[32];
	return sx_file_fail(err, SX_EMEMORY, t->file->path, "reading it needs %s, more than --memory allows or the "
	                    "machine has", sx_bytes(size, bytes));
}

static bool same_key(const sx_json_value *a, const sx_json_value *b)
{
	return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

/* ---- one line ---- */

/* What is wrong with a line: the reader's words, or one of these. */
typedef enum fault { FINE, NO_JSON, NO_OBJECT, NO_LIST, NO_VECTOR, NO_NUMBER, LENGTH, KEYS } fault;
typedef struct bad_line { fault what; size_t line, row, count; const char *why; } bad_line;

typedef struct keys {
	sx_jsonkey *key;
	size_t      n;
} keys;

/* The keys of one line mostly stand in the order of the line before: place is where to look first. */
static sx_jsonkey *find_key(const keys *k, const sx_json_value *name, size_t place)
{
	if (place < k->n && same_key(&k->key[place].name, name))
		return &k->key[place];
	for (size_t i = 0; i < k->n; i++)
		if (same_key(&k->key[i].name, name))
			return &k->key[i];
	return NULL;
}

/* ---- the first record ---- */

/* Where a record stands, in words: "line 3", "element 2" (counted from 0). */
static const char *place(const sx_jsonlines *t, size_t line, size_t row, char out[48])
{
	if (t->records.of)
		snprintf(out, 48, "%s %zu", t->records.of, row);
	else
		snprintf(out, 48, "line %zu", line);
	return out;
}

static bool no_vector(const sx_jsonlines *t, const sx_json_walk *w, size_t found, const char *names, sx_err *err)
{
	sx_json j = { w->p, w->stop, NULL };
	sx_json_value v;
	char at[48];
	const char *path = t->file->path, *where = place(t, w->line, w->row, at);
	if (!sx_json_take(&j, &v) || !sx_json_end(&j))
		return sx_file_fail(err, SX_EFORMAT, path, "%s: no JSON: %s at column %zu", where, j.why, (size_t)(j.p - w->p) + 1);
	if (v.kind != SX_JSON_OBJECT)
		return sx_file_fail(err, SX_EFORMAT, path, "%s: no JSON object and no list of numbers", where);
	if (found > 1)
		return sx_file_fail(err, SX_EUSAGE, path, "%s: several keys hold lists of numbers; --tensor picks one: %.110s", where, names);
	return sx_file_fail(err, SX_EFORMAT, path, t->wanted ? "%s: '%.40s' holds no list of numbers; its keys: %.110s" :
	                    "%s: no key%.0s holds a list of numbers; its keys: %.110s", where, t->wanted ? t->wanted : "", names);
}

static bool find_vector(sx_jsonlines *t, sx_err *err)
{
	sx_json_walk w = sx_json_walk_open(&t->records, 0);
	sx_buf names = { 0 };
	size_t found;
	sx_json_walk_next(&w);
	bool ok = sx_json_vector_find(w.p, w.stop, t->wanted, &t->vector, &names, &found) ||
	          no_vector(t, &w, found, names.text ? names.text : "", err);
	sx_buf_free(&names);
	t->dims = t->vector.dims;
	t->first_line = w.line;
	t->candidates = found;
	t->vector_name = ok ? sx_json_vector_name(&t->vector, t->tmp) : NULL;
	return ok && (t->vector_name || short_of(t, 64, err));
}

/* ---- the first pass ---- */

typedef struct look {
	const sx_jsonlines *t;
	keys               *found;	/* of each thread */
	bad_line           *bad;	/* of each piece */
} look;

static fault tally(keys *k, const sx_json_value *name, const sx_json_value *v, size_t row, size_t place)
{
	sx_jsonkey *key = find_key(k, name, place);
	if (key == NULL) {
		if (k->n == SX_MOST_KEYS)
			return KEYS;
		key = &k->key[k->n++];
		*key = (sx_jsonkey){ .name = *name, .row = row, .place = place };
	}
	key->texts += v->kind == SX_JSON_STRING;
	key->nested += v->kind == SX_JSON_ARRAY || v->kind == SX_JSON_OBJECT;
	key->numbers += v->kind == SX_JSON_NUMBER || v->kind == SX_JSON_TRUE || v->kind == SX_JSON_FALSE;
	key->fractions += v->kind == SX_JSON_NUMBER &&
	                  sx_cell_kind((sx_span){ v->p, v->len, false }) != SX_CELLS_WHOLE;
	return FINE;
}

/* A bare list is a record without keys. */
static fault look_list(const sx_jsonlines *t, sx_json *j, size_t *count)
{
	if (sx_json_peek(j) != SX_JSON_ARRAY)
		return NO_LIST;
	if (!sx_json_vector_count(&t->vector, j, count))
		return NO_NUMBER;
	if (!sx_json_end(j))
		return NO_JSON;
	return *count == t->dims ? FINE : LENGTH;
}

/* The value of the vector's first key is stepped over, the vector in it counted. */
static fault look_vector(const sx_jsonlines *t, sx_json *j, size_t *count)
{
	sx_json at = *j;
	sx_json_value v;
	bool there = sx_json_vector_enter(&t->vector, &at);
	if (!there || !sx_json_vector_count(&t->vector, &at, count))
		return there ? NO_NUMBER : NO_VECTOR;
	if (t->vector.steps == 1)
		j->p = at.p;
	else if (!sx_json_take(j, &v))
		return NO_JSON;
	return *count == t->dims ? FINE : LENGTH;
}

static fault look_record(const sx_jsonlines *t, sx_json *j, keys *k, size_t row, size_t *count)
{
	sx_json_value name, v;
	bool first = true, seen = !t->vectors;
	fault f = FINE;
	if (t->vectors && t->vector.steps == 0)
		return look_list(t, j, count);
	if (sx_json_peek(j) != SX_JSON_OBJECT)
		return NO_OBJECT;
	sx_json_enter(j);
	for (size_t place = 0; f == FINE && sx_json_more(j, '}', &first) && sx_json_key(j, &name); ) {
		if (t->vectors && same_key(&name, &t->vector.key[0])) {
			f = look_vector(t, j, count);
			seen = true;
		} else if (sx_json_take(j, &v)) {
			f = tally(k, &name, &v, row, place++);
		}
	}
	if (f == FINE && !sx_json_end(j))
		return NO_JSON;
	return f == FINE && !seen ? NO_VECTOR : f;
}

static void look_block(void *ctx, size_t lo, size_t hi, int thread)
{
	look *k = ctx;
	for (size_t b = lo; b < hi; b++) {
		sx_json_walk w = sx_json_walk_open(&k->t->records, b);
		while (k->bad[b].what == FINE && sx_json_walk_next(&w)) {
			sx_json j = { w.p, w.stop, NULL };
			size_t count = 0;
			fault f = look_record(k->t, &j, &k->found[thread], w.row, &count);
			if (f != FINE)
				k->bad[b] = (bad_line){ f, w.line, w.row, f == NO_JSON ? (size_t)(j.p - w.p) + 1 : count, j.why };
		}
	}
}

static bool say_bad(const sx_jsonlines *t, const bad_line *b, sx_err *err)
{
	const char *path = t->file->path, *name = t->vector_name ? t->vector_name : "";
	char at[48], first[48];
	const char *where = place(t, b->line, b->row, at);
	switch (b->what) {
	case NO_JSON:
		return sx_file_fail(err, SX_EFORMAT, path, "%s: no JSON: %s at column %zu", where, b->why, b->count);
	case NO_OBJECT:
		return sx_file_fail(err, SX_EFORMAT, path, "%s: no JSON object", where);
	case NO_LIST:
		return sx_file_fail(err, SX_EFORMAT, path, "%s: no list, as the first is", where);
	case NO_VECTOR:
		return sx_file_fail(err, SX_EFORMAT, path, "%s: no '%.40s'", where, name);
	case NO_NUMBER:
		return sx_file_fail(err, SX_EFORMAT, path, *name ? "%s: '%.40s' is no list of numbers" : "%s: no list of numbers%s", where, name);
	case LENGTH:
		place(t, t->first_line, 0, first);
		return *name ? sx_file_fail(err, SX_EFORMAT, path, "%s: '%.40s' has %zu numbers, %s has %zu", where, name, b->count, first,
		                            t->dims)
		             : sx_file_fail(err, SX_EFORMAT, path, "%s has %zu numbers, %s has %zu", where, b->count, first, t->dims);
	case KEYS:
		return sx_file_fail(err, SX_EFORMAT, path, "%s: more than %d different keys", where, SX_MOST_KEYS);
	default:
		return true;
	}
}

static bool check(const sx_jsonlines *t, const bad_line *bad, sx_err *err)
{
	for (size_t b = 0; b < t->records.blocks; b++)
		if (bad[b].what != FINE)
			return say_bad(t, &bad[b], err);
	return true;
}

static int earlier(const void *a, const void *b)
{
	const sx_jsonkey *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* The threads' keys as one list, the same for any number of threads. */
static bool merge(sx_jsonlines *t, const keys *found, size_t threads, sx_err *err)
{
	keys all = { sx_alloc(t->tmp, SX_MOST_KEYS, sizeof *all.key), 0 };
	if (all.key == NULL)
		return short_of(t, SX_MOST_KEYS * sizeof *all.key, err);
	for (size_t i = 0; i < threads; i++)
		for (size_t k = 0; k < found[i].n; k++) {
			const sx_jsonkey *from = &found[i].key[k];
			sx_jsonkey *to = find_key(&all, &from->name, k);
			if (to == NULL) {
				if (all.n == SX_MOST_KEYS)
					return sx_file_fail(err, SX_EFORMAT, t->file->path, "more than %d different keys", SX_MOST_KEYS);
				all.key[all.n++] = *from;
				continue;
			}
			to->numbers += from->numbers;
			to->fractions += from->fractions;
			to->texts += from->texts;
			to->nested += from->nested;
			if (earlier(from, to) < 0) {
				to->row = from->row;
				to->place = from->place;
			}
		}
	qsort(all.key, all.n, sizeof *all.key, earlier);
	t->key = all.key;
	t->keys = all.n;
	return true;
}

/* What stands beside the records is a key of each. */
static bool add_lists(sx_jsonlines *t, sx_err *err)
{
	const sx_json_records *r = &t->records;
	keys all = { t->key, t->keys };
	bad_line b = { .what = KEYS };
	t->own_keys = t->keys;
	for (size_t i = 0; i < r->lists + (r->name != NULL); i++) {
		static const sx_json_value label = { SX_JSON_STRING, false, "label", 5 };
		const sx_json_value *name = i < r->lists ? &r->list[i].name : &label, *value = i < r->lists ? r->list[i].value : r->name;
		size_t before = all.n;
		for (size_t k = 0; k < t->rows; k++)
			if (tally(&all, name, &value[k], k, t->keys + i) != FINE)
				return say_bad(t, &b, err);
		if (all.n == before)		/* a key of the records has that name */
			return sx_file_fail(err, SX_EFORMAT, t->file->path, "'%.*s' stands in the records and beside them",
			                    name->len > 40 ? 40 : (int)name->len, name->p);
	}
	t->keys = all.n;
	return true;
}

bool sx_jsonlines_open(sx_jsonlines *t, sx_err *err)
{
	size_t threads = (size_t)sx_threads(t->job);
	look k = { .t = t };
	t->records = (sx_json_records){ .file = t->file, .limit = t->limit, .document = t->vectors, .job = t->job, .tmp = t->tmp };
	if (!sx_json_records_open(&t->records, err))
		return false;
	t->rows = t->records.rows;
	t->whole = t->records.whole;
	if (t->rows == 0)
		return sx_file_fail(err, SX_EFORMAT, t->file->path, "holds no rows");
	if (t->vectors && !find_vector(t, err))
		return false;
	k.found = sx_alloc(t->tmp, threads, sizeof *k.found);
	k.bad = sx_alloc(t->tmp, t->records.blocks, sizeof *k.bad);
	for (size_t i = 0; k.found && i < threads; i++)
		if ((k.found[i].key = sx_alloc(t->tmp, SX_MOST_KEYS, sizeof *k.found[i].key)) == NULL)
			k.found = NULL;
	if (k.found == NULL || k.bad == NULL)
		return short_of(t, (double)threads * SX_MOST_KEYS * sizeof *t->key, err);
	if (!sx_for(t->job, "looking at keys", t->records.blocks, 1, look_block, &k))
		return sx_fail_cancel(err);
	return check(t, k.bad, err) && merge(t, k.found, threads, err) && add_lists(t, err);
}

/* ---- the second pass ---- */

typedef struct sink { double *num; sx_json_value *raw; } sink;	/* neither: not wanted */

typedef struct fill {
	const sx_jsonlines *t;
	float              *points;
	sink               *sink;
	bad_line           *bad;
} fill;

static void put_value(const sink *s, size_t row, const sx_json_value *v)
{
	if (s->raw)
		s->raw[row] = v->kind == SX_JSON_ARRAY || v->kind == SX_JSON_OBJECT ? (sx_json_value){ 0 } : *v;
	else if (s->num && v->kind == SX_JSON_NUMBER)
		sx_read_double(v->p, v->p + v->len, &s->num[row]);
	else if (s->num && (v->kind == SX_JSON_TRUE || v->kind == SX_JSON_FALSE))
		s->num[row] = v->kind == SX_JSON_TRUE;
}

static fault fill_vector(const fill *f, sx_json *j, size_t row)
{
	sx_json at = *j;
	sx_json_value v;
	float *to = f->points + row * f->t->dims;
	if (!sx_json_vector_enter(&f->t->vector, &at) || !sx_json_vector_read(&f->t->vector, &at, to, f->t->dims)) {
		*j = at;
		return at.why ? NO_JSON : NO_NUMBER;
	}
	if (f->t->vector.steps < 2)
		*j = at;
	else
		sx_json_take(j, &v);
	return FINE;
}

/* The record was read before: only its numbers can still be wrong. */
static fault fill_record(const fill *f, sx_json *j, size_t row)
{
	sx_json_value name, v;
	const keys k = { f->t->key, f->t->own_keys };
	bool first = true;
	if (f->t->vectors && f->t->vector.steps == 0)
		return fill_vector(f, j, row);
	sx_json_peek(j);
	sx_json_enter(j);
	for (size_t place = 0; sx_json_more(j, '}', &first) && sx_json_key(j, &name); ) {
		if (f->t->vectors && same_key(&name, &f->t->vector.key[0])) {
			fault what = fill_vector(f, j, row);
			if (what != FINE)
				return what;
		} else if (sx_json_take(j, &v)) {
			const sx_jsonkey *key = find_key(&k, &name, place++);
			if (key)
				put_value(&f->sink[key - k.key], row, &v);
		}
	}
	return j->why ? NO_JSON : FINE;
}

static void fill_block(void *ctx, size_t lo, size_t hi, int thread)
{
	fill *f = ctx;
	(void)thread;
	for (size_t b = lo; b < hi; b++) {
		sx_json_walk w = sx_json_walk_open(&f->t->records, b);
		while (f->bad[b].what == FINE && sx_json_walk_next(&w)) {
			sx_json j = { w.p, w.stop, NULL };
			fault what = fill_record(f, &j, w.row);
			if (what != FINE)
				f->bad[b] = (bad_line){ what, w.line, w.row, (size_t)(j.p - w.p) + 1, j.why };
		}
	}
}

static void fill_lists(const fill *f)
{
	const sx_json_records *r = &f->t->records;
	for (size_t i = 0; i < r->lists + (r->name != NULL); i++) {
		const sx_json_value *value = i < r->lists ? r->list[i].value : r->name;
		for (size_t k = 0; k < f->t->rows; k++)
			put_value(&f->sink[f->t->own_keys + i], k, &value[k]);
	}
}

/* ---- fields ---- */

static bool make_sink(sx_jsonlines *t, const sx_jsonkey *k, bool text, sink *s, sx_err *err)
{
	if (!text && k->nested && k->numbers == 0 && k->texts == 0)
		return true;
	if (text || k->texts)
		s->raw = sx_alloc(t->tmp, t->rows, sizeof *s->raw);
	else
		s->num = sx_alloc(t->tmp, t->rows, sizeof *s->num);
	for (size_t i = 0; s->num && i < t->rows; i++)
		s->num[i] = NAN;
	return s->raw || s->num || short_of(t, (double)t->rows * sizeof *s->raw, err);
}

static bool make_field(sx_jsonlines *t, const sx_jsonkey *k, const sink *s, sx_field *f, sx_err *err)
{
	*f = (sx_field){ .name = sx_json_text(&k->name, t->tmp), .num = s->num,
	                 .type = s->raw ? SX_TEXT : k->fractions || k->numbers == 0 ? SX_REAL : SX_INTEGER };
	const char **text = s->raw ? sx_alloc(t->tmp, t->rows, sizeof *text) : NULL;
	if (f->name == NULL || (s->raw && text == NULL))
		return short_of(t, (double)t->rows * sizeof *text, err);
	for (size_t i = 0; text && i < t->rows; i++)
		if ((text[i] = s->raw[i].kind ? sx_json_text(&s->raw[i], t->tmp) : "") == NULL)
			return short_of(t, (double)s->raw[i].len, err);
	f->text = text;
	return true;
}

bool sx_jsonlines_read(sx_jsonlines *t, float *points, const char *as_text, sx_field *field, sx_err *err)
{
	fill f = { .t = t, .points = points };
	f.sink = sx_alloc(t->tmp, t->keys, sizeof *f.sink);
	f.bad = sx_alloc(t->tmp, t->records.blocks, sizeof *f.bad);
	if (f.sink == NULL || f.bad == NULL)
		return short_of(t, (double)t->keys * sizeof *f.sink, err);
	for (size_t i = 0; i < t->keys; i++)
		if (!make_sink(t, &t->key[i], as_text && sx_json_is(&t->key[i].name, as_text), &f.sink[i], err))
			return false;
	if (!sx_for(t->job, "reading lines", t->records.blocks, 1, fill_block, &f))
		return sx_fail_cancel(err);
	if (!check(t, f.bad, err))
		return false;
	fill_lists(&f);
	for (size_t i = 0; i < t->keys; i++)
		if (!make_field(t, &t->key[i], &f.sink[i], &field[i], err))
			return false;
	return true;
}
