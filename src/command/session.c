/* session.c: named spaces, results, options, commands made at run time. */
#include "numeric/linalg.h"
#include "session_parts.h"

#include <stdlib.h>
#include <string.h>

static const sx_option option_table[] = {
	{ "metric", "", "metric used by commands that take --metric and are not given one", NULL, false },
	{ "budget", "4e13", "most n^2 d for which neighbours of all rows are sought", NULL, false },
	{ "rows", "12", "rows of a table shown as text", NULL, false },
	{ "refine", "yes", "whether the workbench refines results from a sample while nothing else is asked", NULL, false },
	{ "ask", "60", "seconds: the workbench asks before it runs what is likely to take longer; 0 never asks", NULL, false },
	{ "background", "auto", "of the terminal: light, dark, or auto, as COLORFGBG says", "auto|light|dark", true },
	{ "glyphs", "auto", "of plots in the workbench: braille, sextant, half, quadrant, ascii, or image where the terminal shows them",
	  "auto|braille|sextant|half|quadrant|ascii|image", true },
	{ "still", "off", "an image of the plot over the whole screen, in terminals that show images, until a key", "on|off", true },
	{ "view", "plot", "which the workbench shows", "plot|table|results|spaces|help", true },
	{ "cursor", "", "row that the crosshair of the plot goes to: a label, or #12", NULL, true },
	{ "scale", "own", "of the plot: each axis its own, or both equal", "own|equal", true },
	{ "shapes", "auto", "marks instead of dots for classes; auto: where there is no colour", "auto|on|off", true },
	{ "inspector", "auto", "what is known of the row at the cursor; auto: where there is room beside the plot", "auto|on|off", true },
	{ "elsewhere", "none", "where the inspector looks for neighbours too: none, picture, or a space", NULL, true },
	{ "beside", "none", "a space whose plot stands beside the plot, or none", NULL, true },
	{ "strip", "off", "small pictures of the layers below the plot", "on|off", true },
	{ "figure", "", "drawn over layers in that strip; empty: the first that two layers have", NULL, true },
	{ "result", "", "number of the result that the results view shows", NULL, true },
	{ "picture", "0", "number of that result's picture; 0: its text", NULL, true },
	{ "pinned", "none", "number of the result that stays on the left of the results view, or none", NULL, true },
};

_Static_assert(SX_COUNT(option_table) <= SX_MOST_OPTIONS, "a session has room for every option");

sx_session *sx_session_new(void)
{
	sx_blas_start();	/* for whoever uses the library too: threads inside BLAS change digits, and fight with ours */
	return calloc(1, sizeof(sx_session));
}

void sx_session_free(sx_session *s)
{
	if (s == NULL)
		return;
	sx_session_step_close(s, false);
	sx_session_forget_steps(s);
	for (size_t i = 0; i < s->nspaces; i++)
		sx_space_unref(s->space[i]);
	for (size_t i = 0; i < s->nresults; i++)
		sx_result_unref(s->result[i]);
	for (size_t i = 0; i < SX_COUNT(option_table); i++)
		free(s->option[i]);
	free(s->space);
	free(s->result);
	free(s->defined);
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

/* Room for one more pointer; the array is realloc'd. */
static bool room(void *array, size_t n, size_t *cap, sx_err *err)
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
	if (at == s->nspaces && !room(&s->space, s->nspaces, &s->cap_spaces, err))
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
		return sx_fail(err, SX_EUSAGE, "no space is called '%.60s'; did you mean '%.60s'?", name, near);
	return sx_fail(err, SX_EUSAGE, "no space is called '%.60s'; 'spaces' lists them", name);
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
	sx_session_forget_steps(s);	/* or the memory would not be freed */
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

/* ---- commands made at run time: read by registry.c ---- */

size_t sx_session_defined(const sx_session *s)
{
	return s->ndefined;
}

const sx_command *sx_session_defined_at(const sx_session *s, size_t i)
{
	return s->defined[i];
}

bool sx_session_defined_add(sx_session *s, const sx_command *c, sx_err *err)
{
	for (size_t i = 0; i < s->ndefined; i++)
		if (strcmp(s->defined[i]->name, c->name) == 0) {
			s->defined[i] = c;
			return true;
		}
	if (!room(&s->defined, s->ndefined, &s->cap_defined, err))
		return false;
	s->defined[s->ndefined++] = c;
	return true;
}

/* ---- results ---- */

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
	if (!room(&s->result, s->nresults, &s->cap_results, err))
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

/* ---- options ---- */

size_t sx_options(void)
{
	return SX_COUNT(option_table);
}

const sx_option *sx_option_at(size_t i)
{
	return &option_table[i];
}

static size_t option_index(const char *name)
{
	size_t i = 0;
	while (i < SX_COUNT(option_table) && strcmp(option_table[i].name, name) != 0)
		i++;
	return i;
}

const char *sx_session_get(const sx_session *s, const char *option)
{
	size_t i = option_index(option);
	if (i == SX_COUNT(option_table))
		return "";
	return s && s->option[i] ? s->option[i] : option_table[i].dflt;
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

bool sx_session_set(sx_session *s, const char *option, const char *value, sx_err *err)
{
	size_t i = option_index(option);
	if (i == SX_COUNT(option_table)) {
		const char *names[SX_COUNT(option_table)];
		for (size_t j = 0; j < SX_COUNT(option_table); j++)
			names[j] = option_table[j].name;
		const char *near = sx_nearest(option, names, SX_COUNT(names));
		return sx_fail(err, SX_EUSAGE, "no option is called '%.60s'%s%s", option,
		               near ? "; did you mean " : "; 'set' lists them", near ? near : "");
	}
	if (option_table[i].choices && !is_choice(option_table[i].choices, value))
		return sx_fail(err, SX_EUSAGE, "%s: '%.60s' is none of %s", option, value, option_table[i].choices);
	char *copy = strdup(value);
	if (copy == NULL)
		return sx_fail_memory(err, "an option", (double)strlen(value));
	free(s->option[i]);
	s->option[i] = copy;
	return true;
}
