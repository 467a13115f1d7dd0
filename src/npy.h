/* npy.h: the header of a numpy array file, read and written. */
#ifndef SX_NPY_H
#define SX_NPY_H

#include "base.h"
#include "space.h"

typedef struct sx_npy {
	char   kind;		/* 'f', 'i', 'u' or 'b', as numpy writes it */
	size_t size;		/* bytes of a value */
	bool   big, fortran;	/* byte order, and the order of the axes */
	size_t axis[SX_AXES], naxes;
	size_t count;		/* values in all; count * size does not overflow */
	size_t data;		/* where they begin */
} sx_npy;

bool sx_npy_is(const unsigned char *bytes, size_t size);
/* Reads and checks the header: a type that can be loaded, at least one row and one dimension, all data there.
 * path is what messages name. */
bool sx_npy_read(const unsigned char *bytes, size_t size, const char *path, sx_npy *out, sx_err *err);
/* The name numpy gives the type: "float32". */
const char *sx_npy_type(const sx_npy *, char out[16]);

/* The 128 bytes before float32 values in C order of n rows and d dimensions. */
enum { SX_NPY_HEADER = 128 };
void sx_npy_write(char out[SX_NPY_HEADER], size_t n, size_t d);

#endif
