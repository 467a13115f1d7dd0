/* hdf5_columns.c: values a row beside a matrix in HDF5: obs of AnnData in all its versions, and datasets in the same folder. */
#include "hdf5_file.h"

#ifdef SX_HAVE_HDF5
#include "text_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_COLUMNS = 1000 };

/* ---- values ---- */

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

/* What the codes of a category mean: texts, or numbers. -1 is missing. */
static bool decode(const sx_hdf5 *r, const double *code, hid_t names, sx_field *f)
{
	hsize_t n = names >= 0 ? length_of(names) : 0;
	const char **name = names >= 0 ? read_texts(r, names, n) : NULL;
	const double *number = names >= 0 && name == NULL ? read_numbers(r, names, n) : NULL;
	const char **text = name ? sx_alloc(r->load->tmp, r->rows, sizeof *text) : NULL;
	double *num = number ? sx_alloc(r->load->tmp, r->rows, sizeof *num) : NULL;
	for (size_t i = 0; i < r->rows && (text || num); i++) {
		bool there = code[i] >= 0 && code[i] < (double)n;
		if (text)
			text[i] = there ? name[(size_t)code[i]] : "";
		else
			num[i] = there ? number[(size_t)code[i]] : (double)NAN;
	}
	f->type = text ? SX_TEXT : names >= 0 && sx_hdf5_class(names) == H5T_FLOAT ? SX_REAL : SX_INTEGER;
	f->category = text != NULL;
	f->text = text;
	f->num = num;
	return text || num;
}

/* A category as a group: codes and categories. */
static bool category_column(const sx_hdf5 *r, hid_t group, sx_field *f)
{
	hid_t codes = sx_hdf5_set(r, group, "codes"), names = sx_hdf5_set(r, group, "categories");
	double *code = codes >= 0 && length_of(codes) == r->rows ? read_numbers(r, codes, r->rows) : NULL;
	bool ok = code && decode(r, code, names, f);
	if (codes >= 0)
		H5Dclose(codes);
	if (names >= 0)
		H5Dclose(names);
	return ok;
}

/* Values that may be missing, as pandas' Int64, boolean and string: a group of values and a mask. */
static bool masked_column(const sx_hdf5 *r, hid_t group, sx_field *f)
{
	hid_t mask = sx_hdf5_set(r, group, "mask");
	double *gone = mask >= 0 && length_of(mask) == r->rows ? read_numbers(r, mask, r->rows) : NULL;
	bool ok = gone && plain_column(r, group, "values", f);
	if (mask >= 0)
		H5Dclose(mask);
	if (!ok)
		return false;
	for (size_t i = 0; i < r->rows; i++) {		/* both lie in this load's scratch */
		if (gone[i] != 0 && f->text)
			((const char **)(uintptr_t)f->text)[i] = "";
		else if (gone[i] != 0)
			((double *)(uintptr_t)f->num)[i] = NAN;
	}
	return true;
}

/* AnnData to 0.7 keeps the codes as a plain column, and what they mean beside all of them. */
static bool old_category(const sx_hdf5 *r, hid_t obs, const char *name, sx_field *f)
{
	char path[SX_HDF5_PATH];
	snprintf(path, sizeof path, "__categories/%s", name);
	if (sx_hdf5_kind(obs, path) != H5O_TYPE_DATASET || f->num == NULL)
		return false;
	hid_t names = sx_hdf5_set(r, obs, path);
	bool ok = names >= 0 && decode(r, f->num, names, f);
	if (names >= 0)
		H5Dclose(names);
	return ok;
}

static bool read_column(const sx_hdf5 *r, hid_t at, const char *name, sx_field *f)
{
	*f = (sx_field){ .name = name };
	H5O_type_t kind = sx_hdf5_kind(at, name);
	if (kind == H5O_TYPE_DATASET) {
		bool ok = plain_column(r, at, name, f);
		if (ok)
			old_category(r, at, name, f);
		return ok;
	}
	hid_t group = kind == H5O_TYPE_GROUP ? H5Gopen2(at, name, H5P_DEFAULT) : -1;
	bool ok = group >= 0 && (category_column(r, group, f) || masked_column(r, group, f));
	if (group >= 0)
		H5Gclose(group);
	return ok;
}

static bool add_column(const sx_hdf5 *r, sx_space *s, const sx_field *f, bool labels)
{
	return labels && f->text ? sx_space_set_labels(s, f->text, r->err) : sx_space_add_field(s, f, r->err);
}

/* The names of what lies in a group, in their order. */
static const char *member_name(const sx_hdf5 *r, hid_t group, hsize_t i)
{
	char name[200];
	ssize_t len = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
	return len > 0 && len < (ssize_t)sizeof name ? sx_strdup(r->load->tmp, name) : NULL;
}

/* ---- obs of AnnData ---- */

static bool read_obs(const sx_hdf5 *r, hid_t obs, sx_space *s)
{
	H5G_info_t info;
	char index[200];
	bool ok = true;
	if (H5Gget_info(obs, &info) < 0)
		return true;
	if (!sx_hdf5_text(obs, "_index", index, sizeof index))	/* the rows' names, as AnnData notes where they are */
		memcpy(index, "_index", sizeof "_index");
	for (hsize_t i = 0; ok && i < info.nlinks && i < MOST_COLUMNS; i++) {
		const char *name = member_name(r, obs, i);
		sx_field f;
		if (name == NULL || strcmp(name, "__categories") == 0)	/* where old AnnData keeps what its codes mean */
			continue;
		if (read_column(r, obs, name, &f))
			ok = add_column(r, s, &f, strcmp(name, index) == 0);
		else
			sx_load_note(r->load, "obs/%.60s is of a kind not read here: left out", name);
	}
	return ok;
}

