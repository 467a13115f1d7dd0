/* pattern.h: what find and filters look for: part of a text in either case, or /REGEX/ (POSIX extended). */
#ifndef SX_PATTERN_H
#define SX_PATTERN_H

#include "base.h"

#include <regex.h>

typedef struct sx_pattern {
	const char *text;
	regex_t     regex;
	bool        is_regex;
} sx_pattern;

/* On success sx_pattern_free is due. */
bool sx_pattern_read(sx_pattern *, const char *text, sx_arena *tmp, sx_err *err);
bool sx_pattern_matches(const sx_pattern *, const char *label);
void sx_pattern_free(sx_pattern *);

#endif
