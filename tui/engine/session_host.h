/* session_host.h: a session with Lua and a job. Batch, prompt and engine run their lines in it. */
#ifndef SX_SESSION_HOST_H
#define SX_SESSION_HOST_H

#include "startup_options.h"
#include "sxlua.h"
#include "command/doctor.h"

typedef struct sx_host {
	const sx_setup *setup;
	sx_session     *session;
	sx_lua         *lua;
	sx_job          job;
	bool            changed;	/* the last line made a step to undo */
	double          rate;	/* flop a second, measured when a price is first asked; 0: not yet */
} sx_host;

/* What went wrong, and in which command ("": the line named none). */
typedef struct sx_failure {
	sx_err err;
	char   command[48];
} sx_failure;

typedef bool sx_ticker(void *ctx, double share, const char *what);

/* Opens the session and Lua, and runs the user's init.lua. False only when nothing can be done at all; a
 * fault in init.lua is left in *fault (code SX_OK: none). */
bool sx_host_open(sx_host *, const sx_setup *, sx_ticker *, void *ctx, sx_failure *fault);
void sx_host_close(sx_host *);

/* Runs one line. Success: *out is the result, one reference, or NULL for an empty line. keep: it joins
 * the session's. */
bool sx_host_run(sx_host *, const char *line, bool keep, sx_result **out, sx_failure *);
/* Whether a line is likely to take longer than may be spent unasked (option ask), and what it costs. */
bool sx_host_dear(sx_host *, const char *line, sx_price *);
/* Whether that result ends the program. */
bool sx_host_quits(const sx_host *, const sx_result *);

/* Gives a session what the program adds. */
bool sx_host_add_front(const sx_front *, sx_session *, sx_err *err);

/* "COMMAND: MESSAGE", or the message alone. */
void sx_failure_text(const sx_failure *, sx_buf *);

#endif
