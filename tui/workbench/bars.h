/* bars.h: the first line, rules, the status line, and the line at the bottom with its completions. */
#ifndef SX_BARS_H
#define SX_BARS_H

#include "workbench.h"

void sx_bar_top(sx_app *, sx_cells *);
void sx_bar_status(sx_app *, sx_cells *);
void sx_bar_line(sx_app *, sx_cells *);
/* joint: column where a vertical rule begins below; below -1, -joint - 1 is where one ends from above; -1: none. */
void sx_bar_rule(sx_app *, sx_cells *, int y, int joint);
int  sx_bar_tab_at(const sx_app *, int x);		/* the pane whose name is there; -1: none */

#endif
