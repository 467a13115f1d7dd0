/* matrix.c: matrices of doubles for scripts: sx.matrix{{1, 2}, {3, 4}}; making them, and their parts.
 *
 * Row-major, owned by Lua, never shared: every operation makes a new one. Rows and columns start at 1. */
#include "binding.h"

#include <math.h>
#include <string.h>

/* ---- making ---- */

static int from_table(lua_State *L)
{
	size_t rows = (size_t)luaL_len(L, 1);
	luaL_argcheck(L, rows > 0, 1, "a matrix needs a value");
	lua_geti(L, 1, 1);
	bool nested = lua_istable(L, -1);
	size_t cols = nested ? (size_t)luaL_len(L, -1) : rows;
	lua_pop(L, 1);
	if (!nested)
		rows = 1;
	double *v = sx_lua_new_matrix(L, rows, cols);
	for (size_t i = 0; i < rows; i++) {
		if (nested)
			lua_geti(L, 1, (lua_Integer)i + 1);
		else
			lua_pushvalue(L, 1);
		if (!lua_istable(L, -1) || (size_t)luaL_len(L, -1) != cols)
			return luaL_error(L, "row %I does not have %I values like the first", (LUAI_UACINT)i + 1, (LUAI_UACINT)cols);
		for (size_t j = 0; j < cols; j++) {
			lua_geti(L, -1, (lua_Integer)j + 1);
			v[i * cols + j] = luaL_checknumber(L, -1);
			lua_pop(L, 1);
		}
		lua_pop(L, 1);
	}
	return 1;
}

/* sx.matrix{{…}, …}, sx.matrix{…} (one row) or sx.matrix(rows, cols [, value]) */
static int new_matrix(lua_State *L)
{
	if (lua_istable(L, 1))
		return from_table(L);
	size_t rows = sx_lua_check_size(L, 1), cols = sx_lua_check_size(L, 2);
	double value = luaL_optnumber(L, 3, 0), *v = sx_lua_new_matrix(L, rows, cols);
	for (size_t i = 0; i < rows * cols; i++)
		v[i] = value;
	return 1;
}

static int identity(lua_State *L)
{
	size_t n = sx_lua_check_size(L, 1);
	double *v = sx_lua_new_matrix(L, n, n);
	for (size_t i = 0; i < n; i++)
		v[i * n + i] = 1;
	return 1;
}

/* sx.linspace(first, last, n): one row, both ends included. */
static int linspace(lua_State *L)
{
	double a = luaL_checknumber(L, 1), b = luaL_checknumber(L, 2);
	size_t n = sx_lua_check_size(L, 3);
	double *v = sx_lua_new_matrix(L, 1, n);
	for (size_t i = 0; i < n; i++)
		v[i] = n == 1 ? a : a + (b - a) * (double)i / ((double)n - 1);
	return 1;
}

/* sx.normal(rows, cols [, seed]) and sx.uniform: streams of the seed alone. */
static int draw(lua_State *L, double (*one)(sx_rng *))
{
	size_t rows = sx_lua_check_size(L, 1), cols = sx_lua_check_size(L, 2);
	sx_rng rng = sx_rng_seed((uint64_t)luaL_optinteger(L, 3, 0));
	double *v = sx_lua_new_matrix(L, rows, cols);
	for (size_t i = 0; i < rows * cols; i++)
		v[i] = one(&rng);
	return 1;
}

static int normal(lua_State *L)		{ return draw(L, sx_rng_normal); }
static int uniform(lua_State *L)	{ return draw(L, sx_rng_unit); }

