/* load_npy.c: a numpy array of any real type, byte order and axis order. */
#include "array_space.h"
#include "npy.h"

static sx_space *load(sx_load *l, sx_err *err)
{
	sx_npy h;
	sx_array a;
	size_t bytes;
	if (!sx_npy_head(l->file->bytes, l->file->size, l->file->path, &h, err) ||
	    !sx_npy_array(&h, l->file, &a, &bytes, err))
		return NULL;
	sx_space *space = sx_array_load(l, &a, err);
	size_t rest = l->file->size - h.data - bytes;
	if (space && rest)
		sx_load_note(l, "%zu bytes behind the array were left out", rest);
	return space;
}

static int probe(const sx_file *f)
{
	return sx_npy_is(f->bytes, f->size) ? SX_PROBE_MAGIC : SX_PROBE_NO;
}

const sx_loader sx_loader_npy = {
	.name = "npy", .about = "an array saved by numpy", .endings = "npy", .asks = SX_LOAD_AXES,
	.probe = probe, .load = load,
};
