/* refine_sample.c: a result from a sample is asked again with twice the queries while nothing else is, up to the exact answer. */
#include "app.h"
#include "engine/environment.h"

#include <stdio.h>
#include <string.h>

static const sx_scalar *param(const sx_result *r, const char *name)
{
	for (size_t i = 0; i < r->nparams; i++)
		if (strcmp(r->param[i].name, name) == 0)
			return &r->param[i];
	return NULL;
}

static double number(const sx_result *r, const char *name)
{
	const sx_scalar *s = param(r, name);
	return s && s->kind == SX_SCALAR_NUM ? s->num : 0;
}

/* Rows that can ask: a measure may set equal ones aside. */
static double askers(const sx_result *r)
{
	const sx_scalar *equal = sx_result_scalar(r, "duplicates_removed");
	return (double)r->rows - (equal && equal->kind == SX_SCALAR_NUM ? equal->num : 0);
}

/* Chosen rows and null spaces keep no sample that could grow, and nobody asked for new spaces. */
static bool can_grow(const sx_result *r)
{
	double m = number(r, "query_rows");
	return m > 0 && m < askers(r) && r->space && !param(r, "where") && !param(r, "as") && number(r, "null") == 0;
}

static void add_option(sx_buf *b, const sx_scalar *s)
{
	char text[32];
	sx_buf_printf(b, " --%s ", s->name);
	if (s->kind == SX_SCALAR_TEXT)
		sx_quote(b, s->text);
	else if (s->kind == SX_SCALAR_BOOL)
		sx_buf_puts(b, s->num != 0 ? "yes" : "no");
	else if (s->kind == SX_SCALAR_NUM)
		sx_buf_puts(b, sx_number(text, s->num));
	for (size_t i = 0; s->kind == SX_SCALAR_NUMS && i < s->count; i++)
		sx_buf_printf(b, "%s%s", i ? "," : "", sx_number(text, s->nums[i]));
}

static bool is_option_of_all(const char *name)
{
	size_t i = 0;
	while (i < sx_options() && strcmp(sx_option_at(i)->name, name) != 0)
		i++;
	return i < sx_options();
}

static bool is_default(const sx_param *p, const sx_scalar *s)
{
	char number_text[32];
	const char *text = s->kind == SX_SCALAR_TEXT ? s->text : s->kind == SX_SCALAR_BOOL ? (s->num != 0 ? "yes" : "no")
	                   : s->kind == SX_SCALAR_NUM ? sx_number(number_text, s->num) : "";
	return p->dflt && strcmp(p->dflt, text) == 0;
}

/* The command as its result says it was run, with other queries. What many commands share is always said: another value may
 * be set by now. */
static bool line_of(const sx_result *r, double queries, sx_buf *b)
{
	const sx_command *c = sx_command_find(NULL, r->command, NULL);
	if (c == NULL)
		return false;
	sx_buf_printf(b, "%s ", r->command);
	sx_quote(b, r->space);
	for (size_t i = 0; i < c->nparams; i++) {
		const sx_param *p = &c->param[i];
		const sx_scalar *s = param(r, p->name);
		if (s && strcmp(p->name, "queries") != 0 && strcmp(p->name, "budget") != 0 && (is_option_of_all(p->name) || !is_default(p, s)))
			add_option(b, s);
	}
	sx_buf_printf(b, " --queries %.0f", queries);
	return sx_buf_ok(b);
}

void sx_refine_forget(sx_app *a)
{
	sx_engine_cancel_quiet(a->engine, SX_SLOT_REFINE);
	sx_result_unref(a->refined);
	sx_space_unref(a->refined_space);
	a->refined = NULL;
	a->refined_space = NULL;
	a->refine_id = 0;
	a->refine_stopped = false;
}

static void refine(sx_app *a, sx_result *r, const sx_name_space *s)
{
	sx_space *space = sx_space_ref(s->space);
	sx_result_ref(r);
	sx_refine_forget(a);
	a->refined = r;
	a->refined_space = space;
}

void sx_refine_take(sx_app *a, sx_result *r)
{
	const sx_name_space *s = r->space ? sx_names_space(a->names, r->space) : NULL;
	if (strcmp(r->command, "undo") == 0)	/* what is undone must not come back */
		sx_refine_forget(a);
	else if (s && can_grow(r))
		refine(a, r, s);
}

static bool wanted(const sx_app *a)
{
	const char *word = sx_names_option(a->names, "refine");
	return strcmp(word, "no") != 0 && strcmp(word, "off") != 0 && strcmp(word, "0") != 0;
}

/* Twice the sample, and all rows once that is no dearer. */
void sx_refine_settle(sx_app *a)
{
	sx_doing d;
	sx_result *r = a->refined;
	if (r == NULL || a->refine_id || a->refine_stopped || a->waiting || a->dear || !wanted(a))
		return;
	sx_engine_doing(a->engine, &d);
	const sx_name_space *s = sx_names_space(a->names, r->space);
	if (d.id)
		return;
	if (s == NULL || s->space != a->refined_space) {	/* dropped, or another of that name */
		sx_refine_forget(a);
		return;
	}
	double m = 2 * number(r, "query_rows");
	sx_buf line = { 0 };
	if (line_of(r, m >= (double)(r->rows / 2) ? (double)r->rows : m, &line))
		a->refine_id = sx_engine_refine(a->engine, line.text, r);
	else
		a->refine_stopped = true;
	sx_buf_free(&line);
}

/* Whatever shows the older result shows this one. */
static void put_in_place(sx_app *a, sx_result *r)
{
	for (size_t i = 0; i < a->nresults; i++)
		if (a->result[i] == a->refined) {
			a->result[i] = sx_result_ref(r);
			sx_result_unref(a->refined);
		}
	for (size_t i = 0; i < SX_COUNT(a->sheet); i++)
		if (a->sheet[i].of == a->refined)
			a->sheet[i].of = NULL;		/* written anew, at the same place */
	sx_result_unref(a->refined);
	a->refined = sx_result_ref(r);
	if (can_grow(r))
		return;
	sx_result_unref(a->refined);
	sx_space_unref(a->refined_space);
	a->refined = NULL;
	a->refined_space = NULL;
}

void sx_refine_answer(sx_app *a, const sx_answer *n)
{
	if (n->id != a->refine_id)
		return;
	a->refine_id = 0;
	bool grew = n->ok && n->result && a->refined && number(n->result, "query_rows") > number(a->refined, "query_rows");
	if (n->ok && !grew)	/* it would be asked for ever */
		a->refine_stopped = true;
	if (grew)
		put_in_place(a, n->result);
	else if (!n->ok && n->failure.err.code != SX_ECANCEL)	/* not enough memory, say: it stays as it is */
		a->refine_stopped = true;
}

bool sx_refine_stop(sx_app *a)
{
	if (a->refined == NULL || a->refine_stopped || !wanted(a))
		return false;
	sx_engine_cancel_quiet(a->engine, SX_SLOT_REFINE);
	a->refine_id = 0;
	a->refine_stopped = true;
	return true;
}

void sx_refine_text(const sx_app *a, const sx_result *r, sx_buf *b)
{
	char m[32], n[32];
	if (!can_grow(r))
		return;
	bool on = r == a->refined && !a->refine_stopped && wanted(a);
	sx_buf_printf(b, "%s, %s of %s rows", on ? "refining" : "a sample", sx_number_short(m, number(r, "query_rows")),
	              sx_number_short(n, (double)r->rows));
}
