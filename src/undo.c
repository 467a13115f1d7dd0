/* undo.c: steps to go back to: a mark before each line that changed something. */
#include "session_parts.h"

#include <string.h>

static void forget(sx_step *step, bool back)
{
	if (step->mark)
		sx_session_unmark(step->mark, back);
	sx_arena_free(step->arena);
	*step = (sx_step){ 0 };
}

bool sx_session_step_open(sx_session *s, const char *line, sx_err *err)
{
	sx_step *p = &s->pending;
	*p = (sx_step){ .arena = sx_arena_new(0) };
	p->line = p->arena ? sx_strdup(p->arena, line) : NULL;
	p->mark = p->line ? sx_session_mark(s, p->arena, err) : NULL;
	if (p->mark)
		return true;
	forget(p, false);
	return sx_fail_memory(err, "a step to undo", (double)strlen(line));
}

void sx_session_step_close(sx_session *s, bool keep)
{
	if (s->pending.mark == NULL)
		return;
	if (!keep || s->forgot || !sx_session_changed(s->pending.mark)) {
		forget(&s->pending, false);
	} else {
		if (s->nsteps == SX_MOST_STEPS) {
			forget(&s->step[0], false);
			memmove(&s->step[0], &s->step[1], --s->nsteps * sizeof *s->step);
		}
		s->step[s->nsteps++] = s->pending;
		s->pending = (sx_step){ 0 };
	}
	s->forgot = false;
}

void sx_session_forget_steps(sx_session *s)
{
	while (s->nsteps)
		forget(&s->step[--s->nsteps], false);
	s->forgot = true;
}

size_t sx_session_steps(const sx_session *s)
{
	return s->nsteps;
}

const char *sx_session_undo(sx_session *s, sx_arena *a)
{
	const char *line = s->nsteps ? sx_strdup(a, s->step[s->nsteps - 1].line) : NULL;
	if (line)
		forget(&s->step[--s->nsteps], true);
	return line;
}
