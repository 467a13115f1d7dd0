/* result.c: builds and reads results. */
#include "result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

sx_result *sx_result_new(void)
{
	sx_arena *a = sx_arena_new(0);
	sx_result *r = a ? calloc(1, sizeof *r) : NULL;
	if (r == NULL) {
		sx_arena_free(a);
		return NULL;
	}
	r->arena = a;
	r->refs = 1;
	return r;
}

sx_result *sx_result_ref(sx_result *r)
{
	if (r)
		__atomic_add_fetch(&r->refs, 1, __ATOMIC_RELAXED);
	return r;
}

void sx_result_unref(sx_result *r)
{
	if (r == NULL || __atomic_sub_fetch(&r->refs, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	for (size_t i = 0; i < r->nmade; i++)
		sx_space_unref(r->made[i]);
	sx_arena_free(r->arena);
	free(r);
}

/* ---- writing ---- */

/* Room for one more in an array of the result's arena; NULL marks the result broken. */
static void *grow(sx_result *r, void *array, size_t n, size_t *cap, size_t size)
{
	if (array && n < *cap)
		return array;
	size_t more = *cap ? 2 * *cap : 8;
	void *bigger = sx_alloc(r->arena, more, size);
	if (bigger == NULL) {
		r->broken = true;
		return NULL;
	}
	if (n)
		memcpy(bigger, array, n * size);
	*cap = more;
	return bigger;
}

static const char *keep(sx_result *r, const char *text)
{
	const char *copy = sx_strdup(r->arena, text ? text : "");
	if (copy == NULL)
		r->broken = true;
	return copy;
}

static const double *keep_nums(sx_result *r, const double *v, size_t n)
{
	double *copy = sx_alloc(r->arena, n, sizeof *copy);
	if (copy == NULL)
		r->broken = true;
	else if (n)
		memcpy(copy, v, n * sizeof *copy);
	return copy;
}

/* A metric put twice is replaced: a command may refine a value. */
static void add_scalar(sx_result *r, sx_scalar **list, size_t *n, size_t *cap, sx_scalar s)
{
	s.name = keep(r, s.name);
	for (size_t i = 0; s.name && i < *n; i++)
		if (strcmp((*list)[i].name, s.name) == 0) {
			(*list)[i] = s;
			return;
		}
	sx_scalar *room = grow(r, *list, *n, cap, sizeof s);
	if (room == NULL || s.name == NULL)
		return;
	*list = room;
	room[(*n)++] = s;
}

static void put(sx_result *r, sx_scalar s)
{
	add_scalar(r, &r->scalar, &r->nscalars, &r->cap_scalar, s);
}

void sx_put(sx_result *r, const char *name, double value)
{
	put(r, (sx_scalar){ .name = name, .kind = SX_SCALAR_NUM, .num = value });
}

void sx_put_bool(sx_result *r, const char *name, bool value)
{
	put(r, (sx_scalar){ .name = name, .kind = SX_SCALAR_BOOL, .num = value });
}

void sx_put_text(sx_result *r, const char *name, const char *value)
{
	put(r, (sx_scalar){ .name = name, .kind = SX_SCALAR_TEXT, .text = keep(r, value) });
}

static void put_end(sx_result *r, const char *name, const char *end, double value)
{
	char full[128];
	snprintf(full, sizeof full, "%s_%s", name, end);
	sx_put(r, full, value);
}

void sx_put_range(sx_result *r, const char *name, double value, double low, double high)
{
	sx_put(r, name, value);
	put_end(r, name, "low", low);
	put_end(r, name, "high", high);
}

void sx_put_none(sx_result *r, const char *name, const char *why)
{
	put(r, (sx_scalar){ .name = name, .kind = SX_SCALAR_NONE });
	sx_note(r, "%s: %s", name, why);
}

void sx_record_text(sx_result *r, const char *name, const char *value)
{
	add_scalar(r, &r->param, &r->nparams, &r->cap_param,
	           (sx_scalar){ .name = name, .kind = SX_SCALAR_TEXT, .text = keep(r, value) });
}

void sx_record_num(sx_result *r, const char *name, double value)
{
	add_scalar(r, &r->param, &r->nparams, &r->cap_param,
	           (sx_scalar){ .name = name, .kind = SX_SCALAR_NUM, .num = value });
}

void sx_record(sx_result *r, sx_scalar s)
{
	if (s.text)
		s.text = keep(r, s.text);
	if (s.nums)
		s.nums = keep_nums(r, s.nums, s.count);
	add_scalar(r, &r->param, &r->nparams, &r->cap_param, s);
}

void sx_table(sx_result *r, const char *name, sx_look look, size_t rows)
{
	sx_frame *room = grow(r, r->frame, r->nframes, &r->cap_frame, sizeof *room);
	if (room == NULL)
		return;
	r->frame = room;
	room[r->nframes++] = (sx_frame){ .name = keep(r, name), .look = look, .rows = rows };
}

void sx_table_whole(sx_result *r)
{
	if (r->nframes > 0 && !r->broken)
		r->frame[r->nframes - 1].whole = true;
}

void sx_table_even(sx_result *r)
{
	if (r->nframes > 0 && !r->broken)
		r->frame[r->nframes - 1].even = true;
}

void sx_table_log(sx_result *r, bool x, bool y)
{
	if (r->nframes == 0 || r->broken)
		return;
	r->frame[r->nframes - 1].log_x = x;
	r->frame[r->nframes - 1].log_y = y;
}

static void add_field(sx_result *r, sx_field f)
{
	if (r->nframes == 0 || r->broken) {
		r->broken = true;
		return;
	}
	sx_frame *t = &r->frame[r->nframes - 1];
	sx_field *room = grow(r, t->field, t->nfields, &t->cap, sizeof f);
	f.name = keep(r, f.name);
	if (room == NULL || f.name == NULL)
		return;
	t->field = room;
	room[t->nfields++] = f;
}

static size_t open_rows(const sx_result *r)
{
	return r->nframes ? r->frame[r->nframes - 1].rows : 0;
}

void sx_table_nums(sx_result *r, const char *column, const double *values)
{
	add_field(r, (sx_field){ .name = column, .type = SX_REAL, .num = keep_nums(r, values, open_rows(r)) });
}

void sx_table_ints(sx_result *r, const char *column, const double *values)
{
	add_field(r, (sx_field){ .name = column, .type = SX_INTEGER, .num = keep_nums(r, values, open_rows(r)) });
}

void sx_table_texts(sx_result *r, const char *column, const char *const *values)
{
	size_t n = open_rows(r);
	const char **copy = sx_alloc(r->arena, n, sizeof *copy);
	if (copy == NULL)
		r->broken = true;
	for (size_t i = 0; copy && i < n; i++)
		copy[i] = keep(r, values[i]);
	add_field(r, (sx_field){ .name = column, .type = SX_TEXT, .text = copy });
}

static bool all_whole(const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (v[i] != floor(v[i]) || fabs(v[i]) > 1e15)
			return false;
	return true;
}

void sx_column(sx_result *r, const char *name, const double *per_row)
{
	sx_field *room = grow(r, r->column, r->ncolumns, &r->cap_column, sizeof *room);
	sx_field f = { .name = keep(r, name), .num = keep_nums(r, per_row, r->rows),
	               .type = all_whole(per_row, r->rows) ? SX_INTEGER : SX_REAL };
	if (room == NULL || f.name == NULL || f.num == NULL)
		return;
	r->column = room;
	room[r->ncolumns++] = f;
}

void sx_give(sx_result *r, sx_space *made)
{
	sx_space **room = grow(r, r->made, r->nmade, &r->cap_made, sizeof *room);
	if (room == NULL) {
		sx_space_unref(made);
		return;
	}
	r->made = room;
	room[r->nmade++] = made;
}

void sx_note(sx_result *r, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	const char **room = grow(r, r->note, r->nnotes, &r->cap_note, sizeof *room);
	const char *copy = keep(r, text);
	if (room == NULL || copy == NULL)
		return;
	r->note = room;
	room[r->nnotes++] = copy;
}

/* ---- reading ---- */

const sx_scalar *sx_result_scalar(const sx_result *r, const char *name)
{
	for (size_t i = 0; i < r->nscalars; i++)
		if (strcmp(r->scalar[i].name, name) == 0)
			return &r->scalar[i];
	return NULL;
}

const sx_frame *sx_result_frame(const sx_result *r, const char *name)
{
	for (size_t i = 0; i < r->nframes; i++)
		if (strcmp(r->frame[i].name, name) == 0)
			return &r->frame[i];
	return NULL;
}

const sx_field *sx_frame_field(const sx_frame *t, const char *name)
{
	for (size_t i = 0; i < t->nfields; i++)
		if (strcmp(t->field[i].name, name) == 0)
			return &t->field[i];
	return NULL;
}

bool sx_frame_xy(const sx_frame *t, const sx_field **x, const sx_field **y)
{
	bool named = t->look == SX_SCATTER && sx_frame_field(t, "x") && sx_frame_field(t, "y");
	*x = named ? sx_frame_field(t, "x") : t->nfields > 0 ? &t->field[0] : NULL;
	*y = named ? sx_frame_field(t, "y") : t->nfields > 1 ? &t->field[1] : NULL;
	return *x && *y && (*x)->type != SX_TEXT && (*y)->type != SX_TEXT;
}

bool sx_look_is_series(sx_look look)
{
	return look == SX_LINE || look == SX_BARS;
}

const sx_frame *sx_result_main_frame(const sx_result *r)
{
	for (size_t i = 0; i < r->nframes; i++)
		if (!sx_look_is_series(r->frame[i].look))
			return &r->frame[i];
	return r->nframes ? &r->frame[0] : NULL;
}

const char *sx_cell_text(const sx_field *f, size_t row, char out[32])
{
	if (f->type == SX_TEXT)
		return f->text[row];
	if (isnan(f->num[row]))
		return strcpy(out, "");
	return sx_number(out, f->num[row]);
}
