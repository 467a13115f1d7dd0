/* user_loaders.c: sx.loader{…} adds a file format of the user's own, which load then knows. */
#include "binding.h"

#include <math.h>
#include <string.h>

enum { STACK = 20 };		/* values that a loader's call takes at most, before what it calls asks for its own */

static const char key;		/* its address names the list of loaders in the registry, the latest last */

/* sx.loader{name = "pairs", endings = "pairs p2", load = function(path) return matrix, {labels = {…}, columns = {a = {…}}} end} */
static int loader(lua_State *L)
{
	luaL_checktype(L, 1, LUA_TTABLE);
	lua_getfield(L, 1, "name");
	luaL_argcheck(L, lua_type(L, -1) == LUA_TSTRING, 1, "a loader needs a name");
	lua_getfield(L, 1, "load");
	luaL_argcheck(L, lua_isfunction(L, -1), 1, "a loader needs a function load(path)");
	lua_getfield(L, 1, "endings");
	luaL_argcheck(L, lua_isnil(L, -1) || lua_isstring(L, -1), 1, "endings is a text: \"emb vecs\"");
	lua_rawgetp(L, LUA_REGISTRYINDEX, &key);
	lua_pushvalue(L, 1);
	lua_rawseti(L, -2, luaL_len(L, -2) + 1);
	return 0;
}

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);
	for (const char *p = words; len && p && (p = strstr(p, word)) != NULL; p += len)
		if ((p == words || p[-1] == ' ') && (p[len] == '\0' || p[len] == ' '))
			return true;
	return false;
}

static const char *ending_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
	return dot && (slash == NULL || dot > slash) ? dot + 1 : "";
}

/* Leaves the loader on the stack; false: none claims the file. */
static bool find_loader(lua_State *L, const char *path, const char *format)
{
	bool any = strcmp(format, "auto") == 0;
	lua_rawgetp(L, LUA_REGISTRYINDEX, &key);
	for (lua_Integer i = luaL_len(L, -1); i >= 1; i--) {
		lua_geti(L, -1, i);
		lua_getfield(L, -1, "name");
		lua_getfield(L, -2, "endings");
		bool mine = any ? has_word(lua_tostring(L, -1), ending_of(path)) : strcmp(lua_tostring(L, -2), format) == 0;
		lua_pop(L, 2);
		if (mine)
			return true;
		lua_pop(L, 1);
	}
	return false;
}

/* ---- what load returned ---- */

static void take_labels(lua_State *L, sx_space *s, int at)
{
	sx_err err = { 0 };
	size_t n = sx_space_rows(s);
	if ((size_t)luaL_len(L, at) != n)
		luaL_error(L, "%I labels for %I rows", (LUAI_UACINT)luaL_len(L, at), (LUAI_UACINT)n);
	const char **label = lua_newuserdatauv(L, n * sizeof *label, 0);
	for (size_t i = 0; i < n; i++) {
		if (lua_geti(L, at, (lua_Integer)i + 1) != LUA_TSTRING)
			luaL_error(L, "label %I is not text", (LUAI_UACINT)i + 1);
		label[i] = lua_tostring(L, -1);	/* the list keeps it alive */
		lua_pop(L, 1);
	}
	if (!sx_space_set_labels(s, label, &err))
		sx_lua_raise(L, &err);
	lua_pop(L, 1);
}

static void take_column(lua_State *L, sx_space *s, const char *name, int at)
{
	sx_err err = { 0 };
	size_t n = sx_space_rows(s);
	bool text = false;
	luaL_checktype(L, at, LUA_TTABLE);
	double *num = lua_newuserdatauv(L, n * sizeof *num, 0);
	const char **word = lua_newuserdatauv(L, n * sizeof *word, 0);
	for (size_t i = 0; i < n; i++) {
		int type = lua_geti(L, at, (lua_Integer)i + 1);
		text = text || type == LUA_TSTRING;
		num[i] = type == LUA_TNUMBER ? lua_tonumber(L, -1) : (double)NAN;
		word[i] = type == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
		lua_pop(L, 1);
	}
	sx_field f = { .name = name, .type = text ? SX_TEXT : SX_REAL, .num = text ? NULL : num, .text = text ? word : NULL };
	if (!sx_space_add_field(s, &f, &err))
		sx_lua_raise(L, &err);
	lua_pop(L, 2);
}

static void take_meta(lua_State *L, sx_space *s, int at)
{
	if (lua_getfield(L, at, "labels") == LUA_TTABLE)
		take_labels(L, s, lua_gettop(L));
	lua_pop(L, 1);
	if (lua_getfield(L, at, "columns") == LUA_TTABLE) {
		int columns = lua_gettop(L);
		lua_pushnil(L);
		while (lua_next(L, columns)) {
			lua_pushvalue(L, -2);	/* a copy, since tostring would change the key */
			take_column(L, s, luaL_checkstring(L, -1), lua_gettop(L) - 1);
			lua_pop(L, 2);
		}
	}
	lua_pop(L, 1);
}

typedef struct load {
	const char *path, *format, *name;
	char        by[64];
	sx_space   *made;
} load;

static int load_protected(lua_State *L)
{
	load *w = lua_touserdata(L, 1);
	float *p;
	sx_err err = { 0 };
	if (!find_loader(L, w->path, w->format))
		return 0;
	lua_getfield(L, -1, "name");
	strncpy(w->by, lua_tostring(L, -1), sizeof w->by - 1);
	lua_pop(L, 1);
	lua_getfield(L, -1, "load");
	lua_pushstring(L, w->path);
	lua_call(L, 1, 2);
	int meta = lua_gettop(L);
	sx_lua_matrix *m = sx_lua_matrix_at(L, meta - 1);
	w->made = sx_space_new(w->name, m->rows, m->cols, &p, &err);
	if (w->made == NULL)
		return sx_lua_raise(L, &err);
	for (size_t i = 0; i < m->rows * m->cols; i++)
		p[i] = (float)m->v[i];
	if (lua_istable(L, meta))
		take_meta(L, w->made, meta);
	return 0;
}

sx_space *sx_lua_load(void *ctx, const char *path, const char *format, const char *name, sx_job *job, const char **by, sx_err *err)
{
	sx_lua *l = ctx;
	load w = { .path = path, .format = format, .name = name };
	int top = lua_gettop(l->L);
	if (!lua_checkstack(l->L, STACK)) {
		sx_fail_memory(err, "Lua's stack", STACK * sizeof(void *) * 2);
		return NULL;
	}
	lua_pushcfunction(l->L, load_protected);
	lua_pushlightuserdata(l->L, &w);
	bool ok = sx_lua_call(l, 1, 0, job, err);
	lua_settop(l->L, top);
	memcpy(l->loader, w.by, sizeof w.by);
	*by = *l->loader ? l->loader : NULL;
	if (ok)
		return w.made;
	sx_space_unref(w.made);
	return NULL;
}

void sx_lua_open_loaders(lua_State *L)
{
	lua_newtable(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &key);
	lua_getglobal(L, "sx");
	lua_pushcfunction(L, loader);
	lua_setfield(L, -2, "loader");
	lua_pop(L, 1);
}
