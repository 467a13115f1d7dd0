/* ask_line.c: the line at the bottom: commands, searches and axes are typed there. */
#include "app.h"
#include "terminal/line_editor.h"
#include "engine/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const prompts[] = {
	[SX_ASKING_NOTHING] = "", [SX_ASKING_COMMAND] = ":", [SX_ASKING_SEARCH] = "/", [SX_ASKING_X] = "across: ",
	[SX_ASKING_Y] = "up: ", [SX_ASKING_Z] = "towards you: ", [SX_ASKING_PATH] = "path in the order of: ",
	[SX_ASKING_ARROW] = "arrow (A - B): ", [SX_ASKING_FILE] = "write to: ", [SX_ASKING_FILTER] = "filter: ",
};

void sx_ask_open(sx_app *a, sx_asking what, const char *text)
{
	if ((what == SX_ASKING_SEARCH && a->plot.label == NULL) || (what >= SX_ASKING_X && what < SX_ASKING_FILTER && a->plot.n == 0)) {
		sx_app_say(a, false, what == SX_ASKING_SEARCH ? "these rows have no labels to search"
		                                              : "there is nothing to draw yet");
		return;
	}
	a->asking = what;
	a->search_from = a->plot.cursor;
	a->show_matches = false;
	sx_line_open(prompts[what], text);
}

void sx_ask_close(sx_app *a)
{
	if (a->asking == SX_ASKING_SEARCH && a->plot.n) {	/* a search given up leaves the cursor where it was */
		a->plot.cursor = a->search_from;
		sx_plot_to_row(&a->plot, sx_plot_row(&a->plot));
	}
	sx_line_close();
	a->asking = SX_ASKING_NOTHING;
	a->show_matches = false;
}

/* ---- completion ---- */

/* What all matches begin with, when that is more than what is there. */
static bool extend(sx_app *a, size_t typed)
{
	const sx_matches *m = &a->matches;
	size_t len = strlen(m->word[0]);
	for (size_t i = 1; i < m->n; i++)
		for (size_t k = 0; k < len; k++)
			if (m->word[i][k] != m->word[0][k])
				len = k;
	while (len > 0 && (m->word[0][len] & 0xC0) == 0x80)	/* never half a character */
		len--;
	if (len <= typed)
		return false;
	char *common = sx_strndup(a->match_arena, m->word[0], len);
	if (common)
		sx_line_replace(m->start, common);
	return common != NULL;
}

/* An axis is asked without its command: complete it as the command's argument. */
static void find_matches(sx_app *a)
{
	sx_arena_free(a->match_arena);
	a->match_arena = sx_arena_new(0);
	if (a->match_arena == NULL)
		return;
	if (a->asking == SX_ASKING_COMMAND) {
		sx_complete(a->names, sx_line_text(), sx_line_cursor(), a->match_arena, &a->matches);
		return;
	}
	static const char lead[] = "plot --color ";
	const char *line = sx_printf(a->match_arena, "%s%s", lead, sx_line_text());
	if (line)
		sx_complete(a->names, line, strlen(lead) + sx_line_cursor(), a->match_arena, &a->matches);
	a->matches.start -= line && a->matches.start >= strlen(lead) ? strlen(lead) : 0;
	a->matches.usage = NULL;
}

static void complete(sx_app *a)
{
	a->matches = (sx_matches){ 0 };
	if (a->asking != SX_ASKING_SEARCH && a->asking != SX_ASKING_FILTER)
		find_matches(a);
	a->show_matches = a->matches.n > 1;
	if (a->matches.n == 1) {
		sx_line_replace(a->matches.start, a->matches.word[0]);
		if (!a->matches.partial)
			sx_line_replace(sx_line_cursor(), " ");
	} else if (a->matches.n > 1) {
		extend(a, sx_line_cursor() - a->matches.start);
	}
}

/* ---- what the line was for ---- */

static void search_now(sx_app *a)
{
	const char *text = sx_line_text();
	size_t was = a->plot.cursor;
	a->plot.cursor = a->search_from;
	if (*text && !sx_plot_find(&a->plot, text, a->search_from, true))
		sx_app_say(a, false, "no label contains '%.80s'", text);
	else if (a->said.text && strncmp(a->said.text, "no label", 8) == 0)
		sx_app_say(a, false, "%s", "");
	if (a->plot.cursor != was)
		sx_app_cursor_moved(a);
}

void sx_ask_again(sx_app *a, bool forward)
{
	size_t n = a->plot.n;
	if (*a->searched == '\0' || n == 0)
		sx_app_say(a, false, "nothing was searched for yet; / searches");
	else if (!sx_plot_find(&a->plot, a->searched, forward ? (a->plot.cursor + 1) % n : a->plot.cursor, forward))
		sx_app_say(a, false, "no label contains '%.80s'", a->searched);
	else
		sx_look_cursor(a);
}

static void run_axes(sx_app *a, sx_asking was, const char *text)
{
	sx_plot_ask ask = sx_app_asked(a);
	const char **at = was == SX_ASKING_X ? &ask.x : was == SX_ASKING_Y ? &ask.y : was == SX_ASKING_Z ? &ask.z
	                  : was == SX_ASKING_PATH ? &ask.path : &ask.arrow;
	*at = text;
	ask.zoomed = ask.zoomed && was > SX_ASKING_Z;		/* another axis, another place */
	sx_app_plot(a, &ask);
}

/* What is seen, with the view, though nothing was zoomed: the file shows no less and no more. */
static void run_write(sx_app *a, const char *path)
{
	sx_plot_ask ask = sx_app_asked(a);
	sx_buf line = { 0 };
	ask.zoomed = a->plot.z0 == NULL;
	ask.view = a->plot.seen;
	sx_plot_line(&ask, &line);
	sx_buf_puts(&line, " > ");
	sx_quote(&line, path);
	if (sx_buf_ok(&line)) {
		sx_app_run(a, line.text);
		a->stay_id = a->asked;
	}
	sx_buf_free(&line);
}

static void take_line(sx_app *a, char *text)
{
	sx_asking was = a->asking;
	a->asking = SX_ASKING_NOTHING;
	a->show_matches = false;
	size_t len = strlen(text);
	while (len > 0 && text[len - 1] == ' ')
		text[--len] = '\0';
	if (was == SX_ASKING_FILTER) {
		sx_table_filter(a, text);
		sx_table_say(a);
	}
	if (*text == '\0' || was == SX_ASKING_FILTER)
		return;
	if (was == SX_ASKING_SEARCH) {
		snprintf(a->searched, sizeof a->searched, "%s", text);
		if (sx_plot_find(&a->plot, text, a->plot.cursor, true))
			sx_look_cursor(a);
	} else if (was == SX_ASKING_COMMAND) {
		sx_history_add(text);
		sx_app_run(a, text);
	} else if (was == SX_ASKING_FILE) {
		run_write(a, text);
	} else {
		run_axes(a, was, text);
	}
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
	a->show_matches = false;
	sx_line_feed(bytes, sx_key_bytes(key, bytes));
	char *taken = sx_line_taken();
	if (taken)
		take_line(a, taken);
	else if (a->asking == SX_ASKING_SEARCH)
		search_now(a);
	else if (a->asking == SX_ASKING_FILTER)
		sx_table_filter(a, sx_line_text());
	free(taken);
}
