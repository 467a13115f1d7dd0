/* render_json.c: a result as one JSON object on one line. */
#include "render.h"
#include "base/json_text.h"

#include <math.h>
#include <string.h>

/* Begins the next value of a list or an object: a comma, unless it is the first. */
static void next(sx_buf *b)
{
	char last = b->len ? b->text[b->len - 1] : '{';
	if (last != '{' && last != '[' && last != '\n')
		sx_buf_putc(b, ',');
}

static void key(sx_buf *b, const char *name)
{
	next(b);
	sx_json_put(b, name);
	sx_buf_putc(b, ':');
}

static void number(sx_buf *b, double v)
{
	char text[32];
	if (!isfinite(v))
		sx_buf_puts(b, "null");
	else if (v == floor(v) && fabs(v) < 9007199254740992.0)
		sx_buf_printf(b, "%lld", (long long)v);
	else
		sx_buf_puts(b, sx_number(text, v));
}

static void scalar(sx_buf *b, const sx_scalar *s)
{
	switch (s->kind) {
	case SX_SCALAR_NUM:
		number(b, s->num);
		break;
	case SX_SCALAR_BOOL:
		sx_buf_puts(b, s->num != 0 ? "true" : "false");
		break;
	case SX_SCALAR_TEXT:
		sx_json_put(b, s->text);
		break;
	case SX_SCALAR_NUMS:
		sx_buf_putc(b, '[');
		for (size_t i = 0; i < s->count; i++) {
			next(b);
			number(b, s->nums[i]);
		}
		sx_buf_putc(b, ']');
		break;
	default:
		sx_buf_puts(b, "null");
	}
}

static void scalars(sx_buf *b, const char *name, const sx_scalar *list, size_t n)
{
	key(b, name);
	sx_buf_putc(b, '{');
	for (size_t i = 0; i < n; i++) {
		key(b, list[i].name);
		scalar(b, &list[i]);
	}
	sx_buf_putc(b, '}');
}

static void cell(sx_buf *b, const sx_field *f, size_t row)
{
	next(b);
	if (f->type == SX_TEXT)
		sx_json_put(b, f->text[row]);
	else
		number(b, f->num[row]);
}

static void table(sx_buf *b, const sx_frame *t)
{
	sx_buf_puts(b, "{\"columns\":[");
	for (size_t f = 0; f < t->nfields; f++) {
		next(b);
		sx_json_put(b, t->field[f].name);
	}
	sx_buf_puts(b, "],\"rows\":[");
	for (size_t i = 0; i < t->rows; i++) {
		next(b);
		sx_buf_putc(b, '[');
		for (size_t f = 0; f < t->nfields; f++)
			cell(b, &t->field[f], i);
		sx_buf_putc(b, ']');
	}
	sx_buf_puts(b, "]}");
}

/* The first two columns are x and y; any others keep their names. */
static void series(sx_buf *b, const sx_frame *t)
{
	static const char *const axis[] = { "x", "y" }, *const label[] = { "x_label", "y_label" };
	sx_buf_putc(b, '{');
	for (size_t f = 0; f < t->nfields; f++) {
		key(b, f < 2 ? axis[f] : t->field[f].name);
		sx_buf_putc(b, '[');
		for (size_t i = 0; i < t->rows; i++)
			cell(b, &t->field[f], i);
		sx_buf_putc(b, ']');
	}
	for (size_t f = 0; f < t->nfields && f < 2; f++) {
		key(b, label[f]);
		sx_json_put(b, t->field[f].name);
	}
	sx_buf_puts(b, t->log_x ? ",\"log_x\":true" : "");
	sx_buf_puts(b, t->log_y ? ",\"log_y\":true" : "");
	sx_buf_putc(b, '}');
}

/* Pictures of series, or all other tables, under one name. */
static void frames(sx_buf *b, const char *name, const sx_result *r, bool of_series)
{
	bool any = false;
	for (size_t i = 0; i < r->nframes; i++) {
		const sx_frame *t = &r->frame[i];
		if (sx_look_is_series(t->look) != of_series)
			continue;
		if (!any) {
			key(b, name);
			sx_buf_putc(b, '{');
		}
		any = true;
		key(b, t->name);
		(of_series ? series : table)(b, t);
	}
	sx_buf_puts(b, any ? "}" : "");
}

/* The texts of a list that is not empty, each by its number. */
static void names(sx_buf *b, const char *name, const sx_result *r, size_t n, const char *(*text)(const sx_result *, size_t))
{
	for (size_t i = 0; i < n; i++) {
		if (i == 0) {
			key(b, name);
			sx_buf_putc(b, '[');
		}
		next(b);
		sx_json_put(b, text(r, i));
	}
	sx_buf_puts(b, n ? "]" : "");
}

static const char *column_name(const sx_result *r, size_t i)
{
	return r->column[i].name;
}

static const char *space_name(const sx_result *r, size_t i)
{
	return sx_space_name(r->made[i]);
}

static const char *note(const sx_result *r, size_t i)
{
	return r->note[i];
}

void sx_render_json(const sx_result *r, sx_buf *b)
{
	if (r->command == NULL)
		return;
	sx_buf_puts(b, "{\"command\":");
	sx_json_put(b, r->command);
	if (r->space) {
		key(b, "space");
		sx_json_put(b, r->space);
		sx_buf_printf(b, ",\"rows\":%zu,\"dims\":%zu", r->rows, r->dims);
	}
	scalars(b, "params", r->param, r->nparams);
	if (r->nscalars)
		scalars(b, "scalars", r->scalar, r->nscalars);
	frames(b, "tables", r, false);
	frames(b, "series", r, true);
	names(b, "columns", r, r->ncolumns, column_name);
	names(b, "spaces", r, r->nmade, space_name);
	names(b, "notes", r, r->nnotes, note);
	key(b, "seconds");
	number(b, r->seconds);
	sx_buf_puts(b, "}\n");
}
