/* an_id.c: intrinsic dimension by several estimators from one neighbour table.
 *
 * Repeated rows are removed first: a nearest neighbour at distance 0 breaks every ratio. Intervals resample the rows'
 * figures (ln mu, 1/m), never the rows, which would make duplicates (methods: Efron's percentile bootstrap). Each
 * estimator is a row of one table. Cost: the neighbour table with max(k, range), then n per draw. */
#include "dimension.h"
#include "knn.h"
#include "options.h"
#include "rng.h"
#include "spectrum.h"
#include "stats.h"
#include "unique.h"

#include <math.h>
#include <string.h>

enum { SPACE, METHOD, K, DISCARD, RANGE, DRAWS, CONVENTION, METRIC, WHERE, DROP };
enum { TWONN, GRIDE, MLE, LPCA };

static const sx_param params[] = {
	[SPACE]      = SX_OPT_SPACE,
	[METHOD]     = { .name = "method", .kind = SX_KIND_CHOICES, .dflt = "twonn,gride,mle,lpca", .choices = "twonn|gride|mle|lpca",
	                 .help = "estimators, or all" },
	[K]          = { .name = "k", .kind = SX_KIND_INT, .dflt = "20", .lo = 2, .hi = 1e6, .help = "neighbours that mle reads" },
	[DISCARD]    = { .name = "discard", .kind = SX_KIND_REAL, .dflt = "0.1", .lo = 0, .hi = 0.9,
	                 .help = "share of the largest ratios that twonn_fit leaves out" },
	[RANGE]      = { .name = "range", .kind = SX_KIND_INT, .dflt = "64", .lo = 2, .hi = 65536,
	                 .help = "last neighbour of the gride scaling plot, a power of two" },
	[DRAWS]      = { .name = "draws", .kind = SX_KIND_INT, .dflt = "200", .lo = 20, .hi = 1e5,
	                 .help = "resamplings for the intervals" },
	[CONVENTION] = { .name = "convention", .kind = SX_KIND_CHOICE, .dflt = "sextant", .choices = "sextant|dadapy",
	                 .help = "dadapy: gride with (n-1)/d in the score, without its largest ratios" },
	[METRIC]     = SX_OPT_METRIC,
	[WHERE]      = SX_OPT_WHERE,
	[DROP]       = SX_OPT_DROP,
};

typedef struct estimate {
	const char *name, *scale;
	double      value, low, high;
} estimate;

enum { MOST = 24 };

typedef struct id {
	const sx_call *call;
	sx_result *out;
	sx_knn     t;
	sx_unique  u;
	size_t     n, k;
	double    *log_mu;	/* n: ln(r2/r1), ascending */
	double    *inverse;	/* n: 1/m of each row */
	double    *finite;	/* the finite m, ascending, for the median; nfinite of them */
	size_t     nfinite, ntied;
	estimate   row[MOST];
	size_t     rows;
} id;

static bool wanted(const sx_call *call, int method)
{
	const sx_value *v = &call->arg[METHOD];
	for (size_t i = 0; i < v->count; i++)
		if ((int)v->list[i] == method)
			return true;
	return false;
}

static void add(id *e, const char *name, double value, double low, double high, const char *scale)
{
	if (e->rows < MOST)
		e->row[e->rows++] = (estimate){ name, scale, value, low, high };
	if (!isfinite(value))
		sx_put_none(e->out, name, "the neighbour distances do not vary: no dimension can be read from them");
	else if (isfinite(low))
		sx_put_range(e->out, name, value, low, high);
	else
		sx_put(e->out, name, value);
}

/* ---- intervals: the statistic of resampled rows, draw by draw ---- */

typedef struct draws {
	id       *e;
	uint32_t *count;	/* threads × n */
	double   *ml, *fit, *harmonic, *mean, *median;	/* each of b draws */
} draws;

static double weighted_median(const double *sorted, const uint32_t *count, size_t n, size_t total)
{
	size_t seen = 0;
	for (size_t i = 0; i < n; i++)
		if ((seen += count[i]) * 2 >= total)
			return sorted[i];
	return NAN;
}

