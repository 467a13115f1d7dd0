/* layer_strip.h: the layers of a stack (NAME.0, NAME.1 …): steps from one to the next, and below the plot a strip of small
 * pictures with a metric over layers. */
#ifndef SX_LAYER_STRIP_H
#define SX_LAYER_STRIP_H

#include "workbench/workbench.h"

void sx_strip_step(sx_app *, int step);		/* the plot shows the layer before or after */
void sx_strip_toggle(sx_app *);
void sx_strip_next_metric(sx_app *);		/* the next metric over layers */
void sx_strip_settle(sx_app *);
int  sx_strip_height(const sx_app *, const sx_cells *);	/* 0: off */
void sx_strip_draw(const sx_app *, sx_cells *, int y, int h);
void sx_strip_forget(sx_app *);			/* layers of other points may have those names now */

#endif
