/* id_neighborhood.c: estimators from the inner products of a row's k neighbours: TLE, ESS, local PCA.
 *
 * Cost k² d for each row, and k³ more for the eigenvalues of local PCA. */
#include "id_neighborhood.h"
#include "numeric/linalg.h"
#include "numeric/special.h"

#include <math.h>
#include <string.h>

static void load(const sx_hood *w, size_t line, double *x)
{
	const sx_mat *m = &w->e->points;
	const float *own = m->p + sx_id_row(w->e, line) * m->ld;
	for (size_t j = 0; j < w->k; j++) {
		const float *p = m->p + w->e->index[line * w->e->ld + j] * m->ld;
		for (size_t c = 0; c < w->d; c++)
			x[j * w->d + c] = (double)p[c] - (double)own[c];
	}
	for (size_t c = 0; w->centred && c < w->d; c++) {
		double sum = 0;
		for (size_t j = 0; j < w->k; j++)
			sum += x[j * w->d + c];
		for (size_t j = 0; j < w->k; j++)
			x[j * w->d + c] -= sum / (double)w->k;
	}
}

static void each_line(void *ctx, size_t lo, size_t hi, int thread)
{
	const sx_hood *w = ctx;
	double *x = w->scratch + (size_t)thread * w->size, *product = x + w->k * w->d, *rest = product + w->side * w->side;
	for (size_t i = lo; i < hi; i++) {
		load(w, i, x);
		memset(product, 0, w->side * w->side * sizeof *product);
		sx_dsyrk(!w->columns, w->k, w->d, x, w->d, product, w->side);
		for (size_t a = 0; a < w->side; a++)
			for (size_t b = 0; b < a; b++)
				product[a * w->side + b] = product[b * w->side + a];
		w->figure(w, product, rest, w->e->distance + i * w->e->ld, w->out + i * w->stride);
	}
}

bool sx_hood_all(sx_hood *w, const char *what, double **line, sx_err *err)
{
	sx_id *e = w->e;
	sx_arena *tmp = e->call->tmp;
	w->k = e->k;
	w->d = e->points.d;
	w->columns = w->columns && w->d < w->k;
	w->side = w->columns ? w->d : w->k;
	w->size = w->k * w->d + w->side * w->side + 4 * w->side;
	w->stride = w->figures * (w->pulls ? w->k + 1 : 1);
	w->out = sx_alloc(tmp, e->n * w->stride, sizeof *w->out);
	w->scratch = sx_alloc(tmp, (size_t)sx_threads(e->call->job) * w->size, sizeof *w->scratch);
	bool ok = w->out && w->scratch;
	for (size_t f = 0; f < w->figures; f++)
		ok &= (line[f] = sx_alloc(tmp, e->n, sizeof **line)) != NULL;
	if (!ok)
		return sx_fail_memory(err, what, (double)e->n * (double)(w->stride + w->figures) * 8);
	if (!sx_for(e->call->job, what, e->n, 32, each_line, w))
		return sx_fail_cancel(err);
	for (size_t f = 0; f < w->figures; f++)
		for (size_t i = 0; i < e->n; i++)
			line[f][i] = w->out[i * w->stride + f];
	return true;
}

double sx_hood_wide(const sx_hood *w, size_t figure, const double *line)
{
	const sx_id *e = w->e;
	double own = 0, all = 0, mean = 0, count = 0, *sum = sx_alloc(e->call->tmp, e->points.n, sizeof *sum);
	if (sum == NULL || e->line_row != NULL)
		return 1;
	for (size_t i = 0; i < e->n; i++) {
		mean += isfinite(line[i]) ? line[i] : 0;
		count += isfinite(line[i]);
	}
	for (size_t i = 0; i < e->n; i++) {
		double own_part = line[i] - mean / count;
		if (!isfinite(line[i]))
			continue;
		own += own_part * own_part;
		sum[i] += own_part;
		for (size_t j = 0; j < w->k; j++)
			sum[e->index[i * e->ld + j]] += w->out[i * w->stride + (j + 1) * w->figures + figure];
	}
	for (size_t i = 0; i < e->n; i++)
		all += sum[i] * sum[i];
	return own > 0 ? sqrt(fmax(1, all / own)) : 1;
}

