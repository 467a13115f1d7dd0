/* bars.c: draws what frames every view: the first line, rules, the status line, the line at the bottom and its completions. */
#include "bars.h"
#include "batch/progress.h"
#include "terminal/line_editor.h"

#include <stdio.h>
#include <string.h>

enum { MATCH_LINES = 6, BAR_W = 20, TABS_FROM = 64 };

void sx_bar_rule(sx_app *a, sx_cells *c, int y, int joint)
{
	for (int x = 0; x < a->w; x++)
		sx_cells_put(c, x, y, sx_app_glyph(a, 0x2500, '-'), SX_INK_DIM);
	if (joint >= 0)
		sx_cells_put(c, joint, y, sx_app_glyph(a, 0x252C, '+'), SX_INK_DIM);
	else if (joint < -1)
		sx_cells_put(c, -joint - 1, y, sx_app_glyph(a, 0x2534, '+'), SX_INK_DIM);
}

/* ---- the first line ---- */

/* Where the name of a pane begins and how wide it is, its key before it. */
static int tab_place(const sx_app *a, int pane, int *width)
{
	int all = 0, x = 0;
	for (int i = 0; i < SX_PANES; i++) {
		int w = i == SX_PANE_HELP ? 1 : (int)strlen(sx_app_view(a, (sx_pane)i)->name) + 2;
		if (i == pane) {
			x = all;
			*width = w;
		}
		all += w + (i == SX_PANE_HELP ? (int)strlen(sx_app_view(a, (sx_pane)i)->name) : 2);
	}
	return a->w - all - 1 + x;
}

int sx_bar_tab_at(const sx_app *a, int x)
{
	for (int i = 0; i < SX_PANES && a->w >= TABS_FROM; i++) {
		int w = 0, start = tab_place(a, i, &w);
		if (x >= start && x < start + w)
			return i;
	}
	return -1;
}

static int draw_tabs(sx_app *a, sx_cells *c)
{
	int w = 0;
	for (int i = 0; i < SX_PANES; i++) {
		sx_ink ink = (int)a->pane == i ? SX_INK_ACCENT : SX_INK_DIM;
		int x = tab_place(a, i, &w);
		sx_cells_put(c, x, 0, (uint32_t)(i == SX_PANE_HELP ? '?' : '1' + i), ink);
		if (i != SX_PANE_HELP)
			sx_cells_text(c, x + 2, 0, a->w - x, ink, sx_app_view(a, (sx_pane)i)->name);
	}
	return tab_place(a, 0, &w);
}

void sx_bar_top(sx_app *a, sx_cells *c)
{
	const sx_name_space *s = sx_names_current(a->names);
	char rows[32], dims[32], text[96];
	int stop = a->w >= TABS_FROM ? draw_tabs(a, c) - 1 : a->w, x = 1;
	if (s == NULL) {
		sx_cells_text(c, x, 0, stop - x, SX_INK_DIM, a->waiting ? "sextant" : "sextant   no space is loaded");
		return;
	}
	x += sx_cells_text(c, x, 0, stop - x, SX_INK_TEXT, s->name) + 2;
	snprintf(text, sizeof text, "%s %s %s", sx_number_short(rows, (double)s->rows), a->utf8 ? "\303\227" : "x",
	         sx_number_short(dims, (double)s->dims));
	x += sx_cells_text(c, x, 0, stop - x, SX_INK_DIM, text) + 2;
	sx_cells_text(c, x, 0, stop - x, SX_INK_DIM, sx_names_option(a->names, "metric"));	/* unset each command has its own */
}

/* ---- the status line ---- */

