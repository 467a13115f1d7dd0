/* events.c: sx.on(event, f): functions that are called when something happened: "loaded" (space), "selected" (space, column),
 * "result" (result). Of lines typed or read from a file, not of what scripts do themselves. */
#include "binding.h"

#include <string.h>

static const char *const events[] = { "loaded", "selected", "result", NULL };
static const char key;		/* its address names the lists in the registry: event → list of functions */

static int on(lua_State *L)
{
	luaL_checkoption(L, 1, NULL, events);
	luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &key);
	lua_pushvalue(L, 1);
	lua_gettable(L, -2);
	lua_pushvalue(L, 2);
	lua_rawseti(L, -2, luaL_len(L, -2) + 1);
	return 0;
}

/* Calls each function of an event with the nargs values on top, which it pops. */
static void tell(lua_State *L, const char *event, int nargs)
{
	int first = lua_gettop(L) - nargs + 1;
	lua_rawgetp(L, LUA_REGISTRYINDEX, &key);
	lua_getfield(L, -1, event);
	int list = lua_gettop(L);
	for (lua_Integer i = 1, n = luaL_len(L, list); i <= n; i++) {
		lua_geti(L, list, i);
		for (int a = 0; a < nargs; a++)
			lua_pushvalue(L, first + a);
		lua_call(L, nargs, 0);
	}
	lua_settop(L, first - 1);
}

static bool anybody(lua_State *L)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &key);
	lua_Integer n = 0;
	for (size_t i = 0; events[i]; i++) {
		lua_getfield(L, -1, events[i]);
		n += luaL_len(L, -1);
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
	return n > 0;
}

static bool selects(const char *command)
{
	return strcmp(command, "select") == 0 || strcmp(command, "mark") == 0;
}

static int fire(lua_State *L)
{
	const sx_result *r = lua_touserdata(L, 1);
	sx_space *of = r->space ? sx_session_space(sx_lua_of(L)->session, r->space) : NULL;
	for (size_t i = 0; strcmp(r->command, "load") == 0 && i < r->nmade; i++) {
		sx_lua_push_space(L, r->made[i]);
		tell(L, "loaded", 1);
	}
	if (of && selects(r->command) && r->ncolumns) {
		sx_lua_push_space(L, of);
		lua_pushstring(L, r->column[0].name);
		tell(L, "selected", 2);
	}
	sx_lua_push_result(L, r);
	tell(L, "result", 1);
	return 0;
}

void sx_lua_fire(sx_lua *l, sx_result *r, sx_job *job)
{
	sx_err err = { 0 };
	int top = lua_gettop(l->L);
	if (!lua_checkstack(l->L, 20) || !anybody(l->L))
		return;
	lua_pushcfunction(l->L, fire);
	lua_pushlightuserdata(l->L, r);
	if (!sx_lua_call(l, 1, 0, job, &err))
		sx_note(r, "sx.on: %s", err.msg);
	lua_settop(l->L, top);
}

void sx_lua_open_events(lua_State *L)
{
	lua_newtable(L);
	for (size_t i = 0; events[i]; i++) {
		lua_newtable(L);
		lua_setfield(L, -2, events[i]);
	}
	lua_rawsetp(L, LUA_REGISTRYINDEX, &key);
	lua_getglobal(L, "sx");
	lua_pushcfunction(L, on);
	lua_setfield(L, -2, "on");
	lua_pop(L, 1);
}