static void one_draw(draws *w, size_t b, uint32_t *count)
{
	id *e = w->e;
	sx_rng rng = sx_rng_open(e->call->job->seed, "id.draws", b);
	memset(count, 0, e->n * sizeof *count);
	for (size_t i = 0; i < e->n; i++)
		count[sx_rng_below(&rng, e->n)]++;
	w->ml[b] = sx_twonn_ml(e->log_mu, count, e->n);
	w->fit[b] = sx_twonn_fit(e->log_mu, count, e->n, e->call->arg[DISCARD].num);
	double inverse = 0, sum = 0;
	size_t total = 0;
	for (size_t i = 0; i < e->nfinite; i++) {
		inverse += count[i] / e->finite[i];
		sum += count[i] * e->finite[i];
		total += count[i];
	}
	w->harmonic[b] = (double)total / inverse;
	w->mean[b] = sum / (double)total;
	w->median[b] = weighted_median(e->finite, count, e->nfinite, total);
}

static void draw_block(void *ctx, size_t lo, size_t hi, int thread)
{
	draws *w = ctx;
	for (size_t b = lo; b < hi; b++)
		one_draw(w, b, w->count + (size_t)thread * w->e->n);
}

static bool draw(id *e, draws *w, sx_err *err)
{
	sx_arena *tmp = e->call->tmp;
	size_t b = (size_t)e->call->arg[DRAWS].num;
	*w = (draws){ .e = e, .count = sx_alloc(tmp, (size_t)sx_threads(e->call->job) * e->n, sizeof *w->count) };
	double **each[] = { &w->ml, &w->fit, &w->harmonic, &w->mean, &w->median };
	bool ok = w->count != NULL;
	for (size_t i = 0; i < SX_COUNT(each); i++)
		ok &= (*each[i] = sx_alloc(tmp, b, sizeof(double))) != NULL;
	if (!ok)
		return sx_fail_memory(err, "resampling", (double)e->n * 4);
	return sx_for(e->call->job, "intervals", b, 1, draw_block, w) || sx_fail_cancel(err);
}

static void add_drawn(id *e, const char *name, double value, double *drawn, const char *scale)
{
	size_t b = (size_t)e->call->arg[DRAWS].num;
	double low = sx_quantile(drawn, b, 0.025), high = sx_quantile(drawn, b, 0.975);
	add(e, name, value, low, high, scale);
}

/* ---- the estimators ---- */

static void twonn(id *e, draws *w)
{
	add_drawn(e, "twonn", sx_twonn_ml(e->log_mu, NULL, e->n), w->ml, "1st, 2nd neighbour");
	add_drawn(e, "twonn_fit", sx_twonn_fit(e->log_mu, NULL, e->n, e->call->arg[DISCARD].num), w->fit, "1st, 2nd neighbour");
}

static bool twonn_series(id *e)
{
	size_t most = 400, n = e->n, m = n < most ? n : most;
	double *x = sx_alloc(e->call->tmp, m, sizeof *x), *y = sx_alloc(e->call->tmp, m, sizeof *y);
	if (!x || !y)
		return false;
	for (size_t i = 0; i < m; i++) {
		size_t at = m == n ? i : i * (n - 1) / m;
		x[i] = e->log_mu[at];
		y[i] = at + 1 < n ? -log1p(-((double)at + 1) / (double)n) : NAN;
	}
	sx_table(e->out, "twonn_fit", SX_LINE, m);
	sx_table_nums(e->out, "ln mu", x);
	sx_table_nums(e->out, "-ln(1 - F)", y);
	return true;
}

static void mle(id *e, draws *w)
{
	double inverse = 0, sum = 0;
	for (size_t i = 0; i < e->nfinite; i++) {
		inverse += 1 / e->finite[i];
		sum += e->finite[i];
	}
	double m = (double)e->nfinite, half = m / 2;
	const char *scale = "1st to k-th neighbour";
	double median = e->nfinite == 0 ? NAN : e->nfinite % 2 ? e->finite[(size_t)half]
	              : (e->finite[(size_t)half - 1] + e->finite[(size_t)half]) / 2;
	add_drawn(e, "mle", m / inverse, w->harmonic, scale);
	add_drawn(e, "mle_mean", sum / m, w->mean, scale);
	add_drawn(e, "mle_median", median, w->median, scale);
	if (e->ntied)
		sx_note(e->out, "mle leaves out %zu rows whose %zu neighbours are all equally far", e->ntied, e->k);
}

