/* manual_parts.h: what manual.c and manual_mdoc.c share. */
#ifndef SX_MANUAL_PARTS_H
#define SX_MANUAL_PARTS_H

#include "manual.h"
#include "session.h"

const char *sx_manual_chapter(size_t i);	/* the title of a chapter of commands; NULL past the last */
bool        sx_manual_in_chapter(const sx_command *, size_t i);
const char *sx_manual_kind(const sx_param *);	/* "N", "PATH", "a|b": what stands behind the option */

#endif
