/* commands.c: every command as sx.NAME(space, …, {option = value}), and new commands by sx.command{…}. */
#include "binding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RESULT "sextant.result"

/* ---- arguments from Lua to text ---- */

typedef struct args {
	sx_arg *arg;
	size_t  n;
} args;

/* A list becomes "a,b,c". */
static const char *list_text(lua_State *L, int at)
{
	luaL_Buffer b;
	lua_Integer n = luaL_len(L, at);
	luaL_buffinit(L, &b);
	for (lua_Integer i = 1; i <= n; i++) {
		lua_geti(L, at, i);
		luaL_tolstring(L, -1, NULL);
		lua_remove(L, -2);
		luaL_addvalue(&b);
		if (i < n)
			luaL_addchar(&b, ',');
	}
	luaL_pushresult(&b);
	return lua_tostring(L, -1);
}

static sx_kind kind_of(const sx_command *c, const char *name, size_t position)
{
	for (size_t i = 0; i < c->nparams; i++) {
		if (name ? strcmp(c->param[i].name, name) == 0 : (c->param[i].flags & SX_POSITIONAL) && position-- == 0)
			return c->param[i].kind;
	}
	return SX_KIND_TEXT;
}

/* The text stays on the stack, so that it lives until the command has run. Row numbers start at 1 here. */
static void add_arg(lua_State *L, args *a, const char *name, int at, sx_kind kind)
{
	sx_arg arg = { .name = name, .space = sx_lua_test_space(L, at) };
	char number[32];
	luaL_checkstack(L, 4, "arguments");
	if (arg.space == NULL) {
		switch (lua_type(L, at)) {
		case LUA_TBOOLEAN: arg.text = lua_toboolean(L, at) ? "yes" : "no"; break;
		case LUA_TTABLE:   arg.text = list_text(L, at); break;
		case LUA_TNUMBER:
			arg.text = lua_pushstring(L, sx_number(number, lua_tonumber(L, at) - (kind == SX_KIND_ROW)));
			break;
		case LUA_TSTRING:  arg.text = lua_tostring(L, at); break;
		default: luaL_error(L, "argument %s is a %s", name ? name : "", luaL_typename(L, at));
		}
	}
	a->arg[a->n++] = arg;
}

static void read_args(lua_State *L, const sx_command *c, args *a)
{
	int top = lua_gettop(L), last = top;
	bool options = top > 0 && lua_istable(L, top) && luaL_len(L, top) == 0;
	size_t most = (size_t)top + 64;
	a->arg = lua_newuserdatauv(L, most * sizeof *a->arg, 0);
	memset(a->arg, 0, most * sizeof *a->arg);
	if (options)
		last--;
	for (int i = 1; i <= last; i++)
		if (!lua_isnil(L, i))
			add_arg(L, a, NULL, i, kind_of(c, NULL, (size_t)i - 1));
	if (!options)
		return;
	lua_pushnil(L);
	while (lua_next(L, top)) {
		if (lua_type(L, -2) != LUA_TSTRING)
			luaL_error(L, "options are named: {k = 10}");
		if (a->n == most)
			luaL_error(L, "too many options");
		const char *name = lua_tostring(L, -2);
		int value = lua_gettop(L);
		add_arg(L, a, name, value, kind_of(c, name, 0));
		lua_pushvalue(L, value - 1);	/* what add_arg left stays below; go on from the key */
	}
}

/* ---- running a command ---- */

static int result_collect(lua_State *L)
{
	sx_result **r = luaL_checkudata(L, 1, RESULT);
	sx_result_unref(*r);
	*r = NULL;
	return 0;
}

static sx_result *new_result(lua_State *L)
{
	sx_result **box = lua_newuserdatauv(L, sizeof *box, 0);
	*box = NULL;
	luaL_setmetatable(L, RESULT);
	*box = sx_result_new();
	if (*box == NULL)
		luaL_error(L, "out of memory");
	return *box;
}

static int call_command(lua_State *L)
{
	const sx_command *c = lua_touserdata(L, lua_upvalueindex(1));
	sx_lua *l = sx_lua_of(L);
	args a = { 0 };
	sx_err err = { 0 };
	read_args(L, c, &a);
	sx_result *r = new_result(L);
	if (!sx_apply(l->session, c, a.arg, a.n, l->job, r, &err)) {
		if (err.code == SX_ECANCEL)
			return sx_lua_raise(L, &err);
		return luaL_error(L, "%s: %s", c->name, err.msg);
	}
	if (strcmp(c->name, "load") == 0 || strcmp(c->name, "use") == 0)
		sx_lua_push_space(L, sx_session_current(l->session));
	else
		sx_lua_push_result(L, r);
	return 1;
}

