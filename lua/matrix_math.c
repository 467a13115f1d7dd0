/* matrix_math.c: matrices entry by entry, sums and statistics by rows and columns, functions of rows. */
#include "binding.h"

#include <math.h>
#include <string.h>

/* ---- entry by entry with a number, the same shape, one row, or one column ---- */

static bool fits(size_t a, size_t b)
{
	return a == b || a == 1 || b == 1;
}

static int combine(lua_State *L, double (*f)(double, double))
{
	double x = 0, y = 0;
	sx_lua_matrix *a = lua_isnumber(L, 1) ? NULL : sx_lua_matrix_at(L, 1), *b = lua_isnumber(L, 2) ? NULL : sx_lua_matrix_at(L, 2);
	if (a == NULL)
		x = luaL_checknumber(L, 1);
	if (b == NULL)
		y = luaL_checknumber(L, 2);
	size_t ar = a ? a->rows : 1, ac = a ? a->cols : 1, br = b ? b->rows : 1, bc = b ? b->cols : 1;
	if (!fits(ar, br) || !fits(ac, bc))
		return luaL_error(L, "shapes %I x %I and %I x %I do not fit", (LUAI_UACINT)ar, (LUAI_UACINT)ac, (LUAI_UACINT)br,
		                  (LUAI_UACINT)bc);
	size_t rows = ar > br ? ar : br, cols = ac > bc ? ac : bc;
	double *v = sx_lua_new_matrix(L, rows, cols);
	for (size_t i = 0; i < rows; i++) {
		const double *p = a ? a->v + (ar == 1 ? 0 : i * ac) : &x, *q = b ? b->v + (br == 1 ? 0 : i * bc) : &y;
		for (size_t j = 0; j < cols; j++)
			v[i * cols + j] = f(p[ac == 1 ? 0 : j], q[bc == 1 ? 0 : j]);
	}
	return 1;
}

static double plus(double a, double b)		{ return a + b; }
static double minus(double a, double b)		{ return a - b; }
static double times(double a, double b)		{ return a * b; }
static double over(double a, double b)		{ return a / b; }
static double less(double a, double b)		{ return a < b; }
static double at_most(double a, double b)	{ return a <= b; }
static double more(double a, double b)		{ return a > b; }
static double at_least(double a, double b)	{ return a >= b; }
static double equal(double a, double b)		{ return a == b; }

static int add(lua_State *L)		{ return combine(L, plus); }
static int sub(lua_State *L)		{ return combine(L, minus); }
static int mul(lua_State *L)		{ return combine(L, times); }
static int quotient(lua_State *L)	{ return combine(L, over); }
static int power(lua_State *L)		{ return combine(L, pow); }
static int maximum(lua_State *L)	{ return combine(L, fmax); }
static int minimum(lua_State *L)	{ return combine(L, fmin); }
static int lt(lua_State *L)		{ return combine(L, less); }
static int le(lua_State *L)		{ return combine(L, at_most); }
static int gt(lua_State *L)		{ return combine(L, more); }
static int ge(lua_State *L)		{ return combine(L, at_least); }
static int eq(lua_State *L)		{ return combine(L, equal); }

static int each(lua_State *L, double (*f)(double))
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	double *v = sx_lua_new_matrix(L, m->rows, m->cols);
	for (size_t i = 0; i < m->rows * m->cols; i++)
		v[i] = f(m->v[i]);
	return 1;
}

static double negative(double a)	{ return -a; }

static int unm(lua_State *L)	{ return each(L, negative); }
static int m_abs(lua_State *L)	{ return each(L, fabs); }
static int m_sqrt(lua_State *L)	{ return each(L, sqrt); }
static int m_exp(lua_State *L)	{ return each(L, exp); }
static int m_log(lua_State *L)	{ return each(L, log); }
static int m_sin(lua_State *L)	{ return each(L, sin); }
static int m_cos(lua_State *L)	{ return each(L, cos); }
static int m_tanh(lua_State *L)	{ return each(L, tanh); }

/* ---- lines: all entries, a column (axis 1) or a row (axis 2) at a time ---- */

/* One figure of n values, step apart. */
typedef double line_figure(const double *v, size_t n, size_t step);

