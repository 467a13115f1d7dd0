/* cell_grid.c: writes characters and text to a grid of character cells. */
#include "cell_grid.h"

#include <string.h>

/* ---- widths ---- */

typedef struct span { uint32_t lo, hi; } span;

static bool within(const span *list, size_t n, uint32_t ch)
{
	for (size_t i = 0; i < n; i++)
		if (ch >= list[i].lo && ch <= list[i].hi)
			return true;
	return false;
}

/* Marks change the character before them: without them other words are read. What orders text from right to left, or has no place
 * of its own, is not kept: a label must not change what stands beside it. */
static bool is_mark(uint32_t ch)
{
	return sx_char_width(ch) == 0 && (ch == 0x200C || ch == 0x200D || ch < 0x2000 || (ch >= 0x20D0 && ch <= 0x20FF) ||
	                                  (ch >= 0xFE20 && ch <= 0xFE2F));
}

/* Unicode's East Asian Wide and combining blocks, by range: wcwidth would depend on the locale of the process. */
int sx_char_width(uint32_t ch)
{
	static const span wide[] = {
		{ 0x1100, 0x115F }, { 0x2E80, 0x303E }, { 0x3041, 0x33FF }, { 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF },
		{ 0xA000, 0xA4CF }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF }, { 0xFE30, 0xFE4F }, { 0xFF00, 0xFF60 },
		{ 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1F64F }, { 0x1F900, 0x1F9FF }, { 0x20000, 0x3FFFD },
	};
	static const span none[] = {
		{ 0x300, 0x36F }, { 0x483, 0x489 }, { 0x591, 0x5BD }, { 0x610, 0x61A }, { 0x64B, 0x65F }, { 0x1AB0, 0x1AFF },
		{ 0x1DC0, 0x1DFF }, { 0x200B, 0x200F }, { 0x202A, 0x202E }, { 0x2060, 0x2064 }, { 0x20D0, 0x20FF },
		{ 0xFE00, 0xFE0F }, { 0xFE20, 0xFE2F }, { 0xFEFF, 0xFEFF },
	};
	if (ch < 0x300)
		return 1;
	return within(none, SX_COUNT(none), ch) ? 0 : within(wide, SX_COUNT(wide), ch) ? 2 : 1;
}

/* What a terminal would obey is shown as '?': a label is data, not an escape sequence. */
static uint32_t harmless(uint32_t ch)
{
	return ch < ' ' || (ch >= 0x7F && ch < 0xA0) ? '?' : ch;
}

int sx_text_width(const char *s)
{
	int width = 0;
	while (*s)
		width += sx_char_width(harmless(sx_utf8_next(&s)));
	return width;
}

/* ---- the grid ---- */

bool sx_cells_new(sx_cells *c, int w, int h, sx_arena *a, sx_err *err)
{
	*c = (sx_cells){ w > 0 ? w : 0, h > 0 ? h : 0, NULL };
	size_t n;
	if (!sx_mul((size_t)c->w, (size_t)c->h, &n) || (c->at = sx_alloc(a, n, sizeof *c->at)) == NULL)
		return sx_fail_memory(err, "the screen", (double)w * h * (double)sizeof *c->at);
	sx_cells_clear(c);
	return true;
}

void sx_cells_clear(sx_cells *c)
{
	for (int i = 0; i < c->w * c->h; i++)
		c->at[i] = (sx_cell){ .ch = ' ', .ink = SX_INK_TEXT };
}

void sx_cells_put(sx_cells *c, int x, int y, uint32_t ch, sx_ink ink)
{
	if (x >= 0 && y >= 0 && x < c->w && y < c->h)
		c->at[y * c->w + x] = (sx_cell){ .ch = ch, .ink = ink };
}

/* The cell at x is that of the character, or its right half. */
static void add_mark(sx_cells *c, int x, int y, uint32_t mark)
{
	if (x < 0 || y < 0 || x >= c->w || y >= c->h)
		return;
	sx_cell *cell = &c->at[y * c->w + x];
	cell -= cell->ch == 0 && x > 0;
	for (int i = 0; i < SX_MARKS; i++)
		if (cell->mark[i] == 0) {
			cell->mark[i] = mark;
			return;
		}
}

int sx_cells_text(sx_cells *c, int x, int y, int width, sx_ink ink, const char *s)
{
	int used = 0;
	while (*s) {
		uint32_t ch = harmless(sx_utf8_next(&s));
		int w = sx_char_width(ch);
		if (w == 0 && used > 0 && is_mark(ch))
			add_mark(c, x + used - 1, y, ch);
		if (w == 0)
			continue;
		if (used + w > width)
			break;
		sx_cells_put(c, x + used, y, ch, ink);
		if (w == 2)
			sx_cells_put(c, x + used + 1, y, 0, ink);
		used += w;
	}
	return used;
}

int sx_cells_cut(sx_cells *c, int x, int y, int width, sx_ink ink, const char *s, bool unicode)
{
	const char *const more = unicode ? "\342\200\246" : "...";
	int w = sx_text_width(more);
	if (sx_text_width(s) <= width)
		return sx_cells_text(c, x, y, width, ink, s);
	int used = width > w ? sx_cells_text(c, x, y, width - w, ink, s) : 0;
	return used + sx_cells_text(c, x + used, y, width - used, ink, more);
}

void sx_cell_utf8(const sx_cell *cell, sx_buf *out)
{
	char utf8[5];
	if (cell->ch)
		sx_buf_add(out, utf8, (size_t)sx_utf8_put(utf8, cell->ch));
	for (int i = 0; cell->ch && i < SX_MARKS && cell->mark[i]; i++)
		sx_buf_add(out, utf8, (size_t)sx_utf8_put(utf8, cell->mark[i]));
}

void sx_cells_row(const sx_cells *c, int y, sx_buf *out)
{
	int end = c->w;
	while (end > 0 && c->at[y * c->w + end - 1].ch == ' ')
		end--;
	for (int x = 0; x < end; x++)
		sx_cell_utf8(&c->at[y * c->w + x], out);
}

void sx_cells_blit(sx_cells *to, int x, int y, const sx_cells *from)
{
	for (int j = 0; j < from->h; j++)
		for (int i = 0; i < from->w; i++) {
			if (x + i >= 0 && y + j >= 0 && x + i < to->w && y + j < to->h)
				to->at[(y + j) * to->w + x + i] = from->at[j * from->w + i];
		}
}
