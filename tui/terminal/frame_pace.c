/* frame_pace.c: after each frame the terminal is asked how it does, which it answers when it has got so far. While two answers are
 * missing, or that of a large frame where such frames fill the line, no frame is sent, so that on a slow line a held key sends
 * what is seen last and not all that was passed. Of a terminal that never answers nothing is expected. */
#include "frame_pace.h"
#include "sextant.h"
#include "engine/environment.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

enum { MOST = 2 };
#define PATIENCE 3.0	/* seconds without an answer after which it is given up */
#define FAR      0.8	/* no line is that long: so late an answer waited behind a frame */
#define NEAR     0.1

/* One terminal, one state. */
static struct {
	bool   asked, answers, quick;	/* quick: the last large frame took no longer than small ones; not known: no */
	int    awaited;
	bool   large[MOST];		/* of those that are missing, as at */
	double began, sent, least, at[MOST];	/* least: the shortest wait after a small frame; at: when those that are missing began */
} me;

/* Before its first byte: writing to a full line takes the line's time. */
void sx_pace_begin(void)
{
	me.began = sx_seconds();
}

void sx_pace_sent(bool large)
{
	if (me.asked && !me.answers)
		return;
	me.asked = true;
	me.sent = sx_seconds();
	if (me.awaited < MOST) {	/* before it is asked: a crash between the two must wait for the answer */
		me.large[me.awaited] = large;
		me.at[me.awaited++] = me.began;
	}
	fputs(SX_PACE_ASK, stdout);
	fflush(stdout);
}

void sx_pace_answered(void)
{
	double took = sx_seconds() - me.at[0];
	me.answers = true;
	if (me.awaited == 0)
		return;
	if (me.large[0])
		me.quick = took < NEAR || (took < 2 * me.least + 0.05 && took < FAR);
	else
		me.least = me.least > 0 && me.least < took ? me.least : took;
	me.at[0] = me.at[1];
	me.large[0] = me.large[1];
	me.awaited--;
}

bool sx_pace_busy(void)
{
	if (me.answers && me.awaited > 0 && sx_seconds() - me.sent > PATIENCE)
		me.awaited = 0;
	bool filled = me.awaited > 0 && me.large[me.awaited - 1] && !me.quick;
	return me.answers && (filled || me.awaited == MOST);
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