static const char to_k[] = "1st to k-th neighbour";

/* ---- TLE: Amsaleg, Chelly, Houle, Kawarabayashi, Radovanovic, Treeratanajaru 2019 ---- */

/* Where the ray from neighbour i through the other point leaves the ball of radius r: ri, rj are their distances from the
 * centre, v2 the square of their distance from each other. */
static double tight(double r, double ri, double rj, double v2)
{
	double b = ri * ri + v2 - rj * rj, room = r * r - ri * ri;
	return ri == r ? r * v2 / (r * r + v2 - rj * rj) : r * (sqrt(b * b + 4 * v2 * room) - b) / (2 * room);
}

/* Lengths are in units of the radius, except in scikit-dimension's convention, whose smallest length is absolute. */
static void tle(const sx_hood *w, double *g, double *scratch, const double *distance, double *out)
{
	(void)scratch;
	size_t k = w->k;
	double unit = sx_id_by(w->e) == SX_ID_SKDIM ? 1 : distance[k - 1], r = distance[k - 1] / unit, least = 1e-4;
	double sum = 0, own = 0, kept = (double)(k * k);
	for (size_t i = 0; i < k; i++) {
		double ri = distance[i] / unit;
		for (size_t j = 0; j < k; j++) {
			double rj = distance[j] / unit, v2 = (g[i * k + i] + g[j * k + j] - 2 * g[i * k + j]) / (unit * unit);
			if (i == j)
				continue;
			double s = v2 > 0 ? tight(r, ri, rj, v2) : 0, t = v2 > 0 ? tight(r, ri, rj, 2 * ri * ri + 2 * rj * rj - v2) : 0;
			if (s >= least && t >= least)
				sum += log(s / r) + log(t / r);
			else
				kept--;
		}
		if (ri >= least)
			own += log(ri / r);
		else
			kept--;
	}
	*out = -2 * kept / (sum + 2 * own);
}

bool sx_id_tle(sx_id *e, sx_err *err)
{
	static const sx_id_mean mean[] = { { SX_ID_MEAN, "tle", 1 }, { SX_ID_MEDIAN, "tle_median", 1 } };
	double *line;
	sx_hood w = { .e = e, .figure = tle, .figures = 1 };
	return sx_hood_all(&w, "tle", &line, err) && sx_id_local(e, "tle", line, mean, 2, to_k, err);
}

/* ---- ESS: Johnsson, Soneson, Fontes 2015 ---- */

/* The mean |sin| (or |cos|) of the angle of two directions in m dimensions. */
double sx_id_mean_sine(double m)
{
	return m < 2 ? 0 : exp(2 * sx_log_gamma(m / 2) - sx_log_gamma((m + 1) / 2) - sx_log_gamma((m - 1) / 2));
}

double sx_id_mean_cosine(double m)
{
	return exp(sx_log_gamma(m / 2) - sx_log_gamma((m + 1) / 2)) / sqrt(acos(-1));
}

/* The m at which the reference has this value, straight between whole numbers; it is monotone. slope: dm / dvalue. */
double sx_id_where(double (*reference)(double), double value, double *slope)
{
	double lo = 1, hi = 2, most = 1e6;
	bool up = reference(2) > reference(1);
	*slope = 0;
	if (!isfinite(value) || (up ? value <= reference(1) : value >= reference(1)))
		return isfinite(value) ? 1 : (double)NAN;
	while (hi < most && (reference(hi) < value) == up)
		hi *= 2;
	while (hi - lo > 1) {
		double mid = floor((lo + hi) / 2);
		if ((reference(mid) < value) == up)
			lo = mid;
		else
			hi = mid;
	}
	*slope = 1 / (reference(hi) - reference(lo));
	return lo + (value - reference(lo)) * *slope;
}