/* sx.permutation(n [, seed]): 1 … n in random order, as a list. */
static int permutation(lua_State *L)
{
	size_t n = sx_lua_check_size(L, 1);
	sx_rng rng = sx_rng_seed((uint64_t)luaL_optinteger(L, 2, 0));
	size_t *order = lua_newuserdatauv(L, n * sizeof *order, 0);
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	sx_rng_shuffle(&rng, order, n);
	lua_createtable(L, (int)n, 0);
	for (size_t i = 0; i < n; i++) {
		lua_pushinteger(L, (lua_Integer)order[i] + 1);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

/* sx.rbind(a, b, …): one below the other; sx.cbind: side by side. */
static int bind(lua_State *L, bool below)
{
	int parts = lua_gettop(L);
	luaL_argcheck(L, parts >= 1, 1, "a matrix is expected");
	size_t along = 0, across = 0;
	for (int p = 1; p <= parts; p++) {
		sx_lua_matrix *m = sx_lua_matrix_at(L, p);
		size_t side = below ? m->cols : m->rows;
		if (p > 1 && side != across)
			return luaL_error(L, "matrix %d has %I %s, the first has %I", p, (LUAI_UACINT)side, below ? "columns" : "rows",
			                  (LUAI_UACINT)across);
		across = side;
		along += below ? m->rows : m->cols;
	}
	double *v = sx_lua_new_matrix(L, below ? along : across, below ? across : along);
	size_t done = 0;
	for (int p = 1; p <= parts; p++) {
		sx_lua_matrix *m = sx_lua_matrix_at(L, p);
		for (size_t i = 0; i < m->rows; i++)
			memcpy(v + (below ? (done + i) * across : i * along + done), m->v + i * m->cols, m->cols * sizeof *v);
		done += below ? m->rows : m->cols;
	}
	return 1;
}

static int rbind(lua_State *L)	{ return bind(L, true); }
static int cbind(lua_State *L)	{ return bind(L, false); }

/* ---- parts ---- */

static int get(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	size_t i = sx_lua_check_index(L, 2, m->rows, "row"), j = sx_lua_check_index(L, 3, m->cols, "column");
	lua_pushnumber(L, m->v[i * m->cols + j]);
	return 1;
}

static int set(lua_State *L)
{
	if (sx_lua_test_rows(L, 1))
		return luaL_error(L, "the rows of a space are read-only; m:copy() gives a writable matrix");
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	size_t i = sx_lua_check_index(L, 2, m->rows, "row"), j = sx_lua_check_index(L, 3, m->cols, "column");
	m->v[i * m->cols + j] = luaL_checknumber(L, 4);
	return 0;
}

static int copy(lua_State *L)
{
	bool borrowed = sx_lua_test_rows(L, 1) != NULL;
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	if (borrowed)
		lua_pushvalue(L, 1);
	else
		memcpy(sx_lua_new_matrix(L, m->rows, m->cols), m->v, m->rows * m->cols * sizeof *m->v);
	return 1;
}

static int row(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	size_t i = sx_lua_check_index(L, 2, m->rows, "row");
	memcpy(sx_lua_new_matrix(L, 1, m->cols), m->v + i * m->cols, m->cols * sizeof *m->v);
	return 1;
}

static int col(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	size_t j = sx_lua_check_index(L, 2, m->cols, "column");
	double *v = sx_lua_new_matrix(L, m->rows, 1);
	for (size_t i = 0; i < m->rows; i++)
		v[i] = m->v[i * m->cols + j];
	return 1;
}

/* m:slice(first, last): rows, both included. */
static int slice(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	size_t a = sx_lua_check_index(L, 2, m->rows, "row"), b = sx_lua_check_index(L, 3, m->rows, "row");
	luaL_argcheck(L, b >= a, 3, "the last row comes before the first");
	memcpy(sx_lua_new_matrix(L, b - a + 1, m->cols), m->v + a * m->cols, (b - a + 1) * m->cols * sizeof *m->v);
	return 1;
}

/* m:columns(first, last) */
static int columns(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	size_t a = sx_lua_check_index(L, 2, m->cols, "column"), b = sx_lua_check_index(L, 3, m->cols, "column");
	luaL_argcheck(L, b >= a, 3, "the last column comes before the first");
	double *v = sx_lua_new_matrix(L, m->rows, b - a + 1);
	for (size_t i = 0; i < m->rows; i++)
		memcpy(v + i * (b - a + 1), m->v + i * m->cols + a, (b - a + 1) * sizeof *v);
	return 1;
}

/* m:pick{3, 1, …}: those rows, in that order. */
static int pick(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	luaL_checktype(L, 2, LUA_TTABLE);
	size_t n = (size_t)luaL_len(L, 2);
	luaL_argcheck(L, n > 0, 2, "the list of rows is empty");
	double *v = sx_lua_new_matrix(L, n, m->cols);
	for (size_t i = 0; i < n; i++) {
		lua_geti(L, 2, (lua_Integer)i + 1);
		memcpy(v + i * m->cols, m->v + sx_lua_check_index(L, -1, m->rows, "row") * m->cols, m->cols * sizeof *v);
		lua_pop(L, 1);
	}
	return 1;
}

static int reshape(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	size_t rows = sx_lua_check_size(L, 2), cols = sx_lua_check_size(L, 3);
	if (rows * cols != m->rows * m->cols)
		return luaL_error(L, "%I values do not fill a matrix of %I x %I", (LUAI_UACINT)(m->rows * m->cols), (LUAI_UACINT)rows,
		                  (LUAI_UACINT)cols);
	memcpy(sx_lua_new_matrix(L, rows, cols), m->v, rows * cols * sizeof *m->v);
	return 1;
}

static int transpose(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	double *v = sx_lua_new_matrix(L, m->cols, m->rows);
	for (size_t i = 0; i < m->rows; i++)
		for (size_t j = 0; j < m->cols; j++)
			v[j * m->rows + i] = m->v[i * m->cols + j];
	return 1;
}

/* A list of one row or column, else a list of rows. */
static int to_table(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	bool flat = m->rows == 1 || m->cols == 1;
	lua_createtable(L, (int)(flat ? m->rows * m->cols : m->rows), 0);
	for (size_t i = 0; i < m->rows * m->cols; i++) {
		if (!flat && i % m->cols == 0)
			lua_createtable(L, (int)m->cols, 0);
		lua_pushnumber(L, m->v[i]);
		lua_rawseti(L, -2, (lua_Integer)(flat ? i : i % m->cols) + 1);
		if (!flat && (i + 1) % m->cols == 0)
			lua_rawseti(L, -2, (lua_Integer)(i / m->cols) + 1);
	}
	return 1;
}

/* ---- the type ---- */

enum { SHOWN = 8 };

/* Its size, and its values where they are few. */
static int to_string(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	luaL_Buffer b;
	char number[32];
	luaL_buffinit(L, &b);
	lua_pushfstring(L, "matrix %I x %I", (LUAI_UACINT)m->rows, (LUAI_UACINT)m->cols);
	luaL_addvalue(&b);
	for (size_t i = 0; m->rows <= SHOWN && m->cols <= SHOWN && i < m->rows; i++)
		for (size_t j = 0; j < m->cols; j++) {
			luaL_addstring(&b, j ? "  " : "\n  ");
			luaL_addstring(&b, sx_number_short(number, m->v[i * m->cols + j]));
		}
	luaL_pushresult(&b);
	return 1;
}

static int get_field(lua_State *L)
{
	sx_lua_matrix *m = lua_touserdata(L, 1);
	const char *name = luaL_checkstring(L, 2);
	if (strcmp(name, "rows") == 0)
		lua_pushinteger(L, (lua_Integer)m->rows);
	else if (strcmp(name, "cols") == 0)
		lua_pushinteger(L, (lua_Integer)m->cols);
	else
		lua_getfield(L, lua_upvalueindex(1), name);
	return 1;
}

void sx_lua_open_matrix(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{ "get", get }, { "set", set }, { "copy", copy }, { "row", row }, { "col", col }, { "slice", slice }, { "columns", columns },
		{ "pick", pick }, { "reshape", reshape }, { "t", transpose }, { "totable", to_table }, { "__tostring", to_string },
		{ NULL, NULL },
	};
	static const luaL_Reg makers[] = {
		{ "matrix", new_matrix }, { "identity", identity }, { "linspace", linspace }, { "normal", normal }, { "uniform", uniform },
		{ "permutation", permutation }, { "rbind", rbind }, { "cbind", cbind }, { NULL, NULL },
	};
	lua_getglobal(L, "sx");
	luaL_setfuncs(L, makers, 0);
	luaL_newmetatable(L, SX_LUA_MATRIX);
	luaL_setfuncs(L, methods, 0);
	lua_pushvalue(L, -1);
	lua_pushcclosure(L, get_field, 1);
	lua_setfield(L, -2, "__index");
	lua_pop(L, 2);
}
