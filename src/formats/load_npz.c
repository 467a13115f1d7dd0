/* load_npz.c: arrays of numpy in a zip archive, by libzip.
 *
 * What is stored as it is is used in its place, which is mapped; what is deflated is unpacked.
 * Sizes in an archive are claims. A member is unpacked into no more memory than the array in it needs, which the job
 * must allow, and deflate cannot make more than some thousand bytes of one: what claims more is refused unread. */
#include "npy.h"
#include "tensor_choice.h"
#include "zip_stored.h"

#include <stdlib.h>
#include <string.h>

#ifdef SX_HAVE_LIBZIP
#include <zip.h>

enum { HEAD = 4096, MOST_RATIO = 1032, SUMMED = 64 << 20 };

typedef struct archive {
	sx_load *l;
	sx_err  *err;
	zip_t   *zip;
	sx_tensor *array;	/* of numbers; begin is the member */
	size_t   narrays;
	zip_uint64_t labels;	/* the member of texts called labels; UINT64_MAX: none */
} archive;

static bool bad_member(archive *a, const char *name, const char *what)
{
	return sx_file_fail(a->err, SX_EFORMAT, a->l->file->path, "member '%.60s': %.100s", name, what);
}

/* ---- members ---- */

static bool check_member(archive *a, const zip_stat_t *st)
{
	const zip_uint64_t need = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
	if ((st->valid & need) != need)
		return bad_member(a, st->name, "its size is not told");
	if (st->encryption_method != ZIP_EM_NONE)
		return bad_member(a, st->name, "is encrypted");
	if (st->comp_method != ZIP_CM_STORE && st->comp_method != ZIP_CM_DEFLATE)
		return bad_member(a, st->name, "is compressed in a way numpy does not know");
	if (st->comp_size > a->l->file->size || st->size / MOST_RATIO > st->comp_size + 1)
		return sx_file_fail(a->err, SX_EFORMAT, a->l->file->path, "member '%.60s' claims %zu bytes, made of %zu: the archive "
		                    "is damaged, or a bomb", st->name, (size_t)st->size, (size_t)st->comp_size);
	return true;
}

static bool read_bytes(archive *a, zip_file_t *f, const char *name, unsigned char *to, size_t want)
{
	enum { STEP = 1 << 24 };
	for (size_t done = 0; done < want;) {
		zip_int64_t got = zip_fread(f, to + done, want - done < STEP ? want - done : STEP);
		if (got < 0)
			return bad_member(a, name, zip_file_strerror(f));
		if (got == 0)
			return bad_member(a, name, "truncated: it ends before its claimed size");
		done += (size_t)got;
		if (!sx_tick(a->l->job, (double)done / (double)want, "unpacking"))
			return sx_fail_cancel(a->err);
	}
	return true;
}

/* At the end libzip compares the checksum. */
static bool read_end(archive *a, zip_file_t *f, const char *name)
{
	unsigned char one;
	return zip_fread(f, &one, 1) == 0 || bad_member(a, name, "its checksum is wrong");
}

static zip_file_t *open_member(archive *a, zip_uint64_t i, const char *name)
{
	zip_file_t *f = zip_fopen_index(a->zip, i, 0);
	if (f == NULL)
		bad_member(a, name, zip_strerror(a->zip));
	return f;
}

/* The first bytes of a member, as many as it has up to HEAD. */
static bool peek(archive *a, const zip_stat_t *st, unsigned char *to, size_t *len)
{
	zip_file_t *f = open_member(a, st->index, st->name);
	*len = st->size < HEAD ? (size_t)st->size : HEAD;
	bool ok = f && read_bytes(a, f, st->name, to, *len);
	if (f)
		zip_fclose(f);
	return ok;
}

/* Unpacks a member, or of a larger one the first so many bytes. */
static sx_file *unpack(archive *a, const zip_stat_t *st, size_t most)
{
	size_t want = st->size < most ? (size_t)st->size : most, ceiling = a->l->job ? a->l->job->memory : 0;
	unsigned char *to = ceiling && want > ceiling ? NULL : malloc(want ? want : 1);
	if (to == NULL) {
		sx_load_short(a->l, (double)want, a->err);
		return NULL;
	}
	zip_file_t *f = open_member(a, st->index, st->name);
	bool ok = f && read_bytes(a, f, st->name, to, want) && (want < st->size || read_end(a, f, st->name));
	if (f)
		zip_fclose(f);
	if (ok)
		return sx_file_own(a->l->file->path, to, want, a->err);
	free(to);
	return NULL;
}

