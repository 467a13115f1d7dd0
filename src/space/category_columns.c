/* category_columns.c: decides which text columns are categories. */
#include "space.h"

#include <string.h>

enum { SLOTS = 4 * SX_MOST_CATEGORIES };	/* a power of two */

_Static_assert((SLOTS & (SLOTS - 1)) == 0, "slots are found by a mask");

static uint32_t hash_of(const char *p)
{
	uint32_t h = 2166136261U;
	for (; *p; p++)
		h = (h ^ (unsigned char)*p) * 16777619U;
	return h ^ h >> 15;
}

/* The text's slot, or the empty one where it belongs. */
static const char **find(const char **slot, const char *text)
{
	size_t i = hash_of(text) & (SLOTS - 1);
	while (slot[i] && strcmp(slot[i], text) != 0)
		i = (i + 1) & (SLOTS - 1);
	return &slot[i];
}

/* Stops at the first value too many. */
static bool is_category(const char *const *text, size_t n)
{
	const char *slot[SLOTS] = { NULL };
	size_t values = 0, there = 0;
	for (size_t i = 0; i < n; i++)
		there += *text[i] != '\0';
	for (size_t i = 0; i < n; i++) {
		const char **at = *text[i] ? find(slot, text[i]) : NULL;
		if (at == NULL || *at)
			continue;
		*at = text[i];
		if (++values > SX_MOST_CATEGORIES || values > there / SX_ROWS_A_CATEGORY)
			return false;
	}
	return values > 0;
}

void sx_field_categorise(sx_field *f, size_t rows)
{
	f->category |= f->type == SX_TEXT && is_category(f->text, rows);
}

const char *sx_field_type(const sx_field *f)
{
	static const char *const name[] = { "integer", "real", "text" };
	return f->category ? "category" : name[f->type];
}
