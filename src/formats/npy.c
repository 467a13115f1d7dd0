/* npy.c: the header of a numpy array file: magic, version, length, then a Python dictionary as text:
 *
 *	{'descr': '<f4', 'fortran_order': False, 'shape': (5000, 100), }
 *
 * Read by a small strict parser: the three keys once each, in any order. Python 2 wrote 5000L, which is
 * accepted. */
#include "npy.h"
#include "base/file.h"

#include <stdio.h>
#include <string.h>

enum { MOST_HEADER = 1 << 20 };	/* numpy itself refuses to write much beyond 64 kB */

typedef struct parse {
	const char *start, *p, *end, *path;
	sx_npy     *out;
	sx_err     *err;
	char        descr[32];
	unsigned    seen;
} parse;

enum { DESCR = 1, ORDER = 2, SHAPE = 4 };

/* ---- words of the dictionary ---- */

static bool bad(parse *x, const char *expected)
{
	return sx_file_fail(x->err, SX_EFORMAT, x->path, "the npy header cannot be read: %s expected at its byte %zu",
	                    expected, (size_t)(x->p - x->start));
}

static char peek(parse *x)
{
	while (x->p < x->end && (*x->p == ' ' || *x->p == '\t' || *x->p == '\n' || *x->p == '\r'))
		x->p++;
	return x->p < x->end ? *x->p : '\0';
}

static bool take(parse *x, char c)
{
	if (peek(x) != c)
		return false;
	x->p += x->p < x->end;
	return c != '\0';
}

/* A string without escapes; longer ones are cut, for no key or type we know is as long. */
static bool string(parse *x, char *out, size_t room)
{
	char quote = peek(x);
	if (quote != '\'' && quote != '"')
		return bad(x, "a string");
	const char *from = x->p + 1, *to = memchr(from, quote, (size_t)(x->end - from));
	if (to == NULL)
		return bad(x, "the end of a string");
	size_t len = (size_t)(to - from);
	len = len < room - 1 ? len : room - 1;
	memcpy(out, from, len);
	out[len] = '\0';
	x->p = to + 1;
	return true;
}

static bool too_large(parse *x)
{
	return sx_file_fail(x->err, SX_EFORMAT, x->path, "the shape in the header is larger than any memory");
}

static bool number(parse *x, size_t *out)
{
	size_t v = 0;
	if (peek(x) == '-')
		return sx_file_fail(x->err, SX_EFORMAT, x->path, "the shape in the header holds a negative number");
	if (x->p >= x->end || *x->p < '0' || *x->p > '9')
		return bad(x, "a whole number");
	for (; x->p < x->end && *x->p >= '0' && *x->p <= '9'; x->p++) {
		size_t digit = (size_t)(*x->p - '0');
		if (!sx_mul(v, 10, &v) || v > SIZE_MAX - digit)
			return too_large(x);
		v += digit;
	}
	x->p += x->p < x->end && *x->p == 'L';
	*out = v;
	return true;
}

static bool truth(parse *x)
{
	static const char *const words[] = { "False", "True" };
	char first = peek(x);
	for (size_t i = 0; i < 2; i++) {
		size_t len = strlen(words[i]);
		if (first == *words[i] && (size_t)(x->end - x->p) >= len && memcmp(x->p, words[i], len) == 0) {
			x->p += len;
			x->out->fortran = i == 1;
			return true;
		}
	}
	return bad(x, "True or False");
}

/* (5000, 100), (5,) or (). */
static bool shape(parse *x)
{
	size_t axes = 0, v = 0;
	if (!take(x, '('))
		return bad(x, "'('");
	while (peek(x) != ')') {
		if (!number(x, &v))
			return false;
		if (axes < SX_AXES)
			x->out->axis[axes] = v;
		axes++;
		if (!take(x, ',') && peek(x) != ')')
			return bad(x, "',' or ')'");
	}
	x->p++;
	x->out->naxes = axes;
	return true;
}

static bool descr(parse *x)
{
	if (peek(x) == '[')
		return sx_file_fail(x->err, SX_EFORMAT, x->path, "holds records (a structured dtype); save one numeric "
		                    "field of it as an array of its own");
	return string(x, x->descr, sizeof x->descr);
}

