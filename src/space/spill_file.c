/* spill_file.c: puts the points of a large space in an unnamed temporary file, when they exceed the memory ceiling. */
#include "space.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct aside {
	void  *at;
	size_t size;
} aside;

static void aside_release(void *arg)
{
	aside *a = arg;
	munmap(a->at, a->size);
	free(a);
}

/* The whole file is allocated at once: a full disk must be reported here and not while points are written. */
static void *open_aside(size_t bytes)
{
	FILE *f = bytes > 0 && bytes <= INT64_MAX ? tmpfile() : NULL;
	void *at = MAP_FAILED;
	if (f && posix_fallocate(fileno(f), 0, (off_t)bytes) == 0)
		at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(f), 0);
	if (f)
		fclose(f);
	return at == MAP_FAILED ? NULL : at;
}

sx_space *sx_space_new_aside(const char *name, size_t n, size_t d, float **points, sx_err *err)
{
	size_t cells, bytes;
	void *at = sx_mul(n, d, &cells) && sx_mul(cells, sizeof(float), &bytes) ? open_aside(bytes) : NULL;
	aside *a = at ? malloc(sizeof *a) : NULL;
	if (at && a == NULL)
		munmap(at, bytes);
	if (a == NULL)
		return sx_space_new(name, n, d, points, err);
	*a = (aside){ at, bytes };
	*points = at;
	return sx_space_adopt(name, (sx_mat){ at, n, d, d }, aside_release, a, err);
}
