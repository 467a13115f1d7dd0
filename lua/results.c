/* results.c: a result as a Lua table: r.scalars, r.tables, r.series, r.params, r.notes. Tables and series are copied to Lua
 * when they are asked for, by name or by pairs. */
#include "binding.h"

#include <math.h>
#include <string.h>

static void push_scalar(lua_State *L, const sx_scalar *s)
{
	switch (s->kind) {
	case SX_SCALAR_NUM:
		if (s->num == floor(s->num) && fabs(s->num) < 9e15)
			lua_pushinteger(L, (lua_Integer)s->num);
		else
			lua_pushnumber(L, s->num);
		break;
	case SX_SCALAR_BOOL: lua_pushboolean(L, s->num != 0); break;
	case SX_SCALAR_TEXT: lua_pushstring(L, s->text); break;
	case SX_SCALAR_NUMS:
		lua_createtable(L, (int)s->count, 0);
		for (size_t i = 0; i < s->count; i++) {
			lua_pushnumber(L, s->nums[i]);
			lua_rawseti(L, -2, (lua_Integer)i + 1);
		}
		break;
	default: lua_pushnil(L);
	}
}

/* Rows are numbered from 1 in Lua and from 0 everywhere else. */
static bool is_row(const char *name)
{
	return strcmp(name, "row") == 0;
}

static void push_scalars(lua_State *L, const sx_scalar *list, size_t n)
{
	lua_createtable(L, 0, (int)n);
	for (size_t i = 0; i < n; i++) {
		if (list[i].kind == SX_SCALAR_NUM && is_row(list[i].name))
			lua_pushinteger(L, (lua_Integer)list[i].num + 1);
		else
			push_scalar(L, &list[i]);
		lua_setfield(L, -2, list[i].name);
	}
}

static void push_cell(lua_State *L, const sx_field *f, size_t row)
{
	if (f->type == SX_TEXT)
		lua_pushstring(L, f->text[row]);
	else if (is_row(f->name))
		lua_pushinteger(L, (lua_Integer)f->num[row] + 1);
	else if (isnan(f->num[row]))
		lua_pushnil(L);
	else if (f->type == SX_INTEGER)
		lua_pushinteger(L, (lua_Integer)f->num[row]);
	else
		lua_pushnumber(L, f->num[row]);
}

