/* manual_mdoc.c: writes sextant-commands(7) from the table of commands. */
#include "example.h"
#include "manual_parts.h"

#include <ctype.h>
#include <string.h>

enum { WIDE = 78 };

static void put_char(char c, sx_buf *b)
{
	if (c == '\\')
		sx_buf_puts(b, "\\e");
	else if (c == '-')
		sx_buf_puts(b, "\\-");
	else
		sx_buf_putc(b, c == '\n' ? ' ' : c);
}

/* A word on a line of text: one that begins with a dot or a quote would be a request. */
static void put_word(const char *s, size_t len, bool first, sx_buf *b)
{
	if (first && (*s == '.' || *s == '\''))
		sx_buf_puts(b, "\\&");
	for (size_t i = 0; i < len; i++)
		put_char(s[i], b);
}

/* The length of a word as it is written. */
static size_t written(const char *s, size_t len)
{
	size_t n = len + 2;
	for (size_t i = 0; i < len; i++)
		n += s[i] == '\\' || s[i] == '-';
	return n;
}

static bool ends_sentence(const char *word, size_t len, const char *next)
{
	return len > 1 && (word[len - 1] == '.' || word[len - 1] == ':') && isupper((unsigned char)*next);
}

/* Text in lines of at most 78 bytes, each sentence on a new one as mdoc wants; a newline starts a paragraph. */
static void text(const char *s, sx_buf *b)
{
	size_t at = 0;
	while (*s) {
		size_t len = strcspn(s, " \n");
		if (at && at + written(s, len) > WIDE) {
			sx_buf_putc(b, '\n');
			at = 0;
		}
		if (at)
			sx_buf_putc(b, ' ');
		put_word(s, len, at == 0, b);
		at += written(s, len) + 1;
		const char *word = s;
		bool paragraph = false;
		for (s += len; *s == ' ' || *s == '\n'; s++)
			paragraph |= *s == '\n';
		if (*s && (paragraph || ends_sentence(word, len, s))) {
			sx_buf_puts(b, paragraph ? "\n.Pp\n" : "\n");
			at = 0;
		}
	}
}

static void sentence(const char *s, sx_buf *b)
{
	text(s, b);
	sx_buf_puts(b, ".\n");
}

/* Arguments of a macro: on one line, with what mdoc would take for a macro or a delimiter made plain. */
static void argument(const char *s, sx_buf *b)
{
	for (; *s; s++)
		put_char(*s, b);
}

static void synopsis(const sx_param *p, sx_buf *b)
{
	bool required = p->flags & SX_REQUIRED;
	sx_buf_puts(b, required ? "." : ".Op ");
	if (p->flags & SX_POSITIONAL) {
		sx_buf_puts(b, "Ar ");
		argument(p->name, b);
		if (p->kind == SX_KIND_SPACES)
			sx_buf_puts(b, " ...");
	} else {
		sx_buf_puts(b, "Fl Fl ");
		argument(p->name, b);
		if (p->kind != SX_KIND_FLAG) {
			sx_buf_puts(b, " Ar ");
			argument(strlen(sx_manual_kind(p)) > 40 ? "method,..." : sx_manual_kind(p), b);
		}
	}
	sx_buf_putc(b, '\n');
}

static void parameter(const sx_param *p, sx_buf *b)
{
	sx_buf_puts(b, p->flags & SX_POSITIONAL ? ".It Ar " : ".It Fl Fl ");
	argument(p->name, b);
	sx_buf_putc(b, '\n');
	sentence(p->help, b);
	if (p->choices) {
		sx_buf_puts(b, "One of");
		sx_buf_puts(b, "\n.Cm ");
		for (const char *c = p->choices; *c; c++) {
			if (*c == '|')
				sx_buf_puts(b, " ,\n.Cm ");
			else
				put_char(*c, b);
		}
		sx_buf_puts(b, " .\n");
	}
	if (p->dflt) {
		sx_buf_puts(b, "Default:\n");
		text(p->dflt, b);
		sx_buf_puts(b, ".\n");
	}
	if (sx_param_limited(p)) {
		char lo[32], hi[32];
		sx_buf_printf(b, "From %s to %s.\n", sx_number(lo, p->lo), sx_number(hi, p->hi));
	}
}

/* A name that is free is NAME. */
static void figure(const sx_command *c, const sx_figure *f, sx_buf *b)
{
	sx_buf says = { 0 };
	for (const char *p = f->name; *p;) {
		size_t len = strcspn(p, " ");
		sx_buf_puts(b, p == f->name ? ".It Va " : " , Va ");
		for (size_t i = 0; i < len && strcmp(f->name, "*") != 0; i++)
			put_char(p[i], b);
		if (strcmp(f->name, "*") == 0)
			sx_buf_puts(b, "NAME");
		p += len + (p[len] == ' ');
	}
	sx_buf_puts(b, " Pq ");
	sx_manual_range(c, f, &says);
	argument(sx_buf_ok(&says) && says.text ? says.text : "", b);
	sx_buf_putc(b, '\n');
	sx_buf_clear(&says);
	sx_buf_printf(&says, "%s. ", f->reads);
	sx_manual_levels(c, f, &says);
	if (sx_buf_ok(&says) && says.text)
		text(says.text, b);
	sx_buf_putc(b, '\n');
	sx_buf_free(&says);
}

