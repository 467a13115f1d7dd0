/* hdf5_vectors.c: files of HDF5 that hold a vector a dataset, as protein embeddings are kept: rows named by their datasets. */
#include "hdf5_file.h"

#ifdef SX_HAVE_HDF5
#include <string.h>

enum { LEAST = 2 };		/* values: less is no vector */

/* The length of a dataset of one axis of numbers; 0: it is none. */
static hsize_t vector_length(const sx_hdf5 *r, hid_t root, const char *name)
{
	hsize_t dims[H5S_MAX_RANK];
	hid_t set = sx_hdf5_kind(root, name) == H5O_TYPE_DATASET ? sx_hdf5_set(r, root, name) : -1;
	if (set < 0)
		return 0;
	H5T_class_t c = sx_hdf5_class(set);
	hsize_t n = sx_hdf5_axes(set, dims) == 1 && (c == H5T_FLOAT || c == H5T_INTEGER) ? dims[0] : 0;
	H5Dclose(set);
	return n;
}

static char *name_at(hid_t root, hsize_t i, char out[200])
{
	ssize_t len = H5Lget_name_by_idx(root, ".", H5_INDEX_NAME, H5_ITER_INC, i, out, 200, H5P_DEFAULT);
	return len > 0 && len < 200 ? out : NULL;
}

/* Nothing in the root but vectors of one length, two at least. */
bool sx_hdf5_holds_vectors(sx_hdf5 *r)
{
	H5G_info_t info;
	char name[200];
	hid_t root = H5Gopen2(r->file, "/", H5P_DEFAULT);
	bool ok = root >= 0 && H5Gget_info(root, &info) >= 0 && info.nlinks > 1;
	hsize_t d = 0;
	for (hsize_t i = 0; ok && i < info.nlinks; i++) {
		hsize_t n = name_at(root, i, name) ? vector_length(r, root, name) : 0;
		ok = n >= LEAST && (d == 0 || n == d) && sx_tick(r->load->job, -1, "looking at datasets");
		d = n;
	}
	r->rows = ok ? (size_t)info.nlinks : 0;
	r->dims = ok ? (size_t)d : 0;
	if (root >= 0)
		H5Gclose(root);
	return ok;
}

static bool read_vector(const sx_hdf5 *r, hid_t root, const char *name, float *to)
{
	hid_t set = sx_hdf5_set(r, root, name);
	bool ok = set >= 0 && H5Dread(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, to) >= 0;
	if (set >= 0)
		H5Dclose(set);
	return ok || sx_hdf5_bad(r, name, "cannot be read");
}

static bool read_all(const sx_hdf5 *r, hid_t root, float *points, size_t n, const char **label)
{
	char name[200];
	for (size_t i = 0; i < n; i++) {
		if (!sx_tick(r->load->job, (double)i / (double)n, "reading vectors"))
			return sx_fail_cancel(r->err);
		if (!name_at(root, i, name) || !read_vector(r, root, name, points + i * r->dims))
			return false;
		if ((label[i] = sx_strdup(r->load->tmp, name)) == NULL)
			return sx_load_short(r->load, (double)strlen(name), r->err);
	}
	return true;
}

sx_space *sx_hdf5_vectors(sx_hdf5 *r)
{
	size_t n = r->rows < r->load->limit ? r->rows : r->load->limit;
	float *points;
	hid_t root = H5Gopen2(r->file, "/", H5P_DEFAULT);
	const char **label = sx_alloc(r->load->tmp, n, sizeof *label);
	sx_space *s = label ? sx_load_points(r->load, n, r->dims, &points, r->err) : NULL;
	if (label == NULL)
		sx_load_short(r->load, (double)n * sizeof *label, r->err);
	bool ok = s && root >= 0 && read_all(r, root, points, n, label) && sx_space_set_labels(s, label, r->err);
	if (root >= 0)
		H5Gclose(root);
	if (ok) {
		sx_load_note(r->load, "each of %zu datasets holds one vector: a row a dataset, labels by their names", r->rows);
		return s;
	}
	sx_space_unref(s);
	return NULL;
}
#endif
