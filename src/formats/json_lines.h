/* json_lines.h: JSON Lines, an object a line: looked through once for keys and types, then read. Both passes run in
 * parallel over pieces of whole lines. */
#ifndef SX_JSON_LINES_H
#define SX_JSON_LINES_H

#include "base/file.h"
#include "base/json_scan.h"
#include "base/record.h"
#include "space/space.h"

enum { SX_MOST_KEYS = 512 };

typedef struct sx_jsonkey {
	sx_json_value name;
	size_t numbers, fractions, texts, nested;	/* lines that hold such a value there; true and false are numbers */
	size_t row, place;				/* where it was first seen */
} sx_jsonkey;

typedef struct sx_jsonlines {
	/* asked */
	const sx_file *file;
	size_t         limit;		/* most rows */
	bool           vectors;		/* every line must hold a list of numbers of one length */
	const char    *wanted;		/* the key of it; NULL: the first in the first line */
	sx_job        *job;
	sx_arena      *tmp;		/* everything lives in it */
	/* answered */
	sx_pieces      pieces;
	size_t         rows, dims;
	bool           whole;		/* the limit cut nothing off */
	sx_json_value  vector;		/* its key */
	sx_jsonkey    *key;		/* in the order of their first appearance, without the vector's */
	size_t         keys;
} sx_jsonlines;

/* An error names the line. */
bool sx_jsonlines_open(sx_jsonlines *, sx_err *err);

/* Reads the vectors to points (NULL: not) and every key into a field: numbers where no line holds a text, lists and
 * objects left out. A key that holds nothing but those has a field without values. as_text, which may be NULL, names
 * a key that is text whatever it holds. */
bool sx_jsonlines_read(sx_jsonlines *, float *points, const char *as_text, sx_field *field, sx_err *err);

#endif
