/* render_json.c: a result as one JSON object on one line. json-c builds the tree and escapes the text. */
#include "render.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

static json_object *number(double v)
{
	char text[32];
	if (!isfinite(v))
		return NULL;
	if (v == floor(v) && fabs(v) < 9007199254740992.0)
		return json_object_new_int64((int64_t)v);
	return json_object_new_double_s(v, sx_number(text, v));
}

/* JSON is UTF-8: bytes that are not become U+FFFD. */
static json_object *string(const char *s)
{
	sx_buf clean = { 0 };
	while (*s) {
		char utf8[5];
		sx_buf_add(&clean, utf8, (size_t)sx_utf8_put(utf8, sx_utf8_next(&s)));
	}
	json_object *o = json_object_new_string_len(clean.text ? clean.text : "", (int)clean.len);
	sx_buf_free(&clean);
	return o;
}

static json_object *numbers(const double *v, size_t n)
{
	json_object *a = json_object_new_array();
	for (size_t i = 0; i < n; i++)
		json_object_array_add(a, number(v[i]));
	return a;
}

static json_object *scalar(const sx_scalar *s)
{
	switch (s->kind) {
	case SX_SCALAR_NUM:  return number(s->num);
	case SX_SCALAR_BOOL: return json_object_new_boolean(s->num != 0);
	case SX_SCALAR_TEXT: return string(s->text);
	case SX_SCALAR_NUMS: return numbers(s->nums, s->count);
	default:             return NULL;
	}
}

static json_object *scalars(const sx_scalar *list, size_t n)
{
	json_object *o = json_object_new_object();
	for (size_t i = 0; i < n; i++)
		json_object_object_add(o, list[i].name, scalar(&list[i]));
	return o;
}

static json_object *field_cell(const sx_field *f, size_t row)
{
	return f->type == SX_TEXT ? string(f->text[row]) : number(f->num[row]);
}

static json_object *table(const sx_frame *t)
{
	json_object *o = json_object_new_object(), *columns = json_object_new_array(), *rows = json_object_new_array();
	for (size_t f = 0; f < t->nfields; f++)
		json_object_array_add(columns, string(t->field[f].name));
	for (size_t i = 0; i < t->rows; i++) {
		json_object *row = json_object_new_array();
		for (size_t f = 0; f < t->nfields; f++)
			json_object_array_add(row, field_cell(&t->field[f], i));
		json_object_array_add(rows, row);
	}
	json_object_object_add(o, "columns", columns);
	json_object_object_add(o, "rows", rows);
	return o;
}

static json_object *column(const sx_field *f, size_t rows)
{
	json_object *a = json_object_new_array();
	for (size_t i = 0; i < rows; i++)
		json_object_array_add(a, field_cell(f, i));
	return a;
}

/* The first two columns are x and y; any others keep their names. */
static json_object *series(const sx_frame *t)
{
	json_object *o = json_object_new_object();
	for (size_t f = 0; f < t->nfields; f++)
		json_object_object_add(o, f == 0 ? "x" : f == 1 ? "y" : t->field[f].name, column(&t->field[f], t->rows));
	if (t->nfields > 0)
		json_object_object_add(o, "x_label", string(t->field[0].name));
	if (t->nfields > 1)
		json_object_object_add(o, "y_label", string(t->field[1].name));
	if (t->log_x)
		json_object_object_add(o, "log_x", json_object_new_boolean(true));
	if (t->log_y)
		json_object_object_add(o, "log_y", json_object_new_boolean(true));
	return o;
}

static void add_frames(json_object *o, const sx_result *r)
{
	json_object *tables = json_object_new_object(), *lines = json_object_new_object();
	for (size_t i = 0; i < r->nframes; i++) {
		const sx_frame *t = &r->frame[i];
		if (sx_look_is_series(t->look))
			json_object_object_add(lines, t->name, series(t));
		else
			json_object_object_add(tables, t->name, table(t));
	}
	if (json_object_object_length(tables))
		json_object_object_add(o, "tables", tables);
	else
		json_object_put(tables);
	if (json_object_object_length(lines))
		json_object_object_add(o, "series", lines);
	else
		json_object_put(lines);
}

static void add_names(json_object *o, const sx_result *r)
{
	json_object *columns = json_object_new_array(), *spaces = json_object_new_array(), *notes = json_object_new_array();
	for (size_t i = 0; i < r->ncolumns; i++)
		json_object_array_add(columns, string(r->column[i].name));
	for (size_t i = 0; i < r->nmade; i++)
		json_object_array_add(spaces, string(sx_space_name(r->made[i])));
	for (size_t i = 0; i < r->nnotes; i++)
		json_object_array_add(notes, string(r->note[i]));
	struct { const char *name; json_object *list; } part[] = { { "columns", columns }, { "spaces", spaces }, { "notes", notes } };
	for (size_t i = 0; i < SX_COUNT(part); i++)
		if (json_object_array_length(part[i].list))
			json_object_object_add(o, part[i].name, part[i].list);
		else
			json_object_put(part[i].list);
}

void sx_render_json(const sx_result *r, sx_buf *b)
{
	if (r->command == NULL)
		return;
	json_object *o = json_object_new_object();
	if (o == NULL) {
		b->failed = true;
		return;
	}
	json_object_object_add(o, "command", string(r->command));
	if (r->space) {
		json_object_object_add(o, "space", string(r->space));
		json_object_object_add(o, "rows", number((double)r->rows));
		json_object_object_add(o, "dims", number((double)r->dims));
	}
	json_object_object_add(o, "params", scalars(r->param, r->nparams));
	if (r->nscalars)
		json_object_object_add(o, "scalars", scalars(r->scalar, r->nscalars));
	add_frames(o, r);
	add_names(o, r);
	json_object_object_add(o, "seconds", number(r->seconds));
	const char *text = json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text) {
		sx_buf_puts(b, text);
		sx_buf_putc(b, '\n');
	} else {
		b->failed = true;
	}
	json_object_put(o);
}
