/* tutorial.h: the steps of sextant --tutorial: a strip above the status line, which goes on once a step was done. */
#ifndef SX_TUTORIAL_H
#define SX_TUTORIAL_H

#include "sextant.h"

void sx_tutorial_mdoc(const char *date, sx_buf *);	/* sextant-tutorial(7) */

#endif
