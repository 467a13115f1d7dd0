/* moved_space.c: multiplies the rows of a space by a matrix, as a new space. */
#include "moved_space.h"
#include "numeric/linalg.h"

#include <string.h>

sx_space *sx_affine(const sx_call *call, const sx_space *space, const char *name, const double *mean, const double *matrix,
                    size_t e, sx_err *err)
{
	float *to;
	sx_lines l = sx_lines_of(space);
	sx_space *made = sx_space_new(name, l.n, e, &to, err);
	l.mean = mean;
	if (made && sx_lines_times(&l, matrix, e, NULL, call->job, call->tmp, to, err) && sx_space_copy_meta(made, space, err))
		return made;
	sx_space_unref(made);
	return NULL;
}

bool sx_affine_rows(const sx_lines *l, const double *matrix, sx_job *job, sx_arena *tmp, float *to, sx_err *err)
{
	size_t n = l->n, d = l->m.d;
	float *moved = sx_alloc(tmp, n * d, sizeof *moved);
	if (moved == NULL)
		return sx_fail_memory(err, "moved rows", (double)n * (double)d * 4);
	if (!sx_lines_times(l, matrix, d, NULL, job, tmp, moved, err))
		return false;
	for (size_t i = 0; i < n; i++)
		memcpy(to + l->row[i] * d, moved + i * d, d * sizeof *to);
	return true;
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
