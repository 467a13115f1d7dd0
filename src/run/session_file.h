/* session_file.h: session files: the commands of a session, one a line, in a form that is also Lua.
 *
 *     -- sextant session 1, seed 0
 *     sx.line [[load samples/glove-5k.npy --as glove]]
 *     sx.line [=[filter --where 'n[[1]] > 2']=]
 *
 * A session file may come from anywhere, so it is not executed as Lua: it is parsed strictly in this form, and commands that write
 * files or run code are refused before the first command runs. */
#ifndef SX_SESSION_FILE_H
#define SX_SESSION_FILE_H

#include "command/session.h"

/* Appends the session's commands to the text; those that a session file may not contain become comments. *kept and *left_out count
 * them. */
void sx_session_write(const sx_session *, uint64_t seed, sx_buf *, size_t *kept, size_t *left_out);

typedef struct sx_session_line { const char *text; size_t number; } sx_session_line;
typedef struct sx_session_lines {
	sx_session_line *line;
	size_t           n;
	uint64_t         seed;		/* unchanged where the file names none */
} sx_session_lines;

/* Parses a session file. The lines live in the arena. Error messages name the line. */
bool sx_session_parse(const sx_session *, const char *path, const char *text, size_t size, sx_arena *, sx_session_lines *,
                      sx_err *err);

#endif
