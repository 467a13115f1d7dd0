/* protected_call.c: calls Lua so that no error jumps over C code, and stops it when the host asks. */
#include "binding.h"

#include <stdlib.h>
#include <string.h>

enum { HOOK_COUNT = 10000 };	/* instructions between looks at the clock of the host: well under a millisecond */
static const double WORK = 16 << 20;	/* so much of it takes some milliseconds */

static const char key;		/* its address names the sx_lua in the registry */

void sx_lua_anchor(sx_lua *l)
{
	lua_pushlightuserdata(l->L, l);
	lua_rawsetp(l->L, LUA_REGISTRYINDEX, &key);
}

sx_lua *sx_lua_of(lua_State *L)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &key);
	sx_lua *l = lua_touserdata(L, -1);
	lua_pop(L, 1);
	return l;
}

int sx_lua_raise(lua_State *L, const sx_err *err)
{
	if (err->code == SX_ECANCEL)
		sx_lua_of(L)->stopped = true;
	return luaL_error(L, "%s", err->msg);
}

/* ---- stopping ---- */

/* Once tripped it is armed for every line, so that a script cannot swallow the error with pcall. */
static void hook(lua_State *L, lua_Debug *ar)
{
	(void)ar;
	sx_lua *l = sx_lua_of(L);
	if (l->looks)
		lua_sethook(L, hook, LUA_MASKCOUNT, HOOK_COUNT);	/* sx_lua_charge may have asked for a look at once */
	if (l->looks && --l->looks == 0)
		luaL_error(L, "the expression takes too long");
	if (!l->stopped && sx_tick(l->job, -1, "Lua"))
		return;
	l->stopped = true;
	lua_sethook(L, hook, LUA_MASKLINE | LUA_MASKCOUNT, 1);
	luaL_error(L, "stopped");
}

void sx_lua_charge(sx_lua *l, double work)
{
	l->work += work;
	if (l->looks && l->work > WORK) {
		l->work = 0;
		lua_sethook(l->L, hook, LUA_MASKCOUNT, 1);
	}
}

/* ---- protected calls ---- */

static int traceback(lua_State *L)
{
	const char *msg = lua_tostring(L, 1);
	luaL_traceback(L, L, msg ? msg : "an error that is not text", 1);
	return 1;
}

/* The message is the first line; the place of the error is in it already. */
void sx_lua_take_error(sx_lua *l, sx_err *err)
{
	const char *text = lua_tostring(l->L, -1);
	text = text ? text : "Lua failed without a message";
	const char *trace = strchr(text, '\n');
	free(l->trace);
	l->trace = trace ? strdup(trace + 1) : NULL;
	if (l->stopped)
		sx_fail(err, SX_ECANCEL, "cancelled; nothing was changed");
	else
		sx_fail(err, SX_EINPUT, "%.*s", (int)strcspn(text, "\n"), text);
	lua_pop(l->L, 1);
}

const char *sx_lua_traceback(const sx_lua *l)
{
	return l->trace ? l->trace : "";
}

bool sx_lua_call(sx_lua *l, int nargs, int nresults, sx_job *job, sx_err *err)
{
	lua_State *L = l->L;
	sx_job *outer = l->job;
	int base = lua_gettop(L) - nargs;
	lua_pushcfunction(L, traceback);
	lua_insert(L, base);
	l->job = job ? job : &l->idle;
	if (outer == NULL || outer == &l->idle) {
		l->stopped = false;
		lua_sethook(L, hook, LUA_MASKCOUNT, HOOK_COUNT);
	}
	int status = lua_pcall(L, nargs, nresults, base);
	lua_remove(L, base);
	l->job = outer;
	bool ok = status == LUA_OK;
	if (!ok) {
		sx_lua_take_error(l, err);
	} else if (l->stopped) {	/* the script swallowed it, by a coroutine or at its very end */
		lua_pop(L, nresults);
		ok = sx_fail_cancel(err);
	}
	if (outer == NULL || outer == &l->idle)
		lua_sethook(L, NULL, 0, 0);
	return ok;
}
