/* price_terms.c: estimates the cost of common parts of a run. */
#include "price_terms.h"

void sx_price_times(sx_price *p, double times)
{
	p->flop *= times;
	p->cheaper_flop *= times;
}

enum { EIGEN = 40, FULL_MOST = 4096, EXTRA = 10, PASSES = 200 };	/* the limits as in spectrum.c */

void sx_price_spectrum(sx_price *p, sx_mat m, size_t components, sx_solver solver)
{
	double n = (double)m.n, d = (double)m.d, least = n < d ? n : d, k = (double)components + EXTRA;
	bool few = solver == SX_SOLVER_RANDOMIZED || (solver == SX_SOLVER_AUTO && least > FULL_MOST && k < least / 4);
	p->flop += few ? PASSES * n * d * k : 2 * n * d * least + EIGEN * least * least * least;
	p->bytes += few ? 8 * d * k : 16 * least * least;
}
