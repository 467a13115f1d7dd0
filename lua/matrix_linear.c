/* matrix_linear.c: matrices on BLAS and LAPACK: products, decompositions, least squares, distances, neighbours. */
#include "binding.h"

#include <math.h>
#include <string.h>

static int stopped(lua_State *L)
{
	sx_lua_of(L)->stopped = true;
	return luaL_error(L, "stopped");
}

/* ---- products ---- */

/* C = op(A) op(B), rows of C in parallel. */
static int product(lua_State *L, const char *what, bool ta, bool tb)
{
	sx_lua_matrix *a = sx_lua_matrix_at(L, 1), *b = sx_lua_matrix_at(L, 2);
	size_t m = ta ? a->cols : a->rows, k = ta ? a->rows : a->cols, n = tb ? b->rows : b->cols, meets = tb ? b->cols : b->rows;
	if (k != meets)
		return luaL_error(L, "%s of %I x %I and %I x %I: %I %s meet %I %s", what, (LUAI_UACINT)a->rows, (LUAI_UACINT)a->cols,
		                  (LUAI_UACINT)b->rows, (LUAI_UACINT)b->cols, (LUAI_UACINT)k, ta ? "rows" : "columns", (LUAI_UACINT)meets,
		                  tb ? "columns" : "rows");
	double *c = sx_lua_new_matrix(L, m, n);
	return sx_dgemm_par(sx_lua_of(L)->job, what, ta, tb, m, n, k, 1, a->v, a->cols, b->v, b->cols, 0, c, n) ? 1 : stopped(L);
}

static int matmul(lua_State *L)	{ return product(L, "matmul", false, false); }
static int cross(lua_State *L)	{ return product(L, "cross", true, false); }
static int times_t(lua_State *L)	{ return product(L, "outer", false, true); }

/* mᵀ m; of borrowed rows block by block, without a copy of them. */
static int gram(lua_State *L)
{
	sx_space *s = sx_lua_test_rows(L, 1);
	lua_settop(L, 1);
	if (s == NULL) {
		lua_pushvalue(L, 1);
		return product(L, "gram", true, false);
	}
	sx_lua *l = sx_lua_of(L);
	sx_err err = { 0 };
	double *g = sx_lua_new_matrix(L, sx_space_dims(s), sx_space_dims(s));
	sx_arena *tmp = sx_arena_new(l->job->memory);
	bool ok = tmp && sx_space_gram(s, l->job, tmp, g, &err);
	sx_arena_free(tmp);
	return ok ? 1 : sx_lua_raise(L, &err);
}

static int trace(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	double sum = 0;
	for (size_t i = 0; i < m->rows && i < m->cols; i++)
		sum += m->v[i * m->cols + i];
	lua_pushnumber(L, sum);
	return 1;
}

/* The diagonal as a row; of one row or column, the matrix with it as diagonal. */
static int diag(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	bool make = m->rows == 1 || m->cols == 1;
	size_t n = make ? m->rows * m->cols : m->rows < m->cols ? m->rows : m->cols;
	double *v = make ? sx_lua_new_matrix(L, n, n) : sx_lua_new_matrix(L, 1, n);
	for (size_t i = 0; i < n; i++)
		v[make ? i * n + i : i] = m->v[make ? i : i * m->cols + i];
	return 1;
}

/* ---- decompositions ---- */

/* values (1 × d, largest first), vectors (d × d, as rows) */
static int eigh(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	sx_err err = { 0 };
	if (m->rows != m->cols)
		return luaL_error(L, "eigh of %I x %I: the matrix must be square", (LUAI_UACINT)m->rows, (LUAI_UACINT)m->cols);
	size_t d = m->rows;
	double *copy = sx_lua_new_matrix(L, d, d), *values = sx_lua_new_matrix(L, 1, d), *vectors = sx_lua_new_matrix(L, d, d);
	memcpy(copy, m->v, d * d * sizeof *copy);
	return sx_eigh(d, copy, values, vectors, &err) ? 2 : sx_lua_raise(L, &err);
}

