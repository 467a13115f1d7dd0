/* session_names.c: copies the names of a session. */
#include "session_names.h"

#include <stdlib.h>
#include <string.h>

static bool copy_command(sx_name_command *to, const sx_command *c, sx_arena *a)
{
	*to = (sx_name_command){ sx_strdup(a, c->name), sx_strdup(a, c->summary),
	                         sx_alloc(a, c->nparams, sizeof *to->param), c->nparams };
	if (to->name == NULL || to->param == NULL)
		return false;
	for (size_t i = 0; i < c->nparams; i++) {
		const sx_param *p = &c->param[i];
		to->param[i] = (sx_name_param){ sx_strdup(a, p->name), sx_strdup(a, p->choices), p->kind, p->flags };
		if (to->param[i].name == NULL)
			return false;
	}
	return true;
}

static bool copy_space(sx_name_space *to, sx_space *s, sx_arena *a)
{
	size_t n = sx_space_fields(s);
	*to = (sx_name_space){ .name = sx_strdup(a, sx_space_name(s)), .origin = sx_strdup(a, sx_space_origin(s)),
	                       .column = sx_alloc(a, n, sizeof *to->column), .rows = sx_space_rows(s),
	                       .dims = sx_space_dims(s), .labels = sx_space_has_labels(s) };
	if (to->name == NULL || to->column == NULL)
		return false;
	for (; to->ncolumns < n; to->ncolumns++) {
		to->column[to->ncolumns] = sx_strdup(a, sx_space_field_at(s, to->ncolumns)->name);
		if (to->column[to->ncolumns] == NULL)
			return false;
	}
	to->space = sx_space_ref(s);
	return true;
}

static bool copy_spaces(sx_names *n, const sx_session *s)
{
	size_t count = sx_session_spaces(s);
	n->space = sx_alloc(n->arena, count, sizeof *n->space);
	if (n->space == NULL)
		return false;
	for (; n->nspaces < count; n->nspaces++) {
		sx_space *space = sx_session_space_at(s, n->nspaces);
		if (space == sx_session_current(s))
			n->current = n->nspaces;
		if (!copy_space(&n->space[n->nspaces], space, n->arena))
			return false;
	}
	return true;
}

static bool copy_options(sx_names *n, const sx_session *s)
{
	n->option = sx_alloc(n->arena, sx_options(s), sizeof *n->option);
	for (size_t i = 0; n->option && i < sx_options(s); i++) {
		const char *name = sx_option_at(s, i)->name, *value = sx_session_get(s, name);
		n->option[i] = (sx_name_option){ sx_strdup(n->arena, name), sx_strdup(n->arena, value ? value : "") };
		if (n->option[i].name == NULL || n->option[i].value == NULL)
			return false;
	}
	n->noptions = sx_options(s);
	return n->option != NULL;
}

static bool copy_all(sx_names *n, const sx_session *s)
{
	size_t count = sx_session_catalog(s)->n;
	n->command = sx_alloc(n->arena, count, sizeof *n->command);
	if (n->command == NULL)
		return false;
	for (; n->ncommands < count; n->ncommands++)
		if (!copy_command(&n->command[n->ncommands], sx_session_catalog(s)->command[n->ncommands], n->arena))
			return false;
	n->nresults = sx_session_results(s);
	return copy_spaces(n, s) && copy_options(n, s);
}

sx_names *sx_names_take(const sx_session *s)
{
	sx_names *n = calloc(1, sizeof *n);
	if (n == NULL)
		return NULL;
	n->refs = 1;
	n->current = SIZE_MAX;
	n->arena = sx_arena_new(0);
	if (n->arena && copy_all(n, s))
		return n;
	sx_names_unref(n);
	return NULL;
}

sx_names *sx_names_ref(sx_names *n)
{
	if (n)
		__atomic_add_fetch(&n->refs, 1, __ATOMIC_RELAXED);
	return n;
}

void sx_names_unref(sx_names *n)
{
	if (n == NULL || __atomic_sub_fetch(&n->refs, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	for (size_t i = 0; i < n->nspaces; i++)
		sx_space_unref(n->space[i].space);
	sx_arena_free(n->arena);
	free(n);
}

const sx_name_command *sx_names_command(const sx_names *n, const char *name)
{
	for (size_t i = 0; n && i < n->ncommands; i++)
		if (strcmp(n->command[i].name, name) == 0)
			return &n->command[i];
	return NULL;
}

const sx_name_space *sx_names_space(const sx_names *n, const char *name)
{
	for (size_t i = 0; n && i < n->nspaces; i++)
		if (strcmp(n->space[i].name, name) == 0)
			return &n->space[i];
	return NULL;
}

const sx_name_space *sx_names_current(const sx_names *n)
{
	return n && n->current < n->nspaces ? &n->space[n->current] : NULL;
}

const char *sx_names_option(const sx_names *n, const char *name)
{
	for (size_t i = 0; n && i < n->noptions; i++)
		if (strcmp(n->option[i].name, name) == 0)
			return n->option[i].value;
	return "";
}
