/* hdf5_sparse.c: sparse matrices in HDF5, by rows or by columns: a group with data, indices and indptr.
 *
 * Line i holds the entries indptr[i] up to indptr[i + 1], which is not of them; indices says where each stands on its
 * line, data its value. A line is a row in CSR, a column in CSC. */
#include "hdf5_file.h"

#ifdef SX_HAVE_HDF5
#include <string.h>

enum { STEP = 1 << 16 };	/* entries read at a time */

typedef struct sparse {
	sx_hdf5    *r;
	const char *name;
	bool        columns;		/* CSC */
	size_t      shape[2], n;	/* rows taken */
	size_t      lines;		/* of those that are read */
	long long  *start;		/* lines + 1 */
	hid_t       data, indices, indptr;
	size_t      entries;		/* in the file */
	float      *points;
} sparse;

/* ---- what it says it is ---- */

/* 'r' or 'c'; 0: no sparse matrix. */
static char order_of(hid_t group)
{
	char text[40] = "";
	if (!sx_hdf5_text(group, "encoding-type", text, sizeof text))
		sx_hdf5_text(group, "h5sparse_format", text, sizeof text);
	bool row = strcmp(text, "csr_matrix") == 0 || strcmp(text, "csr") == 0;
	bool column = strcmp(text, "csc_matrix") == 0 || strcmp(text, "csc") == 0;
	return row ? 'r' : column ? 'c' : 0;
}

static hid_t open_group(hid_t at, const char *path)
{
	return sx_hdf5_kind(at, path) == H5O_TYPE_GROUP ? H5Gopen2(at, path, H5P_DEFAULT) : -1;
}

bool sx_hdf5_is_sparse(hid_t at, const char *path)
{
	hid_t group = open_group(at, path);
	bool is = group >= 0 && order_of(group) != 0;
	if (group >= 0)
		H5Gclose(group);
	return is;
}

static bool read_shape(hid_t group, size_t shape[2])
{
	const char *name = H5Aexists(group, "shape") > 0 ? "shape" : "h5sparse_shape";
	hid_t a = H5Aexists(group, name) > 0 ? H5Aopen(group, name, H5P_DEFAULT) : -1;
	if (a < 0)
		return false;
	hid_t type = H5Aget_type(a), space = H5Aget_space(a);
	long long v[2] = { 0, 0 };
	bool ok = type >= 0 && space >= 0 && H5Tget_class(type) == H5T_INTEGER && H5Sget_simple_extent_npoints(space) == 2 &&
	          H5Aread(a, H5T_NATIVE_LLONG, v) >= 0 && v[0] > 0 && v[1] > 0;
	shape[0] = ok ? (size_t)v[0] : 0;
	shape[1] = ok ? (size_t)v[1] : 0;
	H5Sclose(space);
	H5Tclose(type);
	H5Aclose(a);
	return ok;
}

/* ---- reading ---- */

static bool bad(const sparse *m, const char *what)
{
	return sx_hdf5_bad(m->r, m->name, what);
}

/* The dataset must be a list of numbers of the kind; *count is how many. */
static hid_t open_list(const sparse *m, hid_t group, const char *name, bool whole, size_t *count)
{
	hsize_t dims[2];
	hid_t set = sx_hdf5_set(m->r, group, name);
	H5T_class_t c = set >= 0 ? sx_hdf5_class(set) : H5T_NO_CLASS;
	if (set >= 0 && sx_hdf5_shape(set, dims) == 1 && (c == H5T_INTEGER || (!whole && c == H5T_FLOAT))) {
		*count = (size_t)dims[0];
		return set;
	}
	if (set >= 0)
		H5Dclose(set);
	return -1;
}

static bool read_part(hid_t set, hid_t type, size_t from, size_t count, void *to)
{
	hsize_t start = from, n = count;
	hid_t file = H5Dget_space(set), mem = H5Screate_simple(1, &n, NULL);
	bool ok = file >= 0 && mem >= 0 && H5Sselect_hyperslab(file, H5S_SELECT_SET, &start, NULL, &n, NULL) >= 0 &&
	          H5Dread(set, type, mem, file, H5P_DEFAULT, to) >= 0;
	H5Sclose(mem);
	H5Sclose(file);
	return ok;
}

/* Where each line starts. Of a matrix by rows only those that are wanted are read. */
static bool read_starts(sparse *m)
{
	size_t bytes = (m->lines + 1) * sizeof *m->start;
	m->start = sx_alloc(m->r->load->tmp, m->lines + 1, sizeof *m->start);
	if (m->start == NULL)
		return sx_load_short(m->r->load, (double)bytes, m->r->err);
	if (!read_part(m->indptr, H5T_NATIVE_LLONG, 0, m->lines + 1, m->start))
		return bad(m, "cannot be read: its indptr is damaged");
	bool ok = m->start[0] == 0 && (size_t)m->start[m->lines] <= m->entries;
	for (size_t i = 0; ok && i < m->lines; i++)
		ok = m->start[i] <= m->start[i + 1];
	return ok || bad(m, "has an indptr that does not rise from 0 to the number of entries");
}

