/* undo.c: undo and redo: a snapshot before each line that changed something. */
#include "session_parts.h"

#include <string.h>

static void forget(sx_step *step, bool back)
{
	if (step->mark)
		sx_session_unmark(step->mark, back);
	for (size_t i = 0; i < step->nresults; i++)
		sx_result_unref(step->result[i]);
	sx_arena_free(step->arena);
	*step = (sx_step){ 0 };
}

static void forget_undone(sx_session *s)
{
	while (s->nundone)
		forget(&s->undone[--s->nundone], false);
}

static void push(sx_step *list, size_t *n, sx_step step)
{
	if (*n == SX_MOST_STEPS) {
		forget(&list[0], false);
		memmove(&list[0], &list[1], --*n * sizeof *list);
	}
	list[(*n)++] = step;
}

/* The session as it is, under the name of a line. mark NULL: no memory. */
static sx_step step_of(sx_session *s, const char *line)
{
	sx_step p = { .arena = sx_arena_new(0) };
	p.line = p.arena ? sx_strdup(p.arena, line) : NULL;
	p.mark = p.line ? sx_session_mark(s, p.arena, NULL) : NULL;
	if (p.mark == NULL)
		forget(&p, false);
	return p;
}

/* Called by the session when it drops a space, and when it ends. */
static void forget_steps(sx_session *s, bool pending)
{
	if (pending)
		sx_session_step_close(s, false);
	while (s->nsteps)
		forget(&s->step[--s->nsteps], false);
	forget_undone(s);
	s->forgot = true;
}

bool sx_session_step_open(sx_session *s, const char *line, sx_err *err)
{
	s->pending = step_of(s, line);
	s->forget = forget_steps;
	return s->pending.mark || sx_fail_memory(err, "a step to undo", (double)strlen(line));
}

bool sx_session_step_close(sx_session *s, bool keep)
{
	if (s->pending.mark == NULL)
		return false;
	bool kept = keep && !s->forgot && sx_session_changed(s->pending.mark);
	if (!kept) {
		forget(&s->pending, false);
	} else {
		push(s->step, &s->nsteps, s->pending);
		forget_undone(s);
		s->pending = (sx_step){ 0 };
	}
	s->forgot = false;
	return kept;
}

size_t sx_session_steps(const sx_session *s)
{
	return s->nsteps;
}

/* Results that going back takes off the list, kept for the way forward. */
static void keep_results(sx_session *s, sx_step *redo)
{
	redo->result = sx_alloc(redo->arena, s->nresults, sizeof *redo->result);
	for (size_t i = 0; redo->result && i < s->nresults; i++)
		redo->result[redo->nresults++] = sx_result_ref(s->result[i]);
}

/* Those that are still there need not be kept. */
static void drop_kept(const sx_session *s, sx_step *redo)
{
	size_t kept = 0;
	for (size_t i = 0; i < redo->nresults; i++)
		if (i < s->nresults)
			sx_result_unref(redo->result[i]);
		else
			redo->result[kept++] = redo->result[i];
	redo->nresults = kept;
}

const char *sx_session_undo(sx_session *s, sx_arena *a)
{
	const char *line = s->nsteps ? sx_strdup(a, s->step[s->nsteps - 1].line) : NULL;
	sx_step redo = line ? step_of(s, line) : (sx_step){ 0 };
	if (redo.mark == NULL)
		return NULL;
	keep_results(s, &redo);
	forget(&s->step[--s->nsteps], true);
	drop_kept(s, &redo);
	push(s->undone, &s->nundone, redo);
	return line;
}

size_t sx_session_redos(const sx_session *s)
{
	return s->nundone;
}

const char *sx_session_redo(sx_session *s, sx_arena *a)
{
	sx_step *redo = &s->undone[s->nundone - (s->nundone > 0)];
	const char *line = s->nundone ? sx_strdup(a, redo->line) : NULL;
	sx_step back = line ? step_of(s, line) : (sx_step){ 0 };
	if (back.mark == NULL)
		return NULL;
	sx_session_unmark(redo->mark, true);
	redo->mark = NULL;
	for (size_t i = 0; i < redo->nresults; i++)
		sx_session_keep(s, redo->result[i], NULL);	/* one that finds no room is missing from the history alone */
	s->nundone--;
	forget(redo, false);
	push(s->step, &s->nsteps, back);
	return line;
}
