/* json_lines.c: the two passes over JSON Lines. */
#include "json_lines.h"
#include "load.h"
#include "base/readnum.h"
#include "text_table.h"

#include <math.h>
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
typedef enum fault { FINE, NO_JSON, NO_OBJECT, NO_VECTOR, NO_NUMBER, LENGTH, KEYS } fault;
typedef struct bad_line { fault what; size_t line, count; const char *why; } bad_line;

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

/* Numbers are looked at in the second pass. */
static bool count_numbers(sx_json *j, size_t *count)
{
	const char *p = j->p + 1;
	bool any = false;
	*count = 0;
	for (; p < j->end && *p != ']'; p++) {
		if (*p == '[' || *p == '{' || *p == '"')
			return false;
		*count += *p == ',';
		any |= *p != ' ' && *p != '\t';
	}
	*count += any;
	j->p = p < j->end ? p + 1 : p;
	return p < j->end;
}

static bool read_numbers(sx_json *j, float *to, size_t d)
{
	bool first = true;
	size_t n = 0;
	if (!sx_json_enter(j))
		return false;
	for (; sx_json_more(j, ']', &first); n++) {
		sx_json_kind kind = sx_json_peek(j);
		const char *q = kind == SX_JSON_NUMBER && n < d ? sx_read_float(j->p, j->end, &to[n]) : NULL;
		if (kind == SX_JSON_NULL && n < d) {
			to[n] = NAN;
			q = j->p + 4;
		}
		if (q == NULL)
			return false;
		j->p = q;
	}
	return n == d && j->why == NULL;
}

/* ---- the first line ---- */

/* Whether the list that begins here is of numbers; nothing is read for good. */
static bool is_vector(const sx_json *at)
{
	sx_json j = *at;
	size_t count;
	if (sx_json_peek(&j) != SX_JSON_ARRAY || !count_numbers(&j, &count) || count == 0)
		return false;
	j = *at;
	sx_json_enter(&j);
	sx_json_kind kind = sx_json_peek(&j);
	return kind == SX_JSON_NUMBER || kind == SX_JSON_NULL;
}

static void name_keys(const sx_json *from, char *out, size_t size)
{
	sx_json j = *from;
	sx_json_value v;
	bool first = true;
	size_t n = 0;
	*out = '\0';
	if (!sx_json_enter(&j))
		return;
	while (sx_json_more(&j, '}', &first) && sx_json_key(&j, &v) && n + v.len + 3 < size) {
		memcpy(out + n, n ? ", " : "", n ? 2 : 0);
		n += n ? 2 : 0;
		memcpy(out + n, v.p, v.len);
		n += v.len;
		out[n] = '\0';
		if (!sx_json_take(&j, &v))
			return;
	}
}

