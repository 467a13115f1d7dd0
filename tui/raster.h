/* raster.h: the plot as an image, for terminals that show one beneath their text (kitty's graphics protocol). */
#ifndef SX_RASTER_H
#define SX_RASTER_H

#include "plot.h"

/* Asks whether the terminal does, and what it answers then. Others pass over the question. */
#define SX_RASTER_ASK    "\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\"
#define SX_RASTER_ANSWER "\033_Gi=31;OK\033\\"

bool sx_raster_built(void);		/* there is a zlib to pack images with */
/* What shows the points at column x, line y of the screen, w by h cells of cell_w by cell_h pixels. */
void sx_raster_write(const sx_plot *, int x, int y, int w, int h, int cell_w, int cell_h, sx_ink (*paint)(sx_ink), sx_buf *out);
void sx_raster_remove(sx_buf *out);

#endif
