/* session_parts.c: grows the arrays of a session, and keeps its results. */
#include "session_parts.h"

#include <stdlib.h>

/* Room for one more pointer; the array is realloc'd. */
bool sx_session_room(void *array, size_t n, size_t *cap, sx_err *err)
{
	if (n < *cap)
		return true;
	size_t more = *cap ? 2 * *cap : 16;
	void **grown = realloc(*(void **)array, more * sizeof *grown);
	if (grown == NULL)
		return sx_fail_memory(err, "the session", (double)(more * sizeof *grown));
	*(void **)array = grown;
	*cap = more;
	return true;
}

size_t sx_session_results(const sx_session *s)
{
	return s->nresults;
}

sx_result *sx_session_result_at(const sx_session *s, size_t i)
{
	return s->result[i];
}

bool sx_session_keep(sx_session *s, sx_result *r, sx_err *err)
{
	if (!sx_session_room(&s->result, s->nresults, &s->cap_results, err))
		return false;
	s->result[s->nresults++] = sx_result_ref(r);
	return true;
}

bool sx_session_replace(sx_session *s, const sx_result *older, sx_result *r)
{
	for (size_t i = s->nresults; i-- > 0;)
		if (s->result[i] == older) {
			s->result[i] = sx_result_ref(r);
			sx_result_unref((sx_result *)older);
			return true;
		}
	return false;
}
