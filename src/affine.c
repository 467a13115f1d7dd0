/* affine.c: rows times a matrix, in blocks. */
#include "affine.h"
#include "linalg.h"

enum { BLOCK = 256 };

typedef struct work {
	sx_mat        m;
	const size_t *rows;	/* NULL: all */
	const double *mean, *w;
	size_t        e, size;
	double       *scratch;	/* threads × size */
	float        *to;
} work;

static void block(void *ctx, size_t lo, size_t hi, int thread)
{
	work *w = ctx;
	size_t n = hi - lo, d = w->m.d;
	double *x = w->scratch + (size_t)thread * w->size, *y = x + BLOCK * d;
	for (size_t i = 0; i < n; i++) {
		const float *row = w->m.p + (w->rows ? w->rows[lo + i] : lo + i) * w->m.ld;
		for (size_t j = 0; j < d; j++)
			x[i * d + j] = (double)row[j] - (w->mean ? w->mean[j] : 0);
	}
	sx_dgemm(false, false, n, w->e, d, 1, x, d, w->w, w->e, 0, y, w->e);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < w->e; j++)
			w->to[(w->rows ? w->rows[lo + i] : lo + i) * w->e + j] = (float)y[i * w->e + j];
}

static bool run(work *w, size_t n, sx_job *job, sx_arena *tmp, sx_err *err)
{
	w->size = BLOCK * (w->m.d + w->e);
	w->scratch = sx_alloc(tmp, (size_t)sx_threads(job) * w->size, sizeof *w->scratch);
	if (w->scratch == NULL)
		return sx_fail_memory(err, "blocks of rows", (double)w->size * 8);
	return sx_for(job, "moving rows", n, BLOCK, block, w) || sx_fail_cancel(err);
}

sx_space *sx_affine(const sx_call *call, const sx_space *space, const char *name, const double *mean, const double *matrix,
                    size_t e, sx_err *err)
{
	work w = { .m = sx_space_mat(space), .mean = mean, .w = matrix, .e = e };
	sx_space *made = sx_space_new(name, w.m.n, e, &w.to, err);
	if (made && run(&w, w.m.n, call->job, call->tmp, err) && sx_space_copy_meta(made, space, err))
		return made;
	sx_space_unref(made);
	return NULL;
}

bool sx_affine_rows(sx_mat m, const size_t *rows, size_t n, const double *mean, const double *matrix, sx_job *job,
                    sx_arena *tmp, float *to, sx_err *err)
{
	work w = { .m = m, .rows = rows, .mean = mean, .w = matrix, .e = m.d, .to = to };
	return run(&w, n, job, tmp, err);
}

double *sx_without(const double *v, size_t k, size_t d, sx_arena *tmp)
{
	double *w = sx_alloc(tmp, d * d, sizeof *w);
	for (size_t j = 0; w && j < d; j++)
		w[j * d + j] = 1;
	if (w && k)
		sx_dgemm(true, false, d, d, k, -1, v, d, v, d, 1, w, d);
	return w;
}
