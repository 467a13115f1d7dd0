/* cohomology.c: persistent cohomology by the incremental algorithm, on dense cocycles of one byte an edge. */
#include "cohomology.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct edge {
	double   length;
	uint32_t i, j;			/* i < j */
} edge;

typedef struct cocycle {
	uint8_t *value;			/* n × n, antisymmetric modulo the prime: value[i * n + j] along the edge from i to j */
	double   birth;
	uint32_t i, j;
} cocycle;

typedef struct growth {
	const double *distance;
	size_t    n;
	uint8_t   prime, inverse[128];
	edge     *edge;
	size_t    edges;
	uint8_t  *present;		/* n × n: the edges so far */
	uint32_t *part;			/* n: union-find of components */
	cocycle  *live;			/* oldest first */
	size_t    count;
	uint8_t **spare;		/* tables of dead cocycles, to be used again */
	size_t    spares;
	sx_arena *tmp;
	sx_bar   *bar;			/* found; as many as edges at most */
	size_t    bars;
} growth;

/* ---- the edges in the order of their lengths ---- */

static int by_length(const void *a, const void *b)
{
	const edge *x = a, *y = b;
	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	return x->i != y->i ? (x->i < y->i ? -1 : 1) : (x->j > y->j) - (x->j < y->j);
}

static double enclosing_radius(const double *distance, size_t n)
{
	double least = INFINITY;
	for (size_t i = 0; i < n; i++) {
		double most = 0;
		for (size_t j = 0; j < n; j++)
			most = fmax(most, distance[i * n + j]);
		least = fmin(least, most);
	}
	return n ? least : 0;
}

static void list_edges(growth *g, double upto)
{
	for (size_t i = 0; i < g->n; i++)
		for (size_t j = i + 1; j < g->n; j++)
			if (g->distance[i * g->n + j] <= upto)
				g->edge[g->edges++] = (edge){ g->distance[i * g->n + j], (uint32_t)i, (uint32_t)j };
	qsort(g->edge, g->edges, sizeof *g->edge, by_length);
}

static bool start(growth *g, const double *distance, size_t n, unsigned prime, double upto, sx_arena *tmp, sx_err *err)
{
	*g = (growth){ .distance = distance, .n = n, .prime = (uint8_t)prime, .tmp = tmp };
	g->edge = sx_alloc(tmp, n * n / 2 + 1, sizeof *g->edge);
	g->bar = sx_alloc(tmp, n * n / 2 + 1, sizeof *g->bar);
	g->live = sx_alloc(tmp, n * n / 2 + 1, sizeof *g->live);
	g->spare = sx_alloc(tmp, n * n / 2 + 1, sizeof *g->spare);
	g->present = sx_alloc(tmp, n * n, 1);
	g->part = sx_alloc(tmp, n, sizeof *g->part);
	if (!g->edge || !g->bar || !g->live || !g->spare || !g->present || !g->part)
		return sx_fail_memory(err, "edges", (double)n * (double)n * 40);
	for (unsigned v = 1; v < prime; v++)
		for (unsigned w = 1; w < prime; w++)
			if (v * w % prime == 1)
				g->inverse[v] = (uint8_t)w;
	for (size_t i = 0; i < n; i++)
		g->part[i] = (uint32_t)i;
	list_edges(g, upto);
	return true;
}

static uint32_t component(growth *g, uint32_t i)
{
	while (g->part[i] != i)
		i = g->part[i] = g->part[g->part[i]];
	return i;
}

/* ---- cocycles ---- */

static void set_edge(const growth *g, uint8_t *value, size_t a, size_t b, uint8_t v)
{
	value[a * g->n + b] = v;
	value[b * g->n + a] = v ? (uint8_t)(g->prime - v) : 0;
}

/* A loop closes: a cocycle that is 1 along this edge and 0 elsewhere. No triangle holds the edge yet. */
static bool open_loop(growth *g, const edge *e, sx_err *err)
{
	uint8_t *value = g->spares ? g->spare[--g->spares] : sx_alloc(g->tmp, g->n * g->n, 1);
	if (value == NULL)
		return sx_fail_memory(err, "cocycles", (double)g->n * (double)g->n);
	memset(value, 0, g->n * g->n);
	set_edge(g, value, e->i, e->j, 1);
	g->live[g->count++] = (cocycle){ value, e->length, e->i, e->j };
	return true;
}

static uint8_t along(const growth *g, const uint8_t *value, size_t a, size_t b, size_t k)
{
	uint8_t x = value[a * g->n + k], y = value[b * g->n + k];
	return (uint8_t)(x >= y ? x - y : x + g->prime - y);
}

