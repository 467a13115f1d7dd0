/* json_vector.c: lists of numbers in a JSON record, the choice among them, and their values. */
#include "json_vector.h"
#include "base/readnum.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* ---- lists ---- */

/* Numbers are looked at when they are read. */
static bool count_numbers(sx_json *j, size_t *count)
{
	if (sx_json_peek(j) != SX_JSON_ARRAY)
		return false;
	const char *p = j->p + 1;
	bool any = false;
	*count = 0;
	for (; p < j->end && *p != ']'; p++) {
		if (*p == '[' || *p == '{' || *p == '"')
			return false;
		*count += *p == ',';
		any |= *p != ' ' && *p != '\t' && *p != '\n' && *p != '\r';
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

/* ---- float32 in base64 ---- */

static int digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) : -1;
}

/* How many floats a text is; 0: it is none. */
static size_t base64_floats(const sx_json_value *v)
{
	size_t len = v->len;
	while (len && v->p[len - 1] == '=')
		len--;
	if (v->escaped || v->len % 4 || v->len < 8 || v->len - len > 2)
		return 0;
	for (size_t i = 0; i < len; i++)
		if (digit(v->p[i]) < 0)
			return 0;
	size_t bytes = len / 4 * 3 + (len % 4 ? len % 4 - 1 : 0);
	return bytes % sizeof(float) ? 0 : bytes / sizeof(float);
}

static void base64_read(const sx_json_value *v, float *to, size_t d)
{
	unsigned char *out = (unsigned char *)to;
	uint32_t bits = 0;
	size_t at = 0, have = 0;
	for (size_t i = 0; i < v->len && at < d * sizeof *to; i++) {
		if (v->p[i] == '=')
			break;
		bits = bits << 6 | (uint32_t)digit(v->p[i]);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[at++] = (unsigned char)(bits >> have);
		}
	}
}

/* Words of eight letters are base64 too: as floats they are wild. */
static bool is_base64(const sx_json_value *v)
{
	float first[8];
	size_t n = base64_floats(v), some = n < SX_COUNT(first) ? n : SX_COUNT(first);
	base64_read(v, first, some);
	for (size_t i = 0; i < some; i++)
		if (!isfinite(first[i]) || fabsf(first[i]) > 1e6F || (first[i] != 0 && fabsf(first[i]) < 1e-12F))
			return false;
	return n > 1;
}

/* ---- looking for it ---- */

typedef struct candidate {
	sx_json_vector at;
	bool named, fractions;
} candidate;

typedef struct search {
	const char *wanted;
	candidate   best;
	size_t      found, equal;	/* equal: as good as the best, with it */
	sx_json_vector way;		/* to where the search is */
	sx_buf     *names;
} search;

static bool is_telling(const sx_json_value *key)
{
	static const char *const words[] = {
		"embedding", "embeddings", "vector", "vectors", "emb", "vec", "values", "features", "dense_vector",
	};
	for (size_t i = 0; key->p && i < SX_COUNT(words); i++)
		if (strlen(words[i]) == key->len && strncasecmp(words[i], key->p, key->len) == 0)
			return true;
	return false;
}

static void put_name(const sx_json_vector *v, sx_buf *b)
{
	for (size_t i = 0; i < v->steps; i++)
		if (v->key[i].p)
			sx_buf_printf(b, "%s%.*s", i ? "." : "", v->key[i].len > 40 ? 40 : (int)v->key[i].len, v->key[i].p);
}

static bool is_wanted(const sx_json_vector *v, const char *wanted)
{
	sx_buf name = { 0 };
	const sx_json_value *last = v->steps ? &v->key[v->steps - 1] : NULL;
	put_name(v, &name);
	bool is = name.text && sx_buf_ok(&name) && strcmp(name.text, wanted) == 0;
	sx_buf_free(&name);
	return is || (last && last->p && sx_json_is(last, wanted));
}

/* Above 0: a is the better one. */
static int better(const candidate *a, const candidate *b)
{
	if (a->at.base64 != b->at.base64)
		return a->at.base64 ? -1 : 1;
	if (a->named != b->named)
		return a->named ? 1 : -1;
	if (a->at.steps != b->at.steps)
		return a->at.steps < b->at.steps ? 1 : -1;
	return (int)a->fractions - (int)b->fractions;
}

static void offer(search *s, size_t dims, bool base64, bool fractions)
{
	candidate c = { s->way, is_telling(&s->way.key[s->way.steps ? s->way.steps - 1 : 0]), fractions };
	c.at.dims = dims;
	c.at.base64 = base64;
	if (s->wanted && !is_wanted(&c.at, s->wanted))
		return;
	if (base64 && !c.named && !s->wanted)	/* a text is a vector only where its key says so */
		return;
	int order = s->found++ ? better(&c, &s->best) : 1;
	s->equal = order > 0 ? 1 : s->equal + (order == 0);
	if (order > 0)
		s->best = c;
	if (s->names->len < 90) {
		sx_buf_puts(s->names, s->names->len ? ", " : "");
		put_name(&c.at, s->names);
	}
}

