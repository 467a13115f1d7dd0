/* json_lines.h: the records of a JSON file, each with a vector and other keys: JSON Lines, or one document of many. Looked through
 * once for keys and types, then read; both passes run in parallel over blocks of records. */
#ifndef SX_JSON_LINES_H
#define SX_JSON_LINES_H

#include "json_records.h"
#include "json_vector.h"
#include "space/space.h"

enum { SX_MOST_KEYS = 512 };

typedef struct sx_jsonkey {
	sx_json_value name;
	size_t numbers, fractions, texts, nested;	/* records that hold such a value there; true and false are numbers */
	size_t row, place;				/* where it was first seen */
} sx_jsonkey;

typedef struct sx_jsonlines {
	/* asked */
	const sx_file *file;
	size_t         limit;		/* most rows */
	bool           vectors;		/* every record must hold a list of numbers of one length; the file may be a document */
	const char    *wanted;		/* the key of it; NULL: as json_vector.h says */
	sx_job        *job;
	sx_arena      *tmp;		/* everything lives in it */
	/* answered */
	sx_json_records records;
	size_t         rows, dims;
	bool           whole;		/* the limit cut nothing off */
	sx_json_vector vector;		/* where it is */
	size_t         candidates;	/* how many keys of the first record could have been it */
	const char    *vector_name;	/* in words; "": the records are bare lists */
	size_t         first_line;
	sx_jsonkey    *key;		/* in the order of their first appearance, without the vector's; then of what stands beside */
	size_t         keys, own_keys;	/* own_keys: those of the records themselves */
} sx_jsonlines;

/* An error names the line. */
bool sx_jsonlines_open(sx_jsonlines *, sx_err *err);

/* Reads the vectors to points (NULL: not) and every key into a field: numbers where no line holds a text, lists and
 * objects left out. A key that holds nothing but those has a field without values. as_text, which may be NULL, names
 * a key that is text whatever it holds. */
bool sx_jsonlines_read(sx_jsonlines *, float *points, const char *as_text, sx_field *field, sx_err *err);

#endif