/* Does any triangle (a, b, k) disagree with the value along a b? */
SX_CLONES static uint8_t any_misfit(const uint8_t *restrict a, const uint8_t *restrict b, const uint8_t *restrict with_a,
                                    const uint8_t *restrict with_b, size_t n, uint8_t v, uint8_t prime)
{
	uint8_t any = 0;
#pragma omp simd reduction(|:any)
	for (size_t k = 0; k < n; k++) {
		uint8_t s = (uint8_t)(a[k] - b[k]), wrapped = (uint8_t)(s + prime), r = a[k] >= b[k] ? s : wrapped;
		any |= (uint8_t)((r != v) & with_a[k] & with_b[k]);
	}
	return any;
}

/* The first k at which the cocycle does not vanish on the triangle (a, b, k), or n. */
static size_t misfit(const growth *g, const uint8_t *value, size_t a, size_t b)
{
	const uint8_t *with_a = g->present + a * g->n, *with_b = g->present + b * g->n;
	uint8_t v = value[a * g->n + b];
	if (!any_misfit(value + a * g->n, value + b * g->n, with_a, with_b, g->n, v, g->prime))
		return g->n;
	size_t k = 0;
	while (!(with_a[k] & with_b[k]) || along(g, value, a, b, k) == v)
		k++;
	return k;
}

static uint8_t residue(const growth *g, const uint8_t *value, size_t a, size_t b, size_t k)
{
	uint8_t r = along(g, value, a, b, k), v = value[a * g->n + b];
	return (uint8_t)(r >= v ? r - v : r + g->prime - v);
}

static void subtract(const growth *g, uint8_t *from, const uint8_t *what, uint8_t times)
{
	uint8_t back = (uint8_t)(g->prime - times);
	for (size_t c = 0; c < g->n * g->n; c++)
		from[c] = (uint8_t)((from[c] + (unsigned)back * what[c]) % g->prime);
}

/* The cocycle at `at` dies on the triangle (a, b, k); older ones that do not vanish there are mended with it. */
static void close_loop(growth *g, size_t at, const edge *e, size_t k)
{
	cocycle dead = g->live[at];
	uint8_t own = g->inverse[residue(g, dead.value, e->i, e->j, k)];
	for (size_t o = 0; o < at; o++) {
		uint8_t r = residue(g, g->live[o].value, e->i, e->j, k);
		if (r)
			subtract(g, g->live[o].value, dead.value, (uint8_t)((unsigned)r * own % g->prime));
	}
	memmove(g->live + at, g->live + at + 1, (g->count - at - 1) * sizeof *g->live);
	g->count--;
	g->spare[g->spares++] = dead.value;
	if (e->length > dead.birth)
		g->bar[g->bars++] = (sx_bar){ dead.birth, e->length, dead.i, dead.j };
}

static bool add_edge(growth *g, const edge *e, sx_err *err)
{
	const uint8_t *with_a = g->present + e->i * g->n, *with_b = g->present + e->j * g->n;
	size_t first = 0;
	while (first < g->n && !(with_a[first] & with_b[first]))
		first++;
	if (first == g->n) {
		uint32_t a = component(g, e->i), b = component(g, e->j);
		if (a == b && !open_loop(g, e, err))
			return false;
		g->part[a] = b;
	} else {
		/* Its first triangle fixes the value along the edge; the others must agree, youngest cocycle first. */
		for (size_t c = 0; c < g->count; c++)
			set_edge(g, g->live[c].value, e->i, e->j, along(g, g->live[c].value, e->i, e->j, first));
		for (size_t c = g->count; c-- > 0;) {
			size_t k = misfit(g, g->live[c].value, e->i, e->j);
			if (k < g->n)
				close_loop(g, c, e, k);
		}
	}
	g->present[e->i * g->n + e->j] = g->present[e->j * g->n + e->i] = 1;
	return true;
}

static bool grow(growth *g, sx_job *job, const char *what, sx_err *err)
{
	for (size_t at = 0; at < g->edges; at++) {
		if (at % 256 == 0 && !sx_tick(job, (double)at / (double)g->edges, what))
			return sx_fail_cancel(err);
		if (!add_edge(g, &g->edge[at], err))
			return false;
	}
	return true;
}

/* ---- bars ---- */

static int by_persistence(const void *a, const void *b)
{
	const sx_bar *x = a, *y = b;
	double p = x->death - x->birth, q = y->death - y->birth;
	if (p != q)
		return p > q ? -1 : 1;
	return x->birth != y->birth ? (x->birth < y->birth ? -1 : 1) : (x->i > y->i) - (x->i < y->i);
}

