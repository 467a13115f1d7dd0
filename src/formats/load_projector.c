/* load_projector.c: the Embedding Projector's config: where vectors and metadata lie, and which shape they have.
 *
 * A config comes with data from elsewhere: it may name files in its own folder and below, and nothing else. */
#include "load.h"
#include "metadata_join.h"
#include "number_formats.h"
#include "base/json_scan.h"

#include <string.h>

typedef struct config {
	const char *name, *tensor, *meta;
	double      shape[2];
	size_t      axes;
} config;

static bool bad(const sx_load *l, const char *why, sx_err *err)
{
	return sx_file_fail(err, SX_EFORMAT, l->file->path, "%s", why);
}

/* ---- the config ---- */

static bool take_text(sx_json *j, sx_arena *a, const char **out)
{
	sx_json_value v;
	if (!sx_json_take(j, &v))
		return false;
	if (v.kind == SX_JSON_STRING && (*out = sx_json_text(&v, a)) == NULL)
		j->why = "out of memory";
	return j->why == NULL;
}

static bool take_shape(sx_json *j, config *c)
{
	sx_json_value v;
	bool first = true;
	if (!sx_json_enter(j))
		return false;
	for (; sx_json_more(j, ']', &first) && sx_json_take(j, &v); c->axes++) {
		const char *end = v.p + v.len;
		double x = 0;
		for (const char *p = v.p; p < end && x < 1e15; p++)
			x = *p >= '0' && *p <= '9' ? 10 * x + (*p - '0') : 1e15;
		if (v.kind != SX_JSON_NUMBER || x < 1 || x >= 1e15)
			j->why = "tensorShape holds no counts";
		else if (c->axes < 2)
			c->shape[c->axes] = x;
	}
	return j->why == NULL;
}

static bool read_one(sx_json *j, sx_arena *a, config *c)
{
	sx_json_value key, v;
	bool first = true;
	*c = (config){ 0 };
	if (!sx_json_enter(j))
		return false;
	while (sx_json_more(j, '}', &first) && sx_json_key(j, &key)) {
		if (sx_json_is(&key, "tensorName"))
			take_text(j, a, &c->name);
		else if (sx_json_is(&key, "tensorPath"))
			take_text(j, a, &c->tensor);
		else if (sx_json_is(&key, "metadataPath"))
			take_text(j, a, &c->meta);
		else if (sx_json_is(&key, "tensorShape"))
			take_shape(j, c);
		else
			sx_json_take(j, &v);
	}
	return j->why == NULL;
}

/* The embedding called l->tensor, or the first; *count is how many there are. */
static bool find_one(const sx_load *l, sx_json *j, config *found, size_t *count)
{
	bool first = true, any = false;
	config c;
	if (!sx_json_enter(j))
		return false;
	for (*count = 0; sx_json_more(j, ']', &first) && read_one(j, l->tmp, &c); ++*count) {
		bool wanted = l->tensor ? c.name && strcmp(c.name, l->tensor) == 0 : *count == 0;
		if (wanted && !any)
			*found = c;
		any |= wanted;
	}
	return any;
}

static bool read_config(const sx_load *l, config *c, sx_err *err)
{
	sx_json j = { 0 };
	sx_json_value key, v;
	bool first = true, any = false;
	size_t count = 0;
	j.p = sx_load_text(l->file, &j.end);
	if (!sx_json_enter(&j))
		return bad(l, "no JSON object", err);
	while (sx_json_more(&j, '}', &first) && sx_json_key(&j, &key)) {
		if (sx_json_is(&key, "embeddings"))
			any = find_one(l, &j, c, &count);
		else
			sx_json_take(&j, &v);
	}
	if (j.why || !sx_json_end(&j))
		return sx_file_fail(err, SX_EFORMAT, l->file->path, "no JSON: %s at byte %zu", j.why,
		                    (size_t)(j.p - (const char *)l->file->bytes));
	if (!any && l->tensor)
		return sx_file_fail(err, SX_EUSAGE, l->file->path, "none of %zu embeddings has the tensorName '%.60s'", count,
		                    l->tensor);
	if (!any || c->tensor == NULL)
		return bad(l, "names no tensorPath", err);
	if (count > 1 && l->tensor == NULL)
		sx_load_note(l, "the first of %zu embeddings is taken; --tensor NAME picks another", count);
	return true;
}

