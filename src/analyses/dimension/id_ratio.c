/* id_ratio.c: estimators from ratios of neighbour distances: TwoNN, MLE, Hill, moments, MADA, MiND_ML. */
#include "id_formulas.h"
#include "id_parts.h"
#include "numeric/stats.h"

#include <math.h>

static const char to_k[] = "1st to k-th neighbour";

/* ---- TwoNN ---- */

typedef struct pairs {
	double *log_mu;		/* ascending */
	double *rise;		/* what it is fitted to */
	size_t  n, finite;	/* the last have a nearest neighbour at 0: the maximum likelihood does without them */
	double  discard;
} pairs;

static void twonn_both(const void *ctx, const uint32_t *count, double *out)
{
	const pairs *p = ctx;
	out[0] = sx_twonn_ml(p->log_mu, count, p->finite);
	out[1] = sx_twonn_fit(p->log_mu, p->rise, count, p->n, p->discard);
}

static bool twonn_series(sx_id *e, const pairs *p)
{
	size_t most = 400, n = p->n, m = n < most ? n : most;
	double *x = sx_alloc(e->call->tmp, m, sizeof *x), *y = sx_alloc(e->call->tmp, m, sizeof *y);
	if (!x || !y)
		return false;
	for (size_t i = 0; i < m; i++) {
		size_t at = m == n ? i : i * (n - 1) / m;
		x[i] = isfinite(p->log_mu[at]) ? p->log_mu[at] : (double)NAN;	/* a repeated row that was kept: no ratio */
		y[i] = at + 1 < n ? p->rise[at] : NAN;
	}
	sx_table(e->out, "twonn_fit", SX_LINE, m);
	sx_table_nums(e->out, "ln mu", x);
	sx_table_nums(e->out, "-ln(1 - F)", y);
	return true;
}

/* Points of a grid, or rounded ones, have many ties, which rows of a continuous distribution never have. */
static void note_ties(sx_id *e, const double *log_mu)
{
	size_t ties = 0;
	for (size_t i = 0; i < e->n; i++)
		ties += log_mu[i] <= 0;
	if (ties * 20 > e->n)
		sx_note(e->out, "twonn: the first two neighbours of %zu of %zu rows are equally far, as in rounded or gridded "
		        "data: their log ratios are 0, and the dimension is biased high", ties, e->n);
}

bool sx_id_twonn(sx_id *e, sx_err *err)
{
	double value[2], low[2], high[2];
	pairs p = { sx_alloc(e->call->tmp, e->n, sizeof(double)), sx_alloc(e->call->tmp, e->n, sizeof(double)), e->n, 0,
	            e->call->arg[SX_ID_DISCARD].num };
	double sum = 0, reach = 0, *psi = sx_alloc(e->call->tmp, e->n, sizeof *psi);
	if (!p.log_mu || !p.rise || !psi)
		return sx_fail_memory(err, "ratios", (double)e->n * 24);
	sx_twonn_rise(p.rise, p.n);
	for (size_t i = 0; i < e->n; i++) {
		const double *r = e->distance + i * e->ld;
		p.log_mu[i] = r[0] > 0 ? log(r[1] / r[0]) : INFINITY;
		p.finite += r[0] > 0;
		reach += (r[0] + r[1]) / (2 * (double)e->n);
		sum += r[0] > 0 ? p.log_mu[i] : 0;
	}
	for (size_t i = 0; i < e->n; i++)
		psi[i] = isfinite(p.log_mu[i]) ? p.log_mu[i] - sum / (double)p.finite : 0;
	double wide = sx_id_sharing(e, psi, 2);
	note_ties(e, p.log_mu);
	sx_sort(p.log_mu, p.n);
	if (!sx_id_draw(e, &(sx_id_resampled){ twonn_both, &p, p.n, 2 }, value, low, high, err))
		return false;
	static const char *const name[] = { "twonn", "twonn_fit" };
	for (size_t i = 0; i < 2; i++)
		if (p.finite < p.n)		/* draws with too many infinite ratios have no slope */
			sx_id_add(e, name[i], value[i], NAN, NAN, "1st, 2nd neighbour");
		else
			sx_id_add(e, name[i], value[i], value[i] - wide * (value[i] - low[i]),
			          value[i] + wide * (high[i] - value[i]), "1st, 2nd neighbour");
	sx_put(e->out, "twonn_scale", reach);
	return twonn_series(e, &p) || sx_fail_memory(err, "a series", 6400);
}

/* ---- statistics of each row from its k distances ---- */

typedef double (*from_distances)(const double *r, size_t k);

static bool each_row(sx_id *e, const char *method, from_distances f, const sx_id_mean *mean, size_t means, const char *scale,
                     sx_err *err)
{
	double *line = sx_alloc(e->call->tmp, e->n, sizeof *line);
	if (line == NULL)
		return sx_fail_memory(err, "per-row statistics", (double)e->n * 8);
	for (size_t i = 0; i < e->n; i++)
		line[i] = f(e->distance + i * e->ld, e->k);
	return sx_id_local(e, method, line, mean, means, scale, err);
}