bool sx_cohomology_bars(const double *distance, size_t n, unsigned prime, sx_job *job, sx_arena *arena, sx_barcode *out,
                        sx_err *err)
{
	growth g;
	*out = (sx_barcode){ .radius = enclosing_radius(distance, n) };
	sx_arena *tmp = sx_arena_new(job ? job->memory : 0);
	bool ok = tmp ? start(&g, distance, n, prime, out->radius, tmp, err) && grow(&g, job, "loops", err)
	              : sx_fail_memory(err, "loops", 0);
	if (ok) {
		qsort(g.bar, g.bars, sizeof *g.bar, by_persistence);
		out->bar = sx_alloc(arena, g.bars, sizeof *out->bar);
		ok = out->bar != NULL || sx_fail_memory(err, "loops", (double)g.bars * 24);
	}
	if (ok) {
		out->count = g.bars;
		memcpy(out->bar, g.bar, g.bars * sizeof *g.bar);
	}
	sx_arena_free(tmp);
	return ok;
}

/* ---- the angle round one loop ---- */

/* Values above half of the prime stand for negative numbers. Closed if they sum to nothing round every triangle. */
static bool lift(const growth *g, const uint8_t *value, double *z)
{
	size_t n = g->n;
	for (size_t c = 0; c < n * n; c++)
		z[c] = value[c] > g->prime / 2 ? (double)value[c] - g->prime : (double)value[c];
	for (size_t at = 0; at < g->edges; at++) {
		size_t a = g->edge[at].i, b = g->edge[at].j;
		for (size_t k = b + 1; k < n; k++)
			if (g->present[a * n + k] && g->present[b * n + k] && z[a * n + b] + z[b * n + k] != z[a * n + k])
				return false;
	}
	return true;
}

/* y = L x, the graph Laplacian of the edges present. */
static void laplacian(const growth *g, const double *x, double *y)
{
	memset(y, 0, g->n * sizeof *y);
	for (size_t at = 0; at < g->edges; at++) {
		size_t a = g->edge[at].i, b = g->edge[at].j;
		double d = x[a] - x[b];
		y[a] += d;
		y[b] -= d;
	}
}

static double dot(const double *x, const double *y, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += x[i] * y[i];
	return sum;
}

/* Minimises the sum over edges of (f_j - f_i - z_ij)² by conjugate gradients from 0, which stay orthogonal to the constants
 * of each component. work: 3 n. */
static void smooth_out(const growth *g, const double *z, double *f, double *work)
{
	size_t n = g->n;
	double *r = work, *p = work + n, *q = work + 2 * n;
	memset(f, 0, n * sizeof *f);
	memset(r, 0, n * sizeof *r);
	for (size_t at = 0; at < g->edges; at++) {
		size_t a = g->edge[at].i, b = g->edge[at].j;
		r[b] += z[a * n + b];
		r[a] -= z[a * n + b];
	}
	memcpy(p, r, n * sizeof *p);
	double rr = dot(r, r, n), enough = rr * 1e-24;
	for (size_t step = 0; step < 10 * n && rr > enough; step++) {
		laplacian(g, p, q);
		double by = rr / dot(p, q, n), next;
		for (size_t i = 0; i < n; i++) {
			f[i] += by * p[i];
			r[i] -= by * q[i];
		}
		next = dot(r, r, n);
		for (size_t i = 0; i < n; i++)
			p[i] = r[i] + next / rr * p[i];
		rr = next;
	}
}

static bool angle(growth *g, const sx_bar *bar, double *turn, double *smooth, bool *lifted, sx_err *err)
{
	size_t n = g->n, at = 0;
	double *z = sx_alloc(g->tmp, n * n, sizeof *z), *work = sx_alloc(g->tmp, 4 * n, sizeof *work), *f = work;
	if (!z || !work)
		return sx_fail_memory(err, "angles", (double)n * (double)n * 8);
	while (at < g->count && !(g->live[at].i == bar->i && g->live[at].j == bar->j))
		at++;
	if (at == g->count)
		return sx_fail(err, SX_EINPUT, "there is no such loop at this scale");
	*lifted = lift(g, g->live[at].value, z);
	if (!*lifted)
		return true;
	smooth_out(g, z, f, work + n);
	memset(smooth, 0, n * n * sizeof *smooth);
	for (size_t e = 0; e < g->edges; e++) {
		size_t a = g->edge[e].i, b = g->edge[e].j;
		smooth[a * n + b] = f[b] - f[a] - z[a * n + b];
		smooth[b * n + a] = -smooth[a * n + b];
	}
	for (size_t i = 0; i < n; i++)
		turn[i] = f[i] - floor(f[i]);
	return true;
}

bool sx_cohomology_angle(sx_lift *l, sx_job *job, double *turn, double *smooth, sx_err *err)
{
	growth g;
	sx_arena *tmp = sx_arena_new(job ? job->memory : 0);
	bool ok = tmp ? start(&g, l->distance, l->n, l->prime, l->alpha, tmp, err) && grow(&g, job, "angles", err) &&
	                angle(&g, l->bar, turn, smooth, &l->closes, err)
	              : sx_fail_memory(err, "angles", 0);
	sx_arena_free(tmp);
	return ok;
}
