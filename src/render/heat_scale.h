/* heat_scale.h: what heat maps on the screen and in files share. */
#ifndef SX_HEAT_SCALE_H
#define SX_HEAT_SCALE_H

#include "cell_grid.h"

/* The range of the numbers of a table; false: it has none. A range of one value is widened. */
bool        sx_heat_range(const sx_frame *, sx_axis *out);
size_t      sx_heat_columns(const sx_frame *);			/* how many numeric columns */
const sx_field *sx_heat_column(const sx_frame *, size_t i);	/* the i-th numeric column */
/* The name of a row: its text where the table has one, else the name of the column of the same number in a square matrix, else its
 * number, written to scratch. */
const char *sx_heat_row(const sx_frame *, size_t row, char scratch[32]);
/* A number in few characters: "0.87", ".003" for 0.003, "12.3", "1e+05". */
const char *sx_heat_number(double, char out[32]);

/* Draws a table of numbers as a heat map: names above and at the left, a value on each coloured cell where there is room, a scale
 * below. False: there is nothing to draw. (chart_heat.c) */
bool sx_heat_draw(sx_cells *, const sx_view *, const sx_frame *, sx_err *err);

#endif
