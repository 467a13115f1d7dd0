/* cmd_program.c: help, options, history, scripts. */
#include "file.h"
#include "manual.h"
#include "options.h"
#include "session.h"

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
	{ .name = "command", .kind = SX_KIND_COMMAND, .flags = SX_POSITIONAL, .help = "the command to explain; left out, all are listed" },
};

static bool run_help(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_buf page = { 0 };
	const char *name = call->arg[0].text;
	const sx_command *c = name ? sx_command_find(call->session, name, err) : NULL;
	if (name && !c)
		return false;
	if (c)
		sx_manual_command(c, &page);
	else
		sx_manual_list(call->session, &page);
	bool ok = put_page(call, &page, out, err);
	sx_buf_free(&page);
	return ok;
}

const sx_command sx_cmd_help = {
	.name = "help", .group = "program", .summary = "Explain a command, or list them all",
	.about = "The same text as the manual page sextant-commands(7).", .example = "help hubness",
	.flags = SX_ACTS, SX_PARAMS(help_params), .run = run_help,
};

/* ---- set ---- */

static const sx_param set_params[] = {
	{ .name = "option", .kind = SX_KIND_OPTION, .flags = SX_POSITIONAL, .help = "the option; left out, all are listed" },
	{ .name = "value", .kind = SX_KIND_TEXT, .flags = SX_POSITIONAL, .help = "its new value; left out, it is shown" },
};

static bool list_options(const sx_call *call, sx_result *out, sx_err *err)
{
	size_t n = sx_options();
	const char **name = sx_alloc(call->tmp, n, sizeof *name), **value = sx_alloc(call->tmp, n, sizeof *value);
	const char **help = sx_alloc(call->tmp, n, sizeof *help);
	if (!name || !value || !help)
		return sx_fail_memory(err, "the list", (double)n * 24);
	for (size_t i = 0; i < n; i++) {
		name[i] = sx_option_at(i)->name;
		value[i] = sx_session_get(call->session, name[i]);
		help[i] = sx_option_at(i)->help;
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

const sx_command sx_cmd_set = {
	.name = "set", .group = "program", .summary = "Show or change an option of the session",
	.about = "metric and budget, when set, are what --metric and --budget are where they are not given.", .example = "set rows 20",
	.flags = SX_ACTS, SX_PARAMS(set_params), .run = run_set,
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

const sx_command sx_cmd_history = {
	.name = "history", .group = "program", .summary = "List the results of this session",
	.about = "export takes a result by its number here.", .example = "history", .flags = SX_ACTS, .run = run_history,
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

const sx_command sx_cmd_source = {
	.name = "source", .group = "program", .summary = "Run the commands of a file",
	.about = "One command a line, or parted by ';'. It stops at the first that fails; what was done before stays. The results are in "
		"history.", .example = "source samples/first.sx", .flags = SX_ACTS | SX_OUTSIDE, SX_PARAMS(path_params), .run = run_source,
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

const sx_command sx_cmd_lua = {
	.name = "lua", .group = "program", .summary = "Run a line of Lua",
	.about = "The rest of the line is Lua, ';' and quotes included. An expression shows its value. See sextant-lua(3).",
	.example = "lua 1 + 1", .flags = SX_ACTS | SX_OUTSIDE, SX_PARAMS(lua_params), .run = run_lua,
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

const sx_command sx_cmd_run = {
	.name = "run", .group = "program", .summary = "Run a Lua script",
	.about = "The words after the script are its arguments, in the table arg.",
	.example = "run scripts/hubs.lua samples/glove-5k.npy", .flags = SX_ACTS | SX_OUTSIDE, SX_PARAMS(run_params), .run = run_script,
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
	.name = "quit", .group = "program", .summary = "Leave the program", .about = "Nothing is asked and nothing saved.",
	.example = "quit", .flags = SX_ACTS | SX_FRONT, .run = run_quit,
};
