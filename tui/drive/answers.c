/* answers.c: what the engine answered: figures for the status line, results, points, neighbours, pages. */
#include "workbench/app.h"
#include "engine/environment.h"

#include <stdio.h>
#include <string.h>

enum { REST_MS = 120 };

void sx_app_cursor_moved(sx_app *a)
{
	a->rest_at = sx_seconds() + (a->setup->mode == SX_MODE_DUMP ? 0 : REST_MS / 1e3);
}

/* Asked again when the space shown is no longer the current one; without a word, since nobody typed it. */
static void follow_current(sx_app *a, const sx_names *before)
{
	const sx_name_space *now = sx_names_current(a->names), *old = sx_names_current(before);
	if (now == NULL) {
		sx_plot_free(&a->plot);
		return;
	}
	if (a->plot_asked)		/* the picture that keys asked for is on its way */
		return;
	if (old && old->space == now->space && (strcmp(a->plot.space, now->name) == 0 || *a->plot.why || a->plot_id))
		return;
	sx_buf line = { 0 };
	sx_buf_puts(&line, "plot ");
	sx_quote(&line, now->name);
	a->plot.why[0] = '\0';
	if (sx_buf_ok(&line))
		a->plot_id = sx_engine_ask(a->engine, SX_SLOT_PLOT, line.text);
	sx_buf_free(&line);
}

