/* cmd_program.c: commands about the program: help, set, history, source, lua, run, quit. */
#include "manual.h"
#include "base/file.h"
#include "command/options.h"
#include "command/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Text as a table of one column named line, which renderers show as it stands. */
static bool put_page(const sx_call *call, sx_buf *page, sx_result *out, sx_err *err)
{
	size_t n = 0;
	for (size_t i = 0; i < page->len; i++)
		n += page->text[i] == '\n';
	const char **line = sx_alloc(call->tmp, n + 1, sizeof *line);
	bool ok = sx_buf_ok(page) && line;
	n = 0;
	for (char *p = page->text; ok && p && *p; n++) {
		line[n] = p;
		p += strcspn(p, "\n");
		if (*p)
			*p++ = '\0';
	}
	if (ok) {
		sx_table(out, "page", SX_PLAIN, n);
		sx_table_texts(out, "line", line);
	}
	return ok || sx_fail_memory(err, "the page", (double)page->len);
}

/* ---- help ---- */

static const sx_param help_params[] = {
	{ .name = "command", .kind = SX_KIND_COMMAND, .flags = SX_POSITIONAL,
	  .help = "a command, a metric, or a name used by other programs; default: list all commands" },
	{ .name = "word", .kind = SX_KIND_TEXT, .flags = SX_POSITIONAL, .help = "with -k: the word to search in all pages" },
};

static bool search(const sx_call *call, const char *word, sx_buf *page, sx_err *err)
{
	if (word == NULL || !*word)
		return sx_fail(err, SX_EUSAGE, "-k: the word to search for is missing");
	return sx_manual_search(call->catalog, word, page) > 0 ||
	       sx_fail(err, SX_EINPUT, "nothing in the manual mentions '%.60s'; 'help' lists the commands", word);
}

/* A command; else a name from another program, then a metric; else the error for an unknown command. */
static bool explain(const sx_call *call, const char *name, sx_buf *page, sx_err *err)
{
	const sx_synonym *known = sx_synonym_find(name);
	const sx_command *c = sx_command_find(call->session, name, err);
	if (c == NULL && sx_manual_figure(call->catalog, name, page))
		return true;
	if (c == NULL && known) {
		char first[48];
		snprintf(first, sizeof first, "%.*s", (int)strcspn(known->ours, " "), known->ours);
		c = sx_command_find(call->session, first, err);
		sx_buf_printf(page, "%s is '%s' in sextant\n\n", known->theirs, known->ours);
	}
	if (c)
		sx_manual_command(c, page);
	return c != NULL;
}

static bool run_help(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_buf page = { 0 };
	const char *name = call->arg[0].text, *word = call->arg[1].text;
	bool ok = true;
	if (name && strcmp(name, "-k") == 0)
		ok = search(call, word, &page, err);
	else if (name && word)
		ok = sx_fail(err, SX_EUSAGE, "one name at a time; 'help -k WORD' searches all pages");
	else if (name)
		ok = explain(call, name, &page, err);
	else
		sx_manual_list(call->catalog, &page);
	ok = ok && put_page(call, &page, out, err);
	sx_buf_free(&page);
	return ok;
}

static const sx_figure help_figures[] = {
	{ "page", "table", NULL, "the page, line by line" },
};

const sx_command sx_cmd_help = {
	.name = "help", .group = "program", .summary = "Explain a command, or list them all",
	.about = "The same text as the manual page sextant-commands(7). help -k WORD lists all commands, metrics and options "
		"that mention the word, exact names first. A metric is explained for every command that computes it.", .example = "help hubness",
	.flags = SX_ACTS, SX_PARAMS(help_params), .run = run_help,
	SX_FIGURES(help_figures), .varies = true,
};

/* ---- set ---- */

static const sx_param set_params[] = {
	{ .name = "option", .kind = SX_KIND_OPTION, .flags = SX_POSITIONAL, .help = "the option; default: list all" },
	{ .name = "value", .kind = SX_KIND_TEXT, .flags = SX_POSITIONAL, .help = "its new value; default: show the value" },
};

