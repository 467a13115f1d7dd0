/* ask_line.c: the keys of the line at the bottom, and its completion. */
#include "workbench.h"
#include "terminal/line_editor.h"

#include <stdlib.h>
#include <string.h>

void sx_ask_open(sx_app *a, const sx_ask *what, const char *text)
{
	a->line.open = what;
	a->line.show_matches = false;
	sx_line_open(what->prompt, text);
}

void sx_ask_close(sx_app *a)
{
	const sx_ask *was = a->line.open;
	sx_line_close();
	a->line.open = NULL;
	a->line.show_matches = false;
	if (was && was->left)
		was->left(a);
}

/* ---- completion ---- */

/* What all matches begin with, when that is more than what is there. */
static bool extend(sx_ask_line *l, size_t typed)
{
	const sx_matches *m = &l->matches;
	size_t len = strlen(m->word[0]);
	for (size_t i = 1; i < m->n; i++)
		for (size_t k = 0; k < len; k++)
			if (m->word[i][k] != m->word[0][k])
				len = k;
	while (len > 0 && (m->word[0][len] & 0xC0) == 0x80)	/* never half a character */
		len--;
	if (len <= typed)
		return false;
	char *common = sx_strndup(l->match_arena, m->word[0], len);
	if (common)
		sx_line_replace(m->start, common);
	return common != NULL;
}

/* An axis is asked without its command: it is completed as the command's argument. */
static void find_matches(sx_app *a)
{
	sx_ask_line *l = &a->line;
	const char *lead = l->open->completes;
	sx_arena_free(l->match_arena);
	l->match_arena = sx_arena_new(0);
	const char *line = l->match_arena ? sx_printf(l->match_arena, "%s%s", lead, sx_line_text()) : NULL;
	if (line == NULL)
		return;
	sx_complete(a->names, line, strlen(lead) + sx_line_cursor(), l->match_arena, &l->matches);
	l->matches.start -= l->matches.start >= strlen(lead) ? strlen(lead) : 0;
	if (*lead)
		l->matches.usage = NULL;
}

static void complete(sx_app *a)
{
	sx_ask_line *l = &a->line;
	l->matches = (sx_matches){ 0 };
	if (l->open->completes)
		find_matches(a);
	l->show_matches = l->matches.n > 1;
	if (l->matches.n == 1) {
		sx_line_replace(l->matches.start, l->matches.word[0]);
		if (!l->matches.partial)
			sx_line_replace(sx_line_cursor(), " ");
	} else if (l->matches.n > 1) {
		extend(l, sx_line_cursor() - l->matches.start);
	}
}

/* ---- keys ---- */

static void take_line(sx_app *a, char *text)
{
	const sx_ask *was = a->line.open;
	size_t len = strlen(text);
	a->line.open = NULL;
	a->line.show_matches = false;
	while (len > 0 && text[len - 1] == ' ')
		text[--len] = '\0';
	was->taken(a, text);
}

/* Ends of lines are '\n' alone, blanks are spaces, and what would edit the line or escape from it is left out. */
static char *clean(const char *text)
{
	char *out = malloc(strlen(text) + 1), *to = out;
	for (const char *p = text; out && *p;) {
		const char *from = p;
		uint32_t ch = sx_utf8_next(&p);
		if (ch == '\n' && from > text && from[-1] == '\r')
			continue;
		if (ch == '\n' || ch == '\r' || ch == '\t')
			*to++ = ch == '\t' ? ' ' : '\n';
		else if (ch >= ' ' && (ch < 0x7F || ch >= 0xA0))
			while (from < p)
				*to++ = *from++;
	}
	while (out && to > out && to[-1] == '\n')
		to--;
	if (out)
		*to = '\0';
	return out;
}

static void paste(sx_app *a, char *text)
{
	sx_buf line = { 0 };
	bool several = strchr(text, '\n') != NULL, whole = true;
	if (several && a->line.open->commands)
		whole = sx_join_lines(text, &line);
	for (char *p = text; !a->line.open->commands && (p = strchr(p, '\n')) != NULL;)
		*p = ' ';
	sx_line_paste(several && a->line.open->commands ? sx_buf_ok(&line) && line.text ? line.text : "" : text);
	if (!whole)
		sx_app_say(a, true, "what follows the line of Lua was not pasted: paste it on its own");
	sx_buf_free(&line);
}

void sx_ask_paste(sx_app *a, const char *text)
{
	char *own = clean(text);
	a->line.show_matches = false;
	if (own)
		paste(a, own);
	free(own);
	if (a->line.open->typed)
		a->line.open->typed(a, sx_line_text());
}

void sx_ask_key(sx_app *a, int key)
{
	char bytes[16];
	bool empty = *sx_line_text() == '\0';
	if (key == SX_KEY_ESC || key == 3 || ((key == SX_KEY_BACKSPACE || key == 8) && empty)) {
		sx_ask_close(a);
		return;
	}
	if (key == SX_KEY_TAB) {
		complete(a);
		return;
	}
	a->line.show_matches = false;
	sx_line_feed(bytes, sx_key_bytes(key, bytes));
	char *taken = sx_line_taken();
	if (taken)
		take_line(a, taken);
	else if (a->line.open->typed)
		a->line.open->typed(a, sx_line_text());
	free(taken);
}
