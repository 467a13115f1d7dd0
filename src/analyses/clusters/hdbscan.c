/* hdbscan.c: HDBSCAN*: the minimum spanning tree of mutual reachability, condensed into a cluster tree. */
#include "hdbscan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct edge { double distance; uint32_t a, b; } edge;

/* ---- the minimum spanning tree (Prim): the nearest row joins the tree, and updates the distances of the others ---- */

enum { BLOCK = 2048 };

typedef struct prim {
	sx_mat    m;
	sx_metric metric;
	const double *core;
	double   *away;		/* of each row to the tree; -1: in it */
	uint32_t *from;		/* the row of the tree that is so near */
	size_t    last;		/* the row that joined last */
	size_t   *best;		/* of each block: the row that is nearest */
} prim;

static void update(void *ctx, size_t lo, size_t hi, int thread)
{
	(void)thread;
	prim *p = ctx;
	const float *x = p->m.p + p->last * p->m.ld;
	size_t best = SIZE_MAX;
	for (size_t i = lo; i < hi; i++) {
		if (p->away[i] < 0)
			continue;
		double reach = fmax(p->core[p->last], p->core[i]);
		if (reach < p->away[i]) {	/* else the distance itself cannot help */
			double d = fmax(reach, sx_distance(p->metric, x, p->m.p + i * p->m.ld, p->m.d));
			if (d < p->away[i]) {
				p->away[i] = d;
				p->from[i] = (uint32_t)p->last;
			}
		}
		if (best == SIZE_MAX || p->away[i] < p->away[best])
			best = i;
	}
	p->best[lo / BLOCK] = best;
}

static bool span(prim *p, edge *tree, sx_job *job)
{
	size_t n = p->m.n, blocks = (n + BLOCK - 1) / BLOCK;
	for (size_t i = 0; i < n; i++)
		p->away[i] = INFINITY;
	p->away[0] = -1;
	for (size_t e = 0; e + 1 < n; e++) {
		sx_job part = sx_job_part(job, (double)e / (double)n, 1 / (double)n);
		if (!sx_for(&part, "spanning tree", n, BLOCK, update, p))
			return false;
		size_t best = SIZE_MAX;
		for (size_t b = 0; b < blocks; b++)
			if (p->best[b] != SIZE_MAX && (best == SIZE_MAX || p->away[p->best[b]] < p->away[best]))
				best = p->best[b];
		tree[e] = (edge){ p->away[best], (uint32_t)best, p->from[best] };
		p->away[best] = -1;
		p->last = best;
	}
	return true;
}

/* ---- single linkage: node n + e joins two nodes at the distance of edge e ---- */

typedef struct node { uint32_t left, right; double lambda; size_t rows; } node;

static int shorter(const void *a, const void *b)
{
	const edge *x = a, *y = b;
	return x->distance < y->distance ? -1 : x->distance > y->distance ? 1 : x->a < y->a ? -1 : x->a > y->a;
}

static uint32_t top(uint32_t *up, uint32_t i)
{
	while (up[i] != i) {
		up[i] = up[up[i]];
		i = up[i];
	}
	return i;
}

/* 1 / distance; rows at distance 0 separate after all others. */
static void link_up(edge *tree, size_t n, uint32_t *up, node *at)
{
	qsort(tree, n - 1, sizeof *tree, shorter);
	double least = 1;
	for (size_t e = n - 1; e-- > 0 && tree[e].distance > 0;)
		least = tree[e].distance;
	for (uint32_t i = 0; i < 2 * n - 1; i++)
		up[i] = i;
	for (size_t i = 0; i < n; i++)
		at[i].rows = 1;
	for (size_t e = 0; e + 1 < n; e++) {
		uint32_t a = top(up, tree[e].a), b = top(up, tree[e].b), me = (uint32_t)(n + e);
		at[me] = (node){ a, b, 1 / fmax(tree[e].distance, least / 2), at[a].rows + at[b].rows };
		up[a] = up[b] = me;
	}
}

/* ---- the tree of clusters ---- */

typedef struct cluster {
	uint32_t parent;
	double   birth, mass, below;	/* lambda at birth; own excess of mass; that of the best choice below */
	bool     taken;
} cluster;

typedef struct condensed {
	const node *at;
	size_t   n, least, count;
	cluster *cluster;	/* at most n */
	uint32_t *of;		/* n: the cluster that a row falls out of */
	uint32_t *stack, *owner;	/* of nodes still to be walked */
} condensed;

/* All rows under a node leave a cluster at lambda. */
static void fall_out(condensed *c, uint32_t root, uint32_t from, double lambda, size_t depth)
{
	size_t end = depth;
	c->stack[end++] = root;
	while (end > depth) {
		uint32_t i = c->stack[--end];
		if (i < c->n) {
			c->of[i] = from;
			continue;
		}
		c->stack[end++] = c->at[i].left;
		c->stack[end++] = c->at[i].right;
	}
	c->cluster[from].mass += (lambda - c->cluster[from].birth) * (double)c->at[root].rows;
}