static double levina_bickel(const double *r, size_t k)
{
	return 1 / sx_mle_inverse(r, k);
}

/* (k - 2)/(k - 1) makes the estimate of one row unbiased where the density is constant. */
bool sx_id_mle(sx_id *e, sx_err *err)
{
	double unbiased = e->k > 2 ? ((double)e->k - 2) / ((double)e->k - 1) : NAN;
	const sx_id_mean mean[] = { { SX_ID_HARMONIC, "mle", 1 }, { SX_ID_MEAN, "mle_mean", 1 }, { SX_ID_MEDIAN, "mle_median", 1 },
		{ SX_ID_HARMONIC, "mle_unbiased", unbiased } };
	return each_row(e, "mle", levina_bickel, mean, e->k > 2 ? 4 : 3, to_k, err);
}

/* Hill 1975: k over the sum that has k - 1 terms, as Amsaleg et al. 2015 take it. */
static double hill(const double *r, size_t k)
{
	return (double)k / ((double)k - 1) / sx_mle_inverse(r, k);
}

bool sx_id_hill(sx_id *e, sx_err *err)
{
	static const sx_id_mean mean[] = { { SX_ID_MEAN, "hill", 1 }, { SX_ID_GEOMETRIC, "hill_geometric", 1 } };
	return each_row(e, "hill", hill, mean, 2, to_k, err);
}

/* Equal distances have no moment: the mean may miss the last by rounding and must not be taken for a dimension. */
static double moments(const double *r, size_t k, size_t of)
{
	double sum = 0;
	if (!(r[0] < r[k - 1]))
		return INFINITY;
	for (size_t j = 0; j < of; j++)
		sum += r[j];
	return sum / (double)of / (r[k - 1] - sum / (double)of);
}

static double mom(const double *r, size_t k)
{
	return moments(r, k, k - 1);
}

static double mom_with_last(const double *r, size_t k)
{
	return moments(r, k, k);
}

/* Amsaleg et al. 2015. The k-th distance is the radius and carries no further information, so the mean is over the others;
 * scikit-dimension averages all k. Both are reported as metrics; the column follows the convention. */
bool sx_id_mom(sx_id *e, sx_err *err)
{
	static const sx_id_mean own[] = { { SX_ID_MEAN, "mom", 1 }, { SX_ID_MEDIAN, "mom_median", 1 } };
	static const sx_id_mean other = { SX_ID_MEAN, "mom_with_last", 1 };
	return each_row(e, "mom", sx_id_by(e) == SX_ID_SKDIM ? mom_with_last : mom, own, 2, to_k, err) &&
	       each_row(e, "mom_with_last", mom_with_last, &other, 1, to_k, err);
}

/* Farahmand, Szepesvari, Audibert 2007. */
static double mada(const double *r, size_t k)
{
	return log(2) / log(r[k - 1] / r[k / 2 - 1]);
}

bool sx_id_mada(sx_id *e, sx_err *err)
{
	static const sx_id_mean mean[] = { { SX_ID_MEAN, "mada", 1 }, { SX_ID_MEDIAN, "mada_median", 1 } };
	return each_row(e, "mada", mada, mean, 2, "k/2-th, k-th neighbour", err);
}

/* ---- MiND_ML: Rozza, Lombardi, Ceruti, Casiraghi, Campadelli 2012 ---- */

typedef struct mind {
	const double *log_ratio;
	size_t        n, k;
	double        cap;
} mind;

/* The derivative in m of n ln m + (m - 1) sum ln rho + (k - 1) sum ln(1 - rho^m), which falls in m. */
static double mind_score(const mind *w, const uint32_t *count, double m)
{
	double sum = 0, total = 0;
	for (size_t i = 0; i < w->n; i++) {
		double c = count ? (double)count[i] : 1, l = w->log_ratio[i];
		if (c == 0)
			continue;
		double pull = m * l < -1e-12 ? l / expm1(-m * l) : -1 / m;	/* l rho^m / (1 - rho^m) */
		sum += c * (l - ((double)w->k - 1) * pull);
		total += c;
	}
	return total / m + sum;
}

static double mind_root(const mind *w, const uint32_t *count)
{
	double lo = 1e-3, hi = w->cap;
	if (mind_score(w, count, hi) >= 0)
		return hi;
	for (int step = 0; step < 60 && hi - lo > 1e-10 * hi; step++) {
		double mid = (lo + hi) / 2;
		if (mind_score(w, count, mid) > 0)
			lo = mid;
		else
			hi = mid;
	}
	return (lo + hi) / 2;
}

double sx_mind_best(const double *log_ratio, size_t n, size_t k, double cap)
{
	mind w = { log_ratio, n, k, cap };
	return mind_root(&w, NULL);
}

