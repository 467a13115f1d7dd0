/* json_records.c: one walk over a document, member by member, or the lines of JSON Lines. */
#include "json_records.h"
#include "load.h"

#include <string.h>

enum { BLOCK = 256, STEP = 4096 };

static bool short_of(const sx_json_records *r, double bytes, sx_err *err)
{
	char size[32];
	return sx_file_fail(err, SX_EMEMORY, r->file->path, "reading it needs %s, more than --memory allows or the machine has",
	                    sx_bytes(size, bytes));
}

/* ---- collecting ---- */

/* Values as they are met: of an array its elements, of an object its members with their names. */
typedef struct bag {
	sx_json_value *value, *name;
	size_t         n, cap;
} bag;

static bool grow(const sx_json_records *r, bag *b, sx_err *err)
{
	size_t cap = b->cap ? 2 * b->cap : 64;
	sx_json_value *value = sx_alloc(r->tmp, cap, sizeof *value), *name = sx_alloc(r->tmp, cap, sizeof *name);
	if (value == NULL || name == NULL)
		return short_of(r, (double)cap * 2 * sizeof *value, err);
	if (b->n) {
		memcpy(value, b->value, b->n * sizeof *value);
		memcpy(name, b->name, b->n * sizeof *name);
	}
	*b = (bag){ value, name, b->n, cap };
	return true;
}

static bool no_json(const sx_json_records *r, const sx_json *j, sx_err *err)
{
	return sx_file_fail(err, SX_EFORMAT, r->file->path, "no JSON: %s at byte %zu", j->why ? j->why : "no value",
	                    (size_t)(j->p - (const char *)r->file->bytes) + 1);
}

/* What is inside the array or object at j, which is left behind it. *broken: it is no JSON, which may be lines all the same. */
static bool collect(const sx_json_records *r, sx_json *j, bag *b, bool *broken, sx_err *err)
{
	bool object = sx_json_peek(j) == SX_JSON_OBJECT, first = true;
	sx_json_value name = { 0 };
	*broken = false;
	sx_json_enter(j);
	while (sx_json_more(j, object ? '}' : ']', &first)) {
		sx_json_value v;
		if ((object && !sx_json_key(j, &name)) || !sx_json_take(j, &v))
			break;
		if (b->n == b->cap && !grow(r, b, err))
			return false;
		b->name[b->n] = name;
		b->value[b->n++] = v;
		if (b->n % STEP == 0 && !sx_tick(r->job, (double)(j->p - (const char *)r->file->bytes) / (double)r->file->size,
		                                 "reading the document"))
			return sx_fail_cancel(err);
	}
	*broken = j->why != NULL;
	return true;
}

/* ---- which of it are the records ---- */

static sx_json scan(const sx_json_value *v)
{
	return (sx_json){ v->p, v->p + v->len, NULL };
}

/* The first element of an array. */
static sx_json_kind first_kind(const sx_json_value *array)
{
	sx_json j = scan(array);
	bool first = true;
	return sx_json_enter(&j) && sx_json_more(&j, ']', &first) ? sx_json_peek(&j) : SX_JSON_NONE;
}

static bool all_lists_of_numbers(const bag *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->value[i].kind != SX_JSON_ARRAY || first_kind(&b->value[i]) != SX_JSON_NUMBER)
			return false;
	return b->n > 1;
}

static void take_records(sx_json_records *r, const bag *b, const char *of)
{
	r->record = b->value;
	r->of = of;
	r->rows = b->n < r->limit ? b->n : r->limit;
	r->whole = b->n <= r->limit;
	r->blocks = (r->rows + BLOCK - 1) / BLOCK;
	r->pieces.line = 0;
}

/* Arrays of as many single values as there are records. */
static bool take_lists(sx_json_records *r, const bag *members, size_t without, size_t n, sx_err *err)
{
	r->list = sx_alloc(r->tmp, members->n, sizeof *r->list);
	if (r->list == NULL)
		return short_of(r, (double)members->n * sizeof *r->list, err);
	for (size_t i = 0; i < members->n; i++) {
		bag b = { 0 };
		bool broken;
		sx_json j = scan(&members->value[i]);
		if (i == without || members->value[i].kind != SX_JSON_ARRAY)
			continue;
		if (!collect(r, &j, &b, &broken, err))
			return false;
		if (b.n == n && !broken)
			r->list[r->lists++] = (sx_json_list){ members->name[i], b.value };
	}
	return true;
}

