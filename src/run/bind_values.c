/* bind_values.c: converts typed arguments to values: kinds, defaults, limits. */
#include "run_command_parts.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct bind {
	const sx_session *session;
	const sx_command *command;
	sx_arena         *arena;
	sx_value         *value;
	sx_err           *err;
} bind;

/* ---- kinds ---- */

/* A number with an optional multiplier: 10k, 2M, 4G (powers of 1000). */
static bool read_number(const char *s, double *out)
{
	char *end;
	errno = 0;
	double v = strtod(s, &end);
	if (end == s || isnan(v))
		return false;
	switch (*end) {
	case 'k': v *= 1e3; end++; break;
	case 'M': v *= 1e6; end++; break;
	case 'G': v *= 1e9; end++; break;
	case 'T': v *= 1e12; end++; break;
	}
	*out = v;
	return *end == '\0';
}

static bool in_limits(const sx_param *p, double v, sx_err *err)
{
	if (!sx_param_limited(p) || (v >= p->lo && v <= p->hi))
		return true;
	char number[32];
	sx_buf limits = { 0 };
	sx_param_limits(p, "from ", &limits);
	sx_fail(err, SX_EUSAGE, "--%s: %s is out of range: it must be %s", p->name, sx_number(number, v),
	        sx_buf_ok(&limits) ? limits.text : "within its limits");
	sx_buf_free(&limits);
	return false;
}

static bool bind_number(bind *b, const sx_param *p, sx_value *v)
{
	if (!read_number(v->text, &v->num))
		return sx_fail(b->err, SX_EUSAGE, "--%s: '%.60s' is not a number", p->name, v->text);
	if (p->kind == SX_KIND_INT && v->num != floor(v->num))
		return sx_fail(b->err, SX_EUSAGE, "--%s: '%.60s' is not a whole number", p->name, v->text);
	return in_limits(p, v->num, b->err);
}

enum { MOST_INTS = 100000 };

static bool add_int(bind *b, const sx_param *p, double *list, size_t *n, double v)
{
	if (*n == MOST_INTS)
		return sx_fail(b->err, SX_EUSAGE, "--%s: more than %d numbers", p->name, MOST_INTS);
	list[(*n)++] = v;
	return in_limits(p, v, b->err);
}

/* One item of a list: a number, or a range a..b or a..b..step. */
static bool add_range(bind *b, const sx_param *p, char *item, double *list, size_t *n)
{
	double lo, hi, step = 1;
	char *to = strstr(item, ".."), *by = to ? strstr(to + 2, "..") : NULL;
	if (by) {
		*by = '\0';
		if (!read_number(by + 2, &step) || step <= 0)
			return sx_fail(b->err, SX_EUSAGE, "--%s: '%.40s' is not the step of a range", p->name, by + 2);
	}
	if (to)
		*to = '\0';
	if (!read_number(item, &lo) || lo != floor(lo) || (to && (!read_number(to + 2, &hi) || hi != floor(hi))))
		return sx_fail(b->err, SX_EUSAGE, "--%s: '%.40s' is not a whole number", p->name, item);
	if (!to)
		return add_int(b, p, list, n, lo);
	for (double x = lo; x <= hi; x += step)
		if (!add_int(b, p, list, n, x))
			return false;
	return true;
}

static bool bind_ints(bind *b, const sx_param *p, sx_value *v)
{
	char *copy = sx_strdup(b->arena, v->text), *rest;
	double *list = sx_alloc(b->arena, MOST_INTS, sizeof *list);
	if (copy == NULL || list == NULL)
		return sx_fail_memory(b->err, "a list", MOST_INTS * sizeof *list);
	for (char *item = strtok_r(copy, ",", &rest); item; item = strtok_r(NULL, ",", &rest))
		if (!add_range(b, p, item, list, &v->count))
			return false;
	if (v->count == 0)
		return sx_fail(b->err, SX_EUSAGE, "--%s: the list is empty", p->name);
	v->list = list;
	v->num = list[0];
	return true;
}

