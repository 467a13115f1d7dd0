/* utf8.h: decoding and encoding of UTF-8, one character at a time. */
#ifndef SX_UTF8_H
#define SX_UTF8_H

#include <stdint.h>

/* The next character; *s moves on. What is no UTF-8 is U+FFFD, a byte at a time. */
uint32_t sx_utf8_next(const char **s);
/* Writes a character and a NUL; its length in bytes. */
int      sx_utf8_put(char out[5], uint32_t ch);

#endif