void sx_app_refresh(sx_app *a)
{
	sx_buf line = { 0 };
	sx_plot_ask ask = sx_plot_asked(&a->plot);
	if (a->plot.result == NULL)
		return;
	sx_plot_line(&ask, &line);
	if (sx_buf_ok(&line))
		a->plot_id = a->refresh_id = sx_engine_ask(a->engine, SX_SLOT_PLOT, line.text);
	sx_buf_free(&line);
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

static void take_plot(sx_app *a, sx_result *r)
{
	if (sx_plot_set(&a->plot, r))
		sx_app_cursor_moved(a);
}

/* A page of text, or a command whose only point is to be read: it measures nothing and changes nothing. */
static bool is_to_be_read(const sx_result *r)
{
	if (sx_result_frame(r, "page"))
		return true;
	const sx_command *c = strcmp(r->command, sx_cmd_keys.name) == 0 ? &sx_cmd_keys : sx_command_find(NULL, r->command, NULL);
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
		sx_film_close(a);		/* layers of other points may have those names now */
	if (touches_plot(a, n->result)) {
		a->table_id = 0;
		sx_app_refresh(a);
	}
	if (sx_result_frame(n->result, "points")) {
		take_plot(a, n->result);
		if (a->pane != SX_PANE_PLOT && n->id > a->stay_id)
			sx_app_show(a, SX_PANE_PLOT);
	} else if (is_to_be_read(n->result) || n->id == a->read_id) {
		sx_app_show(a, SX_PANE_RESULTS);
		if (n->id == a->view_id)
			sx_results_picture(a);
	}
}

static void take_failure(sx_app *a, const sx_answer *n)
{
	if (n->slot == SX_SLOT_USER) {
		sx_buf text = { 0 };
		sx_failure_text(&n->failure, &text);
		sx_app_say(a, n->failure.err.code != SX_ECANCEL, "%s", sx_buf_ok(&text) ? text.text : "failed");
		sx_buf_free(&text);
		a->waiting -= n->id != 0 && a->waiting > 0;
	} else if (n->slot == SX_SLOT_PLOT && n->id == a->refresh_id && n->failure.err.code != SX_ECANCEL) {
		sx_plot_free(&a->plot);	/* what it showed is undone: begin again */
	} else if (n->slot == SX_SLOT_PLOT && n->id == a->plot_id && n->failure.err.code != SX_ECANCEL) {
		sx_plot_free(&a->plot);
		snprintf(a->plot.why, sizeof a->plot.why, "%s", n->failure.err.msg);
	}
	if (n->slot == SX_SLOT_PLOT && n->id == a->plot_id)
		a->plot_id = 0;
	if (n->slot == SX_SLOT_RING && n->id == a->ring_id && n->failure.err.code == SX_ECANCEL)
		a->ring_line[0] = '\0';		/* asked again */
	else if (n->slot == SX_SLOT_RING && n->id == a->ring_id)
		snprintf(a->ring_why, sizeof a->ring_why, "%.159s", n->failure.err.msg);
}

static void take_quiet(sx_app *a, const sx_answer *n)
{
	if (n->slot == SX_SLOT_PLOT && n->id == a->plot_id) {
		a->plot_id = 0;
		take_plot(a, n->result);
	} else if (n->slot == SX_SLOT_NEIGHBORS && n->id == a->near_id) {
		sx_result_unref(a->near);
		a->near = sx_result_ref(n->result);
	} else if (n->slot == SX_SLOT_OTHER && n->id == a->other_id) {
		sx_result_unref(a->other);
		a->other = sx_result_ref(n->result);
	} else if (n->slot == SX_SLOT_RING && n->id == a->ring_id) {
		sx_result_unref(a->ring);
		a->ring = sx_result_ref(n->result);
	} else if (n->slot == SX_SLOT_TABLE && n->id == a->table_id) {
		sx_result_unref(a->table);
		a->table = sx_result_ref(n->result);
		a->table_got_from = a->table_from;
		a->table_got_rows = a->table_rows;
		a->table_found = a->table_find;
		a->table_find = false;
	}
}

static void take_answer(sx_app *a, sx_answer *n)
{
	sx_names *before = a->names;
	a->names = sx_engine_names(a->engine);
	if (n->slot == SX_SLOT_USER && n->id == a->stay_id)
		a->plot_asked = false;
	if (n->dear)
		sx_price_take(a, n);
	else if (n->slot == SX_SLOT_FILM)
		sx_film_answer(a, n);
	else if (n->slot == SX_SLOT_TWIN)
		sx_twin_answer(a, n);
	else if (n->slot == SX_SLOT_REFINE)
		sx_refine_answer(a, n);
	else if (!n->ok)
		take_failure(a, n);
	else if (n->slot == SX_SLOT_USER)
		take_users(a, n);
	else if (n->result)
		take_quiet(a, n);
	sx_look_news(a, n);
	follow_current(a, before);
	sx_names_unref(before);
	sx_answer_free(n);
}

static uint64_t ask_neighbors(sx_app *a, sx_slot slot, const char *space, bool by_label)
{
	char number[32];
	const char *label = sx_plot_label(&a->plot, a->plot.cursor, number);
	uint64_t id = 0;
	sx_buf line = { 0 };
	sx_buf_puts(&line, "neighbors ");
	sx_quote(&line, space);
	sx_buf_putc(&line, ' ');
	if (by_label && *label != '#')
		sx_quote(&line, label);
	else
		sx_buf_printf(&line, "#%zu", sx_plot_row(&a->plot));
	sx_buf_printf(&line, " --k %d", a->pane_h > 12 ? a->pane_h - 6 : 6);
	if (sx_buf_ok(&line))
		id = sx_engine_ask(a->engine, slot, line.text);
	sx_buf_free(&line);
	return id;
}

/* The neighbours of the row the cursor rests on; an answer for another row is dropped by its number. */
static void look_up(sx_app *a)
{
	a->rest_at = 0;
	if (!sx_app_inspects(a) || a->plot.n == 0)
		return;
	size_t row = sx_plot_row(&a->plot);
	a->near_id = ask_neighbors(a, SX_SLOT_NEIGHBORS, a->plot.space, false);
	a->near_row = row;
	if (a->elsewhere == SX_IN_SPACE) {
		a->other_id = ask_neighbors(a, SX_SLOT_OTHER, a->other_space, true);
		a->other_row = row;
	} else if (a->elsewhere == SX_IN_PICTURE) {
		a->nseen = sx_plot_around(&a->plot, SX_INSPECTED, a->seen, a->seen_far);
		a->seen_row = row;
	}
}

void sx_app_settle(sx_app *a)
{
	if (a->rest_at > 0 && sx_seconds() >= a->rest_at)
		look_up(a);
	if (sx_pane_ops(a->pane)->settle)
		sx_pane_ops(a->pane)->settle(a);
	sx_refine_settle(a);
	sx_tutorial_check(a);
}

bool sx_app_news(sx_app *a)
{
	bool any = false;
	for (sx_answer *n; (n = sx_engine_next(a->engine)) != NULL; any = true)
		take_answer(a, n);
	bool due = a->rest_at > 0 && sx_seconds() >= a->rest_at;
	sx_app_settle(a);
	return any || due;
}
