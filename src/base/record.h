/* record.h: records and fields of delimited text (CSV, TSV), and pieces of it that threads parse in parallel.
 *
 * Quotes follow RFC 4180: a field that begins with '"' ends at the next '"' that is not doubled and is followed by a delimiter or
 * the end of the line. A quoted field may contain line ends where the delimiter is , ; or |, but not where it is a tab or a space:
 * files of tokens contain lone quotes as words. A quote that does not close this way is an ordinary character. */
#ifndef SX_RECORD_H
#define SX_RECORD_H

#include "base.h"
#include "job.h"

typedef struct sx_span {
	const char *p;
	size_t      len;
	bool        doubled;	/* holds "" for " */
} sx_span;

/* Reads the field at p, without its quotes and without the '\r' of a line end. Returns the position after it, which is a
 * delimiter, a newline or end. With ' ' as delimiter, runs of spaces and tabs separate fields. */
const char *sx_record_field(const char *p, const char *end, char delim, sx_span *out);
/* The newline that ends the record at p, or end. */
const char *sx_record_end(const char *p, const char *end, char delim);
/* True if the line holds nothing that could be a field. */
bool        sx_record_is_blank(const char *p, const char *stop, char delim);
/* The number of fields of the record at p. */
size_t      sx_record_count(const char *p, const char *end, char delim);

/* The field as text. NULL: out of memory. */
char *sx_span_text(const sx_span *, sx_arena *);
/* The span without blanks at either end. */
sx_span sx_span_trim(sx_span);

/* ---- pieces ---- */

/* The start of a piece, the number of its first record, and the line on which that stands. */
typedef struct sx_piece { const char *at; size_t row, line; } sx_piece;

typedef struct sx_pieces {
	/* asked */
	const char *text, *end;
	size_t      line;	/* of text, counted from 1 */
	char        delim;
	bool        plain;	/* no quotes: a line is a record */
	size_t      limit;	/* the largest number of records to find */
	/* answered */
	sx_piece   *piece;	/* count + 1: the last one is the end */
	size_t      count, rows;
	bool        whole;	/* no record was left out because of the limit */
} sx_pieces;

/* Finds the pieces and counts the records; blank lines do not count. */
bool sx_pieces_cut(sx_pieces *, sx_job *, sx_arena *, sx_err *err);

/* Iterates over the records of one piece, without blank lines: sx_walk_open, then sx_walk_next until it returns false. */
typedef struct sx_walk {
	const sx_pieces *of;
	const char *next, *stop_at;
	size_t      next_line;
	const char *p, *stop;	/* the record, without its line end */
	size_t      row, line;
} sx_walk;
sx_walk sx_walk_open(const sx_pieces *, size_t piece);
bool    sx_walk_next(sx_walk *);

#endif
