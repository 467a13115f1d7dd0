/* screen_options.c: options of the screen, from a key to the session and from the session to the screen. */
#include "workbench.h"
#include "engine/environment.h"
#include "engine/workbench_options.h"

#include <stdio.h>
#include <string.h>

int sx_look_three_ways(const char *value)
{
	return strcmp(value, "on") == 0 ? 1 : strcmp(value, "off") == 0 ? 0 : -1;
}

static size_t look_named(const sx_screen_values *v, const char *option)
{
	size_t i = 0;
	while (i < v->n && strcmp(v->option[i]->name, option) != 0)
		i++;
	return i;
}

static void take(sx_app *a, size_t i, const char *value)
{
	char copy[sizeof a->looks.value[0]];		/* the value may be what taking it changes */
	snprintf(copy, sizeof copy, "%s", value);
	snprintf(a->looks.value[i], sizeof a->looks.value[i], "%s", copy);
	a->looks.option[i]->take(a, copy);
}

void sx_look_open(sx_app *a)
{
	sx_screen_values *v = &a->looks;
	for (size_t p = 0; p < a->nparts; p++)
		for (size_t i = 0; i < a->part[p]->noptions && v->n < SX_SCREEN_OPTIONS; i++)
			v->option[v->n++] = &a->part[p]->option[i];
	for (size_t o = 0; o < sx_workbench_option_count; o++) {
		size_t i = look_named(v, sx_workbench_options[o].name);
		if (i < v->n)
			snprintf(v->value[i], sizeof v->value[i], "%s", sx_workbench_options[o].dflt);
	}
}

/* ---- by a key ---- */

void sx_look_set(sx_app *a, const char *option, const char *value)
{
	sx_buf line = { 0 };
	sx_buf_printf(&line, "set %s ", option);
	sx_quote(&line, value);
	take(a, look_named(&a->looks, option), value);
	if (sx_buf_ok(&line))
		sx_app_say(a, false, "%s", line.text);
	a->looks.told += sx_app_ask_buf(a, SX_SLOT_LOOK, &line) != 0;
}

void sx_look_setf(sx_app *a, const char *option, const char *fmt, ...)
{
	char value[sizeof a->looks.value[0]];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(value, sizeof value, fmt, ap);
	va_end(ap);
	sx_look_set(a, option, value);
}

/* ---- by a line ---- */

/* A line of set counts though it says what the session holds already: the screen may have gone on since. */
static void take_line(sx_app *a, const sx_result *r)
{
	for (size_t k = 0; k < r->nscalars; k++) {
		size_t i = look_named(&a->looks, r->scalar[k].name);
		if (i == a->looks.n || r->scalar[k].kind != SX_SCALAR_TEXT)
			continue;
		take(a, i, r->scalar[k].text);
		if (a->looks.option[i]->typed)
			a->looks.option[i]->typed(a, r->scalar[k].text);
	}
}

/* While keys are told the session is behind them. */
void sx_look_news(sx_app *a, const sx_answer *n)
{
	sx_screen_values *v = &a->looks;
	if (n->slot == SX_SLOT_LOOK)
		v->told--;
	if (v->told > 0)
		return;
	if (n->slot == SX_SLOT_USER && n->result && strcmp(n->result->command, "set") == 0)
		take_line(a, n->result);
	for (size_t i = 0; i < v->n; i++) {
		const char *value = sx_names_option(a->names, v->option[i]->name);
		if (a->names && strcmp(value, v->value[i]) != 0)
			take(a, i, value);
	}
}
