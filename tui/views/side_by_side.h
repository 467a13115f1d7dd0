/* side_by_side.h: another space beside the plot, with the same cursor and selection. */
#ifndef SX_SIDE_BY_SIDE_H
#define SX_SIDE_BY_SIDE_H

#include "workbench/workbench.h"

const char *sx_beside_space(const sx_app *);	/* "": none */
void sx_beside_next(sx_app *);			/* the next of the other spaces, after the last none */
void sx_beside_settle(sx_app *);
void sx_beside_draw(sx_app *, sx_cells *);
void sx_beside_connect(const sx_app *, sx_cells *, int rule);	/* the two places of the row, across the rule between */

#endif
