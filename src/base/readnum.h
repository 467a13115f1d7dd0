/* readnum.h: exact, locale-independent parsing of numbers in text without a terminating NUL, and shortest printing of floats.
 *
 * The same to the last bit as strtof and strtod in the C locale, whatever locale is set: the point is '.',
 * and '0,5' is 0 with something behind it. Read: [+-] digits [. digits] [e [+-] digits], nan, inf, infinity
 * in any case. Not read: hexadecimal, digit groups, leading space. */
#ifndef SX_READNUM_H
#define SX_READNUM_H

#include "base.h"

/* The place behind the number at p, or NULL where there is none. Values beyond the type's range become
 * infinite. */
const char *sx_read_float(const char *p, const char *end, float *out);
const char *sx_read_double(const char *p, const char *end, double *out);

/* The fewest digits that sx_read_float reads back as the same float; "nan", "inf", "-inf". Ends it with NUL and
 * returns the length. (writenum.c) */
size_t sx_write_float(char out[32], float);

#endif
