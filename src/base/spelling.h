/* spelling.h: suggests the word that was meant. */
#ifndef SX_SPELLING_H
#define SX_SPELLING_H

#include <stddef.h>

/* The name closest to a mistyped word, or NULL if none is close. */
const char *sx_nearest(const char *word, const char *const *names, size_t n);

#endif
