/* load_npz.c: arrays of numpy in a zip archive, by libzip.
 *
 * What is stored as it is is used in its place, which is mapped; what is deflated is unpacked.
 * Sizes in an archive are claims. A member is unpacked into no more memory than the array in it needs, which the job
 * must allow, and deflate cannot make more than some thousand bytes of one: what claims more is refused unread. */
#include "npz_parts.h"
#include "zip_stored.h"

#include <stdlib.h>
#include <string.h>

#ifdef SX_HAVE_LIBZIP

enum { HEAD = 4096, SUMMED = 64 << 20 };

/* The first bytes of a member, as many as it has up to HEAD. */
static bool peek(sx_npz *a, const zip_stat_t *st, unsigned char *to, size_t *len)
{
	zip_file_t *f = sx_npz_member(a, st->index, st->name);
	*len = st->size < HEAD ? (size_t)st->size : HEAD;
	bool ok = f && sx_npz_read(a, f, st->name, to, *len);
	if (f)
		zip_fclose(f);
	return ok;
}

/* ---- what is there ---- */

/* "points.npy" is called points; NULL: not an array. */
static const char *key_of(sx_npz *a, const char *name)
{
	size_t len = strlen(name);
	bool is_array = len > 4 && strcmp(name + len - 4, ".npy") == 0;
	return is_array ? sx_strndup(a->l->tmp, name, len - 4) : NULL;
}

static bool note_member(sx_npz *a, const zip_stat_t *st, const char *key)
{
	unsigned char head[HEAD];
	size_t len;
	sx_npy h;
	sx_err why;
	if (!sx_npz_check(a, st) || !peek(a, st, head, &len))
		return false;
	if (!sx_npy_head(head, len, a->l->file->path, &h, &why)) {	/* objects, records: listed, and refused if picked */
		a->array[a->narrays++] = (sx_tensor){ .name = key, .type = "no numbers", .store = SX_STORES,
		                                      .begin = (size_t)st->index };
		return true;
	}
	sx_tensor *t = h.store == SX_STORES ? &a->beside[a->nbeside++] : &a->array[a->narrays++];
	*t = (sx_tensor){ .name = key, .type = h.store == SX_STORES ? "text" : sx_store_name(h.store), .store = h.store, .naxes = h.naxes,
	                  .begin = (size_t)st->index };
	memcpy(t->axis, h.axis, sizeof t->axis);
	return true;
}

/* A zip archive without arrays is something else: a table of a spreadsheet, a store, a packed text. */
static bool no_arrays(sx_npz *a, const char *first, size_t members)
{
	static const struct { const char *member, *what; } kinds[] = {
		{ "[Content_Types].xml", "is a document of an office program; save the table as CSV" },
		{ "data.pkl", "is saved by PyTorch, with a Python pickle inside; save the tensor as npy or safetensors" },
		{ ".zgroup", "is a Zarr store; save the array as npy" }, { ".zarray", "is a Zarr store; save the array as npy" },
		{ "zarr.json", "is a Zarr store; save the array as npy" },
	};
	const char *slash = strrchr(first, '/'), *base = slash ? slash + 1 : first;
	for (size_t i = 0; i < SX_COUNT(kinds); i++)
		if (strcmp(base, kinds[i].member) == 0)
			return sx_file_fail(a->err, SX_EFORMAT, a->l->file->path, "%s", kinds[i].what);
	if (members == 0)
		return sx_file_fail(a->err, SX_EFORMAT, a->l->file->path, "is a zip archive that holds nothing");
	return sx_file_fail(a->err, SX_EFORMAT, a->l->file->path, "is a zip archive without arrays of numpy (%zu file%s, such as "
	                    "'%.60s'); unpack it first", members, members == 1 ? "" : "s", first);
}

/* The member that says most of what the archive is: one that a kind is known by, else the first. */
static bool says_more(const char *name, const char *than)
{
	static const char *const telling[] = { "data.pkl", "[Content_Types].xml", ".zgroup", ".zarray", "zarr.json" };
	const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;
	for (size_t i = 0; i < SX_COUNT(telling); i++)
		if (strcmp(base, telling[i]) == 0)
			return true;
	return *than == '\0';
}

static bool survey(sx_npz *a)
{
	zip_int64_t n = zip_get_num_entries(a->zip, 0);
	const char *first = "";
	a->array = sx_alloc(a->l->tmp, n > 0 ? (size_t)n : 0, sizeof *a->array);
	a->beside = sx_alloc(a->l->tmp, n > 0 ? (size_t)n : 0, sizeof *a->beside);
	if (a->array == NULL || a->beside == NULL)
		return sx_load_short(a->l, (double)n * 2 * sizeof *a->array, a->err);
	for (zip_int64_t i = 0; i < n; i++) {
		zip_stat_t st;
		if (zip_stat_index(a->zip, (zip_uint64_t)i, 0, &st) != 0 || !(st.valid & ZIP_STAT_NAME))
			return sx_npz_bad(a, "?", zip_strerror(a->zip));
		const char *key = key_of(a, st.name);
		if (says_more(st.name, first))
			first = st.name;
		if (key && !note_member(a, &st, key))
			return false;
	}
	return a->narrays || a->nbeside || no_arrays(a, first, (size_t)n);
}

