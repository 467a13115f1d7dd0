/* gromov_wasserstein.h: matches the rows of two spaces by their distances alone: entropic Gromov-Wasserstein (Peyré, Cuturi,
 * Solomon 2016).
 *
 * C1 and C2 are the cosine distances within each space, divided by their mean. Among all plans T with uniform margins it seeks one
 * that minimises sum (C1_ik - C2_jl)² T_ij T_kl - epsilon H(T), alternating the gradient (C1²) a 1' + 1 b' (C2²)' - 2 C1 T C2'
 * with Sinkhorn's scaling of exp(-gradient / epsilon). The problem has many local optima; the start is the plan that the rows'
 * distributions of distances suggest. It is a baseline: expensive, and it sees nothing but distances. */
#ifndef SX_GROMOV_WASSERSTEIN_H
#define SX_GROMOV_WASSERSTEIN_H

#include "linear/cross_products.h"

enum { SX_GROMOV_MOST = 2000 };		/* largest number of rows of each space: three n × m plans and two n × n distance matrices
					 * are kept, in double */

typedef struct sx_gromov {
	double *plan;		/* n × m, lent by the arena; sums to 1 */
	size_t  rounds;
	bool    settled;	/* the plan has converged */
	double  cost;		/* sum (C1 - C2)² T T of the plan */
} sx_gromov;

/* Cost 2 n m (n + m) flop a round, plus the scalings. Fails with more than SX_GROMOV_MOST rows, or on a row of zeros. */
bool sx_gromov_match(const sx_lines *a, const sx_lines *b, double epsilon, size_t most_rounds, sx_job *, sx_arena *, sx_gromov *out,
                     sx_err *err);

#endif
