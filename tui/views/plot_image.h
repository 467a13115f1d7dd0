/* plot_image.h: the plot as an image, for terminals that show one beneath their text (kitty's graphics protocol) or in place of it
 * (sixel). */
#ifndef SX_PLOT_IMAGE_H
#define SX_PLOT_IMAGE_H

#include "plot.h"

/* Asks whether the terminal does, and what it answers then. Others pass over the question. */
#define SX_RASTER_ASK    "\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\"
#define SX_RASTER_ANSWER "\033_Gi=31;OK\033\\"

/* The terminal's attributes: ESC [ ? 62 ; 4 c, where 4 is sixel. Every terminal of the last forty years answers. */
#define SX_RASTER_ATTRIBUTES "\033[c"
enum { SX_RASTER_SIXEL = 4 };

bool sx_raster_built(void);		/* there is a zlib to pack images with */
bool sx_raster_sixel_built(void);	/* there is a libsixel */
/* What shows the points at column x, line y of the screen, w by h cells of cell_w by cell_h pixels. */
void sx_raster_write(const sx_plot *, int x, int y, int w, int h, int cell_w, int cell_h, sx_ink (*paint)(sx_ink), sx_buf *out);
void sx_raster_remove(sx_buf *out);
/* The same as sixel, from the upper left of the screen; what was there is painted over. */
void sx_raster_sixel(const sx_plot *, int w, int h, int cell_w, int cell_h, bool light, sx_ink (*paint)(sx_ink), sx_buf *out);

#endif
