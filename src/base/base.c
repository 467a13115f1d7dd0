/* base.c: errors, arenas, growable text, and numbers as text. */
#include "base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

/* ---- errors ---- */

bool sx_fail(sx_err *err, sx_code code, const char *fmt, ...)
{
	if (err == NULL)
		return false;
	err->code = code;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err->msg, sizeof err->msg, fmt, ap);
	va_end(ap);
	for (unsigned char *p = (unsigned char *)err->msg; *p; p++)	/* one line, and nothing a terminal would obey */
		if (*p < ' ' || *p == 127 || (*p == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0)) {
			if (*p == 0xC2)
				p[1] = '?';
			*p = '?';
		}
	return false;
}

bool sx_fail_memory(sx_err *err, const char *what, double bytes)
{
	char size[32];
	return sx_fail(err, SX_EMEMORY, "%s needs %s, more than --memory allows or the machine has", what,
	               sx_bytes(size, bytes));
}

enum { SHOWN = 120 };	/* bytes of a path in a message: the rest of it must fit too */

bool sx_file_fail(sx_err *err, sx_code code, const char *path, const char *fmt, ...)
{
	char what[sizeof err->msg];
	size_t len = strlen(path), skip = len > SHOWN ? len - SHOWN : 0;
	while (skip && ((unsigned char)path[skip] & 0xC0) == 0x80)	/* not in the middle of a UTF-8 letter */
		skip++;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	return sx_fail(err, code, "%s%s: %s", skip ? "..." : "", path + skip, what);
}

bool sx_fail_cancel(sx_err *err)
{
	return sx_fail(err, SX_ECANCEL, "cancelled; nothing was changed");
}

bool sx_mul(size_t a, size_t b, size_t *product)
{
	return !__builtin_mul_overflow(a, b, product);
}

/* ---- arenas ---- */

enum { ALIGN = 64, CHUNK = 64 * 1024 };

typedef struct block {
	struct block *next;
	size_t size, used;	/* of the bytes after the aligned start */
	char  *start;
} block;

struct sx_arena {
	block *head;
	size_t limit, lent;
};

sx_arena *sx_arena_new(size_t limit)
{
	sx_arena *a = calloc(1, sizeof *a);
	if (a)
		a->limit = limit;
	return a;
}

