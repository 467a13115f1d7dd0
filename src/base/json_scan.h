/* json_scan.h: a pull parser for JSON that reads in place and builds no tree.
 *
 * Embeddings as JSON are nearly all numbers: a tree would take thirty times their memory, and would round them twice. NaN,
 * Infinity and -Infinity, as Python writes them, are read as numbers. */
#ifndef SX_JSON_SCAN_H
#define SX_JSON_SCAN_H

#include "base.h"

typedef enum sx_json_kind {
	SX_JSON_NONE,		/* the end of the text, or a character that cannot start a value */
	SX_JSON_NULL, SX_JSON_FALSE, SX_JSON_TRUE, SX_JSON_NUMBER, SX_JSON_STRING, SX_JSON_ARRAY, SX_JSON_OBJECT,
} sx_json_kind;

enum { SX_JSON_DEEPEST = 64 };

/* The state of the parser. After an error, why says what was wrong, and every call fails. */
typedef struct sx_json {
	const char *p, *end;
	const char *why;
} sx_json;

/* A value as written: a string without its quotes, anything else whole. */
typedef struct sx_json_value {
	sx_json_kind kind;
	bool         escaped;	/* a string with backslashes */
	const char  *p;
	size_t       len;
} sx_json_value;

/* The kind of value that begins here, after white space. */
sx_json_kind sx_json_peek(sx_json *);
/* Reads one value and steps past it. */
bool sx_json_take(sx_json *, sx_json_value *);
/* Enters the array or object here. Then call sx_json_more before each item; it returns false past the last item or after an error.
 * first is true at the first call. */
bool sx_json_enter(sx_json *);
bool sx_json_more(sx_json *, char close, bool *first);
/* Reads the name of a member and the colon. */
bool sx_json_key(sx_json *, sx_json_value *);
/* True if nothing but white space is left. */
bool sx_json_end(sx_json *);

/* A string with its escapes decoded; a zero byte and an unpaired surrogate become U+FFFD. Any other value as written. NULL: out of
 * memory. */
char *sx_json_text(const sx_json_value *, sx_arena *);
/* Whether a key equals this word, which must not need escapes. */
bool  sx_json_is(const sx_json_value *, const char *word);

#endif
