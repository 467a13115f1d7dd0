/* spaces.c: spaces as Lua userdata: g.name, g.rows, g:label(1), g:column("norm"), g:matrix(). */
#include "binding.h"

#include <math.h>
#include <string.h>

typedef struct box { sx_space *space; } box;

/* The box first, then the reference: an error of Lua leaves nothing behind. */
void sx_lua_push_space(lua_State *L, sx_space *s)
{
	box *b = lua_newuserdatauv(L, sizeof *b, 0);
	b->space = NULL;
	luaL_setmetatable(L, SX_LUA_SPACE);
	b->space = sx_space_ref(s);
}

sx_space *sx_lua_test_space(lua_State *L, int at)
{
	box *b = luaL_testudata(L, at, SX_LUA_SPACE);
	return b ? b->space : NULL;
}

static sx_space *check(lua_State *L, int at)
{
	box *b = luaL_checkudata(L, at, SX_LUA_SPACE);
	if (b->space == NULL)
		luaL_argerror(L, at, "the space is closed");
	return b->space;
}

static int collect(lua_State *L)
{
	box *b = luaL_checkudata(L, 1, SX_LUA_SPACE);
	sx_space_unref(b->space);
	b->space = NULL;
	return 0;
}

static size_t check_row(lua_State *L, const sx_space *s, int at)
{
	lua_Integer i = luaL_checkinteger(L, at);
	if (i < 1 || (size_t)i > sx_space_rows(s))
		luaL_error(L, "row %I of %I (rows start at 1)", (LUAI_UACINT)i, (LUAI_UACINT)sx_space_rows(s));
	return (size_t)i - 1;
}

static int label(lua_State *L)
{
	sx_space *s = check(L, 1);
	const char *text = sx_space_label(s, check_row(L, s, 2));
	lua_pushstring(L, text);	/* nil for NULL */
	return 1;
}

static void push_number(lua_State *L, const sx_field *f, size_t i)
{
	if (f->type == SX_TEXT)
		lua_pushstring(L, f->text[i]);
	else if (f->type == SX_INTEGER && !isnan(f->num[i]))
		lua_pushinteger(L, (lua_Integer)f->num[i]);
	else
		lua_pushnumber(L, f->num[i]);
}

static double norm_of(sx_mat m, size_t i)
{
	double square = 0;
	for (size_t j = 0; j < m.d; j++)
		square += (double)m.p[i * m.ld + j] * (double)m.p[i * m.ld + j];
	return sqrt(square);
}

