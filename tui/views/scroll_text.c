/* scroll_text.c: cuts text into lines of a width, and scrolls and draws them. */
#include "scroll_text.h"

#include <stdlib.h>
#include <string.h>

void sx_scroll_clear(sx_scroll *s)
{
	sx_buf_clear(&s->text);
	s->nlines = 0;
}

void sx_scroll_free(sx_scroll *s)
{
	sx_buf_free(&s->text);
	free(s->line);
	*s = (sx_scroll){ 0 };
}

static bool add_line(sx_scroll *s, sx_scroll_line line)
{
	if (s->nlines == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 128;
		sx_scroll_line *more = realloc(s->line, cap * sizeof *more);
		if (more == NULL)
			return false;
		s->line = more;
		s->cap = cap;
	}
	s->line[s->nlines++] = line;
	return true;
}

/* Where what follows the first gap of a line begins, such as the help of a key or the value of a figure. */
static int after_gap(const char *line, int len)
{
	int at = 0;
	while (at < len && line[at] == ' ')
		at++;
	int start = at;
	while (at + 1 < len && (line[at] != ' ' || line[at + 1] != ' '))
		at++;
	while (at < len && line[at] == ' ')
		at++;
	return at < len ? at : start;
}

/* How many bytes fit into so many columns: up to a gap, else up to a blank, where there is one beyond the first bytes. */
static int fitting(const char *text, int len, int width, int least)
{
	int used = 0, blank = 0, gap = 0;
	for (const char *p = text; p < text + len;) {
		const char *at = p;
		int here = (int)(at - text);
		used += sx_char_width(sx_utf8_next(&p));
		if (used > width && here > 0)
			return gap > here / 2 ? gap : blank ? blank : here;
		if (*at == ' ' && here > least) {
			gap = p < text + len && *p == ' ' ? here : gap;
			blank = here;
		}
	}
	return len;
}

static bool wrap(sx_scroll *s, const char *start, int len)
{
	sx_scroll_line l = { .start = start };
	int gap = after_gap(start, len), lead = (int)strspn(start, " ") + 2;
	int indent = gap < s->w / 2 ? gap : lead < s->w / 2 ? lead : 0;
	do {
		l.len = fitting(l.start, len, s->w - l.indent, l.more ? 0 : gap);
		if (!add_line(s, l))
			return false;
		len -= l.len;
		l.start += l.len;
		for (; len > 0 && *l.start == ' '; len--)
			l.start++;
		l.more = true;
		l.indent = indent;
	} while (len > 0);
	return true;
}

void sx_scroll_cut(sx_scroll *s, int width)
{
	s->nlines = 0;
	s->w = width > 8 ? width : 8;
	for (const char *p = s->text.len && sx_buf_ok(&s->text) ? s->text.text : ""; *p;) {
		int len = (int)strcspn(p, "\n");
		if (!wrap(s, p, len))
			return;
		p += len;
		p += *p == '\n';
	}
}

static size_t last_top(const sx_scroll *s, int height)
{
	return s->nlines > (size_t)height ? s->nlines - (size_t)height : 0;
}

bool sx_scroll_act(sx_scroll *s, sx_action action, int height)
{
	size_t page = height > 2 ? (size_t)height - 2 : 1, last = last_top(s, height);
	switch (action) {
	case SX_DO_DOWN:      s->top++; break;
	case SX_DO_UP:        s->top -= s->top > 0; break;
	case SX_DO_PAGE_DOWN: s->top += page; break;
	case SX_DO_PAGE_UP:   s->top -= s->top < page ? s->top : page; break;
	case SX_DO_GLYPHS:
	case SX_DO_FIRST:     s->top = 0; break;
	case SX_DO_LAST:      s->top = last; break;
	default:              return false;
	}
	s->top = s->top > last ? last : s->top;
	return true;
}

static void draw_line(const sx_scroll_line *l, sx_cells *c, int y, sx_ink ink)
{
	char text[2048];
	int len = l->len < (int)sizeof text ? l->len : (int)sizeof text - 1;
	memcpy(text, l->start, (size_t)len);
	text[len] = '\0';
	sx_cells_text(c, 1 + l->indent, y, c->w - 3 - l->indent, ink, text);
}

/* What goes on from above has the ink of its beginning, but for the first line, a title. */
void sx_scroll_draw(const sx_scroll *s, sx_cells *c, int y, int h, sx_ink (*ink)(const char *line, bool first))
{
	size_t last = last_top(s, h), top = s->top > last ? last : s->top;
	for (size_t i = top; i < top + (size_t)h && i < s->nlines; i++) {
		size_t head = i;
		while (s->line[head].more)
			head--;
		bool title = head == 0 && i == 0;
		draw_line(&s->line[i], c, y + (int)(i - top), head == 0 && !title ? SX_INK_DIM : ink(s->line[head].start, title));
	}
	if (last > 0) {		/* where the page is in the whole */
		int mark = (int)((double)top / (double)last * (h - 1) + 0.5);
		sx_cells_put(c, c->w - 1, y + mark, '|', SX_INK_DIM);
	}
}