/* u (m × r), s (1 × r), vt (r × n) */
static int svd(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	sx_err err = { 0 };
	size_t r = m->rows < m->cols ? m->rows : m->cols;
	double *copy = sx_lua_new_matrix(L, m->rows, m->cols), *u = sx_lua_new_matrix(L, m->rows, r);
	double *s = sx_lua_new_matrix(L, 1, r), *vt = sx_lua_new_matrix(L, r, m->cols);
	memcpy(copy, m->v, m->rows * m->cols * sizeof *copy);
	return sx_svd(m->rows, m->cols, copy, s, u, vt, &err) ? 3 : sx_lua_raise(L, &err);
}

/* An orthonormal basis of the columns: as many rows and columns as the matrix, which has at least as many rows as columns. */
static int orth(lua_State *L)
{
	sx_lua_matrix *m = sx_lua_matrix_at(L, 1);
	sx_err err = { 0 };
	if (m->rows < m->cols)
		return luaL_error(L, "orth of %I x %I: there cannot be more columns than rows", (LUAI_UACINT)m->rows, (LUAI_UACINT)m->cols);
	double *q = sx_lua_new_matrix(L, m->rows, m->cols);
	memcpy(q, m->v, m->rows * m->cols * sizeof *q);
	return sx_orthonormal(m->rows, m->cols, q, &err) ? 1 : sx_lua_raise(L, &err);
}

/* V S⁺ U', where singular values below rounding count as none. */
static int pinv(lua_State *L)
{
	lua_settop(L, 1);
	svd(L);			/* …, u, s, vt on top */
	sx_lua_matrix *u = lua_touserdata(L, -3), *s = lua_touserdata(L, -2), *vt = lua_touserdata(L, -1);
	size_t m = u->rows, r = s->cols, n = vt->cols;
	for (size_t k = 0; k < r; k++)
		for (size_t j = 0; j < n; j++)
			vt->v[k * n + j] *= s->v[k] > (double)(m + n) * 2.2e-16 * s->v[0] ? 1 / s->v[k] : 0;
	double *v = sx_lua_new_matrix(L, n, m);
	return sx_dgemm_par(sx_lua_of(L)->job, "pinv", true, true, n, m, r, 1, vt->v, n, u->v, r, 0, v, m) ? 1 : stopped(L);
}

/* x with m x = b; where m is not square, the least squares (and the shortest of them). */
static int solve(lua_State *L)
{
	sx_lua_matrix *a = sx_lua_matrix_at(L, 1), *b = sx_lua_matrix_at(L, 2);
	sx_err err = { 0 };
	if (b->rows != a->rows)
		return luaL_error(L, "solve of %I x %I with %I x %I", (LUAI_UACINT)a->rows, (LUAI_UACINT)a->cols, (LUAI_UACINT)b->rows,
		                  (LUAI_UACINT)b->cols);
	if (a->rows != a->cols) {
		lua_pushcfunction(L, pinv);
		lua_pushvalue(L, 1);
		lua_call(L, 1, 1);
		lua_replace(L, 1);
		return product(L, "solve", false, false);
	}
	double *copy = sx_lua_new_matrix(L, a->rows, a->cols), *x = sx_lua_new_matrix(L, b->rows, b->cols);
	memcpy(copy, a->v, a->rows * a->cols * sizeof *copy);
	memcpy(x, b->v, b->rows * b->cols * sizeof *x);
	return sx_solve(a->rows, b->cols, copy, x, &err) ? 1 : sx_lua_raise(L, &err);
}

/* ---- distances and neighbours ---- */

static sx_metric metric_at(lua_State *L, int at)
{
	static const char *const names[] = { "euclidean", "cosine", "dot", NULL };
	return (sx_metric)luaL_checkoption(L, at, "euclidean", names);
}

static void squares(const sx_lua_matrix *m, double *out)
{
	for (size_t i = 0; i < m->rows; i++) {
		out[i] = 0;
		for (size_t j = 0; j < m->cols; j++)
			out[i] += m->v[i * m->cols + j] * m->v[i * m->cols + j];
	}
}