/* ---- obs as records, as AnnData wrote it to 0.6 ---- */

/* One field of all records, as a type of one field. */
static bool read_member(const sx_hdf5 *r, hid_t set, hid_t member, const char *name, sx_field *f)
{
	H5T_class_t c = H5Tget_class(member);
	size_t size = c == H5T_STRING ? H5Tget_size(member) : sizeof(double), bytes;
	bool texts = c == H5T_STRING && H5Tis_variable_str(member) <= 0, numbers = c == H5T_INTEGER || c == H5T_FLOAT || c == H5T_ENUM;
	char *all = (texts || numbers) && size && sx_mul(size, r->rows, &bytes) ? sx_alloc(r->load->tmp, bytes + 1, 1) : NULL;
	hid_t type = all ? H5Tcreate(H5T_COMPOUND, size) : -1;
	bool ok = type >= 0 && H5Tinsert(type, name, 0, texts ? member : H5T_NATIVE_DOUBLE) >= 0 &&
	          H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, all) >= 0;
	if (type >= 0)
		H5Tclose(type);
	*f = (sx_field){ .name = name, .type = texts ? SX_TEXT : c == H5T_FLOAT ? SX_REAL : SX_INTEGER };
	f->num = ok && numbers ? (double *)(void *)all : NULL;
	const char **text = ok && texts ? sx_alloc(r->load->tmp, r->rows, sizeof *text) : NULL;
	for (size_t i = 0; text && i < r->rows; i++)
		if ((text[i] = sx_strndup(r->load->tmp, all + i * size, strnlen(all + i * size, size))) == NULL)
			return false;
	f->text = text;
	return f->num || f->text;
}

/* What the codes of a record's field mean stands in uns. */
static void name_codes(const sx_hdf5 *r, sx_field *f)
{
	char path[SX_HDF5_PATH];
	snprintf(path, sizeof path, "uns/%.200s_categories", f->name);
	hid_t names = f->num && sx_hdf5_kind(r->file, path) == H5O_TYPE_DATASET ? sx_hdf5_set(r, r->file, path) : -1;
	if (names >= 0) {
		decode(r, f->num, names, f);
		H5Dclose(names);
	}
}

static bool read_records(const sx_hdf5 *r, hid_t set, sx_space *s)
{
	hid_t type = H5Dget_type(set);
	int n = type >= 0 ? H5Tget_nmembers(type) : 0;
	bool ok = true;
	for (int i = 0; ok && i < n && i < MOST_COLUMNS; i++) {
		char *lent = H5Tget_member_name(type, (unsigned)i), *name = lent ? sx_strdup(r->load->tmp, lent) : NULL;
		hid_t member = H5Tget_member_type(type, (unsigned)i);
		sx_field f;
		H5free_memory(lent);
		if (name && member >= 0 && read_member(r, set, member, name, &f)) {
			name_codes(r, &f);
			ok = add_column(r, s, &f, strcmp(name, "index") == 0 || strcmp(name, "_index") == 0);
		} else {
			sx_load_note(r->load, "obs/%.60s is of a kind not read here: left out", name ? name : "?");
		}
		H5Tclose(member);
	}
	H5Tclose(type);
	return ok;
}

/* ---- what lies beside a matrix ---- */

/* Datasets of the same folder that hold a value a row: texts are the labels or columns, numbers columns. */
static bool read_beside(const sx_hdf5 *r, const char *matrix, sx_space *s)
{
	const char *slash = strrchr(matrix, '/');
	const char *folder = slash ? sx_strndup(r->load->tmp, matrix, (size_t)(slash - matrix)) : "/";
	hid_t group = folder == NULL ? -1 : !slash ? H5Gopen2(r->file, "/", H5P_DEFAULT) :
	              sx_hdf5_kind(r->file, folder) == H5O_TYPE_GROUP ? H5Gopen2(r->file, folder, H5P_DEFAULT) : -1;
	H5G_info_t info;
	bool ok = true;
	for (hsize_t i = 0; ok && group >= 0 && H5Gget_info(group, &info) >= 0 && i < info.nlinks && i < MOST_COLUMNS; i++) {
		const char *name = member_name(r, group, i);
		sx_field f;
		if (name && sx_hdf5_kind(group, name) == H5O_TYPE_DATASET && read_column(r, group, name, &f)) {
			bool labels = f.text && (sx_is_label_name(name) || !sx_space_has_labels(s));
			ok = add_column(r, s, &f, labels);
			sx_load_note(r->load, "%s taken from %.80s", labels ? "labels" : "a column", name);
		}
	}
	if (group >= 0)
		H5Gclose(group);
	return ok;
}

bool sx_hdf5_columns(const sx_hdf5 *r, const char *matrix, sx_space *s)
{
	H5O_type_t kind = sx_hdf5_kind(r->file, "obs");
	hid_t obs = kind == H5O_TYPE_GROUP ? H5Gopen2(r->file, "obs", H5P_DEFAULT) : kind == H5O_TYPE_DATASET ?
	            sx_hdf5_set(r, r->file, "obs") : -1;
	bool ok;
	if (obs < 0)
		return read_beside(r, matrix, s);
	if (kind == H5O_TYPE_GROUP) {
		ok = read_obs(r, obs, s);
		H5Gclose(obs);
	} else {
		ok = sx_hdf5_class(obs) != H5T_COMPOUND || length_of(obs) != r->rows || read_records(r, obs, s);
		H5Dclose(obs);
	}
	return ok;
}
#endif
