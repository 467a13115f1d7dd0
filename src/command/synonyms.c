/* synonyms.c: names from other programs, with the command that does the same here. */
#include "command.h"

#include <ctype.h>

static const sx_synonym table[] = {
#define SX_SYNONYM(theirs, ours) { theirs, ours },
#include "synonyms.def"
#undef SX_SYNONYM
};

static int next_letter(const char **s)
{
	while (**s == '-' || **s == '_')
		++*s;
	return **s ? tolower((unsigned char)*(*s)++) : 0;
}

static bool same(const char *a, const char *b)
{
	int x, y;
	do {
		x = next_letter(&a);
		y = next_letter(&b);
	} while (x && x == y);
	return x == y;
}

const sx_synonym *sx_synonym_at(size_t i)
{
	return i < SX_COUNT(table) ? &table[i] : NULL;
}

const sx_synonym *sx_synonym_find(const char *word)
{
	for (size_t i = 0; i < SX_COUNT(table); i++)
		if (same(table[i].theirs, word))
			return &table[i];
	return NULL;
}
