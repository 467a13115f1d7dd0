/* line_editor.c: runs readline by its callback interface inside the workbench, and by its own loop as a plain prompt. */
#include "line_editor.h"
#include "engine/environment.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <readline/history.h>
#include <readline/readline.h>

enum { HISTORY_LINES = 2000 };

/* readline is one global thing, so this is too. */
static struct {
	const char *bytes;		/* what is fed */
	size_t      left;
	bool        open;
	char       *taken, *prompt;
	FILE       *nowhere;
	const sx_names *(*names)(void *);
	void       *names_ctx;
	sx_arena   *arena;		/* the matches of the last Tab at the plain prompt */
	sx_matches  matches;
	char        history[4096];	/* its file; "": none */
	int         added;
} me;

/* ---- inside the workbench ---- */

static int next_byte(FILE *in)
{
	(void)in;
	if (me.left == 0)
		return EOF;
	me.left--;
	return (unsigned char)*me.bytes++;
}

/* Or readline would look for more in a stream that never has any, and take its end for the end of the line. */
static int is_more(void)
{
	return me.left > 0;
}

static void take_line(char *text)
{
	rl_callback_handler_remove();
	me.open = false;
	free(me.taken);
	me.taken = text ? text : strdup("");
}

static void draw_nothing(void)
{
}

static void prep_nothing(int meta)
{
	(void)meta;
}

static void set_up(void)
{
	rl_readline_name = "sextant";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_change_environment = 0;
	rl_getc_function = next_byte;
	rl_input_available_hook = is_more;
	rl_redisplay_function = draw_nothing;
	rl_prep_term_function = prep_nothing;
	rl_deprep_term_function = draw_nothing;
	me.nowhere = me.nowhere ? me.nowhere : fopen("/dev/null", "w+");
	rl_outstream = rl_instream = me.nowhere;
}

/* As readline does at Enter. A line of the history keeps the steps that undo what was changed in it, and the line being edited goes
 * on from them: freeing that list, as rl_replace_line would, leaves the history with steps that are gone. Undoing them takes each
 * off both. */
static void give_up_line(void)
{
	HIST_ENTRY *edited = rl_undo_list ? current_history() : NULL;
	if (rl_undo_list)
		rl_revert_line(1, 0);
	HIST_ENTRY *changed = edited ? replace_history_entry(where_history(), rl_line_buffer, NULL) : NULL;
	if (changed)
		free_history_entry(changed);	/* its data, the list of steps, is empty by now */
	rl_replace_line("", 1);
}

/* Of readline 8.2: in a search by letters a sequence after C-x ends the program; a search of whole words (M-p, M-n) from a changed
 * line of the history frees the steps that undo it twice. */
static void leave_out_faults(void)
{
	rl_variable_bind("isearch-terminators", "\\C-[\\C-J\\C-X");
	rl_unbind_function_in_map(rl_noninc_reverse_search, emacs_meta_keymap);
	rl_unbind_function_in_map(rl_noninc_forward_search, emacs_meta_keymap);
}

void sx_line_open(const char *prompt, const char *text)
{
	set_up();
	free(me.prompt);
	me.prompt = strdup(prompt);
	rl_callback_handler_install(me.prompt, take_line);
	rl_variable_bind("bell-style", "none");
	rl_variable_bind("enable-bracketed-paste", "off");
	leave_out_faults();
	me.open = true;
	if (*text)
		rl_insert_text(text);
}

void sx_line_close(void)
{
	if (!me.open)
		return;
	rl_callback_sigcleanup();	/* a search of the history may be under way */
	give_up_line();
	rl_callback_handler_remove();
	me.open = false;
}

void sx_line_feed(const char *bytes, size_t len)
{
	me.bytes = bytes;
	me.left = len;
	while (me.open && me.left > 0)
		rl_callback_read_char();
	me.left = 0;
}

char *sx_line_taken(void)
{
	char *text = me.taken;
	me.taken = NULL;
	return text;
}

const char *sx_line_prompt(void)
{
	bool searching = RL_ISSTATE(RL_STATE_ISEARCH) || RL_ISSTATE(RL_STATE_NSEARCH);
	return searching && rl_display_prompt ? rl_display_prompt : me.prompt;
}

