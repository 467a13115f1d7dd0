/* pasted_text.h: a text pasted into the terminal, which comes a character at a time between two marks. */
#ifndef SX_PASTED_TEXT_H
#define SX_PASTED_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#define SX_PASTE_ON    "\033[?2004h"
#define SX_PASTE_OFF   "\033[?2004l"
#define SX_PASTE_BEGIN "\033[200~"
#define SX_PASTE_END   "\033[201~"

void        sx_paste_begin(void);
bool        sx_paste_open(void);	/* false: it has ended, or its end has been missing for seconds */
void        sx_paste_add(uint32_t ch);
void        sx_paste_end(void);
const char *sx_paste_text(void);	/* lent until the next begins */

#endif