/* The member that holds the records: an array of arrays, or of objects. members->n: there is none, or several. */
static size_t record_member(const bag *members)
{
	size_t at = members->n, found = 0;
	for (size_t i = 0; i < members->n; i++) {
		sx_json_kind kind = members->value[i].kind == SX_JSON_ARRAY ? first_kind(&members->value[i]) : SX_JSON_NONE;
		if (kind == SX_JSON_ARRAY || kind == SX_JSON_OBJECT) {
			at = i;
			found++;
		}
	}
	return found == 1 ? at : members->n;
}

static size_t length_of(const sx_json_value *array)
{
	sx_json j = scan(array);
	sx_json_value v;
	bool first = true;
	size_t n = 0;
	sx_json_enter(&j);
	while (sx_json_more(&j, ']', &first) && sx_json_take(&j, &v))
		n++;
	return n;
}

/* A list of numbers that is no value a record is a vector of its own: then the object is one record. */
static bool fit_beside(const bag *members, size_t at, const bag *records)
{
	bool objects = records->n && records->value[0].kind == SX_JSON_OBJECT;
	for (size_t i = 0; i < members->n; i++) {
		const sx_json_value *v = &members->value[i];
		if (i != at && v->kind == SX_JSON_ARRAY && first_kind(v) == SX_JSON_NUMBER && (objects || length_of(v) != records->n))
			return false;
	}
	return records->n > 0;
}

/* *is: it is a document of records, which are taken. */
static bool take_object(sx_json_records *r, const bag *members, bool *is, sx_err *err)
{
	size_t at = record_member(members);
	bag b = { 0 };
	bool broken;
	*is = true;
	if (all_lists_of_numbers(members)) {
		take_records(r, members, "member");
		r->name = members->name;
		return true;
	}
	if (at == members->n) {
		*is = false;
		return true;
	}
	sx_json j = scan(&members->value[at]);
	if (!collect(r, &j, &b, &broken, err))
		return false;
	*is = fit_beside(members, at, &b);
	if (!*is)
		return true;
	take_records(r, &b, "element");
	return take_lists(r, members, at, b.n, err);
}

static bool take_document(sx_json_records *r, bool *is, sx_err *err)
{
	const char *end, *text = sx_load_text(r->file, &end);
	sx_json j = { text, end, NULL };
	sx_json_kind kind = sx_json_peek(&j);
	bag b = { 0 };
	bool broken = false;
	*is = false;
	if (kind != SX_JSON_ARRAY && kind != SX_JSON_OBJECT)
		return true;
	const char *line = memchr(j.p, '\n', (size_t)(end - j.p));
	if (!collect(r, &j, &b, &broken, err))
		return false;
	bool lines = line && j.p > line;	/* it goes over several lines: no line of JSON Lines does */
	if (broken && lines && kind == SX_JSON_ARRAY)
		return no_json(r, &j, err);
	if (broken || !sx_json_end(&j))		/* something follows: lines */
		return true;
	if (kind == SX_JSON_OBJECT)
		return take_object(r, &b, is, err);
	sx_json_kind inner = b.n ? b.value[0].kind : SX_JSON_NONE;
	*is = inner == SX_JSON_ARRAY || inner == SX_JSON_OBJECT;
	if (*is)
		take_records(r, &b, "element");
	return true;
}

bool sx_json_records_open(sx_json_records *r, sx_err *err)
{
	bool document = false;
	if (r->document && !take_document(r, &document, err))
		return false;
	if (document)
		return true;
	r->pieces = (sx_pieces){ .line = 1, .delim = ' ', .plain = true, .limit = r->limit };
	r->pieces.text = sx_load_text(r->file, &r->pieces.end);
	if (!sx_pieces_cut(&r->pieces, r->job, r->tmp, err))
		return false;
	r->rows = r->pieces.rows;
	r->whole = r->pieces.whole;
	r->blocks = r->pieces.count;
	return true;
}

/* ---- walking ---- */

sx_json_walk sx_json_walk_open(const sx_json_records *r, size_t block)
{
	sx_json_walk w = { .of = r, .next = block * BLOCK };
	w.end = w.next + BLOCK < r->rows ? w.next + BLOCK : r->rows;
	if (r->of == NULL)
		w.lines = sx_walk_open(&r->pieces, block);
	return w;
}

bool sx_json_walk_next(sx_json_walk *w)
{
	if (w->of->of) {
		if (w->next >= w->end)
			return false;
		const sx_json_value *v = &w->of->record[w->next];
		w->p = v->p;
		w->stop = v->p + v->len;
		w->row = w->next++;
		w->line = 0;
		return true;
	}
	if (!sx_walk_next(&w->lines) || w->lines.row >= w->of->rows)
		return false;
	w->p = w->lines.p;
	w->stop = w->lines.stop;
	w->row = w->lines.row;
	w->line = w->lines.line;
	return true;
}