/* sx.line [[hubness glove --k 5]]: a command as it is typed, which is the form of a saved session. */
static int call_line(lua_State *L)
{
	sx_lua *l = sx_lua_of(L);
	const char *line = luaL_checkstring(L, 1);
	sx_err err = { 0 };
	sx_result *r = new_result(L);
	if (!sx_run(l->session, line, l->job, r, &err))
		return sx_lua_raise(L, &err);
	if (r->command == NULL)
		return 0;
	sx_lua_push_result(L, r);
	return 1;
}

/* sx.NAME is looked up when it is asked for, so that commands made at run time are there too. */
static int find_command(lua_State *L)
{
	sx_err err = { 0 };
	const sx_command *c = sx_command_find(sx_lua_of(L)->session, luaL_checkstring(L, 2), &err);
	if (c == NULL)
		return sx_lua_raise(L, &err);
	lua_pushlightuserdata(L, (void *)(uintptr_t)c);
	lua_pushcclosure(L, call_command, 1);
	return 1;
}

/* ---- sx.command{…} ---- */

typedef struct user_command {
	sx_command  command;
	sx_param   *param;
	sx_lua     *lua;
	int         run;	/* of the registry */
	sx_arena   *arena;
} user_command;

static const char *text_field(lua_State *L, int at, const char *name, sx_arena *a)
{
	int top = lua_gettop(L);
	lua_getfield(L, at, name);
	const char *text = lua_isnil(L, -1) ? NULL : sx_strdup(a, luaL_tolstring(L, -1, NULL));
	lua_settop(L, top);
	return text;
}

static const struct { const char *name; sx_kind kind; } kinds[] = {
	{ "space", SX_KIND_SPACE }, { "integer", SX_KIND_INT }, { "integers", SX_KIND_INTS }, { "number", SX_KIND_REAL },
	{ "flag", SX_KIND_FLAG }, { "choice", SX_KIND_CHOICE }, { "text", SX_KIND_TEXT }, { "row", SX_KIND_ROW },
	{ "column", SX_KIND_COLUMN }, { "path", SX_KIND_PATH }, { "name", SX_KIND_NAME }, { "spaces", SX_KIND_SPACES },
	{ "choices", SX_KIND_CHOICES },
};

static sx_kind read_kind(lua_State *L, const char *word)
{
	for (size_t i = 0; word && i < SX_COUNT(kinds); i++)
		if (strcmp(kinds[i].name, word) == 0)
			return kinds[i].kind;
	luaL_Buffer list;
	luaL_buffinit(L, &list);
	for (size_t i = 0; i < SX_COUNT(kinds); i++) {
		luaL_addstring(&list, i ? ", " : "");
		luaL_addstring(&list, kinds[i].name);
	}
	luaL_pushresult(&list);
	luaL_error(L, "'%s' is not a kind of parameter; it must be one of %s", word ? word : "nil", lua_tostring(L, -1));
	return SX_KIND_TEXT;
}

static double number_field(lua_State *L, int at, const char *name, double otherwise)
{
	lua_getfield(L, at, name);
	double v = luaL_optnumber(L, -1, otherwise);
	lua_pop(L, 1);
	return v;
}

static bool bool_field(lua_State *L, int at, const char *name)
{
	lua_getfield(L, at, name);
	bool v = lua_toboolean(L, -1);
	lua_pop(L, 1);
	return v;
}

static sx_param read_param(lua_State *L, int at, sx_arena *a)
{
	sx_param p = { .kind = read_kind(L, text_field(L, at, "kind", a)) };
	p.name = text_field(L, at, "name", a);
	p.dflt = text_field(L, at, "default", a);
	p.choices = text_field(L, at, "choices", a);
	p.help = text_field(L, at, "help", a);
	if (p.name == NULL || ((p.kind == SX_KIND_CHOICE || p.kind == SX_KIND_CHOICES) && p.choices == NULL))
		luaL_error(L, p.name ? "parameter %s: choices are missing, \"a|b\"" : "a parameter has no name", p.name);
	if (p.kind == SX_KIND_FLAG && p.dflt)
		p.dflt = strcmp(p.dflt, "true") == 0 ? "yes" : strcmp(p.dflt, "false") == 0 ? "no" : p.dflt;
	p.help = p.help ? p.help : "see the script";
	p.lo = number_field(L, at, "min", -INFINITY);
	p.hi = number_field(L, at, "max", INFINITY);
	p.flags = (p.kind == SX_KIND_SPACE || p.kind == SX_KIND_SPACES || bool_field(L, at, "positional") ? SX_POSITIONAL : 0u) |
	          (bool_field(L, at, "required") ? SX_REQUIRED : 0u);
	if (isinf(p.lo) && isinf(p.hi))
		p.lo = p.hi = 0;
	else
		p.flags |= SX_LIMITED;
	return p;
}

