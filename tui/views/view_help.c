/* view_help.c: the help: keys from keys.def, and commands from their table. */
#include "scroll_text.h"
#include "views.h"

#include <string.h>

struct sx_help_view {
	sx_scroll page;
};

static void add_key(sx_buf *b, const sx_binding *k)
{
	sx_buf_printf(b, "  %-12s %s\n", k->keys, k->help);
}

/* Commands that Lua made are in the names, not in the built-in table. */
static void add_own(sx_app *a, sx_buf *b)
{
	bool any = false;
	for (size_t i = 0; a->names && i < a->names->ncommands; i++) {
		const sx_name_command *c = &a->names->command[i];
		if (sx_catalog_find(&sx_all_commands, c->name))
			continue;
		if (!any)
			sx_buf_puts(b, "\nMore commands, of the workbench and of scripts\n");
		any = true;
		sx_buf_printf(b, "  %-12s %s\n", c->name, c->summary ? c->summary : "");
	}
}

static void write_help(sx_app *a)
{
	sx_scroll *s = &a->help->page;
	sx_scroll_clear(s);
	sx_buf_puts(&s->text, "Keys\n");
	for (size_t i = 0; i < sx_bindings(); i++)
		add_key(&s->text, sx_binding_at(i));
	sx_buf_puts(&s->text, "\nCommands   : opens the line, Tab completes, :help NAME explains one,\n           :help -k WORD "
	                      "searches all pages\n");
	sx_manual_list(&sx_all_commands, &s->text);
	add_own(a, &s->text);
	sx_scroll_cut(s, a->pane_w - 3);
}

static bool act(sx_app *a, sx_action action)
{
	return sx_scroll_act(&a->help->page, action, a->pane_h);
}

static void settle(sx_app *a)
{
	if (a->help->page.nlines == 0)
		write_help(a);
	else if (a->help->page.w != a->pane_w - 3)
		sx_scroll_cut(&a->help->page, a->pane_w - 3);
}

static sx_ink ink(const char *line, bool first)
{
	(void)first;
	return *line != ' ' ? SX_INK_ACCENT : SX_INK_TEXT;
}

static void draw(sx_app *a, sx_cells *c, sx_arena *frame)
{
	(void)frame;
	sx_scroll_draw(&a->help->page, c, 0, c->h, ink);
}

static bool open_page(sx_app *a)
{
	a->help = sx_alloc(a->arena, 1, sizeof *a->help);
	return a->help != NULL;
}

static void close_page(sx_app *a)
{
	sx_scroll_free(&a->help->page);
}

const sx_part sx_help_part = { .name = "help", .open = open_page, .close = close_page, .draw = draw, .act = act, .settle = settle };