/* Rows that were removed as duplicates get the figure of the row they repeat. */
static bool local_column(id *e)
{
	size_t all = e->out->rows;
	double *column = sx_alloc(e->call->tmp, all, sizeof *column);
	for (size_t i = 0; column && i < all; i++) {
		double inverse = e->inverse[e->u.of[i]];
		column[i] = inverse > 0 ? 1 / inverse : NAN;
	}
	if (column)
		sx_column(e->out, "lid_mle", column);
	return column != NULL;
}

/* ---- gride ---- */

typedef struct scaling {
	size_t  m;
	double *rank, *d, *error, *distance;
} scaling;

/* DADApy leaves out ratios beyond q50 + 20 (q95 - q50). */
static size_t without_largest(double *log_mu, size_t n, sx_arena *tmp)
{
	double *mu = sx_alloc(tmp, n, sizeof *mu);
	size_t kept = 0;
	if (mu == NULL)
		return n;
	for (size_t i = 0; i < n; i++)
		mu[i] = exp(log_mu[i]);
	double half = sx_quantile(mu, n, 0.5), top = half + 20 * (sx_quantile(mu, n, 0.95) - half);
	for (size_t i = 0; i < n; i++)
		if (exp(log_mu[i]) < top)
			log_mu[kept++] = log_mu[i];
	return kept;
}

static bool gride_scales(id *e, scaling *s)
{
	size_t most = (size_t)e->call->arg[RANGE].num;
	bool dadapy = e->call->arg[CONVENTION].num == 1;
	double *log_mu = sx_alloc(e->call->tmp, e->n, sizeof *log_mu);
	for (size_t n2 = 2; n2 <= most && n2 <= e->t.k; n2 *= 2)
		s->m++;
	double **each[] = { &s->rank, &s->d, &s->error, &s->distance };
	for (size_t i = 0; i < SX_COUNT(each); i++)
		if ((*each[i] = sx_alloc(e->call->tmp, s->m, sizeof(double))) == NULL)
			return false;
	if (log_mu == NULL)
		return false;
	for (size_t i = 0, n1 = 1; i < s->m; i++, n1 *= 2) {
		double sum = 0;
		for (size_t row = 0; row < e->n; row++) {
			const double *r = e->t.distance + row * e->t.ld;
			log_mu[row] = log(r[2 * n1 - 1] / r[n1 - 1]);
			sum += r[2 * n1 - 1] + r[n1 - 1];
		}
		size_t kept = dadapy ? without_largest(log_mu, e->n, e->call->tmp) : e->n;
		s->rank[i] = (double)(2 * n1);
		s->d[i] = sx_gride(log_mu, kept, n1, 2 * n1, dadapy ? 1 : 0, &s->error[i]);
		s->distance[i] = sum / (2 * (double)e->n);
	}
	return true;
}

/* A plateau: three or more scales in a row that agree with their weighted mean within their own 95 % or 5 % of it. The
 * longest one; of equally long ones that of the smallest scales. */
static size_t plateau(const scaling *s, size_t *from, double *value)
{
	size_t best = 0;
	for (size_t lo = 0; lo < s->m; lo++)
		for (size_t hi = lo + 3; hi <= s->m; hi++) {
			double sum = 0, weight = 0;
			bool flat = true;
			for (size_t i = lo; i < hi; i++) {
				double w = 1 / (s->error[i] * s->error[i]);
				sum += w * s->d[i];
				weight += w;
			}
			for (size_t i = lo; i < hi; i++)
				flat &= fabs(s->d[i] - sum / weight) <= fmax(1.96 * s->error[i], 0.05 * sum / weight);
			if (flat && hi - lo > best) {
				best = hi - lo;
				*from = lo;
				*value = sum / weight;
			}
		}
	return best;
}

static void put_plateau(id *e, const scaling *s)
{
	size_t from = 0, length;
	double value = NAN;
	length = plateau(s, &from, &value);
	if (length == 0) {
		sx_put_none(e->out, "gride", "no plateau: the dimension depends on the scale, so there is no single one here");
		sx_put_none(e->out, "plateau", "no three scales in a row agree; see series gride_scaling");
		return;
	}
	double weight = 0;
	for (size_t i = from; i < from + length; i++)
		weight += 1 / (s->error[i] * s->error[i]);
	sx_put(e->out, "plateau", value);
	add(e, "gride", value, value - 1.96 / sqrt(weight), value + 1.96 / sqrt(weight), "plateau of the scaling plot");
	sx_note(e->out, "gride: plateau from neighbour %.0f to %.0f", s->rank[from] / 2, s->rank[from + length - 1]);
}

