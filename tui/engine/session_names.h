/* session_names.h: a copy of the session's names, for completion and lists, that any thread may read.
 *
 * Built on the thread that owns the session, then never changed; counted. It holds its spaces, whose
 * labels and sizes do not change either. */
#ifndef SX_SESSION_NAMES_H
#define SX_SESSION_NAMES_H

#include "sextant.h"

typedef struct sx_name_param {
	const char *name, *choices;
	sx_kind     kind;
	unsigned    flags;
} sx_name_param;

typedef struct sx_name_command {
	const char    *name, *summary;
	sx_name_param *param;
	size_t         nparams;
} sx_name_command;

typedef struct sx_name_space {
	const char  *name, *origin;
	const char **column;
	size_t       ncolumns, rows, dims;
	bool         labels;
	sx_space    *space;
} sx_name_space;

typedef struct sx_name_option {
	const char *name, *value;
} sx_name_option;

typedef struct sx_names {
	sx_arena        *arena;
	sx_name_command *command;
	sx_name_space   *space;
	sx_name_option  *option;
	size_t           ncommands, nspaces, noptions, nresults;
	size_t           current;	/* SIZE_MAX: no space */
	int              refs;
} sx_names;

sx_names *sx_names_take(const sx_session *);	/* NULL: out of memory */
sx_names *sx_names_ref(sx_names *);
void      sx_names_unref(sx_names *);		/* NULL does nothing */

const sx_name_command *sx_names_command(const sx_names *, const char *name);
const sx_name_space   *sx_names_space(const sx_names *, const char *name);
const sx_name_space   *sx_names_current(const sx_names *);	/* NULL: none */
const char            *sx_names_option(const sx_names *, const char *name);	/* "" when there is none */

#endif
