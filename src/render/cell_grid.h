/* cell_grid.h: a grid of character cells, and the pictures drawn in it.
 *
 * All text output for terminals is drawn here first: the workbench copies the grid to curses, the text renderer writes it out, and
 * tests compare it. This file knows no terminal. */
#ifndef SX_CELL_GRID_H
#define SX_CELL_GRID_H

#include "base/base.h"
#include "base/utf8.h"
#include "command/result.h"

/* Ink: a role (text, dim, accent, …) for the frame and text around the data, or a data colour as 0x01RRGGBB. */
typedef uint32_t sx_ink;
enum { SX_INK_TEXT, SX_INK_DIM, SX_INK_ACCENT, SX_INK_ALERT, SX_INK_SELECT, SX_INK_ROLES };
#define SX_INK_RGB(r, g, b) (0x01000000u | (uint32_t)(r) << 16 | (uint32_t)(g) << 8 | (uint32_t)(b))

enum { SX_MARKS = 2 };		/* that a character may bear: as many as any alphabet needs */

typedef struct sx_cell {
	uint32_t ch;		/* a Unicode code point; 0: the right half of a wide character */
	sx_ink   ink;
	uint32_t mark[SX_MARKS];	/* combining marks and joiners after it; 0: none */
} sx_cell;

/* at[y * w + x]. Every drawing function clips to the grid. */
typedef struct sx_cells {
	int w, h;
	sx_cell *at;
} sx_cells;

bool sx_cells_new(sx_cells *, int w, int h, sx_arena *, sx_err *err);	/* filled with spaces */
void sx_cells_clear(sx_cells *);
void sx_cell_utf8(const sx_cell *, sx_buf *out);	/* appends the character and its marks */
void sx_cells_put(sx_cells *, int x, int y, uint32_t ch, sx_ink);
/* Writes UTF-8 text at (x, y), at most width columns; returns the columns used. Control characters become '?'. */
int  sx_cells_text(sx_cells *, int x, int y, int width, sx_ink, const char *utf8);
/* As sx_cells_text, but text that does not fit ends in an ellipsis. */
int  sx_cells_cut(sx_cells *, int x, int y, int width, sx_ink, const char *utf8, bool unicode);
/* Appends one row as UTF-8, without trailing spaces. */
void sx_cells_row(const sx_cells *, int y, sx_buf *out);
/* Copies a grid into a larger one at (x, y). There are no views of part of a grid. */
void sx_cells_blit(sx_cells *to, int x, int y, const sx_cells *from);

/* The width of a text or a character in columns. Malformed bytes count as U+FFFD. */
int      sx_text_width(const char *utf8);
int      sx_char_width(uint32_t ch);	/* 0, 1 or 2 */

/* ---- dots: finer than cells ---- */

typedef enum sx_glyphs { SX_GLYPHS_SEXTANT, SX_GLYPHS_BRAILLE, SX_GLYPHS_HALF, SX_GLYPHS_QUADRANT, SX_GLYPHS_ASCII } sx_glyphs;

/* A canvas of dots over w × h cells, each of dots_x × dots_y dots (braille 2 × 4, sextant 2 × 3, quadrant 2 × 2, half 1 × 2, ASCII
 * 1 × 1). A cell has one ink, that of the last dot drawn in it. */
typedef struct sx_canvas {
	int w, h, dots_x, dots_y;
	sx_glyphs glyphs;
	uint8_t  *mask;		/* per cell: which dots are set */
	uint32_t *hits;		/* per cell: points that fell there */
	sx_ink   *ink;
} sx_canvas;

bool sx_canvas_new(sx_canvas *, int w, int h, sx_glyphs, sx_arena *, sx_err *err);
void sx_canvas_dot(sx_canvas *, int x, int y, sx_ink);		/* in dots; clipped */
void sx_canvas_line(sx_canvas *, double x0, double y0, double x1, double y1, sx_ink);
/* Copies the set cells to the grid at (x, y). ASCII shows density by the number of hits: . : * % @ */
void sx_canvas_draw(const sx_canvas *, sx_cells *to, int x, int y);

/* ---- pictures of tables ---- */

typedef struct sx_view {
	int       x, y, w, h;	/* where on the grid */
	sx_glyphs glyphs;
	bool      ascii;	/* axes and frames in ASCII too */
} sx_view;

/* Draws a table according to its look: line or bars with axes and ticks, scatter, heat map, ring of labels. False: there is
 * nothing to draw (a plain table, fewer than two points). */
bool sx_chart_draw(sx_cells *, const sx_view *, const sx_frame *, sx_err *err);

/* Data colours: viridis at 0 … 1, and the i-th of Okabe and Ito's eight colours, which colour-blind readers can distinguish. */
sx_ink sx_viridis(double share);
sx_ink sx_okabe_ito(size_t i);

/* An axis from lo to hi; if logarithmic, from 10^lo to 10^hi. */
typedef struct sx_axis {
	double lo, hi;
	bool   log;
} sx_axis;

/* The position of a value on the axis: itself or its logarithm; NaN if it has none. */
double  sx_axis_at(const sx_axis *, double value);
/* The axis that spans n values. Values without a position are ignored; if all are, lo is infinite. An axis of length zero stays
 * so. */
sx_axis sx_axis_of(const double *v, size_t n, bool log);
/* Gives two linear axes equal scales in a picture of that width and height, by widening one about its middle. Both must have some
 * length. */
void    sx_axis_even(sx_axis *x, sx_axis *y, double width, double height);
/* Computes about n round ticks of an axis, at most SX_TICKS: their positions and values. Returns how many. */
enum { SX_TICKS = 64 };
size_t  sx_axis_ticks(const sx_axis *, int n, double at[SX_TICKS], double value[SX_TICKS]);

#endif
