/* load_hdf5.c: HDF5, above all AnnData (.h5ad): X or another matrix, obs as labels and columns.
 */
#include "load_isolated.h"
#include "hdf5_file.h"

#include <string.h>

static const unsigned char MAGIC[8] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n' };

#ifdef SX_HAVE_HDF5
#include <stdio.h>

enum { MOST_COLUMNS = 1000, MOST_LISTED = 100 };

static bool is_matrix(const sx_hdf5 *r, hid_t at, const char *path)
{
	hsize_t dims[2];
	if (sx_hdf5_kind(at, path) == H5O_TYPE_GROUP)
		return sx_hdf5_is_sparse(at, path);
	hid_t set = sx_hdf5_set(r, at, path);
	if (set < 0)
		return false;
	H5T_class_t c = sx_hdf5_class(set);
	bool ok = sx_hdf5_shape(set, dims) == 2 && dims[0] && dims[1] && (c == H5T_FLOAT || c == H5T_INTEGER);
	H5Dclose(set);
	return ok;
}

/* ---- the matrix ---- */

/* Row by row in blocks, so that it can be told of and stopped. */
static bool read_rows(const sx_hdf5 *r, hid_t set, float *to, hsize_t n, hsize_t d)
{
	hsize_t step = 1 + ((hsize_t)1 << 20) / d;
	for (hsize_t at = 0; at < n; at += step) {
		hsize_t start[2] = { at, 0 }, count[2] = { n - at < step ? n - at : step, d };
		hid_t from = H5Dget_space(set), mem = H5Screate_simple(2, count, NULL);
		bool ok = from >= 0 && mem >= 0 && H5Sselect_hyperslab(from, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
		          H5Dread(set, H5T_NATIVE_FLOAT, mem, from, H5P_DEFAULT, to + at * d) >= 0;
		H5Sclose(mem);
		H5Sclose(from);
		if (!ok)
			return sx_file_fail(r->err, SX_EFORMAT, r->load->file->path, "rows from %zu on cannot be read", (size_t)at);
		if (!sx_tick(r->load->job, (double)at / (double)n, "reading the matrix"))
			return sx_fail_cancel(r->err);
	}
	return true;
}

static sx_space *read_matrix(sx_hdf5 *r, const char *path)
{
	hsize_t dims[2];
	if (sx_hdf5_kind(r->file, path) == H5O_TYPE_GROUP)
		return sx_hdf5_sparse(r, path);
	hid_t set = sx_hdf5_set(r, r->file, path);
	if (set < 0 || sx_hdf5_shape(set, dims) != 2) {
		sx_hdf5_bad(r, path, "is no matrix in this file");
		return NULL;
	}
	float *points;
	size_t n = dims[0] < r->load->limit ? (size_t)dims[0] : r->load->limit;
	r->rows = (size_t)dims[0];
	sx_space *s = sx_load_points(r->load, n, (size_t)dims[1], &points, r->err);
	bool ok = s && read_rows(r, set, points, n, dims[1]);
	H5Dclose(set);
	if (ok)
		return s;
	sx_space_unref(s);
	return NULL;
}

/* ---- columns ---- */

static hsize_t length_of(hid_t set)
{
	hsize_t dims[2];
	return sx_hdf5_shape(set, dims) == 1 ? dims[0] : 0;
}

/* Texts of any length are lent by the library, and given back here. */
static bool copy_texts(const sx_hdf5 *r, hid_t set, hid_t type, hsize_t n, const char **to)
{
	char **lent = sx_alloc(r->load->tmp, (size_t)n, sizeof *lent);
	hid_t space = H5Dget_space(set);
	bool ok = lent && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, lent) >= 0;
	for (hsize_t i = 0; ok && i < n; i++)
		ok = (to[i] = sx_strdup(r->load->tmp, lent[i] ? lent[i] : "")) != NULL;
	if (lent)
		H5Dvlen_reclaim(type, space, H5P_DEFAULT, lent);
	H5Sclose(space);
	return ok;
}

static bool copy_fixed(const sx_hdf5 *r, hid_t set, hid_t type, hsize_t n, const char **to)
{
	size_t len = H5Tget_size(type), bytes;
	char *all = sx_mul((size_t)n, len, &bytes) ? sx_alloc(r->load->tmp, bytes + 1, 1) : NULL;
	bool ok = all && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, all) >= 0;
	for (hsize_t i = 0; ok && i < n; i++)
		ok = (to[i] = sx_strndup(r->load->tmp, all + i * len, strnlen(all + i * len, len))) != NULL;
	return ok;
}

