/* views.h: the parts of the workbench that draw, and what mouse and answers need of them. */
#ifndef SX_VIEWS_H
#define SX_VIEWS_H

#include "workbench/workbench.h"

/* In the order of sx_pane. */
extern const sx_part sx_plot_part, sx_table_part, sx_results_part, sx_spaces_part, sx_help_part;
/* Parts of views. */
extern const sx_part sx_plot_options_part, sx_inspector_part, sx_beside_part, sx_strip_part, sx_planes_part;

/* ---- view_plot.c ---- */
void sx_plot_still(sx_app *, sx_cells *);	/* the plot over the whole screen, for an image */

/* ---- plot_select.c ---- */
void sx_select_box(sx_app *, const sx_box *);	/* selects the rows in a box, in the units of the axes */

/* ---- plot_questions.c ---- */
void sx_ask_search(sx_app *);
void sx_ask_search_again(sx_app *, bool forward);	/* n, N */
void sx_cursor_as_command(sx_app *);		/* the row at the cursor, as set cursor */

/* ---- view_table.c ---- */
void sx_table_click(sx_app *, int line);
void sx_table_forget(sx_app *);			/* what it shows has changed: asked anew */

/* ---- view_results.c ---- */
void sx_results_add(sx_app *, sx_result *);	/* keeps a result that the user asked for, and shows it there */
void sx_results_picture(sx_app *);		/* the first picture of the latest, where it has one */

#endif
