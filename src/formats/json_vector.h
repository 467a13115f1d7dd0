/* json_vector.h: where in a JSON record its vector is, and reading it: a list of numbers under a key, however deep, or float32 in
 * base64, as some services send them. */
#ifndef SX_JSON_VECTOR_H
#define SX_JSON_VECTOR_H

#include "base/json_scan.h"

enum { SX_JSON_STEPS = 8 };		/* deepest key that is looked at */

typedef struct sx_json_vector {
	sx_json_value key[SX_JSON_STEPS];	/* one below the other; without p: the only element of an array */
	size_t steps;			/* 0: the record itself is the list */
	bool   base64;
	size_t dims;
} sx_json_vector;

/* Looks through one record. wanted is a key, or keys with points between, or NULL: then a key with a telling name (embedding,
 * vector …) goes first, then the one least deep, then one with fractions. False: there is none, or several that are alike; names
 * lists what was found, or the record's keys. *found: how many. */
bool sx_json_vector_find(const char *p, const char *stop, const char *wanted, sx_json_vector *out, sx_buf *names, size_t *found);

/* From the value of the vector's first key, or for no key from the record, down to the vector. False: it is not there. */
bool sx_json_vector_enter(const sx_json_vector *, sx_json *);
/* The length of what begins here: numbers of a list, floats of a text. False: neither. Steps over it. */
bool sx_json_vector_count(const sx_json_vector *, sx_json *, size_t *count);
/* Reads it; null is NaN. False: it does not hold d numbers. */
bool sx_json_vector_read(const sx_json_vector *, sx_json *, float *to, size_t d);

/* "response.body.embedding", in tmp; NULL: out of memory. */
char *sx_json_vector_name(const sx_json_vector *, sx_arena *);

#endif
