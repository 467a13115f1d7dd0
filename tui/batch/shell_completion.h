/* shell_completion.h: completion for shells, from the table of options and that of commands. */
#ifndef SX_SHELL_COMPLETION_H
#define SX_SHELL_COMPLETION_H

#include "engine/startup_options.h"

void sx_shell_completion(const char *shell, sx_buf *);	/* bash, zsh or fish */

#endif
