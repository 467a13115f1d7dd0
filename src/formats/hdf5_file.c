/* hdf5_file.c: opening what lies in an HDF5 file itself. */
#include "hdf5_file.h"

#ifdef SX_HAVE_HDF5
#include <stdio.h>
#include <string.h>

bool sx_hdf5_bad(const sx_hdf5 *r, const char *name, const char *what)
{
	return sx_file_fail(r->err, SX_EFORMAT, r->load->file->path, "'%.60s' %s", name, what);
}

/* ---- opening ---- */

/* Every link on the way must be a hard one: the others may lead to other files. */
static bool is_inside(hid_t at, const char *path)
{
	char part[SX_HDF5_PATH];
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

H5O_type_t sx_hdf5_kind(hid_t at, const char *path)
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

hid_t sx_hdf5_set(const sx_hdf5 *r, hid_t at, const char *path)
{
	size_t most = r->load->job && r->load->job->memory ? r->load->job->memory : (size_t)1 << 30;
	hid_t set = sx_hdf5_kind(at, path) == H5O_TYPE_DATASET ? H5Dopen2(at, path, H5P_DEFAULT) : -1;
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

int sx_hdf5_axes(hid_t set, hsize_t dims[H5S_MAX_RANK])
{
	memset(dims, 0, H5S_MAX_RANK * sizeof *dims);
	hid_t space = H5Dget_space(set);
	int rank = space >= 0 ? H5Sget_simple_extent_dims(space, dims, NULL) : -1;
	H5Sclose(space);
	return rank;
}

int sx_hdf5_shape(hid_t set, hsize_t dims[2])
{
	hsize_t all[H5S_MAX_RANK];
	int rank = sx_hdf5_axes(set, all);
	dims[0] = all[0];
	dims[1] = all[1];
	return rank;
}

H5T_class_t sx_hdf5_class(hid_t set)
{
	hid_t type = H5Dget_type(set);
	H5T_class_t c = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
	H5Tclose(type);
	return c;
}

bool sx_hdf5_text(hid_t at, const char *name, char *out, size_t size)
{
	hid_t a = H5Aexists(at, name) > 0 ? H5Aopen(at, name, H5P_DEFAULT) : -1;
	hid_t type = a >= 0 ? H5Aget_type(a) : -1, space = a >= 0 ? H5Aget_space(a) : -1;
	char *lent = NULL, fixed[200] = "";
	const char *text = NULL;
	bool one = type >= 0 && H5Tget_class(type) == H5T_STRING && H5Sget_simple_extent_npoints(space) == 1;
	bool lends = one && H5Tis_variable_str(type) > 0;
	if (lends)
		text = H5Aread(a, type, &lent) >= 0 ? lent : NULL;
	else if (one && H5Tget_size(type) < sizeof fixed)
		text = H5Aread(a, type, fixed) >= 0 ? fixed : NULL;
	if (text)
		snprintf(out, size, "%s", text);
	if (lends && lent)
		H5Dvlen_reclaim(type, space, H5P_DEFAULT, &lent);
	if (a >= 0) {
		H5Sclose(space);
		H5Tclose(type);
		H5Aclose(a);
	}
	return text != NULL;
}
#endif
