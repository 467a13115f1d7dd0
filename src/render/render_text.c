/* render_text.c: a result as text for people: heading, metrics, tables, pictures, notes. */
#include "render.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WIDEST = 30, WIDEST_READ = 120, BESIDE = 34, PICTURE_H = 14 };

static int width_of(const sx_style *s)
{
	return s->width > 20 ? s->width : 80;
}

/* A text from a file, which must not steer the terminal. */
static void add_safe(sx_buf *b, const char *text)
{
	for (const char *p = text; *p;) {
		const char *at = p;
		uint32_t ch = sx_utf8_next(&p);
		if (ch < ' ' || (ch >= 0x7F && ch < 0xA0) || ch == 0xFFFD)
			sx_buf_putc(b, '?');
		else
			sx_buf_add(b, at, (size_t)(p - at));
	}
}

/* Pads by what is seen, not by bytes. */
static void add_padded(sx_buf *b, const char *text, int width, bool right)
{
	int pad = width - sx_text_width(text);
	if (right)
		sx_buf_pad(b, ' ', pad);
	add_safe(b, text);
	if (!right)
		sx_buf_pad(b, ' ', pad);
}

static void end_line(sx_buf *b)
{
	while (b->len && b->text[b->len - 1] == ' ')
		b->text[--b->len] = '\0';
	sx_buf_putc(b, '\n');
}

static const char *scalar_text(const sx_scalar *s, char out[32])
{
	switch (s->kind) {
	case SX_SCALAR_NUM:  return fabs(s->num) >= 1e9 ? (snprintf(out, 32, "%.4g", s->num), out) : sx_number_short(out, s->num);
	case SX_SCALAR_BOOL: return s->num != 0 ? "yes" : "no";
	case SX_SCALAR_TEXT: return s->text;
	case SX_SCALAR_NUMS: snprintf(out, 32, "%zu values", s->count); return out;
	default:             return "-";
	}
}

static void add_seconds(sx_buf *b, double seconds)
{
	if (seconds < 0.0095)
		sx_buf_printf(b, "%.1f ms", seconds * 1e3);
	else
		sx_buf_printf(b, "%.2f s", seconds);
}

/* hubness  glove-5k   k 10  metric euclidean   0.09 s */
static void add_heading(const sx_result *r, sx_buf *b)
{
	sx_buf_puts(b, r->command);
	if (r->space) {
		sx_buf_puts(b, "  ");
		add_safe(b, r->space);
	}
	if (r->rows)
		sx_buf_printf(b, "  %zu x %zu", r->rows, r->dims);
	sx_buf_puts(b, "  ");
	for (size_t i = 0; i < r->nparams; i++) {
		char text[32];
		const char *value = scalar_text(&r->param[i], text);
		bool off = r->param[i].kind == SX_SCALAR_BOOL && r->param[i].num == 0;
		if (off || strcmp(r->param[i].name, "seed") == 0 || strlen(value) > 40)
			continue;
		sx_buf_printf(b, " %s ", r->param[i].name);
		add_padded(b, value, 0, false);
		sx_buf_putc(b, ' ');
	}
	sx_buf_putc(b, ' ');
	add_seconds(b, r->seconds);
	sx_buf_putc(b, '\n');
}

/* ---- metrics: value and, where there is one, its interval ---- */

static const sx_scalar *companion(const sx_result *r, const char *name, const char *end)
{
	char full[160];
	snprintf(full, sizeof full, "%s_%s", name, end);
	return sx_result_scalar(r, full);
}

/* NAME_low and NAME_high are shown with NAME. */
static bool is_companion(const sx_result *r, const char *name)
{
	static const char *const ends[] = { "_low", "_high", "_se" };
	for (size_t i = 0; i < SX_COUNT(ends); i++) {
		size_t len = strlen(name), e = strlen(ends[i]);
		char base[160];
		if (len <= e || strcmp(name + len - e, ends[i]) != 0)
			continue;
		snprintf(base, sizeof base, "%.*s", (int)(len - e), name);
		if (sx_result_scalar(r, base))
			return true;
	}
	return false;
}

