/* scroll.c: text in lines that scrolls. */
#include "app.h"

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

static bool add_line(sx_scroll *s, const char *start)
{
	if (s->nlines == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 128;
		const char **more = realloc(s->line, cap * sizeof *more);
		if (more == NULL)
			return false;
		s->line = more;
		s->cap = cap;
	}
	s->line[s->nlines++] = start;
	return true;
}

void sx_scroll_cut(sx_scroll *s)
{
	s->nlines = 0;
	for (const char *p = s->text.len && sx_buf_ok(&s->text) ? s->text.text : ""; *p;) {
		if (!add_line(s, p))
			return;
		p += strcspn(p, "\n");
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

static void draw_line(const char *line, sx_cells *c, int y, sx_ink ink)
{
	char text[2048];
	size_t len = strcspn(line, "\n");
	len = len < sizeof text ? len : sizeof text - 1;
	memcpy(text, line, len);
	text[len] = '\0';
	sx_cells_text(c, 1, y, c->w - 3, ink, text);
}

void sx_scroll_draw(const sx_scroll *s, sx_cells *c, int y, int h, sx_ink (*ink)(const char *line, size_t at))
{
	size_t last = last_top(s, h), top = s->top > last ? last : s->top;
	for (int i = 0; i < h && top + (size_t)i < s->nlines; i++)
		draw_line(s->line[top + (size_t)i], c, y + i, ink(s->line[top + (size_t)i], top + (size_t)i));
	if (last > 0) {		/* where the page is in the whole */
		int mark = (int)((double)top / (double)last * (h - 1) + 0.5);
		sx_cells_put(c, c->w - 1, y + mark, '|', SX_INK_DIM);
	}
}
