/* array_space.c: spaces made of an array in a file's bytes. */
#include "array_space.h"

#include <stdio.h>
#include <string.h>

/* ---- the names of the axes other than the last ---- */

typedef struct names { char text[SX_AXES][32]; bool shown; } names;

static bool default_names(const sx_array *a, names *out)
{
	static const char *const known[] = { "context", "position", "layer" };
	size_t lead = a->naxes - 1;
	for (size_t i = 0; i < lead; i++)
		if (lead <= SX_COUNT(known))
			snprintf(out->text[i], sizeof out->text[i], "%s", known[i]);
		else
			snprintf(out->text[i], sizeof out->text[i], "axis%zu", i);
	out->shown = lead > 1;
	return true;
}

static bool bad_name(const char *path, const char *name, size_t len, sx_err *err)
{
	return sx_file_fail(err, SX_EUSAGE, path, "--axis: '%.*s' is no name of an axis: 1 to 31 letters, digits or _, "
	                    "each name once", len > 40 ? 40 : (int)len, name);
}

static bool is_name(const char *p, size_t len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
	return len > 0 && len < 32 && strspn(p, letters) >= len && !(*p >= '0' && *p <= '9');
}

static size_t name_index(const names *n, size_t count, const char *name, size_t len)
{
	size_t i = 0;
	while (i < count && !(strlen(n->text[i]) == len && strncmp(n->text[i], name, len) == 0))
		i++;
	return i;
}

static bool name_axes(const sx_load *l, const sx_array *a, names *out, sx_err *err)
{
	size_t lead = a->naxes - 1, n = 0;
	*out = (names){ 0 };
	if (l->axes == NULL)
		return default_names(a, out);
	for (const char *p = l->axes;; p++) {
		size_t len = strcspn(p, ",");
		if (!is_name(p, len) || (n < lead && name_index(out, n, p, len) < n))
			return bad_name(l->file->path, p, len, err);
		if (n < lead)
			snprintf(out->text[n], sizeof out->text[n], "%.*s", (int)len, p);
		n++;
		p += len;
		if (*p == '\0')
			break;
	}
	out->shown = true;
	char shape[80];
	return n == lead || sx_file_fail(err, SX_EUSAGE, l->file->path, "--axis names %zu axes; the array is %s, so %zu "
	                                 "come before the dimensions", n, sx_shape_text(a->axis, a->naxes, shape), lead);
}

/* ---- layers ---- */

/* Fixes the place on one axis, which goes. */
static void take_layer(sx_array *a, names *n, size_t at, size_t layer)
{
	a->data += layer * a->stride[at];
	for (size_t i = at; i + 1 < a->naxes; i++) {
		a->axis[i] = a->axis[i + 1];
		a->stride[i] = a->stride[i + 1];
		memcpy(n->text[i], n->text[i + 1], sizeof n->text[i]);
	}
	a->naxes--;
}

static bool find_layers(const sx_load *l, const sx_array *a, const names *n, size_t *at, size_t *last, sx_err *err)
{
	char shape[80];
	*at = name_index(n, a->naxes - 1, "layer", 5);
	if (*at == a->naxes - 1)
		return sx_file_fail(err, SX_EUSAGE, l->file->path, "no axis of the array (%s) is called layer; --axis names "
		                    "those before the dimensions, as in --axis context,position,layer",
		                    sx_shape_text(a->axis, a->naxes, shape));
	size_t have = a->axis[*at];
	*last = l->layer_last == SIZE_MAX ? have - 1 : l->layer_last;
	if (l->layer_first < have && *last < have)
		return true;
	return sx_file_fail(err, SX_EUSAGE, l->file->path, "layer %zu is asked for; there are %zu, counted from 0",
	                    l->layer_first < have ? *last : l->layer_first, have);
}

/* ---- the space ---- */

static void note_conversion(const sx_load *l, const sx_array *whole, size_t beyond)
{
	size_t last = whole->naxes - 1;
	bool order = last > 0 && whole->stride[last] != sx_store_size(whole->store);
	if (whole->store != SX_F32 || whole->swap || order)
		sx_load_note(l, "converted to float32 from %s%s%s", sx_store_name(whole->store),
		             whole->swap ? sx_swaps(true) ? ", big-endian" : ", little-endian" : "", order ? ", Fortran order" : "");
	if (beyond)
		sx_load_note(l, "%zu values are beyond the range of float32 and became infinite", beyond);
}

