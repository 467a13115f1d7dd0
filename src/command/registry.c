/* registry.c: the commands of commands.def, and finding the one that was meant. */
#include "params.h"
#include "session_parts.h"

#define SX_COMMAND(name) extern const sx_command sx_cmd_##name;
#include "commands.def"
#undef SX_COMMAND

static const sx_command *const built_in[] = {
#define SX_COMMAND(name) &sx_cmd_##name,
#include "commands.def"
#undef SX_COMMAND
};

size_t sx_commands(const sx_session *s)
{
	return SX_COUNT(built_in) + (s ? sx_session_defined(s) : 0);
}

const sx_command *sx_command_at(const sx_session *s, size_t i)
{
	return i < SX_COUNT(built_in) ? built_in[i] : sx_session_defined_at(s, i - SX_COUNT(built_in));
}

static const sx_command *figure_command(const char *name)
{
	for (size_t i = 0; i < SX_COUNT(built_in); i++)
		for (size_t f = 0; f < built_in[i]->nfigures; f++)
			if (*built_in[i]->figure[f].name != '*' && sx_figure_is(&built_in[i]->figure[f], name))
				return built_in[i];
	return NULL;
}

const sx_command *sx_command_find(const sx_session *s, const char *name, sx_err *err)
{
	const char *names[512];
	size_t n = sx_commands(s), m = 0;
	for (size_t i = 0; i < n; i++) {
		const sx_command *c = sx_command_at(s, i);
		if (sx_same_name(c->name, name))
			return c;
		if (m < SX_COUNT(names))
			names[m++] = c->name;
	}
	const sx_synonym *known = sx_synonym_find(name);
	const sx_command *has = known ? NULL : figure_command(name);
	const char *near = sx_nearest(name, names, m);
	if (known)
		sx_fail(err, SX_EUSAGE, "unknown command '%.60s'; try '%s'", name, known->ours);
	else if (has)
		sx_fail(err, SX_EUSAGE, "'%.60s' is a figure, not a command; '%s' measures it", name, has->name);
	else
		sx_fail(err, SX_EUSAGE, near ? "unknown command '%.60s'; did you mean '%s'?"
		                             : "unknown command '%.60s'; 'help' lists them", name, near);
	return NULL;
}

bool sx_session_define(sx_session *s, const sx_command *c, sx_err *err)
{
	for (size_t i = 0; i < SX_COUNT(built_in); i++)
		if (sx_same_name(built_in[i]->name, c->name))
			return sx_fail(err, SX_EUSAGE, "'%.60s' is a command of sextant itself; take another name", c->name);
	return sx_session_defined_add(s, c, err);
}
