/* sxwriter.c: out, what the run of a command made in Lua writes its result to. */
#include "sxpriv.h"

#include <math.h>

#define WRITER "sextant.writer"

/* out: a pointer that is taken back when run returns. */
sx_result **sx_lua_push_writer(lua_State *L, sx_result *out)
{
	sx_result **box = lua_newuserdatauv(L, sizeof *box, 0);
	*box = out;
	luaL_setmetatable(L, WRITER);
	return box;
}

static sx_result *check_writer(lua_State *L)
{
	sx_result **box = luaL_checkudata(L, 1, WRITER);
	if (*box == NULL)
		luaL_error(L, "the run this result belongs to is over");
	return *box;
}

static int out_put(lua_State *L)
{
	sx_result *out = check_writer(L);
	const char *name = luaL_checkstring(L, 2);
	if (lua_isboolean(L, 3))
		sx_put_bool(out, name, lua_toboolean(L, 3));
	else if (lua_type(L, 3) == LUA_TSTRING)
		sx_put_text(out, name, lua_tostring(L, 3));
	else if (lua_isnoneornil(L, 4))
		sx_put(out, name, luaL_checknumber(L, 3));
	else
		sx_put_range(out, name, luaL_checknumber(L, 3), luaL_checknumber(L, 4), luaL_checknumber(L, 5));
	return 0;
}

static double *number_list(lua_State *L, int at, size_t n)
{
	double *v = lua_newuserdatauv(L, (n + 1) * sizeof *v, 0);
	for (size_t i = 0; i < n; i++) {
		lua_geti(L, at, (lua_Integer)i + 1);
		v[i] = lua_isnil(L, -1) ? NAN : luaL_checknumber(L, -1);
		lua_pop(L, 1);
	}
	return v;
}

/* One column of a table whose rows are lists or tables by column name. */
static void table_column(lua_State *L, sx_result *out, const char *name, lua_Integer c, size_t n)
{
	double *num = lua_newuserdatauv(L, (n + 1) * sizeof *num, 0);
	const char **text = lua_newuserdatauv(L, (n + 1) * sizeof *text, 0);
	bool is_text = false;
	luaL_checkstack(L, (int)n + 8, "a table");
	for (size_t i = 0; i < n; i++) {
		lua_geti(L, 4, (lua_Integer)i + 1);
		if (lua_geti(L, -1, c) == LUA_TNIL) {
			lua_pop(L, 1);
			lua_getfield(L, -1, name);
		}
		is_text |= lua_type(L, -1) == LUA_TSTRING;
		num[i] = lua_type(L, -1) == LUA_TNUMBER ? lua_tonumber(L, -1) : NAN;
		text[i] = luaL_tolstring(L, -1, NULL);
		lua_replace(L, -3);	/* the text stays, its row and value go */
		lua_pop(L, 1);
	}
	if (is_text)
		sx_table_texts(out, name, text);
	else
		sx_table_nums(out, name, num);
}

static int out_table(lua_State *L)
{
	sx_result *out = check_writer(L);
	const char *name = luaL_checkstring(L, 2);
	luaL_checktype(L, 3, LUA_TTABLE);
	luaL_checktype(L, 4, LUA_TTABLE);
	size_t n = (size_t)luaL_len(L, 4);
	lua_Integer columns = luaL_len(L, 3);
	sx_table(out, name, SX_PLAIN, n);
	int top = lua_gettop(L);
	for (lua_Integer c = 1; c <= columns; c++) {
		lua_geti(L, 3, c);
		table_column(L, out, luaL_checkstring(L, -1), c, n);
		lua_settop(L, top);
	}
	return 0;
}

/* out:series(name, x_label, x, y_label, y) */
static int out_series(lua_State *L)
{
	sx_result *out = check_writer(L);
	luaL_checktype(L, 4, LUA_TTABLE);
	luaL_checktype(L, 6, LUA_TTABLE);
	size_t n = (size_t)luaL_len(L, 4);
	if ((size_t)luaL_len(L, 6) != n)
		return luaL_error(L, "series %s: x has %I values, y has %I", luaL_checkstring(L, 2), (LUAI_UACINT)n,
		                  (LUAI_UACINT)luaL_len(L, 6));
	sx_table(out, luaL_checkstring(L, 2), SX_LINE, n);
	sx_table_nums(out, luaL_checkstring(L, 3), number_list(L, 4, n));
	sx_table_nums(out, luaL_checkstring(L, 5), number_list(L, 6, n));
	return 0;
}

static int out_column(lua_State *L)
{
	sx_result *out = check_writer(L);
	luaL_checktype(L, 3, LUA_TTABLE);
	if ((size_t)luaL_len(L, 3) != out->rows)
		return luaL_error(L, "column %s: %I values for %I rows", luaL_checkstring(L, 2), (LUAI_UACINT)luaL_len(L, 3),
		                  (LUAI_UACINT)out->rows);
	sx_column(out, luaL_checkstring(L, 2), number_list(L, 3, out->rows));
	return 0;
}

static int out_note(lua_State *L)
{
	sx_note(check_writer(L), "%s", luaL_checkstring(L, 2));
	return 0;
}

void sx_lua_open_writer(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{ "put", out_put }, { "table", out_table }, { "series", out_series }, { "column", out_column }, { "note", out_note },
		{ NULL, NULL },
	};
	luaL_newmetatable(L, WRITER);
	lua_pushvalue(L, -1);
	lua_setfield(L, -2, "__index");
	luaL_setfuncs(L, methods, 0);
	lua_pop(L, 1);
}
