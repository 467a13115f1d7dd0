/* word_lines.h: lines of a word and its numbers, and a first look at a text of them. */
#ifndef SX_WORD_LINES_H
#define SX_WORD_LINES_H

#include "base/base.h"
#include "base/record.h"

/* A word may hold spaces and may be empty; the last d fields are its numbers. */
bool sx_word_line(const char *p, const char *stop, size_t d, float *out, sx_span *word);
/* What is wrong with a line that cannot be read so. True: it has too few fields, and *field is their count.
 * False: *field, counted from 1, is no number, and *text is what it holds. */
bool sx_word_fault(const char *p, const char *stop, size_t d, size_t *field, sx_span *text);

enum { SX_SURVEYED = 64 };

typedef struct sx_survey {
	bool        header;		/* the first line is two counts */
	bool        worded, tabs;	/* some line begins with what is no number; holds a tab */
	size_t      n, d;		/* as the header has them */
	const char *body;		/* behind the header */
	size_t      lines;
	size_t      fields[SX_SURVEYED];	/* on a line */
	size_t      numbers[SX_SURVEYED];	/* at its end, the first field apart */
} sx_survey;

/* Reads no more than a megabyte, or one line; and no line that this cuts. */
void   sx_survey_text(sx_survey *, const char *text, const char *end);
/* Whether the line at p is a header of two counts. */
bool   sx_survey_header(const char *p, const char *end);
/* The dimensions: what the lines say, or the header where a line bears it out, since words that end in
 * numbers make lines look longer. 0: there are none. */
size_t sx_survey_dims(const sx_survey *);
/* Whether some line has so many fields. */
bool   sx_survey_has(const sx_survey *, size_t fields);

#endif
