/* manual.c: the table of commands as help and as mdoc: no second list is kept anywhere. */
#include "manual.h"
#include "session.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *group, *title; } chapters[] = {
	{ "spaces", "Spaces and files" }, { "look", "Looking" }, { "measure", "Measuring one space" },
	{ "compare", "Comparing spaces" }, { "change", "Making new spaces" }, { "program", "The program" },
	{ "user", "Made at run time" },
};

static bool in_chapter(const sx_command *c, size_t chapter)
{
	const char *group = c->group ? c->group : "user";
	return strcmp(group, chapters[chapter].group) == 0;
}

static const char *kind_word(const sx_param *p)
{
	switch (p->kind) {
	case SX_KIND_SPACE:   return "SPACE";
	case SX_KIND_SPACES:  return "SPACE...";
	case SX_KIND_INT:     return "N";
	case SX_KIND_INTS:    return "N,...";
	case SX_KIND_REAL:    return "X";
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

void sx_manual_usage(const sx_command *c, sx_buf *b)
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
			sx_buf_printf(b, " %s", kind_word(p));
		sx_buf_puts(b, required ? "" : "]");
	}
}

void sx_manual_list(const sx_session *s, sx_buf *b)
{
	for (size_t g = 0; g < SX_COUNT(chapters); g++) {
		bool open = false;
		for (size_t i = 0; i < sx_commands(s); i++) {
			const sx_command *c = sx_command_at(s, i);
			if (!in_chapter(c, g))
				continue;
			if (!open)
				sx_buf_printf(b, "%s%s\n", g ? "\n" : "", chapters[g].title);
			open = true;
			sx_buf_printf(b, "  %-12s  %s\n", c->name, c->summary);
		}
	}
}

/* Words wrapped at 76 columns behind an indent; newlines part paragraphs. */
static void wrap(const char *text, int indent, sx_buf *b)
{
	int at = 0;
	while (*text) {
		size_t len = strcspn(text, " \n");
		if (at && at + 1 + (int)len > 76 - indent) {
			sx_buf_putc(b, '\n');
			at = 0;
		}
		if (at) {
			sx_buf_putc(b, ' ');
			at++;
		} else {
			sx_buf_pad(b, ' ', indent);
		}
		sx_buf_add(b, text, len);
		at += (int)len;
		text += len;
		for (; *text == ' ' || *text == '\n'; text++)
			if (*text == '\n') {
				sx_buf_puts(b, "\n\n");
				at = 0;
			}
	}
	sx_buf_putc(b, '\n');
}

static void limits(const sx_param *p, sx_buf *b)
{
	char lo[32], hi[32];
	if (p->dflt)
		sx_buf_printf(b, " [%s]", p->dflt);
	if ((p->kind == SX_KIND_INT || p->kind == SX_KIND_REAL || p->kind == SX_KIND_INTS) && !(p->lo == 0 && p->hi == 0))
		sx_buf_printf(b, " (%s to %s)", sx_number(lo, p->lo), sx_number(hi, p->hi));
}

void sx_manual_command(const sx_command *c, sx_buf *b)
{
	sx_buf usage = { 0 };
	sx_buf_printf(b, "%s: %s\n\n", c->name, c->summary);
	sx_manual_usage(c, &usage);
	wrap(usage.text ? usage.text : c->name, 2, b);
	sx_buf_free(&usage);
	for (size_t i = 0; i < c->nparams; i++) {
		const sx_param *p = &c->param[i];
		if (i == 0)
			sx_buf_putc(b, '\n');
		sx_buf_printf(b, "  %s%s", p->flags & SX_POSITIONAL ? "" : "--", p->name);
		if (p->kind != SX_KIND_FLAG)
			sx_buf_printf(b, " %s", kind_word(p));
		limits(p, b);
		sx_buf_putc(b, '\n');
		wrap(p->help, 6, b);
	}
	if (c->about) {
		sx_buf_putc(b, '\n');
		wrap(c->about, 2, b);
	}
	if (c->example)
		sx_buf_printf(b, "\n  Example: %s\n", c->example);
	if (c->cite) {
		sx_buf_putc(b, '\n');
		sx_buf cite = { 0 };
		sx_buf_printf(&cite, "Source: %s", c->cite);
		wrap(cite.text ? cite.text : "", 2, b);
		sx_buf_free(&cite);
	}
}

/* ---- mdoc ---- */

/* A backslash, a dot or a quote at the start of a line, and words that mdoc would take for macros, are made plain. */
static void roff(const char *s, sx_buf *b)
{
	if (*s == '.' || *s == '\'')
		sx_buf_puts(b, "\\&");
	for (; *s; s++) {
		if (*s == '\\')
			sx_buf_puts(b, "\\e");
		else if (*s == '-')
			sx_buf_puts(b, "\\-");
		else if (*s == '\n')
			sx_buf_putc(b, ' ');
		else
			sx_buf_putc(b, *s);
	}
}

