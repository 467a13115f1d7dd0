/* array_space.h: an array of numbers in a file's bytes, and spaces made of it. Private to the loaders of arrays.
 *
 * The last axis is the dimensions, the others together the rows, the first outermost; one of those others may
 * be the layers, each of which is a space. float32 that lies evenly is pointed to, all else converted once. */
#ifndef SX_ARRAY_SPACE_H
#define SX_ARRAY_SPACE_H

#include "load.h"
#include "number_formats.h"

typedef struct sx_array {
	sx_file             *file;	/* whose bytes these are; a space that points into them takes a reference */
	const unsigned char *data;
	sx_store store;
	bool     swap;
	size_t   axis[SX_AXES], naxes;
	size_t   stride[SX_AXES];	/* bytes from one to the next; set by sx_array_check */
} sx_array;

/* (array_shape.c) Whether the array lies in the room bytes at data: at least one value, no product that overflows; sets the
 * strides. what is what messages call it ("the header", "tensor 'x'"). */
bool sx_array_check(sx_array *, bool fortran, size_t room, const char *path, const char *what, size_t *bytes,
                    sx_err *err);

/* The space asked for by the rows, layers and names of axes of the load; with --layers the first of them, the others
 * in l->more. */
sx_space *sx_array_load(sx_load *, const sx_array *, sx_err *err);

/* Its rows from first on as points, n of them, which are there. Adds to beyond how many values became infinite.
 * (array_points.c) */
sx_space *sx_array_points(sx_load *, const char *name, const sx_array *, size_t first, size_t n, size_t *beyond,
                          sx_err *err);

/* "5000×100" */
const char *sx_shape_text(const size_t *axis, size_t naxes, char out[80]);

#endif
