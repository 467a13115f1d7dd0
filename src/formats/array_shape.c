/* array_shape.c: whether an array of a given shape can lie in a file, and its shape in words. */
#include "array_space.h"

#include <stdio.h>

const char *sx_shape_text(const size_t *axis, size_t naxes, char out[80])
{
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < naxes && n < 60; i++)
		n += (size_t)snprintf(out + n, 80 - n, "%s%zu", i ? "×" : "", axis[i]);
	return naxes ? out : "a single number";
}

static bool too_large(const char *path, const char *what, sx_err *err)
{
	return sx_file_fail(err, SX_EFORMAT, path, "the shape in %s is larger than any memory", what);
}

/* Bytes of the array: values of the last axis come in blocks, of one value mostly. */
static bool count_bytes(const sx_array *a, size_t *bytes)
{
	size_t block = sx_store_block(a->store), values = 1;
	for (size_t i = 0; i < a->naxes; i++)
		if (!sx_mul(values, a->axis[i], &values))
			return false;
	return sx_mul(values / block, sx_store_size(a->store), bytes);
}

static void set_strides(sx_array *a, bool fortran)
{
	size_t step = sx_store_size(a->store);
	for (size_t k = 0; k < a->naxes; k++) {
		size_t i = fortran ? k : a->naxes - 1 - k;
		a->stride[i] = step;
		step *= k == 0 ? a->axis[i] / sx_store_block(a->store) : a->axis[i];
	}
}

bool sx_array_check(sx_array *a, bool fortran, size_t room, const char *path, const char *what, size_t *bytes,
                    sx_err *err)
{
	size_t last = a->naxes ? a->axis[a->naxes - 1] : 0, block = sx_store_block(a->store);
	if (a->naxes == 0)
		return sx_file_fail(err, SX_EFORMAT, path, "%s is of a single number, not an array", what);
	for (size_t i = 0; i < a->naxes; i++)
		if (a->axis[i] == 0)
			return sx_file_fail(err, SX_EFORMAT, path, i + 1 < a->naxes || a->naxes == 1 ?
			                    "holds no rows" : "holds no rows: they have 0 dimensions");
	if (last % block)
		return sx_file_fail(err, SX_EFORMAT, path, "%s has rows of %zu values, which is no multiple of the %zu in a "
		                    "block of %s", what, last, block, sx_store_name(a->store));
	if (!count_bytes(a, bytes))
		return too_large(path, what, err);
	if (*bytes > room)
		return sx_file_fail(err, SX_EFORMAT, path, "truncated: %s promises %zu bytes of data, %zu are there", what,
		                    *bytes, room);
	set_strides(a, fortran && !sx_store_is_blocked(a->store));
	return true;
}