/* Adds entries [from, from + count) to the points; *line is the one they begin on. */
static bool put_entries(sparse *m, size_t from, size_t count, const long long *index, const float *value, size_t *line)
{
	size_t d = m->shape[1], most = m->shape[m->columns ? 0 : 1];
	for (size_t k = 0; k < count; k++) {
		while (from + k >= (size_t)m->start[*line + 1])
			++*line;
		if (index[k] < 0 || (size_t)index[k] >= most)
			return sx_file_fail(m->r->err, SX_EFORMAT, m->r->load->file->path, "'%.60s': entry %zu has the index %lld; there "
			                    "are %zu %s", m->name, from + k, index[k], most, m->columns ? "rows" : "columns");
		size_t row = m->columns ? (size_t)index[k] : *line, column = m->columns ? *line : (size_t)index[k];
		if (row < m->n)
			m->points[row * d + column] += value[k];
	}
	return true;
}

static bool read_entries(sparse *m)
{
	long long *index = sx_alloc(m->r->load->tmp, STEP, sizeof *index);
	float *value = sx_alloc(m->r->load->tmp, STEP, sizeof *value);
	size_t total = (size_t)m->start[m->lines], line = 0;
	if (index == NULL || value == NULL)
		return sx_load_short(m->r->load, STEP * (sizeof *index + sizeof *value), m->r->err);
	for (size_t at = 0; at < total; at += STEP) {
		size_t count = total - at < STEP ? total - at : STEP;
		if (!read_part(m->indices, H5T_NATIVE_LLONG, at, count, index) ||
		    !read_part(m->data, H5T_NATIVE_FLOAT, at, count, value))
			return bad(m, "cannot be read: its entries are damaged");
		if (!put_entries(m, at, count, index, value, &line))
			return false;
		if (!sx_tick(m->r->load->job, (double)at / (double)total, "reading the matrix"))
			return sx_fail_cancel(m->r->err);
	}
	return true;
}

/* ---- the whole ---- */

static bool open_lists(sparse *m, hid_t group)
{
	size_t indices = 0, starts = 0, all = m->shape[m->columns ? 1 : 0], cells;
	m->data = open_list(m, group, "data", false, &m->entries);
	m->indices = open_list(m, group, "indices", true, &indices);
	m->indptr = open_list(m, group, "indptr", true, &starts);
	if (m->data < 0 || m->indices < 0 || m->indptr < 0)
		return bad(m, "is no sparse matrix: it lacks data, indices or indptr");
	if (indices != m->entries || starts - 1 != all || starts == 0)
		return bad(m, "has lists of lengths that do not fit together");
	if (!sx_mul(m->shape[0], m->shape[1], &cells) || m->entries > cells)
		return bad(m, "claims more entries than it has places");
	return true;
}

static bool fits(const sparse *m)
{
	const sx_job *job = m->r->load->job;
	char size[32];
	double bytes = (double)m->n * (double)m->shape[1] * sizeof(float);
	return !job || !job->memory || bytes <= (double)job->memory ||
	       sx_file_fail(m->r->err, SX_EMEMORY, m->r->load->file->path, "'%.60s' is sparse; made dense it needs %s, more than "
	                    "--memory allows", m->name, sx_bytes(size, bytes));
}

static sx_space *read_open(sparse *m, hid_t group)
{
	if (!read_shape(group, m->shape)) {
		bad(m, "is sparse and does not say its shape");
		return NULL;
	}
	m->columns = order_of(group) == 'c';
	m->r->rows = m->shape[0];
	m->n = m->shape[0] < m->r->load->limit ? m->shape[0] : m->r->load->limit;
	m->lines = m->columns ? m->shape[1] : m->n;
	if (!open_lists(m, group) || !fits(m))
		return NULL;
	sx_space *s = sx_load_points(m->r->load, m->n, m->shape[1], &m->points, m->r->err);
	if (s && read_starts(m) && read_entries(m)) {
		sx_load_note(m->r->load, "%s is sparse (%s, %zu entries) and was made dense", m->name, m->columns ? "CSC" : "CSR",
		             m->entries);
		return s;
	}
	sx_space_unref(s);
	return NULL;
}

sx_space *sx_hdf5_sparse(sx_hdf5 *r, const char *path)
{
	sparse m = { .r = r, .name = path, .data = -1, .indices = -1, .indptr = -1 };
	hid_t group = open_group(r->file, path);
	if (group < 0) {
		sx_hdf5_bad(r, path, "cannot be opened");
		return NULL;
	}
	sx_space *s = read_open(&m, group);
	const hid_t sets[] = { m.data, m.indices, m.indptr };
	for (size_t i = 0; i < SX_COUNT(sets); i++)
		if (sets[i] >= 0)
			H5Dclose(sets[i]);
	H5Gclose(group);
	return s;
}
#endif
