/* npy.h: the header of a numpy array file, read and written. */
#ifndef SX_NPY_H
#define SX_NPY_H

#include "array_space.h"

typedef struct sx_npy {
	sx_store store;		/* SX_STORES: texts */
	size_t   letters, letter;	/* of a text: how many, and bytes of each (4, or 1 of byte strings) */
	bool     big, fortran;	/* byte order, and the order of the axes */
	size_t   axis[SX_AXES], naxes;
	size_t   data;		/* where the values begin */
} sx_npy;

bool sx_npy_is(const unsigned char *bytes, size_t size);
/* Reads and checks the header: the type is one that can be loaded, or text. Whether the data are there is not looked
 * at. path is what messages name. */
bool sx_npy_head(const unsigned char *bytes, size_t size, const char *path, sx_npy *out, sx_err *err);
/* The array behind the header that begins the file: at least one row and one dimension, real numbers, all data
 * there. */
bool sx_npy_array(const sx_npy *, sx_file *, sx_array *out, size_t *bytes, sx_err *err);

/* The 128 bytes before float32 values in C order of n rows and d dimensions. */
enum { SX_NPY_HEADER = 128 };
void sx_npy_write(char out[SX_NPY_HEADER], size_t n, size_t d);
/* The same before n texts of so many letters. */
void sx_npy_write_texts(char out[SX_NPY_HEADER], size_t n, size_t letters);

#endif
