/* render.h: results as text, JSON, CSV, Markdown, SVG, PNG, gnuplot and HTML. A renderer computes nothing and prints nowhere: it
 * fills a buffer. */
#ifndef SX_RENDER_H
#define SX_RENDER_H

#include "cell_grid.h"
#include "command/result.h"

typedef struct sx_style {
	int       width;	/* columns; 0: 80 */
	size_t    rows;		/* rows of a table shown; 0: all */
	bool      utf8;
	sx_glyphs glyphs;
	bool      pictures;	/* draw series and scatters too */
	bool      bare;		/* figures and tables alone: no parameters, seconds or notes */
} sx_style;

/* For people: a heading, figures in columns, tables, pictures, notes. */
void sx_render_text(const sx_result *, const sx_style *, sx_buf *);
/* One object on one line, as the contract has it. Numbers read back exactly; NaN and infinities are null. */
void sx_render_json(const sx_result *, sx_buf *);
/* The main table (or the figures, where there is none) with a header; delimiter ',' or '\t'. Quoted as RFC 4180. */
void sx_render_csv(const sx_result *, char delimiter, sx_buf *);
/* A table as Markdown, with the figures. */
void sx_render_markdown(const sx_result *, sx_buf *);
/* The picture of one table (NULL: the first that has one). False: the result has no picture. */
bool sx_render_svg(const sx_result *, const sx_frame *, sx_buf *, sx_err *err);
/* The same as PNG; false also where sextant was built without librsvg. */
bool sx_render_png(const sx_result *, const sx_frame *, sx_buf *, sx_err *err);
/* A script for gnuplot that draws one table (NULL: the first that has a picture), its data within. */
bool sx_render_gnuplot(const sx_result *, const sx_frame *, sx_buf *, sx_err *err);
/* The part of the picture `points` that is looked at, where one was chosen (view_x0 …). False: all of it. */
bool sx_render_view(const sx_result *, double view[4]);
/* All of a result as one page that needs no other file. */
void sx_render_html(const sx_result *, sx_buf *);

#endif