static bool gride(id *e)
{
	scaling s = { 0 };
	if (!gride_scales(e, &s))
		return false;
	for (size_t i = 0; i < s.m && e->rows < MOST; i++) {
		const char *name = sx_printf(e->call->tmp, "gride %.0f->%.0f", s.rank[i] / 2, s.rank[i]);
		const char *scale = sx_printf(e->call->tmp, "%.4g", s.distance[i]);
		if (!name || !scale)
			return false;
		e->row[e->rows++] = (estimate){ name, scale, s.d[i], s.d[i] - 1.96 * s.error[i], s.d[i] + 1.96 * s.error[i] };
	}
	put_plateau(e, &s);
	sx_table(e->out, "gride_scaling", SX_LINE, s.m);
	sx_table_ints(e->out, "neighbour", s.rank);
	sx_table_nums(e->out, "dimension", s.d);
	sx_table_nums(e->out, "error", s.error);
	sx_table_nums(e->out, "distance", s.distance);
	return true;
}

/* ---- all of it ---- */

static bool lpca(id *e, sx_err *err)
{
	sx_spectrum s;
	if (!sx_spectrum_get(e->call->arg[SPACE].space[0], true, false, SX_SOLVER_FULL, 1, e->call->job, &s, err))
		return false;
	double fourth = 0;
	for (size_t i = 0; i < s.r; i++)
		fourth += pow(s.singular[i], 4);
	double pr = fourth > 0 ? s.total * s.total / fourth : NAN;
	add(e, "lpca", pr, NAN, NAN, "global, linear");
	if (isfinite(pr))
		sx_put(e->out, "participation_ratio", pr);
	return true;
}

static bool read_table(id *e)
{
	sx_arena *tmp = e->call->tmp;
	e->log_mu = sx_alloc(tmp, e->n, sizeof *e->log_mu);
	e->inverse = sx_alloc(tmp, e->n, sizeof *e->inverse);
	e->finite = sx_alloc(tmp, e->n, sizeof *e->finite);
	if (!e->log_mu || !e->inverse || !e->finite)
		return false;
	for (size_t i = 0; i < e->n; i++) {
		const double *r = e->t.distance + i * e->t.ld;
		e->log_mu[i] = log(r[1] / r[0]);
		e->inverse[i] = sx_mle_inverse(r, e->k);
		if (e->inverse[i] > 0)
			e->finite[e->nfinite++] = 1 / e->inverse[i];
	}
	e->ntied = e->n - e->nfinite;
	sx_sort(e->log_mu, e->n);
	sx_sort(e->finite, e->nfinite);
	return true;
}

static bool local(id *e, sx_err *err)
{
	draws w;
	bool t = wanted(e->call, TWONN), m = wanted(e->call, MLE), g = wanted(e->call, GRIDE);
	if (!read_table(e))
		return sx_fail_memory(err, "neighbour distances", (double)e->n * 24);
	if ((t || m) && !draw(e, &w, err))
		return false;
	if (t)
		twonn(e, &w);
	bool ok = (!t || twonn_series(e)) && (!g || gride(e));
	if (ok && m) {
		mle(e, &w);
		ok = local_column(e);
	}
	return ok || sx_fail_memory(err, "estimates", (double)e->n * 16);
}

static bool estimates(id *e)
{
	const char *name[MOST], *scale[MOST];
	double value[MOST], low[MOST], high[MOST];
	for (size_t i = 0; i < e->rows; i++) {
		name[i] = e->row[i].name;
		scale[i] = e->row[i].scale;
		value[i] = e->row[i].value;
		low[i] = e->row[i].low;
		high[i] = e->row[i].high;
	}
	sx_table(e->out, "estimates", SX_PLAIN, e->rows);
	sx_table_texts(e->out, "method", name);
	sx_table_nums(e->out, "dimension", value);
	sx_table_nums(e->out, "low", low);
	sx_table_nums(e->out, "high", high);
	sx_table_texts(e->out, "scale", scale);
	return true;
}