/* ---- what is there ---- */

/* "points.npy" is called points; NULL: not an array. */
static const char *key_of(archive *a, const char *name)
{
	size_t len = strlen(name);
	bool is_array = len > 4 && strcmp(name + len - 4, ".npy") == 0;
	return is_array ? sx_strndup(a->l->tmp, name, len - 4) : NULL;
}

static bool note_member(archive *a, const zip_stat_t *st, const char *key)
{
	unsigned char head[HEAD];
	size_t len;
	sx_npy h;
	sx_err why;
	if (!check_member(a, st) || !peek(a, st, head, &len))
		return false;
	if (!sx_npy_head(head, len, a->l->file->path, &h, &why)) {	/* objects, records: listed, and refused if picked */
		a->array[a->narrays++] = (sx_tensor){ .name = key, .type = "no numbers", .store = SX_STORES,
		                                      .begin = (size_t)st->index };
		return true;
	}
	if (h.store == SX_STORES) {
		if (strcmp(key, "labels") == 0 && h.naxes == 1)
			a->labels = st->index;
		return true;
	}
	sx_tensor *t = &a->array[a->narrays++];
	*t = (sx_tensor){ .name = key, .type = sx_store_name(h.store), .store = h.store, .naxes = h.naxes,
	                  .begin = (size_t)st->index };
	memcpy(t->axis, h.axis, sizeof t->axis);
	return true;
}

static bool survey(archive *a)
{
	zip_int64_t n = zip_get_num_entries(a->zip, 0);
	bool torch = false;
	a->labels = UINT64_MAX;
	a->array = sx_alloc(a->l->tmp, n > 0 ? (size_t)n : 0, sizeof *a->array);
	if (a->array == NULL)
		return sx_load_short(a->l, (double)n * sizeof *a->array, a->err);
	for (zip_int64_t i = 0; i < n; i++) {
		zip_stat_t st;
		if (zip_stat_index(a->zip, (zip_uint64_t)i, 0, &st) != 0 || !(st.valid & ZIP_STAT_NAME))
			return bad_member(a, "?", zip_strerror(a->zip));
		const char *key = key_of(a, st.name), *slash = strrchr(st.name, '/');
		torch |= strcmp(slash ? slash + 1 : st.name, "data.pkl") == 0;
		if (key && !note_member(a, &st, key))
			return false;
	}
	if (torch && a->narrays == 0)
		return sx_file_fail(a->err, SX_EFORMAT, a->l->file->path, "is saved by PyTorch, with a Python pickle inside; save "
		                    "the tensor as npy or safetensors");
	return true;
}

/* ---- labels: numpy's texts are four bytes a letter, filled up with zeros ---- */

static void put_letter(sx_buf *b, uint32_t c)
{
	if (c < 0x80) {
		sx_buf_putc(b, (char)c);
	} else if (c < 0x800) {
		sx_buf_putc(b, (char)(0xC0 | c >> 6));
		sx_buf_putc(b, (char)(0x80 | (c & 0x3F)));
	} else {
		if (c >= 0x10000) {
			sx_buf_putc(b, (char)(0xF0 | c >> 18));
			sx_buf_putc(b, (char)(0x80 | (c >> 12 & 0x3F)));
		} else {
			sx_buf_putc(b, (char)(0xE0 | c >> 12));
		}
		sx_buf_putc(b, (char)(0x80 | (c >> 6 & 0x3F)));
		sx_buf_putc(b, (char)(0x80 | (c & 0x3F)));
	}
}

static const char *read_label(archive *a, const unsigned char *p, const sx_npy *h, sx_buf *b)
{
	sx_buf_clear(b);
	for (size_t i = 0; i < h->letters; i++, p += 4) {
		uint32_t c = h->big ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
		                    : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
		if (c == 0)
			break;
		put_letter(b, c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0xFFFD : c);
	}
	return sx_buf_ok(b) ? sx_strndup(a->l->tmp, b->text ? b->text : "", b->len) : NULL;
}