/* A bar of eighths of a cell. */
static int draw_share(sx_app *a, sx_cells *c, int x, int y, double share)
{
	int eighths = (int)(share * BAR_W * 8 + 0.5);
	for (int i = 0; i < BAR_W; i++, eighths -= 8) {
		uint32_t ch = eighths >= 8 ? 0x2588 : eighths > 0 ? 0x2590u - (uint32_t)eighths : 0xB7;
		sx_cells_put(c, x + i, y, sx_app_glyph(a, ch, eighths >= 8 ? '#' : '.'),
		             eighths > 0 ? SX_INK_ACCENT : SX_INK_DIM);
	}
	return BAR_W;
}

static void draw_doing(sx_app *a, sx_cells *c, const sx_doing *d)
{
	int y = a->h - 2, x = 1;
	char text[120], left[40];
	double elapsed = sx_seconds() - d->started;
	x += sx_cells_text(c, x, y, a->w / 3, SX_INK_TEXT, d->line) + 2;
	if (*d->what && a->w - x > BAR_W + 44)
		x += sx_cells_text(c, x, y, a->w - x - BAR_W - 44, SX_INK_DIM, d->what) + 2;
	if (d->share >= 0) {
		if (a->w - x > BAR_W + 42)
			x += draw_share(a, c, x, y, d->share) + 1;
		snprintf(text, sizeof text, "%.0f %%  %s", 100 * d->share, sx_time_left(left, elapsed, d->share));
	} else {
		snprintf(text, sizeof text, "%.0f s", elapsed);
	}
	x += sx_cells_text(c, x, y, a->w - x, SX_INK_TEXT, text) + 3;
	sx_cells_text(c, x, y, a->w - x, SX_INK_DIM, "^C cancels");
}

/* The figures that fit, each whole: half a number would be another number. */
static void draw_figures(const sx_app *a, sx_cells *c, int x, int stop, const char *figures)
{
	const char *const more = a->utf8 ? "   \342\200\246" : "   ...";
	while (*figures) {
		const char *next = strstr(figures + 3, "   ");
		char one[160];
		snprintf(one, sizeof one, "%.*s", next ? (int)(next - figures) : 159, figures);
		int w = sx_text_width(one);
		if (x + w > stop - (next ? sx_text_width(more) : 0)) {
			sx_cells_text(c, x, a->h - 2, stop - x, SX_INK_DIM, more);
			return;
		}
		x += sx_cells_text(c, x, a->h - 2, w, SX_INK_TEXT, one);
		figures += strlen(one);
	}
}

static void draw_said(sx_app *a, sx_cells *c)
{
	int y = a->h - 2, stop = a->w - 1 - (int)strlen(a->took) - (*a->took ? 2 : 0);
	if (a->said.text == NULL || a->said.len == 0)
		return;
	const char *text = a->said.text, *figures = a->alert ? NULL : strstr(text, "   ");
	char command[512];
	snprintf(command, sizeof command, "%.*s", figures ? (int)(figures - text) : 511, text);
	int x = 1;
	if (a->alert && a->colors == 0)		/* told by a word where colour cannot */
		x += sx_cells_text(c, x, y, stop, SX_INK_ALERT, "error: ");
	sx_ink ink = a->alert ? SX_INK_ALERT : figures ? SX_INK_DIM : SX_INK_TEXT;
	x += sx_cells_cut(c, x, y, stop - x, ink, command, a->utf8);
	if (figures)
		draw_figures(a, c, x, stop, figures);
	sx_cells_text(c, a->w - 1 - (int)strlen(a->took), y, a->w, SX_INK_DIM, a->took);
}

void sx_bar_status(sx_app *a, sx_cells *c)
{
	sx_doing d;
	if (a->price.open) {
		sx_price_draw(a, c, a->h - 2);
		return;
	}
	sx_engine_doing(a->engine, &d);
	bool slow = sx_seconds() - d.started > 0.15;
	if (d.id && slow && (d.slot == SX_SLOT_USER || a->plot.result == NULL) && a->setup->mode != SX_MODE_DUMP)
		draw_doing(a, c, &d);
	else
		draw_said(a, c);
}

/* ---- the line at the bottom ---- */

