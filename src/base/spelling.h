/* spelling.h: suggests the word that was meant. */
#ifndef SX_SPELLING_H
#define SX_SPELLING_H

#include <stddef.h>

/* The word among n names nearest to a mistyped one, or NULL if none is near. */
const char *sx_nearest(const char *word, const char *const *names, size_t n);

#endif