static bool entry(parse *x)
{
	static const struct { const char *name; unsigned bit; bool (*read)(parse *); } keys[] = {
		{ "descr", DESCR, descr }, { "fortran_order", ORDER, truth }, { "shape", SHAPE, shape },
	};
	char key[32];
	if (!string(x, key, sizeof key))
		return false;
	if (!take(x, ':'))
		return bad(x, "':'");
	for (size_t i = 0; i < SX_COUNT(keys); i++) {
		if (strcmp(keys[i].name, key) != 0)
			continue;
		if (x->seen & keys[i].bit)
			return sx_file_fail(x->err, SX_EFORMAT, x->path, "the npy header names '%s' twice", key);
		x->seen |= keys[i].bit;
		return keys[i].read(x);
	}
	return sx_file_fail(x->err, SX_EFORMAT, x->path, "the npy header has the unknown key '%s'", key);
}

static bool dictionary(parse *x)
{
	if (!take(x, '{'))
		return bad(x, "'{'");
	while (peek(x) != '}') {
		if (!entry(x))
			return false;
		if (!take(x, ',') && peek(x) != '}')
			return bad(x, "',' or '}'");
	}
	x->p++;
	if (peek(x) != '\0' || x->p < x->end)
		return bad(x, "nothing more");
	if (x->seen == (DESCR | ORDER | SHAPE))
		return true;		/* the type says best what is wrong, so axes are counted behind it */
	return sx_file_fail(x->err, SX_EFORMAT, x->path, "the npy header lacks '%s'",
	                    !(x->seen & DESCR) ? "descr" : !(x->seen & ORDER) ? "fortran_order" : "shape");
}

/* ---- types ---- */

static bool cannot_load(parse *x, char kind)
{
	static const struct { char kind; const char *what; } kinds[] = {
		{ 'c', "complex numbers" }, { 'U', "text" }, { 'S', "byte strings" },
		{ 'a', "byte strings" }, { 'V', "raw bytes" }, { 'M', "dates" }, { 'm', "spans of time" },
	};
	if (kind == 'V' && strcmp(x->descr + 1, "V2") == 0)
		return sx_file_fail(x->err, SX_EFORMAT, x->path, "holds raw bytes (dtype '%s'), as bfloat16 is saved; "
		                    "convert it to float32 first", x->descr);
	if (kind == 'O')
		return sx_file_fail(x->err, SX_EFORMAT, x->path, "holds Python objects (dtype '%s'), which only Python can open; save their "
		                    "array alone", x->descr);
	for (size_t i = 0; i < SX_COUNT(kinds); i++)
		if (kinds[i].kind == kind)
			return sx_file_fail(x->err, SX_EFORMAT, x->path, "holds %s (dtype '%s'), not real numbers",
			                    kinds[i].what, x->descr);
	return sx_file_fail(x->err, SX_EFORMAT, x->path, "holds numbers of the unknown dtype '%s'", x->descr);
}

/* '<U12': four bytes a letter; '|S12': one. */
static bool text_type(parse *x, const char *p)
{
	char kind = *p;
	size_t letters = 0;
	for (p++; *p >= '0' && *p <= '9'; p++)
		letters = 10 * letters + (size_t)(*p - '0');	/* descr is too short for an overflow */
	x->out->letters = letters;
	x->out->letter = kind == 'U' ? 4 : 1;
	return *p == '\0' && letters > 0 && letters < (1U << 24);
}

/* "<f4": byte order, kind, bytes. Without an order, and with '=' or '|', it is this machine's, in practice
 * little. */
static bool type(parse *x)
{
	static const struct { const char *name; sx_store store; } known[] = {
		{ "f2", SX_F16 }, { "f4", SX_F32 }, { "f8", SX_F64 }, { "b1", SX_BOOL },
		{ "i1", SX_I8 }, { "i2", SX_I16 }, { "i4", SX_I32 }, { "i8", SX_I64 },
		{ "u1", SX_U8 }, { "u2", SX_U16 }, { "u4", SX_U32 }, { "u8", SX_U64 },
	};
	const char *p = x->descr;
	x->out->store = SX_STORES;
	if (*p && strchr("<>=|", *p))
		x->out->big = *p++ == '>';
	for (size_t i = 0; i < SX_COUNT(known); i++)
		if (strcmp(p, known[i].name) == 0) {
			x->out->store = known[i].store;
			return true;
		}
	return (*p && strchr("USa", *p) && text_type(x, p)) || cannot_load(x, *p);
}

