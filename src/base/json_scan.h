/* json_scan.h: a pull parser for JSON that reads in place and builds no tree.
 *
 * Vectors as text are nearly all numbers: a tree would take thirty times their memory, and would round them twice.
 * NaN, Infinity and -Infinity, as Python writes them, are read as numbers. */
#ifndef SX_JSON_SCAN_H
#define SX_JSON_SCAN_H

#include "base.h"

typedef enum sx_json_kind {
	SX_JSON_NONE,		/* the end, or what no value begins with */
	SX_JSON_NULL, SX_JSON_FALSE, SX_JSON_TRUE, SX_JSON_NUMBER, SX_JSON_STRING, SX_JSON_ARRAY, SX_JSON_OBJECT,
} sx_json_kind;

enum { SX_JSON_DEEPEST = 64 };

/* Where the reader stands. Once something was wrong, why says what, and every call fails. */
typedef struct sx_json {
	const char *p, *end;
	const char *why;
} sx_json;

/* The value as it stands: a string without its quotes, anything else whole. */
typedef struct sx_json_value {
	sx_json_kind kind;
	bool         escaped;	/* a string with backslashes */
	const char  *p;
	size_t       len;
} sx_json_value;

/* What begins here, white space apart. */
sx_json_kind sx_json_peek(sx_json *);
/* Steps over one value. */
bool sx_json_take(sx_json *, sx_json_value *);
/* Steps into the array or object here; then sx_json_more before each item, which is false behind the last, or when
 * something is wrong. first is true at the first call. */
bool sx_json_enter(sx_json *);
bool sx_json_more(sx_json *, char close, bool *first);
/* The name of a member, and the colon. */
bool sx_json_key(sx_json *, sx_json_value *);
/* Nothing but white space is left. */
bool sx_json_end(sx_json *);

/* A string as text, its escapes read; a zero byte and half a surrogate become U+FFFD. Anything else as it stands.
 * NULL: out of memory. */
char *sx_json_text(const sx_json_value *, sx_arena *);
/* Whether a key is this word, which holds nothing to escape. */
bool  sx_json_is(const sx_json_value *, const char *word);

#endif
