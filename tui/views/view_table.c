/* view_table.c: the rows of the current space with their columns, a page at a time, each page asked of the engine. */
#include "views.h"
#include "engine/environment.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WIDEST = 24 };

struct sx_table_view {
	sx_result *result;		/* the page there is; NULL: none yet */
	char       sort[128], match[128];	/* a column, and a text that labels hold; "": none */
	bool       down;		/* sorted from the largest */
	bool       find, found;		/* the page asked for, and the one got, are those of find_row */
	size_t     find_row;
	size_t     column;		/* that the cursor is in */
	char       space[64];
	size_t     from, page;		/* the first row asked for, and how many */
	size_t     got_from;		/* the first row of the page there is */
	size_t     cursor;
	uint64_t   id;			/* of the question for the page; 0: to be asked */
};

static size_t page_rows(const sx_app *a)
{
	return a->pane_h > 2 ? (size_t)a->pane_h - 1 : 1;
}

static size_t table_rows(const sx_app *a, const sx_name_space *s)
{
	const sx_scalar *matched = a->table->result && *a->table->match ? sx_result_scalar(a->table->result, "matched") : NULL;
	return matched ? (size_t)matched->num : s->rows;
}

/* The row at the cursor, by its number; false: the page is not there yet. */
static bool row_here(const sx_app *a, size_t *row)
{
	const sx_frame *t = a->table->result ? sx_result_main_frame(a->table->result) : NULL;
	const sx_field *number = t ? sx_frame_field(t, "row") : NULL;
	size_t i = a->table->cursor - a->table->got_from;
	if (!number || a->table->cursor < a->table->got_from || i >= t->rows)
		return false;
	*row = (size_t)number->num[i];
	return true;
}

static const sx_field *column_here(const sx_app *a)
{
	const sx_frame *t = a->table->result ? sx_result_main_frame(a->table->result) : NULL;
	return t && a->table->column < t->nfields ? &t->field[a->table->column] : NULL;
}

/* Asks for the page that holds the row at the cursor, wherever it now is. */
static void ask_at_row(sx_app *a)
{
	size_t row;
	a->table->find = row_here(a, &row);
	a->table->find_row = row;
	a->table->id = 0;
}

static void filter_by(sx_app *a, const char *text)
{
	if (strcmp(a->table->match, text) == 0)
		return;
	ask_at_row(a);
	snprintf(a->table->match, sizeof a->table->match, "%s", text);
}

static void page_line(const sx_app *a, const sx_name_space *s, size_t page, size_t from, sx_buf *line)
{
	sx_buf_puts(line, "head ");
	sx_quote(line, s->name);
	sx_buf_printf(line, " --rows %zu --from %zu", page, from);
	if (*a->table->sort) {
		sx_buf_puts(line, " --sort ");
		sx_quote(line, a->table->sort);
	}
	if (*a->table->sort && a->table->down)
		sx_buf_puts(line, " --down");
	if (*a->table->match) {
		sx_buf_puts(line, " --match ");
		sx_quote(line, a->table->match);
	}
	if (a->table->find)
		sx_buf_printf(line, " --at #%zu", a->table->find_row);
}

static void say_list(sx_app *a)
{
	const sx_name_space *s = sx_names_current(a->names);
	bool find = a->table->find;
	sx_buf line = { 0 };
	if (s == NULL)
		return;
	a->table->find = false;
	page_line(a, s, page_rows(a), 0, &line);
	a->table->find = find;
	if (sx_buf_ok(&line))
		sx_app_say(a, false, "%s", line.text);
	sx_buf_free(&line);
}

/* Up, then down, then as in the file. */
static void sort_by(sx_app *a, const char *column)
{
	bool same = strcmp(a->table->sort, column) == 0;
	ask_at_row(a);
	if (same && a->table->down)
		a->table->sort[0] = '\0';
	else if (!same)
		snprintf(a->table->sort, sizeof a->table->sort, "%s", column);
	a->table->down = same && !a->table->down;
	say_list(a);
}

static void run_on_column(sx_app *a, const char *command, const char *before)
{
	const sx_name_space *s = sx_names_current(a->names);
	sx_buf line = { 0 };
	sx_buf_printf(&line, "%s ", command);
	sx_quote(&line, s->name);
	sx_buf_puts(&line, before);
	sx_quote(&line, column_here(a)->name);
	sx_app_run_buf(a, &line);
}

static void color_by(sx_app *a)
{
	sx_plot_ask ask = sx_app_asked(a);
	ask.color = column_here(a)->name;
	if (a->plot.n)
		sx_app_plot(a, &ask);
}

/* Rows whose labels hold the text, while it is typed. */
static void take_filter(sx_app *a, const char *text)
{
	filter_by(a, text);
	say_list(a);
}

