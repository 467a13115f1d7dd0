/* shell_completion.c: completion for bash, zsh and fish: options, their values, commands after -c, files. */
#include "shell_completion.h"

#include <ctype.h>
#include <string.h>

static void commands(char gap, sx_buf *b)
{
	for (size_t i = 0; i < sx_all_commands.n; i++)
		sx_buf_printf(b, "%s%s", i ? (char[]){ gap, '\0' } : "", sx_all_commands.command[i]->name);
}

/* a|b|c with another sign between. */
static void choices(const char *from, char gap, sx_buf *b)
{
	for (; *from; from++)
		sx_buf_putc(b, *from == '|' ? gap : *from);
}

static bool is_file(const sx_setup_option *o)
{
	return o->value && strcmp(o->value, "FILE") == 0;
}

/* ---- bash ---- */

static void bash_case(const sx_setup_option *o, sx_buf *b)
{
	if (!o->value)
		return;
	sx_buf_puts(b, "\t");
	if (o->letter)
		sx_buf_printf(b, "-%c|", o->letter);
	sx_buf_printf(b, "--%s) ", o->name);
	if (strcmp(o->name, "command") == 0)
		sx_buf_puts(b, "COMPREPLY=($(compgen -W \"$commands\" -- \"$cur\")) ;;\n");
	else if (o->choices) {
		sx_buf_puts(b, "COMPREPLY=($(compgen -W '");
		choices(o->choices, ' ', b);
		sx_buf_puts(b, "' -- \"$cur\")) ;;\n");
	} else {
		sx_buf_puts(b, is_file(o) ? "compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n" : ";;\n");
	}
}

static void bash(sx_buf *b)
{
	sx_setup_option o;
	sx_buf_puts(b, "# bash completion for sextant, written by sextant --completion bash\n_sextant()\n{\n"
	               "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} commands='");
	commands(' ', b);
	sx_buf_puts(b, "' options='");
	for (size_t i = 0; (o = sx_setup_option_at(i)).name; i++)
		sx_buf_printf(b, "%s--%s", i ? " " : "", o.name);
	sx_buf_puts(b, "'\n\tCOMPREPLY=()\n"
	               "\t[ \"$prev\" = = ] && prev=${COMP_WORDS[COMP_CWORD-2]}\n"
	               "\t[ \"$cur\" = = ] && cur=\n"
	               "\tcase $prev in\n");
	for (size_t i = 0; (o = sx_setup_option_at(i)).name; i++)
		bash_case(&o, b);
	sx_buf_puts(b, "\t*)\n\t\tcase $cur in\n\t\t-*) COMPREPLY=($(compgen -W \"$options\" -- \"$cur\")) ;;\n"
	               "\t\t*) compopt -o filenames; COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n\t\tesac ;;\n\tesac\n}\n"
	               "complete -F _sextant sextant\n");
}

/* ---- zsh ---- */

static void zsh_text(const char *s, sx_buf *b)
{
	for (; *s; s++) {
		if (*s == '[' || *s == ']' || *s == ':' || *s == '\\')
			sx_buf_putc(b, '\\');
		sx_buf_puts(b, *s == '\'' ? "'\\''" : (char[]){ *s, '\0' });
	}
}

static void zsh_option(const sx_setup_option *o, sx_buf *b)
{
	bool repeats = strcmp(o->name, "command") == 0 || is_file(o);
	if (o->letter)
		sx_buf_printf(b, "\t%s{-%c,--%s}'", repeats ? "'*'" : "", o->letter, o->name);
	else
		sx_buf_printf(b, "\t'%s--%s%s", repeats ? "*" : "", o->name, o->value ? "=" : "");
	sx_buf_putc(b, '[');
	zsh_text(o->help, b);
	sx_buf_putc(b, ']');
	if (o->value)
		sx_buf_printf(b, ":%s:", o->name);
	if (strcmp(o->name, "command") == 0) {
		sx_buf_putc(b, '(');
		commands(' ', b);
		sx_buf_putc(b, ')');
	} else if (o->choices) {
		sx_buf_putc(b, '(');
		choices(o->choices, ' ', b);
		sx_buf_putc(b, ')');
	} else if (is_file(o)) {
		sx_buf_puts(b, "_files");
	}
	sx_buf_puts(b, "' \\\n");
}

static void zsh(sx_buf *b)
{
	sx_setup_option o;
	sx_buf_puts(b, "#compdef sextant\n# zsh completion for sextant, written by sextant --completion zsh\n_arguments -s -S \\\n");
	for (size_t i = 0; (o = sx_setup_option_at(i)).name; i++)
		zsh_option(&o, b);
	sx_buf_puts(b, "\t'*:file:_files'\n");
}

/* ---- fish ---- */

static void fish_text(const char *s, sx_buf *b)
{
	sx_buf_putc(b, '\'');
	for (; *s; s++) {
		if (*s == '\'' || *s == '\\')
			sx_buf_putc(b, '\\');
		sx_buf_putc(b, *s);
	}
	sx_buf_putc(b, '\'');
}

static void fish_commands(sx_buf *b)
{
	sx_buf_puts(b, " -x -a '");
	for (size_t i = 0; i < sx_all_commands.n; i++) {
		const sx_command *c = sx_all_commands.command[i];
		sx_buf_printf(b, "%s%s\\t\"", i ? " " : "", c->name);
		for (const char *s = c->summary; *s; s++)
			if (*s != '\'' && *s != '"' && *s != '$')
				sx_buf_putc(b, *s);
		sx_buf_putc(b, '"');
	}
	sx_buf_putc(b, '\'');
}

static void fish_option(const sx_setup_option *o, sx_buf *b)
{
	sx_buf_puts(b, "complete -c sextant");
	if (o->letter)
		sx_buf_printf(b, " -s %c", o->letter);
	sx_buf_printf(b, " -l %s", o->name);
	if (strcmp(o->name, "command") == 0) {
		fish_commands(b);
	} else if (o->choices) {
		sx_buf_puts(b, " -x -a '");
		choices(o->choices, ' ', b);
		sx_buf_putc(b, '\'');
	} else if (o->value) {
		sx_buf_puts(b, is_file(o) ? " -r -F" : " -x");
	}
	sx_buf_puts(b, " -d ");
	fish_text(o->help, b);
	sx_buf_putc(b, '\n');
}

static void fish(sx_buf *b)
{
	sx_setup_option o;
	sx_buf_puts(b, "# fish completion for sextant, written by sextant --completion fish\n");
	for (size_t i = 0; (o = sx_setup_option_at(i)).name; i++)
		fish_option(&o, b);
}

void sx_shell_completion(const char *shell, sx_buf *b)
{
	if (strcmp(shell, "bash") == 0)
		bash(b);
	else if (strcmp(shell, "zsh") == 0)
		zsh(b);
	else
		fish(b);
}
