/* plot_image.h: the plot as pixels, for terminals that show images. */
#ifndef SX_PLOT_IMAGE_H
#define SX_PLOT_IMAGE_H

#include "terminal/images.h"
#include "workbench/plot.h"

/* The points of the view on a clear ground, w by h pixels, each ink changed by paint. False: out of memory. Free m->rgba in either
 * case. */
bool sx_plot_image(const sx_plot *, int w, int h, sx_ink (*paint)(sx_ink), sx_image *m);

#endif
