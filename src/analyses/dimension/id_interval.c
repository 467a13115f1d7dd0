/* id_interval.c: adds estimates with confidence intervals: percentile bootstrap (Efron) of statistics over rows. */
#include "id_parts.h"
#include "base/rng.h"
#include "numeric/stats.h"

#include <math.h>
#include <string.h>

void sx_id_add_row(sx_id *e, const char *name, double value, double low, double high, const char *scale)
{
	if (e->rows < SX_ID_MOST)
		e->row[e->rows++] = (sx_id_estimate){ name, scale, isfinite(value) ? value : (double)NAN, low, high, e->method, NULL, 0 };
}

void sx_id_like(sx_id *e, const char *figure, double rows)
{
	if (e->rows > 0) {
		e->row[e->rows - 1].like = figure;
		e->row[e->rows - 1].of = rows;
	}
}

void sx_id_add(sx_id *e, const char *name, double value, double low, double high, const char *scale)
{
	sx_id_add_row(e, name, value, low, high, scale);
	if (!isfinite(value))
		sx_put_none(e->out, name, "the neighbour distances do not vary, so they give no dimension");
	else if (isfinite(low))
		sx_put_range(e->out, name, value, low, high);
	else
		sx_put(e->out, name, value);
}

typedef struct draws {
	sx_id          *e;
	sx_id_statistic statistic;
	const void     *ctx;
	size_t          n, m, b;
	uint32_t       *count;	/* threads × n */
	double         *value;	/* m × b */
	double         *one;	/* threads × m */
} draws;

static void draw_block(void *ctx, size_t lo, size_t hi, int thread)
{
	draws *w = ctx;
	uint32_t *count = w->count + (size_t)thread * w->n;
	double *one = w->one + (size_t)thread * w->m;
	for (size_t b = lo; b < hi; b++) {
		sx_rng rng = sx_rng_open(w->e->call->job->seed, "id.draws", b);
		memset(count, 0, w->n * sizeof *count);
		for (size_t i = 0; i < w->n; i++)
			count[sx_rng_below(&rng, w->n)]++;
		w->statistic(w->ctx, count, one);
		for (size_t i = 0; i < w->m; i++)
			w->value[i * w->b + b] = one[i];
	}
}

bool sx_id_draws(sx_id *e, const sx_id_resampled *of, double *value, double *drawn, sx_err *err)
{
	sx_arena *tmp = e->call->tmp;
	size_t threads = (size_t)sx_threads(e->call->job), b = sx_id_drawings(e);
	draws w = { .e = e, .statistic = of->statistic, .ctx = of->ctx, .n = of->n, .m = of->m, .b = b, .value = drawn };
	w.count = sx_alloc(tmp, threads * of->n, sizeof *w.count);
	w.one = sx_alloc(tmp, threads * of->m, sizeof *w.one);
	if (!w.count || !w.one)
		return sx_fail_memory(err, "resampling", (double)of->n * 4);
	of->statistic(of->ctx, NULL, value);
	return sx_for(e->call->job, "intervals", b, 1, draw_block, &w) || sx_fail_cancel(err);
}

bool sx_id_draw(sx_id *e, const sx_id_resampled *of, double *value, double *low, double *high, sx_err *err)
{
	size_t b = sx_id_drawings(e), m = of->m;
	double *drawn = sx_alloc(e->call->tmp, m * b, sizeof *drawn);
	if (drawn == NULL)
		return sx_fail_memory(err, "resampling", (double)m * (double)b * 8);
	if (!sx_id_draws(e, of, value, drawn, err))
		return false;
	for (size_t i = 0; i < m; i++) {
		low[i] = sx_quantile(drawn + i * b, b, 0.025);
		high[i] = sx_quantile(drawn + i * b, b, 0.975);
	}
	return true;
}

/* Lists are sorted by (distance, row), and distances are symmetric, so one comparison tells whether a list holds the row. */
static bool is_mutual(const sx_id *e, size_t row, size_t other, double distance, size_t k)
{
	double last = e->distance[other * e->ld + k - 1];
	return distance < last || (distance == last && row <= e->index[other * e->ld + k - 1]);
}

double sx_id_sharing(const sx_id *e, const double *psi, size_t k)
{
	double own = 0, shared = 0;
	if (e->line_row != NULL)
		return 1;
	for (size_t i = 0; i < e->n; i++) {
		own += psi[i] * psi[i];
		for (size_t j = 0; j < k; j++) {
			size_t other = e->index[i * e->ld + j];
			bool mutual = is_mutual(e, i, other, e->distance[i * e->ld + j], k);
			shared += psi[i] * psi[other] * (mutual ? 1 : 2);	/* a mutual pair is met from both ends */
		}
	}
	return own > 0 ? sqrt(fmax(1, 1 + shared / own)) : 1;
}

/* ---- means of a per-row statistic ---- */

typedef struct figures {
	const double *v;	/* n, ascending */
	const double *log_v;
	size_t        n;
} figures;

