/* plot_turned.h: rotates the points of a plot to match the plot of another space. Private to plot. */
#ifndef SX_PLOT_TURNED_H
#define SX_PLOT_TURNED_H

#include "command/command.h"

/* The rows shown, and their positions. */
typedef struct sx_like {
	const sx_space *space;
	sx_space       *other;		/* the space whose plot they are to match */
	const char     *x_name, *y_name;
	double          turn;		/* degrees by which that plot is itself rotated, */
	bool            mirrored;	/* after it was mirrored */
	const size_t   *row;
	size_t          n;
	double         *x, *y;		/* rotated in place */
} sx_like;

/* Rotates the points. Rows are matched by number where both spaces have as many, else by label. Reports like_turn, like_mirrored
 * and likeness. */
bool sx_plot_like(const sx_call *, const sx_like *, sx_result *out, sx_err *err);

#endif
