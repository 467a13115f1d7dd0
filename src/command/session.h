/* session.h: a session holds all state: named spaces, results, options, the log. It is used by one thread, the engine's. */
#ifndef SX_SESSION_H
#define SX_SESSION_H

#include "command.h"

/* What Lua lends the core; all are protected calls that return errors and never jump. NULL functions: no Lua. */
typedef struct sx_hooks {
	void *ctx;
	/* keep[i] says whether row i satisfies the expression. */
	bool (*where)(void *ctx, sx_space *, const char *expr, bool *keep, sx_job *, sx_err *);
	/* Runs code (path NULL) or a file with arguments; what it returns or prints goes to the result. */
	bool (*lua)(void *ctx, const char *code, const char *path, const char *args, sx_job *, sx_result *, sx_err *);
	/* A space of that name from a file that a loader made in Lua claims, by its ending or because format names it; *by is the
	 * loader's name then, NULL where none claims it. */
	sx_space *(*load)(void *ctx, const char *path, const char *format, const char *name, sx_job *, const char **by, sx_err *);
} sx_hooks;

sx_session *sx_session_new(void);	/* with all commands (catalog.c); NULL: out of memory */
/* With these commands, which must outlive it. */
sx_session *sx_session_open(const sx_catalog *);
void        sx_session_free(sx_session *);
void        sx_session_set_hooks(sx_session *, const sx_hooks *);
const sx_hooks *sx_session_hooks(const sx_session *);

/* ---- spaces ---- */
size_t    sx_session_spaces(const sx_session *);
sx_space *sx_session_space_at(const sx_session *, size_t i);	/* borrowed */
sx_space *sx_session_space(const sx_session *, const char *name);	/* borrowed; NULL: none */
sx_space *sx_session_current(const sx_session *);		/* borrowed; NULL: none */
/* Takes a reference; a space of the same name is replaced. It becomes the current one if asked. */
bool      sx_session_add(sx_session *, sx_space *, bool make_current, sx_err *err);
bool      sx_session_use(sx_session *, const char *name, sx_err *err);
bool      sx_session_drop(sx_session *, const char *name, sx_err *err);
/* A name not yet taken, made from a file's path: its last part without the ending. */
const char *sx_session_free_name(const sx_session *, const char *path, sx_arena *);

/* ---- commands: those it was opened with, then those made at run time ---- */
const sx_catalog *sx_session_catalog(const sx_session *);
const sx_command *sx_command_find(const sx_session *, const char *name, sx_err *err);
/* The command must outlive the session. One of the same name made at run time is replaced; a built-in is refused. */
bool              sx_session_define(sx_session *, const sx_command *, sx_err *err);

/* ---- results and log ---- */
size_t     sx_session_results(const sx_session *);
sx_result *sx_session_result_at(const sx_session *, size_t i);	/* borrowed */
bool       sx_session_keep(sx_session *, sx_result *, sx_err *err);	/* takes a reference */
/* Puts a result, by reference, in the place of an older one; false: that is not there any more. */
bool       sx_session_replace(sx_session *, const sx_result *older, sx_result *);

/* ---- going back (snapshot.c) ---- */

/* The session as it is: spaces, their names, labels and columns, results, options. The mark lives in the arena and must
 * be given up by unmark, which goes back to it if asked; commands made at run time stay. Cost: a pointer for a space and
 * for a column; no figures are copied. NULL: out of memory. */
typedef struct sx_mark sx_mark;
sx_mark *sx_session_mark(sx_session *, sx_arena *, sx_err *err);
void     sx_session_unmark(sx_mark *, bool back);
bool     sx_session_changed(const sx_mark *);	/* more than the results */

/* Undo (undo.c): whoever runs a line opens a step before it and closes it after; it is kept if asked and if the line
 * changed something. Steps do not nest. Columns that are replaced keep their memory as long as a step may want them
 * back. */
enum { SX_MOST_STEPS = 16 };
bool        sx_session_step_open(sx_session *, const char *line, sx_err *err);
void        sx_session_step_close(sx_session *, bool keep);
size_t      sx_session_steps(const sx_session *);
const char *sx_session_undo(sx_session *, sx_arena *);	/* the line taken back, in the arena; NULL: none, or no memory */
size_t      sx_session_redos(const sx_session *);	/* steps taken back and not followed by another change */
const char *sx_session_redo(sx_session *, sx_arena *);	/* as it was before undo, without running the line again */

/* ---- options: set NAME VALUE ---- */
typedef struct sx_option {
	const char *name, *dflt, *help, *choices;	/* choices NULL: any value */
	bool        screen;		/* how the workbench looks, which keys change too: going back leaves it as it is */
	bool      (*check)(sx_session *, const char *value, sx_err *);	/* NULL: choices say all */
} sx_option;
/* Options of a front end, behind those there are; the table must outlive the session. False: there are too many. */
bool             sx_session_add_options(sx_session *, const sx_option *table, size_t n, sx_err *err);
size_t           sx_options(const sx_session *);
const sx_option *sx_option_at(const sx_session *, size_t i);
const char      *sx_session_get(const sx_session *, const char *option);	/* "": there is no such option */
bool             sx_session_set(sx_session *, const char *option, const char *value, sx_err *err);

#endif
