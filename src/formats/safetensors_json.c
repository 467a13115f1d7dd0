/* safetensors_json.c: what safetensors files say in JSON.
 *
 *	{"__metadata__": {…}, "NAME": {"dtype": "F32", "shape": [5000, 100], "data_offsets": [0, 2000000]}, …} */
#include "safetensors_json.h"

#include <json-c/json.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool bad(const sx_load *l, sx_err *err, const char *name, const char *what)
{
	return sx_file_fail(err, SX_EFORMAT, l->file->path, "tensor '%.60s': %s", name, what);
}

/* Strict JSON and nothing behind it but blanks; NULL with a message otherwise. */
static json_object *parse(const sx_load *l, const char *text, size_t len, const char *what, sx_err *err)
{
	enum { TIMES = 32 };	/* what a byte of JSON may become as a tree */
	size_t most = l->job && l->job->memory ? l->job->memory / TIMES : INT_MAX;
	json_tokener *t = json_tokener_new_ex(SX_SAFETENSORS_DEPTH);
	if (t == NULL || len > INT_MAX || len > most) {
		if (t)
			json_tokener_free(t);
		sx_load_short(l, (double)len * TIMES, err);
		return NULL;
	}
	json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\n'))	/* padding; strict mode minds it */
		len--;
	json_object *o = json_tokener_parse_ex(t, text, (int)len);
	enum json_tokener_error e = json_tokener_get_error(t);
	size_t at = json_tokener_get_parse_end(t);
	json_tokener_free(t);
	if (e == json_tokener_success && at == len && json_object_is_type(o, json_type_object))
		return o;
	if (e == json_tokener_success || e == json_tokener_continue)
		sx_file_fail(err, SX_EFORMAT, l->file->path, "%s is %s", what,
		             e == json_tokener_continue ? "cut short in the middle of its JSON" : "no JSON object");
	else
		sx_file_fail(err, SX_EFORMAT, l->file->path, "%s is no JSON: %s at its byte %zu", what,
		             json_tokener_error_desc(e), at);
	json_object_put(o);
	return NULL;
}

/* ---- numbers ---- */

static bool whole(json_object *o, size_t *out)
{
	if (!json_object_is_type(o, json_type_int) || json_object_get_int64(o) < 0)
		return false;
	*out = json_object_get_uint64(o);
	return *out < UINT64_MAX;	/* what is larger is cut to that */
}

static bool read_shape(const sx_load *l, json_object *o, sx_tensor *t, sx_err *err)
{
	json_object *shape;
	if (!json_object_object_get_ex(o, "shape", &shape) || !json_object_is_type(shape, json_type_array))
		return bad(l, err, t->name, "has no shape");
	t->naxes = json_object_array_length(shape);
	for (size_t i = 0; i < t->naxes; i++) {
		size_t v;
		if (!whole(json_object_array_get_idx(shape, i), &v))
			return bad(l, err, t->name, "its shape holds what is no whole number");
		if (i < SX_AXES)
			t->axis[i] = v;
	}
	return true;
}

static bool read_range(const sx_load *l, json_object *o, size_t data, sx_tensor *t, sx_err *err)
{
	json_object *range;
	if (!json_object_object_get_ex(o, "data_offsets", &range) || !json_object_is_type(range, json_type_array) ||
	    json_object_array_length(range) != 2 || !whole(json_object_array_get_idx(range, 0), &t->begin) ||
	    !whole(json_object_array_get_idx(range, 1), &t->end))
		return bad(l, err, t->name, "its data_offsets are not two whole numbers");
	if (t->begin > t->end)
		return bad(l, err, t->name, "its data end before they begin");
	if (t->end > data)
		return sx_file_fail(err, SX_EFORMAT, l->file->path, "truncated: tensor '%.60s' ends at byte %zu of the data, %zu "
		                    "are there", t->name, t->end, data);
	return true;
}

/* ---- types ---- */

static const struct { const char *name; sx_store store; } types[] = {
	{ "F32", SX_F32 }, { "F64", SX_F64 }, { "F16", SX_F16 }, { "BF16", SX_BF16 }, { "I8", SX_I8 }, { "I16", SX_I16 },
	{ "I32", SX_I32 }, { "I64", SX_I64 }, { "U8", SX_U8 }, { "U16", SX_U16 }, { "U32", SX_U32 }, { "U64", SX_U64 },
	{ "BOOL", SX_BOOL },
};

/* Values times their size must be the bytes the range has. Unknown types cannot be checked, nor loaded. */
static bool check_size(const sx_load *l, const sx_tensor *t, sx_err *err)
{
	size_t bytes = t->store == SX_STORES ? 0 : sx_store_size(t->store);
	if (t->store == SX_STORES || t->naxes > SX_AXES)
		return true;
	for (size_t i = 0; i < t->naxes; i++)
		if (!sx_mul(bytes, t->axis[i], &bytes))
			return bad(l, err, t->name, "its shape is larger than any memory");
	return bytes == t->end - t->begin ||
	       sx_file_fail(err, SX_EFORMAT, l->file->path, "tensor '%.60s': its shape needs %zu bytes, its data_offsets "
	                    "have %zu", t->name, bytes, t->end - t->begin);
}

