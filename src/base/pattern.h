/* pattern.h: the patterns of find and of filters: part of a text, ignoring case, or /REGEX/ as in Perl (PCRE2). */
#ifndef SX_PATTERN_H
#define SX_PATTERN_H

#include "base.h"

/* /REGEX/i is the same in either case. Labels are read as UTF-8; a pattern that takes more than a million steps on one label
 * gives up. */
typedef struct sx_pattern {
	const char *text;
	void       *regex, *match;	/* NULL: plain text */
	int         gave_up;		/* why, on the first label where it did, after which nothing matches; 0: nowhere */
} sx_pattern;

/* On success sx_pattern_close is due, which fails where a label was given up. */
bool sx_pattern_read(sx_pattern *, const char *text, sx_arena *tmp, sx_err *err);
bool sx_pattern_matches(sx_pattern *, const char *label);
bool sx_pattern_close(sx_pattern *, sx_err *err);

#endif
