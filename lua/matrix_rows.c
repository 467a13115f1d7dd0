/* matrix_rows.c: the rows of a space as a matrix of float32, borrowed: g:matrix() costs nothing.
 *
 * It has every method of a matrix; what reads parts reads them where they lie, and what needs all of it in double copies
 * first. The space lives as long as its rows are in use. */
#include "binding.h"

#include <math.h>
#include <string.h>

static void copy_row(sx_mat m, size_t i, double *to)
{
	for (size_t j = 0; j < m.d; j++)
		to[j] = (double)m.p[i * m.ld + j];
}

static int get(lua_State *L)
{
	sx_mat m = sx_lua_check_rows(L);
	size_t i = sx_lua_check_index(L, 2, m.n, "row"), j = sx_lua_check_index(L, 3, m.d, "column");
	lua_pushnumber(L, (double)m.p[i * m.ld + j]);
	return 1;
}

static int row(lua_State *L)
{
	sx_mat m = sx_lua_check_rows(L);
	size_t i = sx_lua_check_index(L, 2, m.n, "row");
	copy_row(m, i, sx_lua_new_matrix(L, 1, m.d));
	return 1;
}

static int slice(lua_State *L)
{
	sx_mat m = sx_lua_check_rows(L);
	size_t a = sx_lua_check_index(L, 2, m.n, "row"), b = sx_lua_check_index(L, 3, m.n, "row");
	luaL_argcheck(L, b >= a, 3, "the last row comes before the first");
	double *v = sx_lua_new_matrix(L, b - a + 1, m.d);
	for (size_t i = a; i <= b; i++)
		copy_row(m, i, v + (i - a) * m.d);
	return 1;
}

static int pick(lua_State *L)
{
	sx_mat m = sx_lua_check_rows(L);
	luaL_checktype(L, 2, LUA_TTABLE);
	size_t n = (size_t)luaL_len(L, 2);
	luaL_argcheck(L, n > 0, 2, "the list of rows is empty");
	double *v = sx_lua_new_matrix(L, n, m.d);
	for (size_t i = 0; i < n; i++) {
		lua_geti(L, 2, (lua_Integer)i + 1);
		copy_row(m, sx_lua_check_index(L, -1, m.n, "row"), v + i * m.d);
		lua_pop(L, 1);
	}
	return 1;
}

/* Axis 1, the usual one, reads the rows once; the others take the copy. */
static int mean(lua_State *L)
{
	sx_mat m = sx_lua_check_rows(L);
	if (luaL_optinteger(L, 2, 1) != 1) {
		sx_lua_matrix_at(L, 1);
		lua_getfield(L, 1, "mean");
		lua_insert(L, 1);
		lua_call(L, 2, 1);
		return 1;
	}
	double *v = sx_lua_new_matrix(L, 1, m.d);
	for (size_t i = 0; i < m.n; i++)
		for (size_t j = 0; j < m.d; j++)
			v[j] += (double)m.p[i * m.ld + j];
	for (size_t j = 0; j < m.d; j++)
		v[j] /= (double)m.n;
	return 1;
}

/* Blocks of rows times a matrix: rows are made double a block at a time. */
enum { BLOCK = 1024 };

static int matmul(lua_State *L)
{
	sx_mat m = sx_lua_check_rows(L);
	sx_lua_matrix *b = sx_lua_matrix_at(L, 2);
	if (b->rows != m.d)
		return luaL_error(L, "matmul of %I x %I and %I x %I: %I columns meet %I rows", (LUAI_UACINT)m.n, (LUAI_UACINT)m.d,
		                  (LUAI_UACINT)b->rows, (LUAI_UACINT)b->cols, (LUAI_UACINT)m.d, (LUAI_UACINT)b->rows);
	double *c = sx_lua_new_matrix(L, m.n, b->cols), *x = sx_lua_new_matrix(L, m.n < BLOCK ? m.n : BLOCK, m.d);
	sx_lua *l = sx_lua_of(L);
	for (size_t lo = 0; lo < m.n; lo += BLOCK) {
		size_t n = m.n - lo < BLOCK ? m.n - lo : BLOCK;
		for (size_t i = 0; i < n; i++)
			copy_row(m, lo + i, x + i * m.d);
		if (!sx_dgemm_par(l->job, "matmul", false, false, n, b->cols, m.d, 1, x, m.d, b->v, b->cols, 0, c + lo * b->cols, b->cols)) {
			l->stopped = true;
			return luaL_error(L, "stopped");
		}
	}
	lua_pop(L, 1);
	return 1;
}

static int to_string(lua_State *L)
{
	sx_mat m = sx_lua_check_rows(L);
	lua_pushfstring(L, "matrix %I x %I of %s", (LUAI_UACINT)m.n, (LUAI_UACINT)m.d, sx_space_name(sx_lua_test_rows(L, 1)));
	return 1;
}

/* Its own methods first (upvalue 1), then those of a matrix (2), which take a copy. */
static int get_field(lua_State *L)
{
	sx_mat m = sx_lua_check_rows(L);
	const char *name = luaL_checkstring(L, 2);
	if (strcmp(name, "rows") == 0)
		lua_pushinteger(L, (lua_Integer)m.n);
	else if (strcmp(name, "cols") == 0)
		lua_pushinteger(L, (lua_Integer)m.d);
	else if (lua_getfield(L, lua_upvalueindex(1), name) == LUA_TNIL)
		lua_getfield(L, lua_upvalueindex(2), name);
	return 1;
}

void sx_lua_open_rows(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{ "get", get }, { "row", row }, { "slice", slice }, { "pick", pick }, { "mean", mean }, { "matmul", matmul },
		{ "__tostring", to_string }, { NULL, NULL },
	};
	static const char *const operators[] = { "__add", "__sub", "__mul", "__div", "__pow", "__unm" };
	sx_lua_new_rows_type(L);
	luaL_setfuncs(L, methods, 0);
	luaL_getmetatable(L, SX_LUA_MATRIX);
	for (size_t i = 0; i < SX_COUNT(operators); i++) {
		lua_getfield(L, -1, operators[i]);
		lua_setfield(L, -3, operators[i]);
	}
	lua_pushvalue(L, -2);
	lua_insert(L, -2);
	lua_pushcclosure(L, get_field, 2);
	lua_setfield(L, -2, "__index");
	lua_pop(L, 1);
}