static bool list_options(const sx_call *call, sx_result *out, sx_err *err)
{
	size_t n = sx_options(call->session);
	const char **name = sx_alloc(call->tmp, n, sizeof *name), **value = sx_alloc(call->tmp, n, sizeof *value);
	const char **help = sx_alloc(call->tmp, n, sizeof *help);
	if (!name || !value || !help)
		return sx_fail_memory(err, "the list", (double)n * 24);
	for (size_t i = 0; i < n; i++) {
		name[i] = sx_option_at(call->session, i)->name;
		value[i] = sx_session_get(call->session, name[i]);
		help[i] = sx_option_at(call->session, i)->help;
	}
	sx_table(out, "options", SX_PLAIN, n);
	sx_table_whole(out);
	sx_table_texts(out, "option", name);
	sx_table_texts(out, "value", value);
	sx_table_texts(out, "help", help);
	return true;
}

static bool run_set(const sx_call *call, sx_result *out, sx_err *err)
{
	const char *name = call->arg[0].text, *value = call->arg[1].text;
	if (name == NULL)
		return list_options(call, out, err);
	if (value && !sx_session_set(call->session, name, value, err))
		return false;
	sx_put_text(out, name, sx_session_get(call->session, name));
	return true;
}

static const sx_figure set_figures[] = {
	{ "*", "text", NULL, "the option and its current value" },
	{ "options", "table", NULL, "without a name: all options with their values and meanings" },
};

const sx_command sx_cmd_set = {
	.name = "set", .group = "program", .summary = "Show or change an option of the session",
	.about = "metric and budget are the defaults of --metric and --budget. Options of the workbench are those that its keys "
		"change; undo does not affect them.", .example = "set rows 20",
	.flags = SX_ACTS, SX_PARAMS(set_params), .run = run_set,
	SX_FIGURES(set_figures),
};

/* ---- history ---- */

static bool run_history(const sx_call *call, sx_result *out, sx_err *err)
{
	size_t n = sx_session_results(call->session);
	const char **line = sx_alloc(call->tmp, n, sizeof *line);
	double *number = sx_alloc(call->tmp, n, sizeof *number), *seconds = sx_alloc(call->tmp, n, sizeof *seconds);
	if (!line || !number || !seconds)
		return sx_fail_memory(err, "the list", (double)n * 24);
	for (size_t i = 0; i < n; i++) {
		const sx_result *r = sx_session_result_at(call->session, i);
		number[i] = (double)i + 1;
		line[i] = r->line ? r->line : r->command;
		seconds[i] = r->seconds;
	}
	sx_table(out, "results", SX_PLAIN, n);
	sx_table_ints(out, "result", number);
	sx_table_texts(out, "command", line);
	sx_table_nums(out, "seconds", seconds);
	return true;
}

static const sx_figure history_figures[] = {
	{ "results", "table", NULL, "the number for export, the line, and the time it took" },
};

const sx_command sx_cmd_history = {
	.name = "history", .group = "program", .summary = "List the results of this session",
	.about = "export accepts the numbers of this list.", .example = "history", .flags = SX_ACTS, .run = run_history,
	SX_FIGURES(history_figures), .before = "anchors demo --count 5", .varies = true,
};

/* ---- source ---- */

static const sx_param path_params[] = {
	{ .name = "path", .kind = SX_KIND_PATH, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "the file" },
};

enum { DEEPEST = 8 };

static bool run_line(const sx_call *call, const char *path, const char *text, size_t *ran, sx_err *err)
{
	sx_result *r = sx_result_new();
	bool ok = r ? sx_run(call->session, text, call->job, r, err) : sx_fail_memory(err, "a result", sizeof *r);
	if (ok && r->command) {
		ok = sx_session_keep(call->session, r, err);
		++*ran;
	}
	sx_result_unref(r);
	if (!ok && err && err->code != SX_ECANCEL) {
		sx_err inner = *err;
		sx_fail(err, inner.code, "%.60s: %.60s: %.100s", path, text, inner.msg);
	}
	return ok;
}