static int axis_at(lua_State *L, int at, int otherwise)
{
	lua_Integer axis = luaL_optinteger(L, at, otherwise);
	luaL_argcheck(L, axis >= 0 && axis <= 2, at, "axis 1 goes down the columns, 2 along the rows");
	return (int)axis;
}

/* axis 0: a number. */
static int fold(lua_State *L, line_figure *f, int axis)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	if (axis == 0) {
		lua_pushnumber(L, f(m->v, m->rows * m->cols, 1));
		return 1;
	}
	size_t n = axis == 1 ? m->cols : m->rows;
	double *v = axis == 1 ? sx_lua_new_matrix(L, 1, n) : sx_lua_new_matrix(L, n, 1);
	for (size_t i = 0; i < n; i++)
		v[i] = axis == 1 ? f(m->v + i, m->rows, m->cols) : f(m->v + i * m->cols, m->cols, 1);
	return 1;
}

static double sum_of(const double *v, size_t n, size_t step)
{
	double s = 0;
	for (size_t i = 0; i < n; i++)
		s += v[i * step];
	return s;
}

static double mean_of(const double *v, size_t n, size_t step)
{
	return sum_of(v, n, step) / (double)n;
}

/* With n - 1. */
static double variance_of(const double *v, size_t n, size_t step)
{
	double mean = mean_of(v, n, step), s = 0;
	for (size_t i = 0; i < n; i++)
		s += (v[i * step] - mean) * (v[i * step] - mean);
	return n > 1 ? s / ((double)n - 1) : (double)NAN;
}

static double sd_of(const double *v, size_t n, size_t step)
{
	return sqrt(variance_of(v, n, step));
}

static double least_of(const double *v, size_t n, size_t step)
{
	double s = INFINITY;
	for (size_t i = 0; i < n; i++)
		s = fmin(s, v[i * step]);
	return s;
}

static double greatest_of(const double *v, size_t n, size_t step)
{
	double s = -INFINITY;
	for (size_t i = 0; i < n; i++)
		s = fmax(s, v[i * step]);
	return s;
}

static double length_of(const double *v, size_t n, size_t step)
{
	double s = 0;
	for (size_t i = 0; i < n; i++)
		s += v[i * step] * v[i * step];
	return sqrt(s);
}

/* From 1; of equal ones the first. */
static double place_of_greatest(const double *v, size_t n, size_t step)
{
	size_t top = 0;
	for (size_t i = 1; i < n; i++)
		if (v[i * step] > v[top * step])
			top = i;
	return (double)top + 1;
}

static int sum(lua_State *L)	{ return fold(L, sum_of, axis_at(L, 2, 0)); }
static int mean(lua_State *L)	{ return fold(L, mean_of, axis_at(L, 2, 1)); }
static int std(lua_State *L)	{ return fold(L, sd_of, axis_at(L, 2, 1)); }
static int var(lua_State *L)	{ return fold(L, variance_of, axis_at(L, 2, 1)); }
static int least(lua_State *L)	{ return fold(L, least_of, axis_at(L, 2, 0)); }
static int greatest(lua_State *L)	{ return fold(L, greatest_of, axis_at(L, 2, 0)); }
static int norm(lua_State *L)	{ return fold(L, length_of, axis_at(L, 2, 0)); }
static int argmax(lua_State *L)	{ return fold(L, place_of_greatest, axis_at(L, 2, 2)); }

/* m:quantile(q): of all entries, linear between them. */
static int quantile(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	double q = luaL_checknumber(L, 2);
	size_t n = m->rows * m->cols;
	luaL_argcheck(L, q >= 0 && q <= 1, 2, "a share from 0 to 1 is expected");
	double *copy = lua_newuserdatauv(L, n * sizeof *copy, 0);
	memcpy(copy, m->v, n * sizeof *copy);
	lua_pushnumber(L, sx_quantile(copy, n, q));
	return 1;
}

static int dot(lua_State *L)
{
	sx_lua_matrix *a = sx_lua_matrix_at(L, 1), *b = sx_lua_matrix_at(L, 2);
	double total = 0;
	if (a->rows * a->cols != b->rows * b->cols)
		return luaL_error(L, "dot of %I and %I values", (LUAI_UACINT)(a->rows * a->cols), (LUAI_UACINT)(b->rows * b->cols));
	for (size_t i = 0; i < a->rows * a->cols; i++)
		total += a->v[i] * b->v[i];
	lua_pushnumber(L, total);
	return 1;
}