static bool bind_flag(bind *b, const sx_param *p, sx_value *v)
{
	static const char *const yes[] = { "yes", "true", "1", "on" }, *const no[] = { "no", "false", "0", "off" };
	for (size_t i = 0; i < SX_COUNT(yes); i++) {
		if (strcmp(v->text, yes[i]) == 0 || strcmp(v->text, no[i]) == 0) {
			v->num = strcmp(v->text, yes[i]) == 0;
			return true;
		}
	}
	return sx_fail(b->err, SX_EUSAGE, "--%s: '%.60s' is neither yes nor no", p->name, v->text);
}

/* The index of a word among "a|b|c"; SIZE_MAX if it is none of them. */
static size_t choice_index(const char *choices, const char *word, size_t len)
{
	size_t i = 0;
	for (const char *p = choices;; i++) {
		size_t n = strcspn(p, "|");
		if (n == len && strncmp(p, word, len) == 0)
			return i;
		if (p[n] == '\0')
			return SIZE_MAX;
		p += n + 1;
	}
}

static bool no_choice(bind *b, const sx_param *p, const char *word, size_t len)
{
	return sx_fail(b->err, SX_EUSAGE, "--%s: '%.*s' must be one of %s", p->name, len > 40 ? 40 : (int)len, word,
	               p->choices);
}

static bool bind_choice(bind *b, const sx_param *p, sx_value *v)
{
	size_t i = choice_index(p->choices, v->text, strlen(v->text));
	if (i == SIZE_MAX)
		return no_choice(b, p, v->text, strlen(v->text));
	v->num = (double)i;
	return true;
}

static bool bind_choices(bind *b, const sx_param *p, sx_value *v)
{
	size_t most = 1;
	for (const char *c = p->choices; *c; c++)
		most += *c == '|';
	double *list = sx_alloc(b->arena, most, sizeof *list);
	if (list == NULL)
		return sx_fail_memory(b->err, "a list", (double)most);
	v->list = list;
	if (strcmp(v->text, "all") == 0) {
		for (; v->count < most; v->count++)
			list[v->count] = (double)v->count;
		return true;
	}
	for (const char *w = v->text; *w; w += *w == ',') {
		size_t len = strcspn(w, ","), i = choice_index(p->choices, w, len);
		if (i == SIZE_MAX)
			return no_choice(b, p, w, len);
		bool again = false;
		for (size_t j = 0; j < v->count; j++)
			again |= list[j] == (double)i;
		if (!again)
			list[v->count++] = (double)i;
		w += len;
	}
	return v->count > 0 || sx_fail(b->err, SX_EUSAGE, "--%s: the list is empty", p->name);
}

static bool hold(bind *b, sx_value *v, sx_space *space, size_t room)
{
	if (v->space == NULL)
		v->space = sx_alloc(b->arena, room, sizeof *v->space);
	if (v->space == NULL)
		return sx_fail_memory(b->err, "the arguments", (double)room * sizeof *v->space);
	v->space[v->count++] = sx_space_ref(space);
	return true;
}

static bool bind_space_name(bind *b, const sx_param *p, sx_value *v, const char *name, size_t room)
{
	sx_space *space = b->session ? sx_session_space(b->session, name) : NULL;
	if (space)
		return hold(b, v, space, room);
	const char *names[256];
	size_t n = b->session ? sx_session_spaces(b->session) : 0;
	n = n < SX_COUNT(names) ? n : SX_COUNT(names);
	for (size_t i = 0; i < n; i++)
		names[i] = sx_space_name(sx_session_space_at(b->session, i));
	const char *near = sx_nearest(name, names, n);
	return sx_fail(b->err, SX_EUSAGE, near ? "%s: there is no space '%.60s'; did you mean '%.60s'?"
	                                       : "%s: there is no space '%.60s'; 'spaces' lists them",
	               p->name, name, near);
}

