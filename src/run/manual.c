/* manual.c: the help pages of commands, as text from the table of commands; there is no second list. */
#include "manual_parts.h"
#include "example.h"

#include <ctype.h>
#include <string.h>

static const struct { const char *group, *title; } chapters[] = {
	{ "spaces", "Spaces and files" }, { "look", "Looking" }, { "measure", "Measuring one space" },
	{ "compare", "Comparing spaces" }, { "change", "Making new spaces" }, { "program", "The program" },
	{ "user", "Made at run time" },
};

const char *sx_manual_chapter(size_t i)
{
	return i < SX_COUNT(chapters) ? chapters[i].title : NULL;
}

bool sx_manual_in_chapter(const sx_command *c, size_t i)
{
	return strcmp(c->group ? c->group : "user", chapters[i].group) == 0;
}

const char *sx_manual_kind(const sx_param *p)
{
	switch (p->kind) {
	case SX_KIND_SPACE:   return "SPACE";
	case SX_KIND_SPACES:  return "SPACE...";
	case SX_KIND_INT:     return "N";
	case SX_KIND_INTS:    return "N,...";
	case SX_KIND_REAL:    return "X";
	case SX_KIND_TEXT:    return p->choices ? p->choices : "TEXT";
	case SX_KIND_CHOICE:  return p->choices;
	case SX_KIND_CHOICES: return p->choices;
	case SX_KIND_ROW:     return "ROW";
	case SX_KIND_COLUMN:  return "COLUMN";
	case SX_KIND_PATH:    return "PATH";
	case SX_KIND_NAME:    return "NAME";
	case SX_KIND_EXPR:    return "EXPRESSION";
	case SX_KIND_COMMAND: return "COMMAND";
	case SX_KIND_OPTION:  return "OPTION";
	default:              return "TEXT";
	}
}

static void upper(const char *s, sx_buf *b)
{
	for (; *s; s++)
		sx_buf_putc(b, (char)toupper((unsigned char)*s));
}

static void positional(const sx_param *p, sx_buf *b)
{
	bool optional = !(p->flags & SX_REQUIRED);
	sx_buf_puts(b, optional ? " [" : " ");
	upper(p->name, b);
	if (p->kind == SX_KIND_SPACES)
		sx_buf_puts(b, "...");
	if (optional)
		sx_buf_putc(b, ']');
}

static void usage_of(const sx_command *c, sx_buf *b)
{
	sx_buf_puts(b, c->name);
	for (size_t i = 0; i < c->nparams; i++)
		if (c->param[i].flags & SX_POSITIONAL)
			positional(&c->param[i], b);
	for (size_t i = 0; i < c->nparams; i++) {
		const sx_param *p = &c->param[i];
		if (p->flags & SX_POSITIONAL)
			continue;
		bool required = p->flags & SX_REQUIRED;
		sx_buf_printf(b, " %s--%s", required ? "" : "[", p->name);
		if (p->kind != SX_KIND_FLAG)
			sx_buf_printf(b, " %s", sx_manual_kind(p));
		sx_buf_puts(b, required ? "" : "]");
	}
}

void sx_manual_list(const sx_catalog *all, sx_buf *b)
{
	for (size_t g = 0; sx_manual_chapter(g); g++) {
		bool open = false;
		for (size_t i = 0; i < all->n; i++) {
			const sx_command *c = all->command[i];
			if (!sx_manual_in_chapter(c, g))
				continue;
			if (!open)
				sx_buf_printf(b, "%s%s\n", g ? "\n" : "", sx_manual_chapter(g));
			open = true;
			sx_buf_printf(b, "  %-12s  %s\n", c->name, c->summary);
		}
	}
}

static void limits(const sx_param *p, sx_buf *b)
{
	bool number = p->kind == SX_KIND_INT || p->kind == SX_KIND_REAL || p->kind == SX_KIND_INTS;
	if (p->dflt)
		sx_buf_printf(b, " [%s]", p->dflt);
	if (!number || !sx_param_limited(p))
		return;
	sx_buf_puts(b, " (");
	sx_param_limits(p, "", b);
	sx_buf_putc(b, ')');
}

/* The lines, and what they gave when the manual was made. */
static void example(const sx_command *c, sx_buf *b)
{
	const char *gave = sx_example_stored(c);
	if (c->example == NULL)
		return;
	sx_buf_printf(b, "\n  Example: %s%s%s\n", c->before ? c->before : "", c->before ? "; " : "", c->example);
	for (const char *at = gave; at && *at;) {
		size_t len = strcspn(at, "\n");
		sx_buf_printf(b, len ? "  %.*s\n" : "\n", (int)len, at);
		at += len + (at[len] == '\n');
	}
}

void sx_manual_command(const sx_command *c, sx_buf *b)
{
	sx_buf usage = { 0 };
	sx_buf_printf(b, "%s: %s\n\n", c->name, c->summary);
	usage_of(c, &usage);
	sx_manual_wrap(usage.text ? usage.text : c->name, 2, b);
	sx_buf_free(&usage);
	if (c->plain) {
		sx_buf_putc(b, '\n');
		sx_manual_wrap(c->plain, 2, b);
	}
	for (size_t i = 0; i < c->nparams; i++) {
		const sx_param *p = &c->param[i];
		if (i == 0)
			sx_buf_putc(b, '\n');
		sx_buf_printf(b, "  %s%s", p->flags & SX_POSITIONAL ? "" : "--", p->name);
		if (p->kind != SX_KIND_FLAG)
			sx_buf_printf(b, " %s", sx_manual_kind(p));
		limits(p, b);
		sx_buf_putc(b, '\n');
		sx_manual_wrap(p->help, 6, b);
	}
	if (c->about) {
		sx_buf_putc(b, '\n');
		sx_manual_wrap(c->about, 2, b);
	}
	sx_manual_figures(c, b);
	example(c, b);
	if (c->cite) {
		sx_buf_putc(b, '\n');
		sx_buf cite = { 0 };
		sx_buf_printf(&cite, "Source: %s", c->cite);
		sx_manual_wrap(cite.text ? cite.text : "", 2, b);
		sx_buf_free(&cite);
	}
}