/* NULL: these are no texts, or they cannot be had. */
static const char **read_texts(const sx_hdf5 *r, hid_t set, hsize_t n)
{
	hid_t type = H5Dget_type(set);
	const char **text = n && n < ((hsize_t)1 << 40) ? sx_alloc(r->load->tmp, (size_t)n, sizeof *text) : NULL;
	bool ok = type >= 0 && text && H5Tget_class(type) == H5T_STRING &&
	          (H5Tis_variable_str(type) > 0 ? copy_texts(r, set, type, n, text) : copy_fixed(r, set, type, n, text));
	H5Tclose(type);
	return ok ? text : NULL;
}

static double *read_numbers(const sx_hdf5 *r, hid_t set, hsize_t n)
{
	double *num = n && n < ((hsize_t)1 << 40) ? sx_alloc(r->load->tmp, (size_t)n, sizeof *num) : NULL;
	H5T_class_t c = sx_hdf5_class(set);
	bool ok = num && (c == H5T_INTEGER || c == H5T_FLOAT || c == H5T_ENUM) &&
	          H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, num) >= 0;
	return ok ? num : NULL;
}

/* A column as a dataset of its own. */
static bool plain_column(const sx_hdf5 *r, hid_t at, const char *name, sx_field *f)
{
	hid_t set = sx_hdf5_set(r, at, name);
	if (set < 0 || length_of(set) != r->rows) {
		if (set >= 0)
			H5Dclose(set);
		return false;
	}
	H5T_class_t c = sx_hdf5_class(set);
	f->type = c == H5T_STRING ? SX_TEXT : c == H5T_FLOAT ? SX_REAL : SX_INTEGER;
	f->text = c == H5T_STRING ? read_texts(r, set, r->rows) : NULL;
	f->num = c == H5T_STRING ? NULL : read_numbers(r, set, r->rows);
	H5Dclose(set);
	return f->text || f->num;
}

/* A category: codes into a list of texts; -1 is missing. */
static bool category_column(const sx_hdf5 *r, hid_t group, sx_field *f)
{
	hid_t codes = sx_hdf5_set(r, group, "codes"), names = sx_hdf5_set(r, group, "categories");
	hsize_t n = names >= 0 ? length_of(names) : 0;
	double *code = codes >= 0 && length_of(codes) == r->rows ? read_numbers(r, codes, r->rows) : NULL;
	const char **name = names >= 0 ? read_texts(r, names, n) : NULL;
	const char **text = code && name ? sx_alloc(r->load->tmp, r->rows, sizeof *text) : NULL;
	for (size_t i = 0; text && i < r->rows; i++)
		text[i] = code[i] >= 0 && code[i] < (double)n ? name[(size_t)code[i]] : "";
	if (codes >= 0)
		H5Dclose(codes);
	if (names >= 0)
		H5Dclose(names);
	f->type = SX_TEXT;
	f->category = true;
	f->text = text;
	return text != NULL;
}

static bool read_column(const sx_hdf5 *r, hid_t obs, const char *name, sx_field *f)
{
	*f = (sx_field){ .name = name };
	H5O_type_t kind = sx_hdf5_kind(obs, name);
	if (kind != H5O_TYPE_GROUP)
		return kind == H5O_TYPE_DATASET && plain_column(r, obs, name, f);
	hid_t group = H5Gopen2(obs, name, H5P_DEFAULT);
	bool ok = group >= 0 && category_column(r, group, f);
	H5Gclose(group);
	return ok;
}

static bool add_column(const sx_hdf5 *r, hid_t obs, sx_space *s, const char *name, const char *index)
{
	sx_field f;
	if (!read_column(r, obs, name, &f)) {
		sx_load_note(r->load, "obs/%.60s is of a kind not read here: left out", name);
		return true;
	}
	if (strcmp(name, index) == 0 && f.text)
		return sx_space_set_labels(s, f.text, r->err);
	return sx_space_add_field(s, &f, r->err);
}

static bool read_obs(const sx_hdf5 *r, sx_space *s)
{
	hid_t obs = sx_hdf5_kind(r->file, "obs") == H5O_TYPE_GROUP ? H5Gopen2(r->file, "obs", H5P_DEFAULT) : -1;
	H5G_info_t info;
	char index[200];
	bool ok = true;
	if (obs < 0 || H5Gget_info(obs, &info) < 0)
		return true;
	if (!sx_hdf5_text(obs, "_index", index, sizeof index))	/* the rows' names, as AnnData notes where they are */
		memcpy(index, "_index", sizeof "_index");
	for (hsize_t i = 0; ok && i < info.nlinks && i < MOST_COLUMNS; i++) {
		char name[200];
		ssize_t len = H5Lget_name_by_idx(obs, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
		char *copy = len > 0 && len < (ssize_t)sizeof name ? sx_strdup(r->load->tmp, name) : NULL;
		if (copy && strcmp(copy, "__categories") != 0)	/* where old AnnData keeps what its codes mean */
			ok = add_column(r, obs, s, copy, index);
	}
	H5Gclose(obs);
	return ok;
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
	sx_space *s = choose(r, path) ? read_matrix(r, path) : NULL;
	if (s && read_obs(r, s)) {
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
