/* matrix_box.c: matrices and borrowed rows as userdata: making them, taking them from the stack, and freeing what they hold. */
#include "binding.h"

#include <string.h>

#define SX_LUA_ROWS "sextant.rows"

/* ---- rows of a space ---- */

void sx_lua_push_rows(lua_State *L, sx_space *s)
{
	sx_space **box = lua_newuserdatauv(L, sizeof *box, 0);
	*box = NULL;
	luaL_setmetatable(L, SX_LUA_ROWS);
	*box = sx_space_ref(s);
}

sx_space *sx_lua_test_rows(lua_State *L, int at)
{
	sx_space **box = luaL_testudata(L, at, SX_LUA_ROWS);
	return box ? *box : NULL;
}

sx_mat sx_lua_check_rows(lua_State *L)
{
	sx_space **box = luaL_checkudata(L, 1, SX_LUA_ROWS);
	if (*box == NULL)
		luaL_error(L, "these rows are closed");
	return sx_space_mat(*box);
}

static int collect(lua_State *L)
{
	sx_space **box = luaL_checkudata(L, 1, SX_LUA_ROWS);
	sx_space_unref(*box);
	*box = NULL;
	return 0;
}

void sx_lua_new_rows_type(lua_State *L)
{
	static const luaL_Reg methods[] = { { "__gc", collect }, { "__close", collect }, { NULL, NULL } };
	luaL_newmetatable(L, SX_LUA_ROWS);
	luaL_setfuncs(L, methods, 0);
}

/* ---- matrices ---- */

double *sx_lua_new_matrix(lua_State *L, size_t rows, size_t cols)
{
	size_t cells;
	if (!sx_mul(rows, cols, &cells) || cells > (SIZE_MAX - sizeof(sx_lua_matrix)) / sizeof(double) / 2)
		luaL_error(L, "a matrix of %I x %I is too large", (LUAI_UACINT)rows, (LUAI_UACINT)cols);
	sx_lua_matrix *m = lua_newuserdatauv(L, sizeof *m + cells * sizeof(double), 0);
	m->rows = rows;
	m->cols = cols;
	memset(m->v, 0, cells * sizeof(double));
	luaL_setmetatable(L, SX_LUA_MATRIX);
	return m->v;
}

/* Rows borrowed from a space, copied to doubles, take their own place on the stack. */
static sx_lua_matrix *copy_rows(lua_State *L, int at, sx_space *s)
{
	sx_mat m = sx_space_mat(s);
	at = lua_absindex(L, at);
	double *v = sx_lua_new_matrix(L, m.n, m.d);
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			v[i * m.d + j] = (double)m.p[i * m.ld + j];
	lua_replace(L, at);
	return lua_touserdata(L, at);
}

sx_lua_matrix *sx_lua_matrix_at(lua_State *L, int at)
{
	sx_space *borrowed = sx_lua_test_rows(L, at);
	return borrowed ? copy_rows(L, at, borrowed) : luaL_checkudata(L, at, SX_LUA_MATRIX);
}

size_t sx_lua_check_size(lua_State *L, int at)
{
	lua_Integer n = luaL_checkinteger(L, at);
	luaL_argcheck(L, n >= 1 && n <= INT32_MAX, at, "the size must be at least 1");
	return (size_t)n;
}

size_t sx_lua_check_index(lua_State *L, int at, size_t n, const char *what)
{
	lua_Integer i = luaL_checkinteger(L, at);
	if (i < 1 || (size_t)i > n)
		luaL_error(L, "%s %I of %I", what, (LUAI_UACINT)i, (LUAI_UACINT)n);
	return (size_t)i - 1;
}
