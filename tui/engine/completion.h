/* completion.h: completes words on a command line, from the table of commands and the names of the session. */
#ifndef SX_COMPLETION_H
#define SX_COMPLETION_H

#include "session_names.h"

/* word[0 … n-1] may each take the place of the line's bytes from start to the cursor; sorted as they
 * should be shown. Whole words are complete as they are; partial ones (folders, "--opt=") go on. */
typedef struct sx_matches {
	const char **word;
	size_t       n, start, cap;
	bool         partial;		/* of the only match: no space after it */
	const char  *usage;		/* the command's parameters in a line, when it is known */
} sx_matches;

void sx_complete(const sx_names *, const char *line, size_t cursor, sx_arena *, sx_matches *out);

#endif