static bool set_labels(archive *a, sx_space *s, const sx_file *f, const sx_npy *h)
{
	size_t n = sx_space_rows(s), first = a->l->first, bytes = 4 * h->letters, need;
	if (!sx_mul(bytes, h->axis[0], &need) || need > f->size - h->data)
		return sx_file_fail(a->err, SX_EFORMAT, a->l->file->path, "the array of labels is truncated");
	const char **label = sx_alloc(a->l->tmp, n, sizeof *label);
	sx_buf b = { 0 };
	bool ok = label != NULL;
	for (size_t i = 0; ok && i < n; i++) {
		label[i] = read_label(a, f->bytes + h->data + (first + i) * bytes, h, &b);
		ok = label[i] != NULL;
	}
	sx_buf_free(&b);
	return ok ? sx_space_set_labels(s, label, a->err) : sx_load_short(a->l, (double)n * 16, a->err);
}

static bool add_labels(archive *a, sx_space *s)
{
	zip_stat_t st;
	sx_npy h;
	if (a->labels == UINT64_MAX || zip_stat_index(a->zip, a->labels, 0, &st) != 0)
		return true;
	sx_file *f = unpack(a, &st, SIZE_MAX);
	bool ok = f && sx_npy_head(f->bytes, f->size, a->l->file->path, &h, a->err);
	if (ok && h.axis[0] == a->l->total && h.letters)
		ok = set_labels(a, s, f, &h);
	sx_file_unref(f);
	return ok;
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
static bool check_sum(archive *a, const zip_stat_t *st)
{
	enum { PART = 1 << 16 };
	unsigned char *part = sx_alloc(a->l->tmp, PART, 1);
	zip_file_t *f = part ? open_member(a, st->index, st->name) : NULL;
	bool ok = f != NULL || (part == NULL && sx_load_short(a->l, PART, a->err));
	for (size_t left = (size_t)st->size; ok && left;) {
		size_t n = left < PART ? left : PART;
		ok = read_bytes(a, f, st->name, part, n);
		left -= n;
	}
	ok = ok && read_end(a, f, st->name);
	if (f)
		zip_fclose(f);
	return ok;
}

/* The array in its place in the archive, if it is stored as it is and whole. */
static bool find_stored(const archive *a, const zip_stat_t *st, sx_array *array)
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
static sx_space *load_stored(archive *a, const zip_stat_t *st, const sx_array *array)
{
	return st->size > SUMMED || check_sum(a, st) ? sx_array_load(a->l, array, a->err) : NULL;
}

static sx_space *load_unpacked(archive *a, const sx_tensor *t, const zip_stat_t *st)
{
	sx_npy h;
	sx_array array;
	size_t bytes;
	sx_space *s = NULL;
	sx_file *f = unpack(a, st, bytes_of(t));
	if (f && sx_npy_head(f->bytes, f->size, a->l->file->path, &h, a->err) &&
	    sx_npy_array(&h, f, &array, &bytes, a->err))
		s = sx_array_load(a->l, &array, a->err);
	sx_file_unref(f);
	return s;
}

static sx_space *load_member(archive *a, const sx_tensor *t)
{
	zip_stat_t st;
	sx_array array;
	if (zip_stat_index(a->zip, t->begin, 0, &st) != 0)
		return bad_member(a, t->name, zip_strerror(a->zip)), NULL;
	sx_space *s = find_stored(a, &st, &array) ? load_stored(a, &st, &array) : load_unpacked(a, t, &st);
	if (s)
		sx_load_note(a->l, "array %.100s", t->name);
	if (s && !add_labels(a, s)) {
		sx_space_unref(s);
		s = NULL;
	}
	return s;
}

static sx_space *load_archive(archive *a)
{
	if (!survey(a))
		return NULL;
	const sx_tensor *t = sx_tensor_pick(a->l, a->array, a->narrays, NULL, "array", a->err);
	return t ? load_member(a, t) : NULL;
}

static sx_space *load(sx_load *l, sx_err *err)
{
	archive a = { .l = l, .err = err };
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