/* m:distances(n [, metric]): of every row of m from every row of n. */
static int distances(lua_State *L)
{
	sx_metric metric = metric_at(L, 3);
	lua_settop(L, 2);
	times_t(L);
	sx_lua_matrix *a = lua_touserdata(L, 1), *b = lua_touserdata(L, 2), *d = lua_touserdata(L, -1);
	double *x = lua_newuserdatauv(L, a->rows * sizeof *x, 0), *y = lua_newuserdatauv(L, b->rows * sizeof *y, 0);
	squares(a, x);
	squares(b, y);
	for (size_t i = 0; i < a->rows; i++)
		for (size_t j = 0; j < b->rows; j++) {
			double *v = &d->v[i * b->rows + j];
			*v = metric == SX_DOT ? -*v : metric == SX_COSINE ? 1 - *v / sqrt(x[i] * y[j]) : sqrt(fmax(0, x[i] + y[j] - 2 * *v));
		}
	lua_settop(L, 3);
	return 1;
}

/* The rows of a matrix as a space of floats, for the neighbour table. */
static sx_space *as_space(lua_State *L, int at)
{
	float *p;
	sx_err err = { 0 };
	sx_space *s = sx_lua_test_rows(L, at);
	if (s)
		return sx_space_ref(s);
	sx_lua_matrix *m = sx_lua_matrix_at(L, at);
	s = sx_space_new("matrix", m->rows, m->cols, &p, &err);
	if (s == NULL)
		sx_lua_raise(L, &err);
	for (size_t i = 0; i < m->rows * m->cols; i++)
		p[i] = (float)m->v[i];
	return s;
}

static bool fill_neighbors(sx_space *s, sx_metric metric, size_t k, sx_job *job, double *index, double *distance, sx_err *err)
{
	sx_knn t;
	if (!sx_knn_get(s, metric, k, job, &t, err))
		return false;
	for (size_t i = 0; i < t.n; i++)
		for (size_t j = 0; j < k; j++) {
			index[i * k + j] = (double)t.index[i * t.ld + j] + 1;
			distance[i * k + j] = t.distance[i * t.ld + j];
		}
	return true;
}

/* m:knn(k [, metric]): numbers of the k nearest other rows of each row, from 1, and their distances. Of borrowed rows the
 * table stays with the space, for every command that wants it. */
static int knn(lua_State *L)
{
	size_t k = sx_lua_check_size(L, 2);
	sx_metric metric = metric_at(L, 3);
	sx_err err = { 0 };
	sx_space *borrowed = sx_lua_test_rows(L, 1);
	size_t n = borrowed ? sx_space_rows(borrowed) : sx_lua_matrix_at(L, 1)->rows;
	if (k >= n)
		return luaL_error(L, "%I neighbours need more than %I rows", (LUAI_UACINT)k, (LUAI_UACINT)n);
	double *index = sx_lua_new_matrix(L, n, k), *distance = sx_lua_new_matrix(L, n, k);
	sx_space *s = as_space(L, 1);	/* nothing raises from here to the end of it */
	bool ok = fill_neighbors(s, metric, k, sx_lua_of(L)->job, index, distance, &err);
	sx_space_unref(s);
	return ok ? 2 : sx_lua_raise(L, &err);
}

void sx_lua_open_matrix_linear(lua_State *L)
{
	static const luaL_Reg methods[] = {
		{ "matmul", matmul }, { "cross", cross }, { "outer", times_t }, { "gram", gram }, { "trace", trace }, { "diag", diag },
		{ "eigh", eigh }, { "svd", svd }, { "orth", orth }, { "pinv", pinv }, { "solve", solve }, { "distances", distances },
		{ "knn", knn }, { NULL, NULL },
	};
	luaL_getmetatable(L, SX_LUA_MATRIX);
	luaL_setfuncs(L, methods, 0);
	lua_pop(L, 1);
}
