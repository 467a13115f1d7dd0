/* npz_members.c: the members of a numpy archive, checked before they are read and read within the memory that the job may use. */
#include "npz_parts.h"

#include <stdlib.h>

#ifdef SX_HAVE_LIBZIP

enum { MOST_RATIO = 1032 };	/* deflate makes no more of a byte */

bool sx_npz_bad(sx_npz *a, const char *name, const char *what)
{
	return sx_file_fail(a->err, SX_EFORMAT, a->l->file->path, "member '%.60s': %.100s", name, what);
}

/* ---- members ---- */

bool sx_npz_check(sx_npz *a, const zip_stat_t *st)
{
	const zip_uint64_t need = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
	if ((st->valid & need) != need)
		return sx_npz_bad(a, st->name, "its size is not told");
	if (st->encryption_method != ZIP_EM_NONE)
		return sx_npz_bad(a, st->name, "is encrypted");
	if (st->comp_method != ZIP_CM_STORE && st->comp_method != ZIP_CM_DEFLATE)
		return sx_npz_bad(a, st->name, "is compressed in a way numpy does not know");
	if (st->comp_size > a->l->file->size || st->size / MOST_RATIO > st->comp_size + 1)
		return sx_file_fail(a->err, SX_EFORMAT, a->l->file->path, "member '%.60s' claims %zu bytes, made of %zu: the archive "
		                    "is damaged, or a bomb", st->name, (size_t)st->size, (size_t)st->comp_size);
	return true;
}

bool sx_npz_read(sx_npz *a, zip_file_t *f, const char *name, unsigned char *to, size_t want)
{
	enum { STEP = 1 << 24 };
	for (size_t done = 0; done < want;) {
		zip_int64_t got = zip_fread(f, to + done, want - done < STEP ? want - done : STEP);
		if (got < 0)
			return sx_npz_bad(a, name, zip_file_strerror(f));
		if (got == 0)
			return sx_npz_bad(a, name, "truncated: it ends before its claimed size");
		done += (size_t)got;
		if (!sx_tick(a->l->job, (double)done / (double)want, "unpacking"))
			return sx_fail_cancel(a->err);
	}
	return true;
}

/* At the end libzip compares the checksum. */
bool sx_npz_end(sx_npz *a, zip_file_t *f, const char *name)
{
	unsigned char one;
	return zip_fread(f, &one, 1) == 0 || sx_npz_bad(a, name, "its checksum is wrong");
}

zip_file_t *sx_npz_member(sx_npz *a, zip_uint64_t i, const char *name)
{
	zip_file_t *f = zip_fopen_index(a->zip, i, 0);
	if (f == NULL)
		sx_npz_bad(a, name, zip_strerror(a->zip));
	return f;
}

sx_file *sx_npz_unpack(sx_npz *a, const zip_stat_t *st, size_t most)
{
	size_t want = st->size < most ? (size_t)st->size : most, ceiling = a->l->job ? a->l->job->memory : 0;
	unsigned char *to = ceiling && want > ceiling ? NULL : malloc(want ? want : 1);
	if (to == NULL) {
		sx_load_short(a->l, (double)want, a->err);
		return NULL;
	}
	zip_file_t *f = sx_npz_member(a, st->index, st->name);
	bool ok = f && sx_npz_read(a, f, st->name, to, want) && (want < st->size || sx_npz_end(a, f, st->name));
	if (f)
		zip_fclose(f);
	if (ok)
		return sx_file_own(a->l->file->path, to, want, a->err);
	free(to);
	return NULL;
}
#endif
