/* figures.c: finds the row of a command's table that describes a metric. */
#include "command.h"

#include <string.h>

static bool fits(const char *pattern, size_t len, const char *name)
{
	const char *star = memchr(pattern, '*', len);
	size_t head = star ? (size_t)(star - pattern) : len, tail = star ? len - head - 1 : 0, n = strlen(name);
	return (star ? n >= head + tail : n == len) && strncmp(pattern, name, head) == 0 &&
	       strncmp(pattern + len - tail, name + n - tail, tail) == 0;
}

bool sx_figure_is(const sx_figure *f, const char *name)
{
	for (const char *p = f->name; *p;) {
		size_t len = strcspn(p, " ");
		if (fits(p, len, name))
			return true;
		p += len + (p[len] == ' ');
	}
	return false;
}

static bool is_kind(const char *range, const char *kind)
{
	static const char *const kinds[] = { "table", "series", "column", "space" };
	if (kind)
		return range && strcmp(range, kind) == 0;
	for (size_t i = 0; range && i < SX_COUNT(kinds); i++)
		if (strcmp(range, kinds[i]) == 0)
			return false;
	return true;
}

static const sx_figure *row_of(const sx_command *c, const char *name, const char *kind)
{
	for (size_t i = 0; i < c->nfigures; i++)
		if (is_kind(c->figure[i].range, kind) && sx_figure_is(&c->figure[i], name))
			return &c->figure[i];
	return NULL;
}

const sx_figure *sx_figure_find(const sx_command *c, const char *name, const char *kind)
{
	static const char *const ends[] = { "_null_low", "_null_high", "_null_kind", "_low", "_high", "_se", "_null", "_p" };
	const sx_figure *f = row_of(c, name, kind);
	for (size_t i = 0; !f && !kind && i < SX_COUNT(ends); i++) {
		char base[128];
		size_t len = strlen(name), e = strlen(ends[i]);
		if (len <= e || len - e >= sizeof base || strcmp(name + len - e, ends[i]) != 0)
			continue;
		memcpy(base, name, len - e);
		base[len - e] = '\0';
		f = row_of(c, base, kind);
	}
	return f;
}

const sx_reading *sx_figure_reading(const sx_command *c, const sx_figure *f)
{
	for (size_t i = 0; i < c->nreadings; i++)
		if (strcmp(c->reading[i].figure, f->name) == 0)
			return &c->reading[i];
	return NULL;
}

const char *sx_figure_range(const sx_command *c, const sx_figure *f)
{
	const sx_reading *r = f->range ? NULL : sx_figure_reading(c, f);
	return f->range ? f->range : r ? r->range : "";
}
