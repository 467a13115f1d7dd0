/* progress.c: one line on standard error that is rewritten as the job goes on, and erased when it is done. */
#include "progress.h"
#include "engine/environment.h"

#include <stdio.h>
#include <unistd.h>

enum { FIRST_MS = 500, EVERY_MS = 100 };	/* quick jobs say nothing */

const char *sx_time_left(char out[40], double elapsed, double share)
{
	double left = share > 0.01 ? elapsed * (1 - share) / share : -1;
	if (left < 0)
		out[0] = '\0';
	else if (left < 60)
		snprintf(out, 40, "about %.0f s", left < 1 ? 1.0 : left);
	else if (left < 3600)
		snprintf(out, 40, "about %.0f min", left / 60);
	else
		snprintf(out, 40, "about %d h %02d min", (int)(left / 3600), (int)(left / 60) % 60);
	return out;
}

void sx_progress_init(sx_progress *p, bool wanted)
{
	*p = (sx_progress){ .on = wanted && isatty(STDERR_FILENO) };
}

void sx_progress_start(sx_progress *p)
{
	p->start = p->last = sx_seconds();
}

void sx_progress_clear(sx_progress *p)
{
	if (p->shown)
		fputs("\r\033[K", stderr);
	p->shown = false;
}

static void show(sx_progress *p, double now, double share, const char *what)
{
	char left[40];
	fprintf(stderr, "\r\033[K%s", what ? what : "working");
	if (share >= 0)
		fprintf(stderr, "   %.0f %%   %s", 100 * share, sx_time_left(left, now - p->start, share));
	fputs("   ^C cancels", stderr);
	p->shown = true;
	p->last = now;
}

bool sx_progress_tick(void *ctx, double share, const char *what)
{
	sx_progress *p = ctx;
	double now = p->on ? sx_seconds() : 0;
	if (p->on && 1e3 * (now - p->start) > FIRST_MS && 1e3 * (now - p->last) > EVERY_MS)
		show(p, now, share, what);
	return sx_stop_signal == 0;
}
