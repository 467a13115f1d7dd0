/* hdf5_file.h: what the readers of HDF5 share, private to load_hdf5.c and hdf5*.c.
 *
 * Only what lies in the file itself is read: links that lead out of it, datasets kept in other files and virtual ones
 * are refused, since a file from elsewhere must not choose what is opened here. */
#ifndef SX_HDF5_FILE_H
#define SX_HDF5_FILE_H

#include "load.h"

#ifdef SX_HAVE_HDF5
#include <hdf5.h>

enum { SX_HDF5_PATH = 400 };	/* room for the longest path of an object */

typedef struct sx_hdf5 {
	sx_load *load;
	hid_t    file;
	size_t   rows;		/* of the matrix; 0: not known yet */
	size_t   dims;		/* of vectors, one a dataset */
	sx_err  *err;
} sx_hdf5;

/* "PATH: 'NAME' WHAT". Returns false. */
bool        sx_hdf5_bad(const sx_hdf5 *, const char *name, const char *what);
/* H5O_TYPE_UNKNOWN: it is not there, or a link on the way to it may lead out of the file. */
H5O_type_t  sx_hdf5_kind(hid_t at, const char *path);
/* A dataset whose values lie in this file, and whose chunks are of a sane size; below 0: there is none. */
hid_t       sx_hdf5_set(const sx_hdf5 *, hid_t at, const char *path);
/* The number of axes, and the first two of them, or all; -1: no plain array. */
int         sx_hdf5_shape(hid_t set, hsize_t dims[2]);
int         sx_hdf5_axes(hid_t set, hsize_t dims[H5S_MAX_RANK]);
H5T_class_t sx_hdf5_class(hid_t set);
/* An attribute that is one text. False leaves out as it is. */
bool        sx_hdf5_text(hid_t at, const char *name, char *out, size_t size);

/* What holds a value for each row of the matrix at that path: obs of AnnData, or datasets beside it. (hdf5_columns.c) */
bool        sx_hdf5_columns(const sx_hdf5 *, const char *matrix, sx_space *);

/* Whether the file is nothing but vectors of one length, a dataset each; sets rows and dims. (hdf5_vectors.c) */
bool        sx_hdf5_holds_vectors(sx_hdf5 *);
sx_space   *sx_hdf5_vectors(sx_hdf5 *);

/* ---- sparse matrices (hdf5_sparse.c) ---- */

/* A group that says it is a matrix by rows (CSR) or by columns (CSC), as AnnData writes them now and once did. */
bool        sx_hdf5_is_sparse(hid_t at, const char *path);
/* Made dense: rows * dims * 4 bytes, refused with that figure where the job's memory is less. Entries for the same
 * place add up. Every index is checked. Sets r->rows. */
sx_space   *sx_hdf5_sparse(sx_hdf5 *, const char *path);
#endif

#endif