static void figures(const sx_command *c, sx_buf *b)
{
	sx_buf_puts(b, ".Pp\nReturns:\n.Bl -tag -width Ds\n");
	for (size_t i = 0; i < c->nfigures; i++)
		figure(c, &c->figure[i], b);
	sx_buf_puts(b, ".El\n");
}

/* Lines as they were printed, in ASCII. */
static void printed(const char *s, sx_buf *b)
{
	sx_buf_puts(b, ".Bd -literal\n");
	while (*s) {
		size_t len = strcspn(s, "\n");
		put_word(s, len, true, b);
		sx_buf_putc(b, '\n');
		s += len + (s[len] == '\n');
	}
	sx_buf_puts(b, ".Ed\n");
}

static void example(const sx_command *c, sx_buf *b)
{
	const char *lines = c->before ? c->before : "", *line, *gave = sx_example_stored(c);
	size_t len;
	sx_buf_puts(b, ".Pp\nExample:\n");
	while ((line = sx_next_line(&lines, &len)) != NULL) {
		sx_buf_puts(b, ".Dl ");
		put_word(line, len, false, b);
		sx_buf_putc(b, '\n');
	}
	sx_buf_puts(b, ".Dl ");
	argument(c->example, b);
	sx_buf_putc(b, '\n');
	if (gave)
		printed(gave, b);
}

static void command(const sx_command *c, sx_buf *b)
{
	sx_buf_puts(b, ".Ss ");
	argument(c->name, b);
	sx_buf_puts(b, "\n.Ic ");
	argument(c->name, b);
	sx_buf_putc(b, '\n');
	for (int options = false; options <= true; options++)
		for (size_t i = 0; i < c->nparams; i++)
			if (((c->param[i].flags & SX_POSITIONAL) == 0) == options)
				synopsis(&c->param[i], b);
	sx_buf_puts(b, ".Pp\n");
	sentence(c->summary, b);
	if (c->plain) {
		text(c->plain, b);
		sx_buf_putc(b, '\n');
	}
	if (c->about) {
		sx_buf_puts(b, ".Pp\n");
		text(c->about, b);
		sx_buf_putc(b, '\n');
	}
	if (c->nparams)
		sx_buf_puts(b, ".Bl -tag -width Ds\n");
	for (size_t i = 0; i < c->nparams; i++)
		parameter(&c->param[i], b);
	if (c->nparams)
		sx_buf_puts(b, ".El\n");
	if (c->nfigures)
		figures(c, b);
	if (c->example)
		example(c, b);
	if (c->cite) {
		sx_buf_puts(b, ".Pp\nSource:\n");
		sentence(c->cite, b);
	}
}

static void chapter(const char *title, sx_buf *b)
{
	sx_buf_puts(b, ".Sh ");
	for (; *title; title++)
		sx_buf_putc(b, (char)toupper((unsigned char)*title));
	sx_buf_putc(b, '\n');
}

void sx_manual_mdoc(const sx_catalog *all, const char *date, sx_buf *b)
{
	sx_buf_printf(b, ".\\\" Written by sextant --mdoc from the table of commands; do not edit.\n.Dd %s\n"
	              ".Dt SEXTANT-COMMANDS 7\n.Os\n.Sh NAME\n.Nm sextant-commands\n.Nd commands of sextant\n.Sh DESCRIPTION\n"
	              "Each command is a line at the prompt of\n.Xr sextant 1 ,\n"
	              "a batch command, and the Lua function of the same name.\nThe space defaults to the current one.\n"
	              "Options are written\n.Fl Fl name Ar value ,\n.Fl Fl name Ns = Ns Ar value\nor\n"
	              ".Ar name Ns = Ns Ar value ;\na flag is turned off by\n.Fl Fl no- Ns Ar flag .\n", date);
	sx_buf_puts(b, ".Pp\nThe examples were run on the first 400 rows of the bundled sample, called demo:\n"
	               ".Dl load samples/glove\\-5k.npy \\-\\-as demo \\-\\-limit 400\n"
	               "Their output is shown with at most four rows of a table,\nwithout parameters and notes.\n.Pp\n"
	               "Besides a metric\n.Va name\nthere may be\n.Va name_low\nand\n.Va name_high ,\nits 95 % interval;\n"
	               ".Va name_se ,\nits standard error, if it was computed from a sample of rows; and with\n.Fl Fl null ,\n"
	               ".Va name_null ,\n.Va name_null_low\nand\n.Va name_null_high ,\n"
	               "the mean and 95 % range of the null samples, and\n.Va name_p ,\nthe p\\-value, two\\-sided.\n"
	               "In formulas n is the number of rows, d or dims that of dimensions,\n"
	               "k that of neighbours; costs are in operations.\n"
	               "The null of a metric is its value for rows without the structure\nthat it looks for.\n");
	for (size_t g = 0; sx_manual_chapter(g); g++) {
		bool open = false;
		for (size_t i = 0; i < all->n; i++) {
			const sx_command *c = all->command[i];
			if (!sx_manual_in_chapter(c, g))
				continue;
			if (!open)
				chapter(sx_manual_chapter(g), b);
			open = true;
			command(c, b);
		}
	}
	sx_buf_puts(b, ".Sh SEE ALSO\n.Xr sextant 1 ,\n.Xr sextant-lua 3 ,\n.Xr sextant-config 5 ,\n"
	               ".Xr sextant-formats 5 ,\n.Xr sextant-tutorial 7\n");
}