static void add_figure(const sx_result *r, const sx_scalar *s, sx_buf *b)
{
	char text[32], low[32], high[32];
	const sx_scalar *l = companion(r, s->name, "low"), *h = companion(r, s->name, "high");
	const sx_scalar *se = companion(r, s->name, "se");
	sx_buf_printf(b, "  %-24s ", s->name);
	if (s->kind == SX_SCALAR_TEXT)
		add_padded(b, s->text, 0, false);
	else
		add_padded(b, scalar_text(s, text), 10, true);
	if (l && h && l->kind == SX_SCALAR_NUM && h->kind == SX_SCALAR_NUM)
		sx_buf_printf(b, "   95%% %s to %s", sx_number_short(low, l->num), sx_number_short(high, h->num));
	if (se && se->kind == SX_SCALAR_NUM)
		sx_buf_printf(b, "   se %s", sx_number_short(low, se->num));
	end_line(b);
}

/* What chance gives is left to the main table where that has a column for it. */
static bool is_in_table(const sx_result *r, const char *name)
{
	static const char *const ends[] = { "_null", "_null_kind", "_p" };
	const sx_frame *main = sx_result_main_frame(r);
	size_t len = strlen(name);
	for (size_t i = 0; main && sx_frame_field(main, "null") && i < SX_COUNT(ends); i++)
		if (len > strlen(ends[i]) && strcmp(name + len - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

static void add_figures(const sx_result *r, sx_buf *b)
{
	for (size_t i = 0; i < r->nscalars; i++)
		if (!is_companion(r, r->scalar[i].name) && !is_in_table(r, r->scalar[i].name))
			add_figure(r, &r->scalar[i], b);
}

/* ---- tables ---- */

static const char *cell(const sx_field *f, size_t row, char out[32])
{
	if (f->type == SX_TEXT)
		return f->text[row];
	if (isnan(f->num[row]))
		return strcpy(out, "-");
	if (f->type == SX_INTEGER) {
		snprintf(out, 32, "%.0f", f->num[row]);
		return out;
	}
	return sx_number_short(out, f->num[row]);
}

/* A cell is cut at WIDEST; in a table for reading, at what the line has left beside a name and a number. */
static int widest(const sx_frame *t, int width)
{
	int left = width - BESIDE < WIDEST_READ ? width - BESIDE : WIDEST_READ;
	return t->whole && left > WIDEST ? left : WIDEST;
}

static int field_width(const sx_field *f, size_t rows, int most)
{
	int w = sx_text_width(f->name);
	for (size_t i = 0; i < rows; i++) {
		char text[32];
		int c = sx_text_width(cell(f, i, text));
		w = c > w ? c : w;
	}
	return w < most ? w : most;
}

static void add_cell(sx_buf *b, const char *text, int width, bool right)
{
	char cut[4 * WIDEST_READ + 8];
	if (sx_text_width(text) <= width) {
		add_padded(b, text, width, right);
		return;
	}
	size_t len = 0;
	for (int w = 0; *text && w < width - 1 && len < sizeof cut - 8;) {
		const char *at = text;
		w += sx_char_width(sx_utf8_next(&text));
		memcpy(cut + len, at, (size_t)(text - at));
		len += (size_t)(text - at);
	}
	memcpy(cut + len, "~", 2);
	add_padded(b, cut, width, right);
}

/* A table of one text column named line is a page: shown as it stands. */
static bool add_page(const sx_frame *t, sx_buf *b)
{
	if (t->nfields != 1 || t->field[0].type != SX_TEXT || strcmp(t->field[0].name, "line") != 0)
		return false;
	for (size_t i = 0; i < t->rows; i++) {
		add_padded(b, t->field[0].text[i], 0, false);
		end_line(b);
	}
	return true;
}

/* The columns from `from` on that fit beside those already in shown; their widths and places are added to it. */
typedef struct columns {
	size_t at[64], count;
	int    width[64], used;
} columns;

static size_t take_columns(const sx_frame *t, const sx_style *style, size_t rows, size_t from, columns *shown)
{
	int most = widest(t, width_of(style));
	for (; from < t->nfields && shown->count < SX_COUNT(shown->at); from++) {
		int w = field_width(&t->field[from], rows, most);
		if (shown->used + w > width_of(style) && shown->count > 0)
			break;
		shown->at[shown->count] = from;
		shown->width[shown->count++] = w;
		shown->used += w + 2;
	}
	return from;
}

static void add_rows(const sx_frame *t, size_t rows, const columns *shown, sx_buf *b)
{
	sx_buf_puts(b, "  ");
	for (size_t c = 0; c < shown->count; c++, sx_buf_puts(b, "  "))
		add_cell(b, t->field[shown->at[c]].name, shown->width[c], t->field[shown->at[c]].type != SX_TEXT);
	end_line(b);
	for (size_t i = 0; i < rows; i++) {
		sx_buf_puts(b, "  ");
		for (size_t c = 0; c < shown->count; c++, sx_buf_puts(b, "  ")) {
			const sx_field *f = &t->field[shown->at[c]];
			char text[32];
			add_cell(b, cell(f, i, text), shown->width[c], f->type != SX_TEXT);
		}
		end_line(b);
	}
}

/* As many columns as fit; what is left out is said. A table for reading goes on below instead, with its first column. */
static void add_table(const sx_frame *t, const sx_style *style, sx_buf *b)
{
	size_t rows = style->rows && style->rows < t->rows && !t->whole ? style->rows : t->rows;
	columns shown = { .used = 2 };
	size_t next = take_columns(t, style, rows, 0, &shown);
	sx_buf_printf(b, "\n  %s", t->name);
	if (rows < t->rows)
		sx_buf_printf(b, "   %zu of %zu rows", rows, t->rows);
	if (next < t->nfields && !t->whole)
		sx_buf_printf(b, "   %zu of %zu columns", next, t->nfields);
	sx_buf_putc(b, '\n');
	add_rows(t, rows, &shown, b);
	while (t->whole && next < t->nfields) {
		columns more = { .at = { 0 }, .width = { shown.width[0] }, .count = 1, .used = 2 + shown.width[0] + 2 };
		size_t from = next;
		next = take_columns(t, style, rows, from, &more);
		if (next == from)
			break;
		sx_buf_putc(b, '\n');
		add_rows(t, rows, &more, b);
	}
}

static bool add_picture(const sx_frame *t, const sx_style *style, sx_buf *b)
{
	sx_arena *tmp = sx_arena_new(0);
	sx_cells grid;
	sx_err err = { SX_OK, "" };
	int h = t->look == SX_RING || t->look == SX_SCATTER ? PICTURE_H + 8 : PICTURE_H;
	if (t->look == SX_HEAT)
		h = (int)(t->rows < 40 ? t->rows : 40) + 2;	/* names and a scale */
	sx_view v = { 0, 0, width_of(style) - 2, h, style->utf8 ? style->glyphs : SX_GLYPHS_ASCII, !style->utf8 };
	bool ok = tmp && sx_cells_new(&grid, v.w, v.h, tmp, &err) && sx_chart_draw(&grid, &v, t, &err);
	b->failed |= tmp == NULL || err.code == SX_EMEMORY;	/* what lacks its picture for that is not whole */
	if (ok)
		sx_buf_printf(b, "\n  %s\n", t->name);
	for (int y = 0; ok && y < h; y++) {
		sx_cells_row(&grid, y, b);
		sx_buf_putc(b, '\n');
	}
	sx_arena_free(tmp);
	return ok;
}

static void add_columns(const sx_result *r, const sx_style *style, sx_buf *b)
{
	for (size_t i = 0; i < r->ncolumns; i++) {
		const char *gap = style->bare && i % 5 == 0 ? ",\n    " : ", ";
		sx_buf_printf(b, "%s%s", i ? gap : "  columns: ", r->column[i].name);
	}
	if (r->ncolumns)
		sx_buf_putc(b, '\n');
}

void sx_render_text(const sx_result *r, const sx_style *style, sx_buf *b)
{
	if (r->command == NULL)
		return;
	if (!style->bare && strcmp(r->command, "help") != 0)	/* a page brings its own heading */
		add_heading(r, b);
	add_figures(r, b);
	for (size_t i = 0; i < r->nframes; i++) {
		bool drawn = add_page(&r->frame[i], b) || (style->pictures && add_picture(&r->frame[i], style, b));
		if (!drawn && r->frame[i].rows > 0 && !sx_look_is_series(r->frame[i].look))
			add_table(&r->frame[i], style, b);
		else if (!drawn && r->frame[i].rows == 0)
			sx_buf_printf(b, "\n  %s   no rows\n", r->frame[i].name);
	}
	if (r->ncolumns || r->nmade || (r->nnotes && !style->bare))
		sx_buf_putc(b, '\n');
	add_columns(r, style, b);
	for (size_t i = 0; i < r->nmade; i++) {
		sx_buf_puts(b, "  space: ");
		add_safe(b, sx_space_name(r->made[i]));
		sx_buf_printf(b, "  %zu x %zu\n", sx_space_rows(r->made[i]), sx_space_dims(r->made[i]));
	}
	for (size_t i = 0; i < r->nnotes && !style->bare; i++) {
		sx_buf_puts(b, "  note: ");
		add_safe(b, r->note[i]);
		sx_buf_putc(b, '\n');
	}
}
