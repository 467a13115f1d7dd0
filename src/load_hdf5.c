/* load_hdf5.c: HDF5, above all AnnData (.h5ad): X or another dense matrix, obs as labels and columns.
 *
 * Only what lies in the file itself is read: links that lead out of it, datasets kept in other files and virtual ones
 * are refused, since a file from elsewhere must not choose what is opened here. */
#include "load.h"

#include <string.h>

static const unsigned char MAGIC[8] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n' };

#ifdef SX_HAVE_HDF5
#include <hdf5.h>
#include <stdio.h>

enum { MOST_COLUMNS = 1000, LONGEST_PATH = 400, MOST_LISTED = 100 };

typedef struct reader {
	sx_load *load;
	hid_t    file;
	size_t   rows;		/* of the matrix; 0: not known yet */
	sx_err  *err;
} reader;

static bool bad(const reader *r, const char *name, const char *what)
{
	return sx_file_fail(r->err, SX_EFORMAT, r->load->file->path, "'%.60s' %s", name, what);
}

/* ---- opening ---- */

/* Every link on the way must be a hard one: the others may lead to other files. */
static bool is_inside(hid_t at, const char *path)
{
	char part[LONGEST_PATH];
	H5L_info_t info;
	size_t len = strlen(path);
	if (len == 0 || len >= sizeof part)
		return false;
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (H5Lexists(at, part, H5P_DEFAULT) <= 0 || H5Lget_info(at, part, &info, H5P_DEFAULT) < 0 ||
		    info.type != H5L_TYPE_HARD)
			return false;
	}
	return true;
}

static H5O_type_t kind_of(hid_t at, const char *path)
{
	H5O_info_t info;
	bool ok = is_inside(at, path) && H5Oget_info_by_name(at, path, &info, H5P_DEFAULT) >= 0;
	return ok ? info.type : H5O_TYPE_UNKNOWN;
}

static size_t chunk_bytes(hid_t plist, hid_t set)
{
	hsize_t dims[H5S_MAX_RANK];
	hid_t type = H5Dget_type(set);
	size_t size = type >= 0 ? H5Tget_size(type) : 0;
	int rank = H5Pget_layout(plist) == H5D_CHUNKED ? H5Pget_chunk(plist, H5S_MAX_RANK, dims) : 0;
	for (int i = 0; i < rank; i++)
		if (!sx_mul(size, (size_t)dims[i], &size))
			size = SIZE_MAX;
	H5Tclose(type);
	return size;
}

/* A dataset whose values lie in this file, and whose chunks are of a sane size. */
static hid_t open_set(const reader *r, hid_t at, const char *path)
{
	size_t most = r->load->job && r->load->job->memory ? r->load->job->memory : (size_t)1 << 30;
	hid_t set = kind_of(at, path) == H5O_TYPE_DATASET ? H5Dopen2(at, path, H5P_DEFAULT) : -1;
	hid_t plist = set >= 0 ? H5Dget_create_plist(set) : -1;
	bool ok = plist >= 0 && H5Pget_external_count(plist) == 0 && H5Pget_layout(plist) != H5D_VIRTUAL &&
	          chunk_bytes(plist, set) <= most;
	if (plist >= 0)
		H5Pclose(plist);
	if (ok || set < 0)
		return ok ? set : -1;
	H5Dclose(set);
	return -1;
}

/* The number of axes, and the first two of them; -1: no plain array. */
static int shape_of(hid_t set, hsize_t dims[2])
{
	hsize_t all[H5S_MAX_RANK] = { 0 };
	hid_t space = H5Dget_space(set);
	int rank = space >= 0 ? H5Sget_simple_extent_dims(space, all, NULL) : -1;
	dims[0] = all[0];
	dims[1] = all[1];
	H5Sclose(space);
	return rank;
}

static H5T_class_t class_of(hid_t set)
{
	hid_t type = H5Dget_type(set);
	H5T_class_t c = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
	H5Tclose(type);
	return c;
}

