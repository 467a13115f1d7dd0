/* sxlua.c: opens the Lua state, and runs code and scripts in it. */
#include "binding.h"

#include <stdlib.h>
#include <string.h>

/* ---- print ---- */

static int print(lua_State *L)
{
	sx_lua *l = sx_lua_of(L);
	luaL_Buffer b;
	int n = lua_gettop(L);
	luaL_buffinit(L, &b);
	for (int i = 1; i <= n; i++) {
		luaL_tolstring(L, i, NULL);
		luaL_addvalue(&b);
		luaL_addchar(&b, i < n ? '\t' : '\n');
	}
	if (n == 0)
		luaL_addchar(&b, '\n');
	luaL_pushresult(&b);
	size_t len;
	const char *text = lua_tolstring(L, -1, &len);
	if (l->print)
		l->print(l->print_ctx, text, len);
	else
		sx_buf_add(&l->printed, text, len);
	return 0;
}

void sx_lua_set_print(sx_lua *l, void (*to)(void *, const char *, size_t), void *ctx)
{
	l->print = to;
	l->print_ctx = ctx;
}

/* ---- where require looks ---- */

static int add_folder(lua_State *L)
{
	const char *folder = lua_touserdata(L, 1);
	lua_getglobal(L, "package");
	lua_getfield(L, -1, "path");
	lua_pushfstring(L, "%s/?.lua;%s/?/init.lua;%s", folder, folder, lua_tostring(L, -1));
	lua_setfield(L, -3, "path");
	return 0;
}

bool sx_lua_add_folder(sx_lua *l, const char *folder, sx_err *err)
{
	lua_pushcfunction(l->L, add_folder);
	lua_pushlightuserdata(l->L, (void *)(uintptr_t)folder);
	return sx_lua_call(l, 1, 0, NULL, err);
}

/* The folder of a script, so that it finds what lies beside it. */
static bool add_folder_of(sx_lua *l, const char *path, sx_err *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash - path)) : strdup(".");
	bool ok = folder ? sx_lua_add_folder(l, folder, err) : sx_fail_memory(err, "a path", 64);
	free(folder);
	return ok;
}

/* ---- the commands lua and run ---- */

static void put_printed(sx_lua *l, sx_result *out)
{
	size_t n = 0;
	char *text = l->printed.text;
	for (size_t i = 0; i < l->printed.len; i++)
		n += text[i] == '\n';
	const char **line = n ? calloc(n, sizeof *line) : NULL;
	n = 0;
	for (char *p = text; line && p && *p; n++) {
		line[n] = p;
		p += strcspn(p, "\n");
		if (*p)
			*p++ = '\0';
	}
	if (line) {
		sx_table(out, "page", SX_PLAIN, n);
		sx_table_texts(out, "line", line);
	}
	free(line);
	sx_buf_clear(&l->printed);
}

static void put_value(lua_State *L, sx_result *out)
{
	if (lua_isnil(L, -1) || out == NULL)
		return;
	if (lua_type(L, -1) == LUA_TNUMBER)
		sx_put(out, "value", lua_tonumber(L, -1));
	else if (lua_isboolean(L, -1))
		sx_put_bool(out, "value", lua_toboolean(L, -1));
	else
		sx_put_text(out, "value", luaL_tolstring(L, -1, NULL));
}

/* An expression is tried first, so that `lua 1 + 1` shows 2. */
static bool load_code(sx_lua *l, const char *code, sx_err *err)
{
	const char *expr = lua_pushfstring(l->L, "return %s", code);
	if (luaL_loadbufferx(l->L, expr, strlen(expr), "=lua", "t") == LUA_OK) {
		lua_remove(l->L, -2);
		return true;
	}
	lua_pop(l->L, 2);
	if (luaL_loadbufferx(l->L, code, strlen(code), "=lua", "t") == LUA_OK)
		return true;
	sx_lua_take_error(l, err);
	return false;
}

static void set_args(lua_State *L, const char *path, int argc, char *const *argv)
{
	lua_createtable(L, argc, 1);
	lua_pushstring(L, path);
	lua_rawseti(L, -2, 0);
	for (int i = 0; i < argc; i++) {
		lua_pushstring(L, argv[i]);
		lua_rawseti(L, -2, i + 1);
	}
	lua_setglobal(L, "arg");
}

