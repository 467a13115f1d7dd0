/* example_runs.c: the examples of all commands, each in a session of its own. */
#include "example_runs.h"
#include "batch.h"
#include "run/example.h"

#include <stdio.h>
#include <string.h>

static bool run(const sx_setup *setup, const sx_command *c, sx_buf *out, sx_failure *f)
{
	sx_host h;
	sx_buf text = { 0 };
	sx_result *r = sx_result_new();
	bool open = r && sx_host_open(&h, setup, NULL, NULL, f);
	bool ok = open && sx_example_load(h.session, &h.job, &f->err) && sx_example_run(h.session, c, &h.job, r, &f->err);
	if (ok)
		sx_example_text(r, &text);
	if (ok && text.text)
		sx_example_write(c->name, text.text, out);
	snprintf(f->command, sizeof f->command, "%s", c->name);
	sx_buf_free(&text);
	sx_result_unref(r);
	if (open)
		sx_host_close(&h);
	return ok;
}

int sx_examples_main(const sx_setup *setup)
{
	sx_setup own = *setup;
	sx_failure f = { 0 };
	sx_buf out = { 0 };
	bool ok = true;
	own.no_config = true;
	sx_buf_puts(&out, "/* Written by sextant --examples; do not edit. */\n");
	for (size_t i = 0; ok && i < sx_all_commands.n; i++)
		if (!sx_all_commands.command[i]->varies)
			ok = run(&own, sx_all_commands.command[i], &out, &f);
	if (!ok)
		sx_complain(&f);
	ok = ok && sx_buf_ok(&out) && fputs(out.text, stdout) >= 0 && fflush(stdout) == 0;
	sx_buf_free(&out);
	return ok ? SX_EXIT_OK : SX_EXIT_FAILED;
}
