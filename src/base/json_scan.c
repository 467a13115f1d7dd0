/* json_scan.c: a strict pull parser for JSON. */
#include "json_scan.h"
#include "readnum.h"
#include "utf8.h"

#include <string.h>

static bool wrong(sx_json *j, const char *why)
{
	if (j->why == NULL)
		j->why = why;
	return false;
}

static void skip_space(sx_json *j)
{
	while (j->p < j->end && (*j->p == ' ' || *j->p == '\t' || *j->p == '\n' || *j->p == '\r'))
		j->p++;
}

static bool starts(const sx_json *j, const char *word)
{
	size_t len = strlen(word);
	return (size_t)(j->end - j->p) >= len && memcmp(j->p, word, len) == 0;
}

sx_json_kind sx_json_peek(sx_json *j)
{
	skip_space(j);
	if (j->why || j->p >= j->end)
		return SX_JSON_NONE;
	switch (*j->p) {
	case '{': return SX_JSON_OBJECT;
	case '[': return SX_JSON_ARRAY;
	case '"': return SX_JSON_STRING;
	case 'n': return starts(j, "null") ? SX_JSON_NULL : SX_JSON_NONE;
	case 't': return starts(j, "true") ? SX_JSON_TRUE : SX_JSON_NONE;
	case 'f': return starts(j, "false") ? SX_JSON_FALSE : SX_JSON_NONE;
	case 'N': return starts(j, "NaN") ? SX_JSON_NUMBER : SX_JSON_NONE;
	case 'I': return starts(j, "Infinity") ? SX_JSON_NUMBER : SX_JSON_NONE;
	case '-': return SX_JSON_NUMBER;
	default:  return *j->p >= '0' && *j->p <= '9' ? SX_JSON_NUMBER : SX_JSON_NONE;
	}
}

/* ---- values ---- */

static bool take_string(sx_json *j, sx_json_value *v)
{
	const char *p = j->p + 1;
	for (; p < j->end && *p != '"'; p++) {
		if ((unsigned char)*p < ' ')
			return wrong(j, "a control character in a string");
		if (*p == '\\') {
			v->escaped = true;
			p++;
		}
	}
	if (p >= j->end)
		return wrong(j, "unterminated string");
	v->p = j->p + 1;
	v->len = (size_t)(p - v->p);
	j->p = p + 1;
	return true;
}

static bool take_number(sx_json *j, sx_json_value *v)
{
	double number;
	const char *q = sx_read_double(j->p, j->end, &number);
	if (q == NULL)
		return wrong(j, "malformed number");
	v->p = j->p;
	v->len = (size_t)(q - j->p);
	j->p = q;
	return true;
}

/* Brackets are counted on a stack of bits, so that depth costs no stack of calls. */
static bool take_nested(sx_json *j, sx_json_value *v)
{
	uint64_t objects = 0;
	int depth = 0;
	bool first = true;
	sx_json_value inner;
	v->p = j->p;
	do {
		if (first && (sx_json_peek(j) == SX_JSON_ARRAY || sx_json_peek(j) == SX_JSON_OBJECT)) {
			if (depth == SX_JSON_DEEPEST)
				return wrong(j, "nested deeper than 64");
			objects = objects << 1 | (*j->p == '{');
			depth++;
			j->p++;
		}
		if (sx_json_more(j, objects & 1 ? '}' : ']', &first)) {
			if ((objects & 1) && !sx_json_key(j, &inner))
				return false;
			sx_json_kind kind = sx_json_peek(j);
			first = kind == SX_JSON_ARRAY || kind == SX_JSON_OBJECT;
			if (!first && !sx_json_take(j, &inner))
				return false;
		} else {
			objects >>= 1;
			depth--;
			first = false;
		}
	} while (depth > 0 && j->why == NULL);
	v->len = (size_t)(j->p - v->p);
	return j->why == NULL;
}