/* The statistic is sum w_i w_j a_ij / sum w_i w_j l_ij over pairs of neighbours, with all weights 1; pulls: its derivatives. */
void sx_hood_ess(const sx_hood *w, double *g, double *scratch, const double *distance, double *out)
{
	(void)distance;
	double sum[2] = { 0 }, lengths = 0, slope[2], *of_one[2] = { scratch, scratch + w->k }, *length = scratch + 2 * w->k;
	memset(scratch, 0, 3 * w->k * sizeof *scratch);
	for (size_t i = 0; i < w->k; i++)
		for (size_t j = i + 1; j < w->k; j++) {
			double product = g[i * w->k + i] * g[j * w->k + j], dot = g[i * w->k + j], l = sqrt(product);
			double part[2] = { sqrt(fmax(product - dot * dot, 0)), fabs(dot) };
			for (size_t f = 0; f < 2; f++) {
				sum[f] += part[f];
				of_one[f][i] += part[f];
				of_one[f][j] += part[f];
			}
			lengths += l;
			length[i] += l;
			length[j] += l;
		}
	for (size_t f = 0; f < 2; f++) {
		double mean = sum[f] / lengths;
		out[f] = sx_id_where(f ? sx_id_mean_cosine : sx_id_mean_sine, mean, &slope[f]);
		for (size_t i = 0; i < w->k; i++)
			out[2 * (i + 1) + f] = slope[f] * (of_one[f][i] - mean * length[i]) / lengths;
	}
}

bool sx_id_ess(sx_id *e, sx_err *err)
{
	static const sx_id_mean sine[] = { { SX_ID_MEAN, "ess", 1 }, { SX_ID_MEDIAN, "ess_median", 1 } },
		cosine = { SX_ID_MEAN, "ess_cosine", 1 };
	double *line[2];
	sx_hood w = { .e = e, .figure = sx_hood_ess, .figures = 2, .centred = true, .pulls = true };
	return sx_hood_all(&w, "ess", line, err) &&
	       sx_id_means(e, "ess", line[0], sine, 2, sx_hood_wide(&w, 0, line[0]), to_k, err) &&
	       sx_id_means(e, "ess_cosine", line[1], &cosine, 1, sx_hood_wide(&w, 1, line[1]), to_k, err) &&
	       (sx_id_column(e, "lid_ess", line[0]) || sx_fail_memory(err, "a column", (double)e->n * 8));
}

/* ---- local PCA and rank (Fukunaga, Olsen 1971) ---- */

static const double sweep[] = { 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001 };
enum { PCA_FO, PCA_PR, PCA_RANK, PCA_ENTROPY, PCA_SWEEP, PCA_ALL = PCA_SWEEP + SX_COUNT(sweep) };

static double above(const double *value, size_t n, double share)
{
	double count = 0;
	for (size_t i = 0; i < n; i++)
		count += value[i] > share * value[0];
	return count;
}

static void eigen(const sx_hood *w, double *g, double *value, const double *distance, double *out)
{
	(void)distance;
	double sum = 0, squares = 0, entropy = 0, tau = w->e->call->arg[SX_ID_TAU].num;
	for (size_t f = 0; f < PCA_ALL; f++)
		out[f] = NAN;
	if (!sx_eigh(w->side, g, value, NULL, NULL) || !(value[0] > 0))
		return;
	for (size_t i = 0; i < w->side; i++) {
		value[i] = fmax(value[i], 0);
		sum += value[i];
		squares += value[i] * value[i];
	}
	for (size_t i = 0; i < w->side; i++)
		entropy -= value[i] > 0 ? value[i] / sum * log(value[i] / sum) : 0;
	out[PCA_FO] = above(value, w->side, 0.05);
	out[PCA_PR] = sum * sum / squares;
	out[PCA_RANK] = above(value, w->side, tau * tau);
	out[PCA_ENTROPY] = exp(entropy);
	for (size_t t = 0; t < SX_COUNT(sweep); t++)
		out[PCA_SWEEP + t] = above(value, w->side, sweep[t] * sweep[t]);
}

