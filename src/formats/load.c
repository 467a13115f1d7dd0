/* load.c: which format a file has, and what loaders share. */
#include "load.h"

#include <stdio.h>
#include <string.h>

#define SX_LOADER(name) extern const sx_loader sx_loader_##name;
#include "loaders.def"
#undef SX_LOADER

static const sx_loader *const loaders[] = {
#define SX_LOADER(name) &sx_loader_##name,
#include "loaders.def"
#undef SX_LOADER
};

const sx_loader *sx_loader_at(size_t i)
{
	return i < SX_COUNT(loaders) ? loaders[i] : NULL;
}

/* ---- files we know but cannot read ---- */

static const struct { const char *magic; size_t len; const char *what; } foreign[] = {
	{ "\037\213", 2, "compressed by gzip; unpack it first" },
	{ "BZh", 3, "compressed by bzip2; unpack it first" },
	{ "\3757zXZ", 5, "compressed by xz; unpack it first" },
	{ "\050\265\057\375", 4, "compressed by zstd; unpack it first" },
	{ "\211HDF", 4, "an HDF5 file; save the array as npy" },
	{ "PAR1", 4, "a Parquet file; save the array as npy" },
	{ "ARROW1", 6, "an Arrow file; save the array as npy" },
	{ "MATLAB 5.0", 10, "a MATLAB file; save the array as npy" },
	{ "\200\002", 2, "a Python pickle; save the array as npy" },
	{ "\200\003", 2, "a Python pickle; save the array as npy" },
	{ "\200\004", 2, "a Python pickle; save the array as npy" },
	{ "\200\005", 2, "a Python pickle; save the array as npy" },
	{ "\211PNG", 4, "a picture" },
	{ "%PDF", 4, "a PDF document" },
	{ "\377\376", 2, "text in UTF-16; save it as UTF-8" },
	{ "\376\377", 2, "text in UTF-16; save it as UTF-8" },
};

static const char *foreign_kind(const sx_file *f)
{
	for (size_t i = 0; i < SX_COUNT(foreign); i++)
		if (f->size >= foreign[i].len && memcmp(f->bytes, foreign[i].magic, foreign[i].len) == 0)
			return foreign[i].what;
	return NULL;
}

/* ---- choosing ---- */

const char *sx_load_ending(const char *path, char out[16])
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path, *dot = strrchr(base, '.');
	size_t n = 0;
	if (dot && dot > base && strlen(dot + 1) < 16)
		for (const char *p = dot + 1; *p; p++)
			out[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p);
	out[n] = '\0';
	return out;
}

static bool has_ending(const sx_loader *l, const char *ending)
{
	size_t len = strlen(ending);
	for (const char *p = l->endings; len && (p = strstr(p, ending)) != NULL; p += len)
		if ((p == l->endings || p[-1] == ' ') && (p[len] == '\0' || p[len] == ' '))
			return true;
	return false;
}

static void list_names(char *out, size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < SX_COUNT(loaders) && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s", i ? ", " : "", loaders[i]->name);
}

static const sx_loader *by_name(const sx_file *f, const char *name, sx_err *err)
{
	char names[160];
	for (size_t i = 0; i < SX_COUNT(loaders); i++)
		if (strcmp(loaders[i]->name, name) == 0)
			return loaders[i];
	list_names(names, sizeof names);
	sx_file_fail(err, SX_EUSAGE, f->path, "no format is called '%.40s'; there are %s", name, names);
	return NULL;
}

const sx_loader *sx_loader_for(const sx_file *f, const char *format, sx_err *err)
{
	char ending[16], names[160];
	int best = 0;
	const sx_loader *found = NULL;
	if (format && strcmp(format, "auto") != 0)
		return by_name(f, format, err);
	sx_load_ending(f->path, ending);
	for (size_t i = 0; i < SX_COUNT(loaders); i++) {
		int sure = 2 * loaders[i]->probe(f) + has_ending(loaders[i], ending);
		if (sure > best) {
			best = sure;
			found = loaders[i];
		}
	}
	const char *what = best < 2 ? foreign_kind(f) : NULL;
	if (f->size == 0)
		sx_file_fail(err, SX_EFORMAT, f->path, "is empty");
	else if (what)
		sx_file_fail(err, SX_EFORMAT, f->path, "is %s", what);
	else if (found)
		return found;
	else {
		list_names(names, sizeof names);
		sx_file_fail(err, SX_EFORMAT, f->path, "is of no format known here (%s); --format forces one", names);
	}
	return NULL;
}

/* ---- loading ---- */

static bool may_ask(const sx_loader *loader, const sx_load *l, sx_err *err)
{
	const struct { bool asked; unsigned bit; const char *option, *what; } asks[] = {
		{ l->tensor != NULL, SX_LOAD_TENSOR, "--tensor", "several arrays" },
		{ l->shape != NULL, SX_LOAD_SHAPE, "--shape", "no shape of its own" },
		{ l->axes != NULL, SX_LOAD_AXES, "--axis", "axes" },
		{ l->layered, SX_LOAD_AXES, "--layer", "axes" },
	};
	for (size_t i = 0; i < SX_COUNT(asks); i++)
		if (asks[i].asked && !(loader->asks & asks[i].bit))
			return sx_file_fail(err, SX_EUSAGE, l->file->path, "%s is for formats with %s; this is %s", asks[i].option,
			                    asks[i].what, loader->name);
	return true;
}

