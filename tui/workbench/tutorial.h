/* tutorial.h: the tutorial: a strip above the status line says what to do next, and goes on once it was done. */
#ifndef SX_TUTORIAL_H
#define SX_TUTORIAL_H

#include "sextant.h"

typedef struct sx_app sx_app;

typedef struct sx_tutorial {
	size_t step;		/* from 1; 0: no tutorial */
	bool   done;		/* the one before was done, not skipped */
	char   ran[48];		/* the command that ran last in this step */
} sx_tutorial;

void sx_tutorial_begin(sx_app *);
void sx_tutorial_ran(sx_app *, const char *command);	/* a line of the user succeeded */
void sx_tutorial_check(sx_app *);			/* goes on if the step was done */
bool sx_tutorial_key(sx_app *, int key);		/* false: not a key of the tutorial */
void sx_tutorial_draw(sx_app *, sx_cells *);

/* The same steps as a manual page, sextant-tutorial(7). */
void sx_tutorial_mdoc(const char *date, sx_buf *);

#endif