void sx_arena_free(sx_arena *a)
{
	if (a == NULL)
		return;
	for (block *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

size_t sx_arena_used(const sx_arena *a)
{
	return a->lent;
}

/* Large blocks in large pages: a fresh small page costs more than what is then written to it. A wish; no harm if refused. */
static void wish_large_pages(void *p, size_t size)
{
#if defined(MADV_HUGEPAGE)
	uintptr_t page = (uintptr_t)1 << 21, lo = ((uintptr_t)p + page - 1) & ~(page - 1), hi = ((uintptr_t)p + size) & ~(page - 1);
	if (hi > lo)
		(void)madvise((void *)lo, hi - lo, MADV_HUGEPAGE);
#else
	(void)p;
	(void)size;
#endif
}

/* calloc rather than aligned_alloc: fresh pages come zeroed, and untouched ones cost nothing. */
static block *block_new(sx_arena *a, size_t size, bool chunk)
{
	size_t head = sizeof(block) + ALIGN;
	if (size > SIZE_MAX - head)
		return NULL;
	block *b = calloc(1, head + size);
	if (b == NULL)
		return NULL;
	wish_large_pages(b, head + size);
	b->size = size;
	b->start = (char *)(((uintptr_t)(b + 1) + ALIGN - 1) & ~(uintptr_t)(ALIGN - 1));
	if (a->head && !chunk) {	/* keep filling the chunk at the head */
		b->next = a->head->next;
		a->head->next = b;
	} else {
		b->next = a->head;
		a->head = b;
	}
	return b;
}

void *sx_alloc(sx_arena *a, size_t count, size_t size)
{
	size_t want;
	if (a == NULL || !sx_mul(count, size, &want) || want > SIZE_MAX - ALIGN)
		return NULL;
	want = (want + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (a->limit && (want > a->limit || a->lent > a->limit - want))
		return NULL;
	block *b = a->head;
	if (b)		/* texts may have left it off its alignment; a chunk is a multiple of it */
		b->used = (b->used + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (b == NULL || b->size - b->used < want) {
		b = want > CHUNK / 4 ? block_new(a, want, false) : block_new(a, CHUNK, true);
		if (b == NULL)
			return NULL;
	}
	void *p = b->start + b->used;
	b->used += want;
	a->lent += want;
	return p;
}

/* Text needs no alignment, so many short strings share the tail of a chunk. */
static char *text_alloc(sx_arena *a, size_t want)
{
	if (a == NULL || want > CHUNK / 4)
		return sx_alloc(a, want, 1);
	if (a->limit && (want > a->limit || a->lent > a->limit - want))
		return NULL;
	block *b = a->head;
	if (b == NULL || b->size - b->used < want + ALIGN)
		b = block_new(a, CHUNK, true);
	if (b == NULL)
		return NULL;
	char *p = b->start + b->used;
	b->used += want;
	a->lent += want;
	return p;
}

char *sx_strndup(sx_arena *a, const char *s, size_t len)
{
	char *copy = text_alloc(a, len + 1);
	if (copy) {
		memcpy(copy, s, len);
		copy[len] = '\0';
	}
	return copy;
}

char *sx_strdup(sx_arena *a, const char *s)
{
	return s ? sx_strndup(a, s, strlen(s)) : NULL;
}

char *sx_printf(sx_arena *a, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *s = len < 0 ? NULL : text_alloc(a, (size_t)len + 1);
	if (s)
		vsnprintf(s, (size_t)len + 1, fmt, again);
	va_end(again);
	return s;
}

/* ---- growable text ---- */

static bool buf_room(sx_buf *b, size_t more)
{
	if (b->failed || more > SIZE_MAX / 4 - b->len) {
		b->failed = true;
		return false;
	}
	size_t need = b->len + more + 1;
	if (need <= b->cap)
		return true;
	size_t cap = b->cap ? b->cap : 256;
	while (cap < need)
		cap *= 2;
	char *grown = realloc(b->text, cap);
	if (grown == NULL) {
		b->failed = true;
		return false;
	}
	b->text = grown;
	b->cap = cap;
	return true;
}

void sx_buf_add(sx_buf *b, const char *bytes, size_t len)
{
	if (!buf_room(b, len))
		return;
	memcpy(b->text + b->len, bytes, len);
	b->len += len;
	b->text[b->len] = '\0';
}

void sx_buf_puts(sx_buf *b, const char *s)
{
	sx_buf_add(b, s, strlen(s));
}

void sx_buf_putc(sx_buf *b, char c)
{
	sx_buf_add(b, &c, 1);
}

void sx_buf_pad(sx_buf *b, char c, int times)
{
	while (times-- > 0)
		sx_buf_putc(b, c);
}

void sx_buf_printf(sx_buf *b, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len >= 0 && buf_room(b, (size_t)len)) {
		vsnprintf(b->text + b->len, (size_t)len + 1, fmt, again);
		b->len += (size_t)len;
	}
	va_end(again);
}

bool sx_buf_ok(const sx_buf *b)
{
	return !b->failed;
}

void sx_buf_clear(sx_buf *b)
{
	b->len = 0;
	if (b->text)
		b->text[0] = '\0';
}

void sx_buf_free(sx_buf *b)
{
	free(b->text);
	*b = (sx_buf){ 0 };
}

/* ---- numbers as text ---- */

const char *sx_number(char out[32], double v)
{
	if (isnan(v))
		return strcpy(out, "nan");
	if (isinf(v))
		return strcpy(out, v > 0 ? "inf" : "-inf");
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(out, 32, "%.*g", digits, v);
		if (strtod(out, NULL) == v)
			break;
	}
	return out;
}

/* 12345678 becomes 12,345,678; the text holds a whole number and has room. */
static void part_thousands(char *s)
{
	size_t len = strlen(s), first = s[0] == '-';
	for (size_t at = len; at > first + 3;) {
		at -= 3;
		memmove(s + at + 1, s + at, strlen(s + at) + 1);
		s[at] = ',';
	}
}

const char *sx_number_short(char out[32], double v)
{
	double size = fabs(v);
	if (!isfinite(v))
		return sx_number(out, v);
	if (v == floor(v) && size < 1e15) {
		snprintf(out, 32, "%.0f", v == 0 ? 0.0 : v);
		part_thousands(out);
	} else if (size >= 1e15 || size < 1e-4) {
		snprintf(out, 32, "%.3e", v);
	} else {
		int decimals = 3 - (int)floor(log10(size));
		snprintf(out, 32, "%.*f", decimals < 0 ? 0 : decimals, v);
		if (decimals <= 0)
			part_thousands(out);
	}
	return out;
}

const char *sx_bytes(char out[32], double bytes)
{
	static const char *const unit[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
	size_t u = 0;
	while (bytes >= 1000 && u + 1 < SX_COUNT(unit)) {
		bytes /= 1000;
		u++;
	}
	snprintf(out, 32, u && bytes < 10 ? "%.1f %s" : "%.0f %s", bytes, unit[u]);
	return out;
}

double sx_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
