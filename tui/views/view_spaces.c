/* view_spaces.c: the list of the loaded spaces. */
#include "views.h"
#include "engine/environment.h"

#include <stdio.h>
#include <string.h>

struct sx_spaces_view {
	size_t at;		/* the space under the cursor */
};

static void run_use(sx_app *a)
{
	sx_buf line = { 0 };
	sx_buf_puts(&line, "use ");
	sx_quote(&line, a->names->space[a->list->at].name);
	sx_app_run_buf(a, &line);
	sx_app_show(a, SX_PANE_PLOT);
}

static bool act(sx_app *a, sx_action action)
{
	size_t n = a->names ? a->names->nspaces : 0;
	a->list->at = a->list->at < n ? a->list->at : 0;
	switch (action) {
	case SX_DO_DOWN:   a->list->at += a->list->at + 1 < n; break;
	case SX_DO_UP:     a->list->at -= a->list->at > 0; break;
	case SX_DO_GLYPHS:
	case SX_DO_FIRST:  a->list->at = 0; break;
	case SX_DO_LAST:   a->list->at = n ? n - 1 : 0; break;
	case SX_DO_ENTER:  if (n) run_use(a); break;
	default:           return false;
	}
	return true;
}

/* Of a path that is too long its end says more. */
static void draw_origin(const sx_app *a, sx_cells *c, int x, int y, sx_ink ink, const char *origin)
{
	static const char from_file[] = "loaded from ";
	const char *dots = a->utf8 ? "\342\200\246" : "...", *at = origin;
	int room = c->w - x - 1;
	if (origin == NULL || room < 8)
		return;
	if (sx_text_width(origin) > room && strncmp(origin, from_file, strlen(from_file)) == 0) {
		at = origin + strlen(from_file);
		if (sx_text_width(at) > room) {
			x += sx_cells_text(c, x, y, room, ink, dots);
			room -= sx_text_width(dots);
			while (sx_text_width(at) > room)
				sx_utf8_next(&at);
		}
	}
	sx_cells_cut(c, x, y, room, ink, at, a->utf8);
}

static void draw_space(const sx_app *a, sx_cells *c, size_t i, int y, int wide)
{
	const sx_name_space *s = &a->names->space[i];
	char rows[32], dims[32], size[80], columns[32];
	bool here = i == a->list->at;
	sx_ink ink = here ? SX_INK_SELECT : SX_INK_TEXT, dim = here ? SX_INK_SELECT : SX_INK_DIM;
	for (int x = 0; here && x < c->w; x++)
		sx_cells_put(c, x, y, ' ', SX_INK_SELECT);
	sx_cells_put(c, 1, y, i == a->names->current ? sx_app_glyph(a, 0x25CF, '*') : ' ', ink);
	sx_cells_text(c, 3, y, wide, ink, s->name);
	snprintf(size, sizeof size, "%12s %s %s", sx_number_short(rows, (double)s->rows), a->utf8 ? "\303\227" : "x",
	         sx_number_short(dims, (double)s->dims));
	sx_cells_text(c, 4 + wide, y, 24, ink, size);
	snprintf(columns, sizeof columns, "%zu column%s", s->ncolumns, s->ncolumns == 1 ? "" : "s");
	sx_cells_text(c, wide + 28, y, 12, dim, columns);
	draw_origin(a, c, wide + 41, y, dim, s->origin);
}

static void draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	size_t n = a->names ? a->names->nspaces : 0;
	int wide = 12;
	(void)frame;
	for (size_t i = 0; i < n; i++) {
		int w = sx_text_width(a->names->space[i].name);
		wide = w > wide ? w < 30 ? w : 30 : wide;
	}
	if (n == 0)
		sx_cells_text(c, 1, 0, c->w, SX_INK_DIM, "No space is loaded. :load FILE loads one.");
	else
		sx_cells_text(c, 3, 0, c->w - 3, SX_INK_DIM, "space; Enter makes it the current one");
	size_t height = c->h > 1 ? (size_t)c->h - 1 : 1, top = a->list->at >= height ? a->list->at - height + 1 : 0;
	for (size_t i = top; i < n && i - top < height; i++)
		draw_space(a, c, i, 1 + (int)(i - top), wide);
}

static bool open_list(sx_app *a)
{
	a->list = sx_alloc(a->arena, 1, sizeof *a->list);
	return a->list != NULL;
}

const sx_part sx_spaces_part = { .name = "spaces", .open = open_list, .draw = draw, .act = act };
