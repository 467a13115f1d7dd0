/* legend.h: the line below the plot: how many rows are seen, and what colours and marks mean. */
#ifndef SX_LEGEND_H
#define SX_LEGEND_H

#include "workbench/workbench.h"

int  sx_legend_rows(const sx_plot *, sx_cells *, int y);	/* the column where it ends */
void sx_legend_color(const sx_app *, sx_cells *, int x, int y, int stop);	/* in the columns from x up to stop */

#endif
