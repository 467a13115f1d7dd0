/* tutorial.c: the steps of the tutorial, and whether the one shown was done. */
#include "bars.h"

#include <stdio.h>
#include <string.h>

enum { LINES = 3, SKIP = 14, BEFORE = 16 };	/* Control-N, Control-P */
typedef enum check { AT, RAN, READ, IN, ZOOMED, COLOURED, SHOWN, ACROSS, USING } check;

static const struct { const char *title, *text, *seen; check check; const char *what; } steps[] = {
#define SX_STEP(title, text, seen, check, what) { title, text, seen, check, what },
#include "tutorial.def"
#undef SX_STEP
};
static const char last[] =
	"That was all. Press Q to quit. man sextant-tutorial has these steps, man sextant-commands every command, sextant "
	"--help the options; sextant FILE opens a file of your own.";

void sx_tutorial_begin(sx_app *a)
{
	a->tutorial.step = 1;
	a->strip_rows = LINES + 1;
}

void sx_tutorial_ran(sx_app *a, const char *command)
{
	snprintf(a->tutorial.ran, sizeof a->tutorial.ran, "%s", command);
}

static bool text_is(const char *text, const char *want)
{
	return text && strcmp(text, want) == 0;
}

static bool is_done(const sx_app *a, size_t step)
{
	const char *what = steps[step].what;
	char number[32];
	const sx_name_space *now = sx_names_current(a->names);
	switch (steps[step].check) {
	case AT:       return !a->line.open && a->plot.n && text_is(sx_plot_label(&a->plot, a->plot.cursor, number), what);
	case RAN:      return text_is(a->tutorial.ran, what);
	case READ:     return text_is(a->tutorial.ran, what) && a->pane == SX_PANE_RESULTS;
	case IN:       return text_is(sx_app_view(a, a->pane)->name, what);
	case ZOOMED:   return a->plot.zoomed;
	case COLOURED: return text_is(a->plot.color_name, what);
	case SHOWN:    return text_is(sx_plot_asked(&a->plot).show, what);
	case ACROSS:   return a->plot.x_label && strstr(a->plot.x_label, what);
	case USING:    return now && text_is(now->name, what);
	}
	return false;
}

static void go(sx_app *a, size_t step, bool done)
{
	a->tutorial.step = step;
	a->tutorial.done = done;
	a->tutorial.ran[0] = '\0';
}

void sx_tutorial_check(sx_app *a)
{
	if (a->tutorial.step && a->tutorial.step <= SX_COUNT(steps) && is_done(a, a->tutorial.step - 1))
		go(a, a->tutorial.step + 1, true);
}

bool sx_tutorial_key(sx_app *a, int key)
{
	if (!a->tutorial.step || (key != SKIP && key != BEFORE))
		return false;
	if (key == SKIP && a->tutorial.step <= SX_COUNT(steps))
		go(a, a->tutorial.step + 1, false);
	else if (key == BEFORE && a->tutorial.step > 1)
		go(a, a->tutorial.step - 1, false);
	return true;
}

/* ---- the strip ---- */

static void draw_head(sx_app *a, sx_cells *c, int y)
{
	char head[120];
	size_t n = SX_COUNT(steps);
	if (a->tutorial.step > n)
		snprintf(head, sizeof head, " done ");
	else
		snprintf(head, sizeof head, " %zu of %zu: %s ", a->tutorial.step, n, steps[a->tutorial.step - 1].title);
	int x = 1 + sx_cells_text(c, 1, y, a->w - 1, SX_INK_ACCENT, head);
	if (a->tutorial.done && a->tutorial.step > 1) {
		snprintf(head, sizeof head, "(%s: done) ", steps[a->tutorial.step - 2].title);
		x += sx_cells_text(c, x, y, a->w - x, SX_INK_DIM, head);
	}
	static const char keys[] = " ^N next  ^P before ";
	if (a->tutorial.step <= n && x + (int)sizeof keys < a->w)
		sx_cells_text(c, a->w - (int)sizeof keys, y, (int)sizeof keys, SX_INK_DIM, keys);
}

