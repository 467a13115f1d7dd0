/* binding.h: what the files of lua/ share. Only the public headers of libsextant and Lua are used here: proof that the
 * public API suffices. */
#ifndef SX_BINDING_H
#define SX_BINDING_H

#include "sxlua.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#define SX_LUA_SPACE  "sextant.space"
#define SX_LUA_MATRIX "sextant.matrix"
#define SX_LUA_RESULT "sextant.answer"

struct sx_lua {
	lua_State  *L;
	sx_session *session;
	sx_job     *job;	/* of the run in progress; NULL between runs */
	sx_job      idle;	/* lent when Lua runs outside a run */
	bool        stopped;	/* the host asked to stop: the hook raises until the run ends */
	void      (*print)(void *, const char *, size_t);
	void       *print_ctx;
	sx_buf      printed;	/* what print wrote while a command ran without a printer */
	size_t      used, limit;	/* bytes of Lua's memory; limit 0: none */
	char        loader[64];	/* the one that claimed the last file; "": none did */
	char       *trace;	/* of the last error; NULL: none */
	double      work;	/* of an expression since the last look, see sx_lua_charge */
	unsigned    looks;	/* of the hook that are left to an expression; 0: not counted */
};

/* protected_call.c: the sx_lua of a state, known from anchoring on. */
void    sx_lua_anchor(sx_lua *);
sx_lua *sx_lua_of(lua_State *);
/* Pops the message on top of the stack into err: its first line, or that it was stopped. */
void    sx_lua_take_error(sx_lua *, sx_err *err);

/* A protected call of the function below its nargs arguments, with a traceback; fills err. */
bool sx_lua_call(sx_lua *, int nargs, int nresults, sx_job *, sx_err *err);
/* Raises the message of err as a Lua error. */
int  sx_lua_raise(lua_State *, const sx_err *);

/* spaces.c: spaces as userdata. Pushing takes a reference. */
void      sx_lua_open_space(lua_State *);
void      sx_lua_push_space(lua_State *, sx_space *);
sx_space *sx_lua_test_space(lua_State *, int at);	/* NULL: not a space */

/* results.c: results as tables; takes a reference, for what is made of it later. */
void sx_lua_open_result(lua_State *);
void sx_lua_push_result(lua_State *, const sx_result *);

/* matrix_box.c: matrices of doubles, and the rows of a space lent as one without a copy. */
typedef struct sx_lua_matrix {
	size_t rows, cols;
	double v[];		/* row-major */
} sx_lua_matrix;
double *sx_lua_new_matrix(lua_State *, size_t rows, size_t cols);	/* zeros; raises where it is too large */
/* Raises where there is none; rows borrowed from a space become a matrix in the same place of the stack. */
sx_lua_matrix *sx_lua_matrix_at(lua_State *, int at);
size_t  sx_lua_check_size(lua_State *, int at);			/* at least 1 */
size_t  sx_lua_check_index(lua_State *, int at, size_t n, const char *what);	/* from 1 to n; from 0 in C */
void    sx_lua_push_rows(lua_State *, sx_space *);
sx_space *sx_lua_test_rows(lua_State *, int at);	/* NULL: not such rows */
sx_mat  sx_lua_check_rows(lua_State *);			/* at 1; raises where there are none, or closed ones */
void    sx_lua_new_rows_type(lua_State *);		/* pushes its metatable */

/* Methods and makers, a file each; matrix.c makes the type and comes first. */
void sx_lua_open_matrix(lua_State *);		/* matrix.c: making them, and their parts */
void sx_lua_open_matrix_math(lua_State *);	/* matrix_math.c: entry by entry, sums, statistics, functions of rows */
void sx_lua_open_matrix_linear(lua_State *);	/* matrix_linear.c: products, decompositions, neighbours: on BLAS and LAPACK */
void sx_lua_open_rows(lua_State *);		/* matrix_rows.c: borrowed rows; has the operators of matrices, so comes last */

/* commands.c: sx.NAME for every command, sx.command{…} for new ones. */
void sx_lua_open_commands(lua_State *);

/* events.c: sx.on; user_loaders.c: sx.loader. */
void sx_lua_open_events(lua_State *);
void sx_lua_open_loaders(lua_State *);
sx_space *sx_lua_load(void *ctx, const char *path, const char *format, const char *name, sx_job *, const char **by, sx_err *err);

/* result_writer.c: out. The caller sets the box to NULL when the run is over. */
void        sx_lua_open_writer(lua_State *);
sx_result **sx_lua_push_writer(lua_State *, sx_result *out);

/* sandbox.c: names, limits and string methods for code that came with data. */
void *sx_lua_alloc(void *l, void *p, size_t old, size_t size);	/* Lua's memory, counted */
void  sx_lua_open_sandbox(lua_State *);
void  sx_lua_push_sandbox(lua_State *);		/* a table of safe names */
void  sx_lua_enter_sandbox(sx_lua *);		/* until leave: limits hold, strings have safe methods alone */
/* Counts work that few instructions do: bytes allocated, steps of a pattern. After some milliseconds of it the host is asked at the
 * next instruction whether to go on; outside an expression nothing is. */
void  sx_lua_charge(sx_lua *, double work);
void  sx_lua_sandbox_turn(sx_lua *);		/* the limit of instructions begins anew */
void  sx_lua_leave_sandbox(sx_lua *);

/* row_expression.c: row expressions. */
bool sx_lua_where(void *ctx, sx_space *, const char *expr, bool *keep, sx_job *, sx_err *);

#endif
