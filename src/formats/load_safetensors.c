/* load_safetensors.c: tensors by name: eight bytes, the length of a header in JSON, the header, the data. A path to
 * X.safetensors.index.json finds the shard that holds the tensor. */
#include "safetensors_json.h"

#include <string.h>

static uint64_t little64(const unsigned char *p)
{
	uint64_t v = 0;
	for (int i = 8; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

static bool unsupported(const sx_load *l, const sx_tensor *t, sx_err *err)
{
	return sx_file_fail(err, SX_EFORMAT, l->file->path, "tensor '%.60s' is of type %.20s, which cannot be read; F64, F32, "
	                    "F16, BF16, BOOL and integers can", t->name, t->type);
}

static sx_space *load_tensor(sx_load *l, sx_file *f, size_t data, const sx_tensor *t, sx_err *err)
{
	sx_array a = { .file = f, .data = f->bytes + data + t->begin, .store = t->store, .naxes = t->naxes };
	char shape[80];
	size_t bytes;
	if (t->store == SX_STORES)
		return unsupported(l, t, err), NULL;
	if (t->naxes > SX_AXES) {
		sx_file_fail(err, SX_EFORMAT, f->path, "tensor '%.60s' has %zu axes; %d are the most", t->name, t->naxes, SX_AXES);
		return NULL;
	}
	a.swap = sx_store_size(t->store) > 1 && sx_swaps(false);
	memcpy(a.axis, t->axis, sizeof a.axis);
	sx_shape_text(t->axis, t->naxes, shape);
	const char *called = sx_printf(l->tmp, "tensor '%.60s'", t->name);
	if (!sx_array_check(&a, false, t->end - t->begin, f->path, called ? called : "the tensor", &bytes, err))
		return NULL;
	sx_space *s = sx_array_load(l, &a, err);
	if (s)
		sx_load_note(l, "tensor %.100s (%s, %s)", t->name, t->type, shape);
	return s;
}

static sx_space *load_file(sx_load *l, sx_file *f, sx_err *err)
{
	sx_tensor *t;
	size_t n;
	uint64_t len = f->size >= 8 ? little64(f->bytes) : 0;
	if (f->size < 8 || len > f->size - 8) {
		sx_file_fail(err, SX_EFORMAT, f->path, "truncated: the safetensors header should be %zu bytes long, %zu are there",
		             (size_t)len, f->size < 8 ? 0 : f->size - 8);
		return NULL;
	}
	if (len > SX_SAFETENSORS_HEADER) {
		sx_file_fail(err, SX_EFORMAT, f->path, "the safetensors header is %zu bytes long; %d are the most", (size_t)len,
		             SX_SAFETENSORS_HEADER);
		return NULL;
	}
	size_t data = 8 + (size_t)len;
	if (!sx_safetensors_header(l, (const char *)f->bytes + 8, (size_t)len, f->size - data, &t, &n, err))
		return NULL;
	const sx_tensor *found = sx_tensor_pick(l, t, n, NULL, "tensor", err);
	return found ? load_tensor(l, f, data, found, err) : NULL;
}

/* ---- shards ---- */

static sx_space *load_shard(sx_load *l, sx_err *err)
{
	const char *tensor, *shard, *path = l->file->path, *slash = strrchr(path, '/');
	if (!sx_safetensors_index(l, &tensor, &shard, err))
		return NULL;
	char *beside = sx_printf(l->tmp, "%.*s%s", slash ? (int)(slash + 1 - path) : 0, path, shard);
	sx_file *f = beside ? sx_file_open(beside, l->job, err) : NULL;
	if (f == NULL) {
		if (beside == NULL)
			sx_load_short(l, (double)strlen(path), err);
		return NULL;
	}
	sx_file *index = l->file;
	const char *asked = l->tensor;
	l->file = f;		/* messages name the shard */
	l->tensor = tensor;
	sx_space *s = load_file(l, f, err);
	l->file = index;
	l->tensor = asked;
	if (s)
		sx_load_note(l, "found in %s", beside);
	sx_file_unref(f);
	return s;
}

/* The map may stand behind metadata, but not far. */
static bool has_map(const sx_file *f)
{
	static const char word[] = "\"weight_map\"";
	return memmem(f->bytes, f->size < 65536 ? f->size : 65536, word, sizeof word - 1) != NULL;
}

/* A length that can be, and behind it a header that begins as JSON does. */
static bool is_file(const sx_file *f)
{
	return f->size >= 10 && f->bytes[8] == '{' && little64(f->bytes) <= SX_SAFETENSORS_HEADER;
}

static bool is_index(const sx_file *f)
{
	size_t i = 0;
	if (is_file(f))
		return false;
	while (i < f->size && i < 64 && strchr(" \t\r\n", f->bytes[i]) && f->bytes[i])
		i++;
	return i < f->size && f->bytes[i] == '{';
}

static sx_space *load(sx_load *l, sx_err *err)
{
	return is_index(l->file) ? load_shard(l, err) : load_file(l, l->file, err);
}

static int probe(const sx_file *f)
{
	if (is_index(f))
		return has_map(f) ? SX_PROBE_MAGIC : SX_PROBE_NO;
	if (f->size >= 10 && memcmp(f->bytes + 8, "{\"", 2) == 0)	/* the length alone is wrong */
		return is_file(f) ? SX_PROBE_MAGIC - 10 : SX_PROBE_MAYBE + 5;
	return is_file(f) ? SX_PROBE_MAYBE + 5 : SX_PROBE_NO;
}

const sx_loader sx_loader_safetensors = {
	.name = "safetensors", .about = "tensors by name, one file or the index of shards", .endings = "safetensors",
	.asks = SX_LOAD_TENSOR | SX_LOAD_AXES, .probe = probe, .load = load,
};
