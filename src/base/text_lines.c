/* text_lines.c: reads a text file into an array of lines. */
#include "text_lines.h"
#include "file.h"

#include <string.h>

static size_t count_lines(const char *p, const char *end)
{
	size_t n = 0;
	for (; p < end; n++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		p = stop ? stop + 1 : end;
	}
	return n;
}

static const char **cut_lines(const char *p, const char *end, sx_arena *a, size_t n)
{
	const char **line = sx_alloc(a, n, sizeof *line);
	for (size_t i = 0; line && i < n; i++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p)), *next = stop ? stop + 1 : end;
		stop = stop ? stop : end;
		if (stop > p && stop[-1] == '\r')
			stop--;
		line[i] = sx_strndup(a, p, (size_t)(stop - p));
		if (line[i] == NULL)
			return NULL;
		p = next;
	}
	return line;
}

bool sx_file_lines(const char *path, sx_job *job, sx_arena *a, const char *const **lines, size_t *n, sx_err *err)
{
	sx_file *f = sx_file_open(path, job, err);
	if (f == NULL)
		return false;
	const char *p = (const char *)f->bytes, *end = p + f->size;
	*n = count_lines(p, end);
	*lines = cut_lines(p, end, a, *n);
	size_t size = f->size;
	sx_file_unref(f);
	return *lines || sx_fail_memory(err, "the lines of a file", (double)size);
}
