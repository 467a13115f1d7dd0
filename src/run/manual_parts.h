/* manual_parts.h: what the files of the manual share. */
#ifndef SX_MANUAL_PARTS_H
#define SX_MANUAL_PARTS_H

#include "manual.h"
#include "command/params.h"
#include "command/session.h"

const char *sx_manual_chapter(size_t i);	/* the title of a chapter of commands; NULL past the last */
bool        sx_manual_in_chapter(const sx_command *, size_t i);
const char *sx_manual_kind(const sx_param *);	/* "N", "PATH", "a|b": what stands behind the option */

/* Words wrapped at 76 columns behind an indent; newlines part paragraphs. */
void        sx_manual_wrap(const char *text, int indent, sx_buf *);
void        sx_manual_figures(const sx_command *, sx_buf *);	/* what the results hold, as plain text */
/* "0 to 1; null: 0.1", or what it is if it is no number. */
void        sx_manual_range(const sx_command *, const sx_figure *, sx_buf *);
/* What a value says: "Below 0.7: ...; else ..."; nothing where there are no levels. */
void        sx_manual_levels(const sx_command *, const sx_figure *, sx_buf *);

#endif
