/* npz_parts.h: what the readers of numpy archives share, private to load_npz.c and npz_*.c. */
#ifndef SX_NPZ_PARTS_H
#define SX_NPZ_PARTS_H

#include "npy.h"
#include "tensor_choice.h"

#ifdef SX_HAVE_LIBZIP
#include <zip.h>

typedef struct sx_npz {
	sx_load *l;
	sx_err  *err;
	zip_t   *zip;
	sx_tensor *array;	/* of numbers, and of what cannot be read; begin is the member */
	size_t   narrays;
	sx_tensor *beside;	/* of texts; begin is the member */
	size_t   nbeside;
} sx_npz;

/* "PATH: member 'NAME': WHAT". Returns false. */
bool     sx_npz_bad(sx_npz *, const char *name, const char *what);
/* Whether the sizes that a member claims can be, and it is stored or deflated. */
bool     sx_npz_check(sx_npz *, const zip_stat_t *);
zip_file_t *sx_npz_member(sx_npz *, zip_uint64_t i, const char *name);
bool     sx_npz_read(sx_npz *, zip_file_t *, const char *name, unsigned char *to, size_t want);
bool     sx_npz_end(sx_npz *, zip_file_t *, const char *name);	/* at the end libzip compares the checksum */
/* Unpacks a member, or of a larger one the first so many bytes. NULL: a message is left. */
sx_file *sx_npz_unpack(sx_npz *, const zip_stat_t *, size_t most);

/* A matrix that scipy.sparse.save_npz wrote: CSR, CSC or COO. Reading makes it dense. (npz_sparse.c) */
bool      sx_npz_is_sparse(const sx_npz *);
sx_space *sx_npz_sparse(sx_npz *);

/* What stands beside the array that was taken, a value a row: texts become the labels or columns, numbers columns. Notes what was
 * taken and what was left out. (npz_beside.c) */
bool     sx_npz_beside(sx_npz *, const sx_tensor *taken, sx_space *);
#endif

#endif
