/* manual_parts.h: what the files of the manual share. */
#ifndef SX_MANUAL_PARTS_H
#define SX_MANUAL_PARTS_H

#include "manual.h"
#include "command/params.h"
#include "command/session.h"

const char *sx_manual_chapter(size_t i);	/* the title of a chapter of commands; NULL past the last */
bool        sx_manual_in_chapter(const sx_command *, size_t i);
const char *sx_manual_kind(const sx_param *);	/* the placeholder after the option: "N", "PATH", "a|b" */

/* Appends text wrapped at 76 columns with an indent; newlines separate paragraphs. */
void        sx_manual_wrap(const char *text, int indent, sx_buf *);
void        sx_manual_figures(const sx_command *, sx_buf *);	/* the contents of the results, as plain text */
/* Appends "0 to 1; null: 0.1", or the kind of item if it is not a number. */
void        sx_manual_range(const sx_command *, const sx_figure *, sx_buf *);
/* Appends the reading of each level: "Below 0.7: ...; else ..."; nothing where there are no levels. */
void        sx_manual_levels(const sx_command *, const sx_figure *, sx_buf *);

#endif
