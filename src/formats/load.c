/* load.c: the list of formats, which of them a file has, and loading by it. */
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

/* ---- choosing ---- */

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
	const char *what = best < 2 ? sx_load_foreign(f) : NULL;
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
		{ l->dims != NULL, SX_LOAD_COLUMNS, "--dims", "columns that have names" },
		{ l->columns != NULL, SX_LOAD_COLUMNS, "--columns", "columns that have names" },
		{ l->dtype != NULL, SX_LOAD_DTYPE, "--dtype", "values that do not say their type" },
	};
	for (size_t i = 0; i < SX_COUNT(asks); i++)
		if (asks[i].asked && !(loader->asks & asks[i].bit))
			return sx_file_fail(err, SX_EUSAGE, l->file->path, "%s is for formats with %s; this is %s", asks[i].option,
			                    asks[i].what, loader->name);
	return true;
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