/* An array of rows by column name. */
static void push_table(lua_State *L, const sx_frame *t)
{
	lua_createtable(L, (int)t->rows, 0);
	for (size_t i = 0; i < t->rows; i++) {
		lua_createtable(L, 0, (int)t->nfields);
		for (size_t f = 0; f < t->nfields; f++) {
			push_cell(L, &t->field[f], i);
			lua_setfield(L, -2, t->field[f].name);
		}
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
}

/* x and y as arrays, and further columns under their names. */
static void push_series(lua_State *L, const sx_frame *t)
{
	lua_createtable(L, 0, (int)t->nfields + 2);
	for (size_t f = 0; f < t->nfields; f++) {
		lua_createtable(L, (int)t->rows, 0);
		for (size_t i = 0; i < t->rows; i++) {
			push_cell(L, &t->field[f], i);
			lua_rawseti(L, -2, (lua_Integer)i + 1);
		}
		lua_setfield(L, -2, f == 0 ? "x" : f == 1 ? "y" : t->field[f].name);
	}
	if (t->nfields > 1) {
		lua_pushstring(L, t->field[0].name);
		lua_setfield(L, -2, "x_label");
		lua_pushstring(L, t->field[1].name);
		lua_setfield(L, -2, "y_label");
	}
}

/* ---- tables and series, made when they are asked for ---- */

#define FRAMES "sextant.frames"
#define HOLD   "sextant.hold"

static const char held;		/* its address is the key under which such a table keeps its hold */

/* The result that tables yet to be made are read from. */
typedef struct hold {
	sx_result *result;
	bool       series;
} hold;

static int hold_collect(lua_State *L)
{
	hold *h = luaL_checkudata(L, 1, HOLD);
	sx_result_unref(h->result);
	h->result = NULL;
	return 0;
}

static void push_frame(lua_State *L, const hold *h, const sx_frame *t)
{
	luaL_checkstack(L, 12, "a table");
	if (h->series)
		push_series(L, t);
	else
		push_table(L, t);
}

static const hold *hold_of(lua_State *L, int at)
{
	lua_rawgetp(L, at, &held);
	const hold *h = luaL_checkudata(L, -1, HOLD);
	lua_pop(L, 1);
	return h;
}

/* r.tables.NAME the first time: built, and kept. */
static int frame_index(lua_State *L)
{
	if (lua_type(L, 2) != LUA_TSTRING)
		return 0;
	const hold *h = hold_of(L, 1);
	const sx_frame *t = sx_result_frame(h->result, lua_tostring(L, 2));
	if (t == NULL || sx_look_is_series(t->look) != h->series)
		return 0;
	push_frame(L, h, t);
	lua_pushvalue(L, 2);
	lua_pushvalue(L, -2);
	lua_rawset(L, 1);
	return 1;
}

static int frame_next(lua_State *L)
{
	lua_settop(L, 2);
	while (lua_next(L, 1)) {
		if (lua_type(L, -2) == LUA_TSTRING)
			return 2;
		lua_pop(L, 1);		/* the hold, whose key is no text */
	}
	lua_pushnil(L);
	return 1;
}

/* All of them are built when somebody walks over them. */
static int frame_pairs(lua_State *L)
{
	const hold *h = hold_of(L, 1);
	for (size_t i = 0; i < h->result->nframes; i++) {
		lua_getfield(L, 1, h->result->frame[i].name);
		lua_pop(L, 1);
	}
	lua_pushcfunction(L, frame_next);
	lua_pushvalue(L, 1);
	lua_pushnil(L);
	return 3;
}

static void push_frames(lua_State *L, const sx_result *r, bool series)
{
	lua_newtable(L);
	hold *h = lua_newuserdatauv(L, sizeof *h, 0);
	*h = (hold){ .series = series };
	luaL_setmetatable(L, HOLD);
	h->result = sx_result_ref((sx_result *)(uintptr_t)r);
	lua_rawsetp(L, -2, &held);
	luaL_setmetatable(L, FRAMES);
}

/* ---- numbers without tables ---- */

/* r:numbers(table [, column …]): the named columns of a table or series, else all of numbers, as a matrix. */
static int numbers(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	const char *name = luaL_checkstring(L, 2);
	int top = lua_gettop(L);
	lua_getfield(L, 1, "tables");
	const sx_result *r = hold_of(L, lua_gettop(L))->result;
	const sx_frame *t = sx_result_frame(r, name);
	if (t == NULL)
		return luaL_error(L, "%s has no table '%s'", r->command, name);
	const sx_field **field = lua_newuserdatauv(L, (t->nfields + (size_t)top) * sizeof *field, 0);
	size_t cols = 0;
	for (int i = 3; i <= top; i++)
		if ((field[cols++] = sx_frame_field(t, luaL_checkstring(L, i))) == NULL || field[cols - 1]->type == SX_TEXT)
			return luaL_error(L, "table '%s' has no numeric column '%s'", name, lua_tostring(L, i));
	for (size_t f = 0; top == 2 && f < t->nfields; f++)
		if (t->field[f].type != SX_TEXT)
			field[cols++] = &t->field[f];
	if (t->rows == 0 || cols == 0)
		return luaL_error(L, "table '%s' holds no numbers", name);
	double *v = sx_lua_new_matrix(L, t->rows, cols);
	for (size_t i = 0; i < t->rows; i++)
		for (size_t c = 0; c < cols; c++)
			v[i * cols + c] = field[c]->num[i] + is_row(field[c]->name);
	return 1;
}

void sx_lua_open_result(lua_State *L)
{
	static const luaL_Reg frames[] = { { "__index", frame_index }, { "__pairs", frame_pairs }, { NULL, NULL } };
	luaL_newmetatable(L, HOLD);
	lua_pushcfunction(L, hold_collect);
	lua_setfield(L, -2, "__gc");
	luaL_newmetatable(L, FRAMES);
	luaL_setfuncs(L, frames, 0);
	luaL_newmetatable(L, SX_LUA_RESULT);
	lua_newtable(L);
	lua_pushcfunction(L, numbers);
	lua_setfield(L, -2, "numbers");
	lua_setfield(L, -2, "__index");
	lua_pop(L, 3);
}

void sx_lua_push_result(lua_State *L, const sx_result *r)
{
	luaL_checkstack(L, 12, "a result");
	lua_newtable(L);
	luaL_setmetatable(L, SX_LUA_RESULT);
	lua_pushstring(L, r->command);
	lua_setfield(L, -2, "command");
	lua_pushnumber(L, r->seconds);
	lua_setfield(L, -2, "seconds");
	push_scalars(L, r->scalar, r->nscalars);
	lua_setfield(L, -2, "scalars");
	push_scalars(L, r->param, r->nparams);
	lua_setfield(L, -2, "params");
	push_frames(L, r, false);
	lua_setfield(L, -2, "tables");
	push_frames(L, r, true);
	lua_setfield(L, -2, "series");
	lua_newtable(L);
	for (size_t i = 0; i < r->nnotes; i++) {
		lua_pushstring(L, r->note[i]);
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lua_setfield(L, -2, "notes");
	lua_newtable(L);
	for (size_t i = 0; i < r->nmade; i++) {
		sx_lua_push_space(L, r->made[i]);
		lua_pushvalue(L, -1);
		lua_setfield(L, -3, sx_space_name(r->made[i]));
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	lua_setfield(L, -2, "spaces");
}