static void push_value(lua_State *L, const sx_param *p, const sx_value *v)
{
	if (p->kind == SX_KIND_SPACE && v->count)
		sx_lua_push_space(L, v->space[0]);
	else if (p->kind == SX_KIND_SPACES) {
		lua_createtable(L, (int)v->count, 0);
		for (size_t i = 0; i < v->count; i++) {
			sx_lua_push_space(L, v->space[i]);
			lua_rawseti(L, -2, (lua_Integer)i + 1);
		}
	}
	else if (v->text == NULL)
		lua_pushnil(L);
	else if (p->kind == SX_KIND_INT)
		lua_pushinteger(L, (lua_Integer)v->num);
	else if (p->kind == SX_KIND_ROW)
		lua_pushinteger(L, (lua_Integer)v->num + 1);
	else if (p->kind == SX_KIND_REAL)
		lua_pushnumber(L, v->num);
	else if (p->kind == SX_KIND_FLAG)
		lua_pushboolean(L, v->num != 0);
	else if (p->kind == SX_KIND_INTS) {
		lua_createtable(L, (int)v->count, 0);
		for (size_t i = 0; i < v->count; i++) {
			lua_pushinteger(L, (lua_Integer)v->list[i]);
			lua_rawseti(L, -2, (lua_Integer)i + 1);
		}
	} else
		lua_pushstring(L, v->text);
}

/* Calls run(call, out); on the stack: run, the sx_call, the sx_result as light userdata. */
static int run_protected(lua_State *L)
{
	user_command *u = lua_touserdata(L, 1);
	const sx_call *call = lua_touserdata(L, 2);
	sx_result *out = lua_touserdata(L, 3);
	lua_rawgeti(L, LUA_REGISTRYINDEX, u->run);
	lua_newtable(L);
	for (size_t i = 0; i < u->command.nparams; i++) {
		push_value(L, &u->param[i], &call->arg[i]);
		lua_setfield(L, -2, u->param[i].name);
	}
	sx_result **box = sx_lua_push_writer(L, out);
	lua_pushvalue(L, -1);
	lua_insert(L, 4);		/* keeps the box alive during the call */
	int status = lua_pcall(L, 2, 0, 0);
	*box = NULL;			/* a script that kept it finds it closed */
	return status == LUA_OK ? 0 : lua_error(L);
}

static bool run_user(const sx_call *call, sx_result *out, sx_err *err)
{
	user_command *u = call->command->data;
	lua_State *L = u->lua->L;
	int top = lua_gettop(L);
	if (!lua_checkstack(L, 20))
		return sx_fail_memory(err, "Lua's stack", 320);
	lua_pushcfunction(L, run_protected);
	lua_pushlightuserdata(L, u);
	lua_pushlightuserdata(L, (void *)(uintptr_t)call);
	lua_pushlightuserdata(L, out);
	bool ok = sx_lua_call(u->lua, 3, 0, call->job, err);
	lua_settop(L, top);
	return ok;
}

static int user_collect(lua_State *L)
{
	user_command *u = lua_touserdata(L, 1);
	sx_arena_free(u->arena);
	u->arena = NULL;
	return 0;
}

static void read_params(lua_State *L, user_command *u)
{
	lua_getfield(L, 1, "params");
	size_t n = lua_istable(L, -1) ? (size_t)luaL_len(L, -1) : 0;
	int list = lua_gettop(L);
	u->param = sx_alloc(u->arena, n + 1, sizeof *u->param);
	if (u->param == NULL)
		luaL_error(L, "out of memory");
	for (size_t i = 0; i < n; i++) {
		lua_geti(L, list, (lua_Integer)i + 1);
		luaL_checktype(L, -1, LUA_TTABLE);
		u->param[i] = read_param(L, lua_gettop(L), u->arena);
		lua_settop(L, list);
	}
	u->command.param = u->param;
	u->command.nparams = n;
}

