/* spelling.c: suggests the word that was meant: edit distance with transpositions, at most a third of the word. */
#include "spelling.h"
#include "base.h"

#include <string.h>

enum { LONGEST = 40 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t edits(const char *a, const char *b)
{
	size_t row[3][LONGEST + 1], la = strlen(a), lb = strlen(b);
	for (size_t j = 0; j <= lb; j++)
		row[1][j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t *now = row[(i + 1) % 3], *last = row[i % 3], *older = row[(i + 2) % 3];
		now[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			now[j] = least(last[j - 1] + (a[i - 1] != b[j - 1]), 1 + least(last[j], now[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], older[j - 2] + 1);
		}
	}
	return row[(la + 1) % 3][lb];
}

const char *sx_nearest(const char *word, const char *const *names, size_t n)
{
	size_t len = strlen(word), best = SIZE_MAX;
	const char *near = NULL;
	if (len == 0 || len > LONGEST)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t other = strlen(names[i]);
		if (other == 0 || other > LONGEST)
			continue;
		size_t e = edits(word, names[i]);
		if (len >= 3 && strncmp(word, names[i], len) == 0)
			e = 1;		/* the beginning of a name counts as near */
		if (e < best && e <= 1 + least(len, other) / 3) {
			best = e;
			near = names[i];
		}
	}
	return near;
}
