/* mouse.c: clicks, drags and the wheel. Keys can do all of it too. */
#include "app.h"
#include "views/views.h"
#include "workbench/bars.h"

#include <stdlib.h>

enum { TOP = 2, WHEEL_LINES = 3 };

/* The place of a cell of the screen in the units of the axes. False: it is not on the plot. */
static bool to_data(const sx_app *a, int x, int y, double *dx, double *dy)
{
	const sx_plot *p = &a->plot;
	int row = y - TOP - 1;
	if (p->n == 0 || x < 0 || x >= p->canvas.w || row < 0 || row >= p->canvas.h)
		return false;
	*dx = p->seen.x0 + (x + 0.5) / p->canvas.w * (p->seen.x1 - p->seen.x0);
	*dy = p->seen.y1 - (row + 0.5) / p->canvas.h * (p->seen.y1 - p->seen.y0);
	return true;
}

static void press_plot(sx_app *a, int x, int y)
{
	double dx, dy;
	if (!to_data(a, x, y, &dx, &dy))
		return;
	a->plot.cursor = sx_plot_nearest(&a->plot, dx, dy);
	sx_app_cursor_moved(a);
}

/* Let go elsewhere than it was pressed: a box. */
static void release_plot(sx_app *a, int x, int y)
{
	sx_box b;
	if (a->dragging)
		a->plot.picking = SX_PICK_NOTHING;
	a->dragging = false;
	if ((abs(x - a->press_x) < 2 && abs(y - a->press_y) < 2) || !to_data(a, a->press_x, a->press_y, &b.x0, &b.y0) ||
	    !to_data(a, x, y, &b.x1, &b.y1))
		return;
	sx_select_box(a, &b);
}

/* The box under way, while the button is down. */
static void drag_plot(sx_app *a, int x, int y)
{
	sx_plot *p = &a->plot;
	double at[4];
	if (!a->pressed || !to_data(a, a->press_x, a->press_y, &at[0], &at[1]) || !to_data(a, x, y, &at[2], &at[3]))
		return;
	a->dragging = true;
	sx_plot_pick(p, SX_PICK_BOX);
	for (int i = 0; i < 4; i++)
		p->corner[i] = at[i];
	sx_app_say(a, false, "box: release to select");
}

static void wheel(sx_app *a, int x, int y, bool up)
{
	double dx, dy;
	if (a->pane == SX_PANE_PLOT && to_data(a, x, y, &dx, &dy)) {
		sx_plot_zoom_at(&a->plot, up ? 0.7 : 1 / 0.7, dx, dy);
		sx_app_plot_say(a);
	}
	for (int i = 0; a->pane != SX_PANE_PLOT && i < WHEEL_LINES; i++)
		sx_app_view(a, a->pane)->act(a, up ? SX_DO_UP : SX_DO_DOWN);
}

void sx_app_mouse(sx_app *a, const sx_mouse *m)
{
	int tab = m->y == 0 ? sx_bar_tab_at(a, m->x) : -1;
	if (a->still && m->what == SX_MOUSE_PRESS)
		sx_look_set(a, "still", "off");
	if (a->line.open || a->still)
		return;
	if (m->what == SX_MOUSE_WHEEL_UP || m->what == SX_MOUSE_WHEEL_DOWN)
		wheel(a, m->x, m->y, m->what == SX_MOUSE_WHEEL_UP);
	else if (m->what == SX_MOUSE_PRESS && tab >= 0)
		sx_look_set(a, "view", sx_app_view(a, (sx_pane)tab)->name);
	else if (m->what == SX_MOUSE_PRESS && a->pane == SX_PANE_PLOT)
		press_plot(a, m->x, m->y);
	else if (m->what == SX_MOUSE_PRESS && a->pane == SX_PANE_TABLE && m->y > TOP)
		sx_table_click(a, m->y - TOP - 1);
	else if (m->what == SX_MOUSE_RELEASE && a->pane == SX_PANE_PLOT)
		release_plot(a, m->x, m->y);
	else if (m->what == SX_MOUSE_MOVE && a->pane == SX_PANE_PLOT)
		drag_plot(a, m->x, m->y);
	if (m->what == SX_MOUSE_RELEASE)
		a->pressed = false;
	if (m->what == SX_MOUSE_PRESS) {
		a->pressed = true;
		a->press_x = m->x;
		a->press_y = m->y;
	}
	sx_app_settle(a);
}