const char *sx_line_text(void)
{
	return me.open && rl_line_buffer ? rl_line_buffer : "";
}

size_t sx_line_cursor(void)
{
	return me.open ? (size_t)rl_point : 0;
}

void sx_line_replace(size_t start, const char *text)
{
	rl_begin_undo_group();
	rl_delete_text((int)start, rl_point);
	rl_point = (int)start;
	rl_insert_text(text);
	rl_end_undo_group();
}

void sx_line_paste(const char *text)
{
	if (RL_ISSTATE(RL_STATE_ISEARCH))
		sx_line_feed(text, strlen(text));
	else
		sx_line_replace(sx_line_cursor(), text);
}

/* ---- the plain prompt ---- */

static char *next_match(const char *text, int state)
{
	static size_t at;
	(void)text;
	if (state == 0)
		at = 0;
	return at < me.matches.n ? strdup(me.matches.word[at++]) : NULL;
}

/* Our words are cut by the command language, not by readline's breaks: start says from where the match
 * replaces. */
static char **matches(const char *text, int start, int end)
{
	sx_arena_free(me.arena);
	me.arena = sx_arena_new(0);
	rl_attempted_completion_over = 1;
	sx_complete(me.names(me.names_ctx), rl_line_buffer, (size_t)end, me.arena, &me.matches);
	if (me.matches.partial)
		rl_completion_append_character = '\0';
	if (me.matches.start != (size_t)start)
		return NULL;
	return rl_completion_matches(text, next_match);
}

static char *no_quoting(char *text, int type, char *quote)
{
	(void)type;
	(void)quote;
	return strdup(text);
}

/* A key, or the end of an emptied line once a signal asked to stop. The wait is short because another
 * thread may have been given the signal, which then does not end it. */
static int key_or_signal(FILE *in)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	while (sx_stop_signal == 0) {
		int n = poll(&p, 1, 250);
		rl_check_signals();
		if (n > 0 && sx_stop_signal == 0)
			return rl_getc(in);
	}
	give_up_line();
	return '\n';
}

char *sx_line_read(const char *prompt, const sx_names *(*names)(void *ctx), void *ctx)
{
	if (!isatty(STDIN_FILENO)) {		/* a pipe: no editing, and nothing but results on standard output */
		char *line = NULL;
		size_t cap = 0;
		ssize_t len = getline(&line, &cap, stdin);
		if (len < 0)
			free(line);
		return len < 0 ? NULL : line;
	}
	me.names = names;
	me.names_ctx = ctx;
	rl_readline_name = "sextant";
	rl_attempted_completion_function = matches;
	rl_basic_word_break_characters = rl_completer_word_break_characters = " \t\n;";
	rl_filename_quoting_function = no_quoting;
	rl_completer_quote_characters = "";
	rl_change_environment = 0;
	rl_getc_function = key_or_signal;
	return readline(prompt);
}

/* ---- history ---- */

void sx_history_open(const sx_setup *s)
{
	using_history();
	stifle_history(HISTORY_LINES);
	if (s->no_config || s->read_only || s->mode == SX_MODE_DUMP)
		return;
	sx_arena *a = sx_arena_new(0);
	const char *path = a ? sx_xdg_path("XDG_STATE_HOME", ".local/state", "history", a) : NULL;
	if (path && strlen(path) < sizeof me.history) {
		strcpy(me.history, path);
		read_history(me.history);
	}
	sx_arena_free(a);
}

void sx_history_add(const char *line)
{
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
	if (*line == '\0' || (last && strcmp(last->line, line) == 0))
		return;
	add_history(line);
	me.added++;
}

void sx_history_close(void)
{
	if (*me.history && me.added) {
		sx_make_folders(me.history);
		int fd = open(me.history, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
		if (fd >= 0)
			close(fd);
		append_history(me.added < history_length ? me.added : history_length, me.history);
		history_truncate_file(me.history, HISTORY_LINES);
	}
	me.added = 0;
	free(me.taken);
	free(me.prompt);
	me.taken = me.prompt = NULL;
	if (me.nowhere)
		fclose(me.nowhere);
	me.nowhere = NULL;
	sx_arena_free(me.arena);
	me.arena = NULL;
}
