/* scroll_text.h: lines of text that scroll: the results and the help. A line too long for the page goes on below, indented. */
#ifndef SX_SCROLL_TEXT_H
#define SX_SCROLL_TEXT_H

#include "terminal/keys.h"

typedef struct sx_scroll_line {
	const char *start;
	int         len, indent;
	bool        more;		/* goes on from the line above */
} sx_scroll_line;

typedef struct sx_scroll {
	sx_buf          text;
	sx_scroll_line *line;
	size_t          nlines, cap, top;
	int             w;		/* the width it was cut for */
} sx_scroll;

void sx_scroll_cut(sx_scroll *, int width);	/* after text or width changed */
void sx_scroll_clear(sx_scroll *);
void sx_scroll_free(sx_scroll *);
bool sx_scroll_act(sx_scroll *, sx_action, int height);	/* false: not an action of scrolling */
void sx_scroll_draw(const sx_scroll *, sx_cells *, int y, int h, sx_ink (*ink)(const char *line, bool first));

#endif
