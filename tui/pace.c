/* pace.c: after each frame the terminal is asked how it does, which it answers when it has got so far. While two answers are
 * missing, or one where frames fill the line, no frame is sent, so that on a slow line a held key sends what is seen last and
 * not all that was passed. Of a terminal that never answers nothing is expected. */
#include "pace.h"
#include "system.h"

#include "sextant.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

enum { MOST = 2 };
#define PATIENCE 3.0	/* seconds without an answer after which it is given up */
#define FAR      0.8	/* no line is that long: so late an answer waited behind a frame */

/* One terminal, one state. */
static struct {
	bool   asked, answers, full;	/* full: the last frame took its time, not the way there and back */
	int    awaited;
	double sent, least, at[MOST];	/* least: the shortest wait for an answer; at: when those that are missing were asked */
} me;

void sx_pace_sent(void)
{
	if (me.asked && !me.answers)
		return;
	me.asked = true;
	me.sent = sx_seconds();
	if (me.awaited < MOST)		/* before it is asked: a crash between the two must wait for the answer */
		me.at[me.awaited++] = me.sent;
	fputs(SX_PACE_ASK, stdout);
	fflush(stdout);
}

void sx_pace_answered(void)
{
	double took = sx_seconds() - me.at[0];
	me.answers = true;
	if (me.awaited == 0)
		return;
	me.least = me.least > 0 && me.least < took ? me.least : took;
	me.full = took > 2 * me.least + 0.05 || took > FAR;
	me.at[0] = me.at[1];
	me.awaited--;
}

bool sx_pace_awaited(void)
{
	return me.awaited > 0;
}

bool sx_pace_busy(void)
{
	if (me.answers && me.awaited > 0 && sx_seconds() - me.sent > PATIENCE)
		me.awaited = 0;
	return me.answers && me.awaited >= (me.full ? 1 : MOST);
}

void sx_pace_drain(void)
{
	static const char end = SX_PACE_ANSWER[sizeof SX_PACE_ANSWER - 2];
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	double until = sx_seconds() + (me.answers ? 1 : 0.1);
	char c;
	while (me.awaited > 0 && sx_seconds() < until) {	/* in steps: after a crash elsewhere the main thread may take one */
		int n = poll(&p, 1, 20);
		if (n > 0 && read(STDIN_FILENO, &c, 1) != 1)
			break;
		me.awaited -= n > 0 && c == end;
	}
	me.awaited = 0;
}