static bool bind_row(bind *b, sx_value *v)
{
	for (size_t i = 0; i < b->command->nparams; i++) {
		if (b->command->param[i].kind != SX_KIND_SPACE || b->value[i].count == 0)
			continue;
		size_t row;
		if (!sx_space_find(b->value[i].space[0], v->text, &row, b->err))
			return false;
		v->num = (double)row;
		return true;
	}
	return sx_fail(b->err, SX_EUSAGE, "a row needs a space; load one first");
}

static bool bind_text(bind *b, const sx_param *p, sx_value *v)
{
	switch (p->kind) {
	case SX_KIND_SPACE:   return bind_space_name(b, p, v, v->text, 1);
	case SX_KIND_SPACES:  return true;	/* bound when they were fitted */
	case SX_KIND_INT:
	case SX_KIND_REAL:    return bind_number(b, p, v);
	case SX_KIND_INTS:    return bind_ints(b, p, v);
	case SX_KIND_FLAG:    return bind_flag(b, p, v);
	case SX_KIND_CHOICE:  return bind_choice(b, p, v);
	case SX_KIND_CHOICES: return bind_choices(b, p, v);
	case SX_KIND_ROW:     return bind_row(b, v);
	default:              return true;
	}
}

/* ---- fitting arguments to parameters ---- */

static bool unknown_option(bind *b, const char *name)
{
	const char *names[64];
	size_t n = b->command->nparams < SX_COUNT(names) ? b->command->nparams : SX_COUNT(names);
	for (size_t i = 0; i < n; i++)
		names[i] = b->command->param[i].name;
	const char *near = sx_nearest(name, names, n);
	return sx_fail(b->err, SX_EUSAGE, near ? "unknown option --%.60s; did you mean --%s?"
	                                       : "unknown option --%.60s; 'help %s' lists them", name,
	               near ? near : b->command->name);
}

static bool fit_option(bind *b, const sx_arg *a)
{
	size_t i = sx_param_index(b->command, a->name);
	bool no = i == SIZE_MAX && strncmp(a->name, "no-", 3) == 0;
	if (no)
		i = sx_param_index(b->command, a->name + 3);
	if (i == SIZE_MAX || (no && b->command->param[i].kind != SX_KIND_FLAG))
		return unknown_option(b, a->name);
	sx_value *v = &b->value[i];
	if (v->given)
		return sx_fail(b->err, SX_EUSAGE, "--%s is given twice", b->command->param[i].name);
	v->given = true;
	if (a->space)
		return hold(b, v, a->space, 1);
	v->text = a->text ? a->text : no ? "no" : "yes";
	if (a->text == NULL && b->command->param[i].kind != SX_KIND_FLAG)
		return sx_fail(b->err, SX_EUSAGE, "--%s: a value is missing", b->command->param[i].name);
	if (b->command->param[i].kind == SX_KIND_SPACES) {
		char *copy = sx_strdup(b->arena, v->text), *rest;
		size_t room = copy ? strlen(copy) + 1 : 1;
		for (char *w = copy ? strtok_r(copy, ",", &rest) : NULL; w; w = strtok_r(NULL, ",", &rest))
			if (!bind_space_name(b, &b->command->param[i], v, w, room))
				return false;
	}
	return true;
}

/* The next positional parameter that this word may fill, from *at on. A space parameter is skipped by a word that names no space,
 * if a later parameter can take it: `neighbors monday` uses the current space. */
static size_t next_positional(bind *b, const sx_arg *a, size_t at)
{
	for (; at < b->command->nparams; at++) {
		const sx_param *p = &b->command->param[at];
		if (!(p->flags & SX_POSITIONAL) || (b->value[at].given && p->kind != SX_KIND_SPACES))
			continue;
		bool space_word = a->space || (a->text && b->session && sx_session_space(b->session, a->text));
		bool later = false;
		for (size_t j = at + 1; j < b->command->nparams; j++)
			later |= (b->command->param[j].flags & SX_POSITIONAL) && !b->value[j].given;
		if (p->kind == SX_KIND_SPACE && !(p->flags & SX_REQUIRED) && !space_word && later)
			continue;
		return at;
	}
	return SIZE_MAX;
}