static void draw_text(sx_app *a, sx_cells *c, int y, const char *text)
{
	for (int line = 0; line < LINES && *text; line++) {
		int room = a->w - 2, len = (int)strlen(text);
		if (len > room)
			for (len = room; len > 0 && text[len] != ' '; len--)
				;
		char part[512];
		snprintf(part, sizeof part, "%.*s", len > 0 ? len : room, text);
		sx_cells_text(c, 1, y + line, room, SX_INK_TEXT, part);
		text += strlen(part);
		text += strspn(text, " ");
	}
}

void sx_tutorial_draw(sx_app *a, sx_cells *c)
{
	int h = sx_app_strip_height(a), top = a->h - 3 - h;
	if (h == 0)
		return;
	sx_bar_rule(a, c, top, sx_app_inspects(a) ? -a->pane_w - 1 : -1);
	for (int y = top + 1; y < a->h - 3; y++)
		for (int x = 0; x < a->w; x++)
			sx_cells_put(c, x, y, ' ', SX_INK_TEXT);
	draw_head(a, c, top);
	draw_text(a, c, top + 1, a->tutorial.step > SX_COUNT(steps) ? last : steps[a->tutorial.step - 1].text);
}

/* ---- the manual ---- */

/* A sentence begins a line, and lines have at most 78 letters, as mdoc wants. */
static void prose(const char *s, sx_buf *b)
{
	size_t at = 0, len;
	for (bool ended = false; *s; s += len, s += strspn(s, " ")) {
		len = strcspn(s, " ");
		if (at && (ended || at + len > 72)) {
			sx_buf_putc(b, '\n');
			at = 0;
		}
		if (at)
			sx_buf_putc(b, ' ');
		else if (*s == '.' || *s == '\'')
			sx_buf_puts(b, "\\&");
		for (size_t i = 0; i < len; i++)
			sx_buf_puts(b, s[i] == '-' ? "\\-" : s[i] == '\\' ? "\\e" : (char[]){ s[i], '\0' });
		at += len + 1;
		ended = s[len - 1] == '.' || (len > 1 && s[len - 1] == ')' && s[len - 2] == '.');
	}
	sx_buf_putc(b, '\n');
}

void sx_tutorial_mdoc(const char *date, sx_buf *b)
{
	sx_buf_printf(b, ".\\\" Written by sextant --mdoc-tutorial from tui/tutorial.def; do not edit.\n.Dd %s\n"
	              ".Dt SEXTANT-TUTORIAL 7\n.Os\n.Sh NAME\n.Nm sextant-tutorial\n"
	              ".Nd the first fifteen minutes with sextant\n.Sh SYNOPSIS\n.Nm sextant Fl Fl tutorial\n.Sh DESCRIPTION\n"
	              "The tutorial runs inside the workbench, on word vectors and a small network\n"
	              "that come with the program.\nThree lines above the status line say what to do;\n"
	              "once it is done they move on to the next step.\nAny other key works as well,\n"
	              "and Control\\-N and Control\\-P move a step forward and back.\nThe screen must have at least 16 lines.\n"
	              "No configuration is read and no history kept.\n.Sh STEPS\n.Bl -enum\n", date);
	for (size_t i = 0; i < SX_COUNT(steps); i++) {
		sx_buf_printf(b, ".It\n.Sy %s .\n", steps[i].title);
		prose(steps[i].text, b);
		sx_buf_puts(b, ".Pp\n");
		prose(steps[i].seen, b);
	}
	sx_buf_puts(b, ".El\n.Sh SEE ALSO\n.Xr sextant 1 ,\n.Xr sextant-lua 3 ,\n.Xr sextant-config 5 ,\n.Xr sextant-formats 5 ,\n"
	               ".Xr sextant-commands 7\n");
}
