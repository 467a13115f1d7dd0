/* load_help.c: what loaders share: the text of a file, the rows asked for, points within the memory allowed, notes. */
#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- what is asked ---- */

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

void sx_load_drop_more(sx_load *l)
{
	for (size_t i = 0; i < l->nmore; i++)
		sx_space_unref(l->more[i]);
	l->nmore = 0;
}

/* ---- points ---- */

bool sx_load_short(const sx_load *l, double bytes, sx_err *err)
{
	char size[32];
	return sx_file_fail(err, SX_EMEMORY, l->file->path, "loading it needs %s, more than --memory allows or the "
	                    "machine has", sx_bytes(size, bytes));
}

typedef struct shared { void *at; size_t size; } shared;

static void shared_release(void *arg)
{
	shared *m = arg;
	munmap(m->at, m->size);
	free(m);
}

sx_space *sx_load_in_shared(int fd, size_t bytes, const char *name, size_t n, size_t d, sx_err *err)
{
	shared *m = malloc(sizeof *m);
	void *at = m ? mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
	if (at == MAP_FAILED) {
		free(m);
		sx_fail_memory(err, "the space", (double)bytes);
		return NULL;
	}
	*m = (shared){ at, bytes };
	return sx_space_adopt(name, (sx_mat){ at, n, d, d }, shared_release, m, err);
}

static sx_space *shared_points(const sx_load *l, size_t n, size_t d, size_t bytes, float **points, sx_err *err)
{
	if (bytes == 0 || bytes > INT64_MAX || ftruncate(l->shared, (off_t)bytes) != 0) {
		sx_load_short(l, (double)bytes, err);
		return NULL;
	}
	sx_space *s = sx_load_in_shared(l->shared, bytes, l->name, n, d, err);
	if (s)
		*points = (float *)(uintptr_t)sx_space_mat(s).p;
	return s;
}

sx_space *sx_load_points(const sx_load *l, size_t n, size_t d, float **points, sx_err *err)
{
	size_t cells, bytes, most = l->job && l->job->memory ? l->job->memory : SIZE_MAX;
	sx_space *s = NULL;
	bool fits = sx_mul(n, d, &cells) && sx_mul(cells, sizeof **points, &bytes) && bytes <= most;
	if (fits && l->shared)
		return shared_points(l, n, d, bytes, points, err);
	if (fits)
		s = sx_space_new(l->name, n, d, points, NULL);
	if (s == NULL)
		sx_load_short(l, (double)n * (double)d * sizeof **points, err);
	return s;
}

/* ---- notes and text ---- */

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
	return n > 0 && odd <= n / 32 && sx_load_foreign(f) == NULL;
}