bool sx_load_window(const sx_load *l, size_t total, size_t *first, size_t *n, sx_err *err)
{
	size_t there = total > l->first ? total - l->first : 0;
	*first = l->first;
	*n = there < l->limit ? there : l->limit;
	if (there && !(l->exact && *n < l->limit))
		return true;
	return sx_file_fail(err, SX_EINPUT, l->file->path, "rows %zu to %zu are asked for; there are %zu, counted from 0",
	                    l->first, l->first + (l->limit - 1), total);
}

static void space_release(void *space)
{
	sx_space_unref(space);
}

static bool copy_tail(sx_space *to, const sx_space *from, size_t first, sx_arena *tmp, sx_err *err)
{
	size_t n = sx_space_rows(to), d = sx_space_dims(to);
	const char **text = sx_alloc(tmp, n > d ? n : d, sizeof *text);
	if (text == NULL)
		return sx_fail_memory(err, "labels", (double)n * sizeof *text);
	for (size_t i = 0; i < n; i++)
		text[i] = sx_space_label(from, first + i);
	if (sx_space_has_labels(from) && !sx_space_set_labels(to, text, err))
		return false;
	for (size_t i = 0; i < sx_space_fields(from); i++) {
		sx_field f = *sx_space_field_at(from, i);
		f.num = f.num ? f.num + first : NULL;
		f.text = f.text ? f.text + first : NULL;
		if (!sx_space_add_field(to, &f, err))
			return false;
	}
	for (size_t j = 0; j < d; j++)
		text[j] = sx_space_dim_name(from, j);
	return d == 0 || text[0] == NULL || sx_space_set_dim_names(to, text, err);
}

/* The rows of a space from first on; it keeps the whole one. Takes over the reference. */
static sx_space *tail_of(sx_space *whole, const sx_load *l, sx_err *err)
{
	sx_mat m = sx_space_mat(whole);
	size_t first, n;
	if (!sx_load_window(l, m.n, &first, &n, err)) {
		sx_space_unref(whole);
		return NULL;
	}
	sx_mat part = { m.p + first * m.ld, n, m.d, m.ld };
	sx_space *s = sx_space_adopt(l->name, part, space_release, whole, err);
	if (s && copy_tail(s, whole, first, l->tmp, err))
		return s;
	sx_space_unref(s);
	return NULL;
}

sx_space *sx_load_by(const sx_loader *loader, sx_load *l, sx_err *err)
{
	if (!may_ask(loader, l, err))
		return NULL;
	if ((loader->asks & SX_LOAD_AXES) || (l->first == 0 && !l->exact))
		return loader->load(l, err);
	size_t first = l->first, limit = l->limit;
	l->first = 0;
	l->limit = limit > SIZE_MAX - first ? SIZE_MAX : first + limit;
	sx_space *s = loader->load(l, err);
	l->first = first;
	l->limit = limit;
	return s ? tail_of(s, l, err) : NULL;
}

void sx_load_drop_more(sx_load *l)
{
	for (size_t i = 0; i < l->nmore; i++)
		sx_space_unref(l->more[i]);
	l->nmore = 0;
}

/* ---- what loaders share ---- */

bool sx_load_short(const sx_load *l, double bytes, sx_err *err)
{
	char size[32];
	return sx_file_fail(err, SX_EMEMORY, l->file->path, "loading it needs %s, more than --memory allows or the "
	                    "machine has", sx_bytes(size, bytes));
}

sx_space *sx_load_points(const sx_load *l, size_t n, size_t d, float **points, sx_err *err)
{
	size_t cells, bytes, most = l->job && l->job->memory ? l->job->memory : SIZE_MAX;
	sx_space *s = NULL;
	bool fits = sx_mul(n, d, &cells) && sx_mul(cells, sizeof **points, &bytes) && bytes <= most;
	if (fits && l->shared)
		return sx_load_shared(l, n, d, bytes, points, err);
	if (fits)
		s = sx_space_new(l->name, n, d, points, NULL);
	if (s == NULL)
		sx_load_short(l, (double)n * (double)d * sizeof **points, err);
	return s;
}

void sx_load_note(const sx_load *l, const char *fmt, ...)
{
	char text[400];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (l->out)
		sx_note(l->out, "%s", text);
}

const char *sx_load_text(const sx_file *f, const char **end)
{
	const char *p = (const char *)f->bytes;
	*end = p + f->size;
	return f->size >= 3 && memcmp(p, "\357\273\277", 3) == 0 ? p + 3 : p;
}

bool sx_load_is_text(const sx_file *f)
{
	size_t n = f->size < 4096 ? f->size : 4096, odd = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = f->bytes[i];
		if (c == 0)
			return false;
		odd += c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f';
	}
	return n > 0 && odd <= n / 32 && foreign_kind(f) == NULL;
}
