/* side_likeness.h: how similar the two spaces side by side are. */
#ifndef SX_SIDE_LIKENESS_H
#define SX_SIDE_LIKENESS_H

#include "workbench/workbench.h"

/* Colours rows by how much their neighbours differ; runs compare where nobody did. */
void sx_beside_disagree(sx_app *);
/* The line below both plots: the metrics of the last comparison, or how to have some, and the colour. */
void sx_beside_figures(const sx_app *, sx_cells *, int y);

#endif
