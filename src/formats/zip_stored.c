/* zip_stored.c: the central directory of a zip archive, as far as it leads to a stored member. The names of the fields
 * are those of PKWARE's APPNOTE. */
#include "zip_stored.h"

#include <string.h>

enum { END = 22, END64_LOCATOR = 20, END64 = 56, ENTRY = 46, LOCAL = 30, MOST_COMMENT = 65535 };

typedef struct zip { const unsigned char *p; size_t size; } zip;
typedef struct entry { uint64_t packed, size, local; unsigned method, flags; const unsigned char *name; size_t name_len; } entry;

static uint64_t get(const unsigned char *p, size_t bytes)
{
	uint64_t v = 0;
	for (size_t i = bytes; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

static bool there(const zip *z, uint64_t at, size_t bytes)
{
	return bytes <= z->size && at <= z->size - bytes;
}

static bool is(const zip *z, uint64_t at, size_t bytes, const char *signature)
{
	return there(z, at, bytes) && memcmp(z->p + at, signature, 4) == 0;
}

/* ---- the directory ---- */

/* The end record is the last whose comment ends with the file. */
static bool find_end(const zip *z, size_t *at)
{
	size_t least = z->size > END + MOST_COMMENT ? z->size - END - MOST_COMMENT : 0;
	if (z->size < END)
		return false;
	for (size_t i = z->size - END + 1; i-- > least;)
		if (is(z, i, END, "PK\005\006") && get(z->p + i + 20, 2) == z->size - END - i) {
			*at = i;
			return true;
		}
	return false;
}

static bool find_directory(const zip *z, uint64_t *first, uint64_t *count)
{
	size_t end;
	if (!find_end(z, &end))
		return false;
	*count = get(z->p + end + 10, 2);
	*first = get(z->p + end + 16, 4);
	if (*count != 0xFFFF && *first != 0xFFFFFFFF)
		return true;
	if (end < END64_LOCATOR || !is(z, end - END64_LOCATOR, END64_LOCATOR, "PK\006\007"))
		return false;
	uint64_t end64 = get(z->p + end - END64_LOCATOR + 8, 8);
	if (!is(z, end64, END64, "PK\006\006"))
		return false;
	*count = get(z->p + end64 + 32, 8);
	*first = get(z->p + end64 + 48, 8);
	return true;
}

/* Numbers that did not fit into 32 bits stand in the extra field of kind 1, in this order and only those. */
static bool widen(entry *e, const unsigned char *extra, size_t len)
{
	uint64_t *const wide[] = { &e->size, &e->packed, &e->local };
	for (size_t at = 0; at + 4 <= len;) {
		size_t kind = get(extra + at, 2), size = get(extra + at + 2, 2), used = 0;
		if (size > len - at - 4)
			return false;
		for (size_t i = 0; kind == 1 && i < SX_COUNT(wide); i++)
			if (*wide[i] == 0xFFFFFFFF) {
				if (used + 8 > size)
					return false;
				*wide[i] = get(extra + at + 4 + used, 8);
				used += 8;
			}
		at += 4 + size;
	}
	return true;
}

/* Reads the entry at *at and moves on to the next. */
static bool read_entry(const zip *z, uint64_t *at, entry *e)
{
	if (!is(z, *at, ENTRY, "PK\001\002"))
		return false;
	const unsigned char *p = z->p + *at;
	size_t extra = get(p + 30, 2), comment = get(p + 32, 2);
	*e = (entry){ .flags = (unsigned)get(p + 8, 2), .method = (unsigned)get(p + 10, 2), .packed = get(p + 20, 4),
	              .size = get(p + 24, 4), .local = get(p + 42, 4), .name = p + ENTRY, .name_len = get(p + 28, 2) };
	if (!there(z, *at, ENTRY + e->name_len + extra + comment))
		return false;
	*at += ENTRY + e->name_len + extra + comment;
	return widen(e, e->name + e->name_len, extra);
}

/* ---- the member ---- */

static const unsigned char *data_of(const zip *z, const entry *e)
{
	if (!is(z, e->local, LOCAL, "PK\003\004"))
		return NULL;
	const unsigned char *p = z->p + e->local;
	size_t name = get(p + 26, 2), head = LOCAL + name + get(p + 28, 2);
	bool same = name == e->name_len && get(p + 8, 2) == 0 && there(z, e->local, head) &&
	            memcmp(p + LOCAL, e->name, name) == 0;
	return same && e->size <= z->size - e->local - head ? p + head : NULL;
}

const unsigned char *sx_zip_stored(const unsigned char *bytes, size_t zip_size, size_t i, const char *name, size_t size)
{
	const zip z = { bytes, zip_size };
	uint64_t at, count;
	entry e = { 0 };
	if (!find_directory(&z, &at, &count) || i >= count)
		return NULL;
	for (size_t k = 0; k <= i; k++)
		if (!read_entry(&z, &at, &e))
			return NULL;
	bool plain = e.method == 0 && !(e.flags & 1) && e.packed == e.size && e.size == size;
	return plain && e.name_len == strlen(name) && memcmp(e.name, name, e.name_len) == 0 ? data_of(&z, &e) : NULL;
}