static bool load_file(sx_lua *l, const char *path, sx_err *err)
{
	l->stopped = false;
	if (luaL_loadfilex(l->L, path, "t") == LUA_OK)
		return true;
	sx_lua_take_error(l, err);
	return false;
}

enum { MOST_ARGS = 64 };

static bool run_file(sx_lua *l, const char *path, const char *args, sx_job *job, sx_err *err)
{
	char *copy = strdup(args ? args : ""), *argv[MOST_ARGS], *rest;
	int argc = 0;
	if (copy == NULL)
		return sx_fail_memory(err, "the arguments", 64);
	for (char *w = strtok_r(copy, " \t", &rest); w && argc < MOST_ARGS; w = strtok_r(NULL, " \t", &rest))
		argv[argc++] = w;
	set_args(l->L, path, argc, argv);
	free(copy);
	return add_folder_of(l, path, err) && load_file(l, path, err) && sx_lua_call(l, 0, 1, job, err);
}

static bool lua_command(void *ctx, const char *code, const char *path, const char *args, sx_job *job, sx_result *out,
                        sx_err *err)
{
	sx_lua *l = ctx;
	int top = lua_gettop(l->L);
	bool ok = path ? run_file(l, path, args, job, err) : load_code(l, code, err) && sx_lua_call(l, 0, 1, job, err);
	if (ok)
		put_value(l->L, out);
	put_printed(l, out);
	lua_settop(l->L, top);
	return ok;
}

/* ---- opening and closing ---- */

/* Runs protected: opening libraries may run out of memory, which raises. */
static int open_all(lua_State *L)
{
	luaL_openlibs(L);
	lua_newtable(L);
	lua_setglobal(L, "sx");
	sx_lua_open_space(L);
	sx_lua_open_matrix(L);
	sx_lua_open_matrix_math(L);
	sx_lua_open_matrix_linear(L);
	sx_lua_open_rows(L);
	sx_lua_open_commands(L);
	sx_lua_open_result(L);
	sx_lua_open_events(L);
	sx_lua_open_loaders(L);
	sx_lua_open_sandbox(L);
	lua_pushcfunction(L, print);
	lua_setglobal(L, "print");
	return 0;
}

sx_lua *sx_lua_open(sx_session *s, sx_err *err)
{
	sx_lua *l = calloc(1, sizeof *l);
	if (l)
		l->L = lua_newstate(sx_lua_alloc, l);
	if (l == NULL || l->L == NULL) {
		free(l);
		sx_fail_memory(err, "Lua", 1e5);
		return NULL;
	}
	l->session = s;
	sx_lua_anchor(l);
	lua_pushcfunction(l->L, open_all);
	if (!sx_lua_call(l, 0, 0, NULL, err)) {
		sx_lua_close(l);
		return NULL;
	}
	sx_session_set_hooks(s, &(sx_hooks){ .ctx = l, .where = sx_lua_where, .lua = lua_command, .load = sx_lua_load });
	return l;
}

void sx_lua_close(sx_lua *l)
{
	if (l == NULL)
		return;
	sx_session_set_hooks(l->session, &(sx_hooks){ 0 });
	lua_close(l->L);
	sx_buf_free(&l->printed);
	free(l->trace);
	free(l);
}

bool sx_lua_script(sx_lua *l, const char *path, int argc, char *const *argv, sx_job *job, sx_err *err)
{
	int top = lua_gettop(l->L);
	set_args(l->L, path, argc > 1 ? argc - 1 : 0, argv + 1);
	bool ok = add_folder_of(l, path, err) && load_file(l, path, err) && sx_lua_call(l, 0, 0, job, err);
	lua_settop(l->L, top);
	return ok;
}

bool sx_lua_init_file(sx_lua *l, const char *path, sx_job *job, sx_err *err)
{
	if (luaL_loadfilex(l->L, path, "t") == LUA_ERRFILE) {
		lua_pop(l->L, 1);
		return true;
	}
	lua_pop(l->L, 1);
	return load_file(l, path, err) && sx_lua_call(l, 0, 0, job, err);
}