static bool is_matrix(const reader *r, hid_t at, const char *path)
{
	hsize_t dims[2];
	hid_t set = open_set(r, at, path);
	if (set < 0)
		return false;
	H5T_class_t c = class_of(set);
	bool ok = shape_of(set, dims) == 2 && dims[0] && dims[1] && (c == H5T_FLOAT || c == H5T_INTEGER);
	H5Dclose(set);
	return ok;
}

/* ---- the matrix ---- */

/* Row by row in blocks, so that it can be told of and stopped. */
static bool read_rows(const reader *r, hid_t set, float *to, hsize_t n, hsize_t d)
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

static sx_space *read_matrix(reader *r, const char *path)
{
	hsize_t dims[2];
	hid_t set = open_set(r, r->file, path);
	if (set < 0 || shape_of(set, dims) != 2) {
		bad(r, path, "is no matrix in this file");
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
	return shape_of(set, dims) == 1 ? dims[0] : 0;
}

/* Texts of any length are lent by the library, and given back here. */
static bool copy_texts(const reader *r, hid_t set, hid_t type, hsize_t n, const char **to)
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

static bool copy_fixed(const reader *r, hid_t set, hid_t type, hsize_t n, const char **to)
{
	size_t len = H5Tget_size(type), bytes;
	char *all = sx_mul((size_t)n, len, &bytes) ? sx_alloc(r->load->tmp, bytes + 1, 1) : NULL;
	bool ok = all && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, all) >= 0;
	for (hsize_t i = 0; ok && i < n; i++)
		ok = (to[i] = sx_strndup(r->load->tmp, all + i * len, strnlen(all + i * len, len))) != NULL;
	return ok;
}

/* NULL: these are no texts, or they cannot be had. */
static const char **read_texts(const reader *r, hid_t set, hsize_t n)
{
	hid_t type = H5Dget_type(set);
	const char **text = n && n < ((hsize_t)1 << 40) ? sx_alloc(r->load->tmp, (size_t)n, sizeof *text) : NULL;
	bool ok = type >= 0 && text && H5Tget_class(type) == H5T_STRING &&
	          (H5Tis_variable_str(type) > 0 ? copy_texts(r, set, type, n, text) : copy_fixed(r, set, type, n, text));
	H5Tclose(type);
	return ok ? text : NULL;
}

static double *read_numbers(const reader *r, hid_t set, hsize_t n)
{
	double *num = n && n < ((hsize_t)1 << 40) ? sx_alloc(r->load->tmp, (size_t)n, sizeof *num) : NULL;
	H5T_class_t c = class_of(set);
	bool ok = num && (c == H5T_INTEGER || c == H5T_FLOAT || c == H5T_ENUM) &&
	          H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, num) >= 0;
	return ok ? num : NULL;
}

/* A column as a dataset of its own. */
static bool plain_column(const reader *r, hid_t at, const char *name, sx_field *f)
{
	hid_t set = open_set(r, at, name);
	if (set < 0 || length_of(set) != r->rows) {
		if (set >= 0)
			H5Dclose(set);
		return false;
	}
	H5T_class_t c = class_of(set);
	f->type = c == H5T_STRING ? SX_TEXT : c == H5T_FLOAT ? SX_REAL : SX_INTEGER;
	f->text = c == H5T_STRING ? read_texts(r, set, r->rows) : NULL;
	f->num = c == H5T_STRING ? NULL : read_numbers(r, set, r->rows);
	H5Dclose(set);
	return f->text || f->num;
}

/* A category: codes into a list of texts; -1 is missing. */
static bool category_column(const reader *r, hid_t group, sx_field *f)
{
	hid_t codes = open_set(r, group, "codes"), names = open_set(r, group, "categories");
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
	f->text = text;
	return text != NULL;
}

static bool read_column(const reader *r, hid_t obs, const char *name, sx_field *f)
{
	*f = (sx_field){ .name = name };
	H5O_type_t kind = kind_of(obs, name);
	if (kind != H5O_TYPE_GROUP)
		return kind == H5O_TYPE_DATASET && plain_column(r, obs, name, f);
	hid_t group = H5Gopen2(obs, name, H5P_DEFAULT);
	bool ok = group >= 0 && category_column(r, group, f);
	H5Gclose(group);
	return ok;
}