static bool run_source(const sx_call *call, sx_result *out, sx_err *err)
{
	static int depth;	/* the engine thread is the only one that runs commands */
	const char *path = call->arg[0].text, *line;
	size_t len, ran = 0;
	if (depth == DEEPEST)
		return sx_fail(err, SX_EUSAGE, "%s: files source each other more than %d deep", path, DEEPEST);
	sx_file *f = sx_file_open(path, call->job, err);
	char *text = f ? sx_strndup(call->tmp, (const char *)f->bytes, f->size) : NULL;
	bool ok = text || (f && sx_fail_memory(err, "the file", (double)f->size));
	sx_file_unref(f);
	depth++;
	for (const char *at = text; ok && (line = sx_next_line(&at, &len)) != NULL;) {
		char *one = sx_strndup(call->tmp, line, len);
		ok = one ? run_line(call, path, one, &ran, err) : sx_fail_memory(err, "a line", (double)len);
	}
	depth--;
	if (ok)
		sx_put(out, "commands", (double)ran);
	return ok;
}

static const sx_figure source_figures[] = {
	{ "commands", "0 or more", NULL, "number of lines run" },
};

const sx_command sx_cmd_source = {
	.name = "source", .group = "program", .summary = "Run the commands of a file",
	.about = "One command a line, or several separated by ';'. It stops at the first that fails; earlier changes remain. "
		"The results are in history.",
	.example = "source samples/first.sx", .flags = SX_ACTS | SX_OUTSIDE, SX_PARAMS(path_params), .run = run_source,
	SX_FIGURES(source_figures),
};

/* ---- lua, run ---- */

static const sx_param lua_params[] = {
	{ .name = "code", .kind = SX_KIND_REST, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "Lua code, to the end of the line" },
};

static bool run_lua(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_hooks *h = sx_session_hooks(call->session);
	return h->lua ? h->lua(h->ctx, call->arg[0].text, NULL, NULL, call->job, out, err)
	              : sx_fail(err, SX_EUSAGE, "this program was started without Lua");
}

static const sx_figure lua_figures[] = {
	{ "value", "any", NULL, "the value of the expression; printed text becomes table page" },
	{ "page", "table", NULL, "what the code printed" },
};

const sx_command sx_cmd_lua = {
	.name = "lua", .group = "program", .summary = "Run a line of Lua",
	.about = "The rest of the line is Lua, including ';' and quotes. An expression shows its value. See sextant-lua(3).",
	.example = "lua 1 + 1", .flags = SX_ACTS | SX_OUTSIDE, SX_PARAMS(lua_params), .run = run_lua,
	SX_FIGURES(lua_figures),
};

static const sx_param run_params[] = {
	{ .name = "script", .kind = SX_KIND_REST, .flags = SX_POSITIONAL | SX_REQUIRED, .help = "SCRIPT.lua and its arguments" },
};

static bool run_script(const sx_call *call, sx_result *out, sx_err *err)
{
	const sx_hooks *h = sx_session_hooks(call->session);
	const char *line = call->arg[0].text, *rest = line + strcspn(line, " \t");
	char *path = sx_strndup(call->tmp, line, (size_t)(rest - line));
	if (h->lua == NULL)
		return sx_fail(err, SX_EUSAGE, "this program was started without Lua");
	return path ? h->lua(h->ctx, NULL, path, rest + strspn(rest, " \t"), call->job, out, err)
	            : sx_fail_memory(err, "a path", (double)strlen(line));
}

static const sx_figure run_figures[] = {
	{ "page", "table", NULL, "what the script printed" },
};

const sx_command sx_cmd_run = {
	.name = "run", .group = "program", .summary = "Run a Lua script",
	.about = "The words after the script are its arguments, in the table arg.",
	.example = "run scripts/hubs.lua samples/glove-5k.npy", .flags = SX_ACTS | SX_OUTSIDE, SX_PARAMS(run_params), .run = run_script,
	SX_FIGURES(run_figures), .varies = true,
};

/* ---- quit ---- */

static bool run_quit(const sx_call *call, sx_result *out, sx_err *err)
{
	(void)call;
	(void)out;
	(void)err;
	return true;
}

const sx_command sx_cmd_quit = {
	.name = "quit", .group = "program", .summary = "Leave the program", .about = "It asks nothing and saves nothing.",
	.example = "quit", .flags = SX_ACTS | SX_FRONT, .run = run_quit,
	.varies = true,
};
