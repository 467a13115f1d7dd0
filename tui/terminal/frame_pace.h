/* frame_pace.h: counts the frames that a terminal at the end of a slow line has not shown yet. */
#ifndef SX_FRAME_PACE_H
#define SX_FRAME_PACE_H

#include <stdbool.h>

/* What is asked after a frame, and what a terminal that has shown it answers. */
#define SX_PACE_ASK    "\033[5n"
#define SX_PACE_ANSWER "\033[0n"

void sx_pace_begin(void);
void sx_pace_sent(bool large);		/* a frame was sent; large: such frames fill a slow line */
void sx_pace_answered(void);
bool sx_pace_busy(void);		/* the next frame had better wait */
void sx_pace_drain(void);		/* reads what is still to come, a second at most: a shell would take it for typed text */

#endif
