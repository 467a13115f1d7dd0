/* result_writer.c: the object out, to which the run of a command made in Lua writes its result. */
#include "binding.h"

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

/* n numbers: a list, or a matrix of as many values. */
static double *values_at(lua_State *L, int at, size_t *n)
{
	if (lua_istable(L, at)) {
		*n = (size_t)luaL_len(L, at);
		return number_list(L, at, *n);
	}
	sx_lua_matrix *m = sx_lua_matrix_at(L, at);
	*n = m->rows * m->cols;
	return m->v;
}

/* out:series(name, x_label, x, y_label, y [, more_label, more …]); out:bars the same as bars. */
static int curve(lua_State *L, sx_look look)
{
	sx_result *out = check_writer(L);
	const char *name = luaL_checkstring(L, 2);
	int last = lua_gettop(L);
	size_t n = 0, here;
	luaL_argcheck(L, last >= 6 && last % 2 == 0, last, "expected pairs of names and values, at least two");
	for (int at = 4; at <= last; at += 2) {
		values_at(L, at, &here);
		if (at > 4 && here != n)
			return luaL_error(L, "series %s: %s has %I values, %s has %I", name, luaL_checkstring(L, 3), (LUAI_UACINT)n,
			                  luaL_checkstring(L, at - 1), (LUAI_UACINT)here);
		n = here;
	}
	sx_table(out, name, look, n);
	for (int at = 4; at <= last; at += 2)
		sx_table_nums(out, luaL_checkstring(L, at - 1), values_at(L, at, &n));
	return 0;
}

static int out_series(lua_State *L)	{ return curve(L, SX_LINE); }
static int out_bars(lua_State *L)	{ return curve(L, SX_BARS); }

static void texts_column(lua_State *L, sx_result *out, const char *column, int at, size_t n)
{
	luaL_checktype(L, at, LUA_TTABLE);
	const char **text = lua_newuserdatauv(L, (n + 1) * sizeof *text, 0);
	if ((size_t)luaL_len(L, at) != n)
		luaL_error(L, "%s: %I texts for %I points", column, (LUAI_UACINT)luaL_len(L, at), (LUAI_UACINT)n);
	for (size_t i = 0; i < n; i++) {
		if (lua_geti(L, at, (lua_Integer)i + 1) != LUA_TSTRING)
			luaL_error(L, "%s %I is not text", column, (LUAI_UACINT)i + 1);
		text[i] = lua_tostring(L, -1);
		lua_pop(L, 1);
	}
	sx_table_texts(out, column, text);
}

/* out:scatter(name, x, y [, labels]); out:ring(name, angles, radii [, labels]): angles in radians. */
static int plane(lua_State *L, sx_look look, const char *first, const char *second)
{
	sx_result *out = check_writer(L);
	const char *name = luaL_checkstring(L, 2);
	size_t n, m;
	lua_settop(L, 5);
	double *x = values_at(L, 3, &n), *y = values_at(L, 4, &m);
	if (n != m)
		return luaL_error(L, "%s: %I x values, %I y values", name, (LUAI_UACINT)n, (LUAI_UACINT)m);
	sx_table(out, name, look, n);
	sx_table_nums(out, first, x);
	sx_table_nums(out, second, y);
	if (!lua_isnil(L, 5))
		texts_column(L, out, "label", 5, n);
	return 0;
}

static int out_scatter(lua_State *L)	{ return plane(L, SX_SCATTER, "x", "y"); }
static int out_ring(lua_State *L)	{ return plane(L, SX_RING, "angle", "radius"); }

/* out:heat(name, matrix, columns [, rows]) */
static int out_heat(lua_State *L)
{
	sx_result *out = check_writer(L);
	const char *name = luaL_checkstring(L, 2);
	lua_settop(L, 5);
	sx_lua_matrix *m = sx_lua_matrix_at(L, 3);
	luaL_checktype(L, 4, LUA_TTABLE);
	if ((size_t)luaL_len(L, 4) != m->cols)
		return luaL_error(L, "%s: %I names for %I columns", name, (LUAI_UACINT)luaL_len(L, 4), (LUAI_UACINT)m->cols);
	double *v = lua_newuserdatauv(L, (m->rows + 1) * sizeof *v, 0);
	sx_table(out, name, SX_HEAT, m->rows);
	if (!lua_isnil(L, 5))
		texts_column(L, out, "row", 5, m->rows);
	for (size_t j = 0; j < m->cols; j++) {
		for (size_t i = 0; i < m->rows; i++)
			v[i] = m->v[i * m->cols + j];
		lua_geti(L, 4, (lua_Integer)j + 1);
		sx_table_nums(out, luaL_checkstring(L, -1), v);
		lua_pop(L, 1);
	}
	return 0;
}

static int out_column(lua_State *L)
{
	sx_result *out = check_writer(L);
	size_t n;
	double *v = values_at(L, 3, &n);
	if (n != out->rows)
		return luaL_error(L, "column %s: %I values for %I rows", luaL_checkstring(L, 2), (LUAI_UACINT)n, (LUAI_UACINT)out->rows);
	sx_column(out, luaL_checkstring(L, 2), v);
	return 0;
}

/* out:space(matrix, name): a space of its rows, which joins the session when the run succeeded. */
static int out_space(lua_State *L)
{
	sx_result *out = check_writer(L);
	sx_lua_matrix *m = sx_lua_matrix_at(L, 2);
	sx_err err = { 0 };
	float *p;
	sx_space *s = sx_space_new(luaL_checkstring(L, 3), m->rows, m->cols, &p, &err);
	if (s == NULL)
		return sx_lua_raise(L, &err);
	for (size_t i = 0; i < m->rows * m->cols; i++)
		p[i] = (float)m->v[i];
	sx_give(out, s);
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
		{ "put", out_put }, { "table", out_table }, { "series", out_series }, { "bars", out_bars }, { "scatter", out_scatter },
		{ "ring", out_ring }, { "heat", out_heat }, { "column", out_column }, { "space", out_space }, { "note", out_note },
		{ NULL, NULL },
	};
	luaL_newmetatable(L, WRITER);
	lua_pushvalue(L, -1);
	lua_setfield(L, -2, "__index");
	luaL_setfuncs(L, methods, 0);
	lua_pop(L, 1);
}
