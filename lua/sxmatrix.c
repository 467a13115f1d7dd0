/* sxmatrix.c: matrices of doubles for scripts: sx.matrix{{1, 2}, {3, 4}}, m:matmul(n), m:eigh(), m:map(f).
 *
 * Row-major, owned by Lua, never shared: every operation makes a new one. Rows and columns start at 1. */
#include "sxpriv.h"

#include <math.h>
#include <string.h>

typedef struct matrix {
	size_t rows, cols;
	double v[];
} matrix;

double *sx_lua_new_matrix(lua_State *L, size_t rows, size_t cols)
{
	size_t cells;
	if (!sx_mul(rows, cols, &cells) || cells > (SIZE_MAX - sizeof(matrix)) / sizeof(double) / 2)
		luaL_error(L, "a matrix of %I x %I is too large", (LUAI_UACINT)rows, (LUAI_UACINT)cols);
	matrix *m = lua_newuserdatauv(L, sizeof *m + cells * sizeof(double), 0);
	m->rows = rows;
	m->cols = cols;
	memset(m->v, 0, cells * sizeof(double));
	luaL_setmetatable(L, SX_LUA_MATRIX);
	return m->v;
}

const double *sx_lua_check_matrix(lua_State *L, int at, size_t *rows, size_t *cols)
{
	matrix *m = luaL_checkudata(L, at, SX_LUA_MATRIX);
	*rows = m->rows;
	*cols = m->cols;
	return m->v;
}

static matrix *check(lua_State *L, int at)
{
	return luaL_checkudata(L, at, SX_LUA_MATRIX);
}

/* ---- making ---- */