/* ---- the space ---- */

/* Bytes that an array and its header need at most: the rest of a member is not unpacked. */
static size_t bytes_of(const sx_tensor *t)
{
	size_t n = t->store < SX_STORES ? sx_store_size(t->store) : 0;
	for (size_t i = 0; i < t->naxes && i < SX_AXES; i++)
		if (!sx_mul(n, t->axis[i], &n))
			return SIZE_MAX;
	return n < SIZE_MAX - (1 << 20) ? n + (1 << 20) : SIZE_MAX;
}

/* Reads a member through, for its checksum alone. */
static bool check_sum(sx_npz *a, const zip_stat_t *st)
{
	enum { PART = 1 << 16 };
	unsigned char *part = sx_alloc(a->l->tmp, PART, 1);
	zip_file_t *f = part ? sx_npz_member(a, st->index, st->name) : NULL;
	bool ok = f != NULL || (part == NULL && sx_load_short(a->l, PART, a->err));
	for (size_t left = (size_t)st->size; ok && left;) {
		size_t n = left < PART ? left : PART;
		ok = sx_npz_read(a, f, st->name, part, n);
		left -= n;
	}
	ok = ok && sx_npz_end(a, f, st->name);
	if (f)
		zip_fclose(f);
	return ok;
}

/* The array in its place in the archive, if it is stored as it is and whole. */
static bool find_stored(const sx_npz *a, const zip_stat_t *st, sx_array *array)
{
	sx_file *f = a->l->file;
	sx_npy h;
	size_t bytes;
	const unsigned char *at = sx_zip_stored(f->bytes, f->size, (size_t)st->index, st->name, (size_t)st->size);
	if (at == NULL || !sx_npy_head(at, (size_t)st->size, f->path, &h, NULL))
		return false;
	size_t room = (size_t)st->size - h.data;
	h.data += (size_t)(at - f->bytes);
	return sx_npy_array(&h, f, array, &bytes, NULL) && bytes <= room;
}

/* A sum over a large array would read all of it, which mapping is there to avoid. */
static sx_space *load_stored(sx_npz *a, const zip_stat_t *st, const sx_array *array)
{
	return st->size > SUMMED || check_sum(a, st) ? sx_array_load(a->l, array, a->err) : NULL;
}

static sx_space *load_unpacked(sx_npz *a, const sx_tensor *t, const zip_stat_t *st)
{
	sx_npy h;
	sx_array array;
	size_t bytes;
	sx_space *s = NULL;
	sx_file *f = sx_npz_unpack(a, st, bytes_of(t));
	if (f && sx_npy_head(f->bytes, f->size, a->l->file->path, &h, a->err) &&
	    sx_npy_array(&h, f, &array, &bytes, a->err))
		s = sx_array_load(a->l, &array, a->err);
	sx_file_unref(f);
	return s;
}

static sx_space *load_member(sx_npz *a, const sx_tensor *t)
{
	zip_stat_t st;
	sx_array array;
	if (zip_stat_index(a->zip, t->begin, 0, &st) != 0)
		return sx_npz_bad(a, t->name, zip_strerror(a->zip)), NULL;
	sx_space *s = find_stored(a, &st, &array) ? load_stored(a, &st, &array) : load_unpacked(a, t, &st);
	if (s && !sx_npz_beside(a, t, s)) {
		sx_space_unref(s);
		s = NULL;
	}
	return s;
}

static sx_space *load_archive(sx_npz *a)
{
	if (!survey(a))
		return NULL;
	if (a->l->tensor == NULL && sx_npz_is_sparse(a))
		return sx_npz_sparse(a);
	const sx_tensor *t = sx_tensor_pick(a->l, a->array, a->narrays, NULL, "array", a->err);
	return t ? load_member(a, t) : NULL;
}

static sx_space *load(sx_load *l, sx_err *err)
{
	sx_npz a = { .l = l, .err = err };
	zip_error_t why;
	zip_error_init(&why);
	zip_source_t *source = zip_source_buffer_create(l->file->bytes, l->file->size, 0, &why);
	a.zip = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
	if (a.zip == NULL) {
		sx_file_fail(err, SX_EFORMAT, l->file->path, "is no zip archive that can be read: %s", zip_error_strerror(&why));
		zip_source_free(source);
	}
	zip_error_fini(&why);
	sx_space *s = a.zip ? load_archive(&a) : NULL;
	if (a.zip)
		zip_discard(a.zip);
	return s;
}
#else
static sx_space *load(sx_load *l, sx_err *err)
{
	sx_file_fail(err, SX_EFORMAT, l->file->path, "is a zip archive, and this sextant was built without libzip: unpack it "
	             "first, or build with libzip-dev installed");
	return NULL;
}
#endif

static int probe(const sx_file *f)
{
	bool zip = f->size >= 4 && (memcmp(f->bytes, "PK\003\004", 4) == 0 || memcmp(f->bytes, "PK\005\006", 4) == 0);
	return zip ? SX_PROBE_MAGIC : SX_PROBE_NO;
}

const sx_loader sx_loader_npz = {
	.name = "npz", .about = "arrays of numpy in a zip archive", .endings = "npz",
	.asks = SX_LOAD_TENSOR | SX_LOAD_AXES, .probe = probe, .load = load,
};
