/* load_raw.c: little-endian numbers in C order and nothing else. --shape says how many, --dtype what they are (float32 where it is
 * left out). */
#include "array_space.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool bad_shape(const sx_load *l, sx_err *err)
{
	return sx_file_fail(err, SX_EUSAGE, l->file->path, "--shape: '%.60s' is not rows,dimensions: 1 to %d whole "
	                    "numbers parted by commas, none of them 0", l->shape, SX_AXES);
}

static bool read_shape(const sx_load *l, sx_array *a, sx_err *err)
{
	const char *p = l->shape;
	for (a->naxes = 0; a->naxes < SX_AXES; p++) {
		char *end;
		errno = 0;
		if (*p < '0' || *p > '9')
			return bad_shape(l, err);
		unsigned long long v = strtoull(p, &end, 10);
		if (errno || v == 0 || v > SIZE_MAX)
			return bad_shape(l, err);
		a->axis[a->naxes++] = (size_t)v;
		p = end;
		if (*p == '\0')
			return true;
		if (*p != ',')
			return bad_shape(l, err);
	}
	return bad_shape(l, err);
}

/* A file of another size would be read askew: it is refused, too long as well as too short. */
static sx_space *load(sx_load *l, sx_err *err)
{
	sx_array a = { .file = l->file, .data = l->file->bytes, .store = l->dtype ? sx_store_named(l->dtype) : SX_F32 };
	size_t bytes;
	a.swap = sx_store_size(a.store) > 1 && sx_swaps(false);
	if (l->shape == NULL) {
		sx_file_fail(err, SX_EUSAGE, l->file->path, "a raw file has no shape of its own: give --shape rows,dimensions "
		             "(it holds %zu %s)", l->file->size / sx_store_size(a.store), sx_store_name(a.store));
		return NULL;
	}
	if (!read_shape(l, &a, err) ||
	    !sx_array_check(&a, false, l->file->size, l->file->path, "--shape", &bytes, err))
		return NULL;
	if (bytes != l->file->size) {
		sx_file_fail(err, SX_EFORMAT, l->file->path, "--shape asks for %zu bytes, the file holds %zu", bytes,
		             l->file->size);
		return NULL;
	}
	return sx_array_load(l, &a, err);
}

/* Nothing tells it from other bytes. */
static int probe(const sx_file *f)
{
	(void)f;
	return SX_PROBE_NO;
}

const sx_loader sx_loader_raw = {
	.name = "raw", .about = "numbers and nothing else, with --shape and --dtype", .endings = "raw f32",
	.asks = SX_LOAD_AXES | SX_LOAD_SHAPE | SX_LOAD_DTYPE, .probe = probe, .load = load,
};
