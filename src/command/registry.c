/* registry.c: the commands of a session: lookup by name, suggestions, and commands defined at run time. */
#include "params.h"
#include "session_parts.h"

#include <string.h>

const sx_command *sx_catalog_find(const sx_catalog *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (sx_same_name(all->command[i]->name, name))
			return all->command[i];
	return NULL;
}

const sx_catalog *sx_session_catalog(const sx_session *s)
{
	return &s->all;
}

static const sx_command *figure_command(const sx_catalog *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		for (size_t f = 0; f < all->command[i]->nfigures; f++)
			if (*all->command[i]->figure[f].name != '*' && sx_figure_is(&all->command[i]->figure[f], name))
				return all->command[i];
	return NULL;
}

const sx_command *sx_command_find(const sx_session *s, const char *name, sx_err *err)
{
	const char *names[512];
	const sx_command *c = sx_catalog_find(&s->all, name);
	size_t m = 0;
	if (c)
		return c;
	while (m < s->all.n && m < SX_COUNT(names)) {
		names[m] = s->all.command[m]->name;
		m++;
	}
	const sx_synonym *known = sx_synonym_find(name);
	const sx_command *has = known ? NULL : figure_command(&(sx_catalog){ s->command, s->fixed }, name);
	const char *near = sx_nearest(name, names, m);
	if (known)
		sx_fail(err, SX_EUSAGE, "unknown command '%.60s'; try '%s'", name, known->ours);
	else if (has)
		sx_fail(err, SX_EUSAGE, "'%.60s' is a metric, not a command; '%s' measures it", name, has->name);
	else
		sx_fail(err, SX_EUSAGE, near ? "unknown command '%.60s'; did you mean '%s'?"
		                             : "unknown command '%.60s'; 'help' lists them", name, near);
	return NULL;
}

static bool add(sx_session *s, const sx_command *c, sx_err *err)
{
	if (!sx_session_room(&s->command, s->all.n, &s->cap_commands, err))
		return false;
	s->command[s->all.n] = c;
	s->all = (sx_catalog){ s->command, s->all.n + 1 };
	return true;
}

sx_session *sx_session_open(const sx_catalog *with)
{
	sx_session *s = sx_session_bare();
	bool ok = s && sx_session_own_options(s, NULL);
	for (size_t i = 0; ok && i < with->n; i++)
		ok = add(s, with->command[i], NULL);
	if (ok) {
		s->fixed = s->all.n;
		return s;
	}
	sx_session_free(s);
	return NULL;
}

bool sx_session_define(sx_session *s, const sx_command *c, sx_err *err)
{
	for (size_t i = 0; i < s->all.n; i++) {
		if (i < s->fixed && sx_same_name(s->all.command[i]->name, c->name))
			return sx_fail(err, SX_EUSAGE, "'%.60s' is a built-in command; choose another name", c->name);
		if (i >= s->fixed && strcmp(s->all.command[i]->name, c->name) == 0) {
			s->command[i] = c;
			return true;
		}
	}
	return add(s, c, err);
}
