/* session_parts.h: the struct behind sx_session, shared by the files of the session. */
#ifndef SX_SESSION_PARTS_H
#define SX_SESSION_PARTS_H

#include "doctor.h"

enum { SX_MOST_OPTIONS = 24 };

typedef struct sx_step {
	sx_arena   *arena;
	sx_mark    *mark;	/* NULL: no step */
	const char *line;
	sx_result **result;	/* for redo: the results since the step, one reference each */
	size_t      nresults;
} sx_step;

struct sx_session {
	sx_space  **space;
	size_t      nspaces, cap_spaces;
	sx_space   *current;		/* borrowed from space */
	sx_result **result;
	size_t      nresults, cap_results;
	const sx_command **command;	/* backs `all`: the commands the session was opened with, then those defined at run time */
	sx_catalog  all;
	size_t      fixed, cap_commands;	/* fixed: how many the session was opened with */
	const sx_option *known[SX_MOST_OPTIONS];
	size_t      noptions;
	char       *option[SX_MOST_OPTIONS];	/* NULL: the default */
	sx_hooks    hooks;
	sx_doctor  *doctor;
	sx_step     step[SX_MOST_STEPS], pending;
	sx_step     undone[SX_MOST_STEPS];	/* for redo, last in first out */
	size_t      nsteps, nundone;
	bool        forgot;		/* steps were forgotten while the pending one was open */
	void      (*forget)(sx_session *, bool pending);	/* forgets the steps, on request the pending one too; NULL: there never was one */
};

/* Makes room for one more pointer by realloc. (session_parts.c) */
bool sx_session_room(void *array, size_t n, size_t *cap, sx_err *err);

/* Adds the library's own options. (session_options.c) */
bool sx_session_own_options(sx_session *, sx_err *err);

/* A session without commands. (session.c) */
sx_session *sx_session_bare(void);

#endif
