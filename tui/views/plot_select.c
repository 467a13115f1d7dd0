/* plot_select.c: rows marked and selected in the plot, one by one or by boxes and lassos. */
#include "plot_keys.h"
#include "views.h"
#include "engine/environment.h"

static void run_mark(sx_app *a)
{
	const sx_plot *p = &a->plot;
	sx_buf line = { 0 };
	sx_plot_command(&a->plot, "mark", &line);
	sx_buf_printf(&line, "#%zu", sx_plot_row(p));
	if (p->selected && p->selected[p->cursor] == 1)
		sx_buf_puts(&line, " --off");
	sx_app_run_buf(a, &line);
}

/* The places are those of the axes, which a turned picture does not show. */
static bool is_flat(sx_app *a)
{
	sx_plot_ask ask = sx_plot_asked(&a->plot);
	bool flat = (a->plot.z0 == NULL || (a->plot.turn == 0 && a->plot.tilt == 0)) && ask.like == NULL;
	if (!flat)
		sx_app_say(a, false, ask.like ? "boxes and lassos need unrotated axes; plot without --like first"
		                              : "boxes and lassos need unrotated axes; press 0");
	return flat;
}

static void run_inside(sx_app *a, const char *corners)
{
	sx_plot_ask ask = sx_app_asked(a);
	sx_buf line = { 0 };
	sx_plot_command(&a->plot, "select", &line);
	sx_buf_printf(&line, "--inside=%s --x ", corners);
	sx_quote(&line, ask.x);
	sx_buf_puts(&line, " --y ");
	sx_quote(&line, ask.y);
	sx_app_run_buf(a, &line);
}

void sx_select_box(sx_app *a, const sx_box *b)
{
	sx_buf corners = { 0 };
	sx_plot_box_text(b, &corners);
	if (is_flat(a) && sx_buf_ok(&corners))
		run_inside(a, corners.text);
	sx_buf_free(&corners);
}

static void select_nothing(sx_app *a)
{
	sx_buf line = { 0 };
	sx_plot_command(&a->plot, "select", &line);
	sx_buf_puts(&line, "--all --how remove");
	sx_app_run_buf(a, &line);
}

static void pick(sx_app *a, sx_picking what)
{
	if (a->plot.n && is_flat(a)) {
		sx_plot_pick(&a->plot, what);
		sx_app_say(a, false, what == SX_PICK_BOX ? "box: move to the other corner, Enter selects, Esc leaves"
		                     : "lasso: move, Space sets a corner, Enter selects, Esc leaves");
	}
}

static void pick_done(sx_app *a)
{
	sx_buf corners = { 0 };
	if (!sx_plot_pick_done(&a->plot, &corners))
		sx_app_say(a, false, "a lasso needs at least three corners; Space sets one");
	else if (sx_buf_ok(&corners))
		run_inside(a, corners.text);
	sx_buf_free(&corners);
}

enum { STRIDE = 5 };

/* Keys while a box or a lasso is drawn; any other key ends it. */
bool sx_pick_act(sx_app *a, sx_action action)
{
	sx_plot *p = &a->plot;
	switch (action) {
	case SX_DO_LEFT:      sx_plot_pick_move(p, -1, 0); break;
	case SX_DO_RIGHT:     sx_plot_pick_move(p, 1, 0); break;
	case SX_DO_UP:        sx_plot_pick_move(p, 0, 1); break;
	case SX_DO_DOWN:      sx_plot_pick_move(p, 0, -1); break;
	case SX_DO_PAN_LEFT:  sx_plot_pick_move(p, -STRIDE, 0); break;
	case SX_DO_PAN_RIGHT: sx_plot_pick_move(p, STRIDE, 0); break;
	case SX_DO_PAN_UP:    sx_plot_pick_move(p, 0, STRIDE); break;
	case SX_DO_PAN_DOWN:  sx_plot_pick_move(p, 0, -STRIDE); break;
	case SX_DO_PAGE_DOWN:
		if (!sx_plot_pick_corner(p))
			sx_app_say(a, false, "no more corners");
		break;
	case SX_DO_ENTER:     pick_done(a); break;
	default:              p->picking = SX_PICK_NOTHING; return false;
	}
	sx_app_cursor_moved(a);
	return true;
}

bool sx_select_act(sx_app *a, sx_action action)
{
	switch (action) {
	case SX_DO_PAGE_DOWN:   run_mark(a); break;
	case SX_DO_PAGE_UP:     pick(a, SX_PICK_BOX); break;
	case SX_DO_LASSO:       pick(a, SX_PICK_LASSO); break;
	case SX_DO_SELECT_VIEW: sx_select_box(a, &a->plot.seen); break;
	case SX_DO_DESELECT:    select_nothing(a); break;
	default:                return false;
	}
	return true;
}
