/* cmd_local_map.c: the command local-map: the rank of the map from inputs to activations, near each row.
 *
 * Over a row's k nearest in the inputs Z, the activations X are fitted by ridge regression: X - mean = (Z - mean) J. With Z -
 * mean = U diag(s) V' the singular values of J are those of diag(s / (s² + ridge s_1²)) U' X. Cost: the neighbour table of Z,
 * and for each row k dz min(k, dz) + k dx min(k, dz). */
#include "command/options.h"
#include "neighbors/neighbor_budget.h"
#include "numeric/linalg.h"
#include "numeric/rank_rules.h"

#include <math.h>

enum { SPACE, INPUTS, K, METRIC, TAU, RIDGE, QUERIES, BUDGET };

static const sx_param params[] = {
	[SPACE]   = SX_OPT_SPACE,
	[INPUTS]  = { .name = "inputs", .kind = SX_KIND_SPACE, .flags = SX_REQUIRED,
	              .help = "the inputs that the rows were computed from: a space with the same rows in the same order" },
	[K]       = { .name = "k", .kind = SX_KIND_INT, .dflt = "20", .lo = 2, .hi = 1e6,
	              .help = "number of neighbours in the inputs for the local fit; more than twice the dimension of the inputs" },
	[METRIC]  = SX_OPT_METRIC,
	[TAU]     = { .name = "tau", .kind = SX_KIND_REAL, .dflt = "0.01", .lo = 1e-6, .hi = 1,
	              .help = "map_rank counts singular values above this share of the largest" },
	[RIDGE]   = { .name = "ridge", .kind = SX_KIND_REAL, .dflt = "1e-6", .lo = 1e-12, .hi = 1,
	              .help = "ridge penalty of the fit, in units of the largest variance of the neighbours' inputs" },
	[QUERIES] = SX_OPT_QUERIES,
	[BUDGET]  = SX_OPT_BUDGET,
};

static const double sweep[] = { 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1 };
enum { SWEEP = SX_COUNT(sweep) };

typedef struct study {
	sx_mat  z, x;
	sx_knn  t;
	size_t  k, r;			/* r = min(k, dz) */
	double  tau, ridge;
	double *scratch;		/* threads × size */
	size_t  size;
	double *rank, *entropy;		/* lines; NaN: all neighbours are equal in one of the spaces */
	double *by_tau;			/* lines × SWEEP */
} study;

/* The neighbours less their mean. */
static void load(const study *w, sx_mat m, size_t line, double *out)
{
	for (size_t a = 0; a < w->k; a++)
		for (size_t c = 0; c < m.d; c++)
			out[a * m.d + c] = (double)m.p[w->t.index[line * w->t.ld + a] * m.ld + c];
	for (size_t c = 0; c < m.d; c++) {
		double mean = 0;
		for (size_t a = 0; a < w->k; a++)
			mean += out[a * m.d + c] / (double)w->k;
		for (size_t a = 0; a < w->k; a++)
			out[a * m.d + c] -= mean;
	}
}

static void read_line(const study *w, size_t i, double *z)
{
	size_t k = w->k, r = w->r, dx = w->x.d, dz = w->z.d;
	double *x = z + k * dz, *u = x + k * dx, *vt = u + k * r, *s = vt + r * dz, *map = s + r, *gram = map + r * dx, *l = gram + r * r;
	load(w, w->z, i, z);
	load(w, w->x, i, x);
	w->rank[i] = w->entropy[i] = NAN;
	if (!sx_svd(k, dz, z, s, u, vt, NULL) || !(s[0] > 0))
		return;
	sx_dgemm(true, false, r, dx, k, 1, u, r, x, dx, 0, map, dx);
	for (size_t a = 0; a < r; a++)
		for (size_t c = 0; c < dx; c++)
			map[a * dx + c] *= s[a] / (s[a] * s[a] + w->ridge * s[0] * s[0]);
	for (size_t a = 0; a < r * r; a++)
		gram[a] = 0;
	sx_dsyrk(true, r, dx, map, dx, gram, r);
	for (size_t a = 0; a < r; a++)
		for (size_t b = 0; b < a; b++)
			gram[a * r + b] = gram[b * r + a];
	if (!sx_eigh(r, gram, l, NULL, NULL) || !(l[0] > 0))
		return;
	for (size_t a = 0; a < r; a++)
		l[a] = fmax(l[a], 0);
	w->rank[i] = (double)sx_rule_fo(l, r, w->tau * w->tau);
	w->entropy[i] = exp(sx_share_entropy(l, r));
	for (size_t t = 0; t < SWEEP; t++)
		w->by_tau[i * SWEEP + t] = (double)sx_rule_fo(l, r, sweep[t] * sweep[t]);
}

static void lines(void *ctx, size_t lo, size_t hi, int thread)
{
	const study *w = ctx;
	for (size_t i = lo; i < hi; i++)
		read_line(w, i, w->scratch + (size_t)thread * w->size);
}

