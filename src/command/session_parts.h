/* session_parts.h: the struct behind sx_session, shared by the files of the session. */
#ifndef SX_SESSION_PARTS_H
#define SX_SESSION_PARTS_H

#include "doctor.h"

enum { SX_MOST_OPTIONS = 24 };

typedef struct sx_step {
	sx_arena   *arena;
	sx_mark    *mark;	/* NULL: no step */
	const char *line;
	sx_result **result;	/* to be redone: what was answered since, a reference each */
	size_t      nresults;
} sx_step;

struct sx_session {
	sx_space  **space;
	size_t      nspaces, cap_spaces;
	sx_space   *current;		/* borrowed from space */
	sx_result **result;
	size_t      nresults, cap_results;
	const sx_command **command;	/* what all lists: those it was opened with, then those made at run time */
	sx_catalog  all;
	size_t      fixed, cap_commands;	/* fixed: how many it was opened with */
	const sx_option *known[SX_MOST_OPTIONS];
	size_t      noptions;
	char       *option[SX_MOST_OPTIONS];	/* NULL: as it is by default */
	sx_hooks    hooks;
	sx_doctor  *doctor;
	sx_step     step[SX_MOST_STEPS], pending;
	sx_step     undone[SX_MOST_STEPS];	/* to be redone, the last first to go */
	size_t      nsteps, nundone;
	bool        forgot;		/* steps were forgotten while the pending one was open */
	void      (*forget)(sx_session *, bool pending);	/* the steps, the pending one too; NULL: there never was one */
};

/* Room for one more pointer; the array is realloc'd. (session_parts.c) */
bool sx_session_room(void *array, size_t n, size_t *cap, sx_err *err);

/* The library's own. (session_options.c) */
bool sx_session_own_options(sx_session *, sx_err *err);

/* One without a command. (session.c) */
sx_session *sx_session_bare(void);

#endif
