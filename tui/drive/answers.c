/* answers.c: takes the answers of the engine: metrics for the status line, results, points, neighbours, pages of rows. */
#include "app.h"
#include "batch/cmd_keys.h"
#include "engine/environment.h"
#include "views/inspector.h"
#include "views/layer_strip.h"
#include "views/plot_keys.h"
#include "views/views.h"

#include <stdio.h>
#include <string.h>

/* Asked again when the space shown is no longer the current one; without a word, since nobody typed it. */
static void follow_current(sx_app *a, const sx_names *before)
{
	const sx_name_space *now = sx_names_current(a->names), *old = sx_names_current(before);
	if (now == NULL) {
		sx_plot_free(&a->plot);
		return;
	}
	if (a->picture.open)		/* the picture that keys asked for is on its way */
		return;
	if (old && old->space == now->space && (strcmp(a->plot.space, now->name) == 0 || *a->plot.why || a->picture.id))
		return;
	sx_buf line = { 0 };
	sx_buf_puts(&line, "plot ");
	sx_quote(&line, now->name);
	a->plot.why[0] = '\0';
	a->picture.id = sx_app_ask_buf(a, SX_SLOT_PLOT, &line);
}

/* What the picture shows of a space may have changed: a selection, a column, or that what was done is undone. */
static bool touches_plot(const sx_app *a, const sx_result *r)
{
	if (strcmp(r->command, "undo") == 0 || strcmp(r->command, "redo") == 0)
		return true;
	for (size_t i = 0; r->space && strcmp(r->space, a->plot.space) == 0 && i < r->ncolumns; i++)
		if (strcmp(r->column[i].name, "selected") == 0 ||
		    (a->plot.color_name && strcmp(r->column[i].name, a->plot.color_name) == 0))
			return true;
	return false;
}

/* What a typed line changed in the picture; of what keys ask it is known already. */
static void take_plot(sx_app *a, uint64_t id, sx_result *r)
{
	sx_kept_ask before;
	sx_plot_ask was = sx_plot_asked(&a->plot);
	sx_kept_ask_set(&before, &was);
	if (!sx_plot_set(&a->plot, r))
		return;
	sx_app_cursor_moved(a);
	sx_plot_ask now = sx_plot_asked(&a->plot);
	if (id > a->changes.start)
		sx_changes_picture(&a->changes, id, &before.ask, &now);
}

/* A page of text, or a command whose only point is to be read: it measures nothing and changes nothing. */
static bool is_to_be_read(const sx_result *r)
{
	if (sx_result_frame(r, "page"))
		return true;
	const sx_command *c = strcmp(r->command, sx_cmd_keys.name) == 0 ? &sx_cmd_keys : sx_catalog_find(&sx_all_commands, r->command);
	bool acted = c && (c->flags & SX_ACTS) && !(r->nframes && r->nscalars == 0);	/* a list alone is no act */
	return c && !c->cite && !acted && r->nmade == 0 && !sx_result_frame(r, "points") && r->nscalars + r->nframes + r->nnotes > 0;
}

static void say_result(sx_app *a, const sx_answer *n)
{
	const sx_result *r = n->result;
	size_t shown = 0;
	sx_app_say(a, false, "%.300s", n->line);
	for (size_t i = 0; i < r->nscalars && shown < 4; i++) {
		char value[32];
		if (r->scalar[i].kind != SX_SCALAR_NUM)
			continue;
		sx_buf_printf(&a->said, "   %s %s", r->scalar[i].name, sx_number_short(value, r->scalar[i].num));
		shown++;
	}
	for (size_t i = 0; shown == 0 && i < r->nmade; i++)
		sx_buf_printf(&a->said, "   %s %zu x %zu", sx_space_name(r->made[i]), sx_space_rows(r->made[i]),
		              sx_space_dims(r->made[i]));
	if (shown == 0 && r->nmade == 0 && r->nnotes)
		sx_buf_printf(&a->said, "   %s", r->note[0]);
	snprintf(a->took, sizeof a->took, "%.2f s", a->setup->mode == SX_MODE_DUMP ? 0.0 : n->seconds);
}

static void take_users(sx_app *a, sx_answer *n)
{
	a->waiting -= a->waiting > 0;
	if (n->quits) {
		a->quit = true;
		return;
	}
	if (n->result == NULL)
		return;
	sx_tutorial_ran(a, n->result->command);
	say_result(a, n);
	sx_results_add(a, n->result);
	sx_refine_take(a, n->result);
	if (n->result->nmade || strcmp(n->result->command, "undo") == 0 || strcmp(n->result->command, "redo") == 0 ||
	    strcmp(n->result->command, "drop") == 0)
		sx_strip_forget(a);		/* layers of other points may have those names now */
	if (touches_plot(a, n->result)) {
		sx_table_forget(a);
		sx_app_refresh(a);
	}
	if (sx_result_frame(n->result, "points")) {
		take_plot(a, n->id, n->result);
		if (a->pane != SX_PANE_PLOT && n->id > a->picture.stay_id)
			sx_app_show(a, SX_PANE_PLOT);
	} else if (is_to_be_read(n->result) || n->id == a->read_id) {
		sx_app_show(a, SX_PANE_RESULTS);
		if (n->id == a->view_id)
			sx_results_picture(a);
	}
}

static void take_failure(sx_app *a, const sx_answer *n)
{
	sx_buf text = { 0 };
	sx_failure_text(&n->failure, &text);
	sx_app_say(a, n->failure.err.code != SX_ECANCEL, "%s", sx_buf_ok(&text) ? text.text : "failed");
	sx_buf_free(&text);
	a->waiting -= n->id != 0 && a->waiting > 0;
}

/* To the part that asked. */
static void hand_over(sx_app *a, const sx_answer *n)
{
	for (size_t p = 0; p < a->nparts; p++)
		for (size_t i = 0; i < a->part[p]->nslots; i++)
			if (a->part[p]->slot[i].slot == n->slot)
				a->part[p]->slot[i].answer(a, n);
}

static void take_answer(sx_app *a, sx_answer *n)
{
	sx_names *before = a->names;
	a->names = sx_engine_names(a->engine);
	if (n->slot == SX_SLOT_USER && n->id == a->picture.stay_id)
		a->picture.open = false;
	if (n->slot == SX_SLOT_USER && !n->dear)
		sx_changes_answer(&a->changes, n);
	if (n->dear)
		sx_price_take(a, n);
	else if (n->slot != SX_SLOT_USER)
		hand_over(a, n);
	else if (n->ok)
		take_users(a, n);
	else
		take_failure(a, n);
	sx_look_news(a, n);
	sx_cursor_take_wanted(a);
	follow_current(a, before);
	sx_names_unref(before);
	sx_answer_free(n);
}

double sx_app_due(sx_app *a)
{
	if (a->rest_at == 0)
		return -1;
	double left = a->rest_at - sx_seconds();
	return left > 0 ? left : 0;
}

void sx_app_settle(sx_app *a)
{
	if (sx_app_rested(a))
		sx_inspector_look_up(a);
	if (sx_app_view(a, a->pane)->settle)
		sx_app_view(a, a->pane)->settle(a);
	sx_refine_settle(a);
	sx_tutorial_check(a);
}

bool sx_app_news(sx_app *a)
{
	bool any = false;
	for (sx_answer *n; (n = sx_engine_next(a->engine)) != NULL; any = true)
		take_answer(a, n);
	bool due = sx_app_rested(a);
	sx_app_settle(a);
	return any || due;
}
