/* inspector.h: the column beside the plot that describes the row under the cursor: its place, and its neighbours in the space
 * and elsewhere. */
#ifndef SX_INSPECTOR_H
#define SX_INSPECTOR_H

#include "workbench/workbench.h"

/* Asks for the neighbours of the row the cursor rests on; an answer for another row is dropped by its number. */
void sx_inspector_look_up(sx_app *);
void sx_inspector_next(sx_app *);		/* the next place to look for neighbours beside the space */
void sx_inspector_draw(sx_app *, sx_cells *);

#endif
