/* utf8.h: decoding and encoding of UTF-8, one character at a time. */
#ifndef SX_UTF8_H
#define SX_UTF8_H

#include <stdint.h>

/* Decodes the next character and advances *s. Invalid bytes give U+FFFD, one byte at a time. */
uint32_t sx_utf8_next(const char **s);
/* Encodes a character, terminated by NUL; returns its length in bytes. */
int      sx_utf8_put(char out[5], uint32_t ch);

#endif