static bool read_tensor(const sx_load *l, const char *name, json_object *o, size_t data, sx_tensor *t, sx_err *err)
{
	json_object *type;
	*t = (sx_tensor){ .name = sx_strdup(l->tmp, name), .store = SX_STORES };
	if (t->name == NULL)
		return sx_load_short(l, (double)strlen(name), err);
	if (!json_object_object_get_ex(o, "dtype", &type) || !json_object_is_type(type, json_type_string))
		return bad(l, err, t->name, "has no dtype");
	t->type = sx_strdup(l->tmp, json_object_get_string(type));
	if (t->type == NULL)
		return sx_load_short(l, 16, err);
	for (size_t i = 0; i < SX_COUNT(types); i++)
		if (strcmp(types[i].name, t->type) == 0)
			t->store = types[i].store;
	return read_shape(l, o, t, err) && read_range(l, o, data, t, err) && check_size(l, t, err);
}

/* ---- ranges ---- */

static int by_place(const void *a, const void *b)
{
	const sx_tensor *x = a, *y = b;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

/* No byte belongs to two tensors or to none: so says the format, and files that lie are mostly found so. */
static bool check_ranges(const sx_load *l, sx_tensor *t, size_t n, size_t data, sx_err *err)
{
	size_t at = 0;
	qsort(t, n, sizeof *t, by_place);
	for (size_t i = 0; i < n; at = t[i++].end) {
		if (t[i].begin < at)
			return sx_file_fail(err, SX_EFORMAT, l->file->path, "tensors '%.50s' and '%.50s' overlap at byte %zu of the "
			                    "data", t[i - 1].name, t[i].name, t[i].begin);
		if (t[i].begin > at)
			return sx_file_fail(err, SX_EFORMAT, l->file->path, "%zu bytes before tensor '%.60s' belong to none",
			                    t[i].begin - at, t[i].name);
	}
	return at == data || sx_file_fail(err, SX_EFORMAT, l->file->path, "%zu bytes behind the last tensor belong to none",
	                                  data - at);
}

static bool read_all(const sx_load *l, json_object *o, size_t data, sx_tensor **out, size_t *n, sx_err *err)
{
	size_t room = (size_t)json_object_object_length(o);
	sx_tensor *t = *out = sx_alloc(l->tmp, room, sizeof *t);
	*n = 0;
	if (t == NULL)
		return sx_load_short(l, (double)room * sizeof *t, err);
	json_object_object_foreach(o, name, value) {
		if (strcmp(name, "__metadata__") == 0)
			continue;
		if (!json_object_is_type(value, json_type_object))
			return bad(l, err, name, "is described by no JSON object");
		if (!read_tensor(l, name, value, data, &t[(*n)++], err))
			return false;
	}
	return check_ranges(l, t, *n, data, err);
}

bool sx_safetensors_header(const sx_load *l, const char *text, size_t len, size_t data, sx_tensor **out, size_t *n,
                           sx_err *err)
{
	json_object *o = parse(l, text, len, "the header", err);
	bool ok = o && read_all(l, o, data, out, n, err);
	json_object_put(o);
	return ok;
}

/* ---- the index of shards ---- */

/* A shard lies beside the index: no path leads elsewhere. */
static bool is_plain_name(const char *name)
{
	return *name && *name != '.' && strchr(name, '/') == NULL;
}

static bool pick_shard(const sx_load *l, json_object *map, const char **tensor, const char **shard, sx_err *err)
{
	size_t n = (size_t)json_object_object_length(map), i = 0;
	sx_tensor *t = sx_alloc(l->tmp, n, sizeof *t);
	if (t == NULL)
		return sx_load_short(l, (double)n * sizeof *t, err);
	json_object_object_foreach(map, name, value) {
		if (!json_object_is_type(value, json_type_string))
			return bad(l, err, name, "the index names no file for it");
		t[i] = (sx_tensor){ .name = sx_strdup(l->tmp, name), .type = sx_strdup(l->tmp, json_object_get_string(value)) };
		if (t[i].name == NULL || t[i].type == NULL)
			return sx_load_short(l, (double)strlen(name), err);
		i++;
	}
	const sx_tensor *found = sx_tensor_pick(l, t, n, NULL, "tensor", err);
	if (found == NULL)
		return false;
	*tensor = found->name;
	*shard = found->type;
	return is_plain_name(*shard) || bad(l, err, *tensor, "its shard is not a file beside the index");
}

bool sx_safetensors_index(const sx_load *l, const char **tensor, const char **shard, sx_err *err)
{
	json_object *map, *o = parse(l, (const char *)l->file->bytes, l->file->size, "the index", err);
	bool ok = o != NULL;
	if (ok && (!json_object_object_get_ex(o, "weight_map", &map) || !json_object_is_type(map, json_type_object)))
		ok = sx_file_fail(err, SX_EFORMAT, l->file->path, "has no weight_map: this is no index of shards");
	ok = ok && pick_shard(l, map, tensor, shard, err);
	json_object_put(o);
	return ok;
}
