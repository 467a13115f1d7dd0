/* images.h: images in the terminal: beneath its text (kitty's graphics protocol) or in place of it (sixel). */
#ifndef SX_IMAGES_H
#define SX_IMAGES_H

#include "sextant.h"

/* Asks whether the terminal shows images by kitty's protocol, and what it answers then. Others pass over the question. */
#define SX_IMAGES_ASK    "\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\"
#define SX_IMAGES_ANSWER "\033_Gi=31;OK\033\\"

/* Asks for the terminal's attributes: ESC [ ? 62 ; 4 c, where 4 is sixel. Every terminal of the last forty years answers. */
#define SX_IMAGES_ATTRIBUTES "\033[c"
enum { SX_IMAGES_SIXEL = 4, SX_SIXEL_LINE = 6 };	/* SX_SIXEL_LINE: pixels of a line; a line begun is a line of text lost */

typedef struct sx_image {
	int      w, h;		/* pixels */
	uint8_t *rgba;		/* 4 w h bytes, from malloc; whoever made the image frees it */
} sx_image;

bool sx_images_built(void);		/* there is a zlib to pack kitty's images with */
bool sx_images_sixel_built(void);	/* there is a libsixel */

/* What shows the image at column x, line y of the screen, over w by h cells, in place of the one before. */
void sx_image_kitty(const sx_image *, int x, int y, int w, int h, sx_buf *out);
void sx_image_kitty_remove(sx_buf *out);
/* What shows the image from the upper left of the screen on a ground of black or white; text there is painted over. The pixels
 * are used up. */
void sx_image_sixel(sx_image *, bool light, sx_buf *out);

#endif
