/* plot_turned.c: rotates the points of a plot to match the plot of another space (Procrustes). */
#include "plot_turned.h"
#include "numeric/plane_procrustes.h"
#include "rows/row_axes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct named {
	const char *label;
	size_t      row;
} named;

static int by_label(const void *a, const void *b)
{
	const named *s = a, *t = b;
	int order = strcmp(s->label, t->label);
	return order ? order : (s->row > t->row) - (s->row < t->row);
}

/* The first row of the other space with the label; SIZE_MAX: none. */
static size_t find(const named *list, size_t n, const char *label)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (strcmp(list[mid].label, label) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && strcmp(list[lo].label, label) == 0 ? list[lo].row : SIZE_MAX;
}

static bool match(const sx_call *call, const sx_like *l, size_t *pair, sx_err *err)
{
	size_t n = sx_space_rows(l->other);
	if (n == sx_space_rows(l->space)) {
		memcpy(pair, l->row, l->n * sizeof *pair);
		return true;
	}
	if (!sx_space_has_labels(l->other) || !sx_space_has_labels(l->space))
		return sx_fail(err, SX_EINPUT, "--like: %s has %zu rows and %s has %zu; without labels they cannot be matched",
		               sx_space_name(l->space), sx_space_rows(l->space), sx_space_name(l->other), n);
	named *list = sx_alloc(call->tmp, n, sizeof *list);
	if (list == NULL)
		return sx_fail_memory(err, "labels", (double)n * sizeof *list);
	for (size_t i = 0; i < n; i++)
		list[i] = (named){ sx_space_label(l->other, i), i };
	qsort(list, n, sizeof *list, by_label);
	for (size_t i = 0; i < l->n; i++)
		pair[i] = find(list, n, sx_space_label(l->space, l->row[i]));
	return true;
}

bool sx_plot_like(const sx_call *call, const sx_like *l, sx_result *out, sx_err *err)
{
	sx_row_axis x, y;
	size_t *pair = sx_alloc(call->tmp, l->n, sizeof *pair);
	double *u = sx_alloc(call->tmp, l->n, sizeof *u), *v = sx_alloc(call->tmp, l->n, sizeof *v);
	if (!pair || !u || !v)
		return sx_fail_memory(err, "the points", (double)l->n * 24);
	if (!sx_row_axis_get(l->other, l->x_name, call->job, call->tmp, &x, err) ||
	    !sx_row_axis_get(l->other, l->y_name, call->job, call->tmp, &y, err) || !match(call, l, pair, err))
		return false;
	if (!x.num || !y.num)
		return sx_fail(err, SX_EUSAGE, "--like: an axis of %s is text", sx_space_name(l->other));
	for (size_t i = 0; i < l->n; i++) {
		u[i] = pair[i] == SIZE_MAX ? NAN : x.num[pair[i]];
		v[i] = pair[i] == SIZE_MAX ? NAN : y.num[pair[i]];
	}
	sx_turn2 before = { .angle = l->turn * M_PI / 180, .mirrored = l->mirrored };
	sx_turn_apply(&before, u, v, l->n);
	sx_turn2 t = sx_turn_to(l->x, l->y, u, v, l->n);
	sx_turn_apply(&t, l->x, l->y, l->n);
	sx_put(out, "like_turn", t.angle * 180 / M_PI);
	sx_put_bool(out, "like_mirrored", t.mirrored);
	sx_put(out, "likeness", t.likeness);
	return true;
}