/* Where each row stood on one of the axes. */
static bool add_place(sx_load *l, sx_space *space, const sx_array *a, size_t axis, const char *name, sx_err *err)
{
	size_t inner = 1, have = a->axis[axis], n = sx_space_rows(space);
	double *place = sx_alloc(l->tmp, n, sizeof *place);
	if (place == NULL)
		return sx_load_short(l, (double)n * sizeof *place, err);
	for (size_t i = axis + 1; i + 1 < a->naxes; i++)
		inner *= a->axis[i];
	for (size_t i = 0; i < n; i++)
		place[i] = (double)((l->first + i) / inner % have);
	sx_field field = { .name = name, .type = SX_INTEGER, .num = place };
	return sx_space_add_field(space, &field, err);
}

static bool add_places(sx_load *l, sx_space *space, const sx_array *a, const names *n, sx_err *err)
{
	for (size_t i = 0; n->shown && i + 1 < a->naxes; i++)
		if (!add_place(l, space, a, i, n->text[i], err))
			return false;
	return true;
}

/* The rows asked for, of an array that has its layer fixed. first: the space whose columns this one shares. */
static sx_space *make_space(sx_load *l, const char *name, const sx_array *a, const names *n, const sx_space *first,
                            size_t *beyond, sx_err *err)
{
	size_t from, rows;
	l->total = 1;
	for (size_t i = 0; i + 1 < a->naxes; i++)
		l->total *= a->axis[i];
	if (!sx_load_window(l, l->total, &from, &rows, err))
		return NULL;
	sx_space *space = sx_array_points(l, name, a, from, rows, beyond, err);
	if (space && (first ? sx_space_copy_meta(space, first, err) : add_places(l, space, a, n, err))) {
		if (a->naxes > 2 && rows == l->total)
			sx_space_set_shape(space, a->axis, a->naxes);
		return space;
	}
	sx_space_unref(space);
	return NULL;
}

/* Layers that must be converted stand in memory together. */
static bool layers_fit(const sx_load *l, const sx_space *first, size_t count, sx_err *err)
{
	sx_mat m = sx_space_mat(first);
	double bytes = (double)m.n * (double)m.d * sizeof *m.p * (double)count;
	bool fits = l->borrowed || l->job == NULL || l->job->memory == 0 || bytes <= (double)l->job->memory;
	return fits || sx_load_short(l, bytes, err);
}

static bool make_layers(sx_load *l, const sx_array *whole, const names *n, size_t at, size_t last, size_t *beyond,
                        sx_err *err)
{
	size_t count = last - l->layer_first + 1;
	l->more = sx_alloc(l->tmp, count, sizeof *l->more);
	if (l->more == NULL)
		return sx_load_short(l, (double)count * sizeof *l->more, err);
	for (size_t i = 0; i < count; i++) {
		sx_array a = *whole;
		names rest = *n;
		take_layer(&a, &rest, at, l->layer_first + i);
		const char *name = l->numbered ? sx_printf(l->tmp, "%s.%zu", l->name, l->layer_first + i) : l->name;
		if (name == NULL)
			return sx_load_short(l, (double)strlen(l->name), err);
		l->more[i] = make_space(l, name, &a, &rest, i ? l->more[0] : NULL, beyond, err);
		if (l->more[i] == NULL)
			return false;
		l->nmore++;
		if (i == 0 && !layers_fit(l, l->more[0], count, err))
			return false;
	}
	return true;
}

sx_space *sx_array_load(sx_load *l, const sx_array *given, sx_err *err)
{
	sx_array a = *given;
	names n;
	size_t at = 0, last = 0, beyond = 0;
	sx_space *space = NULL;
	l->flat = a.naxes == 1;
	if (l->flat) {	/* numbers alone: rows of one dimension */
		a.axis[1] = 1;
		a.stride[1] = sx_store_size(a.store);
		a.naxes = 2;
	}
	if (!name_axes(l, &a, &n, err))
		return NULL;
	if (!l->layered) {
		space = make_space(l, l->name, &a, &n, NULL, &beyond, err);
	} else if (find_layers(l, &a, &n, &at, &last, err) && make_layers(l, &a, &n, at, last, &beyond, err)) {
		space = l->more[0];
		l->more++;
		l->nmore--;
	} else {
		sx_load_drop_more(l);
	}
	if (space)
		note_conversion(l, given, beyond);
	return space;
}