/* The first key with a list of numbers, or the one asked for. */
static bool find_vector(sx_jsonlines *t, sx_err *err)
{
	sx_walk w = sx_walk_open(&t->pieces, 0);
	sx_json_value key, v;
	bool first = true;
	sx_walk_next(&w);
	sx_json j = { w.p, w.stop, NULL }, start = j;
	if (sx_json_peek(&j) != SX_JSON_OBJECT)
		return sx_file_fail(err, SX_EFORMAT, t->file->path, "line %zu: no JSON object", w.line);
	sx_json_enter(&j);
	while (sx_json_more(&j, '}', &first) && sx_json_key(&j, &key)) {
		if ((t->wanted ? sx_json_is(&key, t->wanted) : true) && is_vector(&j)) {
			sx_json_peek(&j);
			count_numbers(&j, &t->dims);
			t->vector = key;
			return true;
		}
		if (!sx_json_take(&j, &v))
			break;
	}
	if (j.why)
		return sx_file_fail(err, SX_EFORMAT, t->file->path, "line %zu: no JSON: %s at column %zu", w.line, j.why,
		                    (size_t)(j.p - w.p) + 1);
	char names[100];
	name_keys(&start, names, sizeof names);
	return sx_file_fail(err, SX_EFORMAT, t->file->path, t->wanted ? "line %zu: '%.40s' holds no list of numbers; "
	                    "its keys: %s" : "line %zu: no key%.0s holds a list of numbers; its keys: %s", w.line,
	                    t->wanted ? t->wanted : "", names);
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

static fault look_line(const sx_jsonlines *t, sx_json *j, keys *k, size_t row, size_t *count)
{
	sx_json_value name, v;
	bool first = true, seen = !t->vectors;
	fault f = FINE;
	if (sx_json_peek(j) != SX_JSON_OBJECT)
		return NO_OBJECT;
	sx_json_enter(j);
	for (size_t place = 0; f == FINE && sx_json_more(j, '}', &first) && sx_json_key(j, &name); ) {
		if (t->vectors && same_key(&name, &t->vector)) {
			if (sx_json_peek(j) != SX_JSON_ARRAY || !count_numbers(j, count))
				return NO_NUMBER;
			seen = true;
			f = *count == t->dims ? FINE : LENGTH;
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
		sx_walk w = sx_walk_open(&k->t->pieces, b);
		while (k->bad[b].what == FINE && sx_walk_next(&w)) {
			sx_json j = { w.p, w.stop, NULL };
			size_t count = 0;
			fault f = look_line(k->t, &j, &k->found[thread], w.row, &count);
			if (f != FINE)
				k->bad[b] = (bad_line){ f, w.line, f == NO_JSON ? (size_t)(j.p - w.p) + 1 : count, j.why };
		}
	}
}

static bool say_bad(const sx_jsonlines *t, const bad_line *b, sx_err *err)
{
	const char *path = t->file->path;
	int len = t->vector.len > 40 ? 40 : (int)t->vector.len;
	switch (b->what) {
	case NO_JSON:
		return sx_file_fail(err, SX_EFORMAT, path, "line %zu: no JSON: %s at column %zu", b->line, b->why, b->count);
	case NO_OBJECT:
		return sx_file_fail(err, SX_EFORMAT, path, "line %zu: no JSON object", b->line);
	case NO_VECTOR:
		return sx_file_fail(err, SX_EFORMAT, path, "line %zu: no '%.*s'", b->line, len, t->vector.p);
	case NO_NUMBER:
		return sx_file_fail(err, SX_EFORMAT, path, "line %zu: '%.*s' is no list of numbers", b->line, len, t->vector.p);
	case LENGTH:
		return sx_file_fail(err, SX_EFORMAT, path, "line %zu: '%.*s' has %zu numbers, line %zu has %zu", b->line, len,
		                    t->vector.p, b->count, t->pieces.line, t->dims);
	case KEYS:
		return sx_file_fail(err, SX_EFORMAT, path, "line %zu: more than %d different keys", b->line, SX_MOST_KEYS);
	default:
		return true;
	}
}

static bool check(const sx_jsonlines *t, const bad_line *bad, sx_err *err)
{
	for (size_t b = 0; b < t->pieces.count; b++)
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

bool sx_jsonlines_open(sx_jsonlines *t, sx_err *err)
{
	size_t threads = (size_t)sx_threads(t->job);
	look k = { .t = t };
	t->pieces = (sx_pieces){ .line = 1, .delim = ' ', .plain = true, .limit = t->limit };
	t->pieces.text = sx_load_text(t->file, &t->pieces.end);
	if (!sx_pieces_cut(&t->pieces, t->job, t->tmp, err))
		return false;
	t->rows = t->pieces.rows;
	t->whole = t->pieces.whole;
	if (t->rows == 0)
		return sx_file_fail(err, SX_EFORMAT, t->file->path, "holds no rows");
	if (t->vectors && !find_vector(t, err))
		return false;
	k.found = sx_alloc(t->tmp, threads, sizeof *k.found);
	k.bad = sx_alloc(t->tmp, t->pieces.count, sizeof *k.bad);
	for (size_t i = 0; k.found && i < threads; i++)
		if ((k.found[i].key = sx_alloc(t->tmp, SX_MOST_KEYS, sizeof *k.found[i].key)) == NULL)
			k.found = NULL;
	if (k.found == NULL || k.bad == NULL)
		return short_of(t, (double)threads * SX_MOST_KEYS * sizeof *t->key, err);
	if (!sx_for(t->job, "looking at keys", t->pieces.count, 1, look_block, &k))
		return sx_fail_cancel(err);
	return check(t, k.bad, err) && merge(t, k.found, threads, err);
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

/* The line was read before: only its numbers can still be wrong. */
static fault fill_line(const fill *f, sx_json *j, size_t row)
{
	sx_json_value name, v;
	const keys k = { f->t->key, f->t->keys };
	bool first = true;
	sx_json_enter(j);
	for (size_t place = 0; sx_json_more(j, '}', &first) && sx_json_key(j, &name); ) {
		if (f->t->vectors && same_key(&name, &f->t->vector)) {
			if (!read_numbers(j, f->points + row * f->t->dims, f->t->dims))
				return j->why ? NO_JSON : NO_NUMBER;
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
		sx_walk w = sx_walk_open(&f->t->pieces, b);
		while (f->bad[b].what == FINE && sx_walk_next(&w) && w.row < f->t->rows) {
			sx_json j = { w.p, w.stop, NULL };
			fault what = fill_line(f, &j, w.row);
			if (what != FINE)
				f->bad[b] = (bad_line){ what, w.line, (size_t)(j.p - w.p) + 1, j.why };
		}
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
	f.bad = sx_alloc(t->tmp, t->pieces.count, sizeof *f.bad);
	if (f.sink == NULL || f.bad == NULL)
		return short_of(t, (double)t->keys * sizeof *f.sink, err);
	for (size_t i = 0; i < t->keys; i++)
		if (!make_sink(t, &t->key[i], as_text && sx_json_is(&t->key[i].name, as_text), &f.sink[i], err))
			return false;
	if (!sx_for(t->job, "reading lines", t->pieces.count, 1, fill_block, &f))
		return sx_fail_cancel(err);
	if (!check(t, f.bad, err))
		return false;
	for (size_t i = 0; i < t->keys; i++)
		if (!make_field(t, &t->key[i], &f.sink[i], &field[i], err))
			return false;
	return true;
}
