/* manual.h: help and manual pages made from the table of commands, as text and as mdoc. */
#ifndef SX_MANUAL_H
#define SX_MANUAL_H

#include "command/command.h"

void sx_manual_list(const sx_catalog *, sx_buf *);			/* all commands by group, one a line */
void sx_manual_command(const sx_command *, sx_buf *);			/* one command's page as plain text */
bool sx_manual_figure(const sx_catalog *, const char *name, sx_buf *);	/* a metric, for every command that has it; false: none */
size_t sx_manual_search(const sx_catalog *, const char *word, sx_buf *);	/* every help text that mentions the word; returns
										 * how many commands do */
void sx_manual_mdoc(const sx_catalog *, const char *date, sx_buf *);	/* sextant-commands(7) */

#endif
