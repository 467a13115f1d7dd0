/* run_command_parts.h: the steps from a typed line to a run, shared by the files that take them. */
#ifndef SX_RUN_COMMAND_PARTS_H
#define SX_RUN_COMMAND_PARTS_H

#include "command/params.h"
#include "command/session.h"

/* Splits a line into a command's name and its arguments. The texts live in the arena. name NULL: the line is blank or a comment.
 * An argument of kind SX_KIND_REST takes the rest of the line verbatim, so the session is asked which command it is. */
typedef struct sx_words {
	const char *name;
	sx_arg     *arg;
	size_t      nargs;
} sx_words;
bool sx_line_cut(const sx_session *, const char *line, sx_arena *, sx_words *out, sx_err *err);

/* Converts arguments to one value for each parameter: assigns positional words and options, fills in defaults, checks kinds and
 * limits. The values hold references to their spaces until sx_values_release. */
bool sx_values_bind(const sx_session *, const sx_command *, const sx_arg *, size_t nargs, sx_arena *, sx_value *out,
                    sx_err *err);
void sx_values_release(const sx_command *, sx_value *);

#endif
