/* session.c: a session: its named spaces and its commands. */
#include "session_parts.h"
#include "numeric/linalg.h"

#include <stdlib.h>
#include <string.h>

sx_session *sx_session_bare(void)
{
	sx_blas_start();	/* for users of the library too: BLAS threads change digits, and compete with ours */
	return calloc(1, sizeof(sx_session));
}

void sx_session_free(sx_session *s)
{
	if (s == NULL)
		return;
	if (s->forget)
		s->forget(s, true);
	for (size_t i = 0; i < s->nspaces; i++)
		sx_space_unref(s->space[i]);
	for (size_t i = 0; i < s->nresults; i++)
		sx_result_unref(s->result[i]);
	for (size_t i = 0; i < SX_MOST_OPTIONS; i++)
		free(s->option[i]);
	free(s->space);
	free(s->result);
	free(s->command);
	free(s);
}

void sx_session_set_hooks(sx_session *s, const sx_hooks *hooks)
{
	s->hooks = *hooks;
}

void sx_session_set_doctor(sx_session *s, sx_doctor *doctor)
{
	s->doctor = doctor;
}

sx_doctor *sx_session_doctor(const sx_session *s)
{
	return s->doctor;
}

const sx_hooks *sx_session_hooks(const sx_session *s)
{
	return &s->hooks;
}

/* ---- spaces ---- */

size_t sx_session_spaces(const sx_session *s)
{
	return s->nspaces;
}

sx_space *sx_session_space_at(const sx_session *s, size_t i)
{
	return s->space[i];
}

static size_t space_index(const sx_session *s, const char *name)
{
	size_t i = 0;
	while (i < s->nspaces && strcmp(sx_space_name(s->space[i]), name) != 0)
		i++;
	return i;
}

sx_space *sx_session_space(const sx_session *s, const char *name)
{
	size_t i = space_index(s, name);
	return i < s->nspaces ? s->space[i] : NULL;
}

sx_space *sx_session_current(const sx_session *s)
{
	return s->current;
}

bool sx_session_add(sx_session *s, sx_space *space, bool make_current, sx_err *err)
{
	size_t at = space_index(s, sx_space_name(space));
	if (at == s->nspaces && !sx_session_room(&s->space, s->nspaces, &s->cap_spaces, err))
		return false;
	sx_space_ref(space);
	if (at < s->nspaces) {
		if (s->current == s->space[at])
			s->current = space;
		sx_space_unref(s->space[at]);
	} else {
		s->nspaces++;
	}
	s->space[at] = space;
	if (make_current || s->current == NULL)
		s->current = space;
	return true;
}

static bool unknown_space(const sx_session *s, const char *name, sx_err *err)
{
	const char *names[256];
	size_t n = s->nspaces < SX_COUNT(names) ? s->nspaces : SX_COUNT(names);
	for (size_t i = 0; i < n; i++)
		names[i] = sx_space_name(s->space[i]);
	const char *near = sx_nearest(name, names, n);
	if (near)
		return sx_fail(err, SX_EUSAGE, "there is no space '%.60s'; did you mean '%.60s'?", name, near);
	return sx_fail(err, SX_EUSAGE, "there is no space '%.60s'; 'spaces' lists them", name);
}

bool sx_session_use(sx_session *s, const char *name, sx_err *err)
{
	size_t at = space_index(s, name);
	if (at == s->nspaces)
		return unknown_space(s, name, err);
	s->current = s->space[at];
	return true;
}

bool sx_session_drop(sx_session *s, const char *name, sx_err *err)
{
	size_t at = space_index(s, name);
	if (at == s->nspaces)
		return unknown_space(s, name, err);
	s->forgot = true;
	if (s->forget)
		s->forget(s, false);	/* or the memory would not be freed */
	sx_space *gone = s->space[at];
	memmove(&s->space[at], &s->space[at + 1], (s->nspaces - at - 1) * sizeof *s->space);
	s->nspaces--;
	if (s->current == gone)
		s->current = s->nspaces ? s->space[s->nspaces - 1] : NULL;
	sx_space_unref(gone);
	return true;
}

const char *sx_session_free_name(const sx_session *s, const char *path, sx_arena *a)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
	size_t len = dot && dot > base ? (size_t)(dot - base) : strlen(base);
	char *stem = sx_strndup(a, len ? base : "space", len ? len : 5);
	if (stem == NULL)
		return NULL;
	for (char *p = stem; *p; p++)	/* a name is one word of the command language */
		if ((unsigned char)*p <= ' ' || strchr("'\"#;=,", *p))
			*p = '_';
	const char *name = stem;
	for (int i = 2; name && sx_session_space(s, name); i++)
		name = sx_printf(a, "%s-%d", stem, i);
	return name;
}
