/* space_gram.c: computes the Gram matrix of a space. */
#include "space_gram.h"
#include "cross_products.h"

bool sx_space_gram(const sx_space *s, sx_job *job, sx_arena *tmp, double *out, sx_err *err)
{
	sx_lines rows = sx_lines_of(s);
	return sx_cross(&rows, NULL, job, tmp, out, err);
}