static int column(lua_State *L)
{
	sx_space *s = check(L, 1);
	const char *name = luaL_checkstring(L, 2);
	const sx_field *f = sx_space_field(s, name);
	size_t n = sx_space_rows(s);
	if (f == NULL && strcmp(name, "norm") != 0)
		return luaL_error(L, "%s has no column '%s'", sx_space_name(s), name);
	lua_createtable(L, (int)(n < 1 << 30 ? n : 0), 0);
	for (size_t i = 0; i < n; i++) {
		if (f)
			push_number(L, f, i);
		else
			lua_pushnumber(L, norm_of(sx_space_mat(s), i));
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

static int columns(lua_State *L)
{
	sx_space *s = check(L, 1);
	lua_newtable(L);
	for (size_t f = 0; f < sx_space_fields(s); f++) {
		lua_pushstring(L, sx_space_field_at(s, f)->name);
		lua_rawseti(L, -2, (lua_Integer)f + 1);
	}
	return 1;
}

static int row(lua_State *L)
{
	sx_space *s = check(L, 1);
	sx_mat m = sx_space_mat(s);
	size_t i = check_row(L, s, 2);
	double *v = sx_lua_new_matrix(L, 1, m.d);
	for (size_t j = 0; j < m.d; j++)
		v[j] = (double)m.p[i * m.ld + j];
	return 1;
}

/* All rows, borrowed, or those numbered in a list, copied. */
static int matrix(lua_State *L)
{
	sx_space *s = check(L, 1);
	bool some = lua_istable(L, 2);
	sx_lua_push_rows(L, s);
	if (!some)
		return 1;
	lua_getfield(L, -1, "pick");
	lua_insert(L, -2);
	lua_pushvalue(L, 2);
	lua_call(L, 2, 1);
	return 1;
}

/* g:set_column(name, values): beside the points, as a list or a matrix of one value a row; replaces one of the same name. */
static int set_column(lua_State *L)
{
	sx_space *s = check(L, 1);
	const char *name = luaL_checkstring(L, 2);
	size_t n = sx_space_rows(s);
	sx_err err = { 0 };
	bool list = lua_istable(L, 3), text = false;
	sx_lua_matrix *m = list ? NULL : sx_lua_matrix_at(L, 3);
	if ((list ? (size_t)luaL_len(L, 3) : m->rows * m->cols) != n)
		return luaL_error(L, "column %s: %I values for %I rows", name, (LUAI_UACINT)(list ? (size_t)luaL_len(L, 3) : m->rows * m->cols),
		                  (LUAI_UACINT)n);
	double *num = lua_newuserdatauv(L, n * sizeof *num, 0);
	const char **word = lua_newuserdatauv(L, n * sizeof *word, 0);
	for (size_t i = 0; i < n; i++) {
		int type = list ? lua_geti(L, 3, (lua_Integer)i + 1) : LUA_TNIL;
		text = text || type == LUA_TSTRING;
		num[i] = m ? m->v[i] : type == LUA_TNUMBER ? lua_tonumber(L, -1) : (double)NAN;
		word[i] = type == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
		lua_settop(L, list ? -2 : -1);
	}
	sx_field f = { .name = name, .type = text ? SX_TEXT : SX_REAL, .num = text ? NULL : num, .text = text ? word : NULL };
	return sx_space_add_field(s, &f, &err) ? 0 : sx_lua_raise(L, &err);
}

/* g:selected([name]): the rows that a selection holds, as a list. */
static int selected(lua_State *L)
{
	sx_space *s = check(L, 1);
	const char *name = luaL_optstring(L, 2, "selected");
	const sx_field *f = sx_space_field(s, name);
	if (f == NULL || f->type == SX_TEXT)
		return luaL_error(L, "%s has no selection '%s'", sx_space_name(s), name);
	lua_newtable(L);
	for (size_t i = 0, n = 0; i < sx_space_rows(s); i++)
		if (f->num[i] != 0 && !isnan(f->num[i])) {
			lua_pushinteger(L, (lua_Integer)i + 1);
			lua_rawseti(L, -2, (lua_Integer)++n);
		}
	return 1;
}

/* g:dim_name(j): the name of a dimension, or nil. */
static int dim_name(lua_State *L)
{
	sx_space *s = check(L, 1);
	lua_pushstring(L, sx_space_dim_name(s, sx_lua_check_index(L, 2, sx_space_dims(s), "dimension")));
	return 1;
}

/* g:shape(): the axes of the array it came from, outermost first; nothing for a plain table. */
static int shape(lua_State *L)
{
	size_t axes[SX_AXES], n = sx_space_shape(check(L, 1), axes);
	for (size_t i = 0; i < n; i++)
		lua_pushinteger(L, (lua_Integer)axes[i]);
	return (int)n;
}

static int find(lua_State *L)
{
	sx_space *s = check(L, 1);
	size_t at;
	sx_err err = { 0 };
	if (!sx_space_find(s, luaL_checkstring(L, 2), &at, &err))
		return sx_lua_raise(L, &err);
	lua_pushinteger(L, (lua_Integer)at + 1);
	return 1;
}

/* sx.points(matrix, name): a space of its rows, added to the session. */
static int points(lua_State *L)
{
	const sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	size_t rows = m->rows, cols = m->cols;
	const char *name = luaL_checkstring(L, 2);
	sx_err err = { 0 };
	float *p;
	sx_space *s = sx_space_new(name, rows, cols, &p, &err);
	if (s == NULL)
		return sx_lua_raise(L, &err);
	for (size_t i = 0; i < rows * cols; i++)
		p[i] = (float)m->v[i];
	bool ok = sx_session_add(sx_lua_of(L)->session, s, true, &err);
	sx_space_unref(s);
	if (!ok)
		return sx_lua_raise(L, &err);
	sx_lua_push_space(L, sx_session_space(sx_lua_of(L)->session, name));
	return 1;
}

static int to_string(lua_State *L)
{
	sx_space *s = check(L, 1);
	lua_pushfstring(L, "space %s: %I x %I", sx_space_name(s), (LUAI_UACINT)sx_space_rows(s), (LUAI_UACINT)sx_space_dims(s));
	return 1;
}

/* Fields first, then methods. */
static int get_field(lua_State *L)
{
	sx_space *s = check(L, 1);
	const char *name = luaL_checkstring(L, 2);
	if (strcmp(name, "name") == 0)
		lua_pushstring(L, sx_space_name(s));
	else if (strcmp(name, "rows") == 0)
		lua_pushinteger(L, (lua_Integer)sx_space_rows(s));
	else if (strcmp(name, "dims") == 0)
		lua_pushinteger(L, (lua_Integer)sx_space_dims(s));
	else {
		luaL_getmetatable(L, SX_LUA_SPACE);
		lua_getfield(L, -1, name);
	}
	return 1;
}

void sx_lua_open_space(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{ "label", label }, { "column", column }, { "columns", columns }, { "row", row }, { "matrix", matrix },
		{ "set_column", set_column }, { "selected", selected }, { "dim_name", dim_name }, { "shape", shape },
		{ "find", find }, { "__gc", collect }, { "__close", collect }, { "__tostring", to_string }, { "__index", get_field },
		{ NULL, NULL },
	};
	luaL_newmetatable(L, SX_LUA_SPACE);
	luaL_setfuncs(L, methods, 0);
	lua_getglobal(L, "sx");
	lua_pushcfunction(L, points);
	lua_setfield(L, -2, "points");
	lua_pop(L, 2);
}
