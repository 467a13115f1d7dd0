/* prompt.c: the plain prompt of -i: readline without curses. */
#include "batch.h"
#include "engine/environment.h"
#include "terminal/line_editor.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct prompt {
	sx_batch  batch;
	sx_names *names;	/* as they were at the last Tab */
} prompt;

static const sx_names *names_now(void *ctx)
{
	prompt *p = ctx;
	sx_names_unref(p->names);
	p->names = sx_names_take(p->batch.host.session);
	return p->names;
}

/* A failure does not end a conversation, and a Ctrl-C ends only the command. */
static void answer(prompt *p, const char *line)
{
	sx_history_add(line);
	sx_batch_text(&p->batch, line);
	if (p->batch.status == SX_EXIT_INTERRUPTED) {
		p->batch.done = false;
		p->batch.status = SX_EXIT_OK;
	}
}

static void talk(prompt *p)
{
	bool terminal = isatty(STDIN_FILENO);
	while (!p->batch.done) {
		char *line = sx_line_read("sextant> ", names_now, p);
		if (sx_stop_signal && sx_stop_signal != SIGINT)
			p->batch.done = true;
		else if (line == NULL && !sx_stop_signal)
			break;
		sx_stop_signal = 0;
		if (line && !p->batch.done)
			answer(p, line);
		if (sx_stop_signal == SIGINT && terminal)
			sx_stop_signal = 0;
		free(line);
	}
	if (terminal && !p->batch.done)
		putchar('\n');
}

int sx_prompt_main(const sx_setup *s)
{
	sx_setup setup = *s;
	prompt p = { 0 };
	setup.keep_going = true;
	if (!sx_batch_open(&p.batch, &setup))
		return p.batch.status;
	sx_history_open(&setup);
	sx_batch_load(&p.batch);
	for (size_t i = 0; i < s->nsources; i++)	/* -c before -i: a start for the conversation */
		if (!s->source[i].is_file)
			sx_batch_text(&p.batch, s->source[i].text);
	p.batch.done = false;
	if (isatty(STDIN_FILENO))
		p.batch.status = SX_EXIT_OK;
	talk(&p);
	sx_history_close();
	sx_names_unref(p.names);
	return sx_batch_close(&p.batch);
}
