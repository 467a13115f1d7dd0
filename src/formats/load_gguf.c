/* load_gguf.c: one tensor of a GGUF file (ggml, llama.cpp), the token embeddings if none is named:
 *
 *	"GGUF", version, count of tensors, count of keys; key, type, value, …; name, axes, type, offset, …; data
 *
 * Everything is little-endian and unaligned; lengths are 64 bits wide and none is believed. Axes are listed with the
 * dimensions first. */
#include "tensor_choice.h"

#include <string.h>

typedef struct texts { const unsigned char *at; size_t count; } texts;	/* an array of strings, not yet read */

typedef struct reader {
	sx_load *l;
	sx_err  *err;
	const unsigned char *start, *p, *end;
	size_t   align;
	texts    tokens;
	sx_tensor *tensor;
	size_t   ntensors;
} reader;

/* ---- values ---- */

static bool fail(reader *r, const char *what)
{
	return sx_file_fail(r->err, SX_EFORMAT, r->l->file->path, "%s at byte %zu", what, (size_t)(r->p - r->start));
}

static bool take(reader *r, size_t bytes, uint64_t *out)
{
	if ((size_t)(r->end - r->p) < bytes)
		return fail(r, "truncated: the header goes on behind the end of the file");
	*out = 0;
	for (size_t i = bytes; i-- > 0;)
		*out = *out << 8 | r->p[i];
	r->p += bytes;
	return true;
}

static bool skip(reader *r, uint64_t bytes)
{
	if ((size_t)(r->end - r->p) < bytes)
		return fail(r, "truncated: the header goes on behind the end of the file");
	r->p += bytes;
	return true;
}

static bool take_text(reader *r, const char **text, size_t *len)
{
	uint64_t n = 0;
	if (!take(r, 8, &n))
		return false;
	*text = (const char *)r->p;
	*len = (size_t)n;
	return skip(r, n);
}

static bool is_text(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(text, word, len) == 0;
}

/* ---- keys and values ---- */

enum { UINT32 = 4, STRING = 8, ARRAY = 9, TYPES = 13, DEPTH = 4 };

static const unsigned char type_size[TYPES] = { 1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8 };

static bool skip_value(reader *r, uint64_t type, int depth);

static bool skip_array(reader *r, int depth, texts *out)
{
	uint64_t type = 0, count = 0;
	size_t bytes;
	if (!take(r, 4, &type) || !take(r, 8, &count))
		return false;
	if (type < TYPES && type_size[type]) {
		if (!sx_mul(count, type_size[type], &bytes))
			return fail(r, "an array of keys is larger than any memory");
		return skip(r, bytes);
	}
	*out = (texts){ type == STRING ? r->p : NULL, count };
	for (uint64_t i = 0; i < count; i++) {	/* each takes eight bytes at least: the file ends before patience does */
		if ((i & 0xFFFF) == 0xFFFF && !sx_tick(r->l->job, -1, "reading the header"))
			return sx_fail_cancel(r->err);
		if (!skip_value(r, type, depth + 1))
			return false;
	}
	return true;
}

static bool skip_value(reader *r, uint64_t type, int depth)
{
	const char *text;
	size_t len = 0;
	texts none;
	if (type >= TYPES)
		return fail(r, "a value is of a type that is unknown here");
	if (depth > DEPTH)
		return fail(r, "arrays are nested too deep");
	if (type == STRING)
		return take_text(r, &text, &len);
	return type == ARRAY ? skip_array(r, depth, &none) : skip(r, type_size[type]);
}

static bool read_align(reader *r)
{
	uint64_t v = 0;
	if (!take(r, 4, &v))
		return false;
	if (v == 0 || v > 1 << 20 || (v & (v - 1)))
		return fail(r, "general.alignment is no power of two");
	r->align = (size_t)v;
	return true;
}

static bool read_key(reader *r)
{
	const char *key = NULL;
	size_t len = 0;
	uint64_t type = 0;
	if (!take_text(r, &key, &len) || !take(r, 4, &type))
		return false;
	if (is_text(key, len, "general.alignment") && type == UINT32)
		return read_align(r);
	if (is_text(key, len, "tokenizer.ggml.tokens") && type == ARRAY)
		return skip_array(r, 0, &r->tokens);
	return skip_value(r, type, 0);
}