static bool axes(parse *x)
{
	if (x->out->naxes == 0)
		return sx_file_fail(x->err, SX_EFORMAT, x->path, "holds a single number, not an array");
	return x->out->naxes <= SX_AXES || sx_file_fail(x->err, SX_EFORMAT, x->path, "holds %zu axes; %d are the most", x->out->naxes,
	                                                SX_AXES);
}

/* ---- the whole ---- */

bool sx_npy_is(const unsigned char *bytes, size_t size)
{
	return size >= 6 && memcmp(bytes, "\223NUMPY", 6) == 0;
}

/* The length of the dictionary and where it begins: two bytes in version 1, four later. */
static bool header_length(const unsigned char *b, size_t size, const char *path, size_t *from, size_t *len,
                          sx_err *err)
{
	if (size < 10)
		return sx_file_fail(err, SX_EFORMAT, path, "truncated: %zu bytes are no npy header", size);
	if (b[6] < 1 || b[6] > 3)
		return sx_file_fail(err, SX_EFORMAT, path, "npy version %d.%d is unknown here", b[6], b[7]);
	*from = b[6] == 1 ? 10 : 12;
	*len = b[8] | (size_t)b[9] << 8;
	if (b[6] > 1 && size >= 12)
		*len |= (size_t)b[10] << 16 | (size_t)b[11] << 24;
	if (size < *from || *len > size - *from)
		return sx_file_fail(err, SX_EFORMAT, path, "truncated: the npy header should be %zu bytes long, %zu are "
		                    "there", *len, size < *from ? 0 : size - *from);
	if (*len > MOST_HEADER)
		return sx_file_fail(err, SX_EFORMAT, path, "the npy header is %zu bytes long; %d are the most", *len,
		                    MOST_HEADER);
	return true;
}

bool sx_npy_head(const unsigned char *bytes, size_t size, const char *path, sx_npy *out, sx_err *err)
{
	size_t from = 0, len = 0;
	*out = (sx_npy){ 0 };
	if (!sx_npy_is(bytes, size))
		return sx_file_fail(err, SX_EFORMAT, path, "is no npy file: it does not begin with \\x93NUMPY");
	if (!header_length(bytes, size, path, &from, &len, err))
		return false;
	const char *text = (const char *)bytes + from;
	parse x = { .start = text, .p = text, .end = text + len, .path = path, .out = out, .err = err };
	out->data = from + len;
	return dictionary(&x) && type(&x) && axes(&x);
}

bool sx_npy_array(const sx_npy *h, sx_file *f, sx_array *out, size_t *bytes, sx_err *err)
{
	if (h->store == SX_STORES)
		return sx_file_fail(err, SX_EFORMAT, f->path, h->letter == 4 ? "holds text (dtype '%cU%zu'), not real numbers" :
		                    "holds byte strings (dtype '%cS%zu'), not real numbers", h->letter == 1 ? '|' : h->big ? '>' : '<',
		                    h->letters);
	*out = (sx_array){ .file = f, .data = f->bytes + h->data, .store = h->store, .naxes = h->naxes };
	out->swap = sx_store_size(h->store) > 1 && sx_swaps(h->big);
	memcpy(out->axis, h->axis, sizeof out->axis);
	return sx_array_check(out, h->fortran, f->size - h->data, f->path, "the header", bytes, err);
}

static void write_head(char out[SX_NPY_HEADER], const char *fmt, ...) SX_PRINTF(2, 3);

static void write_head(char out[SX_NPY_HEADER], const char *fmt, ...)
{
	static const char magic[] = "\223NUMPY\001\000v\000";	/* version 1.0; 118 bytes follow */
	va_list ap;
	memset(out, ' ', SX_NPY_HEADER);
	memcpy(out, magic, 10);
	va_start(ap, fmt);
	int len = vsnprintf(out + 10, SX_NPY_HEADER - 10, fmt, ap);
	va_end(ap);
	out[10 + len] = ' ';
	out[SX_NPY_HEADER - 1] = '\n';
}

void sx_npy_write(char out[SX_NPY_HEADER], size_t n, size_t d)
{
	write_head(out, "{'descr': '<f4', 'fortran_order': False, 'shape': (%zu, %zu), }", n, d);
}

void sx_npy_write_texts(char out[SX_NPY_HEADER], size_t n, size_t letters)
{
	write_head(out, "{'descr': '<U%zu', 'fortran_order': False, 'shape': (%zu,), }", letters, n);
}
