/* load_hdf5.c: HDF5, above all AnnData (.h5ad): X or another matrix, obs as labels and columns.
 */
#include "hdf5_file.h"
#include "load_isolated.h"

#include <string.h>

static const unsigned char MAGIC[8] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n' };

#ifdef SX_HAVE_HDF5
#include <stdio.h>

enum { MOST_LISTED = 100 };

static bool is_matrix(const sx_hdf5 *r, hid_t at, const char *path)
{
	if (sx_hdf5_kind(at, path) == H5O_TYPE_GROUP)
		return sx_hdf5_is_sparse(at, path);
	hid_t set = sx_hdf5_set(r, at, path);
	if (set < 0)
		return false;
	H5T_class_t c = sx_hdf5_class(set);
	hsize_t dims[H5S_MAX_RANK];
	int axes = sx_hdf5_axes(set, dims);
	bool ok = axes >= 2 && axes <= SX_AXES && (c == H5T_FLOAT || c == H5T_INTEGER);
	for (int i = 0; i < axes; i++)
		ok = ok && dims[i];
	H5Dclose(set);
	return ok;
}

/* ---- the matrix ---- */

/* The last axis is the dimensions, the others together the rows, the first outermost. */
typedef struct shape {
	hsize_t axis[H5S_MAX_RANK];
	int     axes;
	hsize_t rows, dims;
} shape;

/* A block of rows that lie within one place of all axes but the last two, from row at on. */
static bool read_block(hid_t set, const shape *h, hsize_t at, hsize_t count, float *to)
{
	hsize_t start[H5S_MAX_RANK] = { 0 }, size[H5S_MAX_RANK], left = at;
	for (int i = h->axes - 2; i >= 0; i--) {
		start[i] = left % h->axis[i];
		left /= h->axis[i];
		size[i] = 1;
	}
	size[h->axes - 2] = count;
	size[h->axes - 1] = h->dims;
	hid_t from = H5Dget_space(set), mem = H5Screate_simple(h->axes, size, NULL);
	bool ok = from >= 0 && mem >= 0 && H5Sselect_hyperslab(from, H5S_SELECT_SET, start, NULL, size, NULL) >= 0 &&
	          H5Dread(set, H5T_NATIVE_FLOAT, mem, from, H5P_DEFAULT, to) >= 0;
	H5Sclose(mem);
	H5Sclose(from);
	return ok;
}

/* In blocks, so that progress is shown and it can be stopped. */
static bool read_rows(const sx_hdf5 *r, hid_t set, const shape *h, float *to, hsize_t n)
{
	hsize_t step = 1 + ((hsize_t)1 << 20) / h->dims, inner = h->axis[h->axes - 2];
	for (hsize_t at = 0, count; at < n; at += count) {
		count = inner - at % inner;
		count = count < step ? count : step;
		count = count < n - at ? count : n - at;
		if (!read_block(set, h, at, count, to + at * h->dims))
			return sx_file_fail(r->err, SX_EFORMAT, r->load->file->path, "rows from %zu on cannot be read", (size_t)at);
		if (!sx_tick(r->load->job, (double)at / (double)n, "reading the matrix"))
			return sx_fail_cancel(r->err);
	}
	return true;
}

/* Of three axes and more, each row's place on them, as arrays of numpy have it. */
static bool add_places(const sx_hdf5 *r, sx_space *s, const shape *h)
{
	static const char *const names[] = { "context", "position", "layer", "axis3" };
	size_t n = sx_space_rows(s), step = (size_t)h->rows;
	double *num = sx_alloc(r->load->tmp, n, sizeof *num);
	if (num == NULL)
		return sx_load_short(r->load, (double)n * sizeof *num, r->err);
	for (int i = 0; i + 1 < h->axes; i++) {
		step /= (size_t)h->axis[i];
		for (size_t k = 0; k < n; k++)
			num[k] = (double)(k / step % h->axis[i]);
		if (!sx_space_add_field(s, &(sx_field){ .name = names[i], .type = SX_INTEGER, .num = num }, r->err))
			return false;
	}
	return true;
}

static bool open_shape(hid_t set, shape *h)
{
	size_t rows = 1;
	h->axes = sx_hdf5_axes(set, h->axis);
	for (int i = 0; i + 1 < h->axes; i++)
		if (!sx_mul(rows, (size_t)h->axis[i], &rows))
			return false;
	h->rows = rows;
	h->dims = h->axes > 0 ? h->axis[h->axes - 1] : 0;
	return h->axes >= 2 && h->axes <= SX_AXES && h->dims;
}

static sx_space *read_matrix(sx_hdf5 *r, const char *path)
{
	shape h;
	if (sx_hdf5_kind(r->file, path) == H5O_TYPE_GROUP)
		return sx_hdf5_sparse(r, path);
	hid_t set = sx_hdf5_set(r, r->file, path);
	if (set < 0 || !open_shape(set, &h)) {
		sx_hdf5_bad(r, path, "is no matrix in this file");
		if (set >= 0)
			H5Dclose(set);
		return NULL;
	}
	float *points;
	size_t n = h.rows < r->load->limit ? (size_t)h.rows : r->load->limit;
	r->rows = (size_t)h.rows;
	sx_space *s = sx_load_points(r->load, n, (size_t)h.dims, &points, r->err);
	bool ok = s && read_rows(r, set, &h, points, n) && (h.axes == 2 || add_places(r, s, &h));
	H5Dclose(set);
	if (ok)
		return s;
	sx_space_unref(s);
	return NULL;
}

