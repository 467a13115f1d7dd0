/* cmd_keys.c: the commands keys and bind. The library knows no keys, so the program adds them to each session. */
#include "cmd_keys.h"
#include "terminal/keys.h"

#include <string.h>

static const char *upper_to_word(const char *action, sx_arena *a)
{
	char *word = sx_strdup(a, action);
	for (char *p = word; p && *p; p++)
		*p = *p == '_' ? '-' : *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
	return word;
}

static bool run_keys(const sx_call *call, sx_result *out, sx_err *err)
{
	size_t n = 0, most = sx_bindings();
	for (const sx_bound *b = sx_key_bounds(); b; b = b->next)
		most++;
	const char **key = sx_alloc(call->tmp, most, sizeof *key), **does = sx_alloc(call->tmp, most, sizeof *does);
	const char **command = sx_alloc(call->tmp, most, sizeof *command), **help = sx_alloc(call->tmp, most, sizeof *help);
	if (!key || !does || !command || !help)
		return sx_fail_memory(err, "the list", (double)most * 32);
	for (const sx_bound *b = sx_key_bounds(); b; b = b->next) {
		if (sx_key_bound(b->key) != b)
			continue;
		key[n] = b->name;
		does[n] = b->line;
		command[n] = b->action == SX_DO_NOTHING ? b->line : "";
		help[n++] = "bound by the user";
	}
	for (size_t i = 0; i < sx_bindings(); i++) {
		key[n] = sx_binding_at(i)->keys;
		does[n] = upper_to_word(sx_binding_at(i)->name, call->tmp);
		command[n] = sx_binding_at(i)->command;
		help[n++] = sx_binding_at(i)->help;
	}
	sx_table(out, "keys", SX_PLAIN, n);
	sx_table_whole(out);
	sx_table_texts(out, "keys", key);
	sx_table_texts(out, "action", does);
	sx_table_texts(out, "command", command);
	sx_table_texts(out, "help", help);
	return true;
}

static const sx_figure keys_figures[] = {
	{ "keys", "table", NULL, "keys, the action, the command it runs, and what it does" },
};

const sx_command sx_cmd_keys = {
	.name = "keys", .group = "program", .summary = "List the keys of the workbench",
	.about = "Keys bound by bind come first and take precedence. command is what a key runs, as the status line shows it in "
		"full.",
	.example = "keys", .run = run_keys,
	SX_FIGURES(keys_figures),
};

enum { KEY, DOES };

static const sx_param bind_params[] = {
	[KEY]  = { .name = "key", .kind = SX_KIND_TEXT, .flags = SX_POSITIONAL | SX_REQUIRED,
	           .help = "a character, or a name such as Enter, C-x, M-x, S-Up" },
	[DOES] = { .name = "does", .kind = SX_KIND_TEXT, .flags = SX_POSITIONAL | SX_REQUIRED,
	           .help = "an action of the list that keys gives, or a command in quotes" },
};

static bool run_bind(const sx_call *call, sx_result *out, sx_err *err)
{
	if (!sx_key_bind(call->arg[KEY].text, call->arg[DOES].text, err))
		return false;
	sx_put_text(out, "key", call->arg[KEY].text);
	sx_put_text(out, "does", call->arg[DOES].text);
	return true;
}

static const sx_figure bind_figures[] = {
	{ "key does", "text", NULL, "the key and its new binding" },
};

const sx_command sx_cmd_bind = {
	.name = "bind", .group = "program", .summary = "Bind a key of the workbench to an action or a command",
	.about = "In init.lua: sx.bind('w', 'hubness --k 10') or sx.bind('w', 'zoom-in').", .example = "bind w zoom-in",
	.flags = SX_ACTS | SX_OUTSIDE, SX_PARAMS(bind_params), .run = run_bind,
	SX_FIGURES(bind_figures),
};
