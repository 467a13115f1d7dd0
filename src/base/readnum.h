/* readnum.h: exact, locale-independent parsing of numbers in text without a terminating NUL, and shortest printing of floats.
 *
 * The values equal, to the last bit, those of strtof and strtod in the C locale, whatever locale is set: the decimal point is '.',
 * and '0,5' is 0 with something after it. Accepted: [+-] digits [. digits] [e [+-] digits], nan, inf, infinity in any case. Not
 * accepted: hexadecimal, digit groups, leading space. */
#ifndef SX_READNUM_H
#define SX_READNUM_H

#include "base.h"

/* Parses the number at p. Returns the position after it, or NULL where there is none. Values beyond the range of the type become
 * infinite. */
const char *sx_read_float(const char *p, const char *end, float *out);
const char *sx_read_double(const char *p, const char *end, double *out);

/* Writes the fewest digits that sx_read_float reads back as the same float; or "nan", "inf", "-inf". Terminates with NUL and
 * returns the length. (writenum.c) */
size_t sx_write_float(char out[32], float);

#endif