static int widest_match(const sx_matches *m)
{
	int widest = 0;
	for (size_t i = 0; i < m->n; i++) {
		int w = sx_text_width(m->word[i]);
		widest = w > widest ? w : widest;
	}
	return widest;
}

static void clear_row(const sx_app *a, sx_cells *c, int y)
{
	for (int x = 0; x < a->w; x++)
		sx_cells_put(c, x, y, ' ', SX_INK_TEXT);
}

/* Commands come with what they do, where there are few. */
static void draw_summary(sx_app *a, sx_cells *c, int x, int y, const char *name)
{
	const sx_name_command *command = a->line.matches.start == 0 ? sx_names_command(a->names, name) : NULL;
	if (command && command->summary)
		sx_cells_text(c, x, y, a->w - x - 1, SX_INK_DIM, command->summary);
}

/* Columns of matches over what is below them, read downwards; the status line stays. */
static void draw_matches(sx_app *a, sx_cells *c)
{
	const sx_matches *m = &a->line.matches;
	int wide = widest_match(m) + 2, columns = (a->w - 2) / wide;
	bool listed = m->n <= MATCH_LINES;
	columns = columns < 1 || listed ? 1 : columns;
	int rows = (int)((m->n + (size_t)columns - 1) / (size_t)columns);
	rows = rows > MATCH_LINES ? MATCH_LINES : rows;
	int top = a->h - 3 - rows + 1 - (m->usage != NULL);
	size_t shown = (size_t)(rows * columns) < m->n ? (size_t)(rows * columns) : m->n;
	for (int y = top; y <= a->h - 3; y++)
		clear_row(a, c, y);
	sx_bar_rule(a, c, top - 1, -1);
	if (m->usage)
		sx_cells_text(c, 1, top++, a->w - 2, SX_INK_DIM, m->usage);
	for (size_t i = 0; i < shown; i++) {
		int x = 1 + (int)i / rows * wide, y = top + (int)i % rows;
		x += sx_cells_text(c, x, y, a->w - x, SX_INK_TEXT, m->word[i]);
		if (listed)
			draw_summary(a, c, 1 + wide, y, m->word[i]);
	}
	char more[32];
	if (shown < m->n) {
		snprintf(more, sizeof more, " %zu more", m->n - shown);
		sx_cells_text(c, a->w - 2 - (int)strlen(more), a->h - 3, 32, SX_INK_DIM, more);
	}
}

static int width_to(const char *text, size_t bytes)
{
	int width = 0;
	for (const char *p = text; *p && (size_t)(p - text) < bytes;)
		width += sx_char_width(sx_utf8_next(&p));
	return width;
}

/* Scrolls sideways so that the cursor is always seen. */
static void draw_input(sx_app *a, sx_cells *c)
{
	int y = a->h - 1, x = 1;
	x += sx_cells_text(c, x, y, a->w - x, SX_INK_ACCENT, sx_line_prompt());
	const char *text = sx_line_text();
	int room = a->w - x - 1, at = width_to(text, sx_line_cursor()), skip = at > room - 1 ? at - room + 1 : 0;
	const char *from = text;
	for (int gone = 0; *from && gone < skip;)
		gone += sx_char_width(sx_utf8_next(&from));
	sx_cells_text(c, x, y, room, SX_INK_TEXT, from);
	at = width_to(from, (size_t)(text + sx_line_cursor() - from));
	if (x + at < c->w)
		c->at[y * c->w + x + at].ink = SX_INK_SELECT;
}

void sx_bar_line(sx_app *a, sx_cells *c)
{
	if (a->line.open && a->line.show_matches && a->line.matches.n > 0)
		draw_matches(a, c);
	if (a->line.open)
		draw_input(a, c);
	else
		sx_cells_text(c, 1, a->h - 1, a->w - 1, SX_INK_DIM, ": command   / find   ? help   q quit");
}