/* ---- tensors ---- */

static const struct { const char *name; sx_store store; } types[] = {
	[0] = { "F32", SX_F32 }, [1] = { "F16", SX_F16 }, [2] = { "Q4_0", SX_STORES }, [3] = { "Q4_1", SX_STORES },
	[6] = { "Q5_0", SX_STORES }, [7] = { "Q5_1", SX_STORES }, [8] = { "Q8_0", SX_Q8_0 }, [9] = { "Q8_1", SX_STORES },
	[10] = { "Q2_K", SX_STORES }, [11] = { "Q3_K", SX_STORES }, [12] = { "Q4_K", SX_STORES },
	[13] = { "Q5_K", SX_STORES }, [14] = { "Q6_K", SX_STORES }, [15] = { "Q8_K", SX_STORES },
	[16] = { "IQ2_XXS", SX_STORES }, [17] = { "IQ2_XS", SX_STORES }, [18] = { "IQ3_XXS", SX_STORES },
	[19] = { "IQ1_S", SX_STORES }, [20] = { "IQ4_NL", SX_STORES }, [21] = { "IQ3_S", SX_STORES },
	[22] = { "IQ2_S", SX_STORES }, [23] = { "IQ4_XS", SX_STORES }, [24] = { "I8", SX_I8 }, [25] = { "I16", SX_I16 },
	[26] = { "I32", SX_I32 }, [27] = { "I64", SX_I64 }, [28] = { "F64", SX_F64 }, [29] = { "IQ1_M", SX_STORES },
	[30] = { "BF16", SX_BF16 }, [34] = { "TQ1_0", SX_STORES }, [35] = { "TQ2_0", SX_STORES },
	[39] = { "MXFP4", SX_STORES },
};

static bool set_type(reader *r, uint64_t type, sx_tensor *t)
{
	t->type = type < SX_COUNT(types) ? types[type].name : NULL;
	t->store = t->type ? types[type].store : SX_STORES;
	if (t->type == NULL)
		t->type = sx_printf(r->l->tmp, "%zu", (size_t)type);
	return t->type || sx_load_short(r->l, 16, r->err);
}

static bool read_tensor(reader *r, sx_tensor *t)
{
	const char *name = NULL;
	size_t len = 0;
	uint64_t axes = 0, v = 0, type = 0, offset = 0;
	*t = (sx_tensor){ 0 };
	if (!take_text(r, &name, &len) || !take(r, 4, &axes))
		return false;
	if (axes == 0 || axes > 4)
		return fail(r, "a tensor has no axis or more than 4");
	t->naxes = (size_t)axes;
	for (size_t i = t->naxes; i-- > 0; t->axis[i] = (size_t)v)
		if (!take(r, 8, &v))
			return false;
	if (!take(r, 4, &type) || !take(r, 8, &offset))
		return false;
	t->begin = (size_t)offset;
	t->name = sx_strndup(r->l->tmp, name, len);
	return t->name ? set_type(r, type, t) : sx_load_short(r->l, (double)len, r->err);
}

enum { LEAST = 8 + 4 + 8 + 4 + 8 };	/* bytes that describe a tensor without a name */

static bool read_header(reader *r)
{
	uint64_t version = 0, tensors = 0, keys = 0;
	if (!skip(r, 4) || !take(r, 4, &version))
		return false;
	if (version >= 1 << 24)
		return fail(r, "a big-endian file, which cannot be read: the version says so");
	if (version != 2 && version != 3)
		return sx_file_fail(r->err, SX_EFORMAT, r->l->file->path, "GGUF version %zu cannot be read; 2 and 3 can",
		                    (size_t)version);
	if (!take(r, 8, &tensors) || !take(r, 8, &keys))
		return false;
	for (uint64_t i = 0; i < keys; i++)
		if (!read_key(r))
			return false;
	if (tensors > (size_t)(r->end - r->p) / LEAST)
		return sx_file_fail(r->err, SX_EFORMAT, r->l->file->path, "truncated: the header promises %zu tensors, %zu bytes "
		                    "are left to describe them", (size_t)tensors, (size_t)(r->end - r->p));
	r->ntensors = (size_t)tensors;
	r->tensor = sx_alloc(r->l->tmp, r->ntensors, sizeof *r->tensor);
	if (r->tensor == NULL)
		return sx_load_short(r->l, (double)r->ntensors * sizeof *r->tensor, r->err);
	for (size_t i = 0; i < r->ntensors; i++)
		if (!read_tensor(r, &r->tensor[i]))
			return false;
	return true;
}

