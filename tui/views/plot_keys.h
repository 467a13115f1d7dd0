/* plot_keys.h: what keys do in the plot: choosing rows, typing axes, and how points are drawn. */
#ifndef SX_PLOT_KEYS_H
#define SX_PLOT_KEYS_H

#include "workbench/workbench.h"

/* plot_select.c: marks, boxes, lassos; while one is drawn its keys come first. False: not such an action. */
bool sx_select_act(sx_app *, sx_action);
bool sx_pick_act(sx_app *, sx_action);

/* plot_questions.c: axes, paths, arrows and files, typed at the bottom. False: not such an action. */
bool sx_question_act(sx_app *, sx_action);

/* plot_options.c */
void sx_glyphs_next(sx_app *);
void sx_cursor_take_wanted(sx_app *);		/* the cursor that was set before there were points */
void sx_still_show(sx_app *);			/* the image over the screen, or why there is none */

#endif
