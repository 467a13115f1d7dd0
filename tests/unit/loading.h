/* loading.h: what the tests of loaders and writers share: a folder of their own, files made of bytes,
 * variants of them. */
#ifndef SX_TEST_LOADING_H
#define SX_TEST_LOADING_H

#include "formats/load.h"
#include "base/rng.h"
#include "command/session.h"
#include "skip.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[512];

static inline int folder_make(void **state)
{
	const char *tmp = getenv("TMPDIR");
	(void)state;
	snprintf(folder, sizeof folder, "%s/sextant-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static inline int folder_drop(void **state)
{
	char command[600];
	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

/* The path of a file in the folder; a few of them may be in use at a time. */
static inline const char *path_of(const char *name)
{
	static char paths[8][700];
	static int next;
	char *p = paths[next++ % 8];
	snprintf(p, sizeof paths[0], "%s/%s", folder, name);
	return p;
}

static inline const char *put_file(const char *name, const void *bytes, size_t size)
{
	const char *path = path_of(name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
	return path;
}

static inline const char *put_text(const char *name, const char *text)
{
	return put_file(name, text, strlen(text));
}

/* Everything in a file, NUL-terminated; the caller frees it. */
static inline char *get_file(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	char *text = calloc(1, 1 << 20);
	assert_non_null(text);
	*size = fread(text, 1, (1 << 20) - 1, f);
	fclose(f);
	return text;
}

static inline bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* ---- loading without a session ---- */

/* What a load told beside the points. */
typedef struct told {
	sx_err err;
	char   notes[2000];
	size_t total;
	bool   borrowed;
} told;

static inline void take_notes(told *t, const sx_result *r)
{
	size_t n = 0;
	t->notes[0] = '\0';
	for (size_t i = 0; i < r->nnotes && n < sizeof t->notes; i++)
		n += (size_t)snprintf(t->notes + n, sizeof t->notes - n, "%s\n", r->note[i]);
}

static inline sx_space *load_file(sx_file *f, const char *format, size_t limit, sx_job *job, told *t)
{
	sx_load l = { .file = f, .name = "x", .limit = limit, .job = job, .tmp = sx_arena_new(job ? job->memory : 0),
	              .out = sx_result_new() };
	t->err = (sx_err){ SX_OK, "" };
	assert_non_null(f);
	const sx_loader *loader = sx_loader_for(f, format, &t->err);
	sx_space *s = loader ? sx_load_by(loader, &l, &t->err) : NULL;
	take_notes(t, l.out);
	t->total = l.total;
	t->borrowed = l.borrowed;
	sx_result_unref(l.out);
	sx_arena_free(l.tmp);
	sx_file_unref(f);
	return s;
}

static inline sx_space *load_bytes(const char *name, const void *bytes, size_t size, const char *format,
                                   told *t)
{
	return load_file(sx_file_from(name, bytes, size, NULL), format, SIZE_MAX, NULL, t);
}

static inline sx_space *load_text(const char *name, const char *text, told *t)
{
	return load_bytes(name, text, strlen(text), NULL, t);
}

static inline float value(const sx_space *s, size_t i, size_t j)
{
	sx_mat m = sx_space_mat(s);
	assert_true(i < m.n && j < m.d);
	return m.p[i * m.ld + j];
}

static inline bool holds(const char *text, const char *part)
{
	bool found = strstr(text, part) != NULL;
	if (!found)
		print_error("'%s' is not in '%s'\n", part, text);
	return found;
}

/* ---- hostile variants ---- */

/* One damaged copy of a file: cut, bits turned, bytes overwritten, a digit changed, a stretch doubled. */
static inline size_t damage(sx_rng *r, const unsigned char *from, size_t size, unsigned char *to)
{
	static const char favourites[] = "\0\n\r\t\"' ,;()[]{}-+.0123456789eEnaLTF\x7f\xff\x80";
	size_t edits = 1 + sx_rng_below(r, 4);
	memcpy(to, from, size);
	if (sx_rng_below(r, 3) == 0)
		size = sx_rng_below(r, size + 1);
	for (size_t i = 0; i < edits && size; i++) {
		size_t at = sx_rng_below(r, 2) ? sx_rng_below(r, size) : sx_rng_below(r, size < 130 ? size : 130);
		switch (sx_rng_below(r, 4)) {
		case 0: to[at] ^= (unsigned char)(1U << sx_rng_below(r, 8)); break;
		case 1: to[at] = (unsigned char)favourites[sx_rng_below(r, sizeof favourites - 1)]; break;
		case 2: to[at] = (unsigned char)('0' + sx_rng_below(r, 10)); break;
		default:
			if (at > 8)
				memmove(to + at / 2, to + at, size - at);
			break;
		}
	}
	return size;
}

/* Variant i of a file must give a space, which is walked through (true), or an error with a message. */
static inline bool check_variant(const char *name, const char *format, const void *bytes, size_t size, int i,
                                 unsigned char *copy)
{
	sx_job job = { .threads = 1, .memory = 1 << 24 };
	sx_rng r = sx_rng_open(7, name, (uint64_t)i);
	size_t len = damage(&r, bytes, size, copy);
	told t;
	sx_space *s = load_file(sx_file_from(name, copy, len, NULL), format, i % 5 ? SIZE_MAX : 2, &job, &t);
	if (s == NULL) {
		assert_true(t.err.code != SX_OK && holds(t.err.msg, name) && strlen(t.err.msg) > strlen(name) + 2);
		return false;
	}
	sx_flaws f;
	assert_true(sx_space_flaws(s, &job, &f, NULL));
	for (size_t k = 0; sx_space_has_labels(s) && k < sx_space_rows(s); k++)
		assert_non_null(sx_space_label(s, k));
	sx_space_unref(s);
	return true;
}

static inline void check_variants(const char *name, const char *format, const void *bytes, size_t size,
                                  int times)
{
	unsigned char *copy = malloc(size + 1);
	int loaded = 0;
	assert_non_null(copy);
	for (int i = 0; i < times; i++)
		loaded += check_variant(name, format, bytes, size, i, copy);
	free(copy);
	assert_true(loaded > 0);
}

/* ---- commands ---- */

/* Runs a line; true on success. The result's notes and the error go to *t. */
static inline bool run_line(sx_session *s, sx_job *job, told *t, const char *fmt, ...)
{
	char line[2048];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	sx_result *r = sx_result_new();
	t->err = (sx_err){ SX_OK, "" };
	bool ok = sx_run(s, line, job, r, &t->err);
	take_notes(t, r);
	const sx_scalar *total = ok ? sx_result_scalar(r, "rows") : NULL;
	t->total = total ? (size_t)total->num : 0;
	sx_result_unref(r);
	return ok;
}

static inline bool stop_at_once(void *ctx, double share, const char *what)
{
	(void)ctx;
	(void)share;
	(void)what;
	return false;
}

#endif
