/* base.h: errors, scratch memory, growable text. Every other header includes this one. */
#ifndef SX_BASE_H
#define SX_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SX_COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Compiles a hot loop once for each newer processor as well; the program chooses when it starts. Not under the thread sanitizer,
 * where the resolver runs before the sanitizer does and crashes. clang gives the resolver of a static function a global name, so
 * cloned functions need distinct names (the lint checks). */
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__) && !defined(SX_NO_CLONES) && \
	(!defined(__clang__) || __clang_major__ >= 14)
#define SX_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define SX_CLONES
#endif
#if defined(__GNUC__)
#define SX_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define SX_PRINTF(fmt, args)
#endif

/* ---- errors: true, or a pointer, means success; whatever can fail takes an sx_err * as its last parameter ---- */

typedef enum sx_code {
	SX_OK,
	SX_EUSAGE,	/* the command line is wrong: unknown name, bad value */
	SX_EINPUT,	/* the data are unsuitable: NaN, too few rows */
	SX_EFORMAT,	/* a file is not what it claims to be */
	SX_EIO,		/* the system refused: no such file, disk full */
	SX_EMEMORY,	/* the memory ceiling would be exceeded, or malloc failed */
	SX_ECANCEL,	/* stopped on request; nothing changed */
} sx_code;

typedef struct sx_err {
	sx_code code;
	char    msg[240];	/* one line, no newline, without "sextant: COMMAND: " */
} sx_err;

/* Fills *err (which may be NULL) and returns false, so that `return sx_fail(…)` is one line. */
bool sx_fail(sx_err *err, sx_code code, const char *fmt, ...) SX_PRINTF(3, 4);

/* Fills *err with "PATH: " and the formatted text; of a long path only the end is kept. Returns false. */
bool sx_file_fail(sx_err *err, sx_code code, const char *path, const char *fmt, ...) SX_PRINTF(4, 5);

/* The two failures that are worded the same everywhere. Both return false. */
bool sx_fail_memory(sx_err *err, const char *what, double bytes);
bool sx_fail_cancel(sx_err *err);

/* ---- memory: an arena hands out blocks and is freed as a whole ---- */

typedef struct sx_arena sx_arena;

/* A new arena. limit: the total number of bytes it may hand out, 0 for no limit. NULL when out of memory. */
sx_arena *sx_arena_new(size_t limit);
void      sx_arena_free(sx_arena *);	/* NULL does nothing */
size_t    sx_arena_used(const sx_arena *);

/* Allocates count * size zeroed bytes, aligned to 64, with an overflow check. NULL when out of memory or over the limit. Not
 * thread-safe. sx_alloc(a, 0, …) returns a valid pointer. */
void *sx_alloc(sx_arena *, size_t count, size_t size);
char *sx_strdup(sx_arena *, const char *);			/* NULL in, NULL out */
char *sx_strndup(sx_arena *, const char *, size_t len);
char *sx_printf(sx_arena *, const char *fmt, ...) SX_PRINTF(2, 3);

double sx_seconds(void);		/* seconds on a monotonic clock with an arbitrary origin */

/* Sets *product = a * b; false on overflow. For every size that comes from a file. */
bool sx_mul(size_t a, size_t b, size_t *product);

/* ---- growable text ---- */

/* Zero-initialise it. A buffer that ran out of memory is marked failed and ignores what is added later: check once, at the end,
 * with sx_buf_ok. text is NUL-terminated, or NULL while empty. */
typedef struct sx_buf {
	char  *text;
	size_t len, cap;
	bool   failed;
} sx_buf;

void sx_buf_add(sx_buf *, const char *bytes, size_t len);
void sx_buf_puts(sx_buf *, const char *);
void sx_buf_putc(sx_buf *, char);
void sx_buf_pad(sx_buf *, char, int times);
void sx_buf_printf(sx_buf *, const char *fmt, ...) SX_PRINTF(2, 3);
bool sx_buf_ok(const sx_buf *);
void sx_buf_clear(sx_buf *);		/* length 0, memory kept */
void sx_buf_free(sx_buf *);

/* ---- numbers as text ---- */

/* The shortest decimal that reads back as the same double; "nan", "inf", "-inf". out holds 32 bytes. */
const char *sx_number(char out[32], double);
/* For people: 4 significant digits, thousands separated, no exponent between 1e-4 and 1e15. out holds 32 bytes. */
const char *sx_number_short(char out[32], double);
/* A size for people: "210 MB". */
const char *sx_bytes(char out[32], double bytes);

#endif
