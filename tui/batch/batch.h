/* batch.h: commands without a screen: -c, -f, scripts, and the plain prompt. */
#ifndef SX_BATCH_H
#define SX_BATCH_H

#include "batch_output.h"
#include "progress.h"
#include "engine/session_host.h"

enum { SX_EXIT_OK = 0, SX_EXIT_FAILED = 1, SX_EXIT_USAGE = 2, SX_EXIT_INTERRUPTED = 130 };

typedef struct sx_batch {
	const sx_setup *setup;
	sx_host         host;
	sx_output       out;
	sx_progress     progress;
	int             status;
	bool            done;		/* quit was said, or a command failed */
} sx_batch;

bool sx_batch_open(sx_batch *, const sx_setup *);	/* false: told on standard error, status is set */
void sx_batch_text(sx_batch *, const char *text);
void sx_batch_load(sx_batch *);				/* the files of the command line */
int  sx_batch_close(sx_batch *);			/* the exit status */

int sx_batch_main(const sx_setup *);
int sx_script_main(const sx_setup *);
int sx_prompt_main(const sx_setup *);

/* One line on standard error. */
void sx_complain(const sx_failure *);

#endif
