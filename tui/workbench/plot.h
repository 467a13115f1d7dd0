/* plot.h: points on a canvas: which of them are in view, where the cursor is, how they are coloured. No engine and no keys. */
#ifndef SX_PLOT_H
#define SX_PLOT_H

#include "sextant.h"

enum { SX_PLOT_CLASSES = 8, SX_PLOT_NONE = SX_PLOT_CLASSES };	/* the seven commonest texts, and others; no text */
enum { SX_PICK_CORNERS = 64 };

typedef struct sx_box {
	double x0, y0, x1, y1;
} sx_box;

/* A box or a lasso while it is drawn: corners in the units of the axes, the last of them under the crosshair. */
typedef enum sx_picking { SX_PICK_NOTHING, SX_PICK_BOX, SX_PICK_LASSO } sx_picking;

typedef struct sx_plot {
	sx_result      *result;		/* of the command plot; NULL: none */
	const double   *x, *y, *row, *color;
	const double   *x0, *y0, *z0;	/* before turning, centred; NULL: two axes only */
	double         *turned[2];	/* x and y after it */
	double          turn, tilt;	/* degrees */
	const double   *selected;	/* 1: yes; NULL: there is no selection */
	size_t          nselected, total;	/* total: rows of the space, of which n are points here */
	const char *const *label;
	size_t          n, cursor;
	sx_box          all, view;	/* of the points; shown */
	bool            equal, zoomed;	/* zoomed: the view is not that of all points */
	double          lo, hi;		/* of the colour */
	const char     *color_name, *x_label, *y_label;
	const char     *class_name[SX_PLOT_CLASSES];
	size_t          class_count[SX_PLOT_CLASSES], nclasses;
	uint8_t        *cell_class;	/* per cell, of the class most of its points are in */
	bool            blind;		/* there is no cursor */
	bool            shapes;		/* classes have marks of their own */
	uint8_t        *class_of;	/* per point; NULL: no classes */
	sx_arena       *arena;		/* class_of */
	char            space[64], why[260];	/* why there is no picture */

	/* the points as cells, kept until the view changes */
	sx_canvas       canvas;
	sx_arena       *canvas_arena;
	uint32_t       *first, *member;	/* points by cell: those of cell c are member[first[c]] on, up to first[c + 1] */
	bool            fresh;
	bool            bare;		/* an image shows the points: cells have names and lines alone */
	unsigned        serial;		/* grows with each picture that differs in its points */
	size_t          in_view;
	sx_box          seen;		/* what the picture spans, which is more than view where scales are equal */

	sx_picking      picking;
	double          corner[2 * SX_PICK_CORNERS];
	size_t          ncorners;
} sx_plot;

/* Takes a reference. The cursor stays on its row, the view on its place when axes and space stay. False:
 * the result holds no points. */
bool sx_plot_set(sx_plot *, sx_result *);
void sx_plot_free(sx_plot *);

void sx_plot_fit(sx_plot *);
void sx_plot_zoom(sx_plot *, double factor);
void sx_plot_zoom_at(sx_plot *, double factor, double x, double y);
void sx_plot_pan(sx_plot *, double right, double up);	/* in shares of the view */
/* To the nearest point that way; dx, dy are -1, 0 or 1, up is 1. False: there is none. */
bool sx_plot_step(sx_plot *, int dx, int dy);
void sx_plot_to_row(sx_plot *, size_t row);
/* The first point from (or after, or before) here whose label contains the text, in either case. */
bool sx_plot_find(sx_plot *, const char *text, size_t from, bool forward);
size_t      sx_plot_row(const sx_plot *);		/* of the cursor */
size_t      sx_plot_labelled(const sx_plot *, const char *label);	/* the first point of that label; n: none */
const char *sx_plot_label(const sx_plot *, size_t point, char out[32]);	/* "#12" where there are none */

/* Turns the points about their middle; false: there is no third axis. */
bool sx_plot_turn(sx_plot *, double turn, double tilt);

/* The cell of the cursor in the last picture; false: it is out of sight. */
bool sx_plot_place(const sx_plot *, int *x, int *y);

/* The picture without its furniture. */
void     sx_plot_draw(sx_plot *, sx_cells *, int x, int y, int w, int h, sx_glyphs, bool utf8);
uint32_t sx_plot_mark(size_t class, bool utf8);		/* the mark of a class */
sx_ink   sx_plot_class_ink(size_t class);
sx_ink   sx_plot_density(uint32_t hits, double most);

/* plot_pick.c: boxes and lassos. A pick begins at the cursor; move goes by cells; done writes x,y,x,y for select. */
void sx_plot_pick(sx_plot *, sx_picking);
void sx_plot_pick_move(sx_plot *, int dx, int dy);
bool sx_plot_pick_corner(sx_plot *);			/* false: no more fit */
bool sx_plot_pick_done(sx_plot *, sx_buf *corners);	/* false: too few */
void sx_plot_box_text(const sx_box *, sx_buf *);
/* The point nearest to a place, as seen; n points must not be 0. */
size_t sx_plot_nearest(const sx_plot *, double x, double y);
/* At most k points nearest to the cursor in the picture, it left out, with distances in the unit of the axes. O(n). */
size_t sx_plot_around(const sx_plot *, size_t k, size_t *point, double *far);

/* plot_ask.c: the command that draws what is seen, taken apart and put together. NULL and 0: not given. */
typedef struct sx_plot_ask {
	const char *space, *x, *y, *z, *color, *show, *path, *arrow;
	bool        circle;
	double      turn, tilt;
	const char *like;		/* lies as that space's picture, which is itself turned so */
	double      like_turn;
	bool        like_mirror;
	bool        zoomed;
	sx_box      view;		/* where zoomed */
} sx_plot_ask;
sx_plot_ask sx_plot_asked(const sx_plot *);
void        sx_plot_line(const sx_plot_ask *, sx_buf *line);
/* "NAME SPACE ", of the space that is shown. */
void        sx_plot_command(const sx_plot *, const char *name, sx_buf *line);

#endif
