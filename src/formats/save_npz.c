/* save_npz.c: points and labels as arrays of numpy in one zip archive, by libzip. It is made in memory, since libzip
 * writes back and forth, and then goes through the writer like every other file. */
#include "npy.h"
#include "save_parts.h"

#include <stdio.h>
#include <string.h>

#ifdef SX_HAVE_LIBZIP
#include <zip.h>

typedef struct member { unsigned char *bytes; size_t size; } member;

static bool short_of(const sx_save *s, double bytes)
{
	return sx_fail_memory(s->err, s->path, bytes);
}

/* ---- arrays ---- */

static bool make_points(const sx_save *s, member *out)
{
	char head[SX_NPY_HEADER];
	size_t row = s->m.d * sizeof *s->m.p;
	out->size = sizeof head + s->m.n * row;		/* no more than the points themselves: no overflow */
	out->bytes = sx_alloc(s->call->tmp, out->size, 1);
	if (out->bytes == NULL)
		return short_of(s, (double)out->size);
	sx_npy_write(head, s->m.n, s->m.d);
	memcpy(out->bytes, head, sizeof head);
	for (size_t i = 0; i < s->m.n; i++)
		memcpy(out->bytes + sizeof head + i * row, s->m.p + i * s->m.ld, row);
	return true;
}

/* One letter of UTF-8; a byte that is none stands for itself in Latin-1. */
static uint32_t letter(const unsigned char **text)
{
	const unsigned char *p = *text;
	int more = *p >= 0xF0 && *p < 0xF5 ? 3 : *p >= 0xE0 && *p < 0xF0 ? 2 : *p >= 0xC2 && *p < 0xE0 ? 1 : 0;
	uint32_t c = more ? *p & (0x3FU >> more) : *p;
	for (int i = 1; i <= more; i++) {
		if ((p[i] & 0xC0) != 0x80) {
			*text = p + 1;
			return *p;
		}
		c = c << 6 | (p[i] & 0x3F);
	}
	*text = p + more + 1;
	return c;
}

static size_t letters(const char *text)
{
	size_t n = 0;
	for (const unsigned char *p = (const unsigned char *)text; *p; n++)
		letter(&p);
	return n;
}

static void put_label(unsigned char *to, const char *label)
{
	for (const unsigned char *p = (const unsigned char *)label; *p; to += 4) {
		uint32_t c = letter(&p);
		for (int i = 0; i < 4; i++)
			to[i] = (unsigned char)(c >> (8 * i));
	}
}

static bool make_labels(const sx_save *s, member *out)
{
	char head[SX_NPY_HEADER];
	size_t longest = 1, values;
	for (size_t i = 0; i < s->m.n; i++) {
		size_t n = letters(sx_space_label(s->space, i));
		longest = n > longest ? n : longest;
	}
	bool fits = sx_mul(s->m.n, 4 * longest, &values) && values < SIZE_MAX - sizeof head;
	out->size = sizeof head + values;
	out->bytes = fits ? sx_alloc(s->call->tmp, out->size, 1) : NULL;
	if (out->bytes == NULL)
		return short_of(s, (double)s->m.n * 4 * (double)longest);
	sx_npy_write_texts(head, s->m.n, longest);
	memcpy(out->bytes, head, sizeof head);
	for (size_t i = 0; i < s->m.n; i++)
		put_label(out->bytes + sizeof head + i * 4 * longest, sx_space_label(s->space, i));
	return true;
}

/* ---- the archive ---- */

static int asked_to_stop(zip_t *zip, void *save)
{
	(void)zip;
	sx_save *s = save;
	return !sx_tick(s->call->job, -1, "writing the archive");
}

/* The same bytes for the same space: the time is the earliest a zip can tell. Points are stored as they are, which is how
 * they can be mapped, and floats hardly shrink; the first member's values lie at a multiple of 4. */
static bool add(zip_t *zip, const char *name, const member *m, zip_int32_t method)
{
	zip_source_t *source = zip_source_buffer(zip, m->bytes, m->size, 0);
	zip_int64_t i = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
	if (i < 0) {
		zip_source_free(source);
		return false;
	}
	return zip_set_file_compression(zip, (zip_uint64_t)i, method, 1) == 0 &&
	       zip_file_set_dostime(zip, (zip_uint64_t)i, 0, 0x21, 0) == 0;
}

static bool copy_out(sx_save *s, zip_source_t *made)
{
	char part[1 << 16];
	zip_int64_t got;
	if (zip_source_open(made) != 0)
		return short_of(s, (double)sizeof part);
	while ((got = zip_source_read(made, part, sizeof part)) > 0 && sx_writer_add(s->w, part, (size_t)got))
		continue;
	zip_source_close(made);
	return got < 0 ? short_of(s, (double)sizeof part) : sx_writer_flush(s->w, s->err);
}

static bool fill(sx_save *s, zip_t *zip, const member *points, const member *labels)
{
	zip_register_cancel_callback_with_state(zip, asked_to_stop, NULL, s);
	if (add(zip, "points.npy", points, ZIP_CM_STORE) && (labels->bytes == NULL || add(zip, "labels.npy", labels, ZIP_CM_DEFLATE)) &&
	    zip_close(zip) == 0)
		return true;
	bool stopped = zip_error_code_zip(zip_get_error(zip)) == ZIP_ER_CANCELLED;
	stopped ? sx_fail_cancel(s->err) : sx_file_fail(s->err, SX_EIO, s->path, "%s", zip_strerror(zip));
	zip_discard(zip);
	return false;
}

bool sx_save_npz(sx_save *s)
{
	member points, labels = { NULL, 0 };
	zip_error_t why;
	if (!make_points(s, &points) || (sx_space_has_labels(s->space) && !make_labels(s, &labels)))
		return false;
	zip_error_init(&why);
	zip_source_t *made = zip_source_buffer_create(NULL, 0, 0, &why);
	zip_t *zip = made ? zip_open_from_source(made, ZIP_TRUNCATE, &why) : NULL;
	zip_error_fini(&why);
	if (zip == NULL) {
		zip_source_free(made);
		return short_of(s, (double)points.size);
	}
	zip_source_keep(made);
	bool ok = fill(s, zip, &points, &labels) && copy_out(s, made);
	zip_source_free(made);
	return ok;
}
#else
bool sx_save_npz(sx_save *s)
{
	return sx_file_fail(s->err, SX_EUSAGE, s->path, "this sextant was built without libzip; npy holds the same points");
}
#endif