static const sx_ask ask_filter = { .prompt = "filter: ", .typed = filter_by, .taken = take_filter };

static bool act_column(sx_app *a, sx_action action)
{
	const sx_frame *t = a->table->result ? sx_result_main_frame(a->table->result) : NULL;
	switch (action) {
	case SX_DO_LEFT:     a->table->column -= a->table->column > 0; break;
	case SX_DO_RIGHT:    a->table->column += t && a->table->column + 1 < t->nfields; break;
	case SX_DO_SHAPES:   if (column_here(a)) sort_by(a, column_here(a)->name); break;
	case SX_DO_COUNT:    if (column_here(a)) run_on_column(a, "count", " "); break;
	case SX_DO_COLOR:    if (column_here(a)) color_by(a); break;
	case SX_DO_ISOLATE:  sx_ask_open(a, &ask_filter, a->table->match); break;
	case SX_DO_SHOW_ALL: filter_by(a, ""); break;
	default:             return false;
	}
	return true;
}

static void to_plot(sx_app *a)
{
	size_t row;
	if (row_here(a, &row)) {
		sx_app_show(a, SX_PANE_PLOT);
		sx_plot_to_row(&a->plot, row);
		sx_cursor_as_command(a);
	}
}

static bool act(sx_app *a, sx_action action)
{
	const sx_name_space *s = sx_names_current(a->names);
	size_t n = s ? table_rows(a, s) : 0, page = page_rows(a) > 1 ? page_rows(a) - 1 : 1, at = a->table->cursor;
	if (s && act_column(a, action))
		return true;
	if (n == 0)
		return false;
	switch (action) {
	case SX_DO_DOWN:      at++; break;
	case SX_DO_UP:        at -= at > 0; break;
	case SX_DO_PAGE_DOWN: at += page; break;
	case SX_DO_PAGE_UP:   at -= at < page ? at : page; break;
	case SX_DO_GLYPHS:
	case SX_DO_FIRST:     at = 0; break;
	case SX_DO_LAST:      at = n - 1; break;
	case SX_DO_ENTER:     to_plot(a); break;
	default:              return false;
	}
	a->table->cursor = at < n ? at : n - 1;
	return true;
}

/* The table was asked anew for a row: the cursor goes where it is now. */
static void take_place(sx_app *a)
{
	const sx_scalar *from = a->table->found ? sx_result_scalar(a->table->result, "from") : NULL;
	const sx_scalar *at = a->table->found ? sx_result_scalar(a->table->result, "at") : NULL;
	if (from)
		a->table->from = a->table->got_from = (size_t)from->num;
	if (a->table->found)
		a->table->cursor = at ? (size_t)at->num : 0;
	a->table->found = false;
}

/* Scrolls as little as keeps the cursor in sight, and asks for what is then shown if it is not there. */
static void settle(sx_app *a)
{
	const sx_name_space *s = sx_names_current(a->names);
	size_t page = page_rows(a);
	if (s == NULL)
		return;
	take_place(a);
	size_t n = table_rows(a, s), at = a->table->cursor;
	if (a->table->id && at >= n)
		at = a->table->cursor = n ? n - 1 : 0;
	size_t from = a->table->from;
	from = at < from ? at : at >= from + page ? at - page + 1 : from;
	bool asked = a->table->id && strcmp(a->table->space, s->name) == 0 && from == a->table->from &&
	             page == a->table->page;
	if (asked)
		return;
	if (strcmp(a->table->space, s->name) != 0)
		from = a->table->cursor = 0;
	if (!a->table->id)
		from = 0;
	sx_buf line = { 0 };
	page_line(a, s, page, from, &line);
	a->table->id = sx_app_ask_buf(a, SX_SLOT_TABLE, &line);
	snprintf(a->table->space, sizeof a->table->space, "%s", s->name);
	a->table->from = from;
	a->table->page = page;
}

void sx_table_click(sx_app *a, int line)
{
	const sx_frame *t = a->table->result ? sx_result_main_frame(a->table->result) : NULL;
	if (t && line >= 0 && (size_t)line < t->rows)
		a->table->cursor = a->table->got_from + (size_t)line;
}

void sx_table_forget(sx_app *a)
{
	a->table->id = 0;
}

/* On the row that the plot shows. */
static void enter(sx_app *a)
{
	if (a->plot.n == 0)
		return;
	a->table->find = true;
	a->table->find_row = sx_plot_row(&a->plot);
	a->table->id = 0;
}

static void take_page(sx_app *a, const sx_answer *n)
{
	struct sx_table_view *t = a->table;
	if (n->id != t->id || !n->ok || !n->result)
		return;
	sx_result_unref(t->result);
	t->result = sx_result_ref(n->result);
	t->got_from = t->from;
	t->found = t->find;
	t->find = false;
}