static bool has_fraction(const char *p, const char *end)
{
	for (; p < end; p++)
		if (*p == '.' || *p == 'e' || *p == 'E' || *p == '-')
			return true;
	return false;
}

static void look(search *s, const sx_json_value *v);

static void step_into(search *s, const sx_json_value *key, const sx_json_value *v)
{
	if (s->way.steps == SX_JSON_STEPS)
		return;
	s->way.key[s->way.steps++] = key ? *key : (sx_json_value){ 0 };
	look(s, v);
	s->way.steps--;
}

/* Into the members of an object, and into an array of one object or list. */
static void look(search *s, const sx_json_value *v)
{
	sx_json j = { v->p, v->p + v->len, NULL };
	sx_json_value key, inner;
	bool first = true;
	size_t n = 0;
	if (v->kind == SX_JSON_STRING && is_base64(v)) {
		offer(s, base64_floats(v), true, true);
	} else if (v->kind == SX_JSON_OBJECT && sx_json_enter(&j)) {
		while (sx_json_more(&j, '}', &first) && sx_json_key(&j, &key) && sx_json_take(&j, &inner))
			step_into(s, &key, &inner);
	} else if (v->kind == SX_JSON_ARRAY) {
		sx_json at = j;
		if (count_numbers(&at, &n) && n) {
			sx_json_enter(&j);
			sx_json_kind kind = sx_json_peek(&j);
			if (kind == SX_JSON_NUMBER || kind == SX_JSON_NULL)
				offer(s, n, false, has_fraction(v->p, v->p + v->len));
			return;
		}
		sx_json_value only = { 0 };
		sx_json_enter(&j);
		for (n = 0; sx_json_more(&j, ']', &first) && sx_json_take(&j, &inner); n++)
			only = inner;
		if (n == 1 && only.kind >= SX_JSON_ARRAY)
			step_into(s, NULL, &only);
	}
}

static void name_keys(const char *p, const char *stop, sx_buf *b)
{
	sx_json j = { p, stop, NULL };
	sx_json_value v;
	bool first = true;
	if (sx_json_peek(&j) != SX_JSON_OBJECT || !sx_json_enter(&j))
		return;
	while (b->len < 90 && sx_json_more(&j, '}', &first) && sx_json_key(&j, &v)) {
		sx_buf_printf(b, "%s%.*s", b->len ? ", " : "", v.len > 40 ? 40 : (int)v.len, v.p);
		if (!sx_json_take(&j, &v))
			return;
	}
}

bool sx_json_vector_find(const char *p, const char *stop, const char *wanted, sx_json_vector *out, sx_buf *names, size_t *found)
{
	sx_json j = { p, stop, NULL };
	sx_json_value v;
	search s = { .wanted = wanted, .names = names };
	if (sx_json_take(&j, &v))
		look(&s, &v);
	*out = s.best.at;
	*found = s.found;
	if (s.found == 0)
		name_keys(p, stop, names);
	return s.found && s.equal == 1;
}

/* ---- at one record ---- */

/* Into the member of that name, or into the only element. */
static bool step_down(sx_json *j, const sx_json_value *key)
{
	sx_json_value name, v;
	bool first = true;
	sx_json_kind kind = sx_json_peek(j);
	if (key->p == NULL)
		return kind == SX_JSON_ARRAY && sx_json_enter(j) && sx_json_more(j, ']', &first);
	if (kind != SX_JSON_OBJECT || !sx_json_enter(j))
		return false;
	while (sx_json_more(j, '}', &first) && sx_json_key(j, &name)) {
		if (name.len == key->len && memcmp(name.p, key->p, key->len) == 0)
			return true;
		if (!sx_json_take(j, &v))
			return false;
	}
	return false;
}

bool sx_json_vector_enter(const sx_json_vector *v, sx_json *j)
{
	for (size_t i = 1; i < v->steps; i++)
		if (!step_down(j, &v->key[i]))
			return false;
	return true;
}

bool sx_json_vector_count(const sx_json_vector *v, sx_json *j, size_t *count)
{
	sx_json_value text;
	if (!v->base64)
		return count_numbers(j, count);
	if (sx_json_peek(j) != SX_JSON_STRING || !sx_json_take(j, &text))
		return false;
	*count = base64_floats(&text);
	return *count > 0;
}

bool sx_json_vector_read(const sx_json_vector *v, sx_json *j, float *to, size_t d)
{
	sx_json_value text;
	if (!v->base64)
		return sx_json_peek(j) == SX_JSON_ARRAY && read_numbers(j, to, d);
	if (sx_json_peek(j) != SX_JSON_STRING || !sx_json_take(j, &text) || base64_floats(&text) != d)
		return false;
	base64_read(&text, to, d);
	return true;
}

char *sx_json_vector_name(const sx_json_vector *v, sx_arena *tmp)
{
	sx_buf b = { 0 };
	put_name(v, &b);
	char *name = sx_buf_ok(&b) ? sx_strdup(tmp, b.text ? b.text : "") : NULL;
	sx_buf_free(&b);
	return name;
}