bool sx_json_take(sx_json *j, sx_json_value *v)
{
	*v = (sx_json_value){ .kind = sx_json_peek(j), .p = j->p };
	switch (v->kind) {
	case SX_JSON_NULL:
	case SX_JSON_TRUE:   v->len = 4; break;
	case SX_JSON_FALSE:  v->len = 5; break;
	case SX_JSON_NUMBER: return take_number(j, v);
	case SX_JSON_STRING: return take_string(j, v);
	case SX_JSON_ARRAY:
	case SX_JSON_OBJECT: return take_nested(j, v);
	default:             return wrong(j, j->p < j->end ? "not a JSON value" : "unexpected end of the text");
	}
	j->p += v->len;
	return true;
}

/* ---- structure ---- */

bool sx_json_enter(sx_json *j)
{
	sx_json_kind kind = sx_json_peek(j);
	if (kind != SX_JSON_ARRAY && kind != SX_JSON_OBJECT)
		return wrong(j, "neither a list nor an object");
	j->p++;
	return true;
}

bool sx_json_more(sx_json *j, char close, bool *first)
{
	skip_space(j);
	if (j->why)
		return false;
	if (j->p >= j->end)
		return wrong(j, "unexpected end of the text");
	if (*j->p == close) {
		j->p++;
		return false;
	}
	if (!*first) {
		if (*j->p != ',')
			return wrong(j, "a comma is missing");
		j->p++;
		skip_space(j);
	}
	*first = false;
	return true;
}

bool sx_json_key(sx_json *j, sx_json_value *key)
{
	if (sx_json_peek(j) != SX_JSON_STRING)
		return wrong(j, "a key is missing");
	if (!sx_json_take(j, key))
		return false;
	skip_space(j);
	if (j->p >= j->end || *j->p != ':')
		return wrong(j, "a colon is missing");
	j->p++;
	return true;
}

bool sx_json_end(sx_json *j)
{
	skip_space(j);
	return j->why == NULL && (j->p == j->end || wrong(j, "unexpected text after the end"));
}

/* ---- strings ---- */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits behind \u; false: they are none. */
static bool unit(const char *p, const char *end, uint32_t *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++) {
		if (p + i >= end || hex(p[i]) < 0)
			return false;
		*out = *out << 4 | (uint32_t)hex(p[i]);
	}
	return true;
}

/* Behind "\u"; returns the place behind it. */
static const char *unicode(const char *p, const char *end, uint32_t *ch)
{
	uint32_t low;
	if (!unit(p, end, ch)) {
		*ch = 0xFFFD;
		return p;
	}
	p += 4;
	if (*ch >= 0xD800 && *ch < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u' && unit(p + 2, end, &low) &&
	    low >= 0xDC00 && low < 0xE000) {
		*ch = 0x10000 + ((*ch - 0xD800) << 10) + (low - 0xDC00);
		return p + 6;
	}
	if (*ch == 0 || (*ch >= 0xD800 && *ch < 0xE000))
		*ch = 0xFFFD;
	return p;
}

char *sx_json_text(const sx_json_value *v, sx_arena *a)
{
	char *text = v->kind == SX_JSON_NULL ? sx_strdup(a, "") : sx_strndup(a, v->p, v->len), *to = text;
	if (text == NULL || !v->escaped)
		return text;
	static const char from[] = "bfnrt", into[] = "\b\f\n\r\t";
	const char *end = v->p + v->len;
	for (const char *p = v->p; p < end;) {
		if (*p != '\\' || p + 1 >= end) {
			*to++ = *p++;
			continue;
		}
		const char *which = strchr(from, p[1]);
		uint32_t ch;
		p += 2;
		if (p[-1] == 'u') {
			char utf8[5];
			p = unicode(p, end, &ch);
			int n = sx_utf8_put(utf8, ch);
			memcpy(to, utf8, (size_t)n);
			to += n;
		} else {
			*to++ = which && *which ? into[which - from] : p[-1];
		}
	}
	*to = '\0';
	return text;
}

bool sx_json_is(const sx_json_value *v, const char *word)
{
	return !v->escaped && v->len == strlen(word) && memcmp(v->p, word, v->len) == 0;
}
