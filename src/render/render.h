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
	bool      bare;		/* metrics and tables only: no parameters, seconds or notes */
} sx_style;

/* Text for people: heading, metrics in columns, tables, pictures, notes. */
void sx_render_text(const sx_result *, const sx_style *, sx_buf *);
/* One JSON object on one line, in the documented form. Numbers read back exactly; NaN and infinities are null. */
void sx_render_json(const sx_result *, sx_buf *);
/* The main table (or the metrics, if there is none) with a header; delimiter ',' or '\t'. Quoted as in RFC 4180. */
void sx_render_csv(const sx_result *, char delimiter, sx_buf *);
/* The main table as Markdown, with the metrics. */
void sx_render_markdown(const sx_result *, sx_buf *);
/* The picture of one table as SVG (NULL: the first that has one). False: the result has no picture. */
bool sx_render_svg(const sx_result *, const sx_frame *, sx_buf *, sx_err *err);
/* As sx_render_svg, but PNG; false also in a build without librsvg. */
bool sx_render_png(const sx_result *, const sx_frame *, sx_buf *, sx_err *err);
/* A gnuplot script that draws one table (NULL: the first that has a picture) and contains its data. */
bool sx_render_gnuplot(const sx_result *, const sx_frame *, sx_buf *, sx_err *err);
/* The part of the picture `points` that is in view, where one was chosen (view_x0 …). False: all of it. */
bool sx_render_view(const sx_result *, double view[4]);
/* The whole result as one self-contained HTML page. */
void sx_render_html(const sx_result *, sx_buf *);

#endif
