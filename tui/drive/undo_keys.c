/* undo_keys.c: the keys u and U: the last change goes, or comes back, by the command that does so. */
#include "app.h"

static void draw(sx_app *a, const sx_kept_ask *k)
{
	a->changes.going = true;
	sx_app_plot(a, &k->ask);
	a->changes.going = false;
}

void sx_app_undo(sx_app *a)
{
	sx_change *last = sx_changes_take(&a->changes, false);
	if (last == NULL) {
		sx_app_say(a, true, "there is nothing to undo");
		return;
	}
	if (last->picture)
		draw(a, &last->before);
	else
		sx_app_run(a, "undo");
	last->by = a->asked;
	sx_changes_put(&a->changes, true, last);
	if (last->picture)
		sx_tutorial_ran(a, "undo");
}

/* Of the session there may be more to redo than is known here. */
void sx_app_redo(sx_app *a)
{
	sx_change *last = sx_changes_take(&a->changes, true);
	if (last && last->picture)
		draw(a, &last->after);
	else
		sx_app_run(a, "redo");
	if (last == NULL)
		return;
	last->id = last->by = a->asked;
	sx_changes_put(&a->changes, false, last);
}