/* The name of the column that holds the rows' names, as AnnData notes it; "_index" where it does not. */
static void index_name(hid_t obs, char *out, size_t size)
{
	snprintf(out, size, "_index");
	hid_t a = H5Aexists(obs, "_index") > 0 ? H5Aopen(obs, "_index", H5P_DEFAULT) : -1;
	hid_t type = a >= 0 ? H5Aget_type(a) : -1, space = a >= 0 ? H5Aget_space(a) : -1;
	if (type >= 0 && H5Tget_class(type) == H5T_STRING && H5Sget_simple_extent_npoints(space) == 1) {
		char *lent = NULL, fixed[200] = "";
		if (H5Tis_variable_str(type) > 0 && H5Aread(a, type, &lent) >= 0 && lent) {
			snprintf(out, size, "%s", lent);
			H5Dvlen_reclaim(type, space, H5P_DEFAULT, &lent);
		} else if (H5Tis_variable_str(type) == 0 && H5Tget_size(type) < sizeof fixed && H5Aread(a, type, fixed) >= 0) {
			snprintf(out, size, "%s", fixed);
		}
	}
	if (space >= 0)
		H5Sclose(space);
	if (type >= 0)
		H5Tclose(type);
	if (a >= 0)
		H5Aclose(a);
}

static bool add_column(const reader *r, hid_t obs, sx_space *s, const char *name, const char *index)
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

static bool read_obs(const reader *r, sx_space *s)
{
	hid_t obs = kind_of(r->file, "obs") == H5O_TYPE_GROUP ? H5Gopen2(r->file, "obs", H5P_DEFAULT) : -1;
	H5G_info_t info;
	char index[200];
	bool ok = true;
	if (obs < 0 || H5Gget_info(obs, &info) < 0)
		return true;
	index_name(obs, index, sizeof index);
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
	reader *r;
	size_t  matrices;
	char    first[LONGEST_PATH];
	sx_buf  names;
} listing;

/* Visits hard links only; a file may have more objects than anybody wants to hear of. */
static herr_t note_matrix(hid_t at, const char *name, const H5O_info_t *info, void *ctx)
{
	listing *x = ctx;
	if (info->type != H5O_TYPE_DATASET || strlen(name) >= sizeof x->first || !is_matrix(x->r, at, name))
		return 0;
	if (x->matrices++ == 0)
		snprintf(x->first, sizeof x->first, "%s", name);
	if (x->names.len < 100)
		sx_buf_printf(&x->names, "%s%s", x->names.len ? ", " : "", name);
	return x->matrices >= MOST_LISTED;
}

/* X of AnnData, the one that is asked for, or the only one there is. */
static bool choose(reader *r, char path[LONGEST_PATH])
{
	const char *wanted = r->load->tensor ? r->load->tensor : "X";
	if (strlen(wanted) < LONGEST_PATH && is_matrix(r, r->file, wanted)) {
		snprintf(path, LONGEST_PATH, "%s", wanted);
		return true;
	}
	listing x = { .r = r };
	H5Ovisit(r->file, H5_INDEX_NAME, H5_ITER_INC, note_matrix, &x);
	bool sparse = kind_of(r->file, wanted) == H5O_TYPE_GROUP, only = x.matrices == 1 && !r->load->tensor && !sparse;
	const char *names = x.names.text ? x.names.text : "none";
	if (only)
		snprintf(path, LONGEST_PATH, "%s", x.first);
	else if (r->load->tensor || sparse)
		sx_file_fail(r->err, SX_EINPUT, r->load->file->path, "'%.40s' is %s; dense ones, for --tensor: %.110s", wanted,
		             sparse ? "sparse or a group" : "no matrix of numbers in it", names);
	else
		sx_file_fail(r->err, SX_EINPUT, r->load->file->path, x.matrices ? "holds several matrices; --tensor picks one of "
		             "%.110s" : "holds no matrix of numbers%.0s", names);
	sx_buf_free(&x.names);
	return only;
}

static sx_space *load_open(reader *r)
{
	char path[LONGEST_PATH];
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

static sx_space *load(sx_load *l, sx_err *err)
{
	reader r = { .load = l, .err = err };
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
