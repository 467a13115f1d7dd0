/* refine_sample.c: asks for a sampled result again with twice the queries while nothing else is asked, up to the exact answer. */
#include "workbench.h"
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

static bool is_option_of_all(const sx_names *names, const char *name)
{
	size_t i = 0;
	while (i < names->noptions && strcmp(names->option[i].name, name) != 0)
		i++;
	return i < names->noptions;
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
static bool line_of(const sx_names *names, const sx_result *r, double queries, sx_buf *b)
{
	const sx_command *c = sx_catalog_find(&sx_all_commands, r->command);
	if (c == NULL)
		return false;
	sx_buf_printf(b, "%s ", r->command);
	sx_quote(b, r->space);
	for (size_t i = 0; i < c->nparams; i++) {
		const sx_param *p = &c->param[i];
		const sx_scalar *s = param(r, p->name);
		bool grows = strcmp(p->name, "queries") == 0 || strcmp(p->name, "budget") == 0;
		if (s && !grows && (is_option_of_all(names, p->name) || !is_default(p, s)))
			add_option(b, s);
	}
	sx_buf_printf(b, " --queries %.0f", queries);
	return sx_buf_ok(b);
}

static void forget(sx_app *a)
{
	sx_engine_cancel_quiet(a->engine, SX_SLOT_REFINE);
	sx_result_unref(a->refine.result);
	sx_space_unref(a->refine.space);
	a->refine.result = NULL;
	a->refine.space = NULL;
	a->refine.id = 0;
	a->refine.stopped = false;
}

static void refine(sx_app *a, sx_result *r, const sx_name_space *s)
{
	sx_space *space = sx_space_ref(s->space);
	sx_result_ref(r);
	forget(a);
	a->refine.result = r;
	a->refine.space = space;
}

void sx_refine_take(sx_app *a, sx_result *r)
{
	const sx_name_space *s = r->space ? sx_names_space(a->names, r->space) : NULL;
	if (strcmp(r->command, "undo") == 0)	/* what is undone must not come back */
		forget(a);
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
	sx_result *r = a->refine.result;
	if (r == NULL || a->refine.id || a->refine.stopped || a->waiting || a->price.open || !wanted(a))
		return;
	sx_engine_doing(a->engine, &d);
	const sx_name_space *s = sx_names_space(a->names, r->space);
	if (d.id)
		return;
	if (s == NULL || s->space != a->refine.space) {	/* dropped, or another of that name */
		forget(a);
		return;
	}
	double m = 2 * number(r, "query_rows");
	sx_buf line = { 0 };
	if (line_of(a->names, r, m >= (double)(r->rows / 2) ? (double)r->rows : m, &line))
		a->refine.id = sx_engine_refine(a->engine, line.text, r);
	else
		a->refine.stopped = true;
	sx_buf_free(&line);
}

/* Whatever shows the older result shows this one. */
static void put_in_place(sx_app *a, sx_result *r)
{
	sx_result_list_replace(&a->results, a->refine.result, r);
	sx_result_unref(a->refine.result);
	a->refine.result = sx_result_ref(r);
	if (can_grow(r))
		return;
	sx_result_unref(a->refine.result);
	sx_space_unref(a->refine.space);
	a->refine.result = NULL;
	a->refine.space = NULL;
}

static void take_answer(sx_app *a, const sx_answer *n)
{
	if (n->id != a->refine.id)
		return;
	a->refine.id = 0;
	bool grew = n->ok && n->result && a->refine.result && number(n->result, "query_rows") > number(a->refine.result, "query_rows");
	if (n->ok && !grew)	/* it would be asked for ever */
		a->refine.stopped = true;
	if (grew)
		put_in_place(a, n->result);
	else if (!n->ok && n->failure.err.code != SX_ECANCEL)	/* not enough memory, say: it stays as it is */
		a->refine.stopped = true;
}

bool sx_refine_stop(sx_app *a)
{
	if (a->refine.result == NULL || a->refine.stopped || !wanted(a))
		return false;
	sx_engine_cancel_quiet(a->engine, SX_SLOT_REFINE);
	a->refine.id = 0;
	a->refine.stopped = true;
	return true;
}

void sx_refine_text(const sx_app *a, const sx_result *r, sx_buf *b)
{
	char m[32], n[32];
	if (!can_grow(r))
		return;
	bool on = r == a->refine.result && !a->refine.stopped && wanted(a);
	sx_buf_printf(b, "%s, %s of %s rows", on ? "refining" : "a sample", sx_number_short(m, number(r, "query_rows")),
	              sx_number_short(n, (double)r->rows));
}

static const sx_slot_row slots[] = { { SX_SLOT_REFINE, take_answer } };

const sx_part sx_refine_part = { .close = forget, SX_PART_SLOTS(slots) };
