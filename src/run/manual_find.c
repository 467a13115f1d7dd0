/* manual_find.c: searches the help of all commands for a word. */
#include "manual_parts.h"

#include <string.h>
#include <strings.h>

enum { NAME, SUMMARY, FIGURE, OPTION, ELSEWHERE, ABOUT, SOURCE, PLACES };
enum { MOST_SHOWN = 3 };

/* Letters of either case. */
static const char *find(const char *text, const char *word)
{
	size_t len = strlen(word);
	for (; text && *text; text++)
		if (strncasecmp(text, word, len) == 0)
			return text;
	return NULL;
}

static bool in_figure(const sx_figure *f, const char *word)
{
	return find(f->name, word) || find(f->reads, word);
}

static bool is_synonym_of(const sx_synonym *y, const sx_command *c)
{
	size_t len = strcspn(y->ours, " ");
	return strlen(c->name) == len && strncmp(c->name, y->ours, len) == 0;
}

/* The best place of a command's page that holds the word; PLACES: none. */
static int place(const sx_command *c, const char *word)
{
	if (find(c->name, word))
		return NAME;
	if (find(c->summary, word))
		return SUMMARY;
	for (size_t i = 0; i < c->nfigures; i++)
		if (in_figure(&c->figure[i], word))
			return FIGURE;
	for (size_t i = 0; i < c->nparams; i++)
		if (find(c->param[i].name, word) || find(c->param[i].help, word) || find(c->param[i].choices, word))
			return OPTION;
	for (size_t i = 0; sx_synonym_at(i); i++)
		if (is_synonym_of(sx_synonym_at(i), c) && find(sx_synonym_at(i)->theirs, word))
			return ELSEWHERE;
	return find(c->plain, word) || find(c->about, word) ? ABOUT : find(c->cite, word) ? SOURCE : PLACES;
}

/* The words round the place, within one line. */
static void snippet(const char *text, const char *word, sx_buf *b)
{
	const char *at = find(text, word), *from = at - text > 24 ? at - 24 : text, *p;
	while (from > text && from < at && from[-1] != ' ' && from[-1] != '\n')
		from++;
	sx_buf_puts(b, from > text ? "      ... " : "      ");
	for (p = from; *p && *p != '\n' && (p < from + 58 || *p != ' ') && p < from + 72; p++)
		sx_buf_putc(b, *p);
	sx_buf_puts(b, *p ? " ...\n" : "\n");
}

static void figures(const sx_command *c, const char *word, sx_buf *b)
{
	size_t shown = 0, all = 0;
	for (size_t i = 0; i < c->nfigures; i++)
		all += in_figure(&c->figure[i], word);
	for (size_t i = 0; i < c->nfigures && shown < MOST_SHOWN; i++)
		if (in_figure(&c->figure[i], word)) {
			sx_buf line = { 0 };
			sx_buf_printf(&line, "%s: %s", c->figure[i].name, c->figure[i].reads);
			if (sx_buf_ok(&line))
				sx_manual_wrap(line.text, 6, b);
			sx_buf_free(&line);
			shown++;
		}
	if (all > shown)
		sx_buf_printf(b, "      and %zu more\n", all - shown);
}

static void options(const sx_command *c, const char *word, sx_buf *b)
{
	size_t shown = 0;
	for (size_t i = 0; i < c->nparams && shown < MOST_SHOWN; i++) {
		const sx_param *p = &c->param[i];
		const char *in = find(p->help, word) ? p->help : find(p->choices, word) ? p->choices : NULL;
		if (!in && !find(p->name, word))
			continue;
		sx_buf_printf(b, "      %s%s\n", p->flags & SX_POSITIONAL ? "" : "--", p->name);
		if (in)
			snippet(in, word, b);
		shown++;
	}
}

static void hit(const sx_command *c, int where, const char *word, sx_buf *b)
{
	sx_buf_printf(b, "  %-12s  %s\n", c->name, c->summary);
	if (where <= FIGURE)
		figures(c, word, b);
	else if (where == OPTION)
		options(c, word, b);
	else if (where == ABOUT || where == SOURCE)
		snippet(where != ABOUT ? c->cite : find(c->plain, word) ? c->plain : c->about, word, b);
	for (size_t i = 0; where == ELSEWHERE && sx_synonym_at(i); i++)
		if (is_synonym_of(sx_synonym_at(i), c) && find(sx_synonym_at(i)->theirs, word))
			sx_buf_printf(b, "      %s: %s\n", sx_synonym_at(i)->theirs, sx_synonym_at(i)->ours);
}

size_t sx_manual_search(const sx_catalog *all, const char *word, sx_buf *b)
{
	size_t hits = 0;
	for (int want = NAME; want < PLACES; want++)
		for (size_t i = 0; i < all->n; i++) {
			const sx_command *c = all->command[i];
			if (place(c, word) != want)
				continue;
			hit(c, want, word, b);
			hits++;
		}
	return hits;
}