/* The score's derivative in m, always below 0; *score: itself. With e = rho^-m - 1, rho^m / (1 - rho^m)² is (e + 1) / e². */
static double mind_bend(const mind *w, const uint32_t *count, double m, double *score)
{
	double bend = 0, sum = 0, total = 0, others = (double)w->k - 1;
	for (size_t i = 0; i < w->n; i++) {
		double c = count ? (double)count[i] : 1, l = w->log_ratio[i];
		if (c == 0)
			continue;
		double e = expm1(-m * l);
		bool apart = e > 1e-12;
		sum += c * (l - others * (apart ? l / e : -1 / m));
		bend -= c * others * (apart ? l * l * (e + 1) / (e * e) : 1 / (m * m));
		total += c;
	}
	*score = total / m + sum;
	return bend - total / (m * m);
}

/* Newton's steps in 1/m, in which the score is nearly straight. */
double sx_mind_near(const double *log_ratio, const uint32_t *count, size_t n, size_t k, double cap, double start)
{
	mind w = { log_ratio, n, k, cap };
	double m = start, score;
	for (int step = 0; step < 20; step++) {
		double bend = mind_bend(&w, count, m, &score), before = m;
		if (m >= cap && score >= 0)
			return cap;
		double shrink = 1 + score / (m * bend);
		m = shrink > 0.1 ? m / shrink : 10 * m;
		m = fmin(fmax(m, 1e-3), cap);
		if (fabs(m - before) <= 1e-10 * m)
			break;
	}
	return m;
}

void sx_mind_influence(const double *log_ratio, size_t n, size_t k, double m, double *out)
{
	double score, bend = mind_bend(&(mind){ log_ratio, n, k, m }, NULL, m, &score);
	for (size_t i = 0; i < n; i++) {
		mind_bend(&(mind){ log_ratio + i, 1, k, m }, NULL, m, &out[i]);
		out[i] = (out[i] - score / (double)n) * -(double)n / (m * bend);
	}
}

static double mind_likelihood(const mind *w, double m)
{
	double sum = (double)w->n * log((double)w->k * m);
	for (size_t i = 0; i < w->n; i++)
		sum += (m - 1) * w->log_ratio[i] + ((double)w->k - 1) * log(-expm1(m * w->log_ratio[i]));
	return sum;
}

/* The likelihood is concave in m: the best whole number is one of the two beside the root. */
static double mind_whole(const mind *w, double root)
{
	double below = fmax(1, floor(root)), above = fmin(fmax(1, ceil(root)), floor(w->cap));
	return mind_likelihood(w, above) > mind_likelihood(w, below) ? above : below;
}

/* The interval is from the information at the root: resampling would solve the equation again for each draw. */
static double mind_error(const mind *w, double m)
{
	double h = 1e-4 * m;
	return 1 / sqrt((mind_score(w, NULL, m - h) - mind_score(w, NULL, m + h)) / (2 * h));
}

static double sharing(sx_id *e, const mind *w, double m)
{
	if (w->n < e->n)
		return 1;
	double *psi = sx_alloc(e->call->tmp, e->n, sizeof *psi);
	if (psi)
		sx_mind_influence(w->log_ratio, e->n, w->k, m, psi);
	return psi ? sx_id_sharing(e, psi, e->k) : 1;
}

bool sx_id_mind_ml(sx_id *e, sx_err *err)
{
	double *ratio = sx_alloc(e->call->tmp, e->n, sizeof *ratio), most = (double)e->points.d;
	const sx_value *cap = &e->call->arg[SX_ID_CAP];
	mind w = { ratio, e->n, e->k, cap->given ? cap->num : sx_id_by(e) == SX_ID_SKDIM ? 10 : fmin(fmax(most, 2), 200) };
	if (ratio == NULL)
		return sx_fail_memory(err, "ratios", (double)e->n * 8);
	w.n = 0;
	for (size_t i = 0; i < e->n; i++)
		if (e->distance[i * e->ld] > 0)
			ratio[w.n++] = log(e->distance[i * e->ld] / e->distance[i * e->ld + e->k]);
	sx_record_num(e->out, "cap", w.cap);
	double m = mind_root(&w, NULL), whole = mind_whole(&w, m);
	if (m >= w.cap) {
		sx_id_add(e, "mind_ml", m, NAN, NAN, "1st, k+1-th neighbour");
		sx_note(e->out, "mind_ml, mind_mli: the likelihood still rises at the cap of %g (--cap), so there is no interval", w.cap);
		sx_put(e->out, "mind_mli", whole);
	} else {
		double error = 1.96 * mind_error(&w, m) * sharing(e, &w, m);
		sx_id_add(e, "mind_ml", m, m - error, m + error, "1st, k+1-th neighbour");
		sx_put_range(e->out, "mind_mli", whole, fmin(whole, fmax(1, round(m - error))),
		             fmax(whole, fmin(round(m + error), floor(w.cap))));
	}
	return true;
}