static bool neighbours(id *e, sx_err *err)
{
	const sx_call *call = e->call;
	size_t most = e->k, range = (size_t)call->arg[RANGE].num;
	if (wanted(call, GRIDE) && range > most)
		most = range < e->n - 1 ? range : e->n - 1;
	if (most < e->k)
		most = e->k;
	if (call->arg[METRIC].num == SX_DOT)
		return sx_fail(err, SX_EUSAGE, "--metric dot is no distance; take euclidean or cosine");
	if (!sx_knn_get(e->u.unique, (sx_metric)call->arg[METRIC].num, most > 2 ? most : 2, call->job, &e->t, err))
		return false;
	for (size_t i = 0; i < e->n; i++)
		if (e->t.distance[i * e->t.ld] == 0)
			return sx_fail(err, SX_EINPUT, "%s: rows %zu and %u are at distance 0 without being equal; ratios of distances "
			               "are undefined", sx_space_name(e->u.unique), i, e->t.index[i * e->t.ld]);
	if (wanted(call, GRIDE) && range > e->n - 1)
		sx_note(e->out, "gride: %zu distinct rows reach no further than neighbour %zu", e->n, e->n - 1);
	return true;
}

static bool run(const sx_call *call, sx_result *out, sx_err *err)
{
	id e = { .call = call, .out = out, .k = wanted(call, MLE) ? (size_t)call->arg[K].num : 2 };
	if (!sx_unique_get(call->arg[SPACE].space[0], &e.u, err))
		return false;
	e.n = sx_space_rows(e.u.unique);
	bool near = wanted(call, TWONN) || wanted(call, MLE) || wanted(call, GRIDE);
	if (near && e.n < 4)
		return sx_fail(err, SX_EINPUT, "%s: %zu distinct rows are too few; at least 4 are needed", out->space, e.n);
	if (near && (!neighbours(&e, err) || !local(&e, err)))
		return false;
	if (wanted(call, LPCA) && !lpca(&e, err))
		return false;
	sx_put(out, "duplicates_removed", (double)e.u.removed);
	if (near)
		sx_note(out, "intervals resample the rows' figures, which neighbours share: they err on the narrow side");
	return estimates(&e);
}

static const sx_reading id_readings[] = {
	{ "twonn", "0 to dims", true, { { 0.2, "close by, rows vary in few of the directions" },
	 { INFINITY, "close by, rows vary in many of the directions" } } },
	{ "mle", "0 to dims", false, { { INFINITY, "if far from twonn, it depends on the scale" } } },
	{ "gride", "0 to dims", false, { { INFINITY, "the dimension on which several scales agree" } } },
};

const sx_command sx_cmd_id = {
	.name = "id", .group = "measure", .summary = "Estimate the intrinsic dimension, locally and globally",
	.about = "How many directions the rows really vary in. Figures: twonn, from the ratio mu of the second to the first "
		"neighbour distance, (n-1) / sum ln mu, and twonn_fit, the slope of -ln(1-F) on ln mu without the largest ratios (a "
		"straight line there is the check of the model); gride, the same idea from neighbours n and 2n at growing scale: the "
		"dimension on the plateau of series gride_scaling, or none where there is no plateau; mle, the harmonic mean over rows "
		"of Levina and Bickel's local estimate, with mle_mean and mle_median, and the column lid_mle; lpca, the participation "
		"ratio of the covariance's eigenvalues (also participation_ratio), linear and global. Intervals are 95 %.\n"
		"How to read: equal figures at all scales mean one dimension; figures that grow with scale mean a curved or clustered "
		"cloud; a low local and a high linear figure mean a thin, bent sheet. Traps: local estimators read low where the true "
		"dimension is far above ln n (at n = 1000 a true 50 reads about 30); duplicates are removed and counted.\n"
		"Cost: the neighbour table, then n per draw.",
	.example = "id demo --method twonn,mle --k 10",
	.cite = "Facco et al. 2017, Sci. Rep. 7; Denti et al. 2022, Sci. Rep. 12; Levina, Bickel 2004, NIPS 17; MacKay, Ghahramani 2005",
	SX_READINGS(id_readings), SX_PARAMS(params), .run = run,
};
