/* gromov_wasserstein.h: matches the rows of two spaces by their distances alone: entropic Gromov-Wasserstein (Peyré, Cuturi,
 * Solomon 2016).
 *
 * C1 and C2 are cosine distances within either space over their mean; of all plans T with uniform margins it seeks one that
 * makes sum (C1_ik - C2_jl)² T_ij T_kl - epsilon H(T) small: in turns the gradient (C1²) a 1' + 1 b' (C2²)' - 2 C1 T C2', and
 * Sinkhorn's scaling of exp(-gradient / epsilon). The problem has many optima; the start is the plan that the rows' distributions
 * of distances suggest. It is a baseline: dear, and blind to everything but distances. */
#ifndef SX_GROMOV_WASSERSTEIN_H
#define SX_GROMOV_WASSERSTEIN_H

#include "linear/cross_products.h"

enum { SX_GROMOV_MOST = 2000 };		/* rows of either side: three n × m plans and two n × n distances are kept, in double */

typedef struct sx_gromov {
	double *plan;		/* n × m, lent by the arena; sums to 1 */
	size_t  rounds;
	bool    settled;	/* the plan no longer changed */
	double  cost;		/* sum (C1 - C2)² T T of the plan */
} sx_gromov;

/* Cost 2 n m (n + m) flop a round, and its scalings. Fails where more rows than that are asked for, or a row has no
 * direction. */
bool sx_gromov_match(const sx_lines *a, const sx_lines *b, double epsilon, size_t most_rounds, sx_job *, sx_arena *, sx_gromov *out,
                     sx_err *err);

#endif
