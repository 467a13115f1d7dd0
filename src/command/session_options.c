/* session_options.c: the options of a session and their values: the library's own, and those that a front end adds. */
#include "session_parts.h"

#include <stdlib.h>
#include <string.h>

static const sx_option own_options[] = {
	{ "metric", "", "default of --metric", NULL, false, NULL },
	{ "budget", "4e13", "default of --budget: largest n^2 d for which the neighbours of all rows are searched", NULL, false, NULL },
	{ "rows", "12", "number of rows shown of a table", NULL, false, NULL },
};

bool sx_session_add_options(sx_session *s, const sx_option *table, size_t n, sx_err *err)
{
	if (n > SX_MOST_OPTIONS - s->noptions)
		return sx_fail(err, SX_EUSAGE, "more than %d options", SX_MOST_OPTIONS);
	for (size_t i = 0; i < n; i++)
		s->known[s->noptions++] = &table[i];
	return true;
}

bool sx_session_own_options(sx_session *s, sx_err *err)
{
	return sx_session_add_options(s, own_options, SX_COUNT(own_options), err);
}

size_t sx_options(const sx_session *s)
{
	return s->noptions;
}

const sx_option *sx_option_at(const sx_session *s, size_t i)
{
	return s->known[i];
}

static size_t option_index(const sx_session *s, const char *name)
{
	size_t i = 0;
	while (i < s->noptions && strcmp(s->known[i]->name, name) != 0)
		i++;
	return i;
}

const char *sx_session_get(const sx_session *s, const char *option)
{
	size_t i = option_index(s, option);
	if (i == s->noptions)
		return "";
	return s->option[i] ? s->option[i] : s->known[i]->dflt;
}

/* One of the words of "a|b|c". */
static bool is_choice(const char *choices, const char *word)
{
	size_t len = strlen(word);
	for (const char *p = choices; *p; p += *p == '|') {
		size_t n = strcspn(p, "|");
		if (n == len && strncmp(p, word, len) == 0)
			return true;
		p += n;
	}
	return false;
}

static bool unknown_option(const sx_session *s, const char *option, sx_err *err)
{
	const char *names[SX_MOST_OPTIONS];
	for (size_t i = 0; i < s->noptions; i++)
		names[i] = s->known[i]->name;
	const char *near = sx_nearest(option, names, s->noptions);
	return sx_fail(err, SX_EUSAGE, "there is no option '%.60s'%s%s", option, near ? "; did you mean " : "; 'set' lists them",
	               near ? near : "");
}

bool sx_session_set(sx_session *s, const char *option, const char *value, sx_err *err)
{
	size_t i = option_index(s, option);
	if (i == s->noptions)
		return unknown_option(s, option, err);
	const sx_option *o = s->known[i];
	if (o->check && !o->check(s, value, err))
		return false;
	if (o->choices && !is_choice(o->choices, value))
		return sx_fail(err, SX_EUSAGE, "%s: '%.60s' must be one of %s", option, value, o->choices);
	char *copy = strdup(value);
	if (copy == NULL)
		return sx_fail_memory(err, "an option", (double)strlen(value));
	free(s->option[i]);
	s->option[i] = copy;
	return true;
}