static bool fit_positional(bind *b, const sx_arg *a, size_t nargs, size_t *at)
{
	size_t i = next_positional(b, a, *at);
	if (i == SIZE_MAX && a->space == NULL)
		return sx_fail(b->err, SX_EUSAGE, "unexpected argument '%.60s'", a->text);
	if (i == SIZE_MAX)
		return sx_fail(b->err, SX_EUSAGE, "unexpected space '%.60s'", sx_space_name(a->space));
	const sx_param *p = &b->command->param[i];
	sx_value *v = &b->value[i];
	v->given = true;
	if (a->space && (p->kind == SX_KIND_SPACE || p->kind == SX_KIND_SPACES))
		return hold(b, v, a->space, nargs);
	if (a->space)
		return sx_fail(b->err, SX_EUSAGE, "--%s takes no space", p->name);
	*at = p->kind == SX_KIND_SPACES ? i : i + 1;
	v->text = a->text;
	return p->kind != SX_KIND_SPACES || bind_space_name(b, p, v, a->text, nargs);
}

/* A required space parameter, or one that was left out: the current space. */
static bool default_space(bind *b, const sx_param *p, sx_value *v)
{
	sx_space *current = b->session ? sx_session_current(b->session) : NULL;
	if (current == NULL)
		return sx_fail(b->err, SX_EUSAGE, "no space is loaded; load one with: load PATH");
	(void)p;
	return hold(b, v, current, 1);
}

/* The default of a parameter: the session's option for options that many commands share, else that of the command. */
static const char *standing_value(const bind *b, const sx_param *p)
{
	static const char *const shared[] = { "metric", "budget" };
	for (size_t i = 0; i < SX_COUNT(shared); i++)
		if (b->session && strcmp(p->name, shared[i]) == 0 && *sx_session_get(b->session, shared[i]))
			return sx_session_get(b->session, shared[i]);
	return p->dflt;
}

/* The space that a command is about, which is the current one where none is named; a second space has to be named. */
static bool is_the_space(const sx_command *c, const sx_param *p)
{
	for (size_t i = 0; i < c->nparams; i++)
		if (c->param[i].kind == SX_KIND_SPACE)
			return p == &c->param[i];
	return false;
}

static bool finish(bind *b, const sx_param *p, sx_value *v)
{
	if (!v->given && (p->flags & SX_REQUIRED) && !is_the_space(b->command, p))
		return sx_fail(b->err, SX_EUSAGE, "%s is missing: %s", p->name, p->help);
	if (!v->given && p->kind == SX_KIND_SPACE && (p->dflt == NULL || strcmp(p->dflt, "none") != 0))
		return default_space(b, p, v);
	if (!v->given)
		v->text = standing_value(b, p);
	if (v->text == NULL || v->count > 0)
		return true;
	if (p->kind == SX_KIND_SPACE && !v->given)
		return true;
	return bind_text(b, p, v);
}

bool sx_values_bind(const sx_session *s, const sx_command *c, const sx_arg *arg, size_t nargs, sx_arena *a,
                    sx_value *out, sx_err *err)
{
	bind b = { s, c, a, out, err };
	size_t at = 0;
	memset(out, 0, c->nparams * sizeof *out);
	for (size_t i = 0; i < nargs; i++)
		if (arg[i].name && !fit_option(&b, &arg[i]))
			return false;
	for (size_t i = 0; i < nargs; i++)
		if (!arg[i].name && !fit_positional(&b, &arg[i], nargs, &at))
			return false;
	for (size_t i = 0; i < c->nparams; i++)
		if (!finish(&b, &c->param[i], &out[i]))
			return false;
	return true;
}

void sx_values_release(const sx_command *c, sx_value *v)
{
	for (size_t i = 0; i < c->nparams; i++)
		if (c->param[i].kind == SX_KIND_SPACE || c->param[i].kind == SX_KIND_SPACES)
			for (size_t j = 0; j < v[i].count; j++)
				sx_space_unref(v[i].space[j]);
}
