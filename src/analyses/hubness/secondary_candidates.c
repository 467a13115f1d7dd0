/* secondary_candidates.c: secondary distances restricted to the nearest candidates of each row. */
#include "secondary_parts.h"

#include <math.h>

typedef struct candidates {
	sx_secondary *p;
	sx_secondary_near   own, over;
	double   *value;	/* threads × candidates */
	double   *far;		/* threads × n: distances from one candidate; those not on its list are its last's */
} candidates;

/* Of a row's candidates, the share that is farther both from it and from candidate j; who is not on j's list is farther
 * from j than its last. */
static double counted(const candidates *c, const double *mine, const uint32_t *who, size_t at, double *far)
{
	size_t count = c->p->spec.candidates, both = 0;
	size_t j = who[at];
	const uint32_t *list = c->over.index + j * c->over.ld;
	const double *theirs = c->over.distance + j * c->over.ld;
	double d = mine[at];
	for (size_t l = 0; l < count; l++)
		far[list[l]] = theirs[l];
	far[j] = 0;
	for (size_t l = 0; l < count; l++)
		both += mine[l] > d && far[who[l]] > d;
	for (size_t l = 0; l < count; l++)
		far[list[l]] = INFINITY;
	far[j] = INFINITY;
	bool by_n = c->p->spec.convention == SX_TOOLBOX || c->p->spec.convention == SX_SCIKIT_HUBNESS;
	return 1 - (double)both / (double)(by_n || count < 2 ? count : count - 1);
}

static void candidates_block(void *ctx, size_t lo, size_t hi, int thread)
{
	candidates *c = ctx;
	sx_secondary *p = c->p;
	size_t count = p->spec.candidates;
	double *value = c->value + (size_t)thread * count, *far = c->far + (size_t)thread * p->over.m.n;
	for (size_t i = lo; i < hi; i++) {
		const double *mine = c->own.distance + i * c->own.ld;
		const uint32_t *who = c->own.index + i * c->own.ld;
		for (size_t l = 0; l < count; l++)
			value[l] = p->spec.kind == SX_MP_EMPIRICAL ? counted(c, mine, who, l, far)
			                                           : sx_secondary_of(p, i, who[l], mine[l]);
		sx_secondary_best(p, i, value, who, count, NULL);
	}
}

bool sx_secondary_candidates(sx_secondary *p, sx_job *job, sx_arena *tmp, sx_err *err)
{
	size_t count = p->spec.candidates, threads = (size_t)sx_threads(job), n = p->over.m.n;
	candidates c = { .p = p, .value = sx_alloc(tmp, threads * count, sizeof *c.value),
	                 .far = sx_alloc(tmp, threads * n, sizeof *c.far) };
	if (!c.value || !c.far)
		return sx_fail_memory(err, "candidates", (double)(threads * n) * 8);
	for (size_t i = 0; i < threads * n; i++)
		c.far[i] = INFINITY;
	if (!sx_secondary_nearest(p, &p->own, count, job, tmp, &c.own, err) ||
	    !sx_secondary_nearest(p, &p->over, count, job, tmp, &c.over, err))
		return false;
	return sx_for(job, "secondary distances", p->own.m.n, SX_SECONDARY_BLOCK, candidates_block, &c) || sx_fail_cancel(err);
}
