/* plot_questions.c: what is typed about the plot: a label to search for, axes, a path, an arrow, a file to write to. */
#include "plot_keys.h"
#include "views.h"
#include "engine/environment.h"

#include <stdio.h>
#include <string.h>

/* By its label where that is enough. */
void sx_cursor_as_command(sx_app *a)
{
	const sx_plot *p = &a->plot;
	char number[32];
	const char *label = sx_plot_label(p, p->cursor, number);
	if (*label != '#' && *label && strlen(label) < sizeof a->looks.value[0] && sx_plot_labelled(p, label) == p->cursor)
		sx_look_set(a, "cursor", label);
	else
		sx_look_setf(a, "cursor", "#%zu", sx_plot_row(p));
}

/* ---- searching ---- */

static void search_typed(sx_app *a, const char *text)
{
	size_t was = a->plot.cursor;
	a->plot.cursor = a->search.from;
	if (*text && !sx_plot_find(&a->plot, text, a->search.from, true))
		sx_app_say(a, false, "no label contains '%.80s'", text);
	else if (a->said.text && strncmp(a->said.text, "no label", 8) == 0)
		sx_app_say(a, false, "%s", "");
	if (a->plot.cursor != was)
		sx_app_cursor_moved(a);
}

static void search_taken(sx_app *a, const char *text)
{
	if (*text == '\0')
		return;
	snprintf(a->search.text, sizeof a->search.text, "%s", text);
	if (sx_plot_find(&a->plot, text, a->plot.cursor, true))
		sx_cursor_as_command(a);
}

/* A search given up leaves the cursor where it was. */
static void search_left(sx_app *a)
{
	if (a->plot.n == 0)
		return;
	a->plot.cursor = a->search.from;
	sx_plot_to_row(&a->plot, sx_plot_row(&a->plot));
}

void sx_ask_search(sx_app *a)
{
	static const sx_ask ask = { .prompt = "/", .typed = search_typed, .taken = search_taken, .left = search_left };
	if (a->plot.label == NULL) {
		sx_app_say(a, false, "these rows have no labels to search");
		return;
	}
	a->search.from = a->plot.cursor;
	sx_ask_open(a, &ask, "");
}

void sx_ask_search_again(sx_app *a, bool forward)
{
	const char *text = a->search.text;
	size_t n = a->plot.n;
	if (*text == '\0' || n == 0)
		sx_app_say(a, false, "there is no search yet; / starts one");
	else if (!sx_plot_find(&a->plot, text, forward ? (a->plot.cursor + 1) % n : a->plot.cursor, forward))
		sx_app_say(a, false, "no label contains '%.80s'", text);
	else
		sx_cursor_as_command(a);
}

/* ---- axes, paths, arrows ---- */

/* Another axis, another place: what was zoomed does not stay. */
static void draw_axes(sx_app *a, sx_plot_ask *ask, const char *text)
{
	ask->zoomed = false;
	if (*text)
		sx_app_plot(a, ask);
}

static void x_taken(sx_app *a, const char *text)
{
	sx_plot_ask ask = sx_app_asked(a);
	ask.x = text;
	draw_axes(a, &ask, text);
}

static void y_taken(sx_app *a, const char *text)
{
	sx_plot_ask ask = sx_app_asked(a);
	ask.y = text;
	draw_axes(a, &ask, text);
}

static void z_taken(sx_app *a, const char *text)
{
	sx_plot_ask ask = sx_app_asked(a);
	ask.z = text;
	draw_axes(a, &ask, text);
}

static void path_taken(sx_app *a, const char *text)
{
	sx_plot_ask ask = sx_app_asked(a);
	ask.path = text;
	if (*text)
		sx_app_plot(a, &ask);
}

static void arrow_taken(sx_app *a, const char *text)
{
	sx_plot_ask ask = sx_app_asked(a);
	ask.arrow = text;
	if (*text)
		sx_app_plot(a, &ask);
}

/* What is seen, with the view, though nothing was zoomed: the file shows no less and no more. */
static void file_taken(sx_app *a, const char *path)
{
	sx_plot_ask ask = sx_app_asked(a);
	sx_buf line = { 0 };
	if (*path == '\0')
		return;
	ask.zoomed = a->plot.z0 == NULL;
	ask.view = a->plot.seen;
	sx_plot_line(&ask, &line);
	sx_buf_puts(&line, " > ");
	sx_quote(&line, path);
	sx_app_run_buf(a, &line);
	a->picture.stay_id = a->asked;
}

/* An axis is completed as the argument of an option that takes one. */
#define AXIS "plot --color "
static const struct { sx_action action; sx_ask ask; } questions[] = {
	{ SX_DO_AXIS_X, { .prompt = "x axis:  ", .completes = AXIS, .taken = x_taken } },
	{ SX_DO_AXIS_Y, { .prompt = "y axis:  ", .completes = AXIS, .taken = y_taken } },
	{ SX_DO_AXIS_Z, { .prompt = "towards you: ", .completes = AXIS, .taken = z_taken } },
	{ SX_DO_PATH,   { .prompt = "connect in the order of:  ", .completes = AXIS, .taken = path_taken } },
	{ SX_DO_ARROW,  { .prompt = "arrow (A - B): ", .completes = AXIS, .taken = arrow_taken } },
	{ SX_DO_WRITE,  { .prompt = "write to: ", .taken = file_taken } },
};

bool sx_question_act(sx_app *a, sx_action action)
{
	for (size_t i = 0; i < SX_COUNT(questions); i++) {
		if (questions[i].action != action)
			continue;
		if (a->plot.n == 0)
			sx_app_say(a, false, "there is nothing to draw yet");
		else
			sx_ask_open(a, &questions[i].ask, "");
		return true;
	}
	return false;
}