static double weighted_median(const figures *f, const uint32_t *count, size_t total)
{
	size_t seen = 0, low = f->n;
	for (size_t i = 0; i < f->n; i++) {
		seen += count ? count[i] : 1;
		if (low < f->n && seen * 2 > total)
			return (f->v[low] + f->v[i]) / 2;
		if (low == f->n && seen * 2 > total)
			return f->v[i];
		if (low == f->n && seen * 2 == total)
			low = i;
	}
	return NAN;
}

static void means(const void *ctx, const uint32_t *count, double *out)
{
	const figures *f = ctx;
	double inverse = 0, sum = 0, logs = 0, total = 0;
	for (size_t i = 0; i < f->n; i++) {
		double c = count ? (double)count[i] : 1;
		inverse += c / f->v[i];
		sum += c * f->v[i];
		logs += c * f->log_v[i];
		total += c;
	}
	out[SX_ID_HARMONIC] = total / inverse;
	out[SX_ID_MEAN] = sum / total;
	out[SX_ID_MEDIAN] = weighted_median(f, count, (size_t)total);
	out[SX_ID_GEOMETRIC] = exp(logs / total);
}

/* Rows removed as duplicates get the value of the row they repeat; rows outside a sample have none. */
bool sx_id_column(sx_id *e, const char *name, const double *line)
{
	size_t all = e->out->rows, unique = e->points.n;
	double *column = sx_alloc(e->call->tmp, all, sizeof *column), *own = sx_alloc(e->call->tmp, unique, sizeof *own);
	if (!column || !own)
		return false;
	for (size_t i = 0; i < unique; i++)
		own[i] = NAN;
	for (size_t i = 0; i < e->n; i++)
		own[sx_id_row(e, i)] = isfinite(line[i]) ? line[i] : NAN;
	for (size_t i = 0; i < all; i++)
		column[i] = own[e->u.of[i]];
	sx_column(e->out, name, column);
	return true;
}

/* What a line adds to each of the means, about its value. */
static double influence(int which, double v, double value)
{
	if (!isfinite(v) || v <= 0)
		return 0;
	switch (which) {
	case SX_ID_HARMONIC:  return 1 / v - 1 / value;
	case SX_ID_MEDIAN:    return (v > value) - (v < value);
	case SX_ID_GEOMETRIC: return log(v / value);
	default:              return v - value;
	}
}

bool sx_id_means(sx_id *e, const char *method, const double *line, const sx_id_mean *mean, size_t nmeans, double wide,
                 const char *scale, sx_err *err)
{
	sx_arena *tmp = e->call->tmp;
	double *v = sx_alloc(tmp, e->n, sizeof *v), *log_v = sx_alloc(tmp, e->n, sizeof *log_v);
	double *psi = sx_alloc(tmp, e->n, sizeof *psi);
	double value[SX_ID_MEANS], low[SX_ID_MEANS], high[SX_ID_MEANS];
	figures f = { v, log_v, 0 };
	if (!v || !log_v || !psi)
		return sx_fail_memory(err, "per-row statistics", (double)e->n * 24);
	for (size_t i = 0; i < e->n; i++)
		if (isfinite(line[i]) && line[i] > 0)
			v[f.n++] = line[i];
	sx_sort(v, f.n);
	for (size_t i = 0; i < f.n; i++)
		log_v[i] = log(v[i]);
	if (f.n == 0)
		for (size_t i = 0; i < SX_ID_MEANS; i++)
			value[i] = low[i] = high[i] = NAN;
	else if (!sx_id_draw(e, &(sx_id_resampled){ means, &f, f.n, SX_ID_MEANS }, value, low, high, err))
		return false;
	for (size_t i = 0; i < nmeans; i++) {
		int which = mean[i].which;
		double at = value[which], times = mean[i].times, by = wide;
		for (size_t l = 0; l < e->n; l++)
			psi[l] = influence(which, line[l], at);
		if (wide <= 0)
			by = sx_id_sharing(e, psi, e->k);
		sx_id_add(e, mean[i].name, at * times, (at - by * (at - low[which])) * times,
		          (at + by * (high[which] - at)) * times, scale);
	}
	if (f.n && v[0] == v[f.n - 1])
		sx_note(e->out, "%s is %g at every row: the interval has no width", mean->name, v[0]);
	if (f.n < e->n)
		sx_note(e->out, "%s leaves out %zu of %zu rows: their neighbours are all equally far, or at the row itself, and give no "
		        "dimension", method, e->n - f.n, e->n);
	return true;
}

bool sx_id_local(sx_id *e, const char *method, const double *line, const sx_id_mean *mean, size_t nmeans, const char *scale,
                 sx_err *err)
{
	return sx_id_means(e, method, line, mean, nmeans, 0, scale, err) &&
	       (sx_id_column(e, sx_printf(e->call->tmp, "lid_%s", method), line) ||
	        sx_fail_memory(err, "a column", (double)e->n * 8));
}