/* The participation ratio (sum of eigenvalues)² / sum of their squares, both sums over products; and its pulls. */
void sx_hood_participation(const sx_hood *w, double *g, double *scratch, const double *distance, double *out)
{
	(void)distance;
	double trace = 0, squares = 0;
	for (size_t i = 0; i < w->k; i++) {
		scratch[i] = 0;
		for (size_t j = 0; j < w->k; j++)
			scratch[i] += g[i * w->k + j] * g[i * w->k + j];
		trace += g[i * w->k + i];
		squares += scratch[i];
	}
	double share = trace / squares;
	out[0] = trace * share;
	for (size_t i = 0; i < w->k; i++)
		out[1 + i] = 2 * share * (g[i * w->k + i] - share * scratch[i]);
}

/* The widening of intervals of smooth statistics of the eigenvalues, taken from this one. */
static bool widening(sx_id *e, double *wide, sx_err *err)
{
	double *line;
	sx_hood w = { .e = e, .figure = sx_hood_participation, .figures = 1, .centred = true, .pulls = true };
	if (!sx_hood_all(&w, "local pca", &line, err))
		return false;
	*wide = sx_hood_wide(&w, 0, line);
	return true;
}

static bool tau_series(sx_id *e, double *const *line)
{
	double y[SX_COUNT(sweep)] = { 0 }, count[SX_COUNT(sweep)] = { 0 };
	for (size_t t = 0; t < SX_COUNT(sweep); t++) {
		for (size_t i = 0; i < e->n; i++)
			if (isfinite(line[PCA_SWEEP + t][i])) {
				y[t] += line[PCA_SWEEP + t][i];
				count[t]++;
			}
		y[t] /= count[t];
	}
	sx_table(e->out, "local_rank_by_tau", SX_LINE, SX_COUNT(sweep));
	sx_table_log(e->out, true, false);
	sx_table_nums(e->out, "tau", sweep);
	sx_table_nums(e->out, "rank", y);
	return true;
}

bool sx_id_local_pca(sx_id *e, sx_err *err)
{
	static const sx_id_mean fo = { SX_ID_MEAN, "local_pca", 1 }, pr = { SX_ID_MEAN, "local_participation", 1 },
		rank = { SX_ID_MEAN, "local_rank", 1 }, entropy = { SX_ID_MEAN, "local_entropy_rank", 1 };
	double *line[PCA_ALL], wide;
	sx_hood w = { .e = e, .figure = eigen, .figures = PCA_ALL, .centred = true, .columns = true };
	return sx_hood_all(&w, "local pca", line, err) && widening(e, &wide, err) &&
	       sx_id_means(e, "local_pca", line[PCA_FO], &fo, 1, wide, to_k, err) &&
	       sx_id_means(e, "local_participation", line[PCA_PR], &pr, 1, wide, to_k, err) &&
	       sx_id_means(e, "local_rank", line[PCA_RANK], &rank, 1, wide, to_k, err) &&
	       sx_id_means(e, "local_entropy_rank", line[PCA_ENTROPY], &entropy, 1, wide, to_k, err) && tau_series(e, line) &&
	       ((sx_id_column(e, "lid_local_pca", line[PCA_FO]) && sx_id_column(e, "lid_local_participation", line[PCA_PR]) &&
	         sx_id_column(e, "lid_local_rank", line[PCA_RANK]) && sx_id_column(e, "lid_local_entropy_rank", line[PCA_ENTROPY])) ||
	        sx_fail_memory(err, "columns", (double)e->n * 32));
}
