/* shell.h: completion for shells, from the table of options and that of commands. */
#ifndef SX_SHELL_H
#define SX_SHELL_H

#include "setup.h"

void sx_shell_completion(const char *shell, sx_buf *);	/* bash, zsh or fish */

#endif
