/* app.h: the workbench without its terminal: keys and the mouse in, a grid of cells out. The loop and the screen tests drive it the
 * same way. */
#ifndef SX_APP_H
#define SX_APP_H

#include "workbench/workbench.h"

bool sx_app_open(sx_app *, const sx_setup *, sx_err *err);
bool sx_app_close(sx_app *);		/* false: the engine hangs, _exit is left */
void sx_app_size(sx_app *, int w, int h);
void sx_app_key(sx_app *, int key);
void sx_app_mouse(sx_app *, const sx_mouse *);
void sx_app_interrupt(sx_app *);		/* Ctrl-C */
void sx_app_draw(sx_app *, sx_cells *, sx_arena *frame);

/* paste.c */
void sx_app_paste(sx_app *, const char *text);

/* undo_keys.c */
void sx_app_undo(sx_app *);
void sx_app_redo(sx_app *);

/* answers.c */
bool sx_app_news(sx_app *);			/* takes what the engine answered; true: something changed */
void sx_app_settle(sx_app *);			/* asks what the view needs and has not */
/* Seconds until something is due without a key (the cursor's rest); below 0: nothing is. */
double sx_app_due(sx_app *);

#endif
