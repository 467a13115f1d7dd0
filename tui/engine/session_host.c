/* session_host.c: opens a session with Lua and runs lines in it. */
#include "session_host.h"
#include "environment.h"
#include "workbench_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Packages of the user's own. */
static bool add_packages(sx_host *h, sx_err *err)
{
	sx_arena *a = sx_arena_new(0);
	const char *folder = a ? sx_xdg_path("XDG_DATA_HOME", ".local/share", "lua", a) : NULL;
	bool ok = folder == NULL || sx_lua_add_folder(h->lua, folder, err);
	sx_arena_free(a);
	return ok;
}

static bool run_init(sx_host *h, sx_failure *fault)
{
	sx_arena *a = sx_arena_new(0);
	const char *path = h->setup->no_config ? NULL : sx_xdg_path("XDG_CONFIG_HOME", ".config", "init.lua", a);
	bool ok = path == NULL || sx_lua_init_file(h->lua, path, &h->job, &fault->err);
	if (!ok)
		snprintf(fault->command, sizeof fault->command, "init.lua");
	else
		fault->err.code = SX_OK;
	sx_arena_free(a);
	return ok;
}

bool sx_host_add_front(const sx_front *f, sx_session *s, sx_err *err)
{
	bool ok = true;
	for (size_t i = 0; f && ok && i < f->ncommands; i++)
		ok = sx_session_define(s, f->command[i], err);
	if (f)
		sx_session_set_doctor(s, f->doctor);
	return ok;
}

bool sx_host_open(sx_host *h, const sx_setup *setup, sx_ticker *tick, void *ctx, sx_failure *fault)
{
	*fault = (sx_failure){ 0 };
	*h = (sx_host){ .setup = setup, .job = { .threads = setup->threads, .memory = setup->memory, .seed = setup->seed,
	                                         .tick = tick, .ctx = ctx } };
	h->session = sx_session_new();
	if (h->session == NULL)
		return sx_fail_memory(&fault->err, "the session", 4096);
	if (!sx_session_add_options(h->session, sx_workbench_options, sx_workbench_option_count, &fault->err) ||
	    !sx_host_add_front(setup->front, h->session, &fault->err))
		return false;
	h->lua = sx_lua_open(h->session, &fault->err);
	if (h->lua == NULL || !add_packages(h, &fault->err))
		return false;
	run_init(h, fault);
	return true;
}

void sx_host_close(sx_host *h)
{
	sx_lua_close(h->lua);
	sx_session_free(h->session);
	h->lua = NULL;
	h->session = NULL;
}

static bool run_line(sx_host *h, const char *line, bool keep, sx_result *r, sx_failure *f)
{
	h->job.from = h->job.span = 0;
	bool ok = sx_run(h->session, line, &h->job, r, &f->err);
	if (r->command)
		snprintf(f->command, sizeof f->command, "%s", r->command);
	const sx_command *c = ok && r->command ? sx_command_find(h->session, r->command, NULL) : NULL;
	if (c && keep)
		sx_lua_fire(h->lua, r, &h->job);
	if (c && keep && !(c->flags & SX_UNLOGGED))
		ok = sx_session_keep(h->session, r, &f->err);
	return ok;
}

bool sx_host_run(sx_host *h, const char *line, bool keep, sx_result **out, sx_failure *f)
{
	*f = (sx_failure){ 0 };
	*out = NULL;
	sx_result *r = sx_result_new();
	if (r == NULL)
		return sx_fail_memory(&f->err, "the result", sizeof *r);
	bool step = keep && sx_session_step_open(h->session, line, NULL);
	bool ok = run_line(h, line, keep, r, f);
	const sx_command *c = r->command ? sx_command_find(h->session, r->command, NULL) : NULL;
	h->changed = step &&
		sx_session_step_close(h->session, ok && c && !(c->flags & SX_UNLOGGED));
	if (ok && r->command)
		*out = r;
	else
		sx_result_unref(r);
	return ok;
}

/* The screen tests must not depend on the machine: there it does 10 Gflop a second. */
bool sx_host_dear(sx_host *h, const char *line, sx_price *price)
{
	double most = strtod(sx_session_get(h->session, "ask"), NULL);
	if (!(most > 0) || !sx_price_line(h->session, line, 1e10, price))
		return false;
	if (h->rate == 0 && price->flop > 1e8 * most)	/* no machine here takes that long for less */
		h->rate = h->setup->mode == SX_MODE_DUMP ? 1e10 : sx_machine_rate(&h->job);
	return h->rate > 0 && sx_price_line(h->session, line, h->rate, price) && price->seconds > most;
}

bool sx_host_quits(const sx_host *h, const sx_result *r)
{
	const sx_command *c = r && r->command ? sx_command_find(h->session, r->command, NULL) : NULL;
	return c && (c->flags & SX_FRONT);
}

void sx_failure_text(const sx_failure *f, sx_buf *b)
{
	if (*f->command)
		sx_buf_printf(b, "%s: ", f->command);
	sx_buf_puts(b, *f->err.msg ? f->err.msg : "failed");
}
