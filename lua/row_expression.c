/* row_expression.c: row expressions: Lua in which the columns of a space, row, label and norm are variables. */
#include "binding.h"

#include <math.h>
#include <string.h>

typedef struct where {
	sx_space *space;
	size_t    row;
	bool     *keep;
	sx_lua   *lua;
} where;

/* A name in the expression: a column, row, label or norm of the row at hand. */
static int where_index(lua_State *L)
{
	where *w = lua_touserdata(L, lua_upvalueindex(1));
	const char *name = luaL_checkstring(L, 2);
	const sx_field *f = sx_space_field(w->space, name);
	sx_mat m = sx_space_mat(w->space);
	if (f && f->type == SX_TEXT)
		lua_pushstring(L, f->text[w->row]);
	else if (f && f->type == SX_INTEGER && !isnan(f->num[w->row]))
		lua_pushinteger(L, (lua_Integer)f->num[w->row]);
	else if (f)
		lua_pushnumber(L, f->num[w->row]);
	else if (strcmp(name, "row") == 0)
		lua_pushinteger(L, (lua_Integer)sx_space_parent_row(w->space, w->row));
	else if (strcmp(name, "label") == 0)
		lua_pushstring(L, sx_space_label(w->space, w->row) ? sx_space_label(w->space, w->row) : "");
	else if (strcmp(name, "norm") == 0) {
		double square = 0;
		for (size_t j = 0; j < m.d; j++)
			square += (double)m.p[w->row * m.ld + j] * (double)m.p[w->row * m.ld + j];
		lua_pushnumber(L, sqrt(square));
	} else
		return luaL_error(L, "%s has no column '%s'; 'columns' lists them", sx_space_name(w->space), name);
	return 1;
}

/* The names an expression may use besides columns: nothing that reaches files, processes or code. */
static void where_env(lua_State *L, where *w)
{
	sx_lua_push_sandbox(L);
	lua_newtable(L);
	lua_pushlightuserdata(L, w);
	lua_pushcclosure(L, where_index, 1);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
}

static int where_rows(lua_State *L)
{
	where *w = lua_touserdata(L, 2);
	size_t n = sx_space_rows(w->space);
	where_env(L, w);
	if (lua_setupvalue(L, 1, 1) == NULL)
		return luaL_error(L, "the expression has no environment");
	for (w->row = 0; w->row < n; w->row++) {
		sx_lua_sandbox_turn(w->lua);
		lua_pushvalue(L, 1);
		lua_call(L, 0, 1);
		w->keep[w->row] = lua_toboolean(L, -1);
		lua_pop(L, 1);
	}
	return 0;
}

bool sx_lua_where(void *ctx, sx_space *space, const char *expr, bool *keep, sx_job *job, sx_err *err)
{
	sx_lua *l = ctx;
	where w = { space, 0, keep, l };
	int top = lua_gettop(l->L);
	sx_buf code = { 0 };
	sx_err inner = { 0 };
	sx_buf_printf(&code, "return (%s\n)", expr);
	lua_pushcfunction(l->L, where_rows);
	bool ok = sx_buf_ok(&code) && luaL_loadbufferx(l->L, code.text, code.len, "=where", "t") == LUA_OK;
	sx_buf_free(&code);
	if (!ok)
		sx_fail(&inner, SX_EUSAGE, "%s", lua_tostring(l->L, -1) ? lua_tostring(l->L, -1) : "out of memory");
	if (ok) {
		lua_pushlightuserdata(l->L, &w);
		sx_lua_enter_sandbox(l);
		ok = sx_lua_call(l, 2, 0, job, &inner);
		sx_lua_leave_sandbox(l);
	}
	if (!ok && inner.code == SX_ECANCEL)
		*err = inner;
	else if (!ok)
		sx_fail(err, inner.code, "--where: %.200s", inner.msg);
	lua_settop(l->L, top);
	return ok;
}
