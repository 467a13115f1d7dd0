/* changes.c: keeps the changes of the session and of the picture in one order, so that undo takes back the last of either. */
#include "changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sx_kept_ask_set(sx_kept_ask *k, const sx_plot_ask *ask)
{
	sx_plot_ask kept = *ask;
	const char **at[] = { &kept.space, &kept.x, &kept.y, &kept.z, &kept.color, &kept.show, &kept.path, &kept.arrow,
	                      &kept.like };
	char text[SX_COUNT(at)][sizeof k->text[0]] = { 0 };
	for (size_t i = 0; i < SX_COUNT(at); i++)
		if (*at[i]) {
			snprintf(text[i], sizeof text[i], "%s", *at[i]);
			*at[i] = k->text[i];
		}
	memcpy(k->text, text, sizeof text);
	k->ask = kept;
}

/* ---- the two lists ---- */

static void forget(sx_change **list, size_t *n)
{
	while (*n)
		free(list[--*n]);
}

void sx_changes_free(sx_changes *c)
{
	forget(c->done, &c->ndone);
	forget(c->undone, &c->nundone);
}

static sx_change *take(sx_change **list, size_t *n, size_t i)
{
	sx_change *c = list[i];
	memmove(&list[i], &list[i + 1], (--*n - i) * sizeof *list);
	return c;
}

static void push(sx_change **list, size_t *n, sx_change *c)
{
	if (*n == SX_MOST_CHANGES)
		free(take(list, n, 0));
	list[(*n)++] = c;
}

sx_change *sx_changes_take(sx_changes *c, bool undone)
{
	sx_change **list = undone ? c->undone : c->done;
	size_t *n = undone ? &c->nundone : &c->ndone;
	return *n ? take(list, n, *n - 1) : NULL;
}

void sx_changes_put(sx_changes *c, bool undone, sx_change *change)
{
	push(undone ? c->undone : c->done, undone ? &c->nundone : &c->ndone, change);
}

/* An answer comes after the keys that were pressed meanwhile: changes lie in the order of their questions. */
static sx_change *add(sx_changes *c, uint64_t id)
{
	sx_change *new = calloc(1, sizeof *new);
	if (new == NULL)
		return NULL;
	new->id = id;
	push(c->done, &c->ndone, new);
	for (size_t i = c->ndone - 1; i > 0 && c->done[i - 1]->id > id; i--) {
		c->done[i] = c->done[i - 1];
		c->done[i - 1] = new;
	}
	forget(c->undone, &c->nundone);
	return new;
}

static bool known(const sx_changes *c, uint64_t id)
{
	for (size_t i = 0; i < c->ndone; i++)
		if (c->done[i]->id == id || c->done[i]->by == id)
			return true;
	for (size_t i = 0; i < c->nundone; i++)
		if (c->undone[i]->by == id)
			return true;
	return false;
}

/* ---- what is a change ---- */

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_picture(const sx_plot_ask *a, const sx_plot_ask *b)
{
	return same_text(a->x, b->x) && same_text(a->y, b->y) && same_text(a->z, b->z) && same_text(a->color, b->color) &&
	       same_text(a->show, b->show) && same_text(a->path, b->path) && same_text(a->arrow, b->arrow) && a->circle == b->circle;
}

void sx_changes_picture(sx_changes *c, uint64_t id, const sx_plot_ask *before, const sx_plot_ask *after)
{
	if (c->going || before->x == NULL || !same_text(before->space, after->space) || same_picture(before, after) || known(c, id))
		return;
	sx_change *new = add(c, id);
	if (new == NULL)
		return;
	new->picture = true;
	sx_kept_ask_set(&new->before, before);
	sx_kept_ask_set(&new->after, after);
}

/* "undo" and "redo" as typed: of the session alone, whatever changed in the picture since. */
static void move_typed(sx_change **from, size_t *nfrom, sx_change **to, size_t *nto, size_t steps)
{
	for (size_t i = *nfrom; i > 0 && steps > 0; i--)
		if (!from[i - 1]->picture) {
			push(to, nto, take(from, nfrom, i - 1));
			steps--;
		}
}

static size_t steps_of(const sx_result *r)
{
	for (size_t i = 0; i < r->nscalars; i++)
		if (strcmp(r->scalar[i].name, "steps") == 0)
			return (size_t)r->scalar[i].num;
	return 0;
}

static void take_failed(sx_changes *c, uint64_t id)
{
	for (size_t i = c->ndone; i > 0; i--)
		if (c->done[i - 1]->id == id)
			free(take(c->done, &c->ndone, i - 1));
}

void sx_changes_answer(sx_changes *c, const sx_answer *n)
{
	if (!n->ok) {
		take_failed(c, n->id);
	} else if (n->result && strcmp(n->result->command, "undo") == 0) {
		if (!known(c, n->id))
			move_typed(c->done, &c->ndone, c->undone, &c->nundone, steps_of(n->result));
	} else if (n->result && strcmp(n->result->command, "redo") == 0) {
		if (!known(c, n->id))
			move_typed(c->undone, &c->nundone, c->done, &c->ndone, steps_of(n->result));
	} else if (n->result && strcmp(n->result->command, "drop") == 0) {
		sx_changes_free(c);		/* the session has forgotten them too */
	} else if (n->changed && n->id > c->start) {
		add(c, n->id);
	}
}
