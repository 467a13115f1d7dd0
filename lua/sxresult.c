/* sxresult.c: a result as a plain Lua table: r.scalars, r.tables, r.series, r.params, r.notes. */
#include "sxpriv.h"

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

static void push_frames(lua_State *L, const sx_result *r, bool series)
{
	lua_newtable(L);
	for (size_t i = 0; i < r->nframes; i++) {
		if (sx_look_is_series(r->frame[i].look) != series)
			continue;
		if (series)
			push_series(L, &r->frame[i]);
		else
			push_table(L, &r->frame[i]);
		lua_setfield(L, -2, r->frame[i].name);
	}
}

void sx_lua_push_result(lua_State *L, const sx_result *r)
{
	luaL_checkstack(L, 12, "a result");
	lua_newtable(L);
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
