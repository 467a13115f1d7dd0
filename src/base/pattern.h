/* pattern.h: the patterns of find and of filters: part of a text, ignoring case, or /REGEX/ as in Perl (PCRE2). */
#ifndef SX_PATTERN_H
#define SX_PATTERN_H

#include "base.h"

/* /REGEX/i ignores case. Labels are read as UTF-8. A pattern that takes more than a million steps on one label gives up. */
typedef struct sx_pattern {
	const char *text;
	void       *regex, *match;	/* NULL: plain text */
	int         gave_up;		/* the reason, on the first label where the match gave up, after which nothing matches; 0: it never did */
} sx_pattern;

/* Compiles the pattern. After success the caller must call sx_pattern_close, which fails where a match gave up on a label. */
bool sx_pattern_read(sx_pattern *, const char *text, sx_arena *tmp, sx_err *err);
bool sx_pattern_matches(sx_pattern *, const char *label);
bool sx_pattern_close(sx_pattern *, sx_err *err);

#endif