/* ---- which matrix ---- */

typedef struct listing {
	sx_hdf5 *r;
	size_t  matrices;
	char    first[SX_HDF5_PATH];
	sx_buf  names;
} listing;

/* Visits hard links only; a file may have more objects than anybody wants to hear of. */
static herr_t note_matrix(hid_t at, const char *name, const H5O_info_t *info, void *ctx)
{
	(void)info;
	listing *x = ctx;
	if (strcmp(name, ".") == 0 || strlen(name) >= sizeof x->first || !is_matrix(x->r, at, name))
		return 0;
	if (x->matrices++ == 0)
		snprintf(x->first, sizeof x->first, "%s", name);
	if (x->names.len < 100)
		sx_buf_printf(&x->names, "%s%s", x->names.len ? ", " : "", name);
	return x->matrices >= MOST_LISTED;
}

/* X of AnnData, the one that is asked for, or the only one there is. */
static bool choose(sx_hdf5 *r, char path[SX_HDF5_PATH])
{
	const char *wanted = r->load->tensor ? r->load->tensor : "X";
	if (strlen(wanted) < SX_HDF5_PATH && is_matrix(r, r->file, wanted)) {
		snprintf(path, SX_HDF5_PATH, "%s", wanted);
		return true;
	}
	listing x = { .r = r };
	H5Ovisit(r->file, H5_INDEX_NAME, H5_ITER_INC, note_matrix, &x);
	bool group = sx_hdf5_kind(r->file, wanted) == H5O_TYPE_GROUP, only = x.matrices == 1 && !r->load->tensor && !group;
	const char *names = x.names.text ? x.names.text : "none";
	if (only)
		snprintf(path, SX_HDF5_PATH, "%s", x.first);
	else if (r->load->tensor || group)
		sx_file_fail(r->err, SX_EINPUT, r->load->file->path, "'%.40s' is %s; matrices, for --tensor: %.110s", wanted,
		             group ? "a group that is no sparse matrix" : "no matrix of numbers in it", names);
	else
		sx_file_fail(r->err, SX_EINPUT, r->load->file->path, x.matrices ? "holds several matrices; --tensor picks one of "
		             "%.110s" : "holds no matrix of numbers%.0s", names);
	sx_buf_free(&x.names);
	return only;
}

static sx_space *load_open(sx_hdf5 *r)
{
	char path[SX_HDF5_PATH];
	bool vectors = r->load->tensor == NULL && sx_hdf5_holds_vectors(r);
	sx_space *s = vectors ? sx_hdf5_vectors(r) : choose(r, path) ? read_matrix(r, path) : NULL;
	if (s && (vectors || sx_hdf5_columns(r, path, s))) {
		r->load->total = r->rows;
		return s;
	}
	sx_space_unref(s);
	return NULL;
}

/* A file by its name, bytes from elsewhere from memory. */
static hid_t open_file(const sx_file *f)
{
	hid_t plist = H5Pcreate(H5P_FILE_ACCESS);
	H5Pset_fclose_degree(plist, H5F_CLOSE_STRONG);
	if (!f->mapped && (H5Pset_fapl_core(plist, 1 << 16, 0) < 0 ||
	                   H5Pset_file_image(plist, (void *)(uintptr_t)f->bytes, f->size) < 0)) {
		H5Pclose(plist);
		return -1;
	}
	hid_t file = H5Fopen(f->path, H5F_ACC_RDONLY, plist);
	H5Pclose(plist);
	return file;
}

static sx_space *load_here(sx_load *l, sx_err *err)
{
	sx_hdf5 r = { .load = l, .err = err };
	H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
	r.file = open_file(l->file);
	if (r.file < 0) {
		sx_file_fail(err, SX_EFORMAT, l->file->path, "is damaged: HDF5 cannot open it");
		return NULL;
	}
	sx_space *s = load_open(&r);
	H5Fclose(r.file);
	return s;
}

/* libhdf5 is not made for files that mean harm: some make it crash, some keep it busy for ever. */
static sx_space *load(sx_load *l, sx_err *err)
{
	return sx_load_isolated(load_here, l, err);
}
#else
static sx_space *load(sx_load *l, sx_err *err)
{
	sx_file_fail(err, SX_EFORMAT, l->file->path, "is HDF5, which this sextant was built without; install libhdf5-dev and "
	             "build it again");
	return NULL;
}
#endif

static int probe(const sx_file *f)
{
	return f->size >= sizeof MAGIC && memcmp(f->bytes, MAGIC, sizeof MAGIC) == 0 ? SX_PROBE_MAGIC : SX_PROBE_NO;
}

const sx_loader sx_loader_hdf5 = {
	.name = "hdf5", .about = "HDF5, above all AnnData: X, or a matrix by --tensor, with obs", .endings = "h5 hdf5 h5ad",
	.asks = SX_LOAD_TENSOR, .probe = probe, .load = load,
};
