/* screen.h: the terminal by curses: entering, leaving whatever happens, keys, and drawing a grid of cells. */
#ifndef SX_SCREEN_H
#define SX_SCREEN_H

#include "keys.h"
#include "sextant.h"
#include "engine/startup_options.h"

bool sx_screen_open(const sx_setup *, sx_err *err);
/* The one way out: on quit, error, signal and suspension. May be called twice. */
void sx_screen_leave(void);
void sx_screen_back(void);		/* after fg */
void sx_screen_size(int *w, int *h);	/* asks the terminal anew */
int  sx_screen_colors(void);		/* 0: none */
void sx_screen_light(bool light);	/* the background; takes effect at once */
void sx_screen_show(const sx_cells *, bool anew);
void sx_screen_sent(void);		/* that was a frame, with its image */
bool sx_screen_sixel(void);		/* it shows images in place of text */
bool sx_screen_images(void);		/* the terminal answered that it shows images beneath text */
bool sx_screen_cell(int *w, int *h);	/* pixels of a cell; false: a guess, it does not say */
void sx_screen_raw(const char *bytes, size_t n);	/* past curses: images */
bool sx_screen_busy(void);		/* frames are still under way on a slow line: draw later */
sx_mouse sx_screen_mouse(void);		/* of the last SX_KEY_MOUSE */
int  sx_screen_key(void);		/* as keys.h has them; 0: none waits */

#endif