/* ---- the space ---- */

static bool find_data(reader *r, const sx_tensor *t, sx_array *a, size_t *room)
{
	size_t at = (size_t)(r->p - r->start), size = r->l->file->size;
	at = (at + r->align - 1) & ~(r->align - 1);
	if (at > size || t->begin > size - at)
		return sx_file_fail(r->err, SX_EFORMAT, r->l->file->path, "truncated: tensor '%.60s' begins behind the end of the "
		                    "file", t->name);
	a->data = r->start + at + t->begin;
	*room = size - at - t->begin;
	return true;
}

/* The file has room for a text at each place: skip_array went through them. */
static bool add_tokens(reader *r, sx_space *s)
{
	size_t n = sx_space_rows(s), first = r->l->first;
	const char **label = sx_alloc(r->l->tmp, n, sizeof *label), *text;
	size_t len = 0;
	if (label == NULL)
		return sx_load_short(r->l, (double)n * sizeof *label, r->err);
	r->p = r->tokens.at;
	for (size_t i = 0; i < first + n; i++) {
		if (!take_text(r, &text, &len))
			return false;
		if (i >= first && (label[i - first] = sx_strndup(r->l->tmp, text, len)) == NULL)
			return sx_load_short(r->l, (double)len, r->err);
	}
	return sx_space_set_labels(s, label, r->err);
}

static sx_space *load_tensor(reader *r, const sx_tensor *t)
{
	sx_array a = { .file = r->l->file, .store = t->store, .naxes = t->naxes };
	size_t room = 0, bytes = 0;
	if (t->store == SX_STORES) {
		sx_file_fail(r->err, SX_EFORMAT, r->l->file->path, "tensor '%.60s' is of type %s, which cannot be read; F32, F16, "
		             "BF16, Q8_0, F64 and integers can", t->name, t->type);
		return NULL;
	}
	const char *called = sx_printf(r->l->tmp, "tensor '%.60s'", t->name);
	memcpy(a.axis, t->axis, sizeof a.axis);
	a.swap = sx_store_size(t->store) > 1 && sx_swaps(false);
	if (!find_data(r, t, &a, &room) ||
	    !sx_array_check(&a, false, room, r->l->file->path, called ? called : "the tensor", &bytes, r->err))
		return NULL;
	sx_space *s = sx_array_load(r->l, &a, r->err);
	if (s && r->tokens.at && !r->l->layered && r->tokens.count == r->l->total && !add_tokens(r, s)) {
		sx_space_unref(s);
		return NULL;
	}
	if (s)
		sx_load_note(r->l, "tensor %.100s (%s)", t->name, t->type);
	return s;
}

static sx_space *load(sx_load *l, sx_err *err)
{
	const unsigned char *p = l->file->bytes;
	reader r = { .l = l, .err = err, .start = p, .p = p, .end = p + l->file->size, .align = 32 };
	if (l->file->size < 8 || memcmp(p, "GGUF", 4) != 0) {
		sx_file_fail(err, SX_EFORMAT, l->file->path, "is no GGUF file: it does not begin with GGUF");
		return NULL;
	}
	if (!read_header(&r))
		return NULL;
	const sx_tensor *t = sx_tensor_pick(l, r.tensor, r.ntensors, "token_embd.weight", "tensor", err);
	return t ? load_tensor(&r, t) : NULL;
}

static int probe(const sx_file *f)
{
	return f->size >= 4 && memcmp(f->bytes, "GGUF", 4) == 0 ? SX_PROBE_MAGIC : SX_PROBE_NO;
}

const sx_loader sx_loader_gguf = {
	.name = "gguf", .about = "the token embeddings of a GGUF model, or another tensor of it", .endings = "gguf",
	.asks = SX_LOAD_TENSOR | SX_LOAD_AXES, .probe = probe, .load = load,
};