/* ---- its files ---- */

static bool leaves_folder(const char *path)
{
	if (*path == '/' || *path == '\0' || strstr(path, "://"))
		return true;
	for (const char *p = path; *p; p += strcspn(p, "/"), p += *p == '/')
		if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || p[2] == '\0'))
			return true;
	return false;
}

static const char *beside(const sx_load *l, const char *path, sx_err *err)
{
	const char *slash = strrchr(l->file->path, '/');
	int folder = slash ? (int)(slash - l->file->path) + 1 : 0;
	if (leaves_folder(path)) {
		sx_file_fail(err, SX_EFORMAT, l->file->path, "'%.80s' is not in its folder; copy it there and name it so", path);
		return NULL;
	}
	const char *whole = sx_printf(l->tmp, "%.*s%s", folder, l->file->path, path);
	if (whole == NULL)
		sx_load_short(l, (double)strlen(path), err);
	return whole;
}

static void release(void *file)
{
	sx_file_unref(file);
}

static sx_space *copy_bytes(sx_load *l, const sx_file *f, size_t n, size_t d, sx_err *err)
{
	float *points;
	sx_space *s = sx_load_points(l, n, d, &points, err);
	if (s)
		sx_convert(SX_F32, f->bytes, sizeof *points, n * d, true, points);
	return s;
}

static sx_space *load_bytes(sx_load *l, sx_file *f, const config *c, sx_err *err)
{
	size_t n = (size_t)c->shape[0], d = (size_t)c->shape[1], size;
	if (c->axes != 2) {
		sx_file_fail(err, SX_EFORMAT, l->file->path, "tensorShape has %zu numbers, 2 were expected", c->axes);
		return NULL;
	}
	if (!sx_mul(n, d, &size) || !sx_mul(size, sizeof(float), &size) || size != f->size) {
		sx_file_fail(err, SX_EFORMAT, f->path, "tensorShape promises %zu x %zu floats, %.0f bytes; %zu are there", n, d,
		             c->shape[0] * c->shape[1] * sizeof(float), f->size);
		return NULL;
	}
	l->total = n;
	n = n < l->limit ? n : l->limit;
	if (sx_swaps(false))
		return copy_bytes(l, f, n, d, err);
	l->borrowed = true;
	l->mapped = f->mapped;
	return sx_space_adopt(l->name, (sx_mat){ (const float *)(const void *)f->bytes, n, d, d }, release,
	                      sx_file_ref(f), err);
}

static sx_space *load_tsv(sx_load *l, sx_file *f, sx_err *err)
{
	sx_load inner = *l;
	inner.file = f;
	sx_space *s = sx_loader_csv.load(&inner, err);
	l->total = inner.total;
	return s;
}

static sx_space *load_files(sx_load *l, const config *c, sx_err *err)
{
	char ending[16];
	const char *path = beside(l, c->tensor, err), *meta = c->meta ? beside(l, c->meta, err) : NULL;
	if (path == NULL || (c->meta && meta == NULL))
		return NULL;
	sx_file *f = sx_file_open(path, l->job, err);
	if (f == NULL)
		return NULL;
	bool text = strcmp(sx_load_ending(path, ending), "tsv") == 0;
	sx_space *s = text ? load_tsv(l, f, err) : load_bytes(l, f, c, err);
	sx_file_unref(f);
	if (s == NULL || meta == NULL || sx_meta_projector(s, l, meta, err))
		return s;
	sx_space_unref(s);
	return NULL;
}

static sx_space *load(sx_load *l, sx_err *err)
{
	config c = { 0 };
	return read_config(l, &c, err) ? load_files(l, &c, err) : NULL;
}

static int probe(const sx_file *f)
{
	size_t n = f->size < 4096 ? f->size : 4096;
	bool named = n && memmem(f->bytes, n, "\"embeddings\"", 12) && memmem(f->bytes, n, "\"tensorPath\"", 12);
	return named && sx_load_is_text(f) ? SX_PROBE_MAGIC : SX_PROBE_NO;
}

const sx_loader sx_loader_projector = {
	.name = "projector", .about = "the Embedding Projector's config, with its vectors and metadata", .endings = "json",
	.asks = SX_LOAD_TENSOR, .probe = probe, .load = load,
};
