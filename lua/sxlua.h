/* sxlua.h: Lua 5.4 over libsextant. One state a session, on the engine thread.
 *
 * Every command is sx.NAME(space, …, {option = value}); see sextant-lua(3). Opening installs the session's hooks, so
 * that --where, lua and run work. Nothing here jumps out: errors come back as sx_err, with file and line. */
#ifndef SX_LUA_H
#define SX_LUA_H

#include "sextant.h"

typedef struct sx_lua sx_lua;

/* NULL: out of memory. */
sx_lua *sx_lua_open(sx_session *, sx_err *);
void    sx_lua_close(sx_lua *);		/* before the session is freed; NULL does nothing */

/* Where print writes; without it, into the result of the command that runs (as notes). */
void    sx_lua_set_print(sx_lua *, void (*print)(void *ctx, const char *text, size_t len), void *ctx);

/* Runs a script with its arguments in the table arg (argv[0] is the script). SX_ECANCEL when stopped by the job. */
bool    sx_lua_script(sx_lua *, const char *path, int argc, char *const *argv, sx_job *, sx_err *);

/* Folders where require looks first, for NAME.lua and NAME/init.lua: the latest added wins. Copies the path. */
bool    sx_lua_add_folder(sx_lua *, const char *folder, sx_err *err);

/* Tells what a script asked to be told of by sx.on: a line that was typed or read gave this result, which may still take
 * notes. A handler that fails leaves its error there as one. */
void    sx_lua_fire(sx_lua *, sx_result *, sx_job *);

/* Where the last error arose: lines of file and line, borrowed; "" where none is known. For -v. */
const char *sx_lua_traceback(const sx_lua *);

/* Runs the user's init.lua if it is there; a missing file is no error. */
bool    sx_lua_init_file(sx_lua *, const char *path, sx_job *, sx_err *);

#endif
