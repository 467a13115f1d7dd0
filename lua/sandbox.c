/* sandbox.c: where code that came with data runs: no files, processes or other code, within limits of time and memory.
 *
 * Row expressions see copies of safe names alone, and strings with safe methods. Patterns backtrack, and inside one call no
 * hook can stop them, so what a pattern may cost is bounded before it starts: length^(its *, + and -, and one for the places where
 * an unanchored pattern may begin) steps. */
#include "binding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 64 << 20, REP_MOST = 1 << 20, LOOKS = 200 };	/* LOOKS: of the hook, at some 10,000 instructions each */
static const double STEPS_MOST = 1e8, STEP = 8;	/* a step takes as long as so many bytes to copy */

static const char strings_key, safe_key;	/* their addresses name the two tables in the registry */

/* ---- memory ---- */

void *sx_lua_alloc(void *ctx, void *p, size_t old, size_t size)
{
	sx_lua *l = ctx;
	old = p ? old : 0;
	if (size == 0) {
		free(p);
		l->used -= old;
		return NULL;
	}
	if (l->limit && size > old && l->used + (size - old) > l->limit)
		return NULL;
	void *q = realloc(p, size);
	if (q)
		l->used += size - old;
	if (l->looks)
		sx_lua_charge(l, (double)size);
	return q;
}

/* ---- patterns ---- */

/* Where the set that begins at p[i] ends: its first item may be ], and % takes the next one with it. */
static size_t set_end(const char *p, size_t len, size_t i)
{
	i += i + 1 < len && p[i + 1] == '^' ? 2 : 1;
	do
		i += i < len && p[i] == '%' ? 2 : 1;
	while (i < len && p[i] != ']');
	return i;
}

/* The repeats of a pattern that may backtrack, and its optional items: %x is one item, a set [...] is another. %b and %1 read on
 * as a repeat does. */
static void count_repeats(const char *p, size_t len, double *repeats, double *options)
{
	*repeats = *options = 0;
	for (size_t i = 0; i < len; i++) {
		if (p[i] == '%') {
			i++;
			*repeats += i < len && (p[i] == 'b' || (p[i] >= '0' && p[i] <= '9'));
		} else if (p[i] == '[') {
			i = set_end(p, len, i);
		} else {
			*repeats += p[i] == '*' || p[i] == '+' || p[i] == '-';
			*options += p[i] == '?';
		}
	}
}

/* Calls the true function (upvalue 1) where the pattern, argument 2, cannot take too long on the text. Begun anywhere but for ^,
 * which gmatch does not know (upvalue 2). */
static int bounded(lua_State *L)
{
	size_t len, plen;
	double repeats, options;
	luaL_checklstring(L, 1, &len);
	const char *pattern = luaL_checklstring(L, 2, &plen);
	count_repeats(pattern, plen, &repeats, &options);
	repeats += *pattern == '^' && !lua_toboolean(L, lua_upvalueindex(2)) ? 0 : repeats > 0;
	double steps = pow((double)len + 1, repeats) * pow(2, options);
	if (steps > STEPS_MOST)
		return luaL_error(L, "the pattern may take too long on a text of %I bytes; begin it with ^ or repeat less in it",
		                  (LUAI_UACINT)len);
	sx_lua_charge(sx_lua_of(L), STEP * steps);
	int n = lua_gettop(L);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, n, LUA_MULTRET);
	return lua_gettop(L);
}

static int rep(lua_State *L)
{
	size_t len, sep = 0;
	lua_Integer n = luaL_checkinteger(L, 2);
	luaL_checklstring(L, 1, &len);
	luaL_optlstring(L, 3, "", &sep);
	if (n > 0 && (double)n * (double)(len + sep) > REP_MOST)
		return luaL_error(L, "a text of more than %d bytes", REP_MOST);
	int args = lua_gettop(L);
	lua_pushvalue(L, lua_upvalueindex(1));
	lua_insert(L, 1);
	lua_call(L, args, 1);
	return 1;
}

/* ---- names ---- */

static void copy_names(lua_State *L, const char *library, const char *const *names, size_t n)
{
	lua_getglobal(L, library);
	for (size_t i = 0; i < n; i++) {
		lua_getfield(L, -1, names[i]);
		lua_setfield(L, -3, names[i]);
	}
	lua_pop(L, 1);
}

static void guard_names(lua_State *L, lua_CFunction guard, const char *const *names, size_t n)
{
	lua_getglobal(L, "string");
	for (size_t i = 0; i < n; i++) {
		lua_getfield(L, -1, names[i]);
		lua_pushboolean(L, strcmp(names[i], "gmatch") == 0);
		lua_pushcclosure(L, guard, 2);
		lua_setfield(L, -3, names[i]);
	}
	lua_pop(L, 1);
}

/* Safe string functions: as the library's, but for those that could take for ever or all of the memory. */
static void push_strings(lua_State *L)
{
	static const char *const plain[] = { "byte", "char", "len", "lower", "reverse", "sub", "upper", "format" };
	static const char *const patterns[] = { "find", "match", "gmatch", "gsub" };
	static const char *const repeat[] = { "rep" };
	lua_newtable(L);
	copy_names(L, "string", plain, SX_COUNT(plain));
	guard_names(L, bounded, patterns, SX_COUNT(patterns));
	guard_names(L, rep, repeat, SX_COUNT(repeat));
}

/* Copies, so that nothing done to them outlives the expression; no random numbers, which would differ from run to run. */
void sx_lua_push_sandbox(lua_State *L)
{
	static const char *const numbers[] = { "abs", "ceil", "cos", "exp", "floor", "fmod", "huge", "log", "max", "maxinteger", "min",
		"mininteger", "modf", "pi", "sin", "sqrt", "tan", "tointeger", "type", "ult" };
	static const char *const base[] = { "tonumber", "tostring", "type", "select" };
	lua_newtable(L);
	copy_names(L, "_G", base, SX_COUNT(base));
	lua_newtable(L);
	copy_names(L, "math", numbers, SX_COUNT(numbers));
	lua_setfield(L, -2, "math");
	push_strings(L);
	lua_setfield(L, -2, "string");
}

/* The methods of strings, ("x"):rep(3), come from the metatable that all strings share: it is changed for the time. */
void sx_lua_open_sandbox(lua_State *L)
{
	lua_getglobal(L, "string");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &strings_key);
	push_strings(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &safe_key);
}

static void set_string_methods(lua_State *L, const void *which)
{
	lua_pushliteral(L, "");
	if (lua_getmetatable(L, -1)) {
		lua_rawgetp(L, LUA_REGISTRYINDEX, which);
		lua_setfield(L, -2, "__index");
		lua_pop(L, 1);
	}
	lua_pop(L, 1);
}

void sx_lua_enter_sandbox(sx_lua *l)
{
	set_string_methods(l->L, &safe_key);
	l->limit = l->used + MEMORY;
	sx_lua_sandbox_turn(l);
}

void sx_lua_sandbox_turn(sx_lua *l)
{
	l->looks = LOOKS;
}

void sx_lua_leave_sandbox(sx_lua *l)
{
	l->limit = 0;
	l->looks = 0;
	set_string_methods(l->L, &strings_key);
}