/* The userdata is anchored in the registry for the life of the state: the session may call it at any time. */
static int define_as(lua_State *L, const char *group)
{
	sx_err err = { 0 };
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	user_command *u = lua_newuserdatauv(L, sizeof *u, 0);
	*u = (user_command){ .lua = sx_lua_of(L), .arena = sx_arena_new(0) };
	lua_newtable(L);
	lua_pushcfunction(L, user_collect);
	lua_setfield(L, -2, "__gc");
	lua_setmetatable(L, -2);
	u->command.name = text_field(L, 1, "name", u->arena);
	u->command.summary = text_field(L, 1, "summary", u->arena);
	u->command.about = text_field(L, 1, "about", u->arena);
	u->command.cite = text_field(L, 1, "cite", u->arena);
	if (u->command.name == NULL || *u->command.name == '\0')
		return luaL_error(L, "a command needs a name");
	if (u->command.summary == NULL)
		u->command.summary = "Made by a script";
	u->command.group = group;
	u->command.run = run_user;
	u->command.data = u;
	read_params(L, u);
	lua_getfield(L, 1, "run");
	luaL_checktype(L, -1, LUA_TFUNCTION);
	u->run = luaL_ref(L, LUA_REGISTRYINDEX);
	if (!sx_session_define(u->lua->session, &u->command, &err))
		return sx_lua_raise(L, &err);
	lua_pushvalue(L, 2);
	luaL_ref(L, LUA_REGISTRYINDEX);
	return 0;
}

static int define(lua_State *L)
{
	return define_as(L, "user");
}

/* sx.view{name, key, draw}: a command that reads a space and, unless it takes none, the row at the cursor, under a key. */
static int define_view(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_settop(L, 1);
	if (lua_getfield(L, 1, "draw") == LUA_TFUNCTION)
		lua_setfield(L, 1, "run");
	lua_settop(L, 1);
	if (lua_getfield(L, 1, "params") == LUA_TNIL) {
		luaL_loadstring(L, "return {{name = 'space', kind = 'space'}, {name = 'row', kind = 'row', help = 'the row at the cursor'}}");
		lua_call(L, 0, 1);
		lua_setfield(L, 1, "params");
	}
	lua_settop(L, 1);
	define_as(L, "user");
	if (lua_getfield(L, 1, "key") == LUA_TNIL)
		return 0;
	lua_getglobal(L, "sx");
	lua_getfield(L, -1, "bind");
	lua_getfield(L, 1, "key");
	lua_getfield(L, 1, "name");
	lua_pushfstring(L, "%s {space} --row {row}", lua_tostring(L, -1));
	lua_remove(L, -2);
	lua_call(L, 2, 0);
	return 0;
}

/* ---- the rest of sx ---- */

/* sx.list(): all spaces, in the order in which they came. sx.spaces() is the command. */
static int all_spaces(lua_State *L)
{
	sx_session *s = sx_lua_of(L)->session;
	lua_newtable(L);
	for (size_t i = 0; i < sx_session_spaces(s); i++) {
		sx_lua_push_space(L, sx_session_space_at(s, i));
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

/* sx.results(): those of the session, the oldest first. */
static int all_results(lua_State *L)
{
	sx_session *s = sx_lua_of(L)->session;
	lua_newtable(L);
	for (size_t i = 0; i < sx_session_results(s); i++) {
		sx_lua_push_result(L, sx_session_result_at(s, i));
		lua_rawseti(L, -2, (lua_Integer)i + 1);
	}
	return 1;
}

static int tick(lua_State *L)
{
	sx_lua *l = sx_lua_of(L);
	if (!sx_tick(l->job, luaL_optnumber(L, 1, -1), luaL_optstring(L, 2, "Lua"))) {
		l->stopped = true;
		return luaL_error(L, "stopped");
	}
	return 0;
}

static int space_named(lua_State *L)
{
	sx_lua *l = sx_lua_of(L);
	sx_space *s = lua_isnoneornil(L, 1) ? sx_session_current(l->session) : sx_session_space(l->session, luaL_checkstring(L, 1));
	if (s == NULL)
		return luaL_error(L, lua_isnoneornil(L, 1) ? "no space is loaded" : "there is no space '%s'", lua_tostring(L, 1));
	sx_lua_push_space(L, s);
	return 1;
}

static int row_of(lua_State *L)
{
	sx_space *s = sx_lua_test_space(L, 1);
	size_t at;
	sx_err err = { 0 };
	luaL_argcheck(L, s, 1, "a space is expected");
	if (!sx_space_find(s, luaL_checkstring(L, 2), &at, &err))
		return sx_lua_raise(L, &err);
	lua_pushinteger(L, (lua_Integer)at + 1);
	return 1;
}

void sx_lua_open_commands(lua_State *L)
{
	static const luaL_Reg functions[] = {
		{ "command", define }, { "view", define_view }, { "line", call_line }, { "tick", tick }, { "space", space_named },
		{ "row", row_of }, { "list", all_spaces }, { "results", all_results }, { NULL, NULL },
	};
	luaL_newmetatable(L, RESULT);
	lua_pushcfunction(L, result_collect);
	lua_setfield(L, -2, "__gc");
	sx_lua_open_writer(L);
	lua_getglobal(L, "sx");
	luaL_setfuncs(L, functions, 0);
	lua_newtable(L);
	lua_pushcfunction(L, find_command);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	lua_pop(L, 2);
}
