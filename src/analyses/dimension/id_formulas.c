/* id_formulas.c: the formulas of TwoNN, Gride and MLE on neighbour distances. */
#include "id_formulas.h"

#include <math.h>

double sx_twonn_ml(const double *log_mu, const uint32_t *count, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += count ? count[i] * log_mu[i] : log_mu[i];
	return sum > 0 ? ((double)n - 1) / sum : NAN;
}

void sx_twonn_rise(double *rise, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rise[i] = -log1p(-((double)i + 1) / (double)n);
}

double sx_twonn_fit(const double *log_mu, const double *rise, const uint32_t *count, size_t n, double discard)
{
	double xy = 0, xx = 0;
	size_t keep = (size_t)((double)n * (1 - discard)), rank = 0;
	if (keep >= n)
		keep = n - 1;		/* the last has -ln 0 */
	for (size_t i = 0; i < n && rank < keep; i++)
		for (uint32_t c = count ? count[i] : 1; c > 0 && rank < keep; c--) {
			xy += log_mu[i] * rise[rank++];
			xx += log_mu[i] * log_mu[i];
		}
	return xx > 0 ? xy / xx : NAN;
}

/* ln mu / (1 - mu^-d), whose limit at mu = 1 is 1/d. */
static double pull(double log_mu, double d)
{
	return log_mu * d > 1e-12 ? -log_mu / expm1(-d * log_mu) : 1 / d;
}

double sx_gride_part(double log_mu, size_t n1, size_t n2, double d)
{
	double gap = (double)(n2 - n1) - 1;
	return 1 / d + (gap > 0 ? gap * pull(log_mu, d) : 0) - ((double)n2 - 1) * log_mu;
}

static double score(const double *log_mu, size_t n, double n1, double n2, double less, double d)
{
	double sum = 0, gap = n2 - n1 - 1;
	for (size_t i = 0; i < n; i++)
		sum += (gap > 0 ? gap * pull(log_mu[i], d) : 0) - (n2 - 1) * log_mu[i];
	return ((double)n - less) / d + sum;
}

double sx_gride_error(const double *log_mu, size_t n, size_t n1, size_t n2, double d)
{
	double sum = 0, gap = (double)(n2 - n1) - 1;
	for (size_t i = 0; gap > 0 && i < n; i++) {
		double t = d * log_mu[i], away = -expm1(-t);
		sum += t > 1e-12 ? log_mu[i] * log_mu[i] * exp(-t) / (away * away) : 1 / (d * d);
	}
	return 1 / sqrt((double)n / (d * d) + gap * sum);
}

/* The score falls in d. Between 1e-3 and 1e3 the root is bracketed and halved until doubles end. */
double sx_gride(const double *log_mu, size_t n, size_t n1, size_t n2, double less, double *error)
{
	double lo = 1e-3, hi = 1e3, a = (double)n1, b = (double)n2;
	if (n == 0 || score(log_mu, n, a, b, less, lo) <= 0 || score(log_mu, n, a, b, less, hi) >= 0) {
		*error = NAN;
		return NAN;
	}
	for (int step = 0; step < 60 && hi - lo > 1e-13 * hi; step++) {
		double mid = (lo + hi) / 2;
		if (score(log_mu, n, a, b, less, mid) > 0)
			lo = mid;
		else
			hi = mid;
	}
	double d = (lo + hi) / 2;
	*error = sx_gride_error(log_mu, n, n1, n2, d);
	return d;
}

double sx_mle_inverse(const double *r, size_t k)
{
	double sum = 0, top = log(r[k - 1]);
	for (size_t j = 0; j + 1 < k; j++)
		sum += top - log(r[j]);
	return sum / ((double)k - 1);
}