/* m:order([descending]): places of the values in rising order, as a list; of equal ones the first first. */
static int order(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	double by = lua_toboolean(L, 2) ? 1 : -1;
	size_t n = m->rows * m->cols, *place = lua_newuserdatauv(L, n * sizeof *place, 0);
	double *v = lua_newuserdatauv(L, n * sizeof *v, 0);
	sx_arena *tmp = sx_arena_new(0);
	for (size_t i = 0; i < n; i++)
		v[i] = by * m->v[i];
	bool ok = tmp && sx_order_down(v, n, place, tmp);
	sx_arena_free(tmp);
	if (!ok)
		return luaL_error(L, "out of memory");
	lua_createtable(L, (int)n, 0);
	for (size_t i = 0; i < n; i++) {
		lua_pushinteger(L, (lua_Integer)place[i] + 1);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

/* ---- correlations of two lists of values ---- */

static int pearson(lua_State *L)
{
	sx_lua_matrix *a = sx_lua_matrix_at(L, 1), *b = sx_lua_matrix_at(L, 2);
	size_t n = a->rows * a->cols;
	luaL_argcheck(L, b->rows * b->cols == n, 2, "there must be as many values as in the first");
	double ma = mean_of(a->v, n, 1), mb = mean_of(b->v, n, 1), ab = 0, aa = 0, bb = 0;
	for (size_t i = 0; i < n; i++) {
		ab += (a->v[i] - ma) * (b->v[i] - mb);
		aa += (a->v[i] - ma) * (a->v[i] - ma);
		bb += (b->v[i] - mb) * (b->v[i] - mb);
	}
	lua_pushnumber(L, ab / sqrt(aa * bb));
	return 1;
}

static int spearman(lua_State *L)
{
	sx_lua_matrix *a = sx_lua_matrix_at(L, 1), *b = sx_lua_matrix_at(L, 2);
	luaL_argcheck(L, b->rows * b->cols == a->rows * a->cols, 2, "there must be as many values as in the first");
	sx_arena *tmp = sx_arena_new(0);
	double rho = 0;
	bool ok = tmp && sx_spearman(a->v, b->v, a->rows * a->cols, tmp, &rho);
	sx_arena_free(tmp);
	if (!ok)
		return luaL_error(L, "not enough memory");
	lua_pushnumber(L, rho);
	return 1;
}

/* ---- rows made comparable ---- */

static int center(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	double *v = sx_lua_new_matrix(L, m->rows, m->cols);
	for (size_t j = 0; j < m->cols; j++) {
		double mu = mean_of(m->v + j, m->rows, m->cols);
		for (size_t i = 0; i < m->rows; i++)
			v[i * m->cols + j] = m->v[i * m->cols + j] - mu;
	}
	return 1;
}

/* Unit rows; a row of zeros stays. */
static int normalize(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	double *v = sx_lua_new_matrix(L, m->rows, m->cols);
	for (size_t i = 0; i < m->rows; i++) {
		double length = length_of(m->v + i * m->cols, m->cols, 1);
		for (size_t j = 0; j < m->cols; j++)
			v[i * m->cols + j] = length > 0 ? m->v[i * m->cols + j] / length : 0;
	}
	return 1;
}

/* ---- functions of entries and rows ---- */

/* m:map(f): f of every entry. */
static int map(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
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

/* Row i of a matrix or of borrowed rows, to doubles. */
static void load_row(const sx_lua_matrix *m, sx_mat borrowed, size_t i, double *to)
{
	if (m)
		memcpy(to, m->v + i * m->cols, m->cols * sizeof *to);
	else
		for (size_t j = 0; j < borrowed.d; j++)
			to[j] = (double)borrowed.p[i * borrowed.ld + j];
}

/* What a function returned for a row: a number, or a matrix of one row. */
static size_t answer_width(lua_State *L)
{
	return lua_isnumber(L, -1) ? 1 : sx_lua_matrix_at(L, -1)->rows * sx_lua_matrix_at(L, -1)->cols;
}

static void keep_answer(lua_State *L, size_t i, size_t width, double *v)
{
	if (answer_width(L) != width)
		luaL_error(L, "row %I gave %I values, the first gave %I", (LUAI_UACINT)i + 1, (LUAI_UACINT)answer_width(L), (LUAI_UACINT)width);
	if (lua_isnumber(L, -1))
		v[i] = lua_tonumber(L, -1);
	else
		memcpy(v + i * width, sx_lua_matrix_at(L, -1)->v, width * sizeof *v);
}

/* m:maprows(f): f(row, i) of every row, a number or a matrix of one row; row is the same matrix each time, filled anew. */
static int maprows(lua_State *L)
{
	sx_space *s = sx_lua_test_rows(L, 1);
	sx_mat borrowed = s ? sx_space_mat(s) : (sx_mat){ 0 };
	sx_lua_matrix *m = s ? NULL : sx_lua_matrix_at(L, 1);
	size_t rows = s ? borrowed.n : m->rows, cols = s ? borrowed.d : m->cols, width = 0;
	luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_settop(L, 2);
	double *row = sx_lua_new_matrix(L, 1, cols), *v = NULL;	/* 3 */
	for (size_t i = 0; i < rows; i++) {
		load_row(m, borrowed, i, row);
		lua_pushvalue(L, 2);
		lua_pushvalue(L, 3);
		lua_pushinteger(L, (lua_Integer)i + 1);
		lua_call(L, 2, 1);
		if (v == NULL) {
			width = answer_width(L);
			v = sx_lua_new_matrix(L, rows, width);
			lua_insert(L, 4);
		}
		keep_answer(L, i, width, v);
		lua_settop(L, 4);
	}
	return 1;
}

/* m:reduce(f, start): f(so far, row, i) over the rows, from start. */
static int reduce(lua_State *L)
{
	sx_space *s = sx_lua_test_rows(L, 1);
	sx_mat borrowed = s ? sx_space_mat(s) : (sx_mat){ 0 };
	sx_lua_matrix *m = s ? NULL : sx_lua_matrix_at(L, 1);
	luaL_checktype(L, 2, LUA_TFUNCTION);
	lua_settop(L, 3);
	double *row = sx_lua_new_matrix(L, 1, s ? borrowed.d : m->cols);	/* 4 */
	for (size_t i = 0; i < (s ? borrowed.n : m->rows); i++) {
		load_row(m, borrowed, i, row);
		lua_pushvalue(L, 2);
		lua_pushvalue(L, 3);
		lua_pushvalue(L, 4);
		lua_pushinteger(L, (lua_Integer)i + 1);
		lua_call(L, 3, 1);
		lua_replace(L, 3);
	}
	lua_settop(L, 3);
	return 1;
}

void sx_lua_open_matrix_math(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{ "__add", add }, { "__sub", sub }, { "__mul", mul }, { "__div", quotient }, { "__pow", power }, { "__unm", unm },
		{ "maximum", maximum }, { "minimum", minimum }, { "lt", lt }, { "le", le }, { "gt", gt }, { "ge", ge }, { "eq", eq },
		{ "abs", m_abs }, { "sqrt", m_sqrt }, { "exp", m_exp }, { "log", m_log }, { "sin", m_sin }, { "cos", m_cos },
		{ "tanh", m_tanh }, { "sum", sum }, { "mean", mean }, { "std", std }, { "var", var }, { "min", least }, { "max", greatest },
		{ "norm", norm }, { "argmax", argmax }, { "quantile", quantile }, { "dot", dot }, { "order", order }, { "center", center },
		{ "normalize", normalize }, { "map", map }, { "maprows", maprows }, { "reduce", reduce }, { NULL, NULL },
	};
	static const luaL_Reg makers[] = { { "pearson", pearson }, { "spearman", spearman }, { NULL, NULL } };
	luaL_getmetatable(L, SX_LUA_MATRIX);
	luaL_setfuncs(L, methods, 0);
	lua_getglobal(L, "sx");
	luaL_setfuncs(L, makers, 0);
	lua_pop(L, 2);
}
