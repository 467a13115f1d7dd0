/* json_records.h: the records of a JSON file: its lines, the elements of an array, or the members of an object. */
#ifndef SX_JSON_RECORDS_H
#define SX_JSON_RECORDS_H

#include "base/file.h"
#include "base/json_scan.h"
#include "base/record.h"

/* An array that stands beside the records, a value for each: of {"ids": […], "embeddings": [[…], …]} ids. */
typedef struct sx_json_list {
	sx_json_value  name;
	sx_json_value *value;		/* as many as there are records */
} sx_json_list;

typedef struct sx_json_records {
	/* asked */
	const sx_file *file;
	size_t         limit;		/* most records */
	bool           document;	/* the file may be one document; else it is lines */
	sx_job        *job;
	sx_arena      *tmp;		/* everything lives in it */
	/* answered */
	sx_pieces      pieces;		/* of lines; pieces.line is the first of any file */
	size_t         rows, blocks;
	bool           whole;		/* the limit cut nothing off */
	const char    *of;		/* of a document, what the records are, in words; NULL: lines */
	sx_json_value *record;		/* of a document */
	sx_json_value *name;		/* of an object's members; NULL: they have none */
	sx_json_list  *list;		/* arrays beside them */
	size_t         lists;
} sx_json_records;

/* Finds them. A file that is one array gives its elements; one object gives its members where all are lists of numbers, the
 * elements of its array of vectors or objects where it has one, and else itself, a line. */
bool sx_json_records_open(sx_json_records *, sx_err *err);

/* Steps through the records of one block (rows / blocks of them, the same for any number of threads): start with
 * sx_json_walk_open, then while sx_json_walk_next. */
typedef struct sx_json_walk {
	const sx_json_records *of;
	sx_walk     lines;
	size_t      next, end;
	const char *p, *stop;	/* the record */
	size_t      row, line;	/* line 0: a document, which is told of by its records */
} sx_json_walk;
sx_json_walk sx_json_walk_open(const sx_json_records *, size_t block);
bool         sx_json_walk_next(sx_json_walk *);

#endif
