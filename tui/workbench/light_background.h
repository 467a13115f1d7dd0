/* light_background.h: colours on a light background. */
#ifndef SX_LIGHT_BACKGROUND_H
#define SX_LIGHT_BACKGROUND_H

#include "workbench.h"

bool   sx_light_terminal(void);			/* the terminal says that its background is light */
bool   sx_app_light(const sx_app *);		/* it is, by the option background or else by what the terminal says */
sx_ink sx_light_ink(sx_ink);			/* the ink that reads on a light background as this does on a dark one */
void   sx_light_cells(sx_cells *);

#endif
