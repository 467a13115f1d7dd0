/* plot.h: points on a canvas: what is in view, where the cursor is, how points are coloured. No engine,
 * no keys. */
#ifndef SX_PLOT_H
#define SX_PLOT_H

#include "sextant.h"

enum { SX_PLOT_CLASSES = 8 };	/* the seven commonest texts, and others */

typedef struct sx_box {
	double x0, y0, x1, y1;
} sx_box;

typedef struct sx_plot {
	sx_result      *result;		/* of the command plot; NULL: none */
	const double   *x, *y, *row, *color;
	const char *const *label;
	size_t          n, cursor;
	sx_box          all, view;	/* of the points; shown */
	bool            equal;
	double          lo, hi;		/* of the colour */
	const char     *color_name, *x_label, *y_label;
	const char     *class_name[SX_PLOT_CLASSES];
	size_t          class_count[SX_PLOT_CLASSES], nclasses;
	uint8_t        *class_of;	/* per point; NULL: no classes */
	sx_arena       *arena;		/* class_of */
	char            space[64], why[260];	/* why there is no picture */

	/* the points as cells, kept until the view changes */
	sx_canvas       canvas;
	sx_arena       *canvas_arena;
	uint32_t       *first, *member;	/* points by cell: those of cell c are member[first[c]] on, up to first[c + 1] */
	bool            fresh;
	size_t          in_view;
} sx_plot;

/* Takes a reference. The cursor stays on its row, the view on its place when axes and space stay. False:
 * the result holds no points. */
bool sx_plot_set(sx_plot *, sx_result *);
void sx_plot_free(sx_plot *);

void sx_plot_fit(sx_plot *);
void sx_plot_zoom(sx_plot *, double factor);
void sx_plot_pan(sx_plot *, double right, double up);	/* in shares of the view */
/* To the nearest point that way; dx, dy are -1, 0 or 1, up is 1. False: there is none. */
bool sx_plot_step(sx_plot *, int dx, int dy);
void sx_plot_to_row(sx_plot *, size_t row);
/* The first point from (or after, or before) here whose label contains the text, in either case. */
bool sx_plot_find(sx_plot *, const char *text, size_t from, bool forward);
size_t      sx_plot_row(const sx_plot *);		/* of the cursor */
const char *sx_plot_label(const sx_plot *, size_t point, char out[32]);	/* "#12" where there are none */

/* The picture without its furniture. */
void sx_plot_draw(sx_plot *, sx_cells *, int x, int y, int w, int h, sx_glyphs, bool utf8);

#endif