static int from_table(lua_State *L)
{
	size_t rows = (size_t)luaL_len(L, 1);
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

static size_t size_arg(lua_State *L, int at)
{
	lua_Integer n = luaL_checkinteger(L, at);
	luaL_argcheck(L, n >= 1 && n <= INT32_MAX, at, "a size of at least 1 is wanted");
	return (size_t)n;
}

/* sx.matrix{{…}, …} or sx.matrix(rows, cols [, value]) */
static int new_matrix(lua_State *L)
{
	if (lua_istable(L, 1))
		return from_table(L);
	size_t rows = size_arg(L, 1), cols = size_arg(L, 2);
	double value = luaL_optnumber(L, 3, 0), *v = sx_lua_new_matrix(L, rows, cols);
	for (size_t i = 0; i < rows * cols; i++)
		v[i] = value;
	return 1;
}

static int identity(lua_State *L)
{
	size_t n = size_arg(L, 1);
	double *v = sx_lua_new_matrix(L, n, n);
	for (size_t i = 0; i < n; i++)
		v[i * n + i] = 1;
	return 1;
}

/* sx.normal(rows, cols [, seed]): the fixture stream of the tests. */
static int normal(lua_State *L)
{
	size_t rows = size_arg(L, 1), cols = size_arg(L, 2);
	sx_rng rng = sx_rng_seed((uint64_t)luaL_optinteger(L, 3, 0));
	double *v = sx_lua_new_matrix(L, rows, cols);
	for (size_t i = 0; i < rows * cols; i++)
		v[i] = sx_rng_normal(&rng);
	return 1;
}

/* ---- reading ---- */

static size_t check_index(lua_State *L, int at, size_t n, const char *what)
{
	lua_Integer i = luaL_checkinteger(L, at);
	if (i < 1 || (size_t)i > n)
		luaL_error(L, "%s %I of %I", what, (LUAI_UACINT)i, (LUAI_UACINT)n);
	return (size_t)i - 1;
}

static int get(lua_State *L)
{
	matrix *m = check(L, 1);
	size_t i = check_index(L, 2, m->rows, "row"), j = check_index(L, 3, m->cols, "column");
	lua_pushnumber(L, m->v[i * m->cols + j]);
	return 1;
}

static int set(lua_State *L)
{
	matrix *m = check(L, 1);
	size_t i = check_index(L, 2, m->rows, "row"), j = check_index(L, 3, m->cols, "column");
	m->v[i * m->cols + j] = luaL_checknumber(L, 4);
	return 0;
}

static int row(lua_State *L)
{
	matrix *m = check(L, 1);
	size_t i = check_index(L, 2, m->rows, "row");
	memcpy(sx_lua_new_matrix(L, 1, m->cols), m->v + i * m->cols, m->cols * sizeof *m->v);
	return 1;
}

static int col(lua_State *L)
{
	matrix *m = check(L, 1);
	size_t j = check_index(L, 2, m->cols, "column");
	double *v = sx_lua_new_matrix(L, m->rows, 1);
	for (size_t i = 0; i < m->rows; i++)
		v[i] = m->v[i * m->cols + j];
	return 1;
}

/* m:slice(first, last): rows, both included. */
static int slice(lua_State *L)
{
	matrix *m = check(L, 1);
	size_t a = check_index(L, 2, m->rows, "row"), b = check_index(L, 3, m->rows, "row");
	luaL_argcheck(L, b >= a, 3, "the last row comes before the first");
	memcpy(sx_lua_new_matrix(L, b - a + 1, m->cols), m->v + a * m->cols, (b - a + 1) * m->cols * sizeof *m->v);
	return 1;
}

static int to_table(lua_State *L)
{
	matrix *m = check(L, 1);
	bool flat = m->rows == 1 || m->cols == 1;
	lua_createtable(L, (int)m->rows, 0);
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

static int norm(lua_State *L)
{
	matrix *m = check(L, 1);
	double sum = 0;
	for (size_t i = 0; i < m->rows * m->cols; i++)
		sum += m->v[i] * m->v[i];
	lua_pushnumber(L, sqrt(sum));
	return 1;
}

static int sum(lua_State *L)
{
	matrix *m = check(L, 1);
	double total = 0;
	for (size_t i = 0; i < m->rows * m->cols; i++)
		total += m->v[i];
	lua_pushnumber(L, total);
	return 1;
}

static int dot(lua_State *L)
{
	matrix *a = check(L, 1), *b = check(L, 2);
	double total = 0;
	if (a->rows * a->cols != b->rows * b->cols)
		return luaL_error(L, "dot of %I and %I values", (LUAI_UACINT)(a->rows * a->cols), (LUAI_UACINT)(b->rows * b->cols));
	for (size_t i = 0; i < a->rows * a->cols; i++)
		total += a->v[i] * b->v[i];
	lua_pushnumber(L, total);
	return 1;
}

/* ---- by columns and rows ---- */

static int mean(lua_State *L)
{
	matrix *m = check(L, 1);
	double *v = sx_lua_new_matrix(L, 1, m->cols);
	for (size_t i = 0; i < m->rows; i++)
		for (size_t j = 0; j < m->cols; j++)
			v[j] += m->v[i * m->cols + j] / (double)m->rows;
	return 1;
}

static int center(lua_State *L)
{
	matrix *m = check(L, 1);
	mean(L);
	matrix *mu = check(L, -1);
	double *v = sx_lua_new_matrix(L, m->rows, m->cols);
	for (size_t i = 0; i < m->rows; i++)
		for (size_t j = 0; j < m->cols; j++)
			v[i * m->cols + j] = m->v[i * m->cols + j] - mu->v[j];
	return 1;
}

/* Unit rows; a row of zeros stays. */
static int normalize(lua_State *L)
{
	matrix *m = check(L, 1);
	double *v = sx_lua_new_matrix(L, m->rows, m->cols);
	for (size_t i = 0; i < m->rows; i++) {
		double square = 0;
		for (size_t j = 0; j < m->cols; j++)
			square += m->v[i * m->cols + j] * m->v[i * m->cols + j];
		for (size_t j = 0; j < m->cols; j++)
			v[i * m->cols + j] = square > 0 ? m->v[i * m->cols + j] / sqrt(square) : 0;
	}
	return 1;
}

/* m:map(f): f of every entry. */
static int map(lua_State *L)
{
	matrix *m = check(L, 1);
	luaL_checktype(L, 2, LUA_TFUNCTION);
	double *v = sx_lua_new_matrix(L, m->rows, m->cols);
	for (size_t i = 0; i < m->rows * m->cols; i++) {
		lua_pushvalue(L, 2);
		lua_pushnumber(L, m->v[i]);
		lua_call(L, 1, 1);
		v[i] = luaL_checknumber(L, -1);
		lua_pop(L, 1);
	}
	return 1;
}

/* ---- arithmetic: a number, the same shape, or one row beside every row ---- */

static int combine(lua_State *L, double (*f)(double, double))
{
	matrix *a = luaL_testudata(L, 1, SX_LUA_MATRIX), *b = luaL_testudata(L, 2, SX_LUA_MATRIX);
	matrix *shape = a ? a : b;
	double x = a ? 0 : luaL_checknumber(L, 1), y = b ? 0 : luaL_checknumber(L, 2);
	if (a && b && (a->cols != b->cols || (a->rows != b->rows && b->rows != 1)))
		return luaL_error(L, "shapes %I x %I and %I x %I do not fit", (LUAI_UACINT)a->rows, (LUAI_UACINT)a->cols,
		                  (LUAI_UACINT)b->rows, (LUAI_UACINT)b->cols);
	double *v = sx_lua_new_matrix(L, shape->rows, shape->cols);
	for (size_t i = 0; i < shape->rows * shape->cols; i++)
		v[i] = f(a ? a->v[i] : x, b ? b->v[a && b->rows == 1 ? i % b->cols : i] : y);
	return 1;
}

static double plus(double a, double b)	{ return a + b; }
static double minus(double a, double b)	{ return a - b; }
static double times(double a, double b)	{ return a * b; }
static double over(double a, double b)	{ return a / b; }

static int add(lua_State *L)	{ return combine(L, plus); }
static int sub(lua_State *L)	{ return combine(L, minus); }
static int mul(lua_State *L)	{ return combine(L, times); }
static int quotient(lua_State *L)	{ return combine(L, over); }

/* ---- linear algebra ---- */

static int transpose(lua_State *L)
{
	matrix *m = check(L, 1);
	double *v = sx_lua_new_matrix(L, m->cols, m->rows);
	for (size_t i = 0; i < m->rows; i++)
		for (size_t j = 0; j < m->cols; j++)
			v[j * m->rows + i] = m->v[i * m->cols + j];
	return 1;
}

static int product(lua_State *L, bool ta)
{
	matrix *a = check(L, 1), *b = check(L, ta ? 1 : 2);
	size_t m = ta ? a->cols : a->rows, k = ta ? a->rows : a->cols;
	if (k != b->rows)
		return luaL_error(L, "matmul of %I x %I and %I x %I: %I columns meet %I rows", (LUAI_UACINT)a->rows, (LUAI_UACINT)a->cols,
		                  (LUAI_UACINT)b->rows, (LUAI_UACINT)b->cols, (LUAI_UACINT)k, (LUAI_UACINT)b->rows);
	double *c = sx_lua_new_matrix(L, m, b->cols);
	sx_lua *l = sx_lua_of(L);
	if (!sx_dgemm_par(l->job, "matmul", ta, false, m, b->cols, k, 1, a->v, a->cols, b->v, b->cols, 0, c, b->cols)) {
		l->stopped = true;
		return luaL_error(L, "stopped");
	}
	return 1;
}

static int matmul(lua_State *L)	{ return product(L, false); }
static int gram(lua_State *L)	{ return product(L, true); }	/* mᵀ m */

/* values (1 × d, largest first), vectors (d × d, as rows) */
static int eigh(lua_State *L)
{
	matrix *m = check(L, 1);
	sx_err err = { 0 };
	if (m->rows != m->cols)
		return luaL_error(L, "eigh of %I x %I: a square matrix is wanted", (LUAI_UACINT)m->rows, (LUAI_UACINT)m->cols);
	size_t d = m->rows;
	double *copy = sx_lua_new_matrix(L, d, d), *values = sx_lua_new_matrix(L, 1, d), *vectors = sx_lua_new_matrix(L, d, d);
	memcpy(copy, m->v, d * d * sizeof *copy);
	return sx_eigh(d, copy, values, vectors, &err) ? 2 : sx_lua_raise(L, &err);
}

/* u (m × r), s (1 × r), vt (r × n) */
static int svd(lua_State *L)
{
	matrix *m = check(L, 1);
	sx_err err = { 0 };
	size_t r = m->rows < m->cols ? m->rows : m->cols;
	double *copy = sx_lua_new_matrix(L, m->rows, m->cols), *u = sx_lua_new_matrix(L, m->rows, r);
	double *s = sx_lua_new_matrix(L, 1, r), *vt = sx_lua_new_matrix(L, r, m->cols);
	memcpy(copy, m->v, m->rows * m->cols * sizeof *copy);
	return sx_svd(m->rows, m->cols, copy, s, u, vt, &err) ? 3 : sx_lua_raise(L, &err);
}

static int solve(lua_State *L)
{
	matrix *a = check(L, 1), *b = check(L, 2);
	sx_err err = { 0 };
	if (a->rows != a->cols || b->rows != a->rows)
		return luaL_error(L, "solve of %I x %I with %I x %I", (LUAI_UACINT)a->rows, (LUAI_UACINT)a->cols, (LUAI_UACINT)b->rows,
		                  (LUAI_UACINT)b->cols);
	double *copy = sx_lua_new_matrix(L, a->rows, a->cols), *x = sx_lua_new_matrix(L, b->rows, b->cols);
	memcpy(copy, a->v, a->rows * a->cols * sizeof *copy);
	memcpy(x, b->v, b->rows * b->cols * sizeof *x);
	return sx_solve(a->rows, b->cols, copy, x, &err) ? 1 : sx_lua_raise(L, &err);
}

/* ---- the type ---- */

static int to_string(lua_State *L)
{
	matrix *m = check(L, 1);
	lua_pushfstring(L, "matrix %I x %I", (LUAI_UACINT)m->rows, (LUAI_UACINT)m->cols);
	return 1;
}

static int get_field(lua_State *L)
{
	matrix *m = check(L, 1);
	const char *name = luaL_checkstring(L, 2);
	if (strcmp(name, "rows") == 0)
		lua_pushinteger(L, (lua_Integer)m->rows);
	else if (strcmp(name, "cols") == 0)
		lua_pushinteger(L, (lua_Integer)m->cols);
	else {
		luaL_getmetatable(L, SX_LUA_MATRIX);
		lua_getfield(L, -1, name);
	}
	return 1;
}

void sx_lua_open_matrix(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{ "get", get }, { "set", set }, { "row", row }, { "col", col }, { "slice", slice }, { "totable", to_table },
		{ "norm", norm }, { "sum", sum }, { "dot", dot }, { "mean", mean }, { "center", center }, { "normalize", normalize },
		{ "map", map }, { "t", transpose }, { "matmul", matmul }, { "gram", gram }, { "eigh", eigh }, { "svd", svd },
		{ "solve", solve }, { "__add", add }, { "__sub", sub }, { "__mul", mul }, { "__div", quotient },
		{ "__tostring", to_string }, { "__index", get_field }, { NULL, NULL },
	};
	static const luaL_Reg makers[] = {
		{ "matrix", new_matrix }, { "identity", identity }, { "normal", normal }, { NULL, NULL },
	};
	luaL_newmetatable(L, SX_LUA_MATRIX);
	luaL_setfuncs(L, methods, 0);
	lua_getglobal(L, "sx");
	luaL_setfuncs(L, makers, 0);
	lua_pop(L, 2);
}
