/* manual_figures.c: the metrics of commands as help text. */
#include "manual_parts.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

void sx_manual_range(const sx_command *c, const sx_figure *f, sx_buf *b)
{
	const char *range = sx_figure_range(c, f);
	sx_buf_puts(b, range);
	if (f->null)
		sx_buf_printf(b, "%snull: %s", *range ? "; " : "", f->null);
}

void sx_manual_levels(const sx_command *c, const sx_figure *f, sx_buf *b)
{
	const sx_reading *r = sx_figure_reading(c, f);
	const char *gap = "";
	for (size_t i = 0; r && i < SX_COUNT(r->level) && r->level[i].says; i++) {
		char number[32];
		bool last = isinf(r->level[i].below);
		if (!*r->level[i].says)
			continue;
		sx_buf_puts(b, gap);
		if (!last)
			sx_buf_printf(b, "%s %s%s: ", *gap ? "below" : "Below", sx_number(number, r->level[i].below), r->per_dim ? " dims" : "");
		else if (*gap)
			sx_buf_puts(b, "else: ");
		if (last && !*gap)
			sx_buf_putc(b, (char)toupper((unsigned char)*r->level[i].says));
		sx_buf_puts(b, r->level[i].says + (last && !*gap));
		gap = "; ";
	}
	if (*gap)
		sx_buf_putc(b, '.');
}

static void page(const sx_command *c, const sx_figure *f, sx_buf *b)
{
	sx_buf says = { 0 };
	sx_buf_printf(b, "  %s (", strcmp(f->name, "*") == 0 ? "NAME" : f->name);
	sx_manual_range(c, f, b);
	sx_buf_printf(&says, "%s. ", f->reads);
	sx_manual_levels(c, f, &says);
	sx_buf_puts(b, ")\n");
	if (sx_buf_ok(&says))
		sx_manual_wrap(says.text, 6, b);
	sx_buf_free(&says);
}

void sx_manual_figures(const sx_command *c, sx_buf *b)
{
	if (c->nfigures)
		sx_buf_puts(b, "\n  Returns:\n");
	for (size_t i = 0; i < c->nfigures; i++)
		page(c, &c->figure[i], b);
}

bool sx_manual_figure(const sx_catalog *all, const char *name, sx_buf *b)
{
	static const char *const kinds[] = { NULL, "series", "table", "column" };
	bool any = false;
	for (size_t i = 0; i < all->n; i++) {
		const sx_command *c = all->command[i];
		for (size_t k = 0; k < SX_COUNT(kinds); k++) {
			const sx_figure *f = sx_figure_find(c, name, kinds[k]);
			if (f == NULL || *f->name == '*')
				continue;
			sx_buf_printf(b, "%s%s: %s\n", any ? "\n" : "", c->name, c->summary);
			page(c, f, b);
			any = true;
			break;
		}
	}
	return any;
}