/* ---- drawing ---- */

static const char *cell(const sx_field *f, size_t i, char out[32])
{
	if (f->type == SX_TEXT)
		return f->text[i];
	if (!isfinite(f->num[i]))
		return "-";
	if (f->type == SX_INTEGER) {
		snprintf(out, 32, "%.0f", f->num[i]);
		return out;
	}
	return sx_number_short(out, f->num[i]);
}

static int field_width(const sx_field *f, size_t rows)
{
	int wide = sx_text_width(f->name);
	for (size_t i = 0; i < rows; i++) {
		char text[32];
		int w = sx_text_width(cell(f, i, text));
		wide = w > wide ? w : wide;
	}
	return wide < WIDEST ? wide : WIDEST;
}

static void draw_cell(sx_cells *c, int x, int y, int wide, bool right, sx_ink ink, const char *text)
{
	int w = sx_text_width(text);
	sx_cells_text(c, right && w < wide ? x + wide - w : x, y, wide, ink, text);
}

static int draw_field(const sx_app *a, const sx_frame *t, const sx_field *f, sx_cells *c, int x)
{
	int wide = field_width(f, t->rows);
	bool right = f->type != SX_TEXT;
	if (x + wide > c->w)
		return c->w;
	bool chosen = f == column_here(a);
	draw_cell(c, x, 0, wide, right, chosen ? SX_INK_ACCENT : SX_INK_DIM, f->name);
	if (strcmp(f->name, a->table->sort) == 0)	/* which way it runs */
		sx_cells_put(c, right ? x + wide : x + sx_text_width(f->name), 0,
		             sx_app_glyph(a, a->table->down ? 0x2193 : 0x2191, a->table->down ? 'v' : '^'), SX_INK_ACCENT);
	for (size_t i = 0; i < t->rows && (int)i + 1 < c->h; i++) {
		char text[32];
		bool here = a->table->got_from + i == a->table->cursor;
		bool plain = f == &t->field[0];		/* the row's number is furniture */
		sx_ink ink = here ? SX_INK_SELECT : plain ? SX_INK_DIM : SX_INK_TEXT;
		draw_cell(c, x, 1 + (int)i, wide, right, ink, cell(f, i, text));
	}
	return x + wide + 2;
}

/* Scrolls sideways so that the chosen column is seen; the number and the label stay. */
static size_t first_field(const sx_app *a, const sx_frame *t, int width)
{
	size_t first = 0;
	int used = 1;
	for (size_t f = 0; f < t->nfields && f <= a->table->column; f++)
		used += field_width(&t->field[f], t->rows) + 2;
	for (; first < a->table->column && used > width; first++)
		used -= field_width(&t->field[first], t->rows) + 2;
	return first;
}

static void draw_filter(const sx_app *a, sx_cells *c)
{
	const sx_scalar *matched = *a->table->match ? sx_result_scalar(a->table->result, "matched") : NULL;
	const sx_name_space *s = sx_names_current(a->names);
	char text[200], some[32], all[32];
	if (matched == NULL)
		return;
	snprintf(text, sizeof text, " %s of %s rows match %.60s", sx_number_short(some, matched->num),
	         sx_number_short(all, (double)s->rows), a->table->match);
	int w = sx_text_width(text);
	if (w < c->w)
		sx_cells_text(c, c->w - w - 1, 0, w, SX_INK_DIM, text);
}

static void draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	const sx_frame *t = a->table->result ? sx_result_main_frame(a->table->result) : NULL;
	const sx_name_space *s = sx_names_current(a->names);
	(void)frame;
	if (t == NULL || s == NULL) {
		sx_cells_text(c, 1, 0, c->w, SX_INK_DIM, s ? "" : "No space is loaded. :load FILE loads one.");
		return;
	}
	for (size_t i = 0; i < t->rows; i++)
		for (int x = 0; a->table->got_from + i == a->table->cursor && x < c->w; x++)
			sx_cells_put(c, x, 1 + (int)i, ' ', SX_INK_SELECT);
	int x = 1;
	for (size_t f = first_field(a, t, c->w); f < t->nfields && x < c->w; f++)
		x = draw_field(a, t, &t->field[f], c, x);
	draw_filter(a, c);
}

static const sx_slot_row slots[] = { { SX_SLOT_TABLE, take_page } };

static bool open_table(sx_app *a)
{
	a->table = sx_alloc(a->arena, 1, sizeof *a->table);
	return a->table != NULL;
}

static void close_table(sx_app *a)
{
	sx_result_unref(a->table->result);
}

const sx_part sx_table_part = { .name = "table", .open = open_table, .close = close_table, .enter = enter, .draw = draw, .act = act,
                                .settle = settle, SX_PART_SLOTS(slots) };