static uint32_t be_born(condensed *c, uint32_t parent, uint32_t root, double lambda)
{
	uint32_t me = (uint32_t)c->count++;
	c->cluster[me] = (cluster){ .parent = parent, .birth = lambda };
	c->cluster[parent].mass += (lambda - c->cluster[parent].birth) * (double)c->at[root].rows;
	return me;
}

static void condense(condensed *c)
{
	size_t end = 0;
	c->cluster[0] = (cluster){ 0 };
	c->count = 1;
	c->stack[end] = (uint32_t)(2 * c->n - 2);
	c->owner[end++] = 0;
	while (end > 0) {
		uint32_t i = c->stack[--end], from = c->owner[end];
		if (i < c->n) {			/* only where n is 1 or least is 1 */
			c->of[i] = from;
			continue;
		}
		const node *v = &c->at[i];
		uint32_t side[2] = { v->left, v->right };
		bool large[2] = { c->at[side[0]].rows >= c->least, c->at[side[1]].rows >= c->least };
		for (int s = 0; s < 2; s++)
			if (!large[s])
				fall_out(c, side[s], from, v->lambda, end);
		for (int s = 0; s < 2; s++)
			if (large[s]) {
				uint32_t owner = large[1 - s] ? be_born(c, from, side[s], v->lambda) : from;
				c->stack[end] = side[s];
				c->owner[end++] = owner;
			}
	}
}

/* Children come after their parents, so one pass upwards selects clusters and one downwards drops those below a selected one. The
 * root, which contains everything, is not a cluster. */
static void choose(condensed *c)
{
	for (size_t i = c->count; i-- > 1;) {
		cluster *v = &c->cluster[i];
		v->taken = v->mass >= v->below;
		c->cluster[v->parent].below += v->taken ? v->mass : v->below;
	}
	for (size_t i = 1; i < c->count; i++) {
		uint32_t up = c->cluster[i].parent;
		bool under = up && (c->cluster[up].taken || c->cluster[up].below < 0);
		if (under) {
			c->cluster[i].taken = false;
			c->cluster[i].below = -1;	/* marks: under a choice */
		}
	}
}

static void name_rows(const condensed *c, sx_density *out)
{
	int *name = out->label;		/* of rows; names of clusters are given as rows ask for them */
	uint32_t *number = c->owner;
	memset(number, 0xff, c->count * sizeof *number);
	for (size_t i = 0; i < c->n; i++) {
		uint32_t v = c->of[i];
		while (v && !c->cluster[v].taken)
			v = c->cluster[v].parent;
		if (v && number[v] == UINT32_MAX) {
			out->persistence[out->clusters] = c->cluster[v].mass;
			number[v] = (uint32_t)out->clusters++;
		}
		name[i] = v ? (int)number[v] : SX_NOISE;
	}
}

bool sx_density_run(const sx_space *space, sx_metric metric, const double *core, size_t least, sx_job *job, sx_arena *a,
                    sx_density *out, sx_err *err)
{
	sx_mat m = sx_space_mat(space);
	size_t n = m.n, nodes = 2 * n;
	prim p = { .m = m, .metric = metric, .core = core, .away = sx_alloc(a, n, sizeof *p.away),
	           .from = sx_alloc(a, n, sizeof *p.from), .best = sx_alloc(a, n / BLOCK + 1, sizeof *p.best) };
	edge *tree = sx_alloc(a, n, sizeof *tree);
	node *at = sx_alloc(a, nodes, sizeof *at);
	uint32_t *up = sx_alloc(a, nodes, sizeof *up);
	condensed c = { .at = at, .n = n, .least = least, .cluster = sx_alloc(a, nodes, sizeof *c.cluster),
	                .of = sx_alloc(a, n, sizeof *c.of), .stack = sx_alloc(a, nodes, sizeof *c.stack),
	                .owner = sx_alloc(a, nodes, sizeof *c.owner) };
	*out = (sx_density){ .label = sx_alloc(a, n, sizeof *out->label), .persistence = sx_alloc(a, n, sizeof *out->persistence) };
	if (!p.away || !p.from || !p.best || !tree || !at || !up || !c.cluster || !c.of || !c.stack || !c.owner || !out->label ||
	    !out->persistence)
		return sx_fail_memory(err, "clusters by density", (double)n * 200);
	if (!span(&p, tree, job))
		return sx_fail_cancel(err);
	link_up(tree, n, up, at);
	condense(&c);
	choose(&c);
	name_rows(&c, out);
	return true;
}