/* One sentence a line, as mdoc wants; a newline in the text starts a paragraph. */
static void prose(const char *s, sx_buf *b)
{
	while (*s) {
		const char *end = s;
		while (*end && *end != '\n' && !((*end == '.' || *end == ':') && end[1] == ' ' && isupper((unsigned char)end[2])))
			end++;
		bool stop = *end == '.' || *end == ':';
		char *line = strndup(s, (size_t)(end - s) + stop);
		if (line)
			roff(line, b);
		else
			b->failed = true;
		free(line);
		sx_buf_putc(b, '\n');
		if (*end == '\n')
			sx_buf_puts(b, ".Pp\n");
		s = end + stop;
		while (*s == ' ' || *s == '\n')
			s++;
	}
}

static void mdoc_param(const sx_param *p, sx_buf *b)
{
	sx_buf_puts(b, ".It ");
	sx_buf_puts(b, p->flags & SX_POSITIONAL ? "Ar " : "Fl Fl ");
	roff(p->name, b);
	if (p->kind != SX_KIND_FLAG && !(p->flags & SX_POSITIONAL)) {
		sx_buf_puts(b, " Ar ");
		roff(kind_word(p), b);
	}
	sx_buf_putc(b, '\n');
	roff(p->help, b);
	sx_buf_puts(b, ".\n");
	if (p->dflt) {
		sx_buf_puts(b, "Default: ");
		roff(p->dflt, b);
		sx_buf_puts(b, ".\n");
	}
	if (!(p->lo == 0 && p->hi == 0)) {
		char lo[32], hi[32];
		sx_buf_printf(b, "From %s to %s.\n", sx_number(lo, p->lo), sx_number(hi, p->hi));
	}
}

static void mdoc_command(const sx_command *c, sx_buf *b)
{
	sx_buf usage = { 0 };
	sx_manual_usage(c, &usage);
	sx_buf_printf(b, ".It Xo\n.Ic %s\n", c->name);
	if (usage.text && strlen(usage.text) > strlen(c->name)) {
		sx_buf_puts(b, ".No ");
		roff(usage.text + strlen(c->name) + 1, b);
		sx_buf_putc(b, '\n');
	}
	sx_buf_puts(b, ".Xc\n");
	sx_buf_free(&usage);
	roff(c->summary, b);
	sx_buf_puts(b, ".\n");
	if (c->about) {
		sx_buf_puts(b, ".Pp\n");
		prose(c->about, b);
	}
	if (c->nparams)
		sx_buf_puts(b, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < c->nparams; i++)
		mdoc_param(&c->param[i], b);
	if (c->nparams)
		sx_buf_puts(b, ".El\n");
	if (c->example) {
		sx_buf_puts(b, ".Pp\nExample:\n.Dl ");
		roff(c->example, b);
		sx_buf_putc(b, '\n');
	}
	if (c->cite) {
		sx_buf_puts(b, ".Pp\nSource: ");
		roff(c->cite, b);
		sx_buf_puts(b, ".\n");
	}
}

void sx_manual_mdoc(const sx_session *s, const char *date, sx_buf *b)
{
	sx_buf_printf(b, ".\\\" Written by sextant --mdoc from the table of commands; do not edit.\n"
	              ".Dd %s\n.Dt SEXTANT-COMMANDS 7\n.Os\n.Sh NAME\n.Nm sextant-commands\n.Nd commands of sextant\n"
	              ".Sh DESCRIPTION\n"
	              "Each command is a line at the prompt of\n.Xr sextant 1 ,\na batch command, and the Lua function of the same "
	              "name.\nA space that is left out is the current one.\n"
	              "Options are written\n.Fl Fl name Ar value ,\n.Fl Fl name Ns = Ns Ar value\nor\n.Ar name Ns = Ns Ar value ;\n"
	              "a flag is turned off by\n.Fl Fl no- Ns Ar flag .\n", date);
	for (size_t g = 0; g < SX_COUNT(chapters); g++) {
		bool open = false;
		for (size_t i = 0; i < sx_commands(s); i++) {
			const sx_command *c = sx_command_at(s, i);
			if (!in_chapter(c, g))
				continue;
			if (!open)
				sx_buf_printf(b, ".Ss %s\n.Bl -tag -width Ds\n", chapters[g].title);
			open = true;
			mdoc_command(c, b);
		}
		if (open)
			sx_buf_puts(b, ".El\n");
	}
	sx_buf_puts(b, ".Sh SEE ALSO\n.Xr sextant 1 ,\n.Xr sextant-formats 5 ,\n.Xr sextant-lua 3\n");
}
