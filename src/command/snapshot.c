/* snapshot.c: snapshots of a session, to restore when one of several commands fails. */
#include "session_parts.h"

#include <stdlib.h>
#include <string.h>

struct sx_mark {
	sx_session     *session;
	sx_space      **space;		/* a reference each */
	sx_space_state *state;
	size_t          nspaces, nresults;
	sx_space       *current;
	char           *option[SX_MOST_OPTIONS];
};

sx_mark *sx_session_mark(sx_session *s, sx_arena *a, sx_err *err)
{
	sx_mark *m = sx_alloc(a, 1, sizeof *m);
	bool ok = m && (m->space = sx_alloc(a, s->nspaces, sizeof *m->space)) != NULL &&
	          (m->state = sx_alloc(a, s->nspaces, sizeof *m->state)) != NULL;
	for (size_t i = 0; ok && i < s->noptions; i++)
		ok = s->option[i] == NULL || (m->option[i] = sx_strdup(a, s->option[i])) != NULL;
	for (size_t i = 0; ok && i < s->nspaces; i++) {
		ok = sx_space_keep(s->space[i], a, &m->state[i]);
		if (ok)
			m->space[m->nspaces++] = sx_space_ref(s->space[i]);
	}
	if (ok) {
		m->session = s;
		m->nresults = s->nresults;
		m->current = s->current;
		return m;
	}
	for (size_t i = 0; m && i < m->nspaces; i++) {
		sx_space_let_go(m->space[i], NULL);
		sx_space_unref(m->space[i]);
	}
	sx_fail_memory(err, "the session as it was", (double)s->nspaces * sizeof *m->state);
	return NULL;
}

/* The options are copied again: what the mark has lies in an arena. One that cannot be keeps what it got since. */
static void options_back(const sx_mark *m)
{
	const sx_session *s = m->session;
	for (size_t i = 0; i < s->noptions; i++) {
		char *copy = m->option[i] && !s->known[i]->screen ? strdup(m->option[i]) : NULL;
		if (s->known[i]->screen || (copy == NULL && m->option[i]))
			continue;
		free(m->session->option[i]);
		m->session->option[i] = copy;
	}
}

/* The list of spaces never shrinks, so there is room for those that were there. */
static void go_back(const sx_mark *m)
{
	sx_session *s = m->session;
	for (size_t i = 0; i < m->nspaces; i++)
		sx_space_ref(m->space[i]);
	for (size_t i = 0; i < s->nspaces; i++)
		sx_space_unref(s->space[i]);
	if (m->nspaces)
		memcpy(s->space, m->space, m->nspaces * sizeof *s->space);
	s->nspaces = m->nspaces;
	s->current = m->current;
	while (s->nresults > m->nresults)
		sx_result_unref(s->result[--s->nresults]);
	options_back(m);
}

static bool same_option(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool sx_session_changed(const sx_mark *m)
{
	const sx_session *s = m->session;
	bool same = s->nspaces == m->nspaces && s->current == m->current;
	for (size_t i = 0; same && i < m->nspaces; i++)
		same = s->space[i] == m->space[i] && sx_space_is(s->space[i], &m->state[i]);
	for (size_t i = 0; same && i < s->noptions; i++)
		same = s->known[i]->screen || same_option(s->option[i], m->option[i]);
	return !same;
}

void sx_session_unmark(sx_mark *m, bool back)
{
	if (back)
		go_back(m);
	for (size_t i = 0; i < m->nspaces; i++) {
		sx_space_let_go(m->space[i], back ? &m->state[i] : NULL);
		sx_space_unref(m->space[i]);
	}
}
