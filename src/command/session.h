/* session.h: a session holds all state: named spaces, results, options, the log. It is used by one thread, the engine's. */
#ifndef SX_SESSION_H
#define SX_SESSION_H

#include "command.h"

/* Functions that Lua provides to the core. All are protected calls, which return errors and never jump. NULL functions: no Lua. */
typedef struct sx_hooks {
	void *ctx;
	/* keep[i] says whether row i satisfies the expression. */
	bool (*where)(void *ctx, sx_space *, const char *expr, bool *keep, sx_job *, sx_err *);
	/* Runs code (path NULL) or a file with arguments; what it returns or prints is added to the result. */
	bool (*lua)(void *ctx, const char *code, const char *path, const char *args, sx_job *, sx_result *, sx_err *);
	/* Loads a file with a loader written in Lua that claims it by its extension or because format names it; *by is then the
	 * loader's name, NULL where none claims it. */
	sx_space *(*load)(void *ctx, const char *path, const char *format, const char *name, sx_job *, const char **by, sx_err *);
} sx_hooks;

sx_session *sx_session_new(void);	/* with all commands (catalog.c); NULL: out of memory */
/* A session with these commands, which must outlive it. */
sx_session *sx_session_open(const sx_catalog *);
void        sx_session_free(sx_session *);
void        sx_session_set_hooks(sx_session *, const sx_hooks *);
const sx_hooks *sx_session_hooks(const sx_session *);

/* ---- spaces ---- */
size_t    sx_session_spaces(const sx_session *);
sx_space *sx_session_space_at(const sx_session *, size_t i);	/* borrowed */
sx_space *sx_session_space(const sx_session *, const char *name);	/* borrowed; NULL: none */
sx_space *sx_session_current(const sx_session *);		/* borrowed; NULL: none */
/* Adds a space, with a reference of its own, and replaces one of the same name; on request it becomes the current space. */
bool      sx_session_add(sx_session *, sx_space *, bool make_current, sx_err *err);
bool      sx_session_use(sx_session *, const char *name, sx_err *err);
bool      sx_session_drop(sx_session *, const char *name, sx_err *err);
/* A free name derived from a file's path: its base name without the extension. In the arena. */
const char *sx_session_free_name(const sx_session *, const char *path, sx_arena *);

/* ---- commands: those the session was opened with, then those defined at run time ---- */
const sx_catalog *sx_session_catalog(const sx_session *);
const sx_command *sx_command_find(const sx_session *, const char *name, sx_err *err);
/* Defines a command, which must outlive the session. It replaces an earlier run-time definition of that name; redefining a
 * built-in fails. */
bool              sx_session_define(sx_session *, const sx_command *, sx_err *err);

/* ---- results and log ---- */
size_t     sx_session_results(const sx_session *);
sx_result *sx_session_result_at(const sx_session *, size_t i);	/* borrowed */
bool       sx_session_keep(sx_session *, sx_result *, sx_err *err);	/* takes a reference */
/* Replaces an older result by another, with a reference of its own; false: the older one is no longer there. */
bool       sx_session_replace(sx_session *, const sx_result *older, sx_result *);

/* ---- going back (snapshot.c) ---- */

/* Takes a snapshot of the session: spaces, their names, labels and columns, results, options. The snapshot lives in the arena and
 * must be released by unmark, which restores it if `back`; commands defined at run time stay. Cost: one pointer for each space and
 * each column; no values are copied. NULL: out of memory. */
typedef struct sx_mark sx_mark;
sx_mark *sx_session_mark(sx_session *, sx_arena *, sx_err *err);
void     sx_session_unmark(sx_mark *, bool back);
bool     sx_session_changed(const sx_mark *);	/* whether anything but the results has changed since */

/* Undo (undo.c): the caller opens a step before it runs a line and closes it afterwards; the step is kept if asked and if the line
 * changed something. Steps do not nest. Replaced columns keep their memory as long as a step may need them. */
enum { SX_MOST_STEPS = 16 };
bool        sx_session_step_open(sx_session *, const char *line, sx_err *err);
bool        sx_session_step_close(sx_session *, bool keep);	/* whether it was kept */
size_t      sx_session_steps(const sx_session *);
const char *sx_session_undo(sx_session *, sx_arena *);	/* the undone line, in the arena; NULL: none, or out of memory */
size_t      sx_session_redos(const sx_session *);	/* undone steps that no other change has followed */
const char *sx_session_redo(sx_session *, sx_arena *);	/* restores the state before undo, without running the line again */

/* ---- options: set NAME VALUE ---- */
typedef struct sx_option {
	const char *name, *dflt, *help, *choices;	/* choices NULL: any value */
	bool        screen;		/* concerns the look of the workbench, which keys change too: undo leaves it alone */
	bool      (*check)(sx_session *, const char *value, sx_err *);	/* NULL: the choices decide */
} sx_option;
/* Appends the options of a front end; the table must outlive the session. False: there are too many. */
bool             sx_session_add_options(sx_session *, const sx_option *table, size_t n, sx_err *err);
size_t           sx_options(const sx_session *);
const sx_option *sx_option_at(const sx_session *, size_t i);
const char      *sx_session_get(const sx_session *, const char *option);	/* "": there is no such option */
bool             sx_session_set(sx_session *, const char *option, const char *value, sx_err *err);

#endif