static bool write_out(const study *w, const sx_call *call, sx_result *out, sx_err *err)
{
	double y[SWEEP] = { 0 };
	size_t some = 0;
	for (size_t i = 0; i < w->t.n; i++)
		some += isfinite(w->rank[i]) ? 1 : 0;
	if (some == 0)
		return sx_fail(err, SX_EINPUT, "the neighbours of every row are equal in one of the spaces: there is no map");
	double rank = 0, entropy = 0;
	for (size_t i = 0; i < w->t.n; i++) {
		if (!isfinite(w->rank[i]))
			continue;
		rank += w->rank[i] / (double)some;
		entropy += w->entropy[i] / (double)some;
		for (size_t t = 0; t < SWEEP; t++)
			y[t] += w->by_tau[i * SWEEP + t];
	}
	for (size_t t = 0; t < SWEEP; t++)
		y[t] /= (double)some;
	if (some < w->t.n) {
		sx_note(out, "%zu rows have neighbours that are all equal in one of the spaces, and are left out", w->t.n - some);
		sx_put(out, "map_rank", rank);
		sx_put(out, "map_entropy_rank", entropy);
	} else {
		sx_put_mean(out, "map_rank", w->rank, &w->t);
		sx_put_mean(out, "map_entropy_rank", w->entropy, &w->t);
	}
	sx_table(out, "map_rank_by_tau", SX_LINE, SWEEP);
	sx_table_log(out, true, false);
	sx_table_nums(out, "tau", sweep);
	sx_table_nums(out, "rank", y);
	if (w->k <= w->z.d)
		sx_note(out, "%zu neighbours in %zu dimensions of the inputs: no rank can be above %zu", w->k, w->z.d, w->k - 1);
	return (sx_column_of_lines(out, "map_rank", w->rank, &w->t, call->tmp) &&
	        sx_column_of_lines(out, "map_entropy_rank", w->entropy, &w->t, call->tmp)) ||
	       sx_fail_memory(err, "columns", (double)w->t.of * 16);
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	sx_space *space = call->arg[SPACE].space[0], *inputs = call->arg[INPUTS].space[0];
	study w = { .z = sx_space_mat(inputs), .x = sx_space_mat(space), .k = (size_t)call->arg[K].num, .tau = call->arg[TAU].num,
	            .ridge = call->arg[RIDGE].num };
	if (w.z.n != w.x.n)
		return sx_fail(err, SX_EINPUT, "%s has %zu rows, %s has %zu: both must have the same rows in the same order",
		               sx_space_name(space), w.x.n, sx_space_name(inputs), w.z.n);
	const sx_neighbors_of near = { .call = call, .space = inputs, .metric = (sx_metric)call->arg[METRIC].num, .k = w.k,
	                               .queries = &call->arg[QUERIES], .budget = &call->arg[BUDGET], .out = out };
	if (!sx_neighbors_get(&near, &w.t, err))
		return false;
	w.r = w.k < w.z.d ? w.k : w.z.d;
	w.size = w.k * (w.z.d + w.x.d + w.r) + w.r * (w.z.d + 2 + w.x.d + w.r);
	w.scratch = sx_alloc(call->tmp, (size_t)sx_threads(call->job) * w.size, sizeof *w.scratch);
	w.rank = sx_alloc(call->tmp, w.t.n, sizeof *w.rank);
	w.entropy = sx_alloc(call->tmp, w.t.n, sizeof *w.entropy);
	w.by_tau = sx_alloc(call->tmp, w.t.n * SWEEP, sizeof *w.by_tau);
	if (!w.scratch || !w.rank || !w.entropy || !w.by_tau)
		return sx_fail_memory(err, "local maps", (double)w.t.n * 8 * (SWEEP + 2));
	if (!sx_for(call->job, "local maps", w.t.n, 32, lines, &w))
		return sx_fail_cancel(err);
	return write_out(&w, call, out, err);
}

static const sx_figure local_map_figures[] = {
	{ "map_rank", "0 to inputs' dims", "min of dims, k - 1",
	  "mean number of singular values of the local fit above --tau of the largest" },
	{ "map_entropy_rank", "1 to inputs' dims", "min of dims, k - 1",
	  "exponential of the entropy of their squared shares; needs no threshold" },
	{ "map_rank_by_tau", "series", NULL, "the rank at other thresholds: a step means a clear rank, a slope means none" },
	{ "map_rank map_entropy_rank", "column", NULL, "the same for each row" },
};

const sx_command sx_cmd_local_map = {
	.name = "local-map", .group = "measure", .summary = "Local rank of the map (Jacobian) from inputs to a space",
	.plain = "Estimates, from rows alone, how many directions of its input a layer keeps near each row. A linear map is "
		"fitted to each neighbourhood, and its rank is measured.",
	.about = "For each row, the rows of the space are fitted linearly on those of --inputs over the k nearest in the "
		"inputs: an estimate, from rows alone, of the Jacobian of the layers between. map_rank is the mean number of "
		"singular values of the fit above --tau of the largest; map_entropy_rank, the exponential of the entropy of "
		"their squared shares, needs no threshold. Series map_rank_by_tau has the rank at other thresholds; columns "
		"map_rank and map_entropy_rank have that of each row.\nHow to read: a map_rank that falls from layer to layer "
		"means that directions of the input are discarded. Traps: a hard rank of noisy rows depends on --tau, see the "
		"series; k must be well above the intrinsic dimension of the inputs, or the fit follows noise; curvature within "
		"the neighbourhood adds to the rank.\nCost: a neighbour table of the inputs, and k min(k, dz) (dz + dx) for "
		"each row.",
	.example = "local-map demo --inputs demo --k 30", .cite = "Patel, Shwartz-Ziv 2024, Learning to compress",
	SX_PARAMS(params), .run = run,
	SX_FIGURES(local_map_figures),
};
